-- Revert trakhuc:audit_fingerprint from pg

begin;

set local client_min_messages = warning;
drop function ioc.fingerprint();
drop function audit.content_sql();
drop function audit.counter_sql(regclass, text, text);
drop function audit.row_sql(text, regclass, text[]);
drop function audit.code_sql(integer, text);
drop view audit.code_column;
drop function audit.hash_text(numeric);
drop function audit.row_hash(text, text);

commit;
