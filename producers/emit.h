/* SPDX-License-Identifier: PostgreSQL
 *
 * emit.h - inside of trakhuc-emit: one run over its input files.
 *
 * Every file is read by one reader, which gives events or refusals; events are encoded
 * anew, so that only members of the contract enter a topic, and go to the outlet.
 */
#ifndef PRODUCERS_EMIT_H
#define PRODUCERS_EMIT_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "producers/outlet.h"
#include "producers/progress.h"
#include "producers/report.h"
#include "schema/base/arena.h"
#include "schema/contract/event.h"

enum emit_format { EMIT_EVENTS, EMIT_DOSSIERS, EMIT_PROGRESS };

struct emit_options {
	enum emit_format format;
	const char *profile;
	const char *source; /* NULL: the profile's, else the configuration's */
	const char *report_path;
	int64_t stated_at_us; /* 0: not given */
	int64_t timeout_seconds;
	bool dry_run;
	bool to_stdout;
	bool raw;
	bool json;
};

struct emit {
	struct emit_options options;
	const char *const *paths; /* operands */
	int path_count;
	int path; /* index of the one being read */
	struct outlet *outlet;
	struct report *report;
	struct progress progress;
	struct decoder *decoder;
	struct encoder *encoder;
	struct foreign_profile *profile; /* NULL: events */
	struct arena arena;
	uint64_t read;    /* lines, or records of foreign messages */
	uint64_t events;  /* handed over */
	int64_t bytes_before; /* of the files that were read to their end */
	bool unreachable; /* Kafka refused or lost something: reading has stopped */
};

extern const char emit_usage[];
extern const struct option emit_long_options[];
bool emit_option(void *context, int option, const char *argument, struct error *err);
bool emit_options_check(const struct emit_options *emit, int path_count,
			struct error *err) MUST_CHECK;

/* One line of a file of events, as it is or decoded and encoded again. */
bool emit_lines(struct emit *emit, const char *path, struct error *err) MUST_CHECK;
/* One file of foreign messages. */
bool emit_foreign(struct emit *emit, const char *path, struct error *err) MUST_CHECK;

/* PLACE is the line or record that the event comes from. */
bool emit_publish(struct emit *emit, const struct event *event, uint64_t place,
		  struct error *err) MUST_CHECK;
uint64_t emit_tag(const struct emit *emit, uint64_t place);

/* --raw: topic and key of a line that may be anything. */
void emit_raw_address(struct slice line, struct arena *arena, const char **ret_topic,
		      struct slice *ret_key);

#endif
