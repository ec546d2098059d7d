/* SPDX-License-Identifier: PostgreSQL
 *
 * person.h - numbers and addresses of persons in any text: runs of nine digits and more
 * (identity papers, accounts), telephone numbers, e-mail addresses.  Names are not found.
 *
 * Pure.
 */
#ifndef SCHEMA_BASE_PERSON_H
#define SCHEMA_BASE_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/base/slice.h"

bool person_in(struct slice text);

/* Each byte of what is found becomes '*'. */
void person_hide(char *bytes, size_t length);

#endif
