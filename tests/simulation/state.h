/* SPDX-License-Identifier: PostgreSQL
 *
 * state.h - what is committed: rows by table and key, with every commit there ever was.
 *
 * Values never change in place, so an answer that was read earlier stays what it was, and
 * a commit can be taken back: a rollback, or a failover to a standby that lags.
 *
 * Memory: an arena that state_reset() empties.
 */
#ifndef TESTS_SIMULATION_STATE_H
#define TESTS_SIMULATION_STATE_H

#include <stdint.h>

#include "consumers/aggregate/write.h"
#include "schema/base/arena.h"

/* The tables of write.def, the numbers of codes, and generations. */
enum { TABLE_CODE = WRITE_COUNT, TABLE_GENERATION, TABLE_COUNT };

struct state_row {
	struct state_row *next; /* of the same bucket */
	int table;
	struct slice key;
	struct slice value; /* data NULL: there is no such row */
};

void state_reset(void);
/* Memory that lives until the next reset. */
struct arena *state_arena(void);

struct slice state_get(int table, struct slice key); /* data NULL: none */
/* Copies both; data NULL takes the row away. */
void state_put(int table, struct slice key, struct slice value);
/* Closes the open transaction; one that changed nothing is none. */
void state_commit(void);
void state_rollback(void);
/* Takes back the last COUNT commits, or all there are; returns how many. */
int state_fall_back(int count);

/* Every row that ever was, in the order of their making; NUMBER from 0, NULL: no more. */
const struct state_row *state_row(uint32_t number);

#endif
