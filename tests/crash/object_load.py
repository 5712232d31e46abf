"""Writers of objects. Each owns its keys, so that it knows what every one of them must hold."""

import hashlib

from client import Refused, request_bytes
from writer import Writer

BUCKET = "crash-bucket"
KEYS = 40
SIZES = [0, 200, 5_000, 70_000, 1_500_000]


def content(name, version, size):
    filler = hashlib.sha256(f"{name}{version}".encode()).digest() * (size // 32 + 1)
    body = f"{name}:{version}:".encode() + filler[:size]
    return body + b":" + hashlib.sha256(body).hexdigest().encode()


class ObjectWriter(Writer):
    def __init__(self, name, seed):
        super().__init__(name, seed)
        self.version = 0
        self.sure = {}  # key -> (version, size), or None when it is deleted
        self.unsure = {}  # key -> the like, of an operation without an answer

    def step(self, client):
        key = f"{self.name}/{self.random.randrange(KEYS)}"
        deletes = self.random.random() < 0.2
        self.version += 1
        after = None if deletes else (self.version, self.random.choice(SIZES))
        self.unsure[key] = after
        body = b"" if deletes else content(key, *after)
        headers = {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
        client.send(request_bytes("DELETE" if deletes else "PUT", f"/{BUCKET}/{key}", "s3", headers, body))
        status, answer = client.receive()
        assert status == (204 if deletes else 200), (status, answer[:300])
        self.acknowledged += 1
        self.sure[key] = after
        del self.unsure[key]

    def check(self, client):
        for key in set(self.sure) | set(self.unsure):
            allowed = [self.sure.get(key)] + ([self.unsure[key]] if key in self.unsure else [])
            found = self.fetch(client, key)
            match = [state for state in allowed if found == (None if state is None else content(key, *state))]
            shown = "nothing" if found is None else f"{found[:60]!r} ({len(found)} bytes)"
            assert match, f"object {key}: {shown} is none of {allowed}"
            self.sure[key] = match[0]
        self.unsure.clear()

    def fetch(self, client, key):
        try:
            return client.s3("GET", f"/{BUCKET}/{key}")
        except Refused as refused:
            if refused.status == 404:
                return None
            raise
