/* SPDX-License-Identifier: PostgreSQL
 *
 * target_request.c - a request to the operations centre, up to where it needs a database.
 *
 * Input: lines of method, target, Host, Accept, If-None-Match, Accept-Encoding and
 * Last-Event-ID; a line that is not there is a header that is not there.
 *
 * Laws: a checked value is a text that has the form of its parameter; the address of the
 * next page asks the same question; every refusal is a problem with status and sentence,
 * and JSON; a body of JSON is JSON; every page is written, also without a database.
 */
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/answer.h"
#include "schema/base/check.h"
#include "schema/base/json.h"
#include "schema/base/utf8.h"
#include "tests/fuzz/input.h"

enum line { METHOD, TARGET, HOST, ACCEPT, IF_NONE_MATCH, ACCEPT_ENCODING, LAST_EVENT, LINES };

static struct json_reader *json;
static struct hub *hub;
static struct map *map;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct hub_calls calls = { NULL, NULL };

	(void)argc;
	(void)argv;
	json = json_open();
	hub = hub_open(&calls, 1);
	CHECK(map_open(&map, "", NULL));
	return 0;
}

static void
check_json(const struct text *text)
{
	input_check_json(json, (struct slice){ text->data, text->length }, 1024 * 1024);
}

static void
check_problem(const struct problem *problem)
{
	struct answer answer;

	CHECK_OP(problem->status, >=, 400);
	CHECK_OP(problem->status, <, 500);
	CHECK(problem->detail[0] != '\0' && problem_title(problem->status)[0] != '\0');
	answer_problem(&answer, problem);
	check_json(&answer.body);
	text_release(&answer.body);
}

static void
check_value(const struct parameter *parameter, const char *value)
{
	struct slice text = slice_text(value);

	CHECK_OP(utf8_valid(text), ==, text.length);
	CHECK(text.length == 0 || utf8_is_plain(text, 128));
	CHECK(text.length > 0 || parameter->kind == PARAMETER_CODE ||
	      parameter->kind == PARAMETER_FIELD);
}

/* The same question, from the address of its next page. */
static void
check_next(const struct request *request)
{
	struct text next = { 0 };
	struct request again;
	struct problem problem;

	request_next(&next, request, SLICE_LITERAL("infinity|X"));
	CHECK(request_parse(&again, "GET", next.data, "localhost", NULL, &problem));
	CHECK(again.route == request->route);
	for (int i = 0; i < request->value_count; i++) {
		if (request->route->parameters[i].kind == PARAMETER_PLACE)
			continue;
		CHECK_OP(again.values[i] != NULL, ==, request->values[i] != NULL);
		if (request->values[i])
			CHECK(strcmp(again.values[i], request->values[i]) == 0);
	}
	text_release(&next);
}

/* A page without a database: every part that must be asked for says so. */
static void
check_page(const struct request *request)
{
	struct question *question = calloc(1, sizeof *question);
	struct answer answer;

	CHECK(question != NULL);
	(void)answer_ask(question, request, hub, map);
	answer = answer_take(question);
	CHECK(answer.status == 200 || answer.status == 503);
	input_touch((struct slice){ answer.body.data, answer.body.length });
	answer_release(&answer);
	question_release(question);
	free(question);
}

static void
check_answer(const struct request *request, char *const lines[LINES])
{
	struct answer answer;

	if (request_asks_database(request))
		return;
	switch (request->route->kind) {
	case ANSWER_STREAM:
	case ANSWER_QUERY:
		return;
	case ANSWER_ASSET:
		answer_file(&answer, request->path, lines[IF_NONE_MATCH],
			    lines[ACCEPT_ENCODING]);
		input_touch((struct slice){ answer.bytes, answer.size });
		return;
	case ANSWER_PAGE:
		check_page(request);
		return;
	case ANSWER_NOW:
	case ANSWER_UNITS:
	case ANSWER_SOURCES:
	case ANSWER_PARTITIONS:
	case ANSWER_HEALTH:
	case ANSWER_READY:
		answer_from_hub(&answer, request, hub);
		check_json(&answer.body);
		answer_compare(&answer, lines[IF_NONE_MATCH]);
		answer_release(&answer);
		return;
	}
}

static void
check_request(const struct request *request, char *const lines[LINES])
{
	CHECK(request->route != NULL);
	CHECK_OP(request->value_count, <=, PARAMETERS_MAX);
	for (int i = 0; i < request->value_count; i++)
		if (request->values[i])
			check_value(&request->route->parameters[i], request->values[i]);
	if (request->route->place)
		check_next(request);
	check_answer(request, lines);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { (const char *)data, size }, line;
	struct pieces pieces = { .count = 0 };
	char *lines[LINES] = { NULL };
	struct request request;
	struct problem problem = { .status = 0 };

	for (int i = 0; i < LINES && input_line(&rest, &line); i++)
		lines[i] = pieces_text(&pieces, line);
	if (lines[METHOD] && lines[TARGET]) {
		if (request_parse(&request, lines[METHOD], lines[TARGET], lines[HOST],
				  lines[ACCEPT], &problem))
			check_request(&request, lines);
		else
			check_problem(&problem);
		CHECK_OP(request_last_event(lines[LAST_EVENT]), >=, 0);
	}
	pieces_free(&pieces);
	return 0;
}
