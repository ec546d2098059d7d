# SPDX-License-Identifier: PostgreSQL
"""What a worked case expects, compared with what fold-records shows.

The functions named as the members of `expect` (tests/cases/README.md) take the world and
the expectation, and raise AssertionError with what differs.  Reports are summed here from
the counters alone; the reports of the schema ioc are tested in tests/e2e.
"""

import pathlib
import re
from collections import namedtuple
from datetime import date, timedelta
from decimal import Decimal

MODEL = pathlib.Path(__file__).resolve().parents[2] / "schema/model"
COUNTERS = {
    *re.findall(r"^(?:FLOW|GAUGE)\((\w+),", (MODEL / "counter.def").read_text(), re.M),
    *re.findall(r"_COUNTER_([a-z]\w+)", (MODEL / "contribution.h").read_text()),
}

# Days are texts, which sort as days do; "" comes before all of them.
Count = namedtuple("Count", "entity day unit handling_unit channel level counter n")
Reception = namedtuple("Reception", "day unit channel service applicant_kind")
Indicator = namedtuple("Indicator", "latest approved value numerator denominator")


class World:
    """The lines of one `show` of fold-records, and how many records were read."""

    def __init__(self, lines, records_read, records_dead):
        self.read = {"read": records_read, "applied": records_read - records_dead,
                     "dead": records_dead}
        self.counts, self.receptions, self.dossiers, self.indicators = [], [], {}, {}
        for line in lines:
            kind, *fields = line.split("\t")
            getattr(self, "take_" + kind)(*fields)

    def take_count(self, *fields):
        self.counts.append(Count(*fields[:-1], int(fields[-1])))

    def take_reception(self, *fields):
        self.receptions.append(Reception(*fields))

    def take_register(self, dossier, name, value):
        self.dossiers.setdefault(dossier, {})[name] = value

    def take_ended(self, dossier, kind, instant):
        self.dossiers.setdefault(dossier, {}).update(ended_kind=kind, ended_at=instant)

    def take_indicator(self, entity, latest, *numbers):
        self.indicators[entity] = Indicator(latest, *map(int, numbers))

    def sum(self, counter, since, until, **cell):
        """Of a flow over the days SINCE to UNTIL; of a gauge SINCE is ""."""
        assert counter in COUNTERS, f"there is no counter {counter!r}"
        return sum(count.n for count in self.counts
                   if count.counter == counter and since <= count.day <= until
                   and all(getattr(count, name) == value for name, value in cell.items()))

    def sums(self, counters, since, until, **cell):
        return sum(self.sum(counter, since, until, **cell) for counter in counters)


RESULTS = ("done_early", "done_on_time", "done_overdue")


def day_before(day):
    return str(date.fromisoformat(day) - timedelta(days=1))


def same(got, wanted, where):
    assert got == wanted, f"{where}: {got}, expected {wanted}"


def counters(world, days, key, is_gauge):
    for day, units in days.items():
        for unit, values in units.items():
            for name, wanted in values.items():
                got = world.sum(name, "" if is_gauge(name) else day, day, **{key: unit})
                same(got, wanted, f"{day}, unit {unit!r}, {name}")


def gauges(world, days):
    counters(world, days, "handling_unit", lambda name: True)


def flows(world, days):
    counters(world, days, "handling_unit", lambda name: False)


def gauges_receiving(world, days):
    counters(world, days, "unit", lambda name: True)


def flows_receiving(world, days):
    counters(world, days, "unit", lambda name: False)


def form_row(world, since, until, **cell):
    """Columns 3 to 13."""
    received = world.sum("received", since, until, **cell)
    online = world.sum("received", since, until, channel="online", **cell)
    carried = world.sum("pending", "", day_before(since), **cell)
    early = world.sum("done_early", since, until, **cell)
    on_time = world.sums(("done_on_time", "closed"), since, until, **cell)
    late = world.sum("done_overdue", since, until, **cell)
    pending = world.sum("pending", "", until, **cell)
    overdue = world.sum("overdue", "", until, **cell)
    return [received + carried, online, received - online, carried, early + on_time + late,
            early, on_time, late, pending, pending - overdue, overdue]


def form_rows(world, since, until):
    units = {count.handling_unit for count in world.counts}
    rows = {unit: form_row(world, since, until, handling_unit=unit) for unit in units}
    return {unit: row for unit, row in rows.items() if any(row)}


def form_06a(world, forms):
    for form in forms:
        if form.get("units") == "today":
            continue  # the catalogue of units is in the database
        since, until = form["from"], form["to"]
        same(form_rows(world, since, until), form["rows"], f"form II.06a, {since} to {until}")
        for unit, wanted in form.get("channel_unknown", {}).items():
            got = world.sum("received", since, until, handling_unit=unit, channel="")
            same(got, wanted, f"unknown channel, {since} to {until}, unit {unit!r}")


def on_time_share(world, share):
    for unit, wanted in share["rows"].items():
        early, on_time, late = (world.sum(name, share["from"], share["to"], handling_unit=unit)
                                for name in RESULTS)
        same([early + on_time, early + on_time + late], wanted, f"share on time, unit {unit!r}")


# input: counter of the numerator, cell of it, counters of the denominator, cell of them.
INPUTS_766 = {
    "online_share": ("received", {"channel": "online"}, ("received",), {}),
    "population": ("population_lookup", {}, ("received",), {}),
    "synchronised": ("synchronised", {}, ("received",), {}),
    "full_share": ("received_full", {}, ("received",), {"channel": "online"}),
    "electronic_result": ("electronic_result", {}, RESULTS, {}),
    "papers": ("papers_digitised", {}, ("papers",), {}),
    "reused": ("reused", {}, ("digitised",), {}),
    "satisfied": ("satisfied", {}, ("rated",), {}),
    # which procedures have a fee stands in the catalogue; those of the cases do
    "paid_online": ("paid_online", {}, ("received",), {}),
}


def input_766(world, name, since, until, **cell):
    if name == "progress":
        return [world.sum("in_due_766_done", since, until, **cell)
                + world.sum("in_due_766", "", until, **cell),
                world.sum("received", since, until, **cell)
                + world.sum("pending", "", day_before(since), **cell)]
    numerator, numerator_cell, denominator, denominator_cell = INPUTS_766[name]
    return [world.sum(numerator, since, until, **cell, **numerator_cell),
            world.sums(denominator, since, until, **cell, **denominator_cell)]


def index_766(world, indexes):
    for index in indexes:
        since, until = index["from"], index["to"]
        for unit, inputs in index["rows"].items():
            cell = {"handling_unit": unit} if unit else {}
            for name, wanted in inputs.items():
                got = input_766(world, name, since, until, **cell)
                same(got, wanted, f"index 766, {since} to {until}, unit {unit!r}, {name}")


def as_shown(value):
    """A value of a register in a case as fold-records prints it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def entity(world, dossiers):
    for dossier, registers in dossiers.items():
        for name, value in registers.items():
            same(world.dossiers.get(dossier, {}).get(name),
                 None if value is None else as_shown(value), f"dossier {dossier}, {name}")


def alias_audit(world, expected):
    """R10: aliases whose dossier is unknown, void or itself an alias."""
    faults = []
    for dossier, registers in world.dossiers.items():
        if "alias_of" not in registers:
            continue
        main = world.dossiers.get(registers["alias_of"])
        fault = ("unknown" if main is None else "void" if main.get("voided") == "true"
                 else "alias" if "alias_of" in main else None)
        if fault:
            faults.append([dossier, registers["alias_of"], fault])
    same(sorted(faults), sorted(expected), "aliases at fault")


def documents(world, expected):
    for part in ("issued", "recipients", "work_files"):
        counters(world, expected.get(part, {}), "unit",
                 lambda name: name in ("document_pending", "document_overdue"))
    if "shares" in expected:
        document_shares(world, expected["shares"])


def document_shares(world, shares):
    """R25: over the stated ones; above 5 % unknown a share reads as unknown."""
    since, until = shares["from"], shares["to"]
    for level, parts in shares.get("levels", {}).items():
        issued = world.sum("issued", since, until, level=level)
        for name, wanted in parts.items():
            unknown = world.sum(name + "_unknown", since, until, level=level)
            got = {"numerator": world.sum(name, since, until, level=level),
                   "stated": issued - unknown, "unknown": unknown}
            same(got, {key: wanted[key] for key in got}, f"share of {name}, {level}")
            same(unknown * 20 > issued, "reads" in wanted, f"share of {name}, {level}, unknown")
    for unit, wanted in shares.get("on_time", {}).items():
        on_time, late = (world.sum("document_" + name, since, until, unit=unit)
                         for name in ("on_time", "late"))
        same([on_time, on_time + late], wanted, f"documents on time, {unit}")


def indicators(world, periods):
    for period, units in periods.items():
        for unit, values in units.items():
            for name, wanted in values.items():
                got = world.indicators[f"{name}|{unit}|{period}"]
                for field, value in wanted.items():
                    if field in ("value", "numerator", "denominator"):
                        value = int(Decimal(value) * 1000000)
                    same(getattr(got, field), value, f"{name}, {unit}, {period}, {field}")


def services(world, rows):
    for month, service, channel, wanted in rows:
        got = sum((one.day[:7], one.service, one.channel) == (month, service, channel)
                  for one in world.receptions)
        same(got, wanted, f"service {service!r}, {month}, channel {channel!r}")


def parties(world, rows):
    for day, unit, kind, wanted in rows:
        got = sum((one.day, one.unit, one.applicant_kind) == (day, unit, kind)
                  for one in world.receptions)
        same(got, wanted, f"applicants of kind {kind!r}, {day}, unit {unit!r}")


def read(world, expected):
    same(world.read, expected, "records read, applied, dead")


def closing(closed, world, expected):
    """R27: CLOSED is the world when the report was closed, WORLD the one with all events."""
    since, until = expected["from"], expected["to"]
    same(form_rows(closed, since, until), expected["rows"], "rows as closed")
    for dossier, line in expected["revisions"].items():
        for side, then in (("was", closed), ("is", world)):
            got = form_row(then, since, until, entity=dossier, handling_unit=line[side]["unit"])
            same(got, line[side]["columns"], f"revision of dossier {dossier}, {side}")
    units = {count.handling_unit for count in world.counts}
    carried = {unit: world.sum("pending", "", until, handling_unit=unit) for unit in units}
    same({unit: n for unit, n in carried.items() if n}, expected["carried_over_next"],
         "carried over into the next report")
