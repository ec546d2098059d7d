# SPDX-License-Identifier: PostgreSQL
"""What viewers and askers of the operations centre get, and what they cost it.

All on one stack with a history in its tables, while live events come in.  Viewers run in a
process of their own; that a broker, a database and they share the machine is in the figures.
"""

import json
import os
import statistics
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

import age
import crowd
import questions
from stack import Stack

BESIDE = 100  # more viewers than are asked for are let in: deaf ones, and those that come again


@contextmanager
def live_events(stack, options):
    """RATE events a second, the same province going on, until the block ends; it must still run then."""
    live = subprocess.Popen([options.binary / "trakhuc", "simulate", "-c", stack.ini, "--live", "--rate", str(options.rate),
                             "--events", str(options.events)], stderr=subprocess.DEVNULL)
    try:
        ends = sum(stack.log_ends().values())
        while sum(stack.log_ends().values()) < ends + 2 * options.rate and live.poll() is None:
            time.sleep(0.1)
        yield
        assert live.poll() is None, "the live events ended"
    finally:
        live.terminate()
        live.wait()


def of_history(stack):
    """How much there is to look at."""
    return stack.rows("""
        select (select count(*) from fact.dossier) as dossiers, (select count(*) from fact.recipient) as recipients,
               (select count(*) from count.fine) as fine_cells, (select sum(applied) from flow.position) as events,
               pg_size_pretty(pg_database_size(current_database())) as size""", role="postgres")[0]


class Measured:
    """One phase: viewers watch, the log tells afterwards what was published meanwhile."""

    def __init__(self, stack, options):
        self.stack, self.options = stack, options
        host, port = stack.address.split("//")[1].rstrip("/").split(":")
        self.address = host, int(port)
        self.pool = ProcessPoolExecutor(1)

    @property
    def server(self):
        return self.stack.pid("ioc")

    def watch(self, viewers, deaf=0):
        since = self.stack.log_ends()
        figures, seen = self.pool.submit(crowd.watch, self.address, self.server, viewers, self.options.seconds, deaf).result()
        records = list(age.published(self.stack, since))
        ages = [one for looks in seen for one in age.ages(after_first(records, looks), looks)]
        return {"event_to_screen": age.percentiles(ages) | {"noting_viewers": len(seen)}} | figures

    def come_back(self):
        rounds = [self.pool.submit(crowd.come_back, self.address, self.server, self.options.viewers).result()
                  for _ in range(5)]
        return {name: statistics.median(figures[name] for figures in rounds) for name in rounds[0]} | {
            "all_have_a_snapshot_ms_max": max(figures["all_have_a_snapshot_ms"] for figures in rounds), "rounds": len(rounds)}


def after_first(records, seen):
    """Without what was published before the watch began, whose age would be that of the watch."""
    began = min(when for when, _, _ in seen)
    return [record for record in records if record[2] > began]


def say(**figures):
    print(json.dumps(figures), flush=True)


def fill(stack, province):
    began = time.monotonic()
    stack.trakhuc("emit", "--raw", province)
    stack.wait_until_counted(seconds=3600)
    stack.admin("vacuum (analyze)")  # as autovacuum would have, within minutes
    say(history=of_history(stack) | {"filled_in_seconds": round(time.monotonic() - began)})


def measure(options, province):
    environment = {"TRAKHUC_IOC_VIEWERS_MAX": str(options.viewers + 4 * options.deaf + BESIDE)}
    with Stack("--no-build", "--build-dir", str(options.build), "--workers", "1", environment=environment) as stack:
        fill(stack, province)
        measured = Measured(stack, options)
        with live_events(stack, options):
            say(one_viewer=measured.watch(1))
            say(viewers=measured.watch(options.viewers))
            say(viewers_and_deaf=measured.watch(options.viewers, options.deaf) | {"deaf": options.deaf})
            say(come_back=measured.come_back())
            slow = [(name, figures) for name, figures in told(questions.api, "api", measured, options.requests)
                    if figures["p99_ms"] > options.limit]
            late = [(name, figures) for name, figures in told(questions.pages, "page", measured, options.requests // 5)
                    if figures["max_ms"] > 1000]
        say(load_average=os.getloadavg()[0], api_over_limit=len(slow), pages_over_a_second=len(late))


def told(asker, kind, measured, requests):
    for name, figures in asker(*measured.address, requests):
        say(**{kind: name}, **figures)
        yield name, figures
