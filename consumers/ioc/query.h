/* SPDX-License-Identifier: PostgreSQL
 *
 * query.h - questions that go to the database: a pool of threads with a session each.
 *
 * Apart from the live stream, which has a session and a thread of its own, so no question
 * can hold it up.  All statements of a job run in one REPEATABLE READ READ ONLY
 * transaction together with the age of what they read.  A question that waits or runs too
 * long is given up, and so is one too many: nothing queues without end.
 */
#ifndef CONSUMERS_IOC_QUERY_H
#define CONSUMERS_IOC_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/age.h"
#include "consumers/ioc/problem.h"
#include "consumers/ioc/route.h"
#include "consumers/ioc/text.h"
#include "schema/base/conf.h"
#include "schema/base/postgres.h"

struct query;

enum { QUERY_WAITING_MAX = 64, QUERY_SECONDS_MAX = 5, QUERY_PARTS_MAX = 8 };

/* One statement with its $1, $2, ...; a NULL value is null. */
struct query_part {
	const char *statement;
	const char *values[PARAMETERS_MAX];
	int value_count;
};

struct query_job {
	struct query_part parts[QUERY_PARTS_MAX];
	int part_count;
	/* What was read: unless problem.status is not 0.  The tables live while `write` is
	 * called, once, in the query's thread; `done` follows. */
	PGresult *tables[QUERY_PARTS_MAX];
	struct age age;
	struct slice position; /* JSON, lives as long as the tables */
	struct problem problem;
	void (*write)(struct query_job *job);
	void (*done)(struct query_job *job);
	void *context;
	/* inside */
	struct query_job *next;
	int64_t asked_us;
};

/* CONF lives as long as the query. */
struct query *query_open(const struct conf *conf);
/* Answers what waits, and from now on every question, with 503. */
void query_end(struct query *query);
/* After query_end.  NULL is fine; returns NULL. */
struct query *query_close(struct query *query);

/* False: RET_PROBLEM says why, and neither write nor done is called. */
bool query_submit(struct query *query, struct query_job *job,
		  struct problem *ret_problem) MUST_CHECK;

#endif
