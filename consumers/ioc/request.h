/* SPDX-License-Identifier: PostgreSQL
 *
 * request.h - from the bytes of a request line to a checked question.
 *
 * Pure, so that it can be tested and fuzzed without a socket: no byte of a request goes
 * further than this module unless it has the form that its parameter asks for.
 */
#ifndef CONSUMERS_IOC_REQUEST_H
#define CONSUMERS_IOC_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/ioc/problem.h"
#include "consumers/ioc/route.h"
#include "schema/base/attr.h"

enum request_format { REQUEST_JSON, REQUEST_CSV };

enum { REQUEST_URI_BYTES_MAX = 2048 };

/* For a page of the wall, when `rotate` does not say; 0 stands still. */
#define WALL_SECONDS "20"

struct request {
	const struct route *route;
	enum request_format format;
	bool head;                          /* HEAD: the answer without its body */
	bool wall;                          /* ?wall=1 */
	const char *rotate;                 /* of a wall: seconds for a page; NULL: not given */
	bool given;                         /* any parameter of the route */
	const char *measure;                /* of a wall: kept for its overview by pages that have none; or NULL */
	const char *path;                   /* decoded */
	const char *values[PARAMETERS_MAX]; /* in the route's order, NULL: not given */
	int value_count;
	char bytes[REQUEST_URI_BYTES_MAX + 16]; /* what the texts above point into */
};

/* URI is the request target as it came, HOST and ACCEPT the headers' values or NULL.
 * False: RET_PROBLEM says why. */
bool request_parse(struct request *ret_request, const char *method, const char *uri,
		   const char *host, const char *accept,
		   struct problem *ret_problem) MUST_CHECK;

/* The value of a parameter, its standard where it was not given; NULL: null, or none. */
const char *request_value(const struct request *request, const char *name);
/* Nobody asked for that value: it is what stands there when nobody does. */
bool request_is_standard(const struct request *request, const char *name);
/* Whether a question to the database answers it, and not the newest snapshot. */
bool request_asks_database(const struct request *request);

/* Only this machine's own names: a foreign name that was pointed at the loopback address
 * must not let a foreign page read the answers. */
bool request_host_is_own(const char *host);

/* The version that a stream goes on from; 0: the header is NULL or no version. */
int64_t request_last_event(const char *header);

/* How the rows of a list of dossiers follow each other. */
enum list_order {
	LIST_BY_DUE,
	LIST_BY_CODE,      /* the beginning of a code was asked for */
	LIST_BY_RECEPTION, /* a period of receptions was; the newest first */
	LIST_BY_END,       /* a period of ends was; the newest first */
};

enum list_order request_list_order(const struct request *request);

/* The address of the rows behind PLACE: the same question with another `after`. */
void request_next(struct text *text, const struct request *request, struct slice place);

#endif
