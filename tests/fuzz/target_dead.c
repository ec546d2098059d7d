/* SPDX-License-Identifier: PostgreSQL
 *
 * target_dead.c - what "trakhuc dead" does with the bytes of a refused record.
 *
 * Input: a line, then a payload.  The line is read as the place of a record and as a word
 * beside the payload.
 *
 * Laws: what is hidden stays hidden: masking again only hides more, no byte moves, what
 * is left is safe for a terminal and nothing in it looks like a person's number or address;
 * an excerpt marks a place inside; a retry decodes what the worker decodes; a place that is
 * read is written back as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "consumers/aggregate/batch.h"
#include "consumers/dead/excerpt.h"
#include "consumers/dead/mask.h"
#include "consumers/dead/place.h"
#include "schema/base/check.h"
#include "schema/base/person.h"
#include "tests/fuzz/input.h"

static struct decoder *decoder;
static struct batch batch;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	decoder = decoder_open();
	batch_init(&batch);
	return 0;
}

/* ASCII that a terminal shows, white space of JSON, and the letter d with a stroke. */
static void
check_safe(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte == 0xc4 && i + 1 < length && ((unsigned char)bytes[i + 1] | 1) == 0x91)
			i++;
		else
			CHECK((byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t' ||
			      byte == '\r');
	}
}

static void
check_mask(struct slice bytes, void (*mask)(char *bytes, size_t length))
{
	char *once = malloc(bytes.length + 1), *twice;

	CHECK(once != NULL);
	memcpy(once, bytes.data, bytes.length);
	mask(once, bytes.length);
	check_safe(once, bytes.length);
	CHECK(!person_in((struct slice){ once, bytes.length }));
	twice = malloc(bytes.length + 1);
	CHECK(twice != NULL);
	memcpy(twice, once, bytes.length);
	mask(twice, bytes.length);
	for (size_t i = 0; i < bytes.length; i++)
		CHECK(twice[i] == once[i] || twice[i] == '*');
	free(once);
	free(twice);
}

static void
check_place(const char *line)
{
	char text[PLACE_TEXT_BYTES];
	struct error err = { 0 };
	struct place place;

	if (place_parse(line, &place, &err))
		CHECK(strcmp(place_format(&place, text), line) == 0);
	else
		CHECK_OP(err.kind, ==, ERROR_USAGE);
}

static void
check_retry(struct slice payload)
{
	struct kafka_record record = { .topic = topic_name(TOPIC_DOSSIER), .payload = payload };
	unsigned char hash[DEAD_HASH_BYTES], again[DEAD_HASH_BYTES];
	struct text text = { 0 };
	struct fault fault;
	char *masked;
	size_t place;

	batch_reset(&batch);
	dead_hash(payload, hash);
	if (batch_add_event(&batch, decoder, &record, &fault) == REASON_NONE) {
		CHECK_OP(batch.event_count, ==, 1);
		return;
	}
	CHECK_OP(batch.event_count, ==, 0);
	place = excerpt_place(payload, fault.byte, fault.member);
	CHECK(place == SIZE_MAX || place <= payload.length);
	masked = malloc(payload.length + 1);
	CHECK(masked != NULL);
	memcpy(masked, payload.data, payload.length);
	mask_payload(masked, payload.length);
	excerpt_put(&text, (struct slice){ masked, payload.length }, place, "here");
	free(masked);
	check_safe(text.data ? text.data : "", text.length);
	text_release(&text);
	dead_hash(payload, again);
	CHECK(memcmp(hash, again, sizeof hash) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { (const char *)data, size }, line;
	struct pieces pieces = { 0 };

	if (!input_line(&rest, &line))
		line = (struct slice){ "", 0 };
	check_place(pieces_text(&pieces, line));
	check_mask(pieces_slice(&pieces, line), mask_value);
	check_mask(pieces_slice(&pieces, rest), mask_payload);
	check_retry(pieces_slice(&pieces, rest));
	pieces_free(&pieces);
	return 0;
}
