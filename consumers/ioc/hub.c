/* SPDX-License-Identifier: PostgreSQL */
#include "consumers/ioc/hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "schema/base/check.h"
#include "schema/base/instant.h"

/* One event as it goes over the wire; never changed once it is made. */
struct message {
	int holders; /* guarded by the hub's lock */
	int64_t version;
	struct text text;
};

struct hub_viewer {
	struct hub_viewer *next, *before;
	void *connection;
	struct message *message; /* being sent */
	size_t sent;             /* bytes of it */
	uint64_t place;          /* number of the ring's event to send next */
	bool wants_snapshot;
	bool parked;
	int64_t last_us; /* monotonic, of the last bytes */
};

/* Who comes at once with others shares the snapshot that the first one got. */
#define WHOLE_SHARED_US (SECOND_US / 10)

struct hub {
	pthread_mutex_t lock;
	struct hub_calls calls;
	int viewers_max;
	int viewer_count;
	struct hub_viewer *viewers;
	struct snapshot *current;
	int64_t away_since_us;
	bool ending;
	struct message *whole;  /* the last one made, or NULL, */
	int64_t whole_us;       /* and when; monotonic */
	struct message *ring[HUB_RING];
	uint64_t end; /* number of the next event; the ring holds the last HUB_RING */
};

struct hub *
hub_open(const struct hub_calls *calls, int viewers_max)
{
	struct hub *hub = calloc(1, sizeof *hub);

	CHECK(hub != NULL);
	hub->calls = *calls;
	hub->viewers_max = viewers_max;
	pthread_mutex_init(&hub->lock, NULL);
	return hub;
}

static struct message *
message_release(struct message *message)
{
	if (message && --message->holders == 0) {
		text_release(&message->text);
		free(message);
	}
	return NULL;
}

struct hub *
hub_close(struct hub *hub)
{
	if (!hub)
		return NULL;
	CHECK_OP(hub->viewer_count, ==, 0);
	for (int i = 0; i < HUB_RING; i++)
		message_release(hub->ring[i]);
	message_release(hub->whole);
	snapshot_release(hub->current);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
	return NULL;
}

static struct message *
message_begin(const char *event, int64_t version)
{
	struct message *message = calloc(1, sizeof *message);

	CHECK(message != NULL);
	message->holders = 1;
	message->version = version;
	text_format(&message->text, "event: %s\n", event);
	if (version != 0)
		text_format(&message->text, "id: %lld\n", (long long)version);
	text_add(&message->text, "data: ");
	return message;
}

static void
wake(struct hub *hub, struct hub_viewer *viewer)
{
	if (!viewer->parked)
		return;
	viewer->parked = false;
	hub->calls.wake(viewer->connection);
}

static void
wake_all(struct hub *hub)
{
	for (struct hub_viewer *viewer = hub->viewers; viewer; viewer = viewer->next)
		wake(hub, viewer);
}

/* Takes over the caller's hold. */
static void
push(struct hub *hub, struct message *message)
{
	struct message **slot = &hub->ring[hub->end % HUB_RING];

	text_add(&message->text, "\n\n");
	message_release(*slot);
	*slot = message;
	hub->end++;
	wake_all(hub);
}

static void
start_over(struct hub *hub)
{
	for (struct hub_viewer *viewer = hub->viewers; viewer; viewer = viewer->next)
		viewer->wants_snapshot = true;
	wake_all(hub);
}

void
hub_publish(struct hub *hub, struct snapshot *snapshot)
{
	struct snapshot *old;

	pthread_mutex_lock(&hub->lock);
	old = hub->current;
	hub->current = snapshot_hold(snapshot);
	if (old) {
		struct message *message = message_begin("delta", snapshot->version);

		snapshot_delta_json(&message->text, old, snapshot, clock_now_us());
		push(hub, message);
	} else {
		start_over(hub);
	}
	pthread_mutex_unlock(&hub->lock);
	snapshot_release(old);
}

void
hub_state_json(struct text *text, int64_t away_since_us)
{
	char instant[INSTANT_TEXT_BYTES];

	if (away_since_us == 0)
		text_add(text, "{\"database\":\"here\"}");
	else
		text_format(text, "{\"database\":\"away\",\"since\":\"%s\"}",
			    instant_format(away_since_us, instant));
}

void
hub_state(struct hub *hub, int64_t away_since_us)
{
	struct message *message = message_begin("state", 0);

	hub_state_json(&message->text, away_since_us);
	pthread_mutex_lock(&hub->lock);
	hub->away_since_us = away_since_us;
	hub->whole = message_release(hub->whole); /* it tells of the state before */
	push(hub, message);
	pthread_mutex_unlock(&hub->lock);
}

void
hub_tick(struct hub *hub)
{
	int64_t quiet_us = clock_monotonic_us() - HUB_QUIET_SECONDS_MAX * SECOND_US;

	pthread_mutex_lock(&hub->lock);
	for (struct hub_viewer *viewer = hub->viewers; viewer; viewer = viewer->next)
		if (viewer->last_us <= quiet_us)
			wake(hub, viewer);
	pthread_mutex_unlock(&hub->lock);
}

void
hub_end(struct hub *hub)
{
	pthread_mutex_lock(&hub->lock);
	hub->ending = true;
	wake_all(hub);
	pthread_mutex_unlock(&hub->lock);
}

struct snapshot *
hub_current(struct hub *hub, int64_t *ret_away_since_us)
{
	struct snapshot *snapshot;

	pthread_mutex_lock(&hub->lock);
	snapshot = snapshot_hold(hub->current);
	*ret_away_since_us = hub->away_since_us;
	pthread_mutex_unlock(&hub->lock);
	return snapshot;
}

int
hub_viewers(struct hub *hub)
{
	int count;

	pthread_mutex_lock(&hub->lock);
	count = hub->viewer_count;
	pthread_mutex_unlock(&hub->lock);
	return count;
}

static uint64_t
ring_begin(const struct hub *hub)
{
	return hub->end > HUB_RING ? hub->end - HUB_RING : 0;
}

/* Behind the event that brought VERSION; false when the ring no longer has it. */
static bool
find_version(const struct hub *hub, int64_t version, uint64_t *ret_place)
{
	for (uint64_t i = ring_begin(hub); version != 0 && i < hub->end; i++) {
		if (hub->ring[i % HUB_RING]->version != version)
			continue;
		*ret_place = i + 1;
		return true;
	}
	return false;
}

static void
link_viewer(struct hub *hub, struct hub_viewer *viewer)
{
	viewer->next = hub->viewers;
	if (hub->viewers)
		hub->viewers->before = viewer;
	hub->viewers = viewer;
	hub->viewer_count++;
}

struct hub_viewer *
hub_join(struct hub *hub, int64_t last_version, void *connection)
{
	struct hub_viewer *viewer = NULL;

	pthread_mutex_lock(&hub->lock);
	if (hub->viewer_count < hub->viewers_max && !hub->ending) {
		viewer = calloc(1, sizeof *viewer);
		CHECK(viewer != NULL);
		viewer->connection = connection;
		viewer->last_us = clock_monotonic_us();
		viewer->wants_snapshot = !find_version(hub, last_version, &viewer->place);
		link_viewer(hub, viewer);
	}
	pthread_mutex_unlock(&hub->lock);
	return viewer;
}

void
hub_leave(struct hub *hub, struct hub_viewer *viewer)
{
	pthread_mutex_lock(&hub->lock);
	if (viewer->before)
		viewer->before->next = viewer->next;
	else
		hub->viewers = viewer->next;
	if (viewer->next)
		viewer->next->before = viewer->before;
	hub->viewer_count--;
	message_release(viewer->message);
	pthread_mutex_unlock(&hub->lock);
	free(viewer);
}

/* The newest snapshot as an event of its own, then the state. */
static struct message *
make_whole(const struct hub *hub)
{
	struct message *message = message_begin("snapshot", hub->current->version);

	snapshot_json(&message->text, hub->current, clock_now_us());
	text_add(&message->text, "\n\nevent: state\ndata: ");
	hub_state_json(&message->text, hub->away_since_us);
	text_add(&message->text, "\n\n");
	return message;
}

/* Five hundred viewers that come back together cost a few snapshots, not five hundred.
 * One that is a moment old is as good: it is of the newest version, and what came since
 * then is behind it in the ring. */
static struct message *
hold_whole(struct hub *hub)
{
	int64_t now_us = clock_monotonic_us();

	if (!hub->whole || hub->whole->version != hub->current->version ||
	    now_us - hub->whole_us > WHOLE_SHARED_US) {
		message_release(hub->whole);
		hub->whole = make_whole(hub);
		hub->whole_us = now_us;
	}
	hub->whole->holders++;
	return hub->whole;
}

static struct message *
comment(void)
{
	struct message *message = calloc(1, sizeof *message);

	CHECK(message != NULL);
	message->holders = 1;
	text_add(&message->text, ": here\n\n");
	return message;
}

/* What VIEWER gets next, held for it; NULL: nothing. */
static struct message *
choose(struct hub *hub, struct hub_viewer *viewer)
{
	struct message *message;

	if (viewer->place < ring_begin(hub))
		viewer->wants_snapshot = true;
	if (viewer->wants_snapshot && hub->current) {
		viewer->wants_snapshot = false;
		viewer->place = hub->end;
		return hold_whole(hub);
	}
	if (!viewer->wants_snapshot && viewer->place < hub->end) {
		message = hub->ring[viewer->place++ % HUB_RING];
		message->holders++;
		return message;
	}
	if (clock_monotonic_us() - viewer->last_us >= HUB_QUIET_SECONDS_MAX * SECOND_US)
		return comment();
	return NULL;
}

static size_t
send_part(struct hub_viewer *viewer, char *buffer, size_t size)
{
	const struct text *text = &viewer->message->text;
	size_t part = text->length - viewer->sent;

	if (part > size)
		part = size;
	memcpy(buffer, text->data + viewer->sent, part);
	viewer->sent += part;
	if (viewer->sent == text->length) {
		viewer->message = message_release(viewer->message);
		viewer->sent = 0;
	}
	viewer->last_us = clock_monotonic_us();
	return part;
}

ssize_t
hub_read(struct hub *hub, struct hub_viewer *viewer, char *buffer, size_t size)
{
	ssize_t count = 0;

	pthread_mutex_lock(&hub->lock);
	if (!viewer->message && !hub->ending)
		viewer->message = choose(hub, viewer);
	if (hub->ending) {
		count = HUB_END;
	} else if (viewer->message) {
		count = (ssize_t)send_part(viewer, buffer, size);
	} else {
		viewer->parked = true;
		hub->calls.park(viewer->connection);
	}
	pthread_mutex_unlock(&hub->lock);
	return count;
}
