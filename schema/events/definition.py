# SPDX-License-Identifier: PostgreSQL
"""Builds the JSON Schemas (2020-12) of the contract from the tables of event.def.

Every schema describes the whole structured CloudEvent, so one file validates what goes
into a topic.  The shared definitions of common.schema.json are copied into the `$defs`
of each schema that uses them: a department needs one file and no resolver, and every
validator, editor and AsyncAPI tool can follow the references.  `generate.py --check`
keeps the copies equal.

Times are validated by pattern, to the day of the month and the leap year: `format` is an
annotation that validators may ignore.  All patterns mean the same in ECMA 262, Python,
PCRE and RE2, provided that `$` is the end of the text, as it is in ECMA 262.
"""

from table import STATUS_TYPES
from wording import TYPES
from wording_member import DEFINITIONS, LISTS, MEMBERS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
URN = "urn:trakhuc:event:"

CODE = "^[A-Za-z0-9Đđ][A-Za-z0-9Đđ._,:/&+-]{0,63}$"
NO_CONTROL = r"^[^\x00-\x1f\x7f-\x9f]+$"
DAY = (
    r"20[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|20(?:[02468][048]|[13579][26])-02-29"
)
CLOCK = (
    r"[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:[Zz]|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
PERIOD = "^20[0-9]{2}(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]))?$"
DECIMAL = r"^-?[0-9]{1,12}(?:\.[0-9]{1,6})?$"
WHOLE_MAX = 10**12 - 1


def _text(pattern, **more):
    return {"type": "string", "pattern": pattern, **more}


SHAPES = {
    "identifier": _text(NO_CONTROL, minLength=1, maxLength=128),
    "code": _text(CODE),
    "procedure": _text(CODE),
    "text": _text(NO_CONTROL, minLength=1, maxLength=2000),
    "truth": {"type": "boolean"},
    "instant": _text(f"^(?:{DAY}){CLOCK}$"),
    "date_or_instant": _text(f"^(?:{DAY})(?:{CLOCK})?$"),
    "day": _text(f"^(?:{DAY})$"),
    "period": _text(PERIOD),
    "decimal": {
        "anyOf": [
            {"type": "integer", "minimum": -WHOLE_MAX, "maximum": WHOLE_MAX},
            _text(DECIMAL),
        ]
    },
}
DEFINITION_OF_KIND = {
    "CODE": "code",
    "PROCEDURE": "procedure",
    "TEXT": "text",
    "TRUTH": "truth",
    "INSTANT": "instant",
    "DATE": "date_or_instant",
    "DAY": "day",
    "PERIOD": "period",
    "DECIMAL": "decimal",
}


def definitions(tables):
    """The shared definitions: the shapes, and the lists of words."""
    shared = {name: {"description": DEFINITIONS[name], **shape} for name, shape in SHAPES.items()}
    for name, words in tables.lists.items():
        name = name.lower()
        shared[name] = {"description": LISTS[name], "type": "string", "enum": words}
    return shared


def common_schema(tables):
    return {
        "$schema": DIALECT,
        "$id": URN + "common",
        "title": "Định nghĩa dùng chung",
        "description": "Shared definitions of the events of Trà Khúc. Each event's schema carries a copy of those that it uses.",
        "$defs": definitions(tables),
    }


def _value(member):
    """The schema of a member that is there and not null."""
    if member.kind == "INTEGER":
        return {"type": "integer", "minimum": member.low, "maximum": member.high}
    if member.kind == "WORD":
        return {"$ref": "#/$defs/" + member.list_name.lower()}
    return {"$ref": "#/$defs/" + DEFINITION_OF_KIND[member.kind]}


def _member(member, at_is, is_needed, is_correction=False):
    description = MEMBERS[member.name]
    if member.name == "at":
        description = f"When it happened: {at_is}. {description.split('. ', 1)[1]}"
    if is_needed:
        return {"description": description, **_value(member)}
    if is_correction:
        description += " Null: not so."
    return {"description": description, "anyOf": [_value(member), {"type": "null"}]}


def _not_null(*names):
    return {
        "required": list(names),
        "properties": {name: {"not": {"type": "null"}} for name in names},
    }


def _status_branches(tables, own):
    """One if/then per code: the members of the type that it stands for, all optional."""
    branches = []
    for code, name in STATUS_TYPES.items():
        target = tables.types[name]
        taken = [member for member in target.needs + target.takes if member not in own]
        if not taken:
            continue
        properties = {m: _member(tables.members[m], "", False) for m in taken}
        branches.append(
            {
                "if": {"required": ["code"], "properties": {"code": {"const": code}}},
                "then": {"title": TYPES[name][0], "properties": properties},
            }
        )
    return branches


def _data(tables, event_type):
    at_is = TYPES[event_type.name][2]
    properties = {}
    for name in event_type.needs:
        properties[name] = _member(tables.members[name], at_is, True)
    for name in event_type.takes:
        properties[name] = _member(tables.members[name], at_is, False, event_type.is_correction)
    data = {
        "description": "The fact. Members that are not listed are ignored and never stored (R7)."
        + ("" if event_type.is_correction else " Null is the same as absent (R4)."),
        "type": "object",
        "required": event_type.needs,
        "properties": properties,
    }
    if event_type.name == "dossier.status":
        data["allOf"] = _status_branches(tables, event_type.needs)
    if event_type.name == "indicator.reported":
        data["anyOf"] = [_not_null("value"), _not_null("numerator", "denominator")]
    return data


def _references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value.rsplit("/", 1)[1]
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def event_schema(tables, event_type):
    title, tells, _ = TYPES[event_type.name]
    properties = {
        "specversion": {"description": "CloudEvents 1.0.2.", "const": "1.0"},
        "type": {"const": event_type.full_name},
        "source": {
            "description": "The system that states it, for example /quangngai/mot-cua/21025.",
            "$ref": "#/$defs/identifier",
        },
        "id": {
            "description": "Identifies the event together with `source`; computed from the content, so that reading a file twice gives equal ids.",
            "$ref": "#/$defs/identifier",
        },
        "time": {
            "description": "When the source states it: the time of its change, or of the export for a snapshot; never the time of reading (R2).",
            "$ref": "#/$defs/instant",
        },
        "datacontenttype": {
            "description": "application/json where it is stated.",
            "type": ["string", "null"],
        },
        "data": _data(tables, event_type),
        "data_base64": False,
    }
    used = set(_references(properties))
    return {
        "$schema": DIALECT,
        "$id": f"{URN}{event_type.name}.v1",
        "title": title,
        "description": tells,
        "type": "object",
        "required": ["specversion", "type", "source", "id", "time", "data"],
        "properties": properties,
        "$defs": {n: d for n, d in definitions(tables).items() if n in used},
    }
