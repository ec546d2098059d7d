/* SPDX-License-Identifier: PostgreSQL
 *
 * decode_lines.c - the decoder as a filter, for comparison with the JSON Schemas.
 *
 *   decode-lines [--length-prefixed] [--recode]
 *
 * Reads documents from stdin, one a line or, length-prefixed, 4 big-endian bytes of
 * length before each, and prints for each "ok", or the reason, a tab and the member.
 * With --recode the accepted ones are printed as the encoder writes them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/contract/decode.h"
#include "schema/contract/encode.h"

struct filter {
	struct decoder *decoder;
	struct encoder *encoder;
	struct arena arena;
	bool recode;
};

static void
show(struct filter *filter, struct slice document)
{
	struct record record = { .payload = document };
	struct event event;
	struct fault fault;
	struct slice text;

	arena_reset(&filter->arena);
	if (decode_event(filter->decoder, &record, &filter->arena, &event, &fault) !=
	    REASON_NONE) {
		printf("%s\t%s\n", reason_name(fault.reason), fault.member);
		return;
	}
	if (!filter->recode) {
		puts("ok");
		return;
	}
	text = encode_event(filter->encoder, &event);
	printf("%.*s\n", (int)text.length, text.data);
}

static bool
read_prefixed(char **buffer, size_t *ret_length)
{
	unsigned char head[4];
	size_t length;

	if (fread(head, 1, sizeof head, stdin) != sizeof head)
		return false;
	length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
	*buffer = realloc(*buffer, length + 1);
	CHECK(*buffer != NULL);
	CHECK_OP(fread(*buffer, 1, length, stdin), ==, length);
	*ret_length = length;
	return true;
}

static bool
read_line(char **buffer, size_t *capacity, size_t *ret_length)
{
	ssize_t length = getline(buffer, capacity, stdin);

	if (length < 0)
		return false;
	if (length > 0 && (*buffer)[length - 1] == '\n')
		length--;
	*ret_length = (size_t)length;
	return true;
}

int
main(int argc, char **argv)
{
	struct filter filter = { .decoder = decoder_open(), .encoder = encoder_open() };
	bool prefixed = false;
	char *buffer = NULL;
	size_t capacity = 0, length;

	for (int i = 1; i < argc; i++) {
		prefixed = prefixed || strcmp(argv[i], "--length-prefixed") == 0;
		filter.recode = filter.recode || strcmp(argv[i], "--recode") == 0;
	}
	arena_init(&filter.arena);
	while (prefixed ? read_prefixed(&buffer, &length)
			: read_line(&buffer, &capacity, &length))
		show(&filter, (struct slice){ buffer ? buffer : "", length });
	free(buffer);
	arena_release(&filter.arena);
	filter.encoder = encoder_close(filter.encoder);
	filter.decoder = decoder_close(filter.decoder);
	return 0;
}
