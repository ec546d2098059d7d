/* SPDX-License-Identifier: PostgreSQL
 *
 * test_model_counts.c - edges of the counters that no worked case stands on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "schema/base/instant.h"
#include "schema/model/contribution.h"

enum { DAY = 9384 };

#define MORNING_US(day) (DAY_0_US + (day)*DAY_US + 8 * 3600 * SECOND_US)

static struct event
event_of(enum event_type type, int64_t at_us)
{
	return (struct event){ .type = type, .stated = type, .time_us = at_us, .at_us = at_us };
}

/* The sum of COUNTER over all days for a dossier received in the morning of DAY and
 * resolved at RESOLVED_US. */
static int64_t
count_resolved(int64_t resolved_us, enum counter counter)
{
	static struct contribution contribution;
	struct event received = event_of(EVENT_DOSSIER_RECEIVED, MORNING_US(DAY));
	struct event resolved = event_of(EVENT_DOSSIER_RESOLVED, resolved_us);
	struct codes *codes = codes_open();
	struct dossier dossier;
	int64_t sum = 0;

	dossier_init(&dossier);
	dossier_apply(&dossier, &received, codes);
	dossier_apply(&dossier, &resolved, codes);
	dossier_contribution(&dossier, &contribution);
	for (uint32_t i = 0; i < contribution.step_count; i++)
		if (contribution.steps[i].counter == counter)
			sum += contribution.steps[i].n;
	dossier_release(&dossier);
	codes_close(codes);
	return sum;
}

/* R14: bad order is a matter of days. */
static void
a_result_of_the_reception_day_is_in_order_one_of_the_day_before_is_not(void **state)
{
	(void)state;
	assert_int_equal(count_resolved(MORNING_US(DAY) - SECOND_US, COUNTER_bad_order), 0);
	assert_int_equal(count_resolved(day_begin(DAY), COUNTER_bad_order), 0);
	assert_int_equal(count_resolved(day_begin(DAY) - 1, COUNTER_bad_order), 1);
}

/* R20a: whole days, rounded down. */
static void
a_second_less_than_a_day_of_running_clock_is_in_the_class_of_none(void **state)
{
	int64_t next_us = MORNING_US(DAY + 1);

	(void)state;
	assert_int_equal(count_resolved(next_us - SECOND_US, COUNTER_running_days_0), 1);
	assert_int_equal(count_resolved(next_us, COUNTER_running_days_0), 0);
	assert_int_equal(count_resolved(next_us, COUNTER_running_days_1), 1);
}

static void
take_day_of_revoked(void *context, enum document_table table, int32_t day, int32_t unit,
		    int32_t level, int counter, int64_t n)
{
	int32_t *ret_day = context;

	(void)unit;
	(void)level;
	(void)n;
	if (table == DOCUMENT_TABLE_ISSUED && counter == DOCUMENT_COUNTER_revoked)
		*ret_day = day;
}

/* R11: beside the issue, so never on a day on which nothing was issued yet. */
static void
a_document_revoked_before_its_issue_counts_as_revoked_on_the_day_of_issue(void **state)
{
	struct event issued = event_of(EVENT_DOCUMENT_ISSUED, MORNING_US(DAY));
	struct event revoked = event_of(EVENT_DOCUMENT_REVOKED, MORNING_US(DAY - 3));
	struct codes *codes = codes_open();
	struct document document;
	int32_t day = -1;

	(void)state;
	document_init(&document);
	document_apply(&document, &issued, codes);
	document_apply(&document, &revoked, codes);
	document_contribution(&document, 1, take_day_of_revoked, &day);
	assert_int_equal(day, DAY);
	document_release(&document);
	codes_close(codes);
}

/* R12: in whichever order it is told. */
static void
a_voided_indicator_counts_nothing_even_if_it_was_approved(void **state)
{
	static const struct member approved = { .name = MEMBER_STATUS,
						.number = INDICATOR_APPROVED };
	struct event report = event_of(EVENT_INDICATOR_REPORTED, MORNING_US(DAY));
	struct event voided = event_of(EVENT_INDICATOR_VOIDED, MORNING_US(DAY - 1));
	struct indicator_contribution counted;
	struct indicator indicator;

	(void)state;
	report.members = &approved;
	report.member_count = 1;
	indicator_init(&indicator);
	indicator_apply(&indicator, &voided);
	indicator_apply(&indicator, &report);
	indicator_contribution(&indicator, &counted);
	assert_int_equal(counted.reported, 0);
	assert_int_equal(counted.approved, 0);
	indicator_init(&indicator);
	indicator_apply(&indicator, &report);
	indicator_contribution(&indicator, &counted);
	assert_int_equal(counted.approved, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_result_of_the_reception_day_is_in_order_one_of_the_day_before_is_not),
		cmocka_unit_test(
			a_second_less_than_a_day_of_running_clock_is_in_the_class_of_none),
		cmocka_unit_test(
			a_document_revoked_before_its_issue_counts_as_revoked_on_the_day_of_issue),
		cmocka_unit_test(a_voided_indicator_counts_nothing_even_if_it_was_approved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
