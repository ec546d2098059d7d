/* SPDX-License-Identifier: PostgreSQL
 *
 * timeline.h - what happened to a received dossier: its end and the phases before it.
 *
 * Internal to the model: contribution_dossier.c counts what stands here.
 *
 *   end     R14, R15: the first of resolved, returned, and then refused, withdrawn and
 *           final stops in order of their instant, that no later work has undone
 *   phases  R16: the time from reception to the end, cut where the state changes.
 *           Phases follow each other without a gap; neighbours differ in state.  A
 *           phase may be empty (begin = end).
 *
 * Pure: no clock, no I/O, no memory of its own.
 */
#ifndef SCHEMA_MODEL_TIMELINE_H
#define SCHEMA_MODEL_TIMELINE_H

#include "schema/model/contribution.h"
#include "schema/model/dossier.h"

enum phase_state {
	PHASE_RUNNING,
	PHASE_SUPPLEMENT,
	PHASE_PAYMENT,
	PHASE_STOPPED,
};

/* The end of what has not ended. */
#define TIMELINE_NEVER_US INT64_MAX

struct phase {
	int64_t begin_us;
	int64_t end_us;    /* of the last one: the end of the dossier */
	enum phase_state state;
	int requests; /* supplement requests up to and with this phase */
};

enum { TIMELINE_PHASES_MAX = DOSSIER_MARKS_MAX + 1 };

struct timeline {
	int64_t end_us; /* never before the reception; TIMELINE_NEVER_US: pending */
	enum ended_kind ended;
	bool refused_after; /* refused at or after the reception: may end it */
	bool reopened;      /* there were ends and none holds */
	int phase_count;
	struct phase phases[TIMELINE_PHASES_MAX];
};

/* Marks minus retractions, in order of (at, kind).  Returns how many. */
int timeline_marks(const struct dossier *dossier, struct mark ret_marks[DOSSIER_MARKS_MAX]);

/* DOSSIER has a reception. */
void timeline_of(const struct dossier *dossier, struct timeline *ret);

#endif
