/* SPDX-License-Identifier: PostgreSQL
 *
 * worker.h - folds the events of its partitions into PostgreSQL, exactly once.
 *
 * The hard case is everything that can happen between reading a record and knowing that
 * its effect is committed: a crash, a rebalance, a second worker that believes it owns
 * the partition, a connection that breaks after COMMIT was sent, a database that comes
 * back on an older state.  One rule covers them all: the position of a partition lives
 * in the same transaction as the effects, is moved by compare-and-set, and after any
 * trouble it is read again and everything in memory is forgotten.  The alternative,
 * Kafka transactions or committed group offsets, ties the position to another system
 * than the effects and was rejected.
 *
 * A batch:   gathering -> loaded -> folded -> in flight -> settled
 * Gathering goes on while a batch is in flight; loading and folding of the next one
 * happen while the sink writes the one before.  Idle, one event is a batch; behind, a
 * batch grows to its limits and many events of one dossier become one row.
 */
#ifndef CONSUMERS_AGGREGATE_WORKER_H
#define CONSUMERS_AGGREGATE_WORKER_H

#include <stdatomic.h>

#include "schema/base/conf.h"
#include "schema/base/error.h"

struct worker;

/* CONF lives as long as the worker. */
bool worker_open(struct worker **ret_worker, const struct conf *conf,
		 struct error *err) MUST_CHECK;
/* Works until *STOP is not 0: then settles the open batch and returns true.  False: it
 * cannot go on at all (ERROR_FATAL, ERROR_CONFIG).  WAKE_FD becomes readable when STOP
 * changes (an eventfd that the signal handler writes to). */
bool worker_run(struct worker *worker, const atomic_int *stop, struct error *err)
	MUST_CHECK;
int worker_wake_fd(const struct worker *worker);
struct worker *worker_close(struct worker *worker); /* NULL is fine; returns NULL */

#endif
