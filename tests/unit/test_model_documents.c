/* SPDX-License-Identifier: PostgreSQL
 *
 * test_model_documents.c - which event states which register of a document, of one of
 * its recipients, or of a work file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "schema/base/instant.h"
#include "schema/model/document.h"

#define START_US (DAY_0_US + 9384 * DAY_US)

enum { NONE = -1 };

struct world {
	struct codes *codes;
	struct document document;
};

static int
set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	world->codes = codes_open();
	codes_add(world->codes, CODE_UNIT, SLICE_LITERAL("21028"), 5);
	document_init(&world->document);
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;

	document_release(&world->document);
	codes_close(world->codes);
	free(world);
	return 0;
}

static bool
tell(struct world *world, enum event_type type, const struct member *members, size_t count)
{
	struct event event = { .type = type,
			       .stated = type,
			       .time_us = START_US,
			       .at_us = START_US,
			       .members = members,
			       .member_count = (uint16_t)count };

	return document_apply(&world->document, &event, world->codes);
}

static const struct member recipient = { .name = MEMBER_RECIPIENT,
					 .text = { "21028", 5 } };

/* The only register that is stated, NONE where none is. */
static int
only_register(const struct document_registers_value *registers, int count)
{
	int only = NONE;

	for (int reg = 0; reg < count; reg++) {
		if (registers[reg].state == REGISTER_ABSENT)
			continue;
		assert_int_equal(only, NONE);
		assert_int_equal(registers[reg].value, START_US);
		only = reg;
	}
	return only;
}

static void
an_event_with_a_recipient_dates_that_recipient_alone(void **state)
{
	static const struct {
		enum event_type type;
		enum recipient_register reg;
	} dates[] = {
		{ EVENT_DOCUMENT_SENT, RECIPIENT_sent_at },
		{ EVENT_DOCUMENT_ARRIVED, RECIPIENT_arrived_at },
		{ EVENT_DOCUMENT_RECEIVED, RECIPIENT_received_at },
		{ EVENT_DOCUMENT_REFUSED, RECIPIENT_refused_at },
		{ EVENT_DOCUMENT_ASSIGNED, RECIPIENT_assigned_at },
		{ EVENT_DOCUMENT_PROCESSING, RECIPIENT_processing_at },
		{ EVENT_DOCUMENT_COMPLETED, RECIPIENT_completed_at },
		{ EVENT_DOCUMENT_TAKEBACK_REQUESTED, RECIPIENT_takeback_requested_at },
		{ EVENT_DOCUMENT_TAKEBACK_AGREED, RECIPIENT_takeback_agreed_at },
		{ EVENT_DOCUMENT_TAKEBACK_REFUSED, RECIPIENT_takeback_refused_at },
		{ EVENT_DOCUMENT_REVOKED, RECIPIENT_revoked_at },
	};
	struct world *world = *state;

	for (size_t i = 0; i < ARRAY_COUNT(dates); i++) {
		document_release(&world->document);
		assert_true(tell(world, dates[i].type, &recipient, 1));
		assert_int_equal(only_register(world->document.registers,
					       DOCUMENT_REGISTER_COUNT),
				 NONE);
		assert_int_equal(world->document.recipient_count, 1);
		assert_int_equal(world->document.recipients[0].unit, 5);
		assert_int_equal(only_register(world->document.recipients[0].registers,
					       RECIPIENT_REGISTER_COUNT),
				 dates[i].reg);
	}
}

static void
an_event_without_a_recipient_dates_the_document(void **state)
{
	static const struct {
		enum event_type type;
		enum document_register reg;
	} dates[] = {
		{ EVENT_DOCUMENT_ISSUED, DOCUMENT_issued_at },
		{ EVENT_DOCUMENT_REVOKED, DOCUMENT_revoked_at },
		{ EVENT_DOCUMENT_REPLACED, DOCUMENT_replaced_at },
		{ EVENT_DOCUMENT_UPDATED, DOCUMENT_updated_at },
	};
	struct world *world = *state;

	for (size_t i = 0; i < ARRAY_COUNT(dates); i++) {
		document_release(&world->document);
		assert_true(tell(world, dates[i].type, NULL, 0));
		assert_int_equal(only_register(world->document.registers,
					       DOCUMENT_REGISTER_COUNT),
				 dates[i].reg);
		assert_int_equal(world->document.recipient_count, 0);
	}
}

/* Equal knowledge is equal rows. */
static void
a_recipient_of_whom_nothing_is_said_has_no_row(void **state)
{
	struct world *world = *state;

	assert_false(tell(world, EVENT_DOCUMENT_CORRECTED, &recipient, 1));
	assert_int_equal(world->document.recipient_count, 0);
}

static void
a_correction_with_a_recipient_may_take_back_what_it_did(void **state)
{
	const struct member members[] = {
		recipient,
		{ .name = MEMBER_COMPLETED_AT, .is_null = true },
	};
	struct world *world = *state;

	assert_true(tell(world, EVENT_DOCUMENT_COMPLETED, &recipient, 1));
	assert_true(tell(world, EVENT_DOCUMENT_CORRECTED, members, 2));
	assert_int_equal(
		world->document.recipients[0].registers[RECIPIENT_completed_at].state,
		REGISTER_NULL);
}

static void
null_outside_a_correction_says_nothing(void **state)
{
	const struct member members[] = {
		recipient,
		{ .name = MEMBER_DUE, .is_null = true },
	};
	struct world *world = *state;

	assert_true(tell(world, EVENT_DOCUMENT_SENT, members, 2));
	assert_int_equal(world->document.recipients[0].registers[RECIPIENT_due].state,
			 REGISTER_ABSENT);
}

static void
recipients_lie_in_the_order_of_their_numbers(void **state)
{
	static const int32_t units[] = { 7, 2, 9, 4, 1, 8, 2 };
	struct world *world = *state;

	for (size_t i = 0; i < ARRAY_COUNT(units); i++)
		assert_int_equal(document_recipient(&world->document, units[i])->unit,
				 units[i]);
	assert_int_equal(world->document.recipient_count, 6);
	for (uint32_t i = 1; i < world->document.recipient_count; i++)
		assert_true(world->document.recipients[i - 1].unit <
			    world->document.recipients[i].unit);
}

static void
a_work_file_is_opened_and_closed_apart(void **state)
{
	struct world *world = *state;
	struct event event = { .type = EVENT_WORKFILE_CLOSED, .at_us = START_US };
	struct workfile workfile;

	workfile_init(&workfile);
	assert_true(workfile_apply(&workfile, &event, world->codes));
	assert_int_equal(only_register(workfile.registers, WORKFILE_REGISTER_COUNT),
			 WORKFILE_closed_at);
	workfile_init(&workfile);
	event.type = EVENT_WORKFILE_OPENED;
	assert_true(workfile_apply(&workfile, &event, world->codes));
	assert_int_equal(only_register(workfile.registers, WORKFILE_REGISTER_COUNT),
			 WORKFILE_opened_at);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(an_event_with_a_recipient_dates_that_recipient_alone),
		TEST(an_event_without_a_recipient_dates_the_document),
		TEST(a_recipient_of_whom_nothing_is_said_has_no_row),
		TEST(a_correction_with_a_recipient_may_take_back_what_it_did),
		TEST(null_outside_a_correction_says_nothing),
		TEST(recipients_lie_in_the_order_of_their_numbers),
		TEST(a_work_file_is_opened_and_closed_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
