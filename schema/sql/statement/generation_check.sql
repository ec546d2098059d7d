-- generation_check.sql: ends the transaction with TK001 when the generations that take deltas
-- are not those that it was folded for; from here to its end the list stays as it is.
-- $1 rows, sorted by generation
select count.check_generations($1::wire.generation[])
