#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Every example is accepted, every invalid one refused for the reason in its name.

  examples.py DECODE_LINES

Both the schemas and the C decoder are asked.  The reference events of schema/reference
are examples too, and the limits of 64 KiB and of nesting are tried from both sides.
The last line is `N passed, N failed`; exit 1 if any failed.
"""

import json
import subprocess
import sys

sys.dont_write_bytecode = True

from agreement import decode  # noqa: E402
from judge import EVENTS, ROOT, Judge, table  # noqa: E402

NEED_A_RECORD = {"key_differs", "stated_in_future"}


def nested(payload, depth):
    """PAYLOAD with an unknown member, so that the whole is DEPTH deep."""
    return payload.rstrip()[:-1] + b',"x":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def documents():
    """(name, bytes, reason or "" for accepted)"""
    good = sorted((EVENTS / "examples").iterdir())
    for path in good:
        yield f"examples/{path.name}", path.read_bytes(), ""
    for path in sorted((EVENTS / "invalid").iterdir()):
        yield f"invalid/{path.name}", path.read_bytes(), path.name.split("--")[0]
    payload = good[0].read_bytes()
    yield "an event of 64 KiB", payload.ljust(65536), ""
    yield "an event of 64 KiB and a byte", payload.ljust(65537), "too_large"
    yield "16 lists and objects inside each other", nested(payload, 16), ""
    yield "17 lists and objects inside each other", nested(payload, 17), "too_deep"
    made = subprocess.run(
        [ROOT / "schema" / "reference" / "make-events"], capture_output=True, check=True
    )
    for line in made.stdout.splitlines():
        yield f"reference event {json.loads(line)['id']}", line, ""


def failures(judge, program):
    """(how many documents, sentences about those that failed)"""
    tried = list(documents())
    reasons = decode(program, [payload for _, payload, _ in tried])
    failed = []
    for (name, payload, wanted), reason in zip(tried, reasons, strict=True):
        refusal = judge.refusal(payload)
        if reason != wanted:
            failed.append(
                f"{name}: decoder says {reason or 'accepted'}, not {wanted or 'accepted'}"
            )
        elif (refusal is None) != (wanted == "") or refusal not in (None, "schema", wanted):
            failed.append(
                f"{name}: schemas say {refusal or 'accepted'}, not {wanted or 'accepted'}"
            )
    seen = {wanted for _, _, wanted in tried}
    for reason in sorted(set(table.load_reasons()) - seen - NEED_A_RECORD):
        failed.append(f"no invalid example for {reason}")
    return len(tried), failed


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 1
    count, failed = failures(Judge(), sys.argv[1])
    for sentence in failed:
        print(sentence)
    print(f"{count - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
