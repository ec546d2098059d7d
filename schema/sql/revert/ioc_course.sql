-- Revert trakhuc:ioc_course from pg

begin;

set local client_min_messages = warning;
drop function ioc.hour_course(date, text);
drop function ioc.first_day();
drop function count.first_day(integer);
drop function count.unit_days(integer, integer, integer);
drop function count.unit_months(integer, integer, integer);
drop function fact.happened_on(date, integer);
drop function ioc.day_course(date, date, text, text);
drop function ioc.procedure_at(date, text, text);
drop function count.days_p90(bigint, bigint[]);
drop function ioc.now_at(date, text);
drop function ioc.recipient_at(date);
drop function ioc.document_at(date);
drop function ioc.unit_at(date, text);
drop function count.fine_range_unit(integer, integer, integer);
drop function count.channel_asked(text);
drop function ref.number_asked(integer, text);

commit;
