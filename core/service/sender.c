#include "service/sender.h"

#include <signal.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "deliver/secret.h"
#include "deliver/target.h"
#include "ledger/delivery.h"
#include "ledger/ledger.h"
#include "service/generation.h"
#include "service/outgoing.h"
#include "service/spool.h"
#include "service/writer.h"

#define SHARED_MAX     16         /* couriers under way, before a target is left with one */
#define BACKOFF_MAX_S  3600.0
#define AFTER_MAX_S    86400.0    /* that a target may ask to be left alone */
#define SLACK_MS       15000      /* over timeout_seconds: to begin, to read the PDF, to say how it went */
#define AGAIN_MS       1000
#define LOOK_MS        30000
#define SWEEP_MS       3600000
#define LINE_MAX_BYTES ((size_t)64 << 10)
#define STRAYS_MAX     100

/* One attempt: alive until its process has ended, its pipes are closed and its end is in the ledger. */
struct trip {
	struct sender *sender;
	struct trip *next;
	uv_process_t process;
	uv_pipe_t in, out;           /* the courier's */
	uv_timer_t deadline;
	uv_write_t write, go;
	int open;                    /* handles, and the ledger's answer to whether it may send */
	bool is_spawned, has_exited, is_eof;
	struct delivery delivery;
	struct buf parcel, line;
	struct generation *generation;
	double retry_seconds;
	int64_t tries, timeout_ms;

	bool is_sending;             /* the ledger knows that the target may learn of it */
	bool has_said;               /* what became of it */
	bool is_uncounted;           /* what ended it is not the target's doing */
	int64_t pause_ms;            /* until it is tried again; -1: as the backoff has it */
	struct err why;              /* it was ended */
	struct delivery_end end;
	char *place, *error;
	enum delivery_state state;   /* as recorded */
	bool is_told;                /* all that the job was to be told to are */
	uv_fs_t unlink;
};

/* What is asked of the ledger at a time. */
struct claim {
	struct sender *sender;
	struct generation *generation;
	struct room {
		const char *target;
		size_t n;
		bool is_idle;            /* nothing is under way to it */
	} *rooms;
	size_t room_count;
	size_t shared;               /* places that are left for all */
	struct trip **trips;         /* claimed, with their parcels */
	size_t n, cap;
	struct strays {
		char *id, *target;
	} *strays;                   /* to targets that there are no more: given up */
	size_t stray_count, stray_cap;
	int64_t next_due_ms;
};

struct sender {
	uv_loop_t *loop;
	struct writer *writer;
	const struct spool *spool;
	const char *instance;
	struct sender_events events;
	struct generation *generation;
	struct trip *trips;          /* under way */
	size_t trip_count;
	uv_timer_t due, look, sweep;
	unsigned asked;              /* operations posted that are not done */
	bool is_claiming, is_kicked; /* is_kicked: while it was claiming */
	bool may_be_late;            /* a schedule says who is told of late and missed runs */
	bool is_fresh;               /* the generation, which may lack a target that something waits for */
	bool is_looking, looks_again;
	bool is_stopping, is_aborted;
	int open;                    /* handles, at the end */
};

/* ---- trips ---- */

static struct trip *trip_new(struct sender *s) {
	struct trip *trip = mem_alloc(sizeof(*trip));

	trip->sender = s;
	trip->parcel = trip->line = (struct buf)BUF_INIT;
	trip->pause_ms = -1;
	return trip;
}

static void trip_free(struct trip *trip) {
	delivery_fini(&trip->delivery);
	generation_unref(trip->generation);
	buf_fini(&trip->parcel);
	buf_fini(&trip->line);
	mem_free(trip->place);
	mem_free(trip->error);
	mem_free(trip);
}

/* The courier leads its own group, with the sendmail that it may have begun. */
static void trip_kill(struct trip *trip) {
	if (trip->is_spawned && !trip->has_exited) {
		kill(-trip->process.pid, SIGKILL);
		uv_process_kill(&trip->process, SIGKILL);
	}
}

static void trip_break_off(struct trip *trip, const struct err *why) {
	if (trip->why.code == ERR_NONE) {
		trip->why = *why;
	}
	trip_kill(trip);
}

/* For what is not the target's doing: it is tried again after pause_ms, and not counted. */
static void trip_call_back(struct trip *trip, const struct err *why, int64_t pause_ms) {
	if (!trip->has_said) {
		trip->is_uncounted = true;
		trip->pause_ms = pause_ms;
	}
	trip_break_off(trip, why);
}

/* ---- the end of an attempt ---- */

static double jitter(void) {
	unsigned char noise = 128;

	/* Without noise it is the middle, which is as good. */
	(void)!getrandom(&noise, 1, 0);
	return 0.75 + noise / 512.0;
}

static int64_t backoff_ms(const struct trip *trip) {
	double seconds = trip->retry_seconds;

	for (int64_t i = 1; i < trip->delivery.attempts && seconds < BACKOFF_MAX_S; i++) {
		seconds *= 2;
	}
	return (int64_t)((seconds < BACKOFF_MAX_S ? seconds : BACKOFF_MAX_S) * jitter() * 1000);
}

static bool record_end(struct ledger *ledger, void *ctx, struct err *err) {
	struct trip *trip = ctx;

	trip->is_told = false;
	if (!ledger_delivery_end(ledger, trip->delivery.id, &trip->end, &trip->state, err)) {
		return false;
	}
	return trip->state != DELIVERY_DELIVERED || outgoing_is_told(ledger, trip->delivery.job, &trip->is_told, err);
}

static void on_unlinked(uv_fs_t *req) {
	struct trip *trip = req->data;

	uv_fs_req_cleanup(req);    /* what stays is swept up later */
	trip->sender->asked--;
	trip_free(trip);
}

/* The PDF is held for nobody any more. */
static void let_go(struct trip *trip) {
	char *held = outgoing_held_path(trip->sender->spool, trip->delivery.job);

	trip->unlink.data = trip;
	trip->sender->asked++;
	uv_fs_unlink(trip->sender->loop, &trip->unlink, held, on_unlinked);
	mem_free(held);
}

static void log_end(const struct trip *trip) {
	const struct delivery *d = &trip->delivery;
	const char *why = trip->error != NULL ? trip->error : "";

	if (trip->state == DELIVERY_DELIVERED) {
		log_event(LOG_INFO, "delivered", d->job, d->target, "delivered to %s: %s (%s, job %s)", d->target, trip->place != NULL ? trip->place : "", d->event, d->job);
	} else if (trip->state == DELIVERY_FAILED) {
		log_event(LOG_WARN, "undelivered", d->job, d->target, "not delivered to %s, and given up: %s (%s, job %s; `sitrep retry %s --to %s` tries again)", d->target,
		          why, d->event, d->job, d->job, d->target);
	} else if (!trip->is_uncounted) {
		log_event(LOG_WARN, "delivery-retrying", d->job, d->target, "delivery to %s will be tried again: %s (%s, job %s)", d->target, why, d->event, d->job);
	}
}

static void on_recorded(void *ctx, const struct err *err);

static void on_record_again(uv_timer_t *timer) {
	struct trip *trip = timer->data;

	writer_post(trip->sender->writer, record_end, on_recorded, trip);
}

static void on_deadline_closed(uv_handle_t *handle) {
	struct trip *trip = handle->data;

	if (trip->is_told) {
		let_go(trip);
	} else {
		trip_free(trip);
	}
}

static void drop_trip(struct trip *trip) {
	struct sender *s = trip->sender;
	struct trip **at = &s->trips;

	while (*at != trip) {
		at = &(*at)->next;
	}
	*at = trip->next;
	s->trip_count--;
	uv_close((uv_handle_t *)&trip->deadline, on_deadline_closed);
	sender_kick(s);
}

static void on_recorded(void *ctx, const struct err *err) {
	struct trip *trip = ctx;
	struct sender *s = trip->sender;

	if (err != NULL && err->code == ERR_SYSTEM && !s->is_stopping) {
		s->events.on_trouble(s->events.ctx, err);
		uv_timer_start(&trip->deadline, on_record_again, AGAIN_MS, 0);
		return;
	}
	if (err != NULL) {
		log_warnx("delivery %s: %s", trip->delivery.id, err->msg);    /* the next start settles it */
	} else {
		log_end(trip);
	}
	drop_trip(trip);
}

/* A courier that ended without a word: killed, or broken. */
static void say_for_it(struct trip *trip) {
	trip->end = (struct delivery_end){ .state = DELIVERY_WAITING, .is_uncounted = trip->is_uncounted };
	struct buf text = BUF_INIT;
	buf_adds(&text, trip->why.code != ERR_NONE ? trip->why.msg : "the courier ended without saying how it went");
	if (trip->why.hint[0] != '\0') {
		buf_addf(&text, " (%s)", trip->why.hint);
	}
	trip->error = buf_detach(&text, NULL);
}

static void finish_trip(struct trip *trip) {
	int64_t now = clock_now_ms();

	if (!trip->has_said) {
		say_for_it(trip);
	}
	trip->end.is_known = trip->end.is_known && trip->is_sending;
	if (trip->end.state == DELIVERY_WAITING && trip->delivery.attempts >= trip->tries && !trip->is_uncounted) {
		trip->end.state = DELIVERY_FAILED;
	}
	trip->end.now_ms = now;
	trip->end.not_before_ms = now + (trip->pause_ms >= 0 ? trip->pause_ms : backoff_ms(trip));
	trip->end.place = trip->place;
	trip->end.error = trip->error;
	writer_post(trip->sender->writer, record_end, on_recorded, trip);
}

static void on_handle_closed(uv_handle_t *handle) {
	struct trip *trip = handle->data;

	if (--trip->open == 0) {
		finish_trip(trip);
	}
}

static void close_handle(uv_handle_t *handle) {
	if (!uv_is_closing(handle)) {
		uv_close(handle, on_handle_closed);
	}
}

/* Its process has ended and all it said is read. */
static void maybe_close(struct trip *trip) {
	if (trip->has_exited && trip->is_eof) {
		uv_timer_stop(&trip->deadline);
		close_handle((uv_handle_t *)&trip->process);
		close_handle((uv_handle_t *)&trip->in);
		close_handle((uv_handle_t *)&trip->out);
	}
}

static void on_exit_of(uv_process_t *process, int64_t status, int signal) {
	struct trip *trip = process->data;

	trip->has_exited = true;
	if (!trip->has_said && trip->why.code == ERR_NONE && signal != 0) {
		err_set(&trip->why, ERR_BUG, "the courier was ended by signal %d", signal);
	} else if (!trip->has_said && trip->why.code == ERR_NONE) {
		err_set(&trip->why, ERR_BUG, "the courier ended with status %d without saying how it went", (int)status);
	}
	maybe_close(trip);
}

/* ---- what the courier says ---- */

static bool record_sending(struct ledger *ledger, void *ctx, struct err *err) {
	struct trip *trip = ctx;

	return ledger_delivery_sending(ledger, trip->delivery.id, err);
}

static void on_written(uv_write_t *write, int status) {
	(void)write, (void)status;    /* a courier that does not read has ended, and that is told by its exit */
}

static void write_to(struct trip *trip, uv_write_t *write, const char *text, size_t len) {
	uv_buf_t bytes = uv_buf_init((char *)text, (unsigned)len);

	if (uv_write(write, (uv_stream_t *)&trip->in, &bytes, 1, on_written) != 0) {
		trip_kill(trip);
	}
}

static void on_sending(void *ctx, const struct err *err) {
	struct trip *trip = ctx;

	trip->sender->asked--;
	trip->open--;
	if (err != NULL) {
		trip->sender->events.on_trouble(trip->sender->events.ctx, err);
		trip_call_back(trip, err, AGAIN_MS);
	} else {
		trip->is_sending = true;
		if (!trip->has_exited && !uv_is_closing((uv_handle_t *)&trip->in)) {
			write_to(trip, &trip->go, "go\n", 3);
		}
	}
	if (trip->open == 0) {
		finish_trip(trip);
	}
}

static void take_outcome(struct trip *trip, const struct json *said) {
	const char *outcome = json_str(said, "outcome", ""), *hint = json_str(said, "hint", "");
	double after = json_num(said, "after_seconds", 0);

	trip->has_said = true;
	trip->end = (struct delivery_end){
		.state = str_eq(outcome, "delivered") ? DELIVERY_DELIVERED : str_eq(outcome, "never") ? DELIVERY_FAILED : DELIVERY_WAITING,
		.is_known = !json_bool(said, "doubtful", false),
	};
	trip->is_uncounted = false;
	trip->pause_ms = -1;
	if (json_str(said, "place", NULL) != NULL) {
		trip->place = mem_strdup(json_str(said, "place", ""));
	}
	if (trip->end.state != DELIVERY_DELIVERED) {
		struct buf text = BUF_INIT;
		buf_addf(&text, *hint != '\0' ? "%s (%s)" : "%s", json_str(said, "message", ""), hint);
		trip->error = buf_detach(&text, NULL);
	}
	if (after > 0 && trip->end.state == DELIVERY_WAITING) {
		int64_t least = backoff_ms(trip), asked = (int64_t)((after < AFTER_MAX_S ? after : AFTER_MAX_S) * 1000);
		trip->pause_ms = asked > least ? asked : least;
	}
}

static void break_protocol(struct trip *trip, const char *what) {
	struct err err = ERR_INIT;

	err_set(&err, ERR_BUG, "%s", what);
	trip_break_off(trip, &err);
}

static void take_line(struct trip *trip) {
	struct arena *arena = arena_new();
	const struct json *said = json_parse(arena, trip->line.p, trip->line.len, NULL, NULL);

	if (json_bool(said, "sending", false) && !trip->is_sending) {
		trip->open++;    /* the answer of the ledger is waited for, whatever ends first */
		trip->sender->asked++;
		writer_post(trip->sender->writer, record_sending, on_sending, trip);
	} else if (json_lookup(said, "outcome") != NULL && !trip->has_said) {
		take_outcome(trip, said);
	} else {
		break_protocol(trip, "the courier broke the protocol");
	}
	arena_free(arena);
}

static void take_bytes(struct trip *trip, const char *p, size_t n) {
	while (n > 0) {
		const char *end = memchr(p, '\n', n);
		size_t len = end != NULL ? (size_t)(end - p) : n;
		buf_add(&trip->line, p, len);
		if (trip->line.len > LINE_MAX_BYTES) {
			break_protocol(trip, "the courier said a line that is too long");
			return;
		}
		if (end != NULL) {
			take_line(trip);
			buf_reset(&trip->line);
		}
		p += len + (end != NULL);
		n -= len + (end != NULL);
	}
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf) {
	static char room[4096];      /* read and taken at once, on one thread */

	(void)handle, (void)suggested;
	*buf = uv_buf_init(room, sizeof(room));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
	struct trip *trip = stream->data;

	if (n > 0) {
		take_bytes(trip, buf->base, (size_t)n);
	} else if (n < 0) {
		trip->is_eof = true;
		uv_read_stop(stream);
		maybe_close(trip);
	}
}

/* ---- starting ---- */

static void on_deadline(uv_timer_t *timer) {
	struct trip *trip = timer->data;
	struct err err = ERR_INIT;

	err_set(&err, ERR_LIMIT, "it took longer than %lld s", (long long)(trip->timeout_ms / 1000));
	err_hint(&err, "timeout_seconds of the target is the limit");
	trip_break_off(trip, &err);
	if (trip->has_exited) {
		trip->is_eof = true;    /* something else holds its end of the pipe */
		maybe_close(trip);
	}
}

static int spawn(struct trip *trip) {
	char exe[] = "/proc/self/exe", role[] = "courier";
	char *args[] = { exe, role, NULL };
	char **env = secrets_environment(catalogue_value(generation_catalogue(trip->generation), "targets"), trip->delivery.target);
	uv_stdio_container_t stdio[] = {
		{ .flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&trip->in },
		{ .flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&trip->out },
		{ .flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO },
	};
	uv_process_options_t options = {
		.exit_cb = on_exit_of, .file = exe, .args = args, .env = env, .stdio_count = sizeof(stdio) / sizeof(*stdio), .stdio = stdio,
	};
	int rc = uv_spawn(trip->sender->loop, &trip->process, &options);

	mem_free(env);
	return rc;
}

static void start_trip(struct trip *trip) {
	struct sender *s = trip->sender;

	trip->process.data = trip->in.data = trip->out.data = trip->deadline.data = trip;
	uv_pipe_init(s->loop, &trip->in, 0);
	uv_pipe_init(s->loop, &trip->out, 0);
	uv_timer_init(s->loop, &trip->deadline);
	trip->open = 3;
	trip->next = s->trips;
	s->trips = trip;
	s->trip_count++;
	int rc = spawn(trip);
	if (rc != 0) {
		struct err err = ERR_INIT;
		err_set(&err, ERR_SYSTEM, "cannot start a courier: %s", uv_strerror(rc));
		s->events.on_trouble(s->events.ctx, &err);
		trip->has_exited = trip->is_eof = true;
		trip_call_back(trip, &err, AGAIN_MS);
		maybe_close(trip);
		return;
	}
	trip->is_spawned = true;
	uv_read_start((uv_stream_t *)&trip->out, on_alloc, on_read);
	buf_addc(&trip->parcel, '\n');
	write_to(trip, &trip->write, trip->parcel.p, trip->parcel.len);
	uv_timer_start(&trip->deadline, on_deadline, (uint64_t)(trip->timeout_ms + SLACK_MS), 0);
}

/* ---- claiming ---- */

static const struct json *targets_of(const struct generation *generation) {
	return catalogue_value(generation_catalogue(generation), "targets");
}

bool sender_knows(const struct sender *s, const char *target, struct err *err) {
	return s->generation != NULL ? target_known(targets_of(s->generation), target, err)
	                             : err_set(err, ERR_INPUT, "the service is beginning or ending");
}

static bool give_up(struct ledger *ledger, const struct delivery *delivery, const char *why, struct err *err) {
	const struct delivery_end end = { .state = DELIVERY_FAILED, .error = why, .now_ms = clock_now_ms() };
	enum delivery_state state;

	return ledger_delivery_end(ledger, delivery->id, &end, &state, err);
}

static bool claim_for(struct ledger *ledger, struct claim *c, const struct room *room, size_t *shared, struct err *err) {
	const struct json *target = json_lookup(targets_of(c->generation), room->target);
	bool ok = true;

	for (size_t i = 0; ok && i < room->n && (*shared > 0 || (i == 0 && room->is_idle)); i++) {
		struct trip *trip = trip_new(c->sender);
		ok = ledger_delivery_claim(ledger, room->target, c->sender->instance, clock_now_ms(), &trip->delivery, err);
		if (!ok || trip->delivery.id == NULL) {
			trip_free(trip);
			break;
		}
		*VEC_PUSH(c->trips, c->n, c->cap) = trip;
		*shared -= *shared > 0;
		trip->retry_seconds = json_num(target, "retry_seconds", 30);
		trip->tries = json_int(target, "tries", 50);
		trip->timeout_ms = json_int(target, "timeout_seconds", 120) * 1000;
		const char *moot = NULL;
		ok = outgoing_parcel(ledger, generation_catalogue(c->generation), c->sender->spool, &trip->delivery, &trip->parcel, &moot, err);
		if (ok && moot != NULL) {
			ok = give_up(ledger, &trip->delivery, moot, err);
			trip_free(c->trips[--c->n]);
		}
	}
	return ok;
}

/* What waits for a target that the configuration has no more is given up: a person may ask again when it has. */
static bool give_up_strays(struct ledger *ledger, struct claim *c, struct err *err) {
	const struct delivery_filter waiting = { .states = DELIVERY_STATE_BIT(DELIVERY_WAITING), .limit = STRAYS_MAX };
	struct deliveries list;

	if (!ledger_deliveries(ledger, &waiting, &list, err)) {
		return false;
	}
	bool ok = true;
	for (size_t i = 0; ok && i < list.n; i++) {
		struct delivery stray;
		if (json_lookup(targets_of(c->generation), list.v[i].target) != NULL) {
			continue;
		}
		ok = ledger_delivery_claim(ledger, list.v[i].target, c->sender->instance, INT64_MAX, &stray, err) &&
		     (stray.id == NULL || give_up(ledger, &stray, "the configuration has no target of that name", err));
		if (ok && stray.id != NULL) {
			*VEC_PUSH(c->strays, c->stray_count, c->stray_cap) = (struct strays){ mem_strdup(stray.id), mem_strdup(stray.target) };
			delivery_fini(&stray);
		}
	}
	deliveries_fini(&list);
	return ok;
}

static void claim_empty(struct claim *c) {
	for (size_t i = 0; i < c->n; i++) {
		trip_free(c->trips[i]);
	}
	for (size_t i = 0; i < c->stray_count; i++) {
		mem_free(c->strays[i].id);
		mem_free(c->strays[i].target);
	}
	c->n = c->stray_count = 0;
}

static bool run_claim(struct ledger *ledger, void *ctx, struct err *err) {
	struct claim *c = ctx;
	size_t shared = c->shared;
	bool ok = true;

	claim_empty(c);
	for (size_t i = 0; ok && i < c->room_count; i++) {
		ok = claim_for(ledger, c, &c->rooms[i], &shared, err);
	}
	return ok && give_up_strays(ledger, c, err) && ledger_delivery_next_due(ledger, &c->next_due_ms, err);
}

static void on_due(uv_timer_t *timer) {
	sender_kick(timer->data);
}

static void arm(struct sender *s, int64_t in_ms) {
	uv_update_time(s->loop);
	/* Never far ahead: the wall clock may step. */
	uv_timer_start(&s->due, on_due, (uint64_t)(in_ms < 10 ? 10 : in_ms > LOOK_MS ? LOOK_MS : in_ms), 0);
}

static void take_claimed(struct claim *c) {
	struct sender *s = c->sender;

	for (size_t i = 0; i < c->n; i++) {
		c->trips[i]->generation = generation_ref(c->generation);
		start_trip(c->trips[i]);
	}
	c->n = 0;    /* they are their own now */
	for (size_t i = 0; i < c->stray_count; i++) {
		log_event(LOG_WARN, "undelivered", NULL, c->strays[i].target, "delivery %s is given up: the configuration has no target '%s'", c->strays[i].id,
		          c->strays[i].target);
	}
	if (c->next_due_ms != INT64_MAX) {
		int64_t wait = c->next_due_ms - clock_now_ms();
		arm(s, wait > 0 ? wait : AGAIN_MS);    /* due, and its target has no room: an end makes some */
	}
}

static void on_claimed(void *ctx, const struct err *err) {
	struct claim *c = ctx;
	struct sender *s = c->sender;

	s->is_claiming = false;
	s->asked--;
	if (err != NULL) {
		s->events.on_trouble(s->events.ctx, err);
		s->is_fresh = true;
		if (!s->is_stopping) {
			arm(s, AGAIN_MS);
		}
	} else {
		take_claimed(c);
	}
	claim_empty(c);
	mem_free(c->rooms);
	mem_free(c->trips);
	mem_free(c->strays);
	generation_unref(c->generation);
	mem_free(c);
	if (s->is_stopping) {
		if (s->is_aborted) {
			sender_abort(s);    /* what was claimed meanwhile */
		}
	} else if (s->is_kicked) {
		s->is_kicked = false;
		sender_kick(s);
	}
}

static size_t under_way(const struct sender *s, const char *target) {
	size_t n = 0;

	for (const struct trip *trip = s->trips; trip != NULL; trip = trip->next) {
		n += str_eq(trip->delivery.target, target);
	}
	return n;
}

/* Every target has a place of its own, however many others hang; what it may have beyond that is shared. */
static void find_rooms(const struct sender *s, struct claim *c) {
	const struct json *targets = targets_of(c->generation);

	c->shared = SHARED_MAX > s->trip_count ? SHARED_MAX - s->trip_count : 0;
	c->rooms = mem_alloc((targets->count + 1) * sizeof(*c->rooms));
	for (const struct json *t = targets->first; t != NULL; t = t->next) {
		size_t most = (size_t)json_int(t, "at_once", 2), busy = under_way(s, t->key);
		if (most > busy) {
			c->rooms[c->room_count++] = (struct room){ .target = t->key, .n = most - busy, .is_idle = busy == 0 };
		}
	}
}

void sender_kick(struct sender *s) {
	/* Without targets there is nothing to ask for at every job's end; what once there were is given up at a reload. */
	if (s->is_stopping || s->generation == NULL || (targets_of(s->generation)->count == 0 && !s->is_fresh)) {
		return;
	}
	if (s->is_claiming) {
		s->is_kicked = true;
		return;
	}
	struct claim *c = mem_alloc(sizeof(*c));
	c->sender = s;
	c->generation = generation_ref(s->generation);
	find_rooms(s, c);
	s->is_fresh = false;
	s->is_claiming = true;
	s->asked++;
	writer_post(s->writer, run_claim, on_claimed, c);
}

/* ---- lateness and sweeping ---- */

struct chore {
	struct sender *sender;
	struct generation *generation;
	struct late {
		char *job, *schedule;
	} *late;
	size_t n, cap;
	int64_t next_ms;             /* when the next one will be late */
};

static struct chore *chore_new(struct sender *s) {
	struct chore *chore = mem_alloc(sizeof(*chore));

	chore->sender = s;
	chore->generation = generation_ref(s->generation);
	s->asked++;
	return chore;
}

static void chore_empty(struct chore *chore) {
	for (size_t i = 0; i < chore->n; i++) {
		mem_free(chore->late[i].job);
		mem_free(chore->late[i].schedule);
	}
	chore->n = 0;
}

static void chore_done(struct chore *chore, const struct err *err) {
	struct sender *s = chore->sender;

	if (err != NULL) {
		s->events.on_trouble(s->events.ctx, err);
	}
	s->asked--;
	chore_empty(chore);
	mem_free(chore->late);
	generation_unref(chore->generation);
	mem_free(chore);
}

static void add_late(void *ctx, const struct job *job) {
	struct chore *chore = ctx;

	*VEC_PUSH(chore->late, chore->n, chore->cap) = (struct late){ mem_strdup(job->id), mem_strdup(job->schedule) };
}

static bool run_look(struct ledger *ledger, void *ctx, struct err *err) {
	struct chore *chore = ctx;

	chore_empty(chore);
	return outgoing_late(ledger, generation_catalogue(chore->generation), add_late, chore, &chore->next_ms, err);
}

static void on_look(uv_timer_t *timer) {
	sender_look(timer->data);
}

/* Whenever the clock may step, and at the moment. */
static void look_again(struct sender *s, int64_t next_ms) {
	int64_t wait = next_ms != INT64_MAX ? next_ms - clock_now_ms() + 1 : LOOK_MS;

	if (!s->is_stopping) {
		uv_update_time(s->loop);
		uv_timer_start(&s->look, on_look, (uint64_t)(wait < 1 ? 1 : wait > LOOK_MS ? LOOK_MS : wait), LOOK_MS);
	}
}

static void on_looked(void *ctx, const struct err *err) {
	struct chore *chore = ctx;
	struct sender *s = chore->sender;
	int64_t next_ms = err == NULL ? chore->next_ms : INT64_MAX;

	s->is_looking = false;
	for (size_t i = 0; err == NULL && i < chore->n; i++) {
		log_event(LOG_WARN, "late", chore->late[i].job, chore->late[i].schedule, "schedule %s: its run is later than late_minutes allows (job %s)",
		          chore->late[i].schedule, chore->late[i].job);
	}
	chore_done(chore, err);
	look_again(s, next_ms);
	if (s->looks_again) {
		sender_look(s);
	}
	sender_kick(s);
}

void sender_look(struct sender *s) {
	if (s->is_stopping || s->generation == NULL || !s->may_be_late) {
		return;
	}
	s->looks_again = s->is_looking;    /* what it looked at may have been before what it is asked for */
	if (s->is_looking) {
		return;
	}
	s->is_looking = true;
	writer_post(s->writer, run_look, on_looked, chore_new(s));
}

static bool run_sweep(struct ledger *ledger, void *ctx, struct err *err) {
	struct chore *chore = ctx;

	return outgoing_sweep(ledger, chore->sender->spool, err);
}

static void on_swept(void *ctx, const struct err *err) {
	chore_done(ctx, err);
}

static void on_sweep(uv_timer_t *timer) {
	struct sender *s = timer->data;

	if (!s->is_stopping) {
		writer_post(s->writer, run_sweep, on_swept, chore_new(s));
	}
}

/* ---- life ---- */

struct sender *sender_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool, const char *instance,
                          const struct sender_events *events) {
	struct sender *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	s->writer = writer;
	s->spool = spool;
	s->instance = instance;
	s->events = *events;
	uv_timer_t *const timers[] = { &s->due, &s->look, &s->sweep };
	for (size_t i = 0; i < sizeof(timers) / sizeof(*timers); i++) {
		uv_timer_init(loop, timers[i]);
		timers[i]->data = s;
	}
	return s;
}

void sender_configure(struct sender *s, struct generation *generation) {
	bool is_first = s->generation == NULL;

	generation_unref(s->generation);
	s->generation = generation_ref(generation);
	s->may_be_late = outgoing_may_be_late(generation_catalogue(generation));
	if (s->is_stopping) {
		return;
	}
	if (is_first) {
		uv_timer_start(&s->look, on_look, 0, LOOK_MS);
		uv_timer_start(&s->sweep, on_sweep, 0, SWEEP_MS);
	}
	s->is_fresh = true;
	sender_look(s);
	sender_kick(s);
}

void sender_stop(struct sender *s) {
	s->is_stopping = true;
	uv_timer_stop(&s->due);
	uv_timer_stop(&s->look);
	uv_timer_stop(&s->sweep);
}

void sender_abort(struct sender *s) {
	struct err err = ERR_INIT;

	s->is_aborted = true;
	err_set(&err, ERR_SYSTEM, "the service stopped");
	for (struct trip *trip = s->trips; trip != NULL; trip = trip->next) {
		trip_call_back(trip, &err, 0);
	}
}

bool sender_is_idle(const struct sender *s) {
	return s->trips == NULL && s->asked == 0;
}

static void on_timer_closed(uv_handle_t *handle) {
	struct sender *s = handle->data;

	if (--s->open == 0) {
		mem_free(s);
	}
}

void sender_free(struct sender *s) {
	if (s == NULL) {
		return;
	}
	generation_unref(s->generation);
	s->generation = NULL;
	s->open = 3;
	uv_close((uv_handle_t *)&s->due, on_timer_closed);
	uv_close((uv_handle_t *)&s->look, on_timer_closed);
	uv_close((uv_handle_t *)&s->sweep, on_timer_closed);
}
