#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""The worked cases of tests/cases through decoder and model, without Kafka or database.

    worked_cases.py FOLD_RECORDS [--seed N] [NAME...]

Each file is one test.  Its events are told as written, reversed with a batch cut behind
each, all twice, and in random orders with repetitions and cuts.  Every way must refuse
the same events and leave the same knowledge and counts; those of the first way are
compared with what the case expects.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys

import counted

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "cases"
ORDERS_RANDOM = 12
CUT = "cut"


def payload(event):
    """The bytes of a message; {"raw": text, "padded_to": n} is filled up with blanks."""
    if "raw" in event:
        return event["raw"].encode().ljust(event.get("padded_to", 0))
    return json.dumps(event, ensure_ascii=False).encode()


def with_cuts(rng, order, percent):
    for event in order:
        yield event
        if rng.randrange(100) < percent:
            yield CUT


def random_order(rng, count):
    """Every event once and about half of them again, shuffled, with cuts."""
    order = [*range(count), *(event for event in range(count) if rng.random() < 0.5)]
    rng.shuffle(order)
    return with_cuts(rng, order, 25)


def orders_of(rng, case):
    count = len(case["events"])
    yield range(count)
    yield with_cuts(rng, reversed(range(count)), 100)
    yield [*range(count), *range(count)]
    for _ in range(ORDERS_RANDOM):
        yield random_order(rng, count)
    if "closing" in case["expect"]:
        yield range(case["expect"]["closing"]["known"])


def commands(case, order):
    times = case.get("broker_times", {})
    for event in order:
        if event == CUT:
            yield b"cut\n"
            continue
        message = payload(case["events"][event])
        yield f"record {len(message)} {times.get(str(event), '-')}\n".encode() + message
    yield b"show\n"


def fold(program, case, orders):
    """What each of the orders gave: (index of a refused event: class), lines shown."""
    stream = b"".join(part for order in orders for part in commands(case, order))
    run = subprocess.run([program], input=stream, capture_output=True, check=False)
    assert run.returncode == 0, f"fold-records failed: {run.stderr.decode(errors='replace')}"
    answers = iter(run.stdout.decode().splitlines())
    for order in orders:
        refused = {}
        for event in order:
            reason = "accepted" if event == CUT else next(answers).removeprefix("record\t")
            if reason != "accepted":
                refused[event] = reason
        yield refused, sorted(iter(lambda: next(answers), "end"))


def told(order):
    return " ".join(map(str, order))


def check(program, case, rng):
    orders = [list(order) for order in orders_of(rng, case)]
    results = list(fold(program, case, orders))
    expect = dict(case["expect"])
    wanted = {int(event): reason for event, reason in expect.pop("dead", {}).items()}
    refused, lines = results[0]
    world = counted.World(lines, len(case["events"]), len(refused))
    counted.same(refused, wanted, "refused events")
    if "closing" in expect:
        _, closed = results.pop()
        counted.closing(counted.World(closed, 0, 0), world, expect.pop("closing"))
    for name, value in expect.items():
        getattr(counted, name)(world, value)
    for order, result in zip(orders, results):
        counted.same(result[0], refused, f"refused events, told as {told(order)}")
        differing = sorted(set(result[1]) ^ set(lines))
        assert result[1] == lines, f"told as {told(order)} it gives another: {differing[:4]}"


def main():
    parser = argparse.ArgumentParser(description="worked cases through decoder and model")
    parser.add_argument("program", help="the built fold-records")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("name", nargs="*", help="part of a file's name")
    options = parser.parse_args()
    print(f"# seed {options.seed}")
    paths = [path for path in sorted(FOLDER.glob("*.json"))
             if not options.name or any(part in path.name for part in options.name)]
    failed = 0
    for path in paths:
        case = json.loads(path.read_text())
        try:
            check(options.program, case, random.Random(options.seed))
        except AssertionError as error:
            failed += 1
            print(f"FAIL {path.stem}: {error}")
    print(f"{len(paths) - failed} passed, {failed} failed")
    return failed > 0 or not paths


if __name__ == "__main__":
    sys.exit(main())
