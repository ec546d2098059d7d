/* SPDX-License-Identifier: PostgreSQL
 *
 * json.h - reads one JSON document token by token, strictly.
 *
 * The one home of yajl's parser.  yajl checks the grammar; it lets through what a
 * database text, a second reader or our stack cannot bear, so these are refused here:
 *   - bytes that are not UTF-8 (overlong forms and surrogates too), a byte order mark,
 *     and anything but white space behind the document;
 *   - \u0000 and halves of surrogate pairs, in keys and texts at any level;
 *   - one key twice in an object, at any level, compared after unescaping;
 *   - nesting and size beyond the limits that the caller gives.
 * Size is looked at first; of other faults the one that is met first in the bytes is
 * reported, each at the end of its token.
 *
 * There is no tree and no allocation per document: yajl takes its memory from an arena
 * that is reset, and the set of keys keeps its slots from one document to the next.
 * Limits are the caller's: a foreign message may be larger than an event.
 *
 * Thread: a reader belongs to one thread.
 */
#ifndef SCHEMA_BASE_JSON_H
#define SCHEMA_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/base/attr.h"
#include "schema/base/slice.h"

enum json_fault {
	JSON_OK,
	JSON_SYNTAX, /* no JSON, no UTF-8, cut off, or something behind it */
	JSON_TOO_LARGE,
	JSON_TOO_DEEP,
	JSON_NUL,
	JSON_LONE_SURROGATE,
	JSON_DUPLICATE_KEY,
	JSON_STOPPED, /* the caller's function returned false */
};

enum json_token {
	JSON_NONE, /* never given; for callers that keep tokens: there was none */
	JSON_OBJECT_BEGIN,
	JSON_OBJECT_END,
	JSON_ARRAY_BEGIN,
	JSON_ARRAY_END,
	JSON_KEY,
	JSON_STRING,
	JSON_NUMBER, /* the text as it stands: no floating point anywhere (R6) */
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
};

enum { JSON_DEPTH_LIMIT = 64 };

struct json_limits {
	size_t bytes_max;
	int depth_max; /* objects and arrays, the outermost counts; <= JSON_DEPTH_LIMIT */
};

struct json_reader;

/* What json_read() calls for every token. */
typedef bool json_take(void *context, enum json_token token, struct slice text);

struct json_reader *json_open(void);
struct json_reader *json_close(struct json_reader *reader); /* NULL is fine; returns NULL */

/* Reads DOCUMENT and calls TAKE for every token, in order; tokens before a fault have
 * been given all the same.  TEXT is that of keys and strings (unescaped) and of numbers
 * (as written), else empty; it is valid during the call only, unless it is
 * json_is_inside().  When TAKE returns false the reading stops. */
enum json_fault json_read(struct json_reader *reader, struct slice document,
			  const struct json_limits *limits, json_take *take,
			  void *context) MUST_CHECK;

/* During json_read(): the bytes read so far; after it: the place of the fault. */
size_t json_byte(const struct json_reader *reader);

/* Whether TEXT, as given to TAKE, is part of the document itself and lives as long. */
bool json_is_inside(const struct json_reader *reader, struct slice text);

#endif
