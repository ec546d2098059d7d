/* SPDX-License-Identifier: PostgreSQL
 *
 * from_log_course.h - one course of from_log.h through its states: what the steps share.
 *
 * from_log.c begins, compares and ends, from_log_fold.c folds up to where the workers stand,
 * from_log_correct.c replaces what differs, from_log_past.c keeps the numbers of a time.
 *
 * Thread: the main thread; those of `replay` touch `facts` and, while they run, `tracks`.
 */
#ifndef CONSUMERS_REAGGREGATE_FROM_LOG_COURSE_H
#define CONSUMERS_REAGGREGATE_FROM_LOG_COURSE_H

#include "consumers/reaggregate/from_log.h"
#include "consumers/reaggregate/pace.h"
#include "consumers/reaggregate/replay.h"

struct course {
	const struct from_log_options *options;
	struct say *say;
	const atomic_int *stop;
	struct primary *primary;
	struct primary_id id; /* the server of all sessions */
	PGconn *session;      /* holds the lock; takes the snapshot; corrects */
	struct write_place shadow, live;
	struct shadow facts;
	struct tracks tracks;
	struct replay *replay;
	struct tempo tempo;
	int64_t said_us;
	int64_t aged_us, age_ms; /* of the live numbers, and when it was asked */
	int64_t differences;
	bool counters_agree; /* with the live facts, in the snapshot */
	bool made;           /* the tables are ours to drop */
};

bool course_is_stopped(const struct course *course);

/* For "trakhuc reaggregate status": records folded, of about so many. */
bool course_keep_state(struct course *course, const char *state, int64_t folded, int64_t about,
		       struct error *err) MUST_CHECK;

/* Folds until so little is left that it can be folded while a snapshot or a lock is held, and
 * all that is folded is in the tables.  ERROR_RETRY: the workers are faster. */
bool course_catch_up(struct course *course, struct error *err) MUST_CHECK;
/* The same for the first time, and tells how fast it went. */
bool course_fold(struct course *course, struct error *err) MUST_CHECK;

/* Counts the folded facts into a generation of its own, in one transaction, and reports by
 * cell what was counted otherwise then than it is now. */
bool course_keep_past(struct course *course, struct error *err) MUST_CHECK;

/* One transaction without batches in flight: entities of shadow.difference are replaced, and
 * their counters moved if these agreed with the facts.  It ends committed, or failed. */
bool course_correct(struct course *course, struct error *err) MUST_CHECK;
/* Counters against the facts; afterwards `differences` is how many differ. */
bool course_recount(struct course *course, struct error *err) MUST_CHECK;

#endif
