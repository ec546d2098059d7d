/* SPDX-License-Identifier: PostgreSQL
 *
 * show.c - one dead letter, its record read back from the log, masked.
 *
 * Unmasked bytes leave only by --raw --unmasked, with a warning, and not before an act
 * that says who wanted to see them and why is committed.
 */
#include "consumers/dead/command.h"

#include <stdio.h>
#include <string.h>

#include "consumers/aggregate/batch.h"
#include "consumers/dead/excerpt.h"
#include "consumers/dead/mask.h"
#include "consumers/dead/row.h"
#include "dead_statements.h"

/* Columns of dead_select.sql. */
enum { COLUMN_PLACE, COLUMN_REASON = 2, COLUMN_MEMBER, COLUMN_BYTE, COLUMN_CLASS = 11, COLUMN_HASH };

struct view {
	PGresult *row;
	struct place place;
	struct kafka_reader *reader;
	bool found;                 /* the log has a record there */
	bool same;                  /* and it is the one that was refused */
	struct kafka_record record;
	struct text payload;        /* masked, unless it must not be */
	enum reason today;          /* REASON_NONE: it would be applied */
	struct fault fault;         /* of today */
	struct batch batch;         /* whose arena the fault points into */
	struct error missing;       /* why the log does not have it */
};

static bool
find_row(const struct command *command, PGconn *session, struct view *view,
	 struct error *err)
{
	if (!selection_rows(session, &command->selection, 1, &view->row, err))
		return false;
	if (PQntuples(view->row) == 1)
		return place_parse(PQgetvalue(view->row, 0, COLUMN_PLACE), &view->place, err);
	error_set(err, ERROR_REJECT, "there is no dead letter at %s",
		  command->selection.places.data + 1);
	return error_hint(err, "\"trakhuc dead list --status all\" has those there are.");
}

/* HASH as the view has it, in hexadecimal digits. */
static bool
is_same(struct slice payload, const char *hash)
{
	unsigned char found[DEAD_HASH_BYTES];
	char digits[2 * DEAD_HASH_BYTES + 1];

	dead_hash(payload, found);
	for (int i = 0; i < DEAD_HASH_BYTES; i++)
		snprintf(digits + 2 * (size_t)i, 3, "%02x", found[i]);
	return strcmp(digits, hash) == 0;
}

static bool
read_record(const struct command *command, struct view *view, struct error *err)
{
	struct decoder *decoder;

	if (view->place.log != 0) {
		error_set(&view->missing, ERROR_REJECT, PLACE_GONE);
		error_hint(&view->missing, "\"trakhuc dead drop\" is all that is left to do.");
		return true;
	}
	if (!kafka_reader_open(&view->reader, command->cli.conf, err))
		return false;
	view->found = kafka_reader_read(view->reader, topic_name(view->place.topic),
					view->place.partition, view->place.offset,
					&view->record, err);
	view->missing = *err;
	if (view->found) {
		decoder = decoder_open();
		view->today =
			batch_add_event(&view->batch, decoder, &view->record, &view->fault);
		decoder_close(decoder);
		view->same = is_same(view->record.payload,
				     PQgetvalue(view->row, 0, COLUMN_HASH));
		text_put(&view->payload, view->record.payload);
		if (!command->unmasked)
			mask_payload(view->payload.data, view->payload.length);
	}
	return view->found || err->kind == ERROR_REJECT;
}

static void
put_masked(struct text *text, struct slice value, bool json)
{
	struct text copy = { 0 };

	text_put(&copy, value.data ? value : SLICE_LITERAL(""));
	mask_value(copy.data, copy.length);
	if (json)
		text_json(text, (struct slice){ copy.data, copy.length });
	else
		text_add(text, copy.data);
	text_release(&copy);
}

static void
put_stored(struct text *text, const struct view *view)
{
	for (int i = 0; i < COLUMN_CLASS; i++) {
		if (PQgetisnull(view->row, 0, i) || PQgetlength(view->row, 0, i) == 0)
			continue;
		text_format(text, i == COLUMN_PLACE ? "" : "  %-12s",
			    PQfname(view->row, i));
		row_put_cell(text, view->row, 0, i);
		text_add(text, "\n");
	}
}

static void
put_found(struct text *text, const struct view *view)
{
	if (!view->found) {
		text_format(text, "  %-12s%s\n  %-12s%s\n", "log", view->missing.message, "",
			    view->missing.hint);
		return;
	}
	text_format(text, "  %-12s%s\n", "log",
		    view->same ? "has the record"
			       : "HOLDS ANOTHER RECORD there: its hash is not that of what was "
				 "refused; what follows is the other one");
	if (view->today == REASON_NONE)
		text_format(text, "  %-12s%s\n", "today",
			    "would be applied: \"trakhuc dead retry\"");
	else
		text_format(text, "  %-12srefused for %s, member \"%s\", byte %u: %s\n", "today",
			    reason_name(view->today), view->fault.member, view->fault.byte,
			    reason_sentence(view->today));
}

static void
put_record(struct text *text, const struct view *view)
{
	const struct kafka_record *record = &view->record;
	char note[96];

	for (size_t i = 0; i < record->header_count; i++) {
		text_add(text, "header ");
		put_masked(text, record->headers[i].name, false);
		text_add(text, ": ");
		put_masked(text, record->headers[i].value, false);
		text_add(text, "\n");
	}
	text_add(text, record->key.data ? "key " : "no key");
	put_masked(text, record->key, false);
	text_format(text, "\npayload, %zu bytes, masked\n", view->payload.length);
	snprintf(note, sizeof note, "%s%s%s%s", reason_name(view->today),
		 view->fault.member[0] != '\0' ? ", member \"" : "", view->fault.member,
		 view->fault.member[0] != '\0' ? "\"" : "");
	excerpt_put(text, (struct slice){ view->payload.data, view->payload.length },
		    view->today == REASON_NONE
			    ? EXCERPT_NOWHERE
			    : excerpt_place((struct slice){ view->payload.data,
							    view->payload.length },
					    view->fault.byte, view->fault.member),
		    note);
}

static void
put_record_json(struct text *text, const struct view *view)
{
	const struct kafka_record *record = &view->record;

	text_format(text, ",\"log\":\"%s\"", view->same ? "found" : "other_record");
	if (view->today == REASON_NONE)
		text_add(text, ",\"today\":{\"applied\":true}");
	else
		text_format(text, ",\"today\":{\"reason\":\"%s\",\"member\":\"%s\",\"byte\":%u}",
			    reason_name(view->today), view->fault.member, view->fault.byte);
	text_add(text, ",\"headers\":[");
	for (size_t i = 0; i < record->header_count; i++) {
		text_add(text, i > 0 ? ",{\"name\":" : "{\"name\":");
		put_masked(text, record->headers[i].name, true);
		text_add(text, ",\"value\":");
		put_masked(text, record->headers[i].value, true);
		text_add(text, "}");
	}
	text_add(text, "],\"key\":");
	if (record->key.data)
		put_masked(text, record->key, true);
	else
		text_add(text, "null");
	text_add(text, ",\"payload\":");
	text_json(text, (struct slice){ view->payload.data, view->payload.length });
}

static void
put_json(struct text *text, const struct view *view)
{
	text_add(text, "{");
	row_put_members(text, view->row, 0);
	if (view->found) {
		put_record_json(text, view);
	} else {
		text_add(text, ",\"log\":\"not_in_log\",\"note\":");
		text_json(text, slice_text(view->missing.message));
	}
	text_add(text, "}\n");
}

/* Who looks at what, before it is seen. */
static bool
keep_look(const struct command *command, const struct view *view, PGconn *session,
	  struct error *err)
{
	const char *const values[] = { command->actor, PQgetvalue(view->row, 0, COLUMN_PLACE),
				       command->why };
	AUTO_PGRESULT result = NULL;

	return postgres_query(session, sql_dead_look, 3, values, 0, &result, err);
}

static bool
print_raw(const struct command *command, const struct view *view, PGconn *session,
	  struct error *err)
{
	if (!view->found) {
		*err = view->missing;
		return false;
	}
	if (command->unmasked) {
		if (!keep_look(command, view, session, err))
			return false;
		fputs("trakhuc dead: WARNING: what follows is not masked and may hold personal "
		      "data; that you looked at it is kept in ioc.action\n",
		      stderr);
	}
	for (size_t i = 0; i < view->payload.length; i++) {
		char c = view->payload.data[i];
		bool control = (unsigned char)c < ' ' || c == 0x7F;

		/* a hostile payload must not command the terminal */
		putchar(command->terminal && control && c != '\n' && c != '\t' ? '?' : c);
	}
	return true;
}

static bool
print(const struct command *command, const struct view *view, PGconn *session,
      struct error *err)
{
	struct text text = { 0 };

	if (command->raw)
		return print_raw(command, view, session, err);
	if (command->json) {
		put_json(&text, view);
	} else {
		put_stored(&text, view);
		put_found(&text, view);
		if (view->found)
			put_record(&text, view);
	}
	fputs(text.data, stdout);
	text_release(&text);
	return true;
}

bool
command_show(const struct command *command, enum exit_code *ret_code, struct error *err)
{
	AUTO_PGCONN session = NULL;
	struct view view = { .fault = { .member = "" } };
	bool ok;

	batch_init(&view.batch);
	ok = postgres_open(&session, command->cli.conf->postgres_conninfo, "trakhuc dead",
			   err) &&
	     find_row(command, session, &view, err) && read_record(command, &view, err) &&
	     print(command, &view, session, err);
	*ret_code = view.found && view.same ? EXIT_OK : EXIT_REFUSED;
	if (view.found)
		kafka_record_release(&view.record);
	kafka_reader_close(view.reader);
	text_release(&view.payload);
	batch_release(&view.batch);
	PQclear(view.row);
	return ok;
}
