/* SPDX-License-Identifier: PostgreSQL
 *
 * test_base_json.c - one JSON document token by token, and what is no JSON for us.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/attr.h"
#include "schema/base/json.h"

static const struct json_limits limits = { 64 * 1024, 16 };

static const char *const token_marks[] = {
	[JSON_OBJECT_BEGIN] = "{", [JSON_OBJECT_END] = "}", [JSON_ARRAY_BEGIN] = "[",
	[JSON_ARRAY_END] = "]",	   [JSON_KEY] = "k",	    [JSON_STRING] = "s",
	[JSON_NUMBER] = "n",	   [JSON_TRUE] = "true",    [JSON_FALSE] = "false",
	[JSON_NULL] = "null",
};

/* The tokens as one text: a mark, and for keys, strings and numbers =text. */
static bool
note(void *context, enum json_token token, struct slice text)
{
	char *noted = context;
	size_t length = strlen(noted);

	snprintf(noted + length, 1024 - length, "%s%s%s%.*s", length > 0 ? " " : "",
		 token_marks[token],
		 token == JSON_KEY || token == JSON_STRING || token == JSON_NUMBER ? "=" : "",
		 (int)text.length, text.data);
	return true;
}

static bool
ignore(void *context, enum json_token token, struct slice text)
{
	(void)context;
	(void)token;
	(void)text;
	return true;
}

/* A copy without a byte to spare: reading behind its end is found by the sanitizer. */
static enum json_fault
read_exact(struct json_reader *reader, struct slice document, json_take *take,
	   void *context)
{
	char *bytes = malloc(document.length > 0 ? document.length : 1);
	enum json_fault fault;

	assert_non_null(bytes);
	memcpy(bytes, document.data, document.length);
	fault = json_read(reader, (struct slice){ bytes, document.length }, &limits, take,
			  context);
	free(bytes);
	return fault;
}

struct good_case {
	const char *document, *tokens;
};

static const struct good_case goods[] = {
	{ "{}", "{ }" },
	{ " \t\r\n{ } \n", "{ }" },
	{ "{\"a\":1,\"b\":[true,false,null]}", "{ k=a n=1 k=b [ true false null ] }" },
	{ "[-0.50e+3]", "[ n=-0.50e+3 ]" },
	{ "[\"\\\"\\\\\\/\\u0041\"]", "[ s=\"\\/A ]" },
	{ "[\"\\ud83d\\ude00\"]", "[ s=\xf0\x9f\x98\x80 ]" },
	{ "[\"\\\\u0000\"]", "[ s=\\u0000 ]" }, /* a backslash and letters */
	{ "[\"\\\\\\\\ud800\"]", "[ s=\\\\ud800 ]" },
	{ "{\"Đường\":\"cấp xã\"}", "{ k=Đường s=cấp xã }" },
	{ "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":2}}", "{ k=a { k=a { k=a n=1 } } k=b { k=a n=2 } }" },
	{ "[{\"a\":1},{\"a\":2}]", "[ { k=a n=1 } { k=a n=2 } ]" },
	{ "17", "n=17" },
	{ "\"text\"", "s=text" },
};

static void
every_token_comes_once_and_in_order(void **state)
{
	struct json_reader *reader = json_open();

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(goods); i++) {
		char tokens[1024] = "";
		enum json_fault fault =
			read_exact(reader, slice_text(goods[i].document), note, tokens);

		if (fault != JSON_OK || strcmp(tokens, goods[i].tokens) != 0)
			fail_msg("%s: fault %d, tokens %s", goods[i].document, fault, tokens);
	}
	json_close(reader);
}

struct bad_case {
	const char *sentence;
	struct slice document;
	enum json_fault fault;
	size_t byte; /* where it is seen; of JSON_SYNTAX that is the parser's business */
};

#define TEXT(text) { text, sizeof(text) - 1 }

static const struct bad_case bads[] = {
	{ "nothing", TEXT(""), JSON_SYNTAX, 0 },
	{ "blanks only", TEXT("  \n"), JSON_SYNTAX, 0 },
	{ "cut off in an object", TEXT("{\"a\":1"), JSON_SYNTAX, 0 },
	{ "cut off in a text", TEXT("[\"abc"), JSON_SYNTAX, 0 },
	{ "a comma before the end", TEXT("[1,]"), JSON_SYNTAX, 0 },
	{ "a key without quotes", TEXT("{a:1}"), JSON_SYNTAX, 0 },
	{ "a key that is a number", TEXT("{1:1}"), JSON_SYNTAX, 0 },
	{ "single quotes", TEXT("['a']"), JSON_SYNTAX, 0 },
	{ "a leading zero", TEXT("[01]"), JSON_SYNTAX, 0 },
	{ "a plus sign", TEXT("[+1]"), JSON_SYNTAX, 0 },
	{ "a point without digits", TEXT("[1.]"), JSON_SYNTAX, 0 },
	{ "a number that is none", TEXT("[NaN]"), JSON_SYNTAX, 0 },
	{ "a comment", TEXT("[1/**/]"), JSON_SYNTAX, 0 },
	{ "a second document", TEXT("{}{}"), JSON_SYNTAX, 0 },
	{ "a comma behind the document", TEXT("{},"), JSON_SYNTAX, 0 },
	{ "a zero byte behind the document", TEXT("{}\0"), JSON_SYNTAX, 0 },
	{ "a zero byte in a text", TEXT("[\"a\0b\"]"), JSON_SYNTAX, 0 },
	{ "a raw tab in a text", TEXT("[\"a\tb\"]"), JSON_SYNTAX, 0 },
	{ "a form feed between tokens", TEXT("[1,\f2]"), JSON_SYNTAX, 0 },
	{ "a byte order mark", TEXT("\xef\xbb\xbf{}"), JSON_SYNTAX, 0 },
	{ "a byte that is no UTF-8", TEXT("[\"a\xff\"]"), JSON_SYNTAX, 0 },
	{ "an over-long slash", TEXT("[\"\xc0\xaf\"]"), JSON_SYNTAX, 0 },
	{ "a surrogate in UTF-8", TEXT("[\"\xed\xa0\x80\"]"), JSON_SYNTAX, 0 },
	{ "an escape that is not there", TEXT("[\"\\x41\"]"), JSON_SYNTAX, 0 },
	{ "an escape with three digits", TEXT("[\"\\u041\"]"), JSON_SYNTAX, 0 },
	{ "a zero character in a text", TEXT("[\"ab\\u0000\"]"), JSON_NUL, 4 },
	{ "a zero character in a key", TEXT("{\"\\u0000\":1}"), JSON_NUL, 2 },
	{ "a zero character at any level", TEXT("{\"x\":[{\"y\":\"\\u0000\"}]}"), JSON_NUL, 12 },
	{ "a zero character behind a backslash", TEXT("[\"\\\\\\u0000\"]"), JSON_NUL, 4 },
	{ "a high surrogate alone", TEXT("[\"\\ud83d\"]"), JSON_LONE_SURROGATE, 2 },
	{ "a low surrogate alone", TEXT("[\"\\ude00\"]"), JSON_LONE_SURROGATE, 2 },
	{ "a high one and a letter", TEXT("[\"\\ud83dx\"]"), JSON_LONE_SURROGATE, 2 },
	{ "a high one and another escape", TEXT("[\"\\ud83d\\n\"]"), JSON_LONE_SURROGATE, 2 },
	{ "two high ones", TEXT("[\"\\ud83d\\ud83d\\ude00\"]"), JSON_LONE_SURROGATE, 2 },
	{ "two low ones", TEXT("[\"\\ude00\\ude00\"]"), JSON_LONE_SURROGATE, 2 },
	{ "the halves in the wrong order", TEXT("[\"\\ude00\\ud83d\"]"), JSON_LONE_SURROGATE, 2 },
	{ "capital digits are the same half", TEXT("[\"\\uD83D\"]"), JSON_LONE_SURROGATE, 2 },
	{ "a half in a key", TEXT("{\"\\udc00\":1}"), JSON_LONE_SURROGATE, 2 },
	{ "a key twice", TEXT("{\"a\":1,\"a\":2}"), JSON_DUPLICATE_KEY, 10 },
	{ "a key twice, once escaped", TEXT("{\"a\":1,\"\\u0061\":2}"), JSON_DUPLICATE_KEY, 15 },
	{ "an escaped key twice", TEXT("{\"\\n\":1,\"\\n\":2}"), JSON_DUPLICATE_KEY, 12 },
	{ "the empty key twice", TEXT("{\"\":1,\"\":2}"), JSON_DUPLICATE_KEY, 8 },
	{ "a key twice around an object", TEXT("{\"a\":{\"b\":1},\"a\":2}"), JSON_DUPLICATE_KEY, 16 },
	{ "a key twice at any level", TEXT("[[{\"a\":1,\"a\":2}]]"), JSON_DUPLICATE_KEY, 12 },
	{ "the first of two faults is told", TEXT("{\"a\":1,\"a\":\"\\u0000\"}"), JSON_DUPLICATE_KEY, 10 },
};

static void
what_is_no_json_for_us_is_refused_at_its_place(void **state)
{
	struct json_reader *reader = json_open();

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(bads); i++) {
		const struct bad_case *row = &bads[i];
		enum json_fault fault = read_exact(reader, row->document, ignore, NULL);

		if (fault != row->fault || json_byte(reader) > row->document.length ||
		    (fault != JSON_SYNTAX && json_byte(reader) != row->byte))
			fail_msg("%s: fault %d at byte %zu, wanted %d at %zu", row->sentence,
				 fault, json_byte(reader), row->fault, row->byte);
	}
	json_close(reader);
}

static void
put_times(FILE *out, const char *text, int times)
{
	while (times-- > 0)
		fputs(text, out);
}

struct depth_case {
	const char *sentence;
	const char *begin, *end;
	int depth;
	enum json_fault fault;
};

static void
sixteen_levels_are_taken_and_seventeen_are_not(void **state)
{
	const struct depth_case cases[] = {
		{ "16 lists", "[", "]", 16, JSON_OK },
		{ "17 lists", "[", "]", 17, JSON_TOO_DEEP },
		{ "16 objects", "{\"a\":", "}", 16, JSON_OK },
		{ "17 objects", "{\"a\":", "}", 17, JSON_TOO_DEEP },
		{ "a thousand lists", "[", "]", 1000, JSON_TOO_DEEP },
	};
	struct json_reader *reader = json_open();

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		char *document = NULL;
		size_t length;
		FILE *out = open_memstream(&document, &length);
		enum json_fault fault;

		put_times(out, cases[i].begin, cases[i].depth);
		fputs(cases[i].begin[0] == '{' ? "1" : "", out);
		put_times(out, cases[i].end, cases[i].depth);
		fclose(out);
		fault = read_exact(reader, (struct slice){ document, length }, ignore, NULL);
		free(document);
		if (fault != cases[i].fault)
			fail_msg("%s: fault %d", cases[i].sentence, fault);
	}
	json_close(reader);
}

static void
lists_side_by_side_are_not_deep(void **state)
{
	struct json_reader *reader = json_open();
	char *document = NULL;
	size_t length;
	FILE *out = open_memstream(&document, &length);

	(void)state;
	fputs("[[]", out);
	put_times(out, ",[]", 1000);
	fputs("]", out);
	fclose(out);
	assert_int_equal(read_exact(reader, (struct slice){ document, length }, ignore, NULL),
			 JSON_OK);
	free(document);
	json_close(reader);
}

/* A text of LENGTH bytes in quotes. */
static enum json_fault
read_of_length(struct json_reader *reader, size_t length)
{
	char *document = malloc(length);
	enum json_fault fault;

	assert_non_null(document);
	memset(document, 'x', length);
	document[0] = document[length - 1] = '"';
	fault = read_exact(reader, (struct slice){ document, length }, ignore, NULL);
	free(document);
	return fault;
}

static void
sixty_four_kib_are_taken_and_a_byte_more_is_not(void **state)
{
	struct json_reader *reader = json_open();

	(void)state;
	assert_int_equal(read_of_length(reader, 64 * 1024 - 1), JSON_OK);
	assert_int_equal(read_of_length(reader, 64 * 1024), JSON_OK);
	assert_int_equal(read_of_length(reader, 64 * 1024 + 1), JSON_TOO_LARGE);
	json_close(reader);
}

/* More keys than the set of keys begins with, so that it grows on the way; then one of
 * them once more. */
static enum json_fault
read_keys(struct json_reader *reader, int count, int again)
{
	static char document[64 * 1024];
	int length = snprintf(document, sizeof document, "{");

	for (int i = 0; i < count; i++)
		length += snprintf(document + length, sizeof document - (size_t)length,
				   "\"key%d\":0,", i);
	snprintf(document + length, sizeof document - (size_t)length, "\"key%d\":0}", again);
	return read_exact(reader, slice_text(document), ignore, NULL);
}

static void
a_key_twice_is_found_among_thousands(void **state)
{
	struct json_reader *reader = json_open();

	(void)state;
	for (int count = 1; count < 4000; count = count * 3 + 1) {
		assert_int_equal(read_keys(reader, count, count), JSON_OK);
		assert_int_equal(read_keys(reader, count, 0), JSON_DUPLICATE_KEY);
		assert_int_equal(read_keys(reader, count, count / 2), JSON_DUPLICATE_KEY);
		assert_int_equal(read_keys(reader, count, count - 1), JSON_DUPLICATE_KEY);
	}
	json_close(reader);
}

static bool
stop_at_a_number(void *context, enum json_token token, struct slice text)
{
	int *tokens = context;

	(void)text;
	(*tokens)++;
	return token != JSON_NUMBER;
}

static void
the_caller_may_stop_and_read_on_with_the_next_document(void **state)
{
	struct json_reader *reader = json_open();
	int tokens = 0;

	(void)state;
	assert_int_equal(read_exact(reader, SLICE_LITERAL("[\"a\",1,2,3]"), stop_at_a_number,
				    &tokens), JSON_STOPPED);
	assert_int_equal(tokens, 3);
	for (size_t i = 0; i < ARRAY_COUNT(bads); i++)
		assert_int_not_equal(read_exact(reader, bads[i].document, ignore, NULL), JSON_OK);
	assert_int_equal(read_exact(reader, SLICE_LITERAL("[\"a\"]"), stop_at_a_number,
				    &tokens), JSON_OK);
	json_close(reader);
}

struct inside {
	struct json_reader *reader;
	int inside, outside;
};

static bool
count_inside(void *context, enum json_token token, struct slice text)
{
	struct inside *inside = context;

	if (token == JSON_STRING && json_is_inside(inside->reader, text))
		inside->inside++;
	else if (token == JSON_STRING)
		inside->outside++;
	return true;
}

static void
a_text_lies_inside_the_document_unless_it_was_escaped(void **state)
{
	struct inside inside = { .reader = json_open() };

	(void)state;
	assert_int_equal(read_exact(inside.reader, SLICE_LITERAL("[\"a\",\"cấp xã\",\"\\u0061\"]"),
				    count_inside, &inside), JSON_OK);
	assert_int_equal(inside.inside, 2);
	assert_int_equal(inside.outside, 1);
	json_close(inside.reader);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_token_comes_once_and_in_order),
		cmocka_unit_test(what_is_no_json_for_us_is_refused_at_its_place),
		cmocka_unit_test(sixteen_levels_are_taken_and_seventeen_are_not),
		cmocka_unit_test(lists_side_by_side_are_not_deep),
		cmocka_unit_test(sixty_four_kib_are_taken_and_a_byte_more_is_not),
		cmocka_unit_test(a_key_twice_is_found_among_thousands),
		cmocka_unit_test(the_caller_may_stop_and_read_on_with_the_next_document),
		cmocka_unit_test(a_text_lies_inside_the_document_unless_it_was_escaped),
	};

	return cmocka_run_group_tests_name("JSON", tests, NULL, NULL);
}
