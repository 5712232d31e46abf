"""What narrows access: permissions boundaries, session policies, role chains and other accounts' resources, in AWS's words."""

import itertools
import json

import pytest
from botocore.exceptions import ClientError

from penstock_server import ACCOUNT, REGION, PenstockServer

numbers = itertools.count(1)
STREAMS = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def statement(action, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(*principals, actions=("sts:AssumeRole",)):
    return document(*({"Effect": "Allow", "Principal": {"AWS": one}, "Action": list(actions)} for one in principals))


def error_of(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]


def denied(who, action, why, resource=f"{STREAMS}/*"):
    text = f"User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
    return "AccessDeniedException", text.format(action=action)


def describe_nothing(session):
    """DescribeStreamSummary of a stream that is not there: its answer tells whether it is allowed."""
    return error_of(session.client("kinesis").describe_stream_summary, StreamName="nowhere")


def denied_description(who, why):
    return denied(who, "kinesis:DescribeStreamSummary", why, f"{STREAMS}/nowhere")


NO_IDENTITY = "because no identity-based policy allows the {action} action"
NO_BOUNDARY = "because no permissions boundary allows the {action} action"
NO_SESSION = "because no session policy allows the {action} action"
NO_RESOURCE = "because no resource-based policy allows the {action} action"
DENY_BOUNDARY = "with an explicit deny in a permissions boundary"
DENY_SESSION = "with an explicit deny in a session policy"


@pytest.fixture
def iam(server):
    return server.client("iam")


class Someone:
    """A new user with a key, and what it is given."""

    def __init__(self, server, path="/"):
        self.server, self.iam = server, server.client("iam")
        self.name = f"someone-{next(numbers)}"
        self.arn = self.iam.create_user(UserName=self.name, Path=path)["User"]["Arn"]
        self.key = self.iam.create_access_key(UserName=self.name)["AccessKey"]

    def permit(self, *statements):
        self.iam.put_user_policy(UserName=self.name, PolicyName="inline", PolicyDocument=document(*statements))

    def client(self, service):
        return self.server.client(service, aws_access_key_id=self.key["AccessKeyId"],
                                  aws_secret_access_key=self.key["SecretAccessKey"])


class Session:
    """Somebody in a role. `sts` is of who assumes it."""

    def __init__(self, server, sts, role, name="s-1", **options):
        self.server = server
        answer = sts.assume_role(RoleArn=role_arn(role), RoleSessionName=name, **options)
        self.credentials, self.arn = answer["Credentials"], answer["AssumedRoleUser"]["Arn"]

    def client(self, service):
        return self.server.client(service, aws_access_key_id=self.credentials["AccessKeyId"],
                                  aws_secret_access_key=self.credentials["SecretAccessKey"],
                                  aws_session_token=self.credentials["SessionToken"])


def role_arn(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


@pytest.fixture
def someone(server):
    return Someone(server)


@pytest.fixture
def new_role(iam):
    def make(trusted, *statements, **options):
        name = f"narrowed-{next(numbers)}"
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted, **options)
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=document(*statements))
        return name
    return make


@pytest.fixture
def new_policy(iam):
    def make(*statements):
        return iam.create_policy(PolicyName=f"limit-{next(numbers)}", PolicyDocument=document(*statements))["Policy"]["Arn"]
    return make


def test_a_boundary_limits_a_user_and_a_new_version_holds_at_once(iam, someone, new_policy):
    someone.permit(statement("kinesis:*"))
    kinesis = someone.client("kinesis")
    kinesis.list_streams()
    boundary = new_policy(statement("s3:*"), statement("sts:*"))
    iam.put_user_permissions_boundary(UserName=someone.name, PermissionsBoundary=boundary)
    assert error_of(kinesis.list_streams) == denied(someone.arn, "kinesis:ListStreams", NO_BOUNDARY)
    iam.create_policy_version(PolicyArn=boundary, PolicyDocument=document(statement("kinesis:ListStreams")), SetAsDefault=True)
    kinesis.list_streams()
    assert describe_nothing(someone) == denied_description(someone.arn, NO_BOUNDARY)
    iam.create_policy_version(PolicyArn=boundary, SetAsDefault=True, PolicyDocument=document(
        EVERYTHING, statement("kinesis:ListStreams", effect="Deny")))
    assert error_of(kinesis.list_streams) == denied(someone.arn, "kinesis:ListStreams", DENY_BOUNDARY)
    assert describe_nothing(someone)[0] == "ResourceNotFoundException"
    # A boundary grants nothing.
    assert error_of(someone.client("s3").list_buckets) == (
        "AccessDenied", f"User: {someone.arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based "
                        "policy allows the s3:ListAllMyBuckets action")
    iam.delete_user_permissions_boundary(UserName=someone.name)
    kinesis.list_streams()


def test_a_boundary_limits_a_role_whose_session_goes_on(server, iam, someone, new_role, new_policy):
    someone.permit(statement("sts:AssumeRole"))
    role = new_role(trust(someone.arn), statement("kinesis:*"), PermissionsBoundary=new_policy(statement("kinesis:List*")))
    session = Session(server, someone.client("sts"), role)
    kinesis = session.client("kinesis")
    kinesis.list_streams()
    assert describe_nothing(session) == denied_description(session.arn, NO_BOUNDARY)
    iam.delete_role_permissions_boundary(RoleName=role)
    assert describe_nothing(session)[0] == "ResourceNotFoundException"
    iam.put_role_policy(RoleName=role, PolicyName="inline", PolicyDocument=document(statement("kinesis:DescribeStreamSummary")))
    assert error_of(kinesis.list_streams) == denied(session.arn, "kinesis:ListStreams", NO_IDENTITY)


def test_a_bucket_policy_that_names_the_user_passes_over_its_boundary_and_one_for_the_role_does_not(
        server, iam, s3, bucket, someone, new_role, new_policy):
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    nothing_of_s3 = new_policy(statement("sts:*"))
    iam.put_user_permissions_boundary(UserName=someone.name, PermissionsBoundary=nothing_of_s3)
    someone.permit(statement("sts:AssumeRole"))
    role = new_role(trust(someone.arn), PermissionsBoundary=nothing_of_s3)
    session = Session(server, someone.client("sts"), role)

    def let_in(principal):
        s3.put_bucket_policy(Bucket=bucket, Policy=document(
            statement("s3:GetObject", f"arn:aws:s3:::{bucket}/*", Principal={"AWS": principal})))

    let_in(someone.arn)
    assert someone.client("s3").get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    let_in(role_arn(role))
    assert error_of(session.client("s3").get_object, Bucket=bucket, Key="k") == (
        "AccessDenied", denied(session.arn, "s3:GetObject", NO_BOUNDARY, f'"arn:aws:s3:::{bucket}/k"')[1])
    let_in(session.arn)
    assert session.client("s3").get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"


def test_a_session_policy_narrows_and_never_widens(server, someone, new_role, new_policy):
    someone.permit(statement("sts:AssumeRole"))
    sts = someone.client("sts")
    role = new_role(trust(someone.arn), statement("kinesis:*"))
    session = Session(server, sts, role, Policy=document(statement(["kinesis:ListStreams", "s3:*"])))
    session.client("kinesis").list_streams()
    assert describe_nothing(session) == denied_description(session.arn, NO_SESSION)
    assert error_of(session.client("s3").list_buckets)[1].endswith(
        "s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action")
    session = Session(server, sts, role, "s-2", Policy=document(EVERYTHING, statement("kinesis:ListStreams", effect="Deny")))
    assert error_of(session.client("kinesis").list_streams) == denied(session.arn, "kinesis:ListStreams", DENY_SESSION)

    managed = new_policy(statement("kinesis:ListStreams"))
    session = Session(server, sts, role, "s-3", PolicyArns=[{"arn": managed}])
    session.client("kinesis").list_streams()
    assert describe_nothing(session) == denied_description(session.arn, NO_SESSION)
    server.client("iam").create_policy_version(PolicyArn=managed, SetAsDefault=True,
                                               PolicyDocument=document(statement("kinesis:DescribeStreamSummary")))
    assert describe_nothing(session)[0] == "ResourceNotFoundException"
    assert error_of(session.client("kinesis").list_streams) == denied(session.arn, "kinesis:ListStreams", NO_SESSION)


def test_a_chain_of_roles_hands_tags_on_and_lasts_an_hour(server, iam, someone, new_role):
    actions = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
    someone.permit(statement(list(actions)))
    may_chain = statement(list(actions))
    first = new_role(trust(someone.arn, actions=actions), may_chain, MaxSessionDuration=43200)
    second = new_role(trust(role_arn(first), actions=actions), may_chain, MaxSessionDuration=43200)
    third = new_role(document(*json.loads(trust(role_arn(second), actions=actions))["Statement"]), statement(
        "kinesis:ListStreams", Condition={"StringEquals": {"aws:PrincipalTag/team": "etl", "aws:SourceIdentity": "ana"}}),
        MaxSessionDuration=43200)
    one = Session(server, someone.client("sts"), first, DurationSeconds=43200, SourceIdentity="ana",
                  Tags=[{"Key": "team", "Value": "etl"}, {"Key": "shift", "Value": "night"}], TransitiveTagKeys=["team"])
    too_long = ("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
    assert error_of(one.client("sts").assume_role, RoleArn=role_arn(second), RoleSessionName="s-9", DurationSeconds=3601) == too_long
    two = Session(server, one.client("sts"), second, DurationSeconds=3600)
    assert error_of(two.client("sts").assume_role, RoleArn=role_arn(third), RoleSessionName="s-9", Tags=[
        {"Key": "Team", "Value": "other"}])[0] == "InvalidParameterValue"
    three = Session(server, two.client("sts"), third)
    assert three.client("sts").get_caller_identity()["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{third}/s-1"
    three.client("kinesis").list_streams()
    assert describe_nothing(three) == denied_description(three.arn, NO_IDENTITY)

    # Out of turn: the third role trusts the second alone.
    assert error_of(one.client("sts").assume_role, RoleArn=role_arn(third), RoleSessionName="s-9") == (
        "AccessDenied", f"User: {one.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn(third)}")
    # A trust policy that changes holds at once, and the sessions of a role end with it.
    iam.update_assume_role_policy(RoleName=second, PolicyDocument=trust(someone.arn))
    assert error_of(one.client("sts").assume_role, RoleArn=role_arn(second), RoleSessionName="s-9")[0] == "AccessDenied"
    three.client("kinesis").list_streams()
    iam.delete_role_policy(RoleName=third, PolicyName="inline")
    iam.delete_role(RoleName=third)
    assert error_of(three.client("kinesis").list_streams) == (
        "UnrecognizedClientException", "The security token included in the request is invalid.")


def test_a_session_takes_leave_of_both_sides_unless_the_role_trusts_the_user_by_name(server, someone, new_role):
    by_account = new_role(trust(f"arn:aws:iam::{ACCOUNT}:root"))
    by_name = new_role(trust(someone.arn))
    sts = someone.client("sts")
    Session(server, sts, by_name)
    refused = f"User: {someone.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn(by_account)}"
    assert error_of(sts.assume_role, RoleArn=role_arn(by_account), RoleSessionName="s-9") == (
        "AccessDenied", f"{refused} because no identity-based policy allows the sts:AssumeRole action")
    someone.permit(statement("sts:AssumeRole", effect="Deny"))
    assert error_of(sts.assume_role, RoleArn=role_arn(by_name), RoleSessionName="s-9") == (
        "AccessDenied", f"User: {someone.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn(by_name)} "
                        "with an explicit deny in an identity-based policy")
    someone.permit(statement("sts:AssumeRole", role_arn(by_account)))
    Session(server, sts, by_account)


def test_a_trust_policy_keeps_to_the_user_that_it_named(server, iam, new_role):
    ghost = f"arn:aws:iam::{ACCOUNT}:user/ghost-{next(numbers)}"
    assert error_of(iam.create_role, RoleName="trusts-nobody", AssumeRolePolicyDocument=trust(ghost)) == (
        "MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{ghost}"')
    first = Someone(server)
    user_id = iam.get_user(UserName=first.name)["User"]["UserId"]
    role = new_role(trust(first.arn))

    def trusted():
        document = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
        return document["Statement"][0]["Principal"]["AWS"]

    assert trusted() == first.arn
    Session(server, first.client("sts"), role)
    iam.delete_access_key(UserName=first.name, AccessKeyId=first.key["AccessKeyId"])
    iam.delete_user(UserName=first.name)
    assert trusted() == user_id

    iam.create_user(UserName=first.name)
    first.key = iam.create_access_key(UserName=first.name)["AccessKey"]
    first.permit(statement("sts:AssumeRole"))
    assert error_of(first.client("sts").assume_role, RoleArn=role_arn(role), RoleSessionName="s-9") == (
        "AccessDenied", f"User: {first.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn(role)}")
    assert trusted() == user_id
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust(first.arn))
    Session(server, first.client("sts"), role)


@pytest.fixture
def two_accounts(tmp_path):
    """A server, and a user of another account, which the server was started for before."""
    data = tmp_path / "data"
    theirs = PenstockServer(data, "--account", "222222222222", "--states", "instant").start()
    guest = Someone(theirs)
    guest.permit(statement(["kinesis:PutRecord", "sts:AssumeRole"]))
    assert theirs.stop() == 0
    ours = PenstockServer(data, "--states", "instant").start()
    guest.server = ours
    yield ours, guest
    assert ours.stop() == 0


def test_a_role_of_another_account_is_assumed_with_leave_of_both(two_accounts):
    ours, guest = two_accounts
    iam = ours.client("iam")
    ghost = "arn:aws:iam::222222222222:user/ghost"
    assert error_of(iam.create_role, RoleName="visitors", AssumeRolePolicyDocument=trust(ghost)) == (
        "MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{ghost}"')
    iam.create_role(RoleName="visitors", AssumeRolePolicyDocument=trust(guest.arn))
    iam.put_role_policy(RoleName="visitors", PolicyName="inline", PolicyDocument=document(statement("kinesis:ListStreams")))
    session = Session(ours, guest.client("sts"), "visitors")
    assert session.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/visitors/s-1"
    session.client("kinesis").list_streams()
    iam.update_assume_role_policy(RoleName="visitors", PolicyDocument=trust("222222222222"))
    Session(ours, guest.client("sts"), "visitors")
    iam.update_assume_role_policy(RoleName="visitors", PolicyDocument=trust("333333333333"))
    assert error_of(guest.client("sts").assume_role, RoleArn=role_arn("visitors"), RoleSessionName="s-9") == (
        "AccessDenied", f"User: {guest.arn} is not authorized to perform: sts:AssumeRole on resource: {role_arn('visitors')}")


def test_a_stream_of_another_account_takes_its_policy_and_the_callers_own(two_accounts):
    ours, guest = two_accounts
    owner, put = ours.client("kinesis"), guest.client("kinesis").put_record
    owner.create_stream(StreamName="shared", ShardCount=1)
    arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/shared"
    record = {"StreamARN": arn, "Data": b"{}", "PartitionKey": "k"}
    assert error_of(put, **record) == denied(guest.arn, "kinesis:PutRecord", NO_RESOURCE, arn)

    def share(*statements):
        owner.put_resource_policy(ResourceARN=arn, Policy=document(*statements))

    share(statement("kinesis:PutRecord", arn, Principal={"AWS": guest.arn}))
    put(**record)
    assert error_of(guest.client("kinesis").describe_stream_summary, StreamARN=arn) == denied(
        guest.arn, "kinesis:DescribeStreamSummary", NO_IDENTITY, arn)
    share(statement("kinesis:PutRecord", arn, Principal={"AWS": "222222222222"}))
    put(**record)
    share(statement("kinesis:PutRecord", arn, Principal={"AWS": "222222222222"}),
          statement("kinesis:PutRecord", arn, "Deny", Principal={"AWS": guest.arn}))
    assert error_of(put, **record) == denied(
        guest.arn, "kinesis:PutRecord", "with an explicit deny in a resource-based policy", arn)
    owner.delete_resource_policy(ResourceARN=arn)
    assert error_of(put, **record) == denied(guest.arn, "kinesis:PutRecord", NO_RESOURCE, arn)
