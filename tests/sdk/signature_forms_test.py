"""Every form in which a request proves who asks, as SDKs and tools make them: presigned URLs, Version 4A, another region's
signature, and none at all."""

import base64
import datetime
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import rsa  # a part of the AWS CLI's installation
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

import p256_signature
from penstock_server import ACCOUNT, REGION, PenstockServer
from raw_request import send, signed

AWS = Path(sys.executable).parent / "aws"
FORM = {"content-type": "application/x-www-form-urlencoded"}
WHO = b"Action=GetCallerIdentity&Version=2011-06-15"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def code_and_text(answer):
    status, _, body = answer
    text = body.decode()
    return status, re.search(r"<Code>(.*?)</Code>", text).group(1), re.search(r"<Message>(.*?)</Message>", text).group(1)


def path_of(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def changed(url, **parameters):
    """The path of a URL with parameters set anew; those that are None go."""
    parts = urlsplit(url)
    values = dict(parse_qsl(parts.query)) | {f"X-Amz-{name}": value for name, value in parameters.items()}
    return f"{parts.path}?{urlencode({name: value for name, value in values.items() if value is not None})}"


@pytest.fixture
def presigner(server):
    return server.client("s3", config=Config(signature_version="s3v4"))


@pytest.fixture
def shelf(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a key/ü", Body=b"paid")
    return {"Bucket": bucket, "Key": "a key/ü"}


def test_presigned_urls_put_read_and_delete(server, presigner, bucket):
    place = {"Bucket": bucket, "Key": "shelf/a b+c"}
    put = presigner.generate_presigned_url("put_object", Params={**place, "ContentType": "text/plain"}, ExpiresIn=60)
    assert send(server, b"paid", {"content-type": "text/plain"}, method="PUT", path=path_of(put))[0] == 200
    assert code_and_text(send(server, b"paid", {"content-type": "text/html"}, method="PUT", path=path_of(put)))[:2] == (
        403, "SignatureDoesNotMatch")
    get = presigner.generate_presigned_url("get_object", Params={**place, "ResponseContentType": "a/b"}, ExpiresIn=604800)
    status, headers, body = send(server, method="GET", path=path_of(get))
    assert (status, headers["content-type"], body) == (200, "a/b", b"paid")
    assert send(server, method="HEAD", path=path_of(get))[0] == 403  # signed for GET
    listing = presigner.generate_presigned_url("list_objects_v2", Params={"Bucket": bucket, "Prefix": "shelf/"})
    assert b"<Key>shelf/a+b%2Bc</Key>" in send(server, method="GET", path=path_of(listing))[2]
    delete = presigner.generate_presigned_url("delete_object", Params=place)
    assert send(server, method="DELETE", path=path_of(delete))[0] == 204
    assert code_and_text(send(server, method="GET", path=path_of(get)))[:2] == (404, "NoSuchKey")


def test_a_presigned_url_ends_in_time(server, presigner, shelf):
    url = presigner.generate_presigned_url("get_object", Params=shelf, ExpiresIn=1)
    signed_at = datetime.datetime.strptime(dict(parse_qsl(urlsplit(url).query))["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
    time.sleep(max(0.0, signed_at.timestamp() + 1.1 - time.time()))
    answer = send(server, method="GET", path=path_of(url))
    assert code_and_text(answer) == (403, "AccessDenied", "Request has expired")
    assert b"<X-Amz-Expires>1</X-Amz-Expires>" in answer[2] and b"<ServerTime>" in answer[2] and b"<Expires>" in answer[2]


def test_presigned_urls_that_lack_something_or_say_too_much(server, presigner, shelf):
    url = presigner.generate_presigned_url("get_object", Params=shelf, ExpiresIn=60)
    lacks = ("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, "
             "X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
    refused = (400, "AuthorizationQueryParametersError")
    for name in ("Credential", "Signature", "Date", "SignedHeaders", "Expires"):
        assert code_and_text(send(server, method="GET", path=changed(url, **{name: None}))) == (*refused, lacks), name
    texts = {"Expires": {"604801": "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
                                   "less than 604800 seconds",
                         "-1": "X-Amz-Expires must be non-negative", "soon": "X-Amz-Expires should be a number"},
             "Date": {"today": "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""}}
    for name, cases in texts.items():
        for value, text in cases.items():
            answer = send(server, method="GET", path=changed(url, **{name: value}))
            assert (*refused, text) == tuple(map(lambda t: t.replace("&quot;", '"').replace("&apos;", "'")
                                                 if isinstance(t, str) else t, code_and_text(answer))), value
    assert code_and_text(send(server, method="GET", path=changed(url, Expires="61")))[:2] == (403, "SignatureDoesNotMatch")
    both = send(server, b"", signed(server, "s3", method="GET"), method="GET", path=path_of(url))
    assert code_and_text(both)[:2] == (400, "InvalidArgument")


def test_a_presigned_url_carries_a_session_token(server, bucket, s3):
    s3.put_object(Bucket=bucket, Key="k", Body=b"paid")
    credentials = server.client("sts").get_session_token()["Credentials"]
    client = server.client("s3", config=Config(signature_version="s3v4"), aws_access_key_id=credentials["AccessKeyId"],
                           aws_secret_access_key=credentials["SecretAccessKey"], aws_session_token=credentials["SessionToken"])
    url = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    assert "X-Amz-Security-Token=" in url
    assert send(server, method="GET", path=path_of(url))[2] == b"paid"
    assert code_and_text(send(server, method="GET", path=changed(url, **{"Security-Token": "AAAA"}))) == (
        400, "InvalidToken", "The provided token is malformed or otherwise invalid.")


def test_a_presigned_request_tells_a_third_party_who_asks(server):
    for method, other in (("GET", "POST"), ("POST", "GET")):
        url = server.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod=method)
        status, _, body = send(server, method=method, path=path_of(url))
        assert status == 200 and f"<Arn>{ROOT}</Arn>" in body.decode()
        assert code_and_text(send(server, method=other, path=path_of(url)))[:2] == (403, "SignatureDoesNotMatch")
        assert code_and_text(send(server, method=method, path=changed(url, Date=None))) == (
            400, "IncompleteSignature", "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.")


def test_the_token_of_a_kubernetes_cluster_is_a_request_that_works(server):
    """aws-iam-authenticator's token is a presigned GetCallerIdentity with one more header signed; the CLI makes one too."""
    made = subprocess.run([str(AWS), "eks", "get-token", "--cluster-name", "orders"], env=server.environment(), text=True,
                          capture_output=True, timeout=120)
    assert made.returncode == 0, made.stderr
    token = json.loads(made.stdout)["status"]["token"].removeprefix("k8s-aws-v1.")
    url = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    assert "x-k8s-aws-id" in url
    status, _, body = send(server, headers={"x-k8s-aws-id": "orders"}, method="GET", path=path_of(url))
    assert status == 200 and f"<Arn>{ROOT}</Arn>" in body.decode()
    assert send(server, headers={"x-k8s-aws-id": "others"}, method="GET", path=path_of(url))[0] == 403


def test_requests_signed_for_a_set_of_regions(server, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"paid")
    for regions in (REGION, "*", "us-*,eu-north-1"):
        who = send(server, WHO, p256_signature.signed(server, "sts", regions, WHO, headers=FORM))
        assert who[0] == 200 and f"<Arn>{ROOT}</Arn>" in who[2].decode(), who
        got = send(server, b"", p256_signature.signed(server, "s3", regions, method="GET", path=f"/{bucket}/k"), method="GET",
                   path=f"/{bucket}/k")
        assert (got[0], got[2]) == (200, b"paid")
        assert send(server, method="GET", path=p256_signature.presigned(server, "s3", regions, path=f"/{bucket}/k"))[2] == b"paid"
    identity = p256_signature.presigned(server, "sts", "*", parameters=parse_qsl(WHO.decode()))
    assert f"<Arn>{ROOT}</Arn>" in send(server, method="GET", path=identity)[2].decode()
    wrong = send(server, WHO, p256_signature.signed(server, "sts", "*", WHO, headers=FORM, secret="wrong"))
    assert code_and_text(wrong)[:2] == (403, "SignatureDoesNotMatch")
    elsewhere = send(server, b"", p256_signature.signed(server, "s3", "us-east-1", method="GET", path=f"/{bucket}/k"),
                     method="GET", path=f"/{bucket}/k")
    assert code_and_text(elsewhere)[1] == "AuthorizationHeaderMalformed" and b"<Region>eu-north-1</Region>" in elsewhere[2]


def test_chunks_that_are_signed_for_a_set_of_regions(server, s3, bucket):
    chunks = [b"a" * 10000, b"b" * 10000, b"end"]
    headers = p256_signature.signed(server, "s3", "*", method="PUT", path=f"/{bucket}/k",
                                    digest="STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
                                    headers={"x-amz-decoded-content-length": "20003", "content-encoding": "aws-chunked"})
    body = p256_signature.chunked(server, headers, chunks)
    refused = send(server, body.replace(b"end", b"eve"), headers, method="PUT", path=f"/{bucket}/k")
    assert code_and_text(refused)[:2] == (403, "SignatureDoesNotMatch")
    assert send(server, body, headers, method="PUT", path=f"/{bucket}/k")[0] == 200
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"".join(chunks)


def test_a_signature_for_another_region_than_the_buckets(server, shelf, bucket):
    answer = send(server, b"", signed(server, "s3", method="GET", path=f"/{bucket}/k", region="us-east-1"), method="GET",
                  path=f"/{bucket}/k")
    text = "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-north-1'"
    status, code, message = code_and_text(answer)
    assert (status, code, message.replace("&apos;", "'")) == (400, "AuthorizationHeaderMalformed", text)
    assert b"<Region>eu-north-1</Region>" in answer[2] and answer[1]["x-amz-bucket-region"] == "eu-north-1"
    head = send(server, b"", signed(server, "s3", method="HEAD", path=f"/{bucket}", region="us-east-1"), method="HEAD",
                path=f"/{bucket}")
    assert head[0] == 400 and head[1]["x-amz-bucket-region"] == "eu-north-1" and head[2] == b""
    nobody = send(server, method="HEAD", path=f"/{bucket}")
    assert nobody[0] == 403 and nobody[1]["x-amz-bucket-region"] == "eu-north-1"
    # boto3 follows.
    client = server.client("s3", region_name="us-east-1")
    assert client.head_bucket(Bucket=bucket)["BucketRegion"] == "eu-north-1"
    assert client.get_object(**shelf)["Body"].read() == b"paid"
    assert server.client("s3", region_name="us-east-1").head_object(**shelf)["ContentLength"] == 4
    server.client("s3", region_name="eu-west-1").put_object(Bucket=bucket, Key="other", Body=b"x")
    assert server.client("s3", region_name="us-east-1").get_bucket_location(Bucket=bucket)["LocationConstraint"] == "eu-north-1"


class Issuer:
    """An OpenID Connect provider: a key, its published set, and tokens."""

    url = "https://id.example.com/penstock"

    def __init__(self, folder):
        public, self.private = rsa.newkeys(2048)
        self.keys = folder / "keys.json"
        number = lambda n: self.encoded(n.to_bytes((n.bit_length() + 7) // 8, "big"))
        self.keys.write_text(json.dumps({"keys": [{"kty": "RSA", "kid": "key-1", "use": "sig", "n": number(public.n),
                                                   "e": number(public.e)}]}))

    @staticmethod
    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def token(self, subject, seconds=600):
        now = int(time.time())
        claims = {"iss": self.url, "sub": subject, "aud": "sts.amazonaws.com", "iat": now - 1000, "exp": now + seconds}
        text = ".".join(self.encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": "key-1"}, claims))
        return text + "." + self.encoded(rsa.sign(text.encode(), self.private, "SHA-256"))


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    return Issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def trusting_server(issuer, tmp_path_factory):
    """A server whose role `pod` trusts the issuer's token for one subject."""
    server = PenstockServer(tmp_path_factory.mktemp("trusting") / "data", "--states", "instant", "--web-identity-keys",
                            f"{issuer.url}={issuer.keys}").start()
    iam = server.client("iam")
    provider = iam.create_open_id_connect_provider(Url=issuer.url, ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]
    trust = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"id.example.com/penstock:sub": "system:serviceaccount:shop:orders"}}}}
    iam.create_role(RoleName="pod", AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName="pod", PolicyName="lists", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kinesis:ListStreams", "Resource": "*"}}))
    yield server
    assert server.stop() == 0


@pytest.fixture
def pod(trusting_server, issuer, tmp_path):
    """The environment that a cluster gives a pod: no key, the file of a token."""
    (tmp_path / "token").write_text(issuer.token("system:serviceaccount:shop:orders"))
    environment = {name: value for name, value in trusting_server.environment().items()
                   if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    return {**environment, "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
            "AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/pod", "AWS_ROLE_SESSION_NAME": "orders-1"}


PROGRAM_OF_A_POD = """
import boto3
print(boto3.client("sts").get_caller_identity()["Arn"])
print(boto3.client("kinesis").list_streams()["StreamNames"])
try:
    boto3.client("kinesis").create_stream(StreamName="s", ShardCount=1)
except Exception as refused:
    print(refused.response["Error"]["Code"])
"""


def test_a_pod_with_a_token_and_no_key_becomes_its_role(pod):
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/pod/orders-1"
    ran = subprocess.run([sys.executable, "-c", PROGRAM_OF_A_POD], env=pod, text=True, capture_output=True, timeout=120)
    assert ran.stdout.split("\n")[:3] == [arn, "[]", "AccessDeniedException"], ran.stdout + ran.stderr
    asked = subprocess.run([str(AWS), "sts", "get-caller-identity", "--query", "Arn", "--output", "text"], env=pod, text=True,
                           capture_output=True, timeout=120)
    assert asked.stdout.strip() == arn, asked.stderr


def test_whose_token_is_not_trusted_gets_nothing(trusting_server, issuer):
    sts = trusting_server.client("sts", config=Config(signature_version=UNSIGNED))
    role = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/pod", "RoleSessionName": "s-1"}

    def refusal(token):
        with pytest.raises(ClientError) as refused:
            sts.assume_role_with_web_identity(**role, WebIdentityToken=token)
        return refused.value.response["Error"]["Code"]

    assert refusal(issuer.token("system:serviceaccount:shop:others")) == "AccessDenied"
    assert refusal(issuer.token("system:serviceaccount:shop:orders", seconds=-400)) == "ExpiredTokenException"
    good = issuer.token("system:serviceaccount:shop:orders")
    assert refusal(good[:-8] + ("A" * 8 if good[-8:] != "A" * 8 else "B" * 8)) == "InvalidIdentityToken"
    assert sts.assume_role_with_web_identity(**role, WebIdentityToken=good)["Credentials"]["AccessKeyId"].startswith("ASIA")


@pytest.mark.parametrize("service, call, arguments, refused", [
    ("sts", "get_caller_identity", {}, (403, "MissingAuthenticationToken", "Request is missing Authentication Token")),
    ("sts", "assume_role", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/pod", "RoleSessionName": "s-1"},
     (403, "MissingAuthenticationToken", "Request is missing Authentication Token")),
    ("iam", "list_users", {}, (403, "MissingAuthenticationToken", "Request is missing Authentication Token")),
    ("kinesis", "list_streams", {}, (400, "MissingAuthenticationTokenException", "Missing Authentication Token")),
    ("dynamodb", "list_tables", {}, (400, "MissingAuthenticationTokenException", "Missing Authentication Token")),
    ("s3", "list_buckets", {}, (403, "AccessDenied", None)),
])
def test_what_nobody_has_signed_is_refused(server, service, call, arguments, refused):
    client = server.client(service, config=Config(signature_version=UNSIGNED))
    with pytest.raises(ClientError) as error:
        getattr(client, call)(**arguments)
    answer = error.value.response
    status, code, text = refused
    assert (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]) == (status, code)
    assert text is None or answer["Error"]["Message"] == text
