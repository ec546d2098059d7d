/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/ini_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct lines {
	FILE *file;
	size_t bytes; /* of the line so far */
};

/* inih calls it again, with more room, until the line ends. */
static char *
read_part(char *part, int size, void *stream)
{
	struct lines *lines = stream;
	size_t length;

	if (!fgets(part, size, lines->file))
		return NULL;
	length = strlen(part);
	lines->bytes += length;
	if (lines->bytes > INI_FILE_LINE_BYTES_MAX)
		return NULL;
	if (length > 0 && part[length - 1] == '\n')
		lines->bytes = 0;
	return part;
}

int
ini_file_read(const char *path, ini_handler handler, void *context)
{
	struct lines lines = { .file = fopen(path, "re") };
	int line;

	if (!lines.file)
		return -1;
	ini_use_stack = false;
	ini_allow_realloc = true;
	ini_allow_multiline = false;
	ini_stop_on_first_error = true;
	ini_max_line = INI_FILE_LINE_BYTES_MAX + 3;
	errno = 0;
	line = ini_parse_stream(read_part, &lines, handler, context);
	if (lines.bytes > INI_FILE_LINE_BYTES_MAX)
		errno = EMSGSIZE;
	else if (ferror(lines.file) && errno == 0)
		errno = EIO;
	if (lines.bytes > INI_FILE_LINE_BYTES_MAX || ferror(lines.file))
		line = -1;
	fclose(lines.file);
	return line;
}
