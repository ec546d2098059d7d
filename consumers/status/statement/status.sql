select 1 as a, '{}' as json
