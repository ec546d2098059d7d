/* SPDX-License-Identifier: PostgreSQL
 *
 * emit_raw.c - topic and key of a line that is sent as it is (--raw, a test tool).
 *
 * Broken lines must reach the topic too, so nothing is decoded: the first occurrence of
 * a member's name is taken.  The extension partitionkey, where a line has one, becomes
 * the key, as the Kafka binding of CloudEvents says; so a test can state a wrong key.
 */
#include "producers/emit.h"

#include <stdio.h>
#include <string.h>

/* What stands between the quotes behind "NAME":  ; data NULL where there is nothing. */
static struct slice
text_of(struct slice line, const char *name)
{
	char pattern[40];
	int length = snprintf(pattern, sizeof pattern, "\"%s\":\"", name);
	const char *end = line.data + line.length;
	const char *found = memmem(line.data, line.length, pattern, (size_t)length);
	const char *quote;

	if (!found)
		return (struct slice){ NULL, 0 };
	found += length;
	quote = memchr(found, '"', (size_t)(end - found));
	if (!quote)
		return (struct slice){ NULL, 0 };
	return (struct slice){ found, (size_t)(quote - found) };
}

static enum topic
topic_of(struct slice type)
{
	static const struct {
		const char *word;
		enum topic topic;
	} words[] = {
		{ "document.", TOPIC_DOCUMENT },   { "workfile.", TOPIC_DOCUMENT },
		{ "indicator.", TOPIC_INDICATOR }, { "reference.", TOPIC_REFERENCE },
		{ "source.", TOPIC_SOURCE },
	};

	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (type.data && memmem(type.data, type.length, words[i].word,
					strlen(words[i].word)))
			return words[i].topic;
	return TOPIC_DOSSIER;
}

static struct slice
indicator_key(struct slice line, struct arena *arena)
{
	static const char *const names[] = { "indicator", "unit", "period" };
	struct slice key = { arena_alloc(arena, 512), 0 };
	char *at = (char *)(uintptr_t)key.data;

	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		struct slice part = text_of(line, names[i]);

		if (!part.data || part.length > 160)
			return (struct slice){ NULL, 0 };
		if (i > 0)
			at[key.length++] = '|';
		memcpy(at + key.length, part.data, part.length);
		key.length += part.length;
	}
	return key;
}

void
emit_raw_address(struct slice line, struct arena *arena, const char **ret_topic,
		 struct slice *ret_key)
{
	enum topic topic = topic_of(text_of(line, "type"));
	struct slice key = text_of(line, "partitionkey");

	*ret_topic = topic_name(topic);
	if (!key.data && topic == TOPIC_INDICATOR)
		key = indicator_key(line, arena);
	if (!key.data && topic == TOPIC_SOURCE)
		key = text_of(line, "source");
	if (!key.data && topic == TOPIC_DOCUMENT)
		key = text_of(line, "document");
	if (!key.data && topic == TOPIC_DOCUMENT)
		key = text_of(line, "workfile");
	if (!key.data && topic == TOPIC_DOSSIER)
		key = text_of(line, "dossier");
	*ret_key = key;
}
