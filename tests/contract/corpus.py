# SPDX-License-Identifier: PostgreSQL
"""Documents made from the tables of event.def: good ones, and ones with a known fault.

make(seed, index) is a pure function.  It gives the bytes and what must come of them:
ACCEPTED, a set of reasons one of which must be given, or UNKNOWN where the document was
damaged at random and only agreement is asked for.
"""

import json
import random
import re

import damage
import strict_json
import values
from values import Raw

ACCEPTED = frozenset({""})
UNKNOWN = None
UNKNOWN_NAMES = (
    "so_to",
    "ghi_chu",
    "x",
    "Đơn vị",
    "data_",
    "at ",
    "DOSSIER",
    "a.b",
    "",
    "_",
    "specversion",
    "final2",
)


class Members(list):
    """A JSON object as (name, value) pairs: it may hold a name twice, in any order."""

    def get(self, name):
        return next((value for key, value in self if key == name), None)

    def put(self, name, value):
        self.drop(name)
        self.append((name, value))

    def drop(self, name):
        self[:] = [pair for pair in self if pair[0] != name]


class Writer:
    """JSON text in one of its many spellings."""

    def __init__(self, rng):
        self.rng = rng
        self.escapes = rng.random() < 0.15
        self.blanks = rng.choice((" ", "\n", "\t", "\r\n", "  ")) if rng.random() < 0.15 else ""
        self.shuffles = rng.random() < 0.6

    def text(self, text):
        if not self.escapes:
            return json.dumps(text, ensure_ascii=self.rng.random() < 0.2)
        parts = []
        for c in text:
            if self.rng.random() < 0.2:
                form = "\\u%04x" if self.rng.random() < 0.5 else "\\u%04X"
                units = c.encode("utf-16-be", "surrogatepass")
                for high, low in zip(units[::2], units[1::2], strict=True):
                    parts.append(form % (high * 256 + low))
            else:
                parts.append("\\/" if c == "/" else json.dumps(c, ensure_ascii=False)[1:-1])
        return '"' + "".join(parts) + '"'

    def node(self, node):
        blank = self.blanks
        if isinstance(node, Raw):
            return str(node)
        if isinstance(node, str):
            return self.text(node)
        if isinstance(node, Members):
            pairs = list(node)
            if self.shuffles:
                self.rng.shuffle(pairs)
            inner = ",".join(
                f"{blank}{self.text(k)}{blank}:{blank}{self.node(v)}{blank}" for k, v in pairs
            )
            return "{" + inner + "}"
        if isinstance(node, list):
            return "[" + ",".join(blank + self.node(v) for v in node) + blank + "]"
        return json.dumps(node)


def nested(rng, depth):
    """DEPTH containers inside each other."""
    text = rng.choice(("", "1", '"a"', "null"))
    for _ in range(depth):
        text = (
            "[" + text + "]"
            if rng.random() < 0.6
            else '{"a":' + (text or "[]") + "}"
            if text
            else "{}"
        )
    return Raw(text)


class Corpus:
    def __init__(self, tables, status_types):
        self.tables = tables
        self.status_types = status_types
        self.types = list(tables.types.values())

    def words(self, member):
        return self.tables.lists.get(member.list_name)

    def known(self, event_type, data):
        """Names of the members that this event may carry."""
        names = set(event_type.needs + event_type.takes)
        code = data.get("code")
        if event_type.name == "dossier.status" and code in self.status_types:
            target = self.tables.types[self.status_types[code]]
            names |= set(target.needs + target.takes)
        return names

    def data(self, rng, event_type, at):
        data = Members()
        for name in event_type.needs:
            member = self.tables.members[name]
            data.append(
                (name, at if name == "at" else values.right(rng, member, self.words(member)))
            )
        if event_type.name == "dossier.status":
            data.put("code", rng.randint(1, 10))
        share = rng.random()
        for name in sorted(self.known(event_type, data) - set(event_type.needs)):
            member = self.tables.members[name]
            if rng.random() < share:
                data.append((name, values.right(rng, member, self.words(member))))
            elif rng.random() < 0.1:
                data.append((name, None))  # null is absent, or "not so" (R4)
        if event_type.name == "indicator.reported" and not self.has_figure(data):
            data.put("value", values.any_decimal(rng))
        if event_type.name == "dossier.status":
            code = data.get("code")
            data.put("code", values.spelled(rng, code))
        return data

    @staticmethod
    def has_figure(data):
        pair = data.get("numerator") is not None and data.get("denominator") is not None
        return pair or data.get("value") is not None

    def event(self, rng, event_type):
        """A good event: envelope as Members, `data` among them."""
        while True:
            time_us = values.any_us(rng)
            ahead = rng.choice((0, 0, 600 * 10**6, rng.randint(-(10**14), 600 * 10**6), -1))
            time, at = values.instant(rng, time_us), values.instant(rng, time_us + ahead)
            if time and at:
                break
        event = Members(
            [
                ("specversion", "1.0"),
                ("type", event_type.full_name),
                ("source", self.identifier(rng, "/quangngai/mot-cua/21025")),
                ("id", self.identifier(rng, f"e{rng.randint(1, 10**9)}")),
                ("time", time),
                ("data", self.data(rng, event_type, at)),
            ]
        )
        if self.alias_target(event) == event.get("data").get("dossier") is not None:
            return self.event(rng, event_type)
        return event

    @staticmethod
    def alias_target(event):
        return event.get("data").get("of") or event.get("data").get("alias_of")

    @staticmethod
    def identifier(rng, usual):
        if rng.random() < 0.8:
            return usual
        length = rng.choice((1, 127, 128, rng.randint(1, 128)))
        return "".join(rng.choice('ab Đặc_/:😀"\\\u00a0\u2028-é\U000103ff\U0010ffff') for _ in range(length))

    def decorate(self, rng, event_type, event):
        """What must make no difference: unknown members, members of other types, extensions."""
        data = event.get("data")
        wild = (
            None,
            True,
            5,
            "Nguyễn Văn A",
            Raw("-1.5e300"),
            [1, [2]],
            nested(rng, 5),
            "x" * 5000,
            Raw("1" * 400),
        )
        if rng.random() < 0.3:
            data.put(rng.choice(UNKNOWN_NAMES), rng.choice(wild))
        if rng.random() < 0.3:
            known = self.known(event_type, Members([("code", self.code_of(data))]))
            others = sorted(set(self.tables.members) - known)
            data.put(rng.choice(others), rng.choice(wild))
        if rng.random() < 0.2:
            event.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        if rng.random() < 0.2:
            event.put(
                rng.choice(("sequence", "partitionkey")), rng.choice(("17", "H48.21-250908-0042"))
            )
        if rng.random() < 0.2:
            event.put("datacontenttype", rng.choice(("application/json", None)))
        if rng.random() < 0.2:
            event.put(rng.choice(("subject", "dataschema", "ext1", "note")), rng.choice(wild))
        if rng.random() < 0.1:
            event.put("x", nested(rng, rng.choice((1, 14, 15))))
            data.put("x", nested(rng, rng.choice((1, 13, 14))))

    @staticmethod
    def code_of(data):
        code = data.get("code")
        if isinstance(code, Raw) and re.fullmatch("[0-9].*[0-9]", code):
            return strict_json.whole_number(code)
        return code if isinstance(code, int) else None

    def make(self, seed, index):
        """(bytes, what must come of them, what was done)"""
        rng = random.Random(f"{seed}/{index}")
        event_type = rng.choice(self.types)
        event = self.event(rng, event_type)
        self.decorate(rng, event_type, event)
        expected, story = ACCEPTED, "good"
        pick = rng.random()
        if 0.35 < pick < 0.8:
            expected, story = damage.one_fault(rng, self, event_type, event)
        elif pick >= 0.9:
            for _ in range(rng.randint(2, 3)):
                damage.one_fault(rng, self, event_type, event)
            expected, story = UNKNOWN, "several faults"
        payload = Writer(rng).node(event).encode("utf-8", "surrogatepass")
        if pick <= 0.02:
            payload = damage.pad(rng, payload, 64 * 1024)
        elif 0.8 <= pick < 0.86:
            payload, expected, story = damage.bytes_fault(rng, payload)
        elif 0.86 <= pick < 0.9 or pick > 0.98:
            payload, expected, story = damage.noise(rng, payload), UNKNOWN, "noise"
        return payload, expected, story
