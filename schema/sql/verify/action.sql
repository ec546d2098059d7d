-- Verify trakhuc:action on pg

begin;

select number, at, role, actor, verb, object, outcome, why
  from flow.action
 where false;

select number, at, role, actor, differences, seconds
  from flow.audit_result
 where false;

select * from ioc.action where false;
select * from ioc.audit_result where false;
select null::wire.action, null::wire.dead_settle;

rollback;
