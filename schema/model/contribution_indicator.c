/* SPDX-License-Identifier: PostgreSQL */
#include <string.h>

#include "schema/model/contribution.h"

void
indicator_contribution(const struct indicator *indicator,
		       struct indicator_contribution *ret)
{
	const struct indicator_report *approved = &indicator->approved;

	memset(ret, 0, sizeof(*ret));
	if (indicator->voided || !indicator->latest.stated)
		return;
	ret->reported = 1;
	ret->latest = indicator->latest.status;
	if (!approved->stated)
		return;
	ret->approved = 1;
	ret->values = approved->has_value;
	ret->value = approved->value;
	ret->shares = approved->has_numerator && approved->has_denominator;
	ret->numerator = approved->numerator;
	ret->denominator = approved->denominator;
}
