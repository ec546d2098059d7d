-- Revert trakhuc:reaggregate from pg

begin;

set local client_min_messages = warning;
drop function ioc.take_generation(integer);
drop function count.generation_erase(smallint, bigint);
drop trigger generation_note on count.generation;
drop function count.generation_note();
drop function count.generation_drop(smallint);
drop function count.generation_flip(smallint);
drop function count.generation_keep(text, timestamptz, text);
drop function count.generation_register(text, integer);
drop function count.build_plan(smallint, smallint, regclass, integer);
drop function count.generation_free();
drop function count.before_clear();
drop function count.check_generations(wire.generation[]);
drop function count.generation_lock(boolean);
drop type wire.build;
drop type wire.before;
drop type wire.generation;
drop table count.before;
drop table count.build;
drop index count.generation_building_uq;

commit;
