/* SPDX-License-Identifier: PostgreSQL
 *
 * The synthetic province: the same options give the same bytes, every good line is an
 * event of the contract, every poison line is refused for the reason that its list says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "producers/lines.h"
#include "producers/simulate/happening.h"
#include "producers/simulate/queue.h"
#include "producers/simulate/simulate.h"
#include "schema/base/instant.h"
#include "schema/contract/decode.h"

enum { EVENTS_A_RUN_MAX = 400000, LINE_BYTES_MAX = 128 * 1024 };

struct seen {
	uint64_t types[EVENT_TYPE_COUNT];
	uint64_t lines;
	uint64_t poison;
	int64_t hour_events[24];
	int64_t weekday_events[7];
	uint64_t hash_sum; /* of all lines, whatever their order */
	uint64_t hash_order;
};

/* A province that is small but in which everything happens. */
static struct simulate_options
disturbed(void)
{
	return (struct simulate_options){
		.seed = 7,
		.from = day_of_civil(2026, 1, 1),
		.days = 120,
		.dossiers = 9000,
		.documents = 3000,
		.indicators = 3,
		.sources = 8,
		.until_us = day_begin(day_of_civil(2026, 4, 20)),
		.disorder_ppm = 200000,
		.duplicates_ppm = 100000,
		.late_ppm = 50000,
		.corrections_ppm = 30000,
		.contradictions_ppm = 10000,
		.poison_ppm = 3000,
		.disorder_span_seconds = INT64_C(72) * 3600,
		.repeat = 1,
	};
}

/* Enough to compare one run with another. */
static struct simulate_options
small(void)
{
	struct simulate_options options = disturbed();

	options.dossiers = 800;
	options.documents = 200;
	options.indicators = 1;
	return options;
}

static void
temporary(char path[64])
{
	snprintf(path, 64, "/tmp/trakhuc-simulate-XXXXXX");
	close(mkstemp(path));
}

static void
write_to(const struct simulate_options *options, const char *path, const char *poison_list)
{
	struct simulate_options own = *options;
	struct simulation *sim;
	struct error err = { 0 };

	own.output = path;
	own.poison_list = poison_list;
	assert_true(simulation_open(&sim, &own, &err));
	assert_true(history_write(sim, &err));
	simulation_close(sim);
}

/* FNV-1a: enough to compare files. */
static uint64_t
hash_of(struct slice text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(1099511628211);
	return hash;
}

/* The reason of each poison line by its number; others are REASON_NONE. */
static uint8_t *
read_poison_list(const char *path)
{
	uint8_t *reasons = calloc(EVENTS_A_RUN_MAX, 1);
	FILE *file = fopen(path, "re");
	unsigned long line;
	char name[64], row[512];

	assert_non_null(reasons);
	assert_non_null(file);
	while (fgets(row, sizeof row, file)) {
		assert_int_equal(sscanf(row, "{\"line\":%lu,\"reason\":\"%63[a-z_]\"", &line, name),
				 2);
		assert_in_range(line, 1, EVENTS_A_RUN_MAX - 1);
		for (int reason = 1; reason < REASON_COUNT; reason++)
			if (strcmp(reason_name((enum reason)reason), name) == 0)
				reasons[line] = (uint8_t)reason;
		assert_int_not_equal(reasons[line], REASON_NONE);
	}
	fclose(file);
	return reasons;
}

/* The key that a poison line names in partitionkey. */
static struct slice
stated_key(struct slice line)
{
	static const char name[] = "\"partitionkey\":\"";
	const char *found = memmem(line.data, line.length, name, sizeof name - 1);
	const char *quote;

	if (!found)
		return (struct slice){ NULL, 0 };
	found += sizeof name - 1;
	quote = memchr(found, '"', (size_t)(line.data + line.length - found));
	assert_non_null(quote);
	return (struct slice){ found, (size_t)(quote - found) };
}

static void
note_event(struct seen *seen, const struct event *event, int64_t until_us)
{
	int32_t day = instant_day(event->at_us);

	assert_true(event->time_us <= until_us);
	assert_true(event->at_us <= event->time_us + EVENT_TOLERANCE_SECONDS * SECOND_US);
	seen->types[event->stated]++;
	seen->hour_events[(event->at_us - day_begin(day)) / SECOND_US / 3600]++;
	seen->weekday_events[(day + 4) % 7]++;
}

static void
look_at_line(struct seen *seen, struct decoder *decoder, struct arena *arena,
	     const struct line *line, enum reason expected, int64_t until_us)
{
	struct event event;
	struct fault fault;
	struct record record = { .payload = line->text,
				 .key = stated_key(line->text),
				 .broker_time_us = clock_now_us() };
	enum reason reason;

	arena_reset(arena);
	reason = decode_event(decoder, &record, arena, &event, &fault);
	if (reason != expected)
		fail_msg("line %llu is refused for \"%s\" (member \"%s\"), expected \"%s\": %.*s",
			 (unsigned long long)line->number, reason_name(reason), fault.member,
			 reason_name(expected), (int)(line->text.length < 600 ? line->text.length : 600),
			 line->text.data);
	if (reason == REASON_NONE)
		note_event(seen, &event, until_us);
	else
		seen->poison++;
}

static void
read_back(struct seen *seen, const char *path, const char *poison_list, int64_t until_us)
{
	uint8_t *reasons = read_poison_list(poison_list);
	struct decoder *decoder = decoder_open();
	struct arena arena;
	struct lines *lines;
	struct line line;
	struct error err = { 0 };

	arena_init(&arena);
	*seen = (struct seen){ 0 };
	assert_true(lines_open(&lines, path, LINE_BYTES_MAX, &err));
	while (lines_next(lines, &line, &err)) {
		seen->lines++;
		seen->hash_sum += hash_of(line.text);
		seen->hash_order = seen->hash_order * 31 + hash_of(line.text);
		look_at_line(seen, decoder, &arena, &line, (enum reason)reasons[line.number],
			     until_us);
	}
	lines_close(lines);
	arena_release(&arena);
	decoder_close(decoder);
	free(reasons);
}

static struct seen
run(const struct simulate_options *options)
{
	char path[64], list[64];
	struct seen seen;

	temporary(path);
	temporary(list);
	write_to(options, path, list);
	read_back(&seen, path, list, options->until_us);
	unlink(path);
	unlink(list);
	return seen;
}

static void
every_line_is_what_it_claims_to_be(void **state)
{
	struct simulate_options options = disturbed();
	struct seen seen = run(&options);

	(void)state;
	assert_in_range(seen.lines, 80000, 200000);
	assert_in_range(seen.poison, seen.lines / 500, seen.lines / 200);
	for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
		if (event_type_topic((enum event_type)type) == TOPIC_REFERENCE)
			continue;
		if (seen.types[type] == 0)
			fail_msg("no event of type %s", event_type_name((enum event_type)type));
	}
}

static void
the_same_options_give_the_same_bytes(void **state)
{
	struct simulate_options options = small();
	struct seen first = run(&options), second = run(&options);

	(void)state;
	assert_memory_equal(&first, &second, sizeof first);
	options.seed++;
	second = run(&options);
	assert_int_not_equal(first.hash_sum, second.hash_sum);
}

static void
shuffled_and_repeated_lines_are_the_same_lines(void **state)
{
	struct simulate_options options = small();
	struct seen plain = run(&options), shuffled;

	(void)state;
	options.shuffle = true;
	options.repeat = 3;
	shuffled = run(&options);
	assert_int_equal(shuffled.lines, 3 * plain.lines);
	assert_int_equal(shuffled.poison, 3 * plain.poison);
	assert_int_equal(shuffled.hash_sum, 3 * plain.hash_sum);
}

static void
a_day_peaks_in_the_morning_and_a_weekend_is_quiet(void **state)
{
	struct simulate_options options = disturbed();
	struct seen seen;

	(void)state;
	options.contradictions_ppm = options.late_ppm = 0;
	seen = run(&options);
	assert_true(seen.hour_events[8] > 2 * seen.hour_events[12]);
	assert_true(seen.hour_events[8] > 10 * seen.hour_events[3]);
	assert_true(seen.weekday_events[0] > 5 * seen.weekday_events[5]);
	assert_true(seen.weekday_events[2] > 5 * seen.weekday_events[6]);
}

/* A history that ends earlier is the beginning of one that ends later. */
static void
a_later_end_only_adds_lines(void **state)
{
	struct simulate_options options = small();
	struct seen shorter, longer;

	(void)state;
	options.poison_ppm = 0;
	longer = run(&options);
	options.until_us = day_begin(day_of_civil(2026, 3, 1));
	shorter = run(&options);
	assert_true(shorter.lines < longer.lines);
	for (int type = 0; type < EVENT_TYPE_COUNT; type++)
		assert_true(shorter.types[type] <= longer.types[type]);
}

/* Statements of one entity follow each other, and are events of the contract. */
static void
live_dossiers_live_fast_and_in_order(void **state)
{
	struct simulate_options options = disturbed();
	int64_t now_us = day_begin(day_of_civil(2026, 4, 20)) + INT64_C(10) * 3600 * SECOND_US;
	struct seen seen = { 0 };
	struct simulation *sim;
	const struct happening *happening;
	struct decoder *decoder = decoder_open();
	struct arena arena;
	struct error err = { 0 };
	int64_t last_us = 0;

	(void)state;
	arena_init(&arena);
	options.until_us = INT64_MAX;
	options.disorder_ppm = options.duplicates_ppm = options.late_ppm = 0;
	options.contradictions_ppm = 0;
	options.speed = 1;
	assert_true(simulation_open(&sim, &options, &err));
	for (uint64_t number = 0; number < 500; number++)
		live_plan(sim, number, now_us);
	while ((happening = queue_take(sim->queue)) != NULL) {
		struct line line = { .text = happening_encode(sim, happening), .number = 1 };

		assert_true(happening->time_us >= last_us);
		last_us = happening->time_us;
		look_at_line(&seen, decoder, &arena, &line, REASON_NONE, INT64_MAX);
	}
	assert_true(seen.types[EVENT_DOSSIER_RECEIVED] > 350);
	assert_true(seen.types[EVENT_DOSSIER_RESOLVED] > 300);
	assert_true(seen.types[EVENT_DOCUMENT_COMPLETED] > 20);
	assert_true(last_us < now_us + 10 * DAY_US);
	simulation_close(sim);
	arena_release(&arena);
	decoder_close(decoder);
}

static void
due_dates_skip_weekends_and_holidays(void **state)
{
	static struct calendar calendar;
	int32_t friday = day_of_civil(2026, 4, 24);
	int64_t morning_us = day_begin(friday) + INT64_C(9) * 3600 * SECOND_US;
	int64_t evening_us = day_begin(friday) + INT64_C(16) * 3600 * SECOND_US;

	(void)state;
	calendar_init(&calendar);
	assert_int_equal(calendar_weekday(friday), 4);
	/* 30 April and 1 May are holidays, 2 and 3 May a weekend */
	assert_int_equal(calendar_due(&calendar, morning_us, 1, LIMIT_WORKING_DAYS),
			 day_of_civil(2026, 4, 27));
	assert_int_equal(calendar_due(&calendar, evening_us, 1, LIMIT_WORKING_DAYS),
			 day_of_civil(2026, 4, 28));
	assert_int_equal(calendar_due(&calendar, morning_us, 4, LIMIT_WORKING_DAYS),
			 day_of_civil(2026, 5, 4));
	assert_int_equal(calendar_due(&calendar, morning_us, 7, LIMIT_CALENDAR_DAYS),
			 day_of_civil(2026, 5, 4));
	calendar_set(&calendar, day_of_civil(2026, 5, 2), true);
	assert_int_equal(calendar_due(&calendar, morning_us, 7, LIMIT_CALENDAR_DAYS),
			 day_of_civil(2026, 5, 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_is_what_it_claims_to_be),
		cmocka_unit_test(the_same_options_give_the_same_bytes),
		cmocka_unit_test(shuffled_and_repeated_lines_are_the_same_lines),
		cmocka_unit_test(a_day_peaks_in_the_morning_and_a_weekend_is_quiet),
		cmocka_unit_test(a_later_end_only_adds_lines),
		cmocka_unit_test(live_dossiers_live_fast_and_in_order),
		cmocka_unit_test(due_dates_skip_weekends_and_holidays),
	};

	return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
