/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/excerpt.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 72 };

size_t
excerpt_place(struct slice payload, uint32_t byte, const char *member)
{
	char quoted[80];
	int length = snprintf(quoted, sizeof quoted, "\"%s\"", member);
	const char *found = NULL;

	if (byte > 0 && byte <= payload.length)
		return byte;
	if (member[0] != '\0' && payload.data && (size_t)length < sizeof quoted)
		found = memmem(payload.data, payload.length, quoted, (size_t)length);
	return found ? (size_t)(found - payload.data) : EXCERPT_NOWHERE;
}

static bool
is_continued(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Bytes of the line that begins at AT: whole characters, up to a line end. */
static size_t
line_length(struct slice payload, size_t at)
{
	size_t length = 0;

	while (at + length < payload.length && length < LINE_BYTES &&
	       payload.data[at + length] != '\n')
		length++;
	if (at + length < payload.length && payload.data[at + length] == '\n')
		return length + 1;
	while (at + length < payload.length && is_continued(payload.data[at + length]))
		length++;
	return length;
}

static void
put_line(struct text *text, struct slice payload, size_t at, size_t length)
{
	text_format(text, "%7zu  ", at);
	for (size_t i = at; i < at + length; i++) {
		char c = payload.data[i];

		if (c == '\t' || c == '\r' || c == '\n')
			c = ' ';
		text_put(text, (struct slice){ &c, 1 });
	}
	text_add(text, "\n");
}

static void
put_mark(struct text *text, struct slice payload, size_t at, size_t place, const char *note)
{
	int columns = 9;

	for (size_t i = at; i < place; i++)
		columns += !is_continued(payload.data[i]);
	text_format(text, "%*s^ byte %zu%s%s\n", columns, "", place,
		    note[0] != '\0' ? ", " : "", note);
}

void
excerpt_put(struct text *text, struct slice payload, size_t place, const char *note)
{
	size_t length;

	for (size_t at = 0; at < payload.length; at += length) {
		length = line_length(payload, at);
		put_line(text, payload, at, length);
		if ((place >= at && place < at + length) ||
		    (place == at + length && place == payload.length))
			put_mark(text, payload, at, place, note);
	}
}
