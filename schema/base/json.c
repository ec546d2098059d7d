/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/json.h"

#include <stdint.h>
#include <stdlib.h>

#include <yajl/yajl_parse.h>

#include "schema/base/arena.h"
#include "schema/base/check.h"
#include "schema/base/key_set.h"
#include "schema/base/utf8.h"

struct json_reader {
	struct arena memory; /* yajl's, and copies of escaped keys; for one document */
	yajl_alloc_funcs functions;
	struct key_set keys;

	yajl_handle parser; /* NULL but during json_read() */
	struct slice document;
	bool (*take)(void *context, enum json_token token, struct slice text);
	void *context;
	int depth;
	int depth_max;
	uint32_t object_count;
	uint32_t objects[JSON_DEPTH_LIMIT + 1]; /* number of the open object, by depth */
	bool is_complete; /* the outermost value has ended */
	enum json_fault fault;
	size_t fault_byte;
	enum json_fault escape_fault; /* of the first bad escape, and its place */
	size_t escape_byte;
};

/* yajl's memory: each piece has its size before it, since an arena does not know it. */
struct piece {
	_Alignas(max_align_t) size_t size;
};

static void *
piece_alloc(void *context, size_t size)
{
	struct json_reader *reader = context;
	struct piece *piece = arena_alloc(&reader->memory, sizeof *piece + size);

	piece->size = size;
	return piece + 1;
}

static void *
piece_realloc(void *context, void *bytes, size_t size)
{
	struct piece *old = bytes ? (struct piece *)bytes - 1 : NULL;
	void *fresh;

	if (old && old->size >= size)
		return bytes;
	fresh = piece_alloc(context, size);
	if (old)
		memcpy(fresh, bytes, old->size);
	return fresh;
}

static void
piece_free(void *context, void *bytes)
{
	(void)context; /* the arena is reset as a whole */
	(void)bytes;
}

static int
fail(struct json_reader *reader, enum json_fault fault, size_t byte)
{
	reader->fault = fault;
	reader->fault_byte = byte;
	return 0;
}

/* Gives a token on.  yajl is stopped where the outermost value ends: what it would
 * make of the bytes behind it is not to be relied on. */
static int
give(struct json_reader *reader, enum json_token token, struct slice text)
{
	if (!reader->take(reader->context, token, text))
		return fail(reader, JSON_STOPPED, json_byte(reader));
	if (reader->depth > 0)
		return 1;
	reader->is_complete = true;
	return 0;
}

static int
take_plain(struct json_reader *reader, enum json_token token)
{
	return give(reader, token, (struct slice){ "", 0 });
}

static bool
escapes_are_good(struct json_reader *reader)
{
	if (reader->escape_byte >= json_byte(reader))
		return true;
	fail(reader, reader->escape_fault, reader->escape_byte);
	return false;
}

static int
take_begin(struct json_reader *reader, enum json_token token)
{
	if (reader->depth == reader->depth_max)
		return fail(reader, JSON_TOO_DEEP, json_byte(reader));
	reader->depth++;
	reader->objects[reader->depth] = ++reader->object_count;
	return take_plain(reader, token);
}

static int
take_end(struct json_reader *reader, enum json_token token)
{
	CHECK_OP(reader->depth, >, 0);
	reader->depth--;
	return take_plain(reader, token);
}

static int
on_object_begin(void *context)
{
	return take_begin(context, JSON_OBJECT_BEGIN);
}

static int
on_object_end(void *context)
{
	return take_end(context, JSON_OBJECT_END);
}

static int
on_array_begin(void *context)
{
	return take_begin(context, JSON_ARRAY_BEGIN);
}

static int
on_array_end(void *context)
{
	return take_end(context, JSON_ARRAY_END);
}

static int
on_key(void *context, const unsigned char *text, size_t length)
{
	struct json_reader *reader = context;
	struct slice key = { (const char *)text, length };

	if (!escapes_are_good(reader))
		return 0;
	/* An escaped key lies in a buffer that yajl uses again. */
	if (!json_is_inside(reader, key))
		key = arena_copy(&reader->memory, key);
	if (!key_set_add(&reader->keys, &reader->memory, reader->objects[reader->depth],
			 key))
		return fail(reader, JSON_DUPLICATE_KEY, json_byte(reader));
	return give(reader, JSON_KEY, key);
}

static int
on_string(void *context, const unsigned char *text, size_t length)
{
	struct json_reader *reader = context;

	if (!escapes_are_good(reader))
		return 0;
	return give(reader, JSON_STRING, (struct slice){ (const char *)text, length });
}

static int
on_number(void *context, const char *text, size_t length)
{
	return give(context, JSON_NUMBER, (struct slice){ text, length });
}

static int
on_truth(void *context, int value)
{
	return take_plain(context, value ? JSON_TRUE : JSON_FALSE);
}

static int
on_null(void *context)
{
	return take_plain(context, JSON_NULL);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_truth,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object_begin,
	.yajl_map_key = on_key,
	.yajl_end_map = on_object_end,
	.yajl_start_array = on_array_begin,
	.yajl_end_array = on_array_end,
};

struct json_reader *
json_open(void)
{
	struct json_reader *reader = calloc(1, sizeof *reader);

	CHECK(reader != NULL);
	arena_init(&reader->memory);
	reader->functions = (yajl_alloc_funcs){ piece_alloc, piece_realloc, piece_free,
						reader };
	key_set_init(&reader->keys);
	return reader;
}

struct json_reader *
json_close(struct json_reader *reader)
{
	if (!reader)
		return NULL;
	arena_release(&reader->memory);
	key_set_release(&reader->keys);
	free(reader);
	return NULL;
}

/* The number of a \uXXXX at AT, or -1: the grammar's business then. */
static int
escape_number(struct slice text, size_t at)
{
	int number = 0;

	if (at + 6 > text.length || text.data[at] != '\\' || text.data[at + 1] != 'u')
		return -1;
	for (size_t i = at + 2; i < at + 6; i++) {
		char c = text.data[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			return -1;
		number = number * 16 + digit;
	}
	return number;
}

static bool
is_low_surrogate(int number)
{
	return number >= 0xDC00 && number <= 0xDFFF;
}

/* Looks at the escape at AT and moves behind it. */
static enum json_fault
escape_check(struct slice text, size_t *at)
{
	int number = escape_number(text, *at);

	*at += number < 0 ? 2 : 6;
	if (number == 0)
		return JSON_NUL;
	if (number < 0xD800 || number > 0xDFFF)
		return JSON_OK;
	if (is_low_surrogate(number) || !is_low_surrogate(escape_number(text, *at)))
		return JSON_LONE_SURROGATE;
	*at += 6;
	return JSON_OK;
}

/* Finds the first bad escape.  A backslash outside a text is no JSON, so looking for
 * backslashes alone is enough, and most documents have none. */
static void
find_bad_escape(struct json_reader *reader, struct slice text)
{
	size_t at = 0;

	reader->escape_fault = JSON_OK;
	reader->escape_byte = SIZE_MAX;
	while (at < text.length) {
		const char *found = memchr(text.data + at, '\\', text.length - at);
		size_t begin;

		if (!found)
			return;
		begin = at = (size_t)(found - text.data);
		reader->escape_fault = escape_check(text, &at);
		if (reader->escape_fault != JSON_OK) {
			reader->escape_byte = begin;
			return;
		}
	}
}

static size_t
skip_blanks(struct slice text, size_t at)
{
	while (at < text.length && (text.data[at] == ' ' || text.data[at] == '\t' ||
				    text.data[at] == '\n' || text.data[at] == '\r'))
		at++;
	return at;
}

/* Parses the bytes that are UTF-8; where they end early, the fault lies there. */
static void
parse(struct json_reader *reader, struct slice text)
{
	yajl_status status;
	size_t at;

	status = yajl_parse(reader->parser, (const unsigned char *)text.data, text.length);
	at = yajl_get_bytes_consumed(reader->parser);
	if (status == yajl_status_ok && !reader->is_complete) {
		at = text.length; /* a bare number ends with the bytes */
		(void)yajl_complete_parse(reader->parser);
	}
	if (reader->fault != JSON_OK)
		return;
	if (reader->is_complete)
		at = skip_blanks(text, at);
	if (!reader->is_complete || at < reader->document.length)
		fail(reader, JSON_SYNTAX, at);
}

/* Bytes before the first control character that is no white space of JSON: yajl takes
 * form feeds and vertical tabs between tokens, the grammar does not. */
static size_t
before_control(struct slice text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return i;
	}
	return text.length;
}

enum json_fault
json_read(struct json_reader *reader, struct slice document,
	  const struct json_limits *limits, bool (*take)(void *context, enum json_token token,
			       struct slice text),
	  void *context)
{
	struct slice text = document;

	CHECK_OP(limits->depth_max, <=, JSON_DEPTH_LIMIT);
	CHECK_OP(limits->bytes_max, <=, UINT32_MAX);
	reader->document = document;
	reader->take = take;
	reader->context = context;
	reader->depth = 0;
	reader->depth_max = limits->depth_max;
	reader->object_count = 0;
	reader->is_complete = false;
	reader->fault = JSON_OK;
	reader->fault_byte = 0;
	if (document.length > limits->bytes_max)
		return JSON_TOO_LARGE;
	arena_reset(&reader->memory);
	key_set_reset(&reader->keys);
	text.length = utf8_valid(document);
	text.length = before_control(text);
	find_bad_escape(reader, text);
	reader->parser = yajl_alloc(&callbacks, &reader->functions, reader);
	CHECK(reader->parser != NULL);
	yajl_config(reader->parser, yajl_dont_validate_strings, 1);
	parse(reader, text);
	reader->parser = NULL;
	return reader->fault;
}

size_t
json_byte(const struct json_reader *reader)
{
	return reader->parser ? yajl_get_bytes_consumed(reader->parser)
			      : reader->fault_byte;
}

bool
json_is_inside(const struct json_reader *reader, struct slice text)
{
	uintptr_t at = (uintptr_t)text.data, begin = (uintptr_t)reader->document.data;

	return at >= begin && at + text.length <= begin + reader->document.length;
}
