/* SPDX-License-Identifier: PostgreSQL
 *
 * problem.h - why a request gets no answer, as RFC 9457 tells it.
 *
 * Names the parameter, the reason, what to do and, for programs, what is allowed: a list
 * of words, or an object of JSON Schema's words.
 */
#ifndef CONSUMERS_IOC_PROBLEM_H
#define CONSUMERS_IOC_PROBLEM_H

#include <stdbool.h>

#include "consumers/ioc/text.h"
#include "schema/base/attr.h"

struct problem {
	int status;         /* of HTTP; 0: no problem */
	char parameter[64]; /* empty: it is not about one */
	char detail[320];   /* the reason, a sentence */
	char todo[320];     /* what to do, a sentence */
	char allowed[640];  /* JSON: what the parameter may be; empty: not said */
	char page[640];     /* the reason and what to do as a page says it, in Vietnamese; or empty */
	int retry_seconds;  /* 0: trying again changes nothing */
};

/* Fills PROBLEM and returns false. */
bool problem_set(struct problem *problem, int status, const char *parameter,
		 const char *format, ...) PRINTF_LIKE(4, 5);
bool problem_todo(struct problem *problem, const char *format, ...) PRINTF_LIKE(2, 3);

bool problem_page(struct problem *problem, const char *format, ...) PRINTF_LIKE(2, 3);

/* ALLOWED is JSON. */
bool problem_allowed(struct problem *problem, const char *allowed);

/* The phrase of an HTTP status that this program answers with. */
const char *problem_title(int status);
void problem_json(struct text *text, const struct problem *problem);

#endif
