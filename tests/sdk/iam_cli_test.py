"""Users, keys, policies and roles as shell commands: the AWS CLI (version 1, from PyPI) with nothing set but the environment."""

import json
import subprocess
import sys
from pathlib import Path

from penstock_server import ACCOUNT

AWS = Path(sys.executable).parent / "aws"
COMMAND_SECONDS_MAX = 240

STORY = r"""
set -eu
put() { aws kinesis put-record --stream-name orders --partition-key k --data paid "$@"; }
as_ana() { AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret "$@"; }
allow() { printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s","Resource":"*"}]}' "$1"; }

aws kinesis create-stream --stream-name orders --shard-count 1
aws kinesis wait stream-exists --stream-name orders
aws iam create-user --user-name ana --query User.Arn --output text >user-arn
set -- $(aws iam create-access-key --user-name ana --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
id=$1 secret=$2
as_ana aws sts get-caller-identity --query Arn --output text >who
as_ana put >/dev/null 2>denied && exit 9
aws iam put-user-policy --user-name ana --policy-name producer --policy-document "$(allow kinesis:PutRecord)"
as_ana put >put-by-user

cat >trust.json <<END
{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"$(cat user-arn)"},"Action":"sts:AssumeRole"}]}
END
aws iam create-role --role-name loader --assume-role-policy-document file://trust.json >role
aws iam wait role-exists --role-name loader
policy=$(aws iam create-policy --policy-name writes --policy-document "$(allow kinesis:PutRecord)" --query Policy.Arn --output text)
set -- $(as_ana aws sts assume-role --role-arn "$(aws iam get-role --role-name loader --query Role.Arn --output text)" \
  --role-session-name shift-1 --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
as_loader() { AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 AWS_SESSION_TOKEN=$3 put; }
as_loader "$@" >/dev/null 2>denied-role && exit 9
aws iam attach-role-policy --role-name loader --policy-arn "$policy"
as_loader "$@" >put-by-role
aws iam list-attached-role-policies --role-name loader --query 'AttachedPolicies[].PolicyName' --output text >attached

for n in 1 2 3 4 5; do aws iam create-user --path /paged/ --user-name "paged-$n" >/dev/null; done
aws iam list-users --path-prefix /paged/ --page-size 2 --query 'Users[].UserName' --output text >all-users
aws iam list-users --path-prefix /paged/ --max-items 2 --output json >first-page
token=$(python3 -c 'import json; print(json.load(open("first-page"))["NextToken"])')
aws iam list-users --path-prefix /paged/ --starting-token "$token" --query 'Users[].UserName' --output text >other-users

aws iam delete-role --role-name loader 2>conflict && exit 9
aws iam detach-role-policy --role-name loader --policy-arn "$policy"
aws iam delete-role --role-name loader
aws iam get-role --role-name loader 2>gone && exit 9
exit 0
"""


def test_the_story_of_a_producer_in_shell_commands(own_server, tmp_path):
    folder = tmp_path / "shell"
    folder.mkdir()
    environment = own_server.environment()
    environment["PATH"] = f"{AWS.parent}:{environment['PATH']}"
    done = subprocess.run(["sh", "-c", STORY], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=COMMAND_SECONDS_MAX)
    assert done.returncode == 0, done.stdout + done.stderr

    def told(name):
        return (folder / name).read_text()

    user = f"arn:aws:iam::{ACCOUNT}:user/ana"
    assert told("user-arn").strip() == told("who").strip() == user
    stream = f"arn:aws:kinesis:eu-north-1:{ACCOUNT}:stream/orders"
    why = f"kinesis:PutRecord on resource: {stream} because no identity-based policy allows the kinesis:PutRecord action"
    assert f"(AccessDeniedException) when calling the PutRecord operation: User: {user} is not authorized to perform: {why}" in told("denied")
    assert f"User: arn:aws:sts::{ACCOUNT}:assumed-role/loader/shift-1 is not authorized to perform: {why}" in told("denied-role")
    assert json.loads(told("put-by-user"))["ShardId"] == json.loads(told("put-by-role"))["ShardId"] == "shardId-000000000000"
    assert json.loads(told("role"))["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": user}
    assert told("attached").split() == ["writes"]
    assert told("all-users").split() == [f"paged-{n}" for n in range(1, 6)]
    assert [u["UserName"] for u in json.loads(told("first-page"))["Users"]] == ["paged-1", "paged-2"]
    assert told("other-users").split() == ["paged-3", "paged-4", "paged-5"]
    assert "(DeleteConflict) when calling the DeleteRole operation: Cannot delete entity, must detach all policies first." in told("conflict")
    assert "(NoSuchEntity) when calling the GetRole operation: The role with name loader cannot be found." in told("gone")
