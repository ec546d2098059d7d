/* SPDX-License-Identifier: PostgreSQL
 *
 * break_session.c - a session that breaks in the middle of a commit, on demand.
 *
 * Every transaction of the worker ends with PQpipelineSync().  TRAKHUC_TEST_BREAK names
 * how the Nth one breaks, once in the life of the process:
 *
 *   before:N   what is sent goes nowhere: it was not committed
 *   after:N    the server has committed and answered, the answer is lost
 *
 * The worker cannot tell one from the other; the numbers must be right after both.
 */
#include <libpq-fe.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "schema/base/check.h"

int __real_PQpipelineSync(PGconn *session);
int __wrap_PQpipelineSync(PGconn *session);

enum { ANSWER_MS_MAX = 10000 };

/* Waits for the answer, which follows the commit, and throws it away. */
static void
lose_answer(PGconn *session)
{
	struct pollfd answer = { .fd = PQsocket(session), .events = POLLIN };
	char bytes[65536];

	while (PQflush(session) > 0)
		continue;
	CHECK_OP(poll(&answer, 1, ANSWER_MS_MAX), ==, 1);
	while (recv(answer.fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		continue;
}

/* Puts a pipe that nobody reads in the place of the session's socket, whose other end
 * then sees the session end; returns the pipe's end. */
static int
lead_nowhere(PGconn *session)
{
	int ends[2];

	CHECK_OP(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), ==, 0);
	CHECK_OP(dup2(ends[0], PQsocket(session)), >=, 0);
	close(ends[0]);
	return ends[1];
}

int
__wrap_PQpipelineSync(PGconn *session)
{
	static atomic_int syncs;
	const char *how = getenv("TRAKHUC_TEST_BREAK");
	int number = atomic_fetch_add(&syncs, 1) + 1;
	int before = 0, after = 0; /* the number of the commit that breaks so */
	int end = -1, sent;

	if (how && sscanf(how, "before:%d", &before) != 1)
		CHECK_OP(sscanf(how, "after:%d", &after), ==, 1);
	if (number == before)
		end = lead_nowhere(session);
	sent = __real_PQpipelineSync(session);
	if (number == before)
		close(end);
	if (number == after) {
		lose_answer(session);
		shutdown(PQsocket(session), SHUT_RDWR);
	}
	return sent;
}
