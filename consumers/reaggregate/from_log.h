/* SPDX-License-Identifier: PostgreSQL
 *
 * from_log.h - re-aggregation from the log: facts folded anew, compared, corrected.
 *
 *   folding ──> comparing ──> dropped          the report says what differs
 *                   └──> correcting ──> dropped  (apply)
 *
 * With a time, the log is folded up to what the broker had recorded before it, and these
 * facts are counted into a generation that nobody writes to any more: the numbers as they
 * were known then, kept until it is dropped.
 *
 * The comparison is of one instant: a snapshot of the live facts and of the workers'
 * positions, and the log folded up to exactly these.  Workers go on all the while.
 *
 * A correction is one transaction without batches in flight.  It replaces the entities that
 * differ and no others.  Rejected: swapping whole tables, which would write everything, lock
 * out every reader for the instant, and lose what workers write between the comparison and
 * the swap.
 */
#ifndef CONSUMERS_REAGGREGATE_FROM_LOG_H
#define CONSUMERS_REAGGREGATE_FROM_LOG_H

#include <stdatomic.h>

#include "consumers/reaggregate/say.h"
#include "schema/base/conf.h"
#include "schema/base/error.h"

struct from_log_options {
	const struct conf *conf;
	const char *actor;    /* who does it, for flow.action */
	const char *why;      /* why it is applied */
	bool apply;           /* correct what differs */
	int64_t until_us;     /* keep the numbers of that time, since 1970; 0: compare those of now */
	int jobs;
	int64_t rate;         /* records a second, 0 for no limit */
	int64_t age_limit_ms; /* of live numbers; above it the folding waits */
	int64_t cache_mib;    /* for entities */
	int64_t limit;        /* examples to print */
};

/* Goes the whole way, or until *STOP is not 0.  ret_differences: facts that differ; after a
 * correction, counters that differ from their recount; of an earlier time always 0.  ERROR_REJECT: the log is not
 * complete. */
bool from_log_run(const struct from_log_options *options, struct say *say, const atomic_int *stop,
	     int64_t *ret_differences, struct error *err) MUST_CHECK;

/* Drops what a run that did not end has left. */
bool from_log_drop(const char *conninfo, struct say *say, struct error *err) MUST_CHECK;

#endif
