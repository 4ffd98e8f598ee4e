/* image: files of every kind are read and judged; damaged, huge and hostile ones end soon, with a message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "../pictures.h"
#include "base/clock.h"
#include "base/err.h"
#include "doc/image.h"

static struct arena *arena;

static bool load(const char *name, const struct buf *file, struct image *image, struct err *err) {
	*err = (struct err)ERR_INIT;
	return image_load(arena, name, file->p, file->len, image, err);
}

static void load_ok(const char *name, const struct buf *file, struct image *image) {
	struct err err;

	if (!load(name, file, image, &err)) {
		fail_msg("%s: %s", name, err.msg);
	}
}

static void load_refused(const char *name, const struct buf *file, const char *message) {
	struct image image = { 0 };
	struct err err;

	assert_false(load(name, file, &image, &err));
	if (!strstr(err.msg, message)) {
		fail_msg("'%s' instead of '%s'", err.msg, message);
	}
	assert_null(image.color.p);
}

static void test_names(void **state) {
	(void)state;
	assert_true(image_is_name("bridge.jpg"));
	assert_true(image_is_name("Bridge.JPEG"));
	assert_true(image_is_name("emblem.svg"));
	assert_false(image_is_name(".png"));
	assert_false(image_is_name("README.md"));
	assert_false(image_is_name("png"));
}

static void test_png(void **state) {
	static const struct { struct made_png made; int channels, bits; bool has_palette, has_alpha; } cases[] = {
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_RGB, .per_metre = 11811 }, 3, 8, false, false },
		{ { .width = 40, .height = 30, .bits = 16, .type = PNG_COLOR_TYPE_RGB, .per_metre = 11811 }, 3, 16, false, false },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_RGB, .is_interlaced = true }, 3, 8, false, false },
		{ { .width = 40, .height = 30, .bits = 16, .type = PNG_COLOR_TYPE_RGB, .is_interlaced = true }, 3, 8, false, false },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_RGB, .has_key = true }, 3, 8, false, true },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA }, 3, 8, false, true },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA, .is_opaque = true }, 3, 8, false, false },
		{ { .width = 40, .height = 30, .bits = 16, .type = PNG_COLOR_TYPE_RGB_ALPHA }, 3, 8, false, true },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA, .is_interlaced = true }, 3, 8, false, true },
		{ { .width = 40, .height = 30, .bits = 1, .type = PNG_COLOR_TYPE_GRAY }, 1, 1, false, false },
		{ { .width = 40, .height = 30, .bits = 4, .type = PNG_COLOR_TYPE_GRAY, .has_key = true }, 1, 4, false, true },
		{ { .width = 40, .height = 30, .bits = 4, .type = PNG_COLOR_TYPE_GRAY, .is_interlaced = true }, 1, 4, false, false },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_GRAY_ALPHA }, 1, 8, false, true },
		{ { .width = 40, .height = 30, .bits = 2, .type = PNG_COLOR_TYPE_PALETTE }, 1, 2, true, false },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_PALETTE, .has_key = true }, 1, 8, true, true },
		{ { .width = 40, .height = 30, .bits = 8, .type = PNG_COLOR_TYPE_PALETTE, .is_interlaced = true }, 1, 8, true, false },
		{ { .width = 40, .height = 30, .bits = 4, .type = PNG_COLOR_TYPE_PALETTE, .is_interlaced = true, .has_key = true }, 3, 8, false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf file = BUF_INIT;
		struct image image;

		make_png(&cases[i].made, &file);
		load_ok("a.png", &file, &image);
		assert_int_equal(image.kind, IMAGE_PNG);
		assert_int_equal(image.width_px, 40);
		assert_int_equal(image.color.channels, cases[i].channels);
		assert_int_equal(image.color.bits, cases[i].bits);
		assert_int_equal(image.color.palette != NULL, cases[i].has_palette);
		assert_int_equal(image.alpha.p != NULL, cases[i].has_alpha);
		assert_int_equal(image.has_dpi, cases[i].made.per_metre != 0);
		assert_true(fabs(image.width_pt - 40 * 72 / (image.has_dpi ? 300 : IMAGE_DPI)) < 0.01);
		buf_fini(&file);
	}
}

/* Where a file ends too early, in whatever part, it is refused. */
static void test_png_damaged(void **state) {
	const struct made_png made = { .width = 60, .height = 50, .bits = 8, .type = PNG_COLOR_TYPE_RGB, .per_metre = 11811 };
	struct buf file = BUF_INIT, cut = BUF_INIT;
	struct image image;
	struct err err;

	(void)state;
	make_png(&made, &file);
	for (size_t n = 0; n < file.len; n += n < 60 ? 1 : 7) {
		buf_reset(&cut);
		buf_add(&cut, file.p, n);
		assert_false(load("a.png", &cut, &image, &err));
	}
	file.p[file.len / 2] ^= 0x55;
	load_refused("a.png", &file, "CRC");
	buf_fini(&cut);
	buf_fini(&file);
}

/* A head that promises more than can be is judged before a pixel is decoded. */
static void test_too_large(void **state) {
	const struct made_png made = { .width = 8, .height = 8, .bits = 8, .type = PNG_COLOR_TYPE_RGB, .is_interlaced = true };
	struct buf file = BUF_INIT;
	int64_t began = clock_cpu_us();

	(void)state;
	make_png(&made, &file);
	memcpy(file.p + 16, "\0\0\xc3\x50\0\0\xc3\x50", 8);
	load_refused("huge.png", &file, "huge.png: the picture has 50000 × 50000 pixels; up to 40 million");
	memcpy(file.p + 16, "\0\0\0\0\0\0\xc3\x50", 8);
	load_refused("none.png", &file, "no pixels");
	buf_fini(&file);
	assert_true(clock_cpu_us() - began < 50000);
}

static void test_jpeg(void **state) {
	static const struct { struct made_jpeg made; uint32_t width, height; double dpi; int channels; } cases[] = {
		{ { .width = 64, .height = 48, .channels = 3, .dpi = 300 }, 64, 48, 300, 3 },
		{ { .width = 64, .height = 48, .channels = 1 }, 64, 48, 0, 1 },
		{ { .width = 64, .height = 48, .channels = 3, .is_progressive = true }, 64, 48, 0, 3 },
		{ { .width = 64, .height = 48, .channels = 3, .orientation = 3 }, 64, 48, 0, 3 },
		{ { .width = 64, .height = 48, .channels = 3, .orientation = 6, .dpi = 72 }, 48, 64, 72, 3 },
		{ { .width = 64, .height = 48, .channels = 3, .is_rgb = true }, 64, 48, 0, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf file = BUF_INIT;
		struct image image;

		make_jpeg(&cases[i].made, &file);
		load_ok("a.jpg", &file, &image);
		assert_int_equal(image.width_px, cases[i].width);
		assert_int_equal(image.height_px, cases[i].height);
		assert_int_equal(image.color.width, 64);
		assert_int_equal(image.color.channels, cases[i].channels);
		assert_ptr_equal(image.color.p, file.p);
		assert_int_equal(image.color.len, file.len);
		assert_int_equal(image.color.is_plain_rgb, cases[i].made.is_rgb);
		assert_int_equal(image.orientation, cases[i].made.orientation ? cases[i].made.orientation : 1);
		assert_int_equal(image.has_dpi, cases[i].dpi > 0);
		assert_true(fabs(image.width_pt - cases[i].width * 72 / (cases[i].dpi > 0 ? cases[i].dpi : IMAGE_DPI)) < 0.01);
		buf_fini(&file);
	}
}

static void test_jpeg_damaged(void **state) {
	static const struct made_jpeg made[] = { { .width = 64, .height = 48, .channels = 3, .orientation = 6 }, { .width = 64, .height = 48, .channels = 3, .is_progressive = true } };
	struct buf file = BUF_INIT, cut = BUF_INIT;
	struct image image;
	struct err err;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		buf_reset(&file);
		make_jpeg(&made[i], &file);
		for (size_t n = 3; n + 2 < file.len; n += n < 300 ? 1 : 13) {
			buf_reset(&cut);
			buf_add(&cut, file.p, n);
			assert_false(load("a.jpg", &cut, &image, &err));
		}
	}
	buf_fini(&file);
	buf_fini(&cut);
}

static void test_refused(void **state) {
	const struct made_jpeg cmyk = { .width = 16, .height = 16, .channels = 4 };
	struct buf file = BUF_INIT;

	(void)state;
	make_jpeg(&cmyk, &file);
	load_refused("a.jpg", &file, "CMYK");
	load_refused("a.png", &file, "a.png is no PNG");
	buf_reset(&file);
	load_refused("a.png", &file, "a.png is empty");
	buf_fini(&file);
}

static void test_upright(void **state) {
	/* Where the stored picture's upper left corner is seen, by orientation. */
	static const double corners[9][2] = { { 0 }, { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }, { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } };

	(void)state;
	for (int i = 1; i <= 8; i++) {
		double x, y;
		image_upright(i, 0, 0, &x, &y);
		assert_true(x == corners[i][0] && y == corners[i][1]);
		image_upright(i, 1, 0, &x, &y);
		assert_true(i >= 5 ? x == corners[i][0] && y != corners[i][1] : x != corners[i][0] && y == corners[i][1]);
	}
}

/* ---- SVG ---- */

#define HEAD "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
#define BOX HEAD "viewBox='0 0 200 100'>"

static void svg(const char *text, struct buf *file) {
	buf_reset(file);
	buf_adds(file, text);
}

static void test_svg_size(void **state) {
	static const struct { const char *text; double width, height; } cases[] = {
		{ HEAD "viewBox='0 0 200 100'/>", 150, 75 },
		{ HEAD "width='100' height='50'/>", 75, 37.5 },
		{ HEAD "width='1in' viewBox='0 0 200 100'/>", 72, 36 },
		{ HEAD "height='72pt' viewBox='0, 0, 200,100'/>", 144, 72 },
		{ HEAD "width='100%' height='100%' viewBox='0 0 200 100'/>", 150, 75 },
		{ "<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>"
		  HEAD "width='25.4mm' height='2.54cm'/>", 72, 72 },
	};
	struct buf file = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct image image;

		svg(cases[i].text, &file);
		load_ok("a.svg", &file, &image);
		if (fabs(image.width_pt - cases[i].width) > 0.01 || fabs(image.height_pt - cases[i].height) > 0.01) {
			fail_msg("case %zu: %g × %g", i, image.width_pt, image.height_pt);
		}
	}
	buf_fini(&file);
}

/* Shapes stay, all else goes. */
static void test_svg_written_anew(void **state) {
	struct buf file = BUF_INIT;
	struct image image;

	(void)state;
	svg(BOX "<!-- secret --><title>secret</title><metadata><x:rdf xmlns:x='urn:secret'/></metadata>"
	    "<a href='https://secret.example'><rect id='r' width='9' height='9' onclick='secret()' x:y='1' xmlns:x='urn:x'/></a>"
	    "<style>.k &gt; g { fill: url(#grad) }</style><linearGradient id='grad'/>"
	    "<use xlink:href='#r' x='20' style='opacity:.5;clip-path:url(#c)'/></svg>", &file);
	load_ok("a.svg", &file, &image);
	assert_null(strstr(image.svg, "secret"));
	assert_null(strstr(image.svg, "<a"));
	assert_non_null(strstr(image.svg, "<g><rect id=\"r\" width=\"9\" height=\"9\"></rect></g>"));
	assert_non_null(strstr(image.svg, "xlink:href=\"#r\""));
	assert_non_null(strstr(image.svg, "<style>.k &gt; g { fill: url(#grad) }</style>"));
	buf_fini(&file);
}

static void test_svg_refused(void **state) {
	static const struct { const char *text, *message; } cases[] = {
		{ "<html/>", "the file is no SVG" },
		{ "<svg/>", "the file is no SVG" },
		{ HEAD "/>", "does not say how large it is" },
		{ HEAD "viewBox='0 0 0 0'/>", "is no box" },
		{ BOX, "cut short or damaged" },
		{ BOX "<text>Word</text></svg>", "<text>: it has text" },
		{ BOX "<image href='data:image/png;base64,AAAA'/></svg>", "<image>" },
		{ BOX "<filter id='f'/></svg>", "<filter>" },
		{ BOX "<g style='fill:red;filter:blur(5px)'/></svg>", "filters work on pixels" },
		{ BOX "<g style='f\\69lter:blur(5px)'/></svg>", "cannot stand in its styles" },
		{ BOX "<style>@import 'http://x/y.css';</style></svg>", "cannot stand in its styles" },
		{ BOX "<g filter='blur(5px)'/></svg>", "filters work on pixels" },
		{ BOX "<script>alert(1)</script></svg>", "<script>" },
		{ BOX "<foreignObject/></svg>", "<foreignObject>" },
		{ BOX "<animate/></svg>", "it moves" },
		{ BOX "<blink/></svg>", "<blink> is no element that can be drawn" },
		{ BOX "<use href='other.svg#a'/></svg>", "it leads out of the file, to 'other.svg#a'" },
		{ BOX "<use xlink:href='http://x/y#a'/></svg>", "it leads out of the file" },
		{ BOX "<rect fill='url(http://x/y#a)'/></svg>", "it leads out of the file" },
		{ BOX "<rect style='fill: url( \"file:///etc/passwd\" )'/></svg>", "it leads out of the file, to 'file:///etc/passwd'" },
		{ "<!DOCTYPE svg [<!ENTITY a 'b'>]>" BOX "&a;</svg>", "declares an entity ('a')" },
		{ "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" BOX "&a;</svg>", "declares an entity ('a')" },
		{ BOX "<g id='a'><use href='#a'/></g></svg>", "it repeats itself without end" },
		{ BOX "<pattern id='p'><rect fill='url(#p)'/></pattern></svg>", "it repeats itself without end" },
		{ BOX "<style>g{fill:url(#p)}</style><pattern id='p'/></svg>", "its <style> refers to a pattern" },
	};
	struct buf file = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		svg(cases[i].text, &file);
		load_refused("a.svg", &file, cases[i].message);
	}
	buf_fini(&file);
}

/* Small files that would take for ever to draw: use upon use, a marker at each vertex, a pattern in each element. */
static void test_svg_bombs(void **state) {
	struct buf file = BUF_INIT;
	int64_t began = clock_cpu_us();

	(void)state;
	svg(BOX "<g id='u0'><path d='M0 0L9 9'/></g>", &file);
	for (int i = 1; i <= 20; i++) {
		buf_addf(&file, "<g id='u%d'>", i);
		for (int k = 0; k < 10; k++) {
			buf_addf(&file, "<use href='#u%d'/>", i - 1);
		}
		buf_adds(&file, "</g>");
	}
	buf_adds(&file, "</svg>");
	load_refused("a.svg", &file, "all that it repeats written out");

	svg(BOX "<marker id='m'>", &file);
	for (int i = 0; i < 2000; i++) {
		buf_adds(&file, "<rect/>");
	}
	buf_adds(&file, "</marker><g marker-mid='url(#m)'><path d='M0 0");
	for (int i = 0; i < 5000; i++) {
		buf_adds(&file, "L1 1");
	}
	buf_adds(&file, "'/></g></svg>");
	load_refused("a.svg", &file, "all that it repeats written out");

	svg(BOX "<g>", &file);
	for (int i = 0; i < 100; i++) {
		buf_adds(&file, "<g>");
	}
	load_refused("a.svg", &file, "nested deeper");

	svg(BOX, &file);
	for (int i = 0; i < 60000; i++) {
		buf_adds(&file, "<g/>");
	}
	load_refused("a.svg", &file, "more than 50000 elements");

	svg(BOX "<g style='stroke : red; stroke-dasharray : .01'><path d='M0 0", &file);
	for (int i = 0; i < 1000; i++) {
		buf_addf(&file, "c0 0 9 9 %d 100A5 5 0 01%d 3", i, i);
	}
	buf_adds(&file, "'/></g></svg>");
	load_refused("a.svg", &file, "all that it repeats written out");

	svg(BOX, &file);
	for (int i = 0; i < 5000; i++) {
		buf_adds(&file, "<g opacity='.5'/>");
	}
	buf_adds(&file, "</svg>");
	load_refused("a.svg", &file, "all that it repeats written out");
	load_refused("a.svg", (svg(BOX "<g transform='scale(1e9)'/></svg>", &file), &file), "transform has numbers that are too great");
	load_refused("a.svg", (svg(BOX "<g style='stroke-width:1e20'/></svg>", &file), &file), "stroke-width has numbers that are too great");

	svg(BOX, &file);
	for (int i = 0; i < 100; i++) {
		buf_addf(&file, "<g id='c%d'><use href='#c%d'/></g>", i, i + 1);
	}
	buf_adds(&file, "</svg>");
	load_refused("a.svg", &file, "one within another");
	assert_true(clock_cpu_us() - began < 1000000);
	buf_fini(&file);
}

/* What drawing programs write is not mistaken for that. */
static void test_svg_ordinary(void **state) {
	struct buf file = BUF_INIT;
	struct image image;

	(void)state;
	svg(BOX "<style>.a{opacity:0.8;stroke-dasharray:2,4}</style>", &file);
	for (int i = 0; i < 5000; i++) {
		buf_addf(&file, "<path class='a' style='opacity:1;isolation:auto;mix-blend-mode:normal' d='m%d,%dh3v3z'/>", i % 200, i % 100);
	}
	buf_adds(&file, "</svg>");
	load_ok("a.svg", &file, &image);
	svg(BOX "<path stroke-dasharray='1 1' d='M0 0", &file);
	for (int i = 0; i < 5000; i++) {
		buf_addf(&file, "L%d %da1 1 0 01%d-1", i % 200, i % 100, i % 3);
	}
	buf_adds(&file, "z'/></svg>");
	load_ok("a.svg", &file, &image);
	buf_fini(&file);
}

static int setup(void **state) {
	(void)state;
	arena = arena_new();
	return 0;
}

static int teardown(void **state) {
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_png),
		cmocka_unit_test(test_png_damaged),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_jpeg),
		cmocka_unit_test(test_jpeg_damaged),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_upright),
		cmocka_unit_test(test_svg_size),
		cmocka_unit_test(test_svg_written_anew),
		cmocka_unit_test(test_svg_refused),
		cmocka_unit_test(test_svg_bombs),
		cmocka_unit_test(test_svg_ordinary),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
