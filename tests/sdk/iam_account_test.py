"""What a policy lets a user do and what it refuses, asked beforehand and tried; the account, passwords, OIDC providers."""

import csv
import datetime
import json

import pytest

from cli_test import run
from client_error import error_of
from penstock_server import ACCOUNT

ORDERS = f"arn:aws:kinesis:eu-north-1:{ACCOUNT}:stream/account-orders"


def policy(action, resource="*", effect="Allow", **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource, **more}]})


def as_user(server, iam, name, service):
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return server.client(service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])


def test_a_user_may_nothing_until_a_policy_allows_it_and_nothing_beside_it(server, iam, user):
    client = as_user(server, iam, user, "iam")
    arn = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    denied = f"User: {arn} is not authorized to perform: iam:{{0}} on resource: {{1}} because no identity-based policy allows the iam:{{0}} action"
    assert error_of(client.get_user) == ("AccessDenied", denied.format("GetUser", arn), 403)
    assert error_of(client.list_users) == ("AccessDenied", denied.format("ListUsers", f"arn:aws:iam::{ACCOUNT}:user/"), 403)
    iam.put_user_policy(UserName=user, PolicyName="self", PolicyDocument=policy("iam:GetUser", arn))
    assert client.get_user()["User"]["UserName"] == user
    assert error_of(client.get_user, UserName="other") == ("AccessDenied", denied.format("GetUser", "user other"), 403)
    iam.put_user_policy(UserName=user, PolicyName="none", PolicyDocument=policy("iam:*", effect="Deny"))
    code, message, _ = error_of(client.get_user)
    assert (code, message) == ("AccessDenied", f"User: {arn} is not authorized to perform: iam:GetUser on resource: {arn} with an explicit deny in an identity-based policy")


def test_what_was_used_when_is_told_and_reported(own_server):
    iam = own_server.client("iam")
    iam.create_user(UserName="ana")
    iam.put_user_policy(UserName="ana", PolicyName="all", PolicyDocument=policy("*"))
    key = iam.create_access_key(UserName="ana")["AccessKey"]
    settings = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}

    def last_used():
        told = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
        assert told["UserName"] == "ana"
        return told["AccessKeyLastUsed"]

    assert last_used() == {"ServiceName": "N/A", "Region": "N/A"}
    own_server.client("kinesis", **settings).list_streams()
    used = last_used()
    assert (used["ServiceName"], used["Region"]) == ("kinesis", "eu-north-1")

    trust = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ana"}, "Action": "sts:AssumeRole"}]})
    role = iam.create_role(RoleName="loader", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    session = own_server.client("sts", **settings).assume_role(RoleArn=role, RoleSessionName="s-1")["Credentials"]
    assert iam.get_role(RoleName="loader")["Role"]["RoleLastUsed"] == {}
    own_server.client("sts", aws_access_key_id=session["AccessKeyId"], aws_secret_access_key=session["SecretAccessKey"],
                      aws_session_token=session["SessionToken"]).get_caller_identity()

    with pytest.raises(iam.exceptions.CredentialReportNotPresentException):
        iam.get_credential_report()
    assert iam.generate_credential_report()["State"] == "STARTED"
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    own_server.stop()
    own_server.start()
    assert last_used() == used
    assert iam.get_role(RoleName="loader")["Role"]["RoleLastUsed"]["Region"] == "eu-north-1"
    rows = {row["user"]: row for row in csv.DictReader(iam.get_credential_report()["Content"].decode().split("\n"))}
    assert set(rows) == {"<root_account>", "ana"}
    assert (rows["ana"]["access_key_1_active"], rows["ana"]["access_key_1_last_used_service"]) == ("true", "kinesis")
    assert datetime.datetime.fromisoformat(rows["ana"]["access_key_1_last_used_date"]) == used["LastUsedDate"]


def test_what_a_simulation_says_is_what_happens(server, iam, user):
    arn = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    iam.put_user_policy(UserName=user, PolicyName="writes", PolicyDocument=policy("kinesis:PutRecord", ORDERS))
    results = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["kinesis:PutRecord"], ResourceArns=[ORDERS, ORDERS + "-2"])["EvaluationResults"]
    assert [(r["EvalResourceName"], r["EvalDecision"]) for r in results] == [(ORDERS, "allowed"), (ORDERS + "-2", "implicitDeny")]
    assert results[0]["MatchedStatements"][0]["SourcePolicyId"] == f"user_{user}_writes"
    client = as_user(server, iam, user, "kinesis")
    code, _, _ = error_of(client.put_record, StreamName="account-orders", Data=b"a", PartitionKey="k")
    assert code == "ResourceNotFoundException"
    code, message, _ = error_of(client.put_record, StreamName="account-orders-2", Data=b"a", PartitionKey="k")
    assert code == "AccessDeniedException"
    assert message == f"User: {arn} is not authorized to perform: kinesis:PutRecord on resource: {ORDERS}-2 because no identity-based policy allows the kinesis:PutRecord action"


def test_a_simulation_of_custom_policies_is_paged_and_names_missing_keys(iam):
    text = policy("s3:*", Condition={"Bool": {"aws:SecureTransport": "true"}})
    pages = list(iam.get_paginator("simulate_custom_policy").paginate(
        PolicyInputList=[text], ActionNames=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], PaginationConfig={"PageSize": 2}))
    results = [r for page in pages for r in page["EvaluationResults"]]
    assert len(pages) == 2 and [r["EvalDecision"] for r in results] == ["implicitDeny"] * 3
    assert results[0]["MissingContextValues"] == ["aws:SecureTransport"]
    assert iam.get_context_keys_for_custom_policy(PolicyInputList=[text])["ContextKeyNames"] == ["aws:SecureTransport"]
    entries = [{"ContextKeyName": "aws:SecureTransport", "ContextKeyValues": ["true"], "ContextKeyType": "boolean"}]
    allowed = iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=["s3:GetObject"], ContextEntries=entries)
    assert allowed["EvaluationResults"][0]["EvalDecision"] == "allowed"


def test_an_account_has_an_alias_a_password_policy_and_a_summary(iam, user):
    iam.create_account_alias(AccountAlias="penstock-test")
    assert iam.list_account_aliases()["AccountAliases"] == ["penstock-test"]
    assert error_of(iam.create_account_alias, AccountAlias="penstock-test")[0] == "EntityAlreadyExists"
    iam.delete_account_alias(AccountAlias="penstock-test")
    iam.update_account_password_policy(MinimumPasswordLength=10, RequireNumbers=True)
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 10, "RequireSymbols": False, "RequireNumbers": True, "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False, "AllowUsersToChangePassword": False, "ExpirePasswords": False}
    assert error_of(iam.create_login_profile, UserName=user, Password="short") == (
        "PasswordPolicyViolation", "Password should have a minimum length of 10", 400)
    iam.delete_account_password_policy()
    assert error_of(iam.get_account_password_policy) == (
        "NoSuchEntity", f"The Password Policy with domain name {ACCOUNT} cannot be found.", 404)
    summary = iam.get_account_summary()["SummaryMap"]
    assert summary["Users"] >= 1 and summary["AccessKeysPerUserQuota"] == 2


def test_a_user_changes_the_password(server, iam, user):
    iam.create_login_profile(UserName=user, Password="Correct-horse-1", PasswordResetRequired=True)
    assert iam.get_login_profile(UserName=user)["LoginProfile"]["PasswordResetRequired"] is True
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=policy("iam:ChangePassword", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"))
    client = as_user(server, iam, user, "iam")
    client.change_password(OldPassword="Correct-horse-1", NewPassword="Battery-staple-2")
    assert error_of(client.change_password, OldPassword="Correct-horse-1", NewPassword="Battery-staple-3")[0] == "AccessDenied"
    assert iam.get_login_profile(UserName=user)["LoginProfile"]["PasswordResetRequired"] is False
    iam.delete_login_profile(UserName=user)
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_login_profile(UserName=user)


def test_an_oidc_provider_is_kept(iam):
    arn = iam.create_open_id_connect_provider(Url="https://oidc.example.com/a", ClientIDList=["app"], ThumbprintList=["A" * 40],
                                              Tags=[{"Key": "stage", "Value": "test"}])["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.example.com/a"
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="web")
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (found["Url"], found["ClientIDList"], found["ThumbprintList"]) == ("oidc.example.com/a", ["app", "web"], ["a" * 40])
    assert {"Arn": arn} in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == [{"Key": "stage", "Value": "test"}]
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert error_of(iam.get_open_id_connect_provider, OpenIDConnectProviderArn=arn) == (
        "NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}", 404)


CLI = r"""
set -eu
aws iam create-user --user-name shell-user --query User.Arn --output text
aws iam wait user-exists --user-name shell-user
aws iam put-user-policy --user-name shell-user --policy-name self \
  --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}]}'
aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::000000000000:user/shell-user \
  --action-names iam:GetUser iam:ListUsers --query 'EvaluationResults[].EvalDecision' --output text
aws iam create-access-key --user-name shell-user --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text >key
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY <key
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
aws iam get-user --query User.UserName --output text
aws iam list-users 2>err && exit 9
cat err
"""


def test_the_shell_is_told_the_same(server, tmp_path):
    done = run(server, tmp_path, CLI)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert lines[0] == f"arn:aws:iam::{ACCOUNT}:user/shell-user"
    assert lines[1].split() == ["allowed", "implicitDeny"]
    assert lines[2] == "shell-user"
    assert (f"An error occurred (AccessDenied) when calling the ListUsers operation: User: {lines[0]} is not authorized to perform: "
            f"iam:ListUsers on resource: arn:aws:iam::{ACCOUNT}:user/ because no identity-based policy allows the iam:ListUsers action") in done.stdout
