/* SPDX-License-Identifier: PostgreSQL
 *
 * word.h - words of the API as the pages say them (word.def).
 */
#ifndef CONSUMERS_IOC_WORD_H
#define CONSUMERS_IOC_WORD_H

#include "schema/base/slice.h"

/* What has no entry is said as it is. */
struct slice word_of(struct slice word);

#endif
