/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/session.h"

#include "sql_statements.h"

bool
session_open(PGconn **ret_session, const char *conninfo, const char *actor,
	     struct error *err)
{
	const char *const values[] = { actor };
	AUTO_PGRESULT result = NULL;

	if (!postgres_open(ret_session, conninfo, "trakhuc reaggregate", err))
		return false;
	if (postgres_query(*ret_session, "select set_config('trakhuc.actor', $1, false)", 1,
			   values, 0, &result, err))
		return true;
	PQfinish(*ret_session);
	*ret_session = NULL;
	return false;
}

bool
session_lock_generations(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_build_lock, 0, NULL, 0, &result, err))
		return false;
	if (PQgetvalue(result, 0, 0)[0] == 't')
		return true;
	error_set(err, ERROR_REJECT, "another \"trakhuc reaggregate\" is at work on a generation");
	return error_hint(err, "\"trakhuc reaggregate status\" shows how far it is.");
}

bool
session_run(PGconn *session, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	return postgres_query(session, sql, 0, NULL, 0, &result, err);
}
