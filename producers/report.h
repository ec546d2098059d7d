/* SPDX-License-Identifier: PostgreSQL
 *
 * report.h - what a producer says about its input: refusals and remarks.
 *
 * A refusal is something that was not published and should have been; a remark is about
 * input that the rules of a format leave out.  Both name file, line or record, dossier
 * code, member and reason.  They never carry a value of a member: refused input is just
 * where personal data may stand in the wrong place.  The dossier code is the exception,
 * and only when it has the shape of a code (R1), which no name has.
 *
 * The first hundred are printed in full on stderr, then they are only counted by reason;
 * the report file gets all of them, one JSON object a line.
 */
#ifndef PRODUCERS_REPORT_H
#define PRODUCERS_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "schema/base/error.h"
#include "schema/base/slice.h"

enum report_kind { REPORT_REFUSED, REPORT_REMARK, REPORT_UNACKNOWLEDGED };

/* Texts but `dossier` are static names or sentences. */
struct report_entry {
	enum report_kind kind;
	const char *file;
	uint64_t line;   /* of NDJSON; 0: see record */
	uint64_t record; /* of a foreign message, from 1; 0: the file as a whole */
	struct slice dossier; /* as read; shown only when it is a code */
	const char *reason;
	const char *member; /* "" or NULL: none */
	uint32_t byte;      /* 0: nowhere in particular */
	const char *sentence;
};

struct report;

/* PATH NULL: no report file. */
bool report_open(struct report **ret_report, const char *path, struct error *err) MUST_CHECK;
void report_add(struct report *report, const struct report_entry *entry);
uint64_t report_count(const struct report *report, enum report_kind kind);
/* Counts by reason, where not all were printed. */
void report_summary(const struct report *report, FILE *out);
/* The same as members of a JSON object: "refused_by_reason":{...},"remarks_by_reason":{...} */
void report_summary_json(const struct report *report, FILE *out);
/* Closes the report file; false: it is not complete. */
bool report_close(struct report **report, struct error *err) MUST_CHECK;

/* A text as a JSON string. */
void report_put_json(FILE *out, struct slice text);
/* TEXT has the shape of a code (R1). */
bool report_is_code(struct slice text);

#endif
