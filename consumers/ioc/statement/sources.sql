select s.source, s.silent, s.heard_at, (extract(epoch from s.heard_at) * 1000000)::bigint as heard_at_us from ioc.source s order by silent desc, source
