/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/from_log_course.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "consumers/reaggregate/session.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

enum {
	LOOK_MS = 100,
	AGE_MS = 500,
	SAY_MS = 1000,
	NEAR_RECORDS = 2000, /* so few left that they are folded at once */
	ROUNDS_MAX = 100,    /* of running after the workers */
};

bool
course_is_stopped(const struct course *course)
{
	return atomic_load(course->stop) != 0;
}

static bool
look_at_age(struct course *course, struct error *err)
{
	int64_t now = clock_monotonic_us();
	AUTO_PGRESULT result = NULL;

	if (now - course->aged_us < AGE_MS * INT64_C(1000))
		return true;
	course->aged_us = now;
	if (!postgres_query(course->session, sql_build_age, 0, NULL, 0, &result, err))
		return false;
	course->age_ms = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	return true;
}

bool
course_keep_state(struct course *course, const char *state, int64_t folded, int64_t about,
		  struct error *err)
{
	char records[24], all[24];
	const char *const values[] = { state, records, all };
	AUTO_PGRESULT result = NULL;

	snprintf(records, sizeof records, "%lld", (long long)folded);
	snprintf(all, sizeof all, "%lld", (long long)about);
	return postgres_query(course->session, sql_shadow_seen, 3, values, 0, &result, err);
}

static bool
tell(struct course *course, const struct replay_progress *progress, bool paused,
     struct error *err)
{
	int64_t now = clock_monotonic_us();

	if (now - course->said_us < SAY_MS * INT64_C(1000))
		return true;
	course->said_us = now;
	tempo_see(&course->tempo, now, progress->folded);
	say_progress(course->say,
		     &(struct say_progress){
			     .entities = progress->folded,
			     .about = progress->folded + progress->left,
			     .rate = course->tempo.rate,
			     .seconds_left = tempo_seconds_left(&course->tempo, progress->left),
			     .age_ms = course->age_ms,
			     .paused = paused });
	return course_keep_state(course, "folding", progress->folded, progress->folded + progress->left,
			  err);
}

/* Up to where the workers were when it began, or FLUSH; looks, tells and throttles. */
static bool
fold_once(struct course *course, bool flush, struct error *err)
{
	struct replay_progress progress;
	bool ok = true;

	replay_start(course->replay, flush);
	progress = replay_look(course->replay, err);
	while (ok && !progress.ended && !course_is_stopped(course)) {
		bool paused;

		ok = look_at_age(course, err);
		paused = ok && course->age_ms > course->options->age_limit_ms;
		replay_pause(course->replay, paused);
		ok = ok && tell(course, &progress, paused, err);
		usleep(LOOK_MS * 1000);
		progress = replay_look(course->replay, err);
	}
	replay_stop(course->replay);
	return ok && progress.ok;
}

/* Until so little is left that it can be folded while a snapshot or a lock is held, and all
 * that is folded is in the tables. */
bool
course_catch_up(struct course *course, struct error *err)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		if (!tracks_read(&course->tracks, course->session, err))
			return false;
		if (round > 0 && tracks_left(&course->tracks) <= NEAR_RECORDS)
			return fold_once(course, true, err);
		if (!fold_once(course, false, err))
			return false;
	}
	error_set(err, ERROR_RETRY, "could not catch up with the workers");
	return error_hint(err, "They apply about as fast as the log is folded here; try again "
			       "when less comes in, or with more --jobs.");
}

static int64_t
records(const struct tracks *tracks)
{
	int64_t sum = 0;

	for (int i = 0; i < tracks->count; i++)
		sum += tracks->items[i].read;
	return sum;
}

bool
course_fold(struct course *course, struct error *err)
{
	int64_t begun_us = clock_monotonic_us();
	double seconds;
	char text[128];
	int64_t count;

	if (!course_catch_up(course, err))
		return false;
	seconds = (double)(clock_monotonic_us() - begun_us) / (double)SECOND_US;
	count = records(&course->tracks);
	snprintf(text, sizeof text, ",\"records\":%lld,\"seconds\":%.1f,\"per_second\":%.0f",
		 (long long)count, seconds, (double)count / seconds);
	say_event(course->say, "folded", text, "%lld records are folded: %.1f s, %.0f a second",
		  (long long)count, seconds, (double)count / seconds);
	return true;
}
