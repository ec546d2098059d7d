/* SPDX-License-Identifier: PostgreSQL
 *
 * say.h - what the builder tells: sentences and one line of progress on a terminal, one
 * JSON object a line otherwise.
 *
 * Thread: the main thread.
 */
#ifndef CONSUMERS_REAGGREGATE_SAY_H
#define CONSUMERS_REAGGREGATE_SAY_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "schema/base/attr.h"

struct say {
	bool json;
	bool open; /* a line of progress stands on the terminal */
	int64_t waited; /* how often it was told for how long something has been waited for */
};

struct say_progress {
	int generation;       /* 0: the log, whose records are counted instead of entities */
	int64_t entities, about;
	double rate;          /* a second */
	int64_t seconds_left; /* -1: nobody can tell */
	int64_t age_ms;       /* of the live numbers */
	bool paused;
};

/* --json, or standard output is no terminal. */
struct say say_open(bool json);
void say_progress(struct say *say, const struct say_progress *progress);
/* Called every second or so.  A line that stays until the next one; as JSON every
 * WAITING_SECONDS. */
enum { WAITING_SECONDS = 10 };
void say_waiting(struct say *say, const char *doing, int64_t seconds);
void say_clear(struct say *say);
/* A row whose last column is the row as JSON: that, or the other columns with tabs between;
 * ROW -1: their names. */
void say_row(const struct say *say, const PGresult *result, int row);
/* All of them, below their names. */
void say_rows(const struct say *say, const PGresult *result);
/* EVENT and MEMBERS (",\"name\":value" each) make the JSON line, the rest the sentence. */
void say_event(struct say *say, const char *event, const char *members, const char *format,
	       ...) PRINTF_LIKE(4, 5);

#endif
