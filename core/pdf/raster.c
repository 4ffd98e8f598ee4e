#include "pdf/raster.h"

#include <cairo-ft.h>
#include <libdeflate.h>
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "layout/page.h"
#include "pdf/paint.h"
#include "pdf/pixels.h"
#include "pdf/vector.h"
#include "text/font.h"
#include "text/para.h"

#define SIDE_MAX 16000               /* pixels */
#define PNG_LEVEL 1                  /* of 1 to 12: a preview is made often and read once */

struct sized_font {
	const struct face *face;
	double size_pt;
	cairo_scaled_font_t *font;
};

struct raster {
	double dpi;
	cairo_surface_t *surface;    /* of the page in hand */
	cairo_t *cr;
	struct sized_font *fonts;
	size_t font_count, font_cap;
	cairo_glyph_t *glyphs;
	size_t glyph_cap;
};

struct raster *raster_new(double dpi) {
	struct raster *raster = mem_alloc(sizeof(*raster));

	raster->dpi = dpi;
	return raster;
}

void raster_free(struct raster *raster) {
	if (!raster) {
		return;
	}
	for (size_t i = 0; i < raster->font_count; i++) {
		cairo_scaled_font_destroy(raster->fonts[i].font);
	}
	mem_free(raster->fonts);
	mem_free(raster->glyphs);
	mem_free(raster);
}

/* ---- paint ---- */

/* Set as in the PDF: no glyph is moved or bent to fit the pixels. */
static cairo_scaled_font_t *make_font(const struct raster *raster, const struct face *face, double size_pt) {
	cairo_font_face_t *font_face = cairo_ft_font_face_create_for_ft_face(face_freetype(face), 0);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_matrix_t size, device;
	cairo_scaled_font_t *font;

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_matrix_init_scale(&size, size_pt, size_pt);
	cairo_matrix_init_scale(&device, raster->dpi / 72, raster->dpi / 72);
	font = cairo_scaled_font_create(font_face, &size, &device, options);
	cairo_font_options_destroy(options);
	cairo_font_face_destroy(font_face);
	return font;
}

static cairo_scaled_font_t *find_font(struct raster *raster, const struct face *face, double size_pt) {
	struct sized_font *sized;

	for (size_t i = 0; i < raster->font_count; i++) {
		sized = &raster->fonts[i];
		if (sized->face == face && sized->size_pt == size_pt) {
			return sized->font;
		}
	}
	sized = VEC_PUSH(raster->fonts, raster->font_count, raster->font_cap);
	*sized = (struct sized_font){ face, size_pt, make_font(raster, face, size_pt) };
	return sized->font;
}

static void set_color(struct raster *raster, struct color color) {
	cairo_set_source_rgb(raster->cr, color.r, color.g, color.b);
}

static void paint_text(struct raster *raster, const struct op *op) {
	const struct text_run *run = op->u.text.run;

	if (run->glyph_count > raster->glyph_cap) {
		mem_free(raster->glyphs);
		raster->glyph_cap = run->glyph_count;
		raster->glyphs = mem_alloc(raster->glyph_cap * sizeof(*raster->glyphs));
	}
	for (size_t i = 0; i < run->glyph_count; i++) {
		raster->glyphs[i] = (cairo_glyph_t){
			run->glyphs[i].index, op->u.text.x + run->glyphs[i].x, op->u.text.y + run->glyphs[i].y
		};
	}
	set_color(raster, op->u.text.color);
	cairo_set_scaled_font(raster->cr, find_font(raster, run->face, run->size_pt));
	cairo_show_glyphs(raster->cr, raster->glyphs, (int)run->glyph_count);
}

static void set_line(struct raster *raster, double width, double dash) {
	cairo_set_line_width(raster->cr, width);
	cairo_set_dash(raster->cr, &dash, dash > 0 ? 1 : 0, 0);
}

static void paint_line(struct raster *raster, const struct op *op) {
	set_color(raster, op->u.line.color);
	set_line(raster, op->u.line.width, op->u.line.dash);
	cairo_move_to(raster->cr, op->u.line.x0, op->u.line.y0);
	cairo_line_to(raster->cr, op->u.line.x1, op->u.line.y1);
	cairo_stroke(raster->cr);
}

static void paint_path(struct raster *raster, const struct op *op) {
	paint_add_path(raster->cr, op);
	if (op->u.path.fill) {
		set_color(raster, op->u.path.fill_color);
		cairo_fill_preserve(raster->cr);
	}
	if (op->u.path.stroke) {
		set_color(raster, op->u.path.stroke_color);
		set_line(raster, op->u.path.width, op->u.path.dash);
		cairo_stroke_preserve(raster->cr);
	}
	cairo_new_path(raster->cr);
}

/* From the stored picture, w by h, to its upright box. */
static void put_upright(struct raster *raster, const struct op *op, double w, double h) {
	int orientation = op->u.image.image->orientation;
	double x0, y0, xu, yu, xv, yv;
	cairo_matrix_t matrix;

	image_upright(orientation, 0, 0, &x0, &y0);
	image_upright(orientation, 1, 0, &xu, &yu);
	image_upright(orientation, 0, 1, &xv, &yv);
	cairo_matrix_init(&matrix, (xu - x0) * op->u.image.w / w, (yu - y0) * op->u.image.h / w, (xv - x0) * op->u.image.w / h,
	                  (yv - y0) * op->u.image.h / h, op->u.image.x + x0 * op->u.image.w, op->u.image.y + y0 * op->u.image.h);
	cairo_transform(raster->cr, &matrix);
}

static bool paint_samples(struct raster *raster, const struct op *op, struct err *err) {
	const struct image *image = op->u.image.image;
	double scale = raster->dpi / 72;
	struct pixels pixels;

	if (!pixels_read(&pixels, image, fmax(op->u.image.w, op->u.image.h) * scale, err)) {
		return false;
	}
	cairo_surface_t *surface = cairo_image_surface_create_for_data(pixels.p, CAIRO_FORMAT_ARGB32, (int)pixels.width,
	                                                               (int)pixels.height, (int)(4 * pixels.width));
	put_upright(raster, op, pixels.width, pixels.height);
	cairo_set_source_surface(raster->cr, surface, 0, 0);
	cairo_pattern_set_extend(cairo_get_source(raster->cr), CAIRO_EXTEND_PAD);
	cairo_rectangle(raster->cr, 0, 0, pixels.width, pixels.height);
	cairo_fill(raster->cr);
	cairo_surface_destroy(surface);
	/* cr still holds the pattern, and with it the surface, until its source is another one. */
	cairo_set_source_rgb(raster->cr, 0, 0, 0);
	pixels_fini(&pixels);
	return true;
}

static bool paint_image(struct raster *raster, const struct op *op, struct err *err) {
	const struct image *image = op->u.image.image;
	bool ok;

	cairo_save(raster->cr);
	if (image->kind == IMAGE_SVG) {
		cairo_translate(raster->cr, op->u.image.x, op->u.image.y);
		ok = vector_draw(image, raster->cr, op->u.image.w, op->u.image.h, err);
	} else {
		ok = paint_samples(raster, op, err);
	}
	cairo_restore(raster->cr);
	return ok || err_wrap(err, "the picture '%s'", image->name);
}

static void rotate(struct raster *raster, const struct op *op) {
	cairo_save(raster->cr);
	cairo_translate(raster->cr, op->u.rotate.x, op->u.rotate.y);
	cairo_rotate(raster->cr, op->u.rotate.degrees * (M_PI / 180));
	cairo_translate(raster->cr, -op->u.rotate.x, -op->u.rotate.y);
}

/* What does not paint is passed over: structure, places, links. */
static bool paint_op(struct raster *raster, const struct op *op, struct err *err) {
	switch (op->kind) {
	case OP_TEXT:
		paint_text(raster, op);
		return true;
	case OP_RECT:
		set_color(raster, op->u.rect.color);
		cairo_rectangle(raster->cr, op->u.rect.x, op->u.rect.y, op->u.rect.w, op->u.rect.h);
		cairo_fill(raster->cr);
		return true;
	case OP_LINE:
		paint_line(raster, op);
		return true;
	case OP_PATH:
		paint_path(raster, op);
		return true;
	case OP_IMAGE:
		return paint_image(raster, op, err);
	case OP_ROTATE_BEGIN:
		rotate(raster, op);
		return true;
	case OP_ROTATE_END:
		cairo_restore(raster->cr);
		return true;
	default:
		return true;
	}
}

/* ---- PNG (ISO/IEC 15948) ---- */

static void put_u32(struct buf *out, uint32_t v) {
	const unsigned char bytes[4] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v };

	buf_add(out, bytes, 4);
}

static void add_chunk(struct buf *out, const char type[4], const void *p, size_t n) {
	size_t start;

	put_u32(out, (uint32_t)n);
	start = out->len;
	buf_add(out, type, 4);
	buf_add(out, p, n);
	put_u32(out, libdeflate_crc32(0, out->p + start, out->len - start));
}

/* Each row with its filter's byte: none, which the fastest level packs best where pages are mostly white. */
static void add_rows(const unsigned char *p, size_t stride, uint32_t width, uint32_t height, struct buf *rows) {
	buf_reserve(rows, (size_t)height * (3 * (size_t)width + 1));
	char *to = rows->p;

	for (uint32_t y = 0; y < height; y++) {
		const uint32_t *row = (const uint32_t *)(const void *)(p + y * stride);
		*to++ = 0;
		for (uint32_t x = 0; x < width; x++) {
			*to++ = (char)(row[x] >> 16);
			*to++ = (char)(row[x] >> 8);
			*to++ = (char)row[x];
		}
	}
	rows->len = (size_t)(to - rows->p);
}

static void write_png(cairo_surface_t *surface, uint32_t width, uint32_t height, struct buf *png) {
	struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(PNG_LEVEL);
	struct buf rows = BUF_INIT, head = BUF_INIT, packed = BUF_INIT;
	static const unsigned char kind[5] = { 8, 2, 0, 0, 0 };     /* 8 bits, RGB, deflated, filtered by rows, not interlaced */

	add_rows(cairo_image_surface_get_data(surface), (size_t)cairo_image_surface_get_stride(surface), width, height, &rows);
	buf_reserve(&packed, libdeflate_zlib_compress_bound(deflater, rows.len));
	packed.len = libdeflate_zlib_compress(deflater, rows.p, rows.len, packed.p, libdeflate_zlib_compress_bound(deflater, rows.len));
	put_u32(&head, width);
	put_u32(&head, height);
	buf_add(&head, kind, sizeof(kind));
	buf_add(png, "\x89PNG\r\n\x1a\n", 8);
	add_chunk(png, "IHDR", head.p, head.len);
	add_chunk(png, "IDAT", packed.p, packed.len);
	add_chunk(png, "IEND", "", 0);
	libdeflate_free_compressor(deflater);
	buf_fini(&rows);
	buf_fini(&head);
	buf_fini(&packed);
}

/* ---- a page ---- */

static bool paint_page(struct raster *raster, const struct page *page, struct err *err) {
	cairo_set_source_rgb(raster->cr, 1, 1, 1);
	cairo_paint(raster->cr);
	cairo_scale(raster->cr, raster->dpi / 72, raster->dpi / 72);
	for (size_t i = 0; i < page->op_count; i++) {
		if (!paint_op(raster, &page->ops[i], err)) {
			return false;
		}
	}
	cairo_status_t status = cairo_status(raster->cr);
	return status == CAIRO_STATUS_SUCCESS || err_set(err, ERR_BUG, "Cairo: %s", cairo_status_to_string(status));
}

bool raster_page(struct raster *raster, const struct page *page, struct buf *png, struct err *err) {
	double width = round(page->width_pt * raster->dpi / 72), height = round(page->height_pt * raster->dpi / 72);

	if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX) {
		return err_set(err, ERR_LIMIT, "a page of %g by %g pixels is no image; 1 to %d can be made", width, height, SIDE_MAX);
	}
	raster->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
	raster->cr = cairo_create(raster->surface);
	bool ok = paint_page(raster, page, err);
	cairo_destroy(raster->cr);
	cairo_surface_flush(raster->surface);
	if (ok) {
		write_png(raster->surface, (uint32_t)width, (uint32_t)height, png);
	}
	cairo_surface_destroy(raster->surface);
	return ok;
}
