/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { ROOM_FIRST = 256 };

void
text_release(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}

void
text_reset(struct text *text)
{
	text->length = 0;
	if (text->data)
		text->data[0] = '\0';
}

/* Room for MORE bytes and the zero byte behind them. */
static void
reserve(struct text *text, size_t more)
{
	size_t room = text->room ? text->room : ROOM_FIRST;

	if (text->data && text->length + more < text->room)
		return;
	while (room <= text->length + more)
		room *= 2;
	text->data = realloc(text->data, room);
	CHECK(text->data != NULL);
	text->room = room;
}

void
text_put(struct text *text, struct slice bytes)
{
	reserve(text, bytes.length);
	if (bytes.length > 0)
		memcpy(text->data + text->length, bytes.data, bytes.length);
	text->length += bytes.length;
	text->data[text->length] = '\0';
}

void
text_add(struct text *text, const char *trusted)
{
	text_put(text, slice_text(trusted));
}

void
text_format(struct text *text, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	CHECK_OP(length, >=, 0);
	reserve(text, (size_t)length);
	va_start(args, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, args);
	va_end(args);
	text->length += (size_t)length;
}

/* Of a value that is null there is nothing, not even a place to count from. */
static void
put_rest(struct text *text, struct slice value, size_t done)
{
	if (done < value.length)
		text_put(text, (struct slice){ value.data + done, value.length - done });
}

void
text_json(struct text *text, struct slice value)
{
	size_t done = 0; /* everything before this place is written */

	text_add(text, "\"");
	for (size_t i = 0; i < value.length; i++) {
		unsigned char c = (unsigned char)value.data[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		text_put(text, (struct slice){ value.data + done, i - done });
		if (c < 0x20)
			text_format(text, "\\u%04x", c);
		else
			text_format(text, "\\%c", c);
		done = i + 1;
	}
	put_rest(text, value, done);
	text_add(text, "\"");
}

static const char *
html_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
text_html(struct text *text, struct slice value)
{
	size_t done = 0;

	for (size_t i = 0; i < value.length; i++) {
		const char *entity = html_entity(value.data[i]);

		if (!entity)
			continue;
		text_put(text, (struct slice){ value.data + done, i - done });
		text_add(text, entity);
		done = i + 1;
	}
	put_rest(text, value, done);
}

void
text_csv(struct text *text, struct slice value)
{
	bool quoted = false;
	bool formula = value.length > 0 && strchr("=+-@\t\r", value.data[0]) != NULL &&
		       value.data[0] != '\0';

	for (size_t i = 0; i < value.length; i++)
		if (value.data[i] == '"' || value.data[i] == ',' || value.data[i] == '\n' ||
		    value.data[i] == '\r')
			quoted = true;
	if (quoted)
		text_add(text, "\"");
	if (formula)
		text_add(text, "'");
	for (size_t i = 0; i < value.length; i++) {
		if (value.data[i] == '"')
			text_add(text, "\"");
		text_put(text, (struct slice){ value.data + i, 1 });
	}
	if (quoted)
		text_add(text, "\"");
}

void
text_uri(struct text *text, struct slice value)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";

	for (size_t i = 0; i < value.length; i++) {
		char c = value.data[i];

		if (c != '\0' && strchr(plain, c))
			text_put(text, (struct slice){ &c, 1 });
		else
			text_format(text, "%%%02X", (unsigned char)c);
	}
}
