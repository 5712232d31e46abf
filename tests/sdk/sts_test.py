"""Temporary credentials as boto3, the AWS CLI and plain signed URLs use them."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from penstock_server import ACCOUNT, REGION


@pytest.fixture
def sts(server):
    return server.client("sts")


def client_of(server, service, credentials, **settings):
    return server.client(service, aws_access_key_id=credentials["AccessKeyId"],
                         aws_secret_access_key=credentials["SecretAccessKey"],
                         aws_session_token=credentials["SessionToken"], **settings)


def refusal(call, **arguments):
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    error = refused.value.response
    return error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"], error["Error"]["Message"]


def test_the_root_learns_who_it_is(sts):
    identity = sts.get_caller_identity()
    assert identity["Account"] == identity["UserId"] == ACCOUNT
    assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"


def test_a_session_of_the_root_works_until_its_token_is_wrong(server, sts):
    credentials = sts.get_session_token(DurationSeconds=900)["Credentials"]
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert client_of(server, "sts", credentials).get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert client_of(server, "kinesis", credentials).list_streams()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert client_of(server, "s3", credentials).list_buckets()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert refusal(client_of(server, "iam", credentials).list_users) == (
        403, "InvalidClientTokenId", "The security token included in the request is invalid.")  # that takes MFA
    other = {**credentials, "SessionToken": sts.get_session_token()["Credentials"]["SessionToken"]}
    invalid = "The security token included in the request is invalid."
    assert refusal(client_of(server, "sts", other).get_caller_identity) == (403, "InvalidClientTokenId", invalid)
    assert refusal(client_of(server, "kinesis", other).list_streams) == (400, "UnrecognizedClientException", invalid)
    assert refusal(client_of(server, "s3", other).list_buckets) == (
        400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
    assert refusal(client_of(server, "sts", credentials).get_session_token) == (
        403, "AccessDenied", "Cannot call GetSessionToken with session credentials")


def test_a_federated_user_may_do_what_its_policy_says(server, sts):
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kinesis:ListStreams","Resource":"*"}]}'
    answer = sts.get_federation_token(Name="guest", Policy=policy)
    assert answer["FederatedUser"] == {"FederatedUserId": f"{ACCOUNT}:guest",
                                       "Arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest"}
    assert 0 < answer["PackedPolicySize"] < 20
    kinesis = client_of(server, "kinesis", answer["Credentials"])
    kinesis.list_streams()
    status, code, message = refusal(kinesis.create_stream, StreamName="guests", ShardCount=1)
    assert (status, code) == (400, "AccessDeniedException")
    assert message == (
        f"User: arn:aws:sts::{ACCOUNT}:federated-user/guest is not authorized to perform: kinesis:CreateStream on resource: "
        f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/guests because no session policy allows the kinesis:CreateStream action")


def test_wrong_parameters_are_told_as_aws_tells_them(server, sts):
    unchecked = server.client("sts", config=Config(parameter_validation=False))
    status, code, message = refusal(unchecked.get_session_token, DurationSeconds=899)
    assert (status, code) == (400, "ValidationError")
    assert message == ("1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must "
                       "have value greater than or equal to 900")
    assert refusal(sts.get_federation_token, Name="guest", Policy="{}")[1] == "MalformedPolicyDocument"
    assert refusal(sts.assume_role, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody", RoleSessionName="s-1") == (
        403, "AccessDenied", "Roles may not be assumed by root accounts.")
    status, code, _ = refusal(sts.assume_role_with_saml, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody",
                              PrincipalArn=f"arn:aws:iam::{ACCOUNT}:saml-provider/x", SAMLAssertion="abcd")
    assert code == "NotImplemented"


def test_a_session_survives_a_restart(own_server):
    credentials = own_server.client("sts").get_session_token()["Credentials"]
    own_server.stop()
    own_server.start()
    assert client_of(own_server, "sts", credentials).get_caller_identity()["Account"] == ACCOUNT


def test_the_account_of_a_key_is_told(sts):
    credentials = sts.get_session_token()["Credentials"]
    assert sts.get_access_key_info(AccessKeyId=credentials["AccessKeyId"])["Account"] == ACCOUNT
