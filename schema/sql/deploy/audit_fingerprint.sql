-- Deploy trakhuc:audit_fingerprint to pg
-- requires: audit

-- One hash over everything that is promised to be equal, whatever the order, the batches,
-- the workers, the duplicates and the numbers of codes were (R21).  A row is its text with
-- codes in place of numbers; rows are added up modulo 2^64, so their order is nothing.
-- A dead letter that was retried counts as what it is now, an event; one that waits or was
-- dropped as refused.  So the hash is that of a log read from its beginning by today's code.
-- Not promised, hence not in it: revisions, positions, derived columns, sources.

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create function audit.row_hash(part text, content text)
returns numeric
language sql
immutable parallel safe
return (('x' || left(md5(part || ':' || content), 16))::bit(64)::bigint)::numeric;
comment on function audit.row_hash(text, text) is 'A row of a part as a number of 64 bits';

create function audit.hash_text(total numeric)
returns text
language sql
immutable parallel safe
return lpad(to_hex(div(mod(mod(total, 18446744073709551616) + 18446744073709551616, 18446744073709551616), 4294967296)::bigint), 8, '0')
    || lpad(to_hex(mod(mod(total, 4294967296) + 4294967296, 4294967296)::bigint), 8, '0');
comment on function audit.hash_text(numeric) is 'A sum of hashes modulo 2^64, in 16 hexadecimal digits';

-- Columns that hold numbers of codes, and the kind of code.
create view audit.code_column as
select c.name, c.kind
  from (values
    ('unit', 1), ('handling_unit', 1), ('recipient', 1), ('procedure', 2), ('service', 3), ('outcome', 4),
    ('reason_code', 5), ('alias_of', 6), ('replaced_by', 7), ('kind', 8), ('indicator', 9)
  ) as c (name, kind);
comment on view audit.code_column is 'Columns of facts and counters that hold numbers of ref.code, and the kind of code';

-- Text of a query and no function that looks up, for this runs once a key.
create function audit.code_sql(kind integer, number text)
returns text
language sql
immutable parallel safe
return format('(select k.code from ref.code as k where k.kind = %s and k.number = %s)', kind, number);
comment on function audit.code_sql(integer, text) is 'An expression for the code of a number, null for not stated';

-- In the catalogue and in the flow codes stand as text; only integer columns are numbers.
create function audit.row_sql(part text, source regclass, left_out text[])
returns text
language sql
stable
set search_path = pg_catalog
as $$
select format('select %L::text as part, row(%s)::text as content from %s as t', part,
              string_agg(case
                when c.kind is null then format('t.%I', a.attname)
                else audit.code_sql(c.kind, format('t.%I', a.attname))
              end, ', ' order by a.attnum), source::text)
  from pg_attribute as a
  left join audit.code_column as c
    on c.name = a.attname and a.atttypid = 'integer'::regtype
 where a.attrelid = source and a.attnum > 0 and not a.attisdropped and a.attname <> all (left_out)
$$;
comment on function audit.row_sql(text, regclass, text[]) is 'A query of the rows of a table as text, codes in place of their numbers';

create function audit.counter_sql(counters regclass, keys text, generation text)
returns text
language sql
stable
set search_path = pg_catalog
as $$
select format('select ''counters''::text as part, row(%L, %s, %s)::text as content from %s as t where %s = $1 and coalesce(%s) is not null',
              r.relname, keys, string_agg(format('nullif(t.%I, 0)', a.attname), ', ' order by a.attnum), counters::text,
              generation, string_agg(format('nullif(t.%I, 0)', a.attname), ', ' order by a.attnum))
  from pg_class as r
  join pg_attribute as a
    on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
   and a.attname not in ('cell', 'generation', 'day', 'month', 'unit', 'service', 'channel', 'applicant_kind', 'indicator', 'period')
 where r.oid = counters
 group by r.relname
$$;
comment on function audit.counter_sql(regclass, text, text) is 'A query of the rows of counters of generation $1 that are not all zero, as text';

create function audit.content_sql()
returns text
language sql
stable
set search_path = pg_catalog
as $$
select string_agg(q.query, E'\nunion all\n')
  from (
    select audit.row_sql(f.part, f.source::regclass, array['revision', 'positions', 'ended_at', 'ended_kind']) as query
      from (values
        ('facts', 'fact.dossier'), ('facts', 'fact.document'), ('facts', 'fact.recipient'), ('facts', 'fact.workfile'), ('facts', 'fact.indicator'),
        ('catalogue', 'ref.unit'), ('catalogue', 'ref.lineage'), ('catalogue', 'ref.procedure'), ('catalogue', 'ref.organisation'), ('catalogue', 'ref.holiday'), ('catalogue', 'ref.indicator')
      ) as f (part, source)
    union all
    select audit.counter_sql(c.source::regclass, c.keys, c.generation)
      from (
        select 'count.fine', concat_ws(', ', 'count.cell_fine_day(t.cell)', audit.code_sql(1, 'count.cell_fine_handling_unit(t.cell)'),
                                       audit.code_sql(1, 'count.cell_fine_unit(t.cell)'), audit.code_sql(2, 'count.cell_fine_procedure(t.cell)'),
                                       'count.cell_fine_channel(t.cell)'),
               'count.cell_fine_generation(t.cell)'
        union all
        select 'count.procedure_month', concat_ws(', ', 'count.cell_procedure_month(t.cell)', audit.code_sql(2, 'count.cell_procedure_procedure(t.cell)'), 'count.cell_procedure_channel(t.cell)'),
               'count.cell_procedure_generation(t.cell)'
        union all
        select 'count.' || r.name, concat_ws(', ', 'count.cell_recipient_day(t.cell)', audit.code_sql(1, 'count.cell_recipient_recipient(t.cell)')),
               'count.cell_recipient_generation(t.cell)'
          from unnest(array['recipient_day', 'recipient_month']) as r (name)
        union all
        select 'count.' || u.name, concat_ws(', ', 'count.cell_unit_day(t.cell)', audit.code_sql(1, 'count.cell_unit_unit(t.cell)'), 'count.cell_unit_channel(t.cell)'),
               'count.cell_unit_generation(t.cell)'
          from unnest(array['unit_day', 'unit_month', 'moved_day', 'province_day', 'document_day', 'workfile_day']) as u (name)
        union all
        select 'count.service', concat_ws(', ', 't.month', audit.code_sql(3, 't.service'), 't.channel'), 't.generation'
        union all
        select 'count.party', concat_ws(', ', 't.day', audit.code_sql(1, 't.unit'), 't.applicant_kind'), 't.generation'
        union all
        select 'count.indicator', concat_ws(', ', audit.code_sql(9, 't.indicator'), audit.code_sql(1, 't.unit'), 't.period'), 't.generation'
      ) as c (source, keys, generation)
    union all
    select 'select distinct ''dead_letters''::text as part, row(t.hash, t.reason)::text as content from flow.dead as t where t.status <> ''retried'''
  ) as q
$$;
comment on function audit.content_sql() is 'A query of all rows that are promised to be equal, as text';

-- The total comes last.
create function ioc.fingerprint()
returns table (part text, rows bigint, hash text)
language plpgsql
stable
security definer
set search_path = pg_catalog
set datestyle = 'ISO'
set timezone = 'UTC'
set bytea_output = 'hex'
set jit = off
as $$
begin
  return query execute
    'with part as materialized ('
    ' select c.part, count(*) as rows, sum(audit.row_hash(c.part, c.content)) as total'
    '   from (' || audit.content_sql() || ') as c'
    '  group by c.part'
    ') '
    'select coalesce(p.part, ''all''), sum(p.rows)::bigint, audit.hash_text(coalesce(sum(p.total), 0))'
    '  from part as p'
    ' group by rollup (p.part)'
    ' order by p.part nulls last' using count.generation_current();
end
$$;
comment on function ioc.fingerprint() is 'Hashes of facts, catalogue, counters and dead letters, and last of all together: equal wherever the same events were counted';

grant execute on function ioc.fingerprint() to trakhuc_reader;

commit;
