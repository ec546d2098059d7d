/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/halt.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "schema/base/log.h"
#include "sql_statements.h"

static const char *
word_of(enum halt_reason reason)
{
	static const char *const words[] = {
		[HALT_RECORDS_GONE] = "records_gone",   [HALT_LOG_SHORTER] = "log_shorter",
		[HALT_OTHER_RECORD] = "other_record",   [HALT_OTHER_CLUSTER] = "other_cluster",
		[HALT_OTHER_RULES] = "other_rules",
	};

	return words[reason];
}

bool
halt_add(PGconn *session, const struct position *position, enum halt_reason reason,
	 bool *ret_halted, struct error *err, const char *detail, ...)
{
	char topic[12], partition[12], next[24], text[300];
	const char *const values[] = { topic, partition, next, word_of(reason), text };
	AUTO_PGRESULT result = NULL;
	va_list arguments;

	va_start(arguments, detail);
	vsnprintf(text, sizeof text, detail, arguments);
	va_end(arguments);
	snprintf(topic, sizeof topic, "%d", (int)position->topic);
	snprintf(partition, sizeof partition, "%d", (int)position->partition);
	snprintf(next, sizeof next, "%" PRId64, position->applied);
	if (!postgres_query(session, sql_halt_add, 5, values, 0, &result, err))
		return false;
	*ret_halted = PQntuples(result) > 0;
	if (*ret_halted)
		log_line(LOG_LEVEL_ERROR,
			 "topic \"%s\" partition %d is halted at offset %s (%s): %s; see "
			 "\"trakhuc partition list\"",
			 topic_name(position->topic), (int)position->partition, next,
			 word_of(reason), text);
	return true;
}
