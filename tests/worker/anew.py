# SPDX-License-Identifier: PostgreSQL
"""What is done to the numbers beside the worker: facts folded anew from the log, counters
counted anew from the facts, refused records tried again."""

import json
import threading

from file_stack import fingerprint
from stack import note, test

PATIENCE = 60
SLICE = 100


class Arriving:
    """Events arrive while something else is done."""

    def __init__(self, stack, records):
        self.stack, self.rest = stack, list(records)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, error, trace):
        self.over.set()
        self.thread.join()
        self.stack.give(self.rest)
        self.stack.wait_until_counted(PATIENCE)

    def work(self):
        while self.rest and not self.over.wait(0.02):
            self.stack.give(self.rest[:SLICE])
            del self.rest[:SLICE]


def events(output, name):
    lines = [json.loads(line) for line in output.splitlines()]
    return [line for line in lines if line.get("event") == name]


# -- facts, from the log ----------------------------------------------------------------

DAMAGE = """
update fact.dossier set due = due + 3 where code in (select code from fact.dossier where due is not null order by code limit 5);
delete from fact.indicator;
"""


def differences(stack, *words):
    """(exit code, how many facts differ from those of the log)"""
    done = stack.on_files("reaggregate", "log", "--json", "--jobs", "4", "--age-limit", "60000", *words)
    assert done.returncode in (0, 5), done.stderr.decode()
    return done.returncode, sum(line["differences"] for line in events(done.stdout, "compared"))


def refolded(stack, province, first):
    with test("the log folded anew by four threads is what the worker has made of it"):
        assert differences(stack) == (0, 0)

    with test("facts that were damaged are found, each once, and after --apply they are those of the log"):
        damaged = 5 + int(stack.value("select count(*) from fact.indicator", role="postgres"))
        stack.admin(DAMAGE)
        assert differences(stack) == (5, damaged)
        assert differences(stack, "--apply", "--why", "a test", "--by", "thu") == (0, damaged)
        assert fingerprint(stack) == first and differences(stack) == (0, 0)

    with test("while events arrive log and facts are compared at equal offsets: nothing differs, time and again"):
        stack.start_over()
        stack.start_worker(batch_events=20)
        with Arriving(stack, province.records) as arriving:
            while arriving.rest:
                assert differences(stack) == (0, 0)
        assert fingerprint(stack) == first


# -- counters, from the facts -----------------------------------------------------------


def count_anew(stack, *words):
    done = stack.on_files("reaggregate", "facts", "--json", "--by", "thu", "--age-limit", "60000",
                          "--portion", "50", *words)
    assert done.returncode in (0, 5), done.stderr.decode()
    return done.returncode, sum(line["differences"] for line in events(done.stdout, "audited"))


def generation(stack, state):
    return stack.value(f"select generation from count.generation where state = '{state}'", role="postgres")


def counted_anew(stack, province, first):
    stack.start_over()
    stack.start_worker(batch_events=20)
    before = generation(stack, "current")
    half = len(province.records) // 2
    stack.give(province.records[:half])
    stack.wait_until_counted(PATIENCE)
    with test("counters are counted anew while events arrive, which count in both generations: no difference"):
        with Arriving(stack, province.records[half:]) as arriving:
            assert count_anew(stack, "--rate", "300", "--no-flip") == (0, 0)
            assert len(arriving.rest) < len(province.records) - half, "no event arrived meanwhile"
        assert generation(stack, "current") == before

    with test("a generation that is not what the facts say is not taken"):
        built = generation(stack, "building")
        for sign in "+-":  # the number of its generation stands in front of a cell
            stack.admin(f"update count.unit_day set received = coalesce(received, 0) {sign} 1"
                        " where cell = (select max(cell) from count.unit_day)")
            code, found = count_anew(stack)
            assert (code, found > 0) == ((5, True) if sign == "+" else (0, False)), (sign, code, found)
            assert generation(stack, "current") == (before if sign == "+" else built)
        assert fingerprint(stack) == first
        stack.trakhuc("audit")
    stack.on_files("reaggregate", "drop", before)


# -- refused records --------------------------------------------------------------------

YESTERDAY_DOES_NOT_KNOW = (b"dossier.rated", b"dossier.paid", b"dossier.resolved")


BREAKS = ("before:1", "before:2", "after:1", "after:2", "before:3")


def yesterday(stack):
    """The worker of today, in whose bytes some names are overwritten."""
    program = stack.folder / "worker-of-yesterday"
    code = (stack.build / "tests/worker/worker-on-files").read_bytes()
    for word in YESTERDAY_DOES_NOT_KNOW:
        assert code.count(b"\0" + word + b"\0") == 1, word
        code = code.replace(b"\0" + word + b"\0", b"\0~" + word[1:] + b"\0")  # its end may be another word
    program.write_bytes(code)
    program.chmod(0o755)
    return program


def retried(stack, province, first):
    with test("letters are tried again, each session breaks at some commit: the numbers are those of who had refused nothing"):
        stack.start_over()
        stack.start_worker(program=yesterday(stack))
        stack.give(province.records)
        stack.wait_until_counted(PATIENCE)
        waiting = "select count(*) from ioc.dead_letter where status = 'waiting'"
        refused = int(stack.value(waiting))
        stack.stop_workers()
        places = [row["place"] for row in
                  stack.rows("select place from ioc.dead_letter where reason = 'unknown_type' order by place")]
        for number, how in enumerate(BREAKS):
            some = places[number::len(BREAKS)]
            stack.on_files("dead", "retry", *some, "--by", "thu", TRAKHUC_TEST_BREAK=how)
        left = int(stack.value(waiting))
        assert left == len(province.poison) < refused, (left, len(province.poison), refused, stack.rows("select reason, member, count(*) from ioc.dead_letter group by 1, 2"))
        note(f"{refused - left} of {refused} letters were applied")
        assert stack.rows("select sum(read - applied - dead) as n, sum(dead) as dead from ioc.partition") == [
            {"n": 0, "dead": left}]
        assert stack.value("select count(*) from ioc.dead_letter where status = 'retried'") == str(refused - left)
        assert fingerprint(stack) == first
        stack.trakhuc("audit")


STORIES = [refolded, counted_anew, retried]
