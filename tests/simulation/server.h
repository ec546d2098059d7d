/* SPDX-License-Identifier: PostgreSQL
 *
 * server.h - the database as the worker's statements see it: the counterpart of
 * schema/sql/statement, over the committed rows of state.h.
 *
 * A transaction happens at one instant, as a whole or not at all.  That is what row
 * locks give the real one: its first statement locks the positions, the next the rows,
 * and whoever comes second sees what the first has committed.
 *
 * Every commit is checked as it happens: a partition goes on exactly where it stood, and
 * what was read and refused is what lies in the log there.
 */
#ifndef TESTS_SIMULATION_SERVER_H
#define TESTS_SIMULATION_SERVER_H

#include "consumers/aggregate/write.h"

/* Result of a query; lives until the next state_reset(). */
struct answer {
	const char *sqlstate; /* NULL: it went well */
	int row_count, column_count;
	const struct slice *cells; /* row after row; data NULL: null */
};

/* What lies between two syncs of the pipeline; in the state's arena. */
struct transaction {
	int count;
	int timeline; /* of the server that it is for, as its first statement says */
	struct {
		enum write_table table; /* WRITE_COUNT: that one, or the notification */
		struct slice rows;
	} statements[WRITE_COUNT + 2];
};

/* Of one partition, as flow.position holds it. */
struct position_row {
	int64_t next, read, applied, dead;
	int64_t last_at; /* broker time of the record before next, as in the wire; 0 none */
};

void server_reset(void);
/* A prepared statement of load.c by its name, or code_load, generation_load.  It is a
 * transaction of its own. */
struct answer server_query(const char *statement, const struct slice *parameters);
/* Returns the number of the statement that failed, with its SQLSTATE; -1: committed. */
int server_apply(const struct transaction *transaction, const char **ret_sqlstate);
struct position_row server_position(enum topic topic, int32_t partition);
/* In the open transaction. */
void server_put_position(enum topic topic, int32_t partition,
			 const struct position_row *row);

/* A transaction whose client is gone, still on its way. */
void server_strand(const struct transaction *transaction);
/* The oldest of them comes to its end; false: there is none. */
bool server_end_stranded(void);
/* The last COMMITS transactions are lost with the primary, and what was on its way.  The
 * standby is on a timeline of its own. */
int server_fail_over(int commits);
int server_timeline(void);

#endif
