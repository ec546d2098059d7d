/* SPDX-License-Identifier: PostgreSQL
 *
 * name.h - names of partitions and targets of a reset, as people write them.
 *
 * Pure.
 */
#ifndef CONSUMERS_PARTITION_NAME_H
#define CONSUMERS_PARTITION_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/error.h"
#include "schema/contract/event.h"

struct partition_name {
	enum topic topic;
	int32_t partition;
};

/* "dossier.v1-2" */
bool partition_parse(const char *text, struct partition_name *ret_name,
		     struct error *err) MUST_CHECK;

/* "start", "end" or an offset, within the log from FIRST to END. */
bool target_parse(const char *text, int64_t first, int64_t end, int64_t *ret_offset,
		  struct error *err) MUST_CHECK;

#endif
