/* mirror: a page is turned over, letters, plots and what is within them are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/mem.h"
#include "layout/box.h"
#include "layout/mirror.h"
#include "layout/page.h"
#include "text/para.h"

#define WIDTH 500.0

static struct arena *arena;

static int set_up(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

static struct page page_of(struct ops *ops) {
	struct page page = { .width_pt = WIDTH, .height_pt = 700, .ops = ops->v, .op_count = ops->n, .op_cap = ops->cap };
	mirror_page(arena, &page, true);
	return page;
}

static bool is_near(double a, double b) {
	return fabs(a - b) < 1e-9;
}

static void test_paint(void **state) {
	const struct template_color ink = { 0 };
	const struct text_run run = { .width_pt = 60 };
	struct ops ops = { 0 };
	(void)state;
	ops_text(arena, &ops, &run, 40, 10, ink);
	ops_rect(arena, &ops, 30, 0, 100, 5, ink);
	ops_line(arena, &ops, 10, 1, 110, 2, 0.5, ink, 0);
	ops_dest(arena, &ops, "here", 70, 9);
	struct page page = page_of(&ops);
	assert_int_equal(page.op_count, 4);
	assert_true(is_near(page.ops[0].u.text.x, WIDTH - 40 - 60));
	assert_true(is_near(page.ops[0].u.text.y, 10));
	assert_true(is_near(page.ops[1].u.rect.x, WIDTH - 30 - 100));
	assert_true(is_near(page.ops[1].u.rect.w, 100));
	assert_true(is_near(page.ops[2].u.line.x0, WIDTH - 10) && is_near(page.ops[2].u.line.y0, 1));
	assert_true(is_near(page.ops[2].u.line.x1, WIDTH - 110) && is_near(page.ops[2].u.line.y1, 2));
	assert_true(is_near(page.ops[3].u.dest.x, WIDTH - 70));
}

/* Twice turned is as it was. */
static void test_twice(void **state) {
	const struct path_seg segs[] = { { .verb = PATH_MOVE, .x = { 3 }, .y = { 4 } }, { .verb = PATH_LINE, .x = { 30 }, .y = { 40 } } };
	const struct tag_attrs attrs = { .bbox = { 10, 20, 60, 90 } };
	struct ops ops = { 0 };
	(void)state;
	ops_tag(arena, &ops, TAG_FIGURE, &attrs);
	struct op *path = ARENA_PUSH(arena, ops.v, ops.n, ops.cap);
	path->kind = OP_PATH;
	path->u.path.segs = segs;
	path->u.path.n = 2;
	struct op *rotate = ARENA_PUSH(arena, ops.v, ops.n, ops.cap);
	rotate->kind = OP_ROTATE_BEGIN;
	rotate->u.rotate.x = 50;
	rotate->u.rotate.degrees = -52;
	struct page page = page_of(&ops);
	assert_true(is_near(page.ops[0].u.tag.attrs->bbox[0], WIDTH - 60) && is_near(page.ops[0].u.tag.attrs->bbox[2], WIDTH - 10));
	assert_true(is_near(page.ops[1].u.path.segs[1].x[0], WIDTH - 30));
	assert_true(is_near(page.ops[2].u.rotate.degrees, 52));
	assert_true(is_near(segs[1].x[0], 30));     /* shared with others */
	mirror_page(arena, &page, true);
	assert_true(is_near(page.ops[0].u.tag.attrs->bbox[0], 10) && is_near(page.ops[0].u.tag.attrs->bbox[2], 60));
	assert_true(is_near(page.ops[1].u.path.segs[1].x[0], 30));
	assert_true(is_near(page.ops[2].u.rotate.x, 50) && is_near(page.ops[2].u.rotate.degrees, -52));
}

/* The box of a figure goes to where it would be turned over; in it left is left. */
static void test_as_drawn(void **state) {
	const struct template_color ink = { 0 };
	const struct text_run run = { .width_pt = 20 };
	struct ops ops = { 0 };
	(void)state;
	ops_as_drawn(arena, &ops, 100, 200);
	ops_rect(arena, &ops, 100, 0, 10, 5, ink);       /* at the left of the box */
	ops_text(arena, &ops, &run, 280, 10, ink);       /* at its right */
	ops_as_drawn_end(arena, &ops);
	ops_rect(arena, &ops, 100, 0, 10, 5, ink);
	ops_as_drawn(arena, &ops, 0, WIDTH);
	ops_rect(arena, &ops, 7, 0, 10, 5, ink);
	ops_as_drawn_end(arena, &ops);
	struct page page = page_of(&ops);
	assert_int_equal(page.op_count, 4);
	assert_true(is_near(page.ops[0].u.rect.x, WIDTH - 300));
	assert_true(is_near(page.ops[1].u.text.x, WIDTH - 100 - 20));
	assert_true(is_near(page.ops[2].u.rect.x, WIDTH - 110));
	assert_true(is_near(page.ops[3].u.rect.x, 7));
}

/* What says where a figure is moves with what it is part of. */
static void test_moves(void **state) {
	struct ops inner = { 0 }, ops = { 0 };
	(void)state;
	ops_as_drawn(arena, &inner, 10, 50);
	ops_rect(arena, &inner, 10, 0, 1, 1, (struct template_color){ 0 });
	ops_as_drawn_end(arena, &inner);
	ops_append(arena, &ops, &inner, 100, 0);
	struct page page = page_of(&ops);
	assert_int_equal(page.op_count, 1);
	assert_true(is_near(page.ops[0].u.rect.x, WIDTH - 160));
}

int main(void) {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(test_as_drawn), CASE(test_moves), CASE(test_paint), CASE(test_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
