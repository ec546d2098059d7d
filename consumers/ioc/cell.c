/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/cell.h"

#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/format.h"
#include "consumers/ioc/phrase.h"
#include "consumers/ioc/word.h"
#include "schema/base/attr.h"
#include "schema/base/check.h"

/* "25/11/2026" from "2026-11-25..."; what is no date stays. */
static void
put_day(struct text *text, struct slice value)
{
	if (value.length < 10 || value.data[4] != '-') {
		text_html(text, value);
		return;
	}
	text_put(text, (struct slice){ value.data + 8, 2 });
	text_add(text, "/");
	text_put(text, (struct slice){ value.data + 5, 2 });
	text_add(text, "/");
	text_put(text, (struct slice){ value.data, 4 });
}

/* "2026-11-25 08:31:22.12+07": the session has the zone of the province. */
static void
put_instant(struct text *text, struct slice value)
{
	put_day(text, value);
	if (value.length < 19)
		return;
	text_add(text, "\u00a0");
	text_put(text, (struct slice){ value.data + 11, 8 });
}

static void
put_decimal(struct text *text, struct slice value)
{
	const char *point = memchr(value.data, '.', value.length);
	size_t whole = point ? (size_t)(point - value.data) : value.length;

	format_number(text, (struct slice){ value.data, whole });
	if (!point)
		return;
	text_add(text, ",");
	text_put(text, (struct slice){ point + 1, value.length - whole - 1 });
}

void
cell_over(struct text *text, struct slice days, bool ended)
{
	long over;

	if (!days.data)
		return;
	over = strtol(days.data, NULL, 10);
	if (over == 0) {
		text_add(text, ended ? "đúng hạn" : "đến hạn");
		return;
	}
	text_add(text, over > 0 ? "quá hạn " : ended ? "trước hạn " : "còn ");
	format_number(text, over > 0 ? days : (struct slice){ days.data + 1, days.length - 1 });
	text_add(text, " ngày");
}

/* "/quangngai/mot-cua": a long name may be broken behind each of its parts. */
static void
put_source(struct text *text, struct slice value)
{
	size_t from = 0;

	for (size_t i = 1; i < value.length; i++) {
		if (value.data[i] != '/')
			continue;
		text_html(text, (struct slice){ value.data + from, i + 1 - from });
		text_add(text, "<wbr>");
		from = i + 1;
	}
	text_html(text, (struct slice){ value.data + from, value.length - from });
}

/* The sign says what the colour says. */
static const struct state {
	const char *word, *icon;
	enum mood mood;
	const char *sentence; /* NULL: that of word.def */
} states[] = {
	{ "healthy", "good", MOOD_PLAIN, NULL },
	{ "late", "warn", MOOD_WARN, NULL },
	{ "recovering", "warn", MOOD_WARN, NULL },
	{ "halted", "bad", MOOD_BAD, NULL },
	{ "stuck", "bad", MOOD_BAD, NULL },
	{ "stopped", "bad", MOOD_BAD, "Ngừng\u00a0đọc" }, /* not the word of a dossier */
	{ "alive", "good", MOOD_PLAIN, NULL },
	{ "spooling", "warn", MOOD_WARN, NULL },
	{ "silent", "silent", MOOD_WARN, NULL },
	{ "without heartbeat", "unknown", MOOD_PLAIN, NULL }, /* as a catalogue is: no alarm, and no praise */
	{ "unknown", "unknown", MOOD_PLAIN, "Chưa\u00a0rõ" }, /* not the word of a channel */
	{ "agrees", "good", MOOD_PLAIN, "Khớp" },
	{ "differs", "bad", MOOD_BAD, "Có sai lệch" },
	{ "reached", "good", MOOD_PLAIN, "Đạt" },
	{ "missed", "warn", MOOD_WARN, "Chưa\u00a0đạt" },
};

static const struct state *
state_of(struct slice value)
{
	for (size_t i = 0; i < ARRAY_COUNT(states); i++)
		if (slice_equal(slice_text(states[i].word), value))
			return &states[i];
	return NULL;
}

enum mood
cell_state_mood(struct slice value)
{
	const struct state *state = state_of(value);

	return state ? state->mood : MOOD_PLAIN;
}

const char *
cell_state_icon(struct slice value)
{
	const struct state *state = state_of(value);

	return state ? state->icon : "unknown";
}

static void
put_state(struct text *text, struct slice value)
{
	const struct state *state = state_of(value);

	if (state)
		cell_icon(text, state->icon);
	if (state && state->sentence)
		text_add(text, state->sentence);
	else
		text_html(text, word_of(value));
}

static void
put_term(struct text *text, struct slice value)
{
	struct slice word = word_of(value);

	text_html(text, word);
	if (slice_equal(word, value))
		return;
	text_add(text, " <small>");
	text_html(text, value);
	text_add(text, "</small>");
}

static void
put_said(struct text *text, struct slice value)
{
	struct text said = { 0 };

	if (phrase_put(&said, value)) {
		text_add(text, "<span title=\"");
		text_html(text, value);
		text_add(text, "\">");
		text_put(text, (struct slice){ said.data, said.length });
		text_add(text, "</span>");
	} else {
		text_html(text, value);
	}
	text_release(&said);
}

static void
put_known(struct text *text, struct slice value, enum cell_format format)
{
	switch (format) {
	case CELL_NUMBER:
		format_number(text, value);
		return;
	case CELL_PERCENT:
	case CELL_BAR:
		format_percent(text, value);
		return;
	case CELL_DECIMAL:
		put_decimal(text, value);
		return;
	case CELL_P90:
		if (slice_equal(value, SLICE_LITERAL("61")))
			text_add(text, "trên 60");
		else
			format_number(text, value);
		return;
	case CELL_TEXT:
	case CELL_CODE:
	case CELL_UNIT:
		text_html(text, value);
		return;
	case CELL_WORD:
		text_html(text, word_of(value));
		return;
	case CELL_STATE:
		put_state(text, value);
		return;
	case CELL_DAY:
		put_day(text, value);
		return;
	case CELL_INSTANT:
		put_instant(text, value);
		return;
	case CELL_SOURCE:
		put_source(text, value);
		return;
	case CELL_OVER:
		cell_over(text, value, false);
		return;
	case CELL_TERM:
		put_term(text, value);
		return;
	case CELL_SAID:
		put_said(text, value);
		return;
	case CELL_SPARK:
	case CELL_SINCE:
		break;
	}
	CHECK(false);
}

/* Nothing in words; NULL: there is something.  Texts and days that are not there need
 * no words: an empty cell of a list says it. */
static const char *
nothing_of(struct slice value, enum cell_format format)
{
	bool number = format <= CELL_P90;
	bool word = format == CELL_CODE || format == CELL_UNIT || format == CELL_WORD || format == CELL_TERM;

	if (word && value.length == 0)
		return "chưa nêu";
	if (format == CELL_SOURCE && slice_equal(value, SLICE_LITERAL("unknown")))
		return "chưa rõ hệ thống";
	if (!value.data)
		return number || format == CELL_INSTANT || format == CELL_SINCE || format == CELL_STATE ? "chưa có" : "";
	if (slice_equal(value, SLICE_LITERAL("\"unknown\"")))
		return "không rõ";
	if (slice_equal(value, SLICE_LITERAL("\"denied\"")))
		return "không được xem";
	return NULL;
}

void
cell_put(struct text *text, struct slice value, enum cell_format format)
{
	const char *nothing = nothing_of(value, format);

	if (!nothing)
		put_known(text, value, format);
	else if (*nothing != '\0')
		text_format(text, "<span class=\"nothing\">%s</span>", nothing);
}

bool
cell_is_zero(struct slice value)
{
	return !value.data || slice_equal(value, SLICE_LITERAL("0")) || value.data[0] == '"';
}

const char *
cell_format_name(enum cell_format format)
{
	static const char *const names[] = { "number", "percent", "bar",     "decimal", "p90",   "text", "code",
					     "unit",   "word",    "state",   "day",     "instant", "spark", "source", "over",
					     "term",   "since",   "said" };

	return names[format];
}

const char *
cell_mood_name(enum mood mood)
{
	static const char *const names[] = { "plain", "warn", "bad" };

	return names[mood];
}

void
cell_icon(struct text *text, const char *name)
{
	text_format(text,
		    "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/icon.svg#%s\"/></svg>",
		    name);
}
