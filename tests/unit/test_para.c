/* para: lines hold every byte once, in whole clusters, within the width, whatever the text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/font.h"
#include "text/para.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))
#define PROSE "The Partnership for Peace is a programme of practical bilateral cooperation between individual " \
              "Euro-Atlantic partner countries and NATO. It allows partners to build up an individual relationship " \
              "with NATO, choosing their own priorities for cooperation. First established in 1994 it is official."

static struct fonts *fonts;
static struct shaper *shaper;
static struct arena *arena;

static int setup(void **state) {
	static const char *const serif[] = { "Noto Serif", "Noto Serif Georgian", "Noto Serif Armenian", "Noto Sans Arabic",
	                                     "Noto Serif Hebrew", "Noto Sans Symbols2", NULL };
	static const char *const sans[] = { "Noto Sans", NULL };
	static const struct font_family families[] = { { .role = "serif", .names = serif }, { .role = "sans", .names = sans } };
	struct err err = ERR_INIT;
	(void)state;
	fonts = fonts_new(families, 2, &err);
	shaper = fonts ? shaper_new(fonts, &err) : NULL;
	arena = arena_new();
	return shaper ? 0 : -1;
}

static int teardown(void **state) {
	(void)state;
	arena_free(arena);
	shaper_free(shaper);
	fonts_free(fonts);
	return 0;
}

static const struct text_style serif10 = { .size_pt = 10, .lang = "en" };
static const struct text_style french10 = { .size_pt = 10, .lang = "fr" };
static const struct text_style note7 = { .size_pt = 7, .rise_pt = 3.5, .lang = "en" };
static const struct text_style bold10 = { .size_pt = 10, .bold = true, .lang = "en" };

static struct text_span text_of(const char *text, const struct text_style *style) {
	return (struct text_span){ .kind = SPAN_TEXT, .text = text, .len = strlen(text), .style = style };
}

static struct para *make(const struct text_span *spans, size_t n, enum para_align align, bool hyphenate) {
	struct para_opts opts = { .align = align, .hyphenate = hyphenate, .lang = spans[0].style->lang };
	struct err err = ERR_INIT;
	struct para *para = para_new(arena, shaper, spans, n, &opts, &err);
	if (!para) {
		fail_msg("%s", err.msg);
	}
	return para;
}

/* A line as it was broken, and as it is set. */
struct line {
	struct text_run *runs;
	size_t run_count;
	double width_pt, ascent_pt, descent_pt;
	bool is_overfull, ends_hyphenated;
};

struct lines {
	struct line *v;
	size_t n;
};

/* What holds for every run and line. */
static void check_lines(const struct lines *lines) {
	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->v[i];
		assert_true(isfinite(line->width_pt) && line->ascent_pt > 0 && line->descent_pt >= 0);
		for (size_t r = 0; r < line->run_count; r++) {
			const struct text_run *run = &line->runs[r];
			size_t bytes = 0, glyphs = 0;
			assert_true(utf8_valid(run->utf8, run->utf8_len, NULL));
			assert_true(isfinite(run->x_pt) && isfinite(run->width_pt));
			for (size_t c = 0; c < run->cluster_count; c++) {
				assert_true(run->clusters[c].num_bytes > 0 && run->clusters[c].num_glyphs > 0);
				assert_true(utf8_valid(run->utf8 + bytes, (size_t)run->clusters[c].num_bytes, NULL));
				bytes += (size_t)run->clusters[c].num_bytes;
				glyphs += (size_t)run->clusters[c].num_glyphs;
			}
			assert_int_equal(bytes, run->utf8_len);
			assert_int_equal(glyphs, run->glyph_count);
			for (size_t g = 0; g < run->glyph_count; g++) {
				assert_true(run->glyphs[g].index != 0);
				assert_true(isfinite(run->glyphs[g].x) && isfinite(run->glyphs[g].y));
			}
		}
	}
}

static struct lines break_at(struct para *para, double width) {
	struct lines lines;
	struct text_line *broken;
	para_break(para, width, &broken, &lines.n);
	lines.v = arena_alloc(arena, lines.n * sizeof(*lines.v));
	for (size_t i = 0; i < lines.n; i++) {
		struct text_set set;
		para_set(para, &broken[i], width, arena, &set);
		/* What a line was said to take is what it takes, but for how a divided word is shaped. */
		bool is_divided = broken[i].first_byte > 0 || broken[i].end_byte > 0 || broken[i].ends_hyphenated;
		assert_true(is_divided || fabs(set.width_pt - broken[i].width_pt) < 0.01);
		lines.v[i] = (struct line){
			set.runs, set.run_count, set.width_pt, set.ascent_pt, set.descent_pt,
			broken[i].is_overfull, broken[i].ends_hyphenated,
		};
	}
	check_lines(&lines);
	return lines;
}

static struct lines set(const char *text, double width, enum para_align align, bool hyphenate) {
	struct text_span span = text_of(text, &serif10);
	return break_at(make(&span, 1, align, hyphenate), width);
}

/* The text of a line, in the order of its runs. */
static const char *text_on(const struct line *line) {
	struct buf buf = BUF_INIT;
	for (size_t r = 0; r < line->run_count; r++) {
		buf_add(&buf, line->runs[r].utf8, line->runs[r].utf8_len);
	}
	char *text = arena_strndup(arena, buf_str(&buf), buf.len);
	buf_fini(&buf);
	return text;
}

/* The text of all lines without the hyphens of division. */
static const char *text_in(const struct lines *lines) {
	struct buf buf = BUF_INIT;
	for (size_t i = 0; i < lines->n; i++) {
		const char *text = text_on(&lines->v[i]);
		size_t len = strlen(text);
		assert_int_equal(lines->v[i].ends_hyphenated, str_suffix(text, "\u00AD"));
		buf_add(&buf, text, lines->v[i].ends_hyphenated ? len - 2 : len);
	}
	char *text = arena_strdup(arena, buf_str(&buf));
	buf_fini(&buf);
	return text;
}

static void test_justified(void **state) {
	(void)state;
	for (double width = 150; width < 500; width += 7) {
		struct lines lines = set(PROSE, width, PARA_JUSTIFY, true);
		assert_string_equal(text_in(&lines), PROSE);
		assert_true(lines.n > 2);
		for (size_t i = 0; i + 1 < lines.n; i++) {
			assert_true(fabs(lines.v[i].width_pt - width) < 0.01);
			assert_false(lines.v[i].is_overfull);
		}
		assert_true(lines.v[lines.n - 1].width_pt <= width + 0.01);
	}
}

/* A paragraph does not end in half a word, unless nothing else can be done. */
static void test_last_word_is_whole(void **state) {
	int divided = 0;
	(void)state;
	for (double width = 200; width < 500; width += 1) {
		struct lines lines = set(PROSE " That is interoperability", width, PARA_JUSTIFY, true);
		divided += lines.v[lines.n - 2].ends_hyphenated && !str_suffix(text_on(&lines.v[lines.n - 1]), "interoperability");
	}
	assert_true(divided < 30);     /* of 300; it would be 58 if nobody minded */
}

static void test_ragged(void **state) {
	(void)state;
	for (double width = 100; width < 500; width += 7) {
		struct lines left = set(PROSE, width, PARA_LEFT, false), right = set(PROSE, width, PARA_RIGHT, false);
		assert_string_equal(text_in(&left), PROSE);
		assert_int_equal(left.n, right.n);
		for (size_t i = 0; i < left.n; i++) {
			assert_true(left.v[i].width_pt <= width + 0.3);
			assert_false(left.v[i].ends_hyphenated);
			assert_true(fabs(left.v[i].runs[0].x_pt) < 1e-9);
			assert_true(fabs(right.v[i].runs[0].x_pt + right.v[i].width_pt - width) < 1e-6);
		}
	}
}

/* One style is one run a line: painting pays by the call. */
static void test_runs_are_long(void **state) {
	struct lines lines = set(PROSE, 200, PARA_JUSTIFY, true);
	(void)state;
	for (size_t i = 0; i < lines.n; i++) {
		assert_int_equal(lines.v[i].run_count, 1);
	}
}

static void test_space_is_kept_at_line_end(void **state) {
	struct lines lines = set("one two three four", 50, PARA_LEFT, false);
	(void)state;
	assert_int_equal(lines.n, 2);
	const struct text_run *run = &lines.v[0].runs[0];
	assert_string_equal(text_on(&lines.v[0]), "one two ");
	assert_string_equal(text_on(&lines.v[1]), "three four");
	assert_true(fabs(run->glyphs[run->glyph_count - 1].x - lines.v[0].width_pt) < 1e-4);
}

/* What lines come of a text, '|' between them. */
static const struct {
	const char *text;
	double width;
	enum para_align align;
	bool hyphenate;
	const char *lines;
} line_cases[] = {
	{ "one two", 1000, PARA_LEFT, false, "one two" },
	{ "a\u00A0b c", 16, PARA_LEFT, false, "a\u00A0b |c" },
	{ "well-known", 35, PARA_LEFT, false, "well-|known" },
	{ "force NTM-I, now", 58, PARA_LEFT, false, "force |NTM-I, now" },
	{ "either/or", 35, PARA_LEFT, false, "either/|or" },
	{ "either—or", 42, PARA_LEFT, false, "either—|or" },
	{ "one – two", 29, PARA_LEFT, false, "one – |two" },
	{ "see https://www.nato.int/cps", 75, PARA_LEFT, true, "see https://|www.nato.int/|cps" },
	{ "https://www.example.org", 62, PARA_LEFT, true, "https://www.|example.org" },
	{ "a four – two", 29, PARA_LEFT, false, "a |four – |two" },
	{ "co\u00ADoperation now", 50, PARA_LEFT, false, "co\u00AD|operation |now" },
	{ "cooperation", 30, PARA_LEFT, false, "coope|ration" },
	{ "cooperation cooperation now", 40, PARA_LEFT, true, "cooper\u00AD|ation |cooper\u00AD|ation |now" },
	{ "the very last cooperation", 70, PARA_LEFT, true, "the very last |cooperation" },
	{ "line\u2028end", 500, PARA_LEFT, false, "line|end" },
	{ "", 50, PARA_LEFT, false, "" },
	{ "   ", 50, PARA_LEFT, false, "   " },
	{ " a  b ", 5, PARA_LEFT, false, " a  |b " },
	{ "ab\u00A0cd\u00A0ef", 20, PARA_LEFT, false, "ab\u00A0|cd\u00A0|ef" },
	{ "tab\tand\nline", 500, PARA_LEFT, false, "tab and line" },
};

static void test_line_cases(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(line_cases); i++) {
		struct lines lines = set(line_cases[i].text, line_cases[i].width, line_cases[i].align, line_cases[i].hyphenate);
		struct buf got = BUF_INIT;
		for (size_t k = 0; k < lines.n; k++) {
			buf_addf(&got, "%s%s", k ? "|" : "", text_on(&lines.v[k]));
		}
		assert_string_equal(buf_str(&got), line_cases[i].lines);
		buf_fini(&got);
	}
}

static void test_french_spaces(void **state) {
	static const struct { const char *text, *expected; } cases[] = {
		{ "La paix : un « mot » ; vrai ? Oui !", "La paix\u202F: un «\u202Fmot\u202F»\u202F; vrai\u202F? Oui\u202F!" },
		{ "déjà: 10:30", "déjà: 10:30" },
		{ "20 à 45 %, de %", "20 à 45\u00A0%, de %" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct text_span span = text_of(cases[i].text, &french10);
		struct lines lines = break_at(make(&span, 1, PARA_LEFT, false), 1000);
		assert_string_equal(text_in(&lines), cases[i].expected);
	}
	struct lines lines = set("A : b", 1000, PARA_LEFT, false);
	assert_string_equal(text_in(&lines), "A : b");
	/* what stands before may be of another language */
	struct text_span spans[] = { text_of("Soit «", &french10), text_of("soft 45", &serif10), text_of(" % de", &french10), text_of(" it", &serif10), text_of(" et", &french10) };
	lines = break_at(make(spans, LEN(spans), PARA_LEFT, false), 1000);
	assert_string_equal(text_in(&lines), "Soit «soft 45\u00A0% de it et");
}

/* A part is shaped by itself: no half of a ligature, the hyphen in the run's text. */
static void test_division_of_ligature(void **state) {
	struct lines whole = set("office", 1000, PARA_LEFT, false), divided = set("of\u00ADfice", 20, PARA_LEFT, false);
	struct lines part = set("fice", 1000, PARA_LEFT, false);
	(void)state;
	assert_true(whole.v[0].runs[0].glyph_count < 6);
	assert_int_equal(divided.n, 2);
	const struct text_run *first = &divided.v[0].runs[0], *second = &divided.v[1].runs[0];
	assert_string_equal(text_on(&divided.v[0]), "of\u00AD");
	assert_int_equal(first->glyph_count, 3);
	assert_int_equal(first->clusters[first->cluster_count - 1].num_bytes, 2);
	assert_int_equal(second->glyph_count, part.v[0].runs[0].glyph_count);
	assert_memory_equal(second->glyphs, part.v[0].runs[0].glyphs, second->glyph_count * sizeof(*second->glyphs));
	/* on one line nothing of the soft hyphen is left */
	struct lines joined = set("of\u00ADfice", 1000, PARA_LEFT, false);
	assert_string_equal(text_in(&joined), "office");
	assert_int_equal(joined.v[0].runs[0].glyph_count, whole.v[0].runs[0].glyph_count);
}

static void test_scripts(void **state) {
	static const struct { const char *text, *face; bool is_backward; } cases[] = {
		{ "Georgia", "NotoSerif-Regular", false },     { "საქართველო", "NotoSerifGeorgian-Regular", false },
		{ "Հայաստան", "NotoSerifArmenian-Regular", false }, { "Ελλάδα", "NotoSerif-Regular", false },
		{ "Україна", "NotoSerif-Regular", false },     { "الأردن", "NotoSansArabic-Regular", true },
		{ "ישראל", "NotoSerifHebrew-Regular", true },   { "✔", "NotoSansSymbols2-Regular", false },
		{ "e\u0301te\u0301", "NotoSerif-Regular", false },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct lines lines = set(cases[i].text, 1000, PARA_LEFT, false);
		assert_int_equal(lines.v[0].run_count, 1);
		assert_string_equal(face_name(lines.v[0].runs[0].face), cases[i].face);
		assert_int_equal(lines.v[0].runs[0].is_backward, cases[i].is_backward);
		assert_string_equal(text_in(&lines), cases[i].text);
	}
}

static int by_place(const void *a, const void *b) {
	double x = ((const struct text_run *)a)->x_pt, y = ((const struct text_run *)b)->x_pt;
	return (x > y) - (x < y);
}

/* Runs come as they are read; in an English line Hebrew words stand from right to left, and two of them swap places. */
static void test_visual_order(void **state) {
	struct lines lines = set("a שלום עולם 12 b", 1000, PARA_LEFT, false);
	(void)state;
	struct line *line = &lines.v[0];
	double x = 0;
	assert_string_equal(text_on(line), "a שלום עולם 12 b");
	qsort(line->runs, line->run_count, sizeof(*line->runs), by_place);
	for (size_t i = 0; i < line->run_count; i++) {
		assert_true(fabs(line->runs[i].x_pt - x) < 1e-6);
		x += line->runs[i].width_pt;
	}
	assert_true(fabs(x - line->width_pt) < 1e-6);
	assert_string_equal(text_on(line), "a 12שלום עולם  b");
	/* within a backward run the first cluster is drawn rightmost */
	struct lines hebrew = set("שלום", 1000, PARA_LEFT, false);
	const struct text_run *run = &hebrew.v[0].runs[0];
	assert_true(run->glyphs[0].x < run->glyphs[run->glyph_count - 1].x);
	struct lines shin = set("ש", 1000, PARA_LEFT, false), mem = set("ם", 1000, PARA_LEFT, false);
	assert_int_equal(run->glyphs[run->glyph_count - 1].index, shin.v[0].runs[0].glyphs[0].index);
	/* and so over the words of a run */
	struct lines words = set("שלום עולם", 1000, PARA_LEFT, false);
	run = &words.v[0].runs[0];
	assert_int_equal(words.v[0].run_count, 1);
	assert_int_equal(run->glyphs[run->glyph_count - 1].index, shin.v[0].runs[0].glyphs[0].index);
	assert_int_equal(run->glyphs[0].index, mem.v[0].runs[0].glyphs[0].index);
}

/* With hanging marks a line is as wide as its letters: its marks stand out of the width at both ends. */
static void test_hanging(void **state) {
	static const char text[] =
		"“It is, in short, a framework”, he said, “for peace, stability, confidence-building, transparency.” “What does it ask?”, "
		"they said. “Of each, readiness, willingness, capabilities; of all, co-operation, (within means), good-will.” “And "
		"then?”, “and then”, “the rest”, “the rest – follows.” 'So', it ends, 'as it began'.";
	struct text_span span = text_of(text, &serif10);
	struct para_opts opts = { .align = PARA_JUSTIFY, .hyphenate = true, .hangs = true, .lang = "en" };
	struct err err = ERR_INIT;
	int hung = 0, plain = 0;
	(void)state;
	for (double width = 90; width < 300; width += 3) {
		struct para *para = para_new(arena, shaper, &span, 1, &opts, &err);
		struct lines lines = break_at(para, width);
		for (size_t i = 0; i + 1 < lines.n; i++) {
			const struct line *line = &lines.v[i];
			const char *words = text_on(line);
			size_t len = strlen(words);
			while (len > 0 && words[len - 1] == ' ') {
				len--;
			}
			bool starts = strncmp(words, "“", 3) == 0 || *words == '\'', ends = strchr(".,-;", words[len - 1]) || line->ends_hyphenated;
			const struct text_run *last = &line->runs[line->run_count - 1];
			double left = line->runs[0].x_pt, right = last->x_pt + last->width_pt;
			bool is_quote = len > 3 && (memcmp(words + len - 3, "”", 3) == 0 || memcmp(words + len - 3, "“", 3) == 0);
			if (line->is_overfull || line->width_pt < width - 0.01) {
				continue;
			}
			assert_true(starts ? left < -1 && left > -6 : left <= 0 && left > -1);
			assert_true(ends ? right > width + 0.5 && right < width + 6 : right > width - 0.01);
			hung += ends;
			if (!ends && !is_quote && strchr("abcdefghijklmnopqrstuvwxyz", words[len - 1])) {
				assert_true(right < width + 0.01);
				plain++;
			}
		}
	}
	assert_true(hung > 50 && plain > 50);
}

/* The gaps of a line, from the glyphs as they are set. */
struct gap { double from, to; int lines; };

static size_t gaps_of(const struct line *line, struct gap *gaps) {
	size_t n = 0;
	for (size_t r = 0; r < line->run_count; r++) {
		const struct text_run *run = &line->runs[r];
		size_t byte = 0, glyph = 0;
		for (size_t c = 0; c < run->cluster_count; c++) {
			if (run->utf8[byte] == ' ' && glyph + 1 < run->glyph_count && run->glyphs[glyph + 1].x > run->glyphs[glyph].x) {
				gaps[n++] = (struct gap){ run->x_pt + run->glyphs[glyph].x, run->x_pt + run->glyphs[glyph + 1].x, 1 };
			}
			byte += run->clusters[c].num_bytes;
			glyph += run->clusters[c].num_glyphs;
		}
	}
	return n;
}

/* How many gaps, a sixth wider than a space is, stand under two others that are. */
static int rivers_in(const struct lines *lines) {
	struct gap above[100], now[100];
	size_t above_count = 0;
	int rivers = 0;
	for (size_t i = 0; i < lines->n; i++) {
		size_t n = gaps_of(&lines->v[i], now);
		for (size_t k = 0; k < n; k++) {
			for (size_t m = 0; m < above_count; m++) {
				double shared = fmin(now[k].to, above[m].to) - fmax(now[k].from, above[m].from);
				double narrower = fmin(now[k].to - now[k].from, above[m].to - above[m].from);
				if (shared >= 0.6 * narrower && narrower >= 2.6 * 7 / 6 && above[m].lines >= now[k].lines) {
					now[k].lines = above[m].lines + 1;
				}
			}
			rivers += now[k].lines >= 3;
		}
		memcpy(above, now, n * sizeof(*now));
		above_count = n;
	}
	return rivers;
}

/* Random words at a book's measure. By the demerits of single lines alone there were 7 rivers in 1,000 lines; in prose there are fewer. */
static void test_rivers(void **state) {
	static const char *const words[] = {
		"the", "of", "and", "to", "in", "peace", "a", "is", "partnership", "for", "countries", "with", "their", "own", "security",
		"cooperation", "priorities", "defence", "as", "on", "framework", "by", "agreed", "members", "it", "forces", "reform",
	};
	uint32_t seed = 5;
	int rivers = 0;
	size_t lines_in_all = 0;
	(void)state;
	for (int i = 0; i < 400; i++) {
		struct buf text = BUF_INIT;
		for (int k = 0; k < 90; k++) {
			seed = seed * 1664525 + 1013904223;
			buf_addf(&text, "%s%s", k ? " " : "", words[(seed >> 10) % LEN(words)]);
		}
		struct text_span span = text_of(buf_str(&text), &serif10);
		struct lines lines = break_at(make(&span, 1, PARA_JUSTIFY, true), 380);
		rivers += rivers_in(&lines);
		lines_in_all += lines.n;
		buf_fini(&text);
	}
	if (rivers * 1000 > 4 * (int)lines_in_all) {
		fail_msg("%d rivers in %zu lines", rivers, lines_in_all);
	}
}

static void test_missing(void **state) {
	static const struct { const char *text; bool bold; const char *said, *hint; } cases[] = {
		{ "日本", false, "U+65E5", "fonts-noto-cjk" },
		{ "日", false, "Han script", "Noto Serif CJK" },
		{ "ไทย", true, "THAI CHARACTER", "Noto Sans Thai" },
		{ "𐍈", false, "U+10348 GOTHIC LETTER HWAIR", "Noto Sans Gothic" },
		{ "😀", false, "GRINNING FACE", "emoji" },
		{ "\uE000", false, "U+E000", "otherwise" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct text_span spans[] = { text_of("before ", &serif10), text_of(cases[i].text, cases[i].bold ? &bold10 : &serif10) };
		struct para_opts opts = { .lang = "en" };
		struct err err = ERR_INIT;
		assert_null(para_new(arena, shaper, spans, 2, &opts, &err));
		assert_int_equal(err.code, ERR_INPUT);
		assert_non_null(strstr(err.msg, cases[i].said));
		assert_non_null(strstr(err.msg, cases[i].bold ? "NotoSerif-Bold" : "NotoSerif-Regular"));
		assert_non_null(strstr(err.hint, cases[i].hint));
	}
}

static void test_marks_and_rise(void **state) {
	struct text_span spans[] = { text_of("word", &serif10), text_of("12", &note7), text_of(" next", &serif10) };
	(void)state;
	spans[1].mark = 7;
	spans[1].no_break_before = true;
	struct para *para = make(spans, 3, PARA_LEFT, false);
	struct lines lines = break_at(para, 1000);
	assert_int_equal(lines.v[0].run_count, 3);
	const struct text_run *note = &lines.v[0].runs[1];
	assert_int_equal(note->mark, 7);
	assert_true(note->rise_pt == 3.5 && note->size_pt == 7);
	lines = break_at(para, 38);
	assert_string_equal(text_on(&lines.v[0]), "word12 ");
}

/* "a b" does not break before b where b is kept with it. */
static void test_no_break_before(void **state) {
	struct text_span spans[] = { text_of("one two ", &serif10), text_of("[3]", &serif10) };
	(void)state;
	struct lines loose = break_at(make(spans, 2, PARA_LEFT, false), 45);
	assert_string_equal(text_on(&loose.v[1]), "[3]");
	spans[1].no_break_before = true;
	struct lines kept = break_at(make(spans, 2, PARA_LEFT, false), 45);
	assert_string_equal(text_on(&kept.v[1]), "two [3]");
}

static int count_days_left(const char *text, const char *day) {
	int n = 0;
	for (double width = 80; width < 300; width += 1) {
		struct lines lines = set(text, width, PARA_LEFT, true);
		for (size_t i = 0; i + 1 < lines.n; i++) {
			const char *line = text_on(&lines.v[i]);
			size_t len = strlen(line);
			while (len > 0 && line[len - 1] == ' ') {
				len--;
			}
			n += len > strlen(day) && memcmp(line + len - strlen(day), day, strlen(day)) == 0;
		}
	}
	return n;
}

/* A line seldom ends between a day and its month. A long number says nothing of what follows. */
static void test_days_stay_with_their_month(void **state) {
	(void)state;
	int days = count_days_left("The base says that it was in force on 17 November 2021 and on no later day.", " 17");
	int firsts = count_days_left("The base says that it was in force on 1er mars 2021 and on no later day.", " 1er");
	int numbers = count_days_left("The base says that it was in force on 171 November 2021 and on no later day.", " 171");
	assert_true(days * 4 < numbers * 3);
	assert_true(firsts * 2 < numbers);
}

static void test_gaps_and_breaks(void **state) {
	struct text_span spans[] = { text_of("1.", &serif10), { .kind = SPAN_SPACE, .width_pt = 12, .style = &serif10 },
	                             text_of("Title", &serif10), { .kind = SPAN_BREAK, .style = &serif10 },
	                             { .kind = SPAN_BREAK, .style = &serif10 }, text_of("end", &serif10) };
	(void)state;
	struct lines lines = break_at(make(spans, 6, PARA_LEFT, false), 200);
	assert_int_equal(lines.n, 3);
	const struct line *line = &lines.v[0];
	assert_int_equal(line->run_count, 2);
	assert_true(fabs(line->runs[1].x_pt - line->runs[0].width_pt - 12) < 1e-6);
	assert_int_equal(lines.v[1].run_count, 0);
	assert_true(lines.v[1].ascent_pt == lines.v[2].ascent_pt);
	assert_string_equal(text_on(&lines.v[2]), "end");
	/* a break at the end begins no line */
	assert_int_equal(break_at(make(spans, 5, PARA_LEFT, false), 200).n, 2);
	assert_int_equal(break_at(make(spans, 4, PARA_LEFT, false), 200).n, 1);
}

static double width_in(const char *text, const struct text_style *style) {
	struct text_span span = text_of(text, style);
	return para_max_width(make(&span, 1, PARA_LEFT, false));
}

static void test_styles(void **state) {
	struct text_style tabular = { .size_pt = 10, .tabular = true, .lang = "en" };
	struct text_style twice = { .size_pt = 20, .lang = "en" };
	struct text_style spaced = { .size_pt = 10, .tracking_em = 0.1, .lang = "en" };
	struct text_style capitals = { .size_pt = 10, .small_caps = true, .lang = "en" };
	(void)state;
	assert_true(fabs(width_in("1111", &tabular) - width_in("0000", &tabular)) < 1e-9);
	assert_true(fabs(width_in(PROSE, &twice) - 2 * width_in(PROSE, &serif10)) < 1e-6);
	assert_true(fabs(width_in("abc", &spaced) - width_in("abc", &serif10) - 3) < 1e-6);
	assert_true(width_in("AVAVAV", &serif10) < 3 * (width_in("A", &serif10) + width_in("V", &serif10)));
	assert_true(width_in("ab", &bold10) != width_in("ab", &serif10));
	assert_true(fabs(width_in("office", &capitals) - width_in("office", &serif10)) > 1);
	assert_true(fabs(width_in("1994", &capitals) - width_in("1994", &serif10)) < 1e-9);
}

/* At its greatest width a paragraph is one line, at its least none sticks out. */
static void test_widths(void **state) {
	static const char *const texts[] = { PROSE, "a", "well-known", "one two", "x\u00A0y z", "two  spaces ", "https://a.bc/de/fg" };
	(void)state;
	for (size_t i = 0; i < LEN(texts); i++) {
		struct text_span span = text_of(texts[i], &serif10);
		struct para *para = make(&span, 1, PARA_LEFT, false);
		assert_int_equal(break_at(para, para_max_width(para)).n, 1);
		struct lines narrow = break_at(para, para_min_width(para));
		for (size_t k = 0; k < narrow.n; k++) {
			assert_false(narrow.v[k].is_overfull);
		}
		if (para_min_width(para) > 6) {
			assert_true(break_at(para, para_max_width(para) - 0.5).n > 1);
		}
	}
}

static void test_first_indent(void **state) {
	struct text_span span = text_of(PROSE, &serif10);
	struct para_opts opts = { .align = PARA_JUSTIFY, .hyphenate = true, .first_indent_pt = 20, .lang = "en" };
	struct lines lines = break_at(para_new(arena, shaper, &span, 1, &opts, NULL), 300);
	(void)state;
	assert_true(fabs(lines.v[0].runs[0].x_pt - 20) < 1e-9);
	assert_true(fabs(lines.v[0].width_pt - 280) < 0.01);
	assert_true(fabs(lines.v[1].runs[0].x_pt) < 1e-9);
	assert_true(fabs(lines.v[1].width_pt - 300) < 0.01);
}

/* The same para broken twice gives what it gave. */
static void test_break_again(void **state) {
	struct text_span span = text_of(PROSE, &serif10);
	struct para *para = make(&span, 1, PARA_JUSTIFY, true);
	struct lines first = break_at(para, 200), other = break_at(para, 90), again = break_at(para, 200);
	(void)state;
	assert_true(other.n > first.n);
	assert_int_equal(first.n, again.n);
	for (size_t i = 0; i < first.n; i++) {
		assert_string_equal(text_on(&first.v[i]), text_on(&again.v[i]));
	}
}

static void test_narrow_always_ends(void **state) {
	static const double widths[] = { 60, 20, 8, 3, 0.1, 0, -50 };
	(void)state;
	for (size_t i = 0; i < LEN(widths); i++) {
		for (int align = PARA_JUSTIFY; align <= PARA_CENTER; align++) {
			struct lines lines = set(PROSE, widths[i], (enum para_align)align, true);
			assert_string_equal(text_in(&lines), PROSE);
			if (widths[i] <= 0) {
				assert_true(lines.v[0].is_overfull);
			}
		}
	}
}

/* Ten thousand words without a space between. */
static void test_one_long_word(void **state) {
	struct buf text = BUF_INIT;
	(void)state;
	for (int i = 0; i < 10000; i++) {
		buf_adds(&text, "partner");
	}
	struct lines lines = set(buf_str(&text), 300, PARA_JUSTIFY, true);
	assert_true(lines.n > 500);
	for (size_t i = 0; i < lines.n; i++) {
		assert_false(lines.v[i].is_overfull);
	}
	assert_string_equal(text_in(&lines), buf_str(&text));
	buf_fini(&text);
}

/* Long texts of one thing cost their length, not its square: a soft hyphen behind each letter took half a minute. */
static void test_monotonous(void **state) {
	static const char *const things[] = { "a\u00AD", "a ", "-", "e\u0301", "\u00A0", "https://a.b/", "\u0301" };
	(void)state;
	for (size_t i = 0; i < LEN(things); i++) {
		struct buf text = BUF_INIT;
		buf_adds(&text, "x");
		while (text.len < 100000) {
			buf_adds(&text, things[i]);
		}
		int64_t before_us = clock_cpu_us();
		assert_true(set(buf_str(&text), 400, PARA_LEFT, true).n > 0);
		assert_true(clock_cpu_us() - before_us < 5000000);
		buf_fini(&text);
	}
}

static uint32_t seed = 11;

static uint32_t random_below(uint32_t n) {
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* Bytes are counted: right to left they do not stand in the text's order. */
static void count_bytes(const char *text, int counts[256], int by) {
	for (; *text; text++) {
		counts[(unsigned char)*text] += by;
	}
}

static const char *const pool[] = {
	"a", "bc", "office", "AVA", "cooperation ", " ", " ", "  ", "-", "/", ".", ",", "(", ")", "12", "—", " – ", "«", "»",
	"\u00A0", "\u202F", "é", "e\u0301", "\u0301", "საქ", "Հայ", "Ελλ", "Укр", "مصر", "الأردن ", "ישר", "fi", "ffi", "\u200B", "\u200D",
	"https://www.nato.int/a/b ", "✔", "١٢", "\u200F", "\u2066", "\u2069", "…", "’s", "%", "$",
};

static void random_text(struct buf *text, uint32_t pieces) {
	for (uint32_t i = 0; i < pieces; i++) {
		buf_adds(text, pool[random_below(LEN(pool))]);
	}
}

static void test_random_text_keeps_its_bytes(void **state) {
	static const struct text_style *const styles[] = { &serif10, &note7, &bold10 };
	(void)state;
	for (int i = 0; i < 1500; i++) {
		struct buf texts[3] = { BUF_INIT, BUF_INIT, BUF_INIT };
		struct text_span spans[3];
		int counts[256] = { 0 };
		size_t n = 1 + random_below(3);
		for (size_t k = 0; k < n; k++) {
			random_text(&texts[k], 1 + random_below(12));
			spans[k] = text_of(buf_str(&texts[k]), styles[random_below(3)]);
			spans[k].mark = random_below(2);
			spans[k].no_break_before = random_below(4) == 0;
			count_bytes(buf_str(&texts[k]), counts, 1);
		}
		struct para *para = make(spans, n, (enum para_align)random_below(4), random_below(2));
		struct lines lines = break_at(para, 2 + random_below(200));
		count_bytes(text_in(&lines), counts, -1);
		for (int b = 0; b < 256; b++) {
			assert_int_equal(counts[b], 0);
		}
		for (size_t k = 0; k < n; k++) {
			buf_fini(&texts[k]);
		}
		arena_reset(arena);
	}
}

/* Bytes that are no UTF-8 are shown as such, not lost in silence or read past. */
static void test_bad_bytes(void **state) {
	struct lines lines = set("a\xFF\xC3", 100, PARA_LEFT, false);
	(void)state;
	assert_string_equal(text_in(&lines), "a\uFFFD\uFFFD");
}

static void test_warm(void **state) {
	(void)state;
	shaper_warm(shaper, PROSE, 0, 10, false, false, "en");
	shaper_warm(shaper, "日本", 0, 10, false, false, "ja");
	shaper_warm(shaper, "", 1, 10, true, true, NULL);
	struct lines lines = set(PROSE, 200, PARA_JUSTIFY, true);
	assert_string_equal(text_in(&lines), PROSE);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_bytes),
		cmocka_unit_test(test_break_again),
		cmocka_unit_test(test_division_of_ligature),
		cmocka_unit_test(test_first_indent),
		cmocka_unit_test(test_french_spaces),
		cmocka_unit_test(test_days_stay_with_their_month),
		cmocka_unit_test(test_gaps_and_breaks),
		cmocka_unit_test(test_hanging),
		cmocka_unit_test(test_justified),
		cmocka_unit_test(test_last_word_is_whole),
		cmocka_unit_test(test_line_cases),
		cmocka_unit_test(test_marks_and_rise),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_monotonous),
		cmocka_unit_test(test_narrow_always_ends),
		cmocka_unit_test(test_no_break_before),
		cmocka_unit_test(test_one_long_word),
		cmocka_unit_test(test_ragged),
		cmocka_unit_test(test_random_text_keeps_its_bytes),
		cmocka_unit_test(test_rivers),
		cmocka_unit_test(test_runs_are_long),
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_space_is_kept_at_line_end),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_visual_order),
		cmocka_unit_test(test_warm),
		cmocka_unit_test(test_widths),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
