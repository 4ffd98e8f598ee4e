/* pictures: image files made in memory, for tests. Left to right they go from dark to light, with a bright upper left corner. */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H

#include <stdio.h>

#include <jpeglib.h>
#include <png.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

struct made_png {
	uint32_t width, height;
	int bits, type;              /* PNG_COLOR_TYPE_… */
	bool is_interlaced, has_key; /* key: a tRNS chunk, where type has no alpha */
	bool is_opaque;              /* alpha is full everywhere */
	uint32_t per_metre;          /* 0: not said */
};

static inline void made_write(png_structp png, png_bytep p, size_t n) {
	buf_add(png_get_io_ptr(png), p, n);
}

static inline void made_flush(png_structp png) {
	(void)png;
}

static inline unsigned made_sample(const struct made_png *what, uint32_t x, uint32_t y, int channel) {
	unsigned most = (1u << what->bits) - 1;
	bool is_alpha = (what->type == PNG_COLOR_TYPE_GRAY_ALPHA && channel == 1) || channel == 3;

	if (is_alpha) {
		return what->is_opaque ? most : y * most / what->height;
	}
	return x < what->width / 4 && y < what->height / 4 ? most : x * most / what->width * (unsigned)(3 - channel % 3) / 3;
}

static inline void make_png(const struct made_png *what, struct buf *out) {
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	int channels = what->type == PNG_COLOR_TYPE_RGB_ALPHA ? 4 : what->type == PNG_COLOR_TYPE_RGB ? 3
	               : what->type == PNG_COLOR_TYPE_GRAY_ALPHA ? 2 : 1;
	size_t row_bytes = ((size_t)what->width * (size_t)(channels * what->bits) + 7) / 8;
	unsigned char *all = mem_alloc(row_bytes * what->height);
	png_bytepp rows = mem_alloc(what->height * sizeof(*rows));

	for (uint32_t y = 0; y < what->height; y++) {
		rows[y] = all + row_bytes * y;
		for (size_t i = 0; i < (size_t)what->width * (size_t)channels; i++) {
			unsigned v = made_sample(what, (uint32_t)(i / (size_t)channels), y, (int)(i % (size_t)channels));
			size_t bit = i * (size_t)what->bits;

			if (what->bits == 16) {
				rows[y][2 * i] = (unsigned char)(v >> 8);
				rows[y][2 * i + 1] = (unsigned char)v;
			} else {
				rows[y][bit / 8] |= (unsigned char)(v << (8 - what->bits - (int)(bit % 8)));
			}
		}
	}
	png_set_write_fn(png, out, made_write, made_flush);
	png_set_IHDR(png, info, what->width, what->height, what->bits, what->type,
	             what->is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
	             PNG_FILTER_TYPE_DEFAULT);
	if (what->type == PNG_COLOR_TYPE_PALETTE) {
		png_color colors[256];
		for (int i = 0; i < 1 << what->bits; i++) {
			colors[i] = (png_color){ (png_byte)i, (png_byte)(255 - i), 90 };
		}
		png_set_PLTE(png, info, colors, 1 << what->bits);
	}
	if (what->has_key) {
		static const png_byte alphas[2] = { 0, 128 };
		png_color_16 key = { .gray = 0 };
		png_set_tRNS(png, info, alphas, what->type == PNG_COLOR_TYPE_PALETTE ? 2 : 0, &key);
	}
	if (what->per_metre) {
		png_set_pHYs(png, info, what->per_metre, what->per_metre, PNG_RESOLUTION_METER);
	}
	png_set_rows(png, info, rows);
	png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
	png_destroy_write_struct(&png, &info);
	mem_free(rows);
	mem_free(all);
}

struct made_jpeg {
	unsigned width, height;
	int channels;                /* 1, 3 or 4 */
	bool is_progressive, is_rgb; /* rgb: not turned into YCbCr */
	int orientation;             /* 0: no Exif */
	int dpi;                     /* 0: not said */
};

static inline void make_jpeg(const struct made_jpeg *what, struct buf *out) {
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char *bytes = NULL;
	unsigned long len = 0;
	JSAMPLE *row = mem_alloc(what->width * 4);

	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &bytes, &len);
	jpeg.image_width = what->width;
	jpeg.image_height = what->height;
	jpeg.input_components = what->channels;
	jpeg.in_color_space = what->channels == 1 ? JCS_GRAYSCALE : what->channels == 3 ? JCS_RGB : JCS_CMYK;
	jpeg_set_defaults(&jpeg);
	if (what->is_rgb) {
		jpeg_set_colorspace(&jpeg, JCS_RGB);
	}
	if (what->is_progressive) {
		jpeg_simple_progression(&jpeg);
	}
	if (what->dpi) {
		jpeg.density_unit = 1;
		jpeg.X_density = jpeg.Y_density = (UINT16)what->dpi;
	}
	jpeg_start_compress(&jpeg, TRUE);
	if (what->orientation) {
		unsigned char exif[] = "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0";
		exif[25] = (unsigned char)what->orientation;
		jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif, sizeof(exif) - 1);
	}
	for (unsigned y = 0; y < what->height; y++) {
		for (unsigned i = 0; i < what->width * (unsigned)what->channels; i++) {
			unsigned x = i / (unsigned)what->channels;
			row[i] = x < what->width / 4 && y < what->height / 4 ? 255 : (JSAMPLE)(x * 200 / what->width);
		}
		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	buf_add(out, bytes, len);
	free(bytes);
	mem_free(row);
}

#endif
