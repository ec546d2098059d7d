/* SPDX-License-Identifier: PostgreSQL
 *
 * route.h - what can be asked, and with which parameters: one table.
 *
 * An answer from the database is a file of statement/ whose $1, $2, ... are the route's
 * parameters in their order (the name in the path first); one that is not given is null.
 */
#ifndef CONSUMERS_IOC_ROUTE_H
#define CONSUMERS_IOC_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "consumers/ioc/text.h"
#include "schema/base/slice.h"

enum answer_kind {
	ANSWER_PAGE,
	ANSWER_STREAM,
	ANSWER_NOW, /* this one and the next four: from the snapshot, without a query, */
	ANSWER_UNITS, /* as long as no parameter is given */
	ANSWER_SOURCES,
	ANSWER_PARTITIONS,
	ANSWER_COMPARISON,
	ANSWER_QUERY,
	ANSWER_HEALTH,
	ANSWER_READY,
	ANSWER_ASSET,
};

enum parameter_kind {
	PARAMETER_DAY,    /* YYYY-MM-DD */
	PARAMETER_PAST,   /* the same, and not after today */
	PARAMETER_CODE,   /* R1; empty asks for "not stated" */
	PARAMETER_FIELD,  /* 0 to 128 characters without controls; empty: not in the catalogue */
	PARAMETER_WORD,   /* one of `words`, separated by blanks */
	PARAMETER_NUMBER, /* lowest to highest */
	PARAMETER_TEXT,   /* 1 to 128 characters without controls */
	PARAMETER_PLACE,  /* where a page of rows ended: opaque to the caller */
};

struct parameter {
	const char *name;
	enum parameter_kind kind;
	const char *standard; /* value when it is not given; NULL: null */
	const char *words;
	int lowest, highest;
	bool required;
};

enum { PARAMETERS_MAX = 20, ROUTE_PARTS_MAX = 8 };

/* A table that a page shows: what PATH of the API answers to the page's own parameters of
 * the same names, and FIXED set to VALUE. */
struct part {
	const char *name;
	const char *path;
	const char *fixed, *value;
};

struct route {
	const char *path; /* an element "{}" stands for the first parameter */
	enum answer_kind kind;
	const char *statement; /* for a question to the database */
	const struct parameter *parameters; /* ends with name NULL; may be NULL */
	bool table;        /* can be given as CSV */
	bool one;          /* one row: none is a 404 */
	const char *place; /* rows come in pages: the columns that say where one ends */
	/* of a page: its file in page/ without ".html", its name for readers, the page of the
	 * navigation that it belongs to, what it shows (ends with name NULL) */
	const char *file, *title, *section;
	const struct part *parts;
};

/* The route of a decoded path, without ".csv"; data of RET_NAME: what "{}" stood for.
 * NULL: there is none. */
const struct route *route_find(struct slice path, struct slice *ret_name);

/* The route of the API whose path, as written in the table, is PATH. */
const struct route *route_of(const char *path);

/* What PARAMETER may be, as JSON: a list of words, or JSON Schema's words. */
void route_allowed_json(struct text *text, const struct parameter *parameter);
/* The names of all parameters of ROUTE, as a list in JSON. */
void route_names_json(struct text *text, const struct route *route);

#endif
