"""Policies of buckets and streams, checked against what they name, and IAM's checks of ARNs and tag keys."""

import json

import pytest
from botocore.exceptions import ClientError

from penstock_server import ACCOUNT, REGION


def policy(principal, action, resource, **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": resource, **more}]})


def refusal(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    answer = refused.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


@pytest.fixture
def role(server):
    iam = server.client("iam")
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}]}
    arn = iam.create_role(RoleName="policy-reader", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    yield arn
    iam.delete_role(RoleName="policy-reader")


def test_a_bucket_policy_is_checked_against_what_it_names(s3, bucket, role):
    arn = f"arn:aws:s3:::{bucket}"
    kept = policy(role, ["s3:GetObject", "s3:ListBucket"], [arn, f"{arn}/*"])
    s3.put_bucket_policy(Bucket=bucket, Policy=kept)

    def put(*statement, **more):
        return refusal(s3.put_bucket_policy, Bucket=bucket, Policy=policy(*statement, **more))

    not_applied = (400, "MalformedPolicy", "Action does not apply to any resource(s) in statement")
    assert put(role, "s3:GetObject", arn) == not_applied
    assert put(role, ["s3:GetObject", "s3:ListBucket"], f"{arn}/*") == not_applied
    assert put(role, "s3:PutObject", f"{arn}/*", Condition={"StringEquals": {"s3:x-acl": "private"}}) == (
        400, "MalformedPolicy", "Policy has an invalid condition key")
    for ghost in (f"arn:aws:iam::{ACCOUNT}:user/nobody-at-all", f"arn:aws:iam::{ACCOUNT}:role/nobody-at-all"):
        assert put(ghost, "s3:GetObject", f"{arn}/*") == (400, "MalformedPolicy", "Invalid principal in policy")
    assert s3.get_bucket_policy(Bucket=bucket)["Policy"] == kept
    s3.put_bucket_policy(Bucket=bucket, Policy=policy("arn:aws:iam::444444444444:user/ana", "s3:GetObject", f"{arn}/*"))


def test_a_principal_of_a_policy_is_missing_once_it_is_deleted(server, s3, bucket):
    iam = server.client("iam")
    user = iam.create_user(UserName="soon-gone")["User"]["Arn"]
    kept = policy(user, "s3:GetObject", f"arn:aws:s3:::{bucket}/*")
    s3.put_bucket_policy(Bucket=bucket, Policy=kept)
    iam.delete_user(UserName="soon-gone")
    assert refusal(s3.put_bucket_policy, Bucket=bucket, Policy=kept)[2] == "Invalid principal in policy"


def test_the_policy_of_a_stream_is_checked_against_what_it_names(kinesis, stream, role):
    arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}"
    kept = policy(role, "kinesis:PutRecord", arn)
    kinesis.put_resource_policy(ResourceARN=arn, Policy=kept)

    def put(*statement):
        return refusal(kinesis.put_resource_policy, ResourceARN=arn, Policy=policy(*statement))

    assert put(role, "s3:GetObject", arn) == (400, "InvalidArgumentException", "Policy has invalid action")
    assert put(f"arn:aws:iam::{ACCOUNT}:user/nobody-at-all", "kinesis:PutRecord", arn) == (
        400, "InvalidArgumentException", "Invalid principal in policy")
    assert kinesis.get_resource_policy(ResourceARN=arn)["Policy"] == kept


def test_iam_refuses_arns_of_no_policy_and_tag_keys_of_aws(server, role):
    iam = server.client("iam")
    for arn in ("no-arn-of-any-policy", f"arn:aws:iam::{ACCOUNT}:user/ana"):
        refused = (400, "ValidationError", f"ARN {arn} is not valid.")
        assert refusal(iam.get_policy, PolicyArn=arn) == refused
        assert refusal(iam.get_policy_version, PolicyArn=arn, VersionId="v1") == refused
        assert refusal(iam.list_policy_versions, PolicyArn=arn) == refused
        assert refusal(iam.delete_policy, PolicyArn=arn) == refused
    assert refusal(iam.tag_role, RoleName="policy-reader", Tags=[{"Key": "aws:team", "Value": "etl"}]) == (
        400, "InvalidInput", "Tag keys beginning with aws: are reserved for system use.")
    assert iam.list_role_tags(RoleName="policy-reader")["Tags"] == []
