/* SPDX-License-Identifier: PostgreSQL */
#include "schema/base/kafka.h"
#include "schema/base/kafka_conf.h"

#include "schema/base/check.h"

static void
read_headers(struct kafka_record *record, rd_kafka_message_t *message)
{
	rd_kafka_headers_t *headers;
	const char *name;
	const void *value;
	size_t size;

	record->header_count = 0;
	if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return;
	while (record->header_count < KAFKA_HEADERS_MAX &&
	       rd_kafka_header_get_all(headers, record->header_count, &name, &value,
				       &size) == RD_KAFKA_RESP_ERR_NO_ERROR) {
		record->headers[record->header_count++] = (struct kafka_header){
			slice_text(name), { value ? value : "", size }
		};
	}
}

void
kafka_record_fill(struct kafka_record *record, rd_kafka_message_t *message,
		  const char *topic)
{
	rd_kafka_timestamp_type_t type;
	int64_t time_ms = rd_kafka_message_timestamp(message, &type);

	CHECK(topic != NULL);
	record->topic = topic;
	record->partition = message->partition;
	record->offset = message->offset;
	record->broker_time_us =
		type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? time_ms * 1000 : 0;
	record->payload = (struct slice){ message->payload, message->len };
	record->key = (struct slice){ message->key, message->key_len };
	record->message = message;
	read_headers(record, message);
}

void
kafka_record_release(struct kafka_record *record)
{
	rd_kafka_message_destroy(record->message);
	record->message = NULL;
}
