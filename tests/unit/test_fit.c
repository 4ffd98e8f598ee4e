/* fit: the pages it finds cost no more than the best of all ways to break, tried one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "layout/box.h"
#include "layout/fit.h"

enum { MOST = 11 };

static const struct fit_opts opts = { .height = 100, .note_gap = 6, .note_between = 2 };

/* The cost model of fit.c, told anew over one page [from, to). */
static double cost_of(const struct vlist *list, size_t from, size_t to) {
	double used = list->v[from].repeat != NULL ? list->v[from].repeat->height : 0, notes = 0;
	int count = 0;
	bool is_last = to == list->n || list->v[to].break_cost == BREAK_ALWAYS;

	for (size_t i = from; i < to; i++) {
		used += list->v[i].height + (i > from ? list->v[i].space : 0);
		if (i > from && list->v[i].break_cost == BREAK_ALWAYS) {
			return INFINITY;
		}
		for (size_t k = 0; k < list->v[i].note_count; k++, count++) {
			notes += list->v[i].notes[k]->height;
		}
	}
	used += count > 0 ? notes + opts.note_gap + (count - 1) * opts.note_between : 0;
	if (used > opts.height + 0.01 && to > from + 1) {
		return INFINITY;
	}
	double empty = 2400 * pow((opts.height - used) / opts.height, 2), scant = fmax(0, 350 * (15 - used) / 15);
	double cost = used > opts.height + 0.01 ? 1e9 + (used - opts.height) * 1e6 : 30 + (is_last ? scant : empty);
	return cost + (is_last ? 0 : list->v[to].break_cost);
}

static double best_from(const struct vlist *list, size_t from) {
	double best = INFINITY;

	if (from == list->n) {
		return 0;
	}
	for (size_t to = from + 1; to <= list->n; to++) {
		double cost = cost_of(list, from, to) + best_from(list, to);
		best = cost < best ? cost : best;
	}
	return best;
}

static void make_list(struct arena *arena, unsigned *seed, struct vlist *list) {
	static const int costs[] = { BREAK_FREE, BREAK_FREE, BREAK_POOR, BREAK_BAD, BREAK_NEVER, BREAK_ALWAYS };
	size_t n = 1 + (size_t)(rand_r(seed) % MOST);
	struct piece *head = arena_alloc(arena, sizeof(*head));

	head->height = 8;
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(arena, list, 5 + rand_r(seed) % 40, rand_r(seed) % 12);
		piece->break_cost = costs[rand_r(seed) % 6];
		piece->repeat = rand_r(seed) % 4 == 0 ? head : NULL;
		if (rand_r(seed) % 4 == 0) {
			struct note_box *note = arena_alloc(arena, sizeof(*note));
			note->height = 4 + rand_r(seed) % 16;
			*ARENA_PUSH(arena, piece->notes, piece->note_count, piece->note_cap) = note;
		}
	}
}

static void test_best_of_all(void **state) {
	unsigned seed = 20261123;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct arena *arena = arena_new();
		struct vlist list = { 0 };
		size_t pages;
		double cost = 0;

		make_list(arena, &seed, &list);
		size_t *starts = fit_pages(arena, &list, &opts, &pages);
		assert_int_equal(starts[0], 0);
		for (size_t p = 0; p < pages; p++) {
			size_t end = p + 1 < pages ? starts[p + 1] : list.n;
			assert_true(starts[p] < end);
			cost += cost_of(&list, starts[p], end);
		}
		double best = best_from(&list, 0);
		if (isfinite(best)) {
			assert_true(fabs(cost - best) < 1e-6 * (1 + fabs(best)));
		}
		arena_free(arena);
	}
}

static void test_heading_is_not_left_behind(void **state) {
	struct arena *arena = arena_new();
	struct vlist list = { 0 };
	size_t pages;

	(void)state;
	vlist_add(arena, &list, 80, 0);
	vlist_add(arena, &list, 15, 0);      /* a heading that would fit, and the text it must stay with, which does not */
	vlist_add(arena, &list, 30, 0)->break_cost = BREAK_NEVER;
	size_t *starts = fit_pages(arena, &list, &opts, &pages);
	assert_int_equal(pages, 2);
	assert_int_equal(starts[1], 1);
	arena_free(arena);
}

static void test_too_high_has_its_own_page(void **state) {
	struct arena *arena = arena_new();
	struct vlist list = { 0 };
	size_t pages;

	(void)state;
	vlist_add(arena, &list, 30, 0);
	vlist_add(arena, &list, 500, 0);
	vlist_add(arena, &list, 30, 0);
	size_t *starts = fit_pages(arena, &list, &opts, &pages);
	assert_int_equal(pages, 3);
	assert_int_equal(starts[1], 1);
	assert_int_equal(starts[2], 2);
	arena_free(arena);
}

static void test_empty_list_has_no_page(void **state) {
	struct arena *arena = arena_new();
	struct vlist list = { 0 };
	size_t pages = 7;

	(void)state;
	fit_pages(arena, &list, &opts, &pages);
	assert_int_equal(pages, 0);
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_best_of_all),
		cmocka_unit_test(test_heading_is_not_left_behind),
		cmocka_unit_test(test_too_high_has_its_own_page),
		cmocka_unit_test(test_empty_list_has_no_page),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
