-- code_load.sql: every number that was given.
select c.kind, c.number, c.code from ref.code as c
