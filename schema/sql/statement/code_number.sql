-- code_number.sql: numbers for codes, given where there is none yet.  A transaction of its own:
-- a number that no fact uses is harmless.
-- $1 kinds  $2 codes, in parallel, sorted
select n.kind, n.number, n.code from ref.code_number($1::smallint[], $2::text[]) as n
