/* fill: columns of one height are as low as any way to divide their pieces makes them; pieces stand where heights were added up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "layout/box.h"
#include "layout/fill.h"

enum { MOST = 12 };

/* The least height of the longest of n columns of the pieces from..to, by every way to end the first. */
static double least(const struct vlist *list, size_t from, size_t to, size_t n) {
	double best = INFINITY, height = 0;

	for (size_t i = from; i < to; i++) {
		height += list->v[i].height + (i > from ? list->v[i].space : 0);
		double rest = i + 1 == to ? 0 : n > 1 ? least(list, i + 1, to, n - 1) : INFINITY;
		best = fmin(best, fmax(height, rest));
	}
	return best;
}

static void make_region(struct arena *arena, unsigned *seed, struct region *region, struct vlist *list) {
	size_t n = 1 + (size_t)rand_r(seed) % MOST;
	double foot = 0;

	*region = (struct region){ .is_balanced = true, .columns = 2 + (size_t)rand_r(seed) % 3, .x = { 0, 100, 200, 300 } };
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(arena, list, 5 + rand_r(seed) % 30, i > 0 ? rand_r(seed) % 10 : 0);
		piece->region = region;
		foot += piece->space + piece->height;
		piece->foot = foot;
	}
}

/* No piece lies on another, none is missing, and the columns are read in order. */
static void check_spots(const struct vlist *list, const struct fill_spot *spots, double top, double foot) {
	double y = top, x = 0;

	for (size_t i = 0; i < list->n; i++) {
		assert_true(spots[i].x >= x);
		y = spots[i].x > x ? top : y + (i > 0 ? list->v[i].space : 0);
		assert_true(fabs(spots[i].y - y) < 0.001);
		x = spots[i].x;
		y += list->v[i].height;
		assert_true(y <= foot + 0.001);
	}
}

static const struct fill_floats no_floats = { 0 };

static void test_balance(void **state) {
	static const struct fill_room room = { .height = 10000 };
	unsigned seed = 20261125;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct arena *arena = arena_new();
		struct vlist list = { 0 };
		struct region region;
		struct fill_spot spots[MOST];
		struct fill fill;
		double top = rand_r(&seed) % 50;

		make_region(arena, &seed, &region, &list);
		fill_begin(&fill, &list, &room, 0);
		fill.y = top;
		while (fill.to < list.n) {
			fill_add(&fill);
		}
		double best = least(&list, 0, list.n, region.columns), height = fill.y - top;
		assert_true(height >= best - 0.001 && height <= best + 0.51);
		double foot = fill_spots(&list, &room, 0, list.n, top, 0, &no_floats, spots);
		assert_true(fabs(foot - fill.y) < 0.001);
		check_spots(&list, spots, top, foot);
		arena_free(arena);
	}
}

/* Paragraphs of two lines to five: columns part none so that a line stands alone, though one of them is higher for it. */
static void test_parts_well(void **state) {
	static const struct fill_room room = { .height = 700 };
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct arena *arena = arena_new();
		struct vlist list = { 0 };
		struct region region = { .is_balanced = true, .columns = 2 + (size_t)(round % 3), .x = { 0, 100, 200, 300 } };
		struct fill_spot spots[200];
		double foot = 0;

		for (int n = 1 + rand_r(&seed) % 30; n > 0; n--) {
			int lines = 2 + rand_r(&seed) % 4;
			for (int i = 0; i < lines; i++) {
				struct piece *piece = vlist_add(arena, &list, 14, i == 0 && list.n > 0 ? 7 : 0);
				piece->break_cost = i == 0 ? BREAK_FREE : lines == 2 ? 2 * BREAK_BAD : i == 1 || i == lines - 1 ? BREAK_BAD : BREAK_FREE;
				piece->region = &region;
				piece->foot = foot += piece->space + 14;
			}
		}
		fill_spots(&list, &room, 0, list.n, 0, 0, &no_floats, spots);
		for (size_t i = 1; i < list.n; i++) {
			assert_true(spots[i].x == spots[i - 1].x || list.v[i].break_cost < BREAK_BAD);
		}
		arena_free(arena);
	}
}

/* A float in the text has its spaces above and below, of which the larger holds where two meet; at the page's foot none below. */
static void test_float_in_text(void **state) {
	static const struct fill_room room = { .height = 700 };
	static const struct { size_t to; double space, next, foot; } cases[] = {
		{ 3, 7, 95, 105 }, { 3, 20, 101, 111 }, { 2, 7, 0, 81 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct vlist list = { 0 };
		const struct float_box box = { .height = 50, .above = 11, .below = 14 }, *boxes[] = { &box };
		struct fill_spot spots[3];
		double y;
		const struct fill_floats floats = { boxes, 1, &y };

		vlist_add(arena, &list, 20, 0);
		vlist_add(arena, &list, 0, 0)->floated = &box;
		vlist_add(arena, &list, 10, cases[i].space);
		assert_true(fabs(fill_spots(&list, &room, 0, cases[i].to, 0, 0, &floats, spots) - cases[i].foot) < 0.001);
		assert_true(fabs(y - 31) < 0.001);
		assert_true(cases[i].to < 3 || fabs(spots[2].y - cases[i].next) < 0.001);
		arena_free(arena);
	}
}

/* On a grid body text stands on its lines, and nothing else is moved. */
static void test_grid(void **state) {
	static const struct fill_room room = { .height = 700, .grid = 14 };
	static const struct { double height, space, y; bool on_grid; } pieces[] = {
		{ 20, 9, 0, false }, { 14, 5, 28, true }, { 14, 0, 42, true }, { 11, 3, 59, false }, { 14, 0, 70, true }, { 14, 7, 98, true },
	};
	enum { N = sizeof(pieces) / sizeof(*pieces) };
	struct arena *arena = arena_new();
	struct vlist list = { 0 };
	struct fill_spot spots[N];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		vlist_add(arena, &list, pieces[i].height, pieces[i].space)->on_grid = pieces[i].on_grid;
	}
	fill_spots(&list, &room, 0, N, 0, 0, &no_floats, spots);
	for (size_t i = 0; i < N; i++) {
		assert_true(fabs(spots[i].y - pieces[i].y) < 0.001);
	}
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_balance),
		cmocka_unit_test(test_parts_well),
		cmocka_unit_test(test_float_in_text),
		cmocka_unit_test(test_grid),
	};

	return cmocka_run_group_tests_name("fill", tests, NULL, NULL);
}
