/* SPDX-License-Identifier: PostgreSQL */
/* A fortified longjmp() refuses to leave a stack for another one. */
#undef _FORTIFY_SOURCE
#include "tests/simulation/fiber.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <ucontext.h>

#include "schema/base/check.h"

enum { STACK_BYTES = 256 * 1024 };

struct fiber {
	jmp_buf here;   /* where it goes on */
	jmp_buf caller; /* who resumed it */
	fiber_fn *run;
	void *context;
	bool ended;
	struct fiber *next_free;
	char *stack;
};

static struct fiber *current, *first_free;

/* A stack is entered once, with makecontext(); from then on _setjmp() and _longjmp()
 * change over, which need no call of the kernel as swapcontext() does.  Comes back when
 * somebody changes over to FROM. */
static void
change_over(jmp_buf *from, jmp_buf *to)
{
	if (_setjmp(*from) == 0)
		_longjmp(*to, 1);
}

static void
fiber_main(void)
{
	for (;;) {
		struct fiber *fiber = current;

		change_over(&fiber->here, &fiber->caller);
		fiber->run(fiber->context);
		fiber->ended = true;
	}
}

static void
enter_stack(struct fiber *fiber)
{
	struct fiber *before = current;
	ucontext_t here, there;

	getcontext(&there);
	there.uc_stack.ss_sp = fiber->stack;
	there.uc_stack.ss_size = STACK_BYTES;
	there.uc_link = NULL;
	makecontext(&there, fiber_main, 0);
	current = fiber;
	if (_setjmp(fiber->caller) == 0)
		swapcontext(&here, &there);
	current = before;
}

struct fiber *
fiber_start(fiber_fn *run, void *context)
{
	struct fiber *fiber = first_free;

	if (fiber) {
		first_free = fiber->next_free;
	} else {
		fiber = calloc(1, sizeof *fiber);
		CHECK(fiber != NULL);
		fiber->stack = malloc(STACK_BYTES);
		CHECK(fiber->stack != NULL);
		enter_stack(fiber);
	}
	fiber->run = run;
	fiber->context = context;
	fiber->ended = false;
	return fiber;
}

struct fiber *
fiber_resume(struct fiber *fiber)
{
	struct fiber *before = current;

	current = fiber;
	change_over(&fiber->caller, &fiber->here);
	current = before;
	if (!fiber->ended)
		return fiber;
	fiber->next_free = first_free;
	first_free = fiber;
	return NULL;
}

void
fiber_yield(void)
{
	struct fiber *fiber = current;

	CHECK(fiber != NULL);
	change_over(&fiber->here, &fiber->caller);
}

struct fiber *
fiber_current(void)
{
	return current;
}
