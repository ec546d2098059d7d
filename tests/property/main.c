/* SPDX-License-Identifier: PostgreSQL
 *
 * main.c - runs every property on many random histories; a failing one is shrunk.
 */
#include <stdlib.h>

#include "schema/base/check.h"
#include "tests/property/properties.h"

enum { HISTORIES_FULL = 100000 };

static int64_t
number_from(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoll(text, NULL, 10) : otherwise;
}

/* Leaves out one event after the other as long as the property still fails. */
static int
shrink(const struct property *property, struct trial *trial, const struct event **events)
{
	bool shorter = true;

	while (shorter) {
		shorter = false;
		for (int i = 0; i < trial->count; i++) {
			const struct event *out = events[i];

			for (int j = i; j + 1 < trial->count; j++)
				events[j] = events[j + 1];
			trial->count--;
			if (property->fails(trial)) {
				shorter = true;
				break;
			}
			for (int j = trial->count++; j > i; j--)
				events[j] = events[j - 1];
			events[i] = out;
		}
	}
	return trial->count;
}

static bool
holds(const struct property *property, const struct codes *codes, uint64_t seed)
{
	static struct history history;
	static const struct event *events[HISTORY_EVENTS_MAX];
	struct trial trial = { .events = events, .seed = seed, .codes = codes };
	const char *why;

	history_make(&history, property->entity, seed);
	trial.count = history.count;
	trial.first_day = history.first_day;
	for (int i = 0; i < history.count; i++)
		events[i] = &history.told[i].event;
	why = property->fails(&trial);
	if (!why)
		return true;
	shrink(property, &trial, events);
	printf("# seed %llu: %s; the shortest history that shows it:\n",
	       (unsigned long long)seed, why);
	for (int i = 0; i < trial.count; i++)
		history_print(stdout, events[i]);
	return false;
}

static bool
check_property(const struct property *property, const struct codes *codes,
	       uint64_t seed, int64_t histories)
{
	bool ok = true;

	for (int64_t i = 0; i < histories && ok; i++)
		ok = holds(property, codes, seed + (uint64_t)i);
	printf("%s - %s (%lld histories)\n", ok ? "ok" : "not ok", property->sentence,
	       (long long)histories);
	return ok;
}

int
main(void)
{
	static const struct property *const groups[] = { dossier_state_properties,
							 dossier_count_properties,
							 document_state_properties,
							 document_count_properties,
							 indicator_properties };
	int64_t scale = number_from("TRAKHUC_PROPERTY_SCALE", 100);
	uint64_t seed = (uint64_t)number_from("TRAKHUC_PROPERTY_SEED", 20261125);
	struct codes *codes = history_codes();
	int passed = 0, failed = 0;

	printf("# seed %llu\n", (unsigned long long)seed);
	for (size_t i = 0; i < ARRAY_COUNT(groups); i++)
		for (const struct property *p = groups[i]; p->sentence; p++)
			if (check_property(p, codes, seed, HISTORIES_FULL * scale / 100))
				passed++;
			else
				failed++;
	codes_close(codes);
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0;
}
