/* SPDX-License-Identifier: PostgreSQL
 *
 * change.h - how a number has changed since the same point of the period before.
 *
 * In words, with an arrow and the number: the colour only adds to them.  What "the same
 * point" is, says ioc.comparison(); the page says its days.
 */
#ifndef CONSUMERS_IOC_CHANGE_H
#define CONSUMERS_IOC_CHANGE_H

#include "consumers/ioc/cell.h"
#include "schema/base/postgres.h"

/* What is better: a rise, a fall, or neither of them. */
enum better { BETTER_NEITHER, BETTER_MORE, BETTER_LESS };

/* A line against the month and one against the year before, each where any measure has a
 * number of then; where none has, part_since() says it once for all.  TABLE: comparison.sql;
 * NULL: it could not be read. */
void change_put(struct text *text, const PGresult *table, const char *measure,
		enum cell_format format, enum better better);

#endif
