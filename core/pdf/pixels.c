#include "pdf/pixels.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "doc/image.h"

#define PIXELS_MAX 24000000u         /* that are unpacked for a preview */

void pixels_fini(struct pixels *pixels) {
	mem_free(pixels->p);
	pixels->p = NULL;
}

/* ---- rows of a PNG (ISO/IEC 15948, 9) ---- */

static unsigned char paeth(int a, int b, int c) {
	int pa = abs(b - c), pb = abs(a - c), pc = abs(a + b - 2 * c);

	return (unsigned char)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/* Undo the row's filter in place. up: the row before, or zeroes; step: bytes of a pixel, at least one. */
static bool unfilter(unsigned char *row, const unsigned char *up, size_t n, size_t step, int filter) {
	for (size_t i = 0; i < n; i++) {
		int left = i >= step ? row[i - step] : 0, above = up[i], corner = i >= step ? up[i - step] : 0;
		int add = filter == 1 ? left : filter == 2 ? above : filter == 3 ? (left + above) / 2
		        : filter == 4 ? paeth(left, above, corner) : 0;
		row[i] = (unsigned char)(row[i] + add);
	}
	return filter <= 4;
}

/* The samples' rows, unpacked, each behind its filter's byte and with its filter undone; in mem. NULL with *err. */
static unsigned char *unpack(const struct image_samples *s, size_t *row_len, struct err *err) {
	size_t bits = (size_t)s->channels * (size_t)s->bits, n = (s->width * bits + 7) / 8, step = bits < 8 ? 1 : bits / 8, got = 0;
	size_t size = (n + 1) * s->height;
	unsigned char *rows = mem_alloc(size + 1), *none = mem_alloc(n + 1);
	struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
	bool ok = libdeflate_zlib_decompress(inflater, s->p, s->len, rows, size, &got) == LIBDEFLATE_SUCCESS && got == size;

	for (uint32_t y = 0; y < s->height && ok; y++) {
		unsigned char *row = rows + y * (n + 1);
		ok = unfilter(row + 1, y > 0 ? row - n : none, n, step, row[0]);
	}
	libdeflate_free_decompressor(inflater);
	mem_free(none);
	*row_len = n + 1;
	if (!ok) {
		mem_free(rows);
		err_set(err, ERR_BUG, "its rows cannot be unpacked");
		return NULL;
	}
	return rows;
}

/* Sample i of a row, in 8 bits; an index of a palette as it is. */
static unsigned sample(const struct image_samples *s, const unsigned char *row, size_t i) {
	if (s->bits >= 8) {
		return row[i * (size_t)(s->bits / 8)];
	}
	size_t at = i * (size_t)s->bits;
	unsigned max = (1u << s->bits) - 1, v = row[at / 8] >> (8 - (unsigned)s->bits - at % 8) & max;
	return s->palette != NULL ? v : v * 255 / max;
}

static uint32_t color_of(const struct image_samples *s, const unsigned char *row, uint32_t x) {
	if (s->palette != NULL) {
		size_t i = sample(s, row, x);
		const unsigned char *rgb = (const unsigned char *)s->palette + 3 * (i < s->palette_count ? i : 0);
		return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
	}
	size_t at = (size_t)x * (size_t)s->channels, more = s->channels == 3;
	return sample(s, row, at) << 16 | sample(s, row, at + more) << 8 | sample(s, row, at + 2 * more);
}

/* Cairo wants colours multiplied by their alpha. */
static uint32_t premultiplied(uint32_t color, unsigned alpha) {
	uint32_t v = alpha << 24;

	for (int shift = 0; shift <= 16; shift += 8) {
		v |= ((color >> shift & 255) * alpha + 127) / 255 << shift;
	}
	return v;
}

static bool read_rows(struct pixels *pixels, const struct image *image, struct err *err) {
	size_t color_len, alpha_len = 0;
	unsigned char *alpha = NULL, *color = unpack(&image->color, &color_len, err);

	if (color == NULL) {
		return false;
	}
	if (image->alpha.p != NULL && (alpha = unpack(&image->alpha, &alpha_len, err)) == NULL) {
		mem_free(color);
		return false;
	}
	uint32_t *to = mem_alloc((size_t)pixels->width * pixels->height * sizeof(*to));
	pixels->p = (unsigned char *)to;
	for (uint32_t y = 0; y < pixels->height; y++) {
		const unsigned char *row = color + y * color_len + 1, *mask = alpha != NULL ? alpha + y * alpha_len + 1 : NULL;
		for (uint32_t x = 0; x < pixels->width; x++) {
			*to++ = premultiplied(color_of(&image->color, row, x), mask != NULL ? sample(&image->alpha, mask, x) : 255);
		}
	}
	mem_free(color);
	mem_free(alpha);
	return true;
}

bool pixels_read(struct pixels *pixels, const struct image *image, double side, struct err *err) {
	*pixels = (struct pixels){ .width = image->color.width, .height = image->color.height };
	if (image->color.coding == IMAGE_DCT) {
		return image_decode_jpeg(&image->color, side, &pixels->p, &pixels->width, &pixels->height, err);
	}
	if ((uint64_t)pixels->width * pixels->height > PIXELS_MAX) {
		return err_set(err, ERR_LIMIT, "it has more than %u million pixels, and is not unpacked for an image of its page",
		               PIXELS_MAX / 1000000);
	}
	return read_rows(pixels, image, err);
}
