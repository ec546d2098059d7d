# SPDX-License-Identifier: PostgreSQL
"""Right and wrong values for each kind of member of event.def.

right(rng, member) gives a value that the contract accepts; wrong(rng, member) a value
that it refuses, with the reasons that may be given for it.  A value is what json can
hold, or a Raw: text that goes into the document as it is.
"""

import datetime

EPOCH = datetime.datetime(1970, 1, 1)
FIRST_US = 946_684_800 * 10**6  # 2000-01-01T00:00:00Z
LAST_US = 4_102_444_799 * 10**6  # 2099-12-31T23:59:59Z

TIME = {"time_shape"}
MISTYPED = {"member_mistyped"}
SHAPE = {"code_shape"}
RANGE = {"number_range"}


class Raw(str):
    """JSON text that is written as it stands."""


MONTH_ENDS = (
    "2000-02-29",
    "2024-02-29",
    "2096-02-29",
    "2023-02-28",
    "2025-01-31",
    "2025-04-30",
    "2025-12-31",
    "2000-01-01",
    "2099-12-31",
    "2025-10-31",
    "2025-11-30",
)
NO_SUCH_DAY = (
    "2025-02-29",
    "2023-02-29",
    "2024-02-30",
    "2025-04-31",
    "2025-06-31",
    "2025-09-31",
    "2025-11-31",
    "2025-13-01",
    "2025-00-10",
    "2025-01-00",
    "2025-01-32",
    "2025-12-99",
)
NO_DAY_SHAPE = (
    "",
    "2025",
    "2025-09",
    "2025-9-12",
    "2025-09-1",
    "12/09/2025",
    "20250912",
    "25-09-12",
    " 2025-09-12",
    "2025-09-12 ",
    "2025-09-12\n",
    "2025/09/12",
    "２０２５-09-12",
    "2025-09-12T",
    "2025-09-123",
    "12025-09-12",
    "2025-0९-12",
    "today",
    "-025-09-12",
)
NOT_IN_CODE = (
    " \t\n\"'()[]{}*?!%#@=;\\|<>~`^$áàảãạăâéêíóôơúưýÁÂÊÔƠƯðÐɖƉ１А\u00a0\u0301\u200b\ufeff€😀"
)
CODE_MORE = "ABCXYZabcxyz0123456789Đđ._,:/&+-"


def instant(rng, us):
    """One of the spellings of an instant; None when its year falls out of range."""
    zone = rng.choice((420, 420, 420, 0, None, "z", 840, -840, rng.randint(-840, 840)))
    minutes = 0 if zone in (None, "z") else zone
    local = EPOCH + datetime.timedelta(microseconds=us, minutes=minutes)
    if not 2000 <= local.year <= 2099:
        return None
    fraction = f"{us % 10**6:06d}".rstrip("0")
    if rng.random() < 0.15:
        fraction = fraction.ljust(6, "0") + "".join(
            rng.choice("059") for _ in range(rng.randint(0, 30))
        )
    text = local.strftime("%Y-%m-%d") + rng.choice("TTTt") + local.strftime("%H:%M:%S")
    text += "." + fraction if fraction else ""
    if zone is None:
        return text + "Z"
    if zone == "z":
        return text + "z"
    sign = "-" if zone < 0 or (zone == 0 and rng.random() < 0.2) else "+"
    return f"{text}{sign}{abs(zone) // 60:02d}:{abs(zone) % 60:02d}"


def any_us(rng):
    us = rng.randint(FIRST_US, LAST_US)
    return us if rng.random() < 0.5 else us // 10**6 * 10**6


def any_instant(rng):
    while True:
        text = instant(rng, any_us(rng))
        if rng.random() < 0.1:
            text = rng.choice(MONTH_ENDS) + rng.choice(
                ("T00:00:00+07:00", "T23:59:59.999999Z", "T17:00:00Z")
            )
        if text:
            return text


def any_day(rng):
    if rng.random() < 0.3:
        return rng.choice(MONTH_ENDS)
    return (datetime.date(2000, 1, 1) + datetime.timedelta(days=rng.randint(0, 36524))).isoformat()


def any_code(rng):
    pick = rng.random()
    if pick < 0.6:
        return f"H48.{rng.randint(1, 99):02d}-25{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}-{rng.randint(1, 9999):04d}"
    length = rng.choice((1, 2, 63, 64, rng.randint(1, 64)))
    return rng.choice("A1zĐđ0") + "".join(rng.choice(CODE_MORE) for _ in range(length - 1))


def any_procedure(rng):
    return f"{rng.randint(1, 3)}.{rng.randint(0, 999999):06d}" + rng.choice(
        ("", "", ".000.00.00.H48", ".01", ".000.00.00.G09")
    )


def any_text(rng):
    letters = "Thủ tục đăng ký khai sinh 😀\U000103ff\uffff (cấp xã), \"'%\\/"
    length = rng.choice((1, 20, 60, 1999, 2000)) if rng.random() < 0.1 else rng.randint(1, 40)
    return "".join(rng.choice(letters) for _ in range(length))


def spelled(rng, number):
    """A whole number in one of the ways in which JSON can write it (R6)."""
    pick = rng.random()
    if pick < 0.6:
        return number
    if pick < 0.75:
        return Raw(f"{number}.{'0' * rng.randint(1, 25)}")
    if number == 0:
        return Raw(rng.choice(("-0", "0e5", "0E-7", "0.0e0", "-0.0", "0e999999999999999999999")))
    zeros = len(str(number)) - len(str(number).rstrip("0"))
    if zeros and pick < 0.9:
        return Raw(str(number)[:-zeros] + rng.choice(("e", "E", "e+", "E+0")) + str(zeros))
    more = rng.randint(1, 6)
    return Raw(f"{number}{'0' * more}{rng.choice('eE')}-{more}")


def any_integer(rng, low, high):
    near = (
        low,
        high,
        low + 1,
        high - 1,
        rng.randint(low, high),
        rng.randint(low, min(high, low + 1000)),
    )
    return spelled(rng, min(max(rng.choice(near), low), high))


def any_decimal(rng):
    whole = rng.choice((0, 1, 92, 10**12 - 1, rng.randint(0, 10**12 - 1), rng.randint(0, 5000)))
    if rng.random() < 0.3:
        return spelled(rng, rng.choice((whole, -whole)))
    text = rng.choice(("", "", "-")) + str(whole)
    if rng.random() < 0.05:
        text = rng.choice(("-0", "-0.0", "000000000000.000000", "0000000001", "-000.5"))
        return text
    if rng.random() < 0.7:
        text += "." + "".join(rng.choice("0123456789") for _ in range(rng.choice((1, 2, 6, 5))))
    return text


def any_period(rng):
    return f"{rng.randint(2000, 2099)}" + rng.choice(
        ("", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4", "-01", "-09", "-10", "-12")
    )


def right(rng, member, words):
    kind = member.kind
    if kind == "WORD":
        return rng.choice(words)
    if kind == "INTEGER":
        return any_integer(rng, member.low, member.high)
    if kind == "TRUTH":
        return rng.random() < 0.5
    if kind == "DATE":
        return any_day(rng) if rng.random() < 0.7 else any_instant(rng)
    return {
        "CODE": any_code,
        "PROCEDURE": any_procedure,
        "TEXT": any_text,
        "DECIMAL": any_decimal,
        "INSTANT": any_instant,
        "DAY": any_day,
        "PERIOD": any_period,
    }[kind](rng)


def wrong_clock(rng):
    """An instant that is refused for its clock or its zone, on a good day."""
    day = rng.choice(MONTH_ENDS)
    table = (
        ({"time_no_zone"}, ("T08:00:00", "T23:59:59.5", "t00:00:00.000000001")),
        (
            TIME,
            (
                " 08:00:00+07:00",
                "T8:00:00+07:00",
                "T08:00+07:00",
                "T08:00:00+7",
                "T08:00:00+0700",
                "T08:00:00+07",
                "T08:00:00.+07:00",
                "T08:00:00,5+07:00",
                "T08:00:00ZZ",
                "T08:00:00Z ",
                "T08:00:00Z\n",
                "T08:00:00+07:00Z",
                "T08:00:00 +07:00",
                "T08:00:00UTC",
                "T080000+07:00",
                "T08:00:00−07:00",
                "T08:00:0０Z",
                "_08:00:00Z",
                "T08:00:00+07:000",
                "T08:00:00++7:00",
            ),
        ),
        (
            {"time_impossible"},
            (
                "T24:00:00+07:00",
                "T23:60:00Z",
                "T08:00:61+07:00",
                "T08:00:60Z",
                "T99:00:00Z",
                "T08:00:00+14:01",
                "T08:00:00-15:00",
                "T08:00:00+07:60",
                "T08:00:00+99:00",
            ),
        ),
    )
    reasons, tails = rng.choice(table)
    return reasons, day + rng.choice(tails)


def wrong_day(rng):
    reasons, texts = rng.choice(
        (
            ({"time_impossible"}, NO_SUCH_DAY),
            (
                {"time_range"},
                ("1999-12-31", "2100-01-01", "0025-09-08", "9999-12-31", "1900-01-01"),
            ),
            (TIME, NO_DAY_SHAPE),
        )
    )
    return reasons, rng.choice(texts)


def wrong_instant(rng, with_date):
    """For INSTANT and DATE; a bare date is right only for the latter."""
    if rng.random() < 0.5:
        return wrong_clock(rng)
    reasons, day = wrong_day(rng)
    if reasons == TIME:
        return reasons, day
    if with_date and rng.random() < 0.5:
        return reasons, day
    return reasons, day + "T08:00:00+07:00"


def wrong_code(rng):
    code = any_code(rng)
    if rng.random() < 0.3:
        return SHAPE, rng.choice(
            ("", "A" * 65, "Đ" * 65, code.ljust(64, "0") + rng.choice("0Đ"), "x" * 3000)
        )
    if rng.random() < 0.3:
        return SHAPE, rng.choice("._,:/&+- ") + code[:-1]
    at = rng.randint(0, len(code) - 1)
    return SHAPE, code[:at] + rng.choice(NOT_IN_CODE) + code[at + 1 :]


def wrong_integer(rng, member):
    numbers = (
        member.low - 1,
        member.high + 1,
        -(2**63),
        2**63,
        2**64 + member.low,
        10**30,
        Raw(f"{member.low}.5"),
        Raw("1e400"),
        Raw("-1e99999999999999999999"),
        Raw("1e-7"),
        Raw("2.50"),
        Raw("1" * 5000),
        Raw(f"{member.high}.000000000000000000000000001"),
    )
    return RANGE, rng.choice(numbers)


def wrong_decimal(rng):
    if rng.random() < 0.4:
        return RANGE, rng.choice(
            (10**12, -(10**12), 10**30, Raw("1e12"), Raw("1e400"), Raw("1" * 400))
        )
    if rng.random() < 0.3:
        return RANGE, rng.choice((Raw("0.3"), Raw("1e-1"), Raw("92.61"), Raw("-0.5e0")))
    texts = (
        "",
        "-",
        ".",
        "abc",
        "1e5",
        "+5",
        "5.",
        ".5",
        "1,5",
        " 5",
        "5 ",
        "5\n",
        "--5",
        "NaN",
        "0x10",
        "1_000",
        "٥",
        "1.1234567",
        "1234567890123",
        "-1234567890123.5",
        "1.0000000",
        "1.2.3",
        "5%",
        "1.-5",
        "9" * 100,
    )
    return RANGE, rng.choice(texts)


def wrong_word(rng, words):
    word = rng.choice(words)
    return {"code_not_listed"}, rng.choice(
        ("", "email", word.upper(), word + " ", word[:-1], word + "\n", "1", "x" * 400)
    )


def mistyped(rng, member):
    """A value of another JSON type; null is never one, it is absent."""
    text, number, truth = "text", "number", "truth"
    own = {"INTEGER": (number,), "TRUTH": (truth,), "DECIMAL": (text, number)}.get(
        member.kind, (text,)
    )
    values = {
        text: ("true", "5", "", "null"),
        number: (0, 1, 5, 20250908, Raw("1.5"), Raw("1757293200000")),
        truth: (True, False),
        "rest": ([], Raw("{}"), [1], Raw('{"a":null}'), ["2025-09-08T08:00:00+07:00"]),
    }
    return MISTYPED, rng.choice(values[rng.choice([k for k in values if k not in own])])


def wrong(rng, member, words):
    """(reasons that may be given, value)"""
    kind = member.kind
    if kind == "TRUTH" or rng.random() < 0.2:
        return mistyped(rng, member)
    if kind in ("CODE", "PROCEDURE"):
        return wrong_code(rng)
    if kind == "WORD":
        return wrong_word(rng, words)
    if kind == "INTEGER":
        return wrong_integer(rng, member)
    if kind == "DECIMAL":
        return wrong_decimal(rng)
    if kind == "TEXT":
        return SHAPE, rng.choice(
            ("", "x" * 2001, "😀" * 2001, "a\tb", "a\nb", "a\x7f", "\x85a", "a\x9f", "\x1f")
        )
    if kind == "DAY":
        return wrong_day(rng) if rng.random() < 0.7 else (TIME, any_instant(rng))
    if kind == "PERIOD":
        return {"code_not_listed"}, rng.choice(
            (
                "",
                "2025-Q5",
                "2025-Q0",
                "2025-13",
                "2025-00",
                "9/2025",
                "2025-H3",
                "1999",
                "2100",
                "2025-",
                "2025-q1",
                "2025-1",
                " 2025",
                "2025\n",
                "2025-Q",
                "2025-012",
                "20250",
                "２０２５",
                "2025-H1 ",
                "2025-M1",
            )
        )
    return wrong_instant(rng, kind == "DATE")
