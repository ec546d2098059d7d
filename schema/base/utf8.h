/* SPDX-License-Identifier: PostgreSQL
 *
 * utf8.h - what is a text, and how long it is in characters.
 *
 * A character is a code point.  Controls are U+0000-1F and U+007F-9F (R1).  Overlong
 * forms, surrogates and anything above U+10FFFF are no UTF-8 (RFC 3629).
 *
 * Pure.
 */
#ifndef SCHEMA_BASE_UTF8_H
#define SCHEMA_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/base/slice.h"

/* Bytes at the beginning of TEXT that are whole, valid characters: all of them when it
 * equals text.length, else the place of the first bad byte. */
size_t utf8_valid(struct slice text);

/* Bytes of the character at the beginning of TEXT; 0: none begins there. */
size_t utf8_first(struct slice text);

/* Number of characters of a valid text. */
size_t utf8_characters(struct slice text);

/* Whether a valid text has 1 to CHARACTERS_MAX characters and no control among them. */
bool utf8_is_plain(struct slice text, size_t characters_max);

#endif
