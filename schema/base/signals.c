/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/signals.h"

#include "schema/base/check.h"

void
signals_block(sigset_t *ret_set)
{
	sigemptyset(ret_set);
	sigaddset(ret_set, SIGTERM);
	sigaddset(ret_set, SIGINT);
	CHECK_OP(sigprocmask(SIG_BLOCK, ret_set, NULL), ==, 0);
	signal(SIGPIPE, SIG_IGN);
}
