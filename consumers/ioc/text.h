/* SPDX-License-Identifier: PostgreSQL
 *
 * text.h - a text that grows, and the ways to write into it safely.
 *
 * Start from { 0 }.  What comes out of the database goes through one of text_json,
 * text_html or text_csv, never through text_add: that is the rule that keeps a hostile
 * code from becoming markup, a second JSON member or a formula.
 *
 * Memory that runs out ends the program.
 */
#ifndef CONSUMERS_IOC_TEXT_H
#define CONSUMERS_IOC_TEXT_H

#include <stddef.h>

#include "schema/base/attr.h"
#include "schema/base/slice.h"

struct text {
	char *data; /* ends with a zero byte that length does not count */
	size_t length;
	size_t room;
};

void text_release(struct text *text);
void text_reset(struct text *text);

void text_put(struct text *text, struct slice bytes);
void text_add(struct text *text, const char *trusted);
void text_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);

/* With its quotes; controls as \u escapes. */
void text_json(struct text *text, struct slice value);
/* For element content and for attribute values in double quotes. */
void text_html(struct text *text, struct slice value);
/* One cell: quoted when it must be; a text that a spreadsheet would run as a formula
 * gets an apostrophe before it. */
void text_csv(struct text *text, struct slice value);
/* Percent-encoded for a query. */
void text_uri(struct text *text, struct slice value);

#endif
