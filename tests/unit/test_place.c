/* Labels and classes: small cases whose answer is plain, and that no two labels ever touch. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "layout/classes.h"
#include "layout/place.h"
#include "layout/scan.h"

static uint32_t seed;

static double dice(double low, double high) {
	seed = seed * 1664525u + 1013904223u;
	return low + (high - low) * (seed >> 8) / (double)(1u << 24);
}

static bool overlap(struct clip_box a, struct clip_box b) {
	return a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0;
}

static void labels_never_touch(void **state) {
	enum { N = 60, SPOTS = 8 };
	const struct clip_box frame = { 0, 0, 200, 150 };
	size_t placed = 0;

	(void)state;
	for (seed = 1; seed <= 50; seed++) {
		static struct place_spot spots[N][SPOTS];
		struct place_label labels[N];
		struct clip_box obstacles[N];
		uint32_t keep = seed;
		for (size_t i = 0; i < N; i++) {
			double x = dice(0, 200), y = dice(0, 150), w = dice(10, 40);
			obstacles[i] = (struct clip_box){ x - 1, y - 1, x + 1, y + 1 };
			for (size_t s = 0; s < SPOTS; s++) {
				double left = s % 2 == 0 ? x + 2 : x - 2 - w, top = y - 4 + ((double)(s / 2) - 1.5) * 6;
				spots[i][s] = (struct place_spot){ { left, top, left + w, top + 8 }, (double)s };
			}
			labels[i] = (struct place_label){ .spots = spots[i], .spot_count = SPOTS };
		}
		seed = keep;
		place_labels(labels, N, obstacles, N, &frame);
		for (size_t i = 0; i < N; i++) {
			if (labels[i].chosen < 0) {
				continue;
			}
			struct clip_box box = spots[i][labels[i].chosen].box;
			placed++;
			assert_true(clip_within(&box, &frame));
			for (size_t k = 0; k < N; k++) {
				assert_false(overlap(box, obstacles[k]));
				assert_false(k < i && labels[k].chosen >= 0 && overlap(box, spots[k][labels[k].chosen].box));
			}
		}
	}
	assert_true(placed > 50 * N / 2);
}

/* The first label's best spot is the second's only one: it makes room. */
static void labels_make_room(void **state) {
	const struct clip_box frame = { 0, 0, 100, 100 };
	struct place_spot first[] = { { { 0, 0, 10, 10 }, 0 }, { { 50, 0, 60, 10 }, 5 } }, second[] = { { { 5, 5, 15, 15 }, 0 } };
	struct place_label labels[] = { { first, 2, 0 }, { second, 1, 0 } };

	(void)state;
	place_labels(labels, 2, NULL, 0, &frame);
	assert_int_equal(labels[0].chosen, 1);
	assert_int_equal(labels[1].chosen, 0);
}

static void labels_go_without(void **state) {
	const struct clip_box frame = { 0, 0, 100, 100 }, obstacle = { 0, 0, 100, 100 };
	struct place_spot spot[] = { { { 5, 5, 15, 15 }, 0 } }, outside[] = { { { 95, 5, 105, 15 }, 0 } };
	struct place_label labels[] = { { outside, 1, 0 }, { spot, 1, 0 } };

	(void)state;
	place_labels(labels, 2, NULL, 0, &frame);
	assert_int_equal(labels[0].chosen, -1);
	assert_int_equal(labels[1].chosen, 0);
	place_labels(labels, 2, &obstacle, 1, &frame);
	assert_int_equal(labels[1].chosen, -1);
}

static void classes_by_table(void **state) {
	static const struct { size_t n; double values[12]; size_t count; double breaks[5]; } cases[] = {
		{ 0, { 0 }, 0, { 0 } },
		{ 1, { 7 }, 0, { 0 } },
		{ 3, { 7, 7, 7 }, 0, { 0 } },
		{ 2, { 1, 2 }, 1, { 1.2 } },
		{ 6, { 1.1, 1.4, 1.9, 2.1, 3.2, 4.1 }, 3, { 2, 3, 4 } },
		{ 5, { -10, -5, 0, 5, 10 }, 4, { -5, 0, 5, 10 } },
		/* one giant: equal steps would put all others into one class */
		{ 10, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000 }, 4, { 3, 5, 7, 9 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		double breaks[CLASSES_MAX];
		size_t n = classes_make(cases[i].values, cases[i].n, 5, breaks);
		if (n != cases[i].count) {
			fail_msg("case %zu: %zu breaks, first %g %g %g", i, n, breaks[0], breaks[1], breaks[2]);
		}
		for (size_t k = 0; k < n; k++) {
			if (fabs(breaks[k] - cases[i].breaks[k]) > 1e-9) {
				fail_msg("case %zu, break %zu: %g", i, k, breaks[k]);
			}
		}
	}
}

/* Whatever the values: breaks rise, and each class has a value. */
static void classes_are_never_empty(void **state) {
	(void)state;
	for (uint32_t s = 1; s <= 2000; s++) {
		double values[40], breaks[CLASSES_MAX];
		size_t n = 1 + s % 40, in[CLASSES_MAX + 1] = { 0 };
		seed = s;
		for (size_t i = 0; i < n; i++) {
			values[i] = s % 3 == 0 ? exp(dice(-8, 8)) : s % 3 == 1 ? floor(dice(-4, 4)) : dice(-1, 1);
		}
		size_t count = classes_make(values, n, 5, breaks);
		assert_true(count < 5);
		for (size_t i = 0; i < n; i++) {
			in[classes_find(breaks, count, values[i])]++;
		}
		for (size_t k = 0; k <= count; k++) {
			assert_true(in[k] > 0);
			assert_true(k < 1 || k == count || breaks[k] > breaks[k - 1]);
		}
	}
}

static void decimals(void **state) {
	static const double halves[] = { 0.5, 1, 1.5 }, whole[] = { 10, 20 }, fine[] = { 0.25, 1 };

	(void)state;
	assert_int_equal(classes_decimals(halves, 3), 1);
	assert_int_equal(classes_decimals(whole, 2), 0);
	assert_int_equal(classes_decimals(fine, 2), 2);
	assert_int_equal(classes_decimals(NULL, 0), 0);
}

static void add_length(void *ctx, size_t row, double x0, double x1) {
	double *length = ctx;

	assert_true(x1 > x0 && row < 100);
	*length += x1 - x0;
}

/* A square with a square hole: rows over both, by the even-odd rule. */
static void rows_leave_holes_out(void **state) {
	struct arena *arena = arena_new();
	struct clip_path rings[2] = { { 0 }, { 0 } };
	static const double outer[4][2] = { { 0, 0 }, { 10, 0 }, { 10, 10 }, { 0, 10 } };
	double length = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		clip_add(arena, &rings[0], outer[i][0], outer[i][1]);
		clip_add(arena, &rings[1], 3 + outer[i][0] * 0.4, 3 + outer[i][1] * 0.4);
	}
	scan_rows(arena, rings, 2, 0.05, 0.1, 100, add_length, &length);
	assert_true(fabs(length * 0.1 - (100 - 16)) < 1e-9);
	arena_free(arena);
}

/* Rows through corners that no floating-point number hits exactly: a crossing that was missed would turn inside and outside from there on. */
static void rows_meet_corners(void **state) {
	struct arena *arena = arena_new();

	(void)state;
	for (int shift = 0; shift < 200; shift++) {
		struct clip_path ring = { 0 };
		double y = shift * 0.137, length = 0;
		for (int i = 0; i < 40; i++) {
			clip_add(arena, &ring, i < 20 ? 0 : 10, y + 3 * (i < 20 ? i : 39 - i));
		}
		scan_rows(arena, &ring, 1, y + 1.5, 1.5, 37, add_length, &length);
		assert_true(fabs(length - 37 * 10) < 1e-6);
	}
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_never_touch), cmocka_unit_test(labels_make_room), cmocka_unit_test(labels_go_without),
		cmocka_unit_test(classes_by_table), cmocka_unit_test(classes_are_never_empty), cmocka_unit_test(decimals),
		cmocka_unit_test(rows_leave_holes_out), cmocka_unit_test(rows_meet_corners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
