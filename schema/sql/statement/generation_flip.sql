-- generation_flip.sql: readers take generation $1 from now on.
select count.generation_flip($1::smallint)
