/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/from_log_course.h"

#include <stdio.h>
#include <unistd.h>

#include "consumers/reaggregate/compare.h"
#include "consumers/reaggregate/correct.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

enum { TRY_AGAIN_MS = 100, TRIES_MAX = 10 };

static bool
hold_server(struct course *course, struct error *err)
{
	char timeline[16];
	const char *const values[] = { timeline, course->id.branch };
	AUTO_PGRESULT result = NULL;

	snprintf(timeline, sizeof timeline, "%d", course->id.timeline);
	return postgres_query(course->session, sql_server_hold, 2, values, 0, &result, err);
}

/* A worker that hangs must not be waited for in front of all others, so it is tried again. */
static bool
freeze(struct course *course, struct error *err)
{
	struct error ignored = { 0 };

	for (int i = 1;; i++) {
		if (session_run(course->session, "begin", err) && hold_server(course, err) &&
		    session_run(course->session, sql_shadow_freeze, err))
			return true;
		if (i == TRIES_MAX || err->kind != ERROR_RETRY ||
		    !session_run(course->session, "rollback", &ignored))
			return false;
		usleep(TRY_AGAIN_MS * 1000);
	}
}

static bool
correct_frozen(struct course *course, int64_t *ret_entities, struct error *err)
{
	const struct from_log_options *options = course->options;
	const struct codes *codes;

	return tracks_read(&course->tracks, course->session, err) &&
	       replay_rest(course->replay, course->session, err) &&
	       replay_codes(course->replay, &codes, err) &&
	       (!course->counters_agree ||
		correct_counters(course->session, &course->live, codes, err)) &&
	       correct_facts(course->session, course->counters_agree ? "moved" : "left",
			     options->actor, options->why, ret_entities, err) &&
	       session_run(course->session, "commit", err);
}

/* Counters that do not agree with the live facts follow something else: perhaps what the
 * facts were before they were damaged.  Moved, they would be wrong in any case; left, the
 * recount tells. */
bool
course_correct(struct course *course, struct error *err)
{
	int64_t folded = tracks_folded(&course->tracks);
	int64_t entities, begun_us;
	char text[96];
	double seconds;

	if (!course_keep_state(course, "correcting", folded, folded, err) || !course_catch_up(course, err) ||
	    !freeze(course, err))
		return false;
	begun_us = clock_monotonic_us();
	if (!correct_frozen(course, &entities, err))
		return false;
	seconds = (double)(clock_monotonic_us() - begun_us) / (double)SECOND_US;
	snprintf(text, sizeof text, ",\"entities\":%lld,\"counters\":\"%s\",\"seconds\":%.2f",
		 (long long)entities, course->counters_agree ? "moved" : "left", seconds);
	say_event(course->say, "corrected", text,
		  "%lld entities are corrected, counters %s; workers waited %.2f s",
		  (long long)entities, course->counters_agree ? "moved" : "left", seconds);
	return true;
}

bool
course_recount(struct course *course, struct error *err)
{
	char text[64];

	if (!compare_counters(course->session, course->say, course->stop, &course->differences,
			      err))
		return false;
	snprintf(text, sizeof text, ",\"differences\":%lld", (long long)course->differences);
	say_event(course->say, "audited", text,
		  "counters and their recount from the facts: %lld differences",
		  (long long)course->differences);
	return true;
}
