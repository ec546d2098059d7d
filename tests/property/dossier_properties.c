/* SPDX-License-Identifier: PostgreSQL */
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "tests/property/oracle.h"
#include "tests/property/properties.h"
#include "tests/property/random.h"

enum { DAYS_SHOWN = HISTORY_DAYS + 200 };

/* A dossier as the bytes that its row would hold. */
struct bytes {
	size_t length;
	unsigned char data[DOSSIER_VERSIONS_BYTES_MAX + DOSSIER_MARKS_BYTES_MAX +
			   DOSSIER_RETRACTIONS_BYTES_MAX + DOSSIER_REGISTER_COUNT * 9];
};

static void
append(struct bytes *bytes, const void *data, size_t length)
{
	memcpy(bytes->data + bytes->length, data, length);
	bytes->length += length;
}

static void
bytes_of(const struct dossier *dossier, struct bytes *ret)
{
	ret->length = 0;
	append(ret, dossier->value, sizeof dossier->value);
	append(ret, dossier->state, sizeof dossier->state);
	ret->length += dossier_pack_versions(dossier, ret->data + ret->length);
	ret->length += dossier_pack_marks(dossier, ret->data + ret->length);
	ret->length += dossier_pack_retractions(dossier, ret->data + ret->length);
}

static bool
same_bytes(const struct dossier *a, const struct dossier *b)
{
	static struct bytes left, right;

	bytes_of(a, &left);
	bytes_of(b, &right);
	return left.length == right.length && memcmp(left.data, right.data, left.length) == 0;
}

static void
apply_all(struct dossier *dossier, const struct trial *trial)
{
	dossier_init(dossier);
	for (int i = 0; i < trial->count; i++)
		dossier_apply(dossier, trial->events[i], trial->codes);
}

static const char *
order_does_not_matter(const struct trial *trial)
{
	static const struct event *order[TRIAL_ORDER_MAX];
	struct dossier straight, shuffled;
	bool same = true;

	apply_all(&straight, trial);
	for (uint64_t salt = 1; salt <= 3 && same; salt++) {
		int count = trial_order(trial, salt, order);

		dossier_init(&shuffled);
		for (int i = 0; i < count; i++)
			dossier_apply(&shuffled, order[i], trial->codes);
		same = same_bytes(&straight, &shuffled);
		dossier_release(&shuffled);
	}
	dossier_release(&straight);
	return same ? NULL : "another order or a duplicate gives other bytes";
}

/* What a worker does between two batches, or a second worker after the first. */
static bool
store_and_load(struct dossier *dossier)
{
	static unsigned char versions[DOSSIER_VERSIONS_BYTES_MAX];
	static unsigned char marks[DOSSIER_MARKS_BYTES_MAX];
	static unsigned char retractions[DOSSIER_RETRACTIONS_BYTES_MAX];
	size_t version_bytes = dossier_pack_versions(dossier, versions);
	size_t mark_bytes = dossier_pack_marks(dossier, marks);
	size_t retraction_bytes = dossier_pack_retractions(dossier, retractions);
	struct dossier loaded;
	bool ok;

	dossier_init(&loaded);
	for (int i = 0; i < DOSSIER_REGISTER_COUNT; i++)
		if (dossier->state[i] == REGISTER_STATED) {
			loaded.value[i] = dossier->value[i];
			loaded.state[i] = REGISTER_STATED;
		}
	ok = dossier_unpack(&loaded, (struct slice){ (char *)versions, version_bytes },
			    (struct slice){ (char *)marks, mark_bytes },
			    (struct slice){ (char *)retractions, retraction_bytes }) &&
	     same_bytes(dossier, &loaded);
	dossier_release(dossier);
	*dossier = loaded;
	return ok;
}

static const char *
cuts_do_not_matter(const struct trial *trial)
{
	struct random random = { trial->seed };
	struct dossier straight, cut;
	bool same = true;

	apply_all(&straight, trial);
	dossier_init(&cut);
	for (int i = 0; i < trial->count && same; i++) {
		dossier_apply(&cut, trial->events[i], trial->codes);
		if (random_chance(&random, 40))
			same = store_and_load(&cut);
	}
	same = same && same_bytes(&straight, &cut);
	dossier_release(&straight);
	dossier_release(&cut);
	return same ? NULL : "a batch cut, or storing and loading, gives other bytes";
}

const struct property dossier_state_properties[] = {
	{ ENTITY_DOSSIER, "any order with any duplicates gives the same bytes of a dossier",
	  order_does_not_matter },
	{ ENTITY_DOSSIER, "any batch cut and any change of worker gives the same bytes",
	  cuts_do_not_matter },
	{ 0 },
};

/* Every counter on every day that the history can reach; days far ahead fall together
 * on the last one. */
struct table {
	int64_t n[COUNTER_COUNT][DAYS_SHOWN];
};

static void
add_steps(struct table *table, const struct trial *trial,
	  const struct contribution *contribution, int sign)
{
	for (uint32_t i = 0; i < contribution->step_count; i++) {
		const struct step *step = &contribution->steps[i];
		int day = step->day - trial->first_day + 50;

		day = day < 0 ? 0 : day >= DAYS_SHOWN ? DAYS_SHOWN - 1 : day;
		table->n[step->counter][day] += sign * step->n;
	}
}

static struct table *
count(const struct trial *trial, struct dossier *dossier,
      struct contribution *contribution)
{
	static struct table table;

	apply_all(dossier, trial);
	dossier_contribution(dossier, contribution);
	memset(&table, 0, sizeof table);
	add_steps(&table, trial, contribution, 1);
	return &table;
}

static const char *
gauges_are_those_of_the_oracle(const struct trial *trial)
{
	static struct contribution contribution;
	static struct oracle oracle;
	struct dossier dossier;
	struct table *table = count(trial, &dossier, &contribution);
	const char *why = NULL;

	oracle_of(&oracle, &dossier);
	for (int counter = COUNTER_FLOW_COUNT; counter < COUNTER_COUNT && !why; counter++) {
		int64_t value = 0;

		for (int day = 0; day < DAYS_SHOWN - 1 && !why; day++) {
			value += table->n[counter][day];
			if (value < 0)
				why = "a gauge is negative";
			else if (value != oracle_gauge(&oracle, (enum counter)counter,
						       trial->first_day - 50 + day))
				why = "a gauge differs from the day-by-day oracle";
		}
	}
	dossier_release(&dossier);
	return why;
}

/* Form II.06a for a random period: columns 3 to 13 of one dossier. */
static bool
form_holds(const struct table *table, int from, int to)
{
	int64_t before = 0, pending = 0, overdue = 0, received = 0, early = 0, on_time = 0,
		late = 0;

	for (int day = 0; day <= to; day++) {
		pending += table->n[COUNTER_pending][day];
		overdue += table->n[COUNTER_overdue][day];
		if (day < from) {
			before += table->n[COUNTER_pending][day];
			continue;
		}
		received += table->n[COUNTER_received][day];
		early += table->n[COUNTER_done_early][day];
		on_time += table->n[COUNTER_done_on_time][day] + table->n[COUNTER_closed][day];
		late += table->n[COUNTER_done_overdue][day];
	}
	return before >= 0 && pending >= overdue && overdue >= 0 &&
	       received + before == early + on_time + late + pending;
}

static const char *
forms_hold(const struct trial *trial)
{
	static struct contribution contribution;
	struct random random = { trial->seed };
	struct dossier dossier;
	struct table *table = count(trial, &dossier, &contribution);
	const char *why = NULL;

	for (int i = 0; i < 20 && !why; i++) {
		int from = 1 + random_below(&random, DAYS_SHOWN - 40);

		if (!form_holds(table, from, from + random_below(&random, 35)))
			why = "form II.06a does not hold its invariants";
	}
	dossier_release(&dossier);
	return why;
}

static const char *
steps_telescope(const struct trial *trial)
{
	static struct contribution before, after;
	static struct table sum;
	struct dossier dossier;
	struct table *whole;
	bool same;

	memset(&sum, 0, sizeof sum);
	dossier_init(&dossier);
	for (int i = 0; i < trial->count; i++) {
		dossier_contribution(&dossier, &before);
		add_steps(&sum, trial, &before, -1);
		dossier_apply(&dossier, trial->events[i], trial->codes);
		dossier_contribution(&dossier, &after);
		add_steps(&sum, trial, &after, 1);
	}
	dossier_release(&dossier);
	whole = count(trial, &dossier, &after);
	same = memcmp(whole, &sum, sizeof sum) == 0;
	dossier_release(&dossier);
	return same ? NULL : "the differences do not add up to the contribution";
}

static const char *
running_time_is_that_of_the_oracle(const struct trial *trial)
{
	static struct contribution contribution;
	static struct oracle oracle;
	struct dossier dossier;
	struct table *table = count(trial, &dossier, &contribution);
	int64_t seconds = 0, in_due = 0;
	const char *why = NULL;

	oracle_of(&oracle, &dossier);
	for (int day = 0; day < DAYS_SHOWN; day++) {
		seconds += table->n[COUNTER_handling_seconds][day];
		in_due += table->n[COUNTER_in_due_766_done][day];
	}
	if (dossier_stated(&dossier, DOSSIER_alias_of) ||
	    (dossier_stated(&dossier, DOSSIER_voided) && dossier.value[DOSSIER_voided]))
		why = seconds == 0 && in_due == 0 ? NULL : "an alias or a void dossier counts";
	else if ((oracle.ended == ENDED_RESOLVED || oracle.ended == ENDED_RETURNED) &&
	    seconds != oracle_running_seconds(&oracle))
		why = "the running time differs from the oracle's";
	else if (oracle.ended != ENDED_NOT && in_due != oracle_ended_in_due(&oracle))
		why = "the end in due time of index 766 differs from the oracle's";
	dossier_release(&dossier);
	return why;
}

const struct property dossier_count_properties[] = {
	{ ENTITY_DOSSIER, "every gauge of every day is 0 or 1 as an independent walk over the "
			  "days says, never negative",
	  gauges_are_those_of_the_oracle },
	{ ENTITY_DOSSIER, "form II.06a holds its invariants for any period on any history",
	  forms_hold },
	{ ENTITY_DOSSIER, "the differences of the steps add up to the contribution",
	  steps_telescope },
	{ ENTITY_DOSSIER, "running time and the end of index 766 are those of the oracle",
	  running_time_is_that_of_the_oracle },
	{ 0 },
};
