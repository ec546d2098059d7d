/* SPDX-License-Identifier: PostgreSQL
 *
 * fold.h - names as people type them when they look for one: without marks and capitals.
 */
#ifndef CONSUMERS_IOC_FOLD_H
#define CONSUMERS_IOC_FOLD_H

#include <stdbool.h>

#include "consumers/ioc/text.h"

/* Appends UTF-8 text VALUE: letters of Vietnamese without their marks, in small letters;
 * "Đặng Thùy Trâm" and "dang thuy tram" come out alike.  Other characters stay. */
void fold_put(struct text *text, struct slice value);
/* Whether NAME has PART in it, both folded.  An empty PART is in every name. */
bool fold_has(struct slice name, struct slice part);

#endif
