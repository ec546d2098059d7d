/* SPDX-License-Identifier: PostgreSQL
 *
 * watch.h - tells the operations centre how old its numbers are.
 *
 * A thread of its own asks the brokers, every watch_ms, how far the log of each of our
 * partitions reaches.  Where everything up to there was already applied, the numbers
 * are complete as of the instant of the question.  The answer goes to flow.watch; it is
 * no truth about positions and takes part in no batch.
 */
#ifndef CONSUMERS_AGGREGATE_WATCH_H
#define CONSUMERS_AGGREGATE_WATCH_H

#include "consumers/aggregate/positions.h"
#include "schema/base/conf.h"
#include "schema/base/error.h"

struct watch;

/* CONF and POSITIONS live longer than the watch. */
bool watch_open(struct watch **ret_watch, const struct conf *conf,
		struct positions *positions, struct error *err) MUST_CHECK;
struct watch *watch_close(struct watch *watch); /* NULL is fine; returns NULL */

#endif
