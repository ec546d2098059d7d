-- Revert trakhuc:count_range from pg

begin;

set local client_min_messages = warning;
drop function count.recipient_range(integer, integer);
drop function count.procedure_at(integer);
drop function count.unit_gauge(integer);
drop function count.side(integer);
drop function count.fine_range(integer, integer);
drop function count.procedure_range(integer, integer);
drop function count.unit_range(integer, integer);
drop function count.month_whole(integer, integer);
drop function count.end_is_nearer(integer);
drop function count.month_day(integer);
drop function count.month_upto(integer);
drop function count.month_from(integer);
drop function count.day_asked(date);

commit;
