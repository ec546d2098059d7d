/* SPDX-License-Identifier: PostgreSQL */
#include "producers/formats/foreign.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "producers/formats/readers.h"
#include "schema/base/check.h"

struct reading {
	struct foreign *foreign;
	struct message message;
	bool begun;
	bool refused; /* the whole message */
};

static void
refuse_message(struct foreign *foreign, const char *reason, const char *member,
	       const char *sentence, size_t byte)
{
	struct report_entry entry = {
		.kind = REPORT_REFUSED,
		.file = foreign->path,
		.reason = reason,
		.member = member,
		.byte = (uint32_t)byte,
		.sentence = sentence,
	};

	report_add(foreign->report, &entry);
}

static bool
is_this_service(const struct foreign *foreign, struct slice service)
{
	struct slice ours = foreign->kind == FOREIGN_DOSSIERS
				    ? SLICE_LITERAL("DongBoHoSoMC")
				    : SLICE_LITERAL("CapNhatTienDoHoSoMC");

	return service.length == 0 || slice_equal(service, ours);
}

/* The record's own code and time; false: it is refused alone. */
static bool
name_record(struct reading *reading, const struct foreign_record *record)
{
	struct message *message = &reading->message;
	int64_t stated_at_us = fact_stated_at(reading->foreign, record);
	struct slice code = { NULL, 0 };
	bool bad, has_code = fact_code(&record->values[FIELD_MA_HO_SO], &code, &bad);

	if (!has_code)
		code = (struct slice){ "", 0 };
	message_record(message, record->number, code, stated_at_us);
	if (!has_code)
		message_refuse(message, bad ? "code_shape" : "member_missing",
			       field_member(FIELD_MA_HO_SO),
			       bad ? "The dossier's code is no code."
				   : "The record has no dossier code.");
	else if (stated_at_us == 0)
		message_refuse(message, "not_stated_when", "",
			       "Nothing says when the record was stated: give --stated-at.");
	return has_code && stated_at_us != 0;
}

static bool
take_record(void *context, const struct envelope *envelope,
	    const struct foreign_record *record, struct error *err)
{
	struct reading *reading = context;
	struct foreign *foreign = reading->foreign;

	if (!reading->begun) {
		reading->begun = true;
		reading->refused = !is_this_service(foreign, envelope->service);
		if (reading->refused)
			refuse_message(foreign, "other_service", "service",
				       "The envelope names another service than this format.", 0);
		message_begin(&reading->message, foreign, envelope->record_count, err);
	}
	foreign->records++;
	if (reading->refused || !name_record(reading, record))
		return true;
	if (foreign->kind == FOREIGN_DOSSIERS)
		return read_dossier(&reading->message, envelope, record);
	return read_progress(&reading->message, record);
}

bool
foreign_read_message(struct foreign *foreign, struct slice document, struct error *err)
{
	struct reading reading = { .foreign = foreign };
	struct records_fault fault;
	bool ok = records_read(document, take_record, &reading, &fault, err);

	foreign->bytes += (int64_t)document.length;
	if (reading.begun)
		message_end(&reading.message);
	if (ok)
		return true;
	if (!fault.reason)
		return false;
	refuse_message(foreign, fault.reason, "", fault.sentence, fault.byte);
	return true;
}

/* What cannot be mapped, a pipe for instance, is read into memory. */
static bool
read_stream(int fd, const char *path, char **ret_bytes, size_t *ret_length,
	    struct error *err)
{
	size_t capacity = 1024 * 1024, length = 0;
	char *bytes = malloc(capacity), *grown;
	ssize_t count;

	CHECK(bytes != NULL);
	while ((count = read(fd, bytes + length, capacity - length)) > 0) {
		length += (size_t)count;
		if (length < capacity)
			continue;
		if (capacity > RECORDS_BYTES_MAX)
			break; /* the reader refuses it by name */
		capacity *= 2;
		grown = realloc(bytes, capacity);
		CHECK(grown != NULL);
		bytes = grown;
	}
	if (count < 0) {
		free(bytes);
		return error_set(err, ERROR_FATAL, "could not read \"%s\": %s", path,
				 strerror(errno));
	}
	*ret_bytes = bytes;
	*ret_length = length;
	return true;
}

static bool
read_fd(struct foreign *foreign, int fd, struct error *err)
{
	struct stat status;
	char *bytes = NULL;
	size_t length = 0;
	bool ok;

	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
		length = (size_t)status.st_size;
		bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes == MAP_FAILED)
			return error_set(err, ERROR_FATAL, "could not read \"%s\": %s",
					 foreign->path, strerror(errno));
		ok = foreign_read_message(foreign, (struct slice){ bytes, length }, err);
		munmap(bytes, length);
		return ok;
	}
	if (!read_stream(fd, foreign->path, &bytes, &length, err))
		return false;
	ok = foreign_read_message(foreign, (struct slice){ bytes, length }, err);
	free(bytes);
	return ok;
}

bool
foreign_read(struct foreign *foreign, struct error *err)
{
	bool is_stdin = strcmp(foreign->path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(foreign->path, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return error_set(err, ERROR_USAGE, "cannot read \"%s\": %s", foreign->path,
				 strerror(errno));
	ok = read_fd(foreign, fd, err);
	if (!is_stdin)
		close(fd);
	return ok;
}
