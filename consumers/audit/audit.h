/* SPDX-License-Identifier: PostgreSQL
 *
 * audit.h - runs a long statement row by row and lets the caller say how long it takes.
 *
 * The recount itself is SQL (ioc.audit(), ioc.fingerprint()) and shares nothing with
 * the C code that counts, so each proves the other.
 */
#ifndef CONSUMERS_AUDIT_H
#define CONSUMERS_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/postgres.h"

struct audit_calls {
	/* One row; called for each. */
	void (*row)(void *context, const PGresult *row);
	/* About once a second while nothing comes. */
	void (*waiting)(void *context, int64_t seconds);
};

/* One snapshot for everything that is asked until audit_end(). */
bool audit_begin(PGconn *session, struct error *err) MUST_CHECK;
/* PARAMETERS is 0 or 1: PARAMETER is $1 then, NULL for null. */
bool audit_run(PGconn *session, const char *sql, int parameters, const char *parameter,
	       const struct audit_calls *calls, void *context,
	       struct error *err) MUST_CHECK;
bool audit_end(PGconn *session, struct error *err) MUST_CHECK;

#endif
