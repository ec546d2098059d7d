-- shadow_seen.sql: how far the run has come.
-- $1 state  $2 records folded  $3 about so many in all
update shadow.run as r
   set state = $1,
       records = $2::bigint,
       about = $3::bigint,
       seen_at = clock_timestamp()
