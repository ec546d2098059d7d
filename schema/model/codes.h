/* SPDX-License-Identifier: PostgreSQL
 *
 * codes.h - small numbers for the codes that facts and cells hold.
 *
 * A code is a text of R1; in facts and counters stands its number.  Numbers are given
 * by whoever owns the table (ref.code in the database; a test gives its own) and never
 * change while a table lives.  Results never depend on them: hashes, audits and the
 * public views go by the text.  Number 0 is the code that was not stated.
 *
 * Pure memory: no I/O.  Thread: one table belongs to one thread.
 */
#ifndef SCHEMA_MODEL_CODES_H
#define SCHEMA_MODEL_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/attr.h"
#include "schema/base/slice.h"

/* Kinds are stored: append only. */
enum code_kind {
	CODE_UNIT = 1, /* units, organisations, recipients: one space */
	CODE_PROCEDURE,
	CODE_SERVICE,
	CODE_OUTCOME,
	CODE_REASON,
	CODE_DOSSIER, /* only codes that an alias names */
	CODE_DOCUMENT, /* only codes that replace another document */
	CODE_KIND,
	CODE_INDICATOR,
	CODE_KIND_END,
};

/* A cell holds 12 bits of a unit and 14 of a procedure (model/cell.h). */
enum {
	CODE_UNIT_MAX = 4095,
	CODE_PROCEDURE_MAX = 16383,
	CODE_OTHER_MAX = 2000000000,
};

struct codes;

struct codes *codes_open(void);
struct codes *codes_close(struct codes *codes); /* NULL is fine; returns NULL */

/* False: the code has no number yet. */
bool codes_find(const struct codes *codes, enum code_kind kind, struct slice code,
		int32_t *ret_number) MUST_CHECK;

/* Makes a pair known; the code is copied.  A known code keeps its number: giving it
 * another is a bug. */
void codes_add(struct codes *codes, enum code_kind kind, struct slice code,
	       int32_t number);

/* The text of a number, empty for 0 and for an unknown number. */
struct slice codes_text(const struct codes *codes, enum code_kind kind, int32_t number);

/* The next free number of a kind, for tables that give their own numbers. */
int32_t codes_next(const struct codes *codes, enum code_kind kind);

#endif
