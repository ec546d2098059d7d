/* SPDX-License-Identifier: PostgreSQL
 *
 * document.h - one e-document with its recipients inside, and one work file.
 *
 * R11: a document is one entity, so voiding, revoking and replacing reach every
 * recipient without a read across entities.  R25 says what is counted.  Sources:
 * Quyết định 28/2018/QĐ-TTg (value of a signed e-document), QCVN 102:2016 (edXML kinds
 * and status codes).
 *
 * Pure: no clock, no I/O.  Memory: a document owns its stamps and recipients.
 */
#ifndef SCHEMA_MODEL_DOCUMENT_H
#define SCHEMA_MODEL_DOCUMENT_H

#include "schema/model/codes.h"
#include "schema/model/dossier.h"

enum document_register {
#define DOCUMENT_REGISTER(name, member, kind) DOCUMENT_##name,
#include "schema/model/register.def"
	DOCUMENT_REGISTER_COUNT,
};

enum recipient_register {
#define RECIPIENT_REGISTER(name, member, kind) RECIPIENT_##name,
#include "schema/model/register.def"
	RECIPIENT_REGISTER_COUNT,
};

enum workfile_register {
#define WORKFILE_REGISTER(name, member, kind) WORKFILE_##name,
#include "schema/model/register.def"
	WORKFILE_REGISTER_COUNT,
};

/* Registers with a stamp each; stages do not occur here (all 0). */
struct document_registers_value {
	int64_t value;
	uint8_t state; /* enum register_state */
	struct stamp stamp;
};

struct recipient {
	int32_t unit;  /* number of the recipient's code, kind CODE_UNIT */
	bool changed;  /* set by document_apply, cleared by whoever stores the rows */
	struct document_registers_value registers[RECIPIENT_REGISTER_COUNT];
};

struct document {
	struct document_registers_value registers[DOCUMENT_REGISTER_COUNT];
	struct recipient *recipients; /* sorted by unit number */
	uint32_t recipient_count;
	uint32_t recipient_capacity;
};

struct workfile {
	struct document_registers_value registers[WORKFILE_REGISTER_COUNT];
};

void document_init(struct document *document);
void document_release(struct document *document);
void document_copy(struct document *to, const struct document *from); /* TO initialised */

/* EVENT is of ENTITY_DOCUMENT, its codes have numbers.  Returns whether it changed. */
bool document_apply(struct document *document, const struct event *event,
		    const struct codes *codes);
/* The recipient, inserted with nothing known where it is new. */
struct recipient *document_recipient(struct document *document, int32_t unit);

void workfile_init(struct workfile *workfile);
bool workfile_apply(struct workfile *workfile, const struct event *event,
		    const struct codes *codes);

/* Packed versions of COUNT registers, the same form as a dossier's with stage 0. */
enum {
	DOCUMENT_VERSIONS_BYTES_MAX = 1 + 16 * (STAMP_BYTES + 2),
};
size_t registers_pack(const struct document_registers_value *registers, size_t count,
		      unsigned char *ret_bytes);
/* Values and REGISTER_STATED are set from the columns beforehand. */
bool registers_unpack(struct document_registers_value *registers, size_t count,
		      struct slice versions) MUST_CHECK;

#endif
