/*
 * image_png: PNG files. The rows of most are what a PDF takes, deflated as they are: they are passed on, once libpng has read them
 * to their end. A picture whose colours and alpha stand side by side, or that is interlaced, is taken apart into
 * PNGs that are not.
 */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/image.h"
#include "doc/image_part.h"

#define CHUNK_MAX (4u << 20)         /* bytes of a chunk beside the picture itself, unpacked */
#define DEFLATE_LEVEL 4

struct reader {
	struct arena *arena;
	const unsigned char *p;
	size_t at, n;
	struct image *image;
	char msg[160];               /* what libpng said last */
	jmp_buf jump;                /* where its errors lead, of reading and writing */

	png_structp png;
	png_infop info;
	uint32_t width, height;
	int bits, type, interlace;
	bool is_split;               /* the file's own rows cannot be passed on */
	bool has_key;                /* tRNS: transparent colours beside the samples */
	unsigned char *row, *all;    /* all: of an interlaced picture */
	unsigned char *colors, *alphas;  /* one row taken apart */
	bool is_opaque;
};

/* A PNG being written: libpng deflates and filters, and only its rows are wanted. */
struct writer {
	png_structp png;
	png_infop info;
	struct buf out;
};

static void on_error(png_structp png, png_const_charp msg) {
	struct reader *r = png_get_error_ptr(png);

	STR_COPY(r->msg, msg);
	longjmp(r->jump, 1);
}

/* Want of memory ends the process, as everywhere; what a file can ask for is bounded. */
static png_voidp on_alloc(png_structp png, png_alloc_size_t n) {
	(void)png;
	return mem_alloc(n);
}

static void on_free(png_structp png, png_voidp p) {
	(void)png;
	mem_free(p);
}

/* Chunks beside the picture that are damaged are left out by libpng; that the picture is short is an error. */
static void on_warning(png_structp png, png_const_charp msg) {
	(void)png;
	(void)msg;
}

static void on_read(png_structp png, png_bytep to, size_t n) {
	struct reader *r = png_get_io_ptr(png);

	if (r->n - r->at < n) {
		png_error(png, "the file is cut short");
	}
	memcpy(to, r->p + r->at, n);
	r->at += n;
}

static void on_written(png_structp png, png_bytep p, size_t n) {
	buf_add(png_get_io_ptr(png), p, n);
}

static void on_flush(png_structp png) {
	(void)png;
}

/* The data of all IDAT chunks run together (ISO/IEC 15948, 10). The file was read to its end before. */
static void take_rows(struct arena *arena, const unsigned char *p, size_t n, const void **rows, size_t *len) {
	struct buf all = BUF_INIT;

	for (size_t at = 8; n - at >= 12 && image_u32(p + at) <= n - at - 12; at += image_u32(p + at) + 12) {
		if (memcmp(p + at + 4, "IDAT", 4) == 0) {
			buf_add(&all, p + at + 8, image_u32(p + at));
		}
	}
	*rows = arena_copy(arena, all.p, all.len);
	*len = all.len;
	buf_fini(&all);
}

static int channels_of(int type) {
	return type & PNG_COLOR_MASK_PALETTE ? 1 : type & PNG_COLOR_MASK_COLOR ? 3 : 1;
}

static void writer_open(struct writer *w, struct reader *r, int bits, int type) {
	w->out = (struct buf)BUF_INIT;
	w->png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, r, on_error, on_warning, NULL, on_alloc, on_free);
	w->info = png_create_info_struct(w->png);
	png_set_write_fn(w->png, &w->out, on_written, on_flush);
	png_set_IHDR(w->png, w->info, r->width, r->height, bits, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	             PNG_FILTER_TYPE_DEFAULT);
	png_set_compression_level(w->png, DEFLATE_LEVEL);
	if (bits == 8 && type != PNG_COLOR_TYPE_PALETTE) {
		png_set_filter(w->png, 0, PNG_FILTER_NONE | PNG_FILTER_SUB | PNG_FILTER_UP);
	} else {
		png_set_filter(w->png, 0, PNG_FILTER_NONE);
	}
	if (type == PNG_COLOR_TYPE_PALETTE) {
		const png_color black[256] = { { 0 } };      /* nobody reads it: the picture's own stands in the PDF */
		png_set_PLTE(w->png, w->info, black, 1 << bits);
	}
	png_write_info(w->png, w->info);
}

static void writer_end(struct writer *w, struct reader *r, struct image_samples *samples) {
	png_write_end(w->png, NULL);
	take_rows(r->arena, (const unsigned char *)w->out.p, w->out.len, &samples->p, &samples->len);
}

static void writer_fini(struct writer *w) {
	png_destroy_write_struct(&w->png, &w->info);
	buf_fini(&w->out);
}

/* The next row, through the whole picture where it is interlaced. */
static unsigned char *next_row(struct reader *r, uint32_t y) {
	if (r->all != NULL) {
		return r->all + (size_t)y * png_get_rowbytes(r->png, r->info);
	}
	png_read_row(r->png, r->row, NULL);
	return r->row;
}

/* A row of colours with alpha behind each. */
static void split_row(struct reader *r, const unsigned char *row, int channels) {
	unsigned char *color = r->colors, *alpha = r->alphas;

	for (uint32_t x = 0; x < r->width; x++) {
		for (int c = 0; c < channels; c++) {
			*color++ = *row++;
		}
		*alpha++ = *row;
		r->is_opaque = r->is_opaque && *row == 255;
		row++;
	}
}

/* Read all rows; what is not passed on is written anew: colours, alpha, or both. */
static void read_rows(struct reader *r, struct writer *color, struct writer *alpha) {
	int type = png_get_color_type(r->png, r->info), channels = channels_of(type);
	bool has_alpha = type & PNG_COLOR_MASK_ALPHA;

	for (uint32_t y = 0; y < r->height; y++) {
		unsigned char *row = next_row(r, y);
		if (has_alpha) {
			split_row(r, row, channels);
			png_write_row(alpha->png, r->alphas);
		}
		if (color->png != NULL) {
			png_write_row(color->png, has_alpha ? r->colors : row);
		}
	}
}

/*
 * A file's own rows can go on unless colours and alpha stand side by side in them, or they are interlaced. Colours named as
 * transparent, one by one, become an alpha of their own beside them.
 */
static void choose_way(struct reader *r) {
	r->has_key = png_get_valid(r->png, r->info, PNG_INFO_tRNS);
	r->is_split = r->interlace != PNG_INTERLACE_NONE || (r->type & PNG_COLOR_MASK_ALPHA);
	if (r->is_split || r->has_key) {
		png_set_scale_16(r->png);
	}
	if (r->has_key) {
		png_set_expand(r->png);
	}
	if (r->interlace != PNG_INTERLACE_NONE) {
		png_set_interlace_handling(r->png);
	}
	png_read_update_info(r->png, r->info);
}

static void take_palette(struct reader *r) {
	png_colorp palette;
	int count = 0;

	if (r->type != PNG_COLOR_TYPE_PALETTE || !png_get_PLTE(r->png, r->info, &palette, &count)) {
		return;
	}
	unsigned char *triples = arena_alloc(r->arena, (size_t)count * 3);
	for (int i = 0; i < count; i++) {
		triples[3 * i] = palette[i].red;
		triples[3 * i + 1] = palette[i].green;
		triples[3 * i + 2] = palette[i].blue;
	}
	r->image->color.palette = triples;
	r->image->color.palette_count = (size_t)count;
}

static void take_profile(struct reader *r) {
	png_charp name;
	png_bytep profile;
	png_uint_32 len;
	int method;

	if (png_get_iCCP(r->png, r->info, &name, &method, &profile, &len)) {
		/* A palette's colours are RGB, whatever its samples are. */
		int channels = r->type & PNG_COLOR_MASK_COLOR ? 3 : 1;
		image_set_profile(r->image, arena_copy(r->arena, profile, len), len, channels);
	}
}

static void take_dpi(struct reader *r) {
	png_uint_32 x = 0, y = 0;
	int unit = 0;

	png_get_pHYs(r->png, r->info, &x, &y, &unit);
	image_set_dpi(r->image, unit == PNG_RESOLUTION_METER ? x * 0.0254 : 0, unit == PNG_RESOLUTION_METER ? y * 0.0254 : 0);
}

/* What cannot be passed on is unpacked, and packed again: that has its bounds, in memory and in time. */
static bool check_memory(struct reader *r, struct err *err) {
	bool has_key = png_get_valid(r->png, r->info, PNG_INFO_tRNS), is_interlaced = r->interlace != PNG_INTERLACE_NONE;
	size_t bytes = (size_t)r->height * (has_key ? (size_t)r->width * 4 : png_get_rowbytes(r->png, r->info));

	if (bytes <= IMAGE_MEMORY_MAX || (!is_interlaced && !has_key && !(r->type & PNG_COLOR_MASK_ALPHA))) {
		return true;
	}
	err_set(err, ERR_LIMIT, "the picture %s, and takes %zu MB to unpack; up to %zu MB are unpacked",
	        is_interlaced ? "is interlaced" : "has transparent parts", bytes >> 20, IMAGE_MEMORY_MAX >> 20);
	return err_hint(err, is_interlaced ? "save it without interlacing" : "make it smaller, or save it without an alpha channel");
}

static void describe(struct image_samples *samples, const struct reader *r, int channels, int bits) {
	samples->coding = IMAGE_FLATE;
	samples->width = r->width;
	samples->height = r->height;
	samples->channels = channels;
	samples->bits = bits;
}

/* All that may be left by a longjmp: r, color and alpha belong to the caller. */
static bool read_picture(struct reader *r, struct writer *color, struct writer *alpha, struct err *err) {
	if (setjmp(r->jump)) {
		return err_set(err, ERR_PLUGIN, "%s", r->msg);
	}
	png_set_read_fn(r->png, r, on_read);
	png_set_user_limits(r->png, IMAGE_SIDE_MAX, IMAGE_SIDE_MAX);
	png_set_chunk_malloc_max(r->png, CHUNK_MAX);
	png_set_chunk_cache_max(r->png, 100);
	png_set_keep_unknown_chunks(r->png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
	png_read_info(r->png, r->info);
	png_get_IHDR(r->png, r->info, &r->width, &r->height, &r->bits, &r->type, &r->interlace, NULL, NULL);
	take_palette(r);
	take_profile(r);
	take_dpi(r);
	if (!check_memory(r, err)) {
		return false;
	}
	choose_way(r);
	int type = png_get_color_type(r->png, r->info), bits = png_get_bit_depth(r->png, r->info);
	size_t row_bytes = png_get_rowbytes(r->png, r->info);

	r->row = mem_alloc(row_bytes);
	r->colors = mem_alloc((size_t)r->width * 3);
	r->alphas = mem_alloc(r->width);
	r->is_opaque = true;
	if (r->interlace != PNG_INTERLACE_NONE) {
		png_bytepp rows = arena_alloc(r->arena, r->height * sizeof(*rows));
		r->all = mem_alloc(row_bytes * r->height);
		for (uint32_t y = 0; y < r->height; y++) {
			rows[y] = r->all + row_bytes * y;
		}
		png_read_image(r->png, rows);
	}
	if (type & PNG_COLOR_MASK_ALPHA) {
		writer_open(alpha, r, 8, PNG_COLOR_TYPE_GRAY);
	}
	if (r->is_split) {
		writer_open(color, r, bits, type & ~PNG_COLOR_MASK_ALPHA);
		if (r->has_key && r->type == PNG_COLOR_TYPE_PALETTE) {
			r->image->color.palette = NULL;          /* its colours were put in */
		}
	}
	read_rows(r, color, alpha);
	png_read_end(r->png, NULL);
	describe(&r->image->color, r, r->is_split ? channels_of(type) : channels_of(r->type), r->is_split ? bits : r->bits);
	if (r->is_split) {
		writer_end(color, r, &r->image->color);
	} else {
		take_rows(r->arena, r->p, r->n, &r->image->color.p, &r->image->color.len);
	}
	if (alpha->png != NULL && !r->is_opaque) {
		describe(&r->image->alpha, r, 1, 8);
		writer_end(alpha, r, &r->image->alpha);
	}
	return true;
}

bool image_read_png(struct arena *arena, const unsigned char *p, size_t n, struct image *image, struct err *err) {
	struct reader r = { .arena = arena, .p = p, .n = n, .image = image };
	struct writer color = { .out = BUF_INIT }, alpha = { .out = BUF_INIT };
	bool ok;

	if (n < 33 || memcmp(p + 12, "IHDR", 4) != 0) {
		return err_set(err, ERR_PLUGIN, "the file is cut short");
	}
	if (!image_check_size(image_u32(p + 16), image_u32(p + 20), err)) {
		return false;
	}
	image->width_px = image_u32(p + 16);
	image->height_px = image_u32(p + 20);
	r.png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &r, on_error, on_warning, NULL, on_alloc, on_free);
	r.info = png_create_info_struct(r.png);
	ok = read_picture(&r, &color, &alpha, err);
	png_destroy_read_struct(&r.png, &r.info, NULL);
	writer_fini(&color);
	writer_fini(&alpha);
	mem_free(r.row);
	mem_free(r.all);
	mem_free(r.colors);
	mem_free(r.alphas);
	return ok;
}
