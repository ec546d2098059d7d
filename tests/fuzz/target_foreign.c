/* SPDX-License-Identifier: PostgreSQL
 *
 * target_foreign.c - the messages of department systems that emit turns into events.
 *
 * Input: one line of the letters below, then the message.
 *   p  CapNhatTienDoHoSoMC, else DongBoHoSoMC
 *   s  only this snapshot is there: no time of statement is given
 *   c  a status code without a date is believed
 *   d  padded progress
 *   o  the channel is online where a record does not say
 *
 * Laws: every event is one that the decoder takes, under its entity's key; reading the
 * message again gives the same events.
 */
#include <string.h>

#include "producers/formats/foreign.h"
#include "schema/base/check.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/same.h"

static struct decoder *decoder;
static struct encoder *encoder;
static struct arena arena;
static struct foreign_profile *national;

struct sum {
	uint64_t events;
	uint64_t identities;
	uint64_t contents;
};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct error err;

	(void)argc;
	(void)argv;
	decoder = decoder_open();
	encoder = encoder_open();
	arena_init(&arena);
	CHECK(foreign_profile_open(&national, NULL, &err));
	return 0;
}

static bool
take_event(void *context, const struct event *event, uint64_t record, struct error *err)
{
	struct sum *sum = context;
	struct event decoded;

	(void)err;
	CHECK_OP(record, >, 0);
	arena_reset(&arena);
	event_check_round_trip(encoder, decoder, &arena, event, &decoded);
	event_touch(event);
	sum->events++;
	sum->identities = sum->identities * 31 + decoded.hash_identity;
	sum->contents = sum->contents * 31 + decoded.hash_content;
	return true;
}

static bool
has(struct slice line, char letter)
{
	return line.length > 0 && memchr(line.data, letter, line.length) != NULL;
}

static void
read_once(struct slice line, struct slice message, struct sum *ret_sum)
{
	struct foreign_profile profile = *national;
	struct error err = { 0 };
	struct foreign foreign = {
		.kind = has(line, 'p') ? FOREIGN_PROGRESS : FOREIGN_DOSSIERS,
		.path = "message",
		.source = SLICE_LITERAL("/thu/nguon"),
		.stated_at_us = has(line, 's') ? 0 : INT64_C(1768000000000000),
		.profile = &profile,
		.event = take_event,
		.context = ret_sum,
	};

	*ret_sum = (struct sum){ 0 };
	profile.only_snapshot = has(line, 's');
	profile.end_codes_without_date = has(line, 'c');
	profile.padded_progress = has(line, 'd');
	profile.default_channel = has(line, 'o') ? CHANNEL_ONLINE : CHANNEL_UNKNOWN;
	CHECK(report_open(&foreign.report, NULL, &err));
	CHECK(foreign_read_message(&foreign, message, &err));
	CHECK(report_close(&foreign.report, &err));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { (const char *)data, size }, line, message;
	struct pieces pieces = { .count = 0 };
	struct sum first, second;

	if (!input_line(&rest, &line))
		return 0;
	message = pieces_slice(&pieces, rest);
	read_once(line, message, &first);
	read_once(line, message, &second);
	CHECK(memcmp(&first, &second, sizeof first) == 0);
	pieces_free(&pieces);
	return 0;
}
