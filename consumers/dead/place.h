/* SPDX-License-Identifier: PostgreSQL
 *
 * place.h - where a record lies in the log, as people write it: dossier.v1-2@1234.
 *
 * A partition that a person has reset to a log made anew has places in each of its logs; those
 * of an earlier one, which is gone, say so: dossier.v1-2@1234 of log 1.
 */
#ifndef CONSUMERS_DEAD_PLACE_H
#define CONSUMERS_DEAD_PLACE_H

#include <stdint.h>

#include "schema/base/error.h"
#include "schema/contract/event.h"

/* What is said of a record in an earlier log. */
#define PLACE_GONE "its log is gone: the partition was reset to another one"

enum { PLACE_TEXT_BYTES = 64, PLACE_PARTITION_MAX = 32767 };

struct place {
	enum topic topic;
	int32_t partition;
	int64_t offset;
	int32_t log; /* the earlier log that it was in; 0: the log of now */
};

/* TOPIC-PARTITION@OFFSET, perhaps " of log NUMBER", and nothing else: no sign, other blank or
 * leading zero. */
bool place_parse(const char *text, struct place *ret_place, struct error *err) MUST_CHECK;
const char *place_format(const struct place *place, char ret_text[PLACE_TEXT_BYTES]);

/* For qsort: topic, partition, log, offset. */
int place_compare(const void *a, const void *b);

#endif
