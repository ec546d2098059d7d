/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/dead/command.h"

#include <stdio.h>

#include "consumers/dead/row.h"

enum { LIST_COLUMNS = 11 }; /* class and hash are for JSON */

bool
command_list(const struct command *command, enum exit_code *ret_code, struct error *err)
{
	AUTO_PGCONN session = NULL;
	AUTO_PGRESULT rows = NULL;
	int count;

	*ret_code = EXIT_OK;
	if (!postgres_open(&session, command->cli.conf->postgres_conninfo, "trakhuc dead", err))
		return false;
	if (command->count_by) {
		if (!selection_count(session, &command->selection, command->count_by, &rows,
				     err))
			return false;
		row_print_all(rows, PQntuples(rows), PQnfields(rows), command->json,
			      command->terminal);
		return true;
	}
	if (!selection_rows(session, &command->selection, command->limit + 1, &rows, err))
		return false;
	count = PQntuples(rows);
	if (count > command->limit)
		count = (int)command->limit;
	row_print_all(rows, count, LIST_COLUMNS, command->json, command->terminal);
	if (PQntuples(rows) > count)
		fprintf(stderr, "trakhuc dead: there are more than %d; see --limit, or "
				"--count-by reason\n", count);
	return true;
}
