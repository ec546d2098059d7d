/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/request.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "consumers/ioc/measure.h"
#include "consumers/ioc/parameter.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/utf8.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* In place.  False: a broken escape, a zero byte, or no UTF-8. */
static bool
decode(char *text, bool plus_is_blank)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from == '+' && plus_is_blank) {
			*to++ = ' ';
		} else if (*from == '%') {
			int high = hex_value(from[1]);
			int low = high < 0 ? -1 : hex_value(from[2]);

			if (low < 0 || (high == 0 && low == 0))
				return false;
			*to++ = (char)(high * 16 + low);
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return utf8_valid(slice_text(text)) == strlen(text);
}

static bool
refuse_name(const struct route *route, struct problem *problem)
{
	struct text names = { 0 };

	problem_set(problem, 400, NULL, "There is no such parameter here.");
	problem_todo(problem, "Take one of those that are allowed; /openapi.json tells of them.");
	problem_page(problem, "Trang này không có tham số đó.");
	route_names_json(&names, route);
	problem_allowed(problem, names.data);
	text_release(&names);
	return false;
}

static bool
is_day(const struct parameter *parameter)
{
	return parameter->kind == PARAMETER_PAST || parameter->kind == PARAMETER_DAY;
}

/* What a page has a field for. */
static bool
is_typed(const struct parameter *parameter)
{
	return is_day(parameter) || strcmp(parameter->name, "dossier") == 0 ||
	       strcmp(parameter->name, "name") == 0;
}

/* Without the blanks around it, as they come with what is copied; in place. */
static char *
trimmed(char *value)
{
	static const char blanks[] = " \t\r\n";
	size_t length;

	value += strspn(value, blanks);
	length = strlen(value);
	while (length > 0 && strchr(blanks, value[length - 1]))
		length--;
	value[length] = '\0';
	return value;
}

/* Pages are filled in by hand: a day as it is written here, or left empty; and today is
 * now, so that the page stays live. */
static bool
is_left_out(const struct parameter *parameter, char *value)
{
	int32_t day;

	if (is_day(parameter)) {
		if (strlen(value) == 10 && value[2] == '/' && value[5] == '/') {
			char written[11];

			memcpy(written, value, sizeof written);
			memcpy(value, written + 6, 4);
			value[4] = value[7] = '-';
			memcpy(value + 5, written + 3, 2);
			memcpy(value + 8, written, 2);
		}
		if (parameter->kind == PARAMETER_PAST &&
		    day_parse(slice_text(value), &day) == INSTANT_OK)
			return day == instant_day(clock_now_us());
		return *value == '\0';
	}
	return *value == '\0' && is_typed(parameter);
}

/* How a page is shown: the same for all of them. */
static bool
take_form(struct request *request, const char *name, char *value, struct problem *problem)
{
	static const struct parameter rotate = { .name = "rotate", .kind = PARAMETER_NUMBER,
						 .lowest = 0, .highest = 3600 };
	static const struct parameter measure = { .name = "measure", .kind = PARAMETER_WORD,
						  .words = MEASURE_WORDS };

	if (request->route->kind == ANSWER_PAGE && strcmp(name, "wall") == 0) {
		request->wall = strcmp(value, "1") == 0;
		return true;
	}
	if (request->route->kind == ANSWER_PAGE && strcmp(name, rotate.name) == 0) {
		request->rotate = value;
		return parameter_check(&rotate, value, problem);
	}
	if (request->route->kind == ANSWER_PAGE && strcmp(name, measure.name) == 0) {
		request->measure = value;
		return parameter_check(&measure, value, problem);
	}
	return refuse_name(request->route, problem);
}

static bool
take_parameter(struct request *request, const char *name, char *value,
	       struct problem *problem)
{
	const struct parameter *all = request->route->parameters;

	CHECK(name != NULL && value != NULL);
	for (int i = 0; all && all[i].name; i++) {
		if (strcmp(all[i].name, name) != 0)
			continue;
		if (request->values[i]) {
			problem_set(problem, 400, all[i].name, "The parameter is given twice.");
			return problem_page(problem, "Tham số này được nêu hai lần.");
		}
		if (request->route->kind == ANSWER_PAGE && is_typed(&all[i]))
			value = trimmed(value);
		if (request->route->kind == ANSWER_PAGE && is_left_out(&all[i], value))
			return true;
		if (!parameter_check(&all[i], value, problem))
			return false;
		request->values[i] = value;
		return true;
	}
	return take_form(request, name, value, problem);
}

static bool
take_query(struct request *request, char *query, struct problem *problem)
{
	for (char *pair = query; pair;) {
		char *end = strchr(pair, '&');
		char *value;

		if (end)
			*end++ = '\0';
		value = pair + strcspn(pair, "=");
		if (*value != '\0')
			*value++ = '\0';
		if (!decode(pair, true) || !decode(value, true))
			return problem_set(problem, 400, NULL,
					   "The query has a broken escape.");
		if (pair[0] != '\0' && !take_parameter(request, pair, value, problem))
			return false;
		pair = end;
	}
	return true;
}

/* Puts the standard in where nothing was given. */
static bool
fill_standards(struct request *request, struct problem *problem)
{
	const struct parameter *all = request->route->parameters;
	int count = 0;

	for (; all && all[count].name; count++) {
		if (request->values[count]) {
			request->given = true;
			continue;
		}
		if (all[count].required) {
			problem_set(problem, 400, all[count].name,
				    "The parameter is missing.");
			problem_page(problem, "Tham số này còn thiếu.");
			return problem_todo(problem, "Add it to the query.");
		}
		request->values[count] = all[count].standard;
	}
	CHECK_OP(count, <=, PARAMETERS_MAX);
	request->value_count = count;
	return true;
}

/* -1: the route has no such parameter. */
static int
find_value(const struct request *request, const char *name)
{
	const struct parameter *all = request->route->parameters;

	for (int i = 0; i < request->value_count; i++)
		if (strcmp(all[i].name, name) == 0)
			return i;
	return -1;
}

const char *
request_value(const struct request *request, const char *name)
{
	int i = find_value(request, name);

	return i >= 0 ? request->values[i] : NULL;
}

bool
request_asks_database(const struct request *request)
{
	const struct route *route = request->route;

	return route->kind == ANSWER_QUERY || (route->statement && request->given);
}

/* Cuts ".csv" off the path, when there is one. */
static struct slice
path_of(struct request *request)
{
	struct slice path = slice_text(request->path);

	if (slice_ends_with(path, SLICE_LITERAL(".csv"))) {
		request->format = REQUEST_CSV;
		path.length -= strlen(".csv");
	}
	return path;
}

static bool
find_route(struct request *request, struct problem *problem)
{
	struct slice path = path_of(request);
	struct slice name = { NULL, 0 };

	request->route = route_find(path, &name);
	if (!request->route && request->format == REQUEST_CSV) { /* a file of this name */
		request->format = REQUEST_JSON;
		request->route = route_find(slice_text(request->path), &name);
	}
	if (!request->route || (request->format == REQUEST_CSV && !request->route->table)) {
		problem_set(problem, 404, NULL, "There is nothing at this address.");
		return problem_todo(problem, "/openapi.json tells of all addresses.");
	}
	if (!name.data)
		return true;
	/* what follows the name, ".csv" too, was understood */
	request->bytes[(name.data - request->bytes) + (ptrdiff_t)name.length] = '\0';
	return take_parameter(request, request->route->parameters[0].name,
			      request->bytes + (name.data - request->bytes), problem);
}

static bool
check_method(struct request *request, const char *method, struct problem *problem)
{
	request->head = strcmp(method, "HEAD") == 0;
	if (request->head || strcmp(method, "GET") == 0)
		return true;
	problem_set(problem, 405, NULL, "This address can only be read.");
	return problem_todo(problem, "Use GET or HEAD.");
}

bool
request_host_is_own(const char *host)
{
	char name[64];
	struct in_addr address;
	size_t length;

	if (!host)
		return false;
	if (strncasecmp(host, "[::1]", 5) == 0)
		return host[5] == '\0' || host[5] == ':';
	length = strcspn(host, ":");
	if (length >= sizeof name)
		return false;
	memcpy(name, host, length);
	name[length] = '\0';
	if (strcasecmp(name, "localhost") == 0)
		return true;
	return inet_pton(AF_INET, name, &address) == 1 &&
	       (ntohl(address.s_addr) >> 24) == IN_LOOPBACKNET;
}

int64_t
request_last_event(const char *header)
{
	size_t length = header ? strlen(header) : 0;

	/* a version counts milliseconds since 1970 (feed.c): far fewer digits */
	if (length == 0 || length > 18 || strspn(header, "0123456789") != length)
		return 0;
	return strtoll(header, NULL, 10);
}

bool
request_parse(struct request *ret_request, const char *method, const char *uri,
	      const char *host, const char *accept, struct problem *ret_problem)
{
	char *query;

	*ret_request = (struct request){ 0 };
	if (!check_method(ret_request, method, ret_problem))
		return false;
	if (strlen(uri) > REQUEST_URI_BYTES_MAX)
		return problem_set(ret_problem, 414, NULL,
				   "The address is longer than %d bytes.",
				   REQUEST_URI_BYTES_MAX);
	if (!request_host_is_own(host)) {
		problem_set(ret_problem, 421, NULL,
			    "The header Host does not name this machine.");
		return problem_todo(ret_problem, "Ask for localhost or 127.0.0.1; a proxy "
						 "must set Host so.");
	}
	strcpy(ret_request->bytes, uri); /* NOLINT: the length was checked */
	query = strchr(ret_request->bytes, '?');
	if (query)
		*query++ = '\0';
	ret_request->path = ret_request->bytes;
	if (!decode(ret_request->bytes, false))
		return problem_set(ret_problem, 400, NULL, "The path has a broken escape.");
	if (!find_route(ret_request, ret_problem) ||
	    !take_query(ret_request, query, ret_problem) ||
	    !fill_standards(ret_request, ret_problem))
		return false;
	if (ret_request->route->table && accept && strcasestr(accept, "text/csv"))
		ret_request->format = REQUEST_CSV;
	return true;
}

bool
request_is_standard(const struct request *request, const char *name)
{
	int i = find_value(request, name);
	const char *standard = i >= 0 ? request->route->parameters[i].standard : NULL;

	return standard && request->values[i] && strcmp(standard, request->values[i]) == 0;
}

enum list_order
request_list_order(const struct request *request)
{
	if (request_value(request, "dossier"))
		return LIST_BY_CODE;
	if (request_value(request, "received_from") || request_value(request, "received_to"))
		return LIST_BY_RECEPTION;
	if (request_value(request, "ended_from") || request_value(request, "ended_to"))
		return LIST_BY_END;
	return LIST_BY_DUE;
}

void
request_next(struct text *text, const struct request *request, struct slice place)
{
	const struct parameter *all = request->route->parameters;

	text_add(text, request->route->path);
	text_add(text, request->format == REQUEST_CSV ? ".csv?" : "?");
	for (int i = 0; i < request->value_count; i++) {
		if (all[i].kind == PARAMETER_PLACE || !request->values[i])
			continue;
		text_format(text, "%s=", all[i].name);
		text_uri(text, slice_text(request->values[i]));
		text_add(text, "&");
	}
	text_add(text, "after=");
	text_uri(text, place);
}
