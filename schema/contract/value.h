/* SPDX-License-Identifier: PostgreSQL
 *
 * value.h - inside of the decoder: one JSON value as a member of a kind.
 */
#ifndef SCHEMA_CONTRACT_VALUE_H
#define SCHEMA_CONTRACT_VALUE_H

#include "schema/base/json.h"
#include "schema/contract/event.h"

/* A value as it was read: its token, and the text of strings and numbers. */
struct value {
	enum json_token token; /* JSON_NONE: not there */
	struct slice text;
	uint32_t byte; /* where it stands in the document */
};

/* Reads VALUE, which is there and not null, as member NAME.  Texts are not copied. */
enum reason value_read(enum member_name name, const struct value *value,
		       struct member *ret_member) MUST_CHECK;

/* RFC 3339 (R2). */
enum reason value_instant(struct slice text, int64_t *ret_instant_us) MUST_CHECK;

/* The pattern of R1. */
bool text_is_code(struct slice text);

#endif
