"""Signature Version 4A in plain Python, for tests: keys as AWS derives them, ECDSA on P-256, headers and presigned URLs."""

import datetime
import hashlib
import hmac
import secrets
from urllib.parse import quote

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
ALGORITHM = "AWS4-ECDSA-P256-SHA256"


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    slope = ((3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) if a == b else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(number, point):
    result = None
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def private_number(access_key, secret):
    for counter in range(1, 255):
        context = (b"\0\0\0\1" + ALGORITHM.encode() + b"\0" + access_key.encode() + bytes([counter]) + b"\0\0\1\0")
        candidate = int.from_bytes(hmac.new(b"AWS4A" + secret.encode(), context, hashlib.sha256).digest(), "big")
        if candidate <= N - 2:
            return candidate + 1
    raise AssertionError("no key")


def der(number):
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\2" + bytes([len(data)]) + data


def ecdsa(private, text):
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    k = secrets.randbelow(N - 1) + 1
    r = multiply(k, G)[0] % N
    s = pow(k, -1, N) * (digest + r * private) % N
    body = der(r) + der(s)
    return (b"\x30" + bytes([len(body)]) + body).hex()


def signature(access_key, secret, stamp, service, method, path, query, headers, digest):
    names = ";".join(sorted(headers))
    canonical = "\n".join([method, path, query, *(f"{name}:{headers[name]}" for name in sorted(headers)), "", names, digest])
    to_sign = "\n".join([ALGORITHM, stamp, f"{stamp[:8]}/{service}/aws4_request", hashlib.sha256(canonical.encode()).hexdigest()])
    return names, ecdsa(private_number(access_key, secret), to_sign)


def signed(server, service, region_set, body=b"", *, method="POST", path="/", headers=(), secret=None, digest=None):
    """Headers of a request that is signed for a set of regions; `digest` stands for that of the body."""
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    digest = digest or hashlib.sha256(body).hexdigest()
    fields = {"host": f"127.0.0.1:{server.port}", "x-amz-date": stamp, "x-amz-region-set": region_set,
              "x-amz-content-sha256": digest, **dict(headers)}
    names, text = signature(server.access_key, secret or server.secret_key, stamp, service, method, path, "", fields, digest)
    fields["authorization"] = (f"{ALGORITHM} Credential={server.access_key}/{stamp[:8]}/{service}/aws4_request, "
                               f"SignedHeaders={names}, Signature={text}")
    return fields


def presigned(server, service, region_set, *, method="GET", path="/", parameters=(), seconds=60):
    """The path and query of such a URL."""
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    values = {"X-Amz-Algorithm": ALGORITHM, "X-Amz-Credential": f"{server.access_key}/{stamp[:8]}/{service}/aws4_request",
              "X-Amz-Date": stamp, "X-Amz-Expires": str(seconds), "X-Amz-Region-Set": region_set,
              "X-Amz-SignedHeaders": "host", **dict(parameters)}
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(values[name], safe='-_.~')}" for name in sorted(values))
    digest = "UNSIGNED-PAYLOAD" if service == "s3" else hashlib.sha256(b"").hexdigest()
    _, text = signature(server.access_key, server.secret_key, stamp, service, method, path, query,
                        {"host": f"127.0.0.1:{server.port}"}, digest)
    return f"{path}?{query}&X-Amz-Signature={text}"


def chunked(server, fields, chunks):
    """The body whose chunks continue the signature in these headers."""
    private = private_number(server.access_key, server.secret_key)
    stamp, previous = fields["x-amz-date"], fields["authorization"].rpartition("=")[2]
    body, empty = b"", hashlib.sha256(b"").hexdigest()
    for chunk in (*chunks, b""):
        previous = ecdsa(private, "\n".join([f"{ALGORITHM}-PAYLOAD", stamp, f"{stamp[:8]}/s3/aws4_request", previous, empty,
                                             hashlib.sha256(chunk).hexdigest()]))
        body += f"{len(chunk):x};chunk-signature={previous:*<144}\r\n".encode() + chunk + b"\r\n"
    return body
