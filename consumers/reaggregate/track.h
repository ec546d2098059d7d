/* SPDX-License-Identifier: PostgreSQL
 *
 * track.h - the partitions whose records make facts: how far the workers are in each, how
 * far the folding from offset 0 is, and whether the log still has all that they read.
 *
 * Of the catalogue and of heartbeats the log keeps only the latest, so they are left out.
 *
 * What can be known of a log that lost something:
 *   retention    it begins after offset 0
 *   truncation   it ends before the workers' position
 *   made anew    the same, or the latest time of the broker is not the one that the workers
 *                saw, though no more records are there than they had read
 *   another log  a person has reset the partition to one that was made anew: what the facts
 *                have from the log before is nowhere else
 *   a hole       offsets without a record.  Markers of transactions and aborted records
 *                are holes too, so holes count only where fewer records were found than
 *                the workers had read.
 */
#ifndef CONSUMERS_REAGGREGATE_TRACK_H
#define CONSUMERS_REAGGREGATE_TRACK_H

#include <libpq-fe.h>

#include "consumers/reaggregate/say.h"
#include "schema/base/kafka.h"
#include "schema/contract/event.h"

/* Of one partition (1.5 MiB); what comes after stretches the last one. */
enum { HOLES_MAX = 1 << 16 };

struct hole {
	int64_t since, upto; /* offsets without a record: [since, upto) */
	int64_t ranges;      /* that it stands for: 1, but of the last one at HOLES_MAX */
};

struct track {
	enum topic topic;
	int32_t partition;
	/* of the workers, as read last */
	int64_t next;        /* offset that they read next, at most `limit` */
	int64_t live_read;   /* records that they have read */
	int64_t live_latest_us; /* greatest broker time among these, 0: none */
	int64_t logs_before; /* that they read before this one */
	int64_t limit;       /* first offset that was recorded too late, see tracks_limit() */
	/* of the folding */
	int64_t at;          /* offset to fold next */
	int64_t read;
	int64_t latest_us;
	struct hole *holes; /* owned, see tracks_release() */
	int hole_count, hole_room;
	bool taken;          /* by a thread */
};

struct tracks {
	struct track items[KAFKA_PARTITIONS_MAX]; /* never move: threads hold pointers */
	int count;
	bool limited;
};

/* Reads how far the workers are; partitions that are new are added at offset 0. */
bool tracks_read(struct tracks *tracks, PGconn *session, struct error *err) MUST_CHECK;
void tracks_release(struct tracks *tracks);
/* The next record of the partition, and that there is none left before `next`. */
void track_take(struct track *track, const struct kafka_record *record);
void track_end(struct track *track);

int64_t tracks_folded(const struct tracks *tracks); /* offsets */
int64_t tracks_left(const struct tracks *tracks);

/* From now on nothing counts that the broker recorded at UNTIL_US or later. */
bool tracks_limit(struct tracks *tracks, const struct conf *conf, int64_t until_us,
		  struct error *err) MUST_CHECK;
/* Asks the brokers for the ends of the log.  ERROR_REJECT: something is gone, each range
 * of it was said. */
bool tracks_check_ends(const struct tracks *tracks, const struct conf *conf, struct say *say,
		       struct error *err) MUST_CHECK;
/* The same of what was found, when all is folded up to the positions and nothing limits
 * it: what the workers had read at an earlier time is not known. */
bool tracks_check_found(const struct tracks *tracks, struct say *say,
			struct error *err) MUST_CHECK;

#endif
