/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/route.h"

#include <string.h>

#include "consumers/ioc/measure.h"
#include "ioc_files.h"
#include "schema/base/attr.h"
#include "schema/base/check.h"

/* Parameters that mean the same everywhere. */
#define DAY { .name = "day", .kind = PARAMETER_PAST }
#define UNIT { .name = "unit", .kind = PARAMETER_CODE }
#define FIELD { .name = "field", .kind = PARAMETER_FIELD }
#define CHANNEL { .name = "channel", .kind = PARAMETER_WORD, .words = "unknown direct online postal" }
#define LIMIT { .name = "limit", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 1000, .standard = "100" }
#define AFTER { .name = "after", .kind = PARAMETER_PLACE }
#define FROM { .name = "from", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 1000000 }
#define HOURS { .name = "hours", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 87600, .standard = "24" }
#define END { 0 }

#define PARAMETERS(name) static const struct parameter name##_parameters[]

PARAMETERS(now) = { DAY, CHANNEL, END };
PARAMETERS(units) = {
	DAY, CHANNEL,
	{ .name = "name", .kind = PARAMETER_FIELD },
	{ .name = "level", .kind = PARAMETER_WORD, .words = "commune province" },
	END,
};
PARAMETERS(unit_course) = {
	DAY,
	{ .name = "days", .kind = PARAMETER_NUMBER, .lowest = 2, .highest = 92, .standard = "30" },
	CHANNEL, END,
};
PARAMETERS(unit) = { { .name = "unit", .kind = PARAMETER_CODE, .required = true }, DAY, CHANNEL, END };
PARAMETERS(fields) = { DAY, UNIT, CHANNEL, END };
PARAMETERS(procedures) = { DAY, UNIT, FIELD, CHANNEL, END };
PARAMETERS(field_page) = { DAY, UNIT, CHANNEL, FROM, END };
PARAMETERS(procedure_page) = { DAY, UNIT, FIELD, CHANNEL, FROM, END };
PARAMETERS(days) = {
	DAY,
	{ .name = "days", .kind = PARAMETER_NUMBER, .lowest = 1, .highest = 366, .standard = "366" },
	UNIT, CHANNEL, END,
};
PARAMETERS(hours) = { DAY, UNIT, END };
PARAMETERS(comparison) = { DAY, UNIT, CHANNEL, END };
PARAMETERS(form) = {
	{ .name = "from", .kind = PARAMETER_DAY, .required = true },
	{ .name = "to", .kind = PARAMETER_DAY, .required = true },
	{ .name = "by", .kind = PARAMETER_WORD, .words = "unit field", .standard = "unit" },
	END,
};
PARAMETERS(dossiers) = {
	DAY,
	{ .name = "status", .kind = PARAMETER_WORD,
	  .words = "pending running overdue near_due waiting_supplement waiting_payment stopped "
		   "awaiting_reception reception_overdue ended done done_on_time done_overdue closed" },
	UNIT,
	{ .name = "receiving_unit", .kind = PARAMETER_CODE },
	{ .name = "procedure", .kind = PARAMETER_CODE },
	FIELD, CHANNEL,
	{ .name = "part", .kind = PARAMETER_WORD,
	  .words = "full digitised reused paid_online late_reception electronic_result no_due" },
	{ .name = "received_from", .kind = PARAMETER_DAY },
	{ .name = "received_to", .kind = PARAMETER_DAY },
	{ .name = "ended_from", .kind = PARAMETER_DAY },
	{ .name = "ended_to", .kind = PARAMETER_DAY },
	{ .name = "due_from", .kind = PARAMETER_DAY },
	{ .name = "due_to", .kind = PARAMETER_DAY },
	{ .name = "dossier", .kind = PARAMETER_CODE },
	LIMIT, AFTER, END,
};
PARAMETERS(dossier) = { { .name = "dossier", .kind = PARAMETER_CODE, .required = true }, END };
PARAMETERS(documents) = { DAY, END };
PARAMETERS(document_page) = { DAY, FROM, END };
PARAMETERS(unhandled) = {
	DAY,
	{ .name = "recipient", .kind = PARAMETER_CODE },
	{ .name = "status", .kind = PARAMETER_WORD, .words = "pending overdue", .standard = "pending" },
	LIMIT, AFTER, END,
};
PARAMETERS(issued) = {
	DAY, UNIT,
	{ .name = "level", .kind = PARAMETER_WORD, .words = "province commune unknown" },
	{ .name = "kind", .kind = PARAMETER_WORD,
	  .words = "electronic electronic_unknown signed signed_unknown revoked" },
	{ .name = "from_day", .kind = PARAMETER_DAY },
	{ .name = "to_day", .kind = PARAMETER_DAY },
	LIMIT, AFTER, END,
};
PARAMETERS(overview) = {
	DAY,
	{ .name = "measure", .kind = PARAMETER_WORD, .words = MEASURE_WORDS, .standard = "overdue" },
	END,
};
PARAMETERS(dead_letters) = { { .name = "reason", .kind = PARAMETER_TEXT }, HOURS, LIMIT, END };
PARAMETERS(reasons) = { HOURS, END };
PARAMETERS(alerts) = {
	{ .name = "state", .kind = PARAMETER_WORD, .words = "open acknowledged closed all" },
	{ .name = "rule", .kind = PARAMETER_TEXT },
	UNIT,
	{ .name = "since", .kind = PARAMETER_DAY },
	LIMIT, AFTER, END,
};
PARAMETERS(alerts_worst) = {
	{ .name = "rule", .kind = PARAMETER_TEXT },
	UNIT,
	{ .name = "since", .kind = PARAMETER_DAY },
	LIMIT, END,
};
PARAMETERS(alert_page) = {
	{ .name = "rule", .kind = PARAMETER_TEXT },
	UNIT,
	{ .name = "since", .kind = PARAMETER_DAY },
	END,
};
PARAMETERS(alert_list) = {
	{ .name = "state", .kind = PARAMETER_WORD, .words = "open acknowledged closed", .standard = "closed" },
	{ .name = "rule", .kind = PARAMETER_TEXT },
	UNIT,
	{ .name = "since", .kind = PARAMETER_DAY },
	LIMIT, AFTER, END,
};
PARAMETERS(none) = { END };
PARAMETERS(newest) = { LIMIT, END };

/* A question to the database that NAME stands for: its statement and its parameters. */
#define ASKS(name, given) .kind = ANSWER_QUERY, .statement = statement_##name, .parameters = given##_parameters, .table = true

#define PARTS(name) static const struct part name##_parts[]

PARTS(overview) = {
	{ "now", "/api/v1/now", NULL, NULL },
	{ "units", "/api/v1/units", NULL, NULL },
	{ "hours", "/api/v1/hours", NULL, NULL },
	{ "days", "/api/v1/days", "days", "92" },
	{ "sources", "/api/v1/sources", NULL, NULL },
	{ "comparison", "/api/v1/comparison", NULL, NULL },
	{ "alerts", "/api/v1/alerts", "limit", "8" },
	{ 0 },
};
PARTS(units) = {
	{ "units", "/api/v1/units", NULL, NULL },
	{ "course", "/api/v1/unit-course", NULL, NULL },
	{ 0 },
};
PARTS(unit) = {
	{ "unit", "/api/v1/units/{}", NULL, NULL },
	{ "fields", "/api/v1/fields", NULL, NULL },
	{ "procedures", "/api/v1/procedures", NULL, NULL },
	{ "hours", "/api/v1/hours", NULL, NULL },
	{ "days", "/api/v1/days", "days", "92" },
	{ "comparison", "/api/v1/comparison", NULL, NULL },
	{ 0 },
};
PARTS(fields) = { { "fields", "/api/v1/fields", NULL, NULL }, { 0 } };
PARTS(procedures) = { { "procedures", "/api/v1/procedures", NULL, NULL }, { 0 } };
PARTS(dossiers) = { { "dossiers", "/api/v1/dossiers", NULL, NULL }, { 0 } };
PARTS(dossier) = {
	{ "dossier", "/api/v1/dossiers/{}", NULL, NULL },
	{ "events", "/api/v1/dossiers/{}/events", NULL, NULL },
	{ 0 },
};
PARTS(documents) = {
	{ "levels", "/api/v1/documents/levels", NULL, NULL },
	{ "recipients", "/api/v1/recipients", NULL, NULL },
	{ "documents", "/api/v1/documents", NULL, NULL },
	{ "unhandled", "/api/v1/documents/unhandled", "limit", "10" },
	{ 0 },
};
PARTS(unhandled) = { { "unhandled", "/api/v1/documents/unhandled", NULL, NULL }, { 0 } };
PARTS(issued) = { { "issued", "/api/v1/documents/issued", NULL, NULL }, { 0 } };
PARTS(operations) = {
	{ "sources", "/api/v1/sources", NULL, NULL },
	{ "partitions", "/api/v1/partitions", NULL, NULL },
	{ "reasons", "/api/v1/dead-letters/reasons", "hours", "168" },
	{ "letters", "/api/v1/dead-letters", "hours", "168" },
	{ "halts", "/api/v1/halts", "limit", "20" },
	{ "reaggregation", "/api/v1/reaggregation", NULL, NULL },
	{ "audits", "/api/v1/audits", "limit", "5" },
	{ "actions", "/api/v1/actions", "limit", "20" },
	{ 0 },
};

PARTS(alerts) = {
	{ "open", "/api/v1/alerts/worst", NULL, NULL },
	{ "acknowledged", "/api/v1/alerts", "state", "acknowledged" },
	{ "closed", "/api/v1/alerts", "state", "closed" },
	{ "rules", "/api/v1/alert-rules", NULL, NULL },
	{ 0 },
};
PARTS(alert_list) = { { "listed", "/api/v1/alerts", NULL, NULL }, { 0 } };

#define PAGE(name, given) .kind = ANSWER_PAGE, .file = #name, .parts = name##_parts, .parameters = given##_parameters

static const struct route routes[] = {
	{ .path = "/", PAGE(overview, overview), .title = "Tổng quan", .section = "/" },
	{ .path = "/units", PAGE(units, units), .title = "Đơn vị", .section = "/units" },
	{ .path = "/units/{}", PAGE(unit, unit), .title = "Đơn vị", .section = "/units" },
	{ .path = "/fields", PAGE(fields, field_page), .title = "Lĩnh vực",
	  .section = "/fields" },
	{ .path = "/procedures", PAGE(procedures, procedure_page), .title = "Thủ tục",
	  .section = "/fields" },
	{ .path = "/dossiers", PAGE(dossiers, dossiers), .title = "Hồ sơ", .section = "/dossiers",
	  .place = "due dossier" },
	{ .path = "/dossiers/{}", PAGE(dossier, dossier), .title = "Hồ sơ", .section = "/dossiers" },
	{ .path = "/documents", PAGE(documents, document_page), .title = "Văn bản điện tử",
	  .section = "/documents" },
	{ .path = "/documents/unhandled", PAGE(unhandled, unhandled), .title = "Văn bản chờ xử lý",
	  .section = "/documents", .place = "due document recipient" },
	{ .path = "/documents/issued", PAGE(issued, issued), .title = "Văn bản phát hành",
	  .section = "/documents", .place = "at document" },
	{ .path = "/alerts", PAGE(alerts, alert_page), .title = "Cảnh báo", .section = "/alerts" },
	{ .path = "/alerts/list", PAGE(alert_list, alert_list), .title = "Danh sách cảnh báo",
	  .section = "/alerts", .place = "closed_at alert" },
	{ .path = "/operations", .kind = ANSWER_PAGE, .file = "operations", .parts = operations_parts,
	  .title = "Vận hành", .section = "/operations" },
	{ .path = "/healthz", .kind = ANSWER_HEALTH },
	{ .path = "/readyz", .kind = ANSWER_READY },
	{ .path = "/api/v1/stream", .kind = ANSWER_STREAM },
	{ .path = "/api/v1/now", .kind = ANSWER_NOW, .statement = statement_now_at,
	  .parameters = now_parameters, .table = true, .one = true },
	{ .path = "/api/v1/comparison", .kind = ANSWER_COMPARISON, .statement = statement_comparison,
	  .parameters = comparison_parameters, .table = true },
	{ .path = "/api/v1/units", .kind = ANSWER_UNITS, .statement = statement_units_at,
	  .parameters = now_parameters, .table = true },
	{ .path = "/api/v1/units/{}", ASKS(unit, unit), .one = true },
	{ .path = "/api/v1/unit-course", ASKS(unit_course, unit_course) },
	{ .path = "/api/v1/fields", ASKS(fields, fields) },
	{ .path = "/api/v1/procedures", ASKS(procedures, procedures) },
	{ .path = "/api/v1/days", ASKS(days, days) },
	{ .path = "/api/v1/hours", ASKS(hours, hours) },
	{ .path = "/api/v1/form-06a", ASKS(form_06a, form) },
	{ .path = "/api/v1/dossiers", ASKS(dossiers, dossiers), .place = "due dossier" },
	{ .path = "/api/v1/dossiers/{}/events", ASKS(events, dossier) },
	{ .path = "/api/v1/dossiers/{}", ASKS(dossier, dossier), .one = true },
	{ .path = "/api/v1/documents", ASKS(documents, documents) },
	{ .path = "/api/v1/documents/levels", ASKS(levels, documents) },
	{ .path = "/api/v1/documents/unhandled", ASKS(unhandled, unhandled),
	  .place = "due document recipient" },
	{ .path = "/api/v1/documents/issued", ASKS(issued, issued), .place = "at document" },
	{ .path = "/api/v1/recipients", ASKS(recipients, documents) },
	{ .path = "/api/v1/sources", .kind = ANSWER_SOURCES, .table = true },
	{ .path = "/api/v1/partitions", .kind = ANSWER_PARTITIONS, .table = true },
	{ .path = "/api/v1/dead-letters", ASKS(dead_letters, dead_letters) },
	{ .path = "/api/v1/dead-letters/reasons", ASKS(reasons, reasons) },
	{ .path = "/api/v1/alerts", ASKS(alerts, alerts), .place = "closed_at alert" },
	{ .path = "/api/v1/alerts/worst", ASKS(alerts_worst, alerts_worst) },
	{ .path = "/api/v1/alert-rules", ASKS(alert_rules, none) },
	{ .path = "/api/v1/halts", ASKS(halts, newest) },
	{ .path = "/api/v1/reaggregation", .kind = ANSWER_QUERY, .statement = statement_reaggregation, .table = true },
	{ .path = "/api/v1/audits", ASKS(audits, newest) },
	{ .path = "/api/v1/actions", ASKS(actions, newest) },
};

static const struct route asset_route = { .path = "/*", .kind = ANSWER_ASSET };

/* The template of the page is a file too, but no address. */
static bool
is_asset(struct slice path)
{
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (slice_equal(slice_text(file_table[i].path), path))
			return !slice_ends_with(path, SLICE_LITERAL(".html"));
	return false;
}

/* A name has at least one byte where something follows it, so "/dossiers/events" is a name. */
static bool
matches(const char *pattern, struct slice path, struct slice *ret_name)
{
	const char *mark = strstr(pattern, "{}");
	struct slice head, tail;

	if (!mark)
		return slice_equal(slice_text(pattern), path);
	head = (struct slice){ pattern, (size_t)(mark - pattern) };
	tail = slice_text(mark + strlen("{}"));
	if (path.length < head.length + tail.length + (tail.length > 0) ||
	    memcmp(path.data, head.data, head.length) != 0 || !slice_ends_with(path, tail))
		return false;
	*ret_name = (struct slice){ path.data + head.length,
				    path.length - head.length - tail.length };
	return true;
}

const struct route *
route_find(struct slice path, struct slice *ret_name)
{
	for (size_t i = 0; i < ARRAY_COUNT(routes); i++)
		if (matches(routes[i].path, path, ret_name))
			return &routes[i];
	return is_asset(path) ? &asset_route : NULL;
}

const struct route *
route_of(const char *path)
{
	for (size_t i = 0; i < ARRAY_COUNT(routes); i++)
		if (strcmp(routes[i].path, path) == 0)
			return &routes[i];
	CHECK(false); /* a part names no route */
	return NULL;
}

static void
words_json(struct text *text, const char *words)
{
	text_add(text, "[");
	for (const char *word = words; *word != '\0';) {
		size_t size = strcspn(word, " ");

		text_add(text, word == words ? "" : ",");
		text_json(text, (struct slice){ word, size });
		word += size + (word[size] == ' ');
	}
	text_add(text, "]");
}

void
route_allowed_json(struct text *text, const struct parameter *parameter)
{
	switch (parameter->kind) {
	case PARAMETER_DAY:
		text_add(text, "{\"format\":\"date\"}");
		break;
	case PARAMETER_PAST:
		text_add(text, "{\"format\":\"date\",\"maximum\":\"today\"}");
		break;
	case PARAMETER_WORD:
		words_json(text, parameter->words);
		break;
	case PARAMETER_NUMBER:
		text_format(text, "{\"minimum\":%d,\"maximum\":%d}", parameter->lowest,
			    parameter->highest);
		break;
	case PARAMETER_CODE:
		text_add(text, "{\"maxLength\":64,\"pattern\":"
			       "\"^([A-Za-z0-9Đđ][A-Za-z0-9Đđ._,:/&+-]*)?$\"}");
		break;
	case PARAMETER_TEXT:
		text_add(text, "{\"minLength\":1,\"maxLength\":128}");
		break;
	case PARAMETER_FIELD:
		text_add(text, "{\"maxLength\":128}");
		break;
	case PARAMETER_PLACE:
		text_add(text, "{\"pattern\":\"^(infinity|[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?)[|].+$\"}");
		break;
	}
}

void
route_names_json(struct text *text, const struct route *route)
{
	const struct parameter *all = route->parameters;

	text_add(text, "[");
	for (int i = 0; all && all[i].name; i++) {
		text_add(text, i > 0 ? "," : "");
		text_json(text, slice_text(all[i].name));
	}
	text_add(text, "]");
}
