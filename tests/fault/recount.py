# SPDX-License-Identifier: PostgreSQL
"""The facts, folded anew from the log by a program that shares no code with the worker.

Records come from kcat, their validity from the JSON Schemas (tests/contract/judge.py), the joins
from the rules as they are written in schema/model/README.md.  What the database holds is read as
it lies in the tables.  Between the two any difference is a violation.  From facts to counters
goes ioc.audit(), which shares no code with the worker either: together they prove a number from
the log to the screen.

A tie that only the hash of an event's content decides (R8) is left open and counted as such.
"""

import datetime
import re
import sys
from pathlib import Path

import xxhash

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests/contract"), str(TOP / "tests/e2e")]
import judge  # noqa: E402
import strict_json  # noqa: E402

PREFIX, SUFFIX = "vn.gov.quangngai.", ".v1"
TOLERANCE_US = 600 * 10**6
LATEST = 128
LOCAL = datetime.timezone(datetime.timedelta(hours=7))
STATUS_TYPES = ["submitted", "received", "refused", "processing", "supplement-requested",
                "payment-requested", "withdrawn", "stopped", "resolved", "returned"]
MARK_ORDER = ["processing", "resumed", "supplement-requested", "payment-requested", "paid", "stopped", "final"]
MARK_TYPES = set(MARK_ORDER) - {"final"}
DATED = {"submitted", "received", "refused", "withdrawn", "resolved", "returned", "paid", "rescheduled",
         "digitised", "synchronised", "rated"}

INSTANT, DATE, CODE, PROCEDURE, PLAIN = "instant", "date", "code", "procedure", "plain"
WORDS = {"channel": ["direct", "online", "postal"], "channel_basis": ["stated", "assumed"],
         "due_basis": ["stated", "catalogue"], "level": ["province", "commune"],
         "status": ["draft", "sent", "approved", "returned"]}

# member of an event: (column of the fact, kind); which type takes which is the contract's table
DOSSIER = {"due": ("due", DATE), "due_before": ("due_before", DATE), "reception_due": ("reception_due", DATE),
           "procedure": ("procedure", PROCEDURE), "online": ("paid_online", PLAIN)}
DOSSIER |= {name: (name, CODE) for name in ("service", "unit", "handling_unit", "outcome", "reason_code", "alias_of")}
DOSSIER |= {name: (name, PLAIN) for name in
            ("fee_vnd", "paid_vnd", "channel", "channel_basis", "due_basis", "online_level", "applicant_kind",
             "papers", "digitised", "reused", "electronic_result", "apology", "stored", "population_lookup",
             "satisfied", "voided")}
DOSSIER |= {f"{name}_at": (f"{name}_at", INSTANT) for name in DATED}
DOCUMENT = {"unit": ("unit", CODE), "kind": ("kind", CODE), "by": ("replaced_by", CODE), "level": ("level", PLAIN),
            "electronic": ("electronic", PLAIN), "signed": ("signed", PLAIN), "voided": ("voided", PLAIN)}
DOCUMENT |= {f"{name}_at": (f"{name}_at", INSTANT) for name in ("issued", "revoked", "replaced", "updated")}
RECIPIENT_DATES = {"sent", "arrived", "received", "refused", "assigned", "processing", "completed",
                   "takeback-requested", "takeback-agreed", "takeback-refused", "revoked"}
RECIPIENT = {name.replace("-", "_") + "_at": (name.replace("-", "_") + "_at", INSTANT) for name in RECIPIENT_DATES}
RECIPIENT |= {"due": ("due", DATE)}
WORKFILE = {"unit": ("unit", CODE), "level": ("level", PLAIN), "online": ("online", PLAIN)}


EPOCH = judge.instant_us("1970-01-01T00:00:00Z")


def instant(text):
    return judge.instant_us(text) - EPOCH


def local_date(text):
    if len(text) == 10:
        return text
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(microseconds=instant(text))
    return moment.astimezone(LOCAL).date().isoformat()


def reading(kind, value):
    """A member as the fact keeps it; None is a stated null."""
    if value is None:
        return None
    if kind == INSTANT:
        return instant(value)
    if kind == DATE:
        return local_date(value)
    if kind == PROCEDURE:
        return re.sub(r"\.000\.00\.00\.[A-Za-z][0-9]{2}\Z", "", value)
    return value


class Event:
    def __init__(self, document):
        self.data = document["data"]
        self.time, self.at = instant(document["time"]), instant(self.data["at"])
        self.entity, self.name = document["type"][len(PREFIX):-len(SUFFIX)].split(".")
        if (self.entity, self.name) == ("dossier", "status"):
            self.name = STATUS_TYPES[self.data["code"] - 1]
        self.corrects = self.name == "corrected"
        identity = document["source"].encode() + b"\0" + document["id"].encode()
        self.order = (self.time, self.corrects, self.at, xxhash.xxh64_intdigest(identity))
        self.stated = (self.time, xxhash.xxh32_intdigest(document["source"].encode()))


class Registers(dict):
    """column: [version, value, whether a tie is open]"""

    def take(self, column, version, value):
        known = self.get(column)
        if known is None or version > known[0]:
            self[column] = [version, value, False]
        elif version == known[0] and value != known[1]:
            known[2] = True


class Facts:
    def __init__(self, takes):
        self.takes = takes  # type: the members it may state
        self.dossier, self.document, self.recipient, self.workfile, self.indicator = {}, {}, {}, {}, {}
        self.marks, self.retractions = {}, {}

    def members(self, registers, columns, event, stage):
        allowed = self.takes[f"{event.entity}.{event.name}"]
        for member, value in event.data.items():
            if member in columns and member in allowed and (value is not None or event.corrects):
                column, kind = columns[member]
                registers.take(column, (0 if kind == INSTANT else stage, event.order), reading(kind, value))

    def apply(self, event):
        getattr(self, f"apply_{event.entity}", lambda _: None)(event)

    def apply_dossier(self, event):
        data, code = event.data, event.data["dossier"]
        registers = self.dossier.setdefault(code, Registers())
        stage = {"submitted": 0, "received": 1}.get(event.name, 2)
        if event.name in DATED:
            registers.take(f"{event.name}_at", (0, event.order), event.at)
        self.members(registers, DOSSIER, event, stage)
        if event.name == "voided":
            registers.take("voided", (2, event.order), True)
        if event.name == "aliased":
            registers.take("alias_of", (2, event.order), data["of"])
        if event.name in MARK_TYPES:
            kind = "final" if event.name == "stopped" and data.get("final") is True else event.name
            marks, key = self.marks.setdefault(code, {}), (event.at, MARK_ORDER.index(kind))
            marks[key] = min(marks.get(key, event.stated), event.stated)
        if event.name == "retracted":
            at, kind = instant(data["mark_at"]), MARK_ORDER.index(data["mark"])
            self.retractions.setdefault(code, set()).update(
                {(at, kind), (at, MARK_ORDER.index("final"))} if data["mark"] == "stopped" else {(at, kind)})

    def apply_document(self, event):
        to = event.data.get("recipient")
        if to is not None and "recipient" in self.takes[f"document.{event.name}"]:
            registers = Registers()
            if event.name in RECIPIENT_DATES:
                registers.take(event.name.replace("-", "_") + "_at", (0, event.order), event.at)
            self.members(registers, RECIPIENT, event, 0)
            known = self.recipient.setdefault((event.data["document"], to), Registers()) if registers else {}
            for column, (version, value, _) in registers.items():
                known.take(column, version, value)
            self.document.setdefault(event.data["document"], Registers())
            return
        registers = self.document.setdefault(event.data["document"], Registers())
        if event.name in ("issued", "revoked", "replaced", "updated"):
            registers.take(f"{event.name}_at", (0, event.order), event.at)
        if event.name == "voided":
            registers.take("voided", (0, event.order), True)
        self.members(registers, DOCUMENT, event, 0)

    def apply_workfile(self, event):
        registers = self.workfile.setdefault(event.data["workfile"], Registers())
        registers.take(f"{event.name}_at", (0, event.order), event.at)
        self.members(registers, WORKFILE, event, 0)

    def apply_indicator(self, event):
        data = event.data
        registers = self.indicator.setdefault((data["indicator"], data["unit"], data["period"]), Registers())
        if event.name == "voided":
            registers["voided"] = [0, True, False]
            return
        report = (data["status"], *(millionths(data.get(name)) for name in ("value", "numerator", "denominator")))
        registers.take("latest", event.order, report)
        if data["status"] == "approved":
            registers.take("approved", event.order, report)
        if data["status"] == "returned":
            registers.take("approved", event.order, (None,) * 4)


def millionths(value):
    if value is None:
        return None
    whole, _, rest = str(value).partition(".")
    size = abs(int(whole)) * 10**6 + int((rest + "000000")[:6])
    return -size if str(value).startswith("-") else size


# -- the log ------------------------------------------------------------------------------


class Reading:
    """What the log held when it was last read, and the facts of its valid records."""

    TOPICS = ("dossier.v1", "document.v1", "indicator.v1")

    def __init__(self):
        self.judgement = judge.Judge()
        kinds = self.judgement.tables.types.values()
        self.facts = Facts({kind.name: set(kind.needs) | set(kind.takes) for kind in kinds})
        self.next, self.count = {}, {}  # (topic, partition): the next offset, the records so far
        self.refused = {}  # (topic, partition, offset): the reason, or "schema"
        self.found = {}  # payload: how often it lies in the log
        self.judged = {}

    def read_on(self, stack, left_out=()):
        """Reads what was added since, but for the partitions LEFT_OUT; returns how many records
        that were."""
        count = 0
        for topic in self.TOPICS:
            for partition, offset, key, payload, logged_us in stack.timed_records(topic, self.next):
                if (topic, partition) in left_out:
                    continue
                self.next[topic, partition] = offset + 1
                self.count[topic, partition] = self.count.get((topic, partition), 0) + 1
                self.found[payload] = self.found.get(payload, 0) + 1
                reason, document = self.judge(key, payload, logged_us)
                if reason:
                    self.refused[topic, partition, offset] = reason
                else:
                    self.facts.apply(Event(document))
                count += 1
        return count

    def judge(self, key, payload, logged_us):
        if payload not in self.judged:
            self.judged[payload] = self.judgement.refusal(payload)
        if self.judged[payload]:
            return self.judged[payload], None
        document = strict_json.read(payload)
        if instant(document["time"]) > logged_us + TOLERANCE_US:
            return "stated_in_future", document
        return (None if key_agrees(document, key) else "key_differs"), document


def key_agrees(document, key):
    data = document["data"]
    entity = document["type"][len(PREFIX):].split(".")[0]
    of = ("indicator", "unit", "period") if entity == "indicator" else (entity,)
    return not key or key == "|".join(data[member] for member in of)


# -- the tables ---------------------------------------------------------------------------

CODES = {"unit": 1, "handling_unit": 1, "recipient": 1, "procedure": 2, "service": 3, "outcome": 4, "reason_code": 5,
         "alias_of": 6, "replaced_by": 7, "kind": 8, "indicator": 9}
LEFT_OUT = {"versions", "revision", "positions", "ended_at", "ended_kind", "latest_version", "approved_version"}


def table(stack, name):
    """Rows as {column: value} with codes, words and microseconds in place of what is stored."""
    listed = stack.rows("select column_name as name, data_type as type from information_schema.columns "
                        f"where table_schema = 'fact' and table_name = '{name}'", role="postgres")
    parts = []
    for column in listed:
        if column["name"] in LEFT_OUT:
            continue
        part = 't."' + column["name"] + '"'
        if column["type"] == "integer" and column["name"] in CODES:
            part = f"(select c.code from ref.code as c where c.kind = {CODES[column['name']]} and c.number = {part})"
        elif column["type"].startswith("timestamp"):
            part = f"(extract(epoch from {part}) * 1000000)::bigint"
        elif column["type"] == "bytea":
            part = f"encode({part}, 'hex')"
        parts.append(f"{part} as \"{column['name']}\"")
    for row in stack.rows(f"select {', '.join(parts)} from fact.{name} as t", role="postgres"):
        for column, words in WORDS.items():
            if isinstance(row.get(column), int):
                row[column] = words[row[column] - 1]
        yield row


def signed(data):
    """8 bytes with the sign bit turned."""
    return int.from_bytes(data, "big") - (1 << 63)


def packed(hex_text, size):
    """((at, kind), the bytes behind) of each mark of a row."""
    data = bytes.fromhex(hex_text or "")
    for i in range(0, len(data), size):
        yield (signed(data[i:i + 8]), data[i + 8]), data[i + 9:i + size]


def held(registers):
    return {column: value for column, (_, value, tie) in registers.items() if value is not None and not tie}


def open_ties(registers):
    return {column for column, (_, _, tie) in registers.items() if tie}


class Differences(list):
    def __init__(self):
        super().__init__()
        self.ties = 0

    def rows(self, name, wanted, found):
        for key in sorted(wanted.keys() | found.keys(), key=str):
            if key not in found or key not in wanted:
                self.append(f"{name} {key}: {'is not in the table' if key not in found else 'nobody stated it'}")

    def columns(self, name, key, registers, row, left_out=()):
        ties = open_ties(registers)
        self.ties += len(ties)
        wanted = held(registers)
        for column, value in row.items():
            if column not in ties and column not in left_out and value != wanted.get(column):
                self.append(f"{name} {key}: {column} is {value!r}, the log says {wanted.get(column)!r}")


def dossiers(facts, stack, differences):
    rows = {row["code"]: row for row in table(stack, "dossier")}
    differences.rows("dossier", facts.dossier, rows)
    for code in facts.dossier.keys() & rows.keys():
        row = rows[code]
        differences.columns("dossier", code, facts.dossier[code], row, ("code", "marks", "retractions"))
        marks = sorted(facts.marks.get(code, {}).items())[-LATEST:]
        if marks != [(key, (signed(rest[:8]), int.from_bytes(rest[8:], "big"))) for key, rest in packed(row["marks"], 21)]:
            differences.append(f"dossier {code}: its marks differ")
        retractions = sorted(facts.retractions.get(code, set()))[-LATEST:]
        if retractions != [key for key, _ in packed(row["retractions"], 9)]:
            differences.append(f"dossier {code}: its retractions differ")


def plain(facts, name, key, stack, differences):
    rows = {key(row): row for row in table(stack, name)}
    wanted = getattr(facts, name)
    differences.rows(name, wanted, rows)
    for code in wanted.keys() & rows.keys():
        differences.columns(name, code, wanted[code], rows[code], ("code", "document", "recipient"))


def indicators(facts, stack, differences):
    rows = {(row["indicator"], row["unit"], row["period"]): row for row in table(stack, "indicator")}
    differences.rows("indicator", facts.indicator, rows)
    for key in facts.indicator.keys() & rows.keys():
        row, registers = rows[key], facts.indicator[key]
        if row["voided"] != ("voided" in registers):
            differences.append(f"indicator {key}: voided is {row['voided']}")
        for part in ("latest", "approved"):
            _, report, tie = registers.get(part, (None, (None,) * 4, False))
            status = row[f"{part}_status"]
            found = (status and WORDS["status"][status - 1],
                     *(row[f"{part}_{name}"] for name in ("value", "numerator", "denominator")))
            if not tie and found != report:
                differences.append(f"indicator {key}: {part} is {found}, the log says {report}")


def compare(facts, stack):
    """All differences between the log and the tables, as sentences."""
    differences = Differences()
    dossiers(facts, stack, differences)
    plain(facts, "document", lambda row: row["code"], stack, differences)
    plain(facts, "recipient", lambda row: (row["document"], row["recipient"]), stack, differences)
    plain(facts, "workfile", lambda row: row["code"], stack, differences)
    indicators(facts, stack, differences)
    return differences
