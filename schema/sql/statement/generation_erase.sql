-- generation_erase.sql: erases at most $2 rows of the dropped generation $1; 0 when it is gone.
select count.generation_erase($1::smallint, $2::bigint)
