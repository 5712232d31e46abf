"""A real server for a test: a process on a free loopback port with a data directory of its own."""

import os
import re
import select
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("PENSTOCK_PROGRAM", ROOT / "build" / "release" / "penstock"))
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 30
REGION = "eu-north-1"
ACCOUNT = "000000000000"


class PenstockServer:
    access_key = "AKIAPENSTOCKTESTS"
    secret_key = "correct-horse-battery-staple"

    def __init__(self, data, *flags):
        self.data = Path(data)
        self.flags = flags
        self.port = 0
        self.process = None
        self.output = b""  # everything on standard output: complete once the server has stopped

    def start(self):
        """Starts on the port of the last time, on a free one the first time; returns once it listens."""
        command = [str(PROGRAM), "serve", "--listen", f"127.0.0.1:{self.port}", "--data", str(self.data), *self.flags]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.data.parent), "LANG": "C.UTF-8",
                       "PENSTOCK_ROOT_KEY": f"{self.access_key}:{self.secret_key}"}
        self.errors = open(f"{self.data}.stderr", "ab")
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.errors)
        self.port = self._listening_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        return self

    def _listening_port(self):
        output, deadline = b"", time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                chunk = os.read(self.process.stdout.fileno(), 65536)
                output += chunk
                self.output += chunk
                found = re.search(rb"listening on http://[^\s:]+:(\d+)", output)
                if found:
                    return int(found.group(1))
                if not chunk:
                    break
        raise AssertionError(f"the server did not start: {output.decode()}\n{self.log()}")

    def log(self):
        return Path(f"{self.data}.stderr").read_text(errors="replace")[-4000:]

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """A polite stop; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.output += self.process.communicate(timeout=STOP_SECONDS_MAX)[0]
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self.errors.close()
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.communicate()
        self.errors.close()

    def client(self, service, **settings):
        """A boto3 client as a user makes one, without retries so that an error shows at once."""
        config = Config(retries={"max_attempts": 0}).merge(settings.pop("config", Config()))
        settings = {"region_name": REGION, "aws_access_key_id": self.access_key, "aws_secret_access_key": self.secret_key,
                    "endpoint_url": self.endpoint, **settings}
        return boto3.session.Session().client(service, config=config, **settings)

    def ask(self, method, path, body=b"", key=None):
        """Status and body of a request to the server itself, signed with that (id, secret), by default the root's."""
        request = AWSRequest(method, self.endpoint + path, data=body)
        SigV4Auth(Credentials(*(key or (self.access_key, self.secret_key))), "penstock", REGION).add_auth(request)
        sent = urllib.request.Request(request.url, body, dict(request.headers), method=method)
        try:
            with urllib.request.urlopen(sent, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def environment(self):
        """What a shell exports to point any SDK or the AWS CLI at the server."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.data.parent), "LANG": "C.UTF-8",
                "AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": self.access_key,
                "AWS_SECRET_ACCESS_KEY": self.secret_key, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
                "AWS_EC2_METADATA_DISABLED": "true"}
