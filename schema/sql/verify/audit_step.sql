-- Verify trakhuc:audit_step on pg

begin;

select cell, counter, n from audit.dossier_step() limit 0;
select month, service, channel, received from audit.service_row() limit 0;
select day, unit, applicant_kind, received from audit.party_row() limit 0;
select code, at, kind from audit.dossier_end where false;

-- 2000-01-01T00:00:00+07:00 is the first instant of day 1.
select 1 / (audit.day(audit.instant('2000-01-01 00:00:00+07')) = 1 and audit.day(audit.instant('1999-12-31 23:59:59.999999+07')) = 0)::integer;
select 1 / (audit.signed('\x00800000000000000100', 2) = 1 and audit.signed('\x7fffffffffffffff', 1) = -1)::integer;

rollback;
