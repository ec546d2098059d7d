# SPDX-License-Identifier: PostgreSQL
"""Where a fault happens: one deployment, its workers, what was sent to it, what must hold.

Several scenarios share a ground, one after the other: every record of all of them counts in
every judgement.  A ground on which something went wrong is not used again.
"""

import random
import time

import oracles
import recount
from load import Books, Load, Province
from stack import Stack, until
from worker import Worker


class Ground(Stack):
    PREFIX = "trakhuc-fault-"

    def __init__(self, options, *more):
        super().__init__("--no-build", "--build-dir", options.build, "--workers", "1", *more)
        self.build, self.seed = options.build, options.seed
        self.batch_events = 100  # small, so that many transactions can be hit
        self.books, self.reading = Books(), recount.Reading()
        self.workers, self.past_polled, self.producers = {}, 0, []
        self.gaps = {}  # (topic, partition): records that no consumer is given, of transactions
        self.halted = {}  # (topic, partition): the position where it has to stand still
        self.events = options.province_events
        self.given_up = set()  # (topic, partition, offset) of records that will never be read
        self.timeline = 1  # of the primary

    def __enter__(self):
        super().__enter__()
        try:
            self.wait_until_counted(60)  # the catalogue
            self.stop_for_good("worker-1")
            self.province = Province(self, self.events, self.seed)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        return self

    def __exit__(self, kind, error, trace):
        for worker in self.workers.values():
            worker.over.set()
            worker.process.kill()
        for producer in self.producers:
            producer.kill()  # of a scenario that failed; the others have ended
        super().__exit__(kind, error, trace)

    # -- workers ----------------------------------------------------------------------

    def work(self, count=2, **how):
        """From now on exactly COUNT workers, worker-1 and so on, started in this way."""
        self.rest()
        for n in range(1, count + 1):
            self.hire(f"worker-{n}", **how)

    def hire(self, name, **how):
        self.workers[name] = Worker(self, name, **how)
        return self.workers[name]

    def dismiss(self, name, *signal):
        worker = self.workers.pop(name)
        worker.stop(*signal)
        self.past_polled += worker.polled()
        worker.polled_path.unlink(missing_ok=True)

    def rest(self):
        for name in list(self.workers):
            self.dismiss(name)

    def polled(self):
        """Records that workers have taken from Kafka, read again or not."""
        return self.past_polled + sum(worker.polled() for worker in self.workers.values())

    def read(self):
        """Records that are applied or dead."""
        return int(self.value("select coalesce(sum(read), 0) from ioc.partition"))

    def said(self, words):
        """How often a worker has logged that."""
        return sum(path.read_text(errors="replace").count(words)
                   for path in (self.state / "log").glob("worker-*.log"))

    def owned(self, name):
        """The partitions that worker NAME reads."""
        rows = self.rows("select topic, partition, worker from ioc.partition where seen_at > now() - interval '5 s'")
        return {(row["topic"], row["partition"]) for row in rows if (row["worker"] or "").startswith(name)}

    def all_owned(self, seconds=60):
        """Every worker has partitions, and each partition one."""
        until("every partition has a worker", seconds, lambda: sum(
            len(self.owned(name)) for name in self.workers) == sum(self.topics.values())
            and all(self.owned(name) for name in list(self.workers)[:sum(self.topics.values())]))

    def log_ends(self):
        """Asked again while a broker is away."""
        return until("the ends of the log are known", 60, self.known_ends)

    def known_ends(self):
        try:
            ends = super().log_ends()
        except AssertionError:
            return None
        return ends if len(ends) == sum(self.topics.values()) and min(ends.values()) >= 0 else None

    def positions(self, database=None):
        """Asked again while the database is away."""
        return until("the positions are known", 60, lambda: self.known_positions(database))

    def known_positions(self, database):
        try:
            return super().positions(database) or None
        except AssertionError:
            return None

    # -- load -------------------------------------------------------------------------

    def load(self, count, rate=None, **how):
        return Load(self, self.province.take(count), rate, **how)

    def send(self, lines):
        """At once, and acknowledged."""
        Load(self, list(lines)).done()

    def drained(self, seconds=120):
        """Everything is counted; the answer is how long that took."""
        since = time.monotonic()
        self.wait_until_counted(seconds)
        return time.monotonic() - since

    def behind(self, ends):
        """By how many records each partition's position lies before ENDS, where it does."""
        at = self.positions()
        return {key: end - at.get(key, 0) for key, end in ends.items()
                if end > at.get(key, 0) and key not in self.halted}

    def wait_until_counted(self, seconds=30):
        ends = self.log_ends()
        deadline = time.monotonic() + seconds
        while behind := self.behind(ends):
            assert time.monotonic() < deadline, f"not counted after {seconds} s, behind by {behind}"
            time.sleep(0.05)

    # -- judgement --------------------------------------------------------------------

    def judge(self):
        return oracles.judge(self)

    def replay(self):
        self.rest()
        assert not self.halted, "a log with holes cannot be folded again"
        return oracles.replay(self)

    def rng(self, name):
        return random.Random(f"{self.seed} {name}")
