/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/http.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/ioc/answer.h"
#include "consumers/ioc/http_guard.h"
#include "consumers/ioc/listen.h"
#include "consumers/ioc/request.h"
#include "schema/base/check.h"
#include "schema/base/instant.h"

enum {
	CONNECTION_BYTES = 24 * 1024, /* request line, headers and answer headers */
	STREAM_BLOCK_BYTES = 16 * 1024,
	STREAM_SOCKET_BYTES = 128 * 1024, /* twice a snapshot, or seconds of deltas */
	SILENCE_SECONDS = 20,
	BESIDE_VIEWERS = 128, /* connections that are no streams */
};

struct http {
	const struct conf *conf;
	struct MHD_Daemon *daemon;
	struct hub *hub;
	const struct map *map;
	struct query *query;
	struct guard *guard;
};

/* One request and its answer. */
struct exchange {
	struct http *http;
	struct MHD_Connection *connection;
	char uri[REQUEST_URI_BYTES_MAX + 2]; /* cut one byte too long, so that it shows */
	bool begun;                          /* headers were seen */
	bool asked;                          /* the question is with the database */
	struct request request;
	struct problem problem;
	struct question question;
	struct hub_viewer *viewer;
};

static const char *
header_of(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static struct guard_entry *
guard_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
}

static void
add_header(struct MHD_Response *response, const char *name, const char *value)
{
	CHECK_OP(MHD_add_response_header(response, name, value), ==, MHD_YES);
}

/* What every answer carries. */
static void
add_common_headers(struct MHD_Response *response)
{
	add_header(response, "Content-Security-Policy",
		   "default-src 'self'; object-src 'none'; base-uri 'none'; "
		   "form-action 'self'; frame-ancestors 'none'");
	add_header(response, "X-Content-Type-Options", "nosniff");
	add_header(response, "Referrer-Policy", "no-referrer");
	add_header(response, "Cross-Origin-Resource-Policy", "same-origin");
	add_header(response, "Cross-Origin-Opener-Policy", "same-origin");
}

static enum MHD_Result
send_response(struct exchange *exchange, int status, struct MHD_Response *response)
{
	enum MHD_Result result;

	add_common_headers(response);
	result = MHD_queue_response(exchange->connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

static void
add_caching(struct MHD_Response *response, const struct answer *answer)
{
	if (answer->etag[0] == '\0') {
		add_header(response, "Cache-Control", "no-store");
		return;
	}
	add_header(response, "Cache-Control", "no-cache"); /* ask whether it changed */
	add_header(response, "ETag", answer->etag);
	add_header(response, "Vary", answer->bytes ? "Accept-Encoding" : "Accept");
	if (answer->packed)
		add_header(response, "Content-Encoding", "gzip");
}

/* RFC 8288, for a CSV that has no room for it. */
static void
add_link(struct MHD_Response *response, const struct text *next)
{
	struct text link = { 0 };

	text_format(&link, "<%s>; rel=\"next\"", next->data);
	add_header(response, "Link", link.data);
	text_release(&link);
}

static void
add_extras(struct MHD_Response *response, const struct answer *answer)
{
	char text[INSTANT_TEXT_BYTES];

	if (answer->aged && answer->age.known)
		add_header(response, "X-As-Of", instant_format(answer->age.as_of_us, text));
	if (answer->next.length > 0)
		add_link(response, &answer->next);
	if (answer->status == 405)
		add_header(response, "Allow", "GET, HEAD");
	if (answer->retry_seconds > 0) {
		snprintf(text, sizeof text, "%d", answer->retry_seconds);
		add_header(response, "Retry-After", text);
	}
}

/* Takes over the answer. */
static enum MHD_Result
send_answer(struct exchange *exchange, struct answer *answer)
{
	struct MHD_Response *response =
		answer->bytes ? MHD_create_response_from_buffer(
					answer->size,
					(void *)(uintptr_t)answer->bytes,
					MHD_RESPMEM_PERSISTENT)
			      : MHD_create_response_from_buffer(answer->body.length,
								answer->body.data,
								MHD_RESPMEM_MUST_FREE);

	CHECK(response != NULL);
	add_header(response, "Content-Type", answer->type);
	add_caching(response, answer);
	add_extras(response, answer);
	text_release(&answer->next);
	return send_response(exchange, answer->status, response);
}

static enum MHD_Result
send_problem(struct exchange *exchange, const struct problem *problem)
{
	struct answer answer;

	answer_refusal(&answer, &exchange->request, problem, exchange->http->hub);
	return send_answer(exchange, &answer);
}

static ssize_t
read_stream(void *context, uint64_t place, char *buffer, size_t size)
{
	struct exchange *exchange = context;
	ssize_t count = hub_read(exchange->http->hub, exchange->viewer, buffer, size);

	(void)place;
	return count == HUB_END ? MHD_CONTENT_READER_END_OF_STREAM : count;
}

/* One that never reads costs the kernel twice this and no more: by itself it would let the
 * buffer of each such connection grow to megabytes.  A connection where that cannot be set
 * is served all the same. */
static void
bound_socket(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	int bytes = STREAM_SOCKET_BYTES;

	setsockopt(info->connect_fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

static enum MHD_Result
send_stream(struct exchange *exchange)
{
	struct http *http = exchange->http;
	struct MHD_Response *response;

	exchange->viewer = hub_join(
		http->hub, request_last_event(header_of(exchange->connection, "Last-Event-ID")),
		exchange->connection);
	if (!exchange->viewer) {
		problem_set(&exchange->problem, 503, NULL,
			    "There are %lld viewers already, which is the limit.",
			    (long long)http->conf->ioc_viewers_max);
		problem_todo(&exchange->problem, "Try again later, or raise ioc.viewers_max.");
		exchange->problem.retry_seconds = ANSWER_RETRY_SECONDS;
		return send_problem(exchange, &exchange->problem);
	}
	guard_let_off(http->guard, guard_of(exchange->connection));
	bound_socket(exchange->connection);
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES,
						     read_stream, exchange, NULL);
	CHECK(response != NULL);
	add_header(response, "Content-Type", "text/event-stream");
	add_header(response, "Cache-Control", "no-store");
	add_header(response, "X-Accel-Buffering", "no");
	return send_response(exchange, 200, response);
}

/* From the query's thread. */
static void
answered(struct query_job *job)
{
	struct question *question = job->context;

	MHD_resume_connection(question->context);
}

/* Once the question was asked. */
static enum MHD_Result
send_reply(struct exchange *exchange)
{
	struct answer answer = answer_take(&exchange->question);

	answer_compare(&answer, header_of(exchange->connection, "If-None-Match"));
	return send_answer(exchange, &answer);
}

static enum MHD_Result
ask(struct exchange *exchange)
{
	struct question *question = &exchange->question;

	exchange->asked = true;
	if (!answer_ask(question, &exchange->request, exchange->http->hub, exchange->http->map))
		return send_reply(exchange);
	question->job.done = answered;
	question->context = exchange->connection;
	MHD_suspend_connection(exchange->connection); /* before it can be resumed */
	if (query_submit(exchange->http->query, &question->job, &question->job.problem))
		return MHD_YES;
	MHD_resume_connection(exchange->connection);
	return MHD_YES;
}

static enum MHD_Result
dispatch(struct exchange *exchange)
{
	struct answer answer = { 0 };

	if (exchange->asked)
		return send_reply(exchange);
	if (exchange->request.route->kind == ANSWER_PAGE ||
	    request_asks_database(&exchange->request))
		return ask(exchange);
	switch (exchange->request.route->kind) {
	case ANSWER_STREAM:
		return send_stream(exchange);
	case ANSWER_PAGE:
	case ANSWER_QUERY:
		CHECK(false); /* asked above */
		break;
	case ANSWER_ASSET:
		answer_file(&answer, exchange->request.path,
			    header_of(exchange->connection, "If-None-Match"),
			    header_of(exchange->connection, "Accept-Encoding"));
		break;
	case ANSWER_NOW:
	case ANSWER_UNITS:
	case ANSWER_SOURCES:
	case ANSWER_PARTITIONS:
	case ANSWER_COMPARISON:
	case ANSWER_HEALTH:
	case ANSWER_READY:
		answer_from_hub(&answer, &exchange->request, exchange->http->hub);
		answer_compare(&answer, header_of(exchange->connection, "If-None-Match"));
		break;
	}
	return send_answer(exchange, &answer);
}

static bool
has_body(struct MHD_Connection *connection)
{
	const char *length = header_of(connection, "Content-Length");

	return (length && strcmp(length, "0") != 0) ||
	       header_of(connection, "Transfer-Encoding") != NULL;
}

/* First call: headers are there.  Answering now would cost the connection, so only what
 * must not be read at all is answered here. */
static enum MHD_Result
begin(struct exchange *exchange, struct MHD_Connection *connection)
{
	exchange->begun = true;
	exchange->connection = connection;
	if (!has_body(connection))
		return MHD_YES;
	problem_set(&exchange->problem, 413, NULL, "A request here has no body.");
	problem_todo(&exchange->problem, "Send none.");
	return send_problem(exchange, &exchange->problem);
}

static enum MHD_Result
on_request(void *context, struct MHD_Connection *connection, const char *url,
	   const char *method, const char *version, const char *upload,
	   size_t *upload_size, void **exchange_slot)
{
	struct exchange *exchange = *exchange_slot;

	(void)context, (void)url, (void)version, (void)upload;
	if (!exchange->begun)
		return begin(exchange, connection);
	if (*upload_size > 0) { /* a body that no header told of */
		*upload_size = 0;
		return MHD_NO;
	}
	if (exchange->asked)
		return dispatch(exchange);
	if (!request_parse(&exchange->request, method, exchange->uri,
			   header_of(connection, "Host"), header_of(connection, "Accept"),
			   &exchange->problem))
		return send_problem(exchange, &exchange->problem);
	return dispatch(exchange);
}

/* The target as it came, before any decoding. */
static void *
on_target(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *exchange = calloc(1, sizeof *exchange);

	(void)connection;
	CHECK(exchange != NULL);
	exchange->http = context;
	snprintf(exchange->uri, sizeof exchange->uri, "%s", uri);
	return exchange;
}

static void
on_completed(void *context, struct MHD_Connection *connection, void **exchange_slot,
	     enum MHD_RequestTerminationCode code)
{
	struct http *http = context;
	struct exchange *exchange = *exchange_slot;

	(void)code;
	if (guard_of(connection))
		guard_finished(http->guard, guard_of(connection));
	if (!exchange)
		return;
	if (exchange->viewer)
		hub_leave(http->hub, exchange->viewer);
	question_release(&exchange->question);
	free(exchange);
	*exchange_slot = NULL;
}

static void
on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	      enum MHD_ConnectionNotificationCode code)
{
	struct http *http = context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*socket_context = guard_watch(
			http->guard, MHD_get_connection_info(
					     connection, MHD_CONNECTION_INFO_CONNECTION_FD)
					     ->connect_fd);
	} else if (*socket_context) {
		guard_forget(http->guard, *socket_context);
		*socket_context = NULL;
	}
}

static void
park(void *connection)
{
	MHD_suspend_connection(connection);
}

static void
wake(void *connection)
{
	MHD_resume_connection(connection);
}

static bool
start(struct http *http, const struct sockaddr_storage *address, bool six,
      struct error *err)
{
	unsigned connections_max = (unsigned)http->conf->ioc_viewers_max + BESIDE_VIEWERS;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ITC | (six ? MHD_USE_IPv6 : 0);

	/* All clients of a loopback address are one address, so the limit of one is the
	 * limit of all, less what keeps room for the health checks. */
	http->daemon = MHD_start_daemon(
		flags, (uint16_t)http->conf->ioc_port, NULL, NULL, on_request, http,
		MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)address,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, http,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
		MHD_OPTION_CONNECTION_LIMIT, connections_max,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, connections_max - BESIDE_VIEWERS / 8,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
		MHD_OPTION_END);
	if (http->daemon)
		return true;
	error_set(err, ERROR_STOP, "could not listen on %s port %lld: %s",
		  http->conf->ioc_listen, (long long)http->conf->ioc_port, strerror(errno));
	return error_hint(err, "Another program may use the port; ioc.port chooses another.");
}

bool
http_open(struct http **ret_http, const struct conf *conf, const struct map *map,
	  struct error *err)
{
	static const struct hub_calls calls = { .park = park, .wake = wake };
	struct sockaddr_storage address;
	struct http *http;
	bool six;

	if (!listen_address(conf, &address, &six, err))
		return false;
	http = calloc(1, sizeof *http);
	CHECK(http != NULL);
	http->conf = conf;
	http->map = map;
	http->hub = hub_open(&calls, (int)conf->ioc_viewers_max);
	http->guard = guard_open();
	http->query = query_open(conf);
	if (!start(http, &address, six, err)) {
		http_close(http);
		return false;
	}
	*ret_http = http;
	return true;
}

struct hub *
http_hub(struct http *http)
{
	return http->hub;
}

uint16_t
http_port(const struct http *http)
{
	return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void
http_sweep(struct http *http)
{
	guard_sweep(http->guard);
	hub_tick(http->hub);
}

struct http *
http_close(struct http *http)
{
	if (!http)
		return NULL;
	hub_end(http->hub); /* no connection may be suspended when the daemon stops */
	query_end(http->query);
	if (http->daemon)
		MHD_stop_daemon(http->daemon);
	query_close(http->query);
	hub_close(http->hub);
	guard_close(http->guard);
	free(http);
	return NULL;
}
