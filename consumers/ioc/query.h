/* SPDX-License-Identifier: PostgreSQL
 *
 * query.h - questions that go to the database, one after the other, in a thread and a
 * session of their own, so that no question can hold up the live stream.
 *
 * Every answer comes from one REPEATABLE READ READ ONLY transaction together with its
 * age.  A question that waits or runs too long is given up, and so is one too many.
 */
#ifndef CONSUMERS_IOC_QUERY_H
#define CONSUMERS_IOC_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/problem.h"
#include "consumers/ioc/request.h"
#include "consumers/ioc/text.h"
#include "schema/base/error.h"

struct query;

enum { QUERY_WAITING_MAX = 64, QUERY_SECONDS_MAX = 5 };

struct query_job {
	const struct request *request;
	/* The answer: BODY, unless problem.status is not 0. */
	struct problem problem;
	struct text body;
	bool as_of_known;
	int64_t as_of_us;
	/* Called once, from the query's thread. */
	void (*done)(void *context);
	void *context;
	/* inside */
	struct query_job *next;
	int64_t asked_us;
};

/* CONNINFO lives as long as the query. */
struct query *query_open(const char *conninfo);
/* Answers what waits, and from now on every question, with 503. */
void query_end(struct query *query);
/* After query_end.  NULL is fine; returns NULL. */
struct query *query_close(struct query *query);

/* False: RET_PROBLEM says why, and done is not called. */
bool query_submit(struct query *query, struct query_job *job,
		  struct problem *ret_problem) MUST_CHECK;

#endif
