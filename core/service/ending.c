/* ending: what follows from how an attempt ended; see dispatch_part.h. */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "catalogue/catalogue.h"
#include "service/crashes.h"
#include "service/dispatch_part.h"
#include "service/editions.h"
#include "service/generation.h"
#include "service/pins.h"
#include "service/publish.h"
#include "service/result.h"
#include "service/sealing.h"
#include "service/slots.h"
#include "service/writer.h"

#define RETRY_FIRST_MS  500      /* then four times as long */
#define LEDGER_RETRY_MS 1000

/* ---- to the ledger ---- */

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
		pins_remove(d->pins, seat->job.id);
		publish_failure(d->publisher, &(struct publish_failure){
			.job = &seat->job,
			.error = seat->error.p,
			.final = seat->is_exhausted ? JOB_QUARANTINED : JOB_FAILED,
		});
	} else if (seat->next == JOB_CANCELLED) {
		pins_remove(d->pins, seat->job.id);
		d->events.on_cancelled(d->events.ctx, seat->job.id);
	} else if (seat->waits_for_plugin) {
		d->is_empty = false;
		d->events.on_wait(d->events.ctx, seat->job.id, seat->errors.v[0].msg);
	} else {
		const char *why = seat->outcome == ATTEMPT_STOPPED ? "the service stops" : seat->errors.n > 0 ? seat->errors.v[0].msg : "";
		d->is_empty = false;
		d->events.on_retry(d->events.ctx, seat->job.id, seat->job.name, why);
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

bool ending_is_gap(const struct seat *seat, const char *section) {
	const char *gaps = seat->job.gaps;
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

void ending_log_pause_over(const char *plugin, size_t waited) {
	log_event(LOG_INFO, "unpaused", NULL, plugin, "plugin '%s' is not paused any more; %zu job%s waited for it", plugin, waited, waited == 1 ? "" : "s");
}

/* What ends otherwise than by a crash speaks for its plugins. */
static void count_good_end(struct seat *seat) {
	for (size_t i = 0; seat->is_good && i < seat->request.section_count; i++) {
		const struct request_section *section = &seat->request.sections[i];
		size_t waited = crashes_waited(seat->dispatch->crashes, section->plugin);
		if (!ending_is_gap(seat, section->id) && crashes_end(seat->dispatch->crashes, section->plugin)) {
			ending_log_pause_over(section->plugin, waited);
		}
	}
}

bool ending_may_leave_out(const struct seat *seat, const char *section) {
	return *section != '\0' && seat->is_good && !str_eq(seat->request.on_section_error, "fail") && plugin_of(seat, section) != NULL &&
	       !ending_is_gap(seat, section);
}

/* To the ledger with it; seat->errors, gaps and not_before_ms say what there is to say. */
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
		pins_add(d->pins, seat->job.id, seat->generation);
	}
	seat_arrange(seat);
	writer_post(d->writer, record_end, on_recorded, seat);
}

void ending_leave_out(struct seat *seat, const char *section) {
	seat->not_before_ms = 0;
	buf_reset(&seat->gaps);
	format_gaps(seat, section);
	record(seat, ATTEMPT_GAP);
}

static int64_t backoff_ms(const struct seat *seat) {
	int64_t backoff = RETRY_FIRST_MS;

	for (int64_t i = 1; i < seat->job.attempts; i++) {
		backoff *= 4;
	}
	return backoff;
}

void ending_attempt(struct seat *seat, enum attempt_outcome outcome, const char *section) {
	bool is_killed = outcome == ATTEMPT_CRASH || outcome == ATTEMPT_DEADLINE || outcome == ATTEMPT_MEMORY;

	seat->not_before_ms = 0;
	buf_reset(&seat->gaps);
	if (is_killed) {
		count_crash(seat, section);
		seat->not_before_ms = clock_now_ms() + backoff_ms(seat);
	} else if (outcome == ATTEMPT_ENVIRONMENT) {
		seat->not_before_ms = clock_now_ms() + LEDGER_RETRY_MS;
	} else if (outcome == ATTEMPT_PERMANENT) {
		count_good_end(seat);
	}
	if (is_killed && ending_may_leave_out(seat, section)) {
		ending_leave_out(seat, section);
	} else {
		record(seat, outcome);
	}
}

void ending_waits(struct seat *seat, int64_t not_before_ms) {
	seat->not_before_ms = not_before_ms;
	seat->waits_for_plugin = true;
	pins_remove(seat->dispatch->pins, seat->job.id);
	record(seat, ATTEMPT_ENVIRONMENT);
}

/* ---- the result ---- */

void ending_publish(struct seat *seat, struct slot_end *end) {
	struct dispatch *d = seat->dispatch;
	const struct catalogue *catalogue = generation_catalogue(seat->generation);
	struct buf record = BUF_INIT;

	count_good_end(seat);
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
	pins_remove(d->pins, seat->job.id);
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
		pins_remove(d->pins, seat->job.id);
		d->events.on_skipped(d->events.ctx, seat->job.id, seat->job.name, seat->needless);
	}
	d->is_empty = false;    /* another of its series may wait */
	seat_freed(seat);
}

void ending_skip(struct seat *seat, const char *reason) {
	count_good_end(seat);
	seat->state = SEAT_RECORDING;
	seat->needless = mem_strdup(reason);
	writer_post(seat->dispatch->writer, record_skip, on_skipped, seat);
}
