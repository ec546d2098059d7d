/* SPDX-License-Identifier: PostgreSQL
 *
 * document.c - e-documents on their way to their recipients, and work files.
 */
#include <stdio.h>
#include <string.h>

#include "producers/simulate/happening.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, RECIPIENTS_MAX = 5, PROVINCE_PER_MILLE = 300 };

struct letter {
	struct plan *plan;
	struct random *random;
	const struct province *province;
	const char *unit;
	const char *recipient; /* the one that is spoken of */
	int32_t due;           /* 0: none */
	int64_t issued_us;
};

static int64_t
later(struct letter *letter, int64_t at_us, int64_t low, int64_t high)
{
	return calendar_in_office(&letter->province->calendar, letter->random, at_us,
				  random_between(letter->random, low, high));
}

/* A step at the recipient that is spoken of. */
static struct happening *
step(struct letter *letter, enum event_type type, int64_t at_us)
{
	struct happening *happening = plan_event(letter->plan, type, at_us);

	happening_text(happening, MEMBER_RECIPIENT, letter->recipient);
	if (letter->due > 0 && type != EVENT_DOCUMENT_REVOKED &&
	    type != EVENT_DOCUMENT_TAKEBACK_REQUESTED &&
	    type != EVENT_DOCUMENT_TAKEBACK_AGREED && type != EVENT_DOCUMENT_TAKEBACK_REFUSED)
		happening_number(happening, MEMBER_DUE, letter->due);
	return happening;
}

static void
issue(struct letter *letter)
{
	static const char *const kinds[] = { "cong-van", "quyet-dinh", "bao-cao",
					     "ke-hoach", "thong-bao", "to-trinh" };
	struct happening *happening =
		plan_event(letter->plan, EVENT_DOCUMENT_ISSUED, letter->issued_us);
	bool province = random_chance(letter->random, PROVINCE_PER_MILLE);

	happening_text(happening, MEMBER_UNIT, letter->unit);
	if (random_chance(letter->random, 970))
		happening_number(happening, MEMBER_LEVEL,
				 province ? LEVEL_PROVINCE : LEVEL_COMMUNE);
	if (random_chance(letter->random, 980))
		happening_number(happening, MEMBER_ELECTRONIC,
				 random_chance(letter->random, province ? 992 : 870));
	if (random_chance(letter->random, 960))
		happening_number(happening, MEMBER_SIGNED, random_chance(letter->random, 955));
	if (random_chance(letter->random, 800))
		happening_text(happening, MEMBER_KIND,
			       kinds[random_below(letter->random, ARRAY_COUNT(kinds))]);
}

/* Asked back; the recipient agrees, or not, or does not answer. */
static void
take_back(struct letter *letter, int64_t at_us)
{
	at_us = later(letter, at_us, HOUR, DAY);
	step(letter, EVENT_DOCUMENT_TAKEBACK_REQUESTED, at_us);
	if (random_chance(letter->random, 600))
		step(letter, EVENT_DOCUMENT_TAKEBACK_AGREED, later(letter, at_us, HOUR, DAY));
	else if (random_chance(letter->random, 700))
		step(letter, EVENT_DOCUMENT_TAKEBACK_REFUSED, later(letter, at_us, HOUR, DAY));
}

/* Codes are skipped: a recipient may say nothing between arrival and completion. */
static void
travel(struct letter *letter)
{
	int64_t at_us = letter->issued_us +
			random_between(letter->random, 30, 20 * MINUTE) * SECOND_US;

	letter->plan->source = SOURCE_DOCUMENTS;
	step(letter, EVENT_DOCUMENT_SENT, at_us);
	at_us += random_between(letter->random, 1, 40) * SECOND_US;
	if (random_chance(letter->random, 920))
		step(letter, EVENT_DOCUMENT_ARRIVED, at_us);
	at_us = later(letter, at_us, MINUTE, 20 * HOUR);
	if (random_chance(letter->random, 8)) {
		step(letter, EVENT_DOCUMENT_REFUSED, at_us);
		return;
	}
	if (random_chance(letter->random, 15))
		take_back(letter, at_us);
	if (random_chance(letter->random, 900))
		step(letter, EVENT_DOCUMENT_RECEIVED, at_us);
	if (random_chance(letter->random, 600))
		step(letter, EVENT_DOCUMENT_ASSIGNED,
		     at_us = later(letter, at_us, 10 * MINUTE, DAY));
	if (random_chance(letter->random, 500))
		step(letter, EVENT_DOCUMENT_PROCESSING,
		     at_us = later(letter, at_us, 10 * MINUTE, DAY));
	if (random_chance(letter->random, 820))
		step(letter, EVENT_DOCUMENT_COMPLETED, later(letter, at_us, HOUR, 9 * DAY));
}

static void
correct(struct letter *letter, int64_t at_us)
{
	struct happening *happening;

	if (random_chance(letter->random, 500)) {
		happening = plan_event(letter->plan, EVENT_DOCUMENT_CORRECTED, at_us);
		happening_number(happening, MEMBER_SIGNED, 1);
		happening_number(happening, MEMBER_ELECTRONIC, 1);
		return;
	}
	happening = plan_event(letter->plan, EVENT_DOCUMENT_CORRECTED, at_us);
	happening_text(happening, MEMBER_RECIPIENT, letter->recipient);
	happening_null(happening, MEMBER_COMPLETED_AT);
}

static void
afterwards(struct letter *letter)
{
	struct random *random = letter->random;
	int64_t at_us = later(letter, letter->issued_us, 2 * HOUR, 6 * DAY);
	char other[ENTITY_BYTES];

	if (random_chance(random, 12))
		plan_event(letter->plan, EVENT_DOCUMENT_UPDATED, at_us);
	if (random_chance(random, 6))
		plan_event(letter->plan, EVENT_DOCUMENT_REVOKED, at_us);
	else if (random_chance(random, 6))
		step(letter, EVENT_DOCUMENT_REVOKED, at_us);
	if (random_chance(random, 6)) {
		snprintf(other, sizeof other, "%.40s.BS", letter->plan->entity);
		happening_other(plan_event(letter->plan, EVENT_DOCUMENT_REPLACED, at_us),
				MEMBER_BY, other);
	}
	if (random_ppm(random, letter->plan->sim->options.corrections_ppm))
		correct(letter, at_us + HOUR * SECOND_US);
	if (random_chance(random, 3))
		plan_event(letter->plan, EVENT_DOCUMENT_VOIDED, at_us + 2 * HOUR * SECOND_US);
}

static struct letter
letter_begin(struct simulation *sim, enum stream stream, uint64_t number, int32_t day)
{
	struct letter letter = {
		.plan = plan_begin(sim, stream, number, SOURCE_DOCUMENTS),
		.province = sim->province,
	};

	letter.random = &letter.plan->random;
	letter.unit = province_unit(sim->province, letter.random);
	letter.issued_us = calendar_instant(letter.random, day, false);
	return letter;
}

void
document_plan(struct simulation *sim, uint64_t number, int32_t day, uint64_t in_day)
{
	struct letter letter = letter_begin(sim, STREAM_DOCUMENT, number, day);
	int recipients = 1 + (int)random_small(letter.random, RECIPIENTS_MAX);
	size_t first = random_below(letter.random, sim->province->unit_count);
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	snprintf(letter.plan->entity, sizeof letter.plan->entity,
		 "H48.%.12s,%04d/%02d/%02d,%u/UBND", letter.unit, year % 10000, month % 100,
		 day_of_month % 100, (unsigned)(in_day % 100000000u));
	issue(&letter);
	for (int i = 0; i < recipients; i++) {
		letter.recipient =
			sim->province->units[(first + (size_t)i * 7) % sim->province->unit_count];
		letter.due = random_chance(letter.random, 450)
				     ? calendar_add_working(&sim->province->calendar, day,
							    random_between(letter.random, 2, 15))
				     : 0;
		travel(&letter);
	}
	afterwards(&letter);
	plan_commit(letter.plan);
}

void
workfile_plan(struct simulation *sim, uint64_t number, int32_t day, uint64_t in_day)
{
	struct letter letter = letter_begin(sim, STREAM_WORKFILE, number, day);
	struct happening *happening;
	char date[DAY_TEXT_BYTES];

	snprintf(letter.plan->entity, sizeof letter.plan->entity, "HSCV.%.12s-%.10s-%u",
		 letter.unit, day_format(day, date), (unsigned)(in_day % 100000000u));
	happening = plan_event(letter.plan, EVENT_WORKFILE_OPENED, letter.issued_us);
	happening_text(happening, MEMBER_UNIT, letter.unit);
	happening_number(happening, MEMBER_LEVEL,
			 random_chance(letter.random, PROVINCE_PER_MILLE) ? LEVEL_PROVINCE
									  : LEVEL_COMMUNE);
	happening_number(happening, MEMBER_ONLINE, random_chance(letter.random, 800));
	if (random_chance(letter.random, 850))
		plan_event(letter.plan, EVENT_WORKFILE_CLOSED,
			   later(&letter, letter.issued_us, DAY, 30 * DAY));
	plan_commit(letter.plan);
}
