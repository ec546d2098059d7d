/* SPDX-License-Identifier: PostgreSQL
 *
 * floor.c - what PostgreSQL alone makes of the worker's transactions.
 *
 *   bench-floor CONNINFO BATCH_EVENTS < events.ndjson
 *
 * Decodes and folds the events as the worker does, but measures only the time in which
 * the sink writes prepared arrays: the same upserts and additions, nothing else.  The
 * database is migrated and empty.  Prints events, seconds, events/s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "consumers/aggregate/fold.h"
#include "consumers/aggregate/load.h"
#include "consumers/aggregate/sink.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

struct floor_run {
	struct decoder *decoder;
	struct codes *codes;
	struct entity_cache cache;
	struct fold fold;
	struct batch batch;
	struct write write;
	struct primary *primary;
	PGconn *reads;
	struct sink *sink;
	uint64_t number;
	int64_t offset, spent_us;
	int wake_fd;
};

static void
fail(const struct error *err)
{
	fprintf(stderr, "bench-floor: %s\n", err->message);
	exit(1);
}

static void
write_batch(struct floor_run *run)
{
	struct error err = { 0 };
	int64_t begin;
	bool ok = false;

	run->number++;
	if (!load_batch(run->reads, &run->batch, run->number, run->codes, &run->cache, &err))
		fail(&err);
	fold_batch(&run->fold, &run->batch, run->number, &run->write);
	begin = clock_monotonic_us();
	sink_take(run->sink, &run->write);
	while (!sink_settled(run->sink, &ok, &err))
		usleep(100);
	run->spent_us += clock_monotonic_us() - begin;
	if (!ok)
		fail(&err);
	batch_reset(&run->batch);
	entity_cache_trim(&run->cache, run->number);
}

static void
take_line(struct floor_run *run, struct slice line)
{
	struct kafka_record record = { .offset = run->offset, .payload = line };

	batch_add(&run->batch, run->decoder, TOPIC_DOSSIER, &record, run->offset);
	run->offset++;
}

static void
open_run(struct floor_run *run, const char *conninfo)
{
	struct error err = { 0 };
	enum topic topic = TOPIC_DOSSIER;
	int32_t partition = 0;
	struct position_stored stored;
	struct primary_id id;

	run->primary = primary_open(conninfo);
	run->decoder = decoder_open();
	run->codes = codes_open();
	run->wake_fd = eventfd(0, EFD_NONBLOCK);
	entity_cache_init(&run->cache, (size_t)1 << 30);
	fold_init(&run->fold, &run->cache, run->codes);
	batch_init(&run->batch);
	write_init(&run->write);
	if (!load_open(&run->reads, run->primary, &id, &err) ||
	    !load_all_codes(run->reads, run->codes, &err) ||
	    !load_generations(run->reads, &run->fold.generations, &err) ||
	    !load_positions(run->reads, &topic, &partition, &stored, 1, &err) ||
	    !sink_open(&run->sink, run->primary, &id, run->wake_fd, &err))
		fail(&err);
	CHECK_OP(stored.next, ==, 0);
}

int
main(int argc, char **argv)
{
	static struct floor_run run;
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	uint32_t batch_events;

	if (argc != 3) {
		fprintf(stderr, "usage: bench-floor CONNINFO BATCH_EVENTS < events.ndjson\n");
		return 1;
	}
	batch_events = (uint32_t)strtoul(argv[2], NULL, 10);
	CHECK_OP(batch_events, >, 0);
	open_run(&run, argv[1]);
	while ((length = getline(&line, &capacity, stdin)) > 0) {
		take_line(&run, (struct slice){ line, (size_t)length - 1 });
		if (run.batch.record_count == batch_events)
			write_batch(&run);
	}
	if (run.batch.record_count > 0)
		write_batch(&run);
	printf("%lld %.3f %.0f\n", (long long)run.offset, (double)run.spent_us / 1e6,
	       (double)run.offset * 1e6 / (double)run.spent_us);
	free(line);
	return 0;
}
