/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/word.h"

#include "schema/base/attr.h"

static const struct {
	const char *word, *sentence;
} words[] = {
#define WORD(word, sentence) { word, sentence },
#include "consumers/ioc/word.def"
};

struct slice
word_of(struct slice word)
{
	for (size_t i = 0; i < ARRAY_COUNT(words); i++)
		if (slice_equal(slice_text(words[i].word), word))
			return slice_text(words[i].sentence);
	return word;
}
