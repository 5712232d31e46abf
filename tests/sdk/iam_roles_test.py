"""Groups, roles, managed policies and instance profiles through boto3: what provisioning tools rely on."""

import itertools
import json

import pytest

from client_error import error_of
from penstock_server import ACCOUNT

numbers = itertools.count(1)
S3_FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
TRUST = {"Version": "2012-10-17",
         "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}


@pytest.fixture
def role(iam):
    name = f"role-{next(numbers)}"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    return name


@pytest.fixture
def policy(iam):
    """The ARN of a new managed policy."""
    return iam.create_policy(PolicyName=f"policy-{next(numbers)}", PolicyDocument=allow("s3:ListAllMyBuckets"))["Policy"]["Arn"]


def allow(action, resource="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})


def key_client(server, iam, user, service):
    key = iam.create_access_key(UserName=user)["AccessKey"]
    return server.client(service, aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])


def test_a_role_is_described_as_aws_does(iam):
    created = iam.create_role(RoleName="described-role", Path="/etl/", AssumeRolePolicyDocument=json.dumps(TRUST), Description="loads",
                              MaxSessionDuration=7200, Tags=[{"Key": "stage", "Value": "test"}])["Role"]
    assert created["AssumeRolePolicyDocument"] == TRUST and "Description" not in created
    iam.get_waiter("role_exists").wait(RoleName="described-role")
    found = iam.get_role(RoleName="described-role")["Role"]
    assert found["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/etl/described-role" and found["RoleId"].startswith("AROA")
    assert (found["Description"], found["MaxSessionDuration"], found["RoleLastUsed"]) == ("loads", 7200, {})
    assert found["Tags"] == [{"Key": "stage", "Value": "test"}]
    assert error_of(iam.get_role, RoleName="ghost") == ("NoSuchEntity", "The role with name ghost cannot be found.", 404)


def test_a_group_grants_to_its_members_from_the_next_request_on(server, iam, user, policy):
    group = f"group-{next(numbers)}"
    iam.create_group(GroupName=group)
    s3 = key_client(server, iam, user, "s3")
    assert error_of(s3.list_buckets)[0] == "AccessDenied"
    iam.attach_group_policy(GroupName=group, PolicyArn=policy)
    iam.add_user_to_group(GroupName=group, UserName=user)
    s3.list_buckets()
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=allow("s3:GetObject"), SetAsDefault=True)
    assert error_of(s3.list_buckets)[0] == "AccessDenied"
    iam.set_default_policy_version(PolicyArn=policy, VersionId="v1")
    s3.list_buckets()
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=iam.create_policy(
        PolicyName=f"bound-{next(numbers)}", PolicyDocument=allow("kinesis:*"))["Policy"]["Arn"])
    assert error_of(s3.list_buckets)[0] == "AccessDenied"
    iam.delete_user_permissions_boundary(UserName=user)
    s3.list_buckets()
    assert [g["GroupName"] for g in iam.list_groups_for_user(UserName=user)["Groups"]] == [group]
    iam.remove_user_from_group(GroupName=group, UserName=user)
    assert error_of(s3.list_buckets)[0] == "AccessDenied"


def test_managed_policies_are_versioned_attached_and_deleted_in_order(iam, role, policy):
    iam.get_waiter("policy_exists").wait(PolicyArn=policy)
    iam.attach_role_policy(RoleName=role, PolicyArn=policy)
    iam.attach_role_policy(RoleName=role, PolicyArn=S3_FULL)
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert {p["PolicyArn"] for p in attached} == {policy, S3_FULL}
    assert iam.get_policy(PolicyArn=policy)["Policy"]["AttachmentCount"] == 1
    assert [r["RoleName"] for r in iam.list_entities_for_policy(PolicyArn=policy)["PolicyRoles"]] == [role]
    assert error_of(iam.delete_policy, PolicyArn=policy) == ("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    assert error_of(iam.delete_role, RoleName=role) == ("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409)
    document = iam.get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]["Document"]
    assert document == json.loads(allow("s3:ListAllMyBuckets"))
    for arn in (policy, S3_FULL):
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    iam.delete_policy(PolicyArn=policy)
    iam.delete_role(RoleName=role)


def test_policies_of_aws_are_listed_and_paged(iam):
    pages = iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 5})
    arns = [p["Arn"] for page in pages for p in page["Policies"]]
    assert S3_FULL in arns and "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" in arns
    assert len(arns) == len(set(arns))


def test_an_instance_profile_holds_a_role(iam, role):
    iam.create_instance_profile(InstanceProfileName=f"profile-{role}")
    iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=f"profile-{role}")
    iam.add_role_to_instance_profile(InstanceProfileName=f"profile-{role}", RoleName=role)
    roles = iam.get_instance_profile(InstanceProfileName=f"profile-{role}")["InstanceProfile"]["Roles"]
    assert [r["RoleName"] for r in roles] == [role] and roles[0]["AssumeRolePolicyDocument"] == TRUST
    assert error_of(iam.delete_role, RoleName=role)[0] == "DeleteConflict"
    iam.remove_role_from_instance_profile(InstanceProfileName=f"profile-{role}", RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=f"profile-{role}")


def test_tags_and_inline_policies_of_a_role_come_back(iam, role):
    iam.tag_role(RoleName=role, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
    iam.untag_role(RoleName=role, TagKeys=["a"])
    assert iam.list_role_tags(RoleName=role)["Tags"] == [{"Key": "b", "Value": ""}]
    iam.put_role_policy(RoleName=role, PolicyName="own", PolicyDocument=allow("logs:*"))
    assert iam.get_role_policy(RoleName=role, PolicyName="own")["PolicyDocument"] == json.loads(allow("logs:*"))
    details = iam.get_account_authorization_details(Filter=["Role"])["RoleDetailList"]
    assert role in [d["RoleName"] for d in details]
