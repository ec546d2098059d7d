# SPDX-License-Identifier: PostgreSQL
"""Bytes to a document, as strict as the contract: the second opinion on the C decoder.

Python's json does the grammar; here is what it lets through and the contract does not
(reason.def, class malformed).  Numbers stay exact: a whole number is an int however it
is spelled (5.0, 50e-1), and any other is 0.5: no member of the contract accepts one.
"""

import json
import re

BYTES_MAX = 64 * 1024
DEPTH_MAX = 16
NOT_WHOLE = 0.5
DIGITS_MAX = 40  # beyond every limit of the contract

_SURROGATE = re.compile("[\ud800-\udfff]")


class Malformed(Exception):
    """The argument is the reason of reason.def."""


def _exponent(text):
    size = int(text.lstrip("+-").lstrip("0")[:12] or "0")
    return -size if text.startswith("-") else size


def whole_number(text):
    """The int that TEXT spells, or None.  Huge numbers are cut to a huge number."""
    match = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?", text)
    sign, whole, fraction, exponent = match.groups()
    digits = (whole + (fraction or "")).lstrip("0")
    if not digits:
        return 0
    stripped = digits.rstrip("0")
    power = _exponent(exponent or "0") - len(fraction or "") + len(digits) - len(stripped)
    if power < 0:
        return None
    if len(stripped) + power > DIGITS_MAX:
        stripped, power = "1", DIGITS_MAX
    value = int(stripped) * 10**power
    return -value if sign else value


def _number(text):
    value = whole_number(text)
    return NOT_WHOLE if value is None else value


def _constant(_):
    raise Malformed("not_json")  # NaN, Infinity


def _pairs(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("duplicate_key")
    return members


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs,
    parse_float=_number,
    parse_int=_number,
    parse_constant=_constant,
)


def _examine(node, depth):
    if isinstance(node, str):
        if "\0" in node:
            raise Malformed("nul_character")
        if _SURROGATE.search(node):
            raise Malformed("lone_surrogate")
    elif isinstance(node, (dict, list)):
        if depth == DEPTH_MAX:
            raise Malformed("too_deep")
        for child in node:
            _examine(child, depth + 1)
        if isinstance(node, dict):
            for child in node.values():
                _examine(child, depth + 1)


def read(payload):
    """The document that PAYLOAD holds; raises Malformed."""
    if len(payload) > BYTES_MAX:
        raise Malformed("too_large")
    try:
        document = _DECODER.decode(payload.decode("utf-8"))
    except RecursionError:
        raise Malformed("too_deep") from None
    except ValueError:  # also UnicodeDecodeError, JSONDecodeError
        raise Malformed("not_json") from None
    if not isinstance(document, dict):
        raise Malformed("not_json")
    _examine(document, 0)
    return document
