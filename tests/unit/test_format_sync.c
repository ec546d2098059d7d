/* SPDX-License-Identifier: PostgreSQL
 *
 * The samples of foreign messages become exactly the events that their README names,
 * and nothing personal leaves the reader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "producers/formats/foreign.h"
#include "schema/base/instant.h"
#include "schema/contract/encode.h"

enum { EVENTS_MAX = 32, LINE_BYTES = 512, JSON_BYTES = 64 * 1024 };

struct reading {
	char lines[EVENTS_MAX][LINE_BYTES]; /* "type key at | member=value ..." */
	char ids[EVENTS_MAX][64];
	int count;
	char json[JSON_BYTES]; /* everything as it would be published */
	char report[JSON_BYTES];
	uint64_t refused;
	uint64_t remarks;
	uint64_t records;
	int64_t time_us; /* of the last event */
	struct encoder *encoder;
};

static void
print_member(char *text, size_t size, const struct member *member)
{
	char day[DAY_TEXT_BYTES];
	const char *name = member_json(member->name);

	switch (member_kind(member->name)) {
	case MEMBER_KIND_CODE:
	case MEMBER_KIND_PROCEDURE:
	case MEMBER_KIND_TEXT:
	case MEMBER_KIND_PERIOD:
		snprintf(text, size, " %s=%.*s", name, (int)member->text.length,
			 member->text.data);
		break;
	case MEMBER_KIND_DATE:
	case MEMBER_KIND_DAY:
		snprintf(text, size, " %s=%s", name, day_format((int32_t)member->number, day));
		break;
	case MEMBER_KIND_WORD:
		snprintf(text, size, " %s=%s", name,
			 list_word(member->name == MEMBER_CHANNEL ? LIST_CHANNEL : LIST_DUE_BASIS,
				   member->number));
		break;
	case MEMBER_KIND_INTEGER:
	case MEMBER_KIND_DECIMAL:
	case MEMBER_KIND_TRUTH:
	case MEMBER_KIND_INSTANT:
		snprintf(text, size, " %s=%lld", name, (long long)member->number);
		break;
	}
}

static bool
take_event(void *context, const struct event *event, uint64_t record, struct error *err)
{
	struct reading *reading = context;
	char *line = reading->lines[reading->count];
	char at[INSTANT_TEXT_BYTES], id[64] = "";
	struct slice json = encode_event(reading->encoder, event);

	(void)record;
	(void)err;
	assert_in_range(reading->count, 0, EVENTS_MAX - 1);
	instant_format(event->at_us, at);
	at[19] = '\0'; /* +07:00 */
	snprintf(line, LINE_BYTES, "%s %.*s %s |", event_type_name(event->stated),
		 (int)event->entity.length, event->entity.data, at);
	for (int i = 0; i < event->member_count; i++)
		print_member(line + strlen(line), LINE_BYTES - strlen(line), &event->members[i]);
	snprintf(id, sizeof id, "%.*s", (int)event->id.length, event->id.data);
	memcpy(reading->ids[reading->count], id, sizeof id);
	reading->count++;
	reading->time_us = event->time_us;
	snprintf(reading->json + strlen(reading->json), JSON_BYTES - strlen(reading->json),
		 "%.*s\n", (int)json.length, json.data);
	return true;
}

/* The folder of this file, from which the samples are found. */
static void
sample_path(char *path, size_t size, const char *name)
{
	const char *end = strrchr(__FILE__, '/');

	snprintf(path, size, "%.*s/../samples/%s", end ? (int)(end - __FILE__) : 1,
		 end ? __FILE__ : ".", name);
}

static void
read_report(struct reading *reading, const char *path)
{
	FILE *file = fopen(path, "re");
	size_t length;

	assert_non_null(file);
	length = fread(reading->report, 1, JSON_BYTES - 1, file);
	reading->report[length] = '\0';
	fclose(file);
	unlink(path);
}

struct source {
	enum foreign_kind kind;
	const char *stated_at;
	enum channel default_channel;
	bool end_codes_without_date;
	bool padded_progress;
	bool only_snapshot;
};

/* TEXT NULL: the sample NAME, else the message itself. */
static struct reading *
read_message(const char *name, const char *text, const struct source *source)
{
	struct reading *reading = calloc(1, sizeof *reading);
	struct foreign_profile *profile;
	struct error err = { 0 };
	char path[1024], report_path[] = "/tmp/trakhuc-report-XXXXXX";
	struct foreign foreign = {
		.kind = source->kind,
		.path = path,
		.source = SLICE_LITERAL("/thu/nguon"),
		.event = take_event,
		.context = reading,
	};

	assert_non_null(reading);
	reading->encoder = encoder_open();
	assert_true(foreign_profile_open(&profile, NULL, &err));
	profile->default_channel = source->default_channel;
	profile->end_codes_without_date = source->end_codes_without_date;
	profile->padded_progress = source->padded_progress;
	profile->only_snapshot = source->only_snapshot;
	foreign.profile = profile;
	if (source->stated_at)
		assert_int_equal(instant_parse(slice_text(source->stated_at),
					       &foreign.stated_at_us),
				 INSTANT_OK);
	close(mkstemp(report_path));
	assert_true(report_open(&foreign.report, report_path, &err));
	sample_path(path, sizeof path, name);
	if (text)
		assert_true(foreign_read_message(&foreign, slice_text(text), &err));
	else
		assert_true(foreign_read(&foreign, &err));
	reading->refused = report_count(foreign.report, REPORT_REFUSED);
	reading->remarks = report_count(foreign.report, REPORT_REMARK);
	reading->records = foreign.records;
	assert_true(report_close(&foreign.report, &err));
	read_report(reading, report_path);
	foreign_profile_close(profile);
	reading->encoder = encoder_close(reading->encoder);
	return reading;
}

static int
compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The set of events, whatever their order; EXPECTED ends with NULL. */
static void
expect_events(struct reading *reading, const char *const *expected)
{
	char lines[EVENTS_MAX][LINE_BYTES] = { { 0 } };
	int count = 0;

	for (; expected[count]; count++)
		snprintf(lines[count], LINE_BYTES, "%s", expected[count]);
	qsort(lines, (size_t)count, LINE_BYTES, compare_lines);
	qsort(reading->lines, (size_t)reading->count, LINE_BYTES, compare_lines);
	for (int i = 0; i < count && i < reading->count; i++)
		assert_string_equal(reading->lines[i], lines[i]);
	assert_int_equal(reading->count, count);
}

static void
expect_nothing_personal(const struct reading *reading)
{
	static const char *const words[] = { "CANARY", "999000", "Q0FOQVJZ" };

	for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
		assert_null(strstr(reading->json, words[i]));
		assert_null(strstr(reading->report, words[i]));
	}
}

/* A sample, its events, how much of it is refused and remarked. */
static void
expect_sample(const char *name, const struct source *source, const char *const *events,
	      uint64_t refused, uint64_t remarks)
{
	struct reading *first = read_message(name, NULL, source);
	struct reading *second = read_message(name, NULL, source);
	int64_t stated_at_us;

	assert_int_equal(first->count, second->count);
	assert_memory_equal(first->ids, second->ids, sizeof first->ids);
	assert_int_equal(instant_parse(slice_text(source->stated_at), &stated_at_us), INSTANT_OK);
	assert_int_equal(first->time_us, stated_at_us);
	assert_int_equal(first->refused, refused);
	assert_int_equal(first->remarks, remarks);
	expect_nothing_personal(first);
	expect_events(first, events);
	free(first);
	free(second);
}

static void
an_envelope_with_two_dossiers_one_of_them_ended(void **state)
{
	static const char *const events[] = {
		"dossier.received H48.21-260105-0001 2026-01-05T08:12:30 | procedure=1.001193 "
		"unit=H48.21 channel=direct due=2026-01-06 due_basis=stated",
		"dossier.resolved H48.21-260105-0001 2026-01-06T14:30:00 | electronic_result=1",
		"dossier.returned H48.21-260105-0001 2026-01-06T15:05:00 |",
		"dossier.received H48.21-260105-0002 2026-01-05T07:45:00 | procedure=2.000635 "
		"unit=H48.21 channel=direct due=2026-01-05 due_basis=stated",
		NULL,
	};
	struct source source = { .stated_at = "2026-01-06T15:10:00+07:00" };

	(void)state;
	expect_sample("sync-1-envelope.json", &source, events, 0, 0);
}

static void
a_code_9_without_its_date_ends_nothing(void **state)
{
	static const char *const events[] = {
		"dossier.submitted H48.30-260112-0103 2026-01-12T10:00:00 | procedure=1.001612 "
		"unit=H48.30 channel=postal",
		"dossier.received H48.30-260112-0103 2026-01-12T10:00:00 | procedure=1.001612 "
		"unit=H48.30 channel=postal due=2026-01-19 due_basis=stated fee_vnd=100000",
		"dossier.digitised H48.30-260112-0103 2026-01-12T10:00:00 | papers=1 digitised=1 "
		"reused=1 stored=0",
		"dossier.supplement-requested H48.30-260112-0103 2026-01-13T09:15:00 |",
		NULL,
	};
	struct source source = { .stated_at = "2026-01-15T19:00:00+07:00" };

	(void)state;
	expect_sample("sync-2-code-9-without-end.json", &source, events, 0, 1);
}

static void
one_bare_object_with_numbers_and_iso_dates(void **state)
{
	static const char *const events[] = {
		"dossier.submitted H48.15-20260608-0092637 2026-06-08T14:07:53 | "
		"procedure=1.013217 service=1.013217 unit=H48.15 channel=online",
		"dossier.received H48.15-20260608-0092637 2026-06-08T15:32:10 | "
		"procedure=1.013217 unit=H48.15 channel=online",
		NULL,
	};
	struct source source = { .stated_at = "2026-06-09T08:00:00+07:00",
				 .default_channel = CHANNEL_ONLINE };

	(void)state;
	expect_sample("sync-3-numbers-iso.json", &source, events, 0, 0);
}

static void
quirks_and_personal_data(void **state)
{
	static const char *const events[] = {
		"dossier.submitted 000.00.53.H48-251231-0099 2025-12-31T16:30:00 | "
		"procedure=1.000656 unit=000.00.53.H48 channel=online",
		"dossier.received 000.00.53.H48-251231-0099 2025-12-31T16:40:00 | "
		"procedure=1.000656 unit=000.00.53.H48 channel=online",
		"dossier.resolved 000.00.53.H48-251231-0099 2026-01-02T08:30:00 | "
		"electronic_result=1",
		"dossier.submitted H48.21-260102-0007 2026-01-02T08:55:00 | procedure=1.001193 "
		"unit=H48.21 channel=online",
		"dossier.refused H48.21-260102-0007 2026-01-02T10:15:00 |",
		"dossier.received H48.21-260102-0008 2026-01-02T09:30:00 | procedure=2.000635 "
		"unit=H48.21 channel=online due=2026-01-09 due_basis=stated fee_vnd=11000",
		"dossier.paid H48.21-260102-0008 2026-01-02T09:30:00 | paid_vnd=11000 online=1",
		"dossier.withdrawn H48.21-260102-0008 2026-01-05T09:00:00 |",
		NULL,
	};
	struct source source = { .stated_at = "2026-01-06T08:00:00+07:00" };

	(void)state;
	expect_sample("sync-4-quirks-and-personal-data.json", &source, events, 1, 0);
}

static void
steps_of_progress(void **state)
{
	static const char *const events[] = {
		"dossier.status H48.21-260105-0002 2026-01-05T07:45:00 | code=2",
		"dossier.status H48.21-260105-0002 2026-01-05T09:30:00 | code=5",
		"dossier.status H48.21-260105-0002 2026-01-06T08:00:00 | code=4",
		NULL,
	};
	struct source source = { .kind = FOREIGN_PROGRESS,
				 .stated_at = "2026-01-06T08:01:00+07:00" };

	(void)state;
	expect_sample("status-1-progress.json", &source, events, 0, 1);
}

static void
the_report_names_the_record_without_its_values(void **state)
{
	struct source source = { .stated_at = "2026-01-06T08:00:00+07:00" };
	struct reading *reading =
		read_message("sync-4-quirks-and-personal-data.json", NULL, &source);

	(void)state;
	assert_non_null(strstr(reading->report, "\"record\":4"));
	assert_non_null(strstr(reading->report, "\"dossier\":\"H48.21-260102-0009\""));
	assert_non_null(strstr(reading->report, "\"reason\":\"member_missing\""));
	assert_non_null(strstr(reading->report, "\"member\":\"MaTTHC\""));
	free(reading);
}

/* -- messages written here ------------------------------------------------------------ */

#define AT "2026-03-10T08:00:00+07:00"
#define RECORD(members) "[{\"MaHoSo\":\"H48.21-260302-0001\",\"MaTTHC\":\"1.001193\"," members "}]"

struct message_case {
	const char *sentence;
	const char *text;
	const char *events[6];
	uint64_t refused;
	uint64_t remarks;
	struct source source;
};

#define RECEIVED                                                                      \
	"dossier.received H48.21-260302-0001 2026-03-02T08:00:00 | procedure=1.001193 " \
	"unit=H48.21 channel=direct"

static const struct message_case cases[] = {
	{ "a new due date is a re-appointment on the day of the supplement",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"DanhSachHoSoBoSung\":[{"
		 "\"NgayBoSung\":\"2026-03-03T09:00:00\",\"NgayTiepNhanBoSung\":"
		 "\"2026-03-05T10:00:00.500\",\"NgayHenTraTruoc\":\"20260306\","
		 "\"NgayHenTraMoi\":\"20260310\"}]"),
	  { RECEIVED, "dossier.supplement-requested H48.21-260302-0001 2026-03-03T09:00:00 |",
	    "dossier.resumed H48.21-260302-0001 2026-03-05T10:00:00 |",
	    "dossier.rescheduled H48.21-260302-0001 2026-03-05T10:00:00 | due=2026-03-10 "
	    "due_before=2026-03-06" },
	  0, 0, { .stated_at = AT } },
	{ "a refused dossier with an end date is refused on it, and was never received",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"TrangThaiHoSo\":3,"
		 "\"NgayKetThucXuLy\":\"20260303080000\""),
	  { "dossier.refused H48.21-260302-0001 2026-03-03T08:00:00 |" }, 0, 0,
	  { .stated_at = AT } },
	{ "an end date with a status that is none is a contradiction and ends nothing",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"TrangThaiHoSo\":\"4\","
		 "\"NgayKetThucXuLy\":\"20260303080000\""),
	  { RECEIVED }, 0, 1, { .stated_at = AT } },
	{ "a stop with an end date is final",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"TrangThaiHoSo\":\"08\","
		 "\"NgayKetThucXuLy\":\"20260303080000\""),
	  { RECEIVED, "dossier.stopped H48.21-260302-0001 2026-03-03T08:00:00 | final=1" }, 0, 0,
	  { .stated_at = AT } },
	{ "a status may be an object of the list, or its Vietnamese words",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"NgayKetThucXuLy\":\"20260303080000\","
		 "\"TrangThaiHoSo\":{\"MaMuc\":\"07\",\"TenMuc\":\"CANARY\"}"),
	  { RECEIVED, "dossier.withdrawn H48.21-260302-0001 2026-03-03T08:00:00 |" }, 0, 0,
	  { .stated_at = AT } },
	{ "an impossible date is left out and reported",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"NgayTra\":\"2014/02/30\""),
	  { RECEIVED }, 0, 1, { .stated_at = AT } },
	{ "a date after the statement is left out and reported, a due date is not",
	  RECORD("\"NgayNop\":\"20260312080000\",\"NgayHenTra\":\"20260420\","
		 "\"NgayTiepNhan\":\"20260302080000\""),
	  { RECEIVED " due=2026-04-20 due_basis=stated" }, 0, 1, { .stated_at = AT } },
	{ "an unknown channel refuses the record",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"KenhThucHien\":\"9\""), { NULL }, 1, 0,
	  { .stated_at = AT } },
	{ "a code without its date is believed when the profile says so",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"TrangThaiHoSo\":9"),
	  { RECEIVED, "dossier.status H48.21-260302-0001 2026-03-10T08:00:00 | code=9" }, 0, 0,
	  { .stated_at = AT, .end_codes_without_date = true } },
	{ "a member in other letters is found, the exact one is stronger",
	  RECORD("\"ngaytiepnhan\":\"20260301080000\",\"NgayTiepNhan\":\"20260302080000\""),
	  { RECEIVED }, 0, 0, { .stated_at = AT } },
	{ "two records of one dossier: the last one is stated later, and the reader says so",
	  "{\"total\":2,\"Data\":["
	  "{\"MaHoSo\":\"H48.21-260302-0001\",\"MaTTHC\":\"1.001193\",\"NgayTiepNhan\":"
	  "\"20260302080000\",\"NgayHenTra\":\"20260305\"},"
	  "{\"MaHoSo\":\"H48.21-260302-0001\",\"MaTTHC\":\"1.001193\",\"NgayTiepNhan\":"
	  "\"20260302080000\",\"NgayHenTra\":\"20260306\"}]}",
	  { RECEIVED " due=2026-03-05 due_basis=stated",
	    RECEIVED " due=2026-03-06 due_basis=stated" },
	  0, 1, { .stated_at = AT } },
	{ "the result that is the paper handed in is no electronic result",
	  RECORD("\"NgayKetThucXuLy\":\"20260303080000\",\"TaiLieuNop\":[{\"DuongDanTaiTepTin\":"
		 "\"https://example.invalid/1\"}],\"DanhSachGiayToKetQua\":[{"
		 "\"DuongDanTepTinKetQua\":\"https://example.invalid/1\"}]"),
	  { "dossier.resolved H48.21-260302-0001 2026-03-03T08:00:00 |" }, 0, 0,
	  { .stated_at = AT } },
	{ "without the time of the statement a record is refused",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\""), { NULL }, 1, 0, { .stated_at = NULL } },
	{ "the only snapshot is stated at the latest date of the record",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\""), { RECEIVED }, 0, 0,
	  { .only_snapshot = true } },
	{ "an envelope of another service is refused",
	  "{\"service\":\"CapNhatTienDoHoSoMC\",\"data\":[{\"MaHoSo\":\"H48.21-260302-0001\"}]}",
	  { NULL }, 1, 0, { .stated_at = AT } },
	{ "padded steps are dropped",
	  "[{\"MaHoSo\":\"H48.21-260302-0001\",\"ThoiDiemXuLy\":\"2026-03-03T08:00:00.123\","
	  "\"TrangThai\":4},{\"MaHoSo\":\"H48.21-260302-0001\",\"ThoiDiemXuLy\":"
	  "\"20260302080000\",\"TrangThai\":\"9\"}]",
	  { "dossier.status H48.21-260302-0001 2026-03-03T08:00:00 | code=4" }, 0, 0,
	  { .kind = FOREIGN_PROGRESS, .stated_at = AT, .padded_progress = true } },
	{ "a member twice in one object refuses the whole message",
	  RECORD("\"NgayTiepNhan\":\"20260302080000\",\"NgayTra\":\"\",\"NgayTra\":\"\""),
	  { NULL }, 1, 0, { .stated_at = AT } },
	{ "U+0000 refuses the whole message", RECORD("\"GhiChu\":\"\\u0000\""), { NULL }, 1, 0,
	  { .stated_at = AT } },
	{ "half a message is refused, also what stands before the cut",
	  "[{\"MaHoSo\":\"H48.21-260302-0001\",\"MaTTHC\":\"1.001193\",\"NgayTiepNhan\":"
	  "\"20260302080000\"},{\"MaHoSo\":",
	  { NULL }, 1, 0, { .stated_at = AT } },
	{ "an empty page has no records", "{\"total\":0,\"data\":[]}", { NULL }, 0, 0,
	  { .stated_at = AT } },
};

static void
messages_of_every_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct reading *reading = read_message("-", cases[i].text, &cases[i].source);

		print_message("  %s\n", cases[i].sentence);
		expect_events(reading, cases[i].events);
		assert_int_equal(reading->refused, cases[i].refused);
		assert_int_equal(reading->remarks, cases[i].remarks);
		expect_nothing_personal(reading);
		free(reading);
	}
}

/* A message of COUNT records, or of one that is nested DEPTH deep. */
static char *
big_message(int records, int depth)
{
	char *text = malloc((size_t)records * 64 + (size_t)depth * 2 + 64);
	char *at = text;

	assert_non_null(text);
	*at++ = '[';
	for (int i = 0; i < records; i++)
		at += sprintf(at, "%s{\"MaHoSo\":\"H48.21-260302-%05d\"}", i > 0 ? "," : "", i);
	for (int i = 1; i < depth; i++)
		*at++ = '[';
	for (int i = 1; i < depth; i++)
		*at++ = ']';
	at[0] = ']';
	at[1] = '\0';
	return text;
}

static void
limits_refuse_the_message_by_their_name(void **state)
{
	static const struct {
		int records, depth;
		uint64_t refused;
		const char *reason;
	} limits[] = {
		{ 10000, 0, 0, NULL },
		{ 10001, 0, 1, "too_many_records" },
		{ 0, 32, 0, NULL },
		{ 0, 33, 1, "too_deep" },
	};
	struct source source = { .stated_at = AT };

	(void)state;
	for (size_t i = 0; i < ARRAY_COUNT(limits); i++) {
		char *text = big_message(limits[i].records, limits[i].depth);
		struct reading *reading = read_message("-", text, &source);

		assert_int_equal(reading->refused, limits[i].refused);
		if (limits[i].reason)
			assert_non_null(strstr(reading->report, limits[i].reason));
		free(reading);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_envelope_with_two_dossiers_one_of_them_ended),
		cmocka_unit_test(a_code_9_without_its_date_ends_nothing),
		cmocka_unit_test(one_bare_object_with_numbers_and_iso_dates),
		cmocka_unit_test(quirks_and_personal_data),
		cmocka_unit_test(steps_of_progress),
		cmocka_unit_test(the_report_names_the_record_without_its_values),
		cmocka_unit_test(messages_of_every_shape),
		cmocka_unit_test(limits_refuse_the_message_by_their_name),
	};

	return cmocka_run_group_tests_name("foreign formats", tests, NULL, NULL);
}
