/* SPDX-License-Identifier: PostgreSQL
 *
 * find.c - which units of the list are shown: by a part of the name and by level.
 *
 * The others are there, but hidden, so that the live page can show them without asking:
 * page/find.js does the same as the viewer types.
 */
#include "consumers/ioc/find.h"

#include <string.h>

#include "consumers/ioc/page_part.h"
#include "consumers/ioc/table.h"
#include "consumers/ioc/unmark.h"
#include "consumers/ioc/word.h"

static struct slice
asked(const struct page *page, const char *name)
{
	const char *value = request_value(page->request, name);

	return slice_text(value ? value : "");
}

bool
find_wants(const struct page *page, const PGresult *table, int row)
{
	struct slice level = asked(page, "level");
	struct slice name = table_value(table, row, "name");

	if (level.length > 0 && !slice_equal(level, table_value(table, row, "level")))
		return false;
	return unmark_has(name.data ? name : table_value(table, row, "unit"), asked(page, "name"));
}

void
part_levels(struct text *text, const struct page *page, struct slice what)
{
	static const char *const levels[] = { "commune", "province" };

	(void)what;
	page_choice(text, page, "level", NULL, SLICE_LITERAL("Tất cả"));
	for (size_t i = 0; i < ARRAY_COUNT(levels); i++)
		page_choice(text, page, "level", levels[i], word_of(slice_text(levels[i])));
}

/* The stream has the units of all channels; of one they are taken anew as other parts are. */
void
part_units_part(struct text *text, const struct page *page, struct slice what)
{
	(void)what;
	if (request_value(page->request, "channel"))
		text_add(text, " data-part=\"units\"");
}

/* The page's other parameters go with it. */
static void
put_hidden(struct text *text, const struct page *page, const char *name)
{
	struct slice value = asked(page, name);

	if (value.length == 0)
		return;
	text_format(text, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	text_html(text, value);
	text_add(text, "\">");
}

static int
count_wanted(const struct page *page, const PGresult *units)
{
	int count = 0;

	for (int row = 0; row < PQntuples(units); row++)
		count += find_wants(page, units, row);
	return count;
}

void
part_find(struct text *text, const struct page *page, struct slice what)
{
	static const char *const others[] = { "level", "channel", "day" };
	const PGresult *units = page_table(page, "units", NULL);

	(void)what;
	text_add(text, "<form class=\"search\" method=\"get\" action=\"/units\" role=\"search\">"
		       "<label>Tìm theo tên <input type=\"search\" name=\"name\" autocomplete=\"off\" "
		       "spellcheck=\"false\" maxlength=\"64\" value=\"");
	text_html(text, asked(page, "name"));
	text_add(text, "\"></label>");
	for (size_t i = 0; i < ARRAY_COUNT(others); i++)
		put_hidden(text, page, others[i]);
	if (page->request->wall)
		text_add(text, "<input type=\"hidden\" name=\"wall\" value=\"1\">");
	text_format(text, "<button>Tìm</button></form><p id=\"found\" role=\"status\">%d trong %d đơn vị</p>",
		    count_wanted(page, units), PQntuples(units));
}
