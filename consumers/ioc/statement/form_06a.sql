select $1::date as a, $2::date as b, $3::text as c
