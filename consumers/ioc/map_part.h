/* SPDX-License-Identifier: PostgreSQL
 *
 * map_part.h - what the map and the list beside it say in the same words.
 */
#ifndef CONSUMERS_IOC_MAP_PART_H
#define CONSUMERS_IOC_MAP_PART_H

#include "consumers/ioc/measure.h"
#include "consumers/ioc/page.h"

/* The measure that the page was asked with. */
const struct measure *map_measure(const struct page *page);
void map_number(struct text *text, double number, enum cell_format format);
/* The number, or the kind of nothing in words; of a value without a step too. */
void map_value(struct text *text, const struct value *value, enum cell_format format);
/* The address of the unit's page, of the same day. */
void map_unit_link(struct text *text, const struct page *page, struct slice unit);
/* ROW -1: the unit is not in the table; SHAPE NULL: it is not on the map. */
void map_unit_name(struct text *text, const PGresult *table, int row,
		   const struct map_shape *shape);
/* All units, those that the map does not show too, what needs a look first on top. */
void map_list(struct text *text, const struct page *page, const struct measured *measured);

#endif
