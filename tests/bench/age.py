# SPDX-License-Identifier: PostgreSQL
"""How old a record is when it is committed, and when the live stream of ioc shows it.

Two observers write down when they saw which positions: one asks the database every few
milliseconds, one follows the stream as a browser does.  Afterwards the log itself tells when
the broker took each record (the topics keep LogAppendTime); its age is the time until an
observer first saw a position behind it.  Not in it: a producer's linger and its round trip to
the broker.  In it: the pause between two looks, so an age is an upper bound.
"""

import http.client
import json
import statistics
import subprocess
import threading
import time

LOOK_SECONDS = 0.003
TOPIC_NAMES = ["dossier.v1", "document.v1", "indicator.v1", "reference.v1", "source.v1"]


class Observer(threading.Thread):
    """Notes (seconds since the epoch, partition, next offset) until it is told to end."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.over, self.ready = [], threading.Event(), threading.Event()

    def note(self, positions):
        now = time.time()
        self.seen.extend((now, partition, after) for partition, after in positions)
        self.ready.set()


class Committed(Observer):
    """Asks flow.position over one session that stays open."""

    def __init__(self, stack):
        super().__init__()
        self.psql = subprocess.Popen(
            ["psql", "-X", "-q", "-At", "-U", "postgres", "-d", "trakhuc", "-h", stack.state / "socket",
             "-p", stack.setting["port_postgres"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def look(self):
        self.psql.stdin.write("select topic, partition, next from flow.position; select 'end';\n")
        self.psql.stdin.flush()
        for line in iter(self.psql.stdout.readline, "end\n"):
            topic, partition, after = line.strip().split("|")
            yield f"{TOPIC_NAMES[int(topic)]}-{partition}", int(after)

    def run(self):
        while not self.over.is_set():
            self.note(self.look())
            time.sleep(LOOK_SECONDS)
        self.psql.stdin.close()
        self.psql.wait()


class Shown(Observer):
    """Follows /api/v1/stream."""

    def __init__(self, stack):
        super().__init__()
        self.host = stack.address.split("//")[1].rstrip("/")

    def run(self):
        link = http.client.HTTPConnection(self.host, timeout=30)
        link.request("GET", "/api/v1/stream", headers={"Accept": "text/event-stream"})
        data = []
        for line in link.getresponse():
            if line.startswith(b"data: "):
                data.append(line[6:])
            elif line == b"\n" and data:
                self.note(json.loads(b"".join(data)).get("position", {}).items())
                data = []
            if self.over.is_set():
                return


def published(stack, since):
    """(partition, offset, the broker's time in seconds) of every record after the offsets SINCE."""
    for (topic, partition), offset in since.items():
        text = subprocess.run(["kcat", "-b", stack.brokers, "-C", "-t", topic, "-p", str(partition),
                               "-o", str(offset), "-e", "-q", "-f", "%o %T\n"],
                              capture_output=True, check=True).stdout
        for line in text.splitlines():
            at, appended_ms = line.split()
            yield f"{topic}-{partition}", int(at), int(appended_ms) / 1000


def ages(records, seen):
    """Seconds until a position behind each record was seen, by walking both in order."""
    looks = {}
    for when, partition, after in seen:
        looks.setdefault(partition, []).append((after, when))
    found, at = [], dict.fromkeys(looks, 0)
    for partition, offset, appended in records:
        row = looks.get(partition, [])
        while at.get(partition, 0) < len(row) and row[at[partition]][0] <= offset:
            at[partition] += 1
        if row and at[partition] < len(row):
            found.append(row[at[partition]][1] - appended)
    return found


def percentiles(values):
    values = sorted(values)
    return {"records": len(values), "p50_ms": round(statistics.median(values) * 1000, 1),
            "p99_ms": round(values[int(len(values) * 0.99)] * 1000, 1), "max_ms": round(values[-1] * 1000, 1)}


def measure(stack, program, rate, seconds):
    """Publishes RATE events a second for SECONDS; the first two seconds are not counted."""
    observers = {"publish_to_committed": Committed(stack), "publish_to_stream": Shown(stack)}
    for observer in observers.values():
        observer.start()
        observer.ready.wait(10)
    live = subprocess.Popen([program, "simulate", "-c", stack.ini, "--live", "--rate", str(rate),
                             "--seconds", str(seconds)], stderr=subprocess.DEVNULL)
    time.sleep(2)
    since = stack.log_ends()
    live.wait()
    stack.wait_until_counted()
    time.sleep(1)  # for the stream to show the last
    for observer in observers.values():
        observer.over.set()
    records = list(published(stack, since))
    return {name: percentiles(ages(records, observer.seen)) for name, observer in observers.items()}
