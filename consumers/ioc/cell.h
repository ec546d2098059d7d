/* SPDX-License-Identifier: PostgreSQL
 *
 * cell.h - one value of the database as a Vietnamese reader sees it, as HTML.
 *
 * Four kinds of nothing read differently: 0 is a number; null is "chưa có", the text
 * "unknown" "không rõ", the text "denied" "không được xem".
 */
#ifndef CONSUMERS_IOC_CELL_H
#define CONSUMERS_IOC_CELL_H

#include <stdbool.h>

#include "consumers/ioc/text.h"

enum cell_format {
	CELL_NUMBER,  /* 1.234.567 */
	CELL_PERCENT, /* 98,4 % */
	CELL_BAR,     /* the same, in a grid with a bar behind it */
	CELL_DECIMAL, /* 2,5 */
	CELL_P90,     /* a class of days; 61 is "trên 60" */
	CELL_TEXT,    /* as it is; null stays empty */
	CELL_CODE,    /* the same; null and empty are "chưa nêu" */
	CELL_UNIT,    /* a code, which pages show by its name */
	CELL_WORD,    /* a word of the API in Vietnamese (word.def); null is "chưa nêu" */
	CELL_STATE,   /* a word for what runs, with the sign of its mood: cell_state_mood() */
	CELL_DAY,     /* 25/11/2026; null stays empty */
	CELL_INSTANT, /* 25/11/2026 08:31:22; null is "chưa có" */
	CELL_SPARK,   /* in a grid alone: the line of the part "course" */
	CELL_SOURCE,  /* the name of a source; "unknown" is "chưa rõ hệ thống" */
	CELL_OVER,    /* days over the due day: "quá hạn 3 ngày", "còn 2 ngày"; null stays empty */
	CELL_TERM,    /* the same as CELL_WORD, with the code in small print: operators quote it */
	CELL_SINCE,   /* in a grid alone: time from an instant in microseconds to now, "3 phút" */
	CELL_SAID,    /* a sentence of our programs (phrase.def); as it is kept in its title */
};

/* What a number other than zero means: nothing, soon, act now. */
enum mood { MOOD_PLAIN, MOOD_WARN, MOOD_BAD };

void cell_put(struct text *text, struct slice value, enum cell_format format);
/* DAYS over the due day of what has ENDED: "quá hạn 3 ngày", "đúng hạn", "trước hạn 2 ngày"; or
 * runs, as CELL_OVER. */
void cell_over(struct text *text, struct slice days, bool ended);
/* Zero, or no number: nothing stands behind it, and no mood is due. */
bool cell_is_zero(struct slice value);
/* Of a CELL_STATE: how a partition is read, whether a source is heard of. */
enum mood cell_state_mood(struct slice value);
const char *cell_state_icon(struct slice value);
/* Names for style sheet and script. */
const char *cell_format_name(enum cell_format format);
const char *cell_mood_name(enum mood mood);
/* The sign of NAME in icon.svg, for the eye alone. */
void cell_icon(struct text *text, const char *name);

#endif
