#include "service/dispatch.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/mem.h"
#include "base/zone.h"
#include "catalogue/catalogue.h"
#include "render/keep.h"
#include "service/crashes.h"
#include "service/dispatch_part.h"
#include "service/editions.h"
#include "service/generation.h"
#include "service/pins.h"
#include "service/pool.h"
#include "service/publish.h"
#include "service/slots.h"
#include "service/writer.h"

#define SLOTS_MAX       1024
#define LEDGER_RETRY_MS 1000
#define PUBLISHING_MAX  16       /* publications under way, beside one a slot, before more is begun */
#define PUBLISHING_MS   20
#define STARTS_MAX      5        /* failed starts until a waiting job is given back */

static void fill_seats(struct dispatch *d);

/* ---- seats and their slots ---- */

static bool is_surplus(const struct dispatch *d, const struct seat *seat) {
	for (size_t i = 0; i < d->wanted && i < d->n; i++) {
		if (d->seats[i] == seat) {
			return false;
		}
	}
	return true;
}

/* A job has the generation it was claimed with, to its end; what is claimed next gets the present one. */
static struct generation *generation_wanted(const struct seat *seat) {
	const struct dispatch *d = seat->dispatch;

	if (seat->state != SEAT_FREE && seat->state != SEAT_RECORDING) {
		return seat->generation;
	}
	return d->is_stopping || is_surplus(d, seat) ? NULL : d->generation;
}

static void run(struct seat *seat);

void seat_arrange(struct seat *seat) {
	berth_want(seat->berth, generation_wanted(seat));
	if (!berth_is_ready(seat->berth)) {
		return;
	}
	if (seat->state == SEAT_WAITING) {
		run(seat);
	} else {
		fill_seats(seat->dispatch);
	}
}

static void on_seat_closed(uv_handle_t *handle) {
	mem_free(handle->data);
}

static void seat_clear(struct seat *seat) {
	job_fini(&seat->job);
	generation_unref(seat->generation);
	seat->generation = NULL;
	arena_reset(seat->arena);
	errs_fini(&seat->errors);
	errs_fini(&seat->warnings);
	kepts_fini(&seat->kept);
	buf_reset(&seat->edition);
	mem_free(seat->needless);
	seat->needless = NULL;
	buf_reset(&seat->error);
	buf_reset(&seat->gaps);
	seat->phase[0] = seat->section[0] = '\0';
	seat->index = seat->count = seat->page = 0;
	seat->failed_starts = 0;
	seat->waits_for_plugin = false;
	seat->state = SEAT_FREE;
}

/* A seat that is too many goes when it is free and its slot is down. */
static void drop_seat(struct dispatch *d, struct seat *seat) {
	for (size_t i = 0; i < d->n; i++) {
		if (d->seats[i] == seat) {
			memmove(&d->seats[i], &d->seats[i + 1], (d->n - i - 1) * sizeof(*d->seats));
			d->n--;
			break;
		}
	}
	berth_free(seat->berth);
	seat_clear(seat);
	buf_fini(&seat->error);
	buf_fini(&seat->gaps);
	buf_fini(&seat->edition);
	arena_free(seat->arena);
	uv_close((uv_handle_t *)&seat->retry, on_seat_closed);
}

static void drop_if_surplus(struct seat *seat) {
	struct dispatch *d = seat->dispatch;

	if (seat->state == SEAT_FREE && slot_state(berth_slot(seat->berth)) == SLOT_DOWN && !d->is_stopping && is_surplus(d, seat)) {
		drop_seat(d, seat);
	}
}

void seat_freed(struct seat *seat) {
	seat_clear(seat);
	seat_arrange(seat);
	drop_if_surplus(seat);
}

/* ---- running ---- */

static void run(struct seat *seat) {
	const struct catalogue *catalogue = generation_catalogue(seat->generation);
	const struct request_limits *limits = &seat->request.limits;

	struct bytes *kept = arena_alloc(seat->arena, (seat->kept.n + 1) * sizeof(*kept));
	for (size_t i = 0; i < seat->kept.n; i++) {
		kept[i] = seat->kept.v[i].bytes;
	}
	seat->state = SEAT_RUNNING;
	slot_run(berth_slot(seat->berth), &(struct slot_job){
		.id = seat->job.id,
		.name = seat->job.name,
		.accepted_ms = clock_issued_ms(seat->job.accepted_ms),
		.today = seat->today,
		.skip = seat->job.gaps,
		.attempt = seat->job.attempts,
		.text = seat->job.request.p,
		.len = seat->job.request.len,
		.files = seat->job.files,
		.kept = kept,
		.kept_count = seat->kept.n,
		.edition = { seat->edition.len > 0 ? seat->edition.p : NULL, seat->edition.len },
		.section_seconds = limits->section_seconds,
		.report_seconds = limits->report_seconds,
		.pages = limits->pages,
		.output_mb = limits->output_mb,
		.level = catalogue_str(catalogue, "sandbox.level"),
	});
}

/* What was dropped empty was refused when it was taken. */
static bool has_request(struct seat *seat) {
	if (seat->job.request.len > 0) {
		return true;
	}
	struct err *err = errs_add(&seat->errors);
	err_set(err, ERR_INPUT, "the request was lost with a part of the ledger that the disk had damaged");
	err_hint(err, "drop it again");
	return false;
}

/* The job is good: to a slot of its generation. */
static void seat_job(struct seat *seat) {
	seat->state = SEAT_WAITING;
	seat_arrange(seat);
}

static void on_prepare(uv_work_t *work) {
	struct seat *seat = work->data;
	const struct catalogue *catalogue = generation_catalogue(seat->generation);
	const char *zone = catalogue_str(catalogue, "timezone");
	struct buf name = BUF_INIT;
	struct day day;

	seat->is_good = zone_day_at(clock_issued_ms(seat->job.accepted_ms), zone, &day);
	if (!seat->is_good) {
		err_set(errs_add(&seat->errors), ERR_SYSTEM, "cannot tell what day it is: the time zone %s cannot be read", zone);
		return;
	}
	day_format(day, seat->today);
	buf_addf(&name, "%s%s%s.json", seat->job.folder, *seat->job.folder != '\0' ? "/" : "", seat->job.name);
	seat->is_good = has_request(seat) && request_check(seat->arena, catalogue, buf_str(&name), seat->job.request.p, seat->job.request.len,
	                                                   seat->today, &seat->request, &seat->errors, &seat->warnings);
	buf_fini(&name);
}

/*
 * A section of a plugin that is paused: the job waits, uncounted, until it no longer is; or, by the report's policy, goes on without
 * the section. False when there is none.
 */
static bool meets_pause(struct seat *seat) {
	int64_t now = clock_mono_ms();

	for (size_t i = 0; i < seat->request.section_count; i++) {
		const struct request_section *section = &seat->request.sections[i];
		int64_t until = crashes_pause(seat->dispatch->crashes, section->plugin, now);
		if (until == 0 || ending_is_gap(seat, section->id)) {
			continue;
		}
		struct err *err = errs_add(&seat->errors);
		err_set(err, ERR_SYSTEM, "plugin '%s' is paused: it brought its process down too often", section->plugin);
		err_hint(err, "mend it: a change of the configuration ends the pause");
		STR_COPY(err->section, section->id);
		STR_COPY(err->plugin, section->plugin);
		if (ending_may_leave_out(seat, section->id)) {
			ending_leave_out(seat, section->id);
		} else {
			crashes_wait(seat->dispatch->crashes, section->plugin);
			ending_waits(seat, clock_now_ms() + until - now);
		}
		return true;
	}
	for (size_t i = 0; i < seat->request.section_count; i++) {
		if (!ending_is_gap(seat, seat->request.sections[i].id)) {
			crashes_begin(seat->dispatch->crashes, seat->request.sections[i].plugin, now);
		}
	}
	return false;
}

static bool fetch(struct ledger *ledger, void *ctx, struct err *err) {
	struct seat *seat = ctx;
	bool ok = true;

	kepts_fini(&seat->kept);
	buf_reset(&seat->edition);
	if (editions_issues(&seat->job) && !editions_tell(ledger, &seat->job, seat->request.as_of, &seat->edition, err)) {
		return false;
	}
	for (size_t i = 0; ok && keep_wanted(&seat->request) && i < seat->request.section_count; i++) {
		char key[HASH_HEX];
		keep_key(&seat->request, i, key);
		ok = ledger_kept(ledger, key, &seat->kept, err);
	}
	return ok;
}

static void on_fetched(void *ctx, const struct err *err) {
	struct seat *seat = ctx;

	if (err != NULL) {
		*errs_add(&seat->errors) = *err;
		seat->dispatch->events.on_trouble(seat->dispatch->events.ctx, err);
		ending_attempt(seat, ATTEMPT_ENVIRONMENT, "");
	} else if (seat->dispatch->is_stopping) {
		ending_attempt(seat, ATTEMPT_STOPPED, "");
	} else {
		seat_job(seat);
	}
}

static void on_prepared(uv_work_t *work, int status) {
	struct seat *seat = work->data;

	(void)status;
	if (seat->dispatch->is_stopping) {
		ending_attempt(seat, ATTEMPT_STOPPED, "");
	} else if (!seat->is_good && seat->errors.v[0].code == ERR_SYSTEM) {
		seat->dispatch->events.on_trouble(seat->dispatch->events.ctx, &seat->errors.v[0]);
		ending_attempt(seat, ATTEMPT_ENVIRONMENT, "");
	} else if (!seat->is_good) {
		ending_attempt(seat, ATTEMPT_PERMANENT, "");
	} else if (meets_pause(seat)) {
		return;
	} else if (keep_wanted(&seat->request) || editions_issues(&seat->job)) {
		seat->state = SEAT_FETCHING;
		writer_post(seat->dispatch->writer, fetch, on_fetched, seat);
	} else {
		seat_job(seat);
	}
}

static bool claim(struct ledger *ledger, void *ctx, struct err *err) {
	struct seat *seat = ctx;
	const struct claimant who = {
		.instance = seat->dispatch->instance,
		.generation = generation_id(seat->generation),
		.pid = getpid(),
		.now_ms = clock_now_ms(),
	};

	job_fini(&seat->job);
	seat->next_due_ms = INT64_MAX;
	return ledger_claim(ledger, &who, &seat->job, err) &&
	       (seat->job.id != NULL || ledger_next_due(ledger, &seat->next_due_ms, err));
}

static void on_due(uv_timer_t *timer) {
	dispatch_kick(timer->data);
}

static void arm_due(struct dispatch *d, int64_t in_ms) {
	uv_update_time(d->loop);
	uv_timer_start(&d->due, on_due, in_ms > 0 ? (uint64_t)in_ms : 0, 0);
}

static void on_claimed(void *ctx, const struct err *err) {
	struct seat *seat = ctx;
	struct dispatch *d = seat->dispatch;

	if (err != NULL) {
		d->events.on_trouble(d->events.ctx, err);
		seat_freed(seat);
		arm_due(d, LEDGER_RETRY_MS);
		return;
	}
	if (seat->job.id == NULL) {
		int64_t wait = seat->next_due_ms == INT64_MAX ? INT64_MAX : seat->next_due_ms - clock_now_ms();
		seat_freed(seat);
		if (wait != INT64_MAX) {
			/* Never far ahead: the wall clock may step. */
			arm_due(d, wait < 10 ? 10 : wait > 30000 ? 30000 : wait);
		}
		return;
	}
	d->is_empty = false;    /* where there was one there may be another */
	struct generation *pinned = pins_lookup(d->pins, seat->job.id);
	if (pinned != NULL) {
		generation_unref(seat->generation);
		seat->generation = generation_ref(pinned);
	}
	seat->started_ms = clock_now_ms();
	seat->state = SEAT_PREPARING;
	uv_queue_work(d->loop, &seat->work, on_prepare, on_prepared);
	fill_seats(d);
}

static bool can_claim(const struct seat *seat) {
	return seat->state == SEAT_FREE && berth_is_ready(seat->berth);
}

static bool is_claiming(const struct dispatch *d) {
	for (size_t i = 0; i < d->n; i++) {
		if (d->seats[i]->state == SEAT_CLAIMING) {
			return true;
		}
	}
	return false;
}

/* One claim at a time: its success starts the next, so that an empty queue is asked once. */
static void fill_seats(struct dispatch *d) {
	if (d->is_stopping || d->is_empty || d->generation == NULL || is_claiming(d)) {
		return;
	}
	int64_t wait = d->not_before_ms - clock_mono_ms();
	if (wait <= 0 && publisher_active(d->publisher) > d->wanted + PUBLISHING_MAX) {
		wait = PUBLISHING_MS;    /* what was made is held in memory until the disk has it */
	}
	if (wait > 0) {
		arm_due(d, wait);
		return;
	}
	for (size_t i = 0; i < d->wanted; i++) {
		if (can_claim(d->seats[i])) {
			d->is_empty = true;    /* until shown otherwise */
			d->seats[i]->state = SEAT_CLAIMING;
			d->seats[i]->generation = generation_ref(d->generation);
			writer_post(d->writer, claim, on_claimed, d->seats[i]);
			return;
		}
	}
}

/* ---- what slots tell ---- */

static void on_idle(void *user) {
	seat_arrange(user);
}

static void on_down(void *user, const struct err *why) {
	struct seat *seat = user;

	if (why->code != ERR_NONE && seat->state == SEAT_WAITING && ++seat->failed_starts == STARTS_MAX) {
		*errs_add(&seat->errors) = *why;
		ending_attempt(seat, ATTEMPT_ENVIRONMENT, "");    /* back to the queue: perhaps another generation can */
		pins_remove(seat->dispatch->pins, seat->job.id);
	}
	drop_if_surplus(seat);
}

static void on_warm(void *ctx, const struct err *why) {
	struct dispatch *d = ctx;

	d->events.on_warm(d->events.ctx, why);
}

static void on_trouble(void *ctx, const struct err *err) {
	struct dispatch *d = ctx;

	d->events.on_trouble(d->events.ctx, err);
}

static void tell_progress(struct seat *seat) {
	const struct dispatch_progress progress = {
		.job = seat->job.id, .name = seat->job.name, .phase = seat->phase, .section = seat->section,
		.index = seat->index, .count = seat->count, .page = seat->page,
	};

	seat->dispatch->events.on_progress(seat->dispatch->events.ctx, &progress);
}

static void on_phase(void *user, const char *phase, const char *section, int index, int count) {
	struct seat *seat = user;

	STR_COPY(seat->phase, phase);
	STR_COPY(seat->section, section != NULL ? section : "");
	seat->index = index;
	seat->count = count;
	tell_progress(seat);
}

static void on_page(void *user, int page) {
	struct seat *seat = user;

	seat->page = page;
	tell_progress(seat);
}

static void on_end(void *user, struct slot_end *end) {
	struct seat *seat = user;

	if (end->outcome == ATTEMPT_OK && end->needless != NULL) {
		ending_skip(seat, end->needless);
		return;
	}
	if (end->outcome == ATTEMPT_OK) {
		ending_publish(seat, end);
		return;
	}
	errs_fini(&seat->errors);
	seat->errors = end->errors;
	end->errors = (struct errs)ERRS_INIT;
	if (end->outcome == ATTEMPT_ENVIRONMENT) {
		seat->dispatch->events.on_trouble(seat->dispatch->events.ctx, &seat->errors.v[0]);
	}
	ending_attempt(seat, end->outcome, end->section);
}

/* ---- life ---- */

struct dispatch *dispatch_new(uv_loop_t *loop, struct writer *writer, struct publisher *publisher, const char *instance,
                              const struct dispatch_events *events) {
	struct dispatch *d = mem_alloc(sizeof(*d));

	d->loop = loop;
	d->writer = writer;
	d->publisher = publisher;
	d->instance = instance;
	d->crashes = crashes_new();
	d->events = *events;
	d->pins = pins_new();
	d->pool = pool_new(loop, &(struct pool_events){
		.on_idle = on_idle, .on_down = on_down, .on_phase = on_phase, .on_page = on_page, .on_end = on_end,
		.on_warm = on_warm, .on_trouble = on_trouble, .ctx = d,
	});
	uv_timer_init(loop, &d->due);
	d->due.data = d;
	return d;
}

static void add_seat(struct dispatch *d) {
	struct seat *seat = mem_alloc(sizeof(*seat));

	seat->dispatch = d;
	seat->berth = pool_add(d->pool, (int)d->n + 1, seat);
	seat->arena = arena_new();
	seat->errors = seat->warnings = (struct errs)ERRS_INIT;
	seat->error = seat->gaps = seat->edition = (struct buf)BUF_INIT;
	seat->work.data = seat->retry.data = seat;
	uv_timer_init(d->loop, &seat->retry);
	*VEC_PUSH(d->seats, d->n, d->cap) = seat;
}

static size_t wanted_slots(const struct generation *generation) {
	int64_t n = catalogue_int(generation_catalogue(generation), "workers");

	if (n <= 0) {
		n = sysconf(_SC_NPROCESSORS_ONLN);
	}
	return n < 1 ? 1 : n > SLOTS_MAX ? SLOTS_MAX : (size_t)n;
}

/* Another configuration may have mended what was paused. */
static void end_pauses(struct dispatch *d) {
	int64_t now = clock_mono_ms();
	const char *plugin;

	for (size_t i = 0; (plugin = crashes_plugin(d->crashes, i)) != NULL; i++) {
		size_t waited = crashes_waited(d->crashes, plugin);
		if (waited > 0 || crashes_pause(d->crashes, plugin, now) > 0) {
			ending_log_pause_over(plugin, waited);
		}
	}
	crashes_reset(d->crashes);
}

void dispatch_configure(struct dispatch *d, struct generation *generation) {
	generation_unref(d->generation);
	d->generation = generation_ref(generation);
	end_pauses(d);
	d->wanted = wanted_slots(generation);
	while (d->n < d->wanted) {
		add_seat(d);
	}
	for (size_t i = d->n; i-- > 0;) {    /* downwards: dropping moves those behind */
		seat_arrange(d->seats[i]);
		drop_if_surplus(d->seats[i]);
	}
}

void dispatch_warm(struct dispatch *d, struct generation *generation) {
	pool_warm(d->pool, generation);
}

void dispatch_kick(struct dispatch *d) {
	d->is_empty = false;
	fill_seats(d);
}

void dispatch_pause(struct dispatch *d, int64_t ms) {
	d->not_before_ms = clock_mono_ms() + ms;
	d->is_empty = false;
	if (!d->is_stopping) {
		arm_due(d, ms);
	}
}

bool dispatch_cancel(struct dispatch *d, const char *job) {
	for (size_t i = 0; i < d->n; i++) {
		struct seat *seat = d->seats[i];
		if (seat->job.id == NULL || !str_eq(seat->job.id, job)) {
			continue;
		}
		if (seat->state == SEAT_RUNNING) {
			slot_abort(berth_slot(seat->berth), ATTEMPT_CANCELLED);
			return true;
		}
		if (seat->state == SEAT_WAITING) {
			ending_attempt(seat, ATTEMPT_CANCELLED, "");
			return true;
		}
	}
	return false;
}

void dispatch_stop(struct dispatch *d) {
	d->is_stopping = true;
	uv_timer_stop(&d->due);
	for (size_t i = 0; i < d->n; i++) {
		if (d->seats[i]->state == SEAT_WAITING) {
			ending_attempt(d->seats[i], ATTEMPT_STOPPED, "");
		} else {
			seat_arrange(d->seats[i]);
		}
	}
	pool_stop(d->pool);
}

void dispatch_abort(struct dispatch *d) {
	for (size_t i = 0; i < d->n; i++) {
		slot_abort(berth_slot(d->seats[i]->berth), ATTEMPT_STOPPED);
	}
}

bool dispatch_is_idle(const struct dispatch *d) {
	for (size_t i = 0; i < d->n; i++) {
		if (d->seats[i]->state != SEAT_FREE) {
			return false;
		}
	}
	return pool_is_down(d->pool);
}

static void on_due_closed(uv_handle_t *handle) {
	struct dispatch *d = handle->data;

	mem_free(d->seats);
	crashes_free(d->crashes);
	mem_free(d);
}

void dispatch_free(struct dispatch *d) {
	if (d == NULL) {
		return;
	}
	while (d->n > 0) {
		drop_seat(d, d->seats[d->n - 1]);
	}
	pool_free(d->pool);
	pins_free(d->pins);
	generation_unref(d->generation);
	uv_close((uv_handle_t *)&d->due, on_due_closed);
}

size_t dispatch_slot_count(const struct dispatch *d) {
	return d->n;
}

const char *dispatch_paused(const struct dispatch *d, size_t *at, int64_t *left_ms) {
	int64_t now = clock_mono_ms();
	const char *plugin;

	while ((plugin = crashes_plugin(d->crashes, (*at)++)) != NULL) {
		int64_t until = crashes_pause(d->crashes, plugin, now);
		if (until > 0) {
			*left_ms = until - now;
			return plugin;
		}
	}
	return NULL;
}

void dispatch_slot(const struct dispatch *d, size_t i, struct dispatch_slot *out) {
	static const char *const states[] = {
		[SLOT_DOWN] = "down", [SLOT_STARTING] = "starting", [SLOT_IDLE] = "idle", [SLOT_BUSY] = "busy", [SLOT_ENDING] = "ending",
	};
	const struct seat *seat = d->seats[i];
	const struct slot *slot = berth_slot(seat->berth);
	bool has_job = seat->state == SEAT_RUNNING;

	*out = (struct dispatch_slot){
		.number = (int)i + 1,
		.pid = slot_pid(slot),
		.job_pid = slot_job_pid(slot),
		.state = states[slot_state(slot)],
		.job = has_job ? seat->job.id : NULL,
		.name = has_job ? seat->job.name : NULL,
		.phase = has_job ? seat->phase : NULL,
		.section = has_job ? seat->section : NULL,
		.page = seat->page,
		.started_ms = has_job ? seat->started_ms : 0,
	};
}
