/* map: order, replacement, many keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/map.h"

static void keeps_order(void **state) {
	(void)state;
	struct map *map = map_new();
	int values[] = { 0, 1, 2 };
	assert_null(map_lookup(map, "b"));
	map_put(map, "b", &values[0]);
	map_put(map, "a", &values[1]);
	map_put(map, "b", &values[2]);
	assert_int_equal(map_count(map), 2);
	assert_string_equal(map_key(map, 0), "b");
	assert_ptr_equal(map_value(map, 0), &values[2]);
	assert_string_equal(map_key(map, 1), "a");
	assert_ptr_equal(map_lookup(map, "a"), &values[1]);
	assert_null(map_lookup(map, ""));
	map_free(map);
	map_free(NULL);
}

static void holds_many(void **state) {
	(void)state;
	enum { N = 5000 };
	static int values[N];
	struct map *map = map_new();
	char key[16];
	for (int i = 0; i < N; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		map_put(map, key, &values[i]);    /* copied: key is used again */
	}
	assert_int_equal(map_count(map), N);
	for (int i = 0; i < N; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		assert_ptr_equal(map_lookup(map, key), &values[i]);
		assert_string_equal(map_key(map, (size_t)i), key);
	}
	assert_null(map_lookup(map, "key5000"));
	map_free(map);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_order),
		cmocka_unit_test(holds_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
