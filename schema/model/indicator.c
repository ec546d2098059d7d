/* SPDX-License-Identifier: PostgreSQL */
#include "schema/model/indicator.h"

#include <string.h>

#include "schema/base/check.h"

void
indicator_init(struct indicator *indicator)
{
	memset(indicator, 0, sizeof(*indicator));
}

/* The number of MEMBER; RET_HAS tells whether it is stated. */
static int64_t
amount(const struct event *event, enum member_name name, bool *ret_has)
{
	const struct member *member = event_member(event, name);

	*ret_has = member != NULL && !member->is_null;
	return *ret_has ? member->number : 0;
}

static struct indicator_report
report_of(const struct event *event)
{
	struct indicator_report report = {
		.stated = true,
		.has_stamp = true,
		.stamp = stamp_of(event),
	};
	bool has_status;

	report.status = (uint8_t)amount(event, MEMBER_STATUS, &has_status);
	CHECK(has_status);
	report.value = amount(event, MEMBER_VALUE, &report.has_value);
	report.numerator = amount(event, MEMBER_NUMERATOR, &report.has_numerator);
	report.denominator = amount(event, MEMBER_DENOMINATOR, &report.has_denominator);
	return report;
}

static bool
report_take(struct indicator_report *known, const struct indicator_report *report)
{
	if (known->has_stamp && stamp_compare(&known->stamp, &report->stamp) >= 0)
		return false;
	*known = *report;
	return true;
}

bool
indicator_apply(struct indicator *indicator, const struct event *event)
{
	struct indicator_report report;
	bool changed;

	CHECK_OP(event_type_entity(event->type), ==, ENTITY_INDICATOR);
	if (event->type == EVENT_INDICATOR_VOIDED) {
		changed = !indicator->voided;
		indicator->voided = true;
		return changed;
	}
	report = report_of(event);
	changed = report_take(&indicator->latest, &report);
	if (report.status == INDICATOR_RETURNED) /* it clears: only the stamp stays */
		report = (struct indicator_report){ .has_stamp = true,
						    .stamp = report.stamp };
	else if (report.status != INDICATOR_APPROVED)
		return changed;
	return report_take(&indicator->approved, &report) || changed;
}
