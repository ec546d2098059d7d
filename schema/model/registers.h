/* SPDX-License-Identifier: PostgreSQL
 *
 * registers.h - how documents, recipients and work files join and read a register.
 *
 * Internal to the model.  These entities have few registers and no stages, so each
 * register carries its whole stamp.
 */
#ifndef SCHEMA_MODEL_REGISTERS_H
#define SCHEMA_MODEL_REGISTERS_H

#include "schema/model/document.h"

static inline bool
register_stated(const struct document_registers_value *reg)
{
	return reg->state == REGISTER_STATED;
}

static inline bool
register_true(const struct document_registers_value *reg)
{
	return reg->state == REGISTER_STATED && reg->value != 0;
}

/* Takes the statement if its stamp is greater; IS_NULL says "not so".  Returns whether
 * it was taken. */
bool register_take(struct document_registers_value *reg, bool is_null, int64_t value,
		   const struct stamp *stamp);

/* The same for what MEMBER states. */
bool register_take_member(struct document_registers_value *reg,
			  const struct member *member, const struct codes *codes,
			  const struct stamp *stamp);

/* Whether the contract lets TYPE state MEMBER. */
bool type_takes_member(enum event_type type, enum member_name member);

/* The value of MEMBER as registers hold it: a code's number, else the number itself.
 * The code must be known. */
int64_t member_value(const struct member *member, const struct codes *codes);

#endif
