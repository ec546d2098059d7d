/* SPDX-License-Identifier: PostgreSQL
 *
 * source.c - the strip of sources: who was heard of when, those first that need a look.
 */
#include <stdlib.h>

#include "consumers/ioc/cell.h"
#include "consumers/ioc/format.h"
#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "schema/base/attr.h"
#include "schema/base/instant.h"

/* The time of today, the day of any other. */
static void
put_moment(struct text *text, int64_t at_us, int64_t now_us)
{
	if (instant_day(at_us) == instant_day(now_us))
		format_time(text, at_us);
	else
		format_day(text, instant_day(at_us));
}

/* What stands before the moment; view.js has the same. */
static const char *
words_of(struct slice state)
{
	static const struct {
		const char *state, *words;
	} all[] = {
		{ "alive", "lúc " },
		{ "spooling", "còn dữ liệu chờ gửi, lúc " },
		{ "silent", "mất tín hiệu từ " },
		{ "without heartbeat", "chưa có tín hiệu định kỳ, lúc " },
	};

	for (size_t i = 0; i < ARRAY_COUNT(all); i++)
		if (slice_equal(slice_text(all[i].state), state))
			return all[i].words;
	return "chưa rõ, lúc ";
}

static void
put_source(struct text *text, const PGresult *sources, int row, int64_t now_us)
{
	struct slice state = table_value(sources, row, "state");
	struct slice heard = table_value(sources, row, "heard_at_us");

	text_add(text, "<li class=\"source\" data-source=\"");
	text_html(text, postgres_value(sources, row, 0));
	text_add(text, "\" data-state=\"");
	text_html(text, state);
	text_add(text, "\">");
	cell_icon(text, cell_state_icon(state));
	text_add(text, "<span class=\"name\">");
	text_html(text, postgres_value(sources, row, 0));
	text_add(text, "</span> <span class=\"heard\">");
	if (!heard.data) {
		text_add(text, "chưa có tin");
	} else {
		text_add(text, words_of(state));
		put_moment(text, strtoll(heard.data, NULL, 10), now_us);
	}
	text_add(text, "</span></li>\n");
}

void
part_sources(struct text *text, const struct page *page, struct slice what)
{
	const PGresult *sources = page_table(page, "sources", NULL);

	(void)what;
	for (int row = 0; sources && row < PQntuples(sources); row++)
		put_source(text, sources, row, page->now_us);
}

/* The head line of sources that are silent, at most three by name; page/view.js goes on. */
void
part_silent(struct text *text, const struct page *page, struct slice what)
{
	enum { NAMED = 3 };
	const PGresult *sources =
		page->snapshot ? page->snapshot->tables[SNAPSHOT_sources] : NULL;
	struct text names = { 0 };
	int count = 0;

	(void)what;
	for (int row = 0; sources && row < PQntuples(sources); row++) {
		if (!slice_equal(table_value(sources, row, "silent"), SLICE_LITERAL("t")))
			continue;
		if (count < NAMED) {
			text_add(&names, count > 0 ? ", " : "");
			text_html(&names, postgres_value(sources, row, 0));
		}
		count++;
	}
	text_format(text, "<p id=\"silent\"%s>", count > 0 ? "" : " hidden");
	if (count > 0) {
		cell_icon(text, "silent");
		text_format(text, "%d nguồn mất tín hiệu: %s%s", count, names.data, count > NAMED ? ", …" : "");
	}
	text_add(text, "</p>");
	text_release(&names);
}
