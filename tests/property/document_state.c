/* SPDX-License-Identifier: PostgreSQL
 *
 * document_state.c - what is known of a document or a work file does not depend on how
 * it was told, stored and read back.
 */
#include "tests/property/properties.h"
#include "tests/property/random.h"
#include "tests/support/row.h"

static bool
same_registers(const struct document_registers_value *a,
	       const struct document_registers_value *b, size_t count)
{
	struct registers_row left, right;

	registers_row_of(a, count, &left);
	registers_row_of(b, count, &right);
	return registers_row_equal(&left, &right);
}

static bool
same_document(const struct document *a, const struct document *b)
{
	if (a->recipient_count != b->recipient_count ||
	    !same_registers(a->registers, b->registers, DOCUMENT_REGISTER_COUNT))
		return false;
	for (uint32_t i = 0; i < a->recipient_count; i++)
		if (a->recipients[i].unit != b->recipients[i].unit ||
		    !same_registers(a->recipients[i].registers, b->recipients[i].registers,
				    RECIPIENT_REGISTER_COUNT))
			return false;
	return true;
}

static const char *
fails_stored_orders(const struct trial *trial)
{
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 6, order);
	struct random random = { trial->seed + 6 };
	struct document told, other;
	bool readable = true, same;

	trial_document(trial, &told);
	document_init(&other);
	for (int i = 0; i < length && readable; i++) {
		document_apply(&other, order[i], trial->codes);
		if (random_chance(&random, 30))
			readable = document_renew(&other);
	}
	same = same_document(&told, &other);
	document_release(&told);
	document_release(&other);
	if (!readable)
		return "a row that was written cannot be read";
	return same ? NULL : "another order, a duplicate or a batch cut gives other rows";
}

static const char *
fails_changed(const struct trial *trial)
{
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 7, order);
	struct document before, document;
	const char *wrong = NULL;

	document_init(&before);
	document_init(&document);
	for (int i = 0; i < length && !wrong; i++) {
		document_copy(&before, &document);
		if (document_apply(&document, order[i], trial->codes) ==
		    same_document(&before, &document))
			wrong = "what it says it changed is not what differs";
	}
	document_release(&before);
	document_release(&document);
	return wrong;
}

static const char *
fails_damage(const struct trial *trial)
{
	struct random random = { trial->seed + 7 };
	struct registers_row row, again;
	struct document document;
	const char *wrong = NULL;
	int place;

	trial_document(trial, &document);
	registers_row_of(document.registers, DOCUMENT_REGISTER_COUNT, &row);
	place = random_below(&random, (int)row.versions_length);
	row.versions[place] ^= (unsigned char)(1 << random_below(&random, 8));
	if (registers_row_load(&row, document.registers)) {
		registers_row_of(document.registers, DOCUMENT_REGISTER_COUNT, &again);
		if (!registers_row_equal(&row, &again))
			wrong = "bytes were accepted that nobody could have written";
	}
	document_release(&document);
	return wrong;
}

static const char *
fails_workfile(const struct trial *trial)
{
	const struct event *order[TRIAL_ORDER_MAX];
	int length = trial_order(trial, 8, order);
	struct workfile told, other;

	workfile_init(&told);
	workfile_init(&other);
	for (int i = 0; i < trial->count; i++)
		workfile_apply(&told, trial->events[i], trial->codes);
	for (int i = 0; i < length; i++) {
		struct workfile before = other;
		bool changed = workfile_apply(&other, order[i], trial->codes);

		if (changed == same_registers(before.registers, other.registers,
					      WORKFILE_REGISTER_COUNT))
			return "what it says it changed is not what differs";
		if (!workfile_renew(&other))
			return "a row that was written cannot be read";
	}
	return same_registers(told.registers, other.registers, WORKFILE_REGISTER_COUNT)
		       ? NULL
		       : "another order, a duplicate or a batch cut gives another row";
}

const struct property document_state_properties[] = {
	{ ENTITY_DOCUMENT,
	  "any order, duplicates and batch cuts give the same rows of a document and its "
	  "recipients",
	  fails_stored_orders },
	{ ENTITY_DOCUMENT,
	  "an event says that it changed a document exactly when a row differs",
	  fails_changed },
	{ ENTITY_DOCUMENT,
	  "damaged versions of a document are refused, unless they could have been written",
	  fails_damage },
	{ ENTITY_WORKFILE,
	  "any order, duplicates and batch cuts give the same row of a work file",
	  fails_workfile },
	{ ENTITY_WORKFILE, NULL, NULL },
};
