/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/parameter.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/utf8.h"

/* R1, and the empty code: "not stated". */
static bool
is_code(const char *text)
{
	static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789";
	size_t length = 0;

	if (*text == '\0')
		return true;
	for (const char *c = text; *c != '\0'; c++, length++) {
		if (strncmp(c, "Đ", 2) == 0 || strncmp(c, "đ", 2) == 0)
			c++;
		else if (!strchr(first, *c) && (c == text || !strchr("._,:/&+-", *c)))
			return false;
	}
	return length <= 64;
}

static bool
is_word(const char *words, const char *text)
{
	size_t length = strlen(text);

	for (const char *word = words; length > 0 && *word != '\0';) {
		size_t size = strcspn(word, " ");

		if (size == length && memcmp(word, text, size) == 0)
			return true;
		word += size + (word[size] == ' ');
	}
	return false;
}

static bool
is_number(const struct parameter *parameter, const char *text)
{
	size_t length = strlen(text);
	long number;

	if (length == 0 || length > 9 || strspn(text, "0123456789") != length)
		return false;
	number = strtol(text, NULL, 10);
	return number >= parameter->lowest && number <= parameter->highest;
}

/* "infinity|CODE", "2026-11-25|CODE|CODE" or "2026-11-25T08:31:22+07:00|CODE": a day or an
 * instant, and the codes that follow it. */
static bool
is_place(const char *text)
{
	const char *bar = strchr(text, '|');
	char codes[160];
	struct slice at;
	int64_t instant_us;
	int32_t day;

	if (!bar || bar[1] == '\0' || bar[1] == '|' || strlen(bar) >= sizeof codes)
		return false;
	strcpy(codes, bar + 1); /* NOLINT: the length was checked */
	for (char *code = codes, *rest; code; code = rest) {
		rest = strchr(code, '|');
		if (rest)
			*rest++ = '\0';
		if (!is_code(code))
			return false;
	}
	at = (struct slice){ text, (size_t)(bar - text) };
	return slice_equal(at, SLICE_LITERAL("infinity")) || day_parse(at, &day) == INSTANT_OK ||
	       instant_parse(at, &instant_us) == INSTANT_OK;
}

static bool
is_day(const char *text, bool past)
{
	int32_t day;

	return day_parse(slice_text(text), &day) == INSTANT_OK &&
	       (!past || day <= instant_day(clock_now_us()));
}

static bool
is_allowed(const struct parameter *parameter, const char *text)
{
	switch (parameter->kind) {
	case PARAMETER_DAY:
		return is_day(text, false);
	case PARAMETER_PAST:
		return is_day(text, true);
	case PARAMETER_CODE:
		return is_code(text);
	case PARAMETER_FIELD:
		return *text == '\0' || utf8_is_plain(slice_text(text), 128);
	case PARAMETER_WORD:
		return is_word(parameter->words, text);
	case PARAMETER_NUMBER:
		return is_number(parameter, text);
	case PARAMETER_TEXT:
		return utf8_is_plain(slice_text(text), 128);
	case PARAMETER_PLACE:
		return is_place(text);
	}
	CHECK(false);
	return false;
}

/* Why, and what to do, and both for a page; in the order of enum parameter_kind. */
static const struct {
	const char *reason, *todo, *page;
} refusals[] = {
	{ "The parameter is no day.", "Give a day that exists as YYYY-MM-DD.",
	  "Cho phép: một ngày có trong lịch, viết ngày/tháng/năm." },
	{ "The parameter is no day, or one to come.",
	  "Give a day up to today as YYYY-MM-DD; numbers of a day to come are a forecast.",
	  "Cho phép: một ngày có trong lịch, không sau hôm nay, viết ngày/tháng/năm." },
	{ "The parameter is no code.",
	  "A code has up to 64 letters without marks, digits and . _ , : / & + -",
	  "Cho phép: tối đa 64 ký tự, gồm chữ không dấu, chữ số và . _ , : / & + - (không có dấu cách)." },
	{ "The parameter is too long or has controls.", "Give up to 128 characters.",
	  "Cho phép: tối đa 128 ký tự." },
	{ "The parameter is none of its words.", "Give one of those that are allowed.", NULL },
	{ "The parameter is out of range.", "Give a whole number in the range.", NULL },
	{ "The parameter is too long or has controls.", "Give 1 to 128 characters.",
	  "Cho phép: từ 1 đến 128 ký tự." },
	{ "The parameter is no place in these rows.",
	  "Follow the address in \"next\" of the answer before.",
	  "Vị trí này không có trong danh sách; hãy mở lại danh sách từ đầu." },
};

/* "direct, online, postal" */
static void
tell_words(struct problem *problem, const char *words)
{
	struct text list = { 0 };

	for (const char *c = words; *c != '\0'; c++)
		text_put(&list, *c == ' ' ? SLICE_LITERAL(", ") : (struct slice){ c, 1 });
	problem_page(problem, "Cho phép: %s.", list.data);
	text_release(&list);
}

static void
tell_page(struct problem *problem, const struct parameter *parameter)
{
	if (parameter->kind == PARAMETER_WORD)
		tell_words(problem, parameter->words);
	else if (parameter->kind == PARAMETER_NUMBER)
		problem_page(problem, "Cho phép: số nguyên từ %d đến %d.", parameter->lowest,
			     parameter->highest);
	else
		problem_page(problem, "%s", refusals[parameter->kind].page);
}

bool
parameter_check(const struct parameter *parameter, const char *text, struct problem *problem)
{
	struct text allowed = { 0 };

	if (is_allowed(parameter, text))
		return true;
	problem_set(problem, 400, parameter->name, "%s", refusals[parameter->kind].reason);
	problem_todo(problem, "%s", refusals[parameter->kind].todo);
	tell_page(problem, parameter);
	route_allowed_json(&allowed, parameter);
	problem_allowed(problem, allowed.data);
	text_release(&allowed);
	return false;
}
