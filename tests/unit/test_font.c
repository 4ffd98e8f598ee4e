/* font: families found, styles told apart, characters asked, what is missing named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <string.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"
#include "text/family.h"
#include "text/font.h"
#include "text/missing.h"
#include "text/unhint.h"

static const char *const serif[] = { "Noto Serif", "Noto Serif Georgian", "Noto Sans Armenian", NULL };
static const char *const sans[] = { "Noto Sans", NULL };
enum { SERIF, SANS };
static const struct font_family families[] = { { .role = "serif", .names = serif }, { .role = "sans", .names = sans } };

static struct fonts *open_fonts(void) {
	struct err err = ERR_INIT;
	struct fonts *fonts = fonts_new(families, 2, &err);
	if (!fonts) {
		fail_msg("%s", err.msg);
	}
	return fonts;
}

static void test_styles(void **state) {
	static const struct { int role; bool bold, italic; const char *name; } cases[] = {
		{ SERIF, false, false, "NotoSerif-Regular" }, { SERIF, true, false, "NotoSerif-Bold" },
		{ SERIF, false, true, "NotoSerif-Italic" },   { SERIF, true, true, "NotoSerif-BoldItalic" },
		{ SANS, false, false, "NotoSans-Regular" },   { SANS, true, true, "NotoSans-BoldItalic" },
	};
	struct fonts *fonts = open_fonts();
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct face *face = stack_first(fonts_stack(fonts, cases[i].role, cases[i].bold, cases[i].italic));
		assert_string_equal(face_name(face), cases[i].name);
	}
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

/* A family that looks small beside the first is set larger; the same file serves both sizes. */
static void test_scale(void **state) {
	static const char *const names[] = { "Noto Serif", "Noto Naskh Arabic", NULL };
	static const double scales[] = { 1, 1.25 };
	const struct font_family roles[] = { { .role = "a", .names = names, .scales = scales }, { .role = "b", .names = names } };
	struct err err = ERR_INIT;
	struct fonts *fonts = fonts_new(roles, 2, &err);
	(void)state;
	assert_non_null(fonts);
	const struct face *large = stack_find(fonts_stack(fonts, 0, false, false), 0x628), *plain = stack_find(fonts_stack(fonts, 1, false, false), 0x628);
	assert_ptr_not_equal(large, plain);
	assert_string_equal(large->file, plain->file);
	assert_true(large->scale == 1.25 && plain->scale == 1);
	assert_true(fabs(large->ascent / large->upem - 1.25 * plain->ascent / plain->upem) < 1e-9);
	assert_ptr_equal(stack_first(fonts_stack(fonts, 0, false, false)), stack_first(fonts_stack(fonts, 1, false, false)));
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

static FT_Face load(FT_Face face, unsigned glyph) {
	assert_int_equal(FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE), 0);
	return face;
}

/* How long those of the first glyph are, in the font as it is embedded. */
static unsigned instructions_of(FT_Face face) {
	unsigned char glyph[40];
	FT_ULong n = sizeof(glyph);
	assert_int_equal(FT_Load_Sfnt_Table(face, FT_MAKE_TAG('g', 'l', 'y', 'f'), 0, glyph, &n), 0);
	size_t at = 10 + 2 * (size_t)glyph[1];
	assert_true(glyph[0] == 0 && at + 2 <= n);
	return (unsigned)glyph[at] << 8 | glyph[at + 1];
}

/* What FreeType sees has the outlines of the file's glyphs, and none of what would fit them to pixels. */
static void test_no_instructions(void **state) {
	static const char *const names[] = { "Noto Sans Arabic", NULL };
	const struct font_family arabic = { .role = "arabic", .names = names };
	FT_Library library;
	struct err err = ERR_INIT;
	(void)state;
	assert_int_equal(FT_Init_FreeType(&library), 0);
	for (int i = 0; i < 3; i++) {
		struct fonts *fonts = i < 2 ? open_fonts() : fonts_new(&arabic, 1, &err);
		const struct face *face = stack_first(fonts_stack(fonts, i % 2, false, false));
		FT_Face ours = face_freetype(face), theirs;
		FT_ULong size = 0;
		assert_int_equal(FT_New_Face(library, face->file, 0, &theirs), 0);
		assert_int_equal(ours->num_glyphs, theirs->num_glyphs);
		for (FT_Long g = 0; g < ours->num_glyphs; g++) {
			const FT_Outline *a = &load(ours, (unsigned)g)->glyph->outline, *b = &load(theirs, (unsigned)g)->glyph->outline;
			assert_int_equal(a->n_points, b->n_points);
			assert_int_equal(a->n_contours, b->n_contours);
			if (a->n_points > 0) {
				assert_memory_equal(a->points, b->points, (size_t)a->n_points * sizeof(*a->points));
			}
			assert_int_equal(ours->glyph->metrics.horiAdvance, theirs->glyph->metrics.horiAdvance);
		}
		assert_true(instructions_of(theirs) > 0);
		assert_int_equal(instructions_of(ours), 0);
		assert_int_equal(FT_Load_Sfnt_Table(theirs, FT_MAKE_TAG('f', 'p', 'g', 'm'), 0, NULL, &size), 0);
		assert_int_not_equal(FT_Load_Sfnt_Table(ours, FT_MAKE_TAG('f', 'p', 'g', 'm'), 0, NULL, &size), 0);
		FT_Done_Face(theirs);
		fonts_free(fonts);
	}
	FT_Done_FreeType(library);
}

/* Wherever a font is damaged, its glyphs are read or not, and nothing else is. */
static void test_damaged_outlines(void **state) {
	struct fonts *fonts = open_fonts();
	const char *path = stack_first(fonts_stack(fonts, SANS, false, false))->file;
	struct buf font = BUF_INIT;
	struct err err = ERR_INIT;
	FT_Library library;
	(void)state;
	assert_true(file_read(path, 16 << 20, &font, &err));
	assert_int_equal(FT_Init_FreeType(&library), 0);
	for (size_t i = 0; i < 60; i++) {
		/* A copy of just its size: what is read behind it is seen by the sanitizers. */
		size_t n = i % 3 == 0 ? font.len * i / 60 : font.len;
		uint8_t *bytes = mem_alloc(n + 1);
		memcpy(bytes, font.p, n);
		for (size_t k = 0; n > 400 && k < 4000; k++) {
			bytes[300 + (k * 7919 + i * 104729) % (n - 300)] ^= (uint8_t)(k + i);
		}
		FT_Face face = unhint_open(library, bytes, n, 0);
		for (FT_UInt g = 0; face && g < 400; g++) {
			FT_Load_Glyph(face, g, FT_LOAD_NO_SCALE);
		}
		if (face) {
			FT_Done_Face(face);
		}
		mem_free(bytes);
	}
	FT_Done_FreeType(library);
	buf_fini(&font);
	fonts_free(fonts);
}

static void test_not_installed(void **state) {
	static const char *const names[] = { "Noto Serif Klingon", NULL };
	const struct font_family family = { .role = "serif", .names = names };
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
	const struct font_family family = { .role = "serif", .names = names };
	struct err err = ERR_INIT;
	(void)state;
	assert_null(fonts_new(&family, 1, &err));
	assert_non_null(strstr(err.msg, "no family"));
}

/* An optional family that lacks is passed over; what it would have had says which package to install. */
static void test_optional(void **state) {
	static const char *const names[] = { "Noto Serif", NULL };
	static const char *const optional[] = { "Noto Serif CJK Klingon", "Noto Serif Georgian", NULL };
	const struct font_family family = { .role = "serif", .names = names, .optional = optional };
	struct err err = ERR_INIT;
	struct fonts *fonts = fonts_new(&family, 1, &err);
	(void)state;
	assert_non_null(fonts);
	struct stack *stack = fonts_stack(fonts, 0, false, false);
	assert_string_equal(face_name(stack_find(stack, 0x10D0)), "NotoSerifGeorgian-Regular");
	assert_null(stack_find(stack, 0x65E5));
	assert_string_equal(stack_absent(stack)[0], "Noto Serif CJK Klingon");
	assert_null(stack_absent(stack)[1]);
	assert_false(missing_glyph(0x65E5, stack, &err));
	assert_non_null(strstr(err.msg, "U+65E5"));
	assert_non_null(strstr(err.hint, "install the Debian package fonts-noto-cjk:"));
	assert_non_null(strstr(err.hint, "'Noto Serif CJK Klingon'"));
	assert_false(missing_glyph(0x5D0, stack, &err));
	assert_non_null(strstr(err.hint, "add the family 'Noto Serif Hebrew' (Debian package fonts-noto-core)"));
	fonts_free(fonts);
}

/* Scripts that Unicode has and Debian's Noto has not. */
static bool is_without_font(int script) {
	static const int without[] = {
		USCRIPT_CHORASMIAN, USCRIPT_CYPRO_MINOAN, USCRIPT_DIVES_AKURU, USCRIPT_KAWI, USCRIPT_KHITAN_SMALL_SCRIPT,
		USCRIPT_MAKASAR, USCRIPT_NAG_MUNDARI, USCRIPT_NANDINAGARI, USCRIPT_OLD_UYGHUR, USCRIPT_TANGSA, USCRIPT_TOTO,
		USCRIPT_VITHKUQI,
	};
	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++) {
		if (without[i] == script) {
			return true;
		}
	}
	return script == USCRIPT_UNKNOWN || script >= USCRIPT_KAWI;     /* of Unicode after Debian 12's */
}

/* What is named for a character of any script is installed where its package is. */
static void test_every_script(void **state) {
	static const char *const names[] = { "Noto Sans Math", NULL };
	const struct font_family family = { .role = "serif", .names = names };
	struct err err = ERR_INIT;
	struct fonts *fonts = fonts_new(&family, 1, &err);
	int asked = 0;
	(void)state;
	for (int script = USCRIPT_INHERITED + 1; script < 200; script++) {
		UChar sample[8];
		UErrorCode status = U_ZERO_ERROR;
		UChar32 cp = 0;
		struct family_file file;
		char name[80] = "";
		int32_t n = uscript_getSampleString((UScriptCode)script, sample, 8, &status);
		if (U_FAILURE(status) || n == 0 || is_without_font(script)) {
			continue;
		}
		U16_GET(sample, 0, 0, n, cp);
		assert_false(missing_glyph((uint32_t)cp, fonts_stack(fonts, 0, false, false), &err));
		const char *open = strchr(err.hint, '\'');
		sscanf(open ? open : "", "'%79[^']'", name);
		const char *const found[] = { name };
		struct families *installed = families_find(found, 1, &err);
		bool is_there = families_lookup(installed, name, false, false, &file);
		if (!is_there && !strstr(name, "CJK")) {
			fail_msg("U+%04X: %s", (unsigned)cp, name);
		}
		families_free(installed);
		asked++;
	}
	assert_true(asked > 140);
	fonts_free(fonts);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_damaged_outlines),
		cmocka_unit_test(test_empty_role),
		cmocka_unit_test(test_every_script),
		cmocka_unit_test(test_fallback),
		cmocka_unit_test(test_freetype_agrees),
		cmocka_unit_test(test_no_instructions),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_not_installed),
		cmocka_unit_test(test_optional),
		cmocka_unit_test(test_styles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
