/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/letter.h"

#include <stdio.h>
#include <string.h>

#include "consumers/ioc/text.h"
#include "dead_statements.h"
#include "schema/base/check.h"
#include "schema/base/postgres.h"

enum { OFFSET, BYTE, HASH, REASON, MEMBER, SOURCE, ID }; /* columns of dead_page.sql */

const char *
outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOME_COUNT] = {
		[OUTCOME_WAITING] = "waiting",
		[OUTCOME_APPLIED] = "applied",
		[OUTCOME_REFUSED] = "refused",
		[OUTCOME_REFUSED_ANEW] = "refused_anew",
		[OUTCOME_NOT_IN_LOG] = "not_in_log",
		[OUTCOME_OTHER_RECORD] = "other_record",
		[OUTCOME_DROPPED] = "dropped",
		[OUTCOME_SETTLED] = "settled",
	};

	CHECK_OP(outcome, <, OUTCOME_COUNT);
	return names[outcome];
}

bool
letter_is(struct slice payload, struct slice hash)
{
	unsigned char found[DEAD_HASH_BYTES];

	dead_hash(payload, found);
	return slice_equal((struct slice){ (const char *)found, sizeof found }, hash);
}

static struct letter
letter_of(const PGresult *rows, int row, const struct place *place)
{
	return (struct letter){
		.place = { place->topic, place->partition, postgres_number(rows, row, OFFSET),
			   place->log },
		.hash = postgres_value(rows, row, HASH),
		.byte = (uint32_t)postgres_number(rows, row, BYTE),
		.reason = postgres_value(rows, row, REASON),
		.member = postgres_value(rows, row, MEMBER),
		.source = postgres_value(rows, row, SOURCE),
		.id = postgres_value(rows, row, ID),
	};
}

bool
letter_load(PGconn *session, const struct place *places, int count,
	    struct letter *ret_letters, int *ret_count, PGresult **ret_rows,
	    struct error *err)
{
	struct text offsets = { 0 };
	char topic[16], partition[16], log[16];
	bool ok;

	for (int i = 0; i < count; i++)
		text_format(&offsets, "%s%lld", i == 0 ? "{" : ",", (long long)places[i].offset);
	text_add(&offsets, "}");
	snprintf(topic, sizeof topic, "%d", (int)places->topic);
	snprintf(partition, sizeof partition, "%d", (int)places->partition);
	snprintf(log, sizeof log, "%d", (int)places->log);
	const char *const values[] = { topic, partition, offsets.data, log };

	ok = postgres_query(session, sql_dead_page, 4, values, 1, ret_rows, err);
	text_release(&offsets);
	if (!ok)
		return false;
	*ret_count = PQntuples(*ret_rows);
	CHECK_OP(*ret_count, <=, count);
	for (int i = 0; i < *ret_count; i++)
		ret_letters[i] = letter_of(*ret_rows, i, places);
	return true;
}

static bool
is_same_fault(const struct letter *letter)
{
	const struct fault *fault = &letter->fault;

	return fault->byte == letter->byte &&
	       slice_equal(slice_text(reason_name(fault->reason)), letter->reason) &&
	       slice_equal(slice_text(fault->member), letter->member) &&
	       slice_equal(fault->source, letter->source) &&
	       slice_equal(fault->id, letter->id);
}

static enum outcome
try_record(struct letter *letter, const struct kafka_record *record,
	   struct decoder *decoder, struct batch *batch)
{
	if (!letter_is(record->payload, letter->hash)) {
		snprintf(letter->note, sizeof letter->note,
			 "the log holds other bytes there than those that were refused");
		return OUTCOME_OTHER_RECORD;
	}
	if (batch_add_event(batch, decoder, record, &letter->fault) == REASON_NONE)
		return OUTCOME_APPLIED;
	return is_same_fault(letter) ? OUTCOME_REFUSED : OUTCOME_REFUSED_ANEW;
}

bool
letter_try(struct letter *letter, struct kafka_reader *reader, struct decoder *decoder,
	   struct batch *batch, struct error *err)
{
	struct kafka_record record;

	if (letter->place.log != 0) {
		letter->outcome = OUTCOME_NOT_IN_LOG;
		snprintf(letter->note, sizeof letter->note, PLACE_GONE);
		return true;
	}
	if (kafka_reader_read(reader, topic_name(letter->place.topic), letter->place.partition,
			      letter->place.offset, &record, err)) {
		letter->outcome = try_record(letter, &record, decoder, batch);
		kafka_record_release(&record);
		return true;
	}
	if (err->kind != ERROR_REJECT)
		return false;
	letter->outcome = OUTCOME_NOT_IN_LOG;
	snprintf(letter->note, sizeof letter->note, "%s", err->message);
	error_clear(err);
	return true;
}
