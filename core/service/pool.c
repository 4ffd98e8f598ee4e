/* pool: see pool.h. Whatever happens, arrange() looks at what is there and at what is wanted, and does the next step between the two. */
#include "service/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "service/generation.h"
#include "service/slots.h"

#define RESTART_FIRST_MS 250      /* a slot that went down by itself; doubled each time */
#define RESTART_MAX_MS   30000

struct berth {
	struct pool *pool;
	void *user;
	int number;
	struct slot *slot;
	struct generation *wanted;   /* NULL: none */
	uv_timer_t timer;            /* until it is started again */
	int64_t restart_ms;
};

/* How far the generation is that comes next. */
enum coming_step {
	COMING_NONE,
	COMING_WAITING,              /* for what is in the spare to end */
	COMING_WARMING,
	COMING_WARM,                 /* idle in the spare, and told */
};

struct pool {
	uv_loop_t *loop;
	struct pool_events events;
	struct slot_events slot_events;
	struct berth **berths;
	size_t n, cap;
	struct slot *spare;
	struct generation *coming;   /* NULL: COMING_NONE */
	enum coming_step step;
};

static void on_restart(uv_timer_t *timer);

static void restart_later(struct berth *berth) {
	berth->restart_ms = berth->restart_ms == 0 ? RESTART_FIRST_MS : berth->restart_ms * 2;
	if (berth->restart_ms > RESTART_MAX_MS) {
		berth->restart_ms = RESTART_MAX_MS;
	}
	uv_update_time(berth->pool->loop);
	uv_timer_start(&berth->timer, on_restart, (uint64_t)berth->restart_ms, 0);
}

/* ---- the spare ---- */

static void set_coming(struct pool *pool, struct generation *generation) {
	generation_unref(pool->coming);
	pool->coming = generation != NULL ? generation_ref(generation) : NULL;
	pool->step = generation != NULL ? COMING_WAITING : COMING_NONE;
}

static void give_up(struct pool *pool, const struct err *why) {
	set_coming(pool, NULL);
	pool->events.on_warm(pool->events.ctx, why);
}

static void arrange_spare(struct pool *pool) {
	struct err err = ERR_INIT;

	if (slot_state(pool->spare) != SLOT_DOWN) {
		if (slot_generation(pool->spare) != pool->coming) {
			slot_stop(pool->spare);
		}
	} else if (pool->coming != NULL) {
		slot_set_number(pool->spare, (int)pool->n + 1);
		pool->step = COMING_WARMING;
		if (!slot_start(pool->spare, pool->coming, &err)) {
			give_up(pool, &err);
		}
	}
}

static void spare_idle(struct pool *pool) {
	if (pool->step == COMING_WARMING) {
		pool->step = COMING_WARM;
		pool->events.on_warm(pool->events.ctx, NULL);
	}
}

/* What was replaced is gone; or what was to come does not; or what is warm died before it was needed: its berths start it themselves. */
static void spare_down(struct pool *pool, const struct err *why) {
	if (pool->step == COMING_WARMING) {
		give_up(pool, why);
		return;
	}
	if (pool->step == COMING_WARM) {
		log_err(why);
		set_coming(pool, NULL);
	}
	arrange_spare(pool);
}

static void take_spare(struct berth *berth) {
	struct pool *pool = berth->pool;
	struct slot *slot = berth->slot;

	berth->slot = pool->spare;
	pool->spare = slot;
	slot_set_number(berth->slot, berth->number);
	uv_timer_stop(&berth->timer);
	berth->restart_ms = 0;
	set_coming(pool, NULL);
	arrange_spare(pool);
}

/* ---- berths ---- */

static void arrange(struct berth *berth) {
	struct pool *pool = berth->pool;
	enum slot_state state = slot_state(berth->slot);
	struct err err = ERR_INIT;

	if (state == SLOT_BUSY || state == SLOT_ENDING || (state != SLOT_DOWN && slot_generation(berth->slot) == berth->wanted)) {
		return;
	}
	if (berth->wanted != NULL && berth->wanted == pool->coming && pool->step == COMING_WARM) {
		take_spare(berth);
	} else if (state != SLOT_DOWN) {
		slot_stop(berth->slot);    /* and is started with the right one when it is down */
	} else if (berth->wanted == NULL) {
		uv_timer_stop(&berth->timer);
	} else if (!uv_is_active((uv_handle_t *)&berth->timer) && !slot_start(berth->slot, berth->wanted, &err)) {
		pool->events.on_trouble(pool->events.ctx, &err);
		restart_later(berth);
	}
}

static void on_restart(uv_timer_t *timer) {
	arrange(timer->data);
}

void berth_want(struct berth *berth, struct generation *generation) {
	struct generation *before = berth->wanted;

	berth->wanted = generation != NULL ? generation_ref(generation) : NULL;
	generation_unref(before);
	arrange(berth);
}

bool berth_is_ready(const struct berth *berth) {
	return slot_state(berth->slot) == SLOT_IDLE && berth->wanted != NULL && slot_generation(berth->slot) == berth->wanted;
}

struct slot *berth_slot(const struct berth *berth) {
	return berth->slot;
}

/* ---- what slots tell ---- */

static struct berth *berth_of(const struct pool *pool, const struct slot *slot) {
	for (size_t i = 0; i < pool->n; i++) {
		if (pool->berths[i]->slot == slot) {
			return pool->berths[i];
		}
	}
	abort();    /* every slot but the spare has its berth */
}

static void on_idle(void *ctx, struct slot *slot) {
	struct pool *pool = ctx;

	if (slot == pool->spare) {
		spare_idle(pool);
		return;
	}
	struct berth *berth = berth_of(pool, slot);
	berth->restart_ms = 0;
	arrange(berth);
	pool->events.on_idle(berth->user);
}

static void on_down(void *ctx, struct slot *slot, const struct err *why) {
	struct pool *pool = ctx;

	if (slot == pool->spare) {
		spare_down(pool, why);
		return;
	}
	struct berth *berth = berth_of(pool, slot);
	if (why->code != ERR_NONE) {
		log_err(why);
		restart_later(berth);
	}
	arrange(berth);
	pool->events.on_down(berth->user, why);
}

static void on_phase(void *ctx, struct slot *slot, const char *phase, const char *section, int index, int count) {
	struct pool *pool = ctx;

	pool->events.on_phase(berth_of(pool, slot)->user, phase, section, index, count);
}

static void on_page(void *ctx, struct slot *slot, int page) {
	struct pool *pool = ctx;

	pool->events.on_page(berth_of(pool, slot)->user, page);
}

static void on_end(void *ctx, struct slot *slot, struct slot_end *end) {
	struct pool *pool = ctx;

	pool->events.on_end(berth_of(pool, slot)->user, end);
}

/* ---- life ---- */

struct pool *pool_new(uv_loop_t *loop, const struct pool_events *events) {
	struct pool *pool = mem_alloc(sizeof(*pool));

	pool->loop = loop;
	pool->events = *events;
	pool->slot_events = (struct slot_events){
		.on_idle = on_idle, .on_down = on_down, .on_phase = on_phase, .on_page = on_page, .on_end = on_end, .ctx = pool,
	};
	pool->spare = slot_new(loop, 0, &pool->slot_events);
	return pool;
}

void pool_free(struct pool *pool) {
	if (pool == NULL) {
		return;
	}
	generation_unref(pool->coming);
	slot_free(pool->spare);
	mem_free(pool->berths);
	mem_free(pool);
}

struct berth *pool_add(struct pool *pool, int number, void *user) {
	struct berth *berth = mem_alloc(sizeof(*berth));

	berth->pool = pool;
	berth->user = user;
	berth->number = number;
	berth->slot = slot_new(pool->loop, number, &pool->slot_events);
	uv_timer_init(pool->loop, &berth->timer);
	berth->timer.data = berth;
	*VEC_PUSH(pool->berths, pool->n, pool->cap) = berth;
	return berth;
}

static void on_timer_closed(uv_handle_t *handle) {
	mem_free(handle->data);
}

void berth_free(struct berth *berth) {
	if (berth == NULL) {
		return;
	}
	struct pool *pool = berth->pool;
	for (size_t i = 0; i < pool->n; i++) {
		if (pool->berths[i] == berth) {
			memmove(&pool->berths[i], &pool->berths[i + 1], (pool->n - i - 1) * sizeof(*pool->berths));
			pool->n--;
			break;
		}
	}
	generation_unref(berth->wanted);
	slot_free(berth->slot);
	uv_close((uv_handle_t *)&berth->timer, on_timer_closed);
}

void pool_warm(struct pool *pool, struct generation *generation) {
	set_coming(pool, generation);
	arrange_spare(pool);
}

void pool_stop(struct pool *pool) {
	set_coming(pool, NULL);
	arrange_spare(pool);
}

bool pool_is_down(const struct pool *pool) {
	for (size_t i = 0; i < pool->n; i++) {
		if (slot_state(pool->berths[i]->slot) != SLOT_DOWN) {
			return false;
		}
	}
	return slot_state(pool->spare) == SLOT_DOWN;
}
