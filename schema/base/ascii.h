/* SPDX-License-Identifier: PostgreSQL
 *
 * ascii.h - kinds of bytes, whatever the locale.
 */
#ifndef SCHEMA_BASE_ASCII_H
#define SCHEMA_BASE_ASCII_H

#include <stdbool.h>
#include <string.h>

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A letter or digit, also any byte of a letter that is not ASCII. */
static inline bool
ascii_is_word(char c)
{
	return ascii_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (unsigned char)c >= 0x80;
}

static inline bool
ascii_is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

#endif
