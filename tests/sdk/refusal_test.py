"""What the server refuses, with the error that AWS gives, and that it goes on serving afterwards."""

import base64
import datetime
import hashlib
import json
import re
import socket

import pytest
from botocore.exceptions import ClientError

from raw_request import kinesis_request, send, send_bytes, signed

LIST = b"{}"


def json_error(answer):
    status, headers, body = answer
    document = json.loads(body)
    assert headers.get("x-amzn-requestid"), headers
    return status, document["__type"].split("#")[-1], document.get("message") or document.get("Message") or ""


def xml_error(answer):
    status, headers, body = answer
    code = re.search(rb"<Code>(\w+)</Code>", body)
    assert code and headers.get("x-amz-request-id"), (headers, body)
    return status, code.group(1).decode()


def code_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"]


def assert_serving(server):
    assert send(server, LIST, kinesis_request(server, "ListStreams", LIST))[0] == 200


def test_a_wrong_secret_is_refused(server):
    assert code_of(server.client("kinesis", aws_secret_access_key="wrong").list_streams) == "InvalidSignatureException"
    assert code_of(server.client("s3", aws_secret_access_key="wrong").list_buckets) == "SignatureDoesNotMatch"


def test_an_unknown_key_is_refused(server):
    assert code_of(server.client("kinesis", aws_access_key_id="AKIANOBODY00000000").list_streams) == "UnrecognizedClientException"
    assert code_of(server.client("s3", aws_access_key_id="AKIANOBODY00000000").list_buckets) == "InvalidAccessKeyId"


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_stale_or_early_date_is_refused(server, minutes):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    status, code, message = json_error(send(server, LIST, kinesis_request(server, "ListStreams", LIST, time=time)))
    assert code == "InvalidSignatureException" and status in (400, 403)
    assert message.startswith("Signature expired: " if minutes < 0 else "Signature not yet current: ")
    answer = send(server, b"", signed(server, "s3", method="GET", time=time), method="GET")
    assert xml_error(answer) == (403, "RequestTimeTooSkewed")


def test_a_tampered_body_is_refused(server):
    headers = kinesis_request(server, "ListStreams", b'{"Limit":10}')
    assert json_error(send(server, b'{"Limit":11}', headers))[1] == "InvalidSignatureException"
    headers = signed(server, "s3", b"what was signed", method="PUT", path="/some-bucket/key")
    assert xml_error(send(server, b"what was stolen", headers, method="PUT", path="/some-bucket/key"))[1] in (
        "XAmzContentSHA256Mismatch", "NoSuchBucket")


def test_a_tampered_object_is_not_stored(server, s3, bucket):
    headers = signed(server, "s3", b"what was signed", method="PUT", path=f"/{bucket}/key")
    assert xml_error(send(server, b"what was stolen", headers, method="PUT", path=f"/{bucket}/key")) == (400, "XAmzContentSHA256Mismatch")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_tampered_header_or_query_is_refused(server):
    headers = kinesis_request(server, "ListStreams", LIST)
    headers["x-amz-target"] = "Kinesis_20131202.DeleteStream"
    assert json_error(send(server, LIST, headers))[1] == "InvalidSignatureException"
    headers = signed(server, "s3", method="GET", path="/")
    assert xml_error(send(server, b"", headers, method="GET", path="/?list-type=2"))[1] == "SignatureDoesNotMatch"


def test_a_request_without_a_signature_is_refused(server):
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "Kinesis_20131202.ListStreams"}
    assert json_error(send(server, LIST, headers))[1] == "MissingAuthenticationTokenException"
    assert xml_error(send(server, b"", {"host": f"127.0.0.1:{server.port}"}, method="GET", path="/")) == (403, "AccessDenied")


def test_a_half_written_authorization_header_is_incomplete(server):
    headers = kinesis_request(server, "ListStreams", LIST)
    headers["authorization"] = headers["authorization"].split(", Signature=")[0]
    assert json_error(send(server, LIST, headers))[1] == "IncompleteSignatureException"


@pytest.mark.parametrize("target", ["Kinesis_20131202.BoilTheSea", "Kinesis_20131202.", "Nothing_1.ListStreams"])
def test_an_unknown_operation_is_named_as_such(server, target):
    headers = signed(server, "kinesis", LIST, headers={"content-type": "application/x-amz-json-1.1", "x-amz-target": target})
    status, code, _ = json_error(send(server, LIST, headers))
    assert (status, code) == (400, "UnknownOperationException")


def test_an_operation_that_aws_has_and_this_server_lacks_says_so(server):
    kinesis = server.client("kinesis")
    with pytest.raises(ClientError) as raised:
        kinesis.split_shard(StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey="1")
    assert "SplitShard" in raised.value.response["Error"]["Message"]
    assert "NotImplemented" in raised.value.response["Error"]["Code"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"StreamName":', b'{"StreamName":"a"} trailing', b"\xff\xfe", b'{"a":' * 5000,
                                  b'{"StreamName": "\\ud800"}', b"null", b'"x"'], ids=range(9))
def test_malformed_json_is_a_serialization_error(server, body):
    status, code, _ = json_error(send(server, body, kinesis_request(server, "DescribeStream", body)))
    assert status == 400 and code in ("SerializationException", "ValidationException", "UnknownOperationException"), code
    assert_serving(server)


@pytest.mark.parametrize("body", [b'{"StreamName": 7}', b'{"StreamName": {}}', b'{"StreamName": "a", "Limit": "many"}',
                                  b'{"StreamName": ["a"]}'])
def test_a_member_of_the_wrong_type_is_a_serialization_error(server, body):
    status, code, _ = json_error(send(server, body, kinesis_request(server, "DescribeStream", body)))
    assert (status, code) == (400, "SerializationException")


@pytest.mark.parametrize("body", [b"<Delete><Object>", b"<Delete", b"not xml", b"<Other/>", b"\x00\x01", b"<Delete>" + b"<Object>" * 3000], ids=range(6))
def test_malformed_xml_is_refused(server, bucket, body):
    digest = base64.b64encode(hashlib.md5(body).digest()).decode()  # S3 wants one for this operation
    headers = signed(server, "s3", body, path=f"/{bucket}", query="delete=", headers={"content-md5": digest})
    assert xml_error(send(server, body, headers, path=f"/{bucket}?delete")) == (400, "MalformedXML")
    assert_serving(server)


@pytest.mark.parametrize("data", [
    b"\r\n\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"".join(b"h%d: x\r\n" % n for n in range(5000)) + b"\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    bytes(range(256)) * 20], ids=range(14))
def test_malformed_http_gets_an_answer_or_a_closed_connection(server, data):
    answer = send_bytes(server, data)  # to a TLS client the answer is a TLS alert
    assert answer == b"" or re.match(rb"HTTP/1\.1 [45]\d\d |\x15\x03", answer), answer[:200]
    assert_serving(server)


def test_a_truncated_body_changes_nothing_and_hurts_nobody(server, kinesis, s3, stream, bucket):
    body = json.dumps({"StreamName": stream, "Data": "eA==", "PartitionKey": "k"}).encode()
    headers = {**kinesis_request(server, "PutRecord", body), "content-length": str(len(body))}
    head = "POST / HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
    for keep in (0, 1, len(body) // 2, len(body) - 1):
        assert not send_bytes(server, head.encode() + body[:keep]).startswith(b"HTTP/1.1 200")
    data = b"o" * 500_000
    headers = {**signed(server, "s3", data, method="PUT", path=f"/{bucket}/cut"), "content-length": str(len(data))}
    head = f"PUT /{bucket}/cut HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
    assert not send_bytes(server, head.encode() + data[:300_000]).startswith(b"HTTP/1.1 200")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
        assert kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"] == []


def test_a_connection_that_is_reset_in_the_middle_hurts_nobody(server):
    for _ in range(20):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1000)
        connection.close()
    assert_serving(server)


def test_a_body_over_the_bound_is_refused(server):
    headers = {**kinesis_request(server, "PutRecords", LIST), "content-length": str(2**40)}
    head = "POST / HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
    answer = send_bytes(server, head.encode() + b"x" * 1000, then_close_writing=False)
    assert re.match(rb"HTTP/1\.1 4\d\d ", answer), answer[:200]
    assert_serving(server)


def test_requests_in_one_packet_are_answered_in_order(server):
    request = lambda name: "".join(  # noqa: E731
        [f"POST / HTTP/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in kinesis_request(server, name, LIST).items()), "content-length: 2\r\n\r\n{}"])
    answer = send_bytes(server, (request("ListStreams") + request("BoilTheSea") + request("ListStreams")).encode())
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"400", b"200"]


def test_a_bucket_in_the_host_name_is_the_bucket(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="by-host", Body=b"found")
    host = f"{bucket}.s3.localhost:{server.port}"
    status, _, body = send(server, b"", signed(server, "s3", method="GET", path="/by-host", host=host), method="GET", path="/by-host")
    assert (status, body) == (200, b"found")


@pytest.mark.parametrize("service, call, status, code", [
    ("sqs", lambda sqs: sqs.list_queues(), 400, "UnknownOperationException"),
    ("sns", lambda sns: sns.list_topics(), 400, "InvalidAction"),
    ("lambda", lambda functions: functions.list_functions(), 404, "UnknownOperationException"),
    ("route53", lambda route53: route53.list_hosted_zones(), 404, "UnknownOperationException")], ids=lambda value: value if isinstance(value, str) else "")
def test_a_service_that_this_server_lacks_is_named(server, service, call, status, code):
    with pytest.raises(ClientError) as raised:
        call(server.client(service))
    answer = raised.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status and answer["Error"]["Code"] == code
    assert answer["Error"]["Message"] == f"This server has no {service}. It has dynamodb, dynamodbstreams, iam, kinesis, s3 and sts."


@pytest.mark.parametrize("number", ["2147483648", "-99999999999", "1e300"])
def test_a_number_that_its_type_does_not_hold_is_a_serialization_error(server, number):
    body = b'{"Limit": %s}' % number.encode()
    status, code, message = json_error(send(server, body, kinesis_request(server, "ListStreams", body)))
    assert (status, code) == (400, "SerializationException") and message.endswith("can not be converted to an Integer")


def test_keys_of_control_characters_are_listed_so_that_readers_read_them(server, s3, bucket):
    keys = sorted(["a\x01b", "tab\there", "line\nfeed", "return\r", "\x1f", "\x7f", "a&<>\"'"])
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    assert sorted(item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]) == keys  # asks for encoding-type=url
    headers = signed(server, "s3", method="GET", path=f"/{bucket}", query="list-type=2")
    status, _, plain = send(server, b"", headers, method="GET", path=f"/{bucket}?list-type=2")
    assert status == 200 and b"<Key>a&#x1;b</Key>" in plain and not re.search(rb"[\x00-\x08\x0b-\x1f]", plain)
