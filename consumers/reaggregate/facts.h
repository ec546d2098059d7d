/* SPDX-License-Identifier: PostgreSQL
 *
 * facts.h - re-aggregation from facts, from registering a generation to the flip.
 *
 *   registered -> built -> audited -> current
 *
 * Each state is in the database; called again after it was killed anywhere, it goes on
 * from there.  Workers go on all the while, and readers take the generation of before
 * until one row changes.
 */
#ifndef CONSUMERS_REAGGREGATE_FACTS_H
#define CONSUMERS_REAGGREGATE_FACTS_H

#include <stdatomic.h>

#include "consumers/reaggregate/say.h"
#include "schema/base/error.h"

struct facts_options {
	const char *conninfo;
	const char *actor;    /* who does it, for flow.action */
	int jobs;
	int64_t rate;         /* entities a second, 0 for no limit */
	int64_t portion;      /* entities in one transaction */
	int64_t age_limit_ms; /* of live numbers; above it the builder waits */
	bool flip;            /* false: stop when it is audited */
	int64_t limit;        /* differences to print */
};

/* Goes the whole way, or until *STOP is not 0.  ret_differences: what the audit found;
 * with any the generation is not taken. */
bool facts_run(const struct facts_options *options, struct say *say, const atomic_int *stop,
	       int64_t *ret_differences, struct error *err) MUST_CHECK;

/* What it would change in the counters that readers take, in one snapshot.  A generation
 * is only taken when it equals the recount, so the recount is what would be taken. */
bool facts_preview(const struct facts_options *options, struct say *say,
		   int64_t *ret_differences, struct error *err) MUST_CHECK;

#endif
