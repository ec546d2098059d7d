/* SPDX-License-Identifier: PostgreSQL */
#include "tests/property/oracle.h"

#include <stdlib.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

static bool
stated(const struct oracle *oracle, enum dossier_register reg)
{
	return oracle->dossier->state[reg] == REGISTER_STATED;
}

static int64_t
value(const struct oracle *oracle, enum dossier_register reg)
{
	return oracle->dossier->value[reg];
}

static int64_t
time_of(const struct oracle *oracle, enum dossier_register reg)
{
	return oracle->dossier->stamps[oracle->dossier->stamp[reg]].time_us;
}

/* Whether AT_US counts for the handling; moves a bare date to the reception. */
static bool
counts(const struct oracle *oracle, int64_t *at_us)
{
	int32_t day = instant_day(oracle->received_us);

	if (*at_us == day_begin(day) && *at_us < oracle->received_us)
		*at_us = oracle->received_us;
	return *at_us >= oracle->received_us;
}

static bool
retracted(const struct dossier *dossier, const struct mark *mark)
{
	for (int i = 0; i < dossier->retraction_count; i++)
		if (dossier->retractions[i].at_us == mark->at_us &&
		    dossier->retractions[i].kind == mark->kind)
			return true;
	return false;
}

static int
mark_order(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;

	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	if (a->time_us != b->time_us)
		return a->time_us < b->time_us ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

/* Whether an end at END_US, stated at TIME_US, has not been undone. */
static bool
holds(const struct oracle *oracle, int64_t end_us, int64_t time_us)
{
	for (int i = 0; i < oracle->mark_count; i++) {
		const struct mark *mark = &oracle->marks[i];

		if (mark->kind != MARK_PAYMENT && mark->kind != MARK_PAID &&
		    mark->kind != MARK_FINAL && mark->at_us > end_us &&
		    mark->time_us > time_us)
			return false;
	}
	return true;
}

/* Takes the end at AT_US if it holds and nothing before it was taken. */
static void
try_end(struct oracle *oracle, int64_t at_us, int64_t time_us, enum ended_kind kind)
{
	int64_t end_us = at_us > oracle->received_us ? at_us : oracle->received_us;

	if (oracle->ended != ENDED_NOT || !holds(oracle, end_us, time_us))
		return;
	oracle->end_us = end_us;
	oracle->ended = kind;
}

/* The earliest closing that holds; of one instant refused, withdrawn, stopped. */
static void
try_closings(struct oracle *oracle)
{
	struct oracle best = *oracle;

	for (int i = -2; i < oracle->mark_count; i++) {
		struct oracle one = *oracle;
		enum dossier_register reg = i == -2 ? DOSSIER_refused_at
						    : DOSSIER_withdrawn_at;
		int64_t at_us = i < 0 ? value(oracle, reg) : oracle->marks[i].at_us;

		if (i < 0 ? !stated(oracle, reg) || !counts(oracle, &at_us)
			  : oracle->marks[i].kind != MARK_FINAL)
			continue;
		try_end(&one, at_us, i < 0 ? time_of(oracle, reg) : oracle->marks[i].time_us,
			i == -2	  ? ENDED_REFUSED
			: i == -1 ? ENDED_WITHDRAWN
				  : ENDED_STOPPED);
		if (one.ended != ENDED_NOT && one.end_us < best.end_us)
			best = one;
	}
	*oracle = best;
}

void
oracle_of(struct oracle *ret, const struct dossier *dossier)
{
	ret->dossier = dossier;
	ret->end_us = INT64_MAX;
	ret->ended = ENDED_NOT;
	ret->mark_count = 0;
	ret->received_us = value(ret, DOSSIER_received_at);
	if (!stated(ret, DOSSIER_received_at))
		return;
	for (int i = 0; i < dossier->mark_count; i++) {
		struct mark mark = dossier->marks[i];

		if (!retracted(dossier, &mark) && counts(ret, &mark.at_us))
			ret->marks[ret->mark_count++] = mark;
	}
	qsort(ret->marks, (size_t)ret->mark_count, sizeof(ret->marks[0]), mark_order);
	if (stated(ret, DOSSIER_resolved_at))
		try_end(ret, value(ret, DOSSIER_resolved_at),
			time_of(ret, DOSSIER_resolved_at), ENDED_RESOLVED);
	if (stated(ret, DOSSIER_returned_at))
		try_end(ret, value(ret, DOSSIER_returned_at),
			time_of(ret, DOSSIER_returned_at), ENDED_RETURNED);
	if (ret->ended == ENDED_NOT)
		try_closings(ret);
}

/* Where a replay stands. */
struct replay {
	char state; /* r running, s supplement, p payment, x stopped */
	int64_t since_us;
	int64_t supplement_us; /* of phases that are over */
	int64_t running_us;    /* likewise */
	int requests;
	bool asked; /* in this pause */
};

static void
replay_to(struct replay *replay, char state, int64_t at_us)
{
	if (replay->state == state)
		return;
	if (replay->state == 's')
		replay->supplement_us += at_us - replay->since_us;
	if (replay->state == 'r')
		replay->running_us += at_us - replay->since_us;
	if (state == 's' && !replay->asked) {
		replay->requests++;
		replay->asked = true;
	}
	if (state == 'r')
		replay->asked = false;
	replay->state = state;
	replay->since_us = at_us;
}

/* Marks at or before LAST_US and before the end. */
static struct replay
replay_until(const struct oracle *oracle, int64_t last_us)
{
	static const char after[MARK_KIND_COUNT] = "rrsp?xx";
	struct replay replay = { .state = 'r', .since_us = oracle->received_us };

	for (int i = 0; i < oracle->mark_count; i++) {
		const struct mark *mark = &oracle->marks[i];
		char state = after[mark->kind];

		if (mark->at_us > last_us || mark->at_us >= oracle->end_us)
			break;
		if (mark->kind == MARK_PAID)
			state = replay.state == 'p' ? 'r' : replay.state;
		replay_to(&replay, state, mark->at_us);
	}
	return replay;
}

static bool
in_due_766(const struct oracle *oracle, const struct replay *replay, int32_t day)
{
	int64_t due = value(oracle, DOSSIER_due);

	if (replay->requests > 1)
		return false;
	if (!stated(oracle, DOSSIER_due))
		return true;
	if (replay->state == 'r' || replay->state == 'p')
		return day <= due + replay->supplement_us / SECOND_US / DAY_SECONDS;
	return instant_day(replay->since_us - replay->supplement_us) <= due;
}

static bool
awaiting(const struct oracle *oracle, int32_t day)
{
	static const enum dossier_register ends[] = {
		DOSSIER_received_at,
		DOSSIER_refused_at,
		DOSSIER_withdrawn_at,
	};

	if (!stated(oracle, DOSSIER_submitted_at) ||
	    instant_day(value(oracle, DOSSIER_submitted_at)) > day)
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(ends); i++)
		if (stated(oracle, ends[i]) && instant_day(value(oracle, ends[i])) <= day)
			return false;
	return true;
}

static int
gauge_pending(const struct oracle *oracle, enum counter counter, int32_t day)
{
	int64_t last_us = day_begin(day) + DAY_US - 1;
	struct replay replay;
	int64_t left = value(oracle, DOSSIER_due) - day; /* days until due */
	bool clock;

	if (!stated(oracle, DOSSIER_received_at) || oracle->received_us > last_us ||
	    oracle->end_us <= last_us)
		return 0;
	replay = replay_until(oracle, last_us);
	clock = replay.state == 'r' && stated(oracle, DOSSIER_due);
	if (counter == COUNTER_waiting_supplement)
		return replay.state == 's';
	if (counter == COUNTER_waiting_payment)
		return replay.state == 'p';
	if (counter == COUNTER_stopped)
		return replay.state == 'x';
	if (counter == COUNTER_overdue)
		return clock && left < 0;
	if (counter == COUNTER_near_due)
		return clock && (left == 0 || left == 1);
	if (counter == COUNTER_in_due_766)
		return in_due_766(oracle, &replay, day);
	CHECK_OP(counter, ==, COUNTER_pending);
	return 1;
}

bool
oracle_counts_nothing(const struct oracle *oracle)
{
	return stated(oracle, DOSSIER_alias_of) ||
	       (stated(oracle, DOSSIER_voided) && value(oracle, DOSSIER_voided) != 0);
}

int
oracle_gauge(const struct oracle *oracle, enum counter counter, int32_t day)
{
	if (oracle_counts_nothing(oracle))
		return 0;
	if (counter == COUNTER_awaiting_reception)
		return awaiting(oracle, day);
	if (counter == COUNTER_reception_overdue)
		return awaiting(oracle, day) && stated(oracle, DOSSIER_reception_due) &&
		       day > value(oracle, DOSSIER_reception_due);
	return gauge_pending(oracle, counter, day);
}

int64_t
oracle_running_seconds(const struct oracle *oracle)
{
	struct replay replay = replay_until(oracle, INT64_MAX);

	if (replay.state == 'r')
		replay.running_us += oracle->end_us - replay.since_us;
	return replay.running_us / SECOND_US;
}

bool
oracle_ended_in_due(const struct oracle *oracle)
{
	struct replay replay = replay_until(oracle, INT64_MAX);

	if (replay.state == 's')
		replay.supplement_us += oracle->end_us - replay.since_us;
	return replay.requests <= 1 &&
	       (!stated(oracle, DOSSIER_due) ||
		instant_day(oracle->end_us - replay.supplement_us) <=
			value(oracle, DOSSIER_due));
}
