-- Deploy trakhuc:ioc_report to pg
-- requires: ioc_dossier

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

-- The public face, part two: what a period is reported by, and what is so now.

-- Former units lead to today's; a unit that was split stays a row of its own (R26).
create view ioc.unit_today as
select l.unit, max(l.into_unit) as unit_today
  from ref.lineage as l
 where l.share = 1
   and not exists (select from ref.lineage as o where o.unit = l.unit and o.share <> 1)
 group by l.unit
having count(*) = 1;
comment on view ioc.unit_today is 'Former units that went whole into one unit of today';

-- The gauges before the period and the steps within it give those at its end, so the form
-- reads each counter once.
create function ioc.form_06a(from_day date, to_day date, by text default 'unit')
returns table (
  unit text, unit_today text, field text, name text,
  column_3 bigint, column_4 bigint, column_5 bigint, column_6 bigint, column_7 bigint, column_8 bigint, column_9 bigint, column_10 bigint, column_11 bigint, column_12 bigint, column_13 bigint,
  channel_unknown bigint
)
language plpgsql
stable security definer
set search_path = pg_catalog
as $$
#variable_conflict use_column
declare
  first integer := count.day_asked(from_day);
  last integer := count.day_asked(to_day);
begin
  if coalesce(by, '') not in ('unit', 'unit_today', 'field') then
    raise exception 'form II.06a goes by unit, unit_today or field, not by "%"', by
      using errcode = 'invalid_parameter_value', hint = 'ioc.form_06a(from_day, to_day, ''unit'')';
  end if;
  if from_day is null or to_day is null or to_day < from_day then
    raise exception 'form II.06a needs a period, not one from % to %', coalesce(from_day::text, 'null'), coalesce(to_day::text, 'null')
      using errcode = 'invalid_parameter_value', hint = 'The first day comes first, and both belong to the period.';
  end if;
  return query
  with step as (
    select 1 as kind, count.cell_unit_unit(u.cell) as number, false as within, u.cell, u.pending, u.overdue,
           null::integer as received, null::integer as done_early, null::integer as done_on_time, null::integer as done_overdue, null::integer as closed
      from count.unit_gauge(first - 1) as u where by <> 'field'
    union all
    select 1, count.cell_unit_unit(u.cell), true, u.cell, u.pending, u.overdue, u.received, u.done_early, u.done_on_time, u.done_overdue, u.closed
      from count.unit_range(first, last) as u where by <> 'field'
    union all
    select 2, count.cell_procedure_procedure(p.cell), false, p.cell, p.pending, p.overdue, null, null, null, null, null
      from count.procedure_at(first - 1) as p where by = 'field'
    union all
    select 2, count.cell_procedure_procedure(p.cell), true, p.cell, p.pending, p.overdue, p.received, p.done_early, p.done_on_time, p.done_overdue, p.closed
      from count.procedure_range(first, last) as p where by = 'field'
  ), counted as (
    -- The channel is the last three bits of either cell.
    select s.kind, s.number,
           sum(s.pending) filter (where not s.within) as before,
           sum(s.received) filter (where s.within) as received,
           sum(s.received) filter (where s.within and count.channel_word(count.cell_unit_channel(s.cell)) = 'online') as online,
           sum(s.received) filter (where s.within and count.channel_word(count.cell_unit_channel(s.cell)) = '') as unknown,
           sum(s.done_early) filter (where s.within) as early,
           sum(coalesce(s.done_on_time, 0) + coalesce(s.closed, 0)) filter (where s.within) as on_time,
           sum(s.done_overdue) filter (where s.within) as late,
           sum(s.pending) as pending,
           sum(s.overdue) as overdue
      from step as s
     group by s.kind, s.number
  ), known as (
    select case by when 'field' then coalesce(n.field, '') when 'unit_today' then coalesce(t.unit_today, k.code, '') else coalesce(k.code, '') end as key, c.*
      from counted as c
      left join ref.code as k on k.kind = c.kind and k.number = c.number
      left join ioc.procedure as n on by = 'field' and n.procedure = k.code
      left join ioc.unit_today as t on by = 'unit_today' and t.unit = k.code
  ), line as (
    select k.key,
           coalesce(sum(k.before), 0)::bigint as before, coalesce(sum(k.received), 0)::bigint as received,
           coalesce(sum(k.online), 0)::bigint as online, coalesce(sum(k.unknown), 0)::bigint as unknown,
           coalesce(sum(k.early), 0)::bigint as early, coalesce(sum(k.on_time), 0)::bigint as on_time, coalesce(sum(k.late), 0)::bigint as late,
           coalesce(sum(k.pending), 0)::bigint as pending, coalesce(sum(k.overdue), 0)::bigint as overdue
      from known as k
     group by k.key
  ), silent as (
    select case when by = 'unit_today' then coalesce(t.unit_today, u.unit) else u.unit end as key
      from ref.unit as u
      left join ioc.unit_today as t on t.unit = u.unit
     where by <> 'field' and u.valid_from <= to_day and coalesce(u.valid_to, 'infinity') >= from_day
    union
    select p.field from ioc.procedure as p where by = 'field'
  ), form as (
    select * from line
    union all
    select s.key, 0, 0, 0, 0, 0, 0, 0, 0, 0 from silent as s where not exists (select from line as l where l.key = s.key)
  )
  select case when by = 'unit' then f.key end, case when by = 'unit_today' then f.key end, case when by = 'field' then f.key end,
         case when by = 'field' then f.key else u.name end,
         f.received + f.before, f.online, f.received - f.online, f.before,
         f.early + f.on_time + f.late, f.early, f.on_time, f.late,
         f.pending, f.pending - f.overdue, f.overdue,
         f.unknown
    from form as f
    left join ioc.unit as u on by <> 'field' and u.unit = f.key
   order by f.key;
end
$$;
comment on function ioc.form_06a(date, date, text) is
'Form II.06a of a period, both days included, by unit, unit_today (former units mapped, R26) or field; silent ones give zeros.
Columns: 3 received and carried over = 4 + 5 + 6; 4 received online; 5 received otherwise; 6 carried over from before;
7 done = 8 + 9 + 10; 8 early; 9 on time, or closed without a result; 10 overdue; 11 pending at the end = 12 + 13; 12 in due time; 13 overdue (R14, R16, R17).
channel_unknown is the part of column 5 whose channel was not stated.';

create function ioc.index_766(from_day date, to_day date)
returns table (unit text, input text, numerator bigint, denominator bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with f as (
    select u.handling_unit, sum(u.received) as received, sum(u.received) filter (where u.channel = 'online') as online,
           sum(u.received_full) as received_full, sum(u.population_lookup) as population_lookup, sum(u.synchronised) as synchronised,
           sum(u.electronic_result) as electronic_result, sum(u.done_early + u.done_on_time + u.done_overdue) as done,
           sum(u.papers) as papers, sum(u.papers_digitised) as papers_digitised, sum(u.reused) as reused, sum(u.digitised) as digitised,
           sum(u.rated) as rated, sum(u.satisfied) as satisfied, sum(u.in_due_766_done) as in_due_done
      from ioc.unit_flow($1, $2) as u
     group by 1
  ), fee as (
    select coalesce(h.code, '') as handling_unit, sum(d.paid_online) as paid_online, sum(d.received) - sum(d.fee_zero) as with_fee
      from (select count.cell_fine_handling_unit(r.cell) as handling_unit, count.cell_fine_procedure(r.cell) as procedure,
                   coalesce(sum(r.paid_online), 0) as paid_online, coalesce(sum(r.received), 0) as received, coalesce(sum(r.fee_zero), 0) as fee_zero
              from count.fine_range(count.day_asked($1), count.day_asked($2)) as r
             group by 1, 2) as d
      join ref.code as c on c.kind = 2 and c.number = d.procedure
      join ioc.procedure as p on p.procedure = c.code and p.has_fee
      left join ref.code as h on h.kind = 1 and h.number = d.handling_unit
     group by 1
  ), g as (
    select a.handling_unit, sum(a.in_due) as in_due, sum(a.before) as before
      from (select e.handling_unit, e.in_due_766 as in_due, 0 as before from ioc.unit_gauge($2) as e
            union all
            select b.handling_unit, 0, b.pending from ioc.unit_gauge($1 - 1) as b) as a
     group by 1
  ), known as (
    select handling_unit from f union select handling_unit from g
  )
  select k.handling_unit, i.input, coalesce(i.numerator, 0)::bigint, coalesce(i.denominator, 0)::bigint
    from known as k
    left join f on f.handling_unit = k.handling_unit
    left join g on g.handling_unit = k.handling_unit
    left join fee on fee.handling_unit = k.handling_unit
   cross join lateral (values
     ('progress', coalesce(f.in_due_done, 0) + coalesce(g.in_due, 0), coalesce(f.received, 0) + coalesce(g.before, 0)),
     ('online_share', f.online, f.received),
     ('population', f.population_lookup, f.received),
     ('synchronised', f.synchronised, f.received),
     ('full_share', f.received_full, f.online),
     ('paid_online', fee.paid_online, fee.with_fee),
     ('electronic_result', f.electronic_result, f.done),
     ('papers', f.papers_digitised, f.papers),
     ('reused', f.reused, f.digitised),
     ('satisfied', f.satisfied, f.rated)) as i (input, numerator, denominator)
$$;
comment on function ioc.index_766(date, date) is
'Numerators and denominators of index 766 by handling unit; the province is their sum, a rate is computed last (Quyết định 766/QĐ-TTg, R18, R20).
Inputs: progress (in due time, of received and carried over), online_share, population, synchronised (of received), full_share (of online),
paid_online (of received with a fee), electronic_result (of done), papers (digitised, of handed in), reused (of digitised), satisfied (of rated).';

create function ioc.unit_tile()
returns table (unit text, pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, in_due_766 bigint, carried_over bigint,
  received_today bigint, done_today bigint, received_month bigint, done_month bigint, done_overdue_month bigint, closed_month bigint,
  late_reception_month bigint, received_online_month bigint, received_full_month bigint, digitised_month bigint,
  papers_month bigint, papers_digitised_month bigint, paid_online_month bigint, paid_online_vnd_month bigint)
language plpgsql
stable security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  -- A gauge now is the sum of all steps; without this month's it is what was carried over.
  with day as materialized (
    select count.day_number(ioc.today()) as today, count.day_number(date_trunc('month', ioc.today())::date) as month
  ), g as (
    select count.cell_unit_unit(r.cell) as unit,
           coalesce(sum(r.pending), 0)::bigint as pending,
           coalesce(sum(r.waiting_supplement), 0)::bigint as waiting_supplement,
           coalesce(sum(r.waiting_payment), 0)::bigint as waiting_payment,
           coalesce(sum(r.stopped), 0)::bigint as stopped,
           coalesce(sum(r.overdue), 0)::bigint as overdue,
           coalesce(sum(r.near_due), 0)::bigint as near_due,
           coalesce(sum(r.awaiting_reception), 0)::bigint as awaiting_reception,
           coalesce(sum(r.reception_overdue), 0)::bigint as reception_overdue,
           coalesce(sum(r.in_due_766), 0)::bigint as in_due_766
      from day as d
     cross join lateral count.unit_gauge(d.today) as r
     group by 1
  ), m as (
    select count.cell_unit_unit(r.cell) as unit, coalesce(sum(r.pending), 0)::bigint as pending_change, sum(r.received)::bigint as received,
           (coalesce(sum(r.done_early), 0) + coalesce(sum(r.done_on_time), 0) + coalesce(sum(r.done_overdue), 0))::bigint as done,
           sum(r.done_overdue)::bigint as done_overdue, sum(r.closed)::bigint as closed, sum(r.late_reception)::bigint as late_reception,
           (sum(r.received) filter (where count.channel_word(count.cell_unit_channel(r.cell)) = 'online'))::bigint as online, sum(r.received_full)::bigint as received_full,
           sum(r.digitised)::bigint as digitised, sum(r.papers)::bigint as papers, sum(r.papers_digitised)::bigint as papers_digitised,
           sum(r.paid_online)::bigint as paid_online, sum(r.paid_online_vnd)::bigint as paid_online_vnd
      from day as d
     cross join lateral count.unit_range(d.month, d.today) as r
     group by 1
  ), t as (
    select count.cell_unit_unit(r.cell) as unit, sum(r.received)::bigint as received,
           (coalesce(sum(r.done_early), 0) + coalesce(sum(r.done_on_time), 0) + coalesce(sum(r.done_overdue), 0))::bigint as done
      from day as d
     cross join lateral count.unit_range(d.today, d.today) as r
     group by 1
  ), counted as (
    select coalesce(c.code, '') as unit, g.pending, g.waiting_supplement, g.waiting_payment, g.stopped, g.overdue, g.near_due, g.awaiting_reception, g.reception_overdue, g.in_due_766,
           g.pending - coalesce(m.pending_change, 0) as carried_over, t.received as received_today, t.done as done_today,
           m.received, m.done, m.done_overdue, m.closed, m.late_reception, m.online, m.received_full, m.digitised, m.papers, m.papers_digitised,
           m.paid_online, m.paid_online_vnd
      from g
      left join m on m.unit = g.unit
      left join t on t.unit = g.unit
      left join ref.code as c on c.kind = 1 and c.number = g.unit
  ), known as (
    select u.unit from ioc.unit as u where u.valid_from <= ioc.today() and coalesce(u.valid_to, 'infinity') >= ioc.today()
    union
    select c.unit from counted as c
  )
  select k.unit, coalesce(c.pending, 0), coalesce(c.waiting_supplement, 0), coalesce(c.waiting_payment, 0), coalesce(c.stopped, 0), coalesce(c.overdue, 0), coalesce(c.near_due, 0), coalesce(c.awaiting_reception, 0), coalesce(c.reception_overdue, 0), coalesce(c.in_due_766, 0), coalesce(c.carried_over, 0),
         coalesce(c.received_today, 0), coalesce(c.done_today, 0), coalesce(c.received, 0), coalesce(c.done, 0), coalesce(c.done_overdue, 0), coalesce(c.closed, 0),
         coalesce(c.late_reception, 0), coalesce(c.online, 0), coalesce(c.received_full, 0), coalesce(c.digitised, 0),
         coalesce(c.papers, 0), coalesce(c.papers_digitised, 0), coalesce(c.paid_online, 0), coalesce(c.paid_online_vnd, 0)
    from known as k
    left join counted as c on c.unit = k.unit;
end
$$;
comment on function ioc.unit_tile() is 'The numbers of ioc.unit_now by unit; silent units are there with zeros';

create view ioc.unit_now as
select t.*, u.name, u.kind
  from ioc.unit_tile() as t
  left join ioc.unit as u on u.unit = t.unit;
comment on view ioc.unit_now is 'One row a unit: gauges now, flows of today and of this month; silent units give zeros';

create function ioc.procedure_tile()
returns table (procedure text, received_month bigint, done_month bigint, done_overdue_month bigint, pending bigint, overdue bigint, near_due bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  select coalesce(c.code, ''), coalesce(t.received, 0), coalesce(t.done_early, 0) + coalesce(t.done_on_time, 0) + coalesce(t.done_overdue, 0), coalesce(t.done_overdue, 0),
         coalesce(t.pending, 0), coalesce(t.overdue, 0), coalesce(t.near_due, 0)
    from (select count.cell_procedure_procedure(r.cell) as procedure, sum(r.received) as received, sum(r.done_early) as done_early, sum(r.done_on_time) as done_on_time,
                 sum(r.done_overdue) as done_overdue, sum(r.pending) as pending, sum(r.overdue) as overdue, sum(r.near_due) as near_due
            from count.procedure_at(count.day_number(ioc.today())) as r
           group by 1) as t
    left join ref.code as c on c.kind = 2 and c.number = t.procedure
$$;
comment on function ioc.procedure_tile() is 'The numbers of ioc.procedure_now by procedure, from months and the fine cells of this one';

create view ioc.procedure_now as
select t.procedure, p.name, p.field, t.received_month, t.done_month, t.done_overdue_month, t.pending, t.overdue, t.near_due
  from ioc.procedure_tile() as t
  left join ioc.procedure as p on p.procedure = t.procedure;
comment on view ioc.procedure_now is 'One row a procedure that occurs: gauges now, flows of this month';

create view ioc.field_now as
select coalesce(n.field, '') as field, sum(n.received_month)::bigint as received_month, sum(n.done_month)::bigint as done_month,
       sum(n.done_overdue_month)::bigint as done_overdue_month, sum(n.pending)::bigint as pending, sum(n.overdue)::bigint as overdue,
       sum(n.near_due)::bigint as near_due
  from ioc.procedure_now as n
 group by 1;
comment on view ioc.field_now is 'One row a field (lĩnh vực): gauges now, flows of this month';

create view ioc.service_month as
select to_char(count.month_begin(s.month), 'YYYY-MM') as month, coalesce(c.code, '') as service,
       count.channel_word(s.channel) as channel, s.received::bigint as received
  from count.service as s
  left join ref.code as c on c.kind = 3 and c.number = s.service
 where s.generation = (select count.generation_current()) and s.received <> 0;
comment on view ioc.service_month is 'Dossiers received by month, service and channel (R20a)';

create view ioc.party_day as
select count.day_date(p.day) as day, coalesce(c.code, '') as unit, nullif(p.applicant_kind, -1) as applicant_kind, p.received::bigint as received
  from count.party as p
  left join ref.code as c on c.kind = 1 and c.number = p.unit
 where p.generation = (select count.generation_current()) and p.received <> 0;
comment on view ioc.party_day is 'Dossiers received by day, receiving unit and kind of applicant (R20a)';

commit;
