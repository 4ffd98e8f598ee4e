/* raster: pages as images, pixel by pixel: against libpng's own reading of a picture, and colours where they were painted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "../pictures.h"
#include "base/err.h"
#include "doc/image.h"
#include "layout/page.h"
#include "pdf/raster.h"

#define SIDE 64

static struct arena *arena;

/* RGB over white, by libpng. In mem. */
static unsigned char *read_png(const struct buf *png, uint32_t *width, uint32_t *height) {
	png_image reader = { .version = PNG_IMAGE_VERSION };
	const png_color white = { 255, 255, 255 };
	assert_true(png_image_begin_read_from_memory(&reader, png->p, png->len));
	reader.format = PNG_FORMAT_RGB;
	unsigned char *p = mem_alloc(PNG_IMAGE_SIZE(reader));
	assert_true(png_image_finish_read(&reader, &white, p, 0, NULL));
	*width = reader.width;
	*height = reader.height;
	return p;
}

static unsigned char *paint(struct page *page, double dpi, uint32_t *width, uint32_t *height) {
	struct raster *raster = raster_new(dpi);
	struct buf png = BUF_INIT;
	struct err err = ERR_INIT;
	if (!raster_page(raster, page, &png, &err)) {
		fail_msg("%s", err.msg);
	}
	unsigned char *p = read_png(&png, width, height);
	raster_free(raster);
	buf_fini(&png);
	return p;
}

static void expect_rgb(const unsigned char *p, uint32_t width, uint32_t x, uint32_t y, int r, int g, int b) {
	const unsigned char *at = p + 3 * ((size_t)y * width + x);
	if (abs(at[0] - r) > 2 || abs(at[1] - g) > 2 || abs(at[2] - b) > 2) {
		fail_msg("at %u,%u: %d %d %d, not %d %d %d", x, y, at[0], at[1], at[2], r, g, b);
	}
}

static void test_shapes(void **state) {
	(void)state;
	struct path_seg segs[] = { { PATH_MOVE, { 100 }, { 100 } }, { PATH_LINE, { 140 }, { 100 } }, { PATH_LINE, { 140 }, { 140 } },
		                   { PATH_LINE, { 100 }, { 140 } }, { PATH_CLOSE, { 0 }, { 0 } } };
	struct op ops[] = {
		{ .kind = OP_RECT, .u.rect = { 10, 20, 30, 40, { 1, 0, 0 } } },
		{ .kind = OP_LINE, .u.line = { 0, 180, 200, 180, 4, 0, { 0, 0, 1 } } },
		{ .kind = OP_PATH, .u.path = { .segs = segs, .n = 5, .fill = true, .fill_color = { 0, 1, 0 } } },
		{ .kind = OP_ROTATE_BEGIN, .u.rotate = { 100, 50, 90 } },
		{ .kind = OP_RECT, .u.rect = { 100, 50, 20, 4, { 0, 0, 0 } } },
		{ .kind = OP_ROTATE_END },
	};
	struct page page = { .width_pt = 200, .height_pt = 200, .ops = ops, .op_count = sizeof(ops) / sizeof(*ops) };
	uint32_t w, h;
	unsigned char *p = paint(&page, 144, &w, &h);
	assert_int_equal(w, 400);
	assert_int_equal(h, 400);
	expect_rgb(p, w, 21, 41, 255, 0, 0);
	expect_rgb(p, w, 78, 118, 255, 0, 0);
	expect_rgb(p, w, 81, 121, 255, 255, 255);
	expect_rgb(p, w, 399, 360, 0, 0, 255);
	expect_rgb(p, w, 240, 240, 0, 255, 0);
	expect_rgb(p, w, 196, 130, 0, 0, 0);      /* a quarter turn: it leads down, to the left of its point */
	expect_rgb(p, w, 220, 102, 255, 255, 255);
	mem_free(p);
}

/* A picture set at a pixel a point is what libpng reads of it, whatever its kind. */
static void test_pngs(void **state) {
	(void)state;
	static const struct made_png cases[] = {
		{ SIDE, SIDE, 1, PNG_COLOR_TYPE_GRAY, .is_opaque = true }, { SIDE, SIDE, 4, PNG_COLOR_TYPE_GRAY, .is_opaque = true },
		{ SIDE, SIDE, 8, PNG_COLOR_TYPE_GRAY, .is_opaque = true }, { SIDE, SIDE, 16, PNG_COLOR_TYPE_GRAY, .is_opaque = true },
		{ SIDE, SIDE, 8, PNG_COLOR_TYPE_RGB, .is_opaque = true }, { SIDE, SIDE, 16, PNG_COLOR_TYPE_RGB, .is_opaque = true },
		{ SIDE, SIDE, 8, PNG_COLOR_TYPE_RGB, .is_interlaced = true }, { SIDE, SIDE, 2, PNG_COLOR_TYPE_PALETTE, .is_opaque = true },
		{ SIDE, SIDE, 8, PNG_COLOR_TYPE_PALETTE, .is_opaque = true }, { SIDE, SIDE, 8, PNG_COLOR_TYPE_RGB_ALPHA, .per_metre = 0 },
		{ SIDE, SIDE, 8, PNG_COLOR_TYPE_GRAY_ALPHA, .per_metre = 0 }, { SIDE, SIDE, 8, PNG_COLOR_TYPE_RGB_ALPHA, .is_interlaced = true },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf file = BUF_INIT;
		struct image image;
		struct err err = ERR_INIT;
		make_png(&cases[i], &file);
		if (!image_load(arena, "x.png", file.p, file.len, &image, &err)) {
			fail_msg("case %zu: %s", i, err.msg);
		}
		struct op op = { .kind = OP_IMAGE, .u.image = { &image, 0, 0, SIDE, SIDE } };
		struct page page = { .width_pt = SIDE, .height_pt = SIDE, .ops = &op, .op_count = 1 };
		uint32_t w, h, ww, wh;
		unsigned char *got = paint(&page, 72, &w, &h), *wanted = read_png(&file, &ww, &wh);
		assert_int_equal(w, ww);
		/* It takes 16 bits for linear light, and mixes in it; PDF readers and Cairo do neither. */
		bool mixes = (cases[i].type & PNG_COLOR_MASK_ALPHA) != 0, is_grey = (cases[i].type & PNG_COLOR_MASK_COLOR) == 0;
		for (uint32_t k = 0; k < 3 * w * h && (mixes || cases[i].bits == 16); k++) {
			uint32_t x = k / 3 % w, y = k / 3 / w;
			unsigned v = made_sample(&cases[i], x, y, is_grey ? 0 : (int)(k % 3)) >> (cases[i].bits - 8);
			unsigned alpha = mixes ? made_sample(&cases[i], x, y, is_grey ? 1 : 3) : 255;
			wanted[k] = (unsigned char)((v * alpha + 255 * (255 - alpha)) / 255);
		}
		for (uint32_t k = 0; k < 3 * w * h; k++) {
			if (abs(got[k] - wanted[k]) > 2) {
				fail_msg("case %zu, pixel %u,%u: %d, not %d", i, k / 3 % w, k / 3 / w, got[k], wanted[k]);
			}
		}
		mem_free(got);
		mem_free(wanted);
		buf_fini(&file);
	}
}

/* The bright corner, upper left as stored, comes to stand where Exif says. */
static void test_jpegs(void **state) {
	(void)state;
	static const struct { int orientation; uint32_t x, y; } cases[] = { { 1, 4, 4 }, { 2, 59, 4 }, { 3, 59, 59 }, { 6, 59, 4 }, { 8, 4, 59 } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct made_jpeg what = { .width = 512, .height = 512, .channels = 3, .orientation = cases[i].orientation };
		struct buf file = BUF_INIT;
		struct image image;
		struct err err = ERR_INIT;
		make_jpeg(&what, &file);
		assert_true(image_load(arena, "x.jpg", file.p, file.len, &image, &err));
		struct op op = { .kind = OP_IMAGE, .u.image = { &image, 0, 0, SIDE, SIDE } };
		struct page page = { .width_pt = SIDE, .height_pt = SIDE, .ops = &op, .op_count = 1 };
		uint32_t w, h;
		unsigned char *got = paint(&page, 72, &w, &h);
		expect_rgb(got, w, cases[i].x, cases[i].y, 255, 255, 255);
		/* That the rest is darker shows that the corner is not the whole. */
		assert_true(got[3 * (32 * w + 32)] < 160);
		mem_free(got);
		buf_fini(&file);
	}
}

static void test_limits(void **state) {
	(void)state;
	struct page page = { .width_pt = 200, .height_pt = 20000 };
	struct raster *raster = raster_new(96);
	struct buf png = BUF_INIT;
	struct err err = ERR_INIT;
	assert_false(raster_page(raster, &page, &png, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(png.len, 0);
	raster_free(raster);
	buf_fini(&png);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes), cmocka_unit_test(test_pngs), cmocka_unit_test(test_jpegs), cmocka_unit_test(test_limits),
	};
	arena = arena_new();
	int bad = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return bad;
}
