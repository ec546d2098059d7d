# SPDX-License-Identifier: PostgreSQL
"""One deployment of Trà Khúc in a temporary folder, made by deploy/up.

    with Stack("--workers", "1") as stack:
        stack.produce("dossier.v1", [(key, value), ...])
        stack.wait_until_counted()
        stack.rows("select * from ioc.now")

What is produced here goes to Kafka as it is, so that bytes no producer of ours would send
reach a topic too.  What is read here is read as the role named, over the private socket.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TOPICS = {"dossier.v1": 4, "document.v1": 4, "indicator.v1": 2, "reference.v1": 1, "source.v1": 1}
DATABASES = {1: "postgres", 2: "postgres-2"}
CONTENT_TYPE = "content-type=application/cloudevents+json; charset=UTF-8"


def run(*command, check=True, **options):
    """A command whose output is wanted as text; its messages are shown when it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{Path(str(command[0])).name} ended with {done.returncode}: "
                             + done.stderr.decode(errors="replace")[-2000:])
    return done


class Stack:
    PREFIX = "trakhuc-e2e-"  # of its folder's name

    def __init__(self, *options, environment=None):
        self.folder = Path(tempfile.mkdtemp(prefix=self.PREFIX))
        self.state = self.folder / "state"
        self.options = options
        self.environment = {**os.environ, **(environment or {})}
        self.setting = {}
        self.topics = dict(TOPICS)  # a scenario may add partitions

    def __enter__(self):
        self.folder.chmod(0o711)  # the database's user must pass through
        try:
            self.up()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, error, trace):
        run(TOP / "deploy/down", "--state", self.state, "--quiet", check=False)
        if kind is None and not os.environ.get("TRAKHUC_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"# the state folder is kept: {self.state}", flush=True)

    def up(self, *more):
        done = run(TOP / "deploy/up", "--state", self.state, "--ports", "auto", "--no-demo",
                   *self.options, *more, env=self.environment)
        self.read_settings()
        self.address = done.stdout.decode().strip()
        return done

    def read_settings(self):
        lines = (self.state / "settings").read_text().splitlines()
        self.setting = dict(line.split("=", 1) for line in lines)

    # -- programs of ours -------------------------------------------------------------

    @property
    def bin(self):
        return Path(self.setting["build_dir"]) / "bin"

    @property
    def ini(self):
        return self.state / "trakhuc.ini"

    def trakhuc(self, program, *words, check=True, **options):
        return run(self.bin / "trakhuc", program, "-c", self.ini, *words, check=check, **options)

    def deploy(self, tool, *words, check=True, database=1):
        """deploy/kafka, or deploy/postgres on one of the databases, in this state folder."""
        return run(TOP / "deploy" / tool, *words, check=check, env={
            **self.environment,
            "KAFKA_STATE": str(self.state / "kafka"), "KAFKA_PORT": self.setting["port_kafka"],
            "KAFKA_BROKERS": self.setting["brokers"],
            "POSTGRES_STATE": str(self.state / DATABASES[database]),
            "POSTGRES_SOCKET": str(self.state / "socket"),
            "POSTGRES_PORT": self.port(database)})

    def port(self, database):
        return self.setting["port_postgres" if database == 1 else "port_standby"]

    def pid(self, service):
        folder = "run"
        if service.startswith("broker"):
            folder = "kafka/run"
        elif service in DATABASES.values():
            folder = f"{service}/run"
        return int((self.state / folder / f"{service}.pid").read_text().split()[0])

    def stop_for_good(self, service):
        """Killed with the loop that would start it again."""
        for kind in ("keep", "pid"):
            os.kill(int((self.state / f"run/{service}.{kind}").read_text().split()[0]), signal.SIGKILL)

    # -- PostgreSQL -------------------------------------------------------------------

    def conninfo(self, role):
        return f"host={self.state}/socket port={self.setting['port_postgres']} dbname=trakhuc user={role}"

    def psql(self, statement, role="trakhuc_reader", check=True, database=None):
        """On the primary, or on the database of that number."""
        return run("psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-U", role, "-d", "trakhuc",
                   "-h", self.state / "socket",
                   "-p", self.port(database or int(self.setting["primary"])),
                   "-f", "-", input=statement.encode(), check=check)

    def rows(self, query, role="trakhuc_reader", database=None):
        text = self.psql(f"select coalesce(json_agg(to_json(q)), '[]') from ({query}) as q", role,
                         database=database)
        return json.loads(text.stdout)

    def value(self, query, role="trakhuc_reader", database=None):
        return self.psql(query, role, database=database).stdout.decode().strip()

    def admin(self, statement):
        return self.psql(statement, role="postgres")

    # -- Kafka ------------------------------------------------------------------------

    @property
    def brokers(self):
        first = int(self.setting["port_kafka"])
        return ",".join(f"127.0.0.1:{first + 10 * n}" for n in range(int(self.setting["brokers"])))

    def produce(self, topic, records, headers=(CONTENT_TYPE,)):
        """RECORDS are (key, value) without tabs and line ends; None is no key."""
        lines = [(key.encode() if isinstance(key, str) else key or b"") + b"\t" + value
                 for key, value in records]
        words = [word for header in headers for word in ("-H", header)]
        run("kcat", "-b", self.brokers, "-P", "-t", topic, "-K", "\\t", "-X", "acks=all",
            "-X", "linger.ms=1", *words, input=b"\n".join(lines) + b"\n")

    def log_ends(self):
        """The next offset of every partition, as the broker says."""
        words = [word for topic, count in self.topics.items() for partition in range(count)
                 for word in ("-t", f"{topic}:{partition}:-1")]
        text = run("kcat", "-b", self.brokers, "-Q", *words).stdout.decode()
        found = re.findall(r"^(\S+) \[(\d+)\] offset (-?\d+)", text, re.MULTILINE)
        return {(topic, int(partition)): int(offset) for topic, partition, offset in found}

    def records(self, topic, since=None):
        """Every record of a topic from the offsets SINCE on: (partition, offset, key, bytes)."""
        text = b""
        for partition in range(self.topics[topic]):
            offset = (since or {}).get((topic, partition), 0)
            text += run("kcat", "-b", self.brokers, "-C", "-t", topic, "-p", partition,
                        "-o", offset, "-e", "-q", "-X", "auto.offset.reset=earliest",
                        "-f", "%p\t%o\t%k\t%s\n").stdout
        for line in text.splitlines():
            partition, offset, key, value = line.split(b"\t", 3)
            yield int(partition), int(offset), key.decode(), value

    def timed_records(self, topic, since=None):
        """Every record of a topic from the offsets SINCE on: (partition, offset, key, bytes,
        microseconds of the broker)."""
        for partition in range(self.topics[topic]):
            rest = run("kcat", "-b", self.brokers, "-C", "-t", topic, "-p", partition, "-o",
                       (since or {}).get((topic, partition), "beginning"),
                       "-e", "-q", "-f", "%o %T %K %S\n%k%s").stdout
            at = 0
            while at < len(rest):
                line_end = rest.index(b"\n", at)
                offset, milliseconds, key_size, size = map(int, rest[at:line_end].split())
                at = line_end + 1 + max(key_size, 0)
                key, payload = rest[line_end + 1:at], rest[at:at + max(size, 0)]
                at += max(size, 0)
                yield partition, offset, key.decode(errors="replace"), payload, milliseconds * 1000

    def positions(self, database=None):
        query = "select topic, partition, next_offset from ioc.partition"
        return {(row["topic"], row["partition"]): row["next_offset"]
                for row in self.rows(query, database=database)}

    def wait_until_counted(self, seconds=30):
        """Until the workers have applied all that the log holds now."""
        deadline = time.monotonic() + seconds
        ends = self.log_ends()
        while True:
            at = self.positions()
            behind = {key: end - at.get(key, 0) for key, end in ends.items() if end > at.get(key, 0)}
            if not behind:
                return
            if time.monotonic() > deadline:
                raise AssertionError(f"not counted after {seconds} s, behind by {behind}")
            time.sleep(0.05)


def until(what, seconds, condition):
    """The first true answer of CONDITION."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


# -- what a scenario prints: one line a test, in the form that tests/run counts -----------

_failures = 0


@contextmanager
def test(name):
    """One test: passed when its block ends without an exception."""
    global _failures
    started = time.monotonic()
    try:
        yield
    except Exception as error:  # whatever it is, the next test runs
        _failures += 1
        print(f"not ok - {name} ({time.monotonic() - started:.2f} s)")
        if isinstance(error, AssertionError):
            print("#   " + str(error).replace("\n", "\n#   "), flush=True)
        else:
            print("#   " + traceback.format_exc().replace("\n", "\n#   "), flush=True)
    else:
        print(f"ok - {name} ({time.monotonic() - started:.2f} s)", flush=True)


def note(words):
    print("# " + words, flush=True)


def finish():
    sys.exit(1 if _failures else 0)
