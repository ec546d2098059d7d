# SPDX-License-Identifier: PostgreSQL
"""What is sent, and what became of it: acknowledged, or may be in the log and may be not."""

import math
import subprocess
import threading
import time
from collections import Counter

from stack import run

RATE_STEP = 0.02  # seconds between two handfuls of a paced load


class Province:
    """The events of one simulated province, disturbed and partly broken, to be sent bit by bit.

    No event is given twice: a repetition changes nothing in the facts, so nobody would see
    that it was lost.  Behind the last event of a year come those of the year before.
    """

    def __init__(self, ground, events, seed):
        self.ground, self.events, self.seed = ground, events, seed
        self.year = 2025
        self.lines, self.at = self.simulated(), 0

    def simulated(self):
        path = self.ground.folder / "province.ndjson"
        run(self.ground.bin / "trakhuc", "simulate", "--seed", self.seed + 2025 - self.year,
            "--from", f"{self.year}-09-01", "--days", "365",
            "--dossiers", max(self.events // 7, 100), "--documents", max(self.events // 28, 20), "--indicators", "3",
            "--disorder", "20", "--duplicates", "5", "--late", "5", "--corrections", "3",
            "--contradictions", "1", "--poison", "0.5", "--output", path)
        return [line for line in path.read_bytes().split(b"\n") if line
                and b'"vn.gov.quangngai.source.' not in line and b'"vn.gov.quangngai.reference.' not in line]

    def take(self, count):
        """The next COUNT events."""
        taken = []
        while len(taken) < count:
            if self.at == len(self.lines):
                self.year -= 1
                self.lines, self.at = self.simulated(), 0
            part = self.lines[self.at:self.at + count - len(taken)]
            taken += part
            self.at += len(part)
        return taken


class Books:
    """Payloads that producers were told to send, and how often."""

    def __init__(self):
        self.acknowledged, self.unknown = Counter(), Counter()

    def enter(self, lines, acknowledged):
        (self.acknowledged if acknowledged else self.unknown).update(lines)

    def give_up(self, lines):
        """These were acknowledged, and somebody took them out of the log."""
        self.acknowledged.subtract(lines)
        self.unknown.update(lines)


class Load(threading.Thread):
    """Emits lines in the background, RATE of them a second, or all at once."""

    def __init__(self, ground, lines, rate=None, brokers=None, options=(), via=()):
        super().__init__(daemon=True)
        self.ground, self.lines, self.rate = ground, lines, rate
        self.words = [*via, ground.bin / "trakhuc-emit", "-c", ground.ini, "-o", "source.heartbeat_seconds=0",
                      "-o", f"kafka.brokers={brokers or ground.brokers}", "--raw", "--timeout", "0", *options, "-"]
        self.code, self.said = None, ""
        self.sent = 0
        self.process = subprocess.Popen([str(word) for word in self.words], stdin=subprocess.PIPE,
                                        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
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
