/*
 * pool: whatever is wanted next gets warm beside what serves, and nobody waits for it. This program is its own worker: started with
 * "worker" it plays a slot without jobs, and the catalogue's place tells how.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../slot.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "service/generation.h"
#include "service/pool.h"
#include "service/slots.h"

#define SLOW_MS 400

/* ---- the worker's part ---- */

static int be_slot(void) {
	struct buf in = BUF_INIT;
	struct wire_frame frame;
	char how[32];

	if (!slot_begins(how, sizeof(how))) {
		return 1;
	}
	if (str_eq(how, "slow")) {
		usleep(SLOW_MS * 1000);
	}
	slot_says(3, WIRE_READY, "{}");
	if (str_eq(how, "deaf")) {
		pause();
	}
	wire_recv(3, &in, &frame, NULL);    /* until the service closes its end */
	return 0;
}

/* ---- the service's side ---- */

struct bench {
	uv_loop_t loop;
	struct pool *pool;
	struct berth *berths[2];
	uv_timer_t tick;             /* so that the loop never sleeps for long */
	int warm;                    /* how often it was told */
	struct err why;              /* of the last time */
	int downs, troubles;
};

static void on_idle(void *user) {
	(void)user;
}

static void on_down(void *user, const struct err *why) {
	struct bench *b = user;

	b->downs += why->code != ERR_NONE;
}

static void on_warm(void *ctx, const struct err *why) {
	struct bench *b = ctx;

	b->warm++;
	b->why = why != NULL ? *why : (struct err)ERR_INIT;
}

static void on_trouble(void *ctx, const struct err *err) {
	struct bench *b = ctx;

	(void)err;
	b->troubles++;
}

static void on_tick(uv_timer_t *tick) {
	(void)tick;
}

static struct generation *make(const char *how) {
	struct err err = ERR_INIT;
	struct generation *generation = generation_new(NULL, NULL, how, strlen(how), NULL, &err);

	assert_non_null(generation);
	return generation;
}

static bool both_ready(struct bench *b) {
	return berth_is_ready(b->berths[0]) && berth_is_ready(b->berths[1]);
}

static bool is_told(struct bench *b) {
	return b->warm > 0;
}

static bool is_down(struct bench *b) {
	return pool_is_down(b->pool);
}

static bool has_lost_one(struct bench *b) {
	return b->downs > 0;
}

static void wait_until(struct bench *b, bool (*is_so)(struct bench *b)) {
	int64_t end = clock_mono_ms() + 30000;

	while (!is_so(b)) {
		assert_true(clock_mono_ms() < end);
		uv_run(&b->loop, UV_RUN_ONCE);
	}
}

/* Two berths that are warm with generation. */
static void open_bench(struct bench *b, struct generation *generation) {
	const struct pool_events events = { .on_idle = on_idle, .on_down = on_down, .on_warm = on_warm, .on_trouble = on_trouble, .ctx = b };

	uv_loop_init(&b->loop);
	uv_timer_init(&b->loop, &b->tick);
	uv_timer_start(&b->tick, on_tick, 0, 5);
	b->pool = pool_new(&b->loop, &events);
	for (int i = 0; i < 2; i++) {
		b->berths[i] = pool_add(b->pool, i + 1, b);
		berth_want(b->berths[i], generation);
	}
	wait_until(b, both_ready);
}

static void close_bench(struct bench *b) {
	for (int i = 0; i < 2; i++) {
		berth_want(b->berths[i], NULL);
	}
	pool_stop(b->pool);
	wait_until(b, is_down);
	for (int i = 0; i < 2; i++) {
		berth_free(b->berths[i]);
	}
	pool_free(b->pool);
	uv_close((uv_handle_t *)&b->tick, NULL);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&b->loop), 0);    /* no handle is left */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);    /* no child is left */
	assert_int_equal(b->troubles, 0);
}

static void the_next_gets_warm_beside_what_serves(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *first = make("well"), *next = make("slow");
	open_bench(&b, first);
	int64_t begin = clock_mono_ms();
	pool_warm(b.pool, next);
	while (b.warm == 0) {
		assert_true(both_ready(&b));    /* all the time */
		assert_true(clock_mono_ms() - begin < 30000);
		uv_run(&b.loop, UV_RUN_ONCE);
	}
	assert_true(clock_mono_ms() - begin >= SLOW_MS);
	assert_int_equal(b.why.code, ERR_NONE);
	assert_true(both_ready(&b));
	/* From one instant to the next: the one berth has it, the other gets it. */
	for (int i = 0; i < 2; i++) {
		berth_want(b.berths[i], next);
	}
	assert_true(berth_is_ready(b.berths[0]));
	assert_ptr_equal(slot_generation(berth_slot(b.berths[0])), next);
	assert_false(berth_is_ready(b.berths[1]));
	wait_until(&b, both_ready);
	assert_int_equal(b.warm, 1);
	assert_int_equal(b.downs, 0);
	generation_unref(first);
	generation_unref(next);
	close_bench(&b);
}

static void what_gets_no_slot_warm_is_told_and_changes_nothing(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *first = make("well"), *next = make("cold");
	open_bench(&b, first);
	pool_warm(b.pool, next);
	wait_until(&b, is_told);
	assert_int_equal(b.why.code, ERR_INPUT);
	assert_non_null(strstr(b.why.msg, "no fonts"));
	assert_true(both_ready(&b));
	assert_int_equal(b.downs, 0);
	/* And another can come. */
	b.warm = 0;
	pool_warm(b.pool, first);
	wait_until(&b, is_told);
	assert_int_equal(b.why.code, ERR_NONE);
	generation_unref(first);
	generation_unref(next);
	close_bench(&b);
}

static void only_the_last_that_was_asked_for_is_told(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *first = make("well"), *slow = make("slow"), *last = make("well");
	open_bench(&b, first);
	pool_warm(b.pool, slow);
	pool_warm(b.pool, last);
	wait_until(&b, is_told);
	berth_want(b.berths[0], last);
	assert_true(berth_is_ready(b.berths[0]));
	for (int64_t begin = clock_mono_ms(); clock_mono_ms() - begin < SLOW_MS;) {
		uv_run(&b.loop, UV_RUN_ONCE);
	}
	assert_int_equal(b.warm, 1);
	generation_unref(first);
	generation_unref(slow);
	generation_unref(last);
	close_bench(&b);
}

static void what_is_outdated_is_replaced_without_a_spare(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *first = make("well"), *next = make("well");
	open_bench(&b, first);
	berth_want(b.berths[0], next);
	assert_true(berth_is_ready(b.berths[1]));
	berth_want(b.berths[1], next);
	wait_until(&b, both_ready);
	assert_ptr_equal(slot_generation(berth_slot(b.berths[0])), next);
	assert_ptr_equal(slot_generation(berth_slot(b.berths[1])), next);
	generation_unref(first);
	generation_unref(next);
	close_bench(&b);
}

/* The child of this process that no berth has; 0: none. */
static pid_t find_spare(const struct bench *b) {
	FILE *f = fopen("/proc/thread-self/children", "r");
	pid_t spare = 0;

	assert_non_null(f);
	for (int pid; fscanf(f, "%d", &pid) == 1;) {
		if (pid != slot_pid(berth_slot(b->berths[0])) && pid != slot_pid(berth_slot(b->berths[1]))) {
			spare = pid;
		}
	}
	fclose(f);
	return spare;
}

static bool has_no_spare(struct bench *b) {
	return find_spare(b) == 0;
}

static void a_spare_that_dies_unused_is_started_where_it_is_wanted(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *first = make("well"), *next = make("well");
	open_bench(&b, first);
	pool_warm(b.pool, next);
	wait_until(&b, is_told);
	assert_int_not_equal(find_spare(&b), 0);
	kill(find_spare(&b), SIGKILL);
	wait_until(&b, has_no_spare);
	assert_true(both_ready(&b));
	berth_want(b.berths[0], next);
	assert_false(berth_is_ready(b.berths[0]));
	wait_until(&b, both_ready);
	assert_ptr_equal(slot_generation(berth_slot(b.berths[0])), next);
	assert_int_equal(b.warm, 1);
	generation_unref(first);
	generation_unref(next);
	close_bench(&b);
}

static void one_that_dies_is_started_again(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *first = make("well");
	open_bench(&b, first);
	kill((pid_t)slot_pid(berth_slot(b.berths[1])), SIGKILL);
	wait_until(&b, has_lost_one);
	wait_until(&b, both_ready);
	assert_int_equal(b.downs, 1);
	generation_unref(first);
	close_bench(&b);
}

/* One that is told to go and does not is not waited for. */
static void who_does_not_go_is_killed(void **state) {
	(void)state;
	struct bench b = { 0 };
	struct generation *deaf = make("deaf");
	open_bench(&b, deaf);
	generation_unref(deaf);
	close_bench(&b);
}

int main(int argc, char **argv) {
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && str_eq(argv[1], "worker")) {
		return be_slot();
	}
	log_init("test", LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_gets_warm_beside_what_serves),
		cmocka_unit_test(what_gets_no_slot_warm_is_told_and_changes_nothing),
		cmocka_unit_test(only_the_last_that_was_asked_for_is_told),
		cmocka_unit_test(what_is_outdated_is_replaced_without_a_spare),
		cmocka_unit_test(a_spare_that_dies_unused_is_started_where_it_is_wanted),
		cmocka_unit_test(one_that_dies_is_started_again),
		cmocka_unit_test(who_does_not_go_is_killed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
