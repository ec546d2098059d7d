-- action_add.sql: keeps what an operator did, in the transaction in which it happens.
-- $1 rows: actor, verb, object, outcome, why
insert into flow.action (actor, verb, object, outcome, why)
select r.actor, r.verb, r.object, r.outcome, r.why
  from unnest($1::wire.action[]) as r
