/* SPDX-License-Identifier: PostgreSQL
 *
 * simulation.h - inside of trakhuc-simulate: options and what all its parts share.
 *
 * Every entity's life is planned when it begins, as a function of seed and number; its
 * events then wait in a queue ordered by the moment at which they enter the log.  So a
 * year of history streams through memory that holds only what is still open.
 */
#ifndef PRODUCERS_SIMULATE_SIMULATION_H
#define PRODUCERS_SIMULATE_SIMULATION_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "producers/simulate/province.h"
#include "producers/simulate/random.h"

enum { SOURCES_MAX = 64, SOURCE_BYTES = 48 };

/* The first sources have a duty; the others are systems of ministries. */
enum { SOURCE_ONE_STOP, SOURCE_PORTAL, SOURCE_DOCUMENTS, SOURCE_PROGRAMMES, SOURCE_MINISTRY };

/* Streams of random numbers; also the letter in the ids. */
enum stream {
	STREAM_DOSSIER = 'd',
	STREAM_DOCUMENT = 'v',
	STREAM_WORKFILE = 'w',
	STREAM_INDICATOR = 'i',
	STREAM_SOURCE = 's',
	STREAM_POISON = 'p',
	STREAM_LIVE = 'l',
	STREAM_ORDER = 'o',
};

struct simulate_options {
	int64_t seed;
	int32_t from;  /* first day */
	int64_t days;
	int64_t dossiers;
	int64_t documents;
	int64_t indicators; /* definitions; each unit reports each month */
	int64_t sources;
	int64_t until_us;   /* nothing is stated later */
	int64_t since_us;   /* live: what was stated up to here was written before */
	/* parts per million */
	int64_t disorder_ppm;
	int64_t duplicates_ppm;
	int64_t late_ppm;
	int64_t corrections_ppm;
	int64_t contradictions_ppm;
	int64_t poison_ppm;
	int64_t disorder_span_seconds;
	int64_t repeat;
	bool shuffle;
	const char *reference;
	const char *output;      /* NULL or "-": standard output */
	const char *poison_list; /* NULL: none */
	bool live;
	bool to_stdout; /* live */
	int64_t rate_per_thousand_s; /* live: events in a thousand seconds */
	int64_t speed;
	int64_t seconds; /* live: 0 without end */
	bool json;
};

struct queue;
struct plan;
struct encoder;

struct simulation {
	struct simulate_options options;
	struct province *province;
	struct queue *queue;
	struct plan *plan;
	struct encoder *encoder;
	char sources[SOURCES_MAX][SOURCE_BYTES];
	uint64_t source_sent[SOURCES_MAX];
	int64_t weight_whole; /* of all days of the history */
	int64_t weight_done;  /* of the days that are planned */
};

/* Before the first day. */
void history_begin(struct simulation *sim);
/* Plans what begins on the day with number DAY, counted from the first, and puts it into
 * the queue. */
void history_plan_day(struct simulation *sim, int64_t day);

/* One entity each; IN_DAY is its number among those of its day. */
void dossier_plan(struct simulation *sim, uint64_t number, int32_t day, uint64_t in_day);
void document_plan(struct simulation *sim, uint64_t number, int32_t day, uint64_t in_day);
void workfile_plan(struct simulation *sim, uint64_t number, int32_t day, uint64_t in_day);
void indicator_plan(struct simulation *sim, uint64_t number, size_t unit, int32_t month);
void heartbeat_plan(struct simulation *sim, size_t source, int64_t at_us);

#endif
