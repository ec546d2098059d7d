/* SPDX-License-Identifier: PostgreSQL */
#include <string.h>

#include "schema/base/check.h"
#include "schema/model/contribution.h"
#include "tests/property/properties.h"

enum { DAYS_SHOWN = HISTORY_DAYS + 200, UNITS_SHOWN = 64 };

/* Every counter of recipients by day and unit. */
struct grid {
	int64_t first_day;
	int64_t n[RECIPIENT_COUNTER_COUNT][UNITS_SHOWN][DAYS_SHOWN];
	int64_t issued;
};

static void
take_step(void *context, enum document_table table, int32_t day, int32_t unit,
	  int32_t level, int counter, int64_t n)
{
	struct grid *grid = context;
	int at = (int)(day - grid->first_day) + 50;

	(void)level;
	if (table != DOCUMENT_TABLE_RECIPIENT) {
		grid->issued += n * (counter + 1) * (day + 1);
		return;
	}
	CHECK_OP(unit, <, UNITS_SHOWN);
	at = at < 0 ? 0 : at >= DAYS_SHOWN ? DAYS_SHOWN - 1 : at;
	grid->n[counter][unit][at] += n;
}

static void
fill(struct grid *grid, const struct trial *trial, const struct event *const *events,
     int count)
{
	struct document document;

	memset(grid, 0, sizeof *grid);
	grid->first_day = trial->first_day;
	document_init(&document);
	for (int i = 0; i < count; i++)
		document_apply(&document, events[i], trial->codes);
	document_contribution(&document, 1, take_step, grid);
	document_release(&document);
}

static const char *
order_does_not_matter(const struct trial *trial)
{
	static const struct event *order[TRIAL_ORDER_MAX];
	static struct grid straight, shuffled;
	int count = trial_order(trial, 1, order);

	fill(&straight, trial, trial->events, trial->count);
	fill(&shuffled, trial, order, count);
	return memcmp(&straight, &shuffled, sizeof straight) == 0
		       ? NULL
		       : "another order or a duplicate gives other counters";
}

static const char *
gauges_hold(const struct trial *trial)
{
	static struct grid grid;

	fill(&grid, trial, trial->events, trial->count);
	for (int unit = 0; unit < UNITS_SHOWN; unit++) {
		int64_t pending = 0, overdue = 0, balance = 0;

		for (int day = 0; day < DAYS_SHOWN; day++) {
			pending += grid.n[RECIPIENT_COUNTER_document_pending][unit][day];
			overdue += grid.n[RECIPIENT_COUNTER_document_overdue][unit][day];
			balance += grid.n[RECIPIENT_COUNTER_document_received][unit][day] -
				   grid.n[RECIPIENT_COUNTER_document_on_time][unit][day] -
				   grid.n[RECIPIENT_COUNTER_document_late][unit][day] -
				   grid.n[RECIPIENT_COUNTER_document_no_due][unit][day] -
				   grid.n[RECIPIENT_COUNTER_document_taken_back][unit][day];
			if (pending < 0 || overdue < 0 || overdue > pending)
				return "a gauge of documents is negative, or overdue exceeds pending";
			if (pending != balance)
				return "pending is not received less what ended";
		}
	}
	return NULL;
}

const struct property document_properties[] = {
	{ ENTITY_DOCUMENT, "any order with any duplicates counts the same documents",
	  order_does_not_matter },
	{ ENTITY_DOCUMENT, "documents pending are those received less those ended, on every day",
	  gauges_hold },
	{ 0 },
};

static bool
same_report(const struct indicator_report *a, const struct indicator_report *b)
{
	return a->stated == b->stated && a->has_stamp == b->has_stamp &&
	       (!a->has_stamp || stamp_compare(&a->stamp, &b->stamp) == 0) &&
	       (!a->stated || (a->status == b->status && a->value == b->value &&
			       a->numerator == b->numerator &&
			       a->denominator == b->denominator));
}

static const char *
indicator_order_does_not_matter(const struct trial *trial)
{
	static const struct event *order[TRIAL_ORDER_MAX];
	struct indicator straight, shuffled;
	int count = trial_order(trial, 1, order);

	indicator_init(&straight);
	indicator_init(&shuffled);
	for (int i = 0; i < trial->count; i++)
		indicator_apply(&straight, trial->events[i]);
	for (int i = 0; i < count; i++)
		indicator_apply(&shuffled, order[i]);
	return straight.voided == shuffled.voided &&
			       same_report(&straight.latest, &shuffled.latest) &&
			       same_report(&straight.approved, &shuffled.approved)
		       ? NULL
		       : "another order or a duplicate gives another report";
}

const struct property indicator_properties[] = {
	{ ENTITY_INDICATOR, "any order with any duplicates gives the same indicator",
	  indicator_order_does_not_matter },
	{ 0 },
};
