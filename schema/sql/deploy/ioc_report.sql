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
begin
  if by not in ('unit', 'unit_today', 'field') then
    raise exception 'form II.06a goes by unit, unit_today or field, not by "%"', by
      using hint = 'ioc.form_06a(from_day, to_day, ''unit'')';
  end if;
  if to_day < from_day then
    raise exception 'the period ends on % before it begins on %', to_day, from_day;
  end if;
  return query
  with flow as (
    select case by when 'field' then coalesce(n.field, '') when 'unit_today' then coalesce(t.unit_today, f.handling_unit) else f.handling_unit end as key,
           sum(f.received) as received, sum(f.received) filter (where f.channel = 'online') as online,
           sum(f.received) filter (where f.channel = '') as unknown,
           sum(f.done_early) as early, sum(f.done_on_time + f.closed) as on_time, sum(f.done_overdue) as overdue
      from (select u.handling_unit, '' as procedure, u.channel, u.received, u.done_early, u.done_on_time, u.closed, u.done_overdue
              from ioc.unit_flow(from_day, to_day) as u where by <> 'field'
            union all
            select d.handling_unit, d.procedure, d.channel, d.received, d.done_early, d.done_on_time, d.closed, d.done_overdue
              from ioc.dossier_day as d where by = 'field' and d.day between from_day and to_day) as f
      left join ioc.procedure as n on n.procedure = f.procedure
      left join ioc.unit_today as t on t.unit = f.handling_unit
     group by 1
  ), gauge as (
    select case by when 'field' then coalesce(n.field, '') when 'unit_today' then coalesce(t.unit_today, g.handling_unit) else g.handling_unit end as key,
           sum(g.before) as before, sum(g.pending) as pending, sum(g.overdue) as overdue
      from (select b.handling_unit, '' as procedure, b.pending as before, 0 as pending, 0 as overdue from ioc.unit_gauge(from_day - 1) as b where by <> 'field'
            union all
            select a.handling_unit, '', 0, a.pending, a.overdue from ioc.unit_gauge(to_day) as a where by <> 'field'
            union all
            select b.handling_unit, b.procedure, b.pending, 0, 0 from ioc.dossier_gauge(from_day - 1) as b where by = 'field'
            union all
            select a.handling_unit, a.procedure, 0, a.pending, a.overdue from ioc.dossier_gauge(to_day) as a where by = 'field') as g
      left join ioc.procedure as n on n.procedure = g.procedure
      left join ioc.unit_today as t on t.unit = g.handling_unit
     group by 1
  ), known as (
    select k.key from flow as k
    union
    select k.key from gauge as k
    union
    select u.unit from ioc.unit as u where by <> 'field' and coalesce(u.valid_to, 'infinity') >= from_day
    union
    select p.field from ioc.procedure as p where by = 'field'
  )
  select case when by = 'unit' then k.key end, case when by = 'unit_today' then k.key end, case when by = 'field' then k.key end,
         case when by = 'field' then k.key else u.name end,
         (coalesce(f.received, 0) + coalesce(g.before, 0))::bigint,
         coalesce(f.online, 0)::bigint,
         (coalesce(f.received, 0) - coalesce(f.online, 0))::bigint,
         coalesce(g.before, 0)::bigint,
         (coalesce(f.early, 0) + coalesce(f.on_time, 0) + coalesce(f.overdue, 0))::bigint,
         coalesce(f.early, 0)::bigint, coalesce(f.on_time, 0)::bigint, coalesce(f.overdue, 0)::bigint,
         coalesce(g.pending, 0)::bigint,
         (coalesce(g.pending, 0) - coalesce(g.overdue, 0))::bigint,
         coalesce(g.overdue, 0)::bigint,
         coalesce(f.unknown, 0)::bigint
    from known as k
    left join flow as f on f.key = k.key
    left join gauge as g on g.key = k.key
    left join ioc.unit as u on by <> 'field' and u.unit = k.key
   order by k.key;
end
$$;
comment on function ioc.form_06a(date, date, text) is 'Form II.06a of a period, columns 3 to 13, by unit, unit_today (former units mapped) or field; silent units give zeros; channel_unknown stands in column 5 and is shown beside (R14)';

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
    select d.handling_unit, sum(d.paid_online) as paid_online, sum(d.received - d.fee_zero) as with_fee
      from ioc.dossier_day as d
      join ioc.procedure as p on p.procedure = d.procedure and p.has_fee
     where d.day between $1 and $2
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
comment on function ioc.index_766(date, date) is 'Numerators and denominators of index 766 by handling unit; the province is their sum (Quyết định 766/QĐ-TTg, R18, R20)';

create function ioc.unit_tile()
returns table (unit text, pending bigint, waiting_supplement bigint, waiting_payment bigint, stopped bigint, overdue bigint, near_due bigint, awaiting_reception bigint, reception_overdue bigint, in_due_766 bigint, carried_over bigint,
  received_today bigint, done_today bigint, received_month bigint, done_month bigint, done_overdue_month bigint, closed_month bigint,
  late_reception_month bigint, received_online_month bigint, received_full_month bigint, digitised_month bigint,
  papers_month bigint, papers_digitised_month bigint, paid_online_month bigint, paid_online_vnd_month bigint)
language sql
stable security definer
set search_path = pg_catalog
as $$
  with g as (
    select u.handling_unit as unit, sum(u.pending)::bigint as pending, sum(u.waiting_supplement)::bigint as waiting_supplement, sum(u.waiting_payment)::bigint as waiting_payment, sum(u.stopped)::bigint as stopped, sum(u.overdue)::bigint as overdue, sum(u.near_due)::bigint as near_due, sum(u.awaiting_reception)::bigint as awaiting_reception, sum(u.reception_overdue)::bigint as reception_overdue, sum(u.in_due_766)::bigint as in_due_766
      from ioc.unit_gauge(ioc.today()) as u group by 1
  ), b as (
    select u.handling_unit as unit, sum(u.pending)::bigint as carried_over
      from ioc.unit_gauge(date_trunc('month', ioc.today())::date - 1) as u group by 1
  ), t as (
    select u.handling_unit as unit, sum(u.received)::bigint as received, sum(u.done_early + u.done_on_time + u.done_overdue)::bigint as done
      from ioc.unit_flow(ioc.today(), ioc.today()) as u group by 1
  ), m as (
    select u.handling_unit as unit, sum(u.received)::bigint as received, sum(u.done_early + u.done_on_time + u.done_overdue)::bigint as done,
           sum(u.done_overdue)::bigint as done_overdue, sum(u.closed)::bigint as closed, sum(u.late_reception)::bigint as late_reception,
           (sum(u.received) filter (where u.channel = 'online'))::bigint as online, sum(u.received_full)::bigint as received_full,
           sum(u.digitised)::bigint as digitised, sum(u.papers)::bigint as papers, sum(u.papers_digitised)::bigint as papers_digitised,
           sum(u.paid_online)::bigint as paid_online, sum(u.paid_online_vnd)::bigint as paid_online_vnd
      from ioc.unit_flow(date_trunc('month', ioc.today())::date, ioc.today()) as u group by 1
  ), known as (
    select unit from ioc.unit where valid_from <= ioc.today() and coalesce(valid_to, 'infinity') >= ioc.today()
    union select unit from g union select unit from m
  )
  select k.unit, coalesce(g.pending, 0), coalesce(g.waiting_supplement, 0), coalesce(g.waiting_payment, 0), coalesce(g.stopped, 0), coalesce(g.overdue, 0), coalesce(g.near_due, 0), coalesce(g.awaiting_reception, 0), coalesce(g.reception_overdue, 0), coalesce(g.in_due_766, 0), coalesce(b.carried_over, 0),
         coalesce(t.received, 0), coalesce(t.done, 0), coalesce(m.received, 0), coalesce(m.done, 0), coalesce(m.done_overdue, 0), coalesce(m.closed, 0),
         coalesce(m.late_reception, 0), coalesce(m.online, 0), coalesce(m.received_full, 0), coalesce(m.digitised, 0),
         coalesce(m.papers, 0), coalesce(m.papers_digitised, 0), coalesce(m.paid_online, 0), coalesce(m.paid_online_vnd, 0)
    from known as k
    left join g on g.unit = k.unit
    left join b on b.unit = k.unit
    left join t on t.unit = k.unit
    left join m on m.unit = k.unit
$$;
comment on function ioc.unit_tile() is 'What the screens show of each unit now; silent units are there with zeros';

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
  select coalesce(c.code, ''), coalesce(sum(s.received), 0)::bigint, coalesce(sum(s.done), 0)::bigint, coalesce(sum(s.done_overdue), 0)::bigint,
         coalesce(sum(s.pending), 0)::bigint, coalesce(sum(s.overdue), 0)::bigint, coalesce(sum(s.near_due), 0)::bigint
    from (select count.cell_procedure_procedure(m.cell) as number, 0 as received, 0 as done, 0 as done_overdue, m.pending, m.overdue, m.near_due
            from count.procedure_month as m
           where m.cell >= count.cell_procedure(count.generation_current(), 0, 0, 0)
             and m.cell < count.cell_procedure(count.generation_current(), count.month_number(ioc.today()), 0, 0)
          union all
          select count.cell_fine_procedure(f.cell), f.received,
                 coalesce(f.done_early, 0) + coalesce(f.done_on_time, 0) + coalesce(f.done_overdue, 0), f.done_overdue, f.pending, f.overdue, f.near_due
            from count.fine as f
           where f.cell >= count.cell_fine(count.generation_current(), count.day_number(date_trunc('month', ioc.today())::date), 0, 0, 0, 0)
             and f.cell < count.cell_fine(count.generation_current(), count.day_number(ioc.today()) + 1, 0, 0, 0, 0)) as s
    left join ref.code as c on c.kind = 2 and c.number = s.number
   group by 1
$$;
comment on function ioc.procedure_tile() is 'Gauges now and flows of this month by procedure, from months and the fine cells of this month';

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

create view ioc.service as
select to_char(count.month_begin(s.month), 'YYYY-MM') as month, coalesce(c.code, '') as service,
       count.channel_word(s.channel) as channel, s.received::bigint as received
  from count.service as s
  left join ref.code as c on c.kind = 3 and c.number = s.service
 where s.generation = count.generation_current() and s.received <> 0;
comment on view ioc.service is 'Dossiers received by month, service and channel (R20a)';
create view ioc.service_month as select * from ioc.service;
comment on view ioc.service_month is 'The same as ioc.service';

create view ioc.party as
select count.day_date(p.day) as day, coalesce(c.code, '') as unit, nullif(p.applicant_kind, -1) as applicant_kind, p.received::bigint as received
  from count.party as p
  left join ref.code as c on c.kind = 1 and c.number = p.unit
 where p.generation = count.generation_current() and p.received <> 0;
comment on view ioc.party is 'Dossiers received by day, receiving unit and kind of applicant (R20a)';
create view ioc.party_day as select * from ioc.party;
comment on view ioc.party_day is 'The same as ioc.party';

commit;
