/* line: total fit finds what trying every way to break finds, and always ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "text/line.h"

#define BREAKS_MAX 14

/* A small generator of its own: the same cases on every machine. */
static uint32_t seed;

static uint32_t random_below(uint32_t n) {
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* Random words, some of which may be divided, then the end. */
static size_t random_breaks(struct line_break *v) {
	size_t n = 3 + random_below(BREAKS_MAX - 3);
	bool many_hyphens = random_below(3) == 0;    /* so that there are stacks to avoid */
	double width = 0, stretch = 0, shrink = 0;
	v[0] = (struct line_break){ 0 };
	for (size_t i = 1; i < n; i++) {
		width += random_below(4) ? 4 + random_below(30) : 1;   /* a letter is narrower than a hyphen */
		v[i] = (struct line_break){ .width = width, .stretch = stretch, .shrink = shrink,
		                            .next_width = width, .next_stretch = stretch, .next_shrink = shrink };
		if (i == n - 1) {
			v[i].is_forced = v[i].is_last = true;
		} else if (random_below(many_hyphens ? 4 : 3) == 0 || (many_hyphens && random_below(4) > 0)) {
			v[i].is_hyphen = true;
			v[i].extra = 3;
			v[i].penalty = 50;
		} else {
			width += v[i].is_hyphen ? 0 : 5;
			stretch += 2.5;
			shrink += 5.0 / 3;
			v[i].next_width = width;
			v[i].next_stretch = stretch;
			v[i].next_shrink = shrink;
			v[i].is_forced = v[i].is_last = random_below(12) == 0;
		}
	}
	return n;
}

/* The least demerits from break `from` to the end, by trying everything; DBL_MAX: there is no way. */
static double least(const struct line_opts *opts, const struct line_break *v, size_t n, size_t from, struct line_state before) {
	if (from == n - 1) {
		return 0;
	}
	double best = DBL_MAX;
	for (size_t to = from + 1; to < n; to++) {
		struct line_cost cost;
		if (line_judge(opts, &v[from], &v[to], from == 0, &cost)) {
			double rest = least(opts, v, n, to, line_state_after(before, &v[to], cost.fitness));
			double sum = rest == DBL_MAX ? DBL_MAX : rest + cost.demerits +
			             line_next_to(opts, &v[from], &v[to], before, cost.fitness, from == 0);
			best = fmin(best, sum);
		}
		if (v[to].is_forced) {
			break;
		}
	}
	return best;
}

static double demerits_of(const struct line_opts *opts, const struct line_break *v, const uint32_t *chosen, size_t count) {
	double sum = 0;
	struct line_state before = { .fitness = 1 };
	for (size_t i = 0; i < count; i++) {
		const struct line_break *a = &v[i ? chosen[i - 1] : 0], *b = &v[chosen[i]];
		struct line_cost cost;
		line_judge(opts, a, b, i == 0, &cost);
		sum += cost.demerits + line_next_to(opts, a, b, before, cost.fitness, i == 0);
		before = line_state_after(before, b, cost.fitness);
	}
	return sum;
}

static void test_fit_is_optimal(void **state) {
	struct line_fitter *fitter = line_fitter_new();
	int solved = 0;
	(void)state;
	seed = 1;
	for (int i = 0; i < 6000; i++) {
		struct line_break v[BREAKS_MAX];
		size_t n = random_breaks(v);
		const uint32_t *chosen;
		double demerits;
		struct line_opts opts = {
			.width = 30 + random_below(90), .first_indent = random_below(3) == 0 ? 12 : 0,
			.tolerance = 0.5 + random_below(4), .is_ragged = random_below(3) == 0,
		};
		opts.slack = opts.is_ragged ? 15 : 0;
		double expected = least(&opts, v, n, 0, (struct line_state){ .fitness = 1 });
		size_t count = line_fit(fitter, &opts, v, n, &chosen, &demerits);
		assert_int_equal(count > 0, expected != DBL_MAX);
		if (count > 0) {
			solved++;
			assert_true(fabs(demerits - expected) <= 1e-9 * expected);
			assert_true(fabs(demerits_of(&opts, v, chosen, count) - expected) <= 1e-9 * expected);
			assert_int_equal(chosen[count - 1], n - 1);
		}
	}
	assert_true(solved > 1500);
	line_fitter_free(fitter);
}

static void test_emergency_always_ends(void **state) {
	struct line_fitter *fitter = line_fitter_new();
	(void)state;
	seed = 2;
	for (int i = 0; i < 6000; i++) {
		struct line_break v[BREAKS_MAX];
		size_t n = random_breaks(v);
		const uint32_t *chosen;
		double demerits;
		struct line_opts opts = { .width = (double)random_below(40) - 5, .is_emergency = true, .slack = random_below(10) };
		size_t count = line_fit(fitter, &opts, v, n, &chosen, &demerits);
		assert_true(count > 0);
		assert_int_equal(chosen[count - 1], n - 1);
		for (size_t k = 0, b = 1; b < n; b++) {
			if (b == chosen[k]) {
				k++;
			} else {
				assert_false(v[b].is_forced);
			}
		}
	}
	line_fitter_free(fitter);
}

struct ratio_case {
	double natural, stretch, shrink, width;
	bool is_last;
	double ratio;
	int fitness;
	bool fits;               /* at tolerance 2 */
};

static const struct ratio_case ratio_cases[] = {
	{ 100, 10, 5, 100, false, 0, 1, true },
	{ 100, 10, 5, 110, false, 1, 2, true },
	{ 100, 10, 5, 120, false, 2, 3, true },
	{ 100, 10, 5, 121, false, 2.1, 3, false },
	{ 100, 10, 5, 95, false, -1, 0, true },
	{ 100, 10, 5, 94, false, -1, 0, false },     /* a space shrinks no further */
	{ 100, 10, 5, 97.5, false, -0.5, 1, true },
	{ 50, 10, 5, 100, true, 0, 1, true },        /* a last line need not be full */
	{ 102, 10, 5, 100, true, -0.4, 1, true },
	{ 90, 0, 0, 100, false, 1000, 3, false },    /* one word cannot fill a line */
};

static void test_ratios(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(ratio_cases) / sizeof(*ratio_cases); i++) {
		const struct ratio_case *c = &ratio_cases[i];
		struct line_break a = { 0 }, b = { .width = c->natural, .stretch = c->stretch, .shrink = c->shrink,
		                                   .is_last = c->is_last };
		struct line_opts opts = { .width = c->width, .tolerance = 2 };
		struct line_cost cost;
		assert_int_equal(line_judge(&opts, &a, &b, true, &cost), c->fits);
		assert_true(fabs(cost.ratio - c->ratio) < 1e-9);
		assert_int_equal(cost.fitness, c->fitness);
	}
}

/* Two hyphens in a row, a hyphen before the last line and unlike neighbours cost extra. */
static void test_neighbours(void **state) {
	struct line_opts opts = { .width = 100 };
	struct line_break plain = { 0 }, hyphen = { .is_hyphen = true }, last = { .is_last = true, .is_forced = true };
	(void)state;
	const struct line_state decent = { .fitness = 1 }, one = { 1, 1 }, two = { 1, 2 }, tight = { .fitness = 0 };
	assert_true(line_next_to(&opts, &plain, &plain, decent, 1, false) == 0);
	assert_true(line_next_to(&opts, &hyphen, &plain, one, 1, false) == 0);
	assert_true(line_next_to(&opts, &hyphen, &hyphen, one, 1, false) > 0);
	assert_true(line_next_to(&opts, &hyphen, &hyphen, two, 1, false) > 100 * line_next_to(&opts, &hyphen, &hyphen, one, 1, false));
	assert_true(line_next_to(&opts, &hyphen, &last, one, 1, false) > 0);
	assert_true(line_next_to(&opts, &plain, &plain, tight, 2, false) > 0);
	assert_true(line_next_to(&opts, &plain, &plain, tight, 2, true) == 0);
	assert_int_equal(line_state_after(one, &hyphen, 1).hyphens, 2);
	assert_int_equal(line_state_after(two, &hyphen, 1).hyphens, 2);
	assert_int_equal(line_state_after(two, &plain, 1).hyphens, 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_emergency_always_ends),
		cmocka_unit_test(test_fit_is_optimal),
		cmocka_unit_test(test_neighbours),
		cmocka_unit_test(test_ratios),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
