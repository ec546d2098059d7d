# SPDX-License-Identifier: PostgreSQL
"""What must hold after every fault.  Each oracle gives its violations as sentences.

A  every acknowledged event is in the log, as often as it was acknowledged, and nothing that nobody sent
B  the tables are the fold of the log (recount.py), every counter is that of the facts (audit), and
   the numbers of a day by unit and procedure are those of a recount from the rules (e2e/recounted.sql)
C  each broken record is a dead letter exactly once, with its place and reason
D  an undisturbed worker that folds the same log gives the same fingerprint (at the end of a ground)
F  read = applied + dead in every partition, and all that the log holds was read
"""

import datetime
import subprocess
from collections import Counter

import recount
import recounted
from stack import TOP, run, until


# bytes can be broken in several ways at once, and either way is a reason
MALFORMED = {"not_json", "too_large", "too_deep", "nul_character", "lone_surrogate", "duplicate_key"}


def transport(ground):
    found, books = ground.reading.found, ground.books
    lost = [(line, count) for line, count in books.acknowledged.items() if found.get(line, 0) < count]
    foreign = found.keys() - books.acknowledged.keys() - books.unknown.keys()
    return ([f"A: acknowledged {count} times, {found.get(line, 0)} times in the log: {line[:120]!r}" for line, count in lost]
            + [f"A: in the log and sent by nobody: {line[:120]!r}" for line in foreign])


def facts(ground):
    return ["B: " + words for words in recount.compare(ground.reading.facts, ground)]


def counters(ground):
    done = ground.trakhuc("audit", check=False)
    return [] if done.returncode == 0 else ["B: audit: " + done.stdout.decode(errors="replace")[-600:]]


def numbers(ground):
    """Of today and of a day of the province's last year, by unit and by procedure."""
    recounted.prepare(ground)
    try:
        today = datetime.date.fromisoformat(ground.value("select ioc.today()"))
        return [violation for day in (today, today - datetime.timedelta(days=200))
                for key, question in (("unit", "unit_at"), ("procedure", "procedure_at"))
                for violation in differing(ground, recounted.Day(ground, day), key, question)]
    finally:
        ground.admin("drop schema recounted cascade")


def differing(ground, day, key, question):
    wanted = day.by(key)
    for row in ground.rows(f"select * from ioc.{question}('{day.day}')"):
        expected = wanted.pop(row[key], recounted.nothing())
        for name in expected.keys() & row.keys():
            if row[name] != expected[name]:
                yield f"B: {day.day} {key} {row[key]!r}: {name} is {row[name]}, from the rules {expected[name]}"
    for code, numbers_of_it in wanted.items():
        if any(numbers_of_it.values()):
            yield f"B: {day.day} {key} {code!r} has no numbers"


def dead_letters(ground):
    rows = ground.rows("select topic, partition, \"offset\" as at, reason from ioc.dead_letter")
    wanted = ground.reading.refused
    times = Counter((row["topic"], row["partition"], row["at"]) for row in rows
                    if row["topic"] in recount.Reading.TOPICS)
    violations = [f"C: refused by the schemas and no dead letter: {place}" for place in wanted.keys() - times.keys()]
    violations += [f"C: a dead letter that the schemas accept: {place}" for place in times.keys() - wanted.keys()]
    violations += [f"C: a dead letter {count} times: {place}" for place, count in times.items() if count > 1]
    for row in rows:
        sure = wanted.get((row["topic"], row["partition"], row["at"]))
        agreed = row["reason"] == sure or {row["reason"], sure} <= MALFORMED
        if sure not in (None, "schema") and not agreed:
            violations.append(f"C: {row} should say {sure}")
    return violations


def conservation(ground):
    ends = ground.log_ends()
    violations = []
    for row in ground.rows("select topic, partition, next_offset, read, applied, dead from ioc.partition"):
        key = row["topic"], row["partition"]
        if row["read"] != row["applied"] + row["dead"]:
            violations.append(f"F: read is not applied + dead: {row}")
        if row["next_offset"] != ground.halted.get(key, ends[key]):
            violations.append(f"F: it should stand at {ground.halted.get(key, ends[key])}: {row}")
        if row["read"] != row["next_offset"] - ground.gaps.get(key, 0):
            violations.append(f"F: records were left out or read twice: {row}")
    counted = ground.value("select coalesce(sum(dead), 0) from ioc.partition")
    letters = ground.value("select count(*) from ioc.dead_letter")
    if counted != letters:
        violations.append(f"F: {counted} dead are counted, {letters} letters lie there")
    return violations


def judge(ground):
    """All violations after the log was read to its end."""
    ground.reading.read_on(ground, left_out=ground.halted)
    return [words for oracle in (transport, facts, counters, numbers, dead_letters, conservation) for words in oracle(ground)]


def fingerprint(ground, *words):
    return ground.trakhuc("audit", "--only-hash", *words).stdout.decode().split()[-1]


def replay(ground):
    """Oracle D, on a database of its own beside the other."""
    ground.psql("create database again", "postgres")
    primary = int(ground.setting["primary"])
    run("sqitch", "deploy", "db:pg:again", cwd=TOP / "schema/sql", env={
        **ground.environment, "PGHOST": str(ground.state / "socket"), "PGPORT": ground.port(primary),
        "PGUSER": "postgres", "SQITCH_FULLNAME": "tests of trakhuc", "SQITCH_EMAIL": "tests@localhost",
        "TZ": "UTC", "LC_ALL": "C.UTF-8"})
    database = f"host={ground.state}/socket port={ground.port(primary)} dbname=again user="
    first = fingerprint(ground)
    worker = subprocess.Popen(
        [ground.bin / "trakhuc", "aggregate", "-c", ground.ini, "-d", database + "trakhuc_writer",
         "-o", "aggregate.group=again", "-o", "aggregate.instance=again"],
        stderr=(ground.state / "log/again.log").open("wb"))
    query = "select coalesce(sum(next_offset), 0) from ioc.partition"
    wanted = ground.value(query)
    try:
        until("the log is folded again", 120, lambda: run(
            "psql", "-XqAt", "-d", database + "trakhuc_reader", "-c", query).stdout.decode().strip() == wanted)
        again = fingerprint(ground, "-d", database + "trakhuc_writer")
    finally:
        worker.terminate()
        worker.wait(20)
    ground.psql("drop database again with (force)", "postgres")
    return [] if first == again else [f"D: the fingerprint is {first}, that of an undisturbed worker {again}"]
