/* SPDX-License-Identifier: PostgreSQL
 *
 * command.h - what the four commands of trakhuc dead have in common.
 *
 * Each prints what it found or did to stdout and returns true with its exit code, or false
 * with an error that is not about a single letter.
 */
#ifndef CONSUMERS_DEAD_COMMAND_H
#define CONSUMERS_DEAD_COMMAND_H

#include "consumers/dead/selection.h"
#include "schema/base/cli.h"

struct command {
	struct cli cli;
	struct selection selection;
	int64_t limit;        /* of list */
	const char *count_by; /* of list; NULL: list the letters themselves */
	const char *actor;    /* who does it */
	const char *why;      /* NULL: not stated */
	bool all;             /* retry and drop without any filter */
	bool json, dry_run, raw, unmasked;
	bool terminal;        /* stdout is one */
};

bool command_list(const struct command *command, enum exit_code *ret_code,
		  struct error *err) MUST_CHECK;
bool command_show(const struct command *command, enum exit_code *ret_code,
		  struct error *err) MUST_CHECK;
bool command_retry(const struct command *command, enum exit_code *ret_code,
		   struct error *err) MUST_CHECK;
bool command_drop(const struct command *command, enum exit_code *ret_code,
		  struct error *err) MUST_CHECK;

#endif
