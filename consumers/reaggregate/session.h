/* SPDX-License-Identifier: PostgreSQL
 *
 * session.h - sessions of the builder: who works in one, and statements without a result.
 */
#ifndef CONSUMERS_REAGGREGATE_SESSION_H
#define CONSUMERS_REAGGREGATE_SESSION_H

#include "schema/base/postgres.h"

/* What it changes is written down in flow.action as done by ACTOR. */
bool session_open(PGconn **ret_session, const char *conninfo, const char *actor,
		  struct error *err) MUST_CHECK;

/* One program makes a generation at a time; the lock goes with the session, however that
 * ends.  ERROR_REJECT: another one is at work. */
bool session_lock_generations(PGconn *session, struct error *err) MUST_CHECK;

/* One statement without parameters, whose rows nobody looks at. */
bool session_run(PGconn *session, const char *sql, struct error *err) MUST_CHECK;

#endif
