/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/base/check.h"
#include "tests/simulation/fiber.h"

static char verdict[512];
static bool stuck;

void
verdict_reset(void)
{
	verdict[0] = '\0';
	stuck = false;
}

void
verdict_broken(const char *format, ...)
{
	va_list args;

	if (verdict[0] != '\0')
		return;
	va_start(args, format);
	vsnprintf(verdict, sizeof verdict, format, args);
	va_end(args);
}

const char *
verdict_text(void)
{
	return verdict[0] != '\0' ? verdict : NULL;
}

bool
verdict_is_stuck(void)
{
	return stuck;
}

/* On a fiber it is the code under test that has failed; else this program. */
static NO_RETURN void
stop_here(void)
{
	if (!fiber_current()) {
		fprintf(stderr, "the simulation itself failed: %s\n", verdict);
		abort();
	}
	stuck = true;
	for (;;)
		fiber_yield();
}

void
check_failed(const char *file, int line, const char *expression)
{
	verdict_broken("%s:%d: CHECK(%s) failed", file, line, expression);
	stop_here();
}

void
check_failed_values(const char *file, int line, const char *expression, long long left,
		    long long right)
{
	verdict_broken("%s:%d: CHECK(%s) failed: %lld, %lld", file, line, expression, left,
		       right);
	stop_here();
}
