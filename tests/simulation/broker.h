/* SPDX-License-Identifier: PostgreSQL
 *
 * broker.h - the log and its consumer group; stands in for kafka_consumer.c.
 *
 * The group may give a partition to somebody else at any moment.  A worker learns of it
 * only when it is told (broker_tell): until then it reads on, a zombie, however long.
 */
#ifndef TESTS_SIMULATION_BROKER_H
#define TESTS_SIMULATION_BROKER_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/contract/event.h"

struct kafka_consumer;
struct story;

/* Two of dossiers and two of documents: an entity may be told of in both. */
enum { BROKER_PARTITIONS = 7 };

struct broker_range {
	int read, dead;
};

struct broker_record {
	const struct story *story;
	int64_t offset;
};

void broker_reset(void);
enum topic broker_topic(int partition, int32_t *ret_partition);
/* Number of the partition of TOPIC that CHOICE picks. */
int broker_partition(enum topic topic, int choice);
void broker_append(int partition, const struct story *story);
/* An offset that no reader ever sees, as the end of a transaction is one. */
void broker_skip(int partition);
/* Offset after the last record, 0: none. */
int64_t broker_end(int partition);
struct broker_range broker_range(enum topic topic, int32_t partition, int64_t since,
				 int64_t upto);
/* Record NUMBER of a partition, from 0; NULL: no more. */
const struct broker_record *broker_record(int partition, int number);

/* Partition i goes to worker (CHOICE / WORKERS^i) % WORKERS. */
void broker_rebalance(int choice, int workers);
/* At its next poll the consumer hears what the group wants now. */
void broker_tell(struct kafka_consumer *consumer);
/* How many records it may still take before it finds nothing ready. */
void broker_allow(struct kafka_consumer *consumer, int records);
/* For the hash of a run: what the consumer reads. */
uint64_t broker_consumer_hash(const struct kafka_consumer *consumer);

#endif
