/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/mask.h"

#include <stdlib.h>
#include <string.h>

#include "schema/base/ascii.h"
#include "schema/base/check.h"
#include "schema/base/person.h"
#include "schema/contract/event.h"

enum {
	KEY_CHARACTERS_MAX = 40, /* of an unknown key that is shown */
};

static const char *const attributes[] = {
	"specversion", "type",	   "source",	   "id",	  "time",
	"sequence", "partitionkey", "traceparent", "datacontenttype",
};

static void
hide(char *bytes, size_t length)
{
	memset(bytes, '*', length);
}

/* -- single values -------------------------------------------------------------------- */

/* Like a code, an address of a program or a content type: no prose.  A backslash may
 * begin an escaped letter of a name. */
static bool
is_plain(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		bool blank = c == ' ' && i > 0 && bytes[i - 1] == ';';
		bool stroke = c == 0xC4 && i + 1 < length &&
			      ((unsigned char)bytes[i + 1] == 0x90 ||
			       (unsigned char)bytes[i + 1] == 0x91);

		if (stroke)
			i++; /* Đ or đ */
		else if (!blank && (c <= ' ' || c >= 0x7F || c == '\\' || c == '"'))
			return false;
	}
	return true;
}

/* As people write a date and a time of day: the commonest fault there is. */
static bool
is_time(const char *bytes, size_t length)
{
	bool parted = false;

	for (size_t i = 0; i < length; i++) {
		if (!ascii_is_digit(bytes[i]) && !ascii_is_one_of(bytes[i], " /:.+-TZ"))
			return false;
		parted = parted || bytes[i] == '/' || bytes[i] == ':';
	}
	return parted;
}

/* A capital before a small letter: codes of the contract are not written so, names are. */
static bool
is_like_name(const char *bytes, size_t length)
{
	for (size_t i = 1; i < length; i++)
		if (bytes[i] >= 'a' && bytes[i] <= 'z' && bytes[i - 1] >= 'A' && bytes[i - 1] <= 'Z')
			return true;
	return false;
}

void
mask_value(char *bytes, size_t length)
{
	if (is_plain(bytes, length) || is_time(bytes, length))
		person_hide(bytes, length);
	else
		hide(bytes, length);
}

/* -- the payload ---------------------------------------------------------------------- */

enum known {
	KNOWN_NOT,
	KNOWN_DATA,      /* the one object inside of an event */
	KNOWN_ATTRIBUTE, /* of the envelope */
	KNOWN_MEMBER,    /* of the data, which in binary mode is the whole payload */
};

struct scan {
	char *bytes;
	size_t length, at;
	int depth;
	int hidden_depth;  /* objects and arrays from this depth on are hidden; 0: none */
	enum known known;  /* whose value comes */
};

/* Free text of the contract stands in catalogue rows only and is hidden as the unknown is. */
static enum known
find_known(struct slice key, int depth)
{
	if (depth == 1 && slice_equal(key, SLICE_LITERAL("data")))
		return KNOWN_DATA;
	for (size_t i = 0; depth == 1 && i < ARRAY_COUNT(attributes); i++)
		if (slice_equal(key, slice_text(attributes[i])))
			return KNOWN_ATTRIBUTE;
	for (int i = 0; i < MEMBER_COUNT; i++)
		if (member_kind((enum member_name)i) != MEMBER_KIND_TEXT &&
		    slice_equal(key, slice_text(member_json((enum member_name)i))))
			return KNOWN_MEMBER;
	return KNOWN_NOT;
}

/* An unknown key is of use to whoever looks for the fault, unless it may be a name itself. */
static bool
is_identifier(struct slice key)
{
	if (key.length == 0 || key.length > KEY_CHARACTERS_MAX || key.data[0] < 'a' ||
	    key.data[0] > 'z')
		return false;
	for (size_t i = 0; i < key.length; i++)
		if ((!ascii_is_word(key.data[i]) || (unsigned char)key.data[i] >= 0x80) &&
		    key.data[i] != '_')
			return false;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t
text_end(const struct scan *scan)
{
	size_t end = scan->at + 1;

	while (end < scan->length && scan->bytes[end] != '"')
		end += scan->bytes[end] == '\\' && end + 1 < scan->length ? 2 : 1;
	return end;
}

static bool
colon_follows(const struct scan *scan, size_t at)
{
	while (at < scan->length && is_blank(scan->bytes[at]))
		at++;
	return at < scan->length && scan->bytes[at] == ':';
}

static void
take_key(struct scan *scan, char *key, size_t length)
{
	struct slice name = { key, length };

	scan->known = scan->hidden_depth > 0 ? KNOWN_NOT : find_known(name, scan->depth);
	if (scan->known == KNOWN_NOT && !is_identifier(name))
		hide(key, length);
	person_hide(key, length);
}

static void
take_text(struct scan *scan)
{
	size_t end = text_end(scan);
	char *text = scan->bytes + scan->at + 1;
	size_t length = end - scan->at - 1;

	bool open = end >= scan->length; /* cut off: it may be the beginning of anything */

	if (colon_follows(scan, end + 1))
		take_key(scan, text, length);
	else if (scan->known == KNOWN_NOT || open ||
		 (scan->known == KNOWN_MEMBER && is_like_name(text, length)))
		hide(text, length);
	else
		mask_value(text, length);
	scan->at = end + 1;
}

/* Numbers, words of JSON, and whatever else stands outside of texts. */
static void
take_bare(struct scan *scan)
{
	char *bare = scan->bytes + scan->at;
	struct slice word;
	size_t length = 0;
	bool number = true;

	while (scan->at + length < scan->length && !is_blank(bare[length]) &&
	       !ascii_is_one_of(bare[length], "\"{}[],:")) {
		number = number && (ascii_is_digit(bare[length]) || ascii_is_one_of(bare[length], "+-.eE"));
		length++;
	}
	scan->at += length;
	word = (struct slice){ bare, length };
	if (number && scan->known != KNOWN_NOT)
		person_hide(bare, length);
	else if (!slice_equal(word, SLICE_LITERAL("true")) &&
		 !slice_equal(word, SLICE_LITERAL("false")) &&
		 !slice_equal(word, SLICE_LITERAL("null")))
		hide(bare, length);
}

static void
take_mark(struct scan *scan)
{
	char mark = scan->bytes[scan->at++];

	if (mark == ':')
		return;
	if (mark == '{' || mark == '[') {
		scan->depth++;
		if (scan->hidden_depth == 0 && scan->depth > 1 &&
		    !(scan->depth == 2 && scan->known == KNOWN_DATA))
			scan->hidden_depth = scan->depth;
	} else if (mark != ',' && scan->depth > 0) {
		scan->depth--;
		if (scan->depth < scan->hidden_depth)
			scan->hidden_depth = 0;
	}
	scan->known = KNOWN_NOT;
}

void
mask_payload(char *bytes, size_t length)
{
	struct scan scan = { .bytes = bytes, .length = length };

	while (scan.at < length) {
		char c = bytes[scan.at];

		if (is_blank(c))
			scan.at++;
		else if (c == '"')
			take_text(&scan);
		else if (ascii_is_one_of(c, "{}[],:"))
			take_mark(&scan);
		else
			take_bare(&scan);
	}
}
