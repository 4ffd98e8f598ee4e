/*
 * pool: slots that are kept warm. Each berth has one, of the generation that is wanted there: what is down is started, what is idle
 * and of another is replaced. The generation that comes next gets warm in a spare slot beside those that serve, and takes the first berth that wants it.
 */
#ifndef SERVICE_POOL_H
#define SERVICE_POOL_H

#include <stdbool.h>
#include <uv.h>

struct err;
struct generation;
struct berth;
struct pool;
struct slot;
struct slot_end;

/* user is the berth's; all are called on the loop, and berth_slot is what they are about. */
struct pool_events {
	void (*on_idle)(void *user);
	/* why: NONE when it was told to end; else it is started again, a while later. */
	void (*on_down)(void *user, const struct err *why);
	void (*on_phase)(void *user, const char *phase, const char *section, int index, int count);
	void (*on_page)(void *user, int page);
	void (*on_end)(void *user, struct slot_end *end);
	/* What pool_warm asked for: why is NULL once a slot of it is idle. ctx is the pool's. */
	void (*on_warm)(void *ctx, const struct err *why);
	/* The machine refused to start one; it is tried again, a while later. */
	void (*on_trouble)(void *ctx, const struct err *err);
	void *ctx;
};

struct pool *pool_new(uv_loop_t *loop, const struct pool_events *events);
void pool_free(struct pool *pool);       /* without berths, and down; NULL is fine */

/* A berth whose slot is down; the caller owns it. */
struct berth *pool_add(struct pool *pool, int number, void *user);
void berth_free(struct berth *berth);    /* once its slot is down; NULL is fine */

/* From now on its slot is to be of that generation (NULL: there is to be none). One that does a job does it to its end. Calls nobody back. */
void berth_want(struct berth *berth, struct generation *generation);

/* Its slot is idle, and of the generation that is wanted. */
bool berth_is_ready(const struct berth *berth);

/* The slot that is there now: another may be after berth_want. */
struct slot *berth_slot(const struct berth *berth);

/* Get generation warm in the spare slot, instead of what was getting warm there. on_warm may be called before this returns. */
void pool_warm(struct pool *pool, struct generation *generation);

/* No spare any more. */
void pool_stop(struct pool *pool);

/* No process is left. */
bool pool_is_down(const struct pool *pool);

#endif
