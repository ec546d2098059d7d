/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_state.c - what is known of a dossier does not depend on how it was told.
 */
#include <string.h>

#include "schema/model/contribution.h"
#include "tests/property/properties.h"
#include "tests/property/random.h"
#include "tests/support/row.h"

/* The row that the trial gives in its own order. */
static void
row_as_told(const struct trial *trial, struct dossier_row *ret)
{
	struct dossier dossier;

	trial_dossier(trial, &dossier);
	dossier_row_of(&dossier, ret);
	dossier_release(&dossier);
}

/* Field by field: padding is no difference. */
static bool
contribution_equal(const struct contribution *a, const struct contribution *b)
{
	if (a->step_count != b->step_count || a->service != b->service ||
	    a->applicant_kind != b->applicant_kind ||
	    a->received_day != b->received_day || a->ended_at_us != b->ended_at_us ||
	    a->ended_kind != b->ended_kind || memcmp(&a->cell, &b->cell, sizeof(a->cell)) != 0)
		return false;
	for (uint32_t i = 0; i < a->step_count; i++)
		if (a->steps[i].day != b->steps[i].day ||
		    a->steps[i].counter != b->steps[i].counter ||
		    a->steps[i].n != b->steps[i].n)
			return false;
	return true;
}

static const char *
fails_any_order(const struct trial *trial)
{
	static struct dossier_row told, row;
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 1, order);
	struct dossier dossier;

	dossier_init(&dossier);
	for (int i = 0; i < length; i++)
		dossier_apply(&dossier, order[i], trial->codes);
	dossier_row_of(&dossier, &row);
	dossier_release(&dossier);
	row_as_told(trial, &told);
	return dossier_row_equal(&told, &row) ? NULL : "another order gives another row";
}

static const char *
fails_batches(const struct trial *trial)
{
	static struct dossier_row told, row;
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 2, order);
	struct random random = { trial->seed + 1 };
	struct dossier dossier;
	bool readable = true;

	dossier_init(&dossier);
	for (int i = 0; i < length && readable; i++) {
		dossier_apply(&dossier, order[i], trial->codes);
		if (random_chance(&random, 30))
			readable = dossier_renew(&dossier);
	}
	dossier_row_of(&dossier, &row);
	dossier_release(&dossier);
	row_as_told(trial, &told);
	if (!readable)
		return "a row that was written cannot be read";
	return dossier_row_equal(&told, &row) ? NULL : "a batch cut gives another row";
}

/* Two workers; who has the partition goes on from what the other has written, and may
 * keep a copy from before. */
static const char *
fails_workers(const struct trial *trial)
{
	static struct dossier_row told, stored;
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 3, order);
	struct random random = { trial->seed + 2 };
	struct dossier workers[2], copy;
	bool readable = true;
	int at = 0;

	dossier_init(&workers[0]);
	dossier_init(&workers[1]);
	dossier_init(&copy);
	dossier_row_of(&workers[0], &stored);
	while (at < length && readable) {
		struct dossier *worker = &workers[random_below(&random, 2)];
		int batch = 1 + random_below(&random, 4);

		readable = dossier_row_load(&stored, worker);
		for (; batch > 0 && at < length; batch--)
			dossier_apply(worker, order[at++], trial->codes);
		dossier_copy(&copy, worker);
		dossier_row_of(&copy, &stored);
	}
	dossier_release(&workers[0]);
	dossier_release(&workers[1]);
	dossier_release(&copy);
	row_as_told(trial, &told);
	if (!readable)
		return "a row that was written cannot be read";
	return dossier_row_equal(&told, &stored) ? NULL : "a handed-over state differs";
}

static const char *
fails_round_trip(const struct trial *trial)
{
	static struct contribution expected, other;
	struct dossier dossier;
	bool readable;

	trial_dossier(trial, &dossier);
	dossier_contribution(&dossier, &expected);
	readable = dossier_renew(&dossier);
	dossier_contribution(&dossier, &other);
	dossier_release(&dossier);
	if (!readable)
		return "a row that was written cannot be read";
	return contribution_equal(&expected, &other) ? NULL
						     : "reading changes the contribution";
}

static const char *
fails_changed(const struct trial *trial)
{
	static struct dossier_row before, after;
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 4, order);
	struct dossier dossier;
	const char *wrong = NULL;

	dossier_init(&dossier);
	dossier_row_of(&dossier, &before);
	for (int i = 0; i < length && !wrong; i++) {
		bool changed = dossier_apply(&dossier, order[i], trial->codes);

		dossier_row_of(&dossier, &after);
		if (changed == dossier_row_equal(&before, &after))
			wrong = changed ? "it says changed, the row is the same"
					: "it says unchanged, the row differs";
		before = after;
	}
	dossier_release(&dossier);
	return wrong;
}

/* Turns one bit of one of the packed parts: a near miss is the hardest to see. */
static void
damage(struct dossier_row *row, struct random *random)
{
	unsigned char flip = (unsigned char)(1 << random_below(random, 8));
	int part = random_below(random, 3);

	if (part == 1 && row->marks_length > 0)
		row->marks[random_below(random, (int)row->marks_length)] ^= flip;
	else if (part == 2 && row->retractions_length > 0)
		row->retractions[random_below(random, (int)row->retractions_length)] ^=
			flip;
	else
		row->versions[random_below(random, (int)row->versions_length)] ^= flip;
}

static const char *
fails_damage(const struct trial *trial)
{
	static struct dossier_row row, again;
	struct random random = { trial->seed + 3 };
	struct dossier dossier;
	const char *wrong = NULL;

	dossier_init(&dossier);
	row_as_told(trial, &row);
	damage(&row, &random);
	if (dossier_row_load(&row, &dossier)) {
		dossier_row_of(&dossier, &again);
		if (!dossier_row_equal(&row, &again))
			wrong = "bytes were accepted that nobody could have written";
	}
	dossier_release(&dossier);
	return wrong;
}

const struct property dossier_state_properties[] = {
	{ ENTITY_DOSSIER,
	  "any order of a dossier's events, with duplicates, gives the same row",
	  fails_any_order },
	{ ENTITY_DOSSIER,
	  "any batch cut, with the row written and read between, gives the same row",
	  fails_batches },
	{ ENTITY_DOSSIER,
	  "two workers that take turns from the stored row give the same row",
	  fails_workers },
	{ ENTITY_DOSSIER,
	  "a dossier that was read from its row counts as it did before",
	  fails_round_trip },
	{ ENTITY_DOSSIER,
	  "an event says that it changed something exactly when the row differs",
	  fails_changed },
	{ ENTITY_DOSSIER,
	  "damaged bytes are refused, unless they are a form that could have been written",
	  fails_damage },
	{ ENTITY_DOSSIER, NULL, NULL },
};
