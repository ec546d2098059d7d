/* SPDX-License-Identifier: PostgreSQL
 *
 * primary.h - which database server the numbers live on, when there may be two.
 *
 * The hard case: a failover, and then the old primary comes back and takes writes again.
 * Positions on it are older, so a worker that reaches it would go on there as if nothing
 * had happened, and what it counts is thrown away with that server.  Nothing is lost by
 * that, the log is read again from the positions of the new primary, but its partitions
 * stand still there for as long as it goes on.
 *
 * So a worker remembers the greatest (timeline, branch) of its database system that it
 * ever heard of, and works on no other: it asks when it connects, and every batch says in
 * its transaction which server it is for (server_hold.sql, TK002).  What one worker knows
 * the others learn from the note beside the group's offsets in Kafka, and from the old
 * server itself, which a worker that refuses it marks as superseded.  Rejected: a number
 * that the failover tool raises, since a failover by any other tool would not raise it;
 * PostgreSQL's timeline grows in the instant of the promotion.
 *
 * Thread: any; it has a lock.
 */
#ifndef CONSUMERS_AGGREGATE_PRIMARY_H
#define CONSUMERS_AGGREGATE_PRIMARY_H

#include "schema/base/conf.h"
#include "schema/base/error.h"
#include "schema/base/postgres.h"

enum { PRIMARY_NOTE_BYTES = 96 };

struct primary_id {
	char system[24]; /* identifier of the database system, decimal */
	int timeline;    /* 0: none is known */
	char branch[40]; /* uuid */
	char started[40]; /* when the server was started */
};

struct primary;

struct primary *primary_open(const char *conninfo); /* which lives as long */
struct primary *primary_close(struct primary *primary); /* NULL is fine; returns NULL */

/* A session on the server whose numbers count, and which that is.  ERROR_STOP: another
 * server was reached; the next call tries the next host of the connection string first. */
bool primary_connect(struct primary *primary, const char *application,
		     PGconn **ret_session, struct primary_id *ret_id,
		     struct error *err) MUST_CHECK;

/* Takes in what another worker knows, as primary_note() wrote it; any other text, and
 * what is said of another database system, is ignored. */
void primary_learn(struct primary *primary, const char *note);
void primary_note(struct primary *primary, char ret_note[PRIMARY_NOTE_BYTES]);

/* The server whose numbers count. */
struct primary_id primary_known(struct primary *primary);
/* Whether ID is that server; else ERROR_FENCED: connect again. */
bool primary_holds(struct primary *primary, const struct primary_id *id,
		   struct error *err) MUST_CHECK;

/* The same life of the same server: what was read in the one holds in the other. */
bool primary_same(const struct primary_id *a, const struct primary_id *b);

#endif
