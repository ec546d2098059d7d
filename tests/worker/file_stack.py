# SPDX-License-Identifier: PostgreSQL
"""A database of its own and workers whose Kafka is a folder of files.

The interface is that of tests/e2e/stack.py, so a scenario runs on either; only that here
nothing but PostgreSQL has to be started, in about three seconds.

    with FileStack(build) as stack:
        stack.start_worker()
        stack.produce("dossier.v1", [(key, value), ...])
        stack.wait_until_counted()
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from stack import TOP, TOPICS, Stack, run  # noqa: E402

EMPTY = """
do $$
declare item record;
begin
  for item in select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where c.relkind in ('r', 'p') and not c.relispartition
                 and (n.nspname in ('fact', 'count', 'flow') or n.nspname = 'ref' and c.relname <> 'code')
                 and c.relname not in ('generation', 'action', 'audit_result', 'timeline') loop
    execute format('truncate %I.%I', item.nspname, item.relname);
  end loop;
end
$$;
"""


class FileStack(Stack):
    def __init__(self, build, shared=None):
        """SHARED: a folder whose database is made if it is new, and left running."""
        super().__init__()
        self.shared = shared is not None
        if self.shared:
            self.folder.rmdir()
            self.folder = Path(shared)
            self.folder.mkdir(exist_ok=True)
            self.state = self.folder / "state"
        self.build = Path(build).resolve()
        self.log = self.folder / "log"
        self.workers = []

    def up(self, *more):
        kept = self.folder / "port"
        if self.shared and kept.exists():
            self.settle(kept.read_text())
            return
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.settle(port)
        self.state.mkdir(parents=True)
        self.state.chmod(0o711)
        self.log.mkdir()
        conninfo = f"host={self.state}/socket port={port} dbname=trakhuc"
        self.ini.write_text(f"[postgres]\nconninfo = {conninfo} user=trakhuc_writer\n"
                            "[aggregate]\nwatch_ms = 100\n")
        self.reader_ini.write_text(f"[postgres]\nconninfo = {conninfo} user=trakhuc_reader\n")
        self.deploy("postgres", "up")
        self.deploy("postgres", "migrate")
        # the server is killed here, the machine is not: nothing need reach the disk
        run("psql", "-q", "-U", "postgres", "-h", self.state / "socket", "-p", port, "-d", "postgres",
            "-c", "alter system set fsync = off", "-c", "select pg_reload_conf()")
        self.empty_log()
        kept.write_text(port)

    def settle(self, port):
        self.setting = {"build_dir": str(self.build), "port_postgres": port, "port_kafka": "0",
                        "brokers": "1", "primary": "1"}

    @property
    def reader_ini(self):
        return self.state / "reader.ini"

    def __exit__(self, kind, error, trace):
        self.stop_workers()
        if not self.shared:
            self.stop()

    def stop(self):
        self.deploy("postgres", "stop", "immediate", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def trakhuc(self, program, *words, check=True, **options):
        return run(self.bin / "trakhuc", program, "-c", self.reader_ini, *words, check=check, **options)

    def on_files(self, program, *words, **environment):
        """One of the programs that read the log, over this one."""
        return run(self.build / f"tests/worker/{program}-on-files", *words[:1], "-c", self.ini, *words[1:],
                   check=False, env={**os.environ, "TRAKHUC_TEST_LOG": str(self.log), **environment})

    # -- workers ----------------------------------------------------------------------

    def start_worker(self, batch_events=10000, program=None, **environment):
        name = f"worker-{len(self.workers) + 1}"
        out = (self.folder / f"{name}.log").open("ab")
        worker = subprocess.Popen(
            [program or self.build / "tests/worker/worker-on-files", "-c", self.ini, "--instance", name,
             "--batch-events", str(batch_events)],
            stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            env={**os.environ, "TRAKHUC_TEST_LOG": str(self.log), **environment})
        self.workers.append(worker)
        return worker

    def stop_workers(self, how=signal.SIGKILL):
        for worker in self.workers:
            if worker.poll() is None:
                worker.send_signal(how)
            worker.wait(20)
        self.workers = []

    def logged(self):
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker-*.log")))

    def start_over(self):
        """An empty database and an empty log, no workers."""
        self.stop_workers()
        for path in self.folder.glob("worker-*.log"):
            path.unlink()
        self.admin(EMPTY)
        self.empty_log()

    # -- the log ----------------------------------------------------------------------

    def empty_log(self):
        for topic, count in TOPICS.items():
            for partition in range(count):
                self.partition(topic, partition).write_bytes(b"")

    def partition(self, topic, number):
        return self.log / f"{topic}.{number}"

    def produce(self, topic, records, headers=()):
        """RECORDS are (key, value), in order within a partition."""
        appended = {}
        now = int(time.time() * 1000)
        for key, value in records:
            key = key.encode() if isinstance(key, str) else key or b""
            number = zlib.crc32(key) % TOPICS[topic]
            appended.setdefault(number, bytearray()).extend(
                b"%d %d %d\n%s%s\n" % (len(key), len(value), now, key, value))
        for number, data in appended.items():
            with self.partition(topic, number).open("ab") as file:
                file.write(data)

    def give(self, records):
        """(topic, key, value) each."""
        by_topic = {}
        for topic, key, value in records:
            by_topic.setdefault(topic, []).append((key, value))
        for topic, items in by_topic.items():
            self.produce(topic, items)

    def records(self, topic, since=None):
        for number in range(TOPICS[topic]):
            data, at, offset = self.partition(topic, number).read_bytes(), 0, 0
            while at < len(data):
                end = data.index(b"\n", at)
                key_bytes, value_bytes, _ = (int(word) for word in data[at:end].split())
                key, at = data[end + 1:end + 1 + key_bytes], end + 1 + key_bytes
                value, at = data[at:at + value_bytes], at + value_bytes + 1
                if offset >= (since or {}).get((topic, number), 0):
                    yield number, offset, key.decode(), value
                offset += 1

    def log_ends(self):
        ends = {(topic, number): 0 for topic, count in TOPICS.items() for number in range(count)}
        for topic in TOPICS:
            for number, offset, _, _ in self.records(topic):
                ends[topic, number] = offset + 1
        return ends


def fingerprint(stack):
    """Of facts, counters and dead letters; whether they agree is another question."""
    return stack.trakhuc("audit", "--only-hash").stdout.decode().split()[-1]


__all__ = ["TOP", "FileStack", "fingerprint"]
