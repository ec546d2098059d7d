/* SPDX-License-Identifier: PostgreSQL
 *
 * excerpt.h - a payload in lines, with a mark under the place of its fault.
 */
#ifndef CONSUMERS_DEAD_EXCERPT_H
#define CONSUMERS_DEAD_EXCERPT_H

#include <stdint.h>

#include "consumers/ioc/text.h"

#define EXCERPT_NOWHERE SIZE_MAX

/* The byte to mark: BYTE, or where the key MEMBER stands when BYTE is 0, or nowhere. */
size_t excerpt_place(struct slice payload, uint32_t byte, const char *member);

/* Adds PAYLOAD, masked, each line with the number of its first byte, and below the line that
 * holds PLACE a mark with NOTE. */
void excerpt_put(struct text *text, struct slice payload, size_t place, const char *note);

#endif
