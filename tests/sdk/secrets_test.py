"""No secret key, session token, signature or identity token is written anywhere: not to the log at its most talkative, not to
the audit trail, not to what `doctor` and `audit` show, and not in the clear to any file of the data directory."""

import json
import os
import re
import subprocess

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

import p256_signature
from penstock_server import ACCOUNT, PROGRAM, PenstockServer
from raw_request import kinesis_request, send, signed

TRUST = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}})
EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
IDENTITY_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIn0.c2lnbmF0dXJlLW9mLW5vYm9keQ"


class Traffic:
    """Requests of all kinds, and what in them and their answers is secret."""

    def __init__(self, server):
        self.server = server
        self.secrets = {server.secret_key}

    def note(self, request, **_):
        self.secrets.update(re.findall(r"Signature=([0-9a-f]{64,144})", str(request.headers.get("Authorization"))))

    def client(self, service, key=None, **settings):
        key = key or {}
        client = self.server.client(service, **{f"aws_{ours}": key[theirs] for ours, theirs in (
            ("access_key_id", "AccessKeyId"), ("secret_access_key", "SecretAccessKey"), ("session_token", "SessionToken"))
            if theirs in key}, **settings)
        client.meta.events.register("before-send", self.note)
        self.secrets.update(key[name] for name in ("SecretAccessKey", "SessionToken") if name in key)
        return client

    def presigned(self, client, operation, **parameters):
        url = client.generate_presigned_url(operation, Params=parameters)
        self.secrets.update(re.findall(r"X-Amz-Signature=([0-9a-f]{64})", url))
        return url.removeprefix(self.server.endpoint)

    def raw(self, path="/", body=b"", headers=(), method="GET"):
        self.secrets.update(re.findall(r"Signature=([0-9a-f]{64,144})", dict(headers).get("authorization", "") + path))
        return send(self.server, body, headers, method=method, path=path)


def refused(call, **arguments):
    with pytest.raises((ClientError, BotoCoreError)):
        call(**arguments)


def users_and_sessions(traffic):
    """Keys of a user, of a role's session, of the root's session and of a federated user."""
    iam = traffic.client("iam")
    iam.create_user(UserName="ana")
    iam.put_user_policy(UserName="ana", PolicyName="all", PolicyDocument=EVERYTHING)
    iam.create_role(RoleName="loader", AssumeRolePolicyDocument=TRUST)
    user = iam.create_access_key(UserName="ana")["AccessKey"]
    session = traffic.client("sts", user).assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/loader", RoleSessionName="s-1")
    root = traffic.client("sts").get_session_token()
    guest = traffic.client("sts").get_federation_token(Name="guest", Policy=EVERYTHING)
    return [user, session["Credentials"], root["Credentials"], guest["Credentials"]]


def good_and_bad_requests(traffic, key):
    s3 = traffic.client("s3", key, config=Config(signature_version="s3v4"))
    for service, call in (("sts", "get_caller_identity"), ("kinesis", "list_streams"), ("dynamodb", "list_tables")):
        try:
            getattr(traffic.client(service, key), call)()
        except ClientError:
            pass  # denied: the role has no policy
        refused(getattr(traffic.client(service, {**key, "SecretAccessKey": "a-wrong-secret-" + key["AccessKeyId"]}), call))
        if "SessionToken" in key:
            refused(getattr(traffic.client(service, {**key, "SessionToken": key["SessionToken"][:-9] + "AAAAAAAAA"}), call))
    for path in (traffic.presigned(s3, "get_object", Bucket="shelf", Key="k"),
                 traffic.presigned(traffic.client("sts", key), "get_caller_identity")):
        traffic.raw(path)
        traffic.raw(path + "&changed=1")
        traffic.raw(path.replace("X-Amz-Expires=3600", "X-Amz-Expires=0"))


def malformed_requests(traffic):
    server = traffic.server
    # A secret in the wrong place.
    for header in (f"AWS4-HMAC-SHA256 {server.secret_key}", f"AWS4-HMAC-SHA256 Credential={server.secret_key}",
                   f"AWS {server.access_key}:{server.secret_key}"):
        for headers in ({"x-amz-target": "Kinesis_20131202.ListStreams"}, {}):
            traffic.raw(headers={**headers, "authorization": header}, body=b"{}", method="POST")
    traffic.raw("/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Security-Token=" + "T0ken" * 9)
    traffic.secrets.add("T0ken" * 9)
    traffic.raw(headers=p256_signature.signed(server, "sts", "*", b"", method="GET"))
    traffic.raw(headers=p256_signature.signed(server, "sts", "*", b"", method="GET", secret="wrong"))
    traffic.raw(headers=kinesis_request(server, "ListStreams", b"{}"), body=b"{", method="POST")
    traffic.raw(headers=signed(server, "s3", method="GET", path="/none"), path="/none")
    anonymous = server.client("sts", config=Config(signature_version=UNSIGNED))
    refused(anonymous.assume_role_with_web_identity, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/loader", RoleSessionName="s-1",
            WebIdentityToken=IDENTITY_TOKEN)
    traffic.secrets.add(IDENTITY_TOKEN)


def shown_by(server, command, *arguments):
    done = subprocess.run([str(PROGRAM), command, "--data", str(server.data), *arguments], capture_output=True,
                          env={"PATH": os.environ["PATH"]}, timeout=120)
    return done.stdout + done.stderr


def test_no_secret_is_written_anywhere(tmp_path):
    server = PenstockServer(tmp_path / "data", "--states", "instant", "--log-level", "debug").start()
    traffic = Traffic(server)
    traffic.client("s3").create_bucket(Bucket="shelf", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    keys = users_and_sessions(traffic)
    for key in keys:
        good_and_bad_requests(traffic, key)
    malformed_requests(traffic)
    answers = b"".join(send(server, method="GET", path=f"/_penstock/{page}")[2] for page in ("metrics", "health"))
    assert server.stop() == 0

    texts = {"doctor": shown_by(server, "doctor", "--listen", "127.0.0.1:0"), "audit": shown_by(server, "audit"),
             "standard output": server.output, "metrics and health": answers}
    texts |= {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = {(name, secret) for name, text in texts.items() for secret in traffic.secrets if secret.encode() in text}
    assert not found
    # The search finds what is there: who asked is told, in the log and in the trail.
    log = texts["data.stderr"]
    assert all(key["AccessKeyId"].encode() in log for key in keys)
    assert b"user/ana" in texts["audit"] and b"ListStreams" in log
    assert len(traffic.secrets) > 60, len(traffic.secrets)
