/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/base/instant.h"

enum { LINE_BYTES = 2048 };

static char log_context[160];
static enum log_level log_level_max = LOG_LEVEL_INFO;

struct line {
	char text[LINE_BYTES];
	size_t length;
};

static void
put(struct line *line, const char *text)
{
	for (; *text != '\0' && line->length < LINE_BYTES - 2; text++)
		line->text[line->length++] = *text;
}

/* Quoted; control characters, quotes and the marks that turn the writing direction are
 * written as escapes. */
static void
put_quoted(struct line *line, const char *text)
{
	char escape[8];

	put(line, "\"");
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
		if (*c < 0x20 || *c == 0x7f || *c == '"' || *c == '\\') {
			snprintf(escape, sizeof escape, "\\x%02x", *c);
			put(line, escape);
		} else if (c[0] == 0xe2 && c[1] == 0x80 && c[2] >= 0xaa && c[2] <= 0xae) {
			put(line, "\\u202x");
			c += 2;
		} else {
			put(line, (char[]){ (char)*c, '\0' });
		}
	}
	put(line, "\"");
}

void
log_open(const char *program, const char *instance, enum log_level level)
{
	struct line line = { .length = 0 };

	put(&line, " program=");
	put(&line, program);
	if (instance && instance[0] != '\0') {
		put(&line, " instance=");
		put_quoted(&line, instance);
	}
	line.text[line.length] = '\0';
	snprintf(log_context, sizeof log_context, "%.*s", (int)sizeof log_context - 1,
		 line.text);
	log_level_max = level;
}

static void
begin(struct line *line, enum log_level level)
{
	static const char *const name[] = { "error", "warning", "info", "debug" };
	char time[INSTANT_TEXT_BYTES];

	line->length = 0;
	put(line, "time=");
	put(line, instant_format(clock_now_us(), time));
	put(line, " level=");
	put(line, name[level]);
	put(line, log_context);
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
	put(&line, " message=");
	put_quoted(&line, message);
	end(&line);
}

void
log_error(enum log_level level, const struct error *err)
{
	struct line line;

	if (level > log_level_max)
		return;
	begin(&line, level);
	put(&line, " message=");
	put_quoted(&line, err->message);
	if (err->hint[0] != '\0') {
		put(&line, " hint=");
		put_quoted(&line, err->hint);
	}
	end(&line);
}
