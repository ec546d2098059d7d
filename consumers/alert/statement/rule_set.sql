-- rule_set.sql: changes what is not null of a rule, or makes one in the likeness of another.
-- $1 rule  $2 likeness  $3 title  $4 subject  $5 open  $6 close  $7 open after  $8 close after
-- $9 minimum  $10 span  $11 enabled  $12 actor  $13 why
select s.rule
  from alert.rule_set($1, $2, $3, $4, $5::numeric, $6::numeric, $7::interval, $8::interval, $9::bigint, $10::interval, $11::boolean, $12, $13) as s
