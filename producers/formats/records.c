/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/records.h"

#include <strings.h>

#include "producers/formats/dates.h"
#include "schema/base/check.h"

/* Where the records of a message lie. */
enum shape { SHAPE_OBJECT, SHAPE_ARRAY, SHAPE_ENVELOPE };

struct walk {
	struct json_reader *json;
	struct arena *arena; /* one of these two */
	struct arena envelope_arena;
	struct arena record_arena;
	bool survey; /* the first pass: count, look at the envelope */
	enum shape shape;
	int depth;        /* of open objects and arrays */
	int record_depth; /* of the open record; 0: none */
	int row_depth;    /* of the open row; 0: none */
	int field;        /* of the last key of the record; -1: none that is known */
	int list;         /* the same for lists */
	int row_field;
	bool exact;         /* the last key was written exactly so */
	bool in_data;       /* the last key of the envelope was data */
	bool in_status;     /* inside {MaMuc, TenMuc} of a status */
	bool key_is_code;   /* the last key there was MaMuc */
	struct slice *envelope_text; /* where a text of the envelope goes; NULL: nowhere */
	struct envelope envelope;
	struct foreign_record record;
	struct row **row_end;
	struct row *row;
	struct row scratch; /* the row of a survey, which keeps nothing */
	record_take *take;
	void *context;
	struct error *err;
	int row_count;      /* of the record */
	bool too_many;
	bool too_many_rows;
	bool too_long;
};

static const char *const field_members[] = {
#define FIELD(name, member) member,
#include "producers/formats/fields.def"
};
static const char *const list_members[] = {
#define LIST_FIELD(name, member) member,
#include "producers/formats/fields.def"
};
static const char *const row_members[] = {
#define ROW_FIELD(name, member) member,
#include "producers/formats/fields.def"
};

const char *
field_member(enum field field)
{
	return field_members[field];
}

const char *
row_field_member(enum row_field field)
{
	return row_members[field];
}

static bool
same_but_case(struct slice text, const char *name)
{
	return strlen(name) == text.length && strncasecmp(text.data, name, text.length) == 0;
}

/* Index of the member, exactly so or else without case; -1: not known. */
static int
find(const char *const *members, size_t count, struct slice key, bool *ret_exact)
{
	for (size_t i = 0; i < count; i++)
		if (same_but_case(key, members[i])) {
			*ret_exact = memcmp(key.data, members[i], key.length) == 0;
			return (int)i;
		}
	return -1;
}

/* A name that was written exactly so is not displaced by one that differs in case. */
static bool
put(struct walk *walk, struct value *value, enum json_token token, struct slice text)
{
	if (text.length > RECORD_TEXT_BYTES_MAX) {
		walk->too_long = true;
		return false;
	}
	if (walk->survey || (value->token != JSON_NONE && (value->exact || !walk->exact)))
		return true;
	value->token = token;
	value->exact = walk->exact;
	value->text = json_is_inside(walk->json, text) ? text : arena_copy(walk->arena, text);
	return true;
}

static bool
begins_record(const struct walk *walk)
{
	switch (walk->shape) {
	case SHAPE_OBJECT:
		return walk->depth == 1;
	case SHAPE_ARRAY:
		return walk->depth == 2;
	case SHAPE_ENVELOPE:
		return walk->in_data && (walk->depth == 2 || walk->depth == 3);
	}
	return false;
}

static bool
begin_record(struct walk *walk)
{
	uint64_t number = walk->record.number + 1;

	if (number > RECORDS_MAX) {
		walk->too_many = true;
		return false;
	}
	walk->record_depth = walk->depth;
	walk->row_depth = 0;
	walk->field = walk->list = -1;
	walk->in_status = false;
	walk->row_count = 0;
	if (!walk->survey)
		arena_reset(walk->arena);
	walk->record = (struct foreign_record){ .number = number };
	return true;
}

static bool
begin_row(struct walk *walk)
{
	if (++walk->row_count > RECORD_ROWS_MAX) {
		walk->too_many_rows = true;
		return false;
	}
	walk->row = walk->survey ? &walk->scratch
				 : arena_alloc(walk->arena, sizeof *walk->row);
	*walk->row = (struct row){ 0 };
	if (!walk->survey) {
		*walk->row_end = walk->row;
		walk->row_end = &walk->row->next;
	}
	walk->row_depth = walk->depth;
	walk->row_field = -1;
	return true;
}

static bool
begin_object(struct walk *walk)
{
	if (walk->record_depth == 0)
		return !begins_record(walk) || begin_record(walk);
	if (walk->row_depth != 0)
		return true;
	/* the rows of a list, or one bare object in its place */
	if (walk->list >= 0 && (walk->depth == walk->record_depth + 1 ||
				walk->depth == walk->record_depth + 2))
		return begin_row(walk);
	walk->in_status = walk->depth == walk->record_depth + 1 &&
			  (walk->field == FIELD_TRANG_THAI_HO_SO ||
			   walk->field == FIELD_TRANG_THAI);
	return true;
}

static bool
end_container(struct walk *walk)
{
	bool ok = true;

	if (walk->row_depth == walk->depth)
		walk->row_depth = 0;
	if (walk->record_depth == walk->depth) {
		walk->record_depth = 0;
		ok = walk->survey || walk->take(walk->context, &walk->envelope, &walk->record,
						walk->err);
	} else if (walk->record_depth + 1 == walk->depth) {
		walk->in_status = false;
	}
	walk->depth--;
	return ok;
}

static void
envelope_key(struct walk *walk, struct slice key)
{
	walk->in_data = same_but_case(key, "data");
	walk->envelope_text = NULL;
	if (same_but_case(key, "madonvi") || same_but_case(key, "MaDinhDanhDV"))
		walk->envelope_text = &walk->envelope.organisation;
	else if (same_but_case(key, "service"))
		walk->envelope_text = &walk->envelope.service;
}

static void
record_key(struct walk *walk, struct slice key)
{
	walk->field = find(field_members, ARRAY_COUNT(field_members), key, &walk->exact);
	walk->list = -1;
	if (walk->field < 0)
		walk->list = find(list_members, ARRAY_COUNT(list_members), key, &walk->exact);
	if (walk->list < 0)
		return;
	/* the rows go behind those that are there already */
	walk->row_end = &walk->record.rows[walk->list];
	while (*walk->row_end)
		walk->row_end = &(*walk->row_end)->next;
}

static void
take_key(struct walk *walk, struct slice key)
{
	if (walk->record_depth == 0 && walk->depth == 1)
		envelope_key(walk, key);
	else if (walk->record_depth != 0 && walk->depth == walk->record_depth)
		record_key(walk, key);
	else if (walk->row_depth != 0 && walk->depth == walk->row_depth)
		walk->row_field =
			find(row_members, ARRAY_COUNT(row_members), key, &walk->exact);
	else if (walk->in_status && walk->depth == walk->record_depth + 1)
		walk->key_is_code = same_but_case(key, "MaMuc");
}

static bool
take_scalar(struct walk *walk, enum json_token token, struct slice text)
{
	if (walk->record_depth == 0) {
		if (walk->depth == 1 && walk->envelope_text && walk->survey &&
		    token == JSON_STRING && text.length <= 256)
			*walk->envelope_text = arena_copy(walk->arena, text_trim(text));
		return true;
	}
	if (walk->depth == walk->record_depth && walk->field >= 0)
		return put(walk, &walk->record.values[walk->field], token, text);
	if (walk->row_depth != 0 && walk->depth == walk->row_depth && walk->row_field >= 0)
		return put(walk, &walk->row->values[walk->row_field], token, text);
	if (walk->in_status && walk->key_is_code && walk->depth == walk->record_depth + 1)
		return put(walk, &walk->record.values[walk->field], token, text);
	return true;
}

static bool
take_token(void *context, enum json_token token, struct slice text)
{
	struct walk *walk = context;

	switch (token) {
	case JSON_OBJECT_BEGIN:
		walk->depth++;
		return begin_object(walk);
	case JSON_ARRAY_BEGIN:
		walk->depth++;
		return true;
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		return end_container(walk);
	case JSON_KEY:
		take_key(walk, text);
		return true;
	case JSON_STRING:
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL:
		return take_scalar(walk, token, text);
	case JSON_NONE:
		break;
	}
	CHECK(!"a token of JSON");
	return false;
}

/* First look: the outermost container, and whether an object is an envelope. */
struct glance {
	int depth;
	bool is_array;
	bool has_data;
	bool key_is_data;
};

static bool
glance_token(void *context, enum json_token token, struct slice text)
{
	struct glance *glance = context;
	bool opens = token == JSON_OBJECT_BEGIN || token == JSON_ARRAY_BEGIN;

	if (opens && glance->depth == 0)
		glance->is_array = token == JSON_ARRAY_BEGIN;
	if (token == JSON_KEY && glance->depth == 1)
		glance->has_data |= same_but_case(text, "data");
	if (opens)
		glance->depth++;
	else if (token == JSON_OBJECT_END || token == JSON_ARRAY_END)
		glance->depth--;
	return true;
}

static const struct json_limits limits = { RECORDS_BYTES_MAX, RECORDS_DEPTH_MAX };

static void
explain(enum json_fault fault, const struct walk *walk, struct records_fault *ret_fault)
{
	static const struct {
		const char *reason, *sentence;
	} known[] = {
		[JSON_SYNTAX] = { "not_json", "The message is not one JSON document in UTF-8." },
		[JSON_TOO_LARGE] = { "too_large", "The message is larger than 1 GiB." },
		[JSON_TOO_DEEP] = { "too_deep", "Objects and arrays are nested deeper than 32." },
		[JSON_NUL] = { "nul_character", "A text holds U+0000." },
		[JSON_LONE_SURROGATE] = { "lone_surrogate",
					  "A \\u escape is half of a surrogate pair." },
		[JSON_DUPLICATE_KEY] = { "duplicate_key",
					 "One object has the same member twice." },
		[JSON_STOPPED] = { "text_too_long",
				   "A member that is read is longer than 64 KiB." },
	};

	ret_fault->reason = known[fault].reason;
	ret_fault->sentence = known[fault].sentence;
	if (walk->too_many) {
		ret_fault->reason = "too_many_records";
		ret_fault->sentence = "The message has more than 10,000 records.";
	}
	if (walk->too_many_rows) {
		ret_fault->reason = "too_many_rows";
		ret_fault->sentence = "The lists of a record have more than 4,000 rows.";
	}
}

/* Runs one pass; false: a fault, or the taker stopped. */
static bool
pass(struct walk *walk, struct slice document, json_take *take, void *context,
     struct records_fault *ret_fault)
{
	enum json_fault fault = json_read(walk->json, document, &limits, take, context);

	if (fault == JSON_OK)
		return true;
	if (fault == JSON_STOPPED && !walk->too_many && !walk->too_many_rows && !walk->too_long)
		return false; /* the taker's own error */
	explain(fault, walk, ret_fault);
	ret_fault->byte = json_byte(walk->json);
	return false;
}

static void
begin_pass(struct walk *walk, bool survey)
{
	walk->survey = survey;
	walk->arena = survey ? &walk->envelope_arena : &walk->record_arena;
	walk->depth = walk->record_depth = walk->row_depth = 0;
	walk->in_data = false;
	walk->envelope_text = NULL;
	walk->record.number = 0;
}

static bool
walk_passes(struct walk *walk, struct slice document, struct records_fault *ret_fault)
{
	struct glance glance = { 0 };

	if (!pass(walk, document, glance_token, &glance, ret_fault))
		return false;
	walk->shape = glance.is_array   ? SHAPE_ARRAY
		      : glance.has_data ? SHAPE_ENVELOPE
					: SHAPE_OBJECT;
	begin_pass(walk, true);
	if (!pass(walk, document, take_token, walk, ret_fault))
		return false;
	walk->envelope.record_count = walk->record.number;
	begin_pass(walk, false);
	return pass(walk, document, take_token, walk, ret_fault);
}

bool
records_read(struct slice document, record_take *take, void *context,
	     struct records_fault *ret_fault, struct error *err)
{
	struct walk walk = {
		.json = json_open(),
		.take = take,
		.context = context,
		.err = err,
	};
	bool ok;

	arena_init(&walk.envelope_arena);
	arena_init(&walk.record_arena);
	*ret_fault = (struct records_fault){ 0 };
	if (document.length >= 3 && memcmp(document.data, "\xef\xbb\xbf", 3) == 0) {
		document.data += 3;
		document.length -= 3;
	}
	ok = walk_passes(&walk, document, ret_fault);
	arena_release(&walk.record_arena);
	arena_release(&walk.envelope_arena);
	json_close(walk.json);
	return ok;
}
