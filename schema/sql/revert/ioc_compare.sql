-- Revert trakhuc:ioc_compare from pg

begin;

set local client_min_messages = warning;
drop function ioc.reaggregation();
drop function ioc.unit_course(date, date, text);
drop function ioc.comparison(date, text, text);
drop function count.share(numeric, numeric, numeric);
drop function count.document_sums(integer, integer);

commit;
