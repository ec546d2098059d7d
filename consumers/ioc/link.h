/* SPDX-License-Identifier: PostgreSQL
 *
 * link.h - the address behind a number: where a click leads, with the whole state in it.
 *
 * A pattern is an address with {names}.  A name is looked for in the row, then among the
 * parameters of the page, then among the days of the page; a parameter whose name has no
 * value is left out, so one pattern serves each level of the drill, now and any past day:
 *
 *   /dossiers?status=overdue&unit={unit}&procedure={procedure}&day={day}
 *
 * {day} is the parameter, absent now; {date} the day that the page shows, {month} the
 * first of its month, {before} the day before that.
 */
#ifndef CONSUMERS_IOC_LINK_H
#define CONSUMERS_IOC_LINK_H

#include "consumers/ioc/request.h"
#include "consumers/ioc/text.h"
#include "schema/base/postgres.h"

struct link {
	const struct request *request; /* of the page */
	int32_t date;                  /* the day that it shows */
	const PGresult *table;         /* of the row; NULL: none */
	int row;                       /* -1: the row is not known yet, {names} of the table stay */
};

/* As the value of an attribute in double quotes. */
void link_put(struct text *text, const char *pattern, const struct link *link);
/* The page itself with NAME set to VALUE, or without it when VALUE is NULL; where a list
 * of rows had gone on, it begins anew. */
void link_put_with(struct text *text, const struct request *request, const char *name,
		   const char *value);

#endif
