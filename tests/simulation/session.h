/* SPDX-License-Identifier: PostgreSQL
 *
 * session.h - a process's sessions with the database; session.c stands in for libpq.
 *
 * Asking and being answered are two steps: between them the server may have done what
 * was asked or not, and the session may break.
 */
#ifndef TESTS_SIMULATION_SESSION_H
#define TESTS_SIMULATION_SESSION_H

#include <stdbool.h>
#include <stdint.h>

struct pg_conn;
struct process;

void session_reset(void);
/* New sessions are refused while it is down. */
void session_server_is(bool down);

/* The server does what SESSION has asked; the answer is on its way.  Nothing where
 * nothing was asked. */
void session_serve(struct pg_conn *session);
/* The server refuses it with SQLSTATE, and nothing of it happens. */
void session_refuse(struct pg_conn *session, const char *sqlstate);
/* The session breaks; what was asked and not done never happens.  NULL is fine. */
void session_cut(struct pg_conn *session);
/* The process's writing session breaks, its transaction goes on at the server. */
void session_strand(struct process *process);
/* The same, and the reading one breaks too. */
void session_strand_all(struct process *process);
bool session_is_waiting(const struct pg_conn *session);
/* For the hash of a run. */
uint64_t session_hash(const struct pg_conn *session);

#endif
