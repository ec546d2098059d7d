/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/aggregate/write.h"

#include <string.h>

void
write_init(struct write *write)
{
	memset(write, 0, sizeof *write);
}

void
write_release(struct write *write)
{
	for (int i = 0; i < WRITE_COUNT; i++)
		rows_release(&write->rows[i]);
	write_init(write);
}

void
write_reset(struct write *write)
{
	for (int i = 0; i < WRITE_COUNT; i++)
		rows_reset(&write->rows[i]);
	write->notify = false;
	write->range_count = 0;
	write->record_count = 0;
}
