/* SPDX-License-Identifier: PostgreSQL
 *
 * generation.h - the generations of counters that take deltas.
 *
 * A batch is folded for a list of generations and commits only while that list is the
 * one in force: its first statement says which list that was (generation_check.sql).
 * While one of them is being built, the batch also keeps what it is about to change
 * (before_keep.sql); why that is exact stands in schema/sql/deploy/reaggregate.sql.
 *
 * The list also says how often facts were corrected from the log.  An event that changes
 * nothing of an entity writes nothing of it, so no revision would tell a worker that the
 * entity it holds in memory was at fault; the list does.
 */
#ifndef CONSUMERS_AGGREGATE_GENERATION_H
#define CONSUMERS_AGGREGATE_GENERATION_H

#include <stdbool.h>

#include "consumers/aggregate/rows.h"

enum { GENERATIONS_MAX = 4 };

struct generation {
	int number;    /* 1 to GENERATION_MAX of model/cell.h */
	bool building; /* readers do not take it yet */
	int corrections; /* of facts, since it was registered: what was read before is void */
};

struct generations { /* in the order of their numbers */
	struct generation items[GENERATIONS_MAX];
	int count;
};

/* The one that is being built, 0 for none. */
int generations_building(const struct generations *generations);
/* Rows of wire.generation. */
void generations_put(const struct generations *generations, struct rows *rows);

#endif
