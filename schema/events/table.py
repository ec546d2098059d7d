# SPDX-License-Identifier: PostgreSQL
"""The tables of schema/contract/event.def, read for tools that are not written in C.

load() gives members, lists and types in the order of the file.  The reader knows only
the five macros that the head of that file describes; a line that begins with one of
them and is not understood stops it, so nothing is ever left out in silence.
"""

import pathlib
import re
from dataclasses import dataclass, field

EVENT_DEF = pathlib.Path(__file__).resolve().parent.parent / "contract" / "event.def"
REASON_DEF = EVENT_DEF.with_name("reason.def")
TYPE_PREFIX = "vn.gov.quangngai."
TYPE_SUFFIX = ".v1"

# contract/event.c maps the codes of a status event (R5); agreement.py proves it equal.
STATUS_TYPES = {
    1: "dossier.submitted",
    2: "dossier.received",
    3: "dossier.refused",
    4: "dossier.processing",
    5: "dossier.supplement-requested",
    6: "dossier.payment-requested",
    7: "dossier.withdrawn",
    8: "dossier.stopped",
    9: "dossier.resolved",
    10: "dossier.returned",
}

# Types whose null says "not so" (R4); elsewhere a null member is an absent one.
CORRECTIONS = ("dossier.corrected", "document.corrected")


@dataclass(frozen=True)
class Member:
    name: str
    kind: str
    low: int = 0
    high: int = 0
    list_name: str = ""


@dataclass
class Type:
    name: str
    topic: str
    entity: str
    needs: list = field(default_factory=list)
    takes: list = field(default_factory=list)

    @property
    def full_name(self):
        return TYPE_PREFIX + self.name + TYPE_SUFFIX

    @property
    def is_correction(self):
        return self.name in CORRECTIONS


@dataclass
class Tables:
    members: dict = field(default_factory=dict)  # JSON name: Member
    lists: dict = field(default_factory=dict)  # "CHANNEL": ["direct", ...]
    types: dict = field(default_factory=dict)  # "dossier.received": Type


def _number(text):
    return int(re.sub(r"^INT64_C\((.*)\)$", r"\1", text))


def _member(tables, arguments, json_names):
    name, json, kind, low, high = arguments
    json_names[name] = json.strip('"')
    if kind == "WORD":
        member = Member(json_names[name], kind, list_name=low.removeprefix("LIST_"))
    else:
        member = Member(json_names[name], kind, _number(low), _number(high))
    tables.members[member.name] = member


def load(path=EVENT_DEF):
    """Reads event.def; raises ValueError at a line that it does not understand."""
    tables, json_names, type_names = Tables(), {}, {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not re.match(r"(MEMBER|LIST|TYPE|NEEDS|TAKES)\(.*\)$", line):
            if re.match(r"(MEMBER|LIST|TYPE|NEEDS|TAKES)\b", line):
                raise ValueError(f"{path.name}:{number}: cannot read {line!r}")
            continue
        macro, rest = line.split("(", 1)
        arguments = [part.strip() for part in rest[:-1].split(",")]
        if macro == "MEMBER":
            _member(tables, arguments, json_names)
        elif macro == "LIST":
            tables.lists[arguments[0]] = [word.strip('"') for word in arguments[1:]]
        elif macro == "TYPE":
            name = type_names[arguments[0]] = arguments[1].strip('"')
            tables.types[name] = Type(name, arguments[2].lower(), arguments[3].lower())
        else:
            event_type = tables.types[type_names[arguments[0]]]
            side = event_type.needs if macro == "NEEDS" else event_type.takes
            side.append(json_names[arguments[1]])
    for event_type in tables.types.values():
        event_type.needs.append("at")
    return tables


def load_reasons(path=REASON_DEF):
    """{stored name: (class, sentence)} of reason.def."""
    rows = re.findall(
        r'^REASON\(\w+, "(\w+)", "([\w-]+)", "(.*)"\)$',
        path.read_text(encoding="utf-8"),
        re.M,
    )
    return {name: (group, sentence) for name, group, sentence in rows}
