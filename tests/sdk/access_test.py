"""Who may do what: the producer's story, bucket policies and the audit trail, with boto3 and AWS's exact words."""

import json
import subprocess
import time
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from penstock_server import ACCOUNT, PROGRAM, REGION, PenstockServer


def client(server, service, key):
    return boto3.client(service, endpoint_url=server.endpoint, region_name=REGION, aws_access_key_id=key["AccessKeyId"],
                        aws_secret_access_key=key["SecretAccessKey"],
                        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}))


def error_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def allow(action, resource, effect="Allow"):
    return {"Effect": effect, "Action": action, "Resource": resource}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def user(server):
    """A new user with a key, and a function that gives it an inline policy."""
    iam = server.client("iam")
    name = f"aws-de-user-{time.monotonic_ns()}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]

    def permit(*statements):
        iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=document(*statements))

    return name, key, permit


def stream_arn(name):
    return f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"


def denial(user, action, resource, why="because no identity-based policy allows the {} action"):
    return (f"User: arn:aws:iam::{ACCOUNT}:user/{user} is not authorized to perform: {action} on resource: {resource} " +
            why.format(action))


def test_a_producer_is_denied_then_granted_one_stream(server, kinesis, stream, user):
    name, key, permit = user
    producer = client(server, "kinesis", key)
    record = {"Data": b"{}", "PartitionKey": "k"}
    kinesis.create_stream(StreamName=f"{stream}-other", ShardCount=1)
    denied = (400, "AccessDeniedException", denial(name, "kinesis:PutRecord", stream_arn(stream)))
    assert error_of(producer.put_record, StreamName=stream, **record) == denied

    permit(allow("kinesis:PutRecord", stream_arn(stream)))
    assert producer.put_record(StreamName=stream, **record)["ShardId"]
    assert error_of(producer.put_record, StreamName=f"{stream}-other", **record)[1:] == (
        "AccessDeniedException", denial(name, "kinesis:PutRecord", stream_arn(f"{stream}-other")))

    permit(allow("kinesis:*", "*"), allow("kinesis:PutRecord", stream_arn(stream), "Deny"))
    assert error_of(producer.put_record, StreamName=stream, **record)[2] == denial(
        name, "kinesis:PutRecord", stream_arn(stream), "with an explicit deny in an identity-based policy")


def test_who_may_not_learns_nothing_of_a_stream(server, stream, user):
    name, key, _ = user
    producer = client(server, "kinesis", key)
    for one in (stream, "nowhere"):
        assert error_of(producer.describe_stream_summary, StreamName=one)[1:] == (
            "AccessDeniedException", denial(name, "kinesis:DescribeStreamSummary", stream_arn(one)))


def test_s3_says_it_in_xml_with_the_resource_in_quotes(server, s3, bucket, user):
    name, key, permit = user
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    reader = client(server, "s3", key)
    assert error_of(reader.get_object, Bucket=bucket, Key="k") == (
        403, "AccessDenied", denial(name, "s3:GetObject", f'"arn:aws:s3:::{bucket}/k"'))
    permit(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"))
    assert reader.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    assert error_of(reader.get_object, Bucket=bucket, Key="none")[1:] == (
        "AccessDenied", denial(name, "s3:ListBucket", f'"arn:aws:s3:::{bucket}"'))
    permit(allow(["s3:GetObject", "s3:ListBucket"], "*"))
    assert error_of(reader.get_object, Bucket=bucket, Key="none")[1] == "NoSuchKey"


def test_a_bucket_is_public_only_once_nothing_blocks_it(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    url = f"{server.endpoint}/{bucket}/k"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url)
    assert refused.value.code == 403
    assert error_of(s3.get_bucket_policy, Bucket=bucket)[:2] == (404, "NoSuchBucketPolicy")
    public = document({**allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"), "Principal": "*"})
    assert error_of(s3.put_bucket_policy, Bucket=bucket, Policy=public)[:2] == (403, "AccessDenied")
    s3.delete_public_access_block(Bucket=bucket)
    assert error_of(s3.get_public_access_block, Bucket=bucket)[1] == "NoSuchPublicAccessBlockConfiguration"
    s3.put_bucket_policy(Bucket=bucket, Policy=public)
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"] == public
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"]
    assert urllib.request.urlopen(url).read() == b"v"
    s3.delete_bucket_policy(Bucket=bucket)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url)


def test_the_bucket_policy_lets_a_user_in_and_keeps_one_out(server, s3, bucket, user):
    name, key, permit = user
    reader = client(server, "s3", key)
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    arn = f"arn:aws:iam::{ACCOUNT}:user/{name}"
    objects = f"arn:aws:s3:::{bucket}/*"
    s3.put_bucket_policy(Bucket=bucket, Policy=document({**allow("s3:GetObject", objects), "Principal": {"AWS": arn}}))
    assert reader.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    permit(allow("s3:*", "*"))
    s3.put_bucket_policy(Bucket=bucket, Policy=document(
        {**allow("s3:GetObject", objects, "Deny"), "Principal": {"AWS": arn}}))
    assert error_of(reader.get_object, Bucket=bucket, Key="k")[2] == denial(
        name, "s3:GetObject", f'"arn:aws:s3:::{bucket}/k"', "with an explicit deny in a resource-based policy")


def test_every_decision_is_in_the_audit_trail(server, stream, user):
    name, key, permit = user
    permit(allow("kinesis:PutRecord", stream_arn(stream)))
    producer = client(server, "kinesis", key)
    producer.put_record(StreamName=stream, Data=b"{}", PartitionKey="k")
    error_of(producer.delete_stream, StreamName=stream)
    command = [str(PROGRAM), "audit", "--data", str(server.data), "--principal", f"arn:aws:iam::{ACCOUNT}:user/{name}"]
    deadline = time.monotonic() + 10
    shown = ""
    while shown.count("\n") < 2 and time.monotonic() < deadline:
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    allowed, denied = shown.splitlines()
    assert f"allowed arn:aws:iam::{ACCOUNT}:user/{name} kinesis:PutRecord on {stream_arn(stream)}" in allowed
    assert "(identity policy inline)" in allowed
    assert "denied" in denied and "kinesis:DeleteStream" in denied and "(no identity policy)" in denied
    command[-1] = f"arn:aws:iam::{ACCOUNT}:root"
    assert "(root)" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def lines_of(command, enough):
    """What the command prints, asked again until it is enough: the trail is written by a thread of its own."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        if len(shown) >= enough:
            return shown
    raise AssertionError(f"not {enough} lines: {shown}")


def test_the_audit_trail_is_filtered(server, stream, user):
    name, key, permit = user
    permit(allow("kinesis:PutRecord", stream_arn(stream)))
    producer = client(server, "kinesis", key)
    producer.put_record(StreamName=stream, Data=b"{}", PartitionKey="k")
    error_of(producer.delete_stream, StreamName=stream)
    command = [str(PROGRAM), "audit", "--data", str(server.data)]
    both = lines_of([*command, "--user", name], 2)
    assert len(both) == 2 and all(f":user/{name} kinesis:" in line for line in both)
    assert lines_of([*command, "--user", name, "--denied"], 1) == both[1:]
    assert subprocess.run([*command, "--user", name[:-1]], capture_output=True, text=True, check=True).stdout == ""
    assert all(" denied " in line for line in lines_of([*command, "--denied"], 1))


def test_the_audit_trail_is_followed_from_file_to_file(tmp_path):
    server = PenstockServer(tmp_path / "data", "--states", "instant", "--audit-file-bytes", "4096", "--audit-files", "3").start()
    iam, kinesis = server.client("iam"), server.client("kinesis")
    iam.create_user(UserName="ana")
    ana = client(server, "kinesis", iam.create_access_key(UserName="ana")["AccessKey"])
    seen = 0
    with subprocess.Popen([str(PROGRAM), "audit", "--data", str(server.data), "--follow", "--denied", "--user", "ana"],
                          stdout=subprocess.PIPE, text=True) as follower:
        try:
            for round_ in range(12):  # some files' worth, each seen before the next
                for _ in range(4):
                    kinesis.list_streams()
                error_of(ana.delete_stream, StreamName=f"stream-{round_}")
                line = follower.stdout.readline()
                assert " denied " in line and f"stream/stream-{round_} " in line
                seen += 1
        finally:
            follower.kill()
    assert seen == 12
    files = sorted(path.name for path in (server.data / "audit").iterdir())
    assert files == ["access.1.jsonl", "access.2.jsonl", "access.jsonl"]
    assert all(path.stat().st_size <= 4096 for path in (server.data / "audit").iterdir())
    assert server.stop() == 0


def test_whoami_says_whose_key_it_is(server, user):
    name, key, _ = user
    environment = {**server.environment(), "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
                   "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    shown = subprocess.run([str(PROGRAM), "whoami"], env=environment, capture_output=True, text=True, check=True).stdout
    assert f"account  {ACCOUNT}\n" in shown
    assert f"arn      arn:aws:iam::{ACCOUNT}:user/{name}\nkind     user\n" in shown
