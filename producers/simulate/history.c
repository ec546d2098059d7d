/* SPDX-License-Identifier: PostgreSQL
 *
 * history.c - what begins on which day: totals spread over the days by their weight.
 */
#include "producers/simulate/happening.h"

#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { HEARTBEAT_HOUR = 23, DOCUMENTS_A_WORKFILE = 5 };

/* Sum of the weights of the first DAYS days. */
static int64_t
weight_until(const struct simulation *sim, int64_t days)
{
	int64_t sum = 0;

	for (int64_t day = 0; day < days; day++)
		sum += calendar_weight(&sim->province->calendar,
				       sim->options.from + (int32_t)day);
	return sum;
}

/* The part of TOTAL that begins on a day: numbers first to last - 1. */
struct part {
	uint64_t first;
	uint64_t last;
};

static struct part
part_of(int64_t total, int64_t before, int64_t after, int64_t whole)
{
	return (struct part){
		(uint64_t)((__int128)total * before / whole),
		(uint64_t)((__int128)total * after / whole),
	};
}

static void
plan_indicators(struct simulation *sim, int32_t day)
{
	int year, month, day_of_month;
	int32_t reported = day_month(day) - 1;
	uint64_t definitions = (uint64_t)sim->options.indicators;

	day_civil(day, &year, &month, &day_of_month);
	if (day_of_month != 1 || reported < 0)
		return;
	for (size_t unit = 0; unit < sim->province->unit_count; unit++)
		for (uint64_t i = 0; i < definitions; i++) {
			uint64_t report = (uint64_t)reported * sim->province->unit_count + unit;

			indicator_plan(sim, report * definitions + i, unit, reported);
		}
}

static void
plan_heartbeats(struct simulation *sim, int32_t day)
{
	for (size_t i = 0; i < (size_t)sim->options.sources; i++)
		heartbeat_plan(sim, i,
			       day_begin(day) +
				       (HEARTBEAT_HOUR * 3600 + (int64_t)i) * SECOND_US);
}

void
history_plan_day(struct simulation *sim, int64_t day)
{
	const struct simulate_options *options = &sim->options;
	int32_t local_day = options->from + (int32_t)day;
	int64_t whole = sim->weight_whole;
	int64_t before = sim->weight_done;
	int64_t after = before + calendar_weight(&sim->province->calendar, local_day);
	struct part dossiers = part_of(options->dossiers, before, after, whole);
	struct part documents = part_of(options->documents, before, after, whole);
	struct part workfiles =
		part_of(options->documents / DOCUMENTS_A_WORKFILE, before, after, whole);

	sim->weight_done = after;
	for (uint64_t i = dossiers.first; i < dossiers.last; i++)
		dossier_plan(sim, i, local_day, i - dossiers.first + 1);
	for (uint64_t i = documents.first; i < documents.last; i++)
		document_plan(sim, i, local_day, i - documents.first + 1);
	for (uint64_t i = workfiles.first; i < workfiles.last; i++)
		workfile_plan(sim, i, local_day, i - workfiles.first + 1);
	plan_indicators(sim, local_day);
	plan_heartbeats(sim, local_day);
}

void
history_begin(struct simulation *sim)
{
	sim->weight_done = 0;
	sim->weight_whole = weight_until(sim, sim->options.days);
	CHECK_OP(sim->weight_whole, >, 0);
}
