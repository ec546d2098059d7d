/* SPDX-License-Identifier: PostgreSQL
 *
 * log.h - one line per record on stderr, key=value.
 *
 * Only a program's main loop logs; functions return errors.  Values come quoted; quotes,
 * backslashes, controls, separators of lines, marks that turn the writing direction and
 * bytes that are no UTF-8 come as \xHH, so a hostile text can neither break a line nor
 * colour a terminal.  A line has at most 2,048 bytes; a value that is cut is closed all
 * the same.  Payloads are never logged.
 *
 * Thread: log_line() may be called from any thread; a line is one write.
 */
#ifndef SCHEMA_BASE_LOG_H
#define SCHEMA_BASE_LOG_H

#include "schema/base/error.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Context that stands on every line, e.g. program "aggregate", instance "worker-1", of
 * which the first 64 bytes are used. */
void log_open(const char *program, const char *instance, enum log_level level);

/* FORMAT becomes the value of message=. */
void log_line(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

/* The error's message and hint, with what was being done. */
void log_error(enum log_level level, const struct error *err);

#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
