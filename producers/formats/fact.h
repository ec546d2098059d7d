/* SPDX-License-Identifier: PostgreSQL
 *
 * fact.h - members of a record as facts: codes, dates, numbers, with their remarks.
 */
#ifndef PRODUCERS_FORMATS_FACT_H
#define PRODUCERS_FORMATS_FACT_H

#include "producers/formats/dates.h"
#include "producers/formats/statement.h"

/* A date of the record; false: not stated, or reported: no date, an impossible one, or
 * one that lies after the statement (R2). */
bool fact_date(struct message *message, const struct value *value, const char *member,
	       int64_t *ret_at_us);
/* The same for a due date: a local day, and it may lie ahead. */
bool fact_due(struct message *message, const struct value *value, const char *member,
	      int64_t *ret_day);
/* A status code 1 to 10, as number, text, two digits, or in Vietnamese; 0: not stated.
 * What is none of these is reported. */
int64_t fact_status(struct message *message, const struct value *value, const char *member);
/* A code of R1; false: not stated or, with *RET_BAD, something that is no code. */
bool fact_code(const struct value *value, struct slice *ret_code, bool *ret_bad);
/* The same with a procedure's local suffix cut (R1). */
bool fact_procedure(const struct value *value, struct slice *ret_code, bool *ret_bad);
/* When the record was stated: as given, else by the profile its latest date; 0: unknown,
 * the record is refused. */
int64_t fact_stated_at(const struct foreign *foreign, const struct foreign_record *record);

#endif
