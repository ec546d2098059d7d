-- Deploy trakhuc:ref to pg
-- requires: roles

begin;

set local role trakhuc_owner;
set local search_path = pg_catalog;

create schema ref;

create table ref.code (
  kind smallint not null,
  number integer not null,
  code text collate "C" not null,
  constraint code_number_pk primary key (kind, number),
  constraint code_code_uq unique (kind, code),
  constraint code_number_ck check (number between 1 and case kind when 1 then 4095 when 2 then 16383 else 2000000000 end)
);

-- Numbers for codes; gives the next free number to a code that has none.  One caller at a
-- time, so numbers stay dense and a cell's bits are not wasted.
create function ref.code_number(kinds smallint[], codes text[])
returns table (kind smallint, number integer, code text)
language plpgsql
set search_path = pg_catalog
as $$
#variable_conflict use_column
begin
  if exists (
    select from unnest(kinds, codes) as k (kind, code)
     where not exists (select from ref.code as c where c.kind = k.kind and c.code = k.code)
  ) then
    perform pg_advisory_xact_lock(hashtext('trakhuc ref.code'));
    insert into ref.code (kind, number, code)
    select n.kind,
           coalesce((select max(c.number) from ref.code as c where c.kind = n.kind), 0)
             + row_number() over (partition by n.kind order by n.code collate "C"),
           n.code
      from (select distinct k.kind, k.code
              from unnest(kinds, codes) as k (kind, code)
             where not exists (select from ref.code as c where c.kind = k.kind and c.code = k.code)) as n;
  end if;
  return query
    select c.kind, c.number, c.code
      from unnest(kinds, codes) as k (kind, code)
      join ref.code as c on c.kind = k.kind and c.code = k.code;
end
$$;

create table ref.unit (
  unit text collate "C" not null,
  valid_from date not null,
  valid_to date,
  name text not null,
  kind text,
  level smallint,
  latitude bigint,
  longitude bigint,
  version bytea not null,
  constraint unit_key_pk primary key (unit, valid_from)
);

create table ref.lineage (
  unit text collate "C" not null,
  into_unit text collate "C" not null,
  valid_from date not null,
  share smallint not null,
  name text,
  kind text,
  version bytea not null,
  constraint lineage_key_pk primary key (unit, into_unit, valid_from)
);

create table ref.procedure (
  procedure text collate "C" not null,
  valid_from date not null,
  valid_to date,
  name text not null,
  field text not null,
  level smallint,
  has_fee boolean,
  online_level smallint,
  limit_value integer,
  limit_unit smallint,
  version bytea not null,
  constraint procedure_key_pk primary key (procedure, valid_from)
);

create table ref.organisation (
  organisation text collate "C" not null,
  valid_from date not null,
  valid_to date,
  unit text collate "C" not null,
  name text,
  version bytea not null,
  constraint organisation_key_pk primary key (organisation, valid_from)
);

create table ref.holiday (
  holiday date not null,
  working boolean not null,
  name text,
  version bytea not null,
  constraint holiday_holiday_pk primary key (holiday)
);

create table ref.indicator (
  indicator text collate "C" not null,
  valid_from date not null,
  valid_to date,
  name text not null,
  measure text,
  rollup smallint not null,
  target bigint,
  version bytea not null,
  constraint indicator_key_pk primary key (indicator, valid_from)
);

-- Set by whoever runs the deployment, with SQL; the values are those that Quảng Ngãi published
-- for itself (2025): electronic above 99 % at the province and 85 % in communes, signed above 95 %.
create table ref.target (
  measure text not null,
  level text not null,
  percent numeric(5, 2) not null,
  constraint target_key_pk primary key (measure, level),
  constraint target_measure_ck check (measure in ('electronic', 'signed')),
  constraint target_level_ck check (level in ('province', 'commune')),
  constraint target_percent_ck check (percent between 0 and 100)
);
insert into ref.target (measure, level, percent)
values ('electronic', 'province', 99), ('electronic', 'commune', 85), ('signed', 'province', 95), ('signed', 'commune', 95);

comment on schema ref is 'Numbers that stand for codes, and the catalogue with its days of validity; joined when read, never when counted';

comment on table ref.code is 'Small numbers that stand for codes in facts and cells; results never depend on them';
comment on column ref.code.kind is 'Kind of code: 1 unit, 2 procedure, 3 service, 4 outcome, 5 reason, 6 dossier named by an alias, 7 document that replaces another, 8 kind of document, 9 indicator';
comment on column ref.code.number is 'Number, dense from 1; 0 means not stated and has no row';
comment on column ref.code.code is 'The code as stated (R1)';
comment on function ref.code_number(smallint[], text[]) is 'Numbers of the codes given, in parallel arrays; a code without one gets the next free number of its kind';

comment on table ref.unit is 'Units: communes, wards, the special zone, departments; a code may mean another unit from another day on';
comment on column ref.unit.unit is 'Code of the unit';
comment on column ref.unit.valid_from is 'First day on which the row holds';
comment on column ref.unit.valid_to is 'Last day on which the row holds, null for no end';
comment on column ref.unit.name is 'Name in Vietnamese';
comment on column ref.unit.kind is 'Kind of unit as stated: xã, phường, đặc khu, sở and so on';
comment on column ref.unit.level is '1 province, 2 commune, null unknown';
comment on column ref.unit.latitude is 'Latitude in millionths of a degree';
comment on column ref.unit.longitude is 'Longitude in millionths of a degree';
comment on column ref.unit.version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on table ref.lineage is 'Which unit a former unit became (R26); a split unit has several rows of partial share';
comment on column ref.lineage.unit is 'Code of the former unit';
comment on column ref.lineage.into_unit is 'Code of the unit that it became, wholly or partly';
comment on column ref.lineage.valid_from is 'First day of the new unit';
comment on column ref.lineage.share is '1 whole, 2 partial';
comment on column ref.lineage.name is 'Name of the former unit';
comment on column ref.lineage.kind is 'Kind of the former unit';
comment on column ref.lineage.version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on table ref.procedure is 'Catalogue of procedures';
comment on column ref.procedure.procedure is 'Code of the procedure, local suffix cut (R1)';
comment on column ref.procedure.valid_from is 'First day on which the row holds';
comment on column ref.procedure.valid_to is 'Last day on which the row holds, null for no end';
comment on column ref.procedure.name is 'Name in Vietnamese';
comment on column ref.procedure.field is 'Field (lĩnh vực) of the procedure';
comment on column ref.procedure.level is '1 province, 2 commune, null unknown';
comment on column ref.procedure.has_fee is 'Whether the procedure has a fee, null unknown';
comment on column ref.procedure.online_level is '4 full, 3 partial, 2 information only, null unknown';
comment on column ref.procedure.limit_value is 'Limit of handling, in limit_unit';
comment on column ref.procedure.limit_unit is '1 working day, 2 calendar day, 3 hour, 4 month, 5 unit not given';
comment on column ref.procedure.version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on table ref.organisation is 'Organisation codes of source systems, and the unit that each belongs to';
comment on column ref.organisation.organisation is 'Organisation code, e.g. H48.21';
comment on column ref.organisation.valid_from is 'First day on which the row holds';
comment on column ref.organisation.valid_to is 'Last day on which the row holds, null for no end';
comment on column ref.organisation.unit is 'Code of the unit';
comment on column ref.organisation.name is 'Name in Vietnamese';
comment on column ref.organisation.version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on table ref.holiday is 'Holidays, and working days swapped for them';
comment on column ref.holiday.holiday is 'The day';
comment on column ref.holiday.working is 'True: a day off by the week that is worked';
comment on column ref.holiday.name is 'Name in Vietnamese';
comment on column ref.holiday.version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on table ref.indicator is 'Definitions of programme indicators';
comment on column ref.indicator.indicator is 'Code of the indicator';
comment on column ref.indicator.valid_from is 'First day on which the row holds';
comment on column ref.indicator.valid_to is 'Last day on which the row holds, null for no end';
comment on column ref.indicator.name is 'Name in Vietnamese';
comment on column ref.indicator.measure is 'Unit of measure';
comment on column ref.indicator.rollup is 'How units roll up: 1 sum, 2 mean, 3 share, 4 last';
comment on column ref.indicator.target is 'Target in millionths';
comment on column ref.indicator.version is 'Version of the statement that won, 32 bytes: time * 2 + corrected, at, two hashes (R8)';
comment on table ref.target is 'What shares of documents are to reach, by level; a share without a row has no target';
comment on column ref.target.measure is 'electronic or signed: share of issued documents (R25)';
comment on column ref.target.level is 'province or commune';
comment on column ref.target.percent is 'To be reached, in percent';

grant usage on schema ref to trakhuc_writer;
grant select on ref.target to trakhuc_writer;
grant select, insert on ref.code to trakhuc_writer;
grant select, insert, update on ref.unit, ref.lineage, ref.procedure, ref.organisation, ref.holiday, ref.indicator to trakhuc_writer;
grant execute on function ref.code_number(smallint[], text[]) to trakhuc_writer;

commit;
