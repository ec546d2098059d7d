/* SPDX-License-Identifier: PostgreSQL
 *
 * settle.h - tries dead letters of one partition again, or drops them: one transaction.
 *
 * The transaction holds the effect of the events (facts, counters, made by the worker's own
 * fold and sent through its sink), the letters' new status, their move from dead to applied
 * in flow.position, and a row of flow.action for each.  The status is moved by compare-and-
 * set from waiting, so a letter counts once however often its retry is interrupted,
 * repeated, or made by two people at a time.  Whether an interrupted commit happened is
 * never guessed: whoever tries again reads who still waits.
 *
 * Workers go on meanwhile.  Where one has written an entity first, the revision of its row
 * fences us, and the page is tried again; where we were first, it fences the worker, which
 * reads its positions again.  A page is of one partition, so it holds one row of
 * flow.position, and its locks are taken in the workers' order: no deadlock.
 */
#ifndef CONSUMERS_DEAD_SETTLE_H
#define CONSUMERS_DEAD_SETTLE_H

#include "consumers/dead/letter.h"
#include "schema/base/conf.h"

enum { SETTLE_PAGE_MAX = 500 };

struct settle_order {
	const char *actor;
	const char *why; /* NULL: not stated; a drop has one */
	bool drop;       /* else try again */
	bool dry_run;    /* only say what would become of them */
};

struct settle;

bool settle_open(struct settle **ret_settle, const struct conf *conf,
		 struct error *err) MUST_CHECK;
/* COUNT places of one log of one partition, in order, at most SETTLE_PAGE_MAX; RET_LETTERS gets one
 * for each, valid until the next call.  ERROR_FENCED, ERROR_RETRY: nothing was done, or it
 * is not known; the same page may be given again. */
bool settle_page(struct settle *settle, const struct settle_order *order,
		 const struct place *places, int count, struct letter *ret_letters,
		 struct error *err) MUST_CHECK;
struct settle *settle_close(struct settle *settle); /* NULL is fine; returns NULL */

#endif
