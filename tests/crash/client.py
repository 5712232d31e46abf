"""A small HTTP client on one socket: fast enough to keep many requests in flight, strict about answers."""

import json
import socket

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
)


class Refused(Exception):
    """The server answered, but not with success."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:300]!r}")
        self.status = status


def request_bytes(method, path, service, headers, body):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "X-Amz-Date: 20260101T000000Z"]
    lines.append("Authorization: " + AUTHORIZATION.format(service=service))
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def kinesis_request(operation, body):
    headers = {"X-Amz-Target": f"Kinesis_20131202.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    return request_bytes("POST", "/", "kinesis", headers, body)


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def close(self):
        self.socket.close()

    def send(self, request):
        self.socket.sendall(request)

    def receive(self, has_body=True):
        """(status, body). OSError when the connection ends first."""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        status = int(lines[0].split(b" ")[1])
        parted = (line.partition(b":") for line in lines[1:])
        fields = {name.strip().lower(): value.strip() for name, _, value in parted}
        if not has_body or status in (204, 304):
            return status, b""
        if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
            return status, self._chunked()
        return status, self._take(int(fields.get(b"content-length", b"0")))

    def call(self, request):
        self.send(request)
        status, body = self.receive()
        if status >= 300:
            raise Refused(status, body)
        return body

    def kinesis(self, operation, arguments):
        body = self.call(kinesis_request(operation, json.dumps(arguments).encode()))
        return json.loads(body) if body else {}

    def s3(self, method, path, body=b""):
        return self.call(request_bytes(method, path, "s3", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}, body))

    def _more(self):
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the connection ended")
        self.buffer += piece

    def _take(self, count):
        pieces = [self.buffer]
        size = len(self.buffer)
        while size < count:
            piece = self.socket.recv(1 << 18)
            if not piece:
                raise ConnectionError("the connection ended")
            pieces.append(piece)
            size += len(piece)
        whole = b"".join(pieces)
        self.buffer = whole[count:]
        return whole[:count]

    def _chunked(self):
        body = b""
        while True:
            while b"\r\n" not in self.buffer:
                self._more()
            size, _, self.buffer = self.buffer.partition(b"\r\n")
            count = int(size.split(b";")[0], 16)
            body += self._take(count)
            self._take(2)
            if count == 0:
                return body
