/* SPDX-License-Identifier: PostgreSQL
 *
 * generation.h - the generations of counters, as schema/sql/deploy/reaggregate.sql has them.
 *
 * The first is there from the beginning.  A further one is registered while workers write,
 * with nothing in it; from then on every batch must count in it too.  Nobody builds it
 * here, so it holds what was counted since, and the oracle knows from which positions on.
 * While it is being built, a batch keeps each fact that it changes first, as it was when
 * the generation was registered: that is what a builder would count.
 *
 * Part of the state: a failover takes it back like anything else.
 */
#ifndef TESTS_SIMULATION_GENERATION_H
#define TESTS_SIMULATION_GENERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/slice.h"

/* Registers the next one, or, if one is being built, readers take it; at most as many as
 * a worker takes. */
void generation_step(void);

/* They have the numbers from 1 on. */
int generation_count(void);
bool generation_is_building(int number);
/* Offset of partition PARTITION of broker.h from which NUMBER counts. */
int64_t generation_since(int number, int partition);

/* Statements of a batch; why they are refused, NULL: they are not. */
const char *generation_check(struct slice rows);
const char *generation_keep(struct slice rows);

/* Verdict: of every fact it can be told what it was when the generation that is being
 * built was registered: what is kept, else what it is now. */
void generation_check_kept(void);

#endif
