/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/output.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

#include "producers/simulate/random.h"
#include "schema/base/check.h"

enum { BUFFER_BYTES = 1024 * 1024 };

struct kept {
	uint64_t offset;
	uint32_t length;
	uint32_t reason;
};

struct output {
	const struct simulate_options *options;
	FILE *file;
	FILE *list;  /* of poison; NULL: none */
	FILE *spool; /* NULL: lines go out at once */
	struct kept *kept;
	size_t kept_count;
	size_t kept_capacity;
	uint64_t spool_bytes;
	uint64_t lines;
	uint64_t poison;
};

static FILE *
open_file(const char *path, struct error *err)
{
	FILE *file;

	if (!path || strcmp(path, "-") == 0)
		return stdout;
	file = fopen(path, "we");
	if (!file)
		error_set(err, ERROR_USAGE, "cannot write \"%s\": %s", path, strerror(errno));
	return file;
}

static bool
open_files(struct output *output, struct error *err)
{
	const struct simulate_options *options = output->options;

	output->file = open_file(options->output, err);
	if (!output->file)
		return false;
	setvbuf(output->file, NULL, _IOFBF, BUFFER_BYTES);
	if (options->poison_list && !(output->list = open_file(options->poison_list, err)))
		return false;
	if (!options->shuffle && options->repeat <= 1)
		return true;
	output->spool = tmpfile();
	if (!output->spool)
		return error_set(err, ERROR_FATAL, "could not make a temporary file: %s",
				 strerror(errno));
	setvbuf(output->spool, NULL, _IOFBF, BUFFER_BYTES);
	return true;
}

bool
output_open(struct output **ret_output, const struct simulate_options *options,
	    struct error *err)
{
	struct output *output = calloc(1, sizeof *output);

	CHECK(output != NULL);
	output->options = options;
	if (!open_files(output, err)) {
		output_close(output);
		return false;
	}
	*ret_output = output;
	return true;
}

static bool
write_failed(struct error *err)
{
	return error_set(err, ERROR_FATAL, "could not write the events: %s", strerror(errno));
}

static void
list_poison(struct output *output, struct slice line, enum reason reason)
{
	output->poison++;
	if (output->list)
		fprintf(output->list,
			"{\"line\":%" PRIu64 ",\"reason\":\"%s\",\"bytes\":%zu,"
			"\"xxh64\":\"%016" PRIx64 "\"}\n",
			output->lines, reason_name(reason), line.length,
			(uint64_t)XXH64(line.data, line.length, 0));
}

static bool
write_line(struct output *output, struct slice line, enum reason reason, struct error *err)
{
	output->lines++;
	if (reason != REASON_NONE)
		list_poison(output, line, reason);
	if (fwrite_unlocked(line.data, 1, line.length, output->file) != line.length ||
	    putc_unlocked('\n', output->file) == EOF)
		return write_failed(err);
	return true;
}

static void
keep_place(struct output *output, size_t length, enum reason reason)
{
	if (output->kept_count == output->kept_capacity) {
		output->kept_capacity = output->kept_capacity ? 2 * output->kept_capacity : 65536;
		output->kept = realloc(output->kept, output->kept_capacity * sizeof *output->kept);
		CHECK(output->kept != NULL);
	}
	output->kept[output->kept_count++] =
		(struct kept){ output->spool_bytes, (uint32_t)length, (uint32_t)reason };
	output->spool_bytes += length;
}

bool
output_line(struct output *output, struct slice line, enum reason reason, struct error *err)
{
	if (!output->spool)
		return write_line(output, line, reason, err);
	keep_place(output, line.length, reason);
	if (fwrite_unlocked(line.data, 1, line.length, output->spool) != line.length)
		return write_failed(err);
	return true;
}

/* All lines, each as often as asked for, in the order of its copies or shuffled. */
static uint32_t *
make_order(const struct output *output, size_t *ret_count)
{
	size_t repeat = output->options->repeat > 1 ? (size_t)output->options->repeat : 1;
	size_t count = output->kept_count * repeat;
	uint32_t *order = malloc(count * sizeof *order + 1);
	struct random random =
		random_stream((uint64_t)output->options->seed, STREAM_ORDER, repeat);

	CHECK(order != NULL);
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)(i % output->kept_count);
	for (size_t i = count; output->options->shuffle && i > 1; i--) {
		size_t j = random_below(&random, i);
		uint32_t other = order[j];

		order[j] = order[i - 1];
		order[i - 1] = other;
	}
	*ret_count = count;
	return order;
}

static bool
write_kept(struct output *output, const char *bytes, struct error *err)
{
	size_t count;
	uint32_t *order = make_order(output, &count);
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++) {
		const struct kept *kept = &output->kept[order[i]];

		ok = write_line(output, (struct slice){ bytes + kept->offset, kept->length },
				(enum reason)kept->reason, err);
	}
	free(order);
	return ok;
}

static bool
finish_kept(struct output *output, struct error *err)
{
	char *bytes;
	bool ok;

	if (output->kept_count == 0)
		return true;
	if (fflush(output->spool) != 0)
		return write_failed(err);
	bytes = mmap(NULL, output->spool_bytes, PROT_READ, MAP_PRIVATE, fileno(output->spool), 0);
	if (bytes == MAP_FAILED)
		return error_set(err, ERROR_FATAL, "could not map the temporary file: %s",
				 strerror(errno));
	ok = write_kept(output, bytes, err);
	munmap(bytes, output->spool_bytes);
	return ok;
}

bool
output_finish(struct output *output, struct error *err)
{
	if (output->spool && !finish_kept(output, err))
		return false;
	if (fflush(output->file) != 0 || (output->list && fflush(output->list) != 0))
		return write_failed(err);
	return true;
}

uint64_t
output_lines(const struct output *output)
{
	return output->lines;
}

uint64_t
output_poison(const struct output *output)
{
	return output->poison;
}

struct output *
output_close(struct output *output)
{
	if (!output)
		return NULL;
	if (output->file && output->file != stdout)
		fclose(output->file);
	if (output->list && output->list != stdout)
		fclose(output->list);
	if (output->spool)
		fclose(output->spool);
	free(output->kept);
	free(output);
	return NULL;
}
