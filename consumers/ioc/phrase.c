/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/phrase.h"

#include <string.h>

#include "consumers/ioc/word.h"
#include "schema/base/attr.h"
#include "schema/base/check.h"

enum { GAPS_MAX = 4 };

static const struct {
	const char *sentence, *said;
} phrases[] = {
#define PHRASE(sentence, said) { sentence, said },
#include "consumers/ioc/phrase.def"
};

static struct slice
rest_behind(struct slice whole, const char *from)
{
	return (struct slice){ from, whole.length - (size_t)(from - whole.data) };
}

/* What the gaps of PATTERN hold, each at least one byte; -1: it does not fit. */
static int
fit(struct slice gaps[GAPS_MAX], const char *pattern, struct slice sentence)
{
	size_t fixed = strcspn(pattern, "%");
	int count = 0;

	if (sentence.length < fixed || memcmp(sentence.data, pattern, fixed) != 0)
		return -1;
	sentence = rest_behind(sentence, sentence.data + fixed);
	for (pattern += fixed; *pattern != '\0'; pattern += fixed) {
		const char *end;

		pattern++; /* the gap; its text goes up to what stands fixed behind it */
		fixed = strcspn(pattern, "%");
		end = pattern[0] == '\0' ? sentence.data + sentence.length
					 : memmem(sentence.data, sentence.length, pattern, fixed);
		if (!end || end == sentence.data)
			return -1;
		CHECK_OP(count, <, GAPS_MAX);
		gaps[count++] = (struct slice){ sentence.data, (size_t)(end - sentence.data) };
		sentence = rest_behind(sentence, end + fixed);
	}
	return sentence.length == 0 ? count : -1;
}

static void
put_gap(struct text *text, const struct slice gaps[], int count, int i, bool word)
{
	CHECK_OP(i, <, count);
	text_html(text, word ? word_of(gaps[i]) : gaps[i]);
}

bool
phrase_put(struct text *text, struct slice sentence)
{
	struct slice gaps[GAPS_MAX];

	for (size_t i = 0; sentence.length > 0 && i < ARRAY_COUNT(phrases); i++) {
		int count = fit(gaps, phrases[i].sentence, sentence), next = 0;

		if (count < 0)
			continue;
		for (const char *c = phrases[i].said; *c != '\0'; c++)
			if (*c == '%' || *c == '$')
				put_gap(text, gaps, count, next++, *c == '$');
			else
				text_html(text, (struct slice){ c, 1 });
		CHECK_OP(next, ==, count); /* phrase.def says as many as there are */
		return true;
	}
	return false;
}
