/* SPDX-License-Identifier: PostgreSQL
 *
 * dossier_after.c - what is said about a dossier afterwards: corrections, retracted
 * marks, a second code, a voided one.
 */
#include "producers/simulate/dossier.h"

#include <stdio.h>

#include "producers/simulate/happening.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { HOUR = 3600, DAY = 86400 };

static int64_t
after(struct life *life)
{
	return life_later(life, life->now_us, HOUR, 12 * DAY);
}

/* One register, as a clerk mends it; a date is named only where it was stated. */
static void
correct(struct life *life)
{
	struct random *random = &life->plan->random;
	const struct province *province = life->plan->sim->province;
	struct happening *happening =
		plan_event(life->plan, EVENT_DOSSIER_CORRECTED, after(life));

	switch (random_below(random, 9)) {
	case 0:
		happening_number(happening, MEMBER_DUE, life->due + 1);
		break;
	case 1:
		happening_text(happening, MEMBER_PROCEDURE,
			       province_procedure(province, random)->code);
		break;
	case 2:
		happening_number(happening, MEMBER_CHANNEL, random_between(random, 1, 3));
		break;
	case 3:
		happening_text(happening, MEMBER_HANDLING_UNIT, province_unit(province, random));
		break;
	case 4:
		happening_null(happening, MEMBER_DUE);
		break;
	case 5:
		happening_number(happening, MEMBER_RECEIVED_AT,
				 life->received_us - 2 * HOUR * SECOND_US);
		break;
	case 6:
		happening_number(happening, MEMBER_FEE_VND, 0);
		happening_number(happening, MEMBER_PAPERS, 2);
		break;
	case 7:
		happening_null(happening, MEMBER_RETURNED_AT);
		happening_null(happening, MEMBER_RATED_AT);
		break;
	default:
		happening_null(happening, MEMBER_RESOLVED_AT);
		happening_null(happening, MEMBER_RETURNED_AT);
	}
	life->now_us = happening->at_us;
}

static void
retract(struct life *life)
{
	struct happening *happening =
		plan_event(life->plan, EVENT_DOSSIER_RETRACTED, after(life));
	bool supplement = life->pause == EVENT_DOSSIER_SUPPLEMENT_REQUESTED;

	happening_number(happening, MEMBER_MARK,
			 list_find(LIST_MARK, slice_text(supplement ? "supplement-requested"
								    : "stopped")));
	happening_number(happening, MEMBER_MARK_AT, life->pause_us);
}

static void
void_dossier(struct life *life)
{
	int64_t at_us = after(life);

	plan_event(life->plan, EVENT_DOSSIER_VOIDED, at_us);
	if (life_chance(life, 250)) /* by mistake: taken back */
		happening_null(plan_event(life->plan, EVENT_DOSSIER_CORRECTED,
					  life_later(life, at_us, HOUR, DAY)),
			       MEMBER_VOIDED);
}

/* The portal counted it under a code of its own until somebody named the pair. */
static void
alias(struct life *life)
{
	struct plan *plan = life->plan;
	char code[ENTITY_BYTES];
	struct happening *happening;

	snprintf(code, sizeof code, "%s", plan->entity);
	snprintf(plan->entity, sizeof plan->entity, "H48-%.30s.2", code + 4);
	happening = plan_event(plan, EVENT_DOSSIER_RECEIVED, life->received_us);
	happening->source = SOURCE_PORTAL;
	happening_text(happening, MEMBER_UNIT, life->unit);
	happening_text(happening, MEMBER_PROCEDURE, life->procedure->code);
	happening = plan_event(plan, EVENT_DOSSIER_ALIASED, after(life));
	happening->source = SOURCE_PORTAL;
	happening_other(happening, MEMBER_OF, code);
	snprintf(plan->entity, sizeof plan->entity, "%s", code);
}

void
life_afterwards(struct life *life)
{
	if (random_ppm(&life->plan->random, life->plan->sim->options.corrections_ppm))
		correct(life);
	if (life->pause_us != 0 && life_chance(life, 60))
		retract(life);
	if (life_chance(life, 3))
		void_dossier(life);
	if (life_chance(life, 3))
		alias(life);
}
