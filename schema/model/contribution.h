/* SPDX-License-Identifier: PostgreSQL
 *
 * contribution.h - what one entity adds to the counters: a pure function of its facts.
 *
 * When an event changes an entity, the worker adds contribution(new) minus
 * contribution(old).  Sums of such differences telescope, so counters always equal the
 * sum of the contributions of the facts; ioc.audit() recounts that in SQL.
 *
 * Sources of the rules: form II.06a (columns and invariants), Quyết định 766/QĐ-TTg
 * (R18), Nghị định 09/2019 Art 12 (periods), schema/model/README.md in detail.
 *
 * Pure: no clock, no I/O, no reference data.
 */
#ifndef SCHEMA_MODEL_CONTRIBUTION_H
#define SCHEMA_MODEL_CONTRIBUTION_H

#include <stdint.h>

#include "schema/model/cell.h"
#include "schema/model/document.h"
#include "schema/model/dossier.h"
#include "schema/model/indicator.h"

/* Changes with every change of what is counted; a generation carries its hash (R22). */
#define CONTRIBUTION_RULES "trakhuc rules 1"

enum counter {
#define FLOW(name, width, rule, sentence) COUNTER_##name,
#define GAUGE(name, rule, sentence) COUNTER_##name,
#include "schema/model/counter.def"
	COUNTER_COUNT,
};

enum {
	COUNTER_WIDE_COUNT = 4, /* the first ones, int8 in the tables */
#define FLOW(name, width, rule, sentence) +1
	COUNTER_FLOW_COUNT = 0
#include "schema/model/counter.def"
};

struct step {
	int32_t day;
	uint8_t counter; /* enum counter */
	int64_t n;
};

/* Derived facts that are stored and indexed (R20b).  ended_kind 0: not ended. */
enum ended_kind {
	ENDED_NOT,
	ENDED_RESOLVED,
	ENDED_RETURNED,
	ENDED_REFUSED,
	ENDED_WITHDRAWN,
	ENDED_STOPPED,
};

enum { CONTRIBUTION_STEPS_MAX = 2048 };

/* A dossier counts in one cell a day: units, procedure and channel are the same for
 * all its steps (R28).  Steps of one (day, counter) may stand several times; their sum
 * counts.  */
struct contribution {
	struct cell cell; /* day unused */
	int32_t service;  /* services: month of reception, service, channel (R20a) */
	int32_t applicant_kind; /* parties: -1 = not stated */
	int32_t received_day;   /* -1: not received; else counts one service, one party */
	int64_t ended_at_us;
	enum ended_kind ended_kind;
	uint32_t step_count;
	struct step steps[CONTRIBUTION_STEPS_MAX];
};

void dossier_contribution(const struct dossier *dossier, struct contribution *ret);

/* Documents: issued by (day, unit, level), recipients by (day, recipient), work files
 * by (day, unit, level).  R25 */
enum document_counter {
	DOCUMENT_COUNTER_issued,
	DOCUMENT_COUNTER_electronic,
	DOCUMENT_COUNTER_electronic_unknown,
	DOCUMENT_COUNTER_signed,
	DOCUMENT_COUNTER_signed_unknown,
	DOCUMENT_COUNTER_revoked,
	DOCUMENT_COUNTER_replaced,
	DOCUMENT_COUNTER_COUNT,
};
enum recipient_counter {
	RECIPIENT_COUNTER_document_received,
	RECIPIENT_COUNTER_document_on_time,
	RECIPIENT_COUNTER_document_late,
	RECIPIENT_COUNTER_document_no_due,
	RECIPIENT_COUNTER_document_taken_back,
	RECIPIENT_COUNTER_document_pending, /* gauges from here */
	RECIPIENT_COUNTER_document_overdue,
	RECIPIENT_COUNTER_COUNT,
};
enum workfile_counter {
	WORKFILE_COUNTER_workfile_opened,
	WORKFILE_COUNTER_workfile_online,
	WORKFILE_COUNTER_COUNT,
};

/* Receives the steps of a document or work file.  UNIT is the issuer or the recipient;
 * level is 0 for recipients.  TABLE tells which of the three. */
enum document_table { DOCUMENT_TABLE_ISSUED, DOCUMENT_TABLE_RECIPIENT, DOCUMENT_TABLE_WORKFILE };
typedef void document_step_fn(void *context, enum document_table table, int32_t day,
			      int32_t unit, int32_t level, int counter, int64_t n);

/* SIGN is +1 for the new state, -1 for the old. */
void document_contribution(const struct document *document, int sign,
			   document_step_fn *step, void *context);
void workfile_contribution(const struct workfile *workfile, int sign,
			   document_step_fn *step, void *context);

/* Indicators: the cell is the entity's own key, see indicator.h.  What the counters
 * hold of it: */
struct indicator_contribution {
	int32_t reported;        /* 1: a report stands (not void) */
	int32_t latest;          /* enum indicator_status of the latest, 0 none */
	int32_t approved;        /* 1: an approved value stands */
	int64_t value, numerator, denominator; /* of the approved one, millionths */
	int32_t values, shares;  /* 1: the approved one has a value; a numerator+denominator */
};
void indicator_contribution(const struct indicator *indicator,
			    struct indicator_contribution *ret);

/* A source contributes nothing: heartbeats change no number (R29). */

#endif
