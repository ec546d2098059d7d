/* SPDX-License-Identifier: PostgreSQL
 *
 * c11_threads.c - <threads.h> by <pthread.h>, for the preset tsan alone.
 *
 * librdkafka uses C11 threads.  ThreadSanitizer does not know them: a thread that it did not
 * see begin has no state and falls, and a lock that it did not see orders nothing.  A library
 * of this, linked before the C library, sends both through the functions that it knows.  In
 * glibc the types have the same sizes, which is checked here.
 */
#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

static_assert(sizeof(thrd_t) == sizeof(pthread_t), "threads");
static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "locks");
static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "conditions");
static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "once");

struct start {
	thrd_start_t function;
	void *context;
};

static int
answer(int error, int otherwise)
{
	return error == 0 ? thrd_success : otherwise;
}

static void *
begin(void *context)
{
	struct start start = *(struct start *)context;

	free(context);
	return (void *)(intptr_t)start.function(start.context);
}

int
thrd_create(thrd_t *ret_thread, thrd_start_t function, void *context)
{
	struct start *start = malloc(sizeof *start);
	int error;

	if (!start)
		return thrd_nomem;
	*start = (struct start){ function, context };
	error = pthread_create(ret_thread, NULL, begin, start);
	if (error != 0)
		free(start);
	return answer(error, thrd_error);
}

int
thrd_join(thrd_t thread, int *ret_result)
{
	void *result = NULL;
	int error = pthread_join(thread, &result);

	if (error == 0 && ret_result)
		*ret_result = (int)(intptr_t)result;
	return answer(error, thrd_error);
}

int
mtx_init(mtx_t *lock, int type)
{
	pthread_mutexattr_t attributes;
	int error;

	pthread_mutexattr_init(&attributes);
	if (type & mtx_recursive)
		pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	error = pthread_mutex_init((pthread_mutex_t *)lock, &attributes);
	pthread_mutexattr_destroy(&attributes);
	return answer(error, thrd_error);
}

int
mtx_lock(mtx_t *lock)
{
	return answer(pthread_mutex_lock((pthread_mutex_t *)lock), thrd_error);
}

int
mtx_unlock(mtx_t *lock)
{
	return answer(pthread_mutex_unlock((pthread_mutex_t *)lock), thrd_error);
}

void
mtx_destroy(mtx_t *lock)
{
	pthread_mutex_destroy((pthread_mutex_t *)lock);
}

int
cnd_init(cnd_t *condition)
{
	return answer(pthread_cond_init((pthread_cond_t *)condition, NULL), thrd_error);
}

int
cnd_signal(cnd_t *condition)
{
	return answer(pthread_cond_signal((pthread_cond_t *)condition), thrd_error);
}

int
cnd_broadcast(cnd_t *condition)
{
	return answer(pthread_cond_broadcast((pthread_cond_t *)condition), thrd_error);
}

int
cnd_wait(cnd_t *condition, mtx_t *lock)
{
	return answer(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)lock),
		      thrd_error);
}

int
cnd_timedwait(cnd_t *condition, mtx_t *lock, const struct timespec *until)
{
	return answer(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)lock, until),
		      thrd_timedout);
}

void
cnd_destroy(cnd_t *condition)
{
	pthread_cond_destroy((pthread_cond_t *)condition);
}

void
call_once(once_flag *flag, void (*function)(void))
{
	pthread_once((pthread_once_t *)flag, function);
}
