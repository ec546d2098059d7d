/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/answer_page.h"

#include <string.h>

#include "consumers/ioc/page.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

#define TYPE_HTML "text/html; charset=utf-8"

/* Which table of the snapshot answers ROUTE; -1: none. */
static int
snapshot_table_of(const struct route *route)
{
	switch (route->kind) {
	case ANSWER_NOW:
		return SNAPSHOT_now;
	case ANSWER_UNITS:
		return SNAPSHOT_units;
	case ANSWER_SOURCES:
		return SNAPSHOT_sources;
	case ANSWER_PARTITIONS:
		return SNAPSHOT_partitions;
	case ANSWER_COMPARISON:
		return SNAPSHOT_comparison;
	case ANSWER_PAGE:
	case ANSWER_STREAM:
	case ANSWER_QUERY:
	case ANSWER_HEALTH:
	case ANSWER_READY:
	case ANSWER_ASSET:
		break;
	}
	return -1;
}

/* The page's own parameters under the names of the part's; true: any was given. */
static bool
fill_values(const char *values[], const struct part *part, const struct request *request)
{
	const struct parameter *all = route_of(part->path)->parameters;
	bool given = false;

	for (int i = 0; all && all[i].name; i++) {
		if (part->fixed && strcmp(part->fixed, all[i].name) == 0) {
			values[i] = part->value;
			continue;
		}
		values[i] = request_value(request, all[i].name);
		given = given || values[i];
		if (!values[i])
			values[i] = all[i].standard;
	}
	return given;
}

static int
parameter_count(const struct parameter *all)
{
	int count = 0;

	while (all && all[count].name)
		count++;
	return count;
}

bool
answer_page_ask(struct question *question, struct hub *hub)
{
	const struct request *request = question->request;
	struct query_job *job = &question->job;

	question->snapshot = hub_current(hub, &question->away_since_us);
	for (int i = 0; request->route->parts[i].name; i++) {
		const struct part *part = &request->route->parts[i];
		const struct route *route = route_of(part->path);
		struct query_part asked = { .statement = route->statement,
					    .value_count = parameter_count(route->parameters) };
		bool given = fill_values(asked.values, part, request);

		CHECK_OP(i, <, ROUTE_PARTS_MAX);
		question->asked[i] = -1;
		if (snapshot_table_of(route) >= 0 && !given)
			continue;
		question->asked[i] = job->part_count;
		job->parts[job->part_count++] = asked;
	}
	return job->part_count > 0;
}

static void
take_part(struct page *page, const struct question *question, int i, bool read)
{
	const struct route *route = route_of(page->request->route->parts[i].path);
	int asked = question->asked[i];

	if (asked >= 0 && read) {
		page->tables[i] = question->job.tables[asked];
		page->ages[i] = question->job.age;
	} else if (asked < 0 && page->snapshot) {
		page->tables[i] = page->snapshot->tables[snapshot_table_of(route)];
		page->ages[i] = *snapshot_age(page->snapshot, snapshot_table_of(route));
	}
}

/* What the page is about is not there: another answer than a table without rows. */
static bool
is_missing(const struct page *page, int i)
{
	return route_of(page->request->route->parts[i].path)->one && page->tables[i] &&
	       PQntuples(page->tables[i]) == 0;
}

static bool
is_empty(const struct page *page)
{
	for (int i = 0; i < ROUTE_PARTS_MAX; i++)
		if (page->tables[i])
			return false;
	return true;
}

void
answer_page_write(struct question *question, bool read)
{
	const struct request *request = question->request;
	struct page page = { .request = request,
			     .snapshot = question->snapshot,
			     .away_since_us = question->away_since_us,
			     .map = question->map,
			     .now_us = clock_now_us() };
	struct answer *answer = &question->answer;
	struct problem problem = { 0 };
	struct text next = { 0 };

	*answer = (struct answer){ .status = 200, .type = TYPE_HTML };
	for (int i = 0; request->route->parts[i].name; i++) {
		take_part(&page, question, i, read);
		if (is_missing(&page, i))
			problem.status = 404;
	}
	if (is_empty(&page))
		problem.status = question->job.problem.status != 0
					 ? question->job.problem.status
					 : 503;
	if (request->route->place && page.tables[0])
		answer_next(&next, request, page.tables[0]);
	page.next = next.length > 0 ? next.data : NULL;
	if (problem.status != 0) {
		page.problem = &problem;
		answer->status = problem.status;
		answer->retry_seconds = problem.status == 503 ? ANSWER_RETRY_SECONDS : 0;
	}
	page_write(&answer->body, &page);
	text_release(&next);
	question->snapshot = snapshot_release(question->snapshot);
}

void
answer_page_problem(struct answer *ret_answer, const struct request *request,
		    const struct problem *problem, struct hub *hub)
{
	struct page page = { .request = request, .now_us = clock_now_us(), .problem = problem };
	struct snapshot *snapshot = hub_current(hub, &page.away_since_us);

	page.snapshot = snapshot;
	*ret_answer = (struct answer){ .status = problem->status,
				       .type = TYPE_HTML,
				       .retry_seconds = problem->retry_seconds };
	page_write(&ret_answer->body, &page);
	snapshot_release(snapshot);
}
