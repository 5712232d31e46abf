"""Every IAM operation through boto3: what programs and provisioning tools rely on, and the error classes that they catch."""

import datetime
import json

import pytest
from botocore.config import Config

from client_error import error_of
from penstock_server import ACCOUNT



def allow(action, resource="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})


def as_user(server, key, service):
    return server.client(service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])


def test_a_user_is_described_as_aws_does(iam):
    created = iam.create_user(UserName="Described", Path="/team/", Tags=[{"Key": "stage", "Value": "test"}])["User"]
    found = iam.get_user(UserName="described")["User"]
    assert found == created
    assert found["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/team/Described"
    assert found["UserId"].startswith("AIDA") and len(found["UserId"]) == 21
    assert isinstance(found["CreateDate"], datetime.datetime) and found["CreateDate"].microsecond == 0
    assert [u["UserName"] for u in iam.list_users(PathPrefix="/team/")["Users"]] == ["Described"]
    iam.update_user(UserName="Described", NewUserName="Renamed")
    assert iam.get_user(UserName="Renamed")["User"]["UserId"] == created["UserId"]


def test_a_missing_user_and_a_second_one_are_errors_that_programs_catch(iam, user):
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="ghost")
    assert error_of(iam.get_user, UserName="ghost") == ("NoSuchEntity", "The user with name ghost cannot be found.", 404)
    assert error_of(iam.create_user, UserName=user) == ("EntityAlreadyExists", f"User with name {user} already exists.", 409)


def test_a_name_that_is_none_is_refused_in_iams_own_words(server):
    unchecked = server.client("iam", config=Config(parameter_validation=False))
    assert error_of(unchecked.get_user, UserName="bad/name") == (
        "ValidationError", "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", 400)
    long = "r" * 65
    assert error_of(unchecked.get_role, RoleName=long)[1] == (
        f"1 validation error detected: Value '{long}' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64")


def test_get_user_without_a_name_is_who_asks(server, iam, user):
    assert iam.get_user()["User"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    key = iam.create_access_key(UserName=user)["AccessKey"]
    iam.put_user_policy(UserName=user, PolicyName="self", PolicyDocument=allow("iam:GetUser"))
    assert as_user(server, key, "iam").get_user()["User"]["UserName"] == user


def test_access_keys_are_two_at_most_and_are_listed(iam, user):
    first, second = (iam.create_access_key(UserName=user)["AccessKey"] for _ in range(2))
    assert first["AccessKeyId"].startswith("AKIA") and len(first["SecretAccessKey"]) == 40
    assert error_of(iam.create_access_key, UserName=user) == ("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409)
    listed = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    assert {k["AccessKeyId"] for k in listed} == {first["AccessKeyId"], second["AccessKeyId"]}
    assert all("SecretAccessKey" not in k for k in listed)


def test_a_key_that_is_inactive_or_deleted_opens_nothing(server, iam, user):
    iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=allow("*"))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    client = as_user(server, key, "iam")
    client.get_user()
    iam.update_access_key(UserName=user, AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert error_of(client.get_user)[0] == "InvalidClientTokenId"
    iam.update_access_key(UserName=user, AccessKeyId=key["AccessKeyId"], Status="Active")
    client.get_user()
    iam.delete_access_key(UserName=user, AccessKeyId=key["AccessKeyId"])
    assert error_of(client.get_user)[0] == "InvalidClientTokenId"


def test_an_inline_policy_comes_back_as_it_was_sent(iam, user):
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a+b c/*"}]}
    iam.put_user_policy(UserName=user, PolicyName="all-of-s3", PolicyDocument=json.dumps(document))
    assert iam.get_user_policy(UserName=user, PolicyName="all-of-s3")["PolicyDocument"] == document
    assert iam.list_user_policies(UserName=user)["PolicyNames"] == ["all-of-s3"]
    assert error_of(iam.delete_user, UserName=user) == ("DeleteConflict", "Cannot delete entity, must delete policies first.", 409)
    iam.delete_user_policy(UserName=user, PolicyName="all-of-s3")
    iam.delete_user(UserName=user)


def test_users_are_paged(iam):
    names = [f"paged-{n:02d}" for n in range(7)]
    for name in names:
        iam.create_user(UserName=name, Path="/paged/")
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix="/paged/", PaginationConfig={"PageSize": 3}))
    assert [len(page["Users"]) for page in pages] == [3, 3, 1]
    assert [u["UserName"] for page in pages for u in page["Users"]] == names


def test_the_user_exists_waiter(iam, user):
    iam.get_waiter("user_exists").wait(UserName=user)


def test_users_and_keys_survive_a_restart(own_server):
    iam = own_server.client("iam")
    iam.create_user(UserName="lasting")
    iam.put_user_policy(UserName="lasting", PolicyName="self", PolicyDocument=allow("iam:GetUser"))
    key = iam.create_access_key(UserName="lasting")["AccessKey"]
    own_server.kill()
    own_server.start()
    assert as_user(own_server, key, "iam").get_user()["User"]["UserName"] == "lasting"
