/* SPDX-License-Identifier: PostgreSQL
 *
 * contribution_document.c - what documents and work files add to the counters (R25).
 *
 * What happened to the document as a whole reaches every recipient here, where the
 * whole entity is at hand (R11).
 */
#include "schema/base/instant.h"
#include "schema/model/contribution.h"
#include "schema/model/registers.h"

/* Where the steps of one entity go. */
struct output {
	document_step_fn *step;
	void *context;
	enum document_table table;
	int sign;
	int32_t unit;
	int32_t level;
};

#define NEVER_US INT64_MAX

static void
put(const struct output *output, int32_t day, int counter, int n)
{
	output->step(output->context, output->table, day, output->unit, output->level,
		     counter, (int64_t)output->sign * n);
}

/* A gauge from one instant to another, NEVER_US for no end, not before day FIRST. */
static void
put_gauge(const struct output *output, int counter, int32_t from, int64_t end_us,
	  int32_t first)
{
	if (from < first)
		from = first;
	if (end_us != NEVER_US && instant_day(end_us) <= from)
		return;
	put(output, from, counter, 1);
	if (end_us != NEVER_US)
		put(output, instant_day(end_us), counter, -1);
}

static int64_t
earlier(int64_t than_us, const struct document_registers_value *reg)
{
	return register_stated(reg) && reg->value < than_us ? reg->value : than_us;
}

/* Revoked and replaced count on their day, never before the issue. */
static void
put_beside(const struct output *output, const struct document *document,
	   enum document_register reg, int counter)
{
	int64_t at_us = document->registers[reg].value;

	if (!register_stated(&document->registers[reg]))
		return;
	if (at_us < document->registers[DOCUMENT_issued_at].value)
		at_us = document->registers[DOCUMENT_issued_at].value;
	put(output, instant_day(at_us), counter, 1);
}

static void
put_issued(const struct output *output, const struct document *document)
{
	const struct document_registers_value *electronic =
		&document->registers[DOCUMENT_electronic];
	const struct document_registers_value *is_signed =
		&document->registers[DOCUMENT_signed];
	int32_t day = instant_day(document->registers[DOCUMENT_issued_at].value);

	put(output, day, DOCUMENT_COUNTER_issued, 1);
	if (register_true(electronic))
		put(output, day, DOCUMENT_COUNTER_electronic, 1);
	if (!register_stated(electronic))
		put(output, day, DOCUMENT_COUNTER_electronic_unknown, 1);
	/* A signature on what is stated as paper is no digital one. */
	if (register_true(is_signed) &&
	    (!register_stated(electronic) || register_true(electronic)))
		put(output, day, DOCUMENT_COUNTER_signed, 1);
	if (!register_stated(is_signed))
		put(output, day, DOCUMENT_COUNTER_signed_unknown, 1);
	put_beside(output, document, DOCUMENT_revoked_at, DOCUMENT_COUNTER_revoked);
	put_beside(output, document, DOCUMENT_replaced_at, DOCUMENT_COUNTER_replaced);
}

static int64_t
recipient_reception(const struct recipient *recipient)
{
	const struct document_registers_value *registers = recipient->registers;
	int64_t first_us = earlier(NEVER_US, &registers[RECIPIENT_received_at]);

	first_us = earlier(first_us, &registers[RECIPIENT_assigned_at]);
	first_us = earlier(first_us, &registers[RECIPIENT_processing_at]);
	return earlier(first_us, &registers[RECIPIENT_completed_at]);
}

static int64_t
recipient_taken_back(const struct document *document, const struct recipient *recipient)
{
	int64_t first_us = earlier(NEVER_US, &recipient->registers[RECIPIENT_revoked_at]);

	first_us = earlier(first_us, &recipient->registers[RECIPIENT_takeback_agreed_at]);
	first_us = earlier(first_us, &document->registers[DOCUMENT_revoked_at]);
	return earlier(first_us, &document->registers[DOCUMENT_replaced_at]);
}

static void
put_recipient(const struct output *output, const struct document *document,
	      const struct recipient *recipient)
{
	const struct document_registers_value *due = &recipient->registers[RECIPIENT_due];
	int64_t received_us = recipient_reception(recipient);
	int64_t taken_us = recipient_taken_back(document, recipient);
	int64_t completed_us =
		earlier(NEVER_US, &recipient->registers[RECIPIENT_completed_at]);
	int64_t end_us = completed_us <= taken_us ? completed_us : taken_us;
	int32_t day;

	if (received_us == NEVER_US)
		return;
	if (end_us < received_us)
		end_us = received_us;
	day = instant_day(received_us);
	put(output, day, RECIPIENT_COUNTER_document_received, 1);
	put_gauge(output, RECIPIENT_COUNTER_document_pending, day, end_us, day);
	if (register_stated(due))
		put_gauge(output, RECIPIENT_COUNTER_document_overdue, day, end_us,
			  (int32_t)due->value + 1);
	if (end_us == NEVER_US)
		return;
	day = instant_day(end_us);
	if (completed_us > taken_us)
		put(output, day, RECIPIENT_COUNTER_document_taken_back, 1);
	else if (!register_stated(due))
		put(output, day, RECIPIENT_COUNTER_document_no_due, 1);
	else
		put(output, day,
		    day <= due->value ? RECIPIENT_COUNTER_document_on_time
				      : RECIPIENT_COUNTER_document_late,
		    1);
}

void
document_contribution(const struct document *document, int sign, document_step_fn *step,
		      void *context)
{
	struct output output = {
		.step = step,
		.context = context,
		.table = DOCUMENT_TABLE_ISSUED,
		.sign = sign,
		.unit = (int32_t)document->registers[DOCUMENT_unit].value,
		.level = (int32_t)document->registers[DOCUMENT_level].value,
	};

	if (register_true(&document->registers[DOCUMENT_voided]))
		return;
	if (register_stated(&document->registers[DOCUMENT_issued_at]))
		put_issued(&output, document);
	output.table = DOCUMENT_TABLE_RECIPIENT;
	output.level = 0;
	for (uint32_t i = 0; i < document->recipient_count; i++) {
		output.unit = document->recipients[i].unit;
		put_recipient(&output, document, &document->recipients[i]);
	}
}

void
workfile_contribution(const struct workfile *workfile, int sign, document_step_fn *step,
		      void *context)
{
	const struct document_registers_value *opened =
		&workfile->registers[WORKFILE_opened_at];
	struct output output = {
		.step = step,
		.context = context,
		.table = DOCUMENT_TABLE_WORKFILE,
		.sign = sign,
		.unit = (int32_t)workfile->registers[WORKFILE_unit].value,
		.level = (int32_t)workfile->registers[WORKFILE_level].value,
	};

	if (!register_stated(opened))
		return;
	put(&output, instant_day(opened->value), WORKFILE_COUNTER_workfile_opened, 1);
	if (register_true(&workfile->registers[WORKFILE_online]))
		put(&output, instant_day(opened->value), WORKFILE_COUNTER_workfile_online,
		    1);
}
