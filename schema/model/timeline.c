/* SPDX-License-Identifier: PostgreSQL
 *
 * timeline.c - finds the end of a dossier, then cuts the time before it into phases.
 *
 * Marks stay as they were stated; what they mean depends on the reception.  A mark
 * before it says nothing about this handling and is left out.  A bare date (exactly
 * local midnight) of the reception day is a source that knows the day only: it counts
 * as the instant of the reception, its effective instant.  From there on order is
 * (effective instant, time of statement, kind), where kinds are listed so that of one
 * instant closing comes before pausing.
 */
#include "schema/model/timeline.h"

#include "schema/base/check.h"
#include "schema/base/instant.h"

/* An end that may hold. */
struct candidate {
	int64_t end_us;  /* effective: not before the reception */
	int64_t time_us; /* when it was stated */
	enum ended_kind kind;
};

enum { CANDIDATES_MAX = DOSSIER_MARKS_MAX + 4, BEFORE_RECEPTION = -1 };

/* Marks in effect, with their effective instants. */
struct course {
	int64_t received_us;
	int64_t midnight_us; /* of the reception day */
	int mark_count;
	struct mark marks[DOSSIER_MARKS_MAX];
};

static int
order(const struct mark *a, const struct mark *b)
{
	if (a->at_us != b->at_us)
		return a->at_us < b->at_us ? -1 : 1;
	if (a->time_us != b->time_us)
		return a->time_us < b->time_us ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

int
timeline_marks(const struct dossier *dossier, struct mark ret_marks[DOSSIER_MARKS_MAX])
{
	const struct mark *out = dossier->retractions;
	const struct mark *out_end = out + dossier->retraction_count;
	int count = 0;

	for (int i = 0; i < dossier->mark_count; i++) {
		const struct mark *mark = &dossier->marks[i];

		while (out < out_end &&
		       (out->at_us < mark->at_us ||
			(out->at_us == mark->at_us && out->kind < mark->kind)))
			out++;
		if (out < out_end && out->at_us == mark->at_us && out->kind == mark->kind)
			continue;
		ret_marks[count++] = *mark;
	}
	return count;
}

static int64_t
effective(const struct course *course, int64_t at_us)
{
	if (at_us >= course->received_us)
		return at_us;
	return at_us == course->midnight_us ? course->received_us : BEFORE_RECEPTION;
}

/* Sorting by insertion: the marks come in order of (at, kind), and only few of them
 * share an instant. */
static void
course_of(const struct dossier *dossier, struct course *ret)
{
	struct mark marks[DOSSIER_MARKS_MAX];
	int count = dossier->mark_count > 0 ? timeline_marks(dossier, marks) : 0;

	ret->received_us = dossier->value[DOSSIER_received_at];
	ret->midnight_us = day_begin(instant_day(ret->received_us));
	ret->mark_count = 0;
	for (int i = 0; i < count; i++) {
		struct mark mark = marks[i];
		int place = ret->mark_count;

		mark.at_us = effective(ret, mark.at_us);
		if (mark.at_us == BEFORE_RECEPTION)
			continue;
		for (; place > 0 && order(&ret->marks[place - 1], &mark) > 0; place--)
			ret->marks[place] = ret->marks[place - 1];
		ret->marks[place] = mark;
		ret->mark_count++;
	}
}

static bool
mark_reopens(const struct mark *mark)
{
	return mark->kind == MARK_PROCESSING || mark->kind == MARK_RESUMED ||
	       mark->kind == MARK_SUPPLEMENT || mark->kind == MARK_STOPPED;
}

/* R15: undone by work that happened later and was stated later. */
static bool
candidate_holds(const struct course *course, const struct candidate *candidate)
{
	for (int i = course->mark_count - 1; i >= 0; i--) {
		const struct mark *mark = &course->marks[i];

		if (mark->at_us <= candidate->end_us)
			return true;
		if (mark->time_us > candidate->time_us && mark_reopens(mark))
			return false;
	}
	return true;
}

static struct candidate
candidate_of(const struct dossier *dossier, enum dossier_register reg, int64_t end_us,
	     enum ended_kind kind)
{
	return (struct candidate){ end_us, dossier->stamps[dossier->stamp[reg]].time_us,
				   kind };
}

/* Resolved and returned are ends whenever they happened: one before the reception
 * moves to it (R14). */
static int
add_result(const struct dossier *dossier, const struct course *course,
	   enum dossier_register reg, enum ended_kind kind, struct candidate *candidates,
	   int count)
{
	int64_t at_us = dossier->value[reg];

	if (!dossier_stated(dossier, reg))
		return count;
	if (at_us < course->received_us)
		at_us = course->received_us;
	candidates[count] = candidate_of(dossier, reg, at_us, kind);
	return count + 1;
}

/* Puts CANDIDATE behind those of FIRST.. that are not later. */
static int
insert(struct candidate *candidates, int first, int count, struct candidate candidate)
{
	int place = count;

	for (; place > first && candidates[place - 1].end_us > candidate.end_us; place--)
		candidates[place] = candidates[place - 1];
	candidates[place] = candidate;
	return count + 1;
}

/* Refused, withdrawn and final stops end it only from the reception on; of one instant
 * in this order. */
static int
add_closings(const struct dossier *dossier, const struct course *course,
	     struct candidate *candidates, int first)
{
	static const struct {
		enum dossier_register reg;
		enum ended_kind kind;
	} closings[] = {
		{ DOSSIER_refused_at, ENDED_REFUSED },
		{ DOSSIER_withdrawn_at, ENDED_WITHDRAWN },
	};
	int count = first;

	for (size_t i = 0; i < ARRAY_COUNT(closings); i++) {
		enum dossier_register reg = closings[i].reg;
		int64_t end_us = effective(course, dossier->value[reg]);

		if (dossier_stated(dossier, reg) && end_us != BEFORE_RECEPTION)
			count = insert(candidates, first, count,
				       candidate_of(dossier, reg, end_us,
						    closings[i].kind));
	}
	for (int i = 0; i < course->mark_count; i++) {
		const struct mark *mark = &course->marks[i];

		if (mark->kind == MARK_FINAL)
			count = insert(candidates, first, count,
				       (struct candidate){ mark->at_us, mark->time_us,
							   ENDED_STOPPED });
	}
	return count;
}

static void
find_end(const struct dossier *dossier, const struct course *course, struct timeline *ret)
{
	struct candidate candidates[CANDIDATES_MAX];
	int count = add_result(dossier, course, DOSSIER_resolved_at, ENDED_RESOLVED,
			       candidates, 0);

	count = add_result(dossier, course, DOSSIER_returned_at, ENDED_RETURNED, candidates,
			   count);
	count = add_closings(dossier, course, candidates, count);
	ret->end_us = TIMELINE_NEVER_US;
	ret->ended = ENDED_NOT;
	ret->reopened = count > 0;
	for (int i = 0; i < count; i++) {
		if (!candidate_holds(course, &candidates[i]))
			continue;
		ret->end_us = candidates[i].end_us;
		ret->ended = candidates[i].kind;
		ret->reopened = false;
		return;
	}
}

/* The state after a mark of KIND in STATE (R16). */
static enum phase_state
state_after(enum phase_state state, enum mark_kind kind)
{
	switch (kind) {
	case MARK_SUPPLEMENT:
		return PHASE_SUPPLEMENT;
	case MARK_PAYMENT:
		return PHASE_PAYMENT;
	case MARK_STOPPED:
	case MARK_FINAL: /* it did not end the dossier, so it stopped it */
		return PHASE_STOPPED;
	case MARK_PAID:
		return state == PHASE_PAYMENT ? PHASE_RUNNING : state;
	case MARK_PROCESSING:
	case MARK_RESUMED:
	case MARK_KIND_COUNT:
		break;
	}
	return PHASE_RUNNING;
}

/* One pause is one request, however often its kind changes. */
static void
cut_phases(const struct course *course, struct timeline *ret)
{
	struct phase *phase = ret->phases;
	bool asked = false; /* in this pause */

	*phase = (struct phase){ .begin_us = course->received_us };
	for (int i = 0; i < course->mark_count; i++) {
		const struct mark *mark = &course->marks[i];
		enum phase_state state = state_after(phase->state, mark->kind);
		int requests = phase->requests;

		if (mark->at_us >= ret->end_us)
			break;
		if (state == phase->state)
			continue;
		if (state == PHASE_SUPPLEMENT && !asked)
			requests++;
		asked = state != PHASE_RUNNING && (asked || state == PHASE_SUPPLEMENT);
		phase->end_us = mark->at_us;
		phase++;
		*phase = (struct phase){ mark->at_us, 0, state, requests };
	}
	phase->end_us = ret->end_us;
	ret->phase_count = (int)(phase - ret->phases) + 1;
	CHECK_OP(ret->phase_count, <=, TIMELINE_PHASES_MAX);
}

void
timeline_of(const struct dossier *dossier, struct timeline *ret)
{
	struct course course;

	CHECK(dossier_stated(dossier, DOSSIER_received_at));
	course_of(dossier, &course);
	ret->refused_after = dossier_stated(dossier, DOSSIER_refused_at) &&
			     effective(&course, dossier->value[DOSSIER_refused_at]) !=
				     BEFORE_RECEPTION;
	find_end(dossier, &course, ret);
	cut_phases(&course, ret);
}
