/*
 * schedule: fires the schedules of the catalogue. A run's identity is (schedule, nominal instant): the ledger creates
 * it at most once, ever, through crashes and clock steps. See README.md, "Schedules".
 */
#ifndef SERVICE_SCHEDULE_H
#define SERVICE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "ledger/job.h"

struct catalogue;
struct err;
struct errs;
struct generation;
struct json_out;
struct schedules;
struct writer;

struct schedules_events {
	void (*on_created)(void *ctx, const char *schedule, const char *job);
	void (*on_trouble)(void *ctx, const struct err *err);
	void *ctx;
};

/* NULL with *err where there is no descriptor for a timer. */
struct schedules *schedules_new(uv_loop_t *loop, struct writer *writer, const struct schedules_events *events, struct err *err);
void schedules_configure(struct schedules *schedules, struct generation *generation);
void schedules_kick(struct schedules *schedules);     /* look at the clock now */

/* A job came to its end: it may be the last run of a schedule. */
void schedules_job_ended(struct schedules *schedules, const char *job, enum job_state state);
void schedules_stop(struct schedules *schedules);
void schedules_free(struct schedules *schedules);     /* when the writer has nothing of it; NULL is fine */

/* All mistakes of the catalogue's schedules: expressions, zones, policies, requests that are none. False when there is one. */
bool schedules_check(const struct catalogue *catalogue, struct errs *errors);

/* An array: name, cron, timezone, next, last, last_job, last_state, late_ms, missed, paused. */
void schedules_list(const struct schedules *schedules, struct json_out *out);

struct schedules_answer {
	const char *job;             /* of the (last) run that was made; NULL: none */
	size_t made, there;          /* runs, and such as had been made before */
};

/* done is called once, with err NULL on success; answer is NULL where there is nothing to say. */
typedef void (*schedules_done_fn)(void *ctx, const struct schedules_answer *answer, const struct err *err);
void schedules_run(struct schedules *schedules, const char *name, schedules_done_fn done, void *ctx);

/* Make the runs that were due from `from` to `to` (seconds, both included) and are not there: a run is made once, ever. */
void schedules_backfill(struct schedules *schedules, const char *name, int64_t from, int64_t to, schedules_done_fn done, void *ctx);

void schedules_pause(struct schedules *schedules, const char *name, bool is_paused, schedules_done_fn done, void *ctx);

#endif
