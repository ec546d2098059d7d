/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/records.h"

#include <strings.h>

#include "producers/formats/dates.h"

bool
value_text(const struct value *value, struct slice *ret_text)
{
	if (value->token != JSON_STRING && value->token != JSON_NUMBER)
		return false;
	*ret_text = text_trim(value->text);
	return ret_text->length > 0 && !slice_equal(*ret_text, SLICE_LITERAL("null")) &&
	       !slice_equal(*ret_text, SLICE_LITERAL("N/A"));
}

bool
value_number(const struct value *value, int64_t *ret_number)
{
	struct slice text;
	int64_t number = 0;

	if (!value_text(value, &text) || text.length > 15)
		return false;
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		number = number * 10 + (text.data[i] - '0');
	}
	*ret_number = number;
	return true;
}

bool
value_is_true(const struct value *value)
{
	struct slice text;

	if (value->token == JSON_TRUE)
		return true;
	if (!value_text(value, &text))
		return false;
	return (text.length == 4 && strncasecmp(text.data, "true", 4) == 0) ||
	       slice_equal(text, SLICE_LITERAL("1"));
}
