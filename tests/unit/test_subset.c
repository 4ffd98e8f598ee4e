/* subset: fonts cut down to some glyphs show these as the whole font does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <hb.h>
#include <hb-ot.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"
#include "text/font.h"
#include "text/subset.h"

static struct fonts *open_fonts(const char *name, struct err *err) {
	const char *const names[] = { name, NULL };
	const struct font_family family = { "role", names, NULL };

	return fonts_new(&family, 1, err);
}

static uint32_t glyph_of(const struct face *face, uint32_t cp) {
	hb_codepoint_t glyph = 0;

	assert_true(hb_font_get_nominal_glyph(face->hb_font, cp, &glyph));
	return glyph;
}

static void check_same(hb_font_t *whole, uint32_t a, hb_font_t *part, uint32_t b) {
	hb_glyph_extents_t x = { 0 }, y = { 0 };

	assert_true(hb_font_get_glyph_extents(whole, a, &x) && hb_font_get_glyph_extents(part, b, &y));
	assert_memory_equal(&x, &y, sizeof(x));
	assert_int_equal(hb_font_get_glyph_h_advance(whole, a), hb_font_get_glyph_h_advance(part, b));
}

/* Each letter at the place that was asked for, twice where it was asked for twice; the parts of what is composed behind them. */
static void test_truetype(void **state) {
	static const uint32_t letters[] = { 0, 'A', 'g', 0xE9, 0x1EA5, 0, 'A', 0x439, ' ' };
	uint32_t glyphs[sizeof(letters) / sizeof(*letters)] = { 0 };
	struct buf file = BUF_INIT, again = BUF_INIT;
	struct err err = ERR_INIT;
	struct fonts *fonts = open_fonts("Noto Serif", &err);
	size_t n = sizeof(letters) / sizeof(*letters);

	(void)state;
	const struct face *face = stack_first(fonts_stack(fonts, 0, false, false));
	assert_true(subset_is_truetype(face));
	for (size_t i = 0; i < n; i++) {
		glyphs[i] = letters[i] ? glyph_of(face, letters[i]) : 0;
	}
	assert_true(subset_truetype(face, glyphs, n, &file, &err));
	assert_true(file.len < 8000);
	assert_true(subset_truetype(face, glyphs, n, &again, &err));
	assert_int_equal(file.len, again.len);
	assert_memory_equal(file.p, again.p, file.len);

	hb_blob_t *blob = hb_blob_create(file.p, (unsigned)file.len, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *part_face = hb_face_create(blob, 0);
	hb_font_t *part = hb_font_create(part_face);
	hb_font_set_scale(part, (int)face->upem, (int)face->upem);
	assert_int_equal(hb_face_get_upem(part_face), face->upem);
	assert_in_range(hb_face_get_glyph_count(part_face), n, n + 8);
	for (size_t i = 0; i < n; i++) {
		if (letters[i]) {
			check_same(face->hb_font, glyphs[i], part, (uint32_t)i);
		}
	}
	hb_font_destroy(part);
	hb_face_destroy(part_face);
	hb_blob_destroy(blob);
	buf_fini(&file);
	buf_fini(&again);
	fonts_free(fonts);
}

/* A glyph that the font has not, and more glyphs than a file can number. */
static void test_refused(void **state) {
	const uint32_t wrong[] = { 0, 1000000 };
	struct buf file = BUF_INIT;
	struct err err = ERR_INIT;
	struct fonts *fonts = open_fonts("Noto Serif", &err);
	const struct face *face = stack_first(fonts_stack(fonts, 0, false, false));
	uint32_t *many = mem_alloc(70000 * sizeof(*many));

	(void)state;
	assert_false(subset_truetype(face, wrong, 2, &file, &err));
	assert_non_null(strstr(err.msg, "NotoSerif-Regular is damaged"));
	assert_false(subset_truetype(face, many, 70000, &file, &err));
	assert_false(subset_cff(face, wrong, 1, &file, &err));
	assert_non_null(strstr(err.msg, "cannot be embedded"));
	mem_free(many);
	buf_fini(&file);
	fonts_free(fonts);
}

/* Of 65,000 glyphs two: not a hundredth of the file is left. */
static void test_cff(void **state) {
	struct err err = ERR_INIT;
	struct fonts *fonts = open_fonts("Noto Serif CJK SC", &err);
	struct buf file = BUF_INIT;

	(void)state;
	if (!fonts) {
		skip();
	}
	const struct face *face = stack_first(fonts_stack(fonts, 0, false, false));
	const uint32_t glyphs[] = { glyph_of(face, 0x4E2D), glyph_of(face, 0x6587) };
	assert_false(subset_is_truetype(face));
	assert_true(subset_cff(face, glyphs, 2, &file, &err));
	assert_in_range(file.len, 300, 20000);
	assert_int_equal(file.p[0], 1);
	buf_fini(&file);
	fonts_free(fonts);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cff),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_truetype),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
