"""Requests that no SDK would send: signed by hand, then bent, then written to a socket."""

import datetime
import hashlib
import hmac
import http.client
import socket
from urllib.parse import quote

from penstock_server import REGION

ANSWER_SECONDS_MAX = 20


def signed(server, service, body=b"", *, method="POST", path="/", query="", headers=(), host=None, secret=None, access_key=None,
           time=None, region=REGION):
    """Headers of a SigV4 request; `headers` are signed as well."""
    time = time or datetime.datetime.now(datetime.timezone.utc)
    stamp = time.strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    fields = {"host": host or f"127.0.0.1:{server.port}", "x-amz-date": stamp, **{k.lower(): v for k, v in dict(headers).items()}}
    if service == "s3":
        fields["x-amz-content-sha256"] = digest
    names = ";".join(sorted(fields))
    canonical = "\n".join([method, quote(path, safe="/-_.~"), query, *(f"{k}:{fields[k]}" for k in sorted(fields)), "", names, digest])
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + (secret or server.secret_key)).encode()
    for part in (stamp[:8], region, service, "aws4_request", to_sign):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    fields["authorization"] = (f"AWS4-HMAC-SHA256 Credential={access_key or server.access_key}/{scope}, "
                               f"SignedHeaders={names}, Signature={key.hex()}")
    return fields


def send(server, body=b"", headers=(), *, method="POST", path="/"):
    """(status, headers in lower case, body) of one request over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request(method, path, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def send_bytes(server, data, *, then_close_writing=True):
    """Everything the server answers to these bytes until it closes or falls silent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_SECONDS_MAX) as connection:
        answer = b""
        try:
            connection.sendall(data)
            if then_close_writing:
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                answer += chunk
        except (ConnectionError, TimeoutError):
            pass
        return answer


def kinesis_request(server, operation, body, **changes):
    """Signed headers for one Kinesis operation."""
    return signed(server, "kinesis", body, headers={"content-type": "application/x-amz-json-1.1",
                                                    "x-amz-target": f"Kinesis_20131202.{operation}"}, **changes)
