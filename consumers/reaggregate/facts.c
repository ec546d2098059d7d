/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "consumers/aggregate/load.h"
#include "consumers/reaggregate/builder.h"
#include "consumers/reaggregate/compare.h"
#include "consumers/reaggregate/pace.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

enum { LOOK_MS = 200, SAY_MS = 1000, TRIES_MAX = 10 };

/* One course through the states. */
struct course {
	const struct facts_options *options;
	struct say *say;
	const atomic_int *stop;
	PGconn *session;
	int generation;
	int64_t differences;
};

static bool
query_number(PGconn *session, const char *sql, int count, const char *const *values,
	     int64_t *ret_number, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(session, sql, count, values, 0, &result, err))
		return false;
	*ret_number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	return true;
}

/* The list of generations is changed alone, when the batches in flight have ended; a
 * worker that hangs must not be waited for in front of all others, so it is tried again. */
static bool
change_list(struct course *course, const char *sql, int count, const char *const *values,
	    int64_t *ret_number, struct error *err)
{
	for (int i = 1;; i++) {
		if (query_number(course->session, sql, count, values, ret_number, err))
			return true;
		if (i == TRIES_MAX || err->kind != ERROR_RETRY ||
		    PQstatus(course->session) != CONNECTION_OK)
			return false;
		usleep(LOOK_MS * 1000);
	}
}

static const char *
members(const struct course *course, char text[64])
{
	snprintf(text, 64, ",\"generation\":%d", course->generation);
	return text;
}

static bool
register_or_resume(struct course *course, struct error *err)
{
	struct generations generations;
	char jobs[12], text[64];
	const char *const values[] = { CONTRIBUTION_RULES, jobs };
	int64_t number;

	if (!load_generations(course->session, &generations, err))
		return false;
	course->generation = generations_building(&generations);
	if (course->generation != 0) {
		say_event(course->say, "resumed", members(course, text),
			  "generation %d was begun before: going on", course->generation);
		return true;
	}
	snprintf(jobs, sizeof jobs, "%d", course->options->jobs);
	if (!change_list(course, sql_generation_register, 2, values, &number, err))
		return false;
	course->generation = (int)number;
	say_event(course->say, "registered", members(course, text),
		  "generation %d is registered: workers write to it from now on",
		  course->generation);
	return true;
}

/* A session that was lost is opened again; while the database is away, the age is
 * unknown and the builder waits by itself. */
static int64_t
look_at_age(struct course *course)
{
	struct error err = { 0 };
	int64_t age_ms = 0;

	if (course->session &&
	    query_number(course->session, sql_build_age, 0, NULL, &age_ms, &err))
		return age_ms;
	PQfinish(course->session);
	course->session = NULL;
	if (session_open(&course->session, course->options->conninfo,
			 course->options->actor, &err) &&
	    !session_lock_generations(course->session, &err)) {
		PQfinish(course->session);
		course->session = NULL;
	}
	return 0;
}

/* Looks, tells and throttles until the builder has ended. */
static struct builder_progress
watch(struct course *course, struct builder *builder, struct error *err)
{
	struct builder_progress progress = builder_look(builder, err);
	struct tempo tempo = { 0 };
	int64_t said_us = 0;

	while (!progress.ended && atomic_load(course->stop) == 0) {
		int64_t now = clock_monotonic_us();
		int64_t age_ms = look_at_age(course);
		bool paused = age_ms > course->options->age_limit_ms;

		builder_pause(builder, paused);
		if (now - said_us >= SAY_MS * INT64_C(1000)) {
			said_us = now;
			tempo_see(&tempo, now, progress.entities);
			say_progress(course->say, &(struct say_progress){
				.generation = course->generation,
				.entities = progress.entities,
				.about = progress.about,
				.rate = tempo.rate,
				.seconds_left = tempo_seconds_left(
					&tempo, progress.about - progress.entities),
				.age_ms = age_ms,
				.paused = paused });
		}
		usleep(LOOK_MS * 1000);
		progress = builder_look(builder, err);
	}
	return progress;
}

static bool
build(struct course *course, struct error *err)
{
	const struct builder_options options = {
		.conninfo = course->options->conninfo,
		.generation = course->generation,
		.jobs = course->options->jobs,
		.rate = course->options->rate,
		.portion = course->options->portion,
	};
	int64_t begun_us = clock_monotonic_us();
	struct builder_progress progress;
	struct builder *builder;
	char text[128];
	double seconds;

	if (!builder_open(&builder, &options, err))
		return false;
	progress = watch(course, builder, err);
	builder_close(builder);
	say_clear(course->say);
	if (!progress.ok)
		return false; /* ERR says why; none: it was stopped */
	seconds = (double)(clock_monotonic_us() - begun_us) / (double)SECOND_US;
	snprintf(text, sizeof text, ",\"generation\":%d,\"entities\":%lld,\"seconds\":%.1f",
		 course->generation, (long long)progress.entities, seconds);
	say_event(course->say, "built", text, "generation %d is built: %lld entities, %.1f s",
		  course->generation, (long long)progress.entities, seconds);
	return true;
}

static bool
audit_built(struct course *course, struct error *err)
{
	char number[12], text[64];

	snprintf(number, sizeof number, "%d", course->generation);
	if (!compare_cells(course->session, number, course->say, "recounting from the facts",
			   course->options->limit, &course->differences, err))
		return false;
	snprintf(text, sizeof text, ",\"generation\":%d,\"differences\":%lld",
		 course->generation, (long long)course->differences);
	say_event(course->say, "audited", text, "generation %d is audited: %lld differences",
		  course->generation, (long long)course->differences);
	return true;
}

static bool
flip(struct course *course, struct error *err)
{
	char number[12], text[64];
	const char *const values[] = { number };
	int64_t ignored;

	snprintf(number, sizeof number, "%d", course->generation);
	if (!change_list(course, sql_generation_flip, 1, values, &ignored, err))
		return false;
	say_event(course->say, "current", members(course, text),
		  "generation %d is current; the one before is kept up until \"trakhuc "
		  "reaggregate drop\"",
		  course->generation);
	return query_number(course->session, sql_before_clear, 0, NULL, &ignored, err);
}

static bool
reconnect(struct course *course, struct error *err)
{
	return course->session != NULL ||
	       (session_open(&course->session, course->options->conninfo,
			     course->options->actor, err) &&
		session_lock_generations(course->session, err));
}

static bool
run(struct course *course, struct error *err)
{
	return reconnect(course, err) &&
	       register_or_resume(course, err) && build(course, err) &&
	       reconnect(course, err) && audit_built(course, err) &&
	       (course->differences > 0 || !course->options->flip || flip(course, err));
}

bool
facts_run(const struct facts_options *options, struct say *say, const atomic_int *stop,
	  int64_t *ret_differences, struct error *err)
{
	struct course course = { .options = options, .say = say, .stop = stop };
	bool ok = run(&course, err);

	PQfinish(course.session);
	*ret_differences = course.differences;
	return ok;
}

bool
facts_preview(const struct facts_options *options, struct say *say, int64_t *ret_differences,
	      struct error *err)
{
	AUTO_PGCONN session = NULL;

	return session_open(&session, options->conninfo, options->actor, err) &&
	       compare_cells(session, NULL, say, "recounting", options->limit, ret_differences,
			     err);
}
