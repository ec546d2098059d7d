/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/audit/audit.h"

#include <poll.h>

#include "schema/base/instant.h"

enum { WAIT_MS = 1000 };

static bool
run(PGconn *session, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = PQexec(session, sql);

	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "recount", err);
}

bool
audit_begin(PGconn *session, struct error *err)
{
	return run(session, "set timezone to 'Asia/Ho_Chi_Minh'", err) &&
	       run(session, "begin isolation level repeatable read read only", err);
}

bool
audit_end(PGconn *session, struct error *err)
{
	return run(session, "commit", err);
}

/* Until a result can be taken without waiting. */
static bool
wait_for_result(PGconn *session, int64_t begun_us, const struct audit_calls *calls,
		void *context, struct error *err)
{
	while (PQisBusy(session)) {
		struct pollfd fd = { .fd = PQsocket(session), .events = POLLIN };

		if (poll(&fd, 1, WAIT_MS) == 0)
			calls->waiting(context,
				       (clock_monotonic_us() - begun_us) / SECOND_US);
		if (!PQconsumeInput(session))
			return postgres_error(session, NULL, "recount", err);
	}
	return true;
}

/* True with *RET_MORE false at the end of the rows. */
static bool
take_row(PGconn *session, const struct audit_calls *calls, void *context, bool *ret_more,
	 struct error *err)
{
	AUTO_PGRESULT result = PQgetResult(session);

	*ret_more = result != NULL;
	if (!result)
		return true;
	if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
		calls->row(context, result);
		return true;
	}
	/* The end of the rows comes as a result without rows. */
	return PQresultStatus(result) == PGRES_TUPLES_OK ||
	       postgres_error(session, result, "recount", err);
}

bool
audit_run(PGconn *session, const char *sql, int parameters, const char *parameter,
	  const struct audit_calls *calls, void *context, struct error *err)
{
	int64_t begun_us = clock_monotonic_us();
	bool more = true;

	if (!PQsendQueryParams(session, sql, parameters, NULL, &parameter, NULL, NULL, 0) || !PQsetSingleRowMode(session))
		return postgres_error(session, NULL, "recount", err);
	while (more)
		if (!wait_for_result(session, begun_us, calls, context, err) ||
		    !take_row(session, calls, context, &more, err))
			return false;
	return true;
}
