#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Every worked case: which of its events the decoder refuses, and for which class of reason.

cases.py DECODE_LINES CASES_FOLDER REASON_DEF

Events whose refusal rests on the broker's clock are left to the end-to-end suite.
"""

import json
import pathlib
import re
import struct
import subprocess
import sys


def document(event):
    if "raw" not in event:
        return json.dumps(event, ensure_ascii=False).encode()
    raw = event["raw"].encode()
    return raw + b" " * (event.get("padded_to", 0) - len(raw))


def classes(reason_def):
    rows = re.findall(r'^REASON\(\w+, "(\w+)", "([\w-]+)"', reason_def.read_text(), re.M)
    return dict(rows)


def decode(program, documents):
    stream = b"".join(struct.pack(">I", len(d)) + d for d in documents)
    answer = subprocess.run([program, "--length-prefixed"], input=stream, capture_output=True,
                            check=True)
    return [line.split("\t")[0] for line in answer.stdout.decode().splitlines()]


def check(case, reasons, class_of):
    late = set(case.get("broker_times", {}))
    for number, reason in enumerate(reasons):
        wanted = case["expect"].get("dead", {}).get(str(number), "accepted")
        if wanted == "future" and str(number) in late:
            wanted = "accepted"
        found = class_of.get(reason, "accepted")
        if wanted != found:
            return f"event {number} is {found} ({reason}), must be {wanted}"
    return None


def main():
    program, folder, reason_def = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    class_of = classes(reason_def)
    failed = 0
    files = sorted(folder.glob("r*.json"))
    for path in files:
        case = json.loads(path.read_text())
        fault = check(case, decode(program, [document(e) for e in case["events"]]), class_of)
        if fault:
            failed += 1
            print(f"FAIL {path.stem}: {fault}")
    print(f"{len(files) - failed} passed, {failed} failed")
    return failed > 0 or not files


if __name__ == "__main__":
    sys.exit(main())
