-- shadow_letter_add.sql: records of one partition that make no fact.
-- $1 topic  $2 partition  $3 offsets  $4 why each is refused, empty for "accepted, but a dead
--    letter", in parallel
insert into shadow.letter (topic, partition, "offset", reason)
select $1::smallint, $2::smallint, l."offset", nullif(l.reason, '')
  from unnest($3::bigint[], $4::text[]) as l ("offset", reason)
