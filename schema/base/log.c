/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/base/instant.h"
#include "schema/base/utf8.h"

/* A line ends with a quote and a line feed, for which there is always room. */
enum { LINE_BYTES = 2048, PIECES_BYTES = LINE_BYTES - 2, INSTANCE_BYTES = 64 };

struct line {
	char text[LINE_BYTES];
	size_t length;
};

static struct line log_context;
static enum log_level log_level_max = LOG_LEVEL_INFO;

/* All of PIECE, or nothing of it where it does not fit. */
static bool
put(struct line *line, struct slice piece)
{
	if (line->length + piece.length > PIECES_BYTES)
		return false;
	memcpy(line->text + line->length, piece.data, piece.length);
	line->length += piece.length;
	return true;
}

/* Whether a terminal shows CHARACTER and nothing else: no control, no separator of
 * lines, no mark that turns the writing direction; and no sign of the log's own. */
static bool
is_harmless(struct slice character)
{
	const unsigned char *c = (const unsigned char *)character.data;

	switch (character.length) {
	case 1:
		return c[0] >= 0x20 && c[0] != 0x7f && c[0] != '"' && c[0] != '\\';
	case 2: /* U+0080 to U+009F, U+061C */
		return !(c[0] == 0xc2 && c[1] < 0xa0) && !(c[0] == 0xd8 && c[1] == 0x9c);
	case 3: /* U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069 */
		if (c[0] != 0xe2)
			return true;
		return !(c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f)) &&
		       !(c[1] == 0x80 && c[2] >= 0xa8 && c[2] <= 0xae) &&
		       !(c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
	default:
		return true;
	}
}

/* Bytes as \xHH. */
static bool
put_escaped(struct line *line, struct slice bytes)
{
	char escape[4 * 4 + 1];

	for (size_t i = 0; i < bytes.length; i++)
		snprintf(escape + 4 * i, 5, "\\x%02x", (unsigned char)bytes.data[i]);
	return put(line, (struct slice){ escape, 4 * bytes.length });
}

/* BEGIN, which opens a quote, and TEXT.  What does not fit is left out; the quote is
 * closed. */
static void
put_field(struct line *line, const char *begin, const char *text)
{
	struct slice rest = slice_text(text);
	bool fits = put(line, slice_text(begin));

	if (!fits)
		return;
	while (fits && rest.length > 0) {
		size_t bytes = utf8_first(rest);
		struct slice character = { rest.data, bytes > 0 ? bytes : 1 };

		fits = bytes > 0 && is_harmless(character) ? put(line, character)
							   : put_escaped(line, character);
		rest.data += character.length;
		rest.length -= character.length;
	}
	line->text[line->length++] = '"';
}

void
log_open(const char *program, const char *instance, enum log_level level)
{
	char name[INSTANCE_BYTES + 1];

	log_context.length = 0;
	put(&log_context, SLICE_LITERAL(" program="));
	put(&log_context, slice_text(program));
	if (instance && instance[0] != '\0') {
		snprintf(name, sizeof name, "%s", instance);
		put_field(&log_context, " instance=\"", name);
	}
	log_level_max = level;
}

static void
begin(struct line *line, enum log_level level)
{
	static const char *const name[] = { "error", "warning", "info", "debug" };
	char time[INSTANT_TEXT_BYTES];

	line->length = 0;
	put(line, SLICE_LITERAL("time="));
	put(line, slice_text(instant_format(clock_now_us(), time)));
	put(line, SLICE_LITERAL(" level="));
	put(line, slice_text(name[level]));
	put(line, (struct slice){ log_context.text, log_context.length });
}

static void
end(struct line *line)
{
	ssize_t written;

	line->text[line->length++] = '\n';
	written = write(STDERR_FILENO, line->text, line->length);
	(void)written; /* a log that cannot be written must not stop the work */
}

void
log_line(enum log_level level, const char *format, ...)
{
	struct line line;
	char message[1024];
	va_list args;

	if (level > log_level_max)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	begin(&line, level);
	put_field(&line, " message=\"", message);
	end(&line);
}

void
log_error(enum log_level level, const struct error *err)
{
	struct line line;

	if (level > log_level_max)
		return;
	begin(&line, level);
	put_field(&line, " message=\"", err->message);
	if (err->hint[0] != '\0')
		put_field(&line, " hint=\"", err->hint);
	end(&line);
}
