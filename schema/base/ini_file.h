/* SPDX-License-Identifier: PostgreSQL
 *
 * ini_file.h - the one home of inih: an INI file, line by line.
 *
 * Left as it is, inih splits a line of 200 bytes and reads its rest as another line, and
 * lets an indented line replace the value above it.  Here a line is read whole or the
 * file is refused, and an indented line is a line like any other.
 *
 * Thread: inih's settings are the process's; call it before threads are started.
 */
#ifndef SCHEMA_BASE_INI_FILE_H
#define SCHEMA_BASE_INI_FILE_H

#include <ini.h>

enum { INI_FILE_LINE_BYTES_MAX = 64 * 1024 };

/* 0: all lines were read; above: the number of the line where reading stopped because it
 * is no pair or HANDLER returned 0; -1: the file could not be read, see errno (EMSGSIZE: a line is
 * longer than the limit). */
int ini_file_read(const char *path, ini_handler handler, void *context);

#endif
