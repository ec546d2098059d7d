/* SPDX-License-Identifier: PostgreSQL
 *
 * grid_cut.h - how much of a long table a page shows, and where the rest is.
 *
 * A page has at most GRID_ROWS_MAX rows of a table, so that it stays light.  A list of its own
 * begins with the GRID_MOST that need a look most: who wants all of them asks so, which the
 * address says (`from`, the place of the first row), and turns pages.
 */
#ifndef CONSUMERS_IOC_GRID_CUT_H
#define CONSUMERS_IOC_GRID_CUT_H

#include "consumers/ioc/grid.h"
#include "consumers/ioc/page.h"

enum { GRID_ROWS_MAX = 150, GRID_MOST = 50, GRID_WORST = 10, GRID_FEW = 30 };

struct grid_cut {
	int first, rows; /* rows first to first + rows - 1 are written */
	enum {
		REST_IN_CSV,
		REST_BY_SCRIPT, /* which adds the others, hidden */
		REST_ON_PAGE,   /* a page of its own */
		REST_ON_DEMAND, /* the same page, asked for all */
		REST_BESIDE,    /* pages before and behind */
	} rest;
};

/* Of a list that PAGE may be asked for as a whole, with ROWS rows in all. */
struct grid_cut grid_cut_asked(const struct page *page, int rows);

/* Before the table: how many there are in all, where they are not all here. */
void grid_cut_count(struct text *text, const struct grid_cut *cut, int rows);
/* Behind it: the way to the others. */
void grid_cut_rest(struct text *text, const struct grid *grid, const struct page *page,
		   const struct grid_cut *cut, int rows);

#endif
