# SPDX-License-Identifier: PostgreSQL
"""The operations centre with readers and viewers, while a worker counts."""

import http.client
import re
import signal
import subprocess
import threading
import time

ADDRESSES = ("/", "/units", "/operations", "/api/v1/now", "/api/v1/units.csv", "/api/v1/dossiers?limit=20",
             "/api/v1/hours", "/healthz", "/units/!")
READERS, VIEWERS = 3, 4
PATIENCE = 30


class Centre:
    """`trakhuc ioc` on a free port."""

    def __init__(self, stack):
        self.log = stack.folder / "ioc.log"
        with self.log.open("wb") as out:
            self.program = subprocess.Popen([stack.bin / "trakhuc-ioc", "-c", stack.reader_ini, "--port", "0"],
                                            stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        self.port = self.await_port()
        self.until(lambda: self.get("/readyz")[0] == 200)

    def await_port(self):
        found = self.until(lambda: re.search(r"listening on 127\.0\.0\.1 port (\d+)", self.log.read_text()))
        return int(found.group(1))

    def until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.program.poll() is None:
            met = condition()
            if met:
                return met
            time.sleep(0.02)
        raise AssertionError(f"it does not begin: {self.log.read_text()}")

    def get(self, address):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def stop(self):
        self.program.send_signal(signal.SIGTERM)
        return self.program.wait(PATIENCE)


class Crowd:
    """Who reads and who watches, until it is told to stop; what went wrong is kept."""

    def __init__(self, centre):
        self.centre, self.over, self.wrong = centre, threading.Event(), []
        self.read, self.events = 0, []
        self.readers = [self.begin(self.reader) for _ in range(READERS)]
        self.viewers = [self.begin(self.viewer) for _ in range(VIEWERS)]

    def begin(self, work):
        thread = threading.Thread(target=self.kept, args=(work,))
        thread.start()
        return thread

    def kept(self, work):
        try:
            work()
        except Exception as error:  # of a thread: told by stop()
            self.wrong.append(repr(error))

    def reader(self):
        while not self.over.is_set():
            for address in ADDRESSES:
                status, body = self.centre.get(address)
                assert status == (400 if "!" in address else 200) and body, (address, status, body[:200])
                self.read += 1

    def viewer(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.centre.port, timeout=PATIENCE)
        connection.request("GET", "/api/v1/stream")
        answer = connection.getresponse()
        for line in answer:
            if line.startswith(b"event: "):
                self.events.append(line[len("event: "):].strip().decode())
        connection.close()

    def stop(self):
        """Readers end their round; viewers see the end of the stream."""
        self.over.set()
        for thread in self.readers:
            thread.join(PATIENCE)
        code = self.centre.stop()
        for thread in self.viewers:
            thread.join(PATIENCE)
        return code
