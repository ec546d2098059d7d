# SPDX-License-Identifier: PostgreSQL
"""The log itself changes: more partitions, transactions of strangers, records that are gone."""

import json
import subprocess
import time

from scenario import scenario
from stack import CONTENT_TYPE, until
from stack import run as call

QUICK = ["-X", "topic.metadata.refresh.interval.ms=1000"]


@scenario("F18", "a topic gets more partitions in mid load: a dossier's events lie in two of them", ground="own")
def more_partitions(ground, run):
    ground.work(2, options=QUICK)
    ground.all_owned()
    load = ground.load(run.size(5000, 100000), rate=500, options=QUICK)
    until("the load is under way", 60, lambda: load.sent > 1000)
    wide = ground.topics["dossier.v1"] * 2
    ground.deploy("kafka", "tool", "org.apache.kafka.tools.TopicCommand", "--bootstrap-server", ground.brokers,
                  "--alter", "--topic", "dossier.v1", "--partitions", wide)
    run.heal()
    ground.topics["dossier.v1"] = wide
    ground.load(run.size(3000, 50000)).done()
    load.done()
    ground.all_owned()
    run.recovered()
    keys = [{key for partition, _, key, _ in ground.records("dossier.v1") if partition in half}
            for half in (range(wide // 2), range(wide // 2, wide))]
    shared = len(keys[0] & keys[1])
    run.fault(shared > 0, "a dossier has records in two partitions")
    run.tell(f"{shared} dossiers lie in two partitions")


def ends(ground, isolation, topic="dossier.v1"):
    words = [word for n in range(ground.topics[topic]) for word in ("-t", f"{topic}:{n}:-1")]
    return set(call("kcat", "-b", ground.brokers, "-Q", "-X", f"isolation.level={isolation}", *words).stdout.splitlines())


class Stranger:
    """Another department's producer, which writes in a transaction."""

    def __init__(self, ground, lines, seconds):
        self.process = subprocess.Popen(
            ["kcat", "-b", ground.brokers, "-P", "-t", "dossier.v1", "-H", CONTENT_TYPE,
             "-X", "transactional.id=stranger", "-X", f"transaction.timeout.ms={seconds * 1000}",
             "-X", "linger.ms=1"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, bufsize=0)
        self.process.stdin.write(b"\n".join(lines) + b"\n")

    def commit(self):
        self.process.stdin.close()
        assert self.process.wait(60) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()


def events_of(ground, name, count):
    """Short valid events that no other record holds."""
    return [f'{{"specversion":"1.0","type":"vn.gov.quangngai.dossier.received.v1","source":"/quangngai/{name}",'
            f'"id":"{n}","time":"2026-01-05T08:00:00+07:00","data":{{"dossier":"H48.{name}-{n}",'
            f'"at":"2026-01-05T08:00:00+07:00"}}}}'.encode() for n in range(count)]


def up_to_date(ground):
    """The workers know the end of the log, but for a mark of a transaction, and no lag is left."""
    known = ground.log_ends()
    return all(known[row["topic"], row["partition"]] - row["log_end"] in (0, 1) and row["lag"] == 0
               for row in ground.rows("select topic, partition, log_end, lag from ioc.partition"))


@scenario("F19", "a stranger's transaction hangs: what lies behind it waits, what was aborted never counts", ground="own")
def hanging_transaction(ground, run):
    ground.work(2)
    ground.all_owned()
    ground.load(500).done()
    ground.wait_until_counted(60)
    committed = events_of(ground, "COMMIT", 200)
    Stranger(ground, committed, 60).commit()
    ground.books.enter(committed, True)
    until("the numbers are up to date, with a mark of a transaction at the end of the log", 60,
          lambda: up_to_date(ground))
    before = ends(ground, "read_uncommitted")
    stranger = Stranger(ground, events_of(ground, "ABORT", 200), 60)
    until("its records are in the log", 60, lambda: ends(ground, "read_uncommitted") != before)
    time.sleep(1)
    stranger.kill()
    ground.load(run.size(1000, 5000)).done()
    hung = len(ends(ground, "read_uncommitted") - ends(ground, "read_committed"))
    run.fault(hung > 0, "the end of what may be read stands still")
    until(f"ioc.partition says of all {hung} partitions that they are stuck, also where a mark lies before", 40,
          lambda: int(ground.value("select count(*) from ioc.partition where state = 'stuck'")) == hung)
    run.heal()
    until("the transaction is given up", 120, lambda: ends(ground, "read_uncommitted") == ends(ground, "read_committed"))
    for n in range(ground.topics["dossier.v1"]):  # a record behind every mark
        last = events_of(ground, f"LAST{n}", 1)
        call("kcat", "-b", ground.brokers, "-P", "-t", "dossier.v1", "-p", n, "-H", CONTENT_TYPE, input=last[0] + b"\n")
        ground.books.enter(last, True)
    run.recovered()
    ground.reading.read_on(ground)
    end = ground.log_ends()
    ground.gaps = {key: end[key] - ground.reading.count.get(key, 0) for key in end if key[0] == "dossier.v1"}
    aborted = int(ground.value("select count(*) from ioc.dossier where dossier like 'H48.ABORT%'"))
    assert aborted == 0, f"{aborted} dossiers of an aborted transaction are counted"
    run.tell(f"{sum(ground.gaps.values())} records of the log that nobody may read")


# -- records that are gone ------------------------------------------------------------------


def tool(ground, name, *words):
    return ground.deploy("kafka", "tool", f"org.apache.kafka.tools.{name}", "--bootstrap-server", ground.brokers, *words)


def give_up(ground, keys, at):
    """What lies in these partitions from the positions on will never be read."""
    for key in keys:
        ground.halted[key] = at[key]
    for topic in {topic for topic, _ in keys}:
        for partition, offset, _, value in ground.records(topic, at):
            place = topic, partition, offset
            if (topic, partition) in keys and place not in ground.given_up:
                ground.given_up.add(place)
                ground.books.give_up([value])


def stand_still(ground, run, keys):
    """A worker stops these partitions loudly, and reads the others on."""
    before = ground.said("is halted at offset")
    worker = ground.hire("worker-1")
    run.heal()
    until("the worker says so", 60, lambda: ground.said("is halted at offset") >= before + len(keys))
    run.recovered()
    ground.load(500).done()
    ground.wait_until_counted(60)
    assert worker.process.poll() is None, "the worker has ended"
    give_up(ground, keys, ground.halted)


@scenario("F16", "retention has removed records that were not read: the partition is halted", ground="own")
def retention(ground, run):
    ground.work(1)
    ground.load(1500).done()
    ground.wait_until_counted(60)
    ground.reading.read_on(ground)
    ground.rest()
    ground.load(1500).done()
    key, at = ("dossier.v1", 0), ground.positions()
    give_up(ground, [key], at)
    beyond = at[key] + 50
    path = ground.folder / "delete.json"
    path.write_text(json.dumps({"version": 1, "partitions": [{"topic": key[0], "partition": key[1], "offset": beyond}]}))
    tool(ground, "DeleteRecordsCommand", "--offset-json-file", path)
    first = next(offset for partition, offset, _, _ in ground.records(key[0], at) if partition == key[1])
    run.fault(first == beyond > at[key], "the log begins behind our position")
    stand_still(ground, run, [key])


@scenario("F17", "a topic was made anew and is shorter than we have read: its partitions are halted", ground="own")
def made_anew(ground, run):
    ground.work(1)
    ground.load(3000).done()
    ground.wait_until_counted(60)
    ground.reading.read_on(ground)
    ground.rest()
    at = ground.positions()
    keys = [("indicator.v1", n) for n in range(ground.topics["indicator.v1"]) if at["indicator.v1", n] > 0]
    assert keys, "no record of the topic was read"
    tool(ground, "TopicCommand", "--delete", "--topic", "indicator.v1")
    until("the topic is gone", 60, lambda: b'topic "indicator.v1"' not in call("kcat", "-b", ground.brokers, "-L").stdout)
    ground.deploy("kafka", "topics")
    ends_now = ground.log_ends()
    run.fault(all(ends_now[key] < at[key] for key in keys), "the log ends before our position")
    for key in keys:
        ground.halted[key] = at[key]
    stand_still(ground, run, keys)
