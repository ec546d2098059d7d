/* SPDX-License-Identifier: PostgreSQL
 *
 * indicator.h - one programme indicator of one unit in one period (R12).
 *
 * Two registers: `latest` takes a report of any status; `approved` is written only by
 * a report that is approved (sets it) or returned (clears it), so that a new draft
 * never displaces an approved value.  Value, numerator, denominator and status are one
 * register.  Amounts are whole millionths (R6).  A voided report stays void.
 */
#ifndef SCHEMA_MODEL_INDICATOR_H
#define SCHEMA_MODEL_INDICATOR_H

#include "schema/model/codes.h"
#include "schema/model/version.h"

struct indicator_report {
	bool stated;      /* false: nothing known, or cleared (approved only) */
	bool has_stamp;   /* a report or a return has written this register */
	bool has_value, has_numerator, has_denominator;
	uint8_t status;   /* enum indicator_status */
	int64_t value, numerator, denominator; /* millionths */
	struct stamp stamp;
};

struct indicator {
	struct indicator_report latest;
	struct indicator_report approved;
	bool voided;
};

void indicator_init(struct indicator *indicator);
/* EVENT is of ENTITY_INDICATOR.  Returns whether anything changed. */
bool indicator_apply(struct indicator *indicator, const struct event *event);

#endif
