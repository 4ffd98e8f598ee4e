/* scripts: each is broken where its readers expect it, runs as they read it, and comes back out as it went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"
#include "text/font.h"
#include "text/para.h"
#include "text/uax14.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static struct fonts *fonts;
static struct shaper *shaper;
static struct arena *arena;
static bool has_cjk;

static int setup(void **state) {
	static const char *const serif[] = { "Noto Serif", "Noto Naskh Arabic", "Noto Serif Hebrew", "Noto Serif Georgian",
	                                     "Noto Serif Armenian", "Noto Serif Devanagari", "Noto Serif Thai", NULL };
	static const char *const ligatures[] = { "Noto Sans Arabic", NULL }, *const eastern[] = { "Noto Serif CJK SC", NULL };
	static const struct font_family families[] = { { .role = "serif", .names = serif, .optional = eastern }, { .role = "ligatures", .names = ligatures } };
	struct err err = ERR_INIT;
	(void)state;
	fonts = fonts_new(families, 2, &err);
	shaper = fonts ? shaper_new(fonts, &err) : NULL;
	arena = arena_new();
	has_cjk = fonts && stack_absent(fonts_stack(fonts, 0, false, false))[0] == NULL;
	return shaper ? 0 : -1;
}

static int teardown(void **state) {
	(void)state;
	arena_free(arena);
	shaper_free(shaper);
	fonts_free(fonts);
	return 0;
}

static void need_cjk(void) {
	if (!has_cjk) {
		print_message("Noto Serif CJK SC is not installed\n");
		skip();
	}
}

/* A bar stands where a line may end. */
static void test_breaks(void **state) {
	static const struct { const char *lang, *text; } cases[] = {
		{ "en", "Sea |Breeze" },
		{ "ru", "Мир |и |безопасность" },
		{ "el", "Ειρήνη |και |ασφάλεια" },
		{ "ka", "მშვიდობა |და |უსაფრთხოება" },
		{ "hy", "Խաղաղություն |և |անվտանգություն։" },
		{ "ar", "السلام |والأمن، |1994" },
		{ "he", "שלום |וביטחון |(1994)" },
		{ "hi", "शांति |के |लिए |साझेदारी।" },
		/* no line begins with 、。」）！ nor ends with 「（ */
		{ "ja", "平|和|の|た|め|に、|「和|平」|と|言|う。" },
		{ "ja", "（枠|組）|文|書！" },
		{ "ja", "パー|ト|ナー|シッ|プ" },
		{ "zh", "北|约，|《宪|章》|第|2|条。" },
		{ "ko", "평|화|를 |위|한" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[256];
		uint8_t breaks[256], expected[256] = { 0 };
		size_t n = 0;
		for (const char *p = cases[i].text; *p; p++) {
			if (*p == '|') {
				expected[n] = UAX14_ALLOWED;
			} else {
				text[n++] = *p;
			}
		}
		uax14_breaks(text, n, cases[i].lang, breaks);
		if (memcmp(breaks, expected, n) != 0) {
			struct buf got = BUF_INIT;
			for (size_t k = 0; k < n; k++) {
				buf_adds(&got, breaks[k] ? "|" : "");
				buf_addc(&got, text[k]);
			}
			fail_msg("%s\n%s", cases[i].text, buf_str(&got));
		}
	}
}

/* Thai has no spaces between words: where they end is in ICU's dictionary. */
static void test_thai(void **state) {
	static const char text[] = "ความร่วมมือระหว่างประเทศ";
	uint8_t breaks[sizeof(text)];
	size_t n = 0;
	(void)state;
	uax14_breaks(text, sizeof(text) - 1, "th", breaks);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		n += breaks[i] != UAX14_NONE;
	}
	assert_true(n >= 2 && n <= 5);
}

struct lines {
	struct text_line *v;
	struct text_set *sets;
	size_t n;
};

static struct lines set(const char *text, const char *lang, int role, double width, enum para_align align) {
	struct text_style *style = arena_alloc(arena, sizeof(*style));
	*style = (struct text_style){ .role = role, .size_pt = 10, .lang = lang };
	const struct text_span span = { .kind = SPAN_TEXT, .text = text, .len = strlen(text), .style = style };
	const struct para_opts opts = { .align = align, .lang = lang };
	struct err err = ERR_INIT;
	struct para *para = para_new(arena, shaper, &span, 1, &opts, &err);
	struct lines lines;
	if (!para) {
		fail_msg("%s", err.msg);
	}
	para_break(para, width, &lines.v, &lines.n);
	lines.sets = arena_alloc(arena, lines.n * sizeof(*lines.sets));
	for (size_t i = 0; i < lines.n; i++) {
		para_set(para, &lines.v[i], width, arena, &lines.sets[i]);
	}
	return lines;
}

/* A glyph's text and where it stands. */
struct mark {
	double x;
	size_t order;
	const char *text;
	size_t len;
};

static int by_place(const void *a, const void *b) {
	const struct mark *p = a, *q = b;
	return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->order > q->order) - (p->order < q->order);
}

/* What a line looks like from left to right: the text of each cluster where its first glyph stands. */
static const char *seen(const struct text_set *line) {
	struct mark marks[400];
	size_t n = 0;
	struct buf out = BUF_INIT;
	for (size_t r = 0; r < line->run_count; r++) {
		const struct text_run *run = &line->runs[r];
		size_t byte = 0, glyph = run->is_backward ? run->glyph_count : 0;
		for (size_t c = 0; c < run->cluster_count; c++) {
			glyph -= run->is_backward ? run->clusters[c].num_glyphs : 0u;
			marks[n] = (struct mark){ run->x_pt + run->glyphs[glyph].x, n, run->utf8 + byte, run->clusters[c].num_bytes };
			n++;
			glyph += run->is_backward ? 0u : run->clusters[c].num_glyphs;
			byte += run->clusters[c].num_bytes;
		}
	}
	qsort(marks, n, sizeof(*marks), by_place);
	for (size_t i = 0; i < n; i++) {
		buf_add(&out, marks[i].text, marks[i].len);
	}
	const char *text = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

/* Left to right as an eye sees it: Hebrew is easiest to write down, one letter a cluster. */
static void test_visual_order(void **state) {
	static const struct { const char *lang, *text, *seen; } cases[] = {
		{ "en", "a שלום b", "a םולש b" },
		{ "he", "שלום NATO עולם", "םלוע NATO םולש" },
		{ "he", "אב 12.5 גד", "דג 12.5 בא" },
		{ "he", "אב (1994) גד", "דג )1994( בא" },        /* mirrored when drawn */
		{ "he", "אב, גד.", ".דג ,בא" },
		/* alone in its cell, a name or a negative number runs as it does elsewhere */
		{ "he", "Sea Breeze.", "Sea Breeze." },
		{ "he", "-0.55", "-0.55" },
		{ "he", "–12", "–12" },
		{ "he", "3.", ".3" },                            /* the label of a list */
		/* groups of a number stay in its order, numbers side by side in that of words */
		{ "he", "אב 12 500 000 גד", "דג 12 500 000 בא" },
		{ "he", "אב 1994 500 גד", "דג 500 1994 בא" },
		{ "he", "אב 12 50 גד", "דג 50 12 בא" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct lines lines = set(cases[i].text, cases[i].lang, 0, 1000, PARA_LEFT);
		assert_int_equal(lines.n, 1);
		assert_string_equal(seen(&lines.sets[0]), cases[i].seen);
	}
}

static size_t chars_of(const char *text, size_t len) {
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	}
	return n;
}

/*
 * Readers of a PDF put what runs from right to left in order by where it stands: so every letter has a glyph of
 * its own, also those that end a ligature, and stands left of the letter before it.
 */
static void test_arabic_letters(void **state) {
	static const char *const words[] = { "السلام", "الإطار", "الأمن", "الله", "لا", "خلاصة", "الآن" };
	(void)state;
	for (int role = 0; role < 2; role++) {
		for (size_t i = 0; i < LEN(words); i++) {
			struct lines lines = set(words[i], "ar", role, 1000, PARA_LEFT);
			const struct text_run *run = &lines.sets[0].runs[0];
			double x = 1e9;
			size_t glyph = run->glyph_count;
			assert_int_equal(lines.sets[0].run_count, 1);
			assert_true(run->is_backward);
			assert_int_equal(run->cluster_count, chars_of(words[i], strlen(words[i])));
			for (size_t c = 0; c < run->cluster_count; c++) {
				assert_int_equal(run->clusters[c].num_glyphs, 1);
				glyph--;
				if (run->glyphs[glyph].x >= x) {
					fail_msg("%s, letter %zu", words[i], c + 1);
				}
				x = run->glyphs[glyph].x;
			}
		}
	}
}

/* Marks follow the letter they stand on, in a cluster of their own. */
static void test_marks(void **state) {
	static const char *const words[] = { "جميعاً", "أُطلق", "שָׁלוֹם" };
	(void)state;
	for (size_t i = 0; i < LEN(words); i++) {
		struct lines lines = set(words[i], i < 2 ? "ar" : "he", 0, 1000, PARA_LEFT);
		size_t clusters = 0;
		for (size_t r = 0; r < lines.sets[0].run_count; r++) {
			clusters += lines.sets[0].runs[r].cluster_count;
		}
		assert_true(clusters + 1 >= chars_of(words[i], strlen(words[i])));
	}
}

static const char *const chinese =
	"北大西洋公约组织（北约，NATO）成立于1949年4月4日，总部设在比利时布鲁塞尔。1994年1月，北约峰会通过了“和平伙伴关系”计划，"
	"为北约与每一个伙伴国之间的务实双边合作提供框架；此后共有34个国家先后加入，其中16国在1999年至2024年间成为正式成员。";
static const char *const japanese =
	"北大西洋条約機構（NATO）は、1949年に設立された集団防衛のための政府間組織である。「平和のためのパートナーシップ」は、"
	"1994年1月のブリュッセル首脳会議で採択された枠組みで、加盟国と各パートナー国との間の実務的な二国間協力を目的としている。";

static bool begins_with_one_of(const char *text, size_t len, const char *const *marks) {
	for (; *marks; marks++) {
		if (len >= strlen(*marks) && memcmp(text, *marks, strlen(*marks)) == 0) {
			return true;
		}
	}
	return false;
}

/* Lines are full, begin with no closing mark, end with no opening one, and hold the text as it was. */
static void check_ideographs(const char *text, const char *lang, double width) {
	static const char *const closing[] = { "、", "。", "，", "；", "」", "）", "”", "ー", "ッ", NULL }, *const opening[] = { "「", "（", "“", NULL };
	struct lines lines = set(text, lang, 0, width, PARA_JUSTIFY);
	struct buf all = BUF_INIT;
	assert_true(lines.n > 1);
	for (size_t i = 0; i < lines.n; i++) {
		const struct text_set *line = &lines.sets[i];
		size_t from = all.len;
		if (i + 1 < lines.n && fabs(line->width_pt - width) > 0.01) {
			fail_msg("%s at %g: line %zu is %g wide", lang, width, i + 1, line->width_pt);
		}
		for (size_t r = 0; r < line->run_count; r++) {
			buf_add(&all, line->runs[r].utf8, line->runs[r].utf8_len);
		}
		assert_false(begins_with_one_of(all.p + from, all.len - from, closing));
		assert_false(begins_with_one_of(all.p + all.len - 3, 3, opening));
	}
	assert_string_equal(buf_str(&all), text);
	buf_fini(&all);
}

static void test_ideographs(void **state) {
	(void)state;
	need_cjk();
	for (double width = 190; width < 480; width += 7) {
		check_ideographs(chinese, "zh", width);
		check_ideographs(japanese, "ja", width);
	}
	/* Quotes are as wide as the characters in Chinese, and narrow beside English. */
	struct lines wide = set("“和”", "zh", 0, 1000, PARA_LEFT), narrow = set("“a”", "en", 0, 1000, PARA_LEFT);
	assert_string_equal(face_name(wide.sets[0].runs[0].face), "NotoSerifCJKsc-Regular");
	assert_string_equal(face_name(narrow.sets[0].runs[0].face), "NotoSerif-Regular");
}

/* The room between characters is less than an extractor takes for a space (a tenth of an em), in all but narrow columns. */
static void test_room_between_scripts(void **state) {
	(void)state;
	need_cjk();
	struct lines apart = set("于1949年", "zh", 0, 1000, PARA_LEFT), yu = set("于", "zh", 0, 1000, PARA_LEFT);
	struct lines year = set("1949", "zh", 0, 1000, PARA_LEFT), nian = set("年", "zh", 0, 1000, PARA_LEFT);
	double room = apart.sets[0].width_pt - yu.sets[0].width_pt - year.sets[0].width_pt - nian.sets[0].width_pt;
	assert_true(room > 1 && room < 2);
}

/* A font of 65,000 glyphs is cut down to those that are used, under new numbers. */
static void test_cut(void **state) {
	uint32_t index, first;
	(void)state;
	assert_false(face_is_big(stack_first(fonts_stack(fonts, 0, false, false))));
	need_cjk();
	shaper_begin(shaper);
	struct lines lines = set("中文", "zh", 0, 1000, PARA_LEFT), later = set("日", "zh", 0, 1000, PARA_LEFT);
	const struct text_run *run = &lines.sets[0].runs[0];
	assert_true(face_is_big(run->face));
	shaper_begin(shaper);
	set("中文", "zh", 0, 1000, PARA_LEFT);
	const struct face_cut *cut = face_cut(run->face, NULL, 0);
	assert_non_null(cut);
	assert_non_null(face_cut_freetype(cut));
	assert_true(face_cut_glyph(cut, run->glyphs[0].index, &first) && face_cut_glyph(cut, run->glyphs[1].index, &index));
	assert_true(first != index && first < 10 && index < 10);
	assert_false(face_cut_glyph(cut, later.sets[0].runs[0].glyphs[0].index, &index));
	/* what comes later is in the next cut */
	cut = face_cut(run->face, &later.sets[0].runs[0].glyphs[0].index, 1);
	assert_true(face_cut_glyph(cut, later.sets[0].runs[0].glyphs[0].index, &index));
	assert_true(face_cut_glyph(cut, run->glyphs[0].index, &index));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arabic_letters),
		cmocka_unit_test(test_breaks),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_ideographs),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_room_between_scripts),
		cmocka_unit_test(test_thai),
		cmocka_unit_test(test_visual_order),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
