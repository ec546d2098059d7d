/* SPDX-License-Identifier: PostgreSQL
 *
 * rule.h - what a person writes of a rule: open=50 close=40 open-after=5m enabled=no.
 *
 * Here only its form is looked at; whether a rule can be so (close below open, and so on) is
 * known to the table, see alert.rule_set().
 *
 * Pure.
 */
#ifndef CONSUMERS_ALERT_RULE_H
#define CONSUMERS_ALERT_RULE_H

#include <stdbool.h>

#include "schema/base/error.h"

/* In the order of the parameters of rule_set.sql, from $3 on. */
enum rule_member {
	RULE_TITLE,
	RULE_SUBJECT,
	RULE_OPEN,
	RULE_CLOSE,
	RULE_OPEN_AFTER,
	RULE_CLOSE_AFTER,
	RULE_MINIMUM,
	RULE_SPAN,
	RULE_ENABLED,
	RULE_MEMBER_COUNT
};

enum { RULE_VALUE_BYTES = 512 };

/* As PostgreSQL reads them; an empty text is not given. */
struct rule_change {
	char values[RULE_MEMBER_COUNT][RULE_VALUE_BYTES];
};

/* Adds "name=value" to CHANGE.  Numbers have at most 12 digits and two behind the point;
 * times are a whole number and s, m, h or d; enabled is yes or no. */
bool rule_assign(struct rule_change *change, const char *assignment,
		 struct error *err) MUST_CHECK;

#endif
