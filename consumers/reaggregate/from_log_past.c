/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/from_log_course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/reaggregate/compare.h"
#include "consumers/reaggregate/portion.h"
#include "consumers/reaggregate/session.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

enum {
	PORTION = 2000,
	CACHE_BYTES_MAX = 1 << 30, /* not reached: a portion is cleared before the next */
};

/* Counts the shadow.  What it writes becomes visible with the generation itself, so one that
 * was killed on the way has left nothing. */
struct past {
	struct course *course;
	PGconn *reads;
	const struct codes *codes;
	struct entity_cache cache;
	struct fold fold;
	struct write write;
	struct portion portion;
	int generation;
	int64_t entities;
};

static bool
register_past(struct past *past, struct error *err)
{
	const struct from_log_options *options = past->course->options;
	char until[INSTANT_TEXT_BYTES];
	const char *const values[] = { CONTRIBUTION_RULES,
				       instant_format(options->until_us, until),
				       options->actor };
	AUTO_PGRESULT result = NULL;

	if (!postgres_query(past->course->session, sql_generation_keep, 3, values, 0, &result,
			    err))
		return false;
	past->generation = atoi(PQgetvalue(result, 0, 0));
	past->fold.generations = (struct generations){
		.items = { { past->generation, true, 0 } }, .count = 1
	};
	return true;
}

/* All of a kind is one lane. */
static bool
count_kind(struct past *past, enum entity_kind kind, struct error *err)
{
	char above_all[] = "\xf4\x8f\xbf\xbf";
	const struct lane lane = { .kind = kind, .upto = above_all };
	char *since = strdup(kind == ENTITY_INDICATOR ? "0|0|" : "");
	bool ok = true;

	past->portion.finished = false;
	while (ok && !past->portion.finished && !course_is_stopped(past->course)) {
		ok = portion_read(past->reads, &lane, since, PORTION, past->codes, &past->cache,
				  &past->portion, err);
		if (!ok)
			break;
		fold_whole(&past->fold, past->portion.entities, past->portion.count,
			   &past->write);
		ok = write_run(past->course->session, &past->course->live, &past->write, err);
		past->entities += past->portion.count;
		free(since);
		since = strdup(past->portion.upto);
		CHECK(since != NULL);
	}
	free(since);
	return ok && past->portion.finished;
}

static bool
count_all(struct past *past, struct error *err)
{
	return session_run(past->course->session, "begin", err) && register_past(past, err) &&
	       count_kind(past, ENTITY_DOSSIER, err) && count_kind(past, ENTITY_DOCUMENT, err) &&
	       count_kind(past, ENTITY_WORKFILE, err) && count_kind(past, ENTITY_INDICATOR, err) &&
	       session_run(past->course->session, "commit", err);
}

static bool
count_shadow(struct past *past, struct error *err)
{
	struct primary_id id = past->course->id;
	bool ok;

	if (!session_lock_generations(past->course->session, err) ||
	    !replay_codes(past->course->replay, &past->codes, err) ||
	    !portion_open(&past->reads, past->course->primary, "shadow", &id, err))
		return false;
	entity_cache_init(&past->cache, CACHE_BYTES_MAX);
	fold_init(&past->fold, &past->cache, past->codes);
	write_init(&past->write);
	ok = count_all(past, err);
	write_release(&past->write);
	fold_release(&past->fold);
	portion_release(&past->portion);
	entity_cache_clear(&past->cache);
	PQfinish(past->reads);
	return ok;
}

static void
say_kept(const struct past *past)
{
	char until[INSTANT_TEXT_BYTES], text[160];

	instant_format(past->course->options->until_us, until);
	snprintf(text, sizeof text, ",\"generation\":%d,\"until\":\"%s\",\"entities\":%lld",
		 past->generation, until, (long long)past->entities);
	say_event(past->course->say, "kept", text,
		  "generation %d has the counters as of %s, %lld entities: \"select "
		  "ioc.take_generation(%d)\" makes a session read it, \"trakhuc reaggregate drop "
		  "%d\" drops it",
		  past->generation, until, (long long)past->entities, past->generation,
		  past->generation);
}

bool
course_keep_past(struct course *course, struct error *err)
{
	struct past past = { .course = course };
	char number[12], text[64];
	int64_t differences;

	if (!count_shadow(&past, err))
		return false;
	say_kept(&past);
	snprintf(number, sizeof number, "%d", past.generation);
	if (!compare_cells(course->session, number, course->say, "recounting from the facts",
			   course->options->limit, &differences, err))
		return false;
	snprintf(text, sizeof text, ",\"differences\":%lld", (long long)differences);
	say_event(course->say, "compared", text,
		  "counters of then (old) and of now (new): %lld differences",
		  (long long)differences);
	return true;
}
