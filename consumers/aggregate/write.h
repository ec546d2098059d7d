/* SPDX-License-Identifier: PostgreSQL
 *
 * write.h - everything that one transaction writes, ready to be sent.
 *
 * Made by the fold, sent by the sink.  Two of them exist: one is being written while
 * the next is made.
 */
#ifndef CONSUMERS_AGGREGATE_WRITE_H
#define CONSUMERS_AGGREGATE_WRITE_H

#include "consumers/aggregate/batch.h"
#include "consumers/aggregate/rows.h"

enum write_table {
#define WRITE(name, statement, type) WRITE_##name,
#include "consumers/aggregate/write.def"
	WRITE_COUNT,
};

struct write {
	uint64_t number;   /* of the batch, from 1 */
	struct rows rows[WRITE_COUNT];
	bool notify;       /* something that a screen shows has changed */
	struct batch_range ranges[BATCH_PARTITIONS_MAX];
	int range_count;
	uint32_t record_count;
};

void write_init(struct write *write);
void write_release(struct write *write);
void write_reset(struct write *write);

#endif
