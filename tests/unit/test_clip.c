/* Cutting to a rectangle: by table, and that pieces of a grid together have the area of the whole, nothing lost and nothing invented. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "layout/clip.h"

static struct arena *arena;

static int begin(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int end(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

static uint32_t seed;

static double dice(double low, double high) {
	seed = seed * 1664525u + 1013904223u;
	return low + (high - low) * (seed >> 8) / (double)(1u << 24);
}

/* A star: any radius at rising angles, so that its sides never cross, it goes anticlockwise, and is far from convex. */
static struct clip_path star(size_t n, double x, double y) {
	struct clip_path path = { 0 };

	for (size_t i = 0; i < n; i++) {
		double r = dice(0.5, 10), a = 2 * 3.14159265358979 * ((double)i + dice(0, 0.9)) / (double)n;
		clip_add(arena, &path, x + r * cos(a), y + r * sin(a));
	}
	return path;
}

static struct clip_path copy(const struct clip_path *path) {
	struct clip_path out = { 0 };

	for (size_t i = 0; i < path->n; i++) {
		clip_add(arena, &out, path->v[i].x, path->v[i].y);
	}
	return out;
}

static void grid_keeps_area(void **state) {
	struct clip_path spare = { 0 };

	(void)state;
	for (uint32_t s = 1; s <= 300; s++) {
		seed = s;
		struct clip_path whole = star(6 + s % 40, dice(-3, 3), dice(-3, 3));
		double area = 0;
		for (int row = -8; row < 8; row++) {
			for (int column = -8; column < 8; column++) {
				struct clip_box box = { column * 2, row * 2, column * 2 + 2, row * 2 + 2 };
				struct clip_path part = copy(&whole);
				clip_polygon(arena, &part, &spare, &box);
				struct clip_box bounds = clip_bounds(&part);
				assert_true(part.n == 0 || clip_within(&bounds, &box));
				assert_true(clip_area(&part) >= -1e-9 && clip_area(&part) <= 4 + 1e-9);
				area += clip_area(&part);
			}
		}
		assert_true(fabs(area - clip_area(&whole)) < 1e-8);
		arena_reset(arena);
		spare = (struct clip_path){ 0 };
	}
}

static void polygon_round_box(void **state) {
	const struct clip_box box = { -1, -1, 1, 1 };
	struct clip_path path = { 0 }, spare = { 0 };

	(void)state;
	clip_add(arena, &path, -9, -9);
	clip_add(arena, &path, 9, -9);
	clip_add(arena, &path, 9, 9);
	clip_add(arena, &path, -9, 9);
	clip_polygon(arena, &path, &spare, &box);
	assert_true(fabs(clip_area(&path) - 4) < 1e-12);
}

static void polygon_beside_box(void **state) {
	const struct clip_box box = { 20, 20, 21, 21 };
	struct clip_path spare = { 0 };

	(void)state;
	seed = 7;
	struct clip_path path = star(9, 0, 0);
	clip_polygon(arena, &path, &spare, &box);
	assert_int_equal(path.n, 0);
}

/* What the parts of a line are together. */
struct sum { size_t parts; double length; struct clip_box box; };

static void add_part(void *ctx, const struct clip_path *part) {
	struct sum *sum = ctx;
	struct clip_box bounds = clip_bounds(part);

	assert_true(part->n > 1);
	assert_true(clip_within(&bounds, &sum->box));
	sum->parts++;
	for (size_t i = 1; i < part->n; i++) {
		sum->length += hypot(part->v[i].x - part->v[i - 1].x, part->v[i].y - part->v[i - 1].y);
	}
}

static double length_of(const struct clip_path *line) {
	double length = 0;

	for (size_t i = 1; i < line->n; i++) {
		length += hypot(line->v[i].x - line->v[i - 1].x, line->v[i].y - line->v[i - 1].y);
	}
	return length;
}

static void grid_keeps_length(void **state) {
	(void)state;
	for (uint32_t s = 1; s <= 300; s++) {
		struct clip_path line, part = { 0 };
		double length = 0;

		seed = s;
		line = star(2 + s % 50, dice(-3, 3), dice(-3, 3));
		for (int row = -8; row < 8; row++) {
			for (int column = -8; column < 8; column++) {
				struct sum sum = { .box = { column * 2 - 1e-12, row * 2 - 1e-12, column * 2 + 2 + 1e-12, row * 2 + 2 + 1e-12 } };
				struct clip_box box = { column * 2, row * 2, column * 2 + 2, row * 2 + 2 };
				clip_line(arena, &line, &part, &box, add_part, &sum);
				length += sum.length;
			}
		}
		assert_true(fabs(length - length_of(&line)) < 1e-8);
		arena_reset(arena);
	}
}

static void line_in_parts(void **state) {
	struct clip_path line = { 0 }, part = { 0 };
	struct sum sum = { .box = { 0, 0, 10, 10 } };

	(void)state;
	clip_add(arena, &line, 5, 5);
	clip_add(arena, &line, 5, 15);       /* out at the top */
	clip_add(arena, &line, 8, 15);
	clip_add(arena, &line, 8, 5);        /* and in again */
	clip_line(arena, &line, &part, &sum.box, add_part, &sum);
	assert_int_equal(sum.parts, 2);
	assert_true(fabs(sum.length - 10) < 1e-12);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(grid_keeps_area, begin, end), cmocka_unit_test_setup_teardown(polygon_round_box, begin, end),
		cmocka_unit_test_setup_teardown(polygon_beside_box, begin, end), cmocka_unit_test_setup_teardown(grid_keeps_length, begin, end),
		cmocka_unit_test_setup_teardown(line_in_parts, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
