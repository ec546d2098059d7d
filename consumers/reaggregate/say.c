/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/reaggregate/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

struct say
say_open(bool json)
{
	bool lines = json || !isatty(STDOUT_FILENO);

	if (lines) /* whoever reads the lines wants each at once */
		setvbuf(stdout, NULL, _IOLBF, 0);
	return (struct say){ .json = lines };
}

static void
progress_json(const struct say_progress *p)
{
	fputs("{\"event\":\"progress\",", stdout);
	if (p->generation > 0)
		printf("\"generation\":%d,", p->generation);
	printf("\"%s\":%lld,\"about\":%lld,\"per_second\":%.0f,\"seconds_left\":",
	       p->generation > 0 ? "entities" : "records", (long long)p->entities,
	       (long long)p->about, p->rate);
	if (p->seconds_left < 0)
		fputs("null", stdout);
	else
		printf("%lld", (long long)p->seconds_left);
	printf(",\"age_ms\":%lld,\"paused\":%s}\n", (long long)p->age_ms,
	       p->paused ? "true" : "false");
}

void
say_progress(struct say *say, const struct say_progress *p)
{
	if (say->json) {
		progress_json(p);
		return;
	}
	fputs("\r\033[K", stdout);
	if (p->generation > 0)
		printf("generation %d: ", p->generation);
	printf("%lld of about %lld %s (%lld %%), %.0f/s", (long long)p->entities,
	       (long long)p->about, p->generation > 0 ? "entities" : "records",
	       p->about > 0 ? (long long)(p->entities * 100 / p->about) : 0LL, p->rate);
	if (p->paused)
		printf(", waits: live numbers are %.1f s old", (double)p->age_ms / 1000);
	else if (p->seconds_left >= 0)
		printf(", about %lld s left", (long long)p->seconds_left);
	fflush(stdout);
	say->open = true;
}

void
say_waiting(struct say *say, const char *doing, int64_t seconds)
{
	if (say->json) {
		if (say->waited == seconds / WAITING_SECONDS)
			return;
		say->waited = seconds / WAITING_SECONDS;
		if (say->waited > 0)
			printf("{\"event\":\"waiting\",\"doing\":\"%s\",\"seconds\":%lld}\n",
			       doing, (long long)seconds);
		return;
	}
	printf("\r\033[K%s: %lld s", doing, (long long)seconds);
	fflush(stdout);
	say->open = true;
}

void
say_clear(struct say *say)
{
	if (say->open)
		fputs("\r\033[K", stdout);
	say->open = false;
}

void
say_row(const struct say *say, const PGresult *result, int row)
{
	int columns = PQnfields(result) - 1;

	if (say->json) {
		puts(PQgetvalue(result, row, columns));
		return;
	}
	for (int column = 0; column < columns; column++)
		printf("%s%s", column > 0 ? "\t" : "",
		       row < 0 ? PQfname(result, column) : PQgetvalue(result, row, column));
	putchar('\n');
}

void
say_rows(const struct say *say, const PGresult *result)
{
	int rows = PQntuples(result);

	for (int row = say->json || rows == 0 ? 0 : -1; row < rows; row++)
		say_row(say, result, row);
}

void
say_event(struct say *say, const char *event, const char *members, const char *format, ...)
{
	va_list arguments;

	say_clear(say);
	if (say->json) {
		printf("{\"event\":\"%s\"%s}\n", event, members);
		return;
	}
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}
