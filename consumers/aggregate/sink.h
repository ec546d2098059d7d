/* SPDX-License-Identifier: PostgreSQL
 *
 * sink.h - writes one batch and its positions in one transaction, exactly once.
 *
 * The sink has a thread and a session of its own: while it writes one batch, the worker
 * folds the next.  All statements of a batch go out in one pipeline; what lies between
 * two syncs is one transaction.  The first statement says for which server it is: on any
 * other, nothing of the batch happens (primary.h).  The second moves the positions by
 * compare-and-set: where somebody else has moved them, nothing happens either.
 *
 * After a failure the sink takes nothing more: the worker closes it, forgets what it
 * had in memory, and reads the positions again.  Whether an interrupted commit happened
 * is never guessed; the positions tell it.
 *
 * Thread: the functions below are for the worker's thread.
 */
#ifndef CONSUMERS_AGGREGATE_SINK_H
#define CONSUMERS_AGGREGATE_SINK_H

#include "consumers/aggregate/primary.h"
#include "consumers/aggregate/write.h"
#include "schema/base/error.h"

enum { SINK_DEPTH = 2 }; /* batches in flight: one written, one waiting */

struct sink;

/* On the server ID, and on no other: what is folded was read there.  PRIMARY lives
 * longer.  WAKE_FD is an eventfd that gets 1 whenever a batch is settled. */
bool sink_open(struct sink **ret_sink, struct primary *primary,
	       const struct primary_id *id, int wake_fd, struct error *err) MUST_CHECK;
/* Number of batches that were taken and not yet handed back. */
int sink_in_flight(const struct sink *sink);
/* Takes WRITE until it is handed back; at most SINK_DEPTH are in flight. */
void sink_take(struct sink *sink, struct write *write);
/* Hands back the oldest settled batch, or NULL when none is settled.  ret_ok false: it
 * did not happen, or nobody knows, and why is in ERR. */
struct write *sink_settled(struct sink *sink, bool *ret_ok, struct error *err);
/* Waits for what is in flight at most TIMEOUT_MS, then cuts the connection. */
struct sink *sink_close(struct sink *sink, int timeout_ms);

#endif
