-- generation_register.sql: begins a generation.
-- $1 the rules it is built by  $2 lanes for each kind of fact
select count.generation_register($1, $2::integer)
