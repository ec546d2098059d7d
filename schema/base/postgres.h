/* SPDX-License-Identifier: PostgreSQL
 *
 * postgres.h - the one home of libpq: a session, its errors, binary rows.
 *
 * Sessions set search_path to pg_catalog, so every name in a statement is qualified,
 * UTC and UTF-8.  SQLSTATE classes are mapped to error kinds once, here.
 *
 * Thread: a session belongs to one thread.
 */
#ifndef SCHEMA_BASE_POSTGRES_H
#define SCHEMA_BASE_POSTGRES_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "schema/base/attr.h"
#include "schema/base/error.h"
#include "schema/base/slice.h"

static inline void
postgres_clear_result(PGresult **result)
{
	PQclear(*result);
}

static inline void
postgres_finish(PGconn **session)
{
	PQfinish(*session);
}

#define AUTO_PGRESULT CLEANUP(postgres_clear_result) PGresult *
#define AUTO_PGCONN CLEANUP(postgres_finish) PGconn *

/* Connects, or says why not (ERROR_RETRY: the server may come; ERROR_CONFIG: the
 * connection string is wrong).  APPLICATION is shown in pg_stat_activity. */
bool postgres_open(PGconn **ret_session, const char *conninfo, const char *application,
		   struct error *err) MUST_CHECK;

/* The same, but of several hosts in CONNINFO the one after the first FIRST is tried first
 * (0: in their order; beyond the last it goes round). */
bool postgres_open_from(PGconn **ret_session, const char *conninfo, unsigned first,
			const char *application, struct error *err) MUST_CHECK;

/* A session that lasts: *SESSION stays when it is alive, else it is opened anew from FIRST,
 * which RET_NEW tells, since settings and prepared statements went with the old one. */
bool postgres_keep(PGconn **session, const char *conninfo, unsigned first,
		   const char *application, bool *ret_new, struct error *err) MUST_CHECK;
/* NULL is fine; it is NULL afterwards. */
void postgres_drop(PGconn **session);

/* One statement with text parameters and a text or binary result (FORMAT 0 or 1). */
bool postgres_query(PGconn *session, const char *sql, int count,
		    const char *const *values, int format, PGresult **ret_result,
		    struct error *err) MUST_CHECK;

/* Fills ERR from a failed result, or from the session when RESULT is NULL. */
bool postgres_error(PGconn *session, const PGresult *result, const char *what,
		    struct error *err);

/* The value as a slice of the result; NULL gives a slice with data NULL. */
struct slice postgres_value(const PGresult *result, int row, int column);

/* A signed number of 1 to 8 bytes, as binary results and packed columns hold it. */
int64_t postgres_big_endian(struct slice bytes);
/* The number in a binary result, whatever its width; it is not NULL. */
int64_t postgres_number(const PGresult *result, int row, int column);

#endif
