/* SPDX-License-Identifier: PostgreSQL
 *
 * correct.h - puts what the log says in place of the live entities that differ, and moves
 * their counters.
 *
 * Inside of a transaction that holds count.generation_lock(true): no batch is in flight, so
 * what is read here is what stands when it commits.
 */
#ifndef CONSUMERS_REAGGREGATE_CORRECT_H
#define CONSUMERS_REAGGREGATE_CORRECT_H

#include "consumers/aggregate/fold.h"
#include "schema/base/postgres.h"

/* "live_", the tables of facts: prepared on SESSION once, outside of the transaction. */
bool correct_prepare(PGconn *session, struct write_place *ret_live,
		     struct error *err) MUST_CHECK;

/* Adds contribution(log) - contribution(live) of every entity in shadow.difference to all
 * generations.  SESSION is prepared for the shadow too, and CODES knows all numbers. */
bool correct_counters(PGconn *session, const struct write_place *live,
		      const struct codes *codes, struct error *err) MUST_CHECK;

/* Replaces the facts and fences whoever has read them; COUNTERS, what became of those, and
 * WHY go into flow.action. */
bool correct_facts(PGconn *session, const char *counters, const char *actor, const char *why,
		   int64_t *ret_entities, struct error *err) MUST_CHECK;

#endif
