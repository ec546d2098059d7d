-- Deploy trakhuc:audit to pg
-- requires: audit_step

-- Compares what is counted with what the facts say, in one snapshot: every statement
-- below is one, and a stable function sees the snapshot of its caller.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create function audit.document_step()
returns table (day integer, unit integer, level integer, counter text, n bigint)
language sql
stable
set search_path = pg_catalog
as $$
select audit.day(audit.instant(v.at)), coalesce(d.unit, 0), coalesce(d.level, 0)::integer, v.counter, 1
  from fact.document as d
 cross join lateral (values
   ('issued', d.issued_at, true),
   ('electronic', d.issued_at, d.electronic),
   ('electronic_unknown', d.issued_at, d.electronic is null),
   ('signed', d.issued_at, d.signed and d.electronic is not false),
   ('signed_unknown', d.issued_at, d.signed is null),
   ('revoked', greatest(d.revoked_at, d.issued_at), d.revoked_at is not null),
   ('replaced', greatest(d.replaced_at, d.issued_at), d.replaced_at is not null)
 ) as v (counter, at, counts)
 where d.voided is not true and d.issued_at is not null and v.counts
$$;
comment on function audit.document_step() is 'What every document adds at its issuer (R25)';

create function audit.recipient_step()
returns table (day integer, recipient integer, counter text, n bigint)
language sql
stable
set search_path = pg_catalog
as $$
with recipient as (
  select r.recipient, r.completed_at, count.day_number(r.due) as due,
         least(r.received_at, r.assigned_at, r.processing_at, r.completed_at) as received,
         least(r.revoked_at, r.takeback_agreed_at, d.revoked_at, d.replaced_at) as taken
    from fact.recipient as r
    join fact.document as d
      on d.code = r.document
   where d.voided is not true
), ended as materialized (
  select r.recipient, r.due,
         audit.day(audit.instant(r.received)) as received,
         -- greatest() passes over a null, which stands for no end here
         audit.day(audit.instant(case when least(r.completed_at, r.taken) is not null then greatest(least(r.completed_at, r.taken), r.received) end)) as ended,
         r.completed_at is not null and coalesce(r.completed_at <= r.taken, true) as completed
    from recipient as r
   where r.received is not null
)
select v.day, e.recipient, v.counter, v.n::bigint
  from ended as e
 cross join lateral (values
   ('document_received', e.received, 1, true),
   ('document_on_time', e.ended, 1, e.completed and e.ended <= e.due),
   ('document_late', e.ended, 1, e.completed and e.ended > e.due),
   ('document_no_due', e.ended, 1, e.completed and e.due is null),
   ('document_taken_back', e.ended, 1, not e.completed),
   ('document_pending', e.received, 1, coalesce(e.received < e.ended, true)),
   ('document_pending', e.ended, -1, e.received < e.ended),
   ('document_overdue', greatest(e.received, e.due + 1), 1, e.due is not null and coalesce(greatest(e.received, e.due + 1) < e.ended, true)),
   ('document_overdue', e.ended, -1, e.due is not null and greatest(e.received, e.due + 1) < e.ended)
 ) as v (counter, day, n, counts)
 where v.counts and v.day is not null
$$;
comment on function audit.recipient_step() is 'What every document adds at its recipients (R11, R25)';

create function audit.workfile_step()
returns table (day integer, unit integer, level integer, counter text, n bigint)
language sql
stable
set search_path = pg_catalog
as $$
select audit.day(audit.instant(w.opened_at)), coalesce(w.unit, 0), coalesce(w.level, 0)::integer, v.counter, 1
  from fact.workfile as w
 cross join lateral (values
   ('workfile_opened', true),
   ('workfile_online', w.online)
 ) as v (counter, counts)
 where w.opened_at is not null and v.counts
$$;
comment on function audit.workfile_step() is 'What every work file adds (R25)';

create function audit.indicator_row()
returns table (indicator integer, unit integer, period text, counter text, n bigint)
language sql
stable
set search_path = pg_catalog
as $$
select i.indicator, i.unit, i.period, v.counter, v.n::bigint
  from fact.indicator as i
 cross join lateral (values
   ('reported', 1),
   ('draft', (i.latest_status = 1)::integer),
   ('sent', (i.latest_status = 2)::integer),
   ('approved', (i.latest_status = 3)::integer),
   ('returned', (i.latest_status = 4)::integer),
   ('approved_count', (i.approved_status is not null)::integer),
   ('value_count', (i.approved_status is not null and i.approved_value is not null)::integer),
   ('share_count', (i.approved_status is not null and i.approved_numerator is not null and i.approved_denominator is not null)::integer),
   ('value', case when i.approved_status is not null then i.approved_value end),
   ('numerator', case when i.approved_status is not null then i.approved_numerator end),
   ('denominator', case when i.approved_status is not null then i.approved_denominator end)
 ) as v (counter, n)
 where not i.voided and i.latest_status is not null and v.n <> 0
$$;
comment on function audit.indicator_row() is 'What every indicator adds (R12)';

-- The counters of a table of counters, one row each, as SQL; by the columns that the
-- table has now, so that a new counter is audited from its first day.
create function audit.counted_sql(counters regclass, keys text)
returns text
language sql
stable
set search_path = pg_catalog
as $$
select format('select %L::text as table_name, %s, v.counter, v.n from %s as c cross join lateral (values %s) as v (counter, n) where v.n <> 0',
              (select r.relname from pg_class as r where r.oid = counters), keys, counters::text,
              string_agg(format('(%L::text, c.%I::bigint)', a.attname, a.attname), ', ' order by a.attnum))
  from pg_attribute as a
 where a.attrelid = counters and a.attnum > 0 and not a.attisdropped
   and a.attname not in ('cell', 'generation', 'day', 'month', 'unit', 'service', 'channel', 'applicant_kind', 'period')
   and not (a.attname = 'indicator')
$$;
comment on function audit.counted_sql(regclass, text) is 'A query of the counters of a table that are not zero: table, key, counter, number';

create function audit.code(kinds integer, numbers integer)
returns text
language sql
stable
set search_path = pg_catalog
as $$
select case when numbers = 0 then '' else coalesce((select c.code from ref.code as c where c.kind = kinds and c.number = numbers), '#' || numbers) end
$$;
comment on function audit.code(integer, integer) is 'The code of a number, empty for not stated, # and the number for one without a code';

create function audit.month_text(month integer)
returns text
language sql
immutable
set search_path = pg_catalog
as $$
select case month when count.month_ever() then 'ever' else to_char(count.month_begin(month), 'YYYY-MM') end
$$;
comment on function audit.month_text(integer) is 'A month as YYYY-MM, or ever';

create function audit.cell_text(table_name text, cell bigint)
returns text
language sql
stable
set search_path = pg_catalog
as $$
select case table_name
  when 'fine' then concat_ws('|', count.day_date(count.cell_fine_day(cell)), audit.code(1, count.cell_fine_handling_unit(cell)), audit.code(1, count.cell_fine_unit(cell)), audit.code(2, count.cell_fine_procedure(cell)), count.cell_fine_channel(cell))
  when 'procedure_month' then concat_ws('|', audit.month_text(count.cell_procedure_month(cell)), audit.code(2, count.cell_procedure_procedure(cell)), count.cell_procedure_channel(cell))
  when 'recipient_month' then concat_ws('|', to_char(count.month_begin(count.cell_recipient_day(cell)), 'YYYY-MM'), audit.code(1, count.cell_recipient_recipient(cell)))
  when 'recipient_day' then concat_ws('|', count.day_date(count.cell_recipient_day(cell)), audit.code(1, count.cell_recipient_recipient(cell)))
  when 'unit_month' then concat_ws('|', audit.month_text(count.cell_unit_day(cell)), audit.code(1, count.cell_unit_unit(cell)), count.cell_unit_channel(cell))
  else concat_ws('|', count.day_date(count.cell_unit_day(cell)), audit.code(1, count.cell_unit_unit(cell)), count.cell_unit_channel(cell))
end
$$;
comment on function audit.cell_text(text, bigint) is 'A cell with its codes: day or month, units, procedure, channel or level';

-- The cells of the roll-ups to which a fine cell of generation 0 adds, and with which sign.
create function audit.rolled_up(generation integer, cell bigint)
returns table (table_name text, cell bigint, sign integer)
language sql
immutable parallel safe
begin atomic
  select v.table_name, v.cell, v.sign
    from (values
      ('unit_day', count.cell_unit($1, count.cell_fine_day($2), count.cell_fine_handling_unit($2), count.cell_fine_channel($2)), 1),
      ('unit_month', count.cell_unit($1, count.month_number(count.day_date(count.cell_fine_day($2))), count.cell_fine_handling_unit($2), count.cell_fine_channel($2)), 1),
      ('procedure_month', count.cell_procedure($1, count.month_number(count.day_date(count.cell_fine_day($2))), count.cell_fine_procedure($2), count.cell_fine_channel($2)), 1),
      ('moved_day', count.cell_unit($1, count.cell_fine_day($2), count.cell_fine_unit($2), count.cell_fine_channel($2)), 1),
      ('moved_day', count.cell_unit($1, count.cell_fine_day($2), count.cell_fine_handling_unit($2), count.cell_fine_channel($2)), -1)
    ) as v (table_name, cell, sign)
   where v.table_name <> 'moved_day' or count.cell_fine_unit($2) <> count.cell_fine_handling_unit($2);
end;
comment on function audit.rolled_up(integer, bigint) is 'Cells of unit_day, unit_month, procedure_month and moved_day to which a fine cell adds, and with which sign';

-- The roll-ups that are sums of others: the province of its units, and all months of their gauges,
-- which have only ones for the bits of the month.
create function audit.rolled_on(table_name text, cell bigint)
returns table (into_table text, cell bigint, flows boolean)
language sql
immutable parallel safe
begin atomic
  select v.into_table, v.cell, v.flows
    from (values
      ('unit_day', 'province_day', $2 & ~count.cell_unit(0, 0, 4095, 0), true),
      ('unit_month', 'unit_month', $2 | count.cell_unit(0, count.month_ever(), 0, 0), false),
      ('procedure_month', 'procedure_month', $2 | count.cell_procedure(0, count.month_ever(), 0, 0), false)
    ) as v (table_name, into_table, cell, flows)
   where v.table_name = $1;
end;
comment on function audit.rolled_on(text, bigint) is 'Cell to which a cell of a roll-up adds, gauges and perhaps flows';

-- Something for each counter of dossiers, as SQL; %1$I is the column, %1$L its name, %2$s its type,
-- %3$s says whether it is a gauge.
create function audit.counter_list(pattern text, separator text)
returns text
language sql
stable
set search_path = pg_catalog
as $$
select string_agg(format(pattern, a.attname, a.atttypid::regtype,
                         a.attname in ('pending', 'waiting_supplement', 'waiting_payment', 'stopped', 'overdue', 'near_due', 'awaiting_reception', 'reception_overdue', 'in_due_766')),
                  separator order by a.attnum)
  from pg_attribute as a
 where a.attrelid = 'count.fine'::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'cell'
$$;
comment on function audit.counter_list(text, text) is 'A pattern for format(), once for each counter of dossiers';

-- The steps become rows as wide as those of the tables and are rolled up as such; cells are
-- taken apart into counters only where something differs.
create function audit.dossier_difference(generation integer)
returns table (table_name text, cell bigint, counter text, counted bigint, recounted bigint)
language plpgsql
stable
set search_path = pg_catalog
set work_mem = '64MB'
set enable_nestloop = off
set enable_sort = off
set jit = off
as $$
begin
  return query execute format($sql$
    with fine as materialized (
      select s.cell, %1$s
        from audit.dossier_step() as s
       group by s.cell
    ), rolled as materialized (
      select r.table_name, r.cell, %3$s
        from fine as f
       cross join lateral audit.rolled_up($1, f.cell) as r
       group by r.table_name, r.cell
    ), recounted as (
      select 'fine' as table_name, f.cell | count.cell_fine($1, 0, 0, 0, 0, 0) as cell, %2$s
        from fine as f
      union all
      select * from rolled
      union all
      select o.into_table, o.cell, %6$s
        from rolled as r
       cross join lateral audit.rolled_on(r.table_name, r.cell) as o
       group by o.into_table, o.cell
    ), counted as (
      select 'fine' as table_name, c.* from count.fine as c where count.cell_fine_generation(c.cell) = $1
      union all
      select 'unit_day', c.* from count.unit_day as c where count.cell_unit_generation(c.cell) = $1
      union all
      select 'unit_month', c.* from count.unit_month as c where count.cell_unit_generation(c.cell) = $1
      union all
      select 'procedure_month', c.* from count.procedure_month as c where count.cell_procedure_generation(c.cell) = $1
      union all
      select 'moved_day', c.* from count.moved_day as c where count.cell_unit_generation(c.cell) = $1
      union all
      select 'province_day', c.* from count.province_day as c where count.cell_unit_generation(c.cell) = $1
    )
    select coalesce(c.table_name, r.table_name), coalesce(c.cell, r.cell), v.counter, v.counted::bigint, v.recounted::bigint
      from counted as c
      full join recounted as r
        on r.table_name = c.table_name and r.cell = c.cell
     cross join lateral (values %4$s) as v (counter, counted, recounted)
     where (%5$s) and v.counted <> v.recounted
  $sql$,
    audit.counter_list('(sum(s.n) filter (where s.counter = %1$L))::%2$s as %1$I', ', '),
    audit.counter_list('f.%1$I', ', '),
    audit.counter_list('sum(f.%1$I * r.sign)::bigint as %1$I', ', '),
    audit.counter_list('(%1$L, coalesce(c.%1$I, 0), coalesce(r.%1$I, 0))', ', '),
    audit.counter_list('coalesce(c.%1$I, 0) <> coalesce(r.%1$I, 0)', ' or '),
    audit.counter_list('(sum(r.%1$I) filter (where o.flows or %3$L))::bigint', ', '))
  using generation;
end
$$;
comment on function audit.dossier_difference(integer) is 'Counters of dossiers of a generation that differ from the recount, by cell';

create function audit.document_difference(generation integer)
returns table (table_name text, cell bigint, counter text, counted bigint, recounted bigint)
language plpgsql
stable
set search_path = pg_catalog
set work_mem = '64MB'
set enable_nestloop = off
set jit = off
as $$
begin
  return query execute $sql$
    with number as (
      select 'document_day' as table_name, count.cell_unit($1, d.day, d.unit, d.level) as cell, d.counter, 0::bigint as counted, d.n as recounted
        from audit.document_step() as d
      union all
      select v.table_name, v.cell, r.counter, 0, r.n
        from audit.recipient_step() as r
       cross join lateral (values
         ('recipient_day', count.cell_recipient($1, r.day, r.recipient)),
         ('recipient_month', count.cell_recipient($1, count.month_number(count.day_date(r.day)), r.recipient))
       ) as v (table_name, cell)
      union all
      select 'workfile_day', count.cell_unit($1, w.day, w.unit, w.level), w.counter, 0, w.n
        from audit.workfile_step() as w
      union all
      select c.table_name, c.cell, c.counter, c.n, 0
        from ($sql$
    || audit.counted_sql('count.document_day', 'c.cell') || ' and count.cell_unit_generation(c.cell) = $1 union all '
    || audit.counted_sql('count.recipient_day', 'c.cell') || ' and count.cell_recipient_generation(c.cell) = $1 union all '
    || audit.counted_sql('count.recipient_month', 'c.cell') || ' and count.cell_recipient_generation(c.cell) = $1 union all '
    || audit.counted_sql('count.workfile_day', 'c.cell') || ' and count.cell_unit_generation(c.cell) = $1'
    || $sql$) as c
    )
    select n.table_name, n.cell, n.counter, sum(n.counted)::bigint, sum(n.recounted)::bigint
      from number as n
     group by n.table_name, n.cell, n.counter
    having sum(n.counted) <> sum(n.recounted)
  $sql$ using generation;
end
$$;
comment on function audit.document_difference(integer) is 'Counters of a generation of documents and work files that differ from the recount, by cell';

create function audit.cell_difference(generation integer)
returns table (table_name text, key text, counter text, counted bigint, recounted bigint)
language sql
stable
set search_path = pg_catalog
set datestyle = 'ISO'
as $$
select 'count.' || d.table_name, audit.cell_text(d.table_name, d.cell), d.counter, d.counted, d.recounted
  from (select * from audit.dossier_difference(generation) union all select * from audit.document_difference(generation)) as d
$$;
comment on function audit.cell_difference(integer) is 'Counters of a generation by cell that differ from the recount, either way';

create function audit.row_difference(generation integer)
returns table (table_name text, key text, counter text, counted bigint, recounted bigint)
language plpgsql
stable
set search_path = pg_catalog
set datestyle = 'ISO'
set work_mem = '64MB'
set enable_nestloop = off
set jit = off
as $$
begin
  return query execute $sql$
    with number as (
      select 'service' as table_name, to_char(count.month_begin(s.month), 'YYYY-MM') as period, s.service as first, s.channel as second, 'received' as counter, 0::bigint as counted, s.received as recounted
        from audit.service_row() as s
      union all
      select 'party', count.day_date(p.day)::text, p.unit, p.applicant_kind, 'received', 0, p.received
        from audit.party_row() as p
      union all
      select 'indicator', i.period, i.indicator, i.unit, i.counter, 0, i.n
        from audit.indicator_row() as i
      union all
      select c.table_name, c.period, c.first, c.second, c.counter, c.n, 0
        from ($sql$
    || audit.counted_sql('count.service', $key$to_char(count.month_begin(c.month), 'YYYY-MM') as period, c.service as first, c.channel::integer as second$key$)
    || ' and c.generation = $1 union all '
    || audit.counted_sql('count.party', 'count.day_date(c.day)::text, c.unit, c.applicant_kind')
    || ' and c.generation = $1 union all '
    || audit.counted_sql('count.indicator', 'c.period, c.indicator, c.unit')
    || $sql$ and c.generation = $1) as c
    ), different as materialized (
      select n.table_name, n.period, n.first, n.second, n.counter, sum(n.counted)::bigint as counted, sum(n.recounted)::bigint as recounted
        from number as n
       group by n.table_name, n.period, n.first, n.second, n.counter
      having sum(n.counted) <> sum(n.recounted)
    )
    select 'count.' || d.table_name,
           case d.table_name
             when 'service' then concat_ws('|', d.period, audit.code(3, d.first), d.second)
             when 'party' then concat_ws('|', d.period, audit.code(1, d.first), d.second)
             else concat_ws('|', audit.code(9, d.first), audit.code(1, d.second), d.period)
           end,
           d.counter, d.counted, d.recounted
      from different as d
  $sql$ using generation;
end
$$;
comment on function audit.row_difference(integer) is 'Services, parties and indicators of a generation that differ from the recount, either way';

create function audit.fact_difference()
returns table (table_name text, key text, counter text, counted bigint, recounted bigint)
language sql
stable
set search_path = pg_catalog
set work_mem = '64MB'
set enable_nestloop = off
set jit = off
as $$
select 'fact.dossier', d.code, v.counter, v.counted, v.recounted
  from fact.dossier as d
  left join audit.dossier_end as e
    on e.code = d.code
 cross join lateral (values
   ('ended_at', audit.instant(d.ended_at), e.at),
   ('ended_kind', d.ended_kind::bigint, e.kind::bigint)
 ) as v (counter, counted, recounted)
 where v.counted is distinct from v.recounted
$$;
comment on function audit.fact_difference() is 'Derived columns of the facts that differ from the recount; ended_at in microseconds since 1970';

create function audit.flow_difference()
returns table (table_name text, key text, counter text, counted bigint, recounted bigint)
language sql
stable
set search_path = pg_catalog
as $$
select 'flow.position', concat_ws('|', coalesce(p.topic, d.topic), coalesce(p.partition, d.partition)), v.counter, v.counted, v.recounted
  from flow.position as p
  full join (
    select d.topic, d.partition, count(*) as dead
      from flow.dead as d
     where d.status <> 'retried'
     group by d.topic, d.partition
  ) as d
    on d.topic = p.topic and d.partition = p.partition
 cross join lateral (values
   ('read', coalesce(p.read, 0), coalesce(p.applied + p.dead, 0)),
   ('dead', coalesce(p.dead, 0), coalesce(d.dead, 0))
 ) as v (counter, counted, recounted)
 where v.counted <> v.recounted
$$;
comment on function audit.flow_difference() is 'Partitions where read is not applied + dead, or dead is not the number of dead letters that were not retried (R21)';

create function ioc.audit()
returns table (table_name text, key text, counter text, counted bigint, recounted bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog
set jit = off
as $$
begin
  return query
    select * from audit.cell_difference(count.generation_current())
    union all
    select * from audit.row_difference(count.generation_current())
    union all
    select * from audit.fact_difference()
    union all
    select * from audit.flow_difference()
     order by 1, 2, 3;
end
$$;
comment on function ioc.audit() is 'Everything counted that differs from its recount from the facts, in one snapshot: table, key with codes, counter, the number that stands (counted) and the one that should (recounted); no row: all is exact';

create function ioc.audit_generation(generation integer)
returns table (table_name text, key text, counter text, counted bigint, recounted bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog
set jit = off
as $$
begin
  return query
    select * from audit.cell_difference(generation)
    union all
    select * from audit.row_difference(generation)
     order by 1, 2, 3;
end
$$;
comment on function ioc.audit_generation(integer) is 'What is counted in a generation, current or not, that differs from its recount from the facts, in one snapshot';

create function ioc.audit_summary()
returns table (table_name text, row_count bigint, differences bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog
as $$
declare
  audited jsonb := (
    select coalesce(jsonb_object_agg(d.name, d.n), '{}')
      from (select a.table_name as name, count(*) as n from ioc.audit() as a group by a.table_name) as d
  );
begin
  for table_name in
    select format('%I.%I', s.nspname, c.relname)
      from pg_class as c
      join pg_namespace as s
        on s.oid = c.relnamespace
     where c.relkind = 'r'
       and (s.nspname in ('fact', 'count') and c.relname not in ('generation', 'build', 'before') or (s.nspname, c.relname) = ('flow', 'position'))
     order by 1
  loop
    execute 'select count(*) from ' || table_name into row_count;
    differences := coalesce((audited ->> table_name)::bigint, 0);
    return next;
  end loop;
end
$$;
comment on function ioc.audit_summary() is 'Every table of facts and counters: its rows, and how many of its numbers differ from their recount';

create view ioc.alias_fault as
select d.code as dossier, c.code as alias_of,
       case
         when o.code is null then 'unknown'
         when o.voided then 'void'
         else 'alias'
       end as fault
  from fact.dossier as d
  join ref.code as c
    on c.kind = 6 and c.number = d.alias_of
  left join fact.dossier as o
    on o.code = c.code
 where o.code is null or o.voided or o.alias_of is not null;
comment on view ioc.alias_fault is 'Aliases whose dossier is unknown, void or itself an alias (R10)';
comment on column ioc.alias_fault.dossier is 'Code that is stated as another name';
comment on column ioc.alias_fault.alias_of is 'Code of the dossier that it is a name of';
comment on column ioc.alias_fault.fault is 'unknown, void or alias: what is wrong with that dossier';

grant execute on function ioc.audit(), ioc.audit_generation(integer), ioc.audit_summary() to trakhuc_reader;
grant select on ioc.alias_fault to trakhuc_reader;

commit;
