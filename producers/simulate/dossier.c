/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier.c - the life of a dossier, from filing to the rating of its result.
 *
 * Shares are those of a working one-stop centre as far as they are public: two thirds
 * filed online, one in twelve asked for a supplement, nine of ten in time.  Everything
 * that real systems do and a neat model does not is here too: members left out, codes
 * of a status instead of types, transfers, second codes, corrections, retractions.
 */
#include "producers/simulate/dossier.h"

#include <stdio.h>
#include <string.h>

#include "producers/simulate/happening.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

struct happening *
life_event(struct life *life, enum event_type type, int64_t at_us)
{
	struct happening *happening;

	for (int64_t code = 1; life->by_code && code <= 10; code++) {
		if (status_code_type(code) != type)
			continue;
		happening = plan_event(life->plan, EVENT_DOSSIER_STATUS, at_us);
		happening_number(happening, MEMBER_CODE, code);
		return happening;
	}
	return plan_event(life->plan, type, at_us);
}

int64_t
life_later(struct life *life, int64_t at_us, int64_t low_seconds, int64_t high_seconds)
{
	struct random *random = &life->plan->random;
	int64_t seconds = random_between(random, low_seconds, high_seconds);

	return calendar_in_office(&life->plan->sim->province->calendar, random, at_us, seconds);
}

bool
life_chance(struct life *life, int per_mille)
{
	return random_chance(&life->plan->random, per_mille);
}

static void
draw_traits(struct life *life)
{
	struct random *random = &life->plan->random;
	const struct province *province = life->plan->sim->province;
	uint64_t channel = random_below(random, 1000);

	life->unit = province_unit(province, random);
	life->handling_unit = random_chance(random, 30) ? province_unit(province, random) : NULL;
	life->procedure = province_procedure(province, random);
	life->channel = channel < 620   ? CHANNEL_ONLINE
			: channel < 950 ? CHANNEL_DIRECT
			: channel < 980 ? CHANNEL_POSTAL
					: CHANNEL_UNKNOWN;
	life->by_code = random_chance(random, 60);
	life->incomplete = random_chance(random, 15);
}

static void
state_place(struct life *life, struct happening *happening)
{
	if (!life->incomplete || life_chance(life, 500)) {
		happening_text(happening, MEMBER_UNIT, life->unit);
		happening_text(happening, MEMBER_PROCEDURE, life->procedure->code);
	}
	if (life->channel != CHANNEL_UNKNOWN) {
		happening_number(happening, MEMBER_CHANNEL, life->channel);
		if (life_chance(life, 120))
			happening_number(happening, MEMBER_CHANNEL_BASIS,
					 1 + life_chance(life, 500));
	}
	if (life->channel == CHANNEL_ONLINE)
		happening_number(happening, MEMBER_ONLINE_LEVEL, 3 + life_chance(life, 700));
}

static void
submit(struct life *life, int64_t at_us)
{
	struct happening *happening = life_event(life, EVENT_DOSSIER_SUBMITTED, at_us);
	const struct calendar *calendar = &life->plan->sim->province->calendar;

	happening->source = SOURCE_PORTAL;
	state_place(life, happening);
	if (life_chance(life, 300))
		happening_text(happening, MEMBER_SERVICE, life->procedure->code);
	if (life_chance(life, 900))
		happening_number(happening, MEMBER_RECEPTION_DUE,
				 calendar_add_working(calendar, instant_day(at_us), 1));
}

static int32_t
due_of(struct life *life, int64_t received_us)
{
	const struct procedure *procedure = life->procedure;
	int32_t limit = procedure->limit;

	if (limit < 1)
		limit = (int32_t)random_between(&life->plan->random, 1, 10);
	if (limit > 60)
		limit = 60;
	return calendar_due(&life->plan->sim->province->calendar, received_us, limit,
			    procedure->limit_unit);
}

static void
receive(struct life *life, int64_t at_us)
{
	struct happening *happening = life_event(life, EVENT_DOSSIER_RECEIVED, at_us);

	life->received_us = at_us;
	life->due = due_of(life, at_us);
	state_place(life, happening);
	if (life->handling_unit)
		happening_text(happening, MEMBER_HANDLING_UNIT, life->handling_unit);
	if (!life_chance(life, 30)) {
		happening_number(happening, MEMBER_DUE, life->due);
		happening_number(happening, MEMBER_DUE_BASIS, 1 + life_chance(life, 800));
	}
	if (life_chance(life, 900))
		happening_number(happening, MEMBER_APPLICANT_KIND,
				 1 + (int64_t)random_small(&life->plan->random, 4));
	life->fee_vnd = life->procedure->has_fee
				? random_between(&life->plan->random, 1, 60) * 5000
				: 0;
	if (life_chance(life, 950))
		happening_number(happening, MEMBER_FEE_VND, life->fee_vnd);
}

/* Filing until reception; false: the dossier is not received. */
static bool
arrive(struct life *life, int32_t day)
{
	int64_t at_us = calendar_instant(&life->plan->random, day,
					 life->channel == CHANNEL_ONLINE);
	int64_t wait = life_chance(life, 30) ? 4 * DAY : 6 * HOUR;

	if (life->channel != CHANNEL_ONLINE && life_chance(life, 900)) {
		receive(life, at_us);
		return true;
	}
	submit(life, at_us);
	if (life_chance(life, 35)) {
		struct happening *happening =
			life_event(life, EVENT_DOSSIER_REFUSED,
				   life_later(life, at_us, 10 * MINUTE, wait));

		if (life_chance(life, 500))
			happening_text(happening, MEMBER_REASON_CODE, "thieu-thanh-phan");
		return false;
	}
	if (life_chance(life, 12)) {
		if (life_chance(life, 400))
			life_event(life, EVENT_DOSSIER_WITHDRAWN,
				   life_later(life, at_us, HOUR, 2 * DAY));
		return false;
	}
	receive(life, life_later(life, at_us, 5 * MINUTE, wait));
	return true;
}

static void
digitise(struct life *life)
{
	struct random *random = &life->plan->random;
	int64_t papers = 1 + (int64_t)random_small(random, 7);
	int64_t digitised = random_chance(random, 800) ? papers
						       : random_between(random, 0, papers);
	struct happening *happening =
		life_event(life, EVENT_DOSSIER_DIGITISED,
			   life_later(life, life->received_us, MINUTE, 30 * MINUTE));

	happening_number(happening, MEMBER_PAPERS, papers);
	happening_number(happening, MEMBER_DIGITISED, digitised);
	happening_number(happening, MEMBER_REUSED,
			 random_chance(random, 350) ? random_between(random, 0, digitised) : 0);
	if (random_chance(random, 700))
		happening_number(happening, MEMBER_STORED, random_chance(random, 600));
	if (random_chance(random, 700))
		happening_number(happening, MEMBER_POPULATION_LOOKUP,
				 random_chance(random, 750));
}

/* A fee that is paid at once, or asked for and paid later, or never. */
static void
charge(struct life *life)
{
	struct happening *happening;
	int64_t at_us = life->received_us + 30 * SECOND_US;

	if (life_chance(life, 550)) {
		at_us = life_later(life, at_us, MINUTE, 4 * HOUR);
		happening = life_event(life, EVENT_DOSSIER_PAYMENT_REQUESTED, at_us);
		happening_number(happening, MEMBER_FEE_VND, life->fee_vnd);
		if (life_chance(life, 40))
			return;
		at_us += random_between(&life->plan->random, MINUTE, 20 * HOUR) * SECOND_US;
	}
	happening = plan_event(life->plan, EVENT_DOSSIER_PAID, at_us);
	happening_number(happening, MEMBER_PAID_VND, life->fee_vnd);
	happening_number(happening, MEMBER_ONLINE, life_chance(life, 680));
	life->now_us = at_us;
}

static void
settle_in(struct life *life)
{
	life->now_us = life->received_us;
	if (life_chance(life, 720))
		digitise(life);
	if (life_chance(life, 860)) {
		int64_t seconds = random_between(&life->plan->random, MINUTE, 20 * MINUTE);
		struct happening *happening =
			plan_event(life->plan, EVENT_DOSSIER_SYNCHRONISED,
				   life->received_us + seconds * SECOND_US);

		happening->source = SOURCE_PORTAL;
	}
	if (life->fee_vnd > 0)
		charge(life);
}

static void
name_dossier(struct life *life, int32_t day, uint64_t in_day)
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	snprintf(life->plan->entity, sizeof life->plan->entity,
		 "H48.%.12s-%02d%02d%02d-%05u", life->unit, year % 100, month % 100,
		 day_of_month % 100, (unsigned)(in_day % 100000000u));
}

void
dossier_plan(struct simulation *sim, uint64_t number, int32_t day, uint64_t in_day)
{
	int64_t ministries = sim->options.sources - SOURCE_MINISTRY;
	struct life life = { .plan = plan_begin(sim, STREAM_DOSSIER, number, SOURCE_ONE_STOP) };

	if (ministries > 0 && life_chance(&life, 250))
		life.plan->source = SOURCE_MINISTRY + (int)random_below(&life.plan->random,
									(uint64_t)ministries);
	draw_traits(&life);
	name_dossier(&life, day, in_day);
	if (arrive(&life, day)) {
		settle_in(&life);
		life_work(&life);
		life_end(&life);
		life_afterwards(&life);
	}
	plan_commit(life.plan);
}
