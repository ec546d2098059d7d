/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "consumers/ioc/answer_page.h"
#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

#define TYPE_JSON "application/json"
#define TYPE_CSV "text/csv; charset=utf-8"

void
answer_release(struct answer *answer)
{
	text_release(&answer->body);
	text_release(&answer->next);
}

void
answer_problem(struct answer *ret_answer, const struct problem *problem)
{
	*ret_answer = (struct answer){ .status = problem->status,
				       .type = "application/problem+json",
				       .retry_seconds = problem->retry_seconds };
	problem_json(&ret_answer->body, problem);
}

static const struct file *
find_file(const char *path)
{
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (strcmp(file_table[i].path, path) == 0)
			return &file_table[i];
	CHECK(false); /* the route knew it */
	return NULL;
}

void
answer_file(struct answer *ret_answer, const char *path, const char *known,
	    const char *encodings)
{
	const struct file *file = find_file(path);
	bool packed = file->packed && encodings && strstr(encodings, "gzip");
	bool same = known && strstr(known, file->etag);

	*ret_answer = (struct answer){ .status = same ? 304 : 200,
				       .type = file->type,
				       .packed = packed && !same,
				       .bytes = packed ? file->packed : file->bytes };
	snprintf(ret_answer->etag, sizeof ret_answer->etag, "%s", file->etag);
	if (!same)
		ret_answer->size = packed ? file->packed_size : file->size;
}

void
answer_compare(struct answer *answer, const char *known)
{
	if (answer->status != 200 || answer->etag[0] == '\0' || !known ||
	    !strstr(known, answer->etag))
		return;
	answer->status = 304;
	text_reset(&answer->body);
}

/* Ready: there are numbers, and the database they come from is there. */
static void
put_health(struct answer *answer, struct hub *hub, bool ready_asked)
{
	static const struct age unknown = { 0 };
	int64_t away_since_us;
	struct snapshot *snapshot = hub_current(hub, &away_since_us);
	bool ready = snapshot && away_since_us == 0;

	answer->status = ready || !ready_asked ? 200 : 503;
	text_format(&answer->body, "{\"ready\":%s,", ready ? "true" : "false");
	age_json(&answer->body, snapshot ? &snapshot->age : &unknown, clock_now_us());
	text_format(&answer->body, ",\"viewers\":%d,\"database\":", hub_viewers(hub));
	hub_state_json(&answer->body, away_since_us);
	text_add(&answer->body, "}\n");
	snapshot_release(snapshot);
}

static void
put_no_numbers(struct answer *answer)
{
	struct problem problem;

	problem_set(&problem, 503, NULL,
		    "There are no numbers yet: the database could not be read.");
	problem_todo(&problem, "Try again; \"trakhuc status\" says what is wrong.");
	problem.retry_seconds = ANSWER_RETRY_SECONDS;
	answer_problem(answer, &problem);
}

/* NUMBERS is the part of the body that does not tell of the age. */
static void
put_etag(struct answer *answer, struct slice numbers, enum request_format format)
{
	enum age_state state = age_state(&answer->age, clock_now_us());
	uint64_t hash = XXH64(numbers.data, numbers.length, (uint64_t)format * 8 + state);

	snprintf(answer->etag, sizeof answer->etag, "W/\"%016llx\"", (unsigned long long)hash);
}

/* The age of the newest snapshot stands before its day; an answer tells of it elsewhere. */
static int
numbers_from(const PGresult *table)
{
	return PQfnumber(table, "as_of_us") == 2 ? 3 : 0;
}

static void
put_rows(struct answer *answer, const PGresult *table, bool one)
{
	text_add(&answer->body, one ? "\"row\":" : "\"rows\":");
	if (one)
		table_row_json(&answer->body, table, 0, numbers_from(table));
	else
		table_rows_json(&answer->body, table);
}

/* The age before and the address of the next rows behind: both have their headers too. */
static void
put_table(struct answer *answer, const struct request *request, const PGresult *table,
	  struct slice position)
{
	struct text *body = &answer->body;
	size_t numbers = 0;

	answer->aged = true;
	if (request->format == REQUEST_CSV) {
		answer->type = TYPE_CSV;
		table_csv(body, table, numbers_from(table));
	} else {
		text_add(body, "{");
		age_json(body, &answer->age, clock_now_us());
		text_add(body, ",");
		text_put(body, position);
		text_add(body, ",");
		numbers = body->length;
		put_rows(answer, table, request->route->one);
	}
	put_etag(answer, (struct slice){ body->data + numbers, body->length - numbers },
		 request->format);
	if (request->format == REQUEST_CSV)
		return;
	if (request->route->place) {
		text_add(body, ",\"next\":");
		if (answer->next.length > 0)
			text_json(body, (struct slice){ answer->next.data, answer->next.length });
		else
			text_add(body, "null");
	}
	text_add(body, "}\n");
}

static void
put_current(struct answer *answer, const struct request *request, struct hub *hub,
	    enum snapshot_table table)
{
	int64_t away_since_us;
	struct snapshot *snapshot = hub_current(hub, &away_since_us);
	struct text position = { 0 };

	if (!snapshot) {
		put_no_numbers(answer);
		return;
	}
	answer->age = *snapshot_age(snapshot, table);
	snapshot_position_json(&position, snapshot);
	put_table(answer, request, snapshot->tables[table],
		  (struct slice){ position.data, position.length });
	text_release(&position);
	snapshot_release(snapshot);
}

void
answer_from_hub(struct answer *ret_answer, const struct request *request, struct hub *hub)
{
	*ret_answer = (struct answer){ .status = 200, .type = TYPE_JSON };
	switch (request->route->kind) {
	case ANSWER_HEALTH:
	case ANSWER_READY:
		put_health(ret_answer, hub, request->route->kind == ANSWER_READY);
		break;
	case ANSWER_NOW:
		put_current(ret_answer, request, hub, SNAPSHOT_now);
		break;
	case ANSWER_UNITS:
		put_current(ret_answer, request, hub, SNAPSHOT_units);
		break;
	case ANSWER_SOURCES:
		put_current(ret_answer, request, hub, SNAPSHOT_sources);
		break;
	case ANSWER_PARTITIONS:
		put_current(ret_answer, request, hub, SNAPSHOT_partitions);
		break;
	case ANSWER_COMPARISON:
		put_current(ret_answer, request, hub, SNAPSHOT_comparison);
		break;
	case ANSWER_PAGE:
	case ANSWER_STREAM:
	case ANSWER_QUERY:
	case ANSWER_ASSET:
		CHECK(false);
	}
}

/* The columns that say where a page ends. */
static const char *
place_columns(const struct request *request)
{
	switch (request_list_order(request)) {
	case LIST_BY_RECEPTION:
		return "received_at dossier";
	case LIST_BY_END:
		return "ended_at dossier";
	case LIST_BY_DUE:
	case LIST_BY_CODE:
		break;
	}
	return request->route->place;
}

/* "due|dossier" of the last row; a null is what comes last, "infinity". */
static void
put_place(struct text *place, const char *columns, const PGresult *table, int row)
{
	for (const char *column = columns; *column != '\0';) {
		char name[32];
		size_t size = strcspn(column, " ");
		struct slice value;

		CHECK_OP(size, <, sizeof name);
		memcpy(name, column, size);
		name[size] = '\0';
		value = table_value(table, row, name);
		text_add(place, column == columns ? "" : "|");
		if (value.data)
			table_put_instant(place, value);
		else if (column == columns)
			text_add(place, "infinity");
		column += size + (column[size] == ' ');
	}
}

/* A page that is full may have rows behind it. */
void
answer_next(struct text *text, const struct request *request, const PGresult *table)
{
	const char *limit = request_value(request, "limit");
	struct text place = { 0 };
	int rows = PQntuples(table);

	if (!request->route->place || rows == 0 || rows < strtol(limit, NULL, 10))
		return;
	put_place(&place, place_columns(request), table, rows - 1);
	request_next(text, request, (struct slice){ place.data, place.length });
	text_release(&place);
}

/* In the query's thread. */
static void
write_table(struct query_job *job)
{
	struct question *question = job->context;
	const struct route *route = question->request->route;
	struct answer *answer = &question->answer;
	struct text position = { 0 };

	if (route->one && PQntuples(job->tables[0]) == 0) {
		problem_set(&job->problem, 404, route->parameters[0].name,
			    "There is nothing of this name.");
		problem_todo(&job->problem, "The list has every name there is.");
		return;
	}
	*answer = (struct answer){ .status = 200, .type = TYPE_JSON, .age = job->age };
	answer_next(&answer->next, question->request, job->tables[0]);
	text_add(&position, "\"position\":");
	text_put(&position, job->position);
	put_table(answer, question->request, job->tables[0],
		  (struct slice){ position.data, position.length });
	text_release(&position);
}

/* In the query's thread. */
static void
write_page(struct query_job *job)
{
	answer_page_write(job->context, true);
}

bool
answer_ask(struct question *question, const struct request *request, struct hub *hub,
	   const struct map *map)
{
	struct query_part *part = &question->job.parts[0];

	question->request = request;
	question->map = map;
	question->job.context = question;
	if (request->route->kind == ANSWER_PAGE) {
		question->job.write = write_page;
		return answer_page_ask(question, hub);
	}
	part->statement = request->route->statement;
	part->value_count = request->value_count;
	memcpy(part->values, request->values, sizeof part->values);
	question->job.part_count = 1;
	question->job.write = write_table;
	return true;
}

struct answer
answer_take(struct question *question)
{
	struct answer answer;

	if (question->request->route->kind == ANSWER_PAGE && question->answer.status == 0)
		answer_page_write(question, false);
	else if (question->job.problem.status != 0)
		answer_problem(&question->answer, &question->job.problem);
	answer = question->answer;
	question->answer = (struct answer){ 0 };
	return answer;
}

void
answer_refusal(struct answer *ret_answer, const struct request *request,
	       const struct problem *problem, struct hub *hub)
{
	if (request->route && request->route->kind == ANSWER_PAGE)
		answer_page_problem(ret_answer, request, problem, hub);
	else
		answer_problem(ret_answer, problem);
}

void
question_release(struct question *question)
{
	answer_release(&question->answer);
	question->snapshot = snapshot_release(question->snapshot);
}
