# SPDX-License-Identifier: PostgreSQL
"""What a worked case expects, read back through the schema ioc and nothing else.

Each function is given the database and the expectation under its name, and raises
AssertionError with what differs.  Form of the expectations: tests/cases/README.md.
"""

from datetime import date, datetime, timedelta

CHANNEL_UNKNOWN = ""
COLUMNS = [f"column_{n}" for n in range(3, 14)]


def same(got, wanted, where):
    assert got == wanted, f"{where}: {got}, expected {wanted}"


def literal(text):
    return "'" + str(text).replace("'", "''") + "'"


def code(value):
    """A code that was not stated is the empty code in the cases, null or empty in ioc."""
    return value or ""


def summed(rows, key, unit, name):
    return sum(row[name] or 0 for row in rows if code(row[key]) == unit)


def numbers(stack, query, key, expected, where):
    """EXPECTED is unit: counter: value; the sum over the rows of each unit."""
    rows = stack.rows(query)
    for unit, counters in expected.items():
        for name, wanted in counters.items():
            same(summed(rows, key, unit, name), wanted, f"{where}, unit {unit!r}, {name}")


def gauges(stack, expected, key="handling_unit"):
    for day, units in expected.items():
        numbers(stack, f"select * from ioc.dossier_gauge({literal(day)})", key, units, day)


def gauges_receiving(stack, expected):
    gauges(stack, expected, "unit")


def flows(stack, expected, key="handling_unit"):
    for day, units in expected.items():
        numbers(stack, f"select * from ioc.dossier_day where day = {literal(day)}", key, units, day)


def flows_receiving(stack, expected):
    flows(stack, expected, "unit")


def form_rows(stack, since, until, by="unit"):
    """Rows of form II.06a that are not all zero, and the unknown channel beside them."""
    rows = stack.rows(f"select * from ioc.form_06a({literal(since)}, {literal(until)}, {literal(by)})")
    key = "unit_today" if by == "unit_today" else "unit"
    form = {code(row[key]): [row[name] for name in COLUMNS] for row in rows}
    unknown = {code(row[key]): row["channel_unknown"] for row in rows if row["channel_unknown"]}
    return {unit: line for unit, line in form.items() if any(line)}, unknown


def form_06a(stack, expected):
    for form in expected:
        since, until = form["from"], form["to"]
        by = "unit_today" if form.get("units") == "today" else "unit"
        rows, unknown = form_rows(stack, since, until, by)
        same(rows, form["rows"], f"form II.06a, {since} to {until}")
        for unit, wanted in form.get("channel_unknown", {}).items():
            same(unknown.get(unit, 0), wanted, f"unknown channel, {since} to {until}, unit {unit!r}")


def on_time_share(stack, expected):
    rows = stack.rows(f"""select * from ioc.dossier_day
                           where day between {literal(expected['from'])} and {literal(expected['to'])}""")
    for unit, wanted in expected["rows"].items():
        done = {name: summed(rows, "handling_unit", unit, name)
                for name in ("done_early", "done_on_time", "done_overdue")}
        got = [done["done_early"] + done["done_on_time"], sum(done.values())]
        same(got, wanted, f"share on time, unit {unit!r}")


def index_766(stack, expected):
    for index in expected:
        since, until = index["from"], index["to"]
        for unit, inputs in index["rows"].items():
            rows = stack.rows(f"select * from ioc.index_766({literal(since)}, {literal(until)})")
            for name, wanted in inputs.items():
                mine = [row for row in rows if row["input"] == name
                        and (unit == "" or code(row["unit"]) == unit)]
                got = [sum(row["numerator"] for row in mine), sum(row["denominator"] for row in mine)]
                same(got, wanted, f"index 766, {since} to {until}, unit {unit!r}, {name}")


def comparable(value):
    """Instants compare as instants, whatever zone they are written in."""
    if isinstance(value, str) and len(value) > 18 and value[10:11] == "T":
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


def entity(stack, expected):
    for dossier, registers in expected.items():
        rows = stack.rows(f"select * from ioc.dossier where dossier = {literal(dossier)}")
        same(len(rows), 1, f"rows of dossier {dossier}")
        for name, wanted in registers.items():
            same(comparable(rows[0][name]), comparable(wanted), f"dossier {dossier}, {name}")


def alias_audit(stack, expected):
    rows = stack.rows("select dossier, alias_of, fault from ioc.alias_fault")
    got = sorted([row["dossier"], row["alias_of"], row["fault"]] for row in rows)
    same(got, sorted(expected), "aliases at fault")


def documents(stack, expected):
    for day, units in expected.get("issued", {}).items():
        numbers(stack, f"select * from ioc.document_day where day = {literal(day)}", "unit", units, day)
    for day, recipients in expected.get("recipients", {}).items():
        document_recipients(stack, day, recipients)
    for day, units in expected.get("work_files", {}).items():
        numbers(stack, f"select * from ioc.workfile_day where day = {literal(day)}", "unit", units, day)
    if "shares" in expected:
        document_shares(stack, expected["shares"])


def document_recipients(stack, day, recipients):
    gauge_names = ("document_pending", "document_overdue")
    flow = {unit: {k: v for k, v in row.items() if k not in gauge_names} for unit, row in recipients.items()}
    gauge = {unit: {k: v for k, v in row.items() if k in gauge_names} for unit, row in recipients.items()}
    numbers(stack, f"select * from ioc.recipient_day where day = {literal(day)}", "recipient", flow, day)
    numbers(stack, f"select * from ioc.document_gauge({literal(day)})", "recipient", gauge, day)


def document_shares(stack, shares):
    since, until = literal(shares["from"]), literal(shares["to"])
    for level, parts in shares.get("levels", {}).items():
        rows = stack.rows(f"select * from ioc.document_share({since}, {until}) where level = {literal(level)}")
        for name, wanted in parts.items():
            mine = [row for row in rows if row["share"] == name]
            got = {key: sum(row[key] for row in mine) for key in ("numerator", "stated", "unknown")}
            same(got, {key: wanted[key] for key in got}, f"share of {name}, {level}")
    for unit, wanted in shares.get("on_time", {}).items():
        rows = stack.rows(f"select * from ioc.recipient_day where day between {since} and {until}")
        on_time, late = (summed(rows, "recipient", unit, "document_" + name) for name in ("on_time", "late"))
        same([on_time, on_time + late], wanted, f"documents on time, {unit}")


def indicators(stack, expected):
    for period, units in expected.items():
        for unit, names in units.items():
            for name, wanted in names.items():
                one_indicator(stack, period, unit, name, wanted)


def one_indicator(stack, period, unit, name, wanted):
    rows = stack.rows(f"""select * from ioc.indicator_value where period = {literal(period)}
                             and unit = {literal(unit)} and indicator = {literal(name)}""")
    same(len(rows), 1, f"rows of indicator {name}, {unit}, {period}")
    row = rows[0]
    same(row["latest_status"], wanted["latest"], f"latest status of {name}, {unit}, {period}")
    same(int(row["approved_value"] is not None or row["approved_numerator"] is not None),
         wanted["approved"], f"approved values of {name}, {unit}, {period}")
    for amount in ("value", "numerator", "denominator"):
        if amount in wanted:
            got = row["approved_" + amount]
            same(float(got) if got is not None else None, float(wanted[amount]), f"{amount} of {name}")


def services(stack, expected):
    for month, service, channel, wanted in expected:
        rows = stack.rows(f"select * from ioc.service_month where month = {literal(month)}")
        got = sum(row["received"] for row in rows
                  if code(row["service"]) == service and code(row["channel"]) == channel)
        same(got, wanted, f"service {service!r}, {month}, channel {channel!r}")


def parties(stack, expected):
    for day, unit, kind, wanted in expected:
        rows = stack.rows(f"select * from ioc.party_day where day = {literal(day)}")
        got = sum(row["received"] for row in rows if code(row["unit"]) == unit
                  and ("" if row["applicant_kind"] is None else str(row["applicant_kind"])) == kind)
        same(got, wanted, f"applicants of kind {kind!r}, {day}, unit {unit!r}")


def read(stack, expected):
    row = stack.rows("select sum(read) as read, sum(applied) as applied, sum(dead) as dead from ioc.partition")[0]
    same({name: int(row[name]) for name in expected}, expected, "records read, applied, dead")


def closing_before(stack, expected):
    """When the first events are there: the rows as they are closed."""
    rows, _ = form_rows(stack, expected["from"], expected["to"])
    same(rows, expected["rows"], "rows as closed")


def closing(stack, expected):
    """When all are there: what moved adds up, and so does what the next report carries."""
    rows, _ = form_rows(stack, expected["from"], expected["to"])
    as_closed = {unit: list(line) for unit, line in expected["rows"].items()}
    for line in expected["revisions"].values():
        for side, sign in (("was", -1), ("is", 1)):
            row = as_closed.setdefault(line[side]["unit"], [0] * len(COLUMNS))
            for n, value in enumerate(line[side]["columns"]):
                row[n] += sign * value
    same(rows, {unit: line for unit, line in as_closed.items() if any(line)}, "rows as closed plus revisions")
    first = date.fromisoformat(expected["to"]) + timedelta(days=1)
    carried, _ = form_rows(stack, first, first)
    got = {unit: line[3] for unit, line in carried.items() if line[3]}
    same(got, expected["carried_over_next"], "carried over into the next report")
