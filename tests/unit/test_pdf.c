/* pdf: documents made by hand, as layout/ would hand them over; judged by tests/pdfcheck.c and by poppler's tools. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../drawn.h"

static void outline(struct sheet *s, int level, const char *title, const char *name) {
	*ARENA_PUSH(s->arena, s->pages.outline, s->pages.outline_count, s->pages.outline_cap) =
		(struct outline_entry){ .title = title, .level = level, .dest = name };
}

static void table(struct sheet *s) {
	begin(s, TAG_TABLE);
	begin(s, TAG_THEAD);
	begin(s, TAG_TR);
	begin_with(s, TAG_TH, (struct tag_attrs){ .scope = SCOPE_COLUMN, .colspan = 2 });
	line(s, TAG_SPAN, "Country and year");
	end(s, TAG_TH);
	end(s, TAG_TR);
	end(s, TAG_THEAD);
	begin(s, TAG_TBODY);
	begin(s, TAG_TR);
	begin_with(s, TAG_TH, (struct tag_attrs){ .scope = SCOPE_ROW });
	line(s, TAG_SPAN, "Georgia");
	end(s, TAG_TH);
	begin(s, TAG_TD);
	line(s, TAG_SPAN, "1994");
	end(s, TAG_TD);
	end(s, TAG_TR);
	end(s, TAG_TBODY);
	end(s, TAG_TABLE);
	begin_artifact(s, ARTIFACT_LAYOUT);
	rule(s, s->y);
	end_artifact(s);
}

static void list(struct sheet *s) {
	begin_with(s, TAG_L, (struct tag_attrs){ .list_numbering = "Decimal" });
	begin(s, TAG_LI);
	line(s, TAG_LBL, "1.");
	block(s, TAG_LBODY, "An item");
	end(s, TAG_LI);
	end(s, TAG_L);
}

static void figure(struct sheet *s) {
	struct path_seg *segs = arena_alloc(s->arena, 3 * sizeof(*segs));
	struct op *op;

	segs[0] = (struct path_seg){ PATH_MOVE, { 100 }, { 500 } };
	segs[1] = (struct path_seg){ PATH_CURVE, { 120, 140, 160 }, { 500, 520, 540 } };
	segs[2] = (struct path_seg){ PATH_CLOSE, { 0 }, { 0 } };
	begin_with(s, TAG_FIGURE, (struct tag_attrs){ .alt = "A (wavy) shape \\ of blue", .bbox = { 90, 490, 170, 550 } });
	op = add(s, OP_PATH);
	op->u.path.segs = segs;
	op->u.path.n = 3;
	op->u.path.fill = op->u.path.stroke = true;
	op->u.path.fill_color = (struct color){ 0, 0, 1 };
	op->u.path.stroke_color = (struct color){ 1, 0, 0 };
	op->u.path.width = 1;
	begin(s, TAG_CAPTION);
	line(s, TAG_SPAN, "Figure 1. A shape");
	end(s, TAG_CAPTION);
	end(s, TAG_FIGURE);
}

/* A bit of everything, on two pages; a paragraph runs from one to the other. */
static struct sheet *specimen(void) {
	struct sheet *s = sheet_new();

	page(s, "i");
	begin(s, TAG_DOCUMENT);
	begin_artifact(s, ARTIFACT_BACKGROUND);
	rect(s, 0, 0, 595.276, 20);
	end_artifact(s);
	header(s, "Sitrep header");
	begin_with(s, TAG_SECT, (struct tag_attrs){ .id = "first" });
	dest(s, "first");
	block(s, TAG_H1, "One heading");
	begin(s, TAG_P);
	line(s, TAG_SPAN, "A paragraph with a soft hyphen at the end of co\xC2\xAD");
	line(s, TAG_SPAN, "operation, and a plain one in co-operation");
	begin_with(s, TAG_SPAN, (struct tag_attrs){ .lang = "fr" });
	text_at(s, 72, s->y, "en fran\xC3\xA7" "ais: \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2");
	end(s, TAG_SPAN);
	s->y += 14;
	link_to(s, "https://example.org/a?b=(c)", NULL, "an address");
	link_to(s, NULL, "second", "the second page");
	end(s, TAG_P);
	table(s);
	list(s);
	begin(s, TAG_P);
	line(s, TAG_SPAN, "This runs on");
	begin(s, TAG_NOTE);
	line(s, TAG_LBL, "1");
	line(s, TAG_SPAN, "A note at the foot");
	end(s, TAG_NOTE);
	begin_artifact(s, ARTIFACT_FOOTER);
	text_at(s, 72, 800, "Page 1 of 2");
	end_artifact(s);

	page(s, "1");
	begin_artifact(s, ARTIFACT_WATERMARK);
	add(s, OP_ROTATE_BEGIN)->u.rotate.degrees = -45;
	s->pages.v[1].ops[s->pages.v[1].op_count - 1].u.rotate.x = 200;
	s->pages.v[1].ops[s->pages.v[1].op_count - 1].u.rotate.y = 400;
	text_at(s, 200, 400, "DRAFT");
	add(s, OP_ROTATE_END);
	end_artifact(s);
	header(s, "Sitrep header");
	line(s, TAG_SPAN, "to the second page");
	end(s, TAG_P);
	end(s, TAG_SECT);
	begin(s, TAG_SECT);
	dest(s, "second");
	block(s, TAG_H1, "Another heading");
	block(s, TAG_H2, "Below it");
	figure(s);
	begin(s, TAG_NOTE);
	line(s, TAG_LBL, "1");
	line(s, TAG_SPAN, "A note");
	end(s, TAG_NOTE);
	end(s, TAG_SECT);
	end(s, TAG_DOCUMENT);
	outline(s, 1, "One heading", "first");
	outline(s, 1, "Another (heading) \xF0\x9F\x8C\x8D", "second");
	outline(s, 2, "Below it", "second");
	return s;
}

static void test_specimen_passes(void **state) {
	struct sheet *s = specimen();
	struct buf pdf = BUF_INIT;

	(void)state;
	write_ok(s, &meta, &pdf);
	must_pass(&pdf);
	keep(&pdf, "specimen");
	buf_fini(&pdf);
	sheet_free(s);
}

/* What Cairo is given to cover each page is in no file; the alpha that it set with it is. */
static void test_backdrop_is_left_out(void **state) {
	struct sheet *s = specimen();
	struct buf pdf = BUF_INIT, text = BUF_INIT;
	char covers[64];

	(void)state;
	write_ok(s, &meta, &pdf);
	ask(&pdf, "qpdf --stream-data=uncompress --object-streams=disable %s - | strings", &text);
	must_have(&text, "/a0 gs");
	must_have(&text, " re f");
	snprintf(covers, sizeof(covers), "\n0 0 %g", s->pages.v[0].width_pt);
	assert_null(strstr(buf_str(&text), covers));
	assert_null(strstr(buf_str(&text), "0.999"));
	buf_fini(&pdf);
	buf_fini(&text);
	sheet_free(s);
}

static void test_text_and_order(void **state) {
	struct sheet *s = specimen();
	struct buf pdf = BUF_INIT, text = BUF_INIT;
	static const char *const order[] = {
		"One heading", "A paragraph", "operation, and", "an address", "the second page", "Country and year", "Georgia",
		"1994", "1.", "An item", "This runs on", "to the second page", "A note at the foot", "Another heading", "Below it", "Figure 1", "A note",
	};
	const char *at;

	(void)state;
	write_ok(s, &meta, &pdf);
	ask(&pdf, "pdftotext -layout %s - 2>&1", &text);
	must_have(&text, "a plain one in co-operation");
	must_have(&text, "en fran\xC3\xA7" "ais: \xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2");
	must_have(&text, "Page 1 of 2");
	ask(&pdf, "pdfinfo -struct-text %s 2>&1", &text);
	at = buf_str(&text);
	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		at = strstr(at, order[i]);
		if (!at) {
			fail_msg("'%s' is missing or out of order in:\n%s", order[i], buf_str(&text));
		}
	}
	assert_null(strstr(buf_str(&text), "Sitrep header"));
	ask(&pdf, "qpdf --check %s 2>&1", &text);
	must_have(&text, "No syntax or stream encoding errors found");
	buf_fini(&pdf);
	buf_fini(&text);
	sheet_free(s);
}

static void test_same_bytes(void **state) {
	struct sheet *a = specimen(), *b = specimen();
	struct buf first = BUF_INIT, second = BUF_INIT;

	(void)state;
	write_ok(a, &meta, &first);
	sleep(1);
	write_ok(b, &meta, &second);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.p, second.p, first.len);
	buf_fini(&first);
	buf_fini(&second);
	sheet_free(a);
	sheet_free(b);
}

/* A string may look like PDF, hold what PDF escapes, or characters beyond the basic plane. */
static void test_hostile_strings(void **state) {
	struct sheet *s = sheet_new();
	struct pdf_meta m = meta;
	struct buf pdf = BUF_INIT, text = BUF_INIT;

	(void)state;
	m.title = ") >> endobj \\ ( \xF0\x9F\x8C\x8D <&\"'> \x01 ]]>";
	m.author = "\\";
	m.subject = "(((";
	m.keywords = "a\xC3\xA9\xE2\x82\xAC";
	page(s, ")");
	begin(s, TAG_DOCUMENT);
	begin_with(s, TAG_FIGURE, (struct tag_attrs){ .alt = ") /Alt (\\\xF0\x9F\x98\x80", .bbox = { 1, 1, 2, 2 } });
	line(s, TAG_SPAN, "\\(endstream) endobj ) ( <</x>> EMC Q");
	end(s, TAG_FIGURE);
	begin(s, TAG_P);
	begin_with(s, TAG_LINK, (struct tag_attrs){ .uri = "http://x/) >> /S /JavaScript /JS (app.alert(1)) \\) \xC3\xA9 %41 %zz\n" });
	text_at(s, 72, 400, "link");
	end(s, TAG_LINK);
	end(s, TAG_P);
	end(s, TAG_DOCUMENT);
	write_ok(s, &m, &pdf);
	must_pass(&pdf);
	ask(&pdf, "qpdf --qdf --object-streams=disable %s - 2>&1 | grep -a /URI", &text);
	must_have(&text, "http://x/\\)%20%3E%3E%20/S%20/JavaScript%20/JS%20\\(app.alert\\(1\\)\\)%20%5C\\)%20");
	must_have(&text, "%C3%A9%20%41%20%25zz%0A");
	ask(&pdf, "pdftotext %s - 2>&1", &text);
	must_have(&text, "\\(endstream) endobj ) ( <</x>> EMC Q");
	buf_fini(&pdf);
	buf_fini(&text);
	sheet_free(s);
}

/* A text in two languages says where it goes on in the second (7.9.2.2), where that has two letters. */
static void test_alt_in_two_languages(void **state) {
	static const struct { const char *lang, *alt; } cases[] = {
		{ "fr", "\"u:A \\u001bfr\\u001bU\"" }, { "fr-CA", "\"u:A \\u001bfr\\u001bU\"" }, { "fil", "\"u:A / U\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sheet *s = sheet_new();
		struct buf pdf = BUF_INIT, text = BUF_INIT, heard = BUF_INIT;
		struct pdf_meta m = meta;
		m.reading = &heard;
		page(s, "1");
		begin(s, TAG_DOCUMENT);
		begin_with(s, TAG_FIGURE, (struct tag_attrs){ .alt = "A", .alt_second = "U", .alt_lang = cases[i].lang, .bbox = { 1, 1, 2, 2 } });
		line(s, TAG_SPAN, "drawn");
		end(s, TAG_FIGURE);
		begin(s, TAG_P);
		begin_with(s, TAG_LINK, (struct tag_attrs){ .uri = "http://x/", .contents = "ailleurs", .lang = cases[i].lang });
		text_at(s, 72, 400, "lien");
		end(s, TAG_LINK);
		end(s, TAG_P);
		end(s, TAG_DOCUMENT);
		write_ok(s, &m, &pdf);
		must_pass(&pdf);
		must_have(&heard, arena_printf(s->arena, "Figure: A [%s: U]", cases[i].lang));
		must_have(&heard, arena_printf(s->arena, "P: [link, %s: lien = ailleurs]", cases[i].lang));
		ask(&pdf, "qpdf --json --json-key=qpdf %s | grep /Alt", &text);
		must_have(&text, cases[i].alt);
		buf_fini(&pdf);
		buf_fini(&text);
		buf_fini(&heard);
		sheet_free(s);
	}
}

/* An escape character in an author's words would begin the name of a language: in the file it is a blank, as on the page. */
static void test_control_characters(void **state) {
	struct sheet *s = sheet_new();
	struct buf pdf = BUF_INIT, text = BUF_INIT, heard = BUF_INIT;
	struct pdf_meta m = meta;

	(void)state;
	m.reading = &heard;
	page(s, "1");
	begin(s, TAG_DOCUMENT);
	begin_with(s, TAG_FIGURE, (struct tag_attrs){ .alt = "A\x1B" "b\x07" "c", .alt_second = "U\x1B" "v", .alt_lang = "fr", .bbox = { 1, 1, 2, 2 } });
	line(s, TAG_SPAN, "drawn");
	end(s, TAG_FIGURE);
	begin(s, TAG_P);
	begin_with(s, TAG_LINK, (struct tag_attrs){ .uri = "http://x/", .contents = "to\x1Bx" });
	text_at(s, 72, 400, "there");
	end(s, TAG_LINK);
	end(s, TAG_P);
	end(s, TAG_DOCUMENT);
	write_ok(s, &m, &pdf);
	must_pass(&pdf);
	must_have(&heard, "Figure: A b c [fr: U v]");
	must_have(&heard, "[link: there = to x]");
	ask(&pdf, "qpdf --json --json-key=qpdf %s | grep -E '/Alt|/Contents'", &text);
	must_have(&text, "\"u:A b c \\u001bfr\\u001bU v\"");
	must_have(&text, "\"u:to x\"");
	buf_fini(&pdf);
	buf_fini(&text);
	buf_fini(&heard);
	sheet_free(s);
}

/* What layout/ may not hand over: each makes one mistake on an otherwise good page. */
static void bare_text(struct sheet *s) { text_at(s, 72, 300, "bare"); }
static void bare_rect(struct sheet *s) { rect(s, 1, 1, 5, 5); }
static void text_in_p(struct sheet *s) { begin(s, TAG_P); text_at(s, 72, 300, "bare"); end(s, TAG_P); }
static void open_leaf(struct sheet *s) { begin(s, TAG_P); begin(s, TAG_SPAN); }
static void open_artifact(struct sheet *s) { begin_artifact(s, ARTIFACT_LAYOUT); }
static void artifact_in_leaf(struct sheet *s) { begin(s, TAG_P); begin(s, TAG_SPAN); begin_artifact(s, ARTIFACT_LAYOUT); }
static void torn(struct sheet *s) { begin(s, TAG_P); begin(s, TAG_SPAN); page(s, "2"); end(s, TAG_SPAN); end(s, TAG_P); }
static void cell_alone(struct sheet *s) { block(s, TAG_TD, "cell"); }
static void no_scope(struct sheet *s) { begin(s, TAG_TABLE); begin(s, TAG_TR); block(s, TAG_TH, "head"); }
static void no_alt(struct sheet *s) { block(s, TAG_FIGURE, "figure"); }
static void nowhere(struct sheet *s) { begin(s, TAG_P); link_to(s, NULL, "nowhere", "link"); end(s, TAG_P); }
static void two_places(struct sheet *s) { dest(s, "a"); dest(s, "a"); }
static void off_page(struct sheet *s) { begin(s, TAG_P); begin(s, TAG_SPAN); text_at(s, 72, 2000, "off"); end(s, TAG_SPAN); end(s, TAG_P); }
static void no_target(struct sheet *s) { outline(s, 1, "title", "nowhere"); }

static void bad_cluster(struct sheet *s) {
	struct text_run *r = run(s, serif, 10, "fi");

	begin(s, TAG_P);
	begin(s, TAG_SPAN);
	((struct text_cluster *)(uintptr_t)r->clusters)[0].num_bytes = 3;
	add(s, OP_TEXT)->u.text.run = r;
	end(s, TAG_SPAN);
	end(s, TAG_P);
}

static void test_refused(void **state) {
	static const struct { void (*make)(struct sheet *); const char *message; } cases[] = {
		{ bare_text, "text 'bare' is painted straight into Document" },
		{ bare_rect, "page 1, operation 6: a rectangle is painted straight into Document" },
		{ text_in_p, "text 'bare' is painted straight into P" },
		{ open_leaf, "the document ends within P" },
		{ open_artifact, "Document ends within an artifact" },
		{ artifact_in_leaf, "an artifact begins within Span" },
		{ torn, "the page ends within Span" },
		{ cell_alone, "TD may not stand in Document" },
		{ no_scope, "a TH has no scope" },
		{ no_alt, "a Figure has no alt text" },
		{ nowhere, "a link leads to 'nowhere', which is nowhere" },
		{ two_places, "two places are named 'a'" },
		{ off_page, "lies outside of the page" },
		{ no_target, "the outline's 'title' leads to 'nowhere'" },
		{ bad_cluster, "Cairo refuses 'fi' in NotoSerif" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sheet *s = sheet_new();
		struct buf pdf = BUF_INIT;
		struct pdf_cost cost;
		struct err err = ERR_INIT;

		page(s, "1");
		begin(s, TAG_DOCUMENT);
		header(s, "x");
		cases[i].make(s);
		end(s, TAG_DOCUMENT);
		struct pages_feed feed;
		assert_false(pdf_write(pages_feed(&feed, &s->pages), &meta, &pdf, &cost, &err));
		if (!strstr(err.msg, cases[i].message)) {
			fail_msg("case %zu: '%s' instead of '%s'", i, err.msg, cases[i].message);
		}
		assert_int_equal(err.code, ERR_BUG);
		assert_int_equal(pdf.len, 0);
		buf_fini(&pdf);
		sheet_free(s);
	}
}

/* Layout opens it anew on each line and page: it is one Link to who hears it, with an annotation a line. */
static void test_link_over_lines(void **state) {
	struct sheet *s = sheet_new();
	struct pdf_meta m = meta;
	struct buf pdf = BUF_INIT, text = BUF_INIT, heard = BUF_INIT;

	(void)state;
	m.reading = &heard;
	page(s, "1");
	begin(s, TAG_DOCUMENT);
	block(s, TAG_H1, "Links");
	begin(s, TAG_P);
	link_to(s, "https://example.org/", NULL, "https://");
	link_to(s, "https://example.org/", NULL, "example");
	page(s, "2");
	link_to(s, "https://example.org/", NULL, ".org/");
	link_to(s, "https://example.org/other", NULL, "another");
	line(s, TAG_SPAN, " and ");
	link_to(s, "https://example.org/other", NULL, "again");
	end(s, TAG_P);
	end(s, TAG_DOCUMENT);
	write_ok(s, &m, &pdf);
	must_pass(&pdf);
	must_have(&heard, "P: [link: https://example.org/ = A page elsewhere][link: another = A page elsewhere] and [link: again = ");
	ask(&pdf, "qpdf --qdf --object-streams=disable %s - 2>&1", &text);
	assert_int_equal(count(&text, "/S /Link"), 3);
	assert_int_equal(count(&text, "/Subtype /Link"), 5);
	buf_fini(&pdf);
	buf_fini(&text);
	buf_fini(&heard);
	sheet_free(s);
}

/* Many pages: all numbers right, trees of more than one leaf, and no page dearer than the others. */
static void many(struct sheet *s, size_t n) {
	begin_with(s, TAG_DOCUMENT, (struct tag_attrs){ .lang = "en" });
	for (size_t i = 0; i < n; i++) {
		if (i) {
			page(s, arena_printf(s->arena, "%zu", i + 1));
		}
		header(s, "Header");
		dest(s, arena_printf(s->arena, "page-%zu", i));
		block(s, TAG_H1, "Heading");
		for (size_t k = 0; k < 40; k++) {
			block(s, TAG_P, "Partner countries take part in exercises, and each of them is told of in its section");
		}
		begin(s, TAG_P);
		link_to(s, NULL, arena_printf(s->arena, "page-%zu", n - 1 - i), "elsewhere");
		end(s, TAG_P);
	}
	end(s, TAG_DOCUMENT);
}

static void test_many_pages(void **state) {
	struct buf pdf = BUF_INIT, text = BUF_INIT;
	struct sheet *s = sheet_new();

	(void)state;
	page(s, "1");
	many(s, 300);
	write_ok(s, &meta, &pdf);
	must_pass(&pdf);
	ask(&pdf, "qpdf --check %s 2>&1", &text);
	must_have(&text, "No syntax or stream encoding errors found");
	buf_fini(&pdf);
	buf_fini(&text);
	sheet_free(s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_specimen_passes),
		cmocka_unit_test(test_backdrop_is_left_out),
		cmocka_unit_test(test_text_and_order),
		cmocka_unit_test(test_alt_in_two_languages),
		cmocka_unit_test(test_control_characters),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_hostile_strings),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_link_over_lines),
		cmocka_unit_test(test_many_pages),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
