/* SPDX-License-Identifier: PostgreSQL */
#include "producers/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "producers/stop.h"
#include "schema/base/check.h"

enum { BUFFER_BYTES = 1024 * 1024 };

struct lines {
	int fd;
	const char *path;
	size_t line_bytes_max;
	size_t begin; /* of what is in the buffer and not handed out */
	size_t end;
	uint64_t number;
	int64_t bytes;
	bool at_end;
	char buffer[BUFFER_BYTES];
};

bool
lines_open(struct lines **ret_lines, const char *path, size_t line_bytes_max,
	   struct error *err)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct lines *lines;

	CHECK_OP(line_bytes_max, <, BUFFER_BYTES);
	if (fd < 0)
		return error_set(err, ERROR_USAGE, "cannot read \"%s\": %s", path,
				 strerror(errno));
	lines = malloc(sizeof *lines);
	CHECK(lines != NULL);
	lines->fd = fd;
	lines->path = path;
	lines->line_bytes_max = line_bytes_max;
	lines->begin = lines->end = 0;
	lines->number = 0;
	lines->bytes = 0;
	lines->at_end = false;
	*ret_lines = lines;
	return true;
}

/* Moves what is left to the front and reads behind it. */
static bool
fill(struct lines *lines, struct error *err)
{
	ssize_t count;

	memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
	lines->end -= lines->begin;
	lines->begin = 0;
	CHECK_OP(lines->end, <, BUFFER_BYTES);
	do {
		count = read(lines->fd, lines->buffer + lines->end,
			     BUFFER_BYTES - lines->end);
	} while (count < 0 && errno == EINTR && stop_signal == 0);
	if (count < 0 && errno == EINTR)
		count = 0;
	if (count < 0)
		return error_set(err, ERROR_FATAL, "could not read \"%s\": %s", lines->path,
				 strerror(errno));
	lines->at_end = count == 0;
	lines->end += (size_t)count;
	lines->bytes += count;
	return true;
}

/* Finds the end of the line that begins at `begin`; drops the bytes of a line that is
 * too long while it goes on.  False: there is no line, or reading failed. */
static bool
find_end(struct lines *lines, size_t *ret_length, bool *ret_too_long, struct error *err)
{
	size_t seen = 0;

	*ret_too_long = false;
	for (;;) {
		size_t held = lines->end - lines->begin;
		const char *from = lines->buffer + lines->begin;
		const char *feed = memchr(from + seen, '\n', held - seen);

		if (feed || lines->at_end) {
			*ret_length = feed ? (size_t)(feed - from) : held;
			return feed || held > 0 || *ret_too_long;
		}
		seen = held;
		if (held > lines->line_bytes_max + 4) { /* a byte-order mark, a CR */
			*ret_too_long = true;
			lines->begin = lines->end;
			seen = 0;
		}
		if (!fill(lines, err))
			return false;
	}
}

static struct slice
trim(struct slice text, bool first)
{
	if (first && text.length >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
		text.data += 3;
		text.length -= 3;
	}
	if (text.length > 0 && text.data[text.length - 1] == '\r')
		text.length--;
	return text;
}

static bool
blank(struct slice text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] != ' ' && text.data[i] != '\t' && text.data[i] != '\r')
			return false;
	return true;
}

bool
lines_next(struct lines *lines, struct line *ret_line, struct error *err)
{
	size_t length;
	bool too_long;

	while (find_end(lines, &length, &too_long, err)) {
		struct slice text = { lines->buffer + lines->begin, length };

		if (stop_signal != 0) /* the line may be half of one */
			return false;
		lines->begin += length + (lines->begin + length < lines->end);
		text = trim(text, ++lines->number == 1);
		too_long = too_long || text.length > lines->line_bytes_max;
		if (!too_long && blank(text))
			continue;
		ret_line->text = too_long ? (struct slice){ text.data, 0 } : text;
		ret_line->number = lines->number;
		ret_line->too_long = too_long;
		return true;
	}
	return false;
}

int64_t
lines_bytes(const struct lines *lines)
{
	return lines->bytes;
}

struct lines *
lines_close(struct lines *lines)
{
	if (!lines)
		return NULL;
	if (lines->fd != STDIN_FILENO)
		close(lines->fd);
	free(lines);
	return NULL;
}
