/* SPDX-License-Identifier: PostgreSQL
 *
 * page_part.h - the pieces of a page, one function for each of the {{marks}}.
 *
 * WHAT is the word behind the mark's name, empty when there is none.
 */
#ifndef CONSUMERS_IOC_PAGE_PART_H
#define CONSUMERS_IOC_PAGE_PART_H

#include "consumers/ioc/page.h"

/* page_head.c: what stands around every page */
void part_title(struct text *text, const struct page *page, struct slice what);
void part_navigation(struct text *text, const struct page *page, struct slice what);
void part_crumbs(struct text *text, const struct page *page, struct slice what);
void part_day(struct text *text, const struct page *page, struct slice what);
void part_today(struct text *text, const struct page *page, struct slice what);
void part_past(struct text *text, const struct page *page, struct slice what);
void part_age(struct text *text, const struct page *page, struct slice what);
void part_age_state(struct text *text, const struct page *page, struct slice what);

/* One of several links that exclude each other: the page with NAME set to VALUE, or without it
 * (NULL); page_list.c. */
void page_choice(struct text *text, const struct page *page, const char *name, const char *value,
		 struct slice words);

/* page_list.c: the list of dossiers, what restricts and sorts it */
void part_statuses(struct text *text, const struct page *page, struct slice what);
void part_document_statuses(struct text *text, const struct page *page, struct slice what);
void part_document_kinds(struct text *text, const struct page *page, struct slice what);
void part_channels(struct text *text, const struct page *page, struct slice what);
void part_every_channel(struct text *text, const struct page *page, struct slice what);
void part_filters(struct text *text, const struct page *page, struct slice what);
void part_search(struct text *text, const struct page *page, struct slice what);
void part_order(struct text *text, const struct page *page, struct slice what);
void part_unhandled_all(struct text *text, const struct page *page, struct slice what);
void part_count(struct text *text, const struct page *page, struct slice what);
void part_next(struct text *text, const struct page *page, struct slice what);
void part_facts(struct text *text, const struct page *page, struct slice what);

/* map_part.c: the map, its legend, the list beside it; what it can be coloured by */
void part_map(struct text *text, const struct page *page, struct slice what);
void part_measures(struct text *text, const struct page *page, struct slice what);

/* wall.c: the pages that the wall shows in turn */
void part_wall(struct text *text, const struct page *page, struct slice what);

/* find.c: the list of units */
void part_find(struct text *text, const struct page *page, struct slice what);
void part_units_part(struct text *text, const struct page *page, struct slice what);
void part_levels(struct text *text, const struct page *page, struct slice what);

/* tile.c, change.c, grid.c, chart.c, source.c, alert.c */
void part_tiles(struct text *text, const struct page *page, struct slice what);
void part_compared(struct text *text, const struct page *page, struct slice what);
void part_since(struct text *text, const struct page *page, struct slice what);
void part_grid(struct text *text, const struct page *page, struct slice what);
void part_worst(struct text *text, const struct page *page, struct slice what);
void part_few(struct text *text, const struct page *page, struct slice what);
void part_most(struct text *text, const struct page *page, struct slice what);
void part_hours(struct text *text, const struct page *page, struct slice what);
void part_days(struct text *text, const struct page *page, struct slice what);
void part_silent(struct text *text, const struct page *page, struct slice what);
void part_sources(struct text *text, const struct page *page, struct slice what);
void part_alerts(struct text *text, const struct page *page, struct slice what);

#endif
