/* SPDX-License-Identifier: PostgreSQL
 *
 * programme.c - indicator reports of the programmes, and heartbeats of the sources.
 */
#include <stdio.h>
#include <string.h>

#include "producers/simulate/happening.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { HOUR = 3600, DAY = 86400, MILLIONTHS = 1000000 };

/* Codes of the definitions: texts of a happening live as long as the simulation. */
static const char *const indicator_codes[] = {
	"ntm-thon-dat-chuan", "ntm-tieu-chi",	 "dtts-ho-ngheo",    "dtts-nuoc-sach",
	"cds-to-cong-nghe-so", "cds-can-cuoc",	 "cds-tai-khoan-so", "cds-dvc-truc-tuyen",
	"ntm-thu-nhap",	       "dtts-nha-o",
};

struct report {
	struct plan *plan;
	const char *indicator;
	const char *unit;
	const char *period;
	bool share;
	int64_t amount;
};

static struct happening *
name(const struct report *report, enum event_type type, int64_t at_us)
{
	struct happening *happening = plan_event(report->plan, type, at_us);

	happening_text(happening, MEMBER_INDICATOR, report->indicator);
	happening_text(happening, MEMBER_UNIT, report->unit);
	happening_text(happening, MEMBER_PERIOD, report->period);
	return happening;
}

static void
report_as(struct report *report, enum indicator_status status, int64_t at_us)
{
	struct happening *happening = name(report, EVENT_INDICATOR_REPORTED, at_us);

	happening_number(happening, MEMBER_STATUS, status);
	if (report->share) {
		happening_number(happening, MEMBER_NUMERATOR, report->amount * MILLIONTHS);
		happening_number(happening, MEMBER_DENOMINATOR,
				 (report->amount + 40) * MILLIONTHS);
		return;
	}
	/* halves, so that decimals occur */
	happening_number(happening, MEMBER_VALUE, report->amount * MILLIONTHS / 2);
}

/* The texts of periods, one a month, made once. */
static const char *
period_text(int32_t month)
{
	static char texts[101 * 12][8];

	CHECK(month >= 0 && month < (int32_t)ARRAY_COUNT(texts));
	if (texts[month][0] == '\0')
		snprintf(texts[month], sizeof texts[month], "%04d-%02d",
			 (1999 + (month + 11) / 12) % 10000, (month + 11) % 12 + 1);
	return texts[month];
}

static int64_t
next(struct report *report, int64_t at_us, int64_t high)
{
	return calendar_in_office(&report->plan->sim->province->calendar,
				  &report->plan->random, at_us,
				  random_between(&report->plan->random, HOUR, high));
}

/* Draft, sent, approved; some are returned and sent again, some never get so far. */
static void
pass_through(struct report *report, int64_t at_us)
{
	struct random *random = &report->plan->random;

	report_as(report, INDICATOR_DRAFT, at_us = next(report, at_us, 3 * DAY));
	if (random_chance(random, 60))
		return;
	report_as(report, INDICATOR_SENT, at_us = next(report, at_us, 2 * DAY));
	if (random_chance(random, 80)) {
		report_as(report, INDICATOR_RETURNED, at_us = next(report, at_us, 2 * DAY));
		report->amount += 3;
		report_as(report, INDICATOR_SENT, at_us = next(report, at_us, 2 * DAY));
	}
	if (random_chance(random, 920))
		report_as(report, INDICATOR_APPROVED, at_us = next(report, at_us, 4 * DAY));
	if (random_chance(random, 4))
		name(report, EVENT_INDICATOR_VOIDED, next(report, at_us, 5 * DAY));
}

void
indicator_plan(struct simulation *sim, uint64_t number, size_t unit, int32_t month)
{
	size_t definition = number % (size_t)sim->options.indicators;
	struct report report = {
		.plan = plan_begin(sim, STREAM_INDICATOR, number, SOURCE_PROGRAMMES),
		.indicator = indicator_codes[definition % ARRAY_COUNT(indicator_codes)],
		.unit = sim->province->units[unit],
		.period = period_text(month),
		.share = definition % 2 == 1,
	};
	int year = 1999 + (month + 1 + 11) / 12;
	int32_t day = day_of_civil(year, (month + 1 + 11) % 12 + 1, 1);

	report.amount = random_between(&report.plan->random, 1, 200);
	snprintf(report.plan->entity, sizeof report.plan->entity, "%s|%s|%s",
		 report.indicator, report.unit, report.period);
	pass_through(&report, day_begin(day) + 8 * HOUR * SECOND_US);
	plan_commit(report.plan);
}

void
heartbeat_plan(struct simulation *sim, size_t source, int64_t at_us)
{
	uint64_t number = (uint64_t)(at_us / SECOND_US) * SOURCES_MAX + source;
	struct plan *plan = plan_begin(sim, STREAM_SOURCE, number, (int)source);
	struct happening *happening;

	snprintf(plan->entity, sizeof plan->entity, "%s", sim->sources[source]);
	happening = plan_event(plan, EVENT_SOURCE_HEARTBEAT, at_us);
	happening->time_us = at_us;
	happening_number(happening, MEMBER_SENT, (int64_t)sim->source_sent[source]);
	happening_number(happening, MEMBER_SPOOLED, 0);
	plan_commit(plan);
}
