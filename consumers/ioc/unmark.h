/* SPDX-License-Identifier: PostgreSQL
 *
 * unmark.h - names as people type them when they look for one: without marks and capitals.
 */
#ifndef CONSUMERS_IOC_UNMARK_H
#define CONSUMERS_IOC_UNMARK_H

#include <stdbool.h>

#include "schema/base/slice.h"

/* Whether NAME has PART in it, letters of Vietnamese taken without their marks and as small
 * ones: "dang thuy" is in "Đặng Thùy Trâm".  An empty PART is in every name. */
bool unmark_has(struct slice name, struct slice part);

#endif
