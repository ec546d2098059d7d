/* SPDX-License-Identifier: PostgreSQL
 *
 * member.c - what a member may stand for in a fact.
 */
#include "schema/base/check.h"
#include "schema/model/registers.h"

/* Kinds of register.def that are no codes. */
enum {
	CODE_OF_INSTANT = 0,
	CODE_OF_DATE = 0,
	CODE_OF_AMOUNT = 0,
	CODE_OF_NUMBER = 0,
	CODE_OF_TRUTH = 0,
	CODE_OF_WORD = 0,
	CODE_OF_CODE_DOSSIER = CODE_DOSSIER,
	CODE_OF_CODE_PROCEDURE = CODE_PROCEDURE,
	CODE_OF_CODE_SERVICE = CODE_SERVICE,
	CODE_OF_CODE_UNIT = CODE_UNIT,
	CODE_OF_CODE_OUTCOME = CODE_OUTCOME,
	CODE_OF_CODE_REASON = CODE_REASON,
};

static const uint8_t kinds[MEMBER_COUNT] = {
#define DOSSIER_REGISTER(name, member, kind) [MEMBER_##member] = CODE_OF_##kind,
#include "schema/model/register.def"
	/* Those of documents and indicators; `unit` is above. */
	[MEMBER_OF] = CODE_DOSSIER,
	[MEMBER_BY] = CODE_DOCUMENT,
	[MEMBER_KIND] = CODE_KIND,
	[MEMBER_RECIPIENT] = CODE_UNIT,
	[MEMBER_INDICATOR] = CODE_INDICATOR,
};

enum code_kind
member_code_kind(enum member_name member)
{
	return (enum code_kind)kinds[member];
}

static const bool takes[EVENT_TYPE_COUNT][MEMBER_COUNT] = {
#define NEEDS(type, member) [EVENT_##type][MEMBER_##member] = true,
#define TAKES(type, member) [EVENT_##type][MEMBER_##member] = true,
#include "schema/contract/event.def"
};

bool
type_takes_member(enum event_type type, enum member_name member)
{
	return takes[type][member];
}

int64_t
member_value(const struct member *member, const struct codes *codes)
{
	enum code_kind kind = member_code_kind(member->name);
	int32_t number;

	if (kind == 0)
		return member->number;
	CHECK(codes_find(codes, kind, member->text, &number));
	return number;
}
