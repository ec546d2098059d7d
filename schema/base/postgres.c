/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

#define CONNECT_SECONDS_MAX "5"
enum { OPTIONS_MAX = 64 }; /* libpq 15 knows 42 settings of a connection */

/* Raised by our own functions where what was asked for makes no sense; they say it all. */
#define STATE_REFUSED "TK004"

/* Policy by SQLSTATE class: what will pass by itself, what needs a person. */
static enum error_kind
kind_of_state(const char *state)
{
	static const char *const passing[] = {
		"08", /* connection */
		"25", /* read-only transaction: a standby that was promoted or demoted */
		"40", /* deadlock, serialisation */
		"53", /* disk full, out of memory, too many connections */
		"55", /* lock not available, object in use */
		"57", /* shutdown, cancelled, cannot connect now */
		"58", /* I/O error */
	};

	if (!state)
		return ERROR_RETRY;
	for (size_t i = 0; i < ARRAY_COUNT(passing); i++)
		if (strncmp(state, passing[i], 2) == 0)
			return ERROR_RETRY;
	return ERROR_STOP;
}

/* The first line of libpq's text, without its end. */
static void
first_line(const char *text, char *ret_line, size_t size)
{
	size_t length = strcspn(text, "\n");

	snprintf(ret_line, size, "%.*s", (int)length, text);
}

static bool
refused(const PGresult *result, const char *why, struct error *err)
{
	const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);

	error_set(err, ERROR_REJECT, "%s", why);
	return error_hint(err, "%s", hint ? hint : "");
}

bool
postgres_error(PGconn *session, const PGresult *result, const char *what,
	       struct error *err)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *primary =
		result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	char line[400];

	first_line(primary ? primary : PQerrorMessage(session), line, sizeof line);
	if (state && strcmp(state, STATE_REFUSED) == 0)
		return refused(result, line, err);
	error_set(err, kind_of_state(state), "could not %s: %s", what, line);
	if (state)
		error_hint(err, "PostgreSQL says SQLSTATE %s.", state);
	return false;
}

static bool
prepare_session(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = PQexec(
		session, "set search_path to pg_catalog; set timezone to 'UTC';"
			 " set client_encoding to 'UTF8'; set datestyle to 'ISO';"
			 " set plan_cache_mode to force_generic_plan; set jit to off");

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		return postgres_error(session, result, "prepare the database session", err);
	return true;
}

/* "a,b,c" from item FIRST on: "c,a,b" for 2.  In place: the length stays. */
static void
rotate_list(char *list, unsigned first)
{
	size_t length = strlen(list), head;
	unsigned items = 1;
	const char *from = list;
	char *copy;

	for (const char *at = list; *at; at++)
		items += *at == ',';
	first %= items;
	if (first == 0)
		return;
	while (first-- > 0)
		from = strchr(from, ',') + 1;
	head = (size_t)(from - list) - 1;
	copy = strdup(list);
	CHECK(copy != NULL);
	memcpy(list, copy + head + 1, length - head - 1);
	list[length - head - 1] = ',';
	memcpy(list + length - head, copy, head);
	free(copy);
}

/* What libpq is told: the settings of CONNINFO, its hosts from FIRST on, and ours.  A
 * string that cannot be read is passed on as it is: libpq says what is wrong with it. */
static PGconn *
connect_from(const char *conninfo, unsigned first, const char *application)
{
	/* the last four: a server whose machine is gone answers nothing, and the kernel
	 * alone would wait for a quarter of an hour, or two hours when nothing is sent */
	const char *keywords[OPTIONS_MAX + 1] = {
		"fallback_application_name", "connect_timeout",	 "keepalives_idle",
		"keepalives_interval",	     "keepalives_count", "tcp_user_timeout",
		"dbname",
	};
	const char *values[OPTIONS_MAX + 1] = {
		application, CONNECT_SECONDS_MAX, "10", "5", "3", "20000", conninfo,
	};
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
	int count = 6;
	PGconn *session;

	for (PQconninfoOption *at = options; at && at->keyword; at++) {
		if (!at->val || at->val[0] == '\0')
			continue;
		if (strcmp(at->keyword, "host") == 0 || strcmp(at->keyword, "port") == 0 ||
		    strcmp(at->keyword, "hostaddr") == 0)
			rotate_list(at->val, first);
		CHECK_OP(count, <, OPTIONS_MAX);
		keywords[count] = at->keyword;
		values[count++] = at->val;
	}
	session = PQconnectdbParams(keywords, values, 1);
	PQconninfoFree(options);
	return session;
}

bool
postgres_open(PGconn **ret_session, const char *conninfo, const char *application,
	      struct error *err)
{
	return postgres_open_from(ret_session, conninfo, 0, application, err);
}

bool
postgres_open_from(PGconn **ret_session, const char *conninfo, unsigned first,
		   const char *application, struct error *err)
{
	PGconn *session = connect_from(conninfo, first, application);

	CHECK(session != NULL);
	if (PQstatus(session) != CONNECTION_OK) {
		postgres_error(session, NULL, "reach PostgreSQL", err);
		error_hint(err, "Check that the server runs and that postgres.conninfo is "
				"right.");
		PQfinish(session);
		return false;
	}
	if (!prepare_session(session, err)) {
		PQfinish(session);
		return false;
	}
	*ret_session = session;
	return true;
}

void
postgres_drop(PGconn **session)
{
	PQfinish(*session);
	*session = NULL;
}

bool
postgres_keep(PGconn **session, const char *conninfo, unsigned first, const char *application,
	      bool *ret_new, struct error *err)
{
	*ret_new = !*session || PQstatus(*session) != CONNECTION_OK;
	if (!*ret_new)
		return true;
	postgres_drop(session);
	return postgres_open_from(session, conninfo, first, application, err);
}

bool
postgres_query(PGconn *session, const char *sql, int count, const char *const *values,
	       int format, PGresult **ret_result, struct error *err)
{
	PGresult *result =
		PQexecParams(session, sql, count, NULL, values, NULL, NULL, format);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		postgres_error(session, result, "run a statement", err);
		PQclear(result);
		return false;
	}
	*ret_result = result;
	return true;
}

struct slice
postgres_value(const PGresult *result, int row, int column)
{
	if (PQgetisnull(result, row, column))
		return (struct slice){ NULL, 0 };
	return (struct slice){ PQgetvalue(result, row, column),
			       (size_t)PQgetlength(result, row, column) };
}

int64_t
postgres_big_endian(struct slice bytes)
{
	uint64_t value;

	CHECK(bytes.data != NULL && bytes.length >= 1 && bytes.length <= 8);
	value = (unsigned char)bytes.data[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < bytes.length; i++)
		value = value << 8 | (unsigned char)bytes.data[i];
	return (int64_t)value;
}

int64_t
postgres_number(const PGresult *result, int row, int column)
{
	return postgres_big_endian(postgres_value(result, row, column));
}
