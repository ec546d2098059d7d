/* SPDX-License-Identifier: PostgreSQL */
#include "producers/simulate/happening.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "producers/simulate/queue.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"
#include "schema/contract/encode.h"

enum { STATED_AFTER_SECONDS_MAX = 90, LATE_DAYS_MAX = 12 };

struct plan *
plan_begin(struct simulation *sim, enum stream stream, uint64_t number, int source)
{
	struct plan *plan = sim->plan;

	plan->sim = sim;
	plan->random = random_stream((uint64_t)sim->options.seed, stream, number);
	plan->stream = stream;
	plan->number = number;
	plan->source = source;
	plan->count = 0;
	return plan;
}

/* A source states one thing at a time: no two statements of an entity share `time`
 * (R2).  Instants are whole seconds, the step makes the microsecond. */
static int64_t
stated_at(struct plan *plan, int64_t at_us)
{
	int64_t delay = (int64_t)random_small(&plan->random, STATED_AFTER_SECONDS_MAX);

	if (plan->stream == STREAM_LIVE)
		delay = 0;
	return at_us - at_us % SECOND_US + delay * SECOND_US + plan->count;
}

struct happening *
plan_event(struct plan *plan, enum event_type type, int64_t at_us)
{
	struct happening *happening;

	CHECK_OP(plan->count, <, PLAN_EVENTS_MAX);
	happening = &plan->events[plan->count];
	*happening = (struct happening){
		.at_us = at_us,
		.time_us = stated_at(plan, at_us),
		.number = plan->number,
		.type = type,
		.step = (uint16_t)plan->count,
		.stream = (uint8_t)plan->stream,
		.source = (uint8_t)plan->source,
		.members = plan->members[plan->count],
	};
	memcpy(happening->entity, plan->entity, sizeof happening->entity);
	plan->count++;
	return happening;
}

/* Room for NAME in the order of names. */
static struct member *
member_add(struct happening *happening, enum member_name name)
{
	int at = happening->member_count++;

	CHECK_OP(at, <, PLAN_MEMBERS_MAX);
	for (; at > 0 && happening->members[at - 1].name > name; at--)
		happening->members[at] = happening->members[at - 1];
	CHECK(at == 0 || happening->members[at - 1].name != name);
	happening->members[at] = (struct member){ .name = name };
	return &happening->members[at];
}

void
happening_number(struct happening *happening, enum member_name name, int64_t number)
{
	member_add(happening, name)->number = number;
}

void
happening_text(struct happening *happening, enum member_name name, const char *text)
{
	member_add(happening, name)->text = slice_text(text);
}

void
happening_other(struct happening *happening, enum member_name name, const char *code)
{
	CHECK(happening->other[0] == '\0' && strlen(code) < sizeof happening->other);
	memcpy(happening->other, code, strlen(code) + 1);
	happening_text(happening, name, ""); /* filled when it is encoded */
}

void
happening_null(struct happening *happening, enum member_name name)
{
	member_add(happening, name)->is_null = true;
}

bool
happening_states(const struct happening *happening, enum member_name name)
{
	for (int i = 0; i < happening->member_count; i++)
		if (happening->members[i].name == name)
			return true;
	return false;
}

/* Two facts of the entity exchange their dates, as a mistyped register does it. */
static void
contradict(struct plan *plan)
{
	struct happening *a, *b;
	int64_t at_us;

	if (plan->count < 2)
		return;
	a = &plan->events[random_below(&plan->random, (uint64_t)plan->count)];
	b = &plan->events[random_below(&plan->random, (uint64_t)plan->count)];
	at_us = a->at_us;
	a->at_us = b->at_us;
	b->at_us = at_us;
	if (a->time_us < a->at_us)
		a->time_us = a->at_us + a->step;
	if (b->time_us < b->at_us)
		b->time_us = b->at_us + b->step;
}

/* Everything is drawn before anything is left out, so that a history that ends earlier
 * is the beginning of one that ends later.  A copy of a statement has the same bytes,
 * and comes when the connection is back. */
static void
queue_event(struct plan *plan, struct happening *happening)
{
	const struct simulate_options *options = &plan->sim->options;
	struct random *random = &plan->random;
	int64_t span = options->disorder_span_seconds;
	bool again = random_ppm(random, options->duplicates_ppm);
	bool late = random_ppm(random, options->late_ppm);
	bool moved = random_ppm(random, options->disorder_ppm);
	int64_t late_days = random_between(random, 1, LATE_DAYS_MAX);
	int64_t move_us = random_between(random, 0, span) * SECOND_US;
	int64_t again_us = random_between(random, 0, span) * SECOND_US;

	if (late)
		happening->time_us += late_days * DAY_US;
	if (happening->time_us > options->until_us)
		return;
	happening->show_us = happening->time_us + (moved ? move_us : 0);
	queue_put(plan->sim->queue, happening);
	if (again) {
		happening->show_us += again_us;
		queue_put(plan->sim->queue, happening);
	}
}

void
plan_commit(struct plan *plan)
{
	if (random_ppm(&plan->random, plan->sim->options.contradictions_ppm))
		contradict(plan);
	for (int i = 0; i < plan->count; i++)
		queue_event(plan, &plan->events[i]);
}

/* The members with the other entity's code, which moved with its happening. */
static const struct member *
members_of(const struct happening *happening, struct member ret_members[PLAN_MEMBERS_MAX])
{
	if (happening->other[0] == '\0')
		return happening->members;
	for (int i = 0; i < happening->member_count; i++) {
		ret_members[i] = happening->members[i];
		if (ret_members[i].name == MEMBER_OF || ret_members[i].name == MEMBER_BY)
			ret_members[i].text = slice_text(happening->other);
	}
	return ret_members;
}

struct slice
happening_encode(const struct simulation *sim, const struct happening *happening)
{
	char id[64];
	struct member members[PLAN_MEMBERS_MAX];
	struct event event = {
		.type = happening->type,
		.stated = happening->type,
		.source = slice_text(sim->sources[happening->source]),
		.entity = slice_text(happening->entity),
		.time_us = happening->time_us,
		.at_us = happening->at_us,
		.members = members_of(happening, members),
		.member_count = happening->member_count,
	};

	event.id.data = id;
	event.id.length = (size_t)snprintf(id, sizeof id, "%" PRIx64 "-%c%" PRIx64 "-%x",
					   (uint64_t)sim->options.seed, happening->stream,
					   happening->number, happening->step);
	return encode_event(sim->encoder, &event);
}
