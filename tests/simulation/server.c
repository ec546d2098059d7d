/* SPDX-License-Identifier: PostgreSQL */
#include "tests/simulation/server.h"

#include "schema/base/check.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/figures.h"
#include "tests/simulation/rule.h"
#include "tests/simulation/state.h"
#include "tests/simulation/verdict.h"
#include "tests/simulation/wire.h"

enum { STRANDED_MAX = 64 };

static const struct transaction *stranded[STRANDED_MAX];
static int stranded_count;
static int timeline;

void
server_reset(void)
{
	state_reset();
	stranded_count = 0;
	timeline = 1;
}

int
server_timeline(void)
{
	return timeline;
}

static struct slice
position_key(enum topic topic, int32_t partition, char ret_key[8])
{
	int32_t key[] = { (int32_t)topic, partition };

	memcpy(ret_key, key, 8);
	return (struct slice){ ret_key, 8 };
}

struct position_row
server_position(enum topic topic, int32_t partition)
{
	struct position_row row = { 0 };
	struct slice value;
	char key[8];

	value = state_get(WRITE_position, position_key(topic, partition, key));
	if (value.data)
		memcpy(&row, value.data, sizeof row);
	return row;
}

void
server_put_position(enum topic topic, int32_t partition, const struct position_row *row)
{
	char key[8];

	state_put(WRITE_position, position_key(topic, partition, key),
		  (struct slice){ (const char *)row, sizeof *row });
}

/* Each promise about one partition, against the log itself. */
static void
check_range(const struct wire_row *row, const struct position_row *before)
{
	enum topic topic = (enum topic)wire_number(row->column[0]);
	int32_t partition = (int32_t)wire_number(row->column[1]);
	int64_t since = wire_number(row->column[2]), upto = wire_number(row->column[3]);
	struct broker_range range = broker_range(topic, partition, since, upto);

	if (since != before->next || upto <= since)
		verdict_broken("%s %d stood at %lld, a transaction applied %lld to %lld",
			       topic_name(topic), (int)partition, (long long)before->next,
			       (long long)since, (long long)upto);
	if (range.read != wire_number(row->column[4]) ||
	    range.dead != wire_number(row->column[5]))
		verdict_broken("%s %d from %lld to %lld holds %d records, %d of them dead; "
			       "counted were %lld and %lld",
			       topic_name(topic), (int)partition, (long long)since,
			       (long long)upto, range.read, range.dead,
			       (long long)wire_number(row->column[4]),
			       (long long)wire_number(row->column[5]));
}

static struct slice
position_rows(const struct transaction *transaction)
{
	int i = 0;

	while (i < transaction->count && transaction->statements[i].table != WRITE_position)
		i++;
	CHECK_OP(i, <, transaction->count);
	return transaction->statements[i].rows;
}

static void
check_ranges(const struct transaction *transaction, const struct position_row *before)
{
	struct wire_array rows = wire_open(position_rows(transaction));
	struct slice element;
	struct wire_row row;

	for (int i = 0; wire_next(&rows, &element); i++) {
		wire_split(element, &row);
		check_range(&row, &before[i]);
	}
}

static void
note_positions(const struct transaction *transaction, struct position_row *ret_rows)
{
	struct wire_array rows = wire_open(position_rows(transaction));
	struct slice element;
	struct wire_row row;

	for (int i = 0; wire_next(&rows, &element); i++) {
		wire_split(element, &row);
		ret_rows[i] = server_position((enum topic)wire_number(row.column[0]),
					      (int32_t)wire_number(row.column[1]));
	}
}

int
server_apply(const struct transaction *transaction, const char **ret_sqlstate)
{
	struct position_row before[BROKER_PARTITIONS] = { 0 };

	CHECK_OP(wire_count(position_rows(transaction)), <=, BROKER_PARTITIONS);
	if (transaction->timeline != timeline) {
		*ret_sqlstate = "TK002";
		return 0;
	}
	note_positions(transaction, before);
	for (int i = 0; i < transaction->count; i++) {
		enum write_table table = transaction->statements[i].table;

		if (table == WRITE_COUNT)
			continue;
		*ret_sqlstate = rule_apply(table, transaction->statements[i].rows);
		if (!*ret_sqlstate)
			continue;
		state_rollback();
		figures.fences += strcmp(*ret_sqlstate, "TK001") == 0;
		return i;
	}
	check_ranges(transaction, before);
	state_commit();
	figures.commits++;
	return -1;
}

void
server_strand(const struct transaction *transaction)
{
	CHECK_OP(stranded_count, <, STRANDED_MAX);
	stranded[stranded_count++] = transaction;
}

bool
server_end_stranded(void)
{
	const struct transaction *transaction = stranded[0];
	const char *sqlstate;

	if (stranded_count == 0)
		return false;
	stranded_count--;
	memmove(stranded, stranded + 1, (size_t)stranded_count * sizeof *stranded);
	if (server_apply(transaction, &sqlstate) < 0)
		figures.stranded_commits++;
	return true;
}

int
server_fail_over(int commits)
{
	stranded_count = 0;
	timeline++;
	return state_fall_back(commits);
}
