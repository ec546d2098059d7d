/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OF_LOG " of log "

/* Digits up to END, of a number from 0 to HIGHEST. */
static bool
read_number(const char *text, const char *end, int64_t highest, int64_t *ret_number)
{
	char *read;
	long long number;

	if (text == end || *text < '0' || *text > '9' || (*text == '0' && text + 1 != end))
		return false;
	errno = 0;
	number = strtoll(text, &read, 10);
	*ret_number = number;
	return read == end && errno == 0 && number <= highest;
}

bool
place_parse(const char *text, struct place *ret_place, struct error *err)
{
	const char *at = strchr(text, '@');
	const char *hyphen = at ? memrchr(text, '-', (size_t)(at - text)) : NULL;
	const char *of = at ? strstr(at, OF_LOG) : NULL;
	struct place place;
	int64_t partition, log = 0;

	if (!hyphen ||
	    !topic_find((struct slice){ text, (size_t)(hyphen - text) }, &place.topic) ||
	    !read_number(hyphen + 1, at, PLACE_PARTITION_MAX, &partition) ||
	    !read_number(at + 1, of ? of : at + strlen(at), INT64_MAX, &place.offset) ||
	    (of && (!read_number(of + strlen(OF_LOG), of + strlen(of), INT32_MAX, &log) ||
		    log == 0))) {
		error_set(err, ERROR_USAGE, "\"%.100s\" is no place of a record", text);
		return error_hint(err, "A place is TOPIC-PARTITION@OFFSET, as in "
				       "dossier.v1-2@1234; \"trakhuc dead list\" prints it.");
	}
	place.partition = (int32_t)partition;
	place.log = (int32_t)log;
	*ret_place = place;
	return true;
}

const char *
place_format(const struct place *place, char ret_text[PLACE_TEXT_BYTES])
{
	int length = snprintf(ret_text, PLACE_TEXT_BYTES, "%s-%d@%lld", topic_name(place->topic),
			      (int)place->partition, (long long)place->offset);

	if (place->log != 0)
		snprintf(ret_text + length, PLACE_TEXT_BYTES - (size_t)length, OF_LOG "%d",
			 (int)place->log);
	return ret_text;
}

int
place_compare(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	if (left->topic != right->topic)
		return left->topic < right->topic ? -1 : 1;
	if (left->partition != right->partition)
		return left->partition < right->partition ? -1 : 1;
	if (left->log != right->log)
		return left->log < right->log ? -1 : 1;
	return (left->offset > right->offset) - (left->offset < right->offset);
}
