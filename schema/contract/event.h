/* SPDX-License-Identifier: PostgreSQL
 *
 * event.h - one event of the contract, decoded.
 *
 * CloudEvents 1.0.2 whose data is a statement about one entity: a dossier, a document
 * with its recipients, a work file, an indicator of a unit in a period, a catalogue
 * row, or a source itself.  The tables are in event.def, the reasons for refusal in
 * reason.def.  Sources: Nghị định 224/2026 Art 15 and 19 (who must tell what),
 * the national synchronisation message (status codes 1..10).
 *
 * Shapes are kept small: a batch holds tens of thousands of events.
 */
#ifndef SCHEMA_CONTRACT_EVENT_H
#define SCHEMA_CONTRACT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/base/attr.h"
#include "schema/base/slice.h"

#define EVENT_TYPE_PREFIX "vn.gov.quangngai."
#define EVENT_TYPE_SUFFIX ".v1"

/* Constants of the contract (R2, R7): they enter the hash of a generation's rules. */
enum {
	EVENT_BYTES_MAX = 64 * 1024,
	EVENT_DEPTH_MAX = 16,
	EVENT_CODE_CHARACTERS_MAX = 64,
	EVENT_TEXT_CHARACTERS_MAX = 2000,
	EVENT_ID_CHARACTERS_MAX = 128,
	EVENT_TOLERANCE_SECONDS = 600,
};

enum topic {
	TOPIC_DOSSIER,
	TOPIC_DOCUMENT,
	TOPIC_INDICATOR,
	TOPIC_REFERENCE,
	TOPIC_SOURCE,
	TOPIC_COUNT,
};

enum entity_kind {
	ENTITY_DOSSIER,
	ENTITY_DOCUMENT,
	ENTITY_WORKFILE,
	ENTITY_INDICATOR,
	ENTITY_REFERENCE,
	ENTITY_SOURCE,
	ENTITY_COUNT,
};

enum list {
#define LIST(name, ...) LIST_##name,
#include "schema/contract/event.def"
	LIST_COUNT,
};

enum member_kind {
	MEMBER_KIND_CODE,
	MEMBER_KIND_PROCEDURE,
	MEMBER_KIND_TEXT,
	MEMBER_KIND_WORD,
	MEMBER_KIND_INTEGER,
	MEMBER_KIND_DECIMAL,
	MEMBER_KIND_TRUTH,
	MEMBER_KIND_INSTANT,
	MEMBER_KIND_DATE,
	MEMBER_KIND_DAY,
	MEMBER_KIND_PERIOD,
};

enum member_name {
#define MEMBER(name, json, kind, low, high) MEMBER_##name,
#include "schema/contract/event.def"
	MEMBER_COUNT,
};

enum event_type {
#define TYPE(name, json, topic, entity) EVENT_##name,
#include "schema/contract/event.def"
	EVENT_TYPE_COUNT,
};

enum reason {
	REASON_NONE,
#define REASON(name, text, class, sentence) REASON_##name,
#include "schema/contract/reason.def"
#undef REASON
	REASON_COUNT,
};

/* Words of the lists, from 1 in the order of event.def; 0 is never a word. */
enum channel { CHANNEL_UNKNOWN, CHANNEL_DIRECT, CHANNEL_ONLINE, CHANNEL_POSTAL };
enum level { LEVEL_UNKNOWN, LEVEL_PROVINCE, LEVEL_COMMUNE };
enum indicator_status {
	INDICATOR_DRAFT = 1,
	INDICATOR_SENT,
	INDICATOR_APPROVED,
	INDICATOR_RETURNED,
};

struct member {
	enum member_name name;
	bool is_null; /* only in corrections, where it says "not so" (R4) */
	union {
		struct slice text; /* CODE, PROCEDURE, TEXT, PERIOD */
		int64_t number;    /* every other kind, see event.def */
	};
};

/* CloudEvents extensions that pass through untouched; every other one is dropped, and so
 * is one of these that is not 1 to 128 characters without controls. */
struct extensions {
	struct slice sequence;     /* data NULL: not stated, for all three */
	struct slice partitionkey;
	struct slice traceparent;
};

/* What was decoded.  Texts and members lie in the arena given to the decoder. */
struct event {
	enum event_type type;   /* what it stands for: never DOSSIER_STATUS (R5) */
	enum event_type stated; /* the type as written */
	struct slice source;
	struct slice id;
	struct slice entity; /* the entity's id; the record key must equal it */
	int64_t time_us;     /* when its source stated it */
	int64_t at_us;       /* when it happened */
	uint32_t hash_source;   /* XXH32 of source, seed 0: who stated it, in four bytes */
	uint64_t hash_identity; /* XXH64 of source NUL id, seed 0 (R8) */
	uint64_t hash_content;  /* XXH64 of the decoded content, seed 0 (R8) */
	const struct member *members; /* ordered by name, each at most once; without `at` */
	const struct extensions *extensions; /* NULL: none */
	uint16_t member_count;
};

/* Where and why a record was refused; kept in the dead letter. */
struct fault {
	enum reason reason;
	const char *member;  /* name of the member or attribute, or "" ; static text */
	uint32_t byte;       /* place in the payload where it was seen; 0 if nowhere */
	struct slice source; /* as far as they could be read; in the arena, else empty */
	struct slice id;
};

const char *topic_name(enum topic topic);                    /* "dossier.v1" */
bool topic_find(struct slice name, enum topic *ret_topic) MUST_CHECK;

const char *event_type_name(enum event_type type);           /* "dossier.received" */
enum topic event_type_topic(enum event_type type);
enum entity_kind event_type_entity(enum event_type type);

const char *member_json(enum member_name name);
enum member_kind member_kind(enum member_name name);
bool member_is_text(enum member_name name); /* kept as text, not as a number */
enum list member_list(enum member_name name); /* of a WORD */
const char *list_word(enum list list, int64_t index);        /* from 1 */
int list_find(enum list list, struct slice word);            /* 0: not listed */

const char *reason_name(enum reason reason);                 /* "not_json" */
const char *reason_class(enum reason reason);                /* "malformed" */
const char *reason_sentence(enum reason reason);

/* The type that a status code stands for (R5); CODE is 1 to 10. */
enum event_type status_code_type(int64_t code);

/* The member NAME of EVENT, or NULL where it is not stated. */
const struct member *event_member(const struct event *event, enum member_name name);

#endif
