/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/letters.h"

#include <stdio.h>

#include "consumers/aggregate/array.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "sql_statements.h"

struct letters {
	struct array offsets, reasons;
	int count;
};

static int64_t
offset_of(const struct batch_event *item)
{
	return (int64_t)(item->position & ((UINT64_C(1) << 48) - 1));
}

static void
add(struct letters *letters, int64_t offset, const char *reason)
{
	array_add_number(&letters->offsets, offset);
	array_add_text(&letters->reasons, slice_text(reason));
	letters->count++;
}

/* Offsets are in order, in the batch and in ROWS. */
static void
take_out(struct batch *batch, const PGresult *rows, struct letters *letters)
{
	uint32_t kept = 0;
	int row = 0;

	for (uint32_t i = 0; i < batch->event_count; i++) {
		int64_t offset = offset_of(&batch->events[i]);

		while (row < PQntuples(rows) && postgres_number(rows, row, 0) < offset)
			row++;
		if (row < PQntuples(rows) && postgres_number(rows, row, 0) == offset)
			add(letters, offset, "");
		else
			batch->events[kept++] = batch->events[i];
	}
	batch->event_count = kept;
}

static bool
find_dead(const struct batch_range *range, int64_t until_us, PGconn *session,
	  PGresult **ret_rows, struct error *err)
{
	char topic[12], partition[12], since[24], upto[24], until[INSTANT_TEXT_BYTES];
	const char *const values[] = { topic, partition, since, upto,
				       until_us > 0 ? instant_format(until_us, until) : NULL };

	snprintf(topic, sizeof topic, "%d", (int)range->topic);
	snprintf(partition, sizeof partition, "%d", (int)range->partition);
	snprintf(since, sizeof since, "%lld", (long long)range->since);
	snprintf(upto, sizeof upto, "%lld", (long long)range->upto);
	return postgres_query(session, sql_shadow_dead, 5, values, 1, ret_rows, err);
}

static bool
write_down(const struct batch_range *range, struct letters *letters, PGconn *session,
	   struct error *err)
{
	char topic[12], partition[12];
	const char *const values[] = { topic, partition,
				       (const char *)letters->offsets.buffer.bytes,
				       (const char *)letters->reasons.buffer.bytes };
	const int lengths[] = { 0, 0, (int)letters->offsets.buffer.length,
				(int)letters->reasons.buffer.length };
	const int formats[] = { 0, 0, 1, 1 };
	AUTO_PGRESULT result = NULL;

	snprintf(topic, sizeof topic, "%d", (int)range->topic);
	snprintf(partition, sizeof partition, "%d", (int)range->partition);
	result = PQexecParams(session, sql_shadow_letter_add, 4, NULL, values, lengths, formats,
			      0);
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       postgres_error(session, result, "keep dead letters", err);
}

bool
letters_take_out(struct batch *batch, int64_t until_us, PGconn *session, struct error *err)
{
	const struct batch_range *range = &batch->ranges[0];
	struct letters letters = { 0 };
	AUTO_PGRESULT rows = NULL;
	bool ok;

	CHECK_OP(batch->range_count, ==, 1);
	array_begin(&letters.offsets, ROW_BIGINT);
	array_begin(&letters.reasons, ROW_TEXT);
	ok = find_dead(range, until_us, session, &rows, err);
	if (ok)
		take_out(batch, rows, &letters);
	for (uint32_t i = 0; i < batch->dead_count; i++)
		add(&letters, batch->dead[i].offset, reason_name(batch->dead[i].fault.reason));
	array_end(&letters.offsets);
	array_end(&letters.reasons);
	ok = ok && (letters.count == 0 || write_down(range, &letters, session, err));
	array_release(&letters.offsets);
	array_release(&letters.reasons);
	return ok;
}

bool
letters_add_settled(struct batch *batch, struct decoder *decoder, struct kafka_reader *reader,
		    PGconn *session, struct error *err)
{
	AUTO_PGRESULT rows = NULL;
	struct kafka_record record;
	struct fault fault;

	if (!postgres_query(session, sql_shadow_letter_settle, 0, NULL, 1, &rows, err))
		return false;
	for (int row = 0; row < PQntuples(rows); row++) {
		const char *topic = topic_name((enum topic)postgres_number(rows, row, 0));

		if (!kafka_reader_read(reader, topic, (int32_t)postgres_number(rows, row, 1),
				       postgres_number(rows, row, 2), &record, err))
			return false;
		/* it was accepted once, or it would have a reason */
		CHECK(batch_add_event(batch, decoder, &record, &fault) == REASON_NONE);
		kafka_record_release(&record);
	}
	return true;
}
