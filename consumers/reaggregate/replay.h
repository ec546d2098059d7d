/* SPDX-License-Identifier: PostgreSQL
 *
 * replay.h - folds the log into the shadow, by the worker's own decoder and facts.
 *
 * Some threads, each with a reader of the log and a database session, take the partitions
 * one after the other.  Order does not matter: facts converge.  What lives as a dead letter
 * is left out, whether it waits or was dropped; one that was retried is an event like any
 * other.  Anything that goes wrong ends the run, which begins anew.
 *
 * Thread: the functions below are for the main thread.
 */
#ifndef CONSUMERS_REAGGREGATE_REPLAY_H
#define CONSUMERS_REAGGREGATE_REPLAY_H

#include "consumers/aggregate/primary.h"
#include "consumers/reaggregate/shadow.h"
#include "consumers/reaggregate/track.h"

struct replay_options {
	const struct conf *conf;
	struct primary *primary;
	struct primary_id id; /* every session is to be on this server */
	struct shadow *shadow;
	struct tracks *tracks; /* not to be touched while threads run */
	int jobs;
	int64_t rate; /* records a second over all jobs, 0 for no limit */
	int64_t until_us; /* dead letters as they were then; 0: as they are */
};

struct replay_progress {
	int64_t folded, left; /* offsets */
	bool ended;
	bool ok;
};

struct replay;

bool replay_open(struct replay **ret_replay, const struct replay_options *options,
		 struct error *err) MUST_CHECK;
/* Starts threads that fold every track up to its `next`, or that write all that is in
 * memory. */
void replay_start(struct replay *replay, bool flush);
void replay_pause(struct replay *replay, bool pause);
/* ERR is filled when it failed. */
struct replay_progress replay_look(struct replay *replay, struct error *err);
/* Ends the threads, at the next record when they have not ended. */
void replay_stop(struct replay *replay);

/* Folds what is left, here and now; nothing leaves memory, and what it has to write goes
 * over SESSION.  Also applies the dead letters that were left out and were retried since. */
bool replay_rest(struct replay *replay, PGconn *session, struct error *err) MUST_CHECK;
/* Numbers of all codes, as of now. */
bool replay_codes(struct replay *replay, const struct codes **ret_codes,
		  struct error *err) MUST_CHECK;

struct replay *replay_close(struct replay *replay); /* NULL is fine; returns NULL */

#endif
