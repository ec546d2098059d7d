/* SPDX-License-Identifier: PostgreSQL
 *
 * document_count.c - what a document adds to the counters makes sense on every day.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/model/contribution.h"
#include "tests/property/properties.h"
#include "tests/support/row.h"

enum { LINES_MAX = 4096, LINE_COUNTERS = 7 /* of the table that has most */ };

/* The counters of one cell. */
struct line {
	int32_t table; /* enum document_table */
	int32_t unit;
	int32_t level;
	int32_t day;
	int64_t n[LINE_COUNTERS];
};

struct tally {
	int count;
	struct line lines[LINES_MAX];
};

/* A document_step_fn; CONTEXT is a tally. */
static void
take_step(void *context, enum document_table table, int32_t day, int32_t unit,
	  int32_t level, int counter, int64_t n)
{
	struct line line = { (int32_t)table, unit, level, day, { 0 } };
	struct tally *tally = context;
	int i = 0;

	CHECK(counter >= 0 && counter < LINE_COUNTERS);
	while (i < tally->count &&
	       memcmp(&tally->lines[i], &line, offsetof(struct line, n)) != 0)
		i++;
	if (i == tally->count) {
		CHECK_OP(tally->count, <, LINES_MAX);
		tally->lines[tally->count++] = line;
	}
	tally->lines[i].n[counter] += n;
}

static int
line_order(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	return (a->day > b->day) - (a->day < b->day);
}

static void
count_as_told(const struct trial *trial, struct tally *ret)
{
	struct document document;

	ret->count = 0;
	trial_document(trial, &document);
	document_contribution(&document, 1, take_step, ret);
	document_release(&document);
	qsort(ret->lines, (size_t)ret->count, sizeof(ret->lines[0]), line_order);
}

static bool
all_zero(const struct tally *tally)
{
	static const int64_t zero[LINE_COUNTERS];

	for (int i = 0; i < tally->count; i++)
		if (memcmp(tally->lines[i].n, zero, sizeof(zero)) != 0)
			return false;
	return true;
}

/* What a worker does: takes away what the stored row counted, adds what the new state
 * counts.  Less the contribution as told, nothing may be left. */
static const char *
fails_telescoping(const struct trial *trial)
{
	static struct tally tally;
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 9, order);
	struct document document, told;

	tally.count = 0;
	document_init(&document);
	for (int i = 0; i < length; i++) {
		document_contribution(&document, -1, take_step, &tally);
		document_apply(&document, order[i], trial->codes);
		document_contribution(&document, 1, take_step, &tally);
		CHECK(document_renew(&document));
	}
	trial_document(trial, &told);
	document_contribution(&told, -1, take_step, &tally);
	document_release(&told);
	document_release(&document);
	return all_zero(&tally) ? NULL
				: "the differences do not add up to the contribution";
}

/* The sums of one recipient at the end of a day. */
static const char *
fails_recipient(const int64_t sum[RECIPIENT_COUNTER_COUNT])
{
	int64_t pending = sum[RECIPIENT_COUNTER_document_pending];
	int64_t overdue = sum[RECIPIENT_COUNTER_document_overdue];
	int64_t ended = sum[RECIPIENT_COUNTER_document_on_time] +
			sum[RECIPIENT_COUNTER_document_late] +
			sum[RECIPIENT_COUNTER_document_no_due] +
			sum[RECIPIENT_COUNTER_document_taken_back];

	if (pending != sum[RECIPIENT_COUNTER_document_received] - ended)
		return "pending is not received less ended";
	if (pending < 0 || pending > 1)
		return "one document is pending neither 0 nor 1 times at a recipient";
	return overdue >= 0 && overdue <= pending ? NULL : "overdue exceeds pending";
}

static const char *
fails_recipients(const struct trial *trial)
{
	static struct tally tally;
	int64_t sum[RECIPIENT_COUNTER_COUNT] = { 0 };
	const char *wrong = NULL;

	count_as_told(trial, &tally);
	for (int i = 0; i < tally.count && !wrong; i++) {
		const struct line *line = &tally.lines[i];

		if (line->table != DOCUMENT_TABLE_RECIPIENT)
			continue;
		if (i == 0 || line[-1].table != line->table || line[-1].unit != line->unit)
			memset(sum, 0, sizeof(sum));
		for (int c = 0; c < RECIPIENT_COUNTER_COUNT; c++)
			sum[c] += line->n[c];
		wrong = fails_recipient(sum);
	}
	return wrong;
}

/* R25: it is issued once; what is stated of it is stated or unknown, and what is counted
 * beside it stays within it. */
static const char *
fails_issued(const struct trial *trial)
{
	static struct tally tally;
	int64_t sum[DOCUMENT_COUNTER_COUNT] = { 0 };

	count_as_told(trial, &tally);
	for (int i = 0; i < tally.count; i++) {
		if (tally.lines[i].table != DOCUMENT_TABLE_ISSUED)
			continue;
		for (int c = 0; c < DOCUMENT_COUNTER_COUNT; c++)
			sum[c] += tally.lines[i].n[c];
	}
	if (sum[DOCUMENT_COUNTER_issued] < 0 || sum[DOCUMENT_COUNTER_issued] > 1)
		return "one document is issued neither 0 nor 1 times";
	for (int c = 0; c < DOCUMENT_COUNTER_COUNT; c++)
		if (sum[c] < 0 || sum[c] > sum[DOCUMENT_COUNTER_issued])
			return "a share of a document exceeds it";
	if (sum[DOCUMENT_COUNTER_electronic] + sum[DOCUMENT_COUNTER_electronic_unknown] >
	    sum[DOCUMENT_COUNTER_issued])
		return "it is electronic, and nobody has said so";
	return sum[DOCUMENT_COUNTER_signed] + sum[DOCUMENT_COUNTER_signed_unknown] <=
			       sum[DOCUMENT_COUNTER_issued]
		       ? NULL
		       : "it is signed, and nobody has said so";
}

const struct property document_count_properties[] = {
	{ ENTITY_DOCUMENT,
	  "the differences that events make to a document, in any order and from the stored "
	  "row, add up to its contribution",
	  fails_telescoping },
	{ ENTITY_DOCUMENT,
	  "at each recipient a document is pending from reception to its end, and overdue only "
	  "while pending",
	  fails_recipients },
	{ ENTITY_DOCUMENT, "a document is issued at most once, and no share of it exceeds it",
	  fails_issued },
	{ ENTITY_DOCUMENT, NULL, NULL },
};
