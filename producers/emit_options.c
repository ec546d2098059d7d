/* SPDX-License-Identifier: PostgreSQL */
#include "producers/emit.h"

#include <string.h>

#include "schema/base/cli.h"
#include "schema/base/instant.h"

enum { PATHS_MAX = 65535 };

const char emit_usage[] =
	"usage: trakhuc emit [options] FILE...\n"
	"\n"
	"Reads events, checks them, and publishes them to Kafka.  FILE \"-\" is standard\n"
	"input.  Exit 0 means that every event was acknowledged by all in-sync replicas.\n"
	"\n"
	"Input:\n"
	"  --format NAME          events (CloudEvents, one JSON a line; default),\n"
	"                         dong-bo-ho-so (DongBoHoSoMC), tien-do (CapNhatTienDoHoSoMC)\n"
	"  --profile FILE|NAME    what a foreign format leaves open: an INI file, or national\n"
	"  --stated-at TIME       when the message was stated (RFC 3339): arrival or export\n"
	"  --source NAME          CloudEvents source of what a foreign message says\n"
	"\n"
	"Output:\n"
	"  --dry-run              check only, publish nothing\n"
	"  --to-stdout            print the events as they would be published\n"
	"  --report FILE          everything refused or left out, one JSON object a line\n"
	"  --json                 end with one JSON line of figures on standard output\n"
	"  --timeout SECONDS      give up an event that Kafka did not acknowledge in this\n"
	"                         time (default 300; 0 waits for ever)\n"
	"  --raw                  a test tool: publish lines as they are, unchecked\n"
	"\n"
	"A signal (INT, TERM) ends reading, waits for what was handed over, and exits with\n"
	"130 or 143; a second one exits at once.  Publishing the same file again is safe.\n";

enum option_code {
	OPTION_FORMAT = 256,
	OPTION_PROFILE,
	OPTION_STATED_AT,
	OPTION_SOURCE,
	OPTION_DRY_RUN,
	OPTION_TO_STDOUT,
	OPTION_REPORT,
	OPTION_JSON,
	OPTION_TIMEOUT,
	OPTION_RAW,
};

const struct option emit_long_options[] = {
	{ "format", required_argument, NULL, OPTION_FORMAT },
	{ "profile", required_argument, NULL, OPTION_PROFILE },
	{ "stated-at", required_argument, NULL, OPTION_STATED_AT },
	{ "source", required_argument, NULL, OPTION_SOURCE },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "to-stdout", no_argument, NULL, OPTION_TO_STDOUT },
	{ "report", required_argument, NULL, OPTION_REPORT },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "raw", no_argument, NULL, OPTION_RAW },
	{ NULL, 0, NULL, 0 },
};

static bool
set_format(struct emit_options *emit, const char *name, struct error *err)
{
	static const char *const names[] = { "events", "dong-bo-ho-so", "tien-do" };

	for (size_t i = 0; i < ARRAY_COUNT(names); i++)
		if (strcmp(name, names[i]) == 0) {
			emit->format = (enum emit_format)i;
			return true;
		}
	error_set(err, ERROR_USAGE, "cannot read format \"%s\"", name);
	return error_hint(err, "Formats are events, dong-bo-ho-so and tien-do.");
}

static bool
set_stated_at(struct emit_options *emit, const char *text, struct error *err)
{
	if (instant_parse(slice_text(text), &emit->stated_at_us) == INSTANT_OK)
		return true;
	error_set(err, ERROR_USAGE, "option --stated-at is \"%s\", not a time of RFC 3339",
		  text);
	return error_hint(err, "Write it like 2026-01-06T15:10:00+07:00.");
}

bool
emit_option(void *context, int option, const char *argument, struct error *err)
{
	struct emit_options *emit = context;

	switch (option) {
	case OPTION_FORMAT:
		return set_format(emit, argument, err);
	case OPTION_STATED_AT:
		return set_stated_at(emit, argument, err);
	case OPTION_TIMEOUT:
		return cli_number("--timeout", argument, 0, 2000000, &emit->timeout_seconds,
				  err);
	case OPTION_PROFILE:
		emit->profile = argument;
		return true;
	case OPTION_SOURCE:
		emit->source = argument;
		return true;
	case OPTION_REPORT:
		emit->report_path = argument;
		return true;
	default:
		emit->dry_run |= option == OPTION_DRY_RUN;
		emit->to_stdout |= option == OPTION_TO_STDOUT;
		emit->json |= option == OPTION_JSON;
		emit->raw |= option == OPTION_RAW;
		return true;
	}
}

bool
emit_options_check(const struct emit_options *emit, int path_count, struct error *err)
{
	if (path_count < 1)
		return error_set(err, ERROR_USAGE, "no FILE was named; \"-\" is standard input");
	if (path_count > PATHS_MAX)
		return error_set(err, ERROR_USAGE, "more than %d files", PATHS_MAX);
	if (emit->raw && emit->format != EMIT_EVENTS)
		return error_set(err, ERROR_USAGE, "options --raw and --format exclude each other");
	if (emit->dry_run && emit->to_stdout)
		return error_set(err, ERROR_USAGE,
				 "options --dry-run and --to-stdout exclude each other");
	return true;
}
