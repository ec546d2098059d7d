# SPDX-License-Identifier: PostgreSQL
"""Numbers of an earlier time, as trakhuc reaggregate log --until keeps them."""

import time
from datetime import datetime, timedelta, timezone


def counters(stack, generation=None):
    """The hash of all counters, and numbers of all kinds, as a session reads them that took GENERATION."""
    answer = stack.psql(f"""
        select ioc.take_generation({generation or 'null'});
        select f.rows, f.hash from ioc.fingerprint() as f where f.part = 'counters';
        select md5(string_agg(f::text, '' order by f::text)) from ioc.form_06a('2025-01-01', ioc.today()) as f;
        select md5(string_agg(d::text, '' order by d.day)) from ioc.day_course(ioc.today() - 365, ioc.today()) as d;
        select md5(string_agg(p::text, '' order by p::text)) from ioc.procedure_at(ioc.today() - 40) as p
         where (p.pending, p.received_month, p.done_month) <> (0, 0, 0); -- the others are of codes that came later""")
    return answer.stdout.decode().split()[-4:]


def a_time_between():
    """After what is recorded by now, before what will be: broker times are whole milliseconds."""
    time.sleep(0.01)
    then = datetime.now(timezone(timedelta(hours=7)))
    time.sleep(0.01)
    return then.isoformat(timespec="milliseconds")
