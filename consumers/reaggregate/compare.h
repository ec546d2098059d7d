/* SPDX-License-Identifier: PostgreSQL
 *
 * compare.h - where live facts and those of the log differ, and the report of it.
 */
#ifndef CONSUMERS_REAGGREGATE_COMPARE_H
#define CONSUMERS_REAGGREGATE_COMPARE_H

#include <stdatomic.h>

#include "consumers/reaggregate/say.h"
#include "schema/base/postgres.h"

/* Fills shadow.difference in the snapshot of SESSION's transaction.  Cancelled when *STOP is
 * not 0. */
bool compare_facts(PGconn *session, struct say *say, const atomic_int *stop,
		   int64_t *ret_differences, struct error *err) MUST_CHECK;
/* How many counters of the current generation differ from their recount. */
bool compare_counters(PGconn *session, struct say *say, const atomic_int *stop,
		      int64_t *ret_differences, struct error *err) MUST_CHECK;

/* What GENERATION, NULL for the current one, counts otherwise than its recount from the facts
 * of now: at most LIMIT cells are printed.  DOING is for the one who waits. */
bool compare_cells(PGconn *session, const char *generation, struct say *say,
		   const char *doing, int64_t limit, int64_t *ret_differences,
		   struct error *err) MUST_CHECK;

/* How many by kind of difference, and at most LIMIT examples by code. */
bool compare_report(PGconn *session, struct say *say, int64_t limit,
		    struct error *err) MUST_CHECK;

#endif
