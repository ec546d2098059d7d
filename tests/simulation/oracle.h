/* SPDX-License-Identifier: PostgreSQL
 *
 * oracle.h - what must be committed when the whole log is applied.
 *
 * Recounted straight from the records with schema/model: every valid event once through
 * the model, in the order of the log; counters from what the final facts contribute, and
 * in a generation that was registered later less what the facts contributed until then.
 * None of the core's batches, caches, deltas or retries take part; only the form of a
 * fact's row is the core's (entity_row.c).
 *
 * Left out: revisions, and which events changed an entity; both depend on the order in
 * which batches were committed.
 */
#ifndef TESTS_SIMULATION_ORACLE_H
#define TESTS_SIMULATION_ORACLE_H

#include <stdint.h>

#include "schema/base/slice.h"

struct codes;
struct entity;
struct entity_cache;

/* Of an indicator, out of its entity text "I1|U1|2025-Q3". */
struct oracle_indicator {
	int32_t indicator, unit; /* numbers of its codes */
	struct slice period;
};
struct oracle_indicator oracle_indicator(const struct entity *entity,
					 const struct codes *codes);

/* Compares everything; the first difference is a verdict. */
void oracle_check(void);
/* The counters: begins with none, adds what ENTITIES contribute to a generation, SIGN 1 or
 * -1, then compares all that there are. */
void oracle_counters_begin(void);
void oracle_counters_add(int generation, const struct entity_cache *entities,
			 const struct codes *codes, int sign);
void oracle_counters_check(void);

#endif
