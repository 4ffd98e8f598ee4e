/* mem: vectors and arenas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/mem.h"

static void grows_vectors(void **state) {
	(void)state;
	int *v = NULL;
	size_t n = 0, cap = 0;
	for (int i = 0; i < 1000; i++) {
		int *fresh = VEC_PUSH(v, n, cap);
		assert_int_equal(*fresh, 0);
		*fresh = i;
	}
	assert_int_equal(n, 1000);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(v[i], i);
	}
	n = 10;    /* what was popped comes back zeroed */
	assert_int_equal(*VEC_PUSH(v, n, cap), 0);
	v[10] = 10;
	v = mem_room(v, 5000, &cap, sizeof(*v));
	assert_true(cap >= 5000);
	for (int i = 0; i < 5000; i++) {
		assert_true(i > 10 || v[i] == i);
		v[i] = i;
	}
	assert_ptr_equal(mem_room(v, cap, &cap, sizeof(*v)), v);
	mem_free(v);
}

static void arena_is_zeroed_and_aligned(void **state) {
	(void)state;
	struct arena *arena = arena_new();
	for (int round = 0; round < 3; round++) {
		assert_int_equal(arena_used(arena), 0);
		for (size_t size = 0; size < 3000; size += 7) {
			unsigned char *p = arena_alloc(arena, size);
			assert_int_equal((uintptr_t)p % _Alignof(struct { void *p; double d; int64_t i; }), 0);
			for (size_t i = 0; i < size; i++) {
				assert_int_equal(p[i], 0);
			}
			memset(p, 0xAA, size);
		}
		assert_true(arena_used(arena) > 600000);
		arena_reset(arena);
	}
	arena_free(arena);
	arena_free(NULL);
}

static void arena_serves_big_and_small(void **state) {
	(void)state;
	struct arena *arena = arena_new();
	char *small = arena_strdup(arena, "small");
	char *big = arena_alloc(arena, 20 * 1024 * 1024);
	memset(big, 1, 20 * 1024 * 1024);
	char *after = arena_printf(arena, "%s-%d", "after", 7);
	assert_string_equal(small, "small");
	assert_string_equal(after, "after-7");
	assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
	assert_null(arena_strdup(arena, NULL));
	assert_memory_equal(arena_copy(arena, "a\0b", 3), "a\0b", 3);
	arena_free(arena);
}

static void arena_grows_vectors(void **state) {
	(void)state;
	struct arena *arena = arena_new();
	size_t *v = NULL, n = 0, cap = 0;
	for (size_t i = 0; i < 5000; i++) {
		*ARENA_PUSH(arena, v, n, cap) = i;
	}
	for (size_t i = 0; i < 5000; i++) {
		assert_int_equal(v[i], i);
	}
	arena_free(arena);
}

/* The sanitizer's allocator has no holes to take. */
#if !defined(__SANITIZE_ADDRESS__)
static void settled_heap_has_no_holes(void **state) {
	(void)state;
	char *chunks[2000], *highest = NULL;
	for (size_t i = 0; i < 2000; i++) {
		chunks[i] = mem_alloc(16 + i % 50 * 40);
		highest = chunks[i] > highest ? chunks[i] : highest;
	}
	for (size_t i = 0; i < 2000; i += 2) {
		mem_free(chunks[i]);
	}
	mem_settle();
	for (size_t i = 0; i < 2000; i += 2) {
		chunks[i] = mem_alloc(16 + i % 50 * 40);
		assert_true(chunks[i] > highest);
	}
	for (size_t i = 0; i < 2000; i++) {
		mem_free(chunks[i]);
	}
}
#endif

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_vectors),
		cmocka_unit_test(arena_is_zeroed_and_aligned),
		cmocka_unit_test(arena_serves_big_and_small),
		cmocka_unit_test(arena_grows_vectors),
#if !defined(__SANITIZE_ADDRESS__)
		cmocka_unit_test(settled_heap_has_no_holes),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
