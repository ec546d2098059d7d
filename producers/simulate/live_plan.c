/* SPDX-License-Identifier: PostgreSQL
 *
 * live_plan.c - dossiers and documents of a live run: the same steps as in history, in
 * minutes to days instead of days to weeks, at any hour, so that a viewer sees numbers
 * move.
 */
#include "producers/simulate/simulate.h"

#include <stdio.h>

#include "producers/simulate/dossier.h"
#include "producers/simulate/happening.h"
#include "producers/simulate/queue.h"
#include "schema/base/instant.h"

enum {
	MINUTE = 60,
	HOUR = 3600,
	DAY = 86400,
	OPEN_MANY = 200000, /* planned events from which on new dossiers live faster */
	OPEN_SPEED = 60,
};

/* SECONDS at the speed that was asked for, at least one. */
static int64_t
pass(struct life *life, int64_t low, int64_t high)
{
	struct simulation *sim = life->plan->sim;
	int64_t seconds = random_between(&life->plan->random, low, high) / sim->options.speed;

	if (queue_count(sim->queue) > OPEN_MANY)
		seconds /= OPEN_SPEED;
	life->now_us += (seconds > 0 ? seconds : 1) * SECOND_US;
	return life->now_us;
}

static void
name(struct life *life, int64_t now_us, const char *pattern)
{
	int32_t day = instant_day(now_us);
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	if (*pattern == 'd')
		snprintf(life->plan->entity, sizeof life->plan->entity,
			 "H48.%.12s-%02d%02d%02d-%08u", life->unit, year % 100, month % 100,
			 day_of_month % 100, (unsigned)(life->plan->number % 1000000000u));
	else
		snprintf(life->plan->entity, sizeof life->plan->entity,
			 "H48.%.12s,%04d/%02d/%02d,%u/UBND", life->unit, year % 10000,
			 month % 100, day_of_month % 100,
			 (unsigned)(life->plan->number % 1000000000u));
}

static void
place(struct life *life, struct happening *happening)
{
	happening_text(happening, MEMBER_UNIT, life->unit);
	happening_text(happening, MEMBER_PROCEDURE, life->procedure->code);
	happening_number(happening, MEMBER_CHANNEL, life->channel);
	if (life->channel == CHANNEL_ONLINE)
		happening_number(happening, MEMBER_ONLINE_LEVEL, 3 + life_chance(life, 700));
}

static void
receive(struct life *life)
{
	struct happening *happening = plan_event(life->plan, EVENT_DOSSIER_RECEIVED, life->now_us);
	int32_t limit = life->procedure->limit > 0 ? life->procedure->limit : 3;

	life->received_us = life->now_us;
	life->due = calendar_due(&life->plan->sim->province->calendar, life->now_us,
				 limit < 30 ? limit : 30, life->procedure->limit_unit);
	if (life_chance(life, 40)) /* entered late: its time has passed already */
		life->due = instant_day(life->now_us) - 1;
	place(life, happening);
	if (life_chance(life, 25))
		happening_text(happening, MEMBER_HANDLING_UNIT,
			       province_unit(life->plan->sim->province, &life->plan->random));
	happening_number(happening, MEMBER_DUE, life->due);
	happening_number(happening, MEMBER_DUE_BASIS, 2);
	happening_number(happening, MEMBER_APPLICANT_KIND, 1 + life_chance(life, 200));
	life->fee_vnd = life->procedure->has_fee
				? random_between(&life->plan->random, 1, 40) * 5000
				: 0;
	happening_number(happening, MEMBER_FEE_VND, life->fee_vnd);
}

static bool
arrive(struct life *life)
{
	struct happening *happening;

	if (life->channel == CHANNEL_ONLINE) {
		happening = plan_event(life->plan, EVENT_DOSSIER_SUBMITTED, life->now_us);
		happening->source = SOURCE_PORTAL;
		place(life, happening);
		happening_number(happening, MEMBER_RECEPTION_DUE, instant_day(life->now_us) + 1);
		pass(life, 10, 5 * MINUTE);
		if (life_chance(life, 30)) {
			plan_event(life->plan, EVENT_DOSSIER_REFUSED, life->now_us);
			return false;
		}
	}
	receive(life);
	return true;
}

static void
settle_in(struct life *life)
{
	struct happening *happening;

	if (life_chance(life, 750)) {
		int64_t papers = 1 + (int64_t)random_small(&life->plan->random, 6);

		happening = plan_event(life->plan, EVENT_DOSSIER_DIGITISED, pass(life, 5, MINUTE));
		happening_number(happening, MEMBER_PAPERS, papers);
		happening_number(happening, MEMBER_DIGITISED, papers - life_chance(life, 200));
		happening_number(happening, MEMBER_REUSED, life_chance(life, 300));
		happening_number(happening, MEMBER_STORED, life_chance(life, 600));
		happening_number(happening, MEMBER_POPULATION_LOOKUP, life_chance(life, 700));
	}
	if (life_chance(life, 880)) {
		happening = plan_event(life->plan, EVENT_DOSSIER_SYNCHRONISED,
				       pass(life, 5, MINUTE));
		happening->source = SOURCE_PORTAL;
	}
	if (life->fee_vnd > 0) {
		happening = plan_event(life->plan, EVENT_DOSSIER_PAYMENT_REQUESTED,
				       pass(life, 5, 2 * MINUTE));
		happening_number(happening, MEMBER_FEE_VND, life->fee_vnd);
		happening = plan_event(life->plan, EVENT_DOSSIER_PAID,
				       pass(life, 20, life_chance(life, 900) ? 20 * MINUTE : DAY));
		happening_number(happening, MEMBER_PAID_VND, life->fee_vnd);
		happening_number(happening, MEMBER_ONLINE, life_chance(life, 700));
	}
	plan_event(life->plan, EVENT_DOSSIER_PROCESSING, pass(life, 20, 10 * MINUTE));
}

static void
finish(struct life *life)
{
	struct happening *happening;
	uint64_t luck = random_below(&life->plan->random, 1000);

	if (luck < 15) {
		plan_event(life->plan, EVENT_DOSSIER_WITHDRAWN, pass(life, MINUTE, HOUR));
		return;
	}
	happening = plan_event(life->plan, EVENT_DOSSIER_RESOLVED,
			       luck < 650   ? pass(life, MINUTE, 20 * MINUTE)
			       : luck < 920 ? pass(life, HOUR / 2, 6 * HOUR)
					    : pass(life, 6 * HOUR, 6 * DAY));
	happening_number(happening, MEMBER_ELECTRONIC_RESULT, life_chance(life, 800));
	if (life_chance(life, 930))
		plan_event(life->plan, EVENT_DOSSIER_RETURNED, pass(life, MINUTE, 30 * MINUTE));
	if (life_chance(life, 300)) {
		happening = plan_event(life->plan, EVENT_DOSSIER_RATED, pass(life, 10, HOUR));
		happening->source = SOURCE_PORTAL;
		happening_number(happening, MEMBER_SATISFIED, life_chance(life, 930));
	}
}

static void
live_dossier(struct life *life)
{
	if (!arrive(life))
		return;
	settle_in(life);
	if (life_chance(life, 80)) {
		plan_event(life->plan, EVENT_DOSSIER_SUPPLEMENT_REQUESTED,
			   pass(life, MINUTE, 10 * MINUTE));
		plan_event(life->plan, EVENT_DOSSIER_RESUMED, pass(life, 5 * MINUTE, 6 * HOUR));
	}
	finish(life);
}

static void
live_document(struct life *life)
{
	static const enum event_type steps[] = { EVENT_DOCUMENT_SENT, EVENT_DOCUMENT_ARRIVED,
						 EVENT_DOCUMENT_RECEIVED,
						 EVENT_DOCUMENT_PROCESSING,
						 EVENT_DOCUMENT_COMPLETED };
	struct random *random = &life->plan->random;
	const char *recipient = province_unit(life->plan->sim->province, random);
	int32_t due = instant_day(life->now_us) + (int32_t)random_between(random, 0, 9);
	struct happening *happening =
		plan_event(life->plan, EVENT_DOCUMENT_ISSUED, life->now_us);

	happening_text(happening, MEMBER_UNIT, life->unit);
	happening_number(happening, MEMBER_LEVEL, 1 + life_chance(life, 700));
	happening_number(happening, MEMBER_ELECTRONIC, life_chance(life, 930));
	happening_number(happening, MEMBER_SIGNED, life_chance(life, 960));
	for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
		happening = plan_event(life->plan, steps[i], pass(life, 2, i * 15 * MINUTE + MINUTE));
		happening_text(happening, MEMBER_RECIPIENT, recipient);
		happening_number(happening, MEMBER_DUE, due);
	}
}

void
live_plan(struct simulation *sim, uint64_t number, int64_t now_us)
{
	struct life life = { .plan = plan_begin(sim, STREAM_LIVE, number, SOURCE_ONE_STOP) };
	struct random *random = &life.plan->random;
	uint64_t channel = random_below(random, 1000);

	life.unit = province_unit(sim->province, random);
	life.procedure = province_procedure(sim->province, random);
	life.channel = channel < 640 ? CHANNEL_ONLINE : channel < 960 ? CHANNEL_DIRECT : CHANNEL_POSTAL;
	life.now_us = now_us - now_us % SECOND_US;
	if (random_chance(random, 100)) {
		life.plan->source = SOURCE_DOCUMENTS;
		name(&life, now_us, "v");
		live_document(&life);
	} else {
		name(&life, now_us, "d");
		live_dossier(&life);
	}
	plan_commit(life.plan);
}
