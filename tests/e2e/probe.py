# SPDX-License-Identifier: PostgreSQL
"""Readers that ask without end while something happens to the numbers, and what they may see."""

import contextlib
import json
import subprocess
import threading
import time

from stack import note, test

GAUGES = ["pending", "waiting_supplement", "waiting_payment", "stopped", "overdue",
          "awaiting_reception", "in_due_766"]
A_SECOND = 100  # questions of all sessions together

# One statement: what it says of itself must fit together.
QUESTION = b"""
select json_build_object(
  'generation', count.generation_current(), 'now', to_json(n), 'at', extract(epoch from clock_timestamp()),
  'delay_ms', extract(epoch from clock_timestamp() - n.as_of) * 1000,
  'applied', (select sum(p.applied) from ioc.partition as p), 'form', to_json(f))
  from ioc.now as n
 cross join (
   select count(*) as units, sum(column_11) as pending, sum(column_13) as overdue,
          count(*) filter (where not coalesce(
                column_3 = column_4 + column_5 + column_6
            and column_7 = column_8 + column_9 + column_10
            and column_11 = column_12 + column_13
            and column_3 = column_7 + column_11
            and least(column_4, column_5, column_6, column_8, column_9, column_10,
                      column_12, column_13) >= 0, false)) as broken
     from ioc.form_06a(date_trunc('month', ioc.today())::date, ioc.today(), 'unit')) as f
;
"""


class Session:
    """It logs in as the writer, who sees what readers see, and which generation that is.  A question
    every SECONDS, with at most one more waiting behind one that takes longer."""

    def __init__(self, stack, seconds):
        self.samples = []
        self.asked = 0
        self.ended = threading.Event()
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-U", "trakhuc_writer", "-d",
             "trakhuc", "-h", stack.state / "socket", "-p", stack.setting["port_postgres"]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.threads = [threading.Thread(target=self.read), threading.Thread(target=self.ask, args=(seconds,))]
        for thread in self.threads:
            thread.start()

    def ask(self, seconds):
        due = time.monotonic()
        while not self.ended.wait(max(due - time.monotonic(), 0)):
            due = max(due + seconds, time.monotonic())
            if self.asked >= len(self.samples) + 2:
                continue
            try:
                self.process.stdin.write(QUESTION)
                self.process.stdin.flush()
            except BrokenPipeError:
                return  # close() tells why
            self.asked += 1

    def read(self):
        for line in self.process.stdout:
            if line.startswith(b"{"):
                self.samples.append(json.loads(line))

    def close(self):
        self.ended.set()
        self.threads[1].join()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.threads[0].join(60)
        stuck = self.threads[0].is_alive()
        self.process.terminate()
        self.threads[0].join()
        error = self.process.stderr.read().decode()
        self.process.wait()
        assert not stuck, "a question of the probe was not answered within 60 s"
        assert not error, error


class Probe:
    """SESSIONS readers at once; each session's samples are in order."""

    def __init__(self, stack, sessions=1):
        self.sessions = [Session(stack, sessions / A_SECOND) for _ in range(sessions)]

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self.close()

    def close(self):
        for session in self.sessions:
            session.close()

    def count(self):
        return sum(len(session.samples) for session in self.sessions)

    def samples(self, since=0.0, upto=float("inf")):
        """Of all sessions, between two times of the clock."""
        return [sample for session in self.sessions for sample in session.samples
                if since <= sample["at"] < upto]

    def delays(self, since=0.0, upto=float("inf")):
        """Milliseconds; how old the numbers were."""
        return [sample["delay_ms"] for sample in self.samples(since, upto)
                if sample["delay_ms"] is not None]

    def tell_age(self, when, since=0.0, upto=float("inf")):
        delays, seconds = self.delays(since, upto), self.seconds(since, upto)
        note(f"age of the numbers {when}: p50 {percentile(delays, .5):.0f} ms, p99 "
             f"{percentile(delays, .99):.0f} ms, at most {max(delays, default=float('nan')):.0f} ms; "
             f"{len(delays)} probes, {len(delays) / seconds:.0f} a second")

    def seconds(self, since, upto):
        times = [sample["at"] for sample in self.samples(since, upto)]
        return max(times, default=0) - min(times, default=0) or 1


def percentile(values, share):
    values = sorted(values)
    return values[min(int(len(values) * share), len(values) - 1)] if values else float("nan")


def invariants_held(probe):
    with test("form II.06a held its four invariants in every probe, and agreed with ioc.now"):
        assert probe.count() > 0
        for sample in probe.samples():
            form, now = sample["form"], sample["now"]
            assert form["broken"] == 0 and form["units"] >= 96, form
            assert (form["pending"], form["overdue"]) == (now["pending"], now["overdue"]), sample


def nothing_jumped(probe):
    with test("no gauge moved by more than the events that were applied between two probes"):
        for session in probe.sessions:
            for before, after in zip(session.samples, session.samples[1:]):
                if before["now"]["day"] == after["now"]["day"]:
                    moved_with_events(before, after)


def moved_with_events(before, after):
    most = after["applied"] - before["applied"]
    for gauge in GAUGES:
        moved = abs(after["now"][gauge] - before["now"][gauge])
        assert moved <= most, (gauge, moved, most, before, after)
