/*
 * reload: see reload.h. One change at a time: loaded and checked in the thread pool, warmed in a spare slot, then taken; and then a rest as long
 * as that took, so that the machine works at most half of its time on a stream of changes. What comes meanwhile is taken up together.
 */
#include "service/reload.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "service/changes.h"
#include "service/dispatch.h"
#include "service/generation.h"
#include "service/notify.h"
#include "service/schedule.h"

#define LOAD_MS        30000     /* for the loader to run the whole configuration */
#define LOAD_TRIES     5         /* while somebody edits */
#define LOAD_AGAIN_US  200000
#define LOOKS_MAX      10        /* that see something else each time, until it is loaded all the same */
#define AGAIN_MS       10000     /* after the machine could not load it */

enum reload_step {
	RELOAD_IDLE,
	RELOAD_LOADING,
	RELOAD_WARMING,
	RELOAD_RESTING,
};

struct reload {
	const struct catalogue_paths *paths;
	const char *root;            /* where the files of generations are kept */
	struct reload_events events;
	struct dispatch *dispatch;   /* NULL until it begins */
	struct generation *generation;    /* in use */
	struct err refused;
	enum reload_step step;
	bool is_asked;               /* for the next, once this one is over */
	bool is_stopping;
	unsigned loads;              /* that have begun */
	int64_t began_ms;            /* monotonic */
	uv_loop_t *loop;
	uv_timer_t rest;

	uv_work_t load;
	struct generation *load_generation;
	struct catalogue *loaded;
	struct buf json;             /* its text */
	char *kept;                  /* the files it was made of */
	struct err load_err;
	struct generation *fresh;    /* that gets warm */

	uv_timer_t look_timer;
	uv_work_t look;              /* for changes, in the thread pool */
	struct generation *look_generation;
	uint64_t mark, load_mark;    /* of the files when they were loaded last: changes.h */
	uint64_t looked, seen;       /* now, and the time before */
	int looks;                   /* in a row that saw something else */
	int open;                    /* handles */
};

/* ---- what is taken ---- */

static bool is_problem_of(const struct catalogue *catalogue, const struct err *problem) {
	const struct errs *known = catalogue_problems(catalogue);

	for (size_t i = 0; i < known->n; i++) {
		if (str_eq(known->v[i].msg, problem->msg) && str_eq(known->v[i].at.file, problem->at.file)) {
			return true;
		}
	}
	return false;
}

static bool check_schedules(const struct catalogue *catalogue, struct err *why) {
	struct errs errors = ERRS_INIT;
	bool ok = schedules_check(catalogue, &errors);

	if (errors.n > 0) {
		*why = errors.v[0];
	}

	for (size_t i = 0; i < errors.n; i++) {
		log_err(&errors.v[i]);
	}
	errs_fini(&errors);
	return ok;
}

/* A catalogue with a mistake that the present one has not is refused as a whole: half a change is none. */
static bool is_better(const struct reload *r, const struct catalogue *fresh, struct err *why) {
	const struct errs *problems = catalogue_problems(fresh);
	bool ok = check_schedules(fresh, why);

	for (size_t i = 0; i < problems->n; i++) {
		if (!is_problem_of(generation_catalogue(r->generation), &problems->v[i])) {
			log_err(&problems->v[i]);
			if (ok) {
				*why = problems->v[i];
			}
			ok = false;
		}
	}
	return ok;
}

/* A catalogue and the files it was made of, which somebody may be editing: what does not fit together is loaded again. */
static struct catalogue *load_whole(struct reload *r, struct buf *json, char **kept, struct err *err) {
	for (int i = 0; i < LOAD_TRIES; i++) {
		struct catalogue *catalogue = catalogue_load(r->paths, LOAD_MS, json, err);
		if (catalogue == NULL) {
			return NULL;
		}
		*kept = generation_keep(r->root, catalogue, err);
		if (*kept != NULL) {
			return catalogue;
		}
		catalogue_free(catalogue);
		usleep(LOAD_AGAIN_US);
	}
	return NULL;
}

/* ---- the first ---- */

static bool is_of_config(const struct reload *r, const struct err *problem) {
	const char *config = r->paths->config;

	return str_eq(path_base(problem->at.file), config != NULL ? path_base(config) : "sitrep.lua");
}

/* Broken plugins and reports are said and left out; with a broken config nothing is what was meant. */
static bool accept_first(const struct reload *r, const struct catalogue *catalogue, struct err *err) {
	const struct errs *problems = catalogue_problems(catalogue);
	struct err why;

	for (size_t i = 0; i < problems->n; i++) {
		if (is_of_config(r, &problems->v[i])) {
			*err = problems->v[i];
			err->code = ERR_INPUT;   /* of who wrote it, whatever the file holds */
			return false;
		}
		log_err(&problems->v[i]);
	}
	check_schedules(catalogue, &why);
	return true;
}

bool reload_first(struct reload *r, struct err *err) {
	struct buf json = BUF_INIT;
	struct catalogue *catalogue = catalogue_load(r->paths, LOAD_MS, &json, err);
	bool ok = catalogue != NULL && accept_first(r, catalogue, err);

	if (ok) {
		/* Where the spool is, the configuration says: its files are kept when it is open. */
		r->generation = generation_new(r->loop, catalogue, json.p, json.len, NULL, err);
		ok = r->generation != NULL;
	}
	if (!ok) {
		catalogue_free(catalogue);
	}
	buf_fini(&json);
	return ok;
}

/* The files of the catalogue; where they changed since it was loaded, the catalogue anew. */
bool reload_keep(struct reload *r, const char *root, struct err *err) {
	r->root = root;
	char *kept = generation_keep(root, generation_catalogue(r->generation), err);

	r->mark = changes_mark(generation_catalogue(r->generation));
	if (kept != NULL) {
		generation_take_kept(r->generation, kept);
		return true;
	}
	struct catalogue *catalogue = load_whole(r, &r->json, &kept, err);
	if (catalogue == NULL || !accept_first(r, catalogue, err)) {
		catalogue_free(catalogue);
		mem_free(kept);
		return false;
	}
	generation_unref(r->generation);
	r->generation = generation_new(r->loop, catalogue, r->json.p, r->json.len, kept, err);
	return r->generation != NULL;
}

/* ---- the next ---- */

static void begin(struct reload *r);

static void on_rested(uv_timer_t *timer) {
	struct reload *r = timer->data;

	r->step = RELOAD_IDLE;
	begin(r);
}

static void end(struct reload *r, bool is_taken, int64_t rest_ms) {
	int64_t took = clock_mono_ms() - r->began_ms;

	r->step = RELOAD_RESTING;
	uv_update_time(r->loop);
	uv_timer_start(&r->rest, on_rested, (uint64_t)(took > rest_ms ? took : rest_ms), 0);
	notify("READY=1");
	r->events.on_end(r->events.ctx, r->loads, is_taken);
}

/* Not taken: for `sitrep status`, until a better one is. */
static void refuse(struct reload *r, const struct err *why) {
	log_event(LOG_WARN, "refused", NULL, NULL, "the configuration was not reloaded: the last good one (%.12s) stays in use",
	          generation_id(r->generation));
	r->refused = *why;
	end(r, false, 0);
}

/* Nobody's mistake, as far as is known: it is tried again without being asked. */
static void give_up(struct reload *r, const struct err *why) {
	log_err(why);
	if (why->code != ERR_SYSTEM && why->code != ERR_LATE) {
		refuse(r, why);
		return;
	}
	log_event(LOG_WARN, "refused", NULL, NULL,
	          "the configuration was not reloaded: the last good one (%.12s) stays in use, and it is tried again in a while",
	          generation_id(r->generation));
	r->refused = *why;
	r->is_asked = true;
	end(r, false, AGAIN_MS);
}

static void drop_loaded(struct reload *r) {
	catalogue_free(r->loaded);
	if (r->kept != NULL) {
		generation_discard(r->loop, r->kept);
	}
	r->loaded = NULL;
	r->kept = NULL;
}

/* Is it to be used? Then it gets warm first: what cannot is not used either, and nobody waits for it. */
static void take_loaded(struct reload *r) {
	struct err err = ERR_INIT;

	if (r->loaded == NULL) {
		give_up(r, &r->load_err);
		return;
	}
	if (str_eq(catalogue_generation(r->loaded), generation_id(r->generation))) {
		log_info("the configuration has not changed");
		r->refused = (struct err)ERR_INIT;
		end(r, true, 0);
		return;
	}
	if (!is_better(r, r->loaded, &err)) {
		refuse(r, &err);
		return;
	}
	r->fresh = generation_new(r->loop, r->loaded, r->json.p, r->json.len, r->kept, &err);
	if (r->fresh == NULL) {
		give_up(r, &err);
		return;
	}
	r->loaded = NULL;
	r->kept = NULL;
	r->step = RELOAD_WARMING;
	dispatch_warm(r->dispatch, r->fresh);
}

static void look_for_changes(struct reload *r);

void reload_warmed(struct reload *r, const struct err *why) {
	struct generation *fresh = r->fresh;

	if (r->step != RELOAD_WARMING || r->is_stopping) {
		return;
	}
	r->fresh = NULL;
	if (why != NULL) {
		struct err err = *why;
		generation_unref(fresh);
		err_wrap(&err, "no slot gets warm with it");
		give_up(r, &err);
		return;
	}
	r->refused = (struct err)ERR_INIT;
	generation_unref(r->generation);
	r->generation = fresh;
	log_info("the configuration was reloaded: generation %.12s", generation_id(fresh));
	r->events.on_taken(r->events.ctx, fresh);
	look_for_changes(r);
	end(r, true, 0);
}

static void on_load(uv_work_t *work) {
	struct reload *r = work->data;

	buf_reset(&r->json);
	r->load_err = (struct err)ERR_INIT;
	r->load_mark = changes_mark(generation_catalogue(r->load_generation));    /* before: what changes meanwhile is seen */
	r->loaded = load_whole(r, &r->json, &r->kept, &r->load_err);
}

static void on_loaded(uv_work_t *work, int status) {
	struct reload *r = work->data;

	(void)status;
	r->mark = r->load_mark;
	generation_unref(r->load_generation);
	r->load_generation = NULL;
	if (!r->is_stopping) {
		take_loaded(r);
	}
	drop_loaded(r);
}

static void tell_reloading(void) {
	char state[80];

	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_ms() * 1000);
	notify(state);
}

static void begin(struct reload *r) {
	if (!r->is_asked || r->step != RELOAD_IDLE || r->dispatch == NULL || r->is_stopping) {
		return;
	}
	r->is_asked = false;
	r->step = RELOAD_LOADING;
	r->loads++;
	r->began_ms = clock_mono_ms();
	r->load_generation = generation_ref(r->generation);
	tell_reloading();
	uv_queue_work(r->loop, &r->load, on_load, on_loaded);
}

/* What changes while one is loaded may be missed by that: then it is loaded again. */
unsigned reload_ask(struct reload *r) {
	r->is_asked = true;
	begin(r);
	return r->is_asked ? r->loads + 1 : r->loads;
}

/* ---- changes ---- */

/* Twice the same mark that is not the one in use: whoever edits has come to an end. Who never does is not waited for. */
static void on_looked(uv_work_t *work, int status) {
	struct reload *r = work->data;

	(void)status;
	generation_unref(r->look_generation);
	r->look_generation = NULL;
	if (r->is_stopping || r->is_asked || r->step == RELOAD_LOADING) {
		return;
	}
	r->looks = r->looked != r->mark ? r->looks + 1 : 0;
	if (r->looks > 0 && (r->looked == r->seen || r->looks > LOOKS_MAX)) {
		r->looks = 0;
		log_info("the configuration changed: reloading it");
		reload_ask(r);
	}
	r->seen = r->looked;
}

static void on_look(uv_work_t *work) {
	struct reload *r = work->data;

	r->looked = changes_mark(generation_catalogue(r->look_generation));
}

static void on_look_due(uv_timer_t *timer) {
	struct reload *r = timer->data;

	if (r->look_generation == NULL && r->step != RELOAD_LOADING) {
		r->look_generation = generation_ref(r->generation);
		uv_queue_work(r->loop, &r->look, on_look, on_looked);
	}
}

static void look_for_changes(struct reload *r) {
	int64_t ms = catalogue_int(generation_catalogue(r->generation), "reload_ms");

	if (ms > 0) {
		uv_timer_start(&r->look_timer, on_look_due, (uint64_t)ms, (uint64_t)ms);
	} else {
		uv_timer_stop(&r->look_timer);
	}
}

/* ---- life ---- */

struct reload *reload_new(uv_loop_t *loop, const struct catalogue_paths *paths, const struct reload_events *events) {
	struct reload *r = mem_alloc(sizeof(*r));

	r->loop = loop;
	r->paths = paths;
	r->events = *events;
	r->json = (struct buf)BUF_INIT;
	r->load.data = r->look.data = r->rest.data = r->look_timer.data = r;
	uv_timer_init(loop, &r->rest);
	uv_timer_init(loop, &r->look_timer);
	r->open = 2;
	return r;
}

static void on_closed(uv_handle_t *handle) {
	struct reload *r = handle->data;

	if (--r->open == 0) {
		mem_free(r);
	}
}

void reload_free(struct reload *r) {
	if (r == NULL) {
		return;
	}
	generation_unref(r->generation);
	generation_unref(r->fresh);
	buf_fini(&r->json);
	uv_close((uv_handle_t *)&r->rest, on_closed);
	uv_close((uv_handle_t *)&r->look_timer, on_closed);
}

void reload_begin(struct reload *r, struct dispatch *dispatch) {
	r->dispatch = dispatch;
	look_for_changes(r);
	begin(r);
}

void reload_stop(struct reload *r) {
	r->is_stopping = true;
	uv_timer_stop(&r->rest);
	uv_timer_stop(&r->look_timer);
}

bool reload_is_idle(const struct reload *r) {
	return r->load_generation == NULL && r->look_generation == NULL;
}

struct generation *reload_generation(const struct reload *r) {
	return r->generation;
}

const struct err *reload_refused(const struct reload *r) {
	return &r->refused;
}
