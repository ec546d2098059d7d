/* SPDX-License-Identifier: PostgreSQL
 *
 * answer.h - what is answered to a checked question, before any socket sees it.
 *
 * Everything but the live stream and the waiting for the database: the page, the files,
 * tables from the newest snapshot and from the database, the health checks, problems.
 *
 * Tables carry a weak ETag of their numbers, not of their age: "not modified" says that
 * the numbers are those that the asker has, and X-As-Of until when that is known.
 */
#ifndef CONSUMERS_IOC_ANSWER_H
#define CONSUMERS_IOC_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "consumers/ioc/hub.h"
#include "consumers/ioc/map.h"
#include "consumers/ioc/problem.h"
#include "consumers/ioc/query.h"
#include "consumers/ioc/request.h"

struct answer {
	int status;
	const char *type;
	struct text body;    /* owned, unless `bytes` is set */
	const void *bytes;   /* static */
	size_t size;         /* of bytes */
	char etag[40];       /* empty: must not be stored */
	bool packed;         /* bytes are gzip */
	bool aged;           /* `age` goes with it, in a header */
	struct age age;
	struct text next;    /* owned; address of the rows behind these; empty: none */
	int retry_seconds;   /* 0: none */
};

enum { ANSWER_RETRY_SECONDS = 5 };

/* What is asked of the database, and the answer once it is written. */
struct question {
	const struct request *request;
	struct query_job job; /* its context is this question */
	struct answer answer; /* status 0: the job has a problem */
	void *context;
	/* of a page: what is there already, and which part of the job each of its parts is
	 * (-1: of the snapshot) */
	struct snapshot *snapshot;
	int64_t away_since_us;
	const struct map *map;
	int asked[ROUTE_PARTS_MAX];
};

void answer_problem(struct answer *ret_answer, const struct problem *problem);
/* KNOWN: of If-None-Match, ENCODINGS: of Accept-Encoding; may be NULL. */
void answer_file(struct answer *ret_answer, const char *path, const char *known,
		 const char *encodings);
/* The kinds of route that need neither stream nor query. */
void answer_from_hub(struct answer *ret_answer, const struct request *request,
		     struct hub *hub);
/* Makes QUESTION ready to be submitted; REQUEST and MAP live as long.  False: nothing must be
 * asked, the answer is there. */
bool answer_ask(struct question *question, const struct request *request,
		struct hub *hub, const struct map *map) MUST_CHECK;
/* The answer of a question that was asked, taken over from it. */
struct answer answer_take(struct question *question);
/* Why there is none, to a reader of pages or to a program. */
void answer_refusal(struct answer *ret_answer, const struct request *request,
		    const struct problem *problem, struct hub *hub);
/* The address of the rows behind TABLE; nothing when there are none. */
void answer_next(struct text *text, const struct request *request, const PGresult *table);
void question_release(struct question *question);
/* Turns ANSWER into "not modified" when KNOWN, of If-None-Match, has its ETag. */
void answer_compare(struct answer *answer, const char *known);
void answer_release(struct answer *answer);

#endif
