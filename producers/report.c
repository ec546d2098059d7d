/* SPDX-License-Identifier: PostgreSQL */
#include "producers/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"

enum { PRINTED_MAX = 100, REASONS_MAX = 64, KINDS = 3 };

struct tally {
	enum report_kind kind;
	const char *reason;
	uint64_t count;
};

struct report {
	FILE *file; /* NULL: none */
	const char *path;
	uint64_t counts[KINDS];
	uint64_t printed;
	struct tally tallies[REASONS_MAX];
	size_t tally_count;
};

static const char *const kind_words[KINDS] = { "refused", "remark", "not acknowledged" };

bool
report_open(struct report **ret_report, const char *path, struct error *err)
{
	struct report *report;
	FILE *file = NULL;

	if (path && !(file = fopen(path, "we")))
		return error_set(err, ERROR_USAGE, "cannot write report \"%s\": %s", path,
				 strerror(errno));
	report = calloc(1, sizeof *report);
	CHECK(report != NULL);
	report->file = file;
	report->path = path;
	*ret_report = report;
	return true;
}

bool
report_is_code(struct slice text)
{
	static const char others[] = "._,:/&+-";
	size_t characters = 0;

	for (size_t i = 0; i < text.length; i++, characters++) {
		unsigned char c = (unsigned char)text.data[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			     (c >= 'a' && c <= 'z');

		if (c == 0xc4 && i + 1 < text.length &&
		    ((unsigned char)text.data[i + 1] & 0xfe) == 0x90) {
			i++; /* U+0110 and U+0111 */
			continue;
		}
		if (!plain && (characters == 0 || c == '\0' || !strchr(others, c)))
			return false;
	}
	return characters >= 1 && characters <= 64;
}

void
report_put_json(FILE *out, struct slice text)
{
	fputc('"', out);
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void
put_member_json(FILE *out, const char *name, struct slice value)
{
	fprintf(out, ",\"%s\":", name);
	report_put_json(out, value);
}

static void
write_entry(FILE *out, const struct report_entry *entry)
{
	fprintf(out, "{\"kind\":\"%s\",\"file\":", kind_words[entry->kind]);
	report_put_json(out, slice_text(entry->file));
	if (entry->line > 0)
		fprintf(out, ",\"line\":%" PRIu64, entry->line);
	if (entry->record > 0)
		fprintf(out, ",\"record\":%" PRIu64, entry->record);
	if (report_is_code(entry->dossier))
		put_member_json(out, "dossier", entry->dossier);
	put_member_json(out, "reason", slice_text(entry->reason));
	if (entry->member && entry->member[0] != '\0')
		put_member_json(out, "member", slice_text(entry->member));
	if (entry->byte > 0)
		fprintf(out, ",\"byte\":%" PRIu32, entry->byte);
	put_member_json(out, "sentence", slice_text(entry->sentence));
	fputs("}\n", out);
}

static void
print_place(const struct report_entry *entry)
{
	fprintf(stderr, "%s:", entry->file);
	if (entry->line > 0)
		fprintf(stderr, "%" PRIu64 ":", entry->line);
	if (entry->record > 0)
		fprintf(stderr, " record %" PRIu64 ":", entry->record);
	if (report_is_code(entry->dossier))
		fprintf(stderr, " dossier %.*s:", (int)entry->dossier.length,
			entry->dossier.data);
}

static void
print_entry(const struct report_entry *entry)
{
	bool member = entry->member && entry->member[0] != '\0';

	print_place(entry);
	fprintf(stderr, " %s: %s", kind_words[entry->kind], entry->reason);
	if (member && entry->byte > 0)
		fprintf(stderr, " (member \"%s\", byte %" PRIu32 ")", entry->member,
			entry->byte);
	else if (member)
		fprintf(stderr, " (member \"%s\")", entry->member);
	else if (entry->byte > 0)
		fprintf(stderr, " (byte %" PRIu32 ")", entry->byte);
	fprintf(stderr, ": %s\n", entry->sentence);
}

static void
tally_add(struct report *report, enum report_kind kind, const char *reason)
{
	for (size_t i = 0; i < report->tally_count; i++) {
		struct tally *tally = &report->tallies[i];

		if (tally->kind == kind && strcmp(tally->reason, reason) == 0) {
			tally->count++;
			return;
		}
	}
	CHECK_OP(report->tally_count, <, REASONS_MAX);
	report->tallies[report->tally_count++] = (struct tally){ kind, reason, 1 };
}

void
report_add(struct report *report, const struct report_entry *entry)
{
	report->counts[entry->kind]++;
	tally_add(report, entry->kind, entry->reason);
	if (report->file)
		write_entry(report->file, entry);
	if (report->printed > PRINTED_MAX)
		return;
	if (report->printed++ < PRINTED_MAX)
		print_entry(entry);
	else
		fprintf(stderr, "more than %d lines about the input: from here on they are "
				"only counted%s\n",
			PRINTED_MAX, report->file ? ", the report has all" :
						    "; --report FILE has all");
}

uint64_t
report_count(const struct report *report, enum report_kind kind)
{
	return report->counts[kind];
}

void
report_summary(const struct report *report, FILE *out)
{
	if (report->printed <= PRINTED_MAX)
		return;
	for (size_t i = 0; i < report->tally_count; i++)
		fprintf(out, "  %s: %s %" PRIu64 "\n", kind_words[report->tallies[i].kind],
			report->tallies[i].reason, report->tallies[i].count);
}

static void
summary_json_of(const struct report *report, enum report_kind kind, const char *name,
		FILE *out)
{
	const char *comma = "";

	fprintf(out, "\"%s\":{", name);
	for (size_t i = 0; i < report->tally_count; i++) {
		const struct tally *tally = &report->tallies[i];

		if (tally->kind != kind)
			continue;
		fputs(comma, out);
		report_put_json(out, slice_text(tally->reason));
		fprintf(out, ":%" PRIu64, tally->count);
		comma = ",";
	}
	fputc('}', out);
}

void
report_summary_json(const struct report *report, FILE *out)
{
	summary_json_of(report, REPORT_REFUSED, "refused_by_reason", out);
	fputc(',', out);
	summary_json_of(report, REPORT_REMARK, "remarks_by_reason", out);
}

bool
report_close(struct report **report, struct error *err)
{
	struct report *closing = *report;
	bool ok = true;

	*report = NULL;
	if (!closing)
		return true;
	if (closing->file) {
		ok = !ferror(closing->file);
		ok = fclose(closing->file) == 0 && ok;
	}
	if (!ok)
		error_set(err, ERROR_FATAL, "could not write report \"%s\": %s",
			  closing->path, strerror(errno));
	free(closing);
	return ok;
}
