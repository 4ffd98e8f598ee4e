/* pdf: documents made by hand, as layout/ would hand them over; judged by tests/pdfcheck.c and by poppler's tools. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <hb.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../pdfcheck.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/finish.h"
#include "pdf/pdf.h"
#include "pdf/spell.h"
#include "pdf/tag.h"
#include "text/face.h"
#include "text/para.h"

static struct fonts *fonts;
static const struct face *serif, *sans;

static const struct pdf_meta meta = {
	.title = "Partners", .author = "The desk", .subject = "Co-operation", .keywords = "partners, days", .lang = "en",
	.created = "2026-09-30T12:00:00Z", .creator = "Sitrep 1.0.0", .id_seed = "seed",
};

/* A document being written down: the calls below add to its last page. */
struct sheet {
	struct arena *arena;
	struct pages pages;
	double y;
};

static struct sheet *sheet_new(void) {
	struct sheet *s = mem_alloc(sizeof(*s));

	s->arena = arena_new();
	return s;
}

static void sheet_free(struct sheet *s) {
	arena_free(s->arena);
	mem_free(s);
}

static struct op *add(struct sheet *s, enum op_kind kind) {
	struct page *page = &s->pages.v[s->pages.n - 1];
	struct op *op = ARENA_PUSH(s->arena, page->ops, page->op_count, page->op_cap);

	op->kind = kind;
	return op;
}

static void page(struct sheet *s, const char *label) {
	struct page *p = ARENA_PUSH(s->arena, s->pages.v, s->pages.n, s->pages.cap);

	p->width_pt = 595.276;
	p->height_pt = 841.89;
	p->label = label;
	s->y = 60;
}

static void begin_with(struct sheet *s, enum tag tag, struct tag_attrs attrs) {
	struct op *op = add(s, OP_TAG_BEGIN);

	op->u.tag.tag = tag;
	op->u.tag.attrs = arena_copy(s->arena, &attrs, sizeof(attrs));
}

static void begin(struct sheet *s, enum tag tag) {
	add(s, OP_TAG_BEGIN)->u.tag.tag = tag;
}

static void end(struct sheet *s, enum tag tag) {
	add(s, OP_TAG_END)->u.tag.tag = tag;
}

static void begin_artifact(struct sheet *s, enum artifact artifact) {
	add(s, OP_ARTIFACT_BEGIN)->u.artifact = artifact;
}

static void end_artifact(struct sheet *s) {
	add(s, OP_ARTIFACT_END);
}

/* A glyph a character, U+00AD drawn as a hyphen. */
static struct text_run *run(struct sheet *s, const struct face *face, double size, const char *utf8) {
	struct text_run *r = arena_alloc(s->arena, sizeof(*r));
	size_t len = strlen(utf8), n = 0;
	struct text_glyph *glyphs = arena_alloc(s->arena, (len + 1) * sizeof(*glyphs));
	struct text_cluster *clusters = arena_alloc(s->arena, (len + 1) * sizeof(*clusters));
	double x = 0;

	for (size_t at = 0; at < len; n++) {
		uint32_t cp;
		hb_codepoint_t glyph = 0;
		size_t bytes = utf8_decode(utf8 + at, len - at, &cp);

		hb_font_get_nominal_glyph(face->hb_font, cp == 0xAD ? '-' : cp, &glyph);
		glyphs[n] = (struct text_glyph){ glyph, x, 0 };
		clusters[n] = (struct text_cluster){ (int)bytes, 1 };
		x += hb_font_get_glyph_h_advance(face->hb_font, glyph) * size / face->upem;
		at += bytes;
	}
	*r = (struct text_run){
		.face = face, .size_pt = size, .width_pt = x, .utf8 = arena_strdup(s->arena, utf8), .utf8_len = len,
		.glyphs = glyphs, .glyph_count = n, .clusters = clusters, .cluster_count = n,
	};
	return r;
}

static double text_at(struct sheet *s, double x, double y, const char *utf8) {
	struct op *op = add(s, OP_TEXT);

	op->u.text.run = run(s, serif, 10, utf8);
	op->u.text.x = x;
	op->u.text.y = y;
	op->u.text.color = (struct color){ 0.1, 0.1, 0.12 };
	return x + op->u.text.run->width_pt;
}

static void line(struct sheet *s, enum tag leaf, const char *utf8) {
	begin(s, leaf);
	text_at(s, 72, s->y, utf8);
	end(s, leaf);
	s->y += 14;
}

static void block(struct sheet *s, enum tag tag, const char *utf8) {
	begin(s, tag);
	line(s, TAG_SPAN, utf8);
	end(s, tag);
}

static void rect(struct sheet *s, double x, double y, double w, double h) {
	struct op *op = add(s, OP_RECT);

	op->u.rect.x = x;
	op->u.rect.y = y;
	op->u.rect.w = w;
	op->u.rect.h = h;
	op->u.rect.color = (struct color){ 0, 0.2, 0.6 };
}

static void rule(struct sheet *s, double y) {
	struct op *op = add(s, OP_LINE);

	op->u.line.x0 = 72;
	op->u.line.x1 = 500;
	op->u.line.y0 = op->u.line.y1 = y;
	op->u.line.width = 0.5;
	op->u.line.dash = 2;
}

static void dest(struct sheet *s, const char *name) {
	struct op *op = add(s, OP_DEST);

	op->u.dest.name = name;
	op->u.dest.x = 72;
	op->u.dest.y = s->y;
}

static void header(struct sheet *s, const char *utf8) {
	begin_artifact(s, ARTIFACT_HEADER);
	text_at(s, 72, 30, utf8);
	rule(s, 35);
	end_artifact(s);
}

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

static void link_to(struct sheet *s, const char *uri, const char *name, const char *utf8) {
	begin_with(s, TAG_LINK, (struct tag_attrs){ .uri = uri, .dest = name, .contents = uri ? "A page elsewhere" : NULL });
	text_at(s, 72, s->y, utf8);
	end(s, TAG_LINK);
	s->y += 14;
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

static void write_ok(struct sheet *s, const struct pdf_meta *m, struct buf *out) {
	struct pdf_cost cost;
	struct err err = ERR_INIT;
	struct pages_feed feed;

	if (!pdf_write(pages_feed(&feed, &s->pages), m, out, &cost, &err)) {
		fail_msg("%s", err.msg);
	}
}

static void must_pass(const struct buf *pdf) {
	struct buf report = BUF_INIT;

	if (!pdfcheck(pdf->p, pdf->len, &report)) {
		fail_msg("%s", buf_str(&report));
	}
	buf_fini(&report);
}

/* What a command prints of the file; "%s" in it is the file's name. */
static void ask(const struct buf *pdf, const char *command, struct buf *out) {
	char name[] = "/tmp/test-pdf-XXXXXX", line_[512];
	struct err err = ERR_INIT;
	int fd = mkstemp(name);
	FILE *pipe;
	size_t n;

	assert_true(fd >= 0);
	assert_true(file_write_fd(fd, name, pdf->p, pdf->len, &err));
	close(fd);
	snprintf(line_, sizeof(line_), command, name);
	pipe = popen(line_, "r");
	assert_non_null(pipe);
	buf_reset(out);
	while ((n = fread(line_, 1, sizeof(line_), pipe)) > 0) {
		buf_add(out, line_, n);
	}
	pclose(pipe);
	unlink(name);
}

static void must_have(const struct buf *text, const char *part) {
	if (!strstr(buf_str(text), part)) {
		fail_msg("'%s' is not in:\n%s", part, buf_str(text));
	}
}

/* PDF_KEEP=FOLDER keeps the files for looking at. */
static void keep(const struct buf *pdf, const char *name) {
	struct err err = ERR_INIT;
	char path[256];

	if (getenv("PDF_KEEP")) {
		snprintf(path, sizeof(path), "%s/%s.pdf", getenv("PDF_KEEP"), name);
		assert_true(file_write(path, pdf->p, pdf->len, 0644, &err));
	}
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
		struct buf pdf = BUF_INIT, text = BUF_INIT;
		page(s, "1");
		begin(s, TAG_DOCUMENT);
		begin_with(s, TAG_FIGURE, (struct tag_attrs){ .alt = "A", .alt_second = "U", .alt_lang = cases[i].lang, .bbox = { 1, 1, 2, 2 } });
		line(s, TAG_SPAN, "drawn");
		end(s, TAG_FIGURE);
		end(s, TAG_DOCUMENT);
		write_ok(s, &meta, &pdf);
		must_pass(&pdf);
		ask(&pdf, "qpdf --json --json-key=qpdf %s | grep /Alt", &text);
		must_have(&text, cases[i].alt);
		buf_fini(&pdf);
		buf_fini(&text);
		sheet_free(s);
	}
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

/* What Cairo writes for a page with a rectangle; the pass must take it, and nothing else. */
static const char cairo_content[] = "1 0 0 -1 0 842 cm\nq\n0.999 1 1 rg /a0 gs\n10 10 9 9 re f\nQ\n";
static const char cairo_before[] = "%PDF-1.5\n%\xB5\xED\xAE\xFB\n4 0 obj\n<< /Length 5 0 R\n>>\nstream\n";
static const char cairo_after[] =
	"3 0 obj\n<<\n   /ExtGState <<\n      /a0 << /CA 1 /ca 1 >>\n   >>\n>>\nendobj\n"
	"2 0 obj\n<< /Type /Page % 1\n   /Parent 1 0 R\n   /Contents 4 0 R\n   /Resources 3 0 R\n>>\nendobj\n"
	"1 0 obj\n<< /Type /Pages\n   /Kids [ 2 0 R ]\n>>\nendobj\n"
	"6 0 obj\n<< /Producer (cairo)\n>>\nendobj\n7 0 obj\n<< /Type /Catalog\n>>\nendobj\n"
	"xref\n0 8\ntrailer\n<< /Size 8 >>\nstartxref\n1000\n%%EOF\n";

/* text with the first `from` replaced by `to`. */
static void put_changed(struct buf *out, const char *text, const char *from, const char *to) {
	const char *at = from ? strstr(text, from) : NULL;

	if (!at) {
		buf_adds(out, text);
		return;
	}
	buf_add(out, text, (size_t)(at - text));
	buf_adds(out, to);
	buf_adds(out, at + strlen(from));
}

/* Some bytes of it are others, missing or there twice, by the seed. */
static void damage(struct buf *cairo, unsigned seed) {
	uint32_t at = seed;

	for (unsigned i = 0; i < seed % 4 + 1; i++) {
		at = at * 1664525u + 1013904223u;
		size_t from = (at >> 8) % cairo->len, n = (at >> 4) % 24 + 1;
		n = n < cairo->len - from ? n : cairo->len - from;
		if (at >> 30 == 0 && cairo->len > 2 * n) {
			memmove(cairo->p + from, cairo->p + from + n, cairo->len - from - n);
			cairo->len -= n;
		} else if (at >> 30 == 1) {
			memmove(cairo->p + (at >> 5) % (cairo->len - n + 1), cairo->p + from, n);
		} else {
			cairo->p[from] = (char)(at >> 16);
		}
	}
}

/* seed: damaged by it; 0: it is not. */
static bool finish_changed(const char *from, const char *to, unsigned seed, struct buf *out, struct err *err) {
	struct sheet *s = sheet_new();
	struct tags tags;
	struct spells *spells = spells_new();
	struct finish *finish;
	struct buf content = BUF_INIT, cairo = BUF_INIT;
	bool ok;

	page(s, "1");
	begin(s, TAG_DOCUMENT);
	begin(s, TAG_P);
	begin(s, TAG_SPAN);
	rect(s, 10, 10, 9, 9);
	end(s, TAG_SPAN);
	end(s, TAG_P);
	end(s, TAG_DOCUMENT);
	tags_init(&tags);
	tags_page_begin(&tags, &s->pages.v[0]);
	for (size_t i = 0; i < s->pages.v[0].op_count; i++) {
		assert_true(tags_op(&tags, &s->pages.v[0].ops[i], err));
		if (s->pages.v[0].ops[i].kind == OP_RECT) {
			assert_int_equal(tags_ink(&tags, s->pages.v[0].ops[i].u.rect.color), 1);
		}
	}
	put_changed(&content, cairo_content, from, to);
	put_changed(&cairo, cairo_before, from, to);
	buf_addf(&cairo, "%s\nendstream\nendobj\n5 0 obj\n   %zu\nendobj\n", buf_str(&content), content.len);
	put_changed(&cairo, cairo_after, from, to);
	if (seed > 0) {
		damage(&cairo, seed);
	}
	finish = finish_new(&tags, spells, NULL, out);
	buf_add(finish_input(finish), cairo.p, cairo.len);
	struct pages_feed feed;
	ok = finish_end(finish, pages_feed(&feed, &s->pages), &meta, err);
	finish_free(finish);
	spells_free(spells);
	tags_fini(&tags);
	buf_fini(&content);
	buf_fini(&cairo);
	sheet_free(s);
	return ok;
}

static void test_pass_is_strict(void **state) {
	static const struct { const char *from, *to, *message; } cases[] = {
		{ "%PDF-1.5", "%!PS", "does not begin as a PDF" },
		{ "\n>>\nstream", "\n   /Filter /FlateDecode\n>>\nstream", "a stream that is neither page nor font" },
		{ "\n>>\nstream", "\n   /Type /XObject\n>>\nstream", "a stream that is neither page nor font" },
		{ "0.999 1 1 rg", "0.998 1 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.9985 1 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "1 1 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.999 1 1.001 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.999 1 0.1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "0.999 1 rg", "a colour that is no ink number" },
		{ "0.999 1 1 rg", "", "paint without ink" },
		{ "re f\nQ", "re f\nQ\n0 0 1 1 re f", "paint without ink" },
		{ "re f", "re f /x5 Do", "an operator Cairo is not known to write" },
		{ "re f", "re f 0.5 g", "an operator Cairo is not known to write" },
		{ "re f", "re f BT", "a Q too many" },
		{ "re f", "re f /Span << /MCID 0 >> BDC", "marked content that Cairo was not asked for" },
		{ "re f", "re f EMC", "an EMC too many" },
		{ "re f", "re f (", "a string without end" },
		{ "re f\nQ", "re f", "an end in the middle" },
		{ "5 0 R\n", "6 0 R\n", "no cross-reference table where the objects end" },
		{ "/Contents 4 0 R", "/Contents 9 0 R", "a page that does not follow its content" },
		{ "/a0 << /CA 1 /ca 1 >>", "/a0 << /CA 0.5 /ca 0.5 >>", "an object of unknown kind" },
		{ "   >>\n>>", "   >>\n   /XObject << /x5 9 0 R >>\n>>", "a resource that was not painted" },
		{ "<< /Type /Catalog", "<< /Type /Sound", "an object of unknown kind" },
		{ "7 0 obj", "6 0 obj", "its number is taken" },
		{ "7 0 obj", "99999999 0 obj", "its number is taken" },
		{ "xref\n0 8", "trailer", "no cross-reference table where the objects end" },
		{ "2 0 obj\n<< /Type /Page %", "2 0 obj\n<< /Type /Pages\n%", "1 pages were painted, Cairo wrote 0" },
	};
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	if (!finish_changed(NULL, NULL, 0, &out, &err)) {
		fail_msg("%s", err.msg);
	}
	must_pass(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		err = (struct err)ERR_INIT;
		buf_reset(&out);
		assert_false(finish_changed(cases[i].from, cases[i].to, 0, &out, &err));
		if (!strstr(err.msg, cases[i].message)) {
			fail_msg("case %zu: '%s' instead of '%s'", i, err.msg, cases[i].message);
		}
	}
	buf_fini(&out);
}

/* Whatever Cairo might write: the pass says what is wrong, or writes a file that holds together. */
static void test_pass_of_damaged(void **state) {
	struct buf out = BUF_INIT;
	size_t passed = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 6000; seed++) {
		struct err err = ERR_INIT;

		buf_reset(&out);
		if (!finish_changed(NULL, NULL, seed, &out, &err)) {
			assert_true(err.code != ERR_NONE && err.msg[0] != '\0');
		} else if (++passed % 40 == 0) {
			qpdf_data q = qpdf_init();
			qpdf_silence_errors(q);
			assert_int_equal(qpdf_read_memory(q, "passed", out.p, out.len, NULL), QPDF_SUCCESS);
			qpdf_cleanup(&q);
		}
	}
	assert_true(passed > 0 && passed < 6000);
	buf_fini(&out);
}

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

static size_t count(const struct buf *text, const char *part) {
	size_t n = 0;

	for (const char *p = buf_str(text); (p = strstr(p, part)); p++) {
		n++;
	}
	return n;
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

static int setup(void **state) {
	static const char *const serifs[] = { "Noto Serif", NULL }, *const sanses[] = { "Noto Sans", NULL };
	static const struct font_family families[] = { { .role = "serif", .names = serifs }, { .role = "sans", .names = sanses } };
	struct err err = ERR_INIT;

	(void)state;
	fonts = fonts_new(families, 2, &err);
	if (!fonts) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	serif = stack_first(fonts_stack(fonts, 0, false, false));
	sans = stack_first(fonts_stack(fonts, 1, false, false));
	return 0;
}

static int teardown(void **state) {
	(void)state;
	pdf_forget_faces();
	fonts_free(fonts);
	return 0;
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_specimen_passes),
		cmocka_unit_test(test_backdrop_is_left_out),
		cmocka_unit_test(test_text_and_order),
		cmocka_unit_test(test_alt_in_two_languages),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_hostile_strings),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_pass_is_strict),
		cmocka_unit_test(test_pass_of_damaged),
		cmocka_unit_test(test_broken_lines),
		cmocka_unit_test(test_link_over_lines),
		cmocka_unit_test(test_ligatures),
		cmocka_unit_test(test_many_pages),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
