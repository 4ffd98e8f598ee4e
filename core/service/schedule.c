/*
 * schedule: see schedule.h. Each schedule knows up to when it is settled; what is due between that and now is settled
 * in one transaction of the ledger (settle.c): a run is made, or it was missed, with the reason. They stand in a heap, the one that fires
 * next on top, so that ten thousand that wait cost nothing.
 */
#include "service/schedule.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "ledger/ledger.h"
#include "service/alarm.h"
#include "service/generation.h"
#include "service/plan.h"
#include "service/rule.h"
#include "service/settle.h"
#include "service/writer.h"
#include "service/zones.h"

#define LOOK_MS      30000     /* the clock is looked at this often, whatever the timer says; and zones are */
#define LATE_MS      60000     /* later than this an instant was missed, and the catch-up policy says what of it */
#define BACK_MS      60000     /* the clock was set back by more than this: what lies ahead is not settled yet */
#define AGAIN_MS     1000      /* after a failure of the ledger */
#define DUE_MAX      1000      /* instants of a schedule that are settled at once; the rest follows */
#define FLIGHT_MAX   128       /* schedules that are being settled at once: a backlog must not keep all others waiting */
#define BACKFILL_MAX 1000

/* What was missed since the last run. */
struct gone {
	int64_t runs, first_ms, last_ms;
	const char *why;             /* of the latest; on the heap */
};

struct schedule {
	struct plan *plan;           /* of the plans */
	bool is_known;               /* what follows is read from the ledger */
	bool is_settling;            /* it is not in the heap meanwhile */
	bool is_paused;
	int64_t settled_ms, last_ms, late_ms;
	char *last_job;
	const char *last_state;      /* of that job; NULL: it is forgotten */
	struct gone gone;
	struct gone untold;          /* the part of it that the log does not tell yet */
	bool is_pause_told;          /* that runs are missed by this pause: the log tells the others when it ends */
	int64_t *ahead;              /* instants not settled of which there is a run: the clock was set back; in order */
	size_t ahead_n;
	struct fire next;
	int64_t next_ms;             /* when it fires, or is tried again; INT64_MAX: never */
	size_t at;                   /* in the heap */
};

struct recall;

struct schedules {
	uv_loop_t *loop;
	struct writer *writer;
	struct schedules_events events;
	struct generation *generation;
	struct zones *zones;
	struct plans *plans;
	struct schedule *v;          /* in the order of the plans */
	size_t n;
	struct map *names;           /* name -> schedule */
	struct schedule **heap;
	size_t heap_n;
	struct alarm *alarm;
	int64_t looked_ms, zones_ms;
	struct recall *again;        /* to be asked anew at again_ms */
	int64_t again_ms;
	size_t flying;
	bool is_stopping;
};

bool schedules_check(const struct catalogue *catalogue, struct errs *errors) {
	size_t before = errors->n;
	struct zones *zones = zones_new();

	plans_free(plans_new(catalogue, zones, errors));
	zones_free(zones);
	return errors->n == before;
}

/* ---- the heap ---- */

static void place(struct schedules *s, size_t at, struct schedule *schedule) {
	s->heap[at] = schedule;
	schedule->at = at;
}

static void sift_up(struct schedules *s, size_t at) {
	struct schedule *schedule = s->heap[at];

	for (; at > 0 && s->heap[(at - 1) / 2]->next_ms > schedule->next_ms; at = (at - 1) / 2) {
		place(s, at, s->heap[(at - 1) / 2]);
	}
	place(s, at, schedule);
}

static void sift_down(struct schedules *s, size_t at) {
	struct schedule *schedule = s->heap[at];

	for (size_t child; (child = 2 * at + 1) < s->heap_n; at = child) {
		child += child + 1 < s->heap_n && s->heap[child + 1]->next_ms < s->heap[child]->next_ms;
		if (s->heap[child]->next_ms >= schedule->next_ms) {
			break;
		}
		place(s, at, s->heap[child]);
	}
	place(s, at, schedule);
}

static void push(struct schedules *s, struct schedule *schedule) {
	place(s, s->heap_n++, schedule);
	sift_up(s, s->heap_n - 1);
}

static struct schedule *pop(struct schedules *s) {
	struct schedule *top = s->heap[0];

	if (--s->heap_n > 0) {
		place(s, 0, s->heap[s->heap_n]);
		sift_down(s, 0);
	}
	return top;
}

/* ---- firing ---- */

static struct schedule *lookup(const struct schedules *s, const char *name) {
	return map_lookup(s->names, name);
}

static void reckon_next(struct schedule *schedule) {
	bool fires = rule_next(schedule->plan->rule, schedule->settled_ms / 1000, INT64_MAX, &schedule->next);

	schedule->next_ms = fires ? schedule->next.at * 1000 : INT64_MAX;
}

/* What is settled in one operation. */
struct firing {
	struct schedules *owner;
	struct settling *settling;
	schedules_done_fn done;      /* NULL: the clock asked */
	void *ctx;
};

static bool run_firing(struct ledger *ledger, void *ctx, struct err *err) {
	struct firing *firing = ctx;

	return settling_run(firing->settling, ledger, err);
}

static void on_settled(void *ctx, const struct err *err);

static void post(struct schedules *s, struct settling *settling, schedules_done_fn done, void *ctx) {
	struct firing *firing = mem_alloc(sizeof(*firing));

	*firing = (struct firing){ .owner = s, .settling = settling, .done = done, .ctx = ctx };
	writer_post(s->writer, run_firing, on_settled, firing);
}

static void forget_gone(struct gone *gone) {
	mem_free((char *)gone->why);
	*gone = (struct gone){ 0 };
}

static void add_gone(struct gone *gone, int64_t runs, int64_t first_ms, int64_t last_ms, const char *why) {
	gone->first_ms = gone->runs > 0 ? gone->first_ms : first_ms;
	gone->last_ms = last_ms;
	gone->runs += runs;
	mem_free((char *)gone->why);
	gone->why = mem_strdup(why);
}

/* Nothing is missed in silence. */
static void tell(const char *schedule, struct gone *untold) {
	char from[CLOCK_ISO_SIZE], to[CLOCK_ISO_SIZE];

	clock_format_utc(untold->first_ms, from);
	clock_format_utc(untold->last_ms, to);
	if (untold->runs == 1) {
		log_event(LOG_WARN, "missed", NULL, schedule, "schedule %s: the run of %s was not made: %s", schedule, from, untold->why);
	} else if (untold->runs > 1) {
		log_event(LOG_WARN, "missed", NULL, schedule, "schedule %s: %" PRId64 " runs from %s to %s were not made: %s", schedule, untold->runs, from, to,
		          untold->why);
	}
	forget_gone(untold);
}

/* What was missed for one reason is one line in the log, however many times it takes to settle it. */
static void tell_due(const struct settling *settling, const struct due *due, struct gone *untold) {
	if (due->why == NULL || (untold->runs > 0 && !str_eq(untold->why, due->why))) {
		tell(settling->schedule, untold);
	}
	if (due->why != NULL) {
		add_gone(untold, due->runs, due->due_ms, due->last_ms, due->why);
	}
}

/* The schedule is NULL where a reload dropped it. */
static void note_due(struct schedules *s, const struct settling *settling, struct schedule *schedule) {
	struct gone alone = { 0 }, *untold = schedule != NULL && !settling->is_asked ? &schedule->untold : &alone;

	for (size_t i = 0; i < settling->n; i++) {
		const struct due *due = &settling->due[i];
		tell_due(settling, due, untold);
		if (due->job[0] != '\0') {
			s->events.on_created(s->events.ctx, settling->schedule, due->job);
		}
		if (schedule == NULL || settling->is_backfill) {
			continue;
		}
		if (due->why != NULL) {
			add_gone(&schedule->gone, due->runs, due->due_ms, due->last_ms, due->why);
		} else if (due->job[0] != '\0') {
			forget_gone(&schedule->gone);
			mem_free(schedule->last_job);
			schedule->last_job = mem_strdup(due->job);
			schedule->last_state = job_state_name(JOB_ACCEPTED);
			schedule->last_ms = due->nominal_ms;
			schedule->late_ms = due->late_ms;
		}
	}
	if (untold == &alone) {
		tell(settling->schedule, untold);
	} else if (!settling->has_more && !schedule->is_pause_told) {
		schedule->is_pause_told = schedule->is_paused && untold->runs > 0;
		tell(settling->schedule, untold);
	}
}

static void look(struct schedules *s);
static void set_back(struct schedules *s, int64_t now);
static void ask_ledger(struct schedules *s);
static void ask_again(struct schedules *s);

static void on_settled(void *ctx, const struct err *err) {
	struct firing *firing = ctx;
	struct schedules *s = firing->owner;
	struct settling *settling = firing->settling;
	struct schedule *schedule = lookup(s, settling->schedule);

	if (err == NULL) {
		note_due(s, settling, schedule);
	} else if (firing->done == NULL) {
		s->events.on_trouble(s->events.ctx, err);
	}
	if (firing->done != NULL) {
		const struct schedules_answer answer = {
			.job = settling->n > 0 && settling->due[settling->n - 1].job[0] != '\0' ? settling->due[settling->n - 1].job : NULL,
			.made = settling->made, .there = settling->there,
		};
		firing->done(firing->ctx, &answer, err);
	} else {
		s->flying--;
	}
	if (firing->done == NULL && schedule != NULL && schedule->is_settling) {
		schedule->is_settling = false;
		if (err == NULL) {
			schedule->settled_ms = settling->settled_ms;
			reckon_next(schedule);
		} else {
			schedule->next_ms = clock_now_ms() + AGAIN_MS;
		}
		push(s, schedule);
	}
	settling_free(settling);
	mem_free(firing);
	if (schedule != NULL && schedule->settled_ms > clock_now_ms() + BACK_MS) {
		set_back(s, clock_now_ms());    /* while it was being settled */
	}
	look(s);
}

/* Why the policies pass over an instant that has `behind` others behind it; NULL: they do not. */
static const char *passed_over(const struct schedule *schedule, const struct fire *fire, size_t behind, int64_t now) {
	const struct plan *plan = schedule->plan;
	bool is_late = now - fire->at * 1000 > LATE_MS;

	if (schedule->is_paused) {
		return "the schedule is paused";
	} else if (is_late && plan->catch_up == CATCH_UP_SKIP) {
		return "missed, and catch_up is \"skip\"";
	} else if (is_late && now - fire->at * 1000 > plan->window_ms) {
		return "missed longer ago than window_hours";
	} else if (is_late && plan->catch_up == CATCH_UP_LATEST && behind > 0) {
		return "missed, and only the latest is made up for";
	} else if (is_late && plan->catch_up == CATCH_UP_ALL && behind >= (size_t)plan->catch_up_max) {
		return "missed, as were more than catch_up_max after it";
	}
	return NULL;
}

/* The instants from the next on that have come, at most max; the result is their number. */
static size_t come(const struct schedule *schedule, struct fire from, int64_t now, struct fire *v, size_t max) {
	size_t n = 0;

	for (bool has_next = true; has_next && from.at * 1000 <= now && n < max; n++) {
		if (v != NULL) {
			v[n] = from;
		}
		has_next = rule_next(schedule->plan->rule, from.due, now / 1000, &from);
	}
	return n;
}

static int order_instants(const void *a, const void *b) {
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool is_made(const struct schedule *schedule, const struct fire *fire) {
	int64_t nominal_ms = fire->nominal * 1000;

	return schedule->ahead_n > 0 && bsearch(&nominal_ms, schedule->ahead, schedule->ahead_n, sizeof(*schedule->ahead), order_instants) != NULL;
}

static void fire(struct schedules *s, struct schedule *schedule, int64_t now) {
	const struct plan *plan = schedule->plan;
	struct settling *settling = settling_new(plan->name, plan->overlap);
	struct fire *v = mem_alloc(DUE_MAX * sizeof(*v)), after;
	size_t n = come(schedule, schedule->next, now, v, DUE_MAX), more = 0;

	if (n == DUE_MAX && rule_next(plan->rule, v[n - 1].due, now / 1000, &after)) {
		more = come(schedule, after, now, NULL, (size_t)plan->catch_up_max);
	}
	settling->has_more = more > 0;
	settling->makes_up_all = plan->catch_up == CATCH_UP_ALL;
	for (size_t i = 0; i < n; i++) {
		const char *why = passed_over(schedule, &v[i], n - 1 - i + more, now);
		if (is_made(schedule, &v[i])) {
			continue;    /* neither missed nor made again */
		} else if (why != NULL) {
			settling_miss(settling, &v[i], why);
		} else {
			settling_make(settling, plan, &v[i], now - v[i].at * 1000 > LATE_MS, false);
		}
	}
	settling->settled_ms = n > 0 ? v[n - 1].due * 1000 : schedule->settled_ms;
	mem_free(v);
	schedule->is_settling = true;
	s->flying++;
	post(s, settling, NULL, NULL);
}

/* ---- the clock ---- */

static void on_zone(void *ctx, const struct zone *old, const struct zone *fresh) {
	struct schedules *s = ctx;

	for (size_t i = 0; i < s->n; i++) {
		struct schedule *schedule = &s->v[i];
		if (schedule->plan->zone != old) {
			continue;
		}
		schedule->plan->zone = fresh;
		rule_use_zone(schedule->plan->rule, fresh);
		if (schedule->is_known && !schedule->is_settling) {
			reckon_next(schedule);
		}
	}
	for (size_t i = s->heap_n / 2; i-- > 0;) {    /* any may stand wrong now */
		sift_down(s, i);
	}
}

/*
 * The clock went back: what was settled ahead of it is to be looked at again, as the ledger has it then. A run that was made is never made
 * twice. What is being settled is looked at when it is.
 */
static void set_back(struct schedules *s, int64_t now) {
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < s->heap_n; i++) {
		struct schedule *schedule = s->heap[i];
		if (schedule->settled_ms > now + BACK_MS) {
			schedule->is_known = false;
			n++;
		} else {
			s->heap[kept++] = schedule;
			schedule->at = kept - 1;
		}
	}
	s->heap_n = kept;
	for (size_t i = s->heap_n / 2; i-- > 0;) {
		sift_down(s, i);
	}
	if (n > 0) {
		ask_ledger(s);
	}
}

static void look(struct schedules *s) {
	int64_t now = clock_now_ms();

	if (s->is_stopping) {
		return;
	}
	if (now < s->looked_ms) {
		set_back(s, now);
	}
	if (now - s->zones_ms >= LOOK_MS || now < s->zones_ms) {
		s->zones_ms = now;
		zones_refresh(s->zones, on_zone, s);
	}
	s->looked_ms = now;
	if (s->again != NULL && s->again_ms <= now) {
		ask_again(s);
	}
	while (s->flying < FLIGHT_MAX && s->heap_n > 0 && s->heap[0]->next_ms <= now) {
		fire(s, pop(s), now);
	}
	/* While all that may is being settled, the next look comes when some of it is. */
	int64_t next = s->heap_n > 0 && s->flying < FLIGHT_MAX ? s->heap[0]->next_ms : INT64_MAX;
	next = s->again != NULL && s->again_ms < next ? s->again_ms : next;
	alarm_arm(s->alarm, next < now + LOOK_MS ? next : now + LOOK_MS);
}

static void on_ring(void *ctx, bool was_set) {
	struct schedules *s = ctx;

	if (was_set) {
		log_info("the clock was set");
		set_back(s, clock_now_ms());
	}
	look(s);
}

void schedules_job_ended(struct schedules *s, const char *job, enum job_state state) {
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].last_job != NULL && str_eq(s->v[i].last_job, job)) {
			s->v[i].last_state = job_state_name(state);
		}
	}
}

/* ---- what the ledger knows ---- */

struct recalled {
	char *name, *words;
	struct schedule_state state;
	int64_t *ahead;
	size_t ahead_n;
	bool begins, has_job;
	bool is_back;                /* it was settled ahead of the clock */
	bool is_news;                /* to the loop */
	enum job_state job;
};

/* Of all schedules at once; it outlives a reload. */
struct recall {
	struct schedules *owner;
	struct generation *generation;
	struct recalled *v;
	size_t n;
	struct map *names;
	struct missed_list missed;
};

static void recall_clear(struct recall *r) {
	for (size_t i = 0; i < r->n; i++) {
		schedule_state_fini(&r->v[i].state);
		mem_free(r->v[i].ahead);
		r->v[i].ahead = NULL;
		r->v[i].ahead_n = 0;
	}
	missed_list_fini(&r->missed);
}

static void recall_free(struct recall *r) {
	recall_clear(r);
	for (size_t i = 0; i < r->n; i++) {
		mem_free(r->v[i].name);
		mem_free(r->v[i].words);
	}
	mem_free(r->v);
	map_free(r->names);
	generation_unref(r->generation);
	mem_free(r);
}

static bool is_on(void *ctx, const char *name) {
	const struct recall *r = ctx;

	return map_lookup(r->names, name) != NULL;
}

static bool recall(struct ledger *ledger, void *ctx, struct err *err) {
	struct recall *r = ctx;
	int64_t now = clock_now_ms();

	recall_clear(r);
	for (size_t i = 0; i < r->n; i++) {
		struct recalled *one = &r->v[i];
		if (!ledger_schedule_begin(ledger, one->name, one->words, now, &one->state, &one->begins, err)) {
			return false;
		}
		one->is_back = one->state.settled_ms > now + BACK_MS;
		if (one->is_back && !ledger_schedule_unsettle(ledger, one->name, now, &one->state.settled_ms, err)) {
			return false;
		}
		if (one->state.last_nominal_ms > one->state.settled_ms &&
		    !ledger_runs_ahead(ledger, one->name, one->state.settled_ms, &one->ahead, &one->ahead_n, err)) {
			return false;
		}
		one->has_job = false;
		if (one->state.last_job != NULL && !ledger_job_state(ledger, one->state.last_job, &one->job, &one->has_job, err)) {
			return false;
		}
	}
	return ledger_schedules_off(ledger, is_on, r, err) && ledger_missed(ledger, NULL, &r->missed, err);
}

static void know(struct schedules *s, struct schedule *schedule, struct recalled *one) {
	const struct schedule_state *state = &one->state;

	if (one->begins && state->last_nominal_ms > 0) {
		log_info("schedule %s: it was off, or is due at other times than before: it counts from now on", one->name);
	}
	tell(one->name, &schedule->untold);
	forget_gone(&schedule->gone);
	mem_free(schedule->ahead);
	schedule->ahead = one->ahead;
	schedule->ahead_n = one->ahead_n;
	one->ahead = NULL;
	mem_free(schedule->last_job);
	schedule->is_known = true;
	schedule->is_paused = state->is_paused;
	schedule->settled_ms = state->settled_ms;
	schedule->last_ms = state->last_nominal_ms;
	schedule->late_ms = state->late_ms;
	schedule->last_job = state->last_job != NULL ? mem_strdup(state->last_job) : NULL;
	schedule->last_state = one->has_job ? job_state_name(one->job) : NULL;
	reckon_next(schedule);
	push(s, schedule);
}

static void on_recalled(void *ctx, const struct err *err) {
	struct recall *r = ctx;
	struct schedules *s = r->owner;
	int64_t now = clock_now_ms();
	bool is_current = r->generation == s->generation && !s->is_stopping;

	if (err != NULL && is_current) {
		s->events.on_trouble(s->events.ctx, err);
		if (s->again != NULL) {
			recall_free(s->again);
		}
		s->again = r;
		s->again_ms = now + AGAIN_MS;
		look(s);
		return;
	}
	size_t back = 0;
	for (size_t i = 0; is_current && i < r->n; i++) {
		struct recalled *one = &r->v[i];
		struct schedule *schedule = lookup(s, one->name);
		one->is_news = schedule != NULL && !schedule->is_known;
		if (one->is_news) {
			know(s, schedule, one);
		}
		back += one->is_news && one->is_back;
	}
	for (size_t i = 0; is_current && i < r->missed.n; i++) {
		const struct missed *missed = &r->missed.v[i];
		const struct recalled *one = map_lookup(r->names, missed->schedule);
		if (one != NULL && one->is_news) {
			add_gone(&lookup(s, one->name)->gone, missed->runs, missed->first_ms, missed->last_ms, missed->why);
		}
	}
	if (back > 0) {
		log_warnx("the clock was set back: %zu schedule%s look%s again at what is due from now on", back, back == 1 ? "" : "s", back == 1 ? "s" : "");
	}
	recall_free(r);
	if (is_current) {
		look(s);
	}
}

static void ask_again(struct schedules *s) {
	struct recall *r = s->again;

	s->again = NULL;
	writer_post(s->writer, recall, on_recalled, r);
}

static void ask_ledger(struct schedules *s) {
	struct recall *r = mem_alloc(sizeof(*r));

	*r = (struct recall){ .owner = s, .generation = generation_ref(s->generation), .names = map_new(), .v = mem_alloc((s->n + 1) * sizeof(*r->v)) };
	for (size_t i = 0; i < s->n; i++) {
		struct recalled *one = &r->v[r->n++];
		one->name = mem_strdup(s->v[i].plan->name);
		one->words = mem_strdup(s->v[i].plan->words);
		map_put(r->names, one->name, one);
	}
	writer_post(s->writer, recall, on_recalled, r);
}

/* ---- life ---- */

struct schedules *schedules_new(uv_loop_t *loop, struct writer *writer, const struct schedules_events *events, struct err *err) {
	struct schedules *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	s->writer = writer;
	s->events = *events;
	s->zones = zones_new();
	s->names = map_new();
	s->alarm = alarm_new(loop, on_ring, s, err);
	if (s->alarm == NULL) {
		schedules_free(s);
		return NULL;
	}
	return s;
}

static void drop_all(struct schedules *s) {
	for (size_t i = 0; i < s->n; i++) {
		tell(s->v[i].plan->name, &s->v[i].untold);
		forget_gone(&s->v[i].gone);
		mem_free(s->v[i].ahead);
		mem_free(s->v[i].last_job);
	}
	if (s->again != NULL) {
		recall_free(s->again);
		s->again = NULL;
	}
	mem_free(s->v);
	mem_free(s->heap);
	map_free(s->names);
	plans_free(s->plans);
	s->v = NULL;
	s->heap = NULL;
	s->plans = NULL;
	s->n = s->heap_n = 0;
}

void schedules_configure(struct schedules *s, struct generation *generation) {
	struct errs errors = ERRS_INIT;
	struct generation *old = s->generation;

	drop_all(s);
	s->generation = generation_ref(generation);
	s->plans = plans_new(generation_catalogue(generation), s->zones, &errors);    /* what is wrong was told when it was loaded */
	generation_unref(old);
	errs_fini(&errors);
	while (plans_at(s->plans, (uint32_t)s->n) != NULL) {
		s->n++;
	}
	s->v = mem_alloc((s->n + 1) * sizeof(*s->v));
	s->heap = mem_alloc((s->n + 1) * sizeof(struct schedule *));
	s->names = map_new();
	for (size_t i = 0; i < s->n; i++) {
		s->v[i] = (struct schedule){ .plan = plans_at(s->plans, (uint32_t)i), .next_ms = INT64_MAX };
		map_put(s->names, s->v[i].plan->name, &s->v[i]);
	}
	ask_ledger(s);
}

void schedules_kick(struct schedules *s) {
	look(s);
}

void schedules_stop(struct schedules *s) {
	s->is_stopping = true;
}

void schedules_free(struct schedules *s) {
	if (s == NULL) {
		return;
	}
	alarm_free(s->alarm);
	drop_all(s);
	generation_unref(s->generation);
	zones_free(s->zones);
	mem_free(s);
}

/* ---- what people ask ---- */

static void put_instant(struct json_out *out, const char *key, int64_t ms) {
	char text[CLOCK_ISO_SIZE];

	clock_format_utc(ms, text);
	json_put_str(out, key, ms > 0 && ms != INT64_MAX ? text : NULL);
}

static void put_gone(struct json_out *out, const struct gone *gone) {
	if (gone->runs > 0) {
		json_key(out, "missed");
		json_begin(out, '{');
		json_put_int(out, "runs", gone->runs);
		put_instant(out, "from", gone->first_ms);
		put_instant(out, "to", gone->last_ms);
		json_put_str(out, "why", gone->why);
		json_end(out, '}');
	}
}

void schedules_list(const struct schedules *s, struct json_out *out) {
	json_begin(out, '[');
	for (size_t i = 0; i < s->n; i++) {
		const struct schedule *schedule = &s->v[i];
		json_begin(out, '{');
		json_put_str(out, "name", schedule->plan->name);
		json_put_str(out, "cron", schedule->plan->cron);
		json_put_str(out, "timezone", schedule->plan->zone_name);
		json_put_bool(out, "paused", schedule->is_paused);
		put_instant(out, "next", schedule->next_ms);
		put_instant(out, "last", schedule->last_ms);
		json_put_str(out, "last_job", schedule->last_job);
		json_put_text(out, "last_state", schedule->last_state);
		if (schedule->last_job != NULL) {
			json_put_int(out, "late_ms", schedule->late_ms);
		}
		put_gone(out, &schedule->gone);
		json_end(out, '}');
	}
	json_end(out, ']');
}

/* It is in the configuration, with `enabled = false`. */
static bool is_off(const struct schedules *s, const char *name) {
	const struct json *all = catalogue_schedules(generation_catalogue(s->generation));

	for (const struct json *v = all->first; v != NULL; v = v->next) {
		if (str_eq(json_str(v, "name", ""), name)) {
			return !json_bool(v, "enabled", true);
		}
	}
	return false;
}

static struct schedule *asked(const struct schedules *s, const char *name, schedules_done_fn done, void *ctx) {
	struct schedule *schedule = lookup(s, name);
	struct err err = ERR_INIT;

	if (s->generation == NULL) {
		err_set(&err, ERR_SYSTEM, "the service has just begun, and looks after what the last instance left");
		err_hint(&err, "ask again in a moment");
		done(ctx, NULL, &err);
	} else if (schedule == NULL && is_off(s, name)) {
		err_set(&err, ERR_INPUT, "the schedule '%s' is switched off", name);
		err_hint(&err, "take `enabled = false` out of it");
		done(ctx, NULL, &err);
	} else if (schedule == NULL) {
		err_set(&err, ERR_INPUT, "there is no schedule '%s'", name);
		err_hint(&err, "`sitrep schedule list` names them");
		done(ctx, NULL, &err);
	}
	return schedule;
}

void schedules_run(struct schedules *s, const char *name, schedules_done_fn done, void *ctx) {
	struct schedule *schedule = asked(s, name, done, ctx);

	if (schedule == NULL) {
		return;
	}
	int64_t now = clock_now_ms() / 1000;
	const struct fire fire = { now, now, now };
	struct settling *settling = settling_new(name, schedule->plan->overlap);
	settling->is_asked = true;
	settling_make(settling, schedule->plan, &fire, false, true);
	settling->due[0].nominal_ms = clock_now_ms() | 1;    /* never that of an instant of its own */
	post(s, settling, done, ctx);
}

void schedules_backfill(struct schedules *s, const char *name, int64_t from, int64_t to, schedules_done_fn done, void *ctx) {
	struct schedule *schedule = asked(s, name, done, ctx);
	struct err err = ERR_INIT;
	struct fire fire = { .due = from - 1 };

	if (schedule == NULL) {
		return;
	}
	struct settling *settling = settling_new(name, schedule->plan->overlap);
	settling->is_asked = settling->is_backfill = true;
	while (settling->n <= BACKFILL_MAX && rule_next(schedule->plan->rule, fire.due, to, &fire)) {
		settling_make(settling, schedule->plan, &fire, true, false);
	}
	if (to > clock_now_ms() / 1000) {
		err_set(&err, ERR_INPUT, "what has not come yet cannot be made up for");
		err_hint(&err, "the last instant of a back-fill is now");
	} else if (settling->n == 0) {
		err_set(&err, ERR_INPUT, "schedule '%s' does not fire in that time", name);
		err_hint(&err, "`sitrep schedule next %s --from … --until …` says when it does", name);
	} else if (settling->n > BACKFILL_MAX) {
		err_set(&err, ERR_INPUT, "these are more than %d runs", BACKFILL_MAX);
		err_hint(&err, "ask for a shorter time, and for the rest then");
	}
	if (err.code != ERR_NONE) {
		settling_free(settling);
		done(ctx, NULL, &err);
		return;
	}
	post(s, settling, done, ctx);
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

	if (err == NULL && schedule != NULL) {
		schedule->is_paused = p->is_paused;
		schedule->is_pause_told = false;
		tell(p->schedule, &schedule->untold);
		log_info("schedule %s is %s", p->schedule, p->is_paused ? "paused: the first run that it misses is told, the others when it is resumed" : "resumed");
	}
	p->done(p->ctx, NULL, err);
	mem_free(p->schedule);
	mem_free(p);
}

void schedules_pause(struct schedules *s, const char *name, bool is_paused, schedules_done_fn done, void *ctx) {
	if (asked(s, name, done, ctx) == NULL) {
		return;
	}
	struct pausing *p = mem_alloc(sizeof(*p));
	*p = (struct pausing){ .owner = s, .schedule = mem_strdup(name), .is_paused = is_paused, .done = done, .ctx = ctx };
	writer_post(s->writer, set_paused, on_paused, p);
}
