/* spell: whatever glyphs a line is set in, its text comes out of the PDF as it was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../drawn.h"
#include "text/para.h"

/* Lines as text/ breaks them: ligatures, hyphens, small capitals, accents, other scripts, right to left. */
static void set_para(struct sheet *s, struct shaper *shaper, const char *text, bool small_caps) {
	struct text_style style = { .role = 0, .size_pt = 10, .small_caps = small_caps, .lang = "en" };
	struct text_span span = { .kind = SPAN_TEXT, .text = text, .len = strlen(text), .style = &style };
	struct para_opts opts = { .align = PARA_JUSTIFY, .hyphenate = true, .lang = "en" };
	struct err err = ERR_INIT;
	struct para *para = para_new(s->arena, shaper, &span, 1, &opts, &err);
	struct text_line *lines;
	size_t n;

	if (!para) {
		fail_msg("%s", err.msg);
	}
	para_break(para, 120, &lines, &n);
	assert_true(n > 1);
	begin(s, TAG_P);
	for (size_t i = 0; i < n; i++, s->y += 14) {
		struct text_set line;

		para_set(para, &lines[i], 120, s->arena, &line);
		begin(s, TAG_SPAN);
		for (size_t k = 0; k < line.run_count; k++) {
			struct op *op = add(s, OP_TEXT);

			op->u.text.run = &line.runs[k];
			op->u.text.x = 72 + line.runs[k].x_pt;
			op->u.text.y = s->y;
		}
		end(s, TAG_SPAN);
	}
	end(s, TAG_P);
}

/* Lines joined again: a soft hyphen at a line's end goes with the break, other breaks are spaces. */
static void join(struct buf *text) {
	struct buf joined = BUF_INIT;

	for (const char *p = buf_str(text); *p;) {
		if (str_prefix(p, "\xC2\xAD\n")) {
			p += 3;
		} else if (*p == '\n' || *p == '\f') {
			buf_addc(&joined, ' ');
			p++;
		} else {
			buf_addc(&joined, *p++);
		}
	}
	buf_fini(text);
	*text = joined;
}

static void test_broken_lines(void **state) {
	static const char *const texts[] = {
		"The office of the efficient, fluffy affiliate found difficulties in the infrastructure of co-operation and interoperability",
		"Organisations responsible for internationally recognised standardisation, unquestionably and notwithstanding",
		"\xC3\x89l\xC3\xA8ve d\xC3\xA9j\xC3\xA0 vu, e\xCC\x81" "ccentric \xD0\xA3\xD0\xBA\xD1\x80\xD0\xB0\xD1\x97\xD0\xBD\xD0\xB0 and \xCE\x95\xCE\xBB\xCE\xBB\xCE\xAC\xCE\xB4\xCE\xB1, AVAVA To WA, 1\xE2\x80\x93" "2",
	};
	struct err err = ERR_INIT;
	struct shaper *shaper = shaper_new(fonts, &err);
	struct sheet *s = sheet_new();
	struct buf pdf = BUF_INIT, text = BUF_INIT;

	(void)state;
	assert_non_null(shaper);
	page(s, "1");
	begin(s, TAG_DOCUMENT);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		set_para(s, shaper, texts[i], false);
		set_para(s, shaper, texts[i], true);
	}
	end(s, TAG_DOCUMENT);
	write_ok(s, &meta, &pdf);
	must_pass(&pdf);
	keep(&pdf, "lines");
	ask(&pdf, "pdftotext -raw %s - 2>&1", &text);
	assert_non_null(strstr(buf_str(&text), "\xC2\xAD\n"));
	join(&text);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		must_have(&text, texts[i]);
	}
	buf_fini(&pdf);
	buf_fini(&text);
	sheet_free(s);
	shaper_free(shaper);
}

/*
 * A ligature's text goes into its font, but for a document where the same glyph stands for U+FB03 too: there the hyphen's
 * alone does. One that begins a word is moved by itself where the line is made even. A space that does not break is a space.
 */
static void test_ligatures(void **state) {
	static const struct { const char *text; size_t actual_texts, spelled; const char *says; } cases[] = {
		{ "an office with many offices, officers and officials of the offices", 0, 1, "an office with many offices, officers and o" },
		{ "an office with many offices, officers and o\xEF\xAC\x83" "cials of the offices", 3, 0, "an office with many offices, officers and o" },
		{ "the ffi and the ffi of the ffi and ffi, the ffi after an ffi", 0, 1, "the ffi and the ffi of the ffi and ffi, the ffi after an ffi" },
		{ "as on page\u00A07 and on page\u00A08 the ffi and the ffi of the ffi", 0, 1, "as on page 7 and on page 8 the ffi" },
	};
	struct err err = ERR_INIT;
	struct shaper *shaper = shaper_new(fonts, &err);
	struct buf pdf = BUF_INIT, text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sheet *s = sheet_new();

		page(s, "1");
		begin(s, TAG_DOCUMENT);
		set_para(s, shaper, cases[i].text, false);
		end(s, TAG_DOCUMENT);
		buf_reset(&pdf);
		write_ok(s, &meta, &pdf);
		must_pass(&pdf);
		ask(&pdf, "qpdf --qdf %s -", &text);
		assert_int_equal(count(&text, "/ActualText"), cases[i].actual_texts);
		assert_int_equal(count(&text, "<006600660069>"), cases[i].spelled);
		ask(&pdf, "pdftotext -raw %s -", &text);
		join(&text);
		must_have(&text, cases[i].says);
		sheet_free(s);
	}
	buf_fini(&pdf);
	buf_fini(&text);
	shaper_free(shaper);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken_lines),
		cmocka_unit_test(test_ligatures),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
