/*
 * schedule: see schedule.h. Each schedule knows the last instant that was settled; what lies between that and now is
 * settled in one operation of the ledger: created, or passed over with the reason.
 */
#include "service/schedule.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "ledger/ledger.h"
#include "render/catalogue.h"
#include "service/calspec.h"
#include "service/generation.h"
#include "service/writer.h"

#define LOOK_MS    30000     /* the clock is looked at this often, whatever the timer says: it may step */
#define LATE_MS    60000     /* later than this an instant was missed, and the catch-up policy says what of it */
#define DUE_MAX    100       /* instants settled at once; the rest follows */
#define WINDOW_H   24        /* how far back missed runs are made up for, unless the schedule says */

enum overlap { OVERLAP_SKIP, OVERLAP_QUEUE_ONE, OVERLAP_QUEUE_ALL };
enum catch_up { CATCH_UP_SKIP, CATCH_UP_LATEST, CATCH_UP_ALL };
static const char *const overlaps[] = { "skip", "queue_one", "queue_all", NULL };
static const char *const catch_ups[] = { "skip", "latest", "all", NULL };

struct schedule {
	char *name, *cron, *zone_name;
	struct calspec spec;
	struct zone *zone;
	enum overlap overlap;
	enum catch_up catch_up;
	int64_t window_ms;
	const struct json *request;  /* of the generation */
	bool is_known;               /* the three below are read from the ledger */
	bool is_paused;
	int64_t last_ms;             /* the latest instant that was settled */
	char *last_job;
	int64_t next_ms;             /* INT64_MAX: none */
};

struct schedules {
	uv_loop_t *loop;
	struct writer *writer;
	struct schedules_events events;
	struct generation *generation;
	struct schedule **v;
	size_t n, cap;
	uv_timer_t timer;
	unsigned pending;            /* operations of the ledger under way */
	bool is_stopping;
};

/* ---- reading ---- */

static void schedule_free(struct schedule *schedule) {
	mem_free(schedule->name);
	mem_free(schedule->cron);
	mem_free(schedule->zone_name);
	mem_free(schedule->last_job);
	zone_free(schedule->zone);
	mem_free(schedule);
}

static bool choose(const char *word, const char *const *choices, int *out) {
	for (int i = 0; choices[i] != NULL; i++) {
		if (str_eq(choices[i], word)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static void say_choice(struct errs *errors, const char *name, const char *key, const char *word, const char *const *choices) {
	struct err *err = errs_add(errors);
	const char *near = err_nearest(word, choices);

	err_set(err, ERR_INPUT, "schedule '%s': %s cannot be '%s'", name, key, word);
	err_hint(err, near != NULL ? "did you mean '%s'?" : "use %s or another of its words", near != NULL ? near : choices[0]);
}

static bool is_name(const char *name) {
	size_t n = strlen(name);

	return n > 0 && n <= 64 && *name != '.' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == n;
}

/*
 * NULL, with every mistake in errors, when it cannot be used. The loader has checked keys and types, and noted where it
 * stands. zone: the configured one.
 */
static struct schedule *read_schedule(const struct json *json, const char *zone, struct errs *errors) {
	struct schedule *schedule = mem_alloc(sizeof(*schedule));
	size_t before = errors->n;
	const char *name = json_str(json, "name", "");
	const char *cron = json_str(json, "cron", ""), *overlap = json_str(json, "overlap", "skip");
	const char *catch_up = json_str(json, "catch_up", "latest");
	struct err why = ERR_INIT;
	int choice = 0;

	schedule->name = mem_strdup(name);
	schedule->cron = mem_strdup(cron);
	schedule->zone_name = mem_strdup(json_str(json, "timezone", zone));
	schedule->next_ms = INT64_MAX;
	schedule->request = json_lookup(json, "request");
	if (!is_name(name)) {
		struct err *err = errs_add(errors);
		err_set(err, ERR_INPUT, "'%s' cannot be the name of a schedule", name);
		err_hint(err, "use letters, digits, '-', '_' and '.'");
	}
	if (!calspec_parse(&schedule->spec, cron, &why)) {
		struct err *err = errs_add(errors);
		*err = why;
		err_wrap(err, "schedule '%s', cron '%s', column %d", name, cron, why.at.col);
	}
	schedule->zone = zone_load(schedule->zone_name, &why);
	if (schedule->zone == NULL) {
		struct err *err = errs_add(errors);
		*err = why;
		err_wrap(err, "schedule '%s'", name);
	}
	if (choose(overlap, overlaps, &choice)) {
		schedule->overlap = (enum overlap)choice;
	} else {
		say_choice(errors, name, "overlap", overlap, overlaps);
	}
	if (choose(catch_up, catch_ups, &choice)) {
		schedule->catch_up = (enum catch_up)choice;
	} else {
		say_choice(errors, name, "catch_up", catch_up, catch_ups);
	}
	schedule->window_ms = (int64_t)(json_num(json, "window_hours", WINDOW_H) * 3600000);
	if (schedule->request == NULL || schedule->request->type != JSON_OBJECT) {
		struct err *err = errs_add(errors);
		err_set(err, ERR_INPUT, "schedule '%s' has no request", name);
		err_hint(err, "request = { report = \"…\", params = { … } }");
	}
	for (size_t i = before; i < errors->n; i++) {
		err_at(&errors->v[i], json_str(json, "_file", "schedules.lua"), (int)json_int(json, "_line", 0), 0);
	}
	if (errors->n > before) {
		schedule_free(schedule);
		return NULL;
	}
	return schedule;
}

bool schedules_check(const struct catalogue *catalogue, struct errs *errors) {
	size_t before = errors->n;
	const char *zone = catalogue_str(catalogue, "timezone");

	for (const struct json *v = catalogue_schedules(catalogue)->first; v != NULL; v = v->next) {
		struct schedule *schedule = read_schedule(v, zone, errors);
		for (const struct json *w = catalogue_schedules(catalogue)->first; schedule != NULL && w != v; w = w->next) {
			if (str_eq(json_str(w, "name", ""), schedule->name)) {
				err_set(errs_add(errors), ERR_INPUT, "there are two schedules named '%s'", schedule->name);
			}
		}
		if (schedule != NULL) {
			schedule_free(schedule);
		}
	}
	return errors->n == before;
}

/* ---- firing ---- */

static struct schedule *lookup(const struct schedules *s, const char *name) {
	for (size_t i = 0; i < s->n; i++) {
		if (str_eq(s->v[i]->name, name)) {
			return s->v[i];
		}
	}
	return NULL;
}

static void set_next(struct schedule *schedule) {
	int64_t after = schedule->last_ms >= 0 ? schedule->last_ms / 1000 : 0, at;

	schedule->next_ms = calspec_next(&schedule->spec, schedule->zone, after, &at) ? at * 1000 : INT64_MAX;
}

/* One instant and what is to become of it. */
struct due {
	int64_t nominal_ms;
	const char *note;            /* why it is passed over; NULL: a job is made */
	char job[JOB_ID_SIZE];       /* that was made, "" for none */
};

/* What is settled in one operation; it outlives a reload that drops its schedule. */
struct firing {
	struct schedules *owner;
	char *schedule;
	enum overlap overlap;
	bool is_first;               /* never seen before: only from now on */
	bool is_asked;               /* by a person: run now */
	struct due *due;
	size_t n, cap;
	char **texts;                /* requests, by due */
	char **names;
	schedules_done_fn done;      /* NULL: the clock asked */
	void *ctx;
};

static void firing_free(struct firing *firing) {
	for (size_t i = 0; i < firing->n; i++) {
		mem_free(firing->texts[i]);
		mem_free(firing->names[i]);
	}
	mem_free(firing->texts);
	mem_free(firing->names);
	mem_free(firing->due);
	mem_free(firing->schedule);
	mem_free(firing);
}

static void local_day(const struct schedule *schedule, int64_t ms, struct day *day, int *minute) {
	int64_t local = ms / 1000 + zone_offset(schedule->zone, ms / 1000);
	int64_t n = local / 86400 - (local % 86400 < 0);

	*day = day_from_number(n);
	*minute = (int)((local - n * 86400) / 60);
}

/* The request as if it were dropped, true as of the day it was due. */
static char *format_request(const struct schedule *schedule, int64_t nominal_ms) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	struct day day;
	char iso[11];
	int minute;

	local_day(schedule, nominal_ms, &day, &minute);
	day_format(day, iso);
	json_begin(&out, '{');
	for (const struct json *v = schedule->request->first; v != NULL; v = v->next) {
		json_key(&out, v->key);
		json_add_value(&out, v);
	}
	if (json_lookup(schedule->request, "as_of") == NULL) {
		json_put_str(&out, "as_of", iso);
	}
	json_end(&out, '}');
	buf_addc(&text, '\n');
	return buf_detach(&text, NULL);
}

/* "weekly-brief-2026-11-23", with the time where a day may have several. */
static char *format_name(const struct schedule *schedule, int64_t nominal_ms, bool with_time) {
	struct buf name = BUF_INIT;
	struct day day;
	char iso[11];
	int minute;

	local_day(schedule, nominal_ms, &day, &minute);
	day_format(day, iso);
	buf_addf(&name, "%s-%s", schedule->name, iso);
	if (with_time) {
		buf_addf(&name, "T%02d%02d", minute / 60, minute % 60);
	}
	return buf_detach(&name, NULL);
}

static bool is_daily_at_most(const struct calspec *spec) {
	return __builtin_popcountll(spec->minutes) == 1 && __builtin_popcount(spec->hours) == 1;
}

static struct firing *firing_new(struct schedules *s, const struct schedule *schedule) {
	struct firing *firing = mem_alloc(sizeof(*firing));

	firing->owner = s;
	firing->schedule = mem_strdup(schedule->name);
	firing->overlap = schedule->overlap;
	return firing;
}

static void add_due(struct firing *firing, int64_t nominal_ms, const char *note) {
	struct due *due = VEC_PUSH(firing->due, firing->n, firing->cap);

	due->nominal_ms = nominal_ms;
	due->note = note;
}

static void write_requests(struct firing *firing, const struct schedule *schedule) {
	firing->texts = mem_alloc((firing->n + 1) * sizeof(*firing->texts));
	firing->names = mem_alloc((firing->n + 1) * sizeof(*firing->names));
	for (size_t i = 0; i < firing->n; i++) {
		firing->texts[i] = format_request(schedule, firing->due[i].nominal_ms);
		firing->names[i] =
			format_name(schedule, firing->due[i].nominal_ms, firing->is_asked || !is_daily_at_most(&schedule->spec));
	}
}

static bool count_open(struct ledger *ledger, const char *schedule, size_t *running, size_t *waiting, struct err *err) {
	const struct job_filter filter = {
		.states = JOB_STATE_BIT(JOB_ACCEPTED) | JOB_STATE_BIT(JOB_RETRYING) | JOB_STATE_BIT(JOB_RUNNING) |
	                  JOB_STATE_BIT(JOB_PUBLISHING),
		.schedule = schedule,
		.limit = DUE_MAX,
	};
	struct jobs jobs;

	if (!ledger_list(ledger, &filter, &jobs, err)) {
		return false;
	}
	*running = *waiting = 0;
	for (size_t i = 0; i < jobs.n; i++) {
		*(jobs.v[i].state == JOB_ACCEPTED ? waiting : running) += 1;
	}
	jobs_fini(&jobs);
	return true;
}

static bool settle_one(struct ledger *ledger, struct firing *firing, size_t i, const char *note, struct err *err) {
	struct due *due = &firing->due[i];
	int64_t now = clock_now_ms();
	bool is_new;

	due->job[0] = '\0';
	if (note != NULL) {
		return ledger_run(ledger, firing->schedule, due->nominal_ms, NULL, note, now, &is_new, err);
	}
	char id[JOB_ID_SIZE];
	if (!job_id_make(now, id, err)) {
		return false;
	}
	const struct job job = {
		.id = id,
		.priority = JOB_NORMAL,
		.folder = "",
		.name = firing->names[i],
		.series = firing->schedule,
		.accepted_ms = now,
		.request = { firing->texts[i], strlen(firing->texts[i]) },
	};
	if (!ledger_run(ledger, firing->schedule, due->nominal_ms, &job, NULL, now, &is_new, err)) {
		return false;
	}
	if (is_new) {
		STR_COPY(due->job, id);
	}
	return true;
}

static bool settle(struct ledger *ledger, void *ctx, struct err *err) {
	struct firing *firing = ctx;
	size_t running, waiting;

	if (!count_open(ledger, firing->schedule, &running, &waiting, err)) {
		return false;
	}
	for (size_t i = 0; i < firing->n; i++) {
		const char *note = firing->due[i].note;
		if (note == NULL && !firing->is_asked && firing->overlap == OVERLAP_SKIP && running + waiting > 0) {
			note = "the run before it was not over";
		} else if (note == NULL && !firing->is_asked && firing->overlap == OVERLAP_QUEUE_ONE && waiting > 0) {
			note = "another run was waiting already";
		}
		if (!settle_one(ledger, firing, i, note, err)) {
			return false;
		}
		firing->due[i].note = note;    /* the same again, should this be run again: the ledger is as it was */
		waiting += note == NULL;
	}
	return true;
}

static void arm(struct schedules *s);

/* Nothing is passed over in silence; neighbours with one reason are one line. */
static void log_passed_over(const struct firing *firing) {
	for (size_t i = 0, n; i < firing->n; i += n) {
		const struct due *due = &firing->due[i];
		char from[CLOCK_ISO_SIZE], to[CLOCK_ISO_SIZE];
		n = 1;
		if (due->note == NULL) {
			continue;
		}
		while (i + n < firing->n && due[n].note != NULL && str_eq(due[n].note, due->note)) {
			n++;
		}
		clock_format_utc(due->nominal_ms, from);
		clock_format_utc(due[n - 1].nominal_ms, to);
		if (n == 1) {
			log_warnx("schedule %s: the run of %s was passed over: %s", firing->schedule, from, due->note);
		} else {
			log_warnx("schedule %s: %zu runs from %s to %s were passed over: %s", firing->schedule, n, from, to, due->note);
		}
	}
}

static void on_settled(void *ctx, const struct err *err) {
	struct firing *firing = ctx;
	struct schedules *s = firing->owner;
	struct schedule *schedule = lookup(s, firing->schedule);
	const char *made = NULL;

	s->pending--;
	if (err == NULL && !firing->is_first) {
		log_passed_over(firing);
	}
	for (size_t i = 0; err == NULL && i < firing->n; i++) {
		const struct due *due = &firing->due[i];
		if (due->job[0] != '\0') {
			made = due->job;
			s->events.on_created(s->events.ctx, firing->schedule, due->job);
		}
		if (schedule != NULL && !firing->is_asked && due->nominal_ms > schedule->last_ms) {
			schedule->last_ms = due->nominal_ms;
		}
		if (schedule != NULL && due->job[0] != '\0') {
			mem_free(schedule->last_job);
			schedule->last_job = mem_strdup(due->job);
		}
	}
	if (schedule != NULL && !firing->is_asked) {
		set_next(schedule);
	}
	if (err != NULL && firing->done == NULL) {
		s->events.on_trouble(s->events.ctx, err);
	}
	if (firing->done != NULL) {
		firing->done(firing->ctx, made, err);
	}
	firing_free(firing);
	arm(s);
}

/* What the policies say of the instants up to now. */
static void collect_due(struct firing *firing, const struct schedule *schedule, int64_t now) {
	int64_t at = schedule->next_ms, after;

	while (at <= now && firing->n < DUE_MAX) {
		add_due(firing, at, NULL);
		if (!calspec_next(&schedule->spec, schedule->zone, at / 1000, &after)) {
			break;
		}
		at = after * 1000;
	}
	bool has_more = firing->n == DUE_MAX && at <= now;
	for (size_t i = 0; i < firing->n; i++) {
		struct due *due = &firing->due[i];
		bool is_late = now - due->nominal_ms > LATE_MS, is_last = i + 1 == firing->n && !has_more;
		if (schedule->is_paused) {
			due->note = "the schedule is paused";
		} else if (is_late && schedule->catch_up == CATCH_UP_SKIP) {
			due->note = "it was missed, and catch_up is \"skip\"";
		} else if (is_late && now - due->nominal_ms > schedule->window_ms) {
			due->note = "it was missed longer ago than the window for catching up";
		} else if (is_late && schedule->catch_up == CATCH_UP_LATEST && !is_last) {
			due->note = "it was missed, and only the latest is made up for";
		}
	}
}

static void fire(struct schedules *s, struct schedule *schedule, int64_t now) {
	struct firing *firing = firing_new(s, schedule);

	if (schedule->last_ms == 0) {
		/* Seen for the first time: what lies before is not missed. Noted, so that a stop before its first run is known. */
		firing->is_first = true;
		add_due(firing, now - now % 1000, "the schedule begins");
	} else {
		collect_due(firing, schedule, now);
	}
	write_requests(firing, schedule);
	schedule->next_ms = INT64_MAX;    /* until this is settled */
	s->pending++;
	writer_post(s->writer, settle, on_settled, firing);
}

static void look(struct schedules *s) {
	int64_t now = clock_now_ms();

	for (size_t i = 0; i < s->n && !s->is_stopping; i++) {
		struct schedule *schedule = s->v[i];
		if (schedule->is_known && schedule->next_ms <= now) {
			fire(s, schedule, now);
		}
	}
	arm(s);
}

static void on_timer(uv_timer_t *timer) {
	look(timer->data);
}

static void arm(struct schedules *s) {
	int64_t now = clock_now_ms(), wait = LOOK_MS;

	if (s->is_stopping) {
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		int64_t left = s->v[i]->is_known && s->v[i]->next_ms != INT64_MAX ? s->v[i]->next_ms - now : LOOK_MS;
		wait = left < wait ? left : wait;
	}
	uv_update_time(s->loop);
	uv_timer_start(&s->timer, on_timer, wait > 0 ? (uint64_t)wait : 1, 0);
}

void schedules_kick(struct schedules *s) {
	look(s);
}

/* ---- what the ledger knows ---- */

struct recall {
	struct schedules *owner;
	char *schedule;
	struct schedule_state state;
};

static bool recall(struct ledger *ledger, void *ctx, struct err *err) {
	struct recall *r = ctx;

	schedule_state_fini(&r->state);
	return ledger_schedule(ledger, r->schedule, &r->state, err);
}

static void on_recalled(void *ctx, const struct err *err) {
	struct recall *r = ctx;
	struct schedules *s = r->owner;
	struct schedule *schedule = lookup(s, r->schedule);

	s->pending--;
	if (err != NULL) {
		s->events.on_trouble(s->events.ctx, err);
		if (!s->is_stopping) {
			s->pending++;
			writer_post(s->writer, recall, on_recalled, r);
			return;
		}
	} else if (schedule != NULL) {
		schedule->is_known = true;
		schedule->is_paused = r->state.is_paused;
		schedule->last_ms = r->state.last_nominal_ms;
		mem_free(schedule->last_job);
		schedule->last_job = r->state.last_job != NULL ? mem_strdup(r->state.last_job) : NULL;
		if (schedule->last_ms == 0) {
			schedule->next_ms = 0;    /* to be noted as begun */
		} else {
			set_next(schedule);
		}
		look(s);
	}
	schedule_state_fini(&r->state);
	mem_free(r->schedule);
	mem_free(r);
}

static void ask_ledger(struct schedules *s, const struct schedule *schedule) {
	struct recall *r = mem_alloc(sizeof(*r));

	r->owner = s;
	r->schedule = mem_strdup(schedule->name);
	s->pending++;
	writer_post(s->writer, recall, on_recalled, r);
}

/* ---- life ---- */

struct schedules *schedules_new(uv_loop_t *loop, struct writer *writer, const struct schedules_events *events) {
	struct schedules *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	s->writer = writer;
	s->events = *events;
	uv_timer_init(loop, &s->timer);
	s->timer.data = s;
	return s;
}

static void drop_all(struct schedules *s) {
	for (size_t i = 0; i < s->n; i++) {
		schedule_free(s->v[i]);
	}
	s->n = 0;
}

void schedules_configure(struct schedules *s, struct generation *generation) {
	const struct catalogue *catalogue = generation_catalogue(generation);
	const char *zone = catalogue_str(catalogue, "timezone");
	struct errs errors = ERRS_INIT;

	drop_all(s);
	struct generation *old = s->generation;
	s->generation = generation_ref(generation);
	generation_unref(old);
	for (const struct json *v = catalogue_schedules(catalogue)->first; v != NULL; v = v->next) {
		if (!json_bool(v, "enabled", true)) {
			continue;
		}
		struct schedule *schedule = read_schedule(v, zone, &errors);
		if (schedule != NULL) {
			*VEC_PUSH(s->v, s->n, s->cap) = schedule;
			ask_ledger(s, schedule);
		}
	}
	for (size_t i = 0; i < errors.n; i++) {
		log_warnx("%s:%d: %s", errors.v[i].at.file, errors.v[i].at.line, errors.v[i].msg);
	}
	errs_fini(&errors);
	arm(s);
}

void schedules_stop(struct schedules *s) {
	s->is_stopping = true;
	uv_timer_stop(&s->timer);
}

static void on_closed(uv_handle_t *handle) {
	struct schedules *s = handle->data;

	drop_all(s);
	mem_free(s->v);
	generation_unref(s->generation);
	mem_free(s);
}

void schedules_free(struct schedules *s) {
	if (s != NULL) {
		uv_close((uv_handle_t *)&s->timer, on_closed);
	}
}

static void put_instant(struct json_out *out, const char *key, int64_t ms) {
	char text[CLOCK_ISO_SIZE];

	clock_format_utc(ms, text);
	json_put_str(out, key, ms > 0 && ms != INT64_MAX ? text : NULL);
}

void schedules_list(const struct schedules *s, struct json_out *out) {
	json_begin(out, '[');
	for (size_t i = 0; i < s->n; i++) {
		const struct schedule *schedule = s->v[i];
		json_begin(out, '{');
		json_put_str(out, "name", schedule->name);
		json_put_str(out, "cron", schedule->cron);
		json_put_str(out, "timezone", schedule->zone_name);
		json_put_bool(out, "paused", schedule->is_paused);
		put_instant(out, "next", schedule->next_ms);
		put_instant(out, "last", schedule->last_ms);
		json_put_str(out, "last_job", schedule->last_job);
		json_end(out, '}');
	}
	json_end(out, ']');
}

static bool refuse_unknown(const char *name, schedules_done_fn done, void *ctx) {
	struct err err = ERR_INIT;

	err_set(&err, ERR_INPUT, "there is no schedule '%s'", name);
	err_hint(&err, "`sitrep schedule list` names them");
	done(ctx, NULL, &err);
	return false;
}

void schedules_run(struct schedules *s, const char *name, schedules_done_fn done, void *ctx) {
	struct schedule *schedule = lookup(s, name);

	if (schedule == NULL) {
		refuse_unknown(name, done, ctx);
		return;
	}
	struct firing *firing = firing_new(s, schedule);
	firing->is_asked = true;
	firing->done = done;
	firing->ctx = ctx;
	add_due(firing, clock_now_ms(), NULL);
	write_requests(firing, schedule);
	s->pending++;
	writer_post(s->writer, settle, on_settled, firing);
}

struct pausing {
	struct schedules *owner;
	char *schedule;
	bool is_paused;
	schedules_done_fn done;
	void *ctx;
};

static bool set_paused(struct ledger *ledger, void *ctx, struct err *err) {
	struct pausing *p = ctx;

	return ledger_schedule_pause(ledger, p->schedule, p->is_paused, err);
}

static void on_paused(void *ctx, const struct err *err) {
	struct pausing *p = ctx;
	struct schedule *schedule = lookup(p->owner, p->schedule);

	p->owner->pending--;
	if (err == NULL && schedule != NULL) {
		schedule->is_paused = p->is_paused;
	}
	p->done(p->ctx, NULL, err);
	mem_free(p->schedule);
	mem_free(p);
}

void schedules_pause(struct schedules *s, const char *name, bool is_paused, schedules_done_fn done, void *ctx) {
	if (lookup(s, name) == NULL) {
		refuse_unknown(name, done, ctx);
		return;
	}
	struct pausing *p = mem_alloc(sizeof(*p));
	*p = (struct pausing){ .owner = s, .schedule = mem_strdup(name), .is_paused = is_paused, .done = done, .ctx = ctx };
	s->pending++;
	writer_post(s->writer, set_paused, on_paused, p);
}
