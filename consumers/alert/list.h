/* SPDX-License-Identifier: PostgreSQL
 *
 * list.h - alerts and rules, printed for people or as one JSON object a line.
 */
#ifndef CONSUMERS_ALERT_LIST_H
#define CONSUMERS_ALERT_LIST_H

#include <stdbool.h>

#include "schema/base/postgres.h"

/* ALL: closed ones too.  RET_OPEN: how many nobody has taken on. */
bool list_alerts(PGconn *session, bool all, bool json, int *ret_open,
		 struct error *err) MUST_CHECK;
bool list_rules(PGconn *session, bool json, struct error *err) MUST_CHECK;

#endif
