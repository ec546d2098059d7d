/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_count.c - what a dossier adds to the counters makes sense on every day.
 */
#include <string.h>

#include "schema/base/instant.h"
#include "tests/property/oracle.h"
#include "tests/property/properties.h"
#include "tests/property/random.h"
#include "tests/property/sums.h"

/* Of the trial that is looked at. */
static struct contribution contribution;
static struct sums sums;

static const char outside[] = "a step lies on a day that no date of the history explains";

static int64_t
at(enum counter counter, int32_t day)
{
	return sums_at(&sums, counter, day);
}

static int64_t
between(enum counter counter, int32_t from, int32_t to)
{
	return sums_between(&sums, counter, from, to);
}

static int64_t
total(enum counter counter)
{
	return sums_at(&sums, counter, INT32_MAX);
}

/* Fills the contribution and its sums.  False: OUTSIDE is the case. */
static bool
count_trial(const struct trial *trial)
{
	struct dossier dossier;

	trial_dossier(trial, &dossier);
	dossier_contribution(&dossier, &contribution);
	dossier_release(&dossier);
	sums_of(&contribution, &sums);
	return sums.count == 0 ||
	       (sums.days[0] >= trial->first_day - 1 &&
		sums.days[sums.count - 1] <= trial->first_day + 2 * HISTORY_DAYS);
}

/* Counters as a table would hold them, by day from the one before the history's first. */
enum { TABLE_DAYS = 2 * HISTORY_DAYS + 2 };

struct table {
	int32_t first;
	int low, high; /* the days that were touched */
	bool outside;  /* a step did not lie within the table */
	int64_t n[TABLE_DAYS][COUNTER_COUNT];
};

static void
table_add(struct table *table, const struct contribution *steps, int sign)
{
	for (uint32_t i = 0; i < steps->step_count; i++) {
		const struct step *step = &steps->steps[i];
		int day = step->day - table->first;

		if (day < 0 || day >= TABLE_DAYS) {
			table->outside = true;
			continue;
		}
		table->low = day < table->low ? day : table->low;
		table->high = day > table->high ? day : table->high;
		table->n[day][step->counter] += sign * step->n;
	}
}

/* Whether nothing is left; leaves nothing. */
static bool
table_clear(struct table *table)
{
	bool zero = true;

	for (int day = table->low; day <= table->high; day++)
		for (int c = 0; c < COUNTER_COUNT; c++) {
			zero &= table->n[day][c] == 0;
			table->n[day][c] = 0;
		}
	return zero;
}

/* What a worker does: adds every difference between the state after an event and the
 * state before it.  Less the contribution as told, nothing may be left. */
static const char *
fails_telescoping(const struct trial *trial)
{
	static struct table table; /* all zero whenever this function begins */
	static struct contribution states[2];
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 5, order), now = 0;
	struct dossier dossier;

	table.first = trial->first_day - 1;
	table.low = TABLE_DAYS;
	table.high = -1;
	table.outside = false;
	dossier_init(&dossier);
	dossier_contribution(&dossier, &states[now]);
	for (int i = 0; i < length; i++) {
		if (!dossier_apply(&dossier, order[i], trial->codes))
			continue;
		table_add(&table, &states[now], -1);
		now = 1 - now;
		dossier_contribution(&dossier, &states[now]);
		table_add(&table, &states[now], 1);
	}
	dossier_release(&dossier);
	count_trial(trial);
	table_add(&table, &contribution, -1);
	if (!table_clear(&table))
		return "the differences do not add up to the contribution";
	return table.outside ? outside : NULL;
}

static const char *
fails_gauges(const struct trial *trial)
{
	if (!count_trial(trial))
		return outside;
	for (int c = COUNTER_FLOW_COUNT; c < COUNTER_COUNT; c++)
		for (int d = 0; d < sums.count; d++)
			if (sums.sum[c][d] < 0 || sums.sum[c][d] > 1)
				return "a gauge of one dossier is neither 0 nor 1";
	for (int c = 0; c < COUNTER_FLOW_COUNT; c++)
		for (int d = 0; d < sums.count; d++)
			if (sums.sum[c][d] < (d > 0 ? sums.sum[c][d - 1] : 0))
				return "a flow is negative";
	return NULL;
}

static const char *
fails_parts(const struct trial *trial)
{
	if (!count_trial(trial))
		return outside;
	for (int d = 0; d < sums.count; d++) {
		int32_t day = sums.days[d];
		int64_t pending = at(COUNTER_pending, day);

		if (at(COUNTER_waiting_supplement, day) + at(COUNTER_waiting_payment, day) +
			    at(COUNTER_stopped, day) + at(COUNTER_overdue, day) +
			    at(COUNTER_near_due, day) >
		    pending)
			return "waiting + stopped + overdue + near due exceeds pending";
		if (at(COUNTER_in_due_766, day) > pending)
			return "in due time exceeds pending";
		if (at(COUNTER_reception_overdue, day) > at(COUNTER_awaiting_reception, day))
			return "reception overdue exceeds awaiting reception";
	}
	return NULL;
}

/* A period that begins on a day with a step, or on any. */
static int32_t
random_first(const struct trial *trial, struct random *random)
{
	if (sums.count > 0 && random_chance(random, 50))
		return sums.days[random_below(random, sums.count)];
	return trial->first_day + random_below(random, HISTORY_DAYS);
}

/* The other three invariants hold by the form's own sums (schema ioc). */
static const char *
fails_form(const struct trial *trial)
{
	struct random random = { trial->seed + 4 };

	if (!count_trial(trial))
		return outside;
	for (int i = 0; i < 20; i++) {
		int32_t from = random_first(trial, &random);
		int32_t to = from + random_below(&random, i < 10 ? 10 : HISTORY_DAYS);
		int64_t column_3 = between(COUNTER_received, from, to) +
				   at(COUNTER_pending, from - 1);
		int64_t column_7 = between(COUNTER_done_early, from, to) +
				   between(COUNTER_done_on_time, from, to) +
				   between(COUNTER_done_overdue, from, to) +
				   between(COUNTER_closed, from, to);

		if (column_3 != column_7 + at(COUNTER_pending, to))
			return "3 = 7 + 11 does not hold";
	}
	return NULL;
}

static const char *
fails_one_end(const struct trial *trial)
{
	int64_t ends, results, classes = 0;

	if (!count_trial(trial))
		return outside;
	results = total(COUNTER_done_early) + total(COUNTER_done_on_time) +
		  total(COUNTER_done_overdue);
	ends = results + total(COUNTER_closed);
	for (int c = COUNTER_running_days_0; c <= COUNTER_running_days_more; c++)
		classes += total((enum counter)c);
	if (ends != (contribution.ended_kind != ENDED_NOT))
		return "the counted ends are not the end";
	if (ends != total(COUNTER_received) - total(COUNTER_pending))
		return "received, ended and pending disagree";
	if (classes != results)
		return "a result is not in one class of running days";
	if (total(COUNTER_in_due_766_done) > ends)
		return "ended in due time, but not ended";
	if (ends == 1 && at(COUNTER_pending, instant_day(contribution.ended_at_us)) > 0)
		return "pending after its end";
	return NULL;
}

static bool
oracle_agrees(const struct oracle *oracle, int32_t day)
{
	for (int c = COUNTER_FLOW_COUNT; c < COUNTER_COUNT; c++)
		if (at((enum counter)c, day) != oracle_gauge(oracle, (enum counter)c, day))
			return false;
	return true;
}

static const char *
fails_end_oracle(const struct oracle *oracle)
{
	if (oracle_counts_nothing(oracle))
		return contribution.step_count > 0 ? "an alias or a void dossier counts"
						   : NULL;
	if (oracle->ended != contribution.ended_kind ||
	    (oracle->ended != ENDED_NOT && oracle->end_us != contribution.ended_at_us))
		return "the end is not the one that the rules give";
	if (oracle->ended == ENDED_NOT)
		return NULL;
	if (total(COUNTER_in_due_766_done) != oracle_ended_in_due(oracle))
		return "ended in due time (766) is not what the rules give";
	if (oracle->ended <= ENDED_RETURNED &&
	    total(COUNTER_handling_seconds) != oracle_running_seconds(oracle))
		return "the running time is not what the rules give";
	return NULL;
}

/* On every day from before the first step to behind the last, and on some others. */
static const char *
fails_oracle(const struct trial *trial)
{
	static struct oracle oracle;
	struct random random = { trial->seed + 5 };
	struct dossier dossier;
	int32_t day = trial->first_day, last = day;
	const char *wrong;

	if (!count_trial(trial))
		return outside;
	trial_dossier(trial, &dossier);
	oracle_of(&oracle, &dossier);
	wrong = fails_end_oracle(&oracle);
	if (sums.count > 0) {
		day = sums.days[0] - 1;
		last = sums.days[sums.count - 1] + 1;
	}
	for (; day <= last + 8 && !wrong; day++) {
		int32_t any = trial->first_day + random_below(&random, HISTORY_DAYS);

		if (!oracle_agrees(&oracle, day <= last ? day : any))
			wrong = "a gauge is not what was so at the last instant of a day";
	}
	dossier_release(&dossier);
	return wrong;
}

const struct property dossier_count_properties[] = {
	{ ENTITY_DOSSIER,
	  "the differences that events make add up to the contribution of the whole",
	  fails_telescoping },
	{ ENTITY_DOSSIER,
	  "a gauge of a dossier is 0 or 1 on every day, and no flow is negative",
	  fails_gauges },
	{ ENTITY_DOSSIER,
	  "waiting, stopped, overdue and near due are apart and within pending; in due time "
	  "is within pending",
	  fails_parts },
	{ ENTITY_DOSSIER,
	  "in any period what was carried over and received is what ended and is pending: "
	  "3 = 7 + 11 of form II.06a",
	  fails_form },
	{ ENTITY_DOSSIER,
	  "a dossier ends at most once, in one verdict and one class, and is not pending "
	  "after it",
	  fails_one_end },
	{ ENTITY_DOSSIER,
	  "every gauge on every day is the state at the last instant of that day; end and "
	  "running time are what the rules give",
	  fails_oracle },
	{ ENTITY_DOSSIER, NULL, NULL },
};
