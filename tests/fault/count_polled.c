/* SPDX-License-Identifier: PostgreSQL
 *
 * count_polled.c - counts the records that a program takes from librdkafka (LD_PRELOAD).
 *
 * The count lies in the mapped file of $TRAKHUC_TEST_POLLED, 8 bytes in the machine's
 * order, and outlives the process however it ends.  With what lies in the log, it tells
 * how many records were read again.  Without the variable nothing is counted.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef rd_kafka_message_t *poll_fn(rd_kafka_t *kafka, int timeout_ms);

static _Atomic uint64_t *polled;
static poll_fn *real_poll;

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("TRAKHUC_TEST_POLLED");
	void *symbol = dlsym(RTLD_NEXT, "rd_kafka_consumer_poll");
	void *page;
	int fd;

	*(void **)&real_poll = symbol;
	if (!path)
		return;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || ftruncate(fd, sizeof *polled) != 0)
		abort();
	page = mmap(NULL, sizeof *polled, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (page == MAP_FAILED)
		abort();
	polled = page;
}

rd_kafka_message_t *
rd_kafka_consumer_poll(rd_kafka_t *rk, int timeout_ms)
{
	rd_kafka_message_t *message = real_poll(rk, timeout_ms);

	if (polled && message && !message->err)
		atomic_fetch_add(polled, 1);
	return message;
}
