-- dead_look.sql: keeps that somebody looked at a record unmasked.
-- $1 actor  $2 place  $3 why
insert into flow.action (actor, verb, object, outcome, why)
values ($1, 'dead show --unmasked', $2, 'shown', $3)
