/* SPDX-License-Identifier: PostgreSQL */
#include "schema/model/registers.h"

#include "schema/base/check.h"

bool
register_take(struct document_registers_value *reg, bool is_null, int64_t value,
	      const struct stamp *stamp)
{
	if (reg->state != REGISTER_ABSENT && stamp_compare(&reg->stamp, stamp) >= 0)
		return false;
	reg->state = is_null ? REGISTER_NULL : REGISTER_STATED;
	reg->value = is_null ? 0 : value;
	reg->stamp = *stamp;
	return true;
}

bool
register_take_member(struct document_registers_value *reg, const struct member *member,
		     const struct codes *codes, const struct stamp *stamp)
{
	int64_t value = member->is_null ? 0 : member_value(member, codes);

	return register_take(reg, member->is_null, value, stamp);
}

/* Puts the place of the stamp of register REG into ORDER, sorted; equal ones once. */
static size_t
rank_stamp(const struct document_registers_value *registers, size_t reg, uint8_t *order,
	   size_t count)
{
	const struct stamp *stamp = &registers[reg].stamp;
	size_t place = count;

	for (; place > 0; place--) {
		int greater = stamp_compare(&registers[order[place - 1]].stamp, stamp);

		if (greater == 0)
			return count;
		if (greater < 0)
			break;
	}
	for (size_t i = count; i > place; i--)
		order[i] = order[i - 1];
	order[place] = (uint8_t)reg;
	return count + 1;
}

size_t
registers_pack(const struct document_registers_value *registers, size_t count,
	       unsigned char *ret_bytes)
{
	uint8_t order[UINT8_MAX] = { 0 };
	size_t stamps = 0;
	unsigned char *at = ret_bytes;

	CHECK_OP(count, <=, 16);
	for (size_t reg = 0; reg < count; reg++)
		if (registers[reg].state != REGISTER_ABSENT)
			stamps = rank_stamp(registers, reg, order, stamps);
	*at++ = (unsigned char)stamps;
	for (size_t i = 0; i < stamps; i++, at += STAMP_BYTES)
		stamp_pack(&registers[order[i]].stamp, at);
	for (size_t reg = 0; reg < count; reg++) {
		size_t stamp = 0;

		if (registers[reg].state == REGISTER_ABSENT)
			continue;
		while (stamp_compare(&registers[order[stamp]].stamp,
				     &registers[reg].stamp) != 0)
			stamp++;
		*at++ = (unsigned char)reg;
		*at++ = (unsigned char)stamp;
	}
	return (size_t)(at - ret_bytes);
}

/* COUNT pairs of register and stamp; as strict as dossier_unpack(). */
static bool
pairs_unpack(struct document_registers_value *registers, size_t register_count,
	     const unsigned char *bytes, size_t count, const struct stamp *stamps,
	     size_t stamp_count)
{
	uint32_t used = 0, listed = 0;
	int before = -1;

	for (size_t i = 0; i < count; i++) {
		int reg = bytes[2 * i];
		int stamp = bytes[2 * i + 1];

		if (reg <= before || (size_t)reg >= register_count ||
		    (size_t)stamp >= stamp_count)
			return false;
		if (registers[reg].state != REGISTER_STATED)
			registers[reg].state = REGISTER_NULL;
		registers[reg].stamp = stamps[stamp];
		used |= UINT32_C(1) << stamp;
		listed |= UINT32_C(1) << reg;
		before = reg;
	}
	for (size_t reg = 0; reg < register_count; reg++)
		if (!(listed >> reg & 1) && registers[reg].state != REGISTER_ABSENT)
			return false;
	return used == (UINT32_C(1) << stamp_count) - 1;
}

bool
registers_unpack(struct document_registers_value *registers, size_t count,
		 struct slice versions)
{
	const unsigned char *bytes = (const unsigned char *)versions.data;
	struct stamp stamps[16];
	size_t stamp_count, pair_bytes;

	CHECK_OP(count, <=, ARRAY_COUNT(stamps));
	if (versions.length == 0 || bytes[0] > count)
		return false;
	stamp_count = bytes[0];
	if (versions.length < 1 + stamp_count * STAMP_BYTES)
		return false;
	for (size_t i = 0; i < stamp_count; i++) {
		stamps[i] = stamp_unpack(bytes + 1 + i * STAMP_BYTES);
		if (i > 0 && stamp_compare(&stamps[i - 1], &stamps[i]) >= 0)
			return false;
	}
	pair_bytes = versions.length - 1 - stamp_count * STAMP_BYTES;
	if (pair_bytes % 2 != 0)
		return false;
	return pairs_unpack(registers, count, bytes + 1 + stamp_count * STAMP_BYTES,
			    pair_bytes / 2, stamps, stamp_count);
}
