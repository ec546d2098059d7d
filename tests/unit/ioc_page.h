/* SPDX-License-Identifier: PostgreSQL
 *
 * ioc_page.h - a page with numbers of its own, for the tests of what the server writes; included
 * by one file a program, behind cmocka.h.
 */
#ifndef TESTS_UNIT_IOC_PAGE_H
#define TESTS_UNIT_IOC_PAGE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/page.h"
#include "schema/base/instant.h"

#define NOW 1795587409000000 /* Wednesday, 2026-11-25 13:16:49 */

/* "unit name overdue", then a row a text, its values between bars; "-" is null. */
static inline PGresult *
make_table(const char *columns, const char *const *rows, int count)
{
	PGresult *table = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc attributes[24] = { { 0 } };
	char *names = strdup(columns), *save = NULL;
	int width = 0;

	for (char *name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save))
		attributes[width++] = (PGresAttDesc){ .name = name, .typid = 25 };
	assert_true(PQsetResultAttrs(table, width, attributes));
	for (int row = 0; row < count; row++) {
		char *line = strdup(rows[row]), *rest = line;

		for (int column = 0; column < width; column++) {
			char *value = strsep(&rest, "|");
			bool null = strcmp(value, "-") == 0;

			assert_true(PQsetvalue(table, row, column, null ? NULL : value,
					       null ? -1 : (int)strlen(value)));
		}
		free(line);
	}
	free(names);
	return table;
}

static inline struct snapshot *
make_snapshot(void)
{
	static const char *const now[] = { "1795587408000000|1234567|3|\"unknown\"" };
	static const char *const units[] = { "21025|Xã <A> & B|3|1", "|-|0|0" };
	static const char *const sources[] = { "/quangngai/<b>|silent|t|-" };
	static const char *const partitions[] = { "dossier.v1-0|10" };
	PGresult *tables[SNAPSHOT_TABLE_COUNT] = {
		[SNAPSHOT_now] = make_table("as_of_us received_today overdue electronic_percent", now, 1),
		[SNAPSHOT_units] = make_table("unit name overdue pending", units, 2),
		[SNAPSHOT_sources] = make_table("source state silent heard_at_us", sources, 1),
		[SNAPSHOT_partitions] = make_table("key next", partitions, 1),
	};

	return snapshot_make(7, 0, tables);
}

struct fixture {
	struct request request;
	struct page page;
	struct snapshot *snapshot;
	struct map *map;
	struct text text;
};

static inline void
open_page(struct fixture *fixture, const char *uri)
{
	struct problem problem = { 0 };

	*fixture = (struct fixture){ 0 };
	if (!request_parse(&fixture->request, "GET", uri, "localhost", NULL, &problem))
		fail_msg("%s: %s", uri, problem.detail);
	fixture->snapshot = make_snapshot();
	assert_true(map_open(&fixture->map, "", NULL));
	fixture->page = (struct page){ .request = &fixture->request,
				       .snapshot = fixture->snapshot,
				       .map = fixture->map,
				       .now_us = NOW };
}

static inline void
close_page(struct fixture *fixture)
{
	for (int i = 0; i < ROUTE_PARTS_MAX; i++)
		PQclear((PGresult *)(uintptr_t)fixture->page.tables[i]);
	text_release(&fixture->text);
	map_close(fixture->map);
	snapshot_release(fixture->snapshot);
}

static inline void
assert_has(const struct text *text, const char *part)
{
	if (!strstr(text->data, part))
		fail_msg("the page does not have: %s", part);
}

#endif
