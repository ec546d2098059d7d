-- Verify trakhuc:audit_fingerprint on pg

begin;

select part, rows, hash from ioc.fingerprint() limit 0;
select 1 / (audit.hash_text(-1) = 'ffffffffffffffff' and audit.hash_text(18446744073709551617) = '0000000000000001')::integer;
select 1 / (audit.hash_text(4294967296) = '0000000100000000' and audit.hash_text(9223372036854775807) = '7fffffffffffffff')::integer;
select 1 / has_function_privilege('trakhuc_reader', 'ioc.fingerprint()', 'execute')::integer;

rollback;
