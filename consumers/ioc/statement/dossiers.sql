select 'd' as dossier, null::date as due limit $14::int
