/* SPDX-License-Identifier: PostgreSQL
 *
 * target_answer.c - the whole way of a request to the written page, table or stream, as http.c
 * goes it, with a database whose answers are part of the input.
 *
 * Input: lines of method, target, Host, Accept, If-None-Match, Last-Event-ID and state, which
 * is any of the words "snapshot", "away", "unread"; then tables (rows.h): those of the newest
 * snapshot and those that are asked for.
 *
 * Laws: whoever asks is answered, a page with a page and a program with JSON or CSV, refusals
 * too; what others wrote becomes neither markup nor a member nor a line of a header; the
 * snapshot and its changes are JSON; who has the ETag gets no body; the next page asks the
 * same address.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/answer.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/base/json.h"
#include "schema/base/utf8.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/rows.h"

enum line { METHOD, TARGET, HOST, ACCEPT, IF_NONE_MATCH, LAST_EVENT, STATE, LINES };

/* What a hostile name would need to become markup; no page of ours has them. */
static const char element[] = "<fuzz", attribute[] = "'\"fuzz=";

enum { DOCUMENT_BYTES_MAX = 4 * 1024 * 1024 };

static struct json_reader *json;
static struct map *map;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	json = json_open();
	CHECK(map_open(&map, "", NULL));
	return 0;
}

static void
nothing(void *connection)
{
	(void)connection;
}

static void
check_page(const struct text *body)
{
	CHECK(strncmp(body->data, "<!doctype html>", strlen("<!doctype html>")) == 0);
	CHECK(strstr(body->data, "</html>") != NULL);
	CHECK(strstr(body->data, element) == NULL);
	CHECK(strstr(body->data, attribute) == NULL);
}

/* A header's value is one line of visible ASCII, an address inside of < > too. */
static void
check_header(struct slice value)
{
	for (size_t i = 0; i < value.length; i++)
		CHECK(value.data[i] > 0x20 && value.data[i] < 0x7f && value.data[i] != '>');
}

static void
check_next(const struct answer *answer, const struct request *request)
{
	struct request again = { 0 };
	struct problem problem = { 0 };

	if (answer->next.length == 0)
		return;
	check_header((struct slice){ answer->next.data, answer->next.length });
	if (request_parse(&again, "GET", answer->next.data, "localhost", NULL, &problem))
		CHECK(again.route == request->route);
	else
		CHECK(problem.status == 400 || problem.status == 414);
}

/* Who asks again with the ETag. */
static void
check_again(struct answer *answer)
{
	char known[sizeof answer->etag];

	memcpy(known, answer->etag, sizeof known);
	answer_compare(answer, known);
	CHECK(answer->status != 200 || known[0] == '\0');
	CHECK(answer->status != 304 || answer->body.length == 0);
}

static void
check_answer(struct answer *answer, const struct request *request, const char *known)
{
	bool page = request->route && request->route->kind == ANSWER_PAGE;
	struct slice body = { answer->body.data, answer->body.length };

	CHECK(answer->status >= 200 && answer->status < 600 && answer->type);
	check_header(slice_text(answer->etag));
	if (answer->bytes) {
		input_touch((struct slice){ answer->bytes, answer->size });
		return;
	}
	CHECK(body.length > 0 && strlen(body.data) == body.length);
	CHECK_OP(utf8_valid(body), ==, body.length);
	CHECK_OP(strncmp(answer->type, "text/html", 9) == 0, ==, page);
	if (page)
		check_page(&answer->body);
	else if (strstr(answer->type, "json"))
		input_check_json(json, body, DOCUMENT_BYTES_MAX);
	check_next(answer, request);
	answer_compare(answer, known);
	check_again(answer);
}

static struct snapshot *
make_snapshot(const struct rows *rows, int state, int64_t version)
{
	PGresult *tables[SNAPSHOT_TABLE_COUNT];

	for (int i = 0; i < SNAPSHOT_TABLE_COUNT; i++) {
		char path[64];

		snprintf(path, sizeof path, "/api/v1/%s", snapshot_table_name(i));
		tables[i] = rows_keyed(rows, path, state);
	}
	return snapshot_make(version, clock_now_us(), tables);
}

/* As feed.c does: the province is one row. */
static void
publish(struct hub *hub, const struct rows *rows, int state, int64_t version)
{
	struct snapshot *snapshot = make_snapshot(rows, state, version);

	if (PQntuples(snapshot->tables[SNAPSHOT_now]) == 1)
		hub_publish(hub, snapshot);
	snapshot_release(snapshot);
}

/* The lines "data: " of the stream are JSON each. */
static void
check_events(struct slice events)
{
	struct slice line, mark = SLICE_LITERAL("data: ");

	CHECK_OP(utf8_valid(events), ==, events.length);
	while (input_line(&events, &line))
		if (line.length >= mark.length && memcmp(line.data, mark.data, mark.length) == 0)
			input_check_json(json,
					 (struct slice){ line.data + mark.length,
							 line.length - mark.length },
					 DOCUMENT_BYTES_MAX);
}

static void
check_stream(struct hub *hub, const struct rows *rows, const char *last)
{
	struct hub_viewer *viewer = hub_join(hub, request_last_event(last), NULL);
	struct text events = { 0 };
	char buffer[1024];
	ssize_t count;

	CHECK(viewer != NULL);
	while ((count = hub_read(hub, viewer, buffer, sizeof buffer)) > 0)
		text_put(&events, (struct slice){ buffer, (size_t)count });
	publish(hub, rows, 1, 3);
	publish(hub, rows, 0, 4);
	while ((count = hub_read(hub, viewer, buffer, sizeof buffer)) > 0)
		text_put(&events, (struct slice){ buffer, (size_t)count });
	check_events((struct slice){ events.data, events.length });
	text_release(&events);
	hub_leave(hub, viewer);
}

/* What the thread of the questions does. */
static void
read_tables(struct query_job *job, const struct request *request, const int asked[],
	    const struct rows *rows)
{
	const struct route *route = request->route;

	if (route->kind != ANSWER_PAGE)
		job->tables[0] = rows_copy(rows, route->path);
	for (int i = 0; route->parts && route->parts[i].name; i++)
		if (asked[i] >= 0)
			job->tables[asked[i]] = rows_copy(rows, route->parts[i].path);
	job->age = (struct age){ .known = true, .as_of_us = clock_now_us() };
	job->position = SLICE_LITERAL("{\"dossier.v1-0\":1}");
	job->write(job);
	for (int i = 0; i < job->part_count; i++)
		PQclear(job->tables[i]);
}

static struct answer
ask(const struct request *request, struct hub *hub, const struct rows *rows, bool unread)
{
	struct question *question = calloc(1, sizeof *question);
	struct answer answer;

	CHECK(question != NULL);
	if (answer_ask(question, request, hub, map)) {
		if (unread)
			problem_set(&question->job.problem, 503, NULL, "The database is away.");
		else
			read_tables(&question->job, request, question->asked, rows);
	}
	answer = answer_take(question);
	question_release(question);
	free(question);
	return answer;
}

static struct answer
answer_to(const struct request *request, struct hub *hub, const struct rows *rows,
	  char *const lines[LINES])
{
	bool unread = lines[STATE] && strstr(lines[STATE], "unread");
	struct answer answer;

	if (request->route->kind == ANSWER_PAGE || request_asks_database(request))
		return ask(request, hub, rows, unread);
	if (request->route->kind == ANSWER_ASSET)
		answer_file(&answer, request->path, lines[IF_NONE_MATCH], NULL);
	else
		answer_from_hub(&answer, request, hub);
	return answer;
}

static void
check_exchange(struct hub *hub, const struct rows *rows, char *const lines[LINES])
{
	struct request request = { 0 };
	struct problem problem = { 0 };
	struct answer answer;

	if (!request_parse(&request, lines[METHOD], lines[TARGET], lines[HOST], lines[ACCEPT],
			   &problem)) {
		answer_refusal(&answer, &request, &problem, hub);
	} else if (request.route->kind == ANSWER_STREAM) {
		check_stream(hub, rows, lines[LAST_EVENT]);
		return;
	} else {
		answer = answer_to(&request, hub, rows, lines);
	}
	check_answer(&answer, &request, lines[IF_NONE_MATCH]);
	answer_release(&answer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct hub_calls calls = { nothing, nothing };
	struct slice rest = { (const char *)data, size }, line;
	struct pieces pieces = { .count = 0 };
	char *lines[LINES] = { NULL };
	struct rows rows;
	struct hub *hub;

	for (int i = 0; i < LINES && input_line(&rest, &line); i++)
		lines[i] = pieces_text(&pieces, line);
	if (lines[METHOD] && lines[TARGET]) {
		hub = hub_open(&calls, 1);
		rows_read(&rows, rest);
		if (lines[STATE] && strstr(lines[STATE], "snapshot"))
			publish(hub, &rows, 0, 2);
		if (lines[STATE] && strstr(lines[STATE], "away"))
			hub_state(hub, 1);
		check_exchange(hub, &rows, lines);
		rows_free(&rows);
		hub_close(hub);
	}
	pieces_free(&pieces);
	return 0;
}
