/* SPDX-License-Identifier: PostgreSQL */
#include "schema/contract/event.h"

#include "schema/base/check.h"

static const char *const topics[TOPIC_COUNT] = {
	[TOPIC_DOSSIER] = "dossier.v1",	    [TOPIC_DOCUMENT] = "document.v1",
	[TOPIC_INDICATOR] = "indicator.v1", [TOPIC_REFERENCE] = "reference.v1",
	[TOPIC_SOURCE] = "source.v1",
};

struct type_row {
	const char *name;
	enum topic topic;
	enum entity_kind entity;
};

static const struct type_row types[EVENT_TYPE_COUNT] = {
#define TYPE(name, json, topic, entity) \
	[EVENT_##name] = { json, TOPIC_##topic, ENTITY_##entity },
#include "schema/contract/event.def"
};

struct member_row {
	const char *json;
	enum member_kind kind;
	int64_t low; /* the list of a word */
};

static const struct member_row members[MEMBER_COUNT] = {
#define MEMBER(name, json, kind, low, high) [MEMBER_##name] = { json, MEMBER_KIND_##kind, low },
#include "schema/contract/event.def"
};

enum { LIST_WORDS_MAX = 8 };

static const char *const lists[LIST_COUNT][LIST_WORDS_MAX] = {
#define LIST(name, ...) [LIST_##name] = { __VA_ARGS__ },
#include "schema/contract/event.def"
};

struct reason_row {
	const char *name;
	const char *class;
	const char *sentence;
};

static const struct reason_row reasons[REASON_COUNT] = {
	[REASON_NONE] = { "none", "none", "The event is accepted." },
#define REASON(name, text, class, sentence) [REASON_##name] = { text, class, sentence },
#include "schema/contract/reason.def"
#undef REASON
};

const char *
topic_name(enum topic topic)
{
	CHECK_OP(topic, <, TOPIC_COUNT);
	return topics[topic];
}

bool
topic_find(struct slice name, enum topic *ret_topic)
{
	for (int i = 0; i < TOPIC_COUNT; i++)
		if (slice_equal(name, slice_text(topics[i]))) {
			*ret_topic = (enum topic)i;
			return true;
		}
	return false;
}

const char *
event_type_name(enum event_type type)
{
	CHECK_OP(type, <, EVENT_TYPE_COUNT);
	return types[type].name;
}

enum topic
event_type_topic(enum event_type type)
{
	CHECK_OP(type, <, EVENT_TYPE_COUNT);
	return types[type].topic;
}

enum entity_kind
event_type_entity(enum event_type type)
{
	CHECK_OP(type, <, EVENT_TYPE_COUNT);
	return types[type].entity;
}

const char *
member_json(enum member_name name)
{
	CHECK_OP(name, <, MEMBER_COUNT);
	return members[name].json;
}

enum member_kind
member_kind(enum member_name name)
{
	CHECK_OP(name, <, MEMBER_COUNT);
	return members[name].kind;
}

bool
member_is_text(enum member_name name)
{
	enum member_kind kind = member_kind(name);

	return kind == MEMBER_KIND_CODE || kind == MEMBER_KIND_PROCEDURE ||
	       kind == MEMBER_KIND_TEXT || kind == MEMBER_KIND_PERIOD;
}

enum list
member_list(enum member_name name)
{
	CHECK(member_kind(name) == MEMBER_KIND_WORD);
	return (enum list)members[name].low;
}

const char *
list_word(enum list list, int64_t index)
{
	CHECK(list < LIST_COUNT && index >= 1 && index <= LIST_WORDS_MAX);
	CHECK(lists[list][index - 1] != NULL);
	return lists[list][index - 1];
}

int
list_find(enum list list, struct slice word)
{
	CHECK_OP(list, <, LIST_COUNT);
	for (int i = 0; i < LIST_WORDS_MAX && lists[list][i]; i++)
		if (slice_equal(word, slice_text(lists[list][i])))
			return i + 1;
	return 0;
}

const char *
reason_name(enum reason reason)
{
	CHECK_OP(reason, <, REASON_COUNT);
	return reasons[reason].name;
}

const char *
reason_class(enum reason reason)
{
	CHECK_OP(reason, <, REASON_COUNT);
	return reasons[reason].class;
}

const char *
reason_sentence(enum reason reason)
{
	CHECK_OP(reason, <, REASON_COUNT);
	return reasons[reason].sentence;
}

enum event_type
status_code_type(int64_t code)
{
	static const enum event_type by_code[] = {
		EVENT_DOSSIER_SUBMITTED,	 EVENT_DOSSIER_RECEIVED,
		EVENT_DOSSIER_REFUSED,		 EVENT_DOSSIER_PROCESSING,
		EVENT_DOSSIER_SUPPLEMENT_REQUESTED, EVENT_DOSSIER_PAYMENT_REQUESTED,
		EVENT_DOSSIER_WITHDRAWN,	 EVENT_DOSSIER_STOPPED,
		EVENT_DOSSIER_RESOLVED,		 EVENT_DOSSIER_RETURNED,
	};

	CHECK(code >= 1 && code <= 10);
	return by_code[code - 1];
}

const struct member *
event_member(const struct event *event, enum member_name name)
{
	for (int i = 0; i < event->member_count; i++)
		if (event->members[i].name == name)
			return &event->members[i];
	return NULL;
}
