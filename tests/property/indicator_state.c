/* SPDX-License-Identifier: PostgreSQL
 *
 * indicator_state.c - what is known of an indicator does not depend on how it was told.
 */
#include "schema/model/indicator.h"
#include "tests/property/properties.h"

static bool
same_report(const struct indicator_report *a, const struct indicator_report *b)
{
	if (a->stated != b->stated || a->has_stamp != b->has_stamp ||
	    (a->has_stamp && stamp_compare(&a->stamp, &b->stamp) != 0))
		return false;
	return !a->stated ||
	       (a->status == b->status && a->has_value == b->has_value &&
		a->has_numerator == b->has_numerator &&
		a->has_denominator == b->has_denominator && a->value == b->value &&
		a->numerator == b->numerator && a->denominator == b->denominator);
}

static bool
same_indicator(const struct indicator *a, const struct indicator *b)
{
	return a->voided == b->voided && same_report(&a->latest, &b->latest) &&
	       same_report(&a->approved, &b->approved);
}

static const char *
fails_any_order(const struct trial *trial)
{
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 10, order);
	struct indicator told, other;

	indicator_init(&told);
	indicator_init(&other);
	for (int i = 0; i < trial->count; i++)
		indicator_apply(&told, trial->events[i]);
	for (int i = 0; i < length; i++) {
		struct indicator before = other;

		if (indicator_apply(&other, order[i]) == same_indicator(&before, &other))
			return "what it says it changed is not what differs";
	}
	return same_indicator(&told, &other) ? NULL
					     : "another order or a duplicate gives another";
}

const struct property indicator_properties[] = {
	{ ENTITY_INDICATOR,
	  "any order, with duplicates, gives the same indicator, and an event says what it "
	  "changed",
	  fails_any_order },
	{ ENTITY_INDICATOR, NULL, NULL },
};
