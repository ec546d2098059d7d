/* SPDX-License-Identifier: PostgreSQL
 *
 * answer.h - what is answered to a checked question, before any socket sees it.
 *
 * Everything but the live stream and the waiting for the database: the page, the files,
 * tables from the newest snapshot, the health checks, problems.
 */
#ifndef CONSUMERS_IOC_ANSWER_H
#define CONSUMERS_IOC_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "consumers/ioc/hub.h"
#include "consumers/ioc/problem.h"
#include "consumers/ioc/query.h"
#include "consumers/ioc/request.h"

struct answer {
	int status;
	const char *type;
	struct text body;    /* owned, unless `bytes` is set */
	const void *bytes;   /* static */
	size_t size;         /* of bytes */
	const char *etag;    /* NULL: must not be stored */
	bool packed;         /* bytes are gzip */
	bool as_of_known;    /* the age of a CSV stands in a header */
	int64_t as_of_us;
	int retry_seconds;   /* 0: none */
};

enum { ANSWER_RETRY_SECONDS = 5 };

void answer_problem(struct answer *ret_answer, const struct problem *problem);
/* KNOWN: of If-None-Match, ENCODINGS: of Accept-Encoding; may be NULL. */
void answer_file(struct answer *ret_answer, const char *path, const char *known,
		 const char *encodings);
/* The kinds of route that need neither stream nor query. */
void answer_from_hub(struct answer *ret_answer, const struct request *request,
		     struct hub *hub);
/* Takes over the body of JOB. */
void answer_from_job(struct answer *ret_answer, struct query_job *job);

#endif
