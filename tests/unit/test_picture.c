/* picture: images of every kind in a finished PDF, judged by tests/pdfcheck.c, and by poppler from what is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "../pdfcheck.h"
#include "../pictures.h"
#include "base/err.h"
#include "base/file.h"
#include "doc/image.h"
#include "layout/page.h"
#include "pdf/objs.h"
#include "pdf/pdf.h"
#include "pdf/vector.h"

static const struct pdf_meta meta = {
	.title = "Pictures", .lang = "en", .created = "2026-09-30T12:00:00Z", .creator = "Sitrep", .id_seed = "seed",
};

static struct arena *arena;
static struct pages pages;

static struct op *add(enum op_kind kind) {
	struct page *page = &pages.v[pages.n - 1];
	struct op *op = ARENA_PUSH(arena, page->ops, page->op_count, page->op_cap);

	op->kind = kind;
	return op;
}

static void new_page(void) {
	struct page *page = ARENA_PUSH(arena, pages.v, pages.n, pages.cap);

	page->width_pt = page->height_pt = 200;
	page->label = "1";
}

static void begin(void) {
	pages = (struct pages){ .v = NULL };
	new_page();
	add(OP_TAG_BEGIN)->u.tag.tag = TAG_DOCUMENT;
}

static void put(const struct image *image, double x, double y, double w, double h) {
	struct tag_attrs attrs = { .alt = "A picture", .bbox = { x, y, x + w, y + h } };
	struct op *op = add(OP_TAG_BEGIN);

	op->u.tag.tag = TAG_FIGURE;
	op->u.tag.attrs = arena_copy(arena, &attrs, sizeof(attrs));
	op = add(OP_IMAGE);
	op->u.image.image = image;
	op->u.image.x = x;
	op->u.image.y = y;
	op->u.image.w = w;
	op->u.image.h = h;
	add(OP_TAG_END)->u.tag.tag = TAG_FIGURE;
}

/* The document as a PDF that the checker has nothing against. */
static void write_ok(struct buf *pdf) {
	struct pages_feed feed;
	struct pdf_cost cost;
	struct err err = ERR_INIT;
	struct buf report = BUF_INIT;

	add(OP_TAG_END)->u.tag.tag = TAG_DOCUMENT;
	if (!pdf_write(pages_feed(&feed, &pages), &meta, pdf, &cost, &err)) {
		fail_msg("%s", err.msg);
	}
	if (!pdfcheck(pdf->p, pdf->len, &report)) {
		fail_msg("%s", buf_str(&report));
	}
	buf_fini(&report);
}

static void load(const char *name, const struct buf *file, struct image *image) {
	struct err err = ERR_INIT;

	if (!image_load(arena, name, file->p, file->len, image, &err)) {
		fail_msg("%s", err.msg);
	}
}

/* Page 1 as poppler draws it, a pixel a point: three bytes each. */
static void look(const struct buf *pdf, unsigned char *pixels) {
	char name[] = "/tmp/test-picture-XXXXXX", command[200], magic[3];
	struct err err = ERR_INIT;
	int fd = mkstemp(name), width = 0, height = 0;
	FILE *pipe;

	assert_true(fd >= 0 && file_write_fd(fd, name, pdf->p, pdf->len, &err));
	close(fd);
	snprintf(command, sizeof(command), "pdftoppm -r 72 -f 1 -l 1 %s", name);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	assert_int_equal(fscanf(pipe, "%2s %d %d 255", magic, &width, &height), 3);
	fgetc(pipe);
	assert_int_equal(width, 200);
	assert_int_equal(fread(pixels, 3, 200 * 200, pipe), 200 * 200);
	pclose(pipe);
	unlink(name);
}

static unsigned char seen[200 * 200 * 3];

/* Is the pixel at (x, y) about that colour? */
static void must_see(int x, int y, int r, int g, int b) {
	const unsigned char *p = &seen[3 * (200 * y + x)];

	if (abs(p[0] - r) > 12 || abs(p[1] - g) > 12 || abs(p[2] - b) > 12) {
		fail_msg("at %d %d: %d %d %d instead of %d %d %d", x, y, p[0], p[1], p[2], r, g, b);
	}
}

static void test_jpeg_turned(void **state) {
	/* The bright quarter of the stored picture is at its upper left. */
	static const struct { int orientation, x, y; } cases[] = {
		{ 1, 15, 15 }, { 2, 105, 15 }, { 3, 105, 105 }, { 4, 15, 105 }, { 5, 15, 15 }, { 6, 105, 15 }, { 7, 105, 105 }, { 8, 15, 105 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct made_jpeg made = { .width = 64, .height = 48, .channels = 3, .orientation = cases[i].orientation };
		struct buf file = BUF_INIT, pdf = BUF_INIT;
		struct image image;

		make_jpeg(&made, &file);
		load("a.jpg", &file, &image);
		begin();
		put(&image, 10, 10, 100, 100);
		write_ok(&pdf);
		/* Byte for byte. */
		assert_non_null(memmem(pdf.p, pdf.len, file.p, file.len));
		look(&pdf, seen);
		must_see(cases[i].x, cases[i].y, 255, 255, 255);
		must_see(150, 150, 255, 255, 255);
		for (size_t k = 0; k < 4; k++) {
			int x = k % 2 ? 105 : 15, y = k / 2 ? 105 : 15;
			if (x != cases[i].x || y != cases[i].y) {
				assert_true(seen[3 * (200 * y + x)] < 215);
			}
		}
		buf_fini(&file);
		buf_fini(&pdf);
	}
}

/* A page with the picture made, 100 points wide, at (50, 50): what is seen of it. */
static void see_png(struct made_png made) {
	struct buf file = BUF_INIT, pdf = BUF_INIT;
	struct image image;

	made.width = made.height = 100;
	make_png(&made, &file);
	load("a.png", &file, &image);
	begin();
	put(&image, 50, 50, 100, 100);
	write_ok(&pdf);
	look(&pdf, seen);
	buf_fini(&file);
	buf_fini(&pdf);
}

static void test_png_kinds(void **state) {
	static const struct made_png cases[] = {
		{ .bits = 8, .type = PNG_COLOR_TYPE_RGB },
		{ .bits = 16, .type = PNG_COLOR_TYPE_RGB },
		{ .bits = 8, .type = PNG_COLOR_TYPE_RGB, .is_interlaced = true },
		{ .bits = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA },
		{ .bits = 16, .type = PNG_COLOR_TYPE_RGB_ALPHA },
		{ .bits = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA, .is_interlaced = true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		see_png(cases[i]);
		if (cases[i].type == PNG_COLOR_TYPE_RGB) {
			must_see(60, 60, 255, 255, 255);
			must_see(130, 140, 204, 136, 68);
		} else {
			/* Alpha grows downwards: half of it in the middle. */
			must_see(130, 51, 252, 252, 252);
			must_see(130, 100, 229, 195, 161);
			must_see(130, 148, 205, 138, 71);
		}
		must_see(30, 100, 255, 255, 255);
	}
}

static void test_grey_and_palettes(void **state) {
	static const struct { struct made_png made; int r, g, b; } cases[] = {
		{ { .bits = 1, .type = PNG_COLOR_TYPE_GRAY }, 0, 0, 0 },
		{ { .bits = 4, .type = PNG_COLOR_TYPE_GRAY }, 204, 204, 204 },
		{ { .bits = 8, .type = PNG_COLOR_TYPE_GRAY, .is_interlaced = true }, 204, 204, 204 },
		{ { .bits = 16, .type = PNG_COLOR_TYPE_GRAY }, 204, 204, 204 },
		{ { .bits = 8, .type = PNG_COLOR_TYPE_PALETTE }, 204, 51, 90 },
		{ { .bits = 4, .type = PNG_COLOR_TYPE_PALETTE }, 12, 243, 90 },
		{ { .bits = 4, .type = PNG_COLOR_TYPE_PALETTE, .is_interlaced = true }, 12, 243, 90 },
		{ { .bits = 4, .type = PNG_COLOR_TYPE_PALETTE, .has_key = true }, 12, 243, 90 },
		{ { .bits = 4, .type = PNG_COLOR_TYPE_PALETTE, .is_interlaced = true, .has_key = true }, 12, 243, 90 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		see_png(cases[i].made);
		must_see(132, 140, cases[i].r, cases[i].g, cases[i].b);
		if (cases[i].made.has_key) {
			must_see(51, 140, 255, 255, 255);
		}
	}
}

static const char drawing[] =
	"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'><defs>"
	"<linearGradient id='g'><stop offset='0' stop-color='red'/><stop offset='1' stop-color='blue' stop-opacity='.5'/></linearGradient>"
	"<pattern id='p' width='10' height='10' patternUnits='userSpaceOnUse'><circle cx='5' cy='5' r='3' fill='green'/></pattern>"
	"<clipPath id='c'><circle cx='50' cy='50' r='40'/></clipPath></defs>"
	"<rect width='100' height='100' fill='url(#g)' clip-path='url(#c)'/><rect x='100' width='50' height='100' fill='url(#p)'/>"
	"<g opacity='.5'><rect x='150' y='0' width='50' height='50' fill='blue'/><rect x='160' y='10' width='50' height='90' fill='lime'/></g>"
	"<g style='mix-blend-mode:multiply'><rect x='160' y='60' width='40' height='40' fill='yellow'/></g></svg>";

static void test_svg(void **state) {
	struct buf file = BUF_INIT, pdf = BUF_INIT;
	struct image image;

	(void)state;
	buf_adds(&file, drawing);
	load("a.svg", &file, &image);
	begin();
	put(&image, 0, 50, 200, 100);
	write_ok(&pdf);
	look(&pdf, seen);
	must_see(5, 55, 255, 255, 255);                  /* clipped */
	must_see(15, 100, 220, 19, 54);
	must_see(105, 55, 0, 128, 0);
	must_see(155, 55, 127, 127, 255);
	must_see(180, 90, 127, 255, 127);                /* one group: what is below does not show */
	buf_fini(&file);
	buf_fini(&pdf);
}

/* However often an image stands in a document, its bytes are there once. */
static void test_once(void **state) {
	const struct made_png made = { .width = 90, .height = 90, .bits = 8, .type = PNG_COLOR_TYPE_RGB_ALPHA };
	const struct made_jpeg made_too = { .width = 64, .height = 48, .channels = 3 };
	struct buf png = BUF_INIT, jpeg = BUF_INIT, svg = BUF_INIT, one = BUF_INIT, many = BUF_INIT, again = BUF_INIT;
	struct image images[3];

	(void)state;
	make_png(&made, &png);
	make_jpeg(&made_too, &jpeg);
	buf_adds(&svg, drawing);
	load("a.png", &png, &images[0]);
	load("a.jpg", &jpeg, &images[1]);
	load("a.svg", &svg, &images[2]);
	for (int copies = 1; copies <= 3; copies++) {
		begin();
		for (int i = 0; i < (copies == 1 ? 1 : 7); i++) {
			for (int k = 0; k < 3; k++) {
				put(&images[k], 60 * k, 10, 50, 50);
				put(&images[k], 60 * k, 100, 50, 30);
			}
			new_page();
		}
		write_ok(copies == 1 ? &one : copies == 2 ? &many : &again);
	}
	look(&one, seen);
	must_see(40, 58, 206, 141, 75);
	must_see(105, 40, 180, 180, 180);
	must_see(165, 50, 127, 255, 0);
	assert_true(many.len < one.len + 6000);
	assert_int_equal(many.len, again.len);
	assert_memory_equal(many.p, again.p, many.len);
	buf_fini(&png);
	buf_fini(&jpeg);
	buf_fini(&svg);
	buf_fini(&one);
	buf_fini(&many);
	buf_fini(&again);
}

/* A picture may be turned with what is round it; it may not be lost off the page. */
static void test_turned_and_lost(void **state) {
	const struct made_png made = { .width = 100, .height = 100, .bits = 8, .type = PNG_COLOR_TYPE_RGB };
	struct buf file = BUF_INIT, pdf = BUF_INIT;
	struct image image;
	struct pages_feed feed;
	struct pdf_cost cost;
	struct err err = ERR_INIT;
	struct op *op;

	(void)state;
	make_png(&made, &file);
	load("a.png", &file, &image);
	begin();
	op = add(OP_ROTATE_BEGIN);
	op->u.rotate.x = op->u.rotate.y = 100;
	op->u.rotate.degrees = 90;
	put(&image, 50, 50, 100, 100);
	add(OP_ROTATE_END);
	write_ok(&pdf);
	look(&pdf, seen);
	must_see(140, 60, 255, 255, 255);
	must_see(60, 130, 204, 136, 68);

	begin();
	put(&image, 300, 50, 100, 100);
	add(OP_TAG_END)->u.tag.tag = TAG_DOCUMENT;
	buf_reset(&pdf);
	assert_false(pdf_write(pages_feed(&feed, &pages), &meta, &pdf, &cost, &err));
	assert_non_null(strstr(err.msg, "lies outside of the page"));
	buf_fini(&file);
	buf_fini(&pdf);
}

/* What Cairo might write, and is known not to. */
static void test_graft_is_strict(void **state) {
	static const struct { const char *content, *resource, *message; } cases[] = {
		{ "0 0 1 rg 0 0 9 9 re f", "", NULL },
		{ "BT ET", "", "'BT' draws no shape" },
		{ "/Span <</MCID 0>> BDC", "", "draws no shape" },
		{ "/x5 Do", "/XObject << /x5 9 0 R >>", "it is referred to, and is not there" },
		{ "0 0 9 9 re f", "/Font << /f 4 0 R >>", "more than a drawing" },
		{ "0 0 9 9 re f", "/Properties (word)", "a string" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf pdf = BUF_INIT, out = BUF_INIT;
		struct objs *objs = objs_new(&out);
		struct err err = ERR_INIT;
		size_t at[5], xref;
		unsigned num = 0;

		buf_adds(&pdf, "%PDF-1.5\n");
		at[1] = pdf.len;
		buf_addf(&pdf, "1 0 obj\n<< /Length 2 0 R\n>>\nstream\n%s\nendstream\nendobj\n", cases[i].content);
		at[2] = pdf.len;
		buf_addf(&pdf, "2 0 obj\n   %zu\nendobj\n", strlen(cases[i].content));
		at[3] = pdf.len;
		buf_addf(&pdf, "3 0 obj\n<< %s\n>>\nendobj\n", cases[i].resource);
		at[4] = pdf.len;
		buf_adds(&pdf, "4 0 obj\n<< /Type /Page % 1\n   /Contents 1 0 R\n   /Resources 3 0 R\n>>\nendobj\n");
		xref = pdf.len;
		buf_adds(&pdf, "xref\n0 5\n0000000000 65535 f \n");
		for (int k = 1; k < 5; k++) {
			buf_addf(&pdf, "%010zu 00000 n \n", at[k]);
		}
		buf_addf(&pdf, "trailer\n<< /Size 5 >>\nstartxref\n%zu\n%%%%EOF\n", xref);
		bool ok = vector_graft(objs, pdf.p, pdf.len, 9, 9, &num, &err);
		if (ok != !cases[i].message || (cases[i].message && !strstr(err.msg, cases[i].message))) {
			fail_msg("case %zu: '%s'", i, err.msg);
		}
		objs_free(objs);
		buf_fini(&pdf);
		buf_fini(&out);
	}
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
		cmocka_unit_test(test_jpeg_turned),
		cmocka_unit_test(test_png_kinds),
		cmocka_unit_test(test_grey_and_palettes),
		cmocka_unit_test(test_svg),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_turned_and_lost),
		cmocka_unit_test(test_graft_is_strict),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
