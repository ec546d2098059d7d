/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/answer.h"

#include <string.h>

#include "consumers/ioc/page.h"
#include "consumers/ioc/table.h"
#include "ioc_files.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

#define TYPE_JSON "application/json"
#define TYPE_CSV "text/csv; charset=utf-8"

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
				       .etag = file->etag,
				       .packed = packed && !same,
				       .bytes = packed ? file->packed : file->bytes };
	if (!same)
		ret_answer->size = packed ? file->packed_size : file->size;
}

static void
put_page(struct answer *answer, const struct request *request, struct hub *hub)
{
	int64_t away_since_us;
	struct snapshot *snapshot = hub_current(hub, &away_since_us);

	answer->type = "text/html; charset=utf-8";
	page_write(&answer->body, snapshot, away_since_us, request->wall);
	snapshot_release(snapshot);
}

/* Ready: there are numbers, and the database they come from is there. */
static void
put_health(struct answer *answer, struct hub *hub, bool ready_asked)
{
	int64_t away_since_us;
	struct snapshot *snapshot = hub_current(hub, &away_since_us);
	bool ready = snapshot && away_since_us == 0;
	bool known = snapshot && snapshot->as_of_known;

	answer->status = ready || !ready_asked ? 200 : 503;
	text_format(&answer->body, "{\"ready\":%s,", ready ? "true" : "false");
	snapshot_age_json(&answer->body, known, known ? snapshot->as_of_us : 0,
			  clock_now_us());
	text_format(&answer->body, ",\"viewers\":%d,\"state\":", hub_viewers(hub));
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

static void
put_json(struct text *body, const struct snapshot *snapshot, enum snapshot_table table)
{
	text_format(body, "{\"version\":%lld,", (long long)snapshot->version);
	snapshot_age_json(body, snapshot->as_of_known, snapshot->as_of_us, clock_now_us());
	text_format(body, ",\"%s\":", table == SNAPSHOT_now ? "now" : "rows");
	if (table == SNAPSHOT_now)
		table_row_json(body, snapshot->tables[table], 0);
	else
		table_rows_json(body, snapshot->tables[table]);
	text_add(body, "}\n");
}

static void
put_table(struct answer *answer, const struct request *request, struct hub *hub,
	  enum snapshot_table table)
{
	int64_t away_since_us;
	struct snapshot *snapshot = hub_current(hub, &away_since_us);

	if (!snapshot) {
		put_no_numbers(answer);
		return;
	}
	if (request->format == REQUEST_CSV) {
		answer->type = TYPE_CSV;
		answer->as_of_known = snapshot->as_of_known;
		answer->as_of_us = snapshot->as_of_us;
		table_csv(&answer->body, snapshot->tables[table]);
	} else {
		put_json(&answer->body, snapshot, table);
	}
	snapshot_release(snapshot);
}

void
answer_from_hub(struct answer *ret_answer, const struct request *request, struct hub *hub)
{
	*ret_answer = (struct answer){ .status = 200, .type = TYPE_JSON };
	switch (request->route->kind) {
	case ANSWER_PAGE:
		put_page(ret_answer, request, hub);
		break;
	case ANSWER_HEALTH:
	case ANSWER_READY:
		put_health(ret_answer, hub, request->route->kind == ANSWER_READY);
		break;
	case ANSWER_NOW:
		put_table(ret_answer, request, hub, SNAPSHOT_now);
		break;
	case ANSWER_UNITS:
		put_table(ret_answer, request, hub, SNAPSHOT_units);
		break;
	case ANSWER_SOURCES:
		put_table(ret_answer, request, hub, SNAPSHOT_sources);
		break;
	case ANSWER_PARTITIONS:
		put_table(ret_answer, request, hub, SNAPSHOT_partitions);
		break;
	case ANSWER_STREAM:
	case ANSWER_QUERY:
	case ANSWER_ASSET:
		CHECK(false);
	}
}

void
answer_from_job(struct answer *ret_answer, struct query_job *job)
{
	bool csv = job->request->format == REQUEST_CSV;

	if (job->problem.status != 0) {
		answer_problem(ret_answer, &job->problem);
		return;
	}
	*ret_answer = (struct answer){ .status = 200,
				       .type = csv ? TYPE_CSV : TYPE_JSON,
				       .body = job->body,
				       .as_of_known = csv && job->as_of_known,
				       .as_of_us = job->as_of_us };
	job->body = (struct text){ 0 };
}
