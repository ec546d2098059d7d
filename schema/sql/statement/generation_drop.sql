-- generation_drop.sql: nothing more is written to generation $1.
select count.generation_drop($1::smallint)
