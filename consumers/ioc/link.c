/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/link.h"

#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

enum { NAME_BYTES = 32 };

/* What a name stands for: a value, nothing, or a name that the script fills in. */
enum found { FOUND_NOTHING, FOUND_VALUE, FOUND_LATER };

static void
put_iso_day(struct text *text, int32_t day)
{
	int year, month, day_of_month;

	day_civil(day, &year, &month, &day_of_month);
	text_format(text, "%04d-%02d-%02d", year, month, day_of_month);
}

static bool
put_day_of(struct text *text, const char *name, int32_t date)
{
	int year, month, day_of_month;

	day_civil(date, &year, &month, &day_of_month);
	if (strcmp(name, "date") == 0)
		put_iso_day(text, date);
	else if (strcmp(name, "month") == 0)
		put_iso_day(text, date - day_of_month + 1);
	else if (strcmp(name, "before") == 0)
		put_iso_day(text, date - day_of_month);
	else
		return false;
	return true;
}

static enum found
find(struct text *value, const struct link *link, const char *name)
{
	const char *given = request_value(link->request, name);

	text_reset(value);
	text_add(value, "");
	if (link->table && PQfnumber(link->table, name) >= 0) {
		struct slice cell;

		if (link->row < 0)
			return FOUND_LATER;
		cell = postgres_value(link->table, link->row, PQfnumber(link->table, name));
		text_put(value, cell);
		return cell.data ? FOUND_VALUE : FOUND_NOTHING;
	}
	if (given) {
		text_add(value, given);
		return FOUND_VALUE;
	}
	return put_day_of(value, name, link->date) ? FOUND_VALUE : FOUND_NOTHING;
}

/* A piece of a pattern with its name filled in; false: the name has no value. */
static bool
put_piece(struct text *text, struct slice piece, const struct link *link)
{
	const char *open = memchr(piece.data, '{', piece.length);
	const char *close = memchr(piece.data, '}', piece.length);
	struct text value = { 0 };
	char name[NAME_BYTES];
	enum found found;
	size_t size;

	if (!open) {
		text_put(text, piece);
		return true;
	}
	CHECK(close > open);
	size = (size_t)(close - open) - 1;
	CHECK_OP(size, <, sizeof name);
	memcpy(name, open + 1, size);
	name[size] = '\0';
	found = find(&value, link, name);
	if (found != FOUND_NOTHING)
		text_put(text, (struct slice){ piece.data, (size_t)(open - piece.data) });
	if (found == FOUND_VALUE)
		text_uri(text, (struct slice){ value.data, value.length });
	if (found == FOUND_LATER)
		text_format(text, "{%s}", name);
	text_release(&value);
	return found != FOUND_NOTHING;
}

void
link_put(struct text *text, const char *pattern, const struct link *link)
{
	size_t path = strcspn(pattern, "?");
	const char *before = "?";

	(void)put_piece(text, (struct slice){ pattern, path }, link);
	for (const char *pair = pattern + path + (pattern[path] == '?'); *pair != '\0';) {
		size_t size = strcspn(pair, "&");
		struct text piece = { 0 };

		if (put_piece(&piece, (struct slice){ pair, size }, link)) {
			text_add(text, before);
			text_put(text, (struct slice){ piece.data, piece.length });
			before = "&amp;";
		}
		text_release(&piece);
		pair += size + (pair[size] == '&');
	}
}

static void
put_pair(struct text *text, const char **before, const char *name, const char *value)
{
	text_add(text, *before);
	text_format(text, "%s=", name);
	text_uri(text, slice_text(value));
	*before = "&amp;";
}

void
link_put_with(struct text *text, const struct request *request, const char *name,
	      const char *value)
{
	const struct parameter *all = request->route->parameters;
	const char *before = "?";
	int first = 0;

	if (strstr(request->route->path, "{}")) { /* its first parameter stands in the path */
		size_t head = (size_t)(strstr(request->route->path, "{}") - request->route->path);

		text_put(text, (struct slice){ request->route->path, head });
		text_uri(text, slice_text(request->values[0] ? request->values[0] : ""));
		first = 1;
	} else {
		text_add(text, request->route->path);
	}
	for (int i = first; i < request->value_count; i++) {
		if (!request->values[i] || all[i].kind == PARAMETER_PLACE ||
		    strcmp(all[i].name, name) == 0 || request->values[i] == all[i].standard)
			continue;
		put_pair(text, &before, all[i].name, request->values[i]);
	}
	if (value)
		put_pair(text, &before, name, value);
	if (request->wall)
		put_pair(text, &before, "wall", "1");
	if (request->wall && request->rotate)
		put_pair(text, &before, "rotate", request->rotate);
	if (request->wall && request->measure)
		put_pair(text, &before, "measure", request->measure);
}
