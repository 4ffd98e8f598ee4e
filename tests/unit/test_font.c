/* font: families found, styles told apart, characters asked, what is missing named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <string.h>

#include "base/err.h"
#include "text/face.h"
#include "text/font.h"

static const char *const serif[] = { "Noto Serif", "Noto Serif Georgian", "Noto Sans Armenian", NULL };
static const char *const sans[] = { "Noto Sans", NULL };
static const struct font_family families[] = { { "serif", serif }, { "sans", sans } };

static struct fonts *open_fonts(void) {
	struct err err = ERR_INIT;
	struct fonts *fonts = fonts_new(families, 2, &err);
	if (!fonts) {
		fail_msg("%s", err.msg);
	}
	return fonts;
}

static void test_styles(void **state) {
	static const struct { const char *role; bool bold, italic; const char *name; } cases[] = {
		{ "serif", false, false, "NotoSerif-Regular" }, { "serif", true, false, "NotoSerif-Bold" },
		{ "serif", false, true, "NotoSerif-Italic" },   { "serif", true, true, "NotoSerif-BoldItalic" },
		{ "sans", false, false, "NotoSans-Regular" },   { "sans", true, true, "NotoSans-BoldItalic" },
	};
	struct fonts *fonts = open_fonts();
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int role = fonts_role(fonts, cases[i].role);
		const struct face *face = stack_first(fonts_stack(fonts, role, cases[i].bold, cases[i].italic));
		assert_string_equal(face_name(face), cases[i].name);
	}
	assert_int_equal(fonts_role(fonts, "mono"), -1);
	fonts_free(fonts);
}

static void test_fallback(void **state) {
	static const struct { uint32_t cp; const char *name; } cases[] = {
		{ 'a', "NotoSerif-Regular" }, { 0x10D0, "NotoSerifGeorgian-Regular" }, { 0x540, "NotoSansArmenian-Regular" },
		{ 0x416, "NotoSerif-Regular" }, { 0x65E5, NULL }, { 0x10FFFF, NULL }, { 0x110000, NULL },
	};
	struct fonts *fonts = open_fonts();
	struct stack *stack = fonts_stack(fonts, 0, false, false);
	(void)state;
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
			const struct face *face = stack_find(stack, cases[i].cp);
			assert_int_equal(face != NULL, cases[i].name != NULL);
			if (face) {
				assert_string_equal(face_name(face), cases[i].name);
			}
		}
	}
	/* an italic that a fallback family lacks is taken from its upright */
	const struct face *face = stack_find(fonts_stack(fonts, 0, false, true), 0x10D0);
	assert_string_equal(face_name(face), "NotoSerifGeorgian-Regular");
	fonts_free(fonts);
}

/* FreeType and HarfBuzz read the same file: glyph numbers and metrics agree. */
static void test_freetype_agrees(void **state) {
	struct fonts *fonts = open_fonts();
	(void)state;
	for (int role = 0; role < 2; role++) {
		const struct face *face = stack_first(fonts_stack(fonts, role, false, false));
		FT_Face ft = face_freetype(face);
		assert_non_null(ft);
		assert_ptr_equal(ft, face_freetype(face));
		assert_int_equal(FT_Get_Char_Index(ft, ' '), face->space);
		assert_true(ft->units_per_EM == face->upem);
		assert_true(face->ascent > 0.7 * face->upem && face->ascent < 1.4 * face->upem);
		assert_true(face->descent > 0.1 * face->upem && face->descent < 0.6 * face->upem);
		assert_int_equal(FT_Load_Glyph(ft, face->space, FT_LOAD_NO_SCALE), 0);
		assert_int_equal(ft->glyph->metrics.horiAdvance, face->space_advance);
	}
	fonts_free(fonts);
}

static void test_not_installed(void **state) {
	static const char *const names[] = { "Noto Serif Klingon", NULL };
	const struct font_family family = { "serif", names };
	struct err err = ERR_INIT;
	(void)state;
	assert_null(fonts_new(&family, 1, &err));
	assert_int_equal(err.code, ERR_INPUT);
	assert_non_null(strstr(err.msg, "'Noto Serif Klingon'"));
	assert_non_null(strstr(err.msg, "'serif'"));
	assert_non_null(strstr(err.hint, "fonts-noto"));
}

static void test_empty_role(void **state) {
	static const char *const names[] = { NULL };
	const struct font_family family = { "serif", names };
	struct err err = ERR_INIT;
	(void)state;
	assert_null(fonts_new(&family, 1, &err));
	assert_non_null(strstr(err.msg, "no family"));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_role),
		cmocka_unit_test(test_fallback),
		cmocka_unit_test(test_freetype_agrees),
		cmocka_unit_test(test_not_installed),
		cmocka_unit_test(test_styles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
