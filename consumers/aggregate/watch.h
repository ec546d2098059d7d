/* SPDX-License-Identifier: PostgreSQL
 *
 * watch.h - tells the operations centre how old its numbers are.
 *
 * A thread of its own asks the brokers, every watch_ms, how far the log of each of our
 * partitions reaches.  Where everything up to there was already applied, the numbers
 * are complete as of the instant of the question.  The answer goes to flow.watch; it is
 * no truth about positions and takes part in no batch.
 *
 * The worker learns from it that there is more to read, though Kafka gives nothing.
 *
 * It also asks what the other workers of the group know of a failover (primary.h), so
 * that a worker that is still connected to the old primary hears of it.  And it ends
 * database sessions of workers that stand still in the middle of a batch: they hold locks
 * for which the next owner of their partitions would wait for ever.
 */
#ifndef CONSUMERS_AGGREGATE_WATCH_H
#define CONSUMERS_AGGREGATE_WATCH_H

#include "consumers/aggregate/positions.h"
#include "consumers/aggregate/primary.h"
#include "schema/base/conf.h"
#include "schema/base/error.h"

struct watch;

/* All that is given lives longer than the watch. */
bool watch_open(struct watch **ret_watch, const struct conf *conf,
		struct positions *positions, struct primary *primary,
		struct kafka_consumer *consumer, struct error *err) MUST_CHECK;
struct watch *watch_close(struct watch *watch); /* NULL is fine; returns NULL */

#endif
