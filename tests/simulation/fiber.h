/* SPDX-License-Identifier: PostgreSQL
 *
 * fiber.h - a thread of a simulated process: a stack of its own, run only when told to.
 *
 * The code under test blocks in the middle of its functions (a query, a condition, a
 * sleep).  On a fiber such a call gives control back to the scheduler, which decides
 * when it goes on.  So any interleaving can be asked for, and the same choices give the
 * same run.
 *
 * Stacks of fibers that have ended are used again.
 */
#ifndef TESTS_SIMULATION_FIBER_H
#define TESTS_SIMULATION_FIBER_H

struct fiber;
typedef void fiber_fn(void *context);

/* Does not run yet. */
struct fiber *fiber_start(fiber_fn *run, void *context);
/* Runs it until it yields or ends; an ended fiber is given back: returns NULL, else
 * FIBER. */
struct fiber *fiber_resume(struct fiber *fiber);
/* Inside of a fiber: back to whoever resumed it. */
void fiber_yield(void);
/* The one that runs, NULL: none, the scheduler itself. */
struct fiber *fiber_current(void);

#endif
