"""Every S3 operation through boto3: objects of all sizes, ranges, conditions, checksums, listings and errors."""

import hashlib
import io

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

from penstock_server import REGION


def error_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def body_of(s3, bucket, key, **arguments):
    return s3.get_object(Bucket=bucket, Key=key, **arguments)["Body"].read()


@pytest.mark.parametrize("size", [0, 1, 1000, 70_000, 3 * 2**20, 20 * 2**20])
def test_an_object_comes_back_as_it_was(s3, bucket, size):
    data = (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]
    answer = s3.put_object(Bucket=bucket, Key="a/b c+ü.bin", Body=data, ContentType="application/x-test", Metadata={"origin": "test"})
    assert answer["ETag"] == f'"{hashlib.md5(data).hexdigest()}"'
    got = s3.get_object(Bucket=bucket, Key="a/b c+ü.bin")
    assert got["Body"].read() == data
    assert (got["ContentLength"], got["ContentType"], got["Metadata"], got["ETag"]) == (size, "application/x-test", {"origin": "test"}, answer["ETag"])
    head = s3.head_object(Bucket=bucket, Key="a/b c+ü.bin")
    assert (head["ContentLength"], head["Metadata"]) == (size, {"origin": "test"})


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
def test_a_checksum_that_the_sdk_sends_is_kept_and_given_back(s3, bucket, algorithm):
    put = s3.put_object(Bucket=bucket, Key="sum", Body=b"hello", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key="sum", ChecksumMode="ENABLED")  # botocore verifies as it reads
    assert got["Body"].read() == b"hello" and got[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]


def test_a_wrong_checksum_is_refused_and_nothing_is_stored(s3, bucket):
    code, status = error_of(s3.put_object, Bucket=bucket, Key="bad", Body=b"hello", ChecksumSHA256="A" * 43 + "=")
    assert (code, status) in {("BadDigest", 400), ("InvalidRequest", 400)}
    assert error_of(s3.head_object, Bucket=bucket, Key="bad") == ("404", 404)


def test_an_upload_of_unknown_length_streams_in_signed_chunks_with_a_trailing_checksum(server, bucket):
    s3 = server.client("s3", config=Config(request_checksum_calculation="when_supported"))
    data = b"0123456789" * 300_000
    s3.put_object(Bucket=bucket, Key="streamed", Body=io.BytesIO(data))
    assert body_of(s3, bucket, "streamed") == data


def test_upload_file_and_download_file_work_below_the_multipart_threshold(s3, bucket, tmp_path):
    (tmp_path / "in").write_bytes(b"file" * 5000)
    s3.upload_file(str(tmp_path / "in"), bucket, "file", Config=TransferConfig(multipart_threshold=2**30))
    s3.download_file(bucket, "file", str(tmp_path / "out"), Config=TransferConfig(multipart_threshold=2**30))
    assert (tmp_path / "out").read_bytes() == b"file" * 5000


@pytest.mark.parametrize("asked, given, content_range", [
    ("bytes=0-3", b"0123", "bytes 0-3/10"), ("bytes=7-", b"789", "bytes 7-9/10"), ("bytes=-2", b"89", "bytes 8-9/10"),
    ("bytes=5-500", b"56789", "bytes 5-9/10")])
def test_a_range_is_given(s3, bucket, asked, given, content_range):
    s3.put_object(Bucket=bucket, Key="r", Body=b"0123456789")
    got = s3.get_object(Bucket=bucket, Key="r", Range=asked)
    assert (got["Body"].read(), got["ContentRange"], got["ResponseMetadata"]["HTTPStatusCode"]) == (given, content_range, 206)


def test_a_range_past_the_end_is_416(s3, bucket):
    s3.put_object(Bucket=bucket, Key="r", Body=b"0123456789")
    assert error_of(s3.get_object, Bucket=bucket, Key="r", Range="bytes=10-") == ("InvalidRange", 416)


def test_conditions_on_reading(s3, bucket):
    tag = s3.put_object(Bucket=bucket, Key="c", Body=b"x")["ETag"]
    assert body_of(s3, bucket, "c", IfMatch=tag) == b"x"
    assert error_of(s3.get_object, Bucket=bucket, Key="c", IfMatch='"other"') == ("PreconditionFailed", 412)
    assert error_of(s3.get_object, Bucket=bucket, Key="c", IfNoneMatch=tag) == ("304", 304)


def test_a_put_that_must_create_does_not_replace(s3, bucket):
    s3.put_object(Bucket=bucket, Key="once", Body=b"first", IfNoneMatch="*")
    assert error_of(s3.put_object, Bucket=bucket, Key="once", Body=b"second", IfNoneMatch="*") == ("PreconditionFailed", 412)
    assert body_of(s3, bucket, "once") == b"first"


def test_list_objects_pages_by_prefix_in_byte_order(s3, bucket):
    keys = sorted([f"logs/{n:03d}" for n in range(25)] + ["logs/é", "other"], key=lambda key: key.encode())
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="logs/", PaginationConfig={"PageSize": 10}))
    assert [len(page["Contents"]) for page in pages] == [10, 10, 6]
    assert [item["Key"] for page in pages for item in page["Contents"]] == [key for key in keys if key.startswith("logs/")]


def test_a_delimiter_folds_keys_into_common_prefixes(s3, bucket):
    for key in ("a/1", "a/2", "b/1", "top"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    answer = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    assert [p["Prefix"] for p in answer["CommonPrefixes"]] == ["a/", "b/"]
    assert ([c["Key"] for c in answer["Contents"]], answer["KeyCount"]) == (["top"], 3)


def test_copy_object_keeps_or_replaces_metadata(s3, bucket):
    s3.put_object(Bucket=bucket, Key="from", Body=b"copied", Metadata={"a": "1"})
    s3.copy_object(Bucket=bucket, Key="kept", CopySource={"Bucket": bucket, "Key": "from"})
    s3.copy_object(Bucket=bucket, Key="new", CopySource={"Bucket": bucket, "Key": "from"}, MetadataDirective="REPLACE", Metadata={"b": "2"})
    assert (body_of(s3, bucket, "kept"), s3.head_object(Bucket=bucket, Key="kept")["Metadata"]) == (b"copied", {"a": "1"})
    assert (body_of(s3, bucket, "new"), s3.head_object(Bucket=bucket, Key="new")["Metadata"]) == (b"copied", {"b": "2"})


def test_delete_object_and_delete_objects(s3, bucket):
    for key in ("1", "2", "3"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    s3.delete_object(Bucket=bucket, Key="1")
    s3.delete_object(Bucket=bucket, Key="1")  # deleting what is gone is no error
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "2"}, {"Key": "3"}, {"Key": "never there"}]})
    assert sorted(d["Key"] for d in answer["Deleted"]) == ["2", "3", "never there"] and "Errors" not in answer
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_buckets_are_listed_located_and_deleted_when_empty(s3):
    s3.create_bucket(Bucket="passing-bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
    assert "passing-bucket" in [b["Name"] for b in s3.list_buckets()["Buckets"]]
    assert s3.get_bucket_location(Bucket="passing-bucket")["LocationConstraint"] == REGION
    assert s3.head_bucket(Bucket="passing-bucket")["ResponseMetadata"]["HTTPStatusCode"] == 200
    s3.put_object(Bucket="passing-bucket", Key="k", Body=b"x")
    assert error_of(s3.delete_bucket, Bucket="passing-bucket") == ("BucketNotEmpty", 409)
    s3.delete_object(Bucket="passing-bucket", Key="k")
    s3.delete_bucket(Bucket="passing-bucket")
    s3.get_waiter("bucket_not_exists").wait(Bucket="passing-bucket", WaiterConfig={"Delay": 1, "MaxAttempts": 5})
    assert error_of(s3.head_bucket, Bucket="passing-bucket") == ("404", 404)


def test_error_classes_that_programs_catch(s3, bucket):
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="nothing")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="no-such-bucket-here")
    with pytest.raises(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    assert error_of(s3.create_bucket, Bucket="Not_A_Name", CreateBucketConfiguration={"LocationConstraint": REGION}) == ("InvalidBucketName", 400)
