#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Proves that the C decoder and the JSON Schemas accept the same documents.

  agreement.py DECODE_LINES [--count N] [--seed TEXT] [--only INDEX]

DECODE_LINES is the program of tests/contract that decodes length-prefixed documents.
Three opinions are compared on each of N documents (200,000 by default): the decoder's,
the schemas' (judge.py), and what the document was made for (corpus.py).  Where one rule
was broken on purpose, the decoder's reason must be one of that rule.  The documents are
a pure function of seed and index; a disagreement is shrunk and printed.
"""

import argparse
import collections
import multiprocessing
import struct
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from corpus import ACCEPTED, UNKNOWN, Corpus  # noqa: E402
from judge import Judge, table  # noqa: E402
from shrink import shrink  # noqa: E402

CHUNK = 2500
SHOWN_MAX = 10


def decode(program, payloads):
    """[reason or "" for accepted] of the decoder, in one run of PROGRAM."""
    data = b"".join(struct.pack(">I", len(p)) + p for p in payloads)
    run = subprocess.run(
        [program, "--length-prefixed"], input=data, capture_output=True, check=False
    )
    lines = run.stdout.decode().splitlines()
    if run.returncode != 0 or len(lines) != len(payloads):
        raise RuntimeError(
            f"{program} exited {run.returncode} after {len(lines)} of {len(payloads)} documents: {run.stderr.decode()[-500:]}"
        )
    return ["" if line == "ok" else line.split("\t")[0] for line in lines]


def disagreement(expected, refusal, reason):
    """A sentence when the three opinions differ, else None."""
    if (refusal is None) != (reason == ""):
        return f"schemas: {refusal or 'accepted'}, decoder: {reason or 'accepted'}"
    if expected is UNKNOWN:
        return None
    if (expected == ACCEPTED) != (reason == ""):
        return f"made for {sorted(expected)}, both say {reason or 'accepted'}"
    if reason not in expected:
        return f"reason {reason}, expected {' or '.join(sorted(expected))}"
    return None


class Party:
    """What one process needs; made once in each."""

    def __init__(self, program, seed):
        self.program, self.seed = program, seed
        self.judge = Judge()
        self.corpus = Corpus(self.judge.tables, table.STATUS_TYPES)

    def chunk(self, begin, end):
        """Compares documents begin..end-1: (reasons seen, disagreements)."""
        made = [self.corpus.make(self.seed, index) for index in range(begin, end)]
        reasons = decode(self.program, [payload for payload, _, _ in made])
        found = []
        for index, (payload, expected, story), reason in zip(
            range(begin, end), made, reasons, strict=True
        ):
            said = disagreement(expected, self.judge.refusal(payload), reason)
            if said:
                found.append((index, story, said, payload))
        return collections.Counter(reasons), found

    def differs(self, payloads):
        """For shrink(): which of the candidates are still accepted by one side only?"""
        reasons = decode(self.program, payloads)
        return [
            (self.judge.refusal(payload) is None) != (reason == "")
            for payload, reason in zip(payloads, reasons, strict=True)
        ]


_party = None


def _begin(program, seed):
    global _party
    _party = Party(program, seed)


def _chunk(bounds):
    return _party.chunk(*bounds)


def compare(program, seed, count, processes):
    """(reasons, disagreements) over COUNT documents."""
    bounds = [(b, min(b + CHUNK, count)) for b in range(0, count, CHUNK)]
    reasons, found = collections.Counter(), []
    with multiprocessing.Pool(processes, _begin, (program, seed)) as pool:
        for part, differing in pool.imap_unordered(_chunk, bounds):
            reasons += part
            found += differing
    return reasons, sorted(found, key=lambda item: len(item[3]))


def show(party, found):
    """Prints the smallest disagreement of each kind, shrunk."""
    kinds = {}
    for item in found:
        kinds.setdefault(item[2], item)
    graver_first = sorted(kinds.items(), key=lambda kind: not kind[0].startswith("schemas"))
    for said, (index, story, _, payload) in graver_first[:SHOWN_MAX]:
        small = shrink(payload, party.differs) if said.startswith("schemas") else payload
        print(f"disagreement at index {index} ({story}): {said}")
        print(f"  {small[:3000]!r}")
    print(f"{len(found)} disagreements of {len(kinds)} kinds")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", default="tra-khuc-1")
    parser.add_argument("--only", type=int, help="print and compare the document of this index")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    if options.only is not None:
        party = Party(options.program, options.seed)
        payload, expected, story = party.corpus.make(options.seed, options.only)
        print(payload, expected, story)
        print(
            "schemas:", party.judge.refusal(payload), "decoder:", decode(options.program, [payload])
        )
        return 0
    begin = time.monotonic()
    reasons, found = compare(options.program, options.seed, options.count, options.processes)
    seconds = time.monotonic() - begin
    print(
        f"agreement: seed {options.seed}, {options.count} documents, {reasons['']} accepted, {seconds:.1f} s"
    )
    for reason, times in reasons.most_common():
        print(f"  {times:7} {reason or 'ok'}")
    if found:
        show(Party(options.program, options.seed), found)
    missing = set(table.load_reasons()) - set(reasons) - {"key_differs", "stated_in_future"}
    for reason in sorted(missing):
        print(f"no document was refused for {reason}")
    return 1 if found or missing else 0


if __name__ == "__main__":
    sys.exit(main())
