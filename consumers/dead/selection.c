/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dead_statements.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"

enum { FILTERS = 7, PLACE_COLUMN = 0 };

bool
selection_set_reason(struct selection *selection, const char *reason, struct error *err)
{
	for (int i = REASON_NONE + 1; i < REASON_COUNT; i++)
		if (strcmp(reason, reason_name((enum reason)i)) == 0) {
			selection->reason = reason;
			return true;
		}
	error_set(err, ERROR_USAGE, "no record is refused for \"%.60s\"", reason);
	return error_hint(err, "\"trakhuc dead list --count-by reason\" shows the reasons there "
			       "are.");
}

bool
selection_set_topic(struct selection *selection, const char *topic, struct error *err)
{
	enum topic ignored;

	if (!topic_find(slice_text(topic), &ignored))
		return error_set(err, ERROR_USAGE,
				 "no topic \"%.60s\", must be dossier.v1, document.v1, "
				 "indicator.v1, reference.v1 or source.v1",
				 topic);
	selection->topic = topic;
	return true;
}

bool
selection_set_status(struct selection *selection, const char *status, struct error *err)
{
	static const char *const words[] = { "waiting", "retried", "dropped", "all" };

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (strcmp(status, words[i]) == 0) {
			selection->status = strcmp(status, "all") == 0 ? NULL : words[i];
			return true;
		}
	return error_set(err, ERROR_USAGE,
			 "no status \"%.60s\", must be waiting, retried, dropped or all",
			 status);
}

bool
selection_set_time(char ret_text[INSTANT_TEXT_BYTES], const char *option, const char *text,
		   struct error *err)
{
	int64_t instant_us;

	if (!cli_time(option, text, &instant_us, err))
		return false;
	instant_format(instant_us, ret_text);
	return true;
}

bool
selection_add_place(struct selection *selection, const char *text, struct error *err)
{
	struct place place;

	if (!place_parse(text, &place, err))
		return false;
	text_add(&selection->places, selection->place_count++ > 0 ? "," : "{");
	text_add(&selection->places, text);
	return true;
}

void
selection_release(struct selection *selection)
{
	text_release(&selection->places);
}

bool
selection_is_narrow(const struct selection *selection)
{
	return selection->reason || selection->source || selection->topic ||
	       selection->since[0] != '\0' || selection->until[0] != '\0' ||
	       selection->place_count > 0;
}

/* Runs a statement whose first parameters are the filters, with one more. */
static bool
query(PGconn *session, const char *sql, const struct selection *selection, const char *last,
      PGresult **ret_rows, struct error *err)
{
	char *places = NULL;
	bool ok;

	if (selection->place_count > 0)
		CHECK(asprintf(&places, "%s}", selection->places.data) > 0);
	const char *const values[FILTERS + 1] = {
		selection->status,
		selection->reason,
		selection->source,
		selection->topic,
		selection->since[0] != '\0' ? selection->since : NULL,
		selection->until[0] != '\0' ? selection->until : NULL,
		places,
		last,
	};
	ok = postgres_query(session, sql, FILTERS + 1, values, 0, ret_rows, err);
	free(places);
	return ok;
}

static bool
use_local_time(PGconn *session, struct error *err)
{
	AUTO_PGRESULT result = NULL;

	return postgres_query(session, "set timezone to 'Asia/Ho_Chi_Minh'", 0, NULL, 0,
			      &result, err);
}

bool
selection_rows(PGconn *session, const struct selection *selection, int64_t limit,
	       PGresult **ret_rows, struct error *err)
{
	char number[24];

	snprintf(number, sizeof number, "%lld", (long long)limit);
	return use_local_time(session, err) &&
	       query(session, sql_dead_select, selection, limit > 0 ? number : NULL, ret_rows,
		     err);
}

bool
selection_count(PGconn *session, const struct selection *selection, const char *by,
		PGresult **ret_rows, struct error *err)
{
	return use_local_time(session, err) &&
	       query(session, sql_dead_count, selection, by, ret_rows, err);
}

bool
selection_places(PGconn *session, const struct selection *selection,
		 struct place **ret_places, int *ret_count, struct error *err)
{
	AUTO_PGRESULT rows = NULL;
	struct place *places;
	int count;

	if (!selection_rows(session, selection, 0, &rows, err))
		return false;
	count = PQntuples(rows);
	places = calloc((size_t)count + 1, sizeof *places);
	CHECK(places != NULL);
	for (int i = 0; i < count; i++)
		CHECK(place_parse(PQgetvalue(rows, i, PLACE_COLUMN), &places[i], err));
	if (count > 0)
		qsort(places, (size_t)count, sizeof *places, place_compare);
	*ret_places = places;
	*ret_count = count;
	return true;
}
