/*
 * dispatch: which job runs where, and what follows from how it ended. A seat belongs to each slot; a job sits in it from its
 * claim in the ledger until its end is recorded.
 */
#ifndef SERVICE_DISPATCH_H
#define SERVICE_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct dispatch;
struct err;
struct generation;
struct publisher;
struct writer;

/* What a job is at, for those who watch it; texts are valid during the call. */
struct dispatch_progress {
	const char *job, *name;
	const char *phase, *section;     /* section: "" for none */
	int index, count;                /* of the sections */
	int page;
};

struct dispatch_events {
	void (*on_progress)(void *ctx, const struct dispatch_progress *progress);
	/* An attempt ended and the job waits for another; text says why. */
	void (*on_retry)(void *ctx, const char *job, const char *name, const char *text);
	/* The same, and it waits for a plugin that is paused, of which the log knows. */
	void (*on_wait)(void *ctx, const char *job, const char *text);
	void (*on_cancelled)(void *ctx, const char *job);
	/* Its edition is not issued, since nothing changed; text says so. */
	void (*on_skipped)(void *ctx, const char *job, const char *name, const char *text);
	void (*on_warm)(void *ctx, const struct err *why);    /* what dispatch_warm asked for; NULL: it is */
	void (*on_trouble)(void *ctx, const struct err *err);
	void *ctx;
};

/* instance is kept by pointer. */
struct dispatch *dispatch_new(uv_loop_t *loop, struct writer *writer, struct publisher *publisher, const char *instance,
                              const struct dispatch_events *events);
void dispatch_free(struct dispatch *dispatch);     /* when it is idle; NULL is fine */

/*
 * Jobs that begin from now on use generation, in as many slots as its config says. Slots of another are replaced as
 * they become idle; a job that began with an older one keeps it, also for its next attempts.
 */
void dispatch_configure(struct dispatch *dispatch, struct generation *generation);

/*
 * Get a slot of generation warm, beside those that serve: on_warm says when it is, or why none gets warm (perhaps before this
 * returns). dispatch_configure then has it at once.
 */
void dispatch_warm(struct dispatch *dispatch, struct generation *generation);

/* There may be jobs that wait. */
void dispatch_kick(struct dispatch *dispatch);

/* Begin nothing for ms: the machine is in trouble. */
void dispatch_pause(struct dispatch *dispatch, int64_t ms);

/* End the job if it runs; false when it does not. */
bool dispatch_cancel(struct dispatch *dispatch, const char *job);

/* Begin nothing any more, and end the slots as they become idle. */
void dispatch_stop(struct dispatch *dispatch);
/* Running jobs go back to the queue. */
void dispatch_abort(struct dispatch *dispatch);
/* Stopped, and no process is left. */
bool dispatch_is_idle(const struct dispatch *dispatch);

/* What each slot does, for `sitrep status`. */
struct dispatch_slot {
	int number;
	int64_t pid, job_pid;
	const char *state;               /* "down", "starting", "idle", "busy", "ending" */
	const char *job, *name, *phase, *section;    /* NULL where there is no job */
	int page;
	int64_t started_ms;
};
/* The next plugin from *at on (0 at first) that is paused, and for how long still; NULL: none. */
const char *dispatch_paused(const struct dispatch *dispatch, size_t *at, int64_t *left_ms);
size_t dispatch_slot_count(const struct dispatch *dispatch);
void dispatch_slot(const struct dispatch *dispatch, size_t i, struct dispatch_slot *slot);

#endif
