/* SPDX-License-Identifier: PostgreSQL
 *
 * erase.h - generations that nobody needs: the one being built, or an old one.
 *
 * First nothing is written to it any more, in one instant; then its counters are erased,
 * some rows a transaction.  Killed in between, it goes on when it is called again.
 */
#ifndef CONSUMERS_REAGGREGATE_ERASE_H
#define CONSUMERS_REAGGREGATE_ERASE_H

#include "consumers/reaggregate/say.h"
#include "schema/base/error.h"
#include "schema/base/postgres.h"

/* Gives up the generation that is being built. */
bool erase_building(PGconn *session, struct say *say, struct error *err) MUST_CHECK;
/* Erases an old generation; refuses any other. */
bool erase_old(PGconn *session, int generation, struct say *say,
	       struct error *err) MUST_CHECK;

#endif
