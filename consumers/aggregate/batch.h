/* SPDX-License-Identifier: PostgreSQL
 *
 * batch.h - records of the log, decoded: what one transaction will apply.
 *
 * A batch holds for each partition one unbroken range [since, upto) of offsets and what
 * its records said: events to apply, or why a record is a dead letter.  Everything of a
 * batch lies in its arena and goes with it.
 *
 * Thread: the worker's.
 */
#ifndef CONSUMERS_AGGREGATE_BATCH_H
#define CONSUMERS_AGGREGATE_BATCH_H

#include "schema/base/arena.h"
#include "schema/base/kafka.h"
#include "schema/contract/decode.h"

enum { BATCH_PARTITIONS_MAX = KAFKA_PARTITIONS_MAX, DEAD_HASH_BYTES = 16 };

struct batch_range {
	enum topic topic;
	int32_t partition;
	int64_t since; /* offset we started from */
	int64_t upto;  /* offset to read next */
	int64_t read, dead;
	int64_t recorded_at_us; /* broker time of the last record, 0 unknown */
};

struct batch_event {
	struct event event;
	uint64_t position; /* partition << 48 | offset, for the entity's time line */
};

struct batch_dead {
	enum topic topic;
	int32_t partition;
	int64_t offset;
	int64_t recorded_at_us;
	struct fault fault;
	unsigned char hash[DEAD_HASH_BYTES]; /* XXH128 of the payload, canonical form */
};

struct batch {
	struct arena arena;
	struct batch_event *events;
	uint32_t event_count, event_capacity;
	struct batch_dead *dead;
	uint32_t dead_count, dead_capacity;
	struct batch_range ranges[BATCH_PARTITIONS_MAX];
	int range_count;
	uint32_t record_count;
	bool only_heartbeats; /* such a batch wakes no screen (R29) */
};

void batch_init(struct batch *batch);
void batch_release(struct batch *batch);
void batch_reset(struct batch *batch);

/* Decodes RECORD and takes it in.  SINCE is where its partition stood before it. */
void batch_add(struct batch *batch, struct decoder *decoder, enum topic topic,
	       const struct kafka_record *record, int64_t since);

/* Whether it takes no more: it has EVENTS_MAX records, or the texts and members of its
 * events fill BYTES_MAX. */
bool batch_is_full(const struct batch *batch, int64_t events_max, int64_t bytes_max);

/* Decodes RECORD and takes in its event, but no range: for a record that was read before
 * and whose partition has moved on.  What is refused is not taken in; ret_fault is filled
 * and points into the batch's arena. */
enum reason batch_add_event(struct batch *batch, struct decoder *decoder,
			    const struct kafka_record *record,
			    struct fault *ret_fault) MUST_CHECK;

/* What a dead letter keeps of its payload. */
void dead_hash(struct slice payload, unsigned char ret_hash[DEAD_HASH_BYTES]);

#endif
