/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/from_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "consumers/reaggregate/compare.h"
#include "consumers/reaggregate/correct.h"
#include "consumers/reaggregate/pace.h"
#include "consumers/reaggregate/replay.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/log.h"
#include "sql_statements.h"

enum {
	LOOK_MS = 100,
	AGE_MS = 500,
	SAY_MS = 1000,
	NEAR_RECORDS = 2000, /* so few left that they are folded at once */
	ROUNDS_MAX = 100,    /* of running after the workers */
	TRIES_MAX = 10,
};

/* One course through the states. */
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

static bool
run(PGconn *session, const char *sql, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	return postgres_query(session, sql, 0, NULL, 0, &result, err);
}

static bool
is_stopped(const struct course *course)
{
	return atomic_load(course->stop) != 0;
}

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

/* The recount takes days by the clock of the province. */
static bool
begin(struct course *course, struct error *err)
{
	const struct from_log_options *options = course->options;

	course->primary = primary_open(options->conf->postgres_conninfo);
	course->shadow = (struct write_place){ .prefix = "", .schema = "shadow" };
	return primary_connect(course->primary, "trakhuc reaggregate log", &course->session,
			       &course->id, err) &&
	       run(course->session, "set timezone to 'Asia/Ho_Chi_Minh'", err) &&
	       lock(course->session, err) && tracks_read(&course->tracks, course->session, err) &&
	       tracks_check_ends(&course->tracks, options->conf, course->say, err) &&
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
						     .rate = options->rate },
			   err);
}

/* -- folding -------------------------------------------------------------------------- */

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

static bool
keep_state(struct course *course, const char *state, int64_t folded, int64_t about,
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
	return keep_state(course, "folding", progress->folded, progress->folded + progress->left,
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
	while (ok && !progress.ended && !is_stopped(course)) {
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
static bool
catch_up(struct course *course, struct error *err)
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

static bool
fold(struct course *course, struct error *err)
{
	int64_t begun_us = clock_monotonic_us();
	double seconds;
	char text[128];
	int64_t count;

	if (!catch_up(course, err))
		return false;
	seconds = (double)(clock_monotonic_us() - begun_us) / (double)SECOND_US;
	count = records(&course->tracks);
	snprintf(text, sizeof text, ",\"records\":%lld,\"seconds\":%.1f,\"per_second\":%.0f",
		 (long long)count, seconds, (double)count / seconds);
	say_event(course->say, "folded", text, "%lld records are folded: %.1f s, %.0f a second",
		  (long long)count, seconds, (double)count / seconds);
	return true;
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

	if (!keep_state(course, "comparing", folded, folded, err) ||
	    !run(course->session, "begin isolation level repeatable read", err) ||
	    !compare_in_snapshot(course, err) || !run(course->session, "commit", err) ||
	    !compare_report(course->session, course->say, course->options->limit, err))
		return false;
	snprintf(text, sizeof text, ",\"differences\":%lld", (long long)course->differences);
	say_event(course->say, "compared", text,
		  "live facts and those of the log, at the same offsets: %lld differences",
		  (long long)course->differences);
	return true;
}

/* -- correcting ----------------------------------------------------------------------- */

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
		if (run(course->session, "begin", err) && hold_server(course, err) &&
		    run(course->session, sql_shadow_freeze, err))
			return true;
		if (i == TRIES_MAX || err->kind != ERROR_RETRY ||
		    !run(course->session, "rollback", &ignored))
			return false;
		usleep(LOOK_MS * 1000);
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
	       run(course->session, "commit", err);
}

/* Counters that do not agree with the live facts follow something else: perhaps what the
 * facts were before they were damaged.  Moved, they would be wrong in any case; left, the
 * recount tells. */
static bool
correct(struct course *course, struct error *err)
{
	int64_t folded = tracks_folded(&course->tracks);
	int64_t entities, begun_us;
	char text[96];
	double seconds;

	if (!keep_state(course, "correcting", folded, folded, err) || !catch_up(course, err) ||
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

static bool
recount(struct course *course, struct error *err)
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

/* -- the whole way -------------------------------------------------------------------- */

static bool
go(struct course *course, struct error *err)
{
	return begin(course, err) && fold(course, err) && compare(course, err) &&
	       (!course->options->apply || course->differences == 0 ||
		(correct(course, err) && recount(course, err)));
}

/* What cannot be dropped, since the session is lost, the next run drops. */
static void
end(struct course *course)
{
	struct error ignored = { 0 };

	course->replay = replay_close(course->replay);
	if (course->made &&
	    (PQtransactionStatus(course->session) == PQTRANS_IDLE ||
	     run(course->session, "rollback", &ignored)) &&
	    !run(course->session, sql_shadow_clear, &ignored))
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
	if (!ok && is_stopped(course))
		error_clear(err);
	*ret_differences = course->differences;
	shadow_close(&course->facts);
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
	    !lock(session, err) || !run(session, sql_shadow_clear, err))
		return false;
	say_event(say, "dropped", "", "what was folded from the log is dropped");
	return true;
}
