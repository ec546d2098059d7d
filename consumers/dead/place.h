/* SPDX-License-Identifier: PostgreSQL
 *
 * place.h - where a record lies in the log, as people write it: dossier.v1-2@1234.
 */
#ifndef CONSUMERS_DEAD_PLACE_H
#define CONSUMERS_DEAD_PLACE_H

#include <stdint.h>

#include "schema/base/error.h"
#include "schema/contract/event.h"

enum { PLACE_TEXT_BYTES = 64, PLACE_PARTITION_MAX = 32767 };

struct place {
	enum topic topic;
	int32_t partition;
	int64_t offset;
};

/* TOPIC-PARTITION@OFFSET and nothing else: no sign, blank or leading zero. */
bool place_parse(const char *text, struct place *ret_place, struct error *err) MUST_CHECK;
const char *place_format(const struct place *place, char ret_text[PLACE_TEXT_BYTES]);

/* For qsort: topic, partition, offset. */
int place_compare(const void *a, const void *b);

#endif
