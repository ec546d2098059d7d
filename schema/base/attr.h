/* SPDX-License-Identifier: PostgreSQL
 *
 * attr.h - compiler attributes under short names, and nothing else.
 */
#ifndef SCHEMA_BASE_ATTR_H
#define SCHEMA_BASE_ATTR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(template, first) __attribute__((format(printf, template, first)))
#define NO_RETURN __attribute__((noreturn))

/* Calls FUNCTION with a pointer to the variable when its scope ends. */
#define CLEANUP(function) __attribute__((cleanup(function)))

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
