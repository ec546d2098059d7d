select 1 as one, n.*, (extract(epoch from n.as_of) * 1000000)::bigint as as_of_us from ioc.now as n
