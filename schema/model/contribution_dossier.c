/* SPDX-License-Identifier: PostgreSQL
 *
 * contribution_dossier.c - the steps that one dossier adds to the counters.
 *
 * The timeline says when the dossier was in which state; here that becomes counts.  A
 * day is in the state of its last instant (R16), so a state from one instant to another
 * is on the days from the first's day up to, not with, the second's: what begins and
 * ends on one day is on none.  Steps are written as they come, without merging: whoever
 * adds them up has to sort them by cell anyway.
 */
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/model/timeline.h"

#define DAY_NEVER INT32_MAX

struct days {
	int32_t from;
	int32_t to; /* the first day that is not among them; DAY_NEVER: all later ones */
};

static inline void
flow(struct contribution *ret, int32_t day, enum counter counter, int64_t n)
{
	CHECK_OP(ret->step_count, <, CONTRIBUTION_STEPS_MAX);
	ret->steps[ret->step_count++] = (struct step){ day, (uint8_t)counter, n };
}

static inline void
flow_if(struct contribution *ret, bool counts, int32_t day, enum counter counter)
{
	if (counts)
		flow(ret, day, counter, 1);
}

static inline void
gauge(struct contribution *ret, enum counter counter, struct days days)
{
	if (days.from >= days.to)
		return;
	flow(ret, days.from, counter, 1);
	if (days.to != DAY_NEVER)
		flow(ret, days.to, counter, -1);
}

/* Those of DAYS that are at or after FROM and before TO. */
static inline struct days
days_within(struct days days, int32_t from, int32_t to)
{
	return (struct days){ days.from > from ? days.from : from,
			      days.to < to ? days.to : to };
}

static inline int32_t
day_or_never(int64_t instant_us)
{
	return instant_us == TIMELINE_NEVER_US ? DAY_NEVER : instant_day(instant_us);
}

static inline int32_t
stated_day(const struct dossier *dossier, enum dossier_register reg)
{
	return instant_day(dossier->value[reg]);
}

static inline bool
stated_true(const struct dossier *dossier, enum dossier_register reg)
{
	return dossier_stated(dossier, reg) && dossier->value[reg] != 0;
}

static void
cell_of(const struct dossier *dossier, struct contribution *ret)
{
	int32_t unit = (int32_t)dossier->value[DOSSIER_unit];

	/* An absent or null register has the value 0, which is the code not stated. */
	ret->cell = (struct cell){
		.handling_unit = dossier_stated(dossier, DOSSIER_handling_unit)
					 ? (int32_t)dossier->value[DOSSIER_handling_unit]
					 : unit,
		.unit = unit,
		.procedure = (int32_t)dossier->value[DOSSIER_procedure],
		.channel = (int32_t)dossier->value[DOSSIER_channel],
	};
	ret->service = (int32_t)dossier->value[DOSSIER_service];
	ret->applicant_kind = dossier_stated(dossier, DOSSIER_applicant_kind)
				      ? (int32_t)dossier->value[DOSSIER_applicant_kind]
				      : -1;
}

/* R13: from submission to the first of received, refused, withdrawn. */
static void
count_awaiting(const struct dossier *dossier, struct contribution *ret)
{
	static const enum dossier_register ends[] = {
		DOSSIER_received_at,
		DOSSIER_refused_at,
		DOSSIER_withdrawn_at,
	};
	int64_t end_us = TIMELINE_NEVER_US;
	struct days days;

	if (!dossier_stated(dossier, DOSSIER_submitted_at))
		return;
	for (size_t i = 0; i < ARRAY_COUNT(ends); i++)
		if (dossier_stated(dossier, ends[i]) && dossier->value[ends[i]] < end_us)
			end_us = dossier->value[ends[i]];
	days = (struct days){ stated_day(dossier, DOSSIER_submitted_at),
			      day_or_never(end_us) };
	flow(ret, days.from, COUNTER_submitted, 1);
	gauge(ret, COUNTER_awaiting_reception, days);
	if (dossier_stated(dossier, DOSSIER_reception_due))
		gauge(ret, COUNTER_reception_overdue,
		      days_within(days,
				  (int32_t)dossier->value[DOSSIER_reception_due] + 1,
				  DAY_NEVER));
}

/* R13: refused before a reception, or without one. */
static void
count_refused(const struct dossier *dossier, struct contribution *ret)
{
	if (dossier_stated(dossier, DOSSIER_refused_at))
		flow(ret, stated_day(dossier, DOSSIER_refused_at), COUNTER_refused, 1);
}

/* R13: worked on without a reception, on the first day that tells of it. */
static void
count_without_reception(const struct dossier *dossier, struct contribution *ret)
{
	struct mark marks[DOSSIER_MARKS_MAX];
	int count = timeline_marks(dossier, marks);
	int64_t first_us = TIMELINE_NEVER_US;

	for (int i = 0; i < count; i++) {
		enum mark_kind kind = marks[i].kind;

		if (kind != MARK_PROCESSING && kind != MARK_STOPPED && kind != MARK_FINAL)
			continue;
		first_us = marks[i].at_us; /* they are in order */
		break;
	}
	if (dossier_stated(dossier, DOSSIER_resolved_at) &&
	    dossier->value[DOSSIER_resolved_at] < first_us)
		first_us = dossier->value[DOSSIER_resolved_at];
	if (dossier_stated(dossier, DOSSIER_returned_at) &&
	    dossier->value[DOSSIER_returned_at] < first_us)
		first_us = dossier->value[DOSSIER_returned_at];
	if (first_us != TIMELINE_NEVER_US)
		flow(ret, instant_day(first_us), COUNTER_bad_not_received, 1);
}

/* R20: both halves of a share lie on the reception day. */
static void
count_payment_and_papers(const struct dossier *dossier, int32_t day,
			 struct contribution *ret)
{
	int64_t papers = dossier->value[DOSSIER_papers];
	int64_t digitised = dossier->value[DOSSIER_digitised];

	if (stated_true(dossier, DOSSIER_paid_online)) {
		flow(ret, day, COUNTER_paid_online, 1);
		if (dossier->value[DOSSIER_paid_vnd] != 0)
			flow(ret, day, COUNTER_paid_online_vnd,
			     dossier->value[DOSSIER_paid_vnd]);
	}
	flow_if(ret,
		dossier_stated(dossier, DOSSIER_fee_vnd) &&
			dossier->value[DOSSIER_fee_vnd] == 0,
		day, COUNTER_fee_zero);
	if (papers != 0)
		flow(ret, day, COUNTER_papers, papers);
	if (digitised != 0) {
		flow(ret, day, COUNTER_papers_digitised, digitised);
		flow(ret, day, COUNTER_digitised, 1);
	}
	flow_if(ret, dossier->value[DOSSIER_reused] > 0, day, COUNTER_reused);
	flow_if(ret, stated_true(dossier, DOSSIER_stored), day, COUNTER_stored);
	flow_if(ret, stated_true(dossier, DOSSIER_population_lookup), day,
		COUNTER_population_lookup);
}

static void
count_reception(const struct dossier *dossier, int32_t day, struct contribution *ret)
{
	int64_t received_us = dossier->value[DOSSIER_received_at];
	int64_t submitted_us = dossier->value[DOSSIER_submitted_at];

	ret->received_day = day;
	flow(ret, day, COUNTER_received, 1);
	flow_if(ret,
		ret->cell.channel == CHANNEL_ONLINE &&
			dossier->value[DOSSIER_online_level] == 4,
		day, COUNTER_received_full);
	flow_if(ret,
		dossier_stated(dossier, DOSSIER_reception_due) &&
			day > dossier->value[DOSSIER_reception_due],
		day, COUNTER_late_reception);
	flow_if(ret, dossier_stated(dossier, DOSSIER_synchronised_at), day,
		COUNTER_synchronised);
	flow_if(ret, !dossier_stated(dossier, DOSSIER_due), day, COUNTER_bad_no_due);
	flow_if(ret, dossier->mark_count == DOSSIER_MARKS_MAX, day, COUNTER_bad_overflow);
	count_payment_and_papers(dossier, day, ret);
	if (!dossier_stated(dossier, DOSSIER_submitted_at) || submitted_us > received_us)
		return;
	flow(ret, day, COUNTER_reception_steps, 1);
	if (received_us - submitted_us >= SECOND_US)
		flow(ret, day, COUNTER_reception_seconds,
		     (received_us - submitted_us) / SECOND_US);
}

/* Ratings and re-appointments, each on its own day. */
static void
count_own_days(const struct dossier *dossier, struct contribution *ret)
{
	int32_t day;

	if (dossier_stated(dossier, DOSSIER_rated_at)) {
		day = stated_day(dossier, DOSSIER_rated_at);
		flow(ret, day, COUNTER_rated, 1);
		flow_if(ret, stated_true(dossier, DOSSIER_satisfied), day,
			COUNTER_satisfied);
	}
	if (dossier_stated(dossier, DOSSIER_rescheduled_at)) {
		day = stated_day(dossier, DOSSIER_rescheduled_at);
		flow(ret, day, COUNTER_rescheduled, 1);
		flow_if(ret,
			dossier_stated(dossier, DOSSIER_due_before) &&
				day > dossier->value[DOSSIER_due_before],
			day, COUNTER_rescheduled_late);
	}
}

/* R18: the days of PHASE on which index 766 counts it as in due time, with SUPPLEMENT_US
 * of supplements behind it. */
static struct days
days_in_due_766(const struct dossier *dossier, const struct phase *phase, struct days days,
		int64_t supplement_us)
{
	int32_t due = (int32_t)dossier->value[DOSSIER_due];

	if (phase->requests >= 2)
		return (struct days){ 0, 0 };
	if (!dossier_stated(dossier, DOSSIER_due))
		return days;
	if (phase->state == PHASE_RUNNING || phase->state == PHASE_PAYMENT)
		return days_within(days, 0, due + (int32_t)(supplement_us / DAY_US) + 1);
	if (instant_day(phase->begin_us - supplement_us) <= due)
		return days;
	return (struct days){ 0, 0 };
}

static void
count_phase(const struct dossier *dossier, const struct phase *phase, struct days days,
	    int64_t supplement_us, struct contribution *ret)
{
	static const enum counter waiting[] = {
		[PHASE_SUPPLEMENT] = COUNTER_waiting_supplement,
		[PHASE_PAYMENT] = COUNTER_waiting_payment,
		[PHASE_STOPPED] = COUNTER_stopped,
	};
	int32_t due = (int32_t)dossier->value[DOSSIER_due];

	if (days.from >= days.to)
		return;
	gauge(ret, COUNTER_in_due_766,
	      days_in_due_766(dossier, phase, days, supplement_us));
	if (phase->state != PHASE_RUNNING) {
		gauge(ret, waiting[phase->state], days);
	} else if (dossier_stated(dossier, DOSSIER_due)) {
		gauge(ret, COUNTER_near_due, days_within(days, due - 1, due + 1));
		gauge(ret, COUNTER_overdue, days_within(days, due + 1, DAY_NEVER));
	}
}

/* What the phases add up to at the end. */
struct totals {
	int64_t running_us;
	int64_t supplement_us;
	int requests;
};

static struct totals
count_phases(const struct dossier *dossier, const struct timeline *timeline,
	     struct contribution *ret)
{
	struct totals totals = { 0 };
	struct days days = { 0, ret->received_day };

	for (int i = 0; i < timeline->phase_count; i++) {
		const struct phase *phase = &timeline->phases[i];
		int64_t length_us = phase->end_us - phase->begin_us;

		days = (struct days){ days.to, day_or_never(phase->end_us) };
		count_phase(dossier, phase, days, totals.supplement_us, ret);
		if (phase->end_us == TIMELINE_NEVER_US)
			break;
		if (phase->state == PHASE_RUNNING)
			totals.running_us += length_us;
		else if (phase->state == PHASE_SUPPLEMENT)
			totals.supplement_us += length_us;
	}
	gauge(ret, COUNTER_pending, (struct days){ ret->received_day, days.to });
	totals.requests = timeline->phases[timeline->phase_count - 1].requests;
	return totals;
}

static enum counter
running_days_class(int64_t running_us)
{
	static const struct {
		int32_t days;
		enum counter counter;
	} classes[] = {
		{ 0, COUNTER_running_days_0 },	 { 1, COUNTER_running_days_1 },
		{ 2, COUNTER_running_days_2 },	 { 3, COUNTER_running_days_3 },
		{ 5, COUNTER_running_days_5 },	 { 7, COUNTER_running_days_7 },
		{ 10, COUNTER_running_days_10 }, { 15, COUNTER_running_days_15 },
		{ 20, COUNTER_running_days_20 }, { 30, COUNTER_running_days_30 },
		{ 60, COUNTER_running_days_60 },
	};
	int64_t days = running_us / DAY_US;

	for (size_t i = 0; i < ARRAY_COUNT(classes); i++)
		if (days <= classes[i].days)
			return classes[i].counter;
	return COUNTER_running_days_more;
}

/* Resolved or returned: a result, its verdict, and how long it took. */
static void
count_result(const struct dossier *dossier, int32_t day, const struct totals *totals,
	     struct contribution *ret)
{
	int64_t due = dossier_stated(dossier, DOSSIER_due) ? dossier->value[DOSSIER_due]
							    : day;
	bool electronic = stated_true(dossier, DOSSIER_electronic_result);

	flow(ret, day,
	     day < due	 ? COUNTER_done_early
	     : day > due ? COUNTER_done_overdue
			 : COUNTER_done_on_time,
	     1);
	flow_if(ret, electronic, day, COUNTER_electronic_result);
	flow_if(ret, electronic && ret->cell.channel == CHANNEL_ONLINE, day,
		COUNTER_online_result);
	if (totals->running_us >= SECOND_US)
		flow(ret, day, COUNTER_handling_seconds, totals->running_us / SECOND_US);
	flow(ret, day, running_days_class(totals->running_us), 1);
}

static void
count_end(const struct dossier *dossier, const struct timeline *timeline,
	  const struct totals *totals, struct contribution *ret)
{
	int32_t day = instant_day(timeline->end_us);
	int64_t returned_us = dossier->value[DOSSIER_returned_at];

	ret->ended_at_us = timeline->end_us;
	ret->ended_kind = timeline->ended;
	flow_if(ret,
		totals->requests <= 1 &&
			(!dossier_stated(dossier, DOSSIER_due) ||
			 instant_day(timeline->end_us - totals->supplement_us) <=
				 dossier->value[DOSSIER_due]),
		day, COUNTER_in_due_766_done);
	if (timeline->ended != ENDED_RESOLVED && timeline->ended != ENDED_RETURNED) {
		flow(ret, day, COUNTER_closed, 1);
		return;
	}
	count_result(dossier, day, totals, ret);
	if (timeline->ended != ENDED_RESOLVED ||
	    !dossier_stated(dossier, DOSSIER_returned_at) || returned_us < timeline->end_us)
		return;
	flow(ret, instant_day(returned_us), COUNTER_return_steps, 1);
	if (returned_us - timeline->end_us >= SECOND_US)
		flow(ret, instant_day(returned_us), COUNTER_return_seconds,
		     (returned_us - timeline->end_us) / SECOND_US);
}

/* R14: a result dated on a day before the reception day, whichever end holds. */
static bool
bad_order(const struct dossier *dossier, int32_t received_day)
{
	return (dossier_stated(dossier, DOSSIER_resolved_at) &&
		stated_day(dossier, DOSSIER_resolved_at) < received_day) ||
	       (dossier_stated(dossier, DOSSIER_returned_at) &&
		stated_day(dossier, DOSSIER_returned_at) < received_day);
}

static void
count_received(const struct dossier *dossier, struct contribution *ret)
{
	int32_t day = stated_day(dossier, DOSSIER_received_at);
	struct timeline timeline;
	struct totals totals;

	timeline_of(dossier, &timeline);
	count_reception(dossier, day, ret);
	count_own_days(dossier, ret);
	flow_if(ret, timeline.reopened, day, COUNTER_reopened);
	flow_if(ret, bad_order(dossier, day), day, COUNTER_bad_order);
	if (!timeline.refused_after)
		count_refused(dossier, ret);
	totals = count_phases(dossier, &timeline, ret);
	if (timeline.ended != ENDED_NOT)
		count_end(dossier, &timeline, &totals, ret);
}

void
dossier_contribution(const struct dossier *dossier, struct contribution *ret)
{
	ret->received_day = -1;
	ret->ended_at_us = 0;
	ret->ended_kind = ENDED_NOT;
	ret->step_count = 0;
	cell_of(dossier, ret);
	if (stated_true(dossier, DOSSIER_voided) || dossier_stated(dossier, DOSSIER_alias_of))
		return; /* R10 */
	count_awaiting(dossier, ret);
	if (dossier_stated(dossier, DOSSIER_received_at)) {
		count_received(dossier, ret);
		return;
	}
	count_refused(dossier, ret);
	count_without_reception(dossier, ret);
}
