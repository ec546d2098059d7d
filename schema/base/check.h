/* SPDX-License-Identifier: PostgreSQL
 *
 * check.h - assertions that are always compiled in.
 *
 * A failed CHECK is a bug of this program, never bad data and never an outage.
 * It prints the expression and aborts: the open transaction rolls back with the
 * session, and the supervisor starts the program again on the committed state.
 */
#ifndef SCHEMA_BASE_CHECK_H
#define SCHEMA_BASE_CHECK_H

#include "schema/base/attr.h"

NO_RETURN void check_failed(const char *file, int line, const char *expression);
NO_RETURN void check_failed_values(const char *file, int line,
				   const char *expression, long long left,
				   long long right);

#define CHECK(expression) \
	((expression) ? (void)0 : check_failed(__FILE__, __LINE__, #expression))

/* Compares two integers and prints both when they differ from what is claimed. */
#define CHECK_OP(left, op, right)                                               \
	((left)op(right)                                                        \
		 ? (void)0                                                      \
		 : check_failed_values(__FILE__, __LINE__, #left " " #op " " #right, \
				       (long long)(left), (long long)(right)))

#endif
