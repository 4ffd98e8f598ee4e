/* drawn: pages drawn by hand, as layout/ would hand them over, for tests of what becomes a PDF. Included by tests alone, behind cmocka.h. */
#ifndef TESTS_DRAWN_H
#define TESTS_DRAWN_H

#include <hb.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/pdf.h"
#include "pdf/tag.h"
#include "pdfcheck.h"
#include "text/face.h"
#include "text/para.h"

static struct fonts *fonts;
static const struct face *serif;

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

static inline struct sheet *sheet_new(void) {
	struct sheet *s = mem_alloc(sizeof(*s));

	s->arena = arena_new();
	return s;
}

static inline void sheet_free(struct sheet *s) {
	arena_free(s->arena);
	mem_free(s);
}

static inline struct op *add(struct sheet *s, enum op_kind kind) {
	struct page *page = &s->pages.v[s->pages.n - 1];
	struct op *op = ARENA_PUSH(s->arena, page->ops, page->op_count, page->op_cap);

	op->kind = kind;
	return op;
}

static inline void page(struct sheet *s, const char *label) {
	struct page *p = ARENA_PUSH(s->arena, s->pages.v, s->pages.n, s->pages.cap);

	p->width_pt = 595.276;
	p->height_pt = 841.89;
	p->label = label;
	s->y = 60;
}

static inline void begin_with(struct sheet *s, enum tag tag, struct tag_attrs attrs) {
	struct op *op = add(s, OP_TAG_BEGIN);

	op->u.tag.tag = tag;
	op->u.tag.attrs = arena_copy(s->arena, &attrs, sizeof(attrs));
}

static inline void begin(struct sheet *s, enum tag tag) {
	add(s, OP_TAG_BEGIN)->u.tag.tag = tag;
}

static inline void end(struct sheet *s, enum tag tag) {
	add(s, OP_TAG_END)->u.tag.tag = tag;
}

static inline void begin_artifact(struct sheet *s, enum artifact artifact) {
	add(s, OP_ARTIFACT_BEGIN)->u.artifact = artifact;
}

static inline void end_artifact(struct sheet *s) {
	add(s, OP_ARTIFACT_END);
}

/* A glyph a character, U+00AD drawn as a hyphen. */
static inline struct text_run *run(struct sheet *s, const struct face *face, double size, const char *utf8) {
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

static inline double text_at(struct sheet *s, double x, double y, const char *utf8) {
	struct op *op = add(s, OP_TEXT);

	op->u.text.run = run(s, serif, 10, utf8);
	op->u.text.x = x;
	op->u.text.y = y;
	op->u.text.color = (struct color){ 0.1, 0.1, 0.12 };
	return x + op->u.text.run->width_pt;
}

static inline void line(struct sheet *s, enum tag leaf, const char *utf8) {
	begin(s, leaf);
	text_at(s, 72, s->y, utf8);
	end(s, leaf);
	s->y += 14;
}

static inline void block(struct sheet *s, enum tag tag, const char *utf8) {
	begin(s, tag);
	line(s, TAG_SPAN, utf8);
	end(s, tag);
}

static inline void rect(struct sheet *s, double x, double y, double w, double h) {
	struct op *op = add(s, OP_RECT);

	op->u.rect.x = x;
	op->u.rect.y = y;
	op->u.rect.w = w;
	op->u.rect.h = h;
	op->u.rect.color = (struct color){ 0, 0.2, 0.6 };
}

static inline void rule(struct sheet *s, double y) {
	struct op *op = add(s, OP_LINE);

	op->u.line.x0 = 72;
	op->u.line.x1 = 500;
	op->u.line.y0 = op->u.line.y1 = y;
	op->u.line.width = 0.5;
	op->u.line.dash = 2;
}

static inline void dest(struct sheet *s, const char *name) {
	struct op *op = add(s, OP_DEST);

	op->u.dest.name = name;
	op->u.dest.x = 72;
	op->u.dest.y = s->y;
}

static inline void header(struct sheet *s, const char *utf8) {
	begin_artifact(s, ARTIFACT_HEADER);
	text_at(s, 72, 30, utf8);
	rule(s, 35);
	end_artifact(s);
}

static inline void link_to(struct sheet *s, const char *uri, const char *name, const char *utf8) {
	begin_with(s, TAG_LINK, (struct tag_attrs){ .uri = uri, .dest = name, .contents = uri ? "A page elsewhere" : NULL });
	text_at(s, 72, s->y, utf8);
	end(s, TAG_LINK);
	s->y += 14;
}

static inline size_t count(const struct buf *text, const char *part) {
	size_t n = 0;

	for (const char *p = buf_str(text); (p = strstr(p, part)); p++) {
		n++;
	}
	return n;
}

static inline void write_ok(struct sheet *s, const struct pdf_meta *m, struct buf *out) {
	struct pdf_cost cost;
	struct err err = ERR_INIT;
	struct pages_feed feed;

	if (!pdf_write(pages_feed(&feed, &s->pages), m, out, &cost, &err)) {
		fail_msg("%s", err.msg);
	}
}

static inline void must_pass(const struct buf *pdf) {
	struct buf report = BUF_INIT;

	if (!pdfcheck(pdf->p, pdf->len, &report)) {
		fail_msg("%s", buf_str(&report));
	}
	buf_fini(&report);
}

/* What a command prints of the file; "%s" in it is the file's name. */
static inline void ask(const struct buf *pdf, const char *command, struct buf *out) {
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

static inline void must_have(const struct buf *text, const char *part) {
	if (!strstr(buf_str(text), part)) {
		fail_msg("'%s' is not in:\n%s", part, buf_str(text));
	}
}

/* PDF_KEEP=FOLDER keeps the files for looking at. */
static inline void keep(const struct buf *pdf, const char *name) {
	struct err err = ERR_INIT;
	char path[256];

	if (getenv("PDF_KEEP")) {
		snprintf(path, sizeof(path), "%s/%s.pdf", getenv("PDF_KEEP"), name);
		assert_true(file_write(path, pdf->p, pdf->len, 0644, &err));
	}
}

static inline int setup(void **state) {
	static const char *const serifs[] = { "Noto Serif", NULL };
	static const struct font_family families[] = { { .role = "serif", .names = serifs } };
	struct err err = ERR_INIT;

	(void)state;
	fonts = fonts_new(families, 1, &err);
	if (!fonts) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	serif = stack_first(fonts_stack(fonts, 0, false, false));
	return 0;
}

static inline int teardown(void **state) {
	(void)state;
	pdf_forget_faces();
	fonts_free(fonts);
	return 0;
}

#endif
