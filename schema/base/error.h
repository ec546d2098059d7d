/* SPDX-License-Identifier: PostgreSQL
 *
 * error.h - an operational failure: what it was about, why, and what to do.
 *
 * The kind of an error is its policy; it is decided once, where the failure is
 * first seen.  Functions return errors, only a program's main loop prints them.
 *
 *   message  lower case, no period, names the object: could not reach broker "..."
 *   hint     a sentence that says what the operator can do; may be empty
 *
 * "could not" when it may work later, "cannot" when it never will.
 */
#ifndef SCHEMA_BASE_ERROR_H
#define SCHEMA_BASE_ERROR_H

#include <stdbool.h>

#include "schema/base/attr.h"

enum error_kind {
	ERROR_NONE,
	ERROR_RETRY,  /* the same call may work later: back off, reconnect */
	ERROR_FENCED, /* somebody else moved on: drop caches, read positions again */
	ERROR_REJECT, /* this input will never work: refuse it, go on */
	ERROR_STOP,   /* this part must stop until a person has looked */
	ERROR_USAGE,  /* the command line is wrong */
	ERROR_CONFIG, /* the configuration is wrong */
	ERROR_FATAL,  /* the program cannot go on */
};

struct error {
	enum error_kind kind;
	char message[512];
	char hint[512];
};

/* Fill ERR and return false, so that a caller can write `return error_set(...)`.
 * Messages that are too long are cut.  ERR may be NULL. */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
	PRINTF_LIKE(3, 4);
bool error_hint(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts CONTEXT before the message: "could not ...: <what it was>". */
bool error_wrap(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

void error_clear(struct error *err);

#endif
