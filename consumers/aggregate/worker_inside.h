/* SPDX-License-Identifier: PostgreSQL
 *
 * worker_inside.h - what the files of the worker share: worker.c, the loop and its states,
 * and worker_partitions.c, which partitions are ours, where they go on, which of them may
 * be read.
 */
#ifndef CONSUMERS_AGGREGATE_WORKER_INSIDE_H
#define CONSUMERS_AGGREGATE_WORKER_INSIDE_H

#include "consumers/aggregate/backoff.h"
#include "consumers/aggregate/fold.h"
#include "consumers/aggregate/halt.h"
#include "consumers/aggregate/positions.h"
#include "consumers/aggregate/sink.h"
#include "consumers/aggregate/watch.h"
#include "consumers/aggregate/worker.h"
#include "schema/base/postgres.h"

enum { SETTLE_MS_MAX = 5000 }; /* for what is in flight when partitions are taken away */

/* What of the pipeline is usable.  The sentence is what the log says on the way in. */
enum worker_state {
	WORKER_DISCONNECTED, /* no database session: try to get one */
	WORKER_UNPOSITIONED, /* sessions, but the partitions' positions are not read */
	WORKER_READY,
};

struct worker {
	const struct conf *conf;
	struct kafka_consumer *consumer;
	struct decoder *decoder;
	struct watch *watch;
	int wake_fd;

	enum worker_state state;
	struct backoff backoff;
	struct primary *primary;
	struct primary_id id; /* the server of both sessions */
	PGconn *reads;
	struct sink *sink;

	/* the current assignment; its positions are in `positions` when READY */
	struct kafka_partition assigned[KAFKA_PARTITIONS_MAX];
	int assigned_count;
	struct positions positions;

	struct codes *codes;
	struct entity_cache cache;
	struct fold fold;
	struct batch batch;               /* the one that is gathered */
	struct write writes[SINK_DEPTH];
	uint64_t number, settled;         /* of the last batch folded, settled */

	struct error fatal;
	int64_t touched_us, dry_us; /* when it was looked last, monotonic */
	uint64_t events_applied;
	bool closing;  /* no partition is taken any more */
	bool reread;   /* the positions are to be read again */
	bool was_full; /* a batch was full since the last nudge */
};

/* worker.c */

/* Forgets all that came from the database and closes its sessions. */
void worker_disconnect(struct worker *worker, int settle_ms);
/* A failure of the database: everything is read again once it answers. */
void worker_lose(struct worker *worker, const struct error *err);
/* Takes back what the sink has settled. */
void worker_settle(struct worker *worker);

/* worker_partitions.c */

extern const struct kafka_consumer_calls worker_calls;

/* Reads where the assigned partitions go on, and reads on there. */
bool worker_take_positions(struct worker *worker, struct error *err) MUST_CHECK;
/* Whether RECORD may be taken as the next of POSITION, whose log must be proved first. */
bool worker_proves(struct worker *worker, struct position *position,
		   const struct kafka_record *record);
/* All assigned partitions; best effort: the session may be gone too. */
void worker_halt_all(struct worker *worker, enum halt_reason reason, const char *detail);
/* Ends the worker when Kafka gives nothing of a partition that has more. */
void worker_notice_dry(struct worker *worker);
/* Now and then: is the database where we left it, and a hint to the group. */
void worker_keep_in_touch(struct worker *worker);

#endif
