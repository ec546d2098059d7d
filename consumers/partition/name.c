/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/partition/name.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
read_number(const char *text, int64_t highest, int64_t *ret_number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*ret_number = strtoll(text, &end, 10);
	return *end == '\0' && errno == 0 && *ret_number <= highest;
}

bool
partition_parse(const char *text, struct partition_name *ret_name, struct error *err)
{
	const char *hyphen = strrchr(text, '-');
	int64_t number;

	if (!hyphen ||
	    !topic_find((struct slice){ text, (size_t)(hyphen - text) }, &ret_name->topic) ||
	    !read_number(hyphen + 1, INT16_MAX, &number)) {
		error_set(err, ERROR_USAGE, "\"%.100s\" is no partition", text);
		return error_hint(err, "A partition is TOPIC-NUMBER, as in dossier.v1-2; "
				       "\"trakhuc partition list\" prints them.");
	}
	ret_name->partition = (int32_t)number;
	return true;
}

bool
target_parse(const char *text, int64_t first, int64_t end, int64_t *ret_offset,
	     struct error *err)
{
	if (strcmp(text, "start") == 0) {
		*ret_offset = first;
		return true;
	}
	if (strcmp(text, "end") == 0) {
		*ret_offset = end;
		return true;
	}
	if (!read_number(text, INT64_MAX, ret_offset))
		return error_set(err, ERROR_USAGE,
				 "option --to must be start, end or an offset, not \"%.100s\"",
				 text);
	if (*ret_offset < first || *ret_offset > end)
		return error_set(err, ERROR_USAGE,
				 "offset %s is not in the log, which has %lld to %lld", text,
				 (long long)first, (long long)end);
	return true;
}
