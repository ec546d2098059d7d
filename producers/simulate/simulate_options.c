/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

static const char usage[] =
	"usage: trakhuc simulate [options]\n"
	"\n"
	"Writes the events of a synthetic province, one CloudEvent a line.  The same options\n"
	"give the same bytes.  Nobody's data: all codes are made up, units and procedures\n"
	"are those of the catalogue.\n"
	"\n"
	"Province:\n"
	"  --seed N               default 1\n"
	"  --days N, --years N    length, default 365 days\n"
	"  --from DATE            first day; default: so that --until is on the last one,\n"
	"                         without --until 2025-10-01\n"
	"  --until TIME|DATE|now  nothing is stated later; default the end of the last day;\n"
	"                         a date is its beginning\n"
	"  --dossiers N           default 10000\n"
	"  --documents N          default 2000; one work file for five of them\n"
	"  --indicators N         definitions that every unit reports each month, 0 to 10,\n"
	"                         default 2\n"
	"  --sources N            systems that speak, 4 to 64, default 8\n"
	"  --events N             about so many lines in all: sets the three numbers above\n"
	"  --reference DIR        folder of units.csv, procedures.csv, holidays.csv\n"
	"\n"
	"Disturbance, in percent of events (0 unless given; corrections 1.5):\n"
	"  --disorder P           moved back in the order of the log\n"
	"  --disorder-span H      by up to so many hours, default 72\n"
	"  --duplicates P         the same bytes once more\n"
	"  --late P               stated days after they happened\n"
	"  --corrections P        of dossiers and documents: a register corrected\n"
	"  --contradictions P     of entities: two dates exchanged\n"
	"  --poison P             lines that must be refused, for every reason in turn\n"
	"  --poison-list FILE     their line numbers, reasons, and XXH64\n"
	"  --shuffle              the same lines in an order without any sense\n"
	"  --repeat N             every line N times\n"
	"\n"
	"Output:\n"
	"  --output FILE          default standard output\n"
	"  --json                 end with one JSON line of figures on standard error\n"
	"\n"
	"Live:\n"
	"  --live                 publish to Kafka as time goes by: what the history of the\n"
	"                         same options would have stated after --until (default now)\n"
	"                         and new dossiers\n"
	"  --rate N               events a second, decimals allowed, default 5\n"
	"  --speed N              new dossiers live N times faster, default 1\n"
	"  --seconds N            end after this time; default: until a signal\n"
	"  --stdout               write lines instead of publishing\n"
	"\n"
	"A live run ends on INT or TERM with exit code 0 when everything it handed over was\n"
	"acknowledged.\n";

enum option_code {
	OPTION_SEED = 256,
	OPTION_FROM,
	OPTION_DAYS,
	OPTION_YEARS,
	OPTION_UNTIL,
	OPTION_DOSSIERS,
	OPTION_DOCUMENTS,
	OPTION_INDICATORS,
	OPTION_SOURCES,
	OPTION_EVENTS,
	OPTION_REFERENCE,
	OPTION_DISORDER,
	OPTION_DISORDER_SPAN,
	OPTION_DUPLICATES,
	OPTION_LATE,
	OPTION_CORRECTIONS,
	OPTION_CONTRADICTIONS,
	OPTION_POISON,
	OPTION_POISON_LIST,
	OPTION_SHUFFLE,
	OPTION_REPEAT,
	OPTION_OUTPUT,
	OPTION_JSON,
	OPTION_LIVE,
	OPTION_RATE,
	OPTION_SPEED,
	OPTION_SECONDS,
	OPTION_STDOUT,
};

static const struct option long_options[] = {
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "from", required_argument, NULL, OPTION_FROM },
	{ "days", required_argument, NULL, OPTION_DAYS },
	{ "years", required_argument, NULL, OPTION_YEARS },
	{ "until", required_argument, NULL, OPTION_UNTIL },
	{ "dossiers", required_argument, NULL, OPTION_DOSSIERS },
	{ "documents", required_argument, NULL, OPTION_DOCUMENTS },
	{ "indicators", required_argument, NULL, OPTION_INDICATORS },
	{ "sources", required_argument, NULL, OPTION_SOURCES },
	{ "events", required_argument, NULL, OPTION_EVENTS },
	{ "reference", required_argument, NULL, OPTION_REFERENCE },
	{ "disorder", required_argument, NULL, OPTION_DISORDER },
	{ "disorder-span", required_argument, NULL, OPTION_DISORDER_SPAN },
	{ "duplicates", required_argument, NULL, OPTION_DUPLICATES },
	{ "late", required_argument, NULL, OPTION_LATE },
	{ "corrections", required_argument, NULL, OPTION_CORRECTIONS },
	{ "contradictions", required_argument, NULL, OPTION_CONTRADICTIONS },
	{ "poison", required_argument, NULL, OPTION_POISON },
	{ "poison-list", required_argument, NULL, OPTION_POISON_LIST },
	{ "shuffle", no_argument, NULL, OPTION_SHUFFLE },
	{ "repeat", required_argument, NULL, OPTION_REPEAT },
	{ "output", required_argument, NULL, OPTION_OUTPUT },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "live", no_argument, NULL, OPTION_LIVE },
	{ "rate", required_argument, NULL, OPTION_RATE },
	{ "speed", required_argument, NULL, OPTION_SPEED },
	{ "seconds", required_argument, NULL, OPTION_SECONDS },
	{ "stdout", no_argument, NULL, OPTION_STDOUT },
	{ NULL, 0, NULL, 0 },
};

struct reading {
	struct simulate_options *options;
	int64_t events; /* 0: not asked for */
};

/* A decimal number in units of 1/SCALE, from 0 to HIGHEST. */
static bool
decimal(const char *option, const char *text, int64_t scale, int64_t highest,
	int64_t *ret_number, struct error *err)
{
	char *end;
	double number = strtod(text, &end);

	if (end == text || *end != '\0' || !(number >= 0 && number <= (double)highest))
		return error_set(err, ERROR_USAGE,
				 "option %s is \"%s\", must be a number from 0 to %lld", option,
				 text, (long long)highest);
	*ret_number = (int64_t)(number * (double)scale + 0.5);
	return true;
}

static bool
time_option(const char *option, const char *text, int64_t *ret_us, struct error *err)
{
	int32_t day;

	if (strcmp(text, "now") == 0) {
		*ret_us = clock_now_us();
		return true;
	}
	if (day_parse(slice_text(text), &day) == INSTANT_OK) {
		*ret_us = day_begin(day) - 1;
		return true;
	}
	if (instant_parse(slice_text(text), ret_us) == INSTANT_OK)
		return true;
	error_set(err, ERROR_USAGE, "option %s is \"%s\", not a time of RFC 3339", option, text);
	return error_hint(err, "Write it like 2026-01-06T15:10:00+07:00, 2026-01-07, or now.");
}

static bool
from_option(struct simulate_options *options, const char *text, struct error *err)
{
	if (day_parse(slice_text(text), &options->from) == INSTANT_OK)
		return true;
	return error_set(err, ERROR_USAGE, "option --from is \"%s\", not a date YYYY-MM-DD", text);
}

/* Options of the form --name N, in one table. */
struct number_option {
	int option;
	const char *name;
	int64_t scale;
	int64_t lowest;
	int64_t highest;
	size_t offset;
};

#define FIELD(name) offsetof(struct simulate_options, name)
#define PERCENT 10000

static const struct number_option number_options[] = {
	{ OPTION_SEED, "--seed", 1, 0, INT32_MAX, FIELD(seed) },
	{ OPTION_DAYS, "--days", 1, 1, 36500, FIELD(days) },
	{ OPTION_YEARS, "--years", 365, 1, 100, FIELD(days) },
	{ OPTION_DOSSIERS, "--dossiers", 1, 0, 1000000000, FIELD(dossiers) },
	{ OPTION_DOCUMENTS, "--documents", 1, 0, 1000000000, FIELD(documents) },
	{ OPTION_INDICATORS, "--indicators", 1, 0, 10, FIELD(indicators) },
	{ OPTION_SOURCES, "--sources", 1, 4, SOURCES_MAX, FIELD(sources) },
	{ OPTION_REPEAT, "--repeat", 1, 1, 100, FIELD(repeat) },
	{ OPTION_SPEED, "--speed", 1, 1, 1000000, FIELD(speed) },
	{ OPTION_SECONDS, "--seconds", 1, 0, INT32_MAX, FIELD(seconds) },
	{ OPTION_DISORDER_SPAN, "--disorder-span", 3600, 0, 8760, FIELD(disorder_span_seconds) },
	{ OPTION_RATE, "--rate", 1000, 0, 1000000, FIELD(rate_per_thousand_s) },
	{ OPTION_DISORDER, "--disorder", PERCENT, 0, 100, FIELD(disorder_ppm) },
	{ OPTION_DUPLICATES, "--duplicates", PERCENT, 0, 100, FIELD(duplicates_ppm) },
	{ OPTION_LATE, "--late", PERCENT, 0, 100, FIELD(late_ppm) },
	{ OPTION_CORRECTIONS, "--corrections", PERCENT, 0, 100, FIELD(corrections_ppm) },
	{ OPTION_CONTRADICTIONS, "--contradictions", PERCENT, 0, 100, FIELD(contradictions_ppm) },
	{ OPTION_POISON, "--poison", PERCENT, 0, 100, FIELD(poison_ppm) },
};

static bool
set_number(struct simulate_options *options, const struct number_option *number,
	   const char *text, struct error *err)
{
	int64_t *value = (int64_t *)(void *)((char *)options + number->offset);

	if (number->scale > 1 && number->option != OPTION_YEARS)
		return decimal(number->name, text, number->scale, number->highest, value, err);
	if (!cli_number(number->name, text, number->lowest, number->highest, value, err))
		return false;
	*value *= number->scale;
	return true;
}

static bool
on_option(void *context, int option, const char *argument, struct error *err)
{
	struct reading *reading = context;
	struct simulate_options *options = reading->options;

	for (size_t i = 0; i < ARRAY_COUNT(number_options); i++)
		if (number_options[i].option == option)
			return set_number(options, &number_options[i], argument, err);
	switch (option) {
	case OPTION_FROM:
		return from_option(options, argument, err);
	case OPTION_UNTIL:
		return time_option("--until", argument, &options->until_us, err);
	case OPTION_EVENTS:
		return cli_number("--events", argument, 1, 1000000000, &reading->events, err);
	case OPTION_REFERENCE:
		options->reference = argument;
		return true;
	case OPTION_OUTPUT:
		options->output = argument;
		return true;
	case OPTION_POISON_LIST:
		options->poison_list = argument;
		return true;
	default:
		options->shuffle |= option == OPTION_SHUFFLE;
		options->json |= option == OPTION_JSON;
		options->live |= option == OPTION_LIVE;
		options->to_stdout |= option == OPTION_STDOUT;
		return true;
	}
}

/* Shares of an event file, from what one entity makes on average (measured; the copies
 * and poison are on top). */
static void
scale_to(struct simulate_options *options, int64_t events)
{
	double copies = 1.0 + (double)(options->duplicates_ppm + options->poison_ppm) / 1e6;
	double wanted = (double)events / copies;
	double report = 96 * 12 * 2.9; /* of one indicator in a year */

	options->indicators = (int64_t)(wanted * 0.05 / report / ((double)options->days / 365));
	if (options->indicators > 10)
		options->indicators = 10;
	if (options->indicators < 1)
		options->indicators = 1;
	wanted -= (double)options->indicators * report * (double)options->days / 365 +
		  (double)(options->sources * options->days);
	if (wanted < 0)
		wanted = 0;
	options->documents = (int64_t)(wanted * 0.14 / 12.4);
	options->dossiers = (int64_t)(wanted * 0.86 / 6.68);
}

static void
complete(struct reading *reading)
{
	struct simulate_options *options = reading->options;

	if (options->live && options->until_us == 0)
		options->until_us = clock_now_us();
	if (options->from == 0 && options->until_us != 0)
		options->from = instant_day(options->until_us) + 1 - (int32_t)options->days;
	if (options->from <= 0)
		options->from = day_of_civil(2025, 10, 1);
	if (options->until_us == 0)
		options->until_us = day_begin(options->from + (int32_t)options->days) - 1;
	if (reading->events > 0)
		scale_to(options, reading->events);
	if (options->live) {
		options->since_us = options->until_us;
		options->until_us = INT64_MAX;
	}
}

void
simulate_options_read(struct simulate_options *options, struct cli *cli, int argc,
		      char **argv)
{
	struct reading reading = { .options = options };
	struct error err = { 0 };
	int first;

	*options = (struct simulate_options){
		.seed = 1,
		.days = 365,
		.dossiers = 10000,
		.documents = 2000,
		.indicators = 2,
		.sources = 8,
		.corrections_ppm = 15000,
		.disorder_span_seconds = INT64_C(72) * 3600,
		.repeat = 1,
		.rate_per_thousand_s = 5000,
		.speed = 1,
	};
	*cli = (struct cli){ .program = "simulate", .usage = usage };
	first = cli_open(cli, argc, argv, long_options, on_option, &reading);
	if (first < argc) {
		error_set(&err, ERROR_USAGE, "\"%s\" is not an option", argv[first]);
		exit(cli_fail(cli, &err));
	}
	complete(&reading);
}
