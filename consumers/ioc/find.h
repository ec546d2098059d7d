/* SPDX-License-Identifier: PostgreSQL
 *
 * find.h - which units of the list are shown.
 */
#ifndef CONSUMERS_IOC_FIND_H
#define CONSUMERS_IOC_FIND_H

#include <stdbool.h>

#include "consumers/ioc/page.h"

/* Whether ROW of the units is among those that the page was asked for; on a page that has
 * no such parameters each is. */
bool find_wants(const struct page *page, const PGresult *table, int row);

#endif
