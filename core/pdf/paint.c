#include "pdf/paint.h"

#include <assert.h>
#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "layout/page.h"
#include "pdf/pdf.h"
#include "pdf/tag.h"
#include "text/font.h"
#include "text/para.h"

static const char NO_BREAK[] = "\u00A0";

/* A face at a size, found again without asking Cairo's tables at each run. */
struct sized_font {
	const struct face *face;
	const struct face_cut *cut;  /* NULL: the face itself */
	double size_pt;
	cairo_scaled_font_t *font;
};

/* A large face, and the font cut out of it that is in use; NULL: it cannot be cut. */
struct big_face {
	const struct face *face;
	const struct face_cut *cut;
};

struct painter {
	cairo_surface_t *surface;
	cairo_t *cr;
	struct sized_font *fonts;
	size_t font_count, font_cap;
	struct big_face *bigs;
	size_t big_count, big_cap;
	/* Runs that are shown in one call, moved to their places. */
	cairo_glyph_t *glyphs;
	size_t glyph_count, glyph_cap;
	cairo_text_cluster_t *clusters;
	size_t cluster_count, cluster_cap;
	struct buf text;
	cairo_scaled_font_t *font;   /* set on cr; NULL: none */
	unsigned ink;                /* set on cr; 0: none */
	double dash, line_width;     /* set on cr */
	double width_pt, height_pt;  /* of the surface */
	size_t page;                 /* being painted, from 1 */
};

void painter_faces(const struct painter *painter, struct pdf_parts *parts) {
	for (size_t i = 0; i < painter->font_count; i++) {
		bool is_new = true;

		for (size_t k = 0; k < parts->face_count && is_new; k++) {
			is_new = parts->faces[k] != painter->fonts[i].face;
		}
		if (is_new) {
			*VEC_PUSH(parts->faces, parts->face_count, parts->face_cap) = painter->fonts[i].face;
		}
	}
}

const char *paint_version(void) {
	return cairo_version_string();
}

/* Cairo writes number by number, and letter by letter. */
static cairo_status_t on_write(void *ctx, const unsigned char *p, unsigned n) {
	buf_add(ctx, p, n);
	return CAIRO_STATUS_SUCCESS;
}

static bool check(struct painter *painter, struct err *err) {
	cairo_status_t status = cairo_status(painter->cr);

	if (status == CAIRO_STATUS_SUCCESS) {
		status = cairo_surface_status(painter->surface);
	}
	if (status == CAIRO_STATUS_SUCCESS) {
		return true;
	}
	return err_set(err, ERR_BUG, "page %zu: Cairo: %s", painter->page, cairo_status_to_string(status));
}

/* Not hinted and with metrics as designed: a PDF has no pixels. */
static cairo_scaled_font_t *make_font(const struct face *face, const struct face_cut *cut, double size_pt) {
	FT_Face ft_face = cut ? face_cut_freetype(cut) : face_freetype(face);
	cairo_font_face_t *font_face = cairo_ft_font_face_create_for_ft_face(ft_face, 0);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_matrix_t size, identity;
	cairo_scaled_font_t *font;

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_matrix_init_scale(&size, size_pt, size_pt);
	cairo_matrix_init_identity(&identity);
	font = cairo_scaled_font_create(font_face, &size, &identity, options);
	cairo_font_options_destroy(options);
	cairo_font_face_destroy(font_face);
	return font;
}

static cairo_scaled_font_t *find_font(struct painter *painter, const struct face *face, const struct face_cut *cut, double size_pt) {
	struct sized_font *sized;

	for (size_t i = 0; i < painter->font_count; i++) {
		sized = &painter->fonts[i];
		if (sized->face == face && sized->cut == cut && sized->size_pt == size_pt) {
			return sized->font;
		}
	}
	sized = VEC_PUSH(painter->fonts, painter->font_count, painter->font_cap);
	*sized = (struct sized_font){ face, cut, size_pt, make_font(face, cut, size_pt) };
	return sized->font;
}

/* Made for leak checkers, says its manual; it is the one call that empties the table of faces. */
void pdf_forget_faces(void) {
	cairo_debug_reset_static_data();
}

static double ink_channel(unsigned ink) {
	return (1000 - ink % TAG_INK_BASE) / 1000.0;
}

/* The number is the colour until finish.c has read it. */
static void set_ink(struct painter *painter, unsigned ink) {
	if (ink != painter->ink) {
		painter->ink = ink;
		cairo_set_source_rgb(painter->cr, ink_channel(ink), ink_channel(ink / TAG_INK_BASE),
		                     ink_channel(ink / TAG_INK_BASE / TAG_INK_BASE));
	}
}

/*
 * Cairo adds the place of each operation to a region, which grows rough and slow; a page that is covered
 * from the first on stays one rectangle. content.c leaves it out.
 */
static void paint_backdrop(struct painter *painter, const struct page *page) {
	set_ink(painter, TAG_BACKDROP);
	cairo_rectangle(painter->cr, 0, 0, page->width_pt, page->height_pt);
	cairo_fill(painter->cr);
}

static void set_line(struct painter *painter, double width, double dash) {
	if (width != painter->line_width) {
		painter->line_width = width;
		cairo_set_line_width(painter->cr, width);
	}
	if (dash != painter->dash) {
		painter->dash = dash;
		cairo_set_dash(painter->cr, &dash, dash > 0 ? 1 : 0, 0);
	}
}

/*
 * A space that does not break is one once lines are broken. It has the glyph of the other, and would have an ActualText each
 * time, behind which some readers lose what the element still holds (see README.md, Ligatures).
 */
static void let_break(struct painter *painter, size_t first, size_t at) {
	const char *from = painter->text.p + at;
	char *to = painter->text.p + at;

	for (size_t i = first; i < painter->cluster_count; i++) {
		size_t n = (size_t)painter->clusters[i].num_bytes;
		if (n == sizeof(NO_BREAK) - 1 && memcmp(from, NO_BREAK, n) == 0) {
			painter->clusters[i].num_bytes = 1;
			*to++ = ' ';
		} else {
			memmove(to, from, n);
			to += n;
		}
		from += n;
	}
	painter->text.len = (size_t)(to - painter->text.p);
	*to = '\0';
}

static void add_run(struct painter *painter, const struct op *op) {
	const struct text_run *run = op->u.text.run;

	if (run->glyph_count == 0) {
		return;
	}
	painter->glyphs = mem_room(painter->glyphs, painter->glyph_count + run->glyph_count, &painter->glyph_cap,
	                           sizeof(*painter->glyphs));
	painter->clusters = mem_room(painter->clusters, painter->cluster_count + run->cluster_count, &painter->cluster_cap,
	                             sizeof(*painter->clusters));
	for (size_t i = 0; i < run->glyph_count; i++) {
		painter->glyphs[painter->glyph_count++] = (cairo_glyph_t){
			run->glyphs[i].index, op->u.text.x + run->glyphs[i].x, op->u.text.y + run->glyphs[i].y,
		};
	}
	size_t first = painter->cluster_count, at = painter->text.len;
	for (size_t i = 0; i < run->cluster_count; i++) {
		painter->clusters[painter->cluster_count++] =
			(cairo_text_cluster_t){ run->clusters[i].num_bytes, run->clusters[i].num_glyphs };
	}
	buf_add(&painter->text, run->utf8, run->utf8_len);
	if (memmem(run->utf8, run->utf8_len, NO_BREAK, sizeof(NO_BREAK) - 1) != NULL) {
		let_break(painter, first, at);
	}
}

static bool cut_has_run(const struct face_cut *cut, const struct text_run *run) {
	uint32_t index;

	for (size_t i = 0; i < run->glyph_count; i++) {
		if (!face_cut_glyph(cut, run->glyphs[i].index, &index)) {
			return false;
		}
	}
	return true;
}

/*
 * The font cut out of the run's face. It has all that was shaped before the first page was painted; what was shaped
 * later still (a running line) may need a second one.
 */
static const struct face_cut *find_cut(struct painter *painter, const struct text_run *run) {
	struct big_face *big = NULL;

	for (size_t i = 0; i < painter->big_count && !big; i++) {
		big = painter->bigs[i].face == run->face ? &painter->bigs[i] : NULL;
	}
	if (big && (!big->cut || cut_has_run(big->cut, run))) {
		return big->cut;
	}
	if (!big) {
		big = VEC_PUSH(painter->bigs, painter->big_count, painter->big_cap);
		big->face = run->face;
	}
	uint32_t *glyphs = mem_alloc((run->glyph_count + 1) * sizeof(*glyphs));
	for (size_t i = 0; i < run->glyph_count; i++) {
		glyphs[i] = run->glyphs[i].index;
	}
	big->cut = face_cut(run->face, glyphs, run->glyph_count);
	mem_free(glyphs);
	return big->cut;
}

/* The glyphs of one run, which the painter holds, by their numbers in the cut. */
static void renumber(struct painter *painter, const struct face_cut *cut) {
	for (size_t i = 0; i < painter->glyph_count; i++) {
		uint32_t index;
		if (face_cut_glyph(cut, (uint32_t)painter->glyphs[i].index, &index)) {
			painter->glyphs[i].index = index;
		}
	}
}

/* Can next be shown in one call with op, be it on the next line? A call costs as much as some twenty glyphs. */
static bool continues(const struct op *op, const struct op *next) {
	const struct text_run *a = op->u.text.run, *b = next ? next->u.text.run : NULL;

	return next && next->kind == OP_TEXT && a->face == b->face && !face_is_big(a->face) && a->size_pt == b->size_pt &&
	       !a->is_backward && !b->is_backward &&
	       op->u.text.color.r == next->u.text.color.r && op->u.text.color.g == next->u.text.color.g &&
	       op->u.text.color.b == next->u.text.color.b;
}

/* next: the operation that follows on the page; NULL: none. */
static bool paint_text(struct painter *painter, struct tags *tags, const struct op *op, const struct op *next,
                       struct err *err) {
	const struct text_run *run = op->u.text.run;
	const struct face_cut *cut;
	cairo_scaled_font_t *font;
	cairo_status_t status;

	add_run(painter, op);
	if (painter->glyph_count == 0 || continues(op, next)) {
		return true;
	}
	cut = face_is_big(run->face) ? find_cut(painter, run) : NULL;
	if (cut) {
		renumber(painter, cut);
	}
	font = find_font(painter, run->face, cut, run->size_pt);
	if (font != painter->font) {
		painter->font = font;
		cairo_set_scaled_font(painter->cr, font);
	}
	set_ink(painter, tags_ink(tags, op->u.text.color));
	cairo_show_text_glyphs(painter->cr, buf_str(&painter->text), (int)painter->text.len, painter->glyphs,
	                       (int)painter->glyph_count, painter->clusters, (int)painter->cluster_count,
	                       run->is_backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
	/* Asked at every call, not once a page: a bad cluster blanks all that follows, and only here can it be named. */
	status = cairo_status(painter->cr);
	if (status != CAIRO_STATUS_SUCCESS) {
		return err_set(err, ERR_BUG, "page %zu: Cairo refuses '%s' in %s: %s", painter->page, buf_str(&painter->text),
		               face_name(run->face), cairo_status_to_string(status));
	}
	painter->glyph_count = painter->cluster_count = 0;
	buf_reset(&painter->text);
	return true;
}

static void paint_line(struct painter *painter, struct tags *tags, const struct op *op) {
	set_ink(painter, tags_ink(tags, op->u.line.color));
	set_line(painter, op->u.line.width, op->u.line.dash);
	cairo_move_to(painter->cr, op->u.line.x0, op->u.line.y0);
	cairo_line_to(painter->cr, op->u.line.x1, op->u.line.y1);
	cairo_stroke(painter->cr);
}

/* Short numbers: Cairo counts 256ths of a point, and half the bytes of a coast are what is finer than eighths. */
static double rough(double v, bool is_rough) {
	return is_rough ? round(v * 8) / 8 : v;
}

void paint_add_path(void *cr, const struct op *op) {
	bool is_rough = op->u.path.is_rough;

	for (size_t i = 0; i < op->u.path.n; i++) {
		const struct path_seg *seg = &op->u.path.segs[i];

		switch (seg->verb) {
		case PATH_MOVE:
			cairo_move_to(cr, rough(seg->x[0], is_rough), rough(seg->y[0], is_rough));
			break;
		case PATH_LINE:
			cairo_line_to(cr, rough(seg->x[0], is_rough), rough(seg->y[0], is_rough));
			break;
		case PATH_CURVE:
			cairo_curve_to(cr, seg->x[0], seg->y[0], seg->x[1], seg->y[1], seg->x[2], seg->y[2]);
			break;
		case PATH_CLOSE:
			cairo_close_path(cr);
			break;
		}
	}
}

static void paint_path(struct painter *painter, struct tags *tags, const struct op *op) {
	cairo_t *cr = painter->cr;

	paint_add_path(cr, op);
	if (op->u.path.fill) {
		set_ink(painter, tags_ink(tags, op->u.path.fill_color));
		cairo_fill_preserve(cr);
	}
	if (op->u.path.stroke) {
		set_ink(painter, tags_ink(tags, op->u.path.stroke_color));
		set_line(painter, op->u.path.width, op->u.path.dash);
		cairo_stroke_preserve(cr);
	}
	cairo_new_path(cr);
}

/*
 * Cairo gets a marker to paint, and the picture stands where content.c finds it: Cairo would unpack and
 * pack it anew, and name its objects itself.
 */
static void paint_image(struct painter *painter, struct tags *tags, const struct op *op) {
	const struct image *image = op->u.image.image;
	double corner[3][2], matrix[6];

	/* The corners of the unit square: its origin is the lower left one of the picture as stored. */
	image_upright(image->orientation, 0, 1, &corner[0][0], &corner[0][1]);
	image_upright(image->orientation, 1, 1, &corner[1][0], &corner[1][1]);
	image_upright(image->orientation, 0, 0, &corner[2][0], &corner[2][1]);
	for (int i = 0; i < 3; i++) {
		corner[i][0] = op->u.image.x + corner[i][0] * op->u.image.w;
		corner[i][1] = op->u.image.y + corner[i][1] * op->u.image.h;
		cairo_user_to_device(painter->cr, &corner[i][0], &corner[i][1]);
	}
	for (int i = 0; i < 2; i++) {
		matrix[i] = corner[1][i] - corner[0][i];
		matrix[2 + i] = corner[2][i] - corner[0][i];
		matrix[4 + i] = corner[0][i];
	}
	set_ink(painter, tags_picture_ink(tags, image, matrix));
	cairo_rectangle(painter->cr, op->u.image.x, op->u.image.y, op->u.image.w, op->u.image.h);
	cairo_fill(painter->cr);
}

static void rotate(struct painter *painter, const struct op *op) {
	cairo_save(painter->cr);
	cairo_translate(painter->cr, op->u.rotate.x, op->u.rotate.y);
	cairo_rotate(painter->cr, op->u.rotate.degrees * (M_PI / 180));
	cairo_translate(painter->cr, -op->u.rotate.x, -op->u.rotate.y);
}

/* What cairo_restore brings back is not what was last set here. */
static void forget_state(struct painter *painter) {
	painter->font = NULL;
	painter->ink = 0;
	painter->dash = painter->line_width = -1;
}

static bool paint_op(struct painter *painter, struct tags *tags, const struct op *op, const struct op *next,
                     struct err *err) {
	switch (op->kind) {
	case OP_TEXT:
		return paint_text(painter, tags, op, next, err);
	case OP_RECT:
		set_ink(painter, tags_ink(tags, op->u.rect.color));
		cairo_rectangle(painter->cr, op->u.rect.x, op->u.rect.y, op->u.rect.w, op->u.rect.h);
		cairo_fill(painter->cr);
		return true;
	case OP_LINE:
		paint_line(painter, tags, op);
		return true;
	case OP_PATH:
		paint_path(painter, tags, op);
		return true;
	case OP_IMAGE:
		paint_image(painter, tags, op);
		return true;
	case OP_ROTATE_BEGIN:
		rotate(painter, op);
		forget_state(painter);
		return true;
	case OP_ROTATE_END:
		cairo_restore(painter->cr);
		forget_state(painter);
		return true;
	case OP_TAG_BEGIN:
	case OP_TAG_END:
	case OP_ARTIFACT_BEGIN:
	case OP_ARTIFACT_END:
	case OP_DEST:
	case OP_SLOT:
	case OP_FLOW_BEGIN:
	case OP_FLOW_END:
	case OP_WORDS:
	case OP_LATER:
	case OP_AS_DRAWN_BEGIN:
	case OP_AS_DRAWN_END:
		return true;    /* tag.c has refused them */
	}
	return true;
}

bool painter_page(struct painter *painter, struct tags *tags, const struct page *page, struct err *err) {
	painter->page++;
	if (page->width_pt != painter->width_pt || page->height_pt != painter->height_pt) {
		cairo_pdf_surface_set_size(painter->surface, page->width_pt, page->height_pt);
		painter->width_pt = page->width_pt;
		painter->height_pt = page->height_pt;
	}
	tags_page_begin(tags, page);
	painter->ink = 0;
	paint_backdrop(painter, page);
	for (size_t i = 0; i < page->op_count; i++) {
		const struct op *op = &page->ops[i], *next = i + 1 < page->op_count ? op + 1 : NULL;

		if (!tags_op(tags, op, err) || !paint_op(painter, tags, op, next, err)) {
			return false;
		}
	}
	if (!tags_page_end(tags, err)) {
		return false;
	}
	cairo_show_page(painter->cr);
	return check(painter, err);
}

bool painter_end(struct painter *painter, struct err *err) {
	cairo_surface_finish(painter->surface);
	return check(painter, err);
}

/*
 * Cairo must leave its streams as they are, for finish.c to read. It has no call for that, but an environment
 * variable that it asks for at each surface; finish.c refuses content that it finds deflated.
 */
struct painter *painter_new(struct buf *out, struct err *err) {
	struct painter *painter = mem_alloc(sizeof(*painter));

	setenv("CAIRO_DEBUG_PDF", "1", 1);
	painter->text = (struct buf)BUF_INIT;
	painter->width_pt = painter->height_pt = 1;
	forget_state(painter);
	painter->surface = cairo_pdf_surface_create_for_stream(on_write, out, 1, 1);
	cairo_pdf_surface_restrict_to_version(painter->surface, CAIRO_PDF_VERSION_1_5);
	painter->cr = cairo_create(painter->surface);
	if (!check(painter, err)) {
		painter_free(painter);
		return NULL;
	}
	return painter;
}

void painter_free(struct painter *painter) {
	if (!painter) {
		return;
	}
	cairo_destroy(painter->cr);
	cairo_surface_destroy(painter->surface);
	for (size_t i = 0; i < painter->font_count; i++) {
		cairo_scaled_font_destroy(painter->fonts[i].font);
	}
	mem_free(painter->fonts);
	mem_free(painter->bigs);
	mem_free(painter->glyphs);
	mem_free(painter->clusters);
	buf_fini(&painter->text);
	mem_free(painter);
}
