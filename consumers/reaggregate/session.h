/* SPDX-License-Identifier: PostgreSQL
 *
 * session.h - a session in which the list of generations is changed by somebody.
 */
#ifndef CONSUMERS_REAGGREGATE_SESSION_H
#define CONSUMERS_REAGGREGATE_SESSION_H

#include "schema/base/postgres.h"

/* What it changes is written down in flow.action as done by ACTOR. */
bool session_open(PGconn **ret_session, const char *conninfo, const char *actor,
		  struct error *err) MUST_CHECK;

#endif
