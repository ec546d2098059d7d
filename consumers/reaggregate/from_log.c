/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/from_log.h"

#include <stdio.h>
#include <stdlib.h>

#include "consumers/reaggregate/compare.h"
#include "consumers/reaggregate/correct.h"
#include "consumers/reaggregate/from_log_course.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/check.h"
#include "schema/base/log.h"
#include "sql_statements.h"

/* -- begin ---------------------------------------------------------------------------- */

/* One run at a time; the lock goes with the session, however that ends. */
static bool
lock(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql_shadow_lock, 0, NULL, 0, &result, err))
		return false;
	if (PQgetvalue(result, 0, 0)[0] == 't')
		return true;
	error_set(err, ERROR_REJECT, "another \"trakhuc reaggregate log\" is at work");
	return error_hint(err, "\"trakhuc reaggregate status\" shows how far it is.");
}

static bool
make_tables(struct course *course, struct error *err)
{
	const char *const values[] = { course->options->actor };
	AUTO_PGRESULT result = NULL;
	char text[64];

	if (!postgres_query(course->session, sql_shadow_make, 1, values, 0, &result, err))
		return false;
	course->made = true;
	if (PQgetisnull(result, 0, 0))
		return true;
	snprintf(text, sizeof text, ",\"records\":%s", PQgetvalue(result, 0, 0));
	say_event(course->say, "over", text,
		  "a run before did not end, it had folded %s records: starting over",
		  PQgetvalue(result, 0, 0));
	return true;
}

static bool
read_tracks(struct course *course, struct error *err)
{
	const struct from_log_options *options = course->options;

	return tracks_read(&course->tracks, course->session, err) &&
	       (options->until_us == 0 ||
		tracks_limit(&course->tracks, options->conf, options->until_us, err)) &&
	       tracks_check_ends(&course->tracks, options->conf, course->say, err);
}

/* The recount takes days by the clock of the province. */
static bool
begin(struct course *course, struct error *err)
{
	const struct from_log_options *options = course->options;

	course->primary = primary_open(options->conf->postgres_conninfo);
	course->shadow = (struct write_place){ .prefix = "", .schema = "shadow" };
	return primary_connect(course->primary, "trakhuc reaggregate log", &course->session,
			       &course->id, err) &&
	       session_run(course->session, "set timezone to 'Asia/Ho_Chi_Minh'", err) &&
	       lock(course->session, err) && read_tracks(course, err) &&
	       make_tables(course, err) &&
	       shadow_prepare(course->session, &course->shadow, err) &&
	       correct_prepare(course->session, &course->live, err) &&
	       replay_open(&course->replay,
			   &(struct replay_options){ .conf = options->conf,
						     .primary = course->primary,
						     .id = course->id,
						     .shadow = &course->facts,
						     .tracks = &course->tracks,
						     .jobs = options->jobs,
						     .rate = options->rate,
						     .until_us = options->until_us },
			   err);
}

/* -- comparing ------------------------------------------------------------------------ */

/* All of it in the one snapshot: what the session itself writes is seen in it. */
static bool
compare_in_snapshot(struct course *course, struct error *err)
{
	int64_t counters = 0;

	if (!tracks_read(&course->tracks, course->session, err) ||
	    !replay_rest(course->replay, course->session, err) ||
	    !tracks_check_found(&course->tracks, course->say, err) ||
	    !compare_facts(course->session, course->say, course->stop, &course->differences,
			   err))
		return false;
	if (course->options->apply && course->differences > 0 &&
	    !compare_counters(course->session, course->say, course->stop, &counters, err))
		return false;
	course->counters_agree = counters == 0;
	return true;
}

static bool
compare(struct course *course, struct error *err)
{
	int64_t folded = tracks_folded(&course->tracks);
	char text[64];

	if (!course_keep_state(course, "comparing", folded, folded, err) ||
	    !session_run(course->session, "begin isolation level repeatable read", err) ||
	    !compare_in_snapshot(course, err) || !session_run(course->session, "commit", err) ||
	    !compare_report(course->session, course->say, course->options->limit, err))
		return false;
	snprintf(text, sizeof text, ",\"differences\":%lld", (long long)course->differences);
	say_event(course->say, "compared", text,
		  "live facts and those of the log, at the same offsets: %lld differences",
		  (long long)course->differences);
	return true;
}

/* -- the whole way -------------------------------------------------------------------- */

static bool
go(struct course *course, struct error *err)
{
	if (!begin(course, err) || !course_fold(course, err))
		return false;
	if (course->options->until_us > 0)
		return course_keep_past(course, err);
	return compare(course, err) &&
	       (!course->options->apply || course->differences == 0 ||
		(course_correct(course, err) && course_recount(course, err)));
}

/* What cannot be dropped, since the session is lost, the next run drops. */
static void
end(struct course *course)
{
	struct error ignored = { 0 };

	course->replay = replay_close(course->replay);
	if (course->made &&
	    (PQtransactionStatus(course->session) == PQTRANS_IDLE ||
	     session_run(course->session, "rollback", &ignored)) &&
	    !session_run(course->session, sql_shadow_clear, &ignored))
		log_error(LOG_LEVEL_WARNING, &ignored);
}

bool
from_log_run(const struct from_log_options *options, struct say *say, const atomic_int *stop,
	int64_t *ret_differences, struct error *err)
{
	struct course *course = calloc(1, sizeof *course);
	bool ok;

	CHECK(course != NULL);
	course->options = options;
	course->say = say;
	course->stop = stop;
	shadow_open(&course->facts, (size_t)options->cache_mib << 20);
	ok = go(course, err);
	end(course);
	if (!ok && course_is_stopped(course))
		error_clear(err);
	*ret_differences = course->differences;
	shadow_close(&course->facts);
	tracks_release(&course->tracks);
	PQfinish(course->session);
	primary_close(course->primary);
	free(course);
	return ok;
}

bool
from_log_drop(const char *conninfo, struct say *say, struct error *err)
{
	AUTO_PGCONN session = NULL;

	if (!postgres_open(&session, conninfo, "trakhuc reaggregate log", err) ||
	    !lock(session, err) || !session_run(session, sql_shadow_clear, err))
		return false;
	say_event(say, "dropped", "", "what was folded from the log is dropped");
	return true;
}
