/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/state.h"

#include <stdlib.h>
#include <xxhash.h>

#include "schema/base/check.h"

enum { BUCKETS = 1024, ROWS_MAX = 16384, CHANGES_MAX = 131072, COMMITS_MAX = 16384 };

struct change {
	struct state_row *row;
	struct slice before;
};

static struct arena arena;
static struct state_row *buckets[BUCKETS];
static struct state_row *rows[ROWS_MAX];
static uint32_t row_count;
static struct change changes[CHANGES_MAX];
static uint32_t change_count;
static uint32_t commits[COMMITS_MAX]; /* how many changes there were before each */
static uint32_t commit_count;
static uint32_t open_from; /* first change of the open transaction */

void
state_reset(void)
{
	if (!arena.first)
		arena_init(&arena);
	arena_reset(&arena);
	memset(buckets, 0, sizeof buckets);
	row_count = change_count = commit_count = open_from = 0;
}

struct arena *
state_arena(void)
{
	return &arena;
}

static struct state_row **
bucket_of(int table, struct slice key)
{
	return &buckets[XXH3_64bits_withSeed(key.data, key.length, (XXH64_hash_t)table) %
			BUCKETS];
}

static struct state_row *
find(int table, struct slice key)
{
	struct state_row *row = *bucket_of(table, key);

	while (row && (row->table != table || !slice_equal(row->key, key)))
		row = row->next;
	return row;
}

static struct state_row *
make(int table, struct slice key)
{
	struct state_row **bucket = bucket_of(table, key);
	struct state_row *row = arena_alloc(&arena, sizeof *row);

	CHECK_OP(row_count, <, ROWS_MAX);
	*row = (struct state_row){ .next = *bucket, .table = table };
	row->key = arena_copy(&arena, key);
	*bucket = row;
	rows[row_count++] = row;
	return row;
}

struct slice
state_get(int table, struct slice key)
{
	const struct state_row *row = find(table, key);

	return row ? row->value : (struct slice){ NULL, 0 };
}

void
state_put(int table, struct slice key, struct slice value)
{
	struct state_row *row = find(table, key);

	if (!row)
		row = make(table, key);
	CHECK_OP(change_count, <, CHANGES_MAX);
	changes[change_count++] = (struct change){ row, row->value };
	row->value = value.data ? arena_copy(&arena, value) : value;
}

void
state_commit(void)
{
	if (change_count == open_from)
		return;
	CHECK_OP(commit_count, <, COMMITS_MAX);
	commits[commit_count++] = open_from;
	open_from = change_count;
}

static void
undo_to(uint32_t count)
{
	while (change_count > count) {
		change_count--;
		changes[change_count].row->value = changes[change_count].before;
	}
	open_from = count;
}

void
state_rollback(void)
{
	undo_to(open_from);
}

int
state_fall_back(int count)
{
	int done = 0;

	CHECK_OP(change_count, ==, open_from);
	for (; done < count && commit_count > 0; done++)
		undo_to(commits[--commit_count]);
	return done;
}

const struct state_row *
state_row(uint32_t number)
{
	return number < row_count ? rows[number] : NULL;
}
