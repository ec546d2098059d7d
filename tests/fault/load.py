# SPDX-License-Identifier: PostgreSQL
"""What is sent, and what became of it: acknowledged, or may be in the log and may be not."""

import math
import subprocess
import threading
import time

from stack import run

RATE_STEP = 0.02  # seconds between two handfuls of a paced load


class Province:
    """The events of one simulated province, disturbed and partly broken, to be sent bit by bit."""

    def __init__(self, ground, events, seed):
        path = ground.folder / "province.ndjson"
        run(ground.bin / "trakhuc", "simulate", "--seed", seed, "--from", "2025-09-01", "--days", "365",
            "--dossiers", max(events // 7, 100), "--documents", max(events // 28, 20), "--indicators", "3",
            "--disorder", "20", "--duplicates", "5", "--late", "5", "--corrections", "3",
            "--contradictions", "1", "--poison", "0.5", "--output", path)
        self.lines = [line for line in path.read_bytes().split(b"\n") if line
                      and b'"vn.gov.quangngai.source.' not in line and b'"vn.gov.quangngai.reference.' not in line]
        self.at = 0

    def take(self, count):
        """The next COUNT events; from the beginning again, as a source that repeats itself,
        when there are no more."""
        taken = []
        while len(taken) < count:
            part = self.lines[self.at:self.at + count - len(taken)]
            taken += part
            self.at = (self.at + len(part)) % len(self.lines)
        return taken


class Books:
    """Payloads that producers were told to send."""

    def __init__(self):
        self.acknowledged, self.unknown = set(), set()

    def enter(self, lines, acknowledged):
        (self.acknowledged if acknowledged else self.unknown).update(lines)


class Load(threading.Thread):
    """Emits lines in the background, RATE of them a second, or all at once."""

    def __init__(self, ground, lines, rate=None, brokers=None, options=(), via=(), environment=None):
        super().__init__(daemon=True)
        self.ground, self.lines, self.rate = ground, lines, rate
        self.words = [*via, ground.bin / "trakhuc-emit", "-c", ground.ini, "-o", "source.heartbeat_seconds=0",
                      "-o", f"kafka.brokers={brokers or ground.brokers}", "--raw", "--timeout", "0", *options, "-"]
        self.environment = environment
        self.code, self.said = None, ""
        self.sent, self.stall_seconds = 0, 0.0
        self.process = subprocess.Popen([str(word) for word in self.words], stdin=subprocess.PIPE,
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)
        ground.producers.append(self.process)
        self.start()

    def run(self):
        errors = threading.Thread(target=self.listen, daemon=True)
        errors.start()
        try:
            self.feed()
        except BrokenPipeError:
            pass
        self.code = self.process.wait()
        errors.join()
        self.ground.books.enter(self.lines, self.code == 0)

    def listen(self):
        self.said = self.process.stderr.read().decode(errors="replace")

    def feed(self):
        step = len(self.lines) if not self.rate else max(1, int(self.rate * RATE_STEP))
        begun = time.monotonic()
        with self.process.stdin as pipe:
            for at in range(0, len(self.lines), step):
                part = self.lines[at:at + step]
                pipe.write(b"\n".join(part) + b"\n")
                pipe.flush()
                self.sent = at + len(part)
                if self.rate:
                    time.sleep(max(0, begun + self.sent / self.rate - time.monotonic()))

    def done(self):
        """All was acknowledged; waits for that, and for what is still to be sent."""
        self.join(300 + (len(self.lines) - self.sent) / (self.rate or math.inf))
        assert self.code == 0, f"emit ended with {self.code}: {self.said[-500:]}"
