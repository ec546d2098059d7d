-- Every object of the public face is there and everything is described.
begin;
set local search_path = tap, pg_catalog;
select no_plan();

select has_view('ioc', v, 'view ioc.' || v || ' is there')
  from unnest(array['now', 'unit_now', 'field_now', 'procedure_now', 'dossier_day', 'dossier',
                    'document_day', 'document_now', 'indicator_value', 'source', 'partition',
                    'dead_letter', 'receiving_day', 'service_month', 'party_day', 'workfile_day',
                    'recipient_day', 'alias_fault']) as v;
select has_function('ioc', f, 'function ioc.' || f || ' is there')
  from unnest(array['dossier_gauge', 'unit_gauge', 'receiving_gauge', 'form_06a', 'index_766',
                    'document_gauge', 'document_share', 'audit', 'fingerprint', 'today']) as f;
select is_empty($$
  select c.oid::regclass
    from pg_class as c
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow', 'ioc'))
     and c.relkind in ('r', 'v')
     and obj_description(c.oid, 'pg_class') is null
$$, 'every table and view has a comment');
select is_empty($$
  select c.oid::regclass, a.attname
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow'))
     and c.relkind = 'r'
     and col_description(c.oid, a.attnum) is null
$$, 'every column of every table has a comment');
select is_empty($$
  select p.oid::regprocedure
    from pg_proc as p
   where p.pronamespace in (select oid from pg_namespace where nspname in ('ref', 'count', 'flow', 'ioc', 'audit'))
     and obj_description(p.oid, 'pg_proc') is null
$$, 'every function has a comment');
select is_empty($$
  select c.oid::regclass
    from pg_class as c
   where c.relnamespace in (select oid from pg_namespace where nspname in ('ref', 'fact', 'count', 'flow', 'ioc', 'audit', 'wire'))
     and pg_get_userbyid(c.relowner) <> 'trakhuc_owner'
$$, 'trakhuc_owner owns everything');
select * from finish();
rollback;
