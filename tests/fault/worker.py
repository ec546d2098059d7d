# SPDX-License-Identifier: PostgreSQL
"""A worker of the product that is started again whenever it ends, as deploy/lib/keep does it."""

import os
import signal
import struct
import subprocess
import threading
import time
from pathlib import Path

RESTART_SECONDS = 0.1


class Worker:
    """VIA: words before the program, as of strace.  OPTIONS: words after it."""

    def __init__(self, ground, name, options=(), environment=None, via=(), keep=True):
        self.ground, self.name = ground, name
        self.options, self.via, self.keep = list(options), list(via), keep
        self.log = ground.state / "log" / f"{name}.log"
        self.polled_path = ground.state / "log" / f"{name}.polled"
        self.environment = {
            **os.environ, "TRAKHUC_AGGREGATE_BATCH_EVENTS_MAX": str(ground.batch_events),
            "LD_PRELOAD": str(ground.build / "tests/fault/count-polled.so"),
            "TRAKHUC_TEST_POLLED": str(self.polled_path), **(environment or {})}
        self.process, self.codes = None, []
        self.since = self.life = self.log.stat().st_size if self.log.exists() else 0  # in its log
        self.over = threading.Event()
        self.start()
        if keep:
            self.keeper = threading.Thread(target=self.watch, daemon=True)
            self.keeper.start()

    def start(self):
        words = [*self.via, self.ground.bin / "trakhuc-aggregate", "-c", self.ground.ini,
                 "-o", f"aggregate.instance={self.name}", *self.options]
        self.life = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([str(word) for word in words], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, env=self.environment)

    def watch(self):
        while not self.over.is_set():
            code = self.process.wait()
            self.life = self.log.stat().st_size  # what it said counts no more
            self.codes.append(code)
            if not self.over.wait(RESTART_SECONDS):
                self.start()

    @property
    def pid(self):
        return self.process.pid

    def strike(self, number):
        """To the process of now; false when it is between two lives."""
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return self.process.poll() is None

    def kill(self):
        """Dead, and proven so by another process number when it is back."""
        before = self.pid
        if not self.strike(signal.SIGKILL):
            return False
        deadline = time.monotonic() + 10
        while self.keep and self.pid == before and time.monotonic() < deadline:
            time.sleep(0.005)
        return not self.keep or self.pid != before

    def stop(self, number=signal.SIGTERM):
        self.over.set()
        self.strike(signal.SIGCONT)
        self.strike(number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.name} did not end within 30 s of signal {number}") from None
        if self.keep:
            self.keeper.join()
        if self.process.poll() is None:  # begun while we waited
            self.process.kill()
            self.process.wait()

    def said(self, words, life=False):
        """How often, in all of its lives, or in the one of now."""
        return self.log.read_bytes()[self.life if life else self.since:].decode(errors="replace").count(words)

    def polled(self):
        """Records that all lives of this worker have taken from Kafka."""
        return struct.unpack("=Q", self.polled_path.read_bytes())[0] if self.polled_path.exists() else 0

    def threads(self):
        """Thread numbers by what the thread is for; librdkafka names its own."""
        folder = Path(f"/proc/{self.pid}/task")
        found = {"main": self.pid}
        others = []
        for task in sorted(folder.iterdir(), key=lambda path: int(path.name)):
            try:
                name = (task / "comm").read_text().strip()
            except FileNotFoundError:
                continue  # it has ended
            if name.startswith("rdk:"):
                found.setdefault(name, int(task.name))
            elif int(task.name) != self.pid:
                others.append(int(task.name))
        found |= dict(zip(("watch", "sink"), others))
        return found

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
