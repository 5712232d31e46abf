"""Kinesis records over 1 MiB through boto3 and the AWS CLI: a stream takes what it was told to take, and not a byte more."""

import subprocess

import pytest
from botocore.config import Config

from cli_test import AWS, COMMAND_SECONDS_MAX
from client_error import error_of
from command_line_test import run as penstock
from penstock_server import ACCOUNT, REGION

MEBIBYTE = 1 << 20
SHARD = "shardId-000000000000"


@pytest.fixture(autouse=True)
def needs_the_operation(kinesis):
    if not hasattr(kinesis, "update_max_record_size"):
        pytest.skip("this boto3 does not know UpdateMaxRecordSize (tests/sdk/requirements.txt names one that does)")


def arn(name):
    return f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"


def new_stream(kinesis, name, **options):
    kinesis.create_stream(StreamName=name, ShardCount=1, **options)
    return name


def record_kib_max(kinesis, name):
    return kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["MaxRecordSizeInKiB"]


def pages_of(kinesis, name):
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=SHARD, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    while True:
        answer = kinesis.get_records(ShardIterator=iterator)
        yield [record["Data"] for record in answer["Records"]]
        if answer["MillisBehindLatest"] == 0:
            return
        iterator = answer["NextShardIterator"]


def pattern(size, seed):
    return bytes((seed + n) % 251 for n in range(251)) * (size // 251) + b"x" * (size % 251)


def test_a_stream_takes_a_mebibyte_until_it_is_told_otherwise(kinesis):
    name = new_stream(kinesis, "mebibyte")
    assert record_kib_max(kinesis, name) == 1024
    assert error_of(kinesis.put_records, StreamName=name, Records=[{"Data": b"a" * (MEBIBYTE + 1), "PartitionKey": "k"}]) == (
        "ValidationException", "1 validation error detected: Value at 'records.1.member.data' failed to satisfy constraint: "
        "Member must have length less than or equal to 1048576", 400)
    kinesis.update_max_record_size(StreamARN=arn(name), MaxRecordSizeInKiB=10240)
    assert record_kib_max(kinesis, name) == 10240
    data = pattern(10 * MEBIBYTE - 1, 7)
    kinesis.put_record(StreamName=name, Data=data, PartitionKey="k")
    assert list(pages_of(kinesis, name)) == [[data]]


def test_a_stream_is_created_for_large_records(kinesis):
    name = new_stream(kinesis, "created-large", MaxRecordSizeInKiB=5000)
    assert record_kib_max(kinesis, name) == 5000
    assert "less than or equal to 5120000" in error_of(kinesis.put_record, StreamName=name, Data=b"a" * (5000 << 10), PartitionKey="k")[1]


def test_a_batch_holds_ten_mebibytes_and_so_does_a_read(kinesis):
    name = new_stream(kinesis, "batches-large", MaxRecordSizeInKiB=10240)
    sizes = [6 * MEBIBYTE, 2 * MEBIBYTE, MEBIBYTE, MEBIBYTE - 4]
    sent = [pattern(size, seed) for seed, size in enumerate(sizes)]
    entries = [{"Data": data, "PartitionKey": "k"} for data in sent]
    assert kinesis.put_records(StreamName=name, Records=entries)["FailedRecordCount"] == 0
    assert kinesis.put_records(StreamName=name, Records=entries)["FailedRecordCount"] == 0
    pages = list(pages_of(kinesis, name))
    assert all(sum(map(len, page)) <= 10 * MEBIBYTE for page in pages)
    assert [data for page in pages for data in page] == sent * 2
    code, message, _ = error_of(kinesis.put_records, StreamName=name, Records=[*entries, {"Data": b"a", "PartitionKey": "k"}])
    assert (code, message) == ("InvalidArgumentException", "Records size exceeds 10 MB limit")


def test_a_size_that_no_stream_has_is_refused(server):
    kinesis = server.client("kinesis", config=Config(parameter_validation=False))
    new_stream(kinesis, "bounds")
    for size, wrong in ((1023, "greater than or equal to 1024"), (10241, "less than or equal to 10240")):
        assert error_of(kinesis.update_max_record_size, StreamARN=arn("bounds"), MaxRecordSizeInKiB=size) == (
            "ValidationException", f"1 validation error detected: Value '{size}' at 'maxRecordSizeInKiB' failed to satisfy constraint: "
            f"Member must have value {wrong}", 400)


def test_the_size_and_the_records_are_there_after_a_crash(own_server):
    kinesis = own_server.client("kinesis")
    new_stream(kinesis, "kept", MaxRecordSizeInKiB=3000)
    kinesis.get_waiter("stream_exists").wait(StreamName="kept", WaiterConfig={"Delay": 1})
    data = pattern(3000 << 10, 3)[1:]
    kinesis.put_record(StreamName="kept", Data=data, PartitionKey="k")
    own_server.kill()
    own_server.start()
    kinesis = own_server.client("kinesis")
    assert record_kib_max(kinesis, "kept") == 3000
    assert list(pages_of(kinesis, "kept")) == [[data]]


def test_limits_count_shards_and_streams_on_demand(own_server):
    kinesis = own_server.client("kinesis")
    new_stream(kinesis, "provisioned")
    kinesis.create_stream(StreamName="on-demand", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    limits = kinesis.describe_limits()
    assert (limits["OpenShardCount"], limits["OnDemandStreamCount"]) == (5, 1)
    assert limits["ShardLimit"] >= 5 and limits["OnDemandStreamCountLimit"] >= 1


def test_the_command_line_changes_the_size_and_sends_a_file(server, kinesis, tmp_path):
    new_stream(kinesis, "by-command")
    (tmp_path / "record.bin").write_bytes(pattern(4 * MEBIBYTE, 1))
    environment = server.environment()
    environment["PATH"] = f"{AWS.parent}:{environment['PATH']}"
    script = (f"set -e; aws kinesis update-max-record-size --stream-arn {arn('by-command')} --max-record-size-in-ki-b 5000;"
              " aws kinesis describe-stream-summary --stream-name by-command"
              " --query StreamDescriptionSummary.MaxRecordSizeInKiB --output text;"
              " aws kinesis put-record --stream-name by-command --partition-key k --data fileb://record.bin --query ShardId --output text")
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["5000", SHARD]
    assert list(pages_of(kinesis, "by-command")) == [[(tmp_path / "record.bin").read_bytes()]]


def test_lines_of_any_length_go_in_by_penstock_put(server, kinesis):
    new_stream(kinesis, "by-lines", MaxRecordSizeInKiB=10240)
    lines = ["short", "a" * 4 * MEBIBYTE, "b" * 9 * MEBIBYTE, "c" * 3 * MEBIBYTE, "last"]
    put = penstock(server, "put", "by-lines", text="".join(f"{line}\n" for line in lines))
    assert put.returncode == 0, put.stderr
    assert [data.decode() for page in pages_of(kinesis, "by-lines") for data in page] == lines
