/* SPDX-License-Identifier: PostgreSQL
 *
 * emit.c - trakhuc emit: reads events or foreign messages and publishes them.
 */
#include "producers/emit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "producers/formats/foreign.h"
#include "producers/stop.h"
#include "schema/base/check.h"
#include "schema/base/cli.h"
#include "schema/base/instant.h"
#include "schema/contract/decode.h"
#include "schema/contract/encode.h"

enum { PLACE_BITS = 48, TIMEOUT_SECONDS = 300 };

uint64_t
emit_tag(const struct emit *emit, uint64_t place)
{
	return (uint64_t)emit->path << PLACE_BITS | place;
}

bool
emit_publish(struct emit *emit, const struct event *event, uint64_t place,
	     struct error *err)
{
	struct slice json = encode_event(emit->encoder, event);

	emit->events++;
	return outlet_send(emit->outlet, topic_name(event_type_topic(event->stated)),
			   event->entity, json, EVENT_CONTENT_TYPE, emit_tag(emit, place),
			   err);
}

static void
on_failed(void *context, uint64_t tag, const char *why)
{
	struct emit *emit = context;
	uint64_t place = tag & ((UINT64_C(1) << PLACE_BITS) - 1);
	bool is_line = emit->options.format == EMIT_EVENTS;
	struct report_entry entry = {
		.kind = REPORT_UNACKNOWLEDGED,
		.file = emit->paths[tag >> PLACE_BITS],
		.line = is_line ? place : 0,
		.record = is_line ? 0 : place,
		.reason = "not_acknowledged",
		.sentence = why,
	};

	emit->unreachable = true;
	report_add(emit->report, &entry);
}

static bool
set_timeout(struct conf *conf, int64_t seconds, struct error *err)
{
	char assignment[64];

	for (int i = 0; i < conf->property_count; i++)
		if (strcmp(conf->properties[i].name, "message.timeout.ms") == 0)
			return true; /* said by hand */
	snprintf(assignment, sizeof assignment, "message.timeout.ms=%" PRId64, seconds * 1000);
	return conf_set_property(conf, assignment, err);
}

static bool
open_outlet(struct emit *emit, struct conf *conf, struct error *err)
{
	if (emit->options.dry_run) {
		emit->outlet = outlet_nowhere();
	} else if (emit->options.to_stdout) {
		emit->outlet = outlet_file(stdout, "standard output");
	} else {
		if (!set_timeout(conf, emit->options.timeout_seconds, err))
			return false;
		stop_block();
		emit->outlet = outlet_kafka(conf, on_failed, emit, err);
	}
	stop_listen();
	return emit->outlet != NULL;
}

/* Bytes of all files, 0 where one has no size. */
static int64_t
whole_bytes(const struct emit *emit)
{
	int64_t whole = 0;
	struct stat status;

	for (int i = 0; i < emit->path_count; i++) {
		if (strcmp(emit->paths[i], "-") == 0 || stat(emit->paths[i], &status) != 0 ||
		    !S_ISREG(status.st_mode))
			return 0;
		whole += status.st_size;
	}
	return whole;
}

static bool
read_all(struct emit *emit, struct error *err)
{
	for (emit->path = 0; emit->path < emit->path_count; emit->path++) {
		const char *path = emit->paths[emit->path];
		bool ok = emit->options.format == EMIT_EVENTS ? emit_lines(emit, path, err)
							      : emit_foreign(emit, path, err);

		if (!ok)
			return false;
		if (stop_signal != 0 || emit->unreachable)
			break;
	}
	return true;
}

static bool
everything_acknowledged(const struct emit *emit)
{
	return outlet_acknowledged(emit->outlet) == emit->events;
}

static void
summarise(const struct emit *emit)
{
	FILE *json_out = emit->options.to_stdout ? stderr : stdout;
	uint64_t acknowledged = outlet_acknowledged(emit->outlet);
	uint64_t refused = report_count(emit->report, REPORT_REFUSED);
	double seconds = progress_seconds(&emit->progress);
	double rate = (double)acknowledged / (seconds > 0 ? seconds : 1);

	report_summary(emit->report, stderr);
	if (!emit->options.json) {
		fprintf(stderr, "%" PRIu64 " read, %" PRIu64 " %s, %" PRIu64 " refused, "
				"%" PRIu64 " not acknowledged, %.1f s, %.0f events/s\n",
			emit->read, acknowledged,
			emit->options.dry_run ? "would be published" : "acknowledged", refused,
			emit->events - acknowledged, seconds, rate);
		return;
	}
	fprintf(json_out, "{\"read\":%" PRIu64 ",\"events\":%" PRIu64
			  ",\"acknowledged\":%" PRIu64 ",\"refused\":%" PRIu64
			  ",\"remarks\":%" PRIu64 ",\"seconds\":%.3f,\"events_per_second\":%.0f,",
		emit->read, emit->events, acknowledged, refused,
		report_count(emit->report, REPORT_REMARK), seconds, rate);
	report_summary_json(emit->report, json_out);
	fputs("}\n", json_out);
}

static enum exit_code
verdict(const struct emit *emit)
{
	if (stop_signal != 0)
		return (enum exit_code)stop_exit_code();
	if (!everything_acknowledged(emit))
		return EXIT_UNAVAILABLE;
	if (report_count(emit->report, REPORT_REFUSED) > 0)
		return EXIT_REFUSED;
	return EXIT_OK;
}

/* Settles also after reading failed: what was handed over shall be known. */
static enum exit_code
run(struct emit *emit, const struct cli *cli)
{
	struct error reading = { 0 }, settling = { 0 };
	bool read_ok, settled;
	enum exit_code code = EXIT_OK;

	progress_begin(&emit->progress, whole_bytes(emit));
	read_ok = read_all(emit, &reading);
	settled = outlet_settle(emit->outlet, &settling);
	progress_end(&emit->progress);
	if (!read_ok && !emit->unreachable && stop_signal == 0)
		code = cli_fail(cli, &reading);
	if (!settled)
		code = cli_fail(cli, &settling);
	if (emit->unreachable)
		fprintf(stderr, "trakhuc emit: could not publish everything: see above\n"
				"hint: Run it again when Kafka answers: what was published "
				"already counts once.\n");
	if (stop_signal != 0)
		fprintf(stderr, "trakhuc emit: stopped by a signal\n");
	summarise(emit);
	return verdict(emit) != EXIT_OK ? verdict(emit) : code;
}

static bool
prepare(struct emit *emit, struct conf *conf, struct error *err)
{
	if (emit->options.format != EMIT_EVENTS &&
	    !foreign_profile_open(&emit->profile, emit->options.profile, err))
		return false;
	if (!emit->options.source)
		emit->options.source = conf->source_name;
	return report_open(&emit->report, emit->options.report_path, err) &&
	       open_outlet(emit, conf, err);
}

static enum exit_code
finish(struct emit *emit, const struct cli *cli, enum exit_code code)
{
	struct error err = { 0 };

	if (!report_close(&emit->report, &err))
		code = cli_fail(cli, &err);
	emit->outlet = outlet_close(emit->outlet);
	emit->profile = foreign_profile_close(emit->profile);
	emit->decoder = decoder_close(emit->decoder);
	emit->encoder = encoder_close(emit->encoder);
	arena_release(&emit->arena);
	return code;
}

int
main(int argc, char **argv)
{
	struct emit emit = { .options.timeout_seconds = TIMEOUT_SECONDS };
	struct cli cli = { .program = "emit", .usage = emit_usage };
	struct error err = { 0 };
	enum exit_code code;
	int first = cli_open(&cli, argc, argv, emit_long_options, emit_option, &emit.options);

	log_open("emit", NULL, cli.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	emit.paths = (const char *const *)(argv + first);
	emit.path_count = argc - first;
	if (!emit_options_check(&emit.options, emit.path_count, &err))
		return cli_fail(&cli, &err);
	emit.decoder = decoder_open();
	emit.encoder = encoder_open();
	arena_init(&emit.arena);
	if (prepare(&emit, cli.conf, &err))
		code = run(&emit, &cli);
	else
		code = cli_fail(&cli, &err);
	code = finish(&emit, &cli, code);
	cli_close(&cli);
	return code;
}
