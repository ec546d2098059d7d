/* SPDX-License-Identifier: PostgreSQL
 *
 * phrase.h - sentences that our programs keep in the database, as the pages say them
 * (phrase.def): what an act of an operator came to, what was found when a partition was halted.
 */
#ifndef CONSUMERS_IOC_PHRASE_H
#define CONSUMERS_IOC_PHRASE_H

#include <stdbool.h>

#include "consumers/ioc/text.h"

/* As HTML; false: it is none of ours, and nothing was written. */
bool phrase_put(struct text *text, struct slice sentence);

#endif
