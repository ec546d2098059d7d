-- Deploy trakhuc:ioc_dossier to pg
-- requires: count_range

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- The public face, part one: dossiers.  Codes stand as texts, the empty text is the code
-- that was not stated ("chưa nêu").  Views run with the rights of their owner.

create schema ioc;
comment on schema ioc is 'The public face: for the screens and for any SQL tool';

create function ioc.today()
returns date
language sql
stable parallel safe
return (now() at time zone 'Asia/Ho_Chi_Minh')::date;
comment on function ioc.today() is 'Today in Asia/Ho_Chi_Minh, whatever the zone of the session (R24)';

create function count.channel_word(channel integer)
returns text
language sql
immutable parallel safe
return coalesce((array['direct', 'online', 'postal'])[channel], '');
comment on function count.channel_word(integer) is 'direct, online, postal, or empty where it was not stated';

create function count.level_word(level integer)
returns text
language sql
immutable parallel safe
return coalesce((array['province', 'commune'])[level], '');
comment on function count.level_word(integer) is 'province, commune, or empty where it was not stated';

create view ioc.unit as
select distinct on (u.unit)
       u.unit, u.name, u.kind, count.level_word(u.level) as level,
       u.latitude / 1000000.0 as latitude, u.longitude / 1000000.0 as longitude, u.valid_from, u.valid_to
  from ref.unit as u
 order by u.unit, u.valid_from > ioc.today(), u.valid_from desc;
comment on view ioc.unit is 'The units of the catalogue, each as it is valid today';

create view ioc.target as
select t.measure, t.level, t.percent
  from ref.target as t;
comment on view ioc.target is 'What shares of documents are to reach, by level, in percent';

-- A procedure in older dossiers is named by its nearest row.
create view ioc.procedure as
select distinct on (p.procedure)
       p.procedure, p.name, p.field, count.level_word(p.level) as level, p.has_fee, p.online_level,
       p.limit_value, (array['working_day', 'calendar_day', 'hour', 'month', 'unit_not_given'])[p.limit_unit] as limit_unit
  from ref.procedure as p
 order by p.procedure, p.valid_from > ioc.today(), p.valid_from desc;
comment on view ioc.procedure is 'The procedures of the catalogue, each as it is valid today';

create view ioc.dossier_day as
select count.day_date(count.cell_fine_day(f.cell)) as day,
       coalesce(u.code, '') as unit,
       coalesce(h.code, '') as handling_unit,
       coalesce(p.code, '') as procedure,
       count.channel_word(count.cell_fine_channel(f.cell)) as channel,
       coalesce(f.paid_online_vnd, 0)::bigint as paid_online_vnd,
       coalesce(f.reception_seconds, 0)::bigint as reception_seconds,
       coalesce(f.handling_seconds, 0)::bigint as handling_seconds,
       coalesce(f.return_seconds, 0)::bigint as return_seconds,
       coalesce(f.submitted, 0)::bigint as submitted,
       coalesce(f.received, 0)::bigint as received,
       coalesce(f.received_full, 0)::bigint as received_full,
       coalesce(f.late_reception, 0)::bigint as late_reception,
       coalesce(f.refused, 0)::bigint as refused,
       coalesce(f.synchronised, 0)::bigint as synchronised,
       coalesce(f.paid_online, 0)::bigint as paid_online,
       coalesce(f.fee_zero, 0)::bigint as fee_zero,
       coalesce(f.papers, 0)::bigint as papers,
       coalesce(f.papers_digitised, 0)::bigint as papers_digitised,
       coalesce(f.digitised, 0)::bigint as digitised,
       coalesce(f.reused, 0)::bigint as reused,
       coalesce(f.stored, 0)::bigint as stored,
       coalesce(f.population_lookup, 0)::bigint as population_lookup,
       coalesce(f.online_result, 0)::bigint as online_result,
       coalesce(f.electronic_result, 0)::bigint as electronic_result,
       coalesce(f.rated, 0)::bigint as rated,
       coalesce(f.satisfied, 0)::bigint as satisfied,
       coalesce(f.rescheduled, 0)::bigint as rescheduled,
       coalesce(f.rescheduled_late, 0)::bigint as rescheduled_late,
       coalesce(f.reopened, 0)::bigint as reopened,
       coalesce(f.bad_no_due, 0)::bigint as bad_no_due,
       coalesce(f.bad_order, 0)::bigint as bad_order,
       coalesce(f.bad_overflow, 0)::bigint as bad_overflow,
       coalesce(f.bad_not_received, 0)::bigint as bad_not_received,
       coalesce(f.done_early, 0)::bigint as done_early,
       coalesce(f.done_on_time, 0)::bigint as done_on_time,
       coalesce(f.done_overdue, 0)::bigint as done_overdue,
       coalesce(f.closed, 0)::bigint as closed,
       coalesce(f.in_due_766_done, 0)::bigint as in_due_766_done,
       coalesce(f.reception_steps, 0)::bigint as reception_steps,
       coalesce(f.return_steps, 0)::bigint as return_steps,
       coalesce(f.running_days_0, 0)::bigint as running_days_0,
       coalesce(f.running_days_1, 0)::bigint as running_days_1,
       coalesce(f.running_days_2, 0)::bigint as running_days_2,
       coalesce(f.running_days_3, 0)::bigint as running_days_3,
       coalesce(f.running_days_5, 0)::bigint as running_days_5,
       coalesce(f.running_days_7, 0)::bigint as running_days_7,
       coalesce(f.running_days_10, 0)::bigint as running_days_10,
       coalesce(f.running_days_15, 0)::bigint as running_days_15,
       coalesce(f.running_days_20, 0)::bigint as running_days_20,
       coalesce(f.running_days_30, 0)::bigint as running_days_30,
       coalesce(f.running_days_60, 0)::bigint as running_days_60,
       coalesce(f.running_days_more, 0)::bigint as running_days_more
  from count.fine as f
  left join ref.code as u on u.kind = 1 and u.number = count.cell_fine_unit(f.cell)
  left join ref.code as h on h.kind = 1 and h.number = count.cell_fine_handling_unit(f.cell)
  left join ref.code as p on p.kind = 2 and p.number = count.cell_fine_procedure(f.cell)
 where f.cell >= count.cell_fine((select count.generation_current()), 0, 0, 0, 0, 0)
   and f.cell < count.cell_fine((select count.generation_current()) + 1, 0, 0, 0, 0, 0);
comment on view ioc.dossier_day is 'Flows of dossiers by day, receiving unit, handling unit, procedure and channel (R19, R20)';

create function ioc.dossier_gauge(day date)
returns table (unit text, handling_unit text, procedure text, channel text, pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, in_due_766 bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select coalesce(u.code, ''), coalesce(h.code, ''), coalesce(p.code, ''), count.channel_word(g.channel),
         g.pending, g.waiting_supplement, g.waiting_payment, g.stopped, g.overdue, g.near_due, g.awaiting_reception, g.reception_overdue, g.in_due_766
    from (select count.cell_fine_unit(f.cell) as unit, count.cell_fine_handling_unit(f.cell) as handling_unit,
                 count.cell_fine_procedure(f.cell) as procedure, count.cell_fine_channel(f.cell) as channel,
                 coalesce(sum(f.pending), 0)::bigint as pending,
                 coalesce(sum(f.waiting_supplement), 0)::bigint as waiting_supplement,
                 coalesce(sum(f.waiting_payment), 0)::bigint as waiting_payment,
                 coalesce(sum(f.stopped), 0)::bigint as stopped,
                 coalesce(sum(f.overdue), 0)::bigint as overdue,
                 coalesce(sum(f.near_due), 0)::bigint as near_due,
                 coalesce(sum(f.awaiting_reception), 0)::bigint as awaiting_reception,
                 coalesce(sum(f.reception_overdue), 0)::bigint as reception_overdue,
                 coalesce(sum(f.in_due_766), 0)::bigint as in_due_766
            from count.fine_range(0, count.day_asked($1)) as f
           group by 1, 2, 3, 4) as g
    left join ref.code as u on u.kind = 1 and u.number = g.unit
    left join ref.code as h on h.kind = 1 and h.number = g.handling_unit
    left join ref.code as p on p.kind = 2 and p.number = g.procedure
   where (g.pending, g.waiting_supplement, g.waiting_payment, g.stopped, g.overdue, g.near_due, g.awaiting_reception, g.reception_overdue, g.in_due_766) <> (0, 0, 0, 0, 0, 0, 0, 0, 0)
$$;
comment on function ioc.dossier_gauge(date) is 'Gauges at the end of a day, by the keys of ioc.dossier_day: dossiers pending, waiting, stopped, overdue, near due, awaiting reception, in due time by index 766 (R13, R16 to R18); a day to come is a forecast (R24)';

create function ioc.unit_gauge(day date)
returns table (handling_unit text, channel text, pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, in_due_766 bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select coalesce(h.code, ''), count.channel_word(g.channel),
         g.pending, g.waiting_supplement, g.waiting_payment, g.stopped, g.overdue, g.near_due, g.awaiting_reception, g.reception_overdue, g.in_due_766
    from (select count.cell_unit_unit(r.cell) as unit, count.cell_unit_channel(r.cell) as channel,
                 coalesce(sum(r.pending), 0)::bigint as pending,
                 coalesce(sum(r.waiting_supplement), 0)::bigint as waiting_supplement,
                 coalesce(sum(r.waiting_payment), 0)::bigint as waiting_payment,
                 coalesce(sum(r.stopped), 0)::bigint as stopped,
                 coalesce(sum(r.overdue), 0)::bigint as overdue,
                 coalesce(sum(r.near_due), 0)::bigint as near_due,
                 coalesce(sum(r.awaiting_reception), 0)::bigint as awaiting_reception,
                 coalesce(sum(r.reception_overdue), 0)::bigint as reception_overdue,
                 coalesce(sum(r.in_due_766), 0)::bigint as in_due_766
            from count.unit_gauge(count.day_asked($1)) as r
           group by 1, 2) as g
    left join ref.code as h on h.kind = 1 and h.number = g.unit
$$;
comment on function ioc.unit_gauge(date) is 'Gauges at the end of a day by handling unit and channel, columns as in ioc.dossier_gauge(); from months and days (R23)';

create function ioc.unit_flow(from_day date, to_day date)
returns table (handling_unit text, channel text, paid_online_vnd bigint, reception_seconds bigint, handling_seconds bigint, return_seconds bigint, submitted bigint, received bigint, received_full bigint, late_reception bigint, refused bigint, synchronised bigint, paid_online bigint, fee_zero bigint, papers bigint, papers_digitised bigint, digitised bigint, reused bigint, stored bigint, population_lookup bigint, online_result bigint, electronic_result bigint, rated bigint, satisfied bigint, rescheduled bigint, rescheduled_late bigint, reopened bigint, bad_no_due bigint, bad_order bigint, bad_overflow bigint, bad_not_received bigint, done_early bigint, done_on_time bigint, done_overdue bigint, closed bigint, in_due_766_done bigint, reception_steps bigint, return_steps bigint, running_days_0 bigint, running_days_1 bigint, running_days_2 bigint, running_days_3 bigint, running_days_5 bigint, running_days_7 bigint, running_days_10 bigint, running_days_15 bigint, running_days_20 bigint, running_days_30 bigint, running_days_60 bigint, running_days_more bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select coalesce(h.code, ''), count.channel_word(g.channel),
         g.paid_online_vnd, g.reception_seconds, g.handling_seconds, g.return_seconds, g.submitted, g.received, g.received_full, g.late_reception, g.refused, g.synchronised, g.paid_online, g.fee_zero, g.papers, g.papers_digitised, g.digitised, g.reused, g.stored, g.population_lookup, g.online_result, g.electronic_result, g.rated, g.satisfied, g.rescheduled, g.rescheduled_late, g.reopened, g.bad_no_due, g.bad_order, g.bad_overflow, g.bad_not_received, g.done_early, g.done_on_time, g.done_overdue, g.closed, g.in_due_766_done, g.reception_steps, g.return_steps, g.running_days_0, g.running_days_1, g.running_days_2, g.running_days_3, g.running_days_5, g.running_days_7, g.running_days_10, g.running_days_15, g.running_days_20, g.running_days_30, g.running_days_60, g.running_days_more
    from (select count.cell_unit_unit(r.cell) as unit, count.cell_unit_channel(r.cell) as channel,
                 coalesce(sum(r.paid_online_vnd), 0)::bigint as paid_online_vnd,
                 coalesce(sum(r.reception_seconds), 0)::bigint as reception_seconds,
                 coalesce(sum(r.handling_seconds), 0)::bigint as handling_seconds,
                 coalesce(sum(r.return_seconds), 0)::bigint as return_seconds,
                 coalesce(sum(r.submitted), 0)::bigint as submitted,
                 coalesce(sum(r.received), 0)::bigint as received,
                 coalesce(sum(r.received_full), 0)::bigint as received_full,
                 coalesce(sum(r.late_reception), 0)::bigint as late_reception,
                 coalesce(sum(r.refused), 0)::bigint as refused,
                 coalesce(sum(r.synchronised), 0)::bigint as synchronised,
                 coalesce(sum(r.paid_online), 0)::bigint as paid_online,
                 coalesce(sum(r.fee_zero), 0)::bigint as fee_zero,
                 coalesce(sum(r.papers), 0)::bigint as papers,
                 coalesce(sum(r.papers_digitised), 0)::bigint as papers_digitised,
                 coalesce(sum(r.digitised), 0)::bigint as digitised,
                 coalesce(sum(r.reused), 0)::bigint as reused,
                 coalesce(sum(r.stored), 0)::bigint as stored,
                 coalesce(sum(r.population_lookup), 0)::bigint as population_lookup,
                 coalesce(sum(r.online_result), 0)::bigint as online_result,
                 coalesce(sum(r.electronic_result), 0)::bigint as electronic_result,
                 coalesce(sum(r.rated), 0)::bigint as rated,
                 coalesce(sum(r.satisfied), 0)::bigint as satisfied,
                 coalesce(sum(r.rescheduled), 0)::bigint as rescheduled,
                 coalesce(sum(r.rescheduled_late), 0)::bigint as rescheduled_late,
                 coalesce(sum(r.reopened), 0)::bigint as reopened,
                 coalesce(sum(r.bad_no_due), 0)::bigint as bad_no_due,
                 coalesce(sum(r.bad_order), 0)::bigint as bad_order,
                 coalesce(sum(r.bad_overflow), 0)::bigint as bad_overflow,
                 coalesce(sum(r.bad_not_received), 0)::bigint as bad_not_received,
                 coalesce(sum(r.done_early), 0)::bigint as done_early,
                 coalesce(sum(r.done_on_time), 0)::bigint as done_on_time,
                 coalesce(sum(r.done_overdue), 0)::bigint as done_overdue,
                 coalesce(sum(r.closed), 0)::bigint as closed,
                 coalesce(sum(r.in_due_766_done), 0)::bigint as in_due_766_done,
                 coalesce(sum(r.reception_steps), 0)::bigint as reception_steps,
                 coalesce(sum(r.return_steps), 0)::bigint as return_steps,
                 coalesce(sum(r.running_days_0), 0)::bigint as running_days_0,
                 coalesce(sum(r.running_days_1), 0)::bigint as running_days_1,
                 coalesce(sum(r.running_days_2), 0)::bigint as running_days_2,
                 coalesce(sum(r.running_days_3), 0)::bigint as running_days_3,
                 coalesce(sum(r.running_days_5), 0)::bigint as running_days_5,
                 coalesce(sum(r.running_days_7), 0)::bigint as running_days_7,
                 coalesce(sum(r.running_days_10), 0)::bigint as running_days_10,
                 coalesce(sum(r.running_days_15), 0)::bigint as running_days_15,
                 coalesce(sum(r.running_days_20), 0)::bigint as running_days_20,
                 coalesce(sum(r.running_days_30), 0)::bigint as running_days_30,
                 coalesce(sum(r.running_days_60), 0)::bigint as running_days_60,
                 coalesce(sum(r.running_days_more), 0)::bigint as running_days_more
            from count.unit_range(count.day_asked($1), count.day_asked($2)) as r
           group by 1, 2) as g
    left join ref.code as h on h.kind = 1 and h.number = g.unit
$$;
comment on function ioc.unit_flow(date, date) is 'Flows of a period, both days included, by handling unit and channel; columns as in ioc.dossier_day';

-- What was received at one unit for another stands in count.moved_day: once more at the
-- receiving unit, taken off the handling one (R19, phi địa giới).
create view ioc.receiving_day as
select count.day_date(count.cell_unit_day(r.cell)) as day,
       coalesce(u.code, '') as unit,
       count.channel_word(count.cell_unit_channel(r.cell)) as channel,
       coalesce(sum(r.paid_online_vnd), 0)::bigint as paid_online_vnd,
       coalesce(sum(r.reception_seconds), 0)::bigint as reception_seconds,
       coalesce(sum(r.handling_seconds), 0)::bigint as handling_seconds,
       coalesce(sum(r.return_seconds), 0)::bigint as return_seconds,
       coalesce(sum(r.submitted), 0)::bigint as submitted,
       coalesce(sum(r.received), 0)::bigint as received,
       coalesce(sum(r.received_full), 0)::bigint as received_full,
       coalesce(sum(r.late_reception), 0)::bigint as late_reception,
       coalesce(sum(r.refused), 0)::bigint as refused,
       coalesce(sum(r.synchronised), 0)::bigint as synchronised,
       coalesce(sum(r.paid_online), 0)::bigint as paid_online,
       coalesce(sum(r.fee_zero), 0)::bigint as fee_zero,
       coalesce(sum(r.papers), 0)::bigint as papers,
       coalesce(sum(r.papers_digitised), 0)::bigint as papers_digitised,
       coalesce(sum(r.digitised), 0)::bigint as digitised,
       coalesce(sum(r.reused), 0)::bigint as reused,
       coalesce(sum(r.stored), 0)::bigint as stored,
       coalesce(sum(r.population_lookup), 0)::bigint as population_lookup,
       coalesce(sum(r.online_result), 0)::bigint as online_result,
       coalesce(sum(r.electronic_result), 0)::bigint as electronic_result,
       coalesce(sum(r.rated), 0)::bigint as rated,
       coalesce(sum(r.satisfied), 0)::bigint as satisfied,
       coalesce(sum(r.rescheduled), 0)::bigint as rescheduled,
       coalesce(sum(r.rescheduled_late), 0)::bigint as rescheduled_late,
       coalesce(sum(r.reopened), 0)::bigint as reopened,
       coalesce(sum(r.bad_no_due), 0)::bigint as bad_no_due,
       coalesce(sum(r.bad_order), 0)::bigint as bad_order,
       coalesce(sum(r.bad_overflow), 0)::bigint as bad_overflow,
       coalesce(sum(r.bad_not_received), 0)::bigint as bad_not_received,
       coalesce(sum(r.done_early), 0)::bigint as done_early,
       coalesce(sum(r.done_on_time), 0)::bigint as done_on_time,
       coalesce(sum(r.done_overdue), 0)::bigint as done_overdue,
       coalesce(sum(r.closed), 0)::bigint as closed,
       coalesce(sum(r.in_due_766_done), 0)::bigint as in_due_766_done,
       coalesce(sum(r.reception_steps), 0)::bigint as reception_steps,
       coalesce(sum(r.return_steps), 0)::bigint as return_steps,
       coalesce(sum(r.running_days_0), 0)::bigint as running_days_0,
       coalesce(sum(r.running_days_1), 0)::bigint as running_days_1,
       coalesce(sum(r.running_days_2), 0)::bigint as running_days_2,
       coalesce(sum(r.running_days_3), 0)::bigint as running_days_3,
       coalesce(sum(r.running_days_5), 0)::bigint as running_days_5,
       coalesce(sum(r.running_days_7), 0)::bigint as running_days_7,
       coalesce(sum(r.running_days_10), 0)::bigint as running_days_10,
       coalesce(sum(r.running_days_15), 0)::bigint as running_days_15,
       coalesce(sum(r.running_days_20), 0)::bigint as running_days_20,
       coalesce(sum(r.running_days_30), 0)::bigint as running_days_30,
       coalesce(sum(r.running_days_60), 0)::bigint as running_days_60,
       coalesce(sum(r.running_days_more), 0)::bigint as running_days_more
  from (select * from count.unit_day union all select * from count.moved_day) as r
  left join ref.code as u on u.kind = 1 and u.number = count.cell_unit_unit(r.cell)
 where r.cell >= count.cell_unit((select count.generation_current()), 0, 0, 0)
   and r.cell < count.cell_unit((select count.generation_current()) + 1, 0, 0, 0)
 group by 1, 2, 3;
comment on view ioc.receiving_day is 'Flows of dossiers by day, receiving unit and channel; columns as in ioc.dossier_day';

create function ioc.receiving_gauge(day date)
returns table (unit text, channel text, pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, in_due_766 bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select coalesce(u.code, ''), count.channel_word(g.channel),
         g.pending, g.waiting_supplement, g.waiting_payment, g.stopped, g.overdue, g.near_due, g.awaiting_reception, g.reception_overdue, g.in_due_766
    from (select count.cell_unit_unit(r.cell) as unit, count.cell_unit_channel(r.cell) as channel,
                 coalesce(sum(r.pending), 0)::bigint as pending,
                 coalesce(sum(r.waiting_supplement), 0)::bigint as waiting_supplement,
                 coalesce(sum(r.waiting_payment), 0)::bigint as waiting_payment,
                 coalesce(sum(r.stopped), 0)::bigint as stopped,
                 coalesce(sum(r.overdue), 0)::bigint as overdue,
                 coalesce(sum(r.near_due), 0)::bigint as near_due,
                 coalesce(sum(r.awaiting_reception), 0)::bigint as awaiting_reception,
                 coalesce(sum(r.reception_overdue), 0)::bigint as reception_overdue,
                 coalesce(sum(r.in_due_766), 0)::bigint as in_due_766
            from (select u.*
                    from count.unit_gauge(count.day_asked($1)) as u
                  union all
                  select m.cell, m.pending, m.waiting_supplement, m.waiting_payment, m.stopped, m.overdue, m.near_due, m.awaiting_reception, m.reception_overdue, m.in_due_766
                    from count.moved_day as m
                   where m.cell >= count.cell_unit(count.generation_current(), 0, 0, 0)
                     and m.cell < count.cell_unit(count.generation_current(), count.day_asked($1) + 1, 0, 0)) as r
           group by 1, 2) as g
    left join ref.code as u on u.kind = 1 and u.number = g.unit
$$;
comment on function ioc.receiving_gauge(date) is 'Gauges at the end of a day by receiving unit and channel, columns as in ioc.dossier_gauge()';

-- The state after the last mark in force, as the counters see it (R9, R16): marks before the
-- reception are ignored, a bare date of its day is the reception; of one instant the later
-- statement rules; `paid` closes a payment only.  Packed numbers sort as their bytes do.
create function fact.dossier_state(received_at timestamptz, marks bytea, retractions bytea)
returns text
language sql
immutable parallel safe
begin atomic
  with reception as (
    select int8send((extract(epoch from received_at) * 1000000)::bigint # (-9223372036854775808)) as at,
           int8send((extract(epoch from (received_at at time zone 'Asia/Ho_Chi_Minh')::date::timestamp at time zone 'Asia/Ho_Chi_Minh') * 1000000)::bigint
                    # (-9223372036854775808)) as midnight
  ), course as (
    select string_agg(get_byte(marks, 21 * i.n + 8)::text, ''
                      order by greatest(substring(marks from 21 * i.n + 1 for 8), r.at), substring(marks from 21 * i.n + 10 for 8), get_byte(marks, 21 * i.n + 8)) as kinds
      from generate_series(0, length(marks) / 21 - 1) as i (n)
     cross join reception as r
     where (substring(marks from 21 * i.n + 1 for 8) >= r.at or substring(marks from 21 * i.n + 1 for 8) = r.midnight)
       and not exists (
             select from generate_series(0, length(retractions) / 9 - 1) as j (n)
              where substring(retractions from 9 * j.n + 1 for 9) = substring(marks from 21 * i.n + 1 for 9))
  )
  select case right(rtrim(c.kinds, '4'), 1)
           when '2' then 'waiting_supplement'
           when '3' then case when right(c.kinds, 1) = '4' then 'running' else 'waiting_payment' end
           when '5' then 'stopped'
           when '6' then 'stopped'
           else 'running'
         end
    from course as c;
end;
comment on function fact.dossier_state(timestamptz, bytea, bytea) is 'State of a received dossier that has not ended: running, waiting_supplement, waiting_payment or stopped';
-- A view's tables are read with the rights of its owner, its functions run with those of whoever asks.
grant execute on function fact.dossier_state(timestamptz, bytea, bytea) to trakhuc_reader;

create view ioc.dossier as
select d.code as dossier,
       u.code as unit, h.code as handling_unit, p.code as procedure, n.field, v.code as service,
       count.channel_word(d.channel) as channel_stated,
       nullif(count.channel_word(d.channel), '') as channel,
       (array['stated', 'assumed'])[d.channel_basis] as channel_basis,
       d.online_level, d.submitted_at, d.reception_due, d.received_at, d.due,
       (array['stated', 'catalogue'])[d.due_basis] as due_basis,
       d.refused_at, r.code as reason_code, d.withdrawn_at, d.resolved_at, o.code as outcome,
       d.electronic_result, d.returned_at, d.rescheduled_at, d.due_before, d.apology,
       d.fee_vnd, d.paid_at, d.paid_vnd, d.paid_online,
       d.digitised_at, d.papers, d.digitised, d.reused, d.stored, d.population_lookup,
       d.synchronised_at, d.rated_at, d.satisfied, d.applicant_kind, d.voided, a.code as alias_of,
       d.ended_at,
       (array['resolved', 'returned', 'refused', 'withdrawn', 'stopped'])[d.ended_kind] as ended_kind,
       case when d.voided then 'void'
            when d.alias_of is not null then 'alias'
            when d.ended_at is not null then 'ended'
            when d.received_at is not null then fact.dossier_state(d.received_at, d.marks, d.retractions)
            when d.refused_at is not null then 'refused'
            when d.withdrawn_at is not null then 'withdrawn'
            when d.submitted_at is not null then 'awaiting_reception'
            else 'not_received'
       end as state,
       coalesce((d.ended_at at time zone 'Asia/Ho_Chi_Minh')::date, ioc.today()) - d.due as days_over,
       coalesce(h.code, u.code, '') as handled_by,
       d.voided is not true and d.alias_of is null as counts
  from fact.dossier as d
  left join ref.code as u on u.kind = 1 and u.number = d.unit
  left join ref.code as h on h.kind = 1 and h.number = d.handling_unit
  left join ref.code as p on p.kind = 2 and p.number = d.procedure
  left join ref.code as v on v.kind = 3 and v.number = d.service
  left join ref.code as o on o.kind = 4 and o.number = d.outcome
  left join ref.code as r on r.kind = 5 and r.number = d.reason_code
  left join ref.code as a on a.kind = 6 and a.number = d.alias_of
  left join ioc.procedure as n on n.procedure = p.code;
comment on view ioc.dossier is 'The list behind any number: codes, dates and statuses of every dossier, no person';

commit;
