/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/story.h"

#include <stdio.h>
#include <stdlib.h>

#include "schema/base/check.h"

enum { STORIES_MAX = 128, PAYLOAD_BYTES_MAX = 600 };

/* KEY stands for the code of the entity in DATA. */
struct line {
	const char *name;
	const char *type;
	const char *at; /* day and hour of September 2025 */
	const char *data;
};

static const struct line dossier_lines[] = {
	{ "submitted", "dossier.submitted", "08T08",
	  "'dossier':'KEY','procedure':'P1','service':'S1','unit':'U1','channel':'online'" },
	{ "received", "dossier.received", "08T09",
	  "'dossier':'KEY','procedure':'P1','unit':'U1','handling_unit':'U2',"
	  "'channel':'online','due':'2025-09-10','online_level':4,'fee_vnd':8000" },
	{ "received-again", "dossier.received", "08T10",
	  "'dossier':'KEY','procedure':'P2','unit':'U3','channel':'direct',"
	  "'due':'2025-09-09','applicant_kind':1" },
	{ "moved", "dossier.processing", "08T11", "'dossier':'KEY','handling_unit':'U3'" },
	{ "supplement", "dossier.supplement-requested", "08T12", "'dossier':'KEY'" },
	{ "resumed", "dossier.resumed", "09T08", "'dossier':'KEY','due':'2025-09-11'" },
	{ "paid", "dossier.paid", "09T09", "'dossier':'KEY','paid_vnd':8000,'online':true" },
	{ "stopped", "dossier.stopped", "09T10", "'dossier':'KEY','final':true" },
	{ "resolved", "dossier.resolved", "10T09",
	  "'dossier':'KEY','outcome':'O1','electronic_result':true" },
	{ "returned", "dossier.returned", "11T09", "'dossier':'KEY'" },
	{ "corrected", "dossier.corrected", "11T10",
	  "'dossier':'KEY','resolved_at':null,'returned_at':null,'unit':'U2'" },
	{ "retracted", "dossier.retracted", "11T11",
	  "'dossier':'KEY','mark':'supplement-requested',"
	  "'mark_at':'2025-09-08T12:00:00+07:00'" },
	{ "aliased", "dossier.aliased", "11T12", "'dossier':'KEY','of':'D9'" },
};

static const struct line document_lines[] = {
	{ "issued", "document.issued", "08T08",
	  "'document':'KEY','unit':'U1','level':'commune','electronic':true,'signed':true" },
	{ "sent", "document.sent", "08T09",
	  "'document':'KEY','recipient':'U2','due':'2025-09-09'" },
	{ "received", "document.received", "08T10", "'document':'KEY','recipient':'U2'" },
	{ "completed", "document.completed", "09T08", "'document':'KEY','recipient':'U2'" },
	{ "received-elsewhere", "document.received", "09T09",
	  "'document':'KEY','recipient':'U4'" },
	{ "revoked", "document.revoked", "10T08", "'document':'KEY'" },
};

static const struct line workfile_lines[] = {
	{ "opened", "workfile.opened", "08T08",
	  "'workfile':'KEY','unit':'U1','level':'commune','online':true" },
	{ "closed", "workfile.closed", "09T08", "'workfile':'KEY'" },
};

static const struct line indicator_lines[] = {
	{ "draft", "indicator.reported", "08T08",
	  "'indicator':'KEY','unit':'U1','period':'2025-Q3','status':'draft','value':1" },
	{ "approved", "indicator.reported", "08T09",
	  "'indicator':'KEY','unit':'U1','period':'2025-Q3','status':'approved','value':2" },
	{ "approved-again", "indicator.reported", "08T10",
	  "'indicator':'KEY','unit':'U1','period':'2025-Q3','status':'approved',"
	  "'numerator':3,'denominator':4" },
	{ "returned", "indicator.reported", "08T11",
	  "'indicator':'KEY','unit':'U1','period':'2025-Q3','status':'returned','value':2" },
};

static const struct line reference_lines[] = {
	{ "named", "reference.unit", "08T08",
	  "'unit':'KEY','valid_from':'2025-07-01','name':'Xa Mot'" },
	{ "renamed", "reference.unit", "08T09",
	  "'unit':'KEY','valid_from':'2025-07-01','name':'Xa Hai','level':'commune'" },
};

static const struct line heartbeat_lines[] = {
	{ "first", "source.heartbeat", "08T08", "'sent':1,'spooled':0" },
	{ "second", "source.heartbeat", "08T09", "'sent':7,'spooled':2" },
};

/* Refused: nothing known of the type, a member missing, a date that does not exist. */
static const struct line bad_lines[] = {
	{ "unknown", "dossier.painted", "08T08", "'dossier':'KEY'" },
	{ "nameless", "dossier.returned", "08T08", "'reason_code':'KEY'" },
	{ "undated", "dossier.received", "31T08", "'dossier':'KEY'" },
};

static struct story stories[STORIES_MAX];
static int stories_count;
static struct arena story_arena;
static struct decoder *story_decoder;

static void
decode(struct story *story)
{
	struct record record = { .payload = story->payload };

	story->dead = decode_event(story_decoder, &record, &story_arena, &story->event,
				   &story->fault) != REASON_NONE;
}

/* ' stands for ", and KEY for the code. */
static size_t
fill_in(const char *data, const char *key, char *ret_text)
{
	size_t length = 0;

	while (*data != '\0') {
		if (strncmp(data, "KEY", 3) == 0) {
			memcpy(ret_text + length, key, strlen(key));
			length += strlen(key);
			data += 3;
			continue;
		}
		ret_text[length++] = (char)(*data == '\'' ? '"' : *data);
		data++;
	}
	ret_text[length] = '\0';
	return length;
}

static void
add(enum topic topic, const char *key, const struct line *line)
{
	struct story *story = &stories[stories_count++];
	char data[PAYLOAD_BYTES_MAX], payload[PAYLOAD_BYTES_MAX];
	int length;

	CHECK_OP(stories_count, <=, STORIES_MAX);
	fill_in(line->data, key, data);
	length = snprintf(payload, sizeof payload,
			  "{\"specversion\":\"1.0\",\"type\":\"vn.gov.quangngai.%s.v1\","
			  "\"source\":\"/%s\",\"id\":\"%s-%s\","
			  "\"time\":\"2025-09-%s:00:00+07:00\",\"data\":{%s,"
			  "\"at\":\"2025-09-%s:00:00+07:00\"}}",
			  line->type, topic_name(topic), key, line->name, line->at, data,
			  line->at);
	CHECK(length > 0 && (size_t)length < sizeof payload);
	CHECK_OP((size_t)snprintf(story->name, sizeof story->name, "%s-%s", key, line->name),
		 <, sizeof story->name);
	story->topic = topic;
	story->payload =
		arena_copy(&story_arena, (struct slice){ payload, (size_t)length });
	decode(story);
}

static void
add_all(enum topic topic, const char *key, const struct line *lines, size_t count,
	bool dead)
{
	int first = stories_count;

	for (size_t i = 0; i < count; i++)
		add(topic, key, &lines[i]);
	for (int i = first; i < stories_count; i++)
		CHECK_OP(stories[i].dead, ==, dead);
}

static void
add_raw(enum topic topic, const char *name, const char *payload)
{
	struct story *story = &stories[stories_count++];

	snprintf(story->name, sizeof story->name, "%s", name);
	story->topic = topic;
	story->payload = slice_text(payload);
	decode(story);
	CHECK(story->dead);
}

void
story_open(void)
{
	arena_init(&story_arena);
	story_decoder = decoder_open();
#define ADD(topic, key, lines, dead) \
	add_all(TOPIC_##topic, key, lines, ARRAY_COUNT(lines), dead)
	ADD(DOSSIER, "D1", dossier_lines, false);
	ADD(DOSSIER, "D2", dossier_lines, false);
	ADD(DOSSIER, "D3", dossier_lines, false);
	ADD(DOCUMENT, "E1", document_lines, false);
	ADD(DOCUMENT, "E2", document_lines, false);
	ADD(DOCUMENT, "W1", workfile_lines, false);
	ADD(INDICATOR, "I1", indicator_lines, false);
	ADD(INDICATOR, "I2", indicator_lines, false);
	ADD(REFERENCE, "U1", reference_lines, false);
	ADD(SOURCE, "beat", heartbeat_lines, false);
	ADD(DOSSIER, "B1", bad_lines, true);
#undef ADD
	add_raw(TOPIC_DOSSIER, "B2-no-json", "this is no JSON");
	add_raw(TOPIC_DOCUMENT, "B3-empty", "");
}

void
story_close(void)
{
	story_decoder = decoder_close(story_decoder);
	arena_release(&story_arena);
	stories_count = 0;
}

int
story_count(void)
{
	return stories_count;
}

const struct story *
story_at(int number)
{
	CHECK(number >= 0 && number < stories_count);
	return &stories[number];
}

int
story_find(const char *name)
{
	for (int i = 0; i < stories_count; i++)
		if (strcmp(stories[i].name, name) == 0)
			return i;
	return -1;
}
