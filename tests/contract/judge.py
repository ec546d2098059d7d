# SPDX-License-Identifier: PostgreSQL
"""Accepts or refuses a document by the published JSON Schemas.

The judge is Python's jsonschema with the files of schema/events.  Its `pattern` keyword
is replaced, since there `$` is the end of the text (ECMA 262), while Python's lets a
line feed follow.  What a schema cannot say stands in _beyond_schema(), nothing else.
"""

import json
import pathlib
import re
import sys
from functools import cache

import jsonschema
from jsonschema import validators

import strict_json

ROOT = pathlib.Path(__file__).resolve().parents[2]
EVENTS = ROOT / "schema" / "events"
sys.path.insert(0, str(EVENTS))
import table  # noqa: E402

TOLERANCE_US = 600 * 10**6
ALIASES = {"dossier.aliased": "of", "dossier.corrected": "alias_of"}


@cache
def _pattern(text):
    return re.compile(re.sub(r"\$$", r"\\Z", text))


def _check_pattern(validator, pattern, instance, schema):
    if isinstance(instance, str) and not _pattern(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator = validators.extend(
    jsonschema.Draft202012Validator,
    validators={"pattern": _check_pattern},
)


def instant_us(text):
    """Microseconds, from a day of its own, of an instant that the schema has accepted (R2)."""
    year, month, day, hour, minute, second = map(int, re.findall("[0-9]+", text[:19]))
    rest = re.fullmatch(r"(?:\.([0-9]+))?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))", text[19:])
    fraction, sign, zone_hours, zone_minutes = rest.groups()
    zone = int(sign + "1") * (int(zone_hours) * 60 + int(zone_minutes)) if sign else 0
    months = (year - (month < 3)) * 12 + (month + 9) % 12  # years that begin in March
    y, m = divmod(months, 12)
    days = y * 365 + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5 + day
    seconds = ((days * 24 + hour) * 60 + minute - zone) * 60 + second
    return seconds * 10**6 + int(((fraction or "") + "000000")[:6])


def _beyond_schema(name, event):
    """The reason why an event that its schema accepts is refused all the same, or None."""
    data = event["data"]
    if instant_us(data["at"]) > instant_us(event["time"]) + TOLERANCE_US:
        return "at_after_time"
    if name in ALIASES and data.get(ALIASES[name]) == data["dossier"]:
        return "alias_of_itself"
    return None


def _inlined(node, definitions):
    """The schema with each $ref of its own $defs replaced: looking them up is half of the time."""
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        assert not node.keys() - {"$ref", "description"}, node
        return _inlined(definitions[node["$ref"].removeprefix("#/$defs/")], definitions)
    return {name: _inlined(item, definitions) for name, item in node.items() if name != "$defs"}


class Judge:
    def __init__(self):
        self.tables = table.load()
        self.schemas = {
            t.full_name: (t.name, self._load(t.name)) for t in self.tables.types.values()
        }

    @staticmethod
    def _load(name):
        schema = json.loads((EVENTS / f"{name}.v1.schema.json").read_text(encoding="utf-8"))
        _Validator.check_schema(schema)
        return _Validator(_inlined(schema, schema.get("$defs", {})))

    def refusal(self, payload):
        """None: accepted.  Else the reason where it is sure, else "schema"."""
        try:
            event = strict_json.read(payload)
        except strict_json.Malformed as malformed:
            return malformed.args[0]
        stated = event.get("type")
        if not isinstance(stated, str) or stated not in self.schemas:
            return "schema"
        name, validator = self.schemas[stated]
        if not validator.is_valid(event):
            return "schema"
        return _beyond_schema(name, event)
