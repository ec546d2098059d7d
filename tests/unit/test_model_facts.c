/* SPDX-License-Identifier: PostgreSQL
 *
 * test_model_facts.c - which event states which register, with which stage; marks and
 * their bound; what the packed forms hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "schema/base/attr.h"
#include "schema/base/instant.h"
#include "schema/model/contribution.h"

#define HOUR_US (3600 * SECOND_US)
#define START_US (DAY_0_US + 9384 * DAY_US + 8 * HOUR_US) /* a morning, 08:00 */

struct world {
	struct codes *codes;
	struct dossier dossier;
};

static int
set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	world->codes = codes_open();
	for (enum code_kind kind = CODE_UNIT; kind < CODE_KIND_END; kind++)
		codes_add(world->codes, kind, SLICE_LITERAL("A"), 1);
	dossier_init(&world->dossier);
	*state = world;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *world = *state;

	dossier_release(&world->dossier);
	codes_close(world->codes);
	free(world);
	return 0;
}

static struct event
event_of(enum event_type type, int64_t at_us, const struct member *members, size_t count)
{
	return (struct event){ .type = type,
			       .stated = type,
			       .time_us = at_us,
			       .at_us = at_us,
			       .members = members,
			       .member_count = (uint16_t)count };
}

static bool
tell(struct world *world, enum event_type type, int64_t at_us)
{
	struct event event = event_of(type, at_us, NULL, 0);

	return dossier_apply(&world->dossier, &event, world->codes);
}

/* Tells TYPE with every member there is, in order, each of some value; `at` and the
 * registers' dates included, so that a type shows what it takes and what it leaves. */
static void
tell_everything(struct world *world, enum event_type type)
{
	static struct member members[MEMBER_COUNT];
	struct event event;

	for (int i = 0; i < MEMBER_COUNT; i++) {
		members[i] = (struct member){ .name = (enum member_name)i };
		if (member_code_kind(members[i].name) != 0)
			members[i].text = SLICE_LITERAL("A");
		else
			members[i].number = 2;
	}
	event = event_of(type, START_US, members, MEMBER_COUNT);
	dossier_apply(&world->dossier, &event, world->codes);
}

enum { ABSENT = -1 };
#define R(name) DOSSIER_##name

/* Registers that a type states with the stage of its members; dates have stage 0. */
static const struct {
	enum event_type type;
	int stage;
	int date; /* register, or ABSENT */
	int registers[16]; /* up to the first 0, which is no register that a member states */
} states[] = {
	{ EVENT_DOSSIER_SUBMITTED, 0, R(submitted_at),
	  { R(procedure), R(service), R(unit), R(channel), R(channel_basis), R(online_level),
	    R(reception_due) } },
	{ EVENT_DOSSIER_RECEIVED, 1, R(received_at),
	  { R(procedure), R(unit), R(channel), R(channel_basis), R(handling_unit), R(due),
	    R(due_basis), R(online_level), R(applicant_kind), R(fee_vnd) } },
	{ EVENT_DOSSIER_REFUSED, 2, R(refused_at), { R(reason_code) } },
	{ EVENT_DOSSIER_PROCESSING, 2, ABSENT, { R(handling_unit), R(due) } },
	{ EVENT_DOSSIER_SUPPLEMENT_REQUESTED, 2, ABSENT, { 0 } },
	{ EVENT_DOSSIER_PAYMENT_REQUESTED, 2, ABSENT, { R(fee_vnd) } },
	{ EVENT_DOSSIER_PAID, 2, R(paid_at), { R(paid_vnd), R(paid_online) } },
	{ EVENT_DOSSIER_STOPPED, 2, ABSENT, { 0 } },
	{ EVENT_DOSSIER_RESUMED, 2, ABSENT, { R(due) } },
	{ EVENT_DOSSIER_WITHDRAWN, 2, R(withdrawn_at), { 0 } },
	{ EVENT_DOSSIER_RESOLVED, 2, R(resolved_at), { R(outcome), R(electronic_result) } },
	{ EVENT_DOSSIER_RETURNED, 2, R(returned_at), { 0 } },
	{ EVENT_DOSSIER_RESCHEDULED, 2, R(rescheduled_at),
	  { R(due), R(due_before), R(apology) } },
	{ EVENT_DOSSIER_DIGITISED, 2, R(digitised_at),
	  { R(papers), R(digitised), R(reused), R(stored), R(population_lookup) } },
	{ EVENT_DOSSIER_SYNCHRONISED, 2, R(synchronised_at), { 0 } },
	{ EVENT_DOSSIER_RATED, 2, R(rated_at), { R(satisfied) } },
	{ EVENT_DOSSIER_ALIASED, 2, ABSENT, { R(alias_of) } },
	{ EVENT_DOSSIER_VOIDED, 2, ABSENT, { R(voided) } },
	{ EVENT_DOSSIER_RETRACTED, 2, ABSENT, { 0 } },
};

static int
expected_stage(size_t row, int reg)
{
	if (reg == states[row].date)
		return 0;
	for (int i = 0; states[row].registers[i] != 0; i++)
		if (states[row].registers[i] == reg)
			return states[row].stage;
	return ABSENT;
}

static void
each_type_states_its_registers_with_its_stage_and_no_others(void **state)
{
	struct world *world = *state;

	for (size_t row = 0; row < ARRAY_COUNT(states); row++) {
		dossier_release(&world->dossier);
		tell_everything(world, states[row].type);
		for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++) {
			int stage = world->dossier.state[reg] == REGISTER_ABSENT
					    ? ABSENT
					    : world->dossier.stage[reg];

			if (stage != expected_stage(row, reg))
				fail_msg("%s, register %d: stage %d, expected %d",
					 event_type_name(states[row].type), reg, stage,
					 expected_stage(row, reg));
		}
	}
}

static void
a_correction_states_every_register_and_dates_without_a_stage(void **state)
{
	struct world *world = *state;

	tell_everything(world, EVENT_DOSSIER_CORRECTED);
	for (int reg = 0; reg < DOSSIER_REGISTER_COUNT; reg++) {
		assert_int_equal(world->dossier.state[reg], REGISTER_STATED);
		assert_int_equal(world->dossier.stage[reg],
				 reg <= DOSSIER_rated_at ? 0 : 2);
	}
	assert_int_equal(world->dossier.mark_count, 0);
}

static void
null_says_not_so_in_a_correction_and_nothing_elsewhere(void **state)
{
	static const struct member due = { .name = MEMBER_DUE, .is_null = true };
	struct event processing = event_of(EVENT_DOSSIER_PROCESSING, START_US, &due, 1);
	struct event corrected = event_of(EVENT_DOSSIER_CORRECTED, START_US, &due, 1);
	struct world *world = *state;

	dossier_apply(&world->dossier, &processing, world->codes);
	assert_int_equal(world->dossier.state[DOSSIER_due], REGISTER_ABSENT);
	assert_true(dossier_apply(&world->dossier, &corrected, world->codes));
	assert_int_equal(world->dossier.state[DOSSIER_due], REGISTER_NULL);
}

static const struct {
	enum event_type type;
	enum mark_kind kind;
} marking[] = {
	{ EVENT_DOSSIER_PROCESSING, MARK_PROCESSING },
	{ EVENT_DOSSIER_RESUMED, MARK_RESUMED },
	{ EVENT_DOSSIER_SUPPLEMENT_REQUESTED, MARK_SUPPLEMENT },
	{ EVENT_DOSSIER_PAYMENT_REQUESTED, MARK_PAYMENT },
	{ EVENT_DOSSIER_PAID, MARK_PAID },
	{ EVENT_DOSSIER_STOPPED, MARK_STOPPED },
};

static void
marks_of_one_instant_lie_in_the_order_of_their_kinds(void **state)
{
	struct world *world = *state;

	for (size_t i = ARRAY_COUNT(marking); i-- > 0;)
		tell(world, marking[i].type, START_US);
	assert_int_equal(world->dossier.mark_count, ARRAY_COUNT(marking));
	for (size_t i = 0; i < ARRAY_COUNT(marking); i++)
		assert_int_equal(world->dossier.marks[i].kind, marking[i].kind);
}

static void
a_final_stop_is_another_mark_than_a_stop(void **state)
{
	static const struct member final = { .name = MEMBER_FINAL, .number = 1 };
	static const struct member not_final = { .name = MEMBER_FINAL, .number = 0 };
	struct event stop = event_of(EVENT_DOSSIER_STOPPED, START_US, &final, 1);
	struct event pause = event_of(EVENT_DOSSIER_STOPPED, START_US, &not_final, 1);
	struct world *world = *state;

	dossier_apply(&world->dossier, &stop, world->codes);
	dossier_apply(&world->dossier, &pause, world->codes);
	assert_int_equal(world->dossier.mark_count, 2);
	assert_int_equal(world->dossier.marks[0].kind, MARK_STOPPED);
	assert_int_equal(world->dossier.marks[1].kind, MARK_FINAL);
}

static void
of_two_statements_of_a_mark_the_earlier_time_is_kept(void **state)
{
	struct world *world = *state;
	struct event late = event_of(EVENT_DOSSIER_RESUMED, START_US, NULL, 0);

	late.time_us = START_US + DAY_US;
	assert_true(dossier_apply(&world->dossier, &late, world->codes));
	assert_true(tell(world, EVENT_DOSSIER_RESUMED, START_US));
	assert_false(dossier_apply(&world->dossier, &late, world->codes));
	assert_int_equal(world->dossier.mark_count, 1);
	assert_int_equal(world->dossier.marks[0].time_us, START_US);
}

/* WORD is the place of the mark in LIST(MARK), from 1. */
static bool
retract(struct world *world, int64_t word, int64_t at_us)
{
	const struct member members[] = {
		{ .name = MEMBER_MARK, .number = word },
		{ .name = MEMBER_MARK_AT, .number = at_us },
	};
	struct event event =
		event_of(EVENT_DOSSIER_RETRACTED, at_us, members, ARRAY_COUNT(members));

	return dossier_apply(&world->dossier, &event, world->codes);
}

static void
retracting_a_stop_takes_two_slots_and_any_other_mark_one(void **state)
{
	struct world *world = *state;

	for (int64_t word = 1; word <= 6; word++) {
		assert_true(retract(world, word, START_US));
		assert_false(retract(world, word, START_US));
	}
	assert_int_equal(world->dossier.retraction_count, 7);
}

static void
the_latest_128_marks_stay_and_an_older_one_changes_nothing(void **state)
{
	struct world *world = *state;

	for (int i = 0; i < 200; i++)
		assert_true(tell(world, EVENT_DOSSIER_PROCESSING, START_US + i * HOUR_US));
	assert_int_equal(world->dossier.mark_count, 128);
	assert_int_equal(world->dossier.marks[0].at_us, START_US + 72 * HOUR_US);
	assert_false(tell(world, EVENT_DOSSIER_PROCESSING, START_US + 71 * HOUR_US));
	assert_false(tell(world, EVENT_DOSSIER_PROCESSING, START_US + 199 * HOUR_US));
}

static void
the_latest_128_retractions_stay_likewise(void **state)
{
	struct world *world = *state;

	for (int i = 0; i < 200; i++)
		assert_true(retract(world, 1, START_US + i * HOUR_US));
	assert_int_equal(world->dossier.retraction_count, 128);
	assert_int_equal(world->dossier.retractions[0].at_us, START_US + 72 * HOUR_US);
	assert_false(retract(world, 1, START_US + 71 * HOUR_US));
}

/* A contribution has no room to grow: its bound is checked, not met half-way. */
static void
a_dossier_full_of_pauses_fits_its_steps(void **state)
{
	static struct contribution contribution;
	static const struct member due = { .name = MEMBER_DUE, .number = 9384 + 200 };
	struct world *world = *state;
	struct event received = event_of(EVENT_DOSSIER_RECEIVED, START_US, &due, 1);

	dossier_apply(&world->dossier, &received, world->codes);
	for (int i = 1; i <= 128; i++)
		tell(world, i % 2 ? EVENT_DOSSIER_STOPPED : EVENT_DOSSIER_PROCESSING,
		     START_US + i * 3 * DAY_US);
	dossier_contribution(&world->dossier, &contribution);
	assert_true(contribution.step_count > 2 * 128);
}

/* A stamp that lost its last register must leave no trace: knowledge alone counts. */
static void
a_stamp_that_no_register_uses_is_not_packed(void **state)
{
	static unsigned char bytes[DOSSIER_VERSIONS_BYTES_MAX];
	struct world *world = *state;

	for (int i = 0; i < 100; i++)
		tell(world, EVENT_DOSSIER_RESOLVED, START_US + i * HOUR_US);
	assert_int_equal(dossier_pack_versions(&world->dossier, bytes),
			 1 + DOSSIER_STAMP_BYTES + 2);
	assert_int_equal(bytes[0], 1);
	assert_int_equal(bytes[1 + DOSSIER_STAMP_BYTES], DOSSIER_resolved_at);
	assert_int_equal(bytes[1 + DOSSIER_STAMP_BYTES + 1], 0);
}

/* The end of a stamp and of a mark; big-endian. */
static uint32_t
source_at(const unsigned char *end)
{
	return (uint32_t)end[-4] << 24 | (uint32_t)end[-3] << 16 | (uint32_t)end[-2] << 8 | end[-1];
}

static void
a_register_and_a_mark_say_who_stated_what_is_kept(void **state)
{
	static const struct {
		int64_t time_us;
		uint32_t source, register_by, mark_by; /* the last statement, the earliest */
	} told[] = {
		{ START_US + 5 * HOUR_US, 50, 50, 50 },
		{ START_US + 3 * HOUR_US, 90, 50, 90 },
		{ START_US + 3 * HOUR_US, 30, 50, 30 }, /* of one time that of the smaller hash */
		{ START_US + 3 * HOUR_US, 60, 50, 30 },
		{ START_US + 7 * HOUR_US, UINT32_MAX, UINT32_MAX, 30 },
	};
	static unsigned char versions[DOSSIER_VERSIONS_BYTES_MAX];
	unsigned char marks[MARK_BYTES];
	struct world *world = *state;

	for (size_t i = 0; i < ARRAY_COUNT(told); i++) {
		struct event event = event_of(EVENT_DOSSIER_PAID, START_US, NULL, 0);

		event.time_us = told[i].time_us;
		event.hash_source = told[i].source;
		dossier_apply(&world->dossier, &event, world->codes);
		assert_int_equal(dossier_pack_versions(&world->dossier, versions), 1 + DOSSIER_STAMP_BYTES + 2);
		assert_int_equal(dossier_pack_marks(&world->dossier, marks), MARK_BYTES);
		assert_true(source_at(versions + 1 + DOSSIER_STAMP_BYTES) == told[i].register_by);
		assert_true(source_at(marks + MARK_BYTES) == told[i].mark_by);
	}
}

static void
a_row_whose_value_has_no_version_is_damaged(void **state)
{
	static const unsigned char empty[] = { 0 };
	struct world *world = *state;
	struct slice none = { NULL, 0 };
	struct slice versions = { (const char *)empty, sizeof(empty) };

	assert_true(dossier_unpack(&world->dossier, versions, none, none));
	world->dossier.state[DOSSIER_due] = REGISTER_STATED;
	assert_false(dossier_unpack(&world->dossier, versions, none, none));
	assert_false(dossier_unpack(&world->dossier, none, none, none));
}

static void
a_row_whose_marks_are_out_of_order_is_damaged(void **state)
{
	static const unsigned char no_versions[] = { 0 };
	unsigned char bytes[2 * MARK_BYTES], swapped[2 * MARK_BYTES];
	struct slice versions = { (const char *)no_versions, 1 }, none = { NULL, 0 };
	struct world *world = *state;

	tell(world, EVENT_DOSSIER_PROCESSING, START_US);
	tell(world, EVENT_DOSSIER_RESUMED, START_US);
	assert_int_equal(dossier_pack_marks(&world->dossier, bytes), sizeof(bytes));
	memcpy(swapped, bytes + MARK_BYTES, MARK_BYTES);
	memcpy(swapped + MARK_BYTES, bytes, MARK_BYTES);
	dossier_release(&world->dossier);
	assert_true(dossier_unpack(&world->dossier, versions,
				   (struct slice){ (char *)bytes, sizeof(bytes) }, none));
	assert_false(dossier_unpack(&world->dossier, versions,
				    (struct slice){ (char *)swapped, sizeof(bytes) },
				    none));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(each_type_states_its_registers_with_its_stage_and_no_others),
		TEST(a_correction_states_every_register_and_dates_without_a_stage),
		TEST(null_says_not_so_in_a_correction_and_nothing_elsewhere),
		TEST(marks_of_one_instant_lie_in_the_order_of_their_kinds),
		TEST(a_final_stop_is_another_mark_than_a_stop),
		TEST(of_two_statements_of_a_mark_the_earlier_time_is_kept),
		TEST(retracting_a_stop_takes_two_slots_and_any_other_mark_one),
		TEST(the_latest_128_marks_stay_and_an_older_one_changes_nothing),
		TEST(the_latest_128_retractions_stay_likewise),
		TEST(a_dossier_full_of_pauses_fits_its_steps),
		TEST(a_stamp_that_no_register_uses_is_not_packed),
		TEST(a_register_and_a_mark_say_who_stated_what_is_kept),
		TEST(a_row_whose_value_has_no_version_is_damaged),
		TEST(a_row_whose_marks_are_out_of_order_is_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
