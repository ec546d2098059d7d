/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "schema/base/check.h"

bool
problem_set(struct problem *problem, int status, const char *parameter,
	    const char *format, ...)
{
	va_list args;

	*problem = (struct problem){ .status = status };
	snprintf(problem->parameter, sizeof problem->parameter, "%s",
		 parameter ? parameter : "");
	va_start(args, format);
	vsnprintf(problem->detail, sizeof problem->detail, format, args);
	va_end(args);
	return false;
}

bool
problem_todo(struct problem *problem, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem->todo, sizeof problem->todo, format, args);
	va_end(args);
	return false;
}

bool
problem_page(struct problem *problem, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(problem->page, sizeof problem->page, format, args);
	va_end(args);
	return false;
}

bool
problem_allowed(struct problem *problem, const char *allowed)
{
	CHECK_OP(strlen(allowed), <, sizeof problem->allowed);
	strcpy(problem->allowed, allowed); /* NOLINT: the length was checked */
	return false;
}

const char *
problem_title(int status)
{
	switch (status) {
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 406:
		return "Not Acceptable";
	case 413:
		return "Content Too Large";
	case 414:
		return "URI Too Long";
	case 421:
		return "Misdirected Request";
	case 503:
		return "Service Unavailable";
	default:
		return "Internal Server Error";
	}
}

void
problem_json(struct text *text, const struct problem *problem)
{
	text_format(text, "{\"type\":\"about:blank\",\"status\":%d,\"title\":",
		    problem->status);
	text_json(text, slice_text(problem_title(problem->status)));
	text_add(text, ",\"detail\":");
	text_json(text, slice_text(problem->detail));
	if (problem->parameter[0] != '\0') {
		text_add(text, ",\"parameter\":");
		text_json(text, slice_text(problem->parameter));
	}
	if (problem->allowed[0] != '\0')
		text_format(text, ",\"allowed\":%s", problem->allowed);
	if (problem->todo[0] != '\0') {
		text_add(text, ",\"todo\":");
		text_json(text, slice_text(problem->todo));
	}
	text_add(text, "}\n");
}
