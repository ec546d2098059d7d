-- Every object of the public face is there and everything is described.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select has_view('ioc', v, 'view ioc.' || v || ' is there')
  from unnest(array['now', 'unit_now', 'field_now', 'procedure_now', 'dossier_day', 'dossier',
                    'document_day', 'document_now', 'indicator_value', 'source', 'partition',
                    'dead_letter', 'receiving_day', 'service_month', 'party_day', 'workfile_day',
                    'recipient_day', 'alias_fault', 'action', 'server', 'halt', 'alert', 'alert_rule', 'alert_notice']) as v;
select has_function('ioc', f, 'function ioc.' || f || ' is there')
  from unnest(array['dossier_gauge', 'unit_gauge', 'receiving_gauge', 'form_06a', 'index_766',
                    'document_gauge', 'document_share', 'audit', 'fingerprint', 'today', 'first_day', 'unit_at', 'now_at',
                    'procedure_at', 'document_at', 'recipient_at', 'day_course', 'hour_course',
                    'dossier_list', 'dossier_course', 'document_list', 'issued_list']) as f;
-- Whatever is missing is listed, so that the failure says what to write.
create temporary view ours as
select n.oid, n.nspname from pg_namespace as n where n.nspname in ('ref', 'fact', 'count', 'flow', 'wire', 'audit', 'ioc', 'shadow', 'alert');
select is_empty('select nspname from ours where obj_description(oid, ''pg_namespace'') is null', 'every schema has a comment');
select is_empty($$
  select c.oid::regclass
    from pg_class as c
    join ours as n on n.oid = c.relnamespace
   where c.relkind in ('r', 'v')
     and obj_description(c.oid, 'pg_class') is null
$$, 'every table and view has a comment');
select is_empty(format($$
  select c.oid::regclass, a.attname
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = %L::regnamespace
     and c.relkind in ('r', 'v', 'c')
     and col_description(c.oid, a.attnum) is null
$$, n.nspname), format('every column of %s has a comment', n.nspname))
  from ours as n order by n.nspname;
select is_empty($$
  select t.typname
    from pg_type as t
    join pg_class as c on c.oid = t.typrelid and c.relkind = 'c'
   where t.typnamespace in (select oid from ours)
     and obj_description(t.oid, 'pg_type') is null
$$, 'every type has a comment');
select is_empty($$
  select p.oid::regprocedure
    from pg_proc as p
   where p.pronamespace in (select oid from ours)
     and obj_description(p.oid, 'pg_proc') is null
$$, 'every function has a comment');
-- A name means the same everywhere, but for those that each view explains for itself.
select is_empty($$
  select a.attname, count(distinct col_description(c.oid, a.attnum))
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
   where c.relnamespace = 'ioc'::regnamespace and c.relkind = 'v' and c.relname not in ('dossier', 'source', 'partition', 'halt', 'unit_today', 'alias_fault')
     and a.attname not in ('unit', 'day', 'level', 'as_of', 'recorded_at', 'since', 'measure', 'value')
   group by a.attname
  having count(distinct col_description(c.oid, a.attnum)) > 1
$$, 'a column of ioc means the same in every view');
select is_empty($$
  select c.oid::regclass
    from pg_class as c
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow', 'ioc', 'audit', 'wire', 'shadow', 'alert'))
     and pg_get_userbyid(c.relowner) <> 'trakhuc_owner'
$$, 'trakhuc_owner owns everything');
select * from finish();
rollback;
