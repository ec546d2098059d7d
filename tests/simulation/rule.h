/* SPDX-License-Identifier: PostgreSQL
 *
 * rule.h - what each statement of write.def does to the rows of its table.
 */
#ifndef TESTS_SIMULATION_RULE_H
#define TESTS_SIMULATION_RULE_H

#include "consumers/aggregate/write.h"
#include "tests/simulation/wire.h"

enum { RULE_KEY_BYTES_MAX = 512 };

/* SQLSTATE of flow.fence(): somebody else has moved on. */
#define RULE_FENCED "TK001"

/* Applies ROWS to the open transaction; NULL, or the SQLSTATE of its refusal. */
const char *rule_apply(enum write_table table, struct slice rows);
/* Key of a row of TABLE, in BYTES. */
struct slice rule_key(enum write_table table, const struct wire_row *row,
		      char bytes[RULE_KEY_BYTES_MAX]);
/* Key columns that are numbers or texts, in the order of the primary key. */
int rule_key_columns(enum write_table table, const int **ret_columns);
/* Whether TABLE holds counters: key columns first, then sums. */
bool rule_is_counter(enum write_table table);
/* Whether TABLE holds facts, and the column of their revision. */
bool rule_is_fact(enum write_table table, int *ret_revision);

#endif
