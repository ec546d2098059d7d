/* SPDX-License-Identifier: PostgreSQL
 *
 * grid.h - a table of rows on a page: what each column is called, how it reads, where a
 * click on it leads (grid_list.c).
 *
 * RANK 1 columns stay on a phone, 2 on a wall, 3 only where there is room.  Rows carry
 * their key, so that the script finds them again; a long table is cut (grid_cut.h) and says
 * so, its CSV has all.
 */
#ifndef CONSUMERS_IOC_GRID_H
#define CONSUMERS_IOC_GRID_H

#include "consumers/ioc/cell.h"
#include "consumers/ioc/link.h"
#include "schema/base/postgres.h"

enum { GRID_COLUMNS_MAX = 16 };

struct grid_column {
	const char *name, *label;
	enum cell_format format;
	enum mood mood;
	int rank;
	const char *link; /* pattern of link.h; NULL: leads nowhere */
};

struct grid {
	const char *part; /* of the page */
	const char *caption;
	const char *key;     /* column that tells rows apart */
	const char *nothing; /* what to say when there is no row */
	/* The first column is the head of its row. */
	const struct grid_column columns[GRID_COLUMNS_MAX];
};

/* NULL: there is none for this part. */
const struct grid *grid_of(struct slice part);

/* What the rows of a part of a page are, in a few words; it has a grid or is shown otherwise. */
const char *grid_name(struct slice part);

/* Of DAYS over the due day of the dossier in the row of LINK. */
enum mood grid_mood_over(struct slice days, const struct link *link);
void grid_put_over(struct text *text, struct slice days, const struct link *link);

/* Opens the frame of a table, to be ended with </div>.  True: it has rows to be written; else
 * what there is to say instead stands in it.  TABLE is NULL when it could not be read. */
bool grid_frame(struct text *text, const char *caption, const PGresult *table,
		const char *nothing);

#endif
