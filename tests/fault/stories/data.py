# SPDX-License-Identifier: PostgreSQL
"""What arrives is broken, too large, doubled, out of order, of another version or another time."""

import datetime
import json
import random
import re
import signal
import subprocess
import sys

from load import Load
from scenario import scenario
from stack import TOP, until
from stack import run as call

sys.path.insert(0, str(TOP / "tests/contract"))
import corpus  # noqa: E402
import judge  # noqa: E402

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
BROKER_BYTES_MAX = 1048588  # message.max.bytes of Kafka, with what surrounds the payload


def letters(ground):
    return int(ground.value("select count(*) from ioc.dead_letter"))


def give(ground, payloads, topic="dossier.v1", *words):
    """Any bytes, one file a record; kcat takes files as they are."""
    folder = ground.folder / "payloads"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    paths = []
    for n, payload in enumerate(payloads):
        paths.append(folder / f"{n:05d}")
        paths[-1].write_bytes(payload)
    for at in range(0, len(paths), 500):
        call("kcat", "-b", ground.brokers, "-P", "-t", topic, "-X", "acks=all",
             "-X", f"message.max.bytes={BROKER_BYTES_MAX}", *words, *paths[at:at + 500])
    ground.books.enter(payloads, True)


def broken_documents(run, count):
    """From the corpus of the contract's tests, without reference data and heartbeats."""
    tables = judge.Judge().tables
    status = {n + 1: f"dossier.{name}" for n, name in enumerate(
        ("submitted", "received", "refused", "processing", "supplement-requested", "payment-requested",
         "withdrawn", "stopped", "resolved", "returned"))}
    made, index = [], 0
    source = corpus.Corpus(tables, status)
    while len(made) < count:
        payload, expected, _ = source.make(run.seed, index)
        index += 1
        if payload and expected != corpus.ACCEPTED and b"reference." not in payload and b"source." not in payload:
            made.append(payload)
    return made


def monsters():
    return [b"[" * 10**6, b"{" + b" " * 10**6 + b"}", b"1e999", b"9" * 30, b"\xff\xfe", b"null", b"\x00" * 100,
            b'{"a":' * 5000 + b"1" + b"}" * 5000, b"{}", b" "]


@scenario("F28", "broken records among good ones: each is put aside once, none of its neighbours")
def poison(ground, run):
    ground.work(2)
    ground.all_owned()
    before = letters(ground)
    documents = broken_documents(run, run.size(600, 20000)) + monsters()
    load = ground.load(run.size(3000, 100000))
    for at in range(0, len(documents), 2000):
        give(ground, documents[at:at + 2000])
    nothing(ground)
    load.done()
    run.heal()
    run.recovered()
    put_aside = letters(ground) - before
    run.fault(put_aside > len(documents) / 2, f"{put_aside} of {len(documents)} were refused")
    run.tell(f"{put_aside} dead letters")


def nothing(ground):
    """A record without a value, and one whose headers are as large as a record may be."""
    for words in ([], [word for n in range(10) for word in ("-H", f"note{n}=" + "x" * 100000)]):
        call("kcat", "-b", ground.brokers, "-P", "-t", "dossier.v1", "-X", "acks=all", "-Z", "-K", ":",
             "-X", f"message.max.bytes={BROKER_BYTES_MAX}", *words, input=b"nobody:\n")
        ground.books.enter([b""], True)


@scenario("F29", "records of every size, up to what the broker takes and beyond")
def oversize(ground, run):
    ground.work(2)
    before = letters(ground)
    good = next(line for line in ground.province.lines if line.startswith(b'{"specversion"') and len(line) < 2000)
    limit = 64 * 1024
    sizes = [limit - 1, limit, limit + 1, 200_000, 1_000_000, BROKER_BYTES_MAX - 200]
    for _ in range(run.size(1, 20)):
        give(ground, [good + b" " * (size - len(good)) for size in sizes])
        ground.load(500).done()
    done = subprocess.run(["kcat", "-b", ground.brokers, "-P", "-t", "dossier.v1", "-X", "message.max.bytes=30000000",
                           "-D", "\x01"], input=b"x" * 20_000_000, capture_output=True)
    refused = subprocess.run([ground.bin / "trakhuc-emit", "-c", ground.ini, "-"],
                             input=good + b" " * 20_000_000 + b"\n", capture_output=True)
    run.heal()
    run.recovered()
    run.fault(letters(ground) - before >= 4, "what is larger than 64 KiB lies among the dead letters")
    run.fault(b"too large" in done.stderr.lower() or done.returncode != 0, "the broker has refused 20 MB")
    run.fault(refused.returncode == 4, "trakhuc emit has refused 20 MB with exit code 4")


@scenario("F30", "every event many times, from two producers, before and after a restart", minutes=2)
def flood(ground, run):
    ground.work(2)
    lines = ground.province.take(run.size(700, 100000))
    many = [line for line in lines for _ in range(run.rng.randint(1, run.size(20, 10)))]
    halves = []
    for seed in (1, 2):
        shuffled = list(many)
        random.Random(run.seed + seed).shuffle(shuffled)
        halves.append(shuffled)
    loads = [Load(ground, half) for half in halves]
    for load in loads:
        load.done()
    ground.wait_until_counted(300)
    first = ground.trakhuc("audit", "--only-hash").stdout
    ground.work(2)
    ground.send(lines)
    run.heal()
    run.recovered()
    again = ground.trakhuc("audit", "--only-hash").stdout
    assert first == again, f"a repetition has changed something: {first} {again}"
    run.fault(len(many) > 3 * len(lines), "there were duplicates")
    run.tell(f"{2 * len(many)} records for {len(set(lines))} events")


@scenario("F31", "everything in an order without sense: closed before opened, the year reversed", minutes=3)
def disorder(ground, run):
    ground.work(3)
    for how in run.size(("shuffled", "reversed"), ("shuffled",) * 9 + ("reversed",)):
        lines = ground.province.take(run.size(3000, 20000))
        mixed = list(reversed(lines))
        if how == "shuffled":
            run.rng.shuffle(mixed)
        run.fault(mixed != lines, "the order is another")
        Load(ground, mixed).done()
    run.heal()
    run.recovered()


# -- other versions -----------------------------------------------------------------------


def altered(line, rng):
    """What a producer of a later version of the contract might send, or one with a mistake."""
    event = json.loads(line)
    data = event["data"]
    kind = rng.choice(("new member", "new member of the envelope", "next version", "new type", "new word",
                       "renamed", "removed", "of another type"))
    if kind == "new member":
        data["so_to"] = rng.choice((5, None, {"a": [1]}, "x"))
    elif kind == "new member of the envelope":
        event["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    elif kind == "next version":
        event["type"] = event["type"].replace(".v1", ".v2")
    elif kind == "new type":
        event["type"] = re.sub(r"\.([a-z-]+)\.v1$", ".reviewed.v1", event["type"])
    elif kind == "new word":
        data["channel"] = data["level"] = "kiosk"
    elif kind == "renamed":
        data["happened"] = data.pop("at")
    elif kind == "removed":
        del data[rng.choice([name for name in data])]
    else:
        data["at"] = 20260101
    return json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass")


@scenario("F32", "producers of this version of the contract, of one to come, and of one with mistakes at once", minutes=2)
def drift(ground, run):
    ground.work(2)
    before = letters(ground)
    good = [line for line in ground.province.take(run.size(2000, 30000)) if line.startswith(b'{"specversion"')
            and line.rstrip().endswith(b"}") and parsed(line)]
    others = [altered(line, run.rng) for line in good]
    loads = [ground.load(500), Load(ground, good), Load(ground, others)]
    for load in loads:
        load.done()
    run.heal()
    run.recovered()
    refused = letters(ground) - before
    run.fault(0 < refused < len(others), f"{refused} of {len(others)} were refused")
    run.tell(f"{len(others)} altered events, {refused} refused")


def parsed(line):
    try:
        event = json.loads(line)
    except ValueError:
        return False
    return isinstance(event, dict) and isinstance(event.get("data"), dict) and "at" in event["data"] \
        and isinstance(event.get("type"), str)


# -- other times --------------------------------------------------------------------------

MOMENTS = ["1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2038-01-19T03:14:08Z", "2099-12-31T23:59:59Z",
           "2100-01-01T00:00:00Z", "2025-12-31T23:59:59.999999+07:00", "2026-01-01T00:00:00+07:00",
           "2025-12-31T16:59:59.999999Z", "2025-12-31T17:00:00Z", "2026-02-28T23:59:59+07:00",
           "2024-02-29T12:00:00+07:00", "2025-02-29T12:00:00+07:00"]


def dated(run, count):
    """Dossiers that were received at odd moments, told by producers whose clocks are wrong.

    The producers' processes have the right clock: librdkafka waits by cnd_timedwait(), which
    libfaketime lets the kernel see in the faked time.
    """
    lines = []
    for n in range(count):
        moment = run.rng.choice(MOMENTS)
        event = {"specversion": "1.0", "type": "vn.gov.quangngai.dossier.received.v1", "source": "/quangngai/dong-ho",
                 "id": f"{run.seed}-{n}", "time": moment,
                 "data": {"dossier": f"H48.GIO-{run.seed}-{n}", "at": moment, "unit": "H48.21"}}
        lines.append(json.dumps(event).encode())
    return lines


@scenario("F33", "clocks are wrong: those that producers state times by, those of workers, which jump in mid run", minutes=2)
def clocks(ground, run):
    before = letters(ground)
    jump = ground.folder / "clock"
    jump.write_text("-1h")
    faked = {"LD_PRELOAD": f"{ground.build}/tests/fault/count-polled.so {FAKETIME}",
             "FAKETIME_TIMESTAMP_FILE": str(jump), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    ground.work(2, environment=faked)
    for worker in ground.workers.values():
        until("it has partitions", 60, lambda: worker.said("partitions are ours"))
    offsets = [clock_of(ground)]
    load = ground.load(run.size(3000, 20000), rate=600)
    for offset in ("+1h", "+1d", "+3d"):
        until("the load is under way", 60, lambda: load.sent > 100)
        jump.write_text(offset)
        ground.send(dated(run, 60))
        # they say when they are back: the time of their clock
        ground.value("select count(pg_terminate_backend(pid)) from pg_stat_activity "
                     "where usename = 'trakhuc_writer'", "postgres")
        until("a worker says what time it is", 60, lambda: clock_of(ground) != offsets[-1])
        offsets.append(clock_of(ground))
        run.fault(offsets[-1] != offsets[-2], "the clock of a worker has jumped")
    load.done()
    for name in list(ground.workers):  # asked to stop, librdkafka waits by a clock that has jumped
        ground.dismiss(name, signal.SIGKILL)
    ground.work(2)
    run.heal()
    run.recovered()
    run.fault(letters(ground) > before, "impossible and future times were refused")
    ahead = int(ground.value("select count(*) from ioc.dossier where dossier like 'H48.GIO-%' and received_at > now() + interval '11 minutes'"))
    assert ahead == 0, f"{ahead} dossiers were received in the future"


def clock_of(ground):
    """Hours by which the newest line of a worker's log is off."""
    text = (ground.state / "log/worker-1.log").read_text(errors="replace")
    stamp = re.findall(r"^time=(\S+)", text, re.MULTILINE)[-1]
    told = datetime.datetime.fromisoformat(stamp)
    return round((told - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 3600)


def damaged(whole, at, rng):
    """One byte altered, and everything from there on lost."""
    return [whole[:at] + bytes([whole[at] ^ rng.randint(1, 255)]) + whole[at + 1:], whole[:at]]


def emit_file(ground, content):
    """The lines that were acknowledged: all that were not refused by their number."""
    path = ground.folder / "damaged.ndjson"
    path.write_bytes(content)
    done = subprocess.run([ground.bin / "trakhuc-emit", "-c", ground.ini, "-o", "source.heartbeat_seconds=0", "--json",
                           "--report", path.with_suffix(".report"), path], capture_output=True)
    figures = json.loads(done.stdout)
    refused = [json.loads(line) for line in path.with_suffix(".report").read_text().splitlines()]
    refused = {report["line"] for report in refused if report["kind"] == "refused"}
    assert done.returncode == (4 if refused else 0), (done.returncode, done.stderr[-300:])
    assert figures["refused"] == len(refused) and figures["acknowledged"] == figures["read"] - figures["refused"], figures
    return [line for n, line in enumerate(content.split(b"\n"), 1) if line and n not in refused]


def as_published(ground, lines):
    """Of an altered line emit sends the event that it is, in its own words."""
    return call(ground.bin / "trakhuc-emit", "--to-stdout", "-", input=b"\n".join(lines) + b"\n").stdout.splitlines()


@scenario("F34", "a file of events is damaged: each byte altered, the end lost at each length", minutes=4)
def damaged_file(ground, run):
    ground.work(2)
    sound = as_published(ground, emit_file(ground, b"\n".join(ground.province.take(50)) + b"\n"))
    ground.books.enter(sound, True)
    sound = sound[:3]
    whole, altered = b"\n".join(sound) + b"\n", 0
    for at in range(0, len(whole), run.size(47, 1)):
        for content in damaged(whole, at, run.rng):
            taken = emit_file(ground, content)
            assert set(taken) >= set(sound).intersection(content.split(b"\n")), "a neighbour was not delivered"
            others = [line for line in taken if line not in sound]
            ground.books.enter(as_published(ground, others) if others else [], True)
            altered += len(others)
            run.fault(content != whole, "the file is another one")
    run.tell(f"{altered} altered lines were events of their own still")
