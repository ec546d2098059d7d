#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Writes the JSON Schemas and the AsyncAPI document from schema/contract/event.def.

generate.py            writes common.schema.json, one schema a type, asyncapi.yaml
generate.py --check    writes nothing; says which files differ from the tables, exit 1
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True  # leaves nothing behind in the source tree

import asyncapi  # noqa: E402
import definition  # noqa: E402
import table  # noqa: E402
import wording  # noqa: E402
import wording_member  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE / "examples"


def wording_faults(tables):
    """Types and members without wording, and wording of nothing."""
    pairs = (
        ("type", set(tables.types), set(wording.TYPES)),
        ("member", set(tables.members), set(wording_member.MEMBERS)),
        ("list", {name.lower() for name in tables.lists}, set(wording_member.LISTS)),
        ("topic", {t.topic for t in tables.types.values()}, set(asyncapi.TOPICS)),
        (
            "example",
            {f"{name}.v1" for name in tables.types},
            {p.stem for p in EXAMPLES.glob("*.json")},
        ),
    )
    for what, wanted, there in pairs:
        for name in sorted(wanted - there):
            yield f"{what} {name} of event.def has no wording or file"
        for name in sorted(there - wanted):
            yield f"{what} {name} is not in event.def"


def _json(document):
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def outputs(tables):
    """{file name: text} of everything that is generated."""
    files = {"common.schema.json": _json(definition.common_schema(tables))}
    examples = {}
    for event_type in tables.types.values():
        name = f"{event_type.name}.v1"
        files[f"{name}.schema.json"] = _json(definition.event_schema(tables, event_type))
        examples[event_type.name] = json.loads(
            (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
        )
    head = "# SPDX-License-Identifier: PostgreSQL\n# Made by generate.py from schema/contract/event.def; do not edit.\n"
    lines = asyncapi.yaml_lines(asyncapi.document(tables, examples))
    files["asyncapi.yaml"] = head + "\n".join(lines) + "\n"
    return files


def drift(files):
    """Names of files that differ from the tables, are missing, or belong to no type."""
    for name, text in files.items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{name} differs from event.def; run generate.py"
    for path in HERE.glob("*.schema.json"):
        if path.name not in files:
            yield f"{path.name} belongs to no type of event.def"


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 1
    tables = table.load()
    faults = list(wording_faults(tables))
    if not faults:
        files = outputs(tables)
        if arguments:
            faults = list(drift(files))
        else:
            for name, text in files.items():
                (HERE / name).write_text(text, encoding="utf-8")
    for fault in faults:
        print(f"generate.py: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
