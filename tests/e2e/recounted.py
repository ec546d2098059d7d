# SPDX-License-Identifier: PostgreSQL
"""What the facts say of a day: the sums that tests/e2e/numbers expects on every page.

recounted.sql makes them; here they are only added up and divided.  Shares are rounded as the
rules say, half away from zero.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median

BOUNDS = [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 61]
MATERIAL = Path(__file__).with_name("recounted.sql")


def prepare(stack):
    stack.admin(MATERIAL.read_text() + "analyze;")


def rounded(value, places):
    return float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(part, whole):
    return rounded(Decimal(100 * part) / whole, 2) if whole else None


def stated_percent(part, whole, unstated):
    """R25: not known where more than 5 % do not state it."""
    return "unknown" if unstated * 20 > whole else percent(part, whole - unstated)


def with_shares(n):
    """The numbers of some dossiers together, as the API words them."""
    done, on_time = n["done_month"], n["done_month"] - n["done_overdue_month"]
    upto = n.pop("days", None) or [0] * len(BOUNDS)
    return n | {
        "on_time_percent": percent(on_time, done), "online_percent": percent(n["received_online_month"], n["received_month"]),
        "full_percent": percent(n["received_full_month"], n["received_month"]), "digitised_percent": percent(n["digitised_month"], n["received_month"]),
        "papers_digitised_percent": percent(n["papers_digitised_month"], n["papers_month"]), "overdue_percent": percent(n["overdue"], n["pending"]),
        "days_mean": rounded(Decimal(n["handling_seconds_month"]) / 86400 / done, 2) if done else None,
        "days_p90": next(bound for bound, count in zip(BOUNDS, upto) if count * 10 >= done * 9) if done else None}


def nothing():
    """The numbers of no dossier."""
    return Counter(with_shares(Counter()))


class Day:
    """The recount of one day."""

    def __init__(self, stack, day):
        self.day = day
        self.cells = [(row, row.pop("numbers")) for row in stack.rows(f"select * from recounted.cells('{day}')", "postgres")]
        self.documents = stack.rows(f"select * from recounted.documents('{day}')", "postgres")
        self.recipients = stack.rows(f"select * from recounted.recipients('{day}')", "postgres")

    def by(self, key, **asked):
        """code: numbers, of the dossiers that were asked for; key None: all in one."""
        asked = {name: value for name, value in asked.items() if value is not None}
        sums = {}
        for place, numbers in self.cells:
            if all(place[name] == value for name, value in asked.items()):
                add(sums.setdefault(place[key] if key else None, {}), numbers)
        return {code: with_shares(numbers) for code, numbers in sums.items()}

    def total(self, **asked):
        return self.by(None, **asked).get(None) or nothing()

    def issued(self, key):
        sums = {}
        for row in self.documents:
            add(sums.setdefault(tuple(row[name] for name in key), {}),
                {name: value for name, value in row.items() if name not in ("unit", "level")})
        return {code: n | {"electronic_percent": stated_percent(n["electronic_month"], n["issued_month"], n["electronic_unknown_month"]),
                           "signed_percent": stated_percent(n["signed_month"], n["issued_month"], n["signed_unknown_month"])}
                for code, n in sums.items()}

    def province(self, **asked):
        none = dict.fromkeys(("issued_month", "electronic_month", "electronic_unknown_month", "signed_month", "signed_unknown_month",
                              "issued_today", "revoked_month", "replaced_month"), 0)
        return self.total(**asked) | {
            name: sum(row[name] for row in self.recipients) for name in ("document_pending", "document_overdue")
        } | self.issued(()).get((), none | {"electronic_percent": None, "signed_percent": None})


def add(sums, numbers):
    for name, value in numbers.items():
        if isinstance(value, list):
            sums[name] = [a + b for a, b in zip(sums.get(name, [0] * len(value)), value)]
        else:
            sums[name] = sums.get(name, 0) + value


def hours(stack, day, unit=None):
    """24 rows: received and done of the day, and their median of the same weekday of those of the eight weeks
    before in which anything was known already; None of no week."""
    of = f"and unit = '{unit}'" if unit is not None else ""
    rows = stack.rows(f"""
        select (date '{day}' - day) / 7 as back, hour, sum(received) as received, sum(done) as done
          from (select received_day as day, extract(hour from received_at at time zone 'Asia/Ho_Chi_Minh')::int as hour, 1 as received, 0 as done
                  from recounted.dossier where received_day between date '{day}' - 56 and date '{day}' {of}
                union all
                select ended_day, extract(hour from ended_at at time zone 'Asia/Ho_Chi_Minh')::int, 0, 1
                  from recounted.dossier where done and ended_day between date '{day}' - 56 and date '{day}' {of}) as e
         where (date '{day}' - day) % 7 = 0 group by 1, 2""", "postgres")
    told = {(row["back"], row["hour"]): row for row in rows}
    weeks = stack.rows(f"""
        select (date '{day}' - min(recounted.day(least(submitted_at, received_at, ended_at)))) / 7 as weeks
          from recounted.dossier where true {of}""", "postgres")[0]["weeks"]
    before = range(1, 1 + min(8, -1 if weeks is None else weeks))

    def count(back, hour, name):
        return told.get((back, hour), {}).get(name, 0)

    return [{"hour": hour} | {name: count(0, hour, name) for name in ("received", "done")}
            | {name + "_typical": float(median(count(back, hour, name) for back in before)) if before else None
               for name in ("received", "done")}
            for hour in range(24)]


def days(stack, last, number, unit=None):
    """NUMBER rows up to LAST: flows of each day, gauges at its end."""
    of = f"and d.unit = '{unit}'" if unit is not None else ""
    return stack.rows(f"""
        with step as (
          select d.received_day as day, 1 as received, 0 as done, 0 as done_overdue, 1 as pending, 0 as overdue, 0 as waiting_supplement
            from recounted.dossier as d where d.received_at is not null {of}
          union all
          select d.ended_day, 0, d.done::int, (d.done and coalesce(d.due < d.ended_day, false))::int, -1, 0, 0
            from recounted.dossier as d where d.ended_at is not null {of}
          union all
          select s.day, 0, 0, 0, 0, s.n, 0
            from recounted.phase as p join recounted.dossier as d on d.code = p.code
           cross join lateral (values (greatest(p.since_day, p.due + 1), 1), (p.until_day, -1)) as s (day, n)
           where p.state = 'running' and p.due is not null and coalesce(p.until_day > greatest(p.since_day, p.due + 1), true) {of}
          union all
          select s.day, 0, 0, 0, 0, 0, s.n
            from recounted.phase as p join recounted.dossier as d on d.code = p.code
           cross join lateral (values (p.since_day, 1), (p.until_day, -1)) as s (day, n)
           where p.state = 'waiting_supplement' and coalesce(p.until_day > p.since_day, true) {of}
        ), daily as (
          select day, sum(received) as received, sum(done) as done, sum(done_overdue) as done_overdue, sum(pending) as pending,
                 sum(overdue) as overdue, sum(waiting_supplement) as waiting_supplement from step where day is not null group by day
        ), course as (
          select g.day::date as day, coalesce(s.received, 0) as received, coalesce(s.done, 0) as done, coalesce(s.done_overdue, 0) as done_overdue,
                 coalesce(sum(s.pending) over w, 0) as pending, coalesce(sum(s.overdue) over w, 0) as overdue, coalesce(sum(s.waiting_supplement) over w, 0) as waiting_supplement
            from generate_series((select least(min(day), date '{last}' - {number} + 1) from daily), date '{last}', '1 day') as g (day)
            left join daily as s on s.day = g.day
          window w as (order by g.day)
        )
        select * from course where day > date '{last}' - {number} order by day""", "postgres")
