/* SPDX-License-Identifier: PostgreSQL */
#include "tests/property/history.h"

#include <inttypes.h>
#include <string.h>
#define XXH_STATIC_LINKING_ONLY /* a state on the stack */
#include <xxhash.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/model/dossier.h"
#include "tests/property/random.h"

/* What one history has in common; narrow ranges make equal instants likely. */
struct scene {
	struct random random;
	int32_t first_day;
	int width_days;
	struct history *history;
};

static const char *const units[] = { "21025", "21028", "21034", "H48.14" };
static const char *const others[] = { "A1", "B2", "C3" };

struct weight {
	enum event_type type;
	int weight;
};

static const struct weight dossier_types[] = {
	{ EVENT_DOSSIER_SUBMITTED, 8 },	  { EVENT_DOSSIER_RECEIVED, 14 },
	{ EVENT_DOSSIER_REFUSED, 4 },	  { EVENT_DOSSIER_PROCESSING, 12 },
	{ EVENT_DOSSIER_SUPPLEMENT_REQUESTED, 11 },
	{ EVENT_DOSSIER_PAYMENT_REQUESTED, 6 },
	{ EVENT_DOSSIER_PAID, 5 },	  { EVENT_DOSSIER_STOPPED, 9 },
	{ EVENT_DOSSIER_RESUMED, 8 },	  { EVENT_DOSSIER_WITHDRAWN, 3 },
	{ EVENT_DOSSIER_RESOLVED, 8 },	  { EVENT_DOSSIER_RETURNED, 5 },
	{ EVENT_DOSSIER_RESCHEDULED, 4 }, { EVENT_DOSSIER_DIGITISED, 2 },
	{ EVENT_DOSSIER_SYNCHRONISED, 1 }, { EVENT_DOSSIER_RATED, 2 },
	{ EVENT_DOSSIER_CORRECTED, 9 },	  { EVENT_DOSSIER_RETRACTED, 6 },
	{ EVENT_DOSSIER_ALIASED, 1 },	  { EVENT_DOSSIER_VOIDED, 1 },
};

static const struct weight document_types[] = {
	{ EVENT_DOCUMENT_ISSUED, 8 },	{ EVENT_DOCUMENT_SENT, 3 },
	{ EVENT_DOCUMENT_ARRIVED, 4 },	{ EVENT_DOCUMENT_RECEIVED, 8 },
	{ EVENT_DOCUMENT_REFUSED, 3 },	{ EVENT_DOCUMENT_ASSIGNED, 5 },
	{ EVENT_DOCUMENT_PROCESSING, 5 }, { EVENT_DOCUMENT_COMPLETED, 8 },
	{ EVENT_DOCUMENT_TAKEBACK_REQUESTED, 2 },
	{ EVENT_DOCUMENT_TAKEBACK_AGREED, 3 },
	{ EVENT_DOCUMENT_TAKEBACK_REFUSED, 2 },
	{ EVENT_DOCUMENT_REVOKED, 4 },	{ EVENT_DOCUMENT_REPLACED, 3 },
	{ EVENT_DOCUMENT_UPDATED, 2 },	{ EVENT_DOCUMENT_CORRECTED, 9 },
	{ EVENT_DOCUMENT_VOIDED, 1 },
};

static const struct weight indicator_types[] = {
	{ EVENT_INDICATOR_REPORTED, 29 },
	{ EVENT_INDICATOR_VOIDED, 1 },
};

static const struct weight workfile_types[] = {
	{ EVENT_WORKFILE_OPENED, 2 },
	{ EVENT_WORKFILE_CLOSED, 1 },
};

/* Members that a type may state, and whether it must, from the contract's table. */
static const struct rule {
	enum event_type type;
	enum member_name member;
	bool needed;
} rules[] = {
#define NEEDS(type, member) { EVENT_##type, MEMBER_##member, true },
#define TAKES(type, member) { EVENT_##type, MEMBER_##member, false },
#include "schema/contract/event.def"
};

static const struct {
	int64_t low, high;
} ranges[MEMBER_COUNT] = {
#define MEMBER(name, json, kind, low, high) [MEMBER_##name] = { low, high },
#include "schema/contract/event.def"
};

static const int list_words[LIST_COUNT] = {
#define LIST(name, ...) \
	[LIST_##name] = (int)ARRAY_COUNT(((const char *const[]){ __VA_ARGS__ })),
#include "schema/contract/event.def"
};

struct codes *
history_codes(void)
{
	struct codes *codes = codes_open();

	for (enum code_kind kind = CODE_UNIT; kind < CODE_KIND_END; kind++) {
		for (size_t i = 0; i < ARRAY_COUNT(others); i++)
			codes_add(codes, kind, slice_text(others[i]),
				  codes_next(codes, kind));
		for (size_t i = 0; kind == CODE_UNIT && i < ARRAY_COUNT(units); i++)
			codes_add(codes, kind, slice_text(units[i]),
				  codes_next(codes, kind));
	}
	return codes;
}

static int64_t
random_instant(struct scene *scene)
{
	int32_t day = scene->first_day + random_below(&scene->random, scene->width_days);
	int64_t begin_us = day_begin(day);

	switch (random_below(&scene->random, 8)) {
	case 0:
	case 1:
		return begin_us; /* a bare date */
	case 2:
	case 3:
	case 4:
		return begin_us + 8 * 3600 * SECOND_US;
	case 5:
		return begin_us + DAY_US - 1;
	case 6:
		return begin_us + 9 * 3600 * SECOND_US + 500000;
	default:
		return begin_us + random_below(&scene->random, DAY_SECONDS) * SECOND_US;
	}
}

/* An instant that the history has seen, else any: so that retractions meet marks. */
static int64_t
known_instant(struct scene *scene)
{
	int known = scene->history->count;

	if (known == 0 || random_chance(&scene->random, 20))
		return random_instant(scene);
	return scene->history->told[random_below(&scene->random, known)].event.at_us;
}

static int64_t
random_number(struct scene *scene, enum member_name name)
{
	struct random *random = &scene->random;

	switch (member_kind(name)) {
	case MEMBER_KIND_TRUTH:
		return random_chance(random, name == MEMBER_VOIDED ? 30 : 60);
	case MEMBER_KIND_INSTANT:
		return known_instant(scene);
	case MEMBER_KIND_DATE:
	case MEMBER_KIND_DAY:
		return scene->first_day - 2 + random_below(random, scene->width_days + 4);
	case MEMBER_KIND_WORD:
		return 1 + random_below(random, list_words[ranges[name].low]);
	case MEMBER_KIND_INTEGER:
		if (random_chance(random, 30))
			return ranges[name].low;
		return ranges[name].low +
		       random_below(random, ranges[name].high < 99
						    ? (int)(ranges[name].high -
							    ranges[name].low + 1)
						    : 100);
	case MEMBER_KIND_DECIMAL:
		return random_below(random, 2000) - 1000;
	case MEMBER_KIND_CODE:
	case MEMBER_KIND_PROCEDURE:
	case MEMBER_KIND_TEXT:
	case MEMBER_KIND_PERIOD:
		break;
	}
	CHECK(false);
	return 0;
}

static struct member
random_member(struct scene *scene, enum member_name name, bool corrects)
{
	struct random *random = &scene->random;
	struct member member = { .name = name };

	if (corrects && name != MEMBER_RECIPIENT && random_chance(random, 30))
		member.is_null = true;
	else if (!member_is_text(name))
		member.number = random_number(scene, name);
	else if (member_code_kind(name) == CODE_UNIT)
		member.text = slice_text(units[random_below(random, ARRAY_COUNT(units))]);
	else
		member.text = slice_text(others[random_below(random, ARRAY_COUNT(others))]);
	return member;
}

static bool
takes_member(struct scene *scene, const struct rule *rule, bool corrects)
{
	struct random *random = &scene->random;

	if (rule->needed)
		return true;
	if (rule->member == MEMBER_RECIPIENT)
		return random_chance(random, 60);
	if (rule->member == MEMBER_ALIAS_OF || rule->member == MEMBER_VOIDED)
		return random_chance(random, 1);
	return random_chance(random, corrects ? 8 : 50);
}

/* Members in the order of their names, as the decoder gives them; the key of the
 * entity is none of them. */
static void
random_members(struct scene *scene, struct told *told)
{
	bool corrects = told->event.type == EVENT_DOSSIER_CORRECTED ||
			told->event.type == EVENT_DOCUMENT_CORRECTED;
	int count = 0;

	for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
		int place = count;
		struct member member;

		if (rules[i].type != told->event.type || count == HISTORY_MEMBERS_MAX ||
		    rules[i].member == MEMBER_DOSSIER ||
		    rules[i].member == MEMBER_DOCUMENT ||
		    rules[i].member == MEMBER_WORKFILE ||
		    !takes_member(scene, &rules[i], corrects))
			continue;
		member = random_member(scene, rules[i].member, corrects);
		for (; place > 0 && told->members[place - 1].name > member.name; place--)
			told->members[place] = told->members[place - 1];
		told->members[place] = member;
		count++;
	}
	told->event.members = told->members;
	told->event.member_count = (uint16_t)count;
}

static uint64_t
content_hash(const struct event *event)
{
	XXH64_state_t state;

	XXH64_reset(&state, 0);
	XXH64_update(&state, &event->type, sizeof(event->type));
	XXH64_update(&state, &event->at_us, sizeof(event->at_us));
	for (size_t i = 0; i < event->member_count; i++) {
		const struct member *member = &event->members[i];

		XXH64_update(&state, &member->name, sizeof(member->name));
		XXH64_update(&state, &member->is_null, sizeof(member->is_null));
		if (member_is_text(member->name))
			XXH64_update(&state, member->text.data, member->text.length);
		else
			XXH64_update(&state, &member->number, sizeof(member->number));
	}
	return XXH64_digest(&state);
}

static enum event_type
random_type(struct scene *scene, const struct weight *weights, size_t count)
{
	int sum = 0, pick;

	for (size_t i = 0; i < count; i++)
		sum += weights[i].weight;
	pick = random_below(&scene->random, sum);
	for (size_t i = 0; i < count; i++)
		if ((pick -= weights[i].weight) < 0)
			return weights[i].type;
	CHECK(false);
	return weights[0].type;
}

static enum event_type
next_type(struct scene *scene)
{
	switch (scene->history->entity) {
	case ENTITY_DOSSIER:
		if (scene->history->count == 0 && random_chance(&scene->random, 80))
			return EVENT_DOSSIER_RECEIVED;
		return random_type(scene, dossier_types, ARRAY_COUNT(dossier_types));
	case ENTITY_DOCUMENT:
		return random_type(scene, document_types, ARRAY_COUNT(document_types));
	case ENTITY_WORKFILE:
		return random_type(scene, workfile_types, ARRAY_COUNT(workfile_types));
	case ENTITY_INDICATOR:
		return random_type(scene, indicator_types, ARRAY_COUNT(indicator_types));
	case ENTITY_REFERENCE:
	case ENTITY_SOURCE:
	case ENTITY_COUNT:
		break;
	}
	CHECK(false);
	return EVENT_TYPE_COUNT;
}

static void
tell(struct scene *scene, struct told *told)
{
	struct random *random = &scene->random;
	struct event *event = &told->event;

	memset(told, 0, sizeof(*told));
	event->type = event->stated = next_type(scene);
	event->at_us = random_instant(scene);
	event->time_us = random_chance(random, 50) ? event->at_us : known_instant(scene);
	if (random_chance(random, 30))
		event->time_us += random_below(random, 5) * 3600 * SECOND_US;
	event->hash_identity = (uint64_t)random_below(random, 4) << 62 | 7;
	event->hash_source = (uint32_t)(event->hash_identity >> 32); /* which it names */
	random_members(scene, told);
	event->hash_content = content_hash(event);
}

static int
random_count(struct random *random)
{
	int kind = random_below(random, 400);

	if (kind == 0) /* more than the marks that are kept */
		return 150 + random_below(random, 200);
	if (kind < 20)
		return 20 + random_below(random, 40);
	return 1 + random_below(random, 14);
}

void
history_make(struct history *ret, enum entity_kind entity, uint64_t seed)
{
	static const int widths[] = { 2, 5, 12, 40, 400 };
	struct scene scene = { .random = { seed }, .history = ret };
	int count = random_count(&scene.random);

	scene.width_days = widths[random_below(&scene.random, ARRAY_COUNT(widths))];
	if (count > 100)
		scene.width_days = 400;
	scene.first_day = 9000 + random_below(&scene.random, 1000);
	ret->entity = entity;
	ret->first_day = scene.first_day - 2;
	ret->count = 0;
	while (ret->count < count) {
		struct told *told = &ret->told[ret->count];

		tell(&scene, told);
		if (ret->count > 0 && random_chance(&scene.random, 8)) {
			*told = ret->told[random_below(&scene.random, ret->count)];
			told->event.members = told->members;
		}
		ret->count++;
	}
}

static void
print_member(FILE *file, const struct member *member)
{
	char text[INSTANT_TEXT_BYTES];

	fprintf(file, ", \"%s\": ", member_json(member->name));
	if (member->is_null)
		fputs("null", file);
	else if (member_is_text(member->name))
		fprintf(file, "\"%.*s\"", (int)member->text.length, member->text.data);
	else if (member_kind(member->name) == MEMBER_KIND_INSTANT)
		fprintf(file, "\"%s\"", instant_format(member->number, text));
	else if (member_kind(member->name) == MEMBER_KIND_DATE)
		fprintf(file, "\"%s\"", day_format((int32_t)member->number, text));
	else
		fprintf(file, "%" PRId64, member->number);
}

void
history_print(FILE *file, const struct event *event)
{
	char at[INSTANT_TEXT_BYTES], time[INSTANT_TEXT_BYTES];

	fprintf(file, "{\"type\": \"%s\", \"time\": \"%s\", \"identity\": %" PRIu64,
		event_type_name(event->type), instant_format(event->time_us, time),
		event->hash_identity);
	fprintf(file, ", \"data\": {\"at\": \"%s\"", instant_format(event->at_us, at));
	for (size_t i = 0; i < event->member_count; i++)
		print_member(file, &event->members[i]);
	fputs("}}\n", file);
}
