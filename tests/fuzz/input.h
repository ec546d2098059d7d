/* SPDX-License-Identifier: PostgreSQL
 *
 * input.h - from the bytes of a fuzzer to the pieces that a function takes.
 *
 * Inputs are texts, so that a corpus can be read and written by hand.  Every piece is a
 * copy of exactly its size: AddressSanitizer sees the first byte read beside it, and
 * after pieces_free() every pointer that was kept into it.
 */
#ifndef TESTS_FUZZ_INPUT_H
#define TESTS_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "schema/base/json.h"
#include "schema/base/slice.h"

/* libFuzzer's entry points. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIECES_MAX = 64 };

struct pieces {
	void *items[PIECES_MAX];
	int count;
};

/* The bytes of TEXT, without a zero byte behind them. */
struct slice pieces_slice(struct pieces *pieces, struct slice text);
/* The same as a C string, which ends where TEXT has its first zero byte. */
char *pieces_text(struct pieces *pieces, struct slice text);
void pieces_free(struct pieces *pieces);

/* Takes the first line off REST, without its line feed.  False: REST is empty. */
bool input_line(struct slice *rest, struct slice *ret_line);

/* Reads every byte of TEXT, so that the sanitizer looks at each. */
void input_touch(struct slice text);

/* DOCUMENT, of at most BYTES_MAX, is JSON to the reader of the contract. */
void input_check_json(struct json_reader *reader, struct slice document, size_t bytes_max);

/* The bytes in a file that has no name but this path; the same file at every call. */
const char *input_file(struct slice bytes);

#endif
