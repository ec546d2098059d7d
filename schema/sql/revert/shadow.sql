-- Revert trakhuc:shadow from pg

begin;

set local client_min_messages = warning;
select shadow.clear();
drop function shadow.correct(text, text, text);
drop function shadow.compare();
drop function shadow.compare_letters();
drop function shadow.compare_sql(text, text[], text);
drop function shadow.make(text);
drop function shadow.clear();
drop function shadow.kinds();
drop table shadow.difference;
drop table shadow.letter;
drop table shadow.run;
drop schema shadow;

commit;
