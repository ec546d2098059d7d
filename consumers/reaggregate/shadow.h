/* SPDX-License-Identifier: PostgreSQL
 *
 * shadow.h - facts as the log alone makes them, in memory and in the tables of schema shadow.
 *
 * Entities are cached by shards of their code, each under a lock, and all threads share the
 * shards: an entity that two partitions tell of is joined in one place, so nothing has to be
 * merged afterwards.  An entity is written when it must leave memory, or at the end; that is
 * about once, where a worker writes it for every batch that changes it.  And only what was
 * written is looked for in the tables: a bit for each of its hashes remembers it, and where
 * two share a bit, one is looked for in vain.
 */
#ifndef CONSUMERS_REAGGREGATE_SHADOW_H
#define CONSUMERS_REAGGREGATE_SHADOW_H

#include <pthread.h>

#include "consumers/aggregate/fold.h"
#include "schema/base/postgres.h"

enum { SHADOW_SHARDS = 16, SHADOW_BITS = 1 << 23 /* a shard: 1 MiB */ };

struct shadow_shard {
	pthread_mutex_t lock;
	struct entity_cache cache; /* what is not written yet has written_by UINT64_MAX */
	uint64_t number;           /* of the last part that was folded */
	uint64_t *written;         /* SHADOW_BITS bits: hashes of what may be in the tables */
};

struct shadow {
	struct shadow_shard shards[SHADOW_SHARDS];
};

/* A session on the tables of the shadow, and the memory of whoever uses it.  Thread: its. */
struct shadow_hand {
	PGconn *session;
	struct write_place place;
	struct codes *codes;
	struct fold fold;
	struct write write;
	struct batch part;          /* events of one shard; its arena is not used */
	struct batch_event *sorted; /* of a batch, by shard */
	uint32_t sorted_capacity;
};

void shadow_open(struct shadow *shadow, size_t cache_bytes);
void shadow_close(struct shadow *shadow);

/* Prepares what a worker loads and stores, for the tables of PLACE. */
bool shadow_prepare(PGconn *session, struct write_place *place, struct error *err) MUST_CHECK;
/* Takes SESSION over, whose tables are those of the shadow. */
bool shadow_hand_open(struct shadow_hand *hand, PGconn *session, struct error *err) MUST_CHECK;
void shadow_hand_close(struct shadow_hand *hand);

/* Folds the events of BATCH.  TRIM: entities may be written and leave memory. */
bool shadow_fold(struct shadow *shadow, struct shadow_hand *hand, const struct batch *batch,
		 bool trim, struct error *err) MUST_CHECK;
/* Writes what is not written yet of every shard SHARD + n * STEP, over SESSION: that of HAND,
 * or one that is prepared like it and perhaps in a transaction. */
bool shadow_flush(struct shadow *shadow, int shard, int step, struct shadow_hand *hand,
		  PGconn *session, struct error *err) MUST_CHECK;

#endif
