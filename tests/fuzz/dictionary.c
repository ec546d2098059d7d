/* SPDX-License-Identifier: PostgreSQL
 *
 * dictionary.c - the words of a target for libFuzzer, from the tables that the code uses.
 *
 *   fuzz-dictionary event|request|answer|geojson|configuration|foreign|dead
 */
#include <stdio.h>
#include <string.h>

#include "consumers/ioc/route.h"
#include "schema/base/attr.h"

static void
word(const char *text)
{
	putchar('"');
	for (const char *c = text; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte == '"' || byte == '\\' || byte < 0x20 || byte > 0x7e)
			printf("\\x%02x", byte);
		else
			putchar(*c);
	}
	puts("\"");
}

static void
words(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		word(texts[i]);
}

static void
json_words(void)
{
	static const char *const texts[] = {
		"{", "}", "[", "]", ":", ",", "\"", "null", "true", "false", "{}", "[]",
		"\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\\"", "\\/", "\\n",
		"0", "-0", "1e9", "1E-9", "-1", "0.000001", "9223372036854775807",
		"-9223372036854775808", "999999999999.999999", "\xef\xbb\xbf", "\xc4\x90",
		"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80", "/*", "//",
		"2026-01-01", "2026-02-29", "1999-12-31T17:00:00Z", "2099-12-31T23:59:59+07:00",
		"2026-01-05T08:00:00.123456+07:00", "T24:00:00", "+14:00", "-00:00", "Z",
	};

	words(texts, ARRAY_COUNT(texts));
}

static void
event_words(void)
{
	static const char *const texts[] = {
#define MEMBER(name, json, kind, low, high) "\"" json "\":",
#include "schema/contract/event.def"
#define TYPE(name, json, topic, entity) "vn.gov.quangngai." json ".v1",
#include "schema/contract/event.def"
#define LIST(name, ...) __VA_ARGS__,
#include "schema/contract/event.def"
		"\"specversion\":\"1.0\"", "\"type\":", "\"source\":", "\"id\":", "\"time\":",
		"\"datacontenttype\":", "\"data_base64\":", "\"sequence\":", "\"partitionkey\":",
		"\"traceparent\":", "\"data\":", "ce_specversion: 1.0\n", "ce_type: ",
		"ce_source: ", "ce_id: ", "ce_time: ", "ce_sequence: ", "ce_partitionkey: ",
		"ce_traceparent: ", "content-type: application/json\n",
		"content-type: application/cloudevents+json\n", "key: ", "broker-time: ",
		".000.00.00.H48", "2026-H1", "2026-Q4", "2026-12",
	};

	json_words();
	words(texts, ARRAY_COUNT(texts));
}

static void
route_words(const char *path)
{
	struct slice name = { NULL, 0 };
	const struct route *route = route_find(slice_text(path), &name);

	for (const struct parameter *all = route ? route->parameters : NULL; all && all->name;
	     all++) {
		word(all->name);
		if (all->words)
			word(all->words);
		if (all->standard)
			word(all->standard);
	}
}

static void
request_words(void)
{
	static const char *const paths[] = {
		"/", "/healthz", "/readyz", "/api/v1/stream", "/api/v1/now", "/api/v1/units",
		"/api/v1/sources", "/api/v1/partitions", "/api/v1/fields",
		"/api/v1/procedures", "/api/v1/units/x", "/api/v1/form-06a",
		"/api/v1/dossiers", "/api/v1/dossiers/x/events", "/api/v1/dead-letters", "/api/v1/alerts",
		"/api/v1/documents/unhandled", "/api/v1/days", "/api/v1/hours", "/openapi.json",
		"/units", "/units/x", "/fields", "/procedures", "/dossiers", "/dossiers/x",
		"/documents", "/documents/unhandled", "/operations", "/alerts",
	};
	static const char *const texts[] = {
		"GET\n", "HEAD\n", "POST\n", "127.0.0.1:8480\n", "localhost", "[::1]:80",
		"text/csv", "gzip", "?", "&", "=", "%", "%25", "%C4%90", "%00", "%ff", "+", "..",
		"wall=1", "day=01/10/2026", ".csv", "infinity%7C", "2026-11-25%7C", "|",
	};

	words(paths, ARRAY_COUNT(paths));
	words(texts, ARRAY_COUNT(texts));
	for (size_t i = 0; i < ARRAY_COUNT(paths); i++)
		route_words(paths[i]);
}

static void
answer_words(void)
{
	static const char *const texts[] = {
		"snapshot", "away", "unread", "<fuzz", "'\"fuzz=", "&", "'", "|", "||", "\n=/api/v1/",
		"\"unknown\"", "\"denied\"", "infinity", "-1", "0", "[]", "[1,2]", "98.5", "%27%22fuzz%3D",
		"%3Cfuzz", "%20", "running", "ended", "commune", "2026-11-25 08:31:22.12+07",
#define COLUMN(name, type) " " #name,
#include "tests/fuzz/columns.def"
#undef COLUMN
	};

	request_words();
	words(texts, ARRAY_COUNT(texts));
}

static void
geojson_words(void)
{
	static const char *const texts[] = {
		"\"type\":", "\"FeatureCollection\"", "\"features\":", "\"Feature\"", "\"properties\":",
		"\"unit\":", "\"21025\"", "\"21028\"", "\"geometry\":", "\"coordinates\":",
		"\"Polygon\"", "\"MultiPolygon\"", "\"GeometryCollection\"", "[108.5,15]", "[[[108,15],",
		"-180", "180", "90", "-90", "1e308", "1e-308", "-0", "108.49999999", "null",
	};

	words(texts, ARRAY_COUNT(texts));
}

static void
configuration_words(void)
{
	static const char *const texts[] = {
#define CONF_TEXT(section, key, value, secret, sentence) "[" #section "]\n" #key " = " value,
#define CONF_NUMBER(section, key, value, lowest, highest, unit, sentence) \
	"[" #section "]\n" #key " = " #lowest, #highest,
#include "schema/base/conf.def"
		"[kafka.properties]\n", "security.protocol = sasl_ssl\n", "\n\t", " ;", "; ", "# ",
		"=", ":", "\xef\xbb\xbf", "]", "-1", "99999999999999999999", "password=",
	};

	words(texts, ARRAY_COUNT(texts));
}

static void
foreign_words(void)
{
	static const char *const texts[] = {
#define FIELD(name, member) "\"" member "\":",
#define LIST_FIELD(name, member) "\"" member "\":",
#define ROW_FIELD(name, member) "\"" member "\":",
#include "producers/formats/fields.def"
		"\"session\":", "\"madonvi\":", "\"service\":", "\"data\":", "DongBoHoSoMC",
		"CapNhatTienDoHoSoMC", "20260105081230", "20260105", "05/01/2026 08:12",
		"2026/01/05", "N/A", "0001-01-01T00:00:00", "\"10\"", "1=1 2=2",
	};

	json_words();
	words(texts, ARRAY_COUNT(texts));
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *target;
		void (*print)(void);
	} all[] = {
		{ "event", event_words },
		{ "request", request_words },
		{ "answer", answer_words },
		{ "geojson", geojson_words },
		{ "configuration", configuration_words },
		{ "foreign", foreign_words },
		{ "dead", event_words },
	};

	for (size_t i = 0; argc == 2 && i < ARRAY_COUNT(all); i++) {
		if (strcmp(all[i].target, argv[1]) != 0)
			continue;
		all[i].print();
		return 0;
	}
	fprintf(stderr, "usage: fuzz-dictionary event|request|answer|geojson|configuration|foreign|dead\n");
	return 2;
}
