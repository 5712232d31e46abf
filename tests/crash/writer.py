"""What every writer has: a thread of its own that works until the server dies or it is told to stop."""

import random
import threading

from client import Client


class Writer:
    def __init__(self, name, seed):
        self.name = name
        self.random = random.Random(seed)
        self.acknowledged = 0
        self.thread = None
        self.stopping = threading.Event()
        self.failure = None

    def start(self, port):
        self.stopping.clear()
        self.thread = threading.Thread(target=self._run, args=(port,), daemon=True)
        self.thread.start()

    def stop(self):
        if not self.thread:
            return
        self.stopping.set()
        self.thread.join()
        self.thread = None
        if self.failure:
            raise AssertionError(f"writer {self.name}: {self.failure}")

    def _run(self, port):
        client = None
        try:
            client = Client(port)
            while not self.stopping.is_set():
                self.step(client)
        except OSError:
            pass  # the server died: what was under way is unsure
        except Exception as failure:  # anything else is a finding: the check reports it
            self.failure = repr(failure)
        finally:
            if client:
                client.close()

    def step(self, client):
        raise NotImplementedError
