/* SPDX-License-Identifier: PostgreSQL
 *
 * page.h - the first page as the server writes it: with numbers, before any script.
 *
 * page/page.html with its {{marks}} filled from a snapshot.  The script of the page then
 * takes over and changes the numbers in place; it finds them by data-key, data-unit and
 * data-column.
 */
#ifndef CONSUMERS_IOC_PAGE_H
#define CONSUMERS_IOC_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/snapshot.h"
#include "consumers/ioc/text.h"

/* SNAPSHOT NULL: there are no numbers yet.  AWAY_SINCE_US: of hub_current(). */
void page_write(struct text *text, const struct snapshot *snapshot,
		int64_t away_since_us, bool wall);

#endif
