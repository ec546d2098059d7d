/* SPDX-License-Identifier: PostgreSQL
 *
 * builder.h - counts the facts into the generation that is being built.
 *
 * Some threads, each with two sessions: one reads portions of a lane, the other adds
 * them, as the worker does it.  A portion is added in one transaction with the move of
 * its lane, by compare-and-set; so whatever is killed where, each entity is counted
 * once.  After any trouble a thread reads from the database how far its lane is.
 *
 * Why the sum is exact while workers write: schema/sql/deploy/reaggregate.sql.
 *
 * Thread: the functions below are for the main thread.
 */
#ifndef CONSUMERS_REAGGREGATE_BUILDER_H
#define CONSUMERS_REAGGREGATE_BUILDER_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/error.h"

enum { BUILDER_JOBS_MAX = 32 };

struct builder_options {
	const char *conninfo;
	int generation;
	int jobs;
	int64_t rate;    /* entities a second over all jobs, 0 for no limit */
	int64_t portion; /* entities in one transaction */
};

struct builder_progress {
	int64_t entities; /* counted, those of earlier runs too */
	int64_t about;    /* in all */
	bool ended;       /* all is counted, or the builder gave up */
	bool ok;
};

struct builder;

/* Reads the lanes and starts. */
bool builder_open(struct builder **ret_builder, const struct builder_options *options,
		  struct error *err) MUST_CHECK;
void builder_pause(struct builder *builder, bool pause);
/* ERR is filled when it gave up. */
struct builder_progress builder_look(struct builder *builder, struct error *err);
/* Ends after the portions in flight; NULL is fine; returns NULL. */
struct builder *builder_close(struct builder *builder);

#endif
