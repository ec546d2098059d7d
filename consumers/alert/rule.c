/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/alert/rule.h"

#include <stdio.h>
#include <string.h>

#include "schema/base/slice.h"
#include "schema/base/utf8.h"

enum { DIGITS_MAX = 12, DECIMALS_MAX = 2, TEXT_CHARACTERS_MAX = 200 };

typedef bool read_fn(const char *text, char ret_value[RULE_VALUE_BYTES]);

static size_t
digits(const char *text)
{
	return strspn(text, "0123456789");
}

static bool
read_number(const char *text, char ret_value[RULE_VALUE_BYTES])
{
	size_t whole = digits(text), decimals = 0;

	if (text[whole] == '.') {
		decimals = digits(text + whole + 1);
		if (decimals == 0)
			return false;
	}
	if (whole == 0 || whole > DIGITS_MAX || decimals > DECIMALS_MAX ||
	    text[whole + decimals + (decimals > 0)] != '\0')
		return false;
	snprintf(ret_value, RULE_VALUE_BYTES, "%s", text);
	return true;
}

static bool
read_count(const char *text, char ret_value[RULE_VALUE_BYTES])
{
	return text[digits(text)] == '\0' && read_number(text, ret_value);
}

static bool
read_time(const char *text, char ret_value[RULE_VALUE_BYTES])
{
	static const struct {
		char sign;
		const char *word;
	} measures[] = { { 's', "seconds" }, { 'm', "minutes" }, { 'h', "hours" }, { 'd', "days" } };
	size_t whole = digits(text);

	if (whole == 0 || whole > 7 || text[whole] == '\0' || text[whole + 1] != '\0')
		return false;
	for (size_t i = 0; i < ARRAY_COUNT(measures); i++)
		if (measures[i].sign == text[whole]) {
			snprintf(ret_value, RULE_VALUE_BYTES, "%.*s %s", (int)whole, text,
				 measures[i].word);
			return true;
		}
	return false;
}

static bool
read_truth(const char *text, char ret_value[RULE_VALUE_BYTES])
{
	if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		return false;
	snprintf(ret_value, RULE_VALUE_BYTES, "%s", text);
	return true;
}

static bool
read_text(const char *text, char ret_value[RULE_VALUE_BYTES])
{
	struct slice all = slice_text(text);

	if (all.length >= RULE_VALUE_BYTES || utf8_valid(all) != all.length ||
	    !utf8_is_plain(all, TEXT_CHARACTERS_MAX))
		return false;
	snprintf(ret_value, RULE_VALUE_BYTES, "%s", text);
	return true;
}

static const struct {
	const char *name;
	read_fn *read;
	const char *allowed;
} members[RULE_MEMBER_COUNT] = {
	[RULE_TITLE] = { "title", read_text, "1 to 200 characters in one line" },
	[RULE_SUBJECT] = { "subject", read_text, "a unit, recipient, source, topic-partition or reason" },
	[RULE_OPEN] = { "open", read_number, "a number, as in 50 or 12.5" },
	[RULE_CLOSE] = { "close", read_number, "a number, as in 40 or 7.5" },
	[RULE_OPEN_AFTER] = { "open-after", read_time, "a time, as in 0s, 5m, 1h" },
	[RULE_CLOSE_AFTER] = { "close-after", read_time, "a time, as in 0s, 5m, 1h" },
	[RULE_MINIMUM] = { "minimum", read_count, "a whole number, as in 20" },
	[RULE_SPAN] = { "span", read_time, "a time, as in 1h, 30d" },
	[RULE_ENABLED] = { "enabled", read_truth, "yes or no" },
};

bool
rule_assign(struct rule_change *change, const char *assignment, struct error *err)
{
	const char *equal = strchr(assignment, '=');
	struct slice name = { assignment, equal ? (size_t)(equal - assignment) : 0 };

	for (int i = 0; equal && i < RULE_MEMBER_COUNT; i++) {
		if (!slice_equal(slice_text(members[i].name), name))
			continue;
		if (change->values[i][0] != '\0')
			return error_set(err, ERROR_USAGE, "%s is given twice", members[i].name);
		if (members[i].read(equal + 1, change->values[i]))
			return true;
		return error_set(err, ERROR_USAGE, "%s is \"%.100s\", must be %s",
				 members[i].name, equal + 1, members[i].allowed);
	}
	error_set(err, ERROR_USAGE, "\"%.100s\" changes nothing of a rule", assignment);
	return error_hint(err, "It must be NAME=VALUE, with title, subject, open, close, open-after, "
			       "close-after, minimum, span or enabled.");
}
