/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool
error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list args;

	if (!err)
		return false;
	err->kind = kind;
	err->hint[0] = '\0';
	va_start(args, format);
	vsnprintf(err->message, sizeof err->message, format, args);
	va_end(args);
	return false;
}

bool
error_hint(struct error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return false;
	va_start(args, format);
	vsnprintf(err->hint, sizeof err->hint, format, args);
	va_end(args);
	return false;
}

bool
error_wrap(struct error *err, const char *format, ...)
{
	char context[256];
	char whole[sizeof err->message + sizeof context + 2];
	va_list args;

	if (!err)
		return false;
	va_start(args, format);
	vsnprintf(context, sizeof context, format, args);
	va_end(args);
	snprintf(whole, sizeof whole, "%s: %s", context, err->message);
	memcpy(err->message, whole, sizeof err->message);
	err->message[sizeof err->message - 1] = '\0';
	return false;
}

void
error_clear(struct error *err)
{
	err->kind = ERROR_NONE;
	err->message[0] = '\0';
	err->hint[0] = '\0';
}
