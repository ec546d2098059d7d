/* SPDX-License-Identifier: PostgreSQL */
#include "tests/fuzz/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "schema/base/check.h"

static void *
piece(struct pieces *pieces, size_t size)
{
	void *bytes = malloc(size);

	CHECK(bytes != NULL);
	CHECK_OP(pieces->count, <, PIECES_MAX);
	pieces->items[pieces->count++] = bytes;
	return bytes;
}

struct slice
pieces_slice(struct pieces *pieces, struct slice text)
{
	char *bytes = piece(pieces, text.length);

	if (text.length > 0)
		memcpy(bytes, text.data, text.length);
	return (struct slice){ bytes, text.length };
}

char *
pieces_text(struct pieces *pieces, struct slice text)
{
	size_t length = text.length > 0 ? strnlen(text.data, text.length) : 0;
	char *bytes = piece(pieces, length + 1);

	if (length > 0)
		memcpy(bytes, text.data, length);
	bytes[length] = '\0';
	return bytes;
}

void
pieces_free(struct pieces *pieces)
{
	for (int i = 0; i < pieces->count; i++)
		free(pieces->items[i]);
	pieces->count = 0;
}

bool
input_line(struct slice *rest, struct slice *ret_line)
{
	const char *end = rest->length > 0 ? memchr(rest->data, '\n', rest->length) : NULL;
	size_t length = end ? (size_t)(end - rest->data) : rest->length;

	if (rest->length == 0)
		return false;
	*ret_line = (struct slice){ rest->data, length };
	length += end != NULL;
	rest->data += length;
	rest->length -= length;
	return true;
}

void
input_touch(struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		(void)*(const volatile char *)(text.data + i);
}

static bool
take_token(void *context, enum json_token token, struct slice text)
{
	(void)context;
	(void)token;
	input_touch(text);
	return true;
}

void
input_check_json(struct json_reader *reader, struct slice document, size_t bytes_max)
{
	const struct json_limits limits = { bytes_max, JSON_DEPTH_LIMIT };

	CHECK_OP(json_read(reader, document, &limits, take_token, NULL), ==, JSON_OK);
}

const char *
input_file(struct slice bytes)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		CHECK_OP(fd, >=, 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	}
	CHECK_OP(ftruncate(fd, 0), ==, 0);
	CHECK_OP(pwrite(fd, bytes.data, bytes.length, 0), ==, (ssize_t)bytes.length);
	return path;
}
