/* SPDX-License-Identifier: PostgreSQL
 *
 * answer_page.h - a page and what must be asked for it: inside answer.c.
 *
 * A part of a page that the newest snapshot holds comes from there; all others are read
 * in one transaction.  A page is written with whatever could be read: without a database
 * the numbers of the newest snapshot stay, and each other part says that it is not known.
 */
#ifndef CONSUMERS_IOC_ANSWER_PAGE_H
#define CONSUMERS_IOC_ANSWER_PAGE_H

#include "consumers/ioc/answer.h"

/* Fills the job of QUESTION; false: nothing must be asked. */
bool answer_page_ask(struct question *question, struct hub *hub) MUST_CHECK;
/* Writes the answer: in the query's thread while the tables live, else without them. */
void answer_page_write(struct question *question, bool read);
/* A page that says why there is nothing else. */
void answer_page_problem(struct answer *ret_answer, const struct request *request,
			 const struct problem *problem, struct hub *hub);

#endif
