/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/poison.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

/* A whole event, of which one part is wrong.  "@" stands for the right instant, "#" for
 * the number of the line. */
struct recipe {
	enum reason reason;
	const char *specversion;
	const char *type; /* without prefix */
	const char *time;
	const char *at; /* NULL: the member is missing */
	const char *attributes; /* more of them */
	const char *members;    /* more of them */
	int cut;                /* bytes taken off the end */
	bool padded;            /* beyond the largest size */
};

#define RECEIVED "1.0", "dossier.received.v1"
#define DEEP "[[[[[[[[[[[[[[[[[[[[" "]]]]]]]]]]]]]]]]]]]]"

static const struct recipe recipes[] = {
	{ REASON_NOT_JSON, RECEIVED, "@", "@", "", "", 3, false },
	{ REASON_NOT_JSON, RECEIVED, "@", "@", "", ",\"ghi_chu\":\"\xff\xfe\"", 0, false },
	{ REASON_TOO_LARGE, RECEIVED, "@", "@", "", "", 0, true },
	{ REASON_TOO_DEEP, RECEIVED, "@", "@", "", ",\"sau\":" DEEP, 0, false },
	{ REASON_NUL_CHARACTER, RECEIVED, "@", "@", "", ",\"ghi_chu\":\"\\u0000\"", 0, false },
	{ REASON_LONE_SURROGATE, RECEIVED, "@", "@", "", ",\"ghi_chu\":\"\\ud800\"", 0, false },
	{ REASON_DUPLICATE_KEY, RECEIVED, "@", "@", "", ",\"at\":\"@\"", 0, false },
	{ REASON_ENVELOPE, "0.3", "dossier.received.v1", "@", "@", "", "", 0, false },
	{ REASON_UNKNOWN_TYPE, "1.0", "dossier.forgotten.v1", "@", "@", "", "", 0, false },
	{ REASON_UNKNOWN_VERSION, "1.0", "dossier.received.v9", "@", "@", "", "", 0, false },
	{ REASON_MEMBER_MISSING, RECEIVED, "@", NULL, "", "", 0, false },
	{ REASON_MEMBER_MISTYPED, RECEIVED, "@", "@", "", ",\"fee_vnd\":true", 0, false },
	{ REASON_CODE_SHAPE, RECEIVED, "@", "@", "", ",\"unit\":\"hai chu\"", 0, false },
	{ REASON_CODE_NOT_LISTED, RECEIVED, "@", "@", "", ",\"channel\":\"bo-cau\"", 0, false },
	{ REASON_NUMBER_RANGE, RECEIVED, "@", "@", "", ",\"fee_vnd\":-1", 0, false },
	{ REASON_TIME_SHAPE, RECEIVED, "@", "05/01/2026 08:00", "", "", 0, false },
	{ REASON_TIME_NO_ZONE, RECEIVED, "@", "2026-01-05T08:00:00", "", "", 0, false },
	{ REASON_TIME_IMPOSSIBLE, RECEIVED, "@", "2026-02-30T08:00:00+07:00", "", "", 0, false },
	{ REASON_TIME_RANGE, RECEIVED, "@", "1999-01-05T08:00:00+07:00", "", "", 0, false },
	{ REASON_AT_AFTER_TIME, RECEIVED, "@", "2099-01-05T08:00:00+07:00", "", "", 0, false },
	{ REASON_STATED_IN_FUTURE, RECEIVED, "2099-01-05T08:00:00+07:00", "@", "", "", 0, false },
	{ REASON_KEY_DIFFERS, RECEIVED, "@", "@", ",\"partitionkey\":\"H48.KHAC-#\"", "", 0, false },
	{ REASON_ALIAS_OF_ITSELF, "1.0", "dossier.aliased.v1", "@", "@", "",
	  ",\"of\":\"H48.HONG-#\"", 0, false },
};

void
poison_init(struct poison *poison, uint64_t seed)
{
	*poison = (struct poison){ .seed = seed, .line = malloc(POISON_BYTES_MAX) };
	CHECK(poison->line != NULL);
}

void
poison_release(struct poison *poison)
{
	free(poison->line);
	*poison = (struct poison){ 0 };
}

struct text {
	char *bytes;
	size_t length;
};

static void
put(struct text *text, const char *part, const char *instant, const char *number)
{
	for (; *part != '\0'; part++) {
		const char *piece = *part == '@'   ? instant
				    : *part == '#' ? number
						   : (char[]){ *part, '\0' };
		size_t length = strlen(piece);

		CHECK_OP(text->length + length, <, POISON_BYTES_MAX / 2);
		memcpy(text->bytes + text->length, piece, length);
		text->length += length;
	}
}

struct slice
poison_next(struct poison *poison, int64_t time_us, enum reason *ret_reason)
{
	const struct recipe *recipe = &recipes[poison->number % ARRAY_COUNT(recipes)];
	const char *const parts[] = {
		"{\"specversion\":\"", recipe->specversion, "\",\"type\":\"", EVENT_TYPE_PREFIX,
		recipe->type, "\",\"source\":\"/thu/hong\",\"id\":\"#\",\"time\":\"",
		recipe->time, "\"", recipe->attributes, ",\"data\":{\"dossier\":\"H48.HONG-#\"",
		recipe->at ? ",\"at\":\"" : "", recipe->at ? recipe->at : "",
		recipe->at ? "\"" : "", recipe->members, "}}",
	};
	struct text text = { poison->line, 0 };
	char instant[INSTANT_TEXT_BYTES], number[40];

	instant_format(time_us, instant);
	snprintf(number, sizeof number, "%" PRIx64 "-p%" PRIu64, poison->seed, poison->number);
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
		put(&text, parts[i], instant, number);
	text.length -= (size_t)recipe->cut;
	if (recipe->padded) {
		size_t length = EVENT_BYTES_MAX + 1 + poison->number % 8192;

		memset(text.bytes + text.length, ' ', length - text.length);
		text.length = length;
	}
	poison->number++;
	*ret_reason = recipe->reason;
	return (struct slice){ text.bytes, text.length };
}
