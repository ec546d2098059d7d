/* SPDX-License-Identifier: PostgreSQL
 *
 * page.h - a page as the server writes it: with numbers, before any script.
 *
 * page/shell.html around the page's own page/NAME.html, their {{marks}} filled from tables:
 * those of the newest snapshot, and those that were asked of the database for this page.
 * The script then changes numbers in place; it finds them by data-key, data-row and
 * data-column, and takes a part that it cannot count itself from the page anew.
 */
#ifndef CONSUMERS_IOC_PAGE_H
#define CONSUMERS_IOC_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/age.h"
#include "consumers/ioc/link.h"
#include "consumers/ioc/map.h"
#include "consumers/ioc/problem.h"
#include "consumers/ioc/request.h"
#include "consumers/ioc/snapshot.h"
#include "consumers/ioc/text.h"

struct page {
	const struct request *request;
	const struct snapshot *snapshot; /* the newest; NULL: there are no numbers yet */
	int64_t away_since_us;           /* of hub_current() */
	const struct map *map;           /* where the units lie */
	int64_t now_us;
	/* In the order of the route's parts; NULL: it could not be read. */
	const PGresult *tables[ROUTE_PARTS_MAX];
	struct age ages[ROUTE_PARTS_MAX];
	const char *next;              /* address of the rows behind these, or NULL */
	const struct problem *problem; /* why there is nothing else, or NULL */
};

void page_write(struct text *text, const struct page *page);

/* What the page is made of, for the modules that write its pieces. */

/* The part called NAME, NULL when it could not be read; RET_AGE may be NULL. */
const PGresult *page_table(const struct page *page, const char *name, struct age *ret_age);
/* Whether it has a part called NAME at all. */
bool page_has(const struct page *page, const char *name);
/* The day that the page shows. */
int32_t page_date(const struct page *page);
/* Whether it shows a day that is over. */
bool page_is_past(const struct page *page);
/* For a row of TABLE; NULL, 0: for the page itself. */
struct link page_link(const struct page *page, const PGresult *table, int row);
/* The name of a unit as the newest snapshot knows it; its code when it does not. */
void page_unit_name(struct text *text, const struct page *page, const char *unit);

#endif
