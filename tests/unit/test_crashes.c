/* crashes: the eleventh within a minute pauses a plugin for a minute, and no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "service/crashes.h"

static void the_eleventh_within_a_minute_pauses(void **state) {
	(void)state;
	struct crashes *crashes = crashes_new();
	for (int i = 0; i < CRASHES_MAX; i++) {
		assert_false(crashes_add(crashes, "a", 1000 + i * 100));
	}
	assert_int_equal(crashes_pause(crashes, "a", 2000), 0);
	assert_true(crashes_add(crashes, "a", 2000));
	assert_int_equal(crashes_pause(crashes, "a", 2000), 2000 + CRASHES_MS);
	assert_int_equal(crashes_pause(crashes, "b", 2000), 0);
	assert_false(crashes_add(crashes, "a", 2001));    /* one that was under way: no news */
	assert_int_equal(crashes_pause(crashes, "a", 2001 + CRASHES_MS), 0);
	assert_string_equal(crashes_plugin(crashes, 0), "a");
	assert_null(crashes_plugin(crashes, 1));
	crashes_reset(crashes);
	assert_int_equal(crashes_pause(crashes, "a", 2001), 0);
	crashes_free(crashes);
}

static void after_a_pause_one_tries(void **state) {
	(void)state;
	struct crashes *crashes = crashes_new();
	int64_t now = 1000;
	for (int i = 0; i <= CRASHES_MAX; i++) {
		crashes_add(crashes, "a", now);
	}
	assert_false(crashes_end(crashes, "a"));          /* of one that had begun before says nothing */
	assert_int_not_equal(crashes_pause(crashes, "a", now + 1), 0);
	now += CRASHES_MS;
	assert_int_equal(crashes_pause(crashes, "a", now), 0);
	crashes_begin(crashes, "a", now);
	crashes_begin(crashes, "a", now);                 /* its second section */
	assert_int_equal(crashes_pause(crashes, "a", now + 1), now + CRASHES_MS);    /* for all others */
	crashes_wait(crashes, "a");
	crashes_wait(crashes, "a");
	assert_false(crashes_add(crashes, "a", now + 500));
	assert_false(crashes_end(crashes, "a"));
	assert_int_equal(crashes_pause(crashes, "a", now + 501), now + 500 + CRASHES_MS);
	now += 500 + CRASHES_MS;
	crashes_begin(crashes, "a", now);
	crashes_wait(crashes, "a");                       /* again, of the two */
	assert_int_equal(crashes_waited(crashes, "a"), 2);
	assert_int_equal(crashes_waited(crashes, "b"), 0);
	assert_true(crashes_end(crashes, "a"));
	assert_int_equal(crashes_pause(crashes, "a", now), 0);
	assert_int_equal(crashes_waited(crashes, "a"), 0);
	assert_false(crashes_end(crashes, "a"));
	/* And then it has as many again. */
	for (int i = 0; i < CRASHES_MAX; i++) {
		assert_false(crashes_add(crashes, "a", now));
	}
	assert_true(crashes_add(crashes, "a", now));
	/* A try of which nothing was heard: the next, a minute later. */
	now += CRASHES_MS;
	crashes_begin(crashes, "a", now);
	assert_int_equal(crashes_pause(crashes, "a", now + CRASHES_MS), 0);
	crashes_free(crashes);
}

static void a_slow_drip_does_not(void **state) {
	(void)state;
	struct crashes *crashes = crashes_new();
	for (int i = 0; i < 100; i++) {
		assert_false(crashes_add(crashes, "a", (int64_t)i * (CRASHES_MS / CRASHES_MAX + 1)));
	}
	crashes_free(crashes);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_eleventh_within_a_minute_pauses),
		cmocka_unit_test(after_a_pause_one_tries),
		cmocka_unit_test(a_slow_drip_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
