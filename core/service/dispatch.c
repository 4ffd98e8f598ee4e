#include "service/dispatch.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "render/catalogue.h"
#include "render/keep.h"
#include "render/request.h"
#include "service/crashes.h"
#include "service/editions.h"
#include "service/generation.h"
#include "service/publish.h"
#include "service/result.h"
#include "service/sealing.h"
#include "service/slots.h"
#include "service/writer.h"

#define SLOTS_MAX        1024
#define RETRY_FIRST_MS   500      /* then four times as long */
#define LEDGER_RETRY_MS  1000
#define RESTART_FIRST_MS 250      /* a slot that went down by itself; doubled each time */
#define RESTART_MAX_MS   30000
#define PUBLISHING_MAX   16       /* publications under way, beside one a slot, before more is begun */
#define PUBLISHING_MS    20
#define STARTS_MAX       5        /* failed starts until a waiting job is given back */

enum seat_state {
	SEAT_FREE,
	SEAT_CLAIMING,       /* asks the ledger for a job */
	SEAT_PREPARING,      /* its request is checked */
	SEAT_FETCHING,       /* its sections as last issued and the edition before it, from the ledger */
	SEAT_WAITING,        /* for a slot of its generation */
	SEAT_RUNNING,
	SEAT_RECORDING,      /* how the attempt ended, in the ledger */
};

struct seat {
	struct dispatch *dispatch;
	struct slot *slot;
	enum seat_state state;
	uv_work_t work;
	uv_timer_t timer;            /* restart of the slot */
	int64_t restart_ms;

	struct job job;
	int64_t next_due_ms;         /* when there was no job */
	struct generation *generation;
	struct arena *arena;
	struct request request;
	struct errs errors, warnings;
	char today[16];
	bool is_good;
	struct kepts kept;           /* sections as last issued */
	struct buf edition;          /* what it is told of its series; empty: it is no edition */
	char *needless;              /* why no edition is issued; NULL: one is */
	int64_t started_ms;
	char phase[24], section[64];
	int index, count;            /* of the section */
	int page;
	int failed_starts;           /* of the slot, while the job waits for it */

	/* The attempt's end, on its way to the ledger. */
	uv_timer_t retry;
	enum attempt_outcome outcome;
	struct buf error, gaps;
	int64_t not_before_ms;
	bool waits_for_plugin;       /* that is paused */
	enum job_state next;
	bool is_exhausted;
	int open;                    /* handles */
};

/* A generation that a waiting job is pinned to. */
struct pin {
	char *job;
	struct generation *generation;
};

struct dispatch {
	uv_loop_t *loop;
	struct writer *writer;
	struct publisher *publisher;
	const char *instance;
	struct dispatch_events events;
	struct slot_events slot_events;
	struct generation *generation;
	struct seat **seats;
	size_t n, cap;               /* seats; those from wanted on are to go */
	size_t wanted;
	struct crashes *crashes;     /* of plugins */
	struct pin *pins;
	size_t pin_count, pin_cap;
	uv_timer_t due;
	int64_t not_before_ms;
	bool is_stopping;
	bool is_empty;               /* the ledger had nothing, and nothing was added */
};

static void fill_seats(struct dispatch *d);

/* ---- pinned generations ---- */

static void pin(struct dispatch *d, const char *job, struct generation *generation) {
	for (size_t i = 0; i < d->pin_count; i++) {
		if (str_eq(d->pins[i].job, job)) {
			return;
		}
	}
	struct pin *p = VEC_PUSH(d->pins, d->pin_count, d->pin_cap);
	p->job = mem_strdup(job);
	p->generation = generation_ref(generation);
}

static void unpin(struct dispatch *d, const char *job) {
	for (size_t i = 0; i < d->pin_count; i++) {
		if (str_eq(d->pins[i].job, job)) {
			mem_free(d->pins[i].job);
			generation_unref(d->pins[i].generation);
			d->pins[i] = d->pins[--d->pin_count];
			return;
		}
	}
}

/* After a restart the old files are gone: then the present generation has to do. */
static struct generation *generation_of(struct dispatch *d, const struct job *job) {
	for (size_t i = 0; i < d->pin_count; i++) {
		if (str_eq(d->pins[i].job, job->id)) {
			return d->pins[i].generation;
		}
	}
	return d->generation;
}

/* ---- the end of an attempt ---- */

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

static void seat_freed(struct seat *seat) {
	seat_clear(seat);
	fill_seats(seat->dispatch);
}

static bool record_end(struct ledger *ledger, void *ctx, struct err *err) {
	struct seat *seat = ctx;
	const struct attempt_end end = {
		.outcome = seat->outcome,
		.error = seat->error.len > 0 ? seat->error.p : NULL,
		.gaps = seat->gaps.len > 0 ? seat->gaps.p : NULL,
		.now_ms = clock_now_ms(),
		.not_before_ms = seat->not_before_ms,
	};

	return ledger_end_attempt(ledger, seat->job.id, &end, &seat->next, &seat->is_exhausted, err);
}

static void on_recorded(void *ctx, const struct err *err);

static bool record_skip(struct ledger *ledger, void *ctx, struct err *err);
static void on_skipped(void *ctx, const struct err *err);

static void on_record_again(uv_timer_t *timer) {
	struct seat *seat = timer->data;
	bool is_skipped = seat->needless != NULL;

	writer_post(seat->dispatch->writer, is_skipped ? record_skip : record_end, is_skipped ? on_skipped : on_recorded, seat);
}

/* The ledger is away: what was to be recorded is, later. */
static bool is_tried_again(struct seat *seat, const struct err *err) {
	struct dispatch *d = seat->dispatch;

	if (err == NULL || err->code != ERR_SYSTEM || d->is_stopping) {
		return false;
	}
	d->events.on_trouble(d->events.ctx, err);
	uv_timer_start(&seat->retry, on_record_again, LEDGER_RETRY_MS, 0);
	return true;
}

static void on_recorded(void *ctx, const struct err *err) {
	struct seat *seat = ctx;
	struct dispatch *d = seat->dispatch;

	if (is_tried_again(seat, err)) {
		return;
	}
	if (err != NULL) {
		log_warnx("job %s: %s", seat->job.id, err->msg);    /* the next start settles it */
	} else if (seat->next == JOB_PUBLISHING) {
		unpin(d, seat->job.id);
		publish_failure(d->publisher, &(struct publish_failure){
			.job = &seat->job,
			.error = seat->error.p,
			.final = seat->is_exhausted ? JOB_QUARANTINED : JOB_FAILED,
		});
	} else if (seat->next == JOB_CANCELLED) {
		unpin(d, seat->job.id);
		d->events.on_cancelled(d->events.ctx, seat->job.id);
	} else {
		d->is_empty = false;
		d->events.on_retry(d->events.ctx, seat->job.id, seat->job.name, seat->errors.n > 0 ? seat->errors.v[0].msg : "");
	}
	seat_freed(seat);
}

/* The list as it goes to the ledger and to failed/. */
static void format_errors(struct seat *seat) {
	struct buf name = BUF_INIT;

	buf_addf(&name, "%s%s%s.json", seat->job.folder, *seat->job.folder != '\0' ? "/" : "", seat->job.name);
	buf_reset(&seat->error);
	request_errors_json(&seat->errors, buf_str(&name), &seat->error);
	buf_fini(&name);
}

static bool is_gap(const char *gaps, const char *section) {
	struct arena *arena = arena_new();
	const struct json *list = gaps != NULL ? json_parse(arena, gaps, strlen(gaps), NULL, NULL) : NULL;
	bool found = false;

	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		found |= v->type == JSON_STRING && str_eq(v->str, section);
	}
	arena_free(arena);
	return found;
}

/* The job's gaps and one more. */
static void format_gaps(struct seat *seat, const char *section) {
	struct arena *arena = arena_new();
	const char *gaps = seat->job.gaps;
	const struct json *list = gaps != NULL ? json_parse(arena, gaps, strlen(gaps), NULL, NULL) : NULL;
	struct json_out out = JSON_OUT(&seat->gaps, 0);

	json_begin(&out, '[');
	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		json_add_value(&out, v);
	}
	json_add_str(&out, section);
	json_end(&out, ']');
	arena_free(arena);
}

static const char *plugin_of(const struct seat *seat, const char *section) {
	for (size_t i = 0; seat->is_good && i < seat->request.section_count; i++) {
		if (str_eq(seat->request.sections[i].id, section)) {
			return seat->request.sections[i].plugin;
		}
	}
	return NULL;
}

static void count_crash(struct seat *seat, const char *section) {
	const char *plugin = plugin_of(seat, section);

	if (plugin != NULL && crashes_add(seat->dispatch->crashes, plugin, clock_mono_ms())) {
		log_event(LOG_WARN, "paused", NULL, plugin,
		          "plugin '%s' is paused for %d s: it brought its process down more than %d times within as long; other jobs go on", plugin,
		          CRASHES_MS / 1000, CRASHES_MAX);
	}
}

static bool may_leave_out(const struct seat *seat, const char *section) {
	return *section != '\0' && seat->is_good && !str_eq(seat->request.on_section_error, "fail") && plugin_of(seat, section) != NULL &&
	       !is_gap(seat->job.gaps, section);
}

static void record(struct seat *seat, enum attempt_outcome outcome);

/* The job is run again without the section, and no attempt is counted. */
static void leave_out(struct seat *seat, const char *section) {
	seat->not_before_ms = 0;
	buf_reset(&seat->gaps);
	format_gaps(seat, section);
	record(seat, ATTEMPT_GAP);
}

/* To the ledger with it; seat->errors, gaps and not_before_ms say what there is to say. A job that waits for a plugin to be mended keeps no generation. */
static void record(struct seat *seat, enum attempt_outcome outcome) {
	struct dispatch *d = seat->dispatch;

	seat->state = SEAT_RECORDING;
	seat->outcome = outcome;
	if (outcome != ATTEMPT_STOPPED && outcome != ATTEMPT_CANCELLED && outcome != ATTEMPT_GAP) {
		format_errors(seat);
	} else {
		buf_reset(&seat->error);
	}
	if (seat->generation != NULL && !seat->waits_for_plugin) {
		pin(d, seat->job.id, seat->generation);
	}
	writer_post(d->writer, record_end, on_recorded, seat);
}

static int64_t backoff_ms(const struct seat *seat) {
	int64_t backoff = RETRY_FIRST_MS;

	for (int64_t i = 1; i < seat->job.attempts; i++) {
		backoff *= 4;
	}
	return backoff;
}

/* The attempt ended in outcome, seat->errors say why; section: that ran. */
static void end_attempt(struct seat *seat, enum attempt_outcome outcome, const char *section) {
	bool is_killed = outcome == ATTEMPT_CRASH || outcome == ATTEMPT_DEADLINE || outcome == ATTEMPT_MEMORY;

	seat->not_before_ms = 0;
	buf_reset(&seat->gaps);
	if (is_killed) {
		count_crash(seat, section);
		seat->not_before_ms = clock_now_ms() + backoff_ms(seat);
	} else if (outcome == ATTEMPT_ENVIRONMENT) {
		seat->not_before_ms = clock_now_ms() + LEDGER_RETRY_MS;
	}
	if (is_killed && may_leave_out(seat, section)) {
		leave_out(seat, section);
	} else {
		record(seat, outcome);
	}
}

/* ---- the result ---- */

static void publish(struct seat *seat, struct slot_end *end) {
	struct dispatch *d = seat->dispatch;
	const struct catalogue *catalogue = generation_catalogue(seat->generation);
	struct buf record = BUF_INIT;

	result_format(seat->arena, &seat->job, &seat->request, end, &record);
	publish_result(d->publisher, &(struct publish_result){
		.id = seat->job.id,
		.folder = seat->job.folder,
		.base = seat->request.output_name != NULL ? seat->request.output_name : seat->job.name,
		.replace = str_eq(catalogue_str(catalogue, "on_conflict"), "replace"),
		.pdf = end->pdf,
		.pdf_len = end->pdf_len,
		.sha256 = end->sha256,
		.record = buf_str(&record),
		.keeps = result_keeps(&seat->job, &seat->request, end),
		.edition = editions_issues(&seat->job) ? editions_plan(&seat->job, &seat->request, end->dump, end->dump_len)
		                                       : (struct edition){ .series = NULL },
		.seal = sealing_order(catalogue, seat->request.password),
		.takes_place = seat->job.reissue == REISSUE_CORRECTION || seat->job.reissue == REISSUE_WITHDRAWAL,
	});
	end->dump = NULL;
	end->pdf = NULL;
	buf_fini(&record);
	unpin(d, seat->job.id);
	seat_freed(seat);
}

/* ---- nothing to issue ---- */

static bool record_skip(struct ledger *ledger, void *ctx, struct err *err) {
	struct seat *seat = ctx;
	struct buf why = BUF_INIT;
	struct json_out out = JSON_OUT(&why, 0);

	json_begin(&out, '{');
	json_put_str(&out, "state", "skipped");
	json_put_str(&out, "reason", seat->needless);
	json_end(&out, '}');
	bool ok = ledger_end(ledger, seat->job.id, JOB_SKIPPED, buf_str(&why), clock_now_ms(), err);
	buf_fini(&why);
	return ok;
}

static void on_skipped(void *ctx, const struct err *err) {
	struct seat *seat = ctx;
	struct dispatch *d = seat->dispatch;

	if (is_tried_again(seat, err)) {
		return;
	}
	if (err != NULL) {
		log_warnx("job %s: %s", seat->job.id, err->msg);
	} else {
		unpin(d, seat->job.id);
		d->events.on_skipped(d->events.ctx, seat->job.id, seat->job.name, seat->needless);
	}
	d->is_empty = false;    /* another of its series may wait */
	seat_freed(seat);
}

static void skip(struct seat *seat, const char *reason) {
	seat->state = SEAT_RECORDING;
	seat->needless = mem_strdup(reason);
	writer_post(seat->dispatch->writer, record_skip, on_skipped, seat);
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
	slot_run(seat->slot, &(struct slot_job){
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

static void start_slot(struct seat *seat, struct generation *generation);

/* The job is good: to a slot of its generation. */
static void seat_job(struct seat *seat) {
	seat->state = SEAT_WAITING;
	if (slot_state(seat->slot) == SLOT_IDLE && slot_generation(seat->slot) == seat->generation) {
		run(seat);
	} else if (slot_state(seat->slot) == SLOT_IDLE) {
		slot_stop(seat->slot);    /* and started again with the right one when it is down */
	} else if (slot_state(seat->slot) == SLOT_DOWN) {
		start_slot(seat, seat->generation);
	}
}

static void on_prepare(uv_work_t *work) {
	struct seat *seat = work->data;
	const struct catalogue *catalogue = generation_catalogue(seat->generation);
	const char *zone = catalogue_str(catalogue, "timezone");
	struct buf name = BUF_INIT;
	struct day day;

	seat->is_good = day_at(clock_issued_ms(seat->job.accepted_ms), zone, &day);
	if (!seat->is_good) {
		err_set(errs_add(&seat->errors), ERR_SYSTEM, "cannot tell what day it is: the time zone %s cannot be read", zone);
		return;
	}
	day_format(day, seat->today);
	buf_addf(&name, "%s%s%s.json", seat->job.folder, *seat->job.folder != '\0' ? "/" : "", seat->job.name);
	seat->is_good = request_check(seat->arena, catalogue, buf_str(&name), seat->job.request.p, seat->job.request.len,
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
		if (until == 0 || is_gap(seat->job.gaps, section->id)) {
			continue;
		}
		struct err *err = errs_add(&seat->errors);
		err_set(err, ERR_SYSTEM, "plugin '%s' is paused: it brought its process down too often", section->plugin);
		err_hint(err, "mend it: a change of the configuration ends the pause");
		STR_COPY(err->section, section->id);
		STR_COPY(err->plugin, section->plugin);
		if (may_leave_out(seat, section->id)) {
			leave_out(seat, section->id);
		} else {
			seat->not_before_ms = clock_now_ms() + until - now;
			seat->waits_for_plugin = true;
			unpin(seat->dispatch, seat->job.id);
			record(seat, ATTEMPT_ENVIRONMENT);
		}
		return true;
	}
	return false;
}

static bool fetch(struct ledger *ledger, void *ctx, struct err *err) {
	struct seat *seat = ctx;
	bool ok = true;

	kepts_fini(&seat->kept);
	buf_reset(&seat->edition);
	if (editions_issues(&seat->job) && !editions_tell(ledger, &seat->job, &seat->edition, err)) {
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
		end_attempt(seat, ATTEMPT_ENVIRONMENT, "");
	} else if (seat->dispatch->is_stopping) {
		end_attempt(seat, ATTEMPT_STOPPED, "");
	} else {
		seat_job(seat);
	}
}

static void on_prepared(uv_work_t *work, int status) {
	struct seat *seat = work->data;

	(void)status;
	if (seat->dispatch->is_stopping) {
		end_attempt(seat, ATTEMPT_STOPPED, "");
	} else if (!seat->is_good && seat->errors.v[0].code == ERR_SYSTEM) {
		seat->dispatch->events.on_trouble(seat->dispatch->events.ctx, &seat->errors.v[0]);
		end_attempt(seat, ATTEMPT_ENVIRONMENT, "");
	} else if (!seat->is_good) {
		end_attempt(seat, ATTEMPT_PERMANENT, "");
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
		job_fini(&seat->job);
		seat_clear(seat);
		d->events.on_trouble(d->events.ctx, err);
		arm_due(d, LEDGER_RETRY_MS);
		return;
	}
	if (seat->job.id == NULL) {
		int64_t wait = seat->next_due_ms == INT64_MAX ? INT64_MAX : seat->next_due_ms - clock_now_ms();
		seat_clear(seat);
		if (wait != INT64_MAX) {
			/* Never far ahead: the wall clock may step. */
			arm_due(d, wait < 10 ? 10 : wait > 30000 ? 30000 : wait);
		}
		return;
	}
	d->is_empty = false;    /* where there was one there may be another */
	struct generation *generation = generation_ref(generation_of(d, &seat->job));
	generation_unref(seat->generation);
	seat->generation = generation;
	seat->started_ms = clock_now_ms();
	seat->state = SEAT_PREPARING;
	uv_queue_work(d->loop, &seat->work, on_prepare, on_prepared);
	fill_seats(d);
}

static bool can_claim(const struct seat *seat) {
	return seat->state == SEAT_FREE && slot_state(seat->slot) == SLOT_IDLE;
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

/* ---- slots ---- */

static struct seat *seat_of(struct dispatch *d, const struct slot *slot) {
	for (size_t i = 0; i < d->n; i++) {
		if (d->seats[i]->slot == slot) {
			return d->seats[i];
		}
	}
	abort();    /* every slot has its seat */
}

static void on_seat_closed(uv_handle_t *handle) {
	struct seat *seat = handle->data;

	if (--seat->open > 0) {
		return;
	}
	seat_clear(seat);
	buf_fini(&seat->error);
	buf_fini(&seat->gaps);
	buf_fini(&seat->edition);
	arena_free(seat->arena);
	mem_free(seat);
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
	slot_free(seat->slot);
	uv_close((uv_handle_t *)&seat->timer, on_seat_closed);
	uv_close((uv_handle_t *)&seat->retry, on_seat_closed);
}

static bool is_surplus(const struct dispatch *d, const struct seat *seat) {
	for (size_t i = 0; i < d->wanted && i < d->n; i++) {
		if (d->seats[i] == seat) {
			return false;
		}
	}
	return true;
}

static void restart_later(struct seat *seat);

static void on_restart(uv_timer_t *timer) {
	struct seat *seat = timer->data;
	struct dispatch *d = seat->dispatch;

	if (slot_state(seat->slot) == SLOT_DOWN && !d->is_stopping) {
		start_slot(seat, seat->state == SEAT_WAITING ? seat->generation : d->generation);
	}
}

static void restart_later(struct seat *seat) {
	seat->restart_ms = seat->restart_ms == 0 ? RESTART_FIRST_MS : seat->restart_ms * 2;
	if (seat->restart_ms > RESTART_MAX_MS) {
		seat->restart_ms = RESTART_MAX_MS;
	}
	uv_update_time(seat->dispatch->loop);
	uv_timer_start(&seat->timer, on_restart, (uint64_t)seat->restart_ms, 0);
}

static void start_slot(struct seat *seat, struct generation *generation) {
	struct err err = ERR_INIT;

	if (!slot_start(seat->slot, generation, &err)) {
		seat->dispatch->events.on_trouble(seat->dispatch->events.ctx, &err);
		restart_later(seat);
	}
}

static void on_idle(void *ctx, struct slot *slot) {
	struct dispatch *d = ctx;
	struct seat *seat = seat_of(d, slot);

	seat->restart_ms = 0;
	if (seat->state == SEAT_WAITING) {
		seat_job(seat);
	} else if (d->is_stopping || is_surplus(d, seat) || slot_generation(slot) != d->generation) {
		slot_stop(slot);
	} else {
		fill_seats(d);
	}
}

static void on_down(void *ctx, struct slot *slot, const struct err *why) {
	struct dispatch *d = ctx;
	struct seat *seat = seat_of(d, slot);

	if (why->code != ERR_NONE) {
		log_warnx("%s%s%s", why->msg, why->hint[0] != '\0' ? ": " : "", why->hint);
	}
	if (d->is_stopping && seat->state == SEAT_WAITING) {
		end_attempt(seat, ATTEMPT_STOPPED, "");
		return;
	}
	if (d->is_stopping) {
		return;
	}
	if (is_surplus(d, seat) && seat->state == SEAT_FREE) {
		drop_seat(d, seat);
	} else if (why->code != ERR_NONE && seat->state == SEAT_WAITING && ++seat->failed_starts == STARTS_MAX) {
		*errs_add(&seat->errors) = *why;
		end_attempt(seat, ATTEMPT_ENVIRONMENT, "");    /* back to the queue: perhaps another generation can */
		unpin(d, seat->job.id);
		restart_later(seat);
	} else if (why->code != ERR_NONE) {
		restart_later(seat);
	} else {
		start_slot(seat, seat->state == SEAT_WAITING ? seat->generation : d->generation);
	}
}

static void tell_progress(struct seat *seat) {
	const struct dispatch_progress progress = {
		.job = seat->job.id, .name = seat->job.name, .phase = seat->phase, .section = seat->section,
		.index = seat->index, .count = seat->count, .page = seat->page,
	};

	seat->dispatch->events.on_progress(seat->dispatch->events.ctx, &progress);
}

static void on_phase(void *ctx, struct slot *slot, const char *phase, const char *section, int index, int count) {
	struct seat *seat = seat_of(ctx, slot);

	STR_COPY(seat->phase, phase);
	STR_COPY(seat->section, section != NULL ? section : "");
	seat->index = index;
	seat->count = count;
	tell_progress(seat);
}

static void on_page(void *ctx, struct slot *slot, int page) {
	struct seat *seat = seat_of(ctx, slot);

	seat->page = page;
	tell_progress(seat);
}

static void on_end(void *ctx, struct slot *slot, struct slot_end *end) {
	struct seat *seat = seat_of(ctx, slot);

	if (end->outcome == ATTEMPT_OK && end->needless != NULL) {
		skip(seat, end->needless);
		return;
	}
	if (end->outcome == ATTEMPT_OK) {
		publish(seat, end);
		return;
	}
	errs_fini(&seat->errors);
	seat->errors = end->errors;
	end->errors = (struct errs)ERRS_INIT;
	if (end->outcome == ATTEMPT_ENVIRONMENT) {
		seat->dispatch->events.on_trouble(seat->dispatch->events.ctx, &seat->errors.v[0]);
	}
	end_attempt(seat, end->outcome, end->section);
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
	d->slot_events = (struct slot_events){
		.on_idle = on_idle, .on_down = on_down, .on_phase = on_phase, .on_page = on_page, .on_end = on_end, .ctx = d,
	};
	uv_timer_init(loop, &d->due);
	d->due.data = d;
	return d;
}

static void add_seat(struct dispatch *d) {
	struct seat *seat = mem_alloc(sizeof(*seat));

	seat->dispatch = d;
	seat->slot = slot_new(d->loop, (int)d->n + 1, &d->slot_events);
	seat->arena = arena_new();
	seat->errors = seat->warnings = (struct errs)ERRS_INIT;
	seat->error = seat->gaps = seat->edition = (struct buf)BUF_INIT;
	seat->work.data = seat->timer.data = seat->retry.data = seat;
	uv_timer_init(d->loop, &seat->timer);
	uv_timer_init(d->loop, &seat->retry);
	seat->open = 2;
	*VEC_PUSH(d->seats, d->n, d->cap) = seat;
}

static size_t wanted_slots(const struct generation *generation) {
	int64_t n = catalogue_int(generation_catalogue(generation), "workers");

	if (n <= 0) {
		n = sysconf(_SC_NPROCESSORS_ONLN);
	}
	return n < 1 ? 1 : n > SLOTS_MAX ? SLOTS_MAX : (size_t)n;
}

void dispatch_configure(struct dispatch *d, struct generation *generation) {
	generation_unref(d->generation);
	d->generation = generation_ref(generation);
	crashes_reset(d->crashes);
	d->wanted = wanted_slots(generation);
	while (d->n < d->wanted) {
		add_seat(d);
	}
	for (size_t i = d->n; i-- > 0;) {    /* downwards: dropping moves those behind */
		struct seat *seat = d->seats[i];
		enum slot_state state = slot_state(seat->slot);
		if (state == SLOT_DOWN && is_surplus(d, seat) && seat->state == SEAT_FREE) {
			drop_seat(d, seat);
		} else if (state == SLOT_DOWN && !uv_is_active((uv_handle_t *)&seat->timer)) {
			start_slot(seat, generation);
		} else if (state == SLOT_IDLE && seat->state == SEAT_FREE) {
			slot_stop(seat->slot);
		}
	}
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
		if (seat->job.id != NULL && str_eq(seat->job.id, job) && seat->state == SEAT_RUNNING) {
			slot_abort(seat->slot, ATTEMPT_CANCELLED);
			return true;
		}
	}
	return false;
}

void dispatch_stop(struct dispatch *d) {
	d->is_stopping = true;
	uv_timer_stop(&d->due);
	for (size_t i = 0; i < d->n; i++) {
		uv_timer_stop(&d->seats[i]->timer);
		if (slot_state(d->seats[i]->slot) == SLOT_DOWN && d->seats[i]->state == SEAT_WAITING) {
			end_attempt(d->seats[i], ATTEMPT_STOPPED, "");
		} else if (slot_state(d->seats[i]->slot) != SLOT_BUSY) {
			slot_stop(d->seats[i]->slot);
		}
	}
}

void dispatch_abort(struct dispatch *d) {
	for (size_t i = 0; i < d->n; i++) {
		slot_abort(d->seats[i]->slot, ATTEMPT_STOPPED);
	}
}

bool dispatch_is_idle(const struct dispatch *d) {
	for (size_t i = 0; i < d->n; i++) {
		if (slot_state(d->seats[i]->slot) != SLOT_DOWN || d->seats[i]->state != SEAT_FREE) {
			return false;
		}
	}
	return true;
}

static void on_due_closed(uv_handle_t *handle) {
	struct dispatch *d = handle->data;

	mem_free(d->seats);
	mem_free(d->pins);
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
	while (d->pin_count > 0) {
		unpin(d, d->pins[0].job);
	}
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
	bool has_job = seat->state == SEAT_RUNNING;

	*out = (struct dispatch_slot){
		.number = slot_number(seat->slot),
		.pid = slot_pid(seat->slot),
		.job_pid = slot_job_pid(seat->slot),
		.state = states[slot_state(seat->slot)],
		.job = has_job ? seat->job.id : NULL,
		.name = has_job ? seat->job.name : NULL,
		.phase = has_job ? seat->phase : NULL,
		.section = has_job ? seat->section : NULL,
		.page = seat->page,
		.started_ms = has_job ? seat->started_ms : 0,
	};
}
