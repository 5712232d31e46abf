"""penstock explain: which statement decides, why the others do not, and who may ask."""

import itertools
import json
import subprocess
import time

import pytest

from penstock_server import ACCOUNT, PROGRAM, REGION

ANSWER_SECONDS_MAX = 60
numbers = itertools.count(1)


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(action, resource, effect="Allow", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def stream_arn(name):
    return f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"


def user_arn(name):
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


class User:
    def __init__(self, server, name):
        self.server, self.name, self.iam = server, name, server.client("iam")
        self.iam.create_user(UserName=name)
        self.key = self.iam.create_access_key(UserName=name)["AccessKey"]

    def permit(self, *statements, name="inline"):
        self.iam.put_user_policy(UserName=self.name, PolicyName=name, PolicyDocument=document(*statements))

    def credentials(self):
        return {"AWS_ACCESS_KEY_ID": self.key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": self.key["SecretAccessKey"]}


@pytest.fixture
def people(server, request):
    """Users with names of this test's own: people("ana")."""
    return lambda name: User(server, f"{name}-{request.node.originalname[-20:].strip('_')}-{next(numbers)}")


def explain(server, *arguments, key=None):
    environment = {**server.environment(), **(key or {})}
    return subprocess.run([str(PROGRAM), "explain", *arguments], env=environment, capture_output=True, text=True,
                          timeout=ANSWER_SECONDS_MAX)


def answer(server, *arguments, key=None):
    done = explain(server, *arguments, "--json", key=key)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def test_it_names_the_statement_that_allows_and_why_others_do_not(server, people):
    ana = people("ana")
    ana.permit(statement("s3:*", "*"), statement("kinesis:PutRecord", stream_arn("other"), Sid="Other"),
               statement("kinesis:Put*", stream_arn("orders"), Sid="Orders"))
    done = explain(server, "kinesis:PutRecord", stream_arn("orders"), key=ana.credentials())
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"allowed  {user_arn(ana.name)} kinesis:PutRecord on {stream_arn('orders')}\n")
    assert "because  statement 3 (Sid Orders) of the identity policy inline allows it\n" in done.stdout
    assert "decided by\n  identity policy inline, statement 3 (Orders)\n    {\"Effect\":\"Allow\"," in done.stdout
    assert "  identity policy inline, statement 2 (Other) (Allow): is about other resources\n" in done.stdout
    assert "  identity policy inline: a statement about other actions\n" in done.stdout
    assert "\x1b[" not in done.stdout


def test_the_command_that_it_proposes_is_one_that_helps(server, people, stream):
    ana = people("ana")
    done = explain(server, "kinesis:PutRecord", stream_arn(stream), key=ana.credentials())
    assert done.returncode == 1 and done.stdout.startswith("denied ")
    assert "because  there is no identity policy, and nothing else allows it\n" in done.stdout
    assert f"told as  User: {user_arn(ana.name)} is not authorized to perform: kinesis:PutRecord" in done.stdout
    proposed = next(line.strip() for line in done.stdout.splitlines() if "put-user-policy" in line)
    words = proposed.split("'")
    assert words[0] == f"aws iam put-user-policy --user-name {ana.name} --policy-name allow-PutRecord --policy-document "
    ana.iam.put_user_policy(UserName=ana.name, PolicyName="allow-PutRecord", PolicyDocument=words[1])
    assert explain(server, "kinesis:PutRecord", stream_arn(stream), key=ana.credentials()).returncode == 0
    producer = server.client("kinesis", aws_access_key_id=ana.key["AccessKeyId"],
                             aws_secret_access_key=ana.key["SecretAccessKey"])
    assert producer.put_record(StreamName=stream, Data=b"{}", PartitionKey="k")["ShardId"]


def test_a_denial_outweighs_and_is_shown(server, people):
    ana = people("ana")
    ana.permit(statement("kinesis:*", "*"))
    ana.permit(statement("kinesis:PutRecord", "*", "Deny", Sid="Closed"), name="limits")
    told = answer(server, "kinesis:PutRecord", stream_arn("orders"), key=ana.credentials())
    assert told["decision"] == "explicitDeny"
    deciding = [one for one in told["statements"] if one["decides"]]
    assert [(one["policy"], one["statement"], one["sid"], one["effect"]) for one in deciding] == [
        ("identity policy limits", 1, "Closed", "Deny")]
    assert json.loads(deciding[0]["text"]) == statement("kinesis:PutRecord", "*", "Deny", Sid="Closed")
    assert told["next"] == ["Narrow or remove statement 1 of the identity policy limits: nothing else can allow it."]


def test_conditions_are_tried_with_keys(server, people):
    ana = people("ana")
    ana.permit(statement("s3:GetObject", "*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
               statement("s3:GetObject", "*", Condition={"StringEquals": {"s3:versionid": ["1", "2"]}}))
    asked = ("s3:GetObject", "arn:aws:s3:::reports/a.csv", "--as", ana.name)
    told = answer(server, *asked)
    assert told["decision"] == "implicitDeny" and told["missing_keys"] == ["s3:versionid"]
    assert [one["why"] for one in told["statements"]] == [
        'its Condition on aws:sourceip does not hold: the request has "127.0.0.1"',
        "its Condition asks for s3:versionid, which the request does not have"]
    assert answer(server, *asked, "--key", "aws:SourceIp=10.1.2.3")["decision"] == "allowed"
    assert answer(server, *asked, "--key", "S3:VersionId=2")["decision"] == "allowed"
    assert answer(server, *asked, "--key", "s3:versionid=3")["decision"] == "implicitDeny"


def test_boundaries_groups_and_managed_policies_are_looked_at(server, people):
    ana = people("ana")
    iam, group = ana.iam, f"group-{ana.name}"
    iam.create_group(GroupName=group)
    iam.put_group_policy(GroupName=group, PolicyName="writers", PolicyDocument=document(statement("kinesis:*", "*")))
    iam.add_user_to_group(GroupName=group, UserName=ana.name)
    told = answer(server, "kinesis:PutRecord", stream_arn("orders"), "--as", user_arn(ana.name))
    assert told["decision"] == "allowed" and told["statements"][0]["text"].startswith('{"Effect":"Allow"')
    boundary = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam.put_user_permissions_boundary(UserName=ana.name, PermissionsBoundary=boundary)
    told = answer(server, "kinesis:PutRecord", stream_arn("orders"), "--as", ana.name)
    assert (told["decision"], told["because"]) == ("implicitDeny", "the permissions boundary does not allow it")
    assert told["about_other_actions"] == [{"policy": f"permissions boundary {boundary}", "statements": 1}]
    assert told["next"][0].startswith(f"Let the permissions boundary {boundary} allow kinesis:PutRecord too")
    read = answer(server, "s3:GetObject", "arn:aws:s3:::b/k", "--as", ana.name)
    assert read["because"] == "no identity policy allows it"


def test_a_resources_policy_is_looked_at_and_shown_to_who_may_read_it(server, people, s3, bucket):
    ana = people("ana")
    arn = f"arn:aws:s3:::{bucket}"
    s3.put_bucket_policy(Bucket=bucket, Policy=document(
        statement("s3:GetObject", f"{arn}/open/*", Sid="Open", Principal={"AWS": user_arn(ana.name)})))
    told = answer(server, "s3:GetObject", f"{arn}/open/a", "--as", ana.name)
    assert told["because"] == "statement 1 (Sid Open) of the resource's policy allows it"
    assert [one["policy"] for one in told["statements"] if one["decides"]] == ["resource's policy"]
    own = answer(server, "s3:GetObject", f"{arn}/open/a", key=ana.credentials())
    assert own["decision"] == "allowed" and own["because"] == "the resource's policy allows it"
    assert own["statements"] == [] and own["resource_policy_is_hidden"]
    assert answer(server, "s3:GetObject", f"{arn}/else", key=ana.credentials())["decision"] == "implicitDeny"
    ana.permit(statement("s3:GetBucketPolicy", arn))
    assert answer(server, "s3:GetObject", f"{arn}/open/a", key=ana.credentials())["statements"][0]["sid"] == "Open"


@pytest.mark.parametrize("below", ["", "/index/by-day"])
def test_a_tables_policy_is_looked_at(server, people, below):
    ana, dynamodb, name = people("ana"), server.client("dynamodb"), f"table-{len(below)}-{time.monotonic_ns()}"
    arn = dynamodb.create_table(TableName=name, KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                                BillingMode="PAY_PER_REQUEST")["TableDescription"]["TableArn"]
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=document(
        statement("dynamodb:Query", [arn, f"{arn}/index/*"], Sid="Readers", Principal={"AWS": user_arn(ana.name)})))
    told = answer(server, "dynamodb:Query", arn + below, "--as", ana.name)
    assert told["because"] == "statement 1 (Sid Readers) of the resource's policy allows it"


def test_roles_and_their_sessions_are_explained(server, people):
    ana, iam = people("ana"), server.client("iam")
    role = f"loader-{ana.name}"
    trust = document({"Effect": "Allow", "Principal": {"AWS": user_arn(ana.name)}, "Action": "sts:AssumeRole"})
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName=role, PolicyName="load", PolicyDocument=document(statement("kinesis:GetRecords", "*")))
    assert answer(server, "sts:AssumeRole", arn, "--as", ana.name)["decision"] == "allowed"
    assert answer(server, "kinesis:GetRecords", stream_arn("x"), "--as", arn)["decision"] == "allowed"
    other = people("bob")
    told = answer(server, "sts:AssumeRole", arn, "--as", other.name)
    assert told["because"] == "the role's trust policy does not allow it"
    assert told["statements"][0]["why"] == "is about other principals"
    session = server.client("sts", aws_access_key_id=ana.key["AccessKeyId"],
                            aws_secret_access_key=ana.key["SecretAccessKey"]).assume_role(
        RoleArn=arn, RoleSessionName="night", Policy=document(statement("kinesis:ListShards", "*")))["Credentials"]
    key = {"AWS_ACCESS_KEY_ID": session["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
           "AWS_SESSION_TOKEN": session["SessionToken"]}
    told = answer(server, "kinesis:GetRecords", stream_arn("x"), key=key)
    assert (told["decision"], told["because"]) == ("implicitDeny", "the session's policies do not allow it")


def test_others_are_explained_to_who_may_simulate_them(server, people):
    ana, bob = people("ana"), people("bob")
    asked = ("kinesis:ListStreams", "--as", bob.name)
    refused = explain(server, *asked, key=ana.credentials())
    assert refused.returncode == 2 and refused.stdout == ""
    assert (f"AccessDeniedException: User: {user_arn(ana.name)} is not authorized to perform: "
            f"iam:SimulatePrincipalPolicy on resource: {user_arn(bob.name)}") in refused.stderr
    nobody = explain(server, "kinesis:ListStreams", "--as", "nobody-at-all", key=ana.credentials())
    assert nobody.returncode == 2 and "AccessDeniedException" in nobody.stderr
    ana.permit(statement("iam:SimulatePrincipalPolicy", user_arn(bob.name)))
    assert answer(server, *asked, key=ana.credentials())["principal"] == user_arn(bob.name)
    assert answer(server, "kinesis:ListStreams", "--as", ana.name, key=ana.credentials())["decision"] == "implicitDeny"
    missing = explain(server, "kinesis:ListStreams", "--as", "nobody-at-all")
    assert missing.returncode == 2 and "NoSuchEntity" in missing.stderr


def test_the_root_may_do_everything(server):
    done = explain(server, "kinesis:DeleteStream", stream_arn("orders"))
    assert done.returncode == 0 and "because  the root of an account may do everything in it\n" in done.stdout
    refused = explain(server, "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/any")
    assert refused.returncode == 2 and "Roles may not be assumed by root accounts." in refused.stderr


@pytest.mark.parametrize("arguments, expected", [
    (["PutRecord"], "is no action such as kinesis:PutRecord"), (["kinesis:PutRecord", "orders"], "is no ARN"),
    (["kinesis:PutRecord", "--key", "aws:SourceIp"], "--key takes NAME=VALUE"),
    (["kinesis:PutRecord", "--as", "arn:aws:iam::999999999999:user/eve"], "is of another account"),
    (["kinesis:PutRecord", "--as", "a b"], "neither a user's name nor an ARN")])
def test_wrong_questions_are_refused_with_a_reason(server, arguments, expected):
    done = explain(server, *arguments)
    assert done.returncode == 2 and done.stdout == "" and expected in done.stderr


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"action":1}', b'{"action":"a:B","context":[["x"]]}',
                                  b'{"action":"a:B","context":{"x":"y"}}', b"\xff\xfe", b'{"action":"a:B\xff"}'])
def test_questions_that_are_none_are_refused(server, body):
    status, told = server.ask("POST", "/_penstock/explain", body)
    assert status == 400 and json.loads(told)["code"] == "ValidationException"
