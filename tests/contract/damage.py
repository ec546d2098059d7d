# SPDX-License-Identifier: PostgreSQL
"""Faults for good events: one in the members, one in the bytes, or noise."""

import values
from values import Raw

ENVELOPE = frozenset({"envelope"})
MISSING = frozenset({"member_missing"})
CHUNKS = (
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\\udfff",
    b"\\u00",
    b"\0",
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    b"null",
    b"true",
    b"-",
    b"1e9",
    b"00",
    b"//",
    b"/**/",
    b"\n",
    b"\x1f",
    b"\x0b",
    b"\x0c",
    b"\x7f",
    b"\xc2\x85",
    b'"at":',
    b'"data":{}',
    b'"id":"a",',
    b"0.",
    b"\xf0\x9f\x98\x80",
)


def _pick_member(rng, corpus, event_type, data):
    """A member that this event may carry, its name, and its words."""
    known = corpus.known(event_type, type(data)([("code", corpus.code_of(data))]))
    member = corpus.tables.members[rng.choice(sorted(known))]
    return member, corpus.words(member)


def _missing(rng, corpus, event_type, event):
    data = event.get("data")
    name = rng.choice(event_type.needs)
    if rng.random() < 0.5:
        data.drop(name)
        return MISSING, f"without {name}"
    data.put(name, None)
    return MISSING, f"{name} is null"


def _wrong(rng, corpus, event_type, event):
    data = event.get("data")
    member, words = _pick_member(rng, corpus, event_type, data)
    reasons, value = values.wrong(rng, member, words)
    data.put(member.name, value)
    return frozenset(reasons), f"wrong {member.name}"


def _no_data(rng, corpus, event_type, event):
    if rng.random() < 0.3:
        event.drop("data")
        return MISSING, "without data"
    event.put("data", rng.choice((None, [], "x", 5, True, Raw("[{}]"), Raw('"{}"'))))
    return MISSING, "data is no object"


def _envelope(rng, corpus, event_type, event):
    name = rng.choice(("specversion", "source", "id", "type"))
    if rng.random() < 0.3:
        event.drop(name)
        return ENVELOPE, f"without {name}"
    values_of = [None, 5, True, [], Raw('{"a":1}'), Raw("1.0"), ""]
    if name == "specversion":
        values_of += ["0.3", "1", "1.0 ", "1.0.2", "2.0", " 1.0", "1.0\n"]
    elif name == "type":
        event.put(name, rng.choice(values_of[:-1]))
        return ENVELOPE, "type is no text"
    else:
        values_of += [
            "x" * 129,
            "Đ" * 129,
            "😀" * 129,
            "a\tb",
            "a\n",
            "\x7f",
            "a\x85",
            "\x9fb",
            "\x1f",
            "x" * 4000,
        ]
    event.put(name, rng.choice(values_of))
    return ENVELOPE, f"wrong {name}"


def _content(rng, corpus, event_type, event):
    """Data is JSON; CloudEvents has members that say otherwise."""
    if rng.random() < 0.5:
        event.put("data_base64", rng.choice(("e30=", "", 5, {}, None)))
        if rng.random() < 0.5:
            event.drop("data")
        return frozenset({"member_mistyped"}), "data in base64"
    event.put("datacontenttype", rng.choice((5, True, [], Raw("{}"))))
    return ENVELOPE, "datacontenttype is no text"


def _type(rng, corpus, event_type, event):
    name = event_type.full_name
    if rng.random() < 0.5:
        version = rng.choice(("v2", "v0", "v10", "v99"))
        event.put("type", name[:-2] + version)
        return frozenset({"unknown_version"}), f"version {version}"
    event.put(
        "type",
        rng.choice(
            (
                name.replace("vn.gov.quangngai", "vn.gov.kontum"),
                "vn.gov.quangngai.dossier.forwarded.v1",
                name.upper(),
                "x" + name,
                "a",
                "vn.gov.quangngai..v1",
                name.replace("gov.", "gov..", 1),
            )
        ),
    )
    return frozenset({"unknown_type"}), "unknown type"


def _odd_type(rng, corpus, event_type, event):
    """Refused; whether as a type or as a version is not asked."""
    name = event_type.full_name
    event.put(
        "type",
        rng.choice(
            (
                name + " ",
                name + "\n",
                name[:-3],
                name[:-1],
                name + "1x",
                name[:-2] + "V1",
                "vn.gov.quangngai.",
                "vn.gov.quangngai.v1",
                name + ".v1",
                "",
                "x" * 5000,
            )
        ),
    )
    return frozenset({"unknown_type", "unknown_version", "envelope"}), "odd type"


def _time(rng, corpus, event_type, event):
    if rng.random() < 0.3:
        event.drop("time")
        return frozenset({"time_shape"}), "without time"
    if rng.random() < 0.3:
        event.put("time", rng.choice((None, 5, True, [], Raw("{}"), "")))
        return frozenset({"time_shape"}), "time is no text"
    reasons, text = values.wrong_instant(rng, False)
    event.put("time", text)
    return frozenset(reasons), "wrong time"


def _late(rng, corpus, event_type, event):
    while True:
        us = values.any_us(rng)
        ahead = 600 * 10**6 + rng.choice((1, 10**6, 86400 * 10**6, rng.randint(1, 10**15)))
        if us + ahead > values.LAST_US:
            continue
        time, at = values.instant(rng, us), values.instant(rng, us + ahead)
        if time and at:
            break
    event.put("time", time)
    event.get("data").put("at", at)
    return frozenset({"at_after_time"}), "at after time"


def _alias(rng, corpus, event_type, event):
    name = {"dossier.aliased": "of", "dossier.corrected": "alias_of"}.get(event_type.name)
    if name is None:
        return _wrong(rng, corpus, event_type, event)
    event.get("data").put(name, event.get("data").get("dossier"))
    return frozenset({"alias_of_itself"}), "alias of itself"


def _figures(rng, corpus, event_type, event):
    if event_type.name != "indicator.reported":
        return _missing(rng, corpus, event_type, event)
    data = event.get("data")
    for name in ("value", rng.choice(("numerator", "denominator"))):
        data.drop(name)
        if rng.random() < 0.5:
            data.put(name, None)
    return MISSING, "indicator without a figure"


FAULTS = (
    (_wrong,) * 8
    + (_missing,) * 3
    + (_time,) * 2
    + (_envelope,) * 2
    + (
        _no_data,
        _content,
        _type,
        _odd_type,
        _late,
        _alias,
        _figures,
    )
)


def one_fault(rng, corpus, event_type, event):
    """Breaks EVENT in one way; (reasons, what was done)."""
    if not hasattr(event.get("data"), "put"):
        return None, "already broken"
    return rng.choice(FAULTS)(rng, corpus, event_type, event)


def pad(rng, payload, size):
    blanks = rng.choice((b" ", b"\n", b"\t", b"\r")) * max(0, size - len(payload))
    return payload + blanks if rng.random() < 0.7 else blanks + payload


def _insert(payload, text):
    """TEXT as a further member of the whole document."""
    return payload.rstrip()[:-1] + b"," + text + b"}"


def _in_text(payload, chunk):
    return _insert(payload, b'"zz":["a' + chunk + b'b"]')


def bytes_fault(rng, payload):
    """(bytes, reasons, what was done): one fault that only bytes can have."""
    reason = rng.choice(
        ("not_json",) * 6
        + ("too_large", "too_deep", "nul_character", "lone_surrogate", "duplicate_key")
    )
    if reason == "too_large":
        payload = pad(rng, payload, rng.choice((65537, 65537, 70000)))
    elif reason == "too_deep":
        deep = rng.choice((16, 17, 200))
        opening, closing = rng.choice(((b"[", b"]"), (b'{"a":', b"}")))
        inner = b"1" if opening == b'{"a":' else b""
        payload = _insert(payload, b'"zz":' + opening * deep + inner + closing * deep)
    elif reason == "nul_character":
        payload = rng.choice((_in_text(payload, b"\\u0000"), _insert(payload, b'"\\u0000":1')))
    elif reason == "lone_surrogate":
        half = rng.choice(
            (
                b"\\ud800",
                b"\\uDFFF",
                b"\\udbff x",
                b"\\ud800\\n",
                b"\\udc00\\ud800",
                b"\\ud83d\\ud83d\\udcc4",
                b"\\ud800\\u0041",
            )
        )
        payload = rng.choice((_in_text(payload, half), _insert(payload, b'"' + half + b'":1')))
    elif reason == "duplicate_key":
        twice = (
            b'"zz":{"a":1,"b":2,"a":1}',
            b'"id":"again"',
            b'"zz":1,"zz":1',
            b'"zz":1,"\\u007az":2',
            b'"time":null',
            b'"zz":[{"":1,"":2}]',
            b'"data":{}',
            b'"yy":{"\xc4\x90":1,"\\u0110":1}',
        )
        payload = _insert(payload, rng.choice(twice))
    else:
        return _not_json(rng, payload), frozenset({reason}), reason
    return payload, frozenset({reason}), reason


def _not_json(rng, payload):
    payload = payload.rstrip()
    ways = (
        lambda: payload[: rng.randint(0, len(payload) - 1)],
        lambda: (
            payload
            + rng.choice(
                (b"x", b"{}", b",", b"]", b"}", b"\0", payload, b"\xef\xbb\xbf", b"\xff", b"//")
            )
        ),
        lambda: (
            rng.choice((b"\0", b"\xef\xbb\xbf", b"x", b",", b"\xff", b"/**/", b"\xc2\xa0"))
            + payload
        ),
        lambda: rng.choice((b"", b" ", b"\n\n", b"null", b"[]", b"5", b'"a"', b"true", b"[{}]")),
        lambda: _insert(
            payload,
            b'"zz":'
            + rng.choice(
                (
                    b"01",
                    b"+5",
                    b".5",
                    b"5.",
                    b"1e",
                    b"1e+",
                    b"-",
                    b"0x10",
                    b"NaN",
                    b"Infinity",
                    b"-Infinity",
                    b"nul",
                    b"True",
                    b"'a'",
                    b"[1,]",
                    b"{,}",
                    b'{"a"}',
                    b'{"a":}',
                    b"{a:1}",
                    b"{1:1}",
                    b"[1 2]",
                    b"",
                    b"--1",
                    b"1.e5",
                    b"- 1",
                    b"-01",
                    b"tru e",
                )
            ),
        ),
        lambda: _in_text(
            payload,
            rng.choice(
                (
                    b"\x00",
                    b"\x1f",
                    b"\n",
                    b"\t",
                    b"\\x",
                    b"\\u12",
                    b"\\u12g4",
                    b"\\u",
                    b"\\U0041",
                    b"\\a",
                    b"\\'",
                )
            ),
        ),
        lambda: _in_text(
            payload,
            rng.choice(
                (
                    b"\xff",
                    b"\xfe",
                    b"\x80",
                    b"\xbf",
                    b"\xc0\x80",
                    b"\xc1\xbf",
                    b"\xc3",
                    b"\xc3(",
                    b"\xe0\x80\x80",
                    b"\xe0\x9f\xbf",
                    b"\xed\xa0\x80",
                    b"\xed\xbf\xbf",
                    b"\xe1\xba",
                    b"\xf0\x80\x80\x80",
                    b"\xf0\x8f\xbf\xbf",
                    b"\xf4\x90\x80\x80",
                    b"\xf5\x80\x80\x80",
                    b"\xf8\x88\x80\x80\x80",
                    b"\xf0\x9f\x98",
                    b"\xfc\x84\x80\x80\x80\x80",
                )
            ),
        ),
        lambda: payload[:-1] + b",}",
        lambda: payload[:-1] + rng.choice((b"\x0b}", b"\x0c}", b"\x00}", b"\xc2\xa0}", b"\x1e}")),
        lambda: payload.replace(b":", b"=", 1),
        lambda: payload.replace(b'"', b"'", 2),
    )
    return rng.choice(ways)()


def noise(rng, payload):
    """One to three random edits of bytes."""
    data = bytearray(payload)
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(data))
        edit = rng.randint(0, 4)
        if edit == 0 and at < len(data):
            data[at] ^= 1 << rng.randint(0, 7)
        elif edit == 1:
            del data[at : at + rng.randint(1, 8)]
        elif edit == 2:
            data[at:at] = rng.choice(CHUNKS)
        elif edit == 3:
            size = rng.randint(1, 40)
            data[at:at] = data[at : at + size]
        else:
            data[at : at + 1] = rng.choice(CHUNKS)
    return bytes(data)
