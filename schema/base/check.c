/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/check.h"

#include <stdio.h>
#include <stdlib.h>

void
check_failed(const char *file, int line, const char *expression)
{
	fprintf(stderr, "level=bug at=%s:%d check=\"%s\"\n", file, line, expression);
	abort();
}

void
check_failed_values(const char *file, int line, const char *expression,
		    long long left, long long right)
{
	fprintf(stderr, "level=bug at=%s:%d check=\"%s\" left=%lld right=%lld\n", file,
		line, expression, left, right);
	abort();
}
