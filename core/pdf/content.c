/*
 * The origin of a content stream is the page's lower left corner, and y grows upwards; operations have it the other
 * way round. Places are written to a hundredth of a point. Glyphs of one line stand in one array (9.4.3) as long as font, size,
 * colour and mark stay: where a glyph does not stand where the one before it ends, a number moves it, in thousandths of an em.
 */
#include "pdf/content.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "layout/page.h"
#include "pdf/fontset.h"
#include "pdf/objs.h"
#include "pdf/picture.h"
#include "pdf/tag.h"
#include "text/font.h"
#include "text/para.h"

/* A move of more ems than this begins a new array: an implementation may hold no larger numbers, and nothing is saved by it. */
#define MOVE_MAX 20000

struct resources {
	struct fontset *fonts;
	const struct image **images; /* each once, in the order of use */
	size_t image_count, image_cap;
};

struct pen {
	struct resources *resources;
	struct tags *tags;
	const struct page *page;
	struct buf *out;
	struct err *err;
	uint32_t mark;               /* open; TAG_NONE: none */
	bool in_text, in_array, in_string;
	long line_x, line_y;         /* where the text line begins, in hundredths of a point */
	double y;                    /* of its operation */
	double x;                    /* where the next glyph comes to stand unless it is moved */
	/* as last set, which text objects do not end; NULL or below 0: unknown */
	struct shown_font *font;
	double size;
	struct color fill, stroke;
	double line_width;
	float dash;
};

struct resources *resources_new(void) {
	struct resources *resources = mem_alloc(sizeof(*resources));

	resources->fonts = fontset_new();
	return resources;
}

void resources_free(struct resources *resources) {
	if (resources) {
		fontset_free(resources->fonts);
		mem_free(resources->images);
		mem_free(resources);
	}
}

/* ---- numbers ---- */

static long hundredths(double v) {
	return lround(v * 100);
}

/* A number and a blank. */
static void put(struct buf *out, long v) {
	char digits[24], *p = digits + sizeof(digits);
	bool is_negative = v < 0;
	long rest;

	v = is_negative ? -v : v;
	rest = v % 100;
	v /= 100;
	*--p = ' ';
	if (rest) {
		if (rest % 10) {
			*--p = (char)('0' + rest % 10);
		}
		*--p = (char)('0' + rest / 10);
		*--p = '.';
	}
	if (v || !rest) {
		do {
			*--p = (char)('0' + v % 10);
			v /= 10;
		} while (v);
	}
	if (is_negative) {
		*--p = '-';
	}
	buf_add(out, p, (size_t)(digits + sizeof(digits) - p));
}

static void put_num(struct pen *pen, double v) {
	put(pen->out, hundredths(v));
}

static void put_x(struct pen *pen, double x) {
	put_num(pen, x);
}

static void put_y(struct pen *pen, double y) {
	put_num(pen, pen->page->height_pt - y);
}

static void put_op(struct pen *pen, const char *op) {
	buf_adds(pen->out, op);
}

/* ---- state ---- */

static void end_string(struct pen *pen) {
	if (pen->in_string) {
		buf_addc(pen->out, ')');
		pen->in_string = false;
	}
}

static void end_array(struct pen *pen) {
	end_string(pen);
	if (pen->in_array) {
		put_op(pen, "]TJ\n");
		pen->in_array = false;
	}
}

static void end_text(struct pen *pen) {
	end_array(pen);
	if (pen->in_text) {
		put_op(pen, "ET\n");
		pen->in_text = false;
	}
}

static bool is_same(struct color a, struct color b) {
	return a.r == b.r && a.g == b.g && a.b == b.b;
}

static void set_color(struct pen *pen, struct color *last, struct color color, const char *op) {
	if (is_same(*last, color)) {
		return;
	}
	end_array(pen);
	*last = color;
	objs_put_num(pen->out, color.r);
	buf_addc(pen->out, ' ');
	objs_put_num(pen->out, color.g);
	buf_addc(pen->out, ' ');
	objs_put_num(pen->out, color.b);
	put_op(pen, op);
}

static void set_fill(struct pen *pen, struct color color) {
	set_color(pen, &pen->fill, color, " rg\n");
}

static void set_stroke(struct pen *pen, struct color color, double width, float dash) {
	set_color(pen, &pen->stroke, color, " RG\n");
	if (width != pen->line_width) {
		pen->line_width = width;
		put_num(pen, width);
		put_op(pen, "w\n");
	}
	if (dash != pen->dash) {
		pen->dash = dash;
		put_op(pen, "[");
		if (dash > 0) {
			put_num(pen, (double)dash);
		}
		put_op(pen, "]0 d\n");
	}
}

static void forget_state(struct pen *pen) {
	pen->font = NULL;
	pen->fill.r = pen->stroke.r = -1;
	pen->line_width = -1;
	pen->dash = -1;
}

/* Artifact types of 14.8.2.2. */
static const char *const artifacts[] = {
	[ARTIFACT_HEADER]     = "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n",
	[ARTIFACT_FOOTER]     = "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n",
	[ARTIFACT_WATERMARK]  = "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC\n",
	[ARTIFACT_LAYOUT]     = "/Artifact<</Type/Layout>>BDC\n",
	[ARTIFACT_BACKGROUND] = "/Artifact<</Type/Background>>BDC\n",
};

static void close_mark(struct pen *pen) {
	if (pen->mark != TAG_NONE) {
		end_text(pen);
		put_op(pen, "EMC\n");
		pen->mark = TAG_NONE;
	}
}

/* Go on in the mark that tags have for what comes now. */
static void follow_mark(struct pen *pen) {
	const struct tags *tags = pen->tags;
	const struct tag_mark *mark = &tags->marks[tags->mark];

	if (pen->mark == tags->mark) {
		return;
	}
	close_mark(pen);
	if (mark->elem == TAG_NONE) {
		put_op(pen, artifacts[mark->artifact]);
	} else {
		buf_addf(pen->out, "/%s<</MCID %u>>BDC\n", tag_name(tags->elems[mark->elem].tag), mark->mcid);
	}
	pen->mark = tags->mark;
}

/* ---- text ---- */

static bool fail(struct pen *pen, const struct text_run *run, const char *what) {
	return err_set(pen->err, ERR_BUG, "page %zu: '%.*s' in %s: %s", pen->tags->page_count, (int)run->utf8_len, run->utf8,
	               face_name(run->face), what);
}

/* One cluster too many, or one glyph that the font lacks, and a reader shows nothing at all. */
static bool check_run(struct pen *pen, const struct op *op) {
	const struct text_run *run = op->u.text.run;
	size_t bytes = 0, glyphs = 0;
	uint32_t most = font_glyph_count(pen->font);

	for (size_t i = 0; i < run->cluster_count; i++) {
		bytes += run->clusters[i].num_bytes;
		glyphs += run->clusters[i].num_glyphs;
	}
	if (bytes != run->utf8_len || glyphs != run->glyph_count) {
		return fail(pen, run, "its clusters do not cover it");
	}
	for (size_t i = 0; i < run->glyph_count; i++) {
		if (run->glyphs[i].index >= most) {
			return fail(pen, run, "the font has no such glyph");
		}
	}
	return true;
}

/* What is wholly off the page is lost to who sees it, and a reader that listens still tells of it. */
static bool is_outside(const struct pen *pen, double x, double y, double w, double h) {
	return x + w < 0 || x > pen->page->width_pt || y + h < 0 || y > pen->page->height_pt;
}

static bool check_place(struct pen *pen, const struct op *op) {
	const struct text_run *run = op->u.text.run;
	bool is_lost = is_outside(pen, op->u.text.x, op->u.text.y - run->size_pt, run->width_pt, run->size_pt);

	return !is_lost || fail(pen, run, "it lies outside of the page");
}

/* Begin an array at (x, y). */
static void place(struct pen *pen, double x, double y) {
	long to_x = hundredths(x), to_y = hundredths(pen->page->height_pt - y);

	end_array(pen);
	if (!pen->in_text) {
		put_op(pen, "BT\n");
		pen->in_text = true;
		pen->line_x = pen->line_y = 0;
	}
	put(pen->out, to_x - pen->line_x);
	put(pen->out, to_y - pen->line_y);
	put_op(pen, "Td\n");
	pen->line_x = to_x;
	pen->line_y = to_y;
	pen->y = y;
	pen->x = (double)to_x / 100;
}

static void set_font(struct pen *pen, const struct text_run *run) {
	struct shown_font *font = fontset_font(pen->resources->fonts, run->face);

	if (font == pen->font && run->size_pt == pen->size) {
		return;
	}
	end_array(pen);
	pen->font = font;
	pen->size = run->size_pt;
	buf_addf(pen->out, "/F%u ", font_number(font));
	put_num(pen, run->size_pt);
	put_op(pen, "Tf\n");
}

static void put_code(struct pen *pen, uint16_t code) {
	char bytes[4];
	size_t n = 0;

	for (int i = 8; i >= 0; i -= 8) {
		char c = (char)(code >> i);
		if (font_is_escaped(pen->font) && (c == '(' || c == ')' || c == '\\' || c == '\r')) {
			bytes[n++] = '\\';
			c = c == '\r' ? 'r' : c;
		}
		bytes[n++] = c;
	}
	buf_add(pen->out, bytes, n);
}

/* Show a glyph at (x, y). */
static void show(struct pen *pen, uint16_t code, double x, double y) {
	double off = (pen->x - x) * 1000 / pen->size;
	long move = lround(off);

	if (!pen->in_array || labs(move) > MOVE_MAX || y != pen->y) {
		place(pen, x, y);
		move = 0;
	}
	if (move != 0) {
		end_string(pen);
		put(pen->out, 100 * move);
		pen->x -= (double)move * pen->size / 1000;
	}
	if (!pen->in_array) {
		buf_addc(pen->out, '[');
		pen->in_array = true;
	}
	if (!pen->in_string) {
		buf_addc(pen->out, '(');
		pen->in_string = true;
	}
	put_code(pen, code);
	pen->x += font_width(pen->font, code) * pen->size / 1000;
}

/* Some glyphs that stand for some characters together, and none of them for one: the text is said beside them (14.9.4). */
static void show_cluster(struct pen *pen, const struct op *op, const struct text_glyph *glyphs, size_t n, const char *utf8,
                         size_t len, uint16_t code) {
	double x = op->u.text.x, y = op->u.text.y;

	end_array(pen);
	put_op(pen, "/Span<</ActualText<FEFF");
	fontset_put_utf16(pen->out, utf8, len);
	put_op(pen, ">>>BDC\n");
	for (size_t i = 0; i < n; i++) {
		if (n > 1) {
			font_code(pen->font, glyphs[i].index, utf8, len, &code);
		}
		show(pen, code, x + (double)glyphs[i].x, y + (double)glyphs[i].y);
	}
	end_array(pen);
	put_op(pen, "EMC\n");
}

/* In logical order, whichever way it is read: extracted text comes out right. */
static bool write_text(struct pen *pen, const struct op *op) {
	const struct text_run *run = op->u.text.run;
	size_t byte = 0, glyph = run->is_backward ? run->glyph_count : 0;

	if (run->glyph_count == 0) {
		return true;
	}
	follow_mark(pen);
	set_font(pen, run);
	if (!check_run(pen, op) || !check_place(pen, op)) {
		return false;
	}
	set_fill(pen, op->u.text.color);
	for (size_t i = 0; i < run->cluster_count; i++) {
		size_t n = run->clusters[i].num_glyphs, len = run->clusters[i].num_bytes;
		uint16_t code = 0;

		glyph -= run->is_backward ? n : 0;
		const struct text_glyph *glyphs = &run->glyphs[glyph];
		if (n == 1 && font_code(pen->font, glyphs->index, run->utf8 + byte, len, &code)) {
			show(pen, code, op->u.text.x + (double)glyphs->x, op->u.text.y + (double)glyphs->y);
		} else {
			show_cluster(pen, op, glyphs, n, run->utf8 + byte, len, code);
		}
		glyph += run->is_backward ? 0 : n;
		byte += len;
	}
	return true;
}

/* ---- shapes ---- */

static void begin_shape(struct pen *pen) {
	follow_mark(pen);
	end_text(pen);
}

static void write_rect(struct pen *pen, const struct op *op) {
	begin_shape(pen);
	set_fill(pen, op->u.rect.color);
	put_x(pen, op->u.rect.x);
	put_y(pen, op->u.rect.y + op->u.rect.h);
	put_num(pen, op->u.rect.w);
	put_num(pen, op->u.rect.h);
	put_op(pen, "re f\n");
}

static void write_line(struct pen *pen, const struct op *op) {
	begin_shape(pen);
	set_stroke(pen, op->u.line.color, op->u.line.width, op->u.line.dash);
	put_x(pen, op->u.line.x0);
	put_y(pen, op->u.line.y0);
	put_op(pen, "m ");
	put_x(pen, op->u.line.x1);
	put_y(pen, op->u.line.y1);
	put_op(pen, "l S\n");
}

static void put_seg(struct pen *pen, const struct path_seg *seg) {
	static const struct { int points; const char *op; } verbs[] = {
		[PATH_MOVE] = { 1, "m\n" }, [PATH_LINE] = { 1, "l\n" }, [PATH_CURVE] = { 3, "c\n" }, [PATH_CLOSE] = { 0, "h\n" },
	};

	for (int i = 0; i < verbs[seg->verb].points; i++) {
		put_x(pen, seg->x[i]);
		put_y(pen, seg->y[i]);
	}
	put_op(pen, verbs[seg->verb].op);
}

static void write_path(struct pen *pen, const struct op *op) {
	begin_shape(pen);
	if (op->u.path.fill) {
		set_fill(pen, op->u.path.fill_color);
	}
	if (op->u.path.stroke) {
		set_stroke(pen, op->u.path.stroke_color, op->u.path.width, op->u.path.dash);
	}
	for (size_t i = 0; i < op->u.path.n; i++) {
		put_seg(pen, &op->u.path.segs[i]);
	}
	put_op(pen, op->u.path.fill ? op->u.path.stroke ? "B\n" : "f\n" : op->u.path.stroke ? "S\n" : "n\n");
}

/* Documents have few images: the latest is the likeliest. */
static size_t image_number(struct resources *resources, const struct image *image) {
	for (size_t i = resources->image_count; i-- > 0;) {
		if (resources->images[i] == image) {
			return i;
		}
	}
	*VEC_PUSH(resources->images, resources->image_count, resources->image_cap) = image;
	return resources->image_count - 1;
}

/* A picture is one unit wide and high (8.9.4), with the lower left corner of what is stored at its origin: the matrix puts it upright. */
static bool write_image(struct pen *pen, const struct op *op) {
	static const double corners[3][2] = { { 0, 1 }, { 1, 1 }, { 0, 0 } };
	const struct image *image = op->u.image.image;
	double at[3][2];

	if (is_outside(pen, op->u.image.x, op->u.image.y, op->u.image.w, op->u.image.h)) {
		return err_set(pen->err, ERR_BUG, "page %zu: a picture lies outside of the page", pen->tags->page_count);
	}
	begin_shape(pen);
	for (int i = 0; i < 3; i++) {
		image_upright(image->orientation, corners[i][0], corners[i][1], &at[i][0], &at[i][1]);
		at[i][0] = op->u.image.x + at[i][0] * op->u.image.w;
		at[i][1] = pen->page->height_pt - (op->u.image.y + at[i][1] * op->u.image.h);
	}
	put_op(pen, "q ");
	for (int i = 1; i < 3; i++) {
		put_num(pen, at[i][0] - at[0][0]);
		put_num(pen, at[i][1] - at[0][1]);
	}
	put_num(pen, at[0][0]);
	put_num(pen, at[0][1]);
	buf_addf(pen->out, "cm /Im%zu Do Q\n", image_number(pen->resources, image));
	return true;
}

/* Turned clockwise about (x, y). */
static void begin_rotation(struct pen *pen, const struct op *op) {
	double angle = -op->u.rotate.degrees * (3.14159265358979323846 / 180), c = cos(angle), s = sin(angle);
	double x = op->u.rotate.x, y = pen->page->height_pt - op->u.rotate.y;
	const double m[] = { c, s, -s, c, x - c * x + s * y, y - s * x - c * y };

	end_text(pen);
	put_op(pen, "q ");
	for (int i = 0; i < 6; i++) {
		/* Far from the origin a small error of the angle is a large one of the place. */
		buf_addf(pen->out, i < 4 ? "%.6f " : "%.3f ", m[i]);
	}
	put_op(pen, "cm\n");
}

static void end_rotation(struct pen *pen) {
	end_text(pen);
	put_op(pen, "Q\n");
	forget_state(pen);
}

static bool write_op(struct pen *pen, const struct op *op) {
	switch (op->kind) {
	case OP_TEXT:
		return write_text(pen, op);
	case OP_RECT:
		write_rect(pen, op);
		return true;
	case OP_LINE:
		write_line(pen, op);
		return true;
	case OP_PATH:
		write_path(pen, op);
		return true;
	case OP_IMAGE:
		return write_image(pen, op);
	case OP_ROTATE_BEGIN:
		begin_rotation(pen, op);
		return true;
	case OP_ROTATE_END:
		end_rotation(pen);
		return true;
	case OP_TAG_BEGIN:
	case OP_TAG_END:
	case OP_ARTIFACT_BEGIN:
	case OP_ARTIFACT_END:
	case OP_DEST:
	case OP_SLOT:
	case OP_FLOW_BEGIN:
	case OP_FLOW_END:
		return true;
	case OP_WORDS:
	case OP_AS_DRAWN_BEGIN:
	case OP_AS_DRAWN_END:
		return true;             /* tag.c has refused them */
	}
	return true;
}

bool content_write(struct resources *resources, struct tags *tags, const struct page *page, struct buf *out, struct err *err) {
	struct pen pen = { .resources = resources, .tags = tags, .page = page, .out = out, .err = err, .mark = TAG_NONE };

	forget_state(&pen);
	tags_page_begin(tags, page);
	for (size_t i = 0; i < page->op_count; i++) {
		if (!tags_op(tags, &page->ops[i], err) || !write_op(&pen, &page->ops[i])) {
			return false;
		}
	}
	close_mark(&pen);
	return tags_page_end(tags, err);
}

bool resources_write(struct resources *resources, struct objs *objs, unsigned num, struct err *err) {
	struct buf body = BUF_INIT;

	buf_adds(&body, "<<");
	bool ok = fontset_write(resources->fonts, objs, &body, err);
	for (size_t i = 0; i < resources->image_count && ok; i++) {
		unsigned image;
		ok = picture_write(objs, resources->images[i], &image, err);
		buf_addf(&body, "%s/Im%zu %u 0 R", i == 0 ? "/XObject<<" : "", i, image);
	}
	buf_adds(&body, resources->image_count > 0 ? ">>>>" : ">>");
	if (ok) {
		objs_add(objs, num, &body);
	}
	buf_fini(&body);
	return ok;
}
