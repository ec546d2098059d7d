/* SPDX-License-Identifier: PostgreSQL
 *
 * oracle.h - the state of a dossier at the end of one day, read off the rules.
 *
 * A second reading of R13 to R18 that shares no code with the model: it asks "what was
 * so at the last instant of this day?" by replaying the marks up to it, where the model
 * asks "from when to when was it so?".  Slow and plain on purpose.
 */
#ifndef TESTS_PROPERTY_ORACLE_H
#define TESTS_PROPERTY_ORACLE_H

#include "schema/model/contribution.h"

struct oracle {
	const struct dossier *dossier;
	int64_t received_us;
	int64_t end_us; /* INT64_MAX: none */
	enum ended_kind ended;
	int mark_count;
	struct mark marks[DOSSIER_MARKS_MAX]; /* in effect, in their order */
};

void oracle_of(struct oracle *ret, const struct dossier *dossier);

/* The value of gauge COUNTER at the end of DAY: 0 or 1. */
int oracle_gauge(const struct oracle *oracle, enum counter counter, int32_t day);

/* R10: void, or an alias. */
bool oracle_counts_nothing(const struct oracle *oracle);

/* Seconds of running clock up to the end. */
int64_t oracle_running_seconds(const struct oracle *oracle);

/* R18 at the end: whether it ended in due time. */
bool oracle_ended_in_due(const struct oracle *oracle);

#endif
