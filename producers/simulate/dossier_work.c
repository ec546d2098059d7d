/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_work.c - what happens to a dossier between its reception and its end, and the
 * end.
 */
#include "producers/simulate/dossier.h"

#include "producers/simulate/happening.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static void
process(struct life *life)
{
	struct happening *happening;

	life->now_us = life_later(life, life->now_us, 20 * MINUTE, 10 * HOUR);
	happening = life_event(life, EVENT_DOSSIER_PROCESSING, life->now_us);
	if (life_chance(life, 12)) { /* transferred: another unit goes on with it */
		life->handling_unit = province_unit(life->plan->sim->province,
						    &life->plan->random);
		happening_text(happening, MEMBER_HANDLING_UNIT, life->handling_unit);
	}
}

static void
end_at(struct life *life, enum event_type type, int64_t at_us)
{
	life_event(life, type, at_us);
	life->ended = true;
	life->ended_us = at_us;
	life->now_us = at_us;
}

static void
resume(struct life *life, int64_t low, int64_t high)
{
	const struct calendar *calendar = &life->plan->sim->province->calendar;
	struct happening *happening;
	int64_t begin_us = life->now_us;

	life->now_us = life_later(life, life->now_us, low, high);
	/* some systems have no word for it and say "processing" */
	if (life_chance(life, 250)) {
		life_event(life, EVENT_DOSSIER_PROCESSING, life->now_us);
		return;
	}
	happening = plan_event(life->plan, EVENT_DOSSIER_RESUMED, life->now_us);
	if (life_chance(life, 650)) {
		int64_t waited = (life->now_us - begin_us) / DAY_US;

		life->due = calendar_add_working(calendar, life->due, waited);
		happening_number(happening, MEMBER_DUE, life->due);
	}
}

static void
supplement(struct life *life)
{
	life->now_us = life_later(life, life->now_us, HOUR, 3 * DAY);
	life->pause_us = life->now_us;
	life->pause = EVENT_DOSSIER_SUPPLEMENT_REQUESTED;
	life_event(life, EVENT_DOSSIER_SUPPLEMENT_REQUESTED, life->now_us);
	if (life_chance(life, 880)) {
		resume(life, 3 * HOUR, 12 * DAY);
	} else if (life_chance(life, 400)) {
		end_at(life, EVENT_DOSSIER_WITHDRAWN, life_later(life, life->now_us, DAY, 9 * DAY));
	} else {
		life->ended = true; /* never answered: it waits for ever */
	}
}

static void
stop(struct life *life)
{
	struct happening *happening;

	life->now_us = life_later(life, life->now_us, HOUR, 4 * DAY);
	life->pause_us = life->now_us;
	life->pause = EVENT_DOSSIER_STOPPED;
	happening = life_event(life, EVENT_DOSSIER_STOPPED, life->now_us);
	if (life_chance(life, 250)) {
		happening_number(happening, MEMBER_FINAL, 1);
		life->ended = true;
		life->ended_us = life->now_us;
		return;
	}
	if (life_chance(life, 500))
		happening_number(happening, MEMBER_FINAL, 0);
	resume(life, DAY, 8 * DAY);
}

void
life_work(struct life *life)
{
	if (life_chance(life, 700))
		process(life);
	if (life_chance(life, 80))
		supplement(life);
	if (!life->ended && life->pause_us != 0 && life_chance(life, 90))
		supplement(life);
	if (!life->ended && life_chance(life, 15))
		stop(life);
	if (!life->ended && life_chance(life, 14))
		end_at(life, EVENT_DOSSIER_WITHDRAWN, life_later(life, life->now_us, HOUR, 3 * DAY));
	if (!life->ended && life_chance(life, 5))
		end_at(life, EVENT_DOSSIER_REFUSED, life_later(life, life->now_us, HOUR, 2 * DAY));
	if (!life->ended && life_chance(life, 350))
		process(life);
}

/* A new date, mostly before the old one has passed; some forget the apology. */
static void
reschedule(struct life *life)
{
	const struct calendar *calendar = &life->plan->sim->province->calendar;
	int32_t day = life->due - 1 + 3 * life_chance(life, 150);
	int64_t at_us = day_begin(calendar_next_working(calendar, day)) + 9 * HOUR * SECOND_US +
			(int64_t)random_below(&life->plan->random, HOUR) * SECOND_US;
	struct happening *happening;

	if (at_us <= life->now_us)
		return;
	happening = plan_event(life->plan, EVENT_DOSSIER_RESCHEDULED, at_us);
	life->now_us = at_us;
	if (life_chance(life, 800))
		happening_number(happening, MEMBER_DUE_BEFORE, life->due);
	life->due = calendar_add_working(calendar, life->due,
					 random_between(&life->plan->random, 2, 10));
	happening_number(happening, MEMBER_DUE, life->due);
	if (life_chance(life, 700))
		happening_number(happening, MEMBER_APOLOGY, life_chance(life, 850));
}

/* The day of the result: early, on the last day, or late. */
static int64_t
result_at(struct life *life)
{
	struct random *random = &life->plan->random;
	const struct calendar *calendar = &life->plan->sim->province->calendar;
	int32_t begin = instant_day(life->now_us);
	uint64_t luck = random_below(random, 1000);
	int32_t day = life->due;
	int64_t at_us;

	if (luck < 690 && life->due > begin)
		day = begin + (int32_t)random_below(random, (uint64_t)(life->due - begin));
	else if (luck >= 930)
		day = life->due + 1 + (int32_t)random_small(random, luck >= 980 ? 60 : 8);
	day = calendar_next_working(calendar, day > begin ? day : begin);
	at_us = calendar_instant(random, day, false);
	return at_us > life->now_us ? at_us : life_later(life, life->now_us, 10 * MINUTE, 6 * HOUR);
}

static void
rate(struct life *life)
{
	int64_t seconds = random_between(&life->plan->random, 5 * MINUTE, 3 * DAY);
	struct happening *happening = plan_event(life->plan, EVENT_DOSSIER_RATED,
						 life->now_us + seconds * SECOND_US);

	happening->source = SOURCE_PORTAL;
	happening_number(happening, MEMBER_SATISFIED, life_chance(life, 930));
}

static void
give_back(struct life *life)
{
	life->now_us = life_later(life, life->now_us, MINUTE, life_chance(life, 800) ? 4 * HOUR
										    : 3 * DAY);
	life_event(life, EVENT_DOSSIER_RETURNED, life->now_us);
	if (!life->ended)
		life->ended_us = life->now_us;
	life->ended = true;
}

/* Some systems know dates only: the result lies on midnight and is stated that evening. */
static void
resolve(struct life *life, int64_t at_us)
{
	struct happening *happening;

	if (life_chance(life, 20) && instant_day(at_us) > instant_day(life->now_us))
		at_us = day_begin(instant_day(at_us));
	happening = life_event(life, EVENT_DOSSIER_RESOLVED, at_us);
	if (at_us == day_begin(instant_day(at_us)))
		happening->time_us += 17 * HOUR * SECOND_US;
	if (life_chance(life, 900))
		happening_number(happening, MEMBER_ELECTRONIC_RESULT, life_chance(life, 800));
	if (life_chance(life, 100))
		happening_text(happening, MEMBER_OUTCOME, "dong-y");
	life->ended = true;
	life->ended_us = at_us;
	life->now_us = at_us;
}

void
life_end(struct life *life)
{
	if (life->ended)
		return;
	if (life_chance(life, 25))
		reschedule(life);
	if (life_chance(life, 4))
		return; /* forgotten: overdue for ever */
	life->now_us = life->now_us > life->received_us ? life->now_us : life->received_us;
	if (life_chance(life, 985))
		resolve(life, result_at(life));
	else
		life->now_us = result_at(life);
	if (life->ended && life_chance(life, 7)) { /* undone and done again */
		life->now_us += 2 * HOUR * SECOND_US;
		process(life);
		resolve(life, life_later(life, life->now_us, HOUR, 4 * DAY));
	}
	if (!life->ended || life_chance(life, 920))
		give_back(life);
	if (life_chance(life, 260))
		rate(life);
}
