"""The server under test: starts it, waits for its address, kills it without warning."""

import os
import re
import select
import signal
import subprocess
import time

START_SECONDS_MAX = 30


class Server:
    def __init__(self, binary, data, segment_bytes):
        self.command = [
            binary, "serve", "--listen", "127.0.0.1:0", "--data", data, "--auth", "off", "--states", "instant",
            "--segment-bytes", str(segment_bytes), "--log-level", "warn",
        ]
        self.process = None
        self.port = None

    def spawn(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def start(self):
        self.spawn()
        deadline = time.monotonic() + START_SECONDS_MAX
        text = b""
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            if not ready:
                break
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece:
                break
            text += piece
            found = re.search(rb"listening on https?://[^:\s]+:(\d+)", text)
            if found:
                self.port = int(found.group(1))
                return
        self.kill()
        raise AssertionError(f"the server did not start: {text.decode(errors='replace')}")

    def start_and_kill(self, seconds):
        self.spawn()
        time.sleep(seconds)
        self.kill()

    def kill(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process.stdout.close()
            self.process = None
