/*
 * image: what a picture is: its kind, its size, its resolution, how it is to be turned, and its samples as a PDF takes them.
 * A file's head is looked at, and judged, before anything is decoded; then the file is decoded once, so that one that is cut
 * short or damaged is refused where it is used. See "Images" in README.md of pdf/.
 */
#ifndef DOC_IMAGE_H
#define DOC_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;

#define IMAGE_FILE_MAX ((size_t)24 << 20)        /* bytes of one file */
#define IMAGE_SIDE_MAX 30000                     /* pixels */
#define IMAGE_PIXELS_MAX 40000000                /* in all: a double page at 600 dpi */
#define IMAGE_MEMORY_MAX ((size_t)64 << 20)      /* of what can be decoded only as a whole (interlaced, progressive) */
#define IMAGE_SVG_MAX ((size_t)4 << 20)          /* bytes of an SVG, also of all that it repeats by reference */
#define IMAGE_DPI 150.0                          /* of a picture that does not say its resolution */

enum image_kind { IMAGE_PNG, IMAGE_JPEG, IMAGE_SVG, IMAGE_NONE };

/* DCT: a whole JPEG file. FLATE: rows as in a PNG, each with its filter's byte (PDF 32000-1, 7.4.4.4, predictor 15). */
enum image_coding { IMAGE_DCT, IMAGE_FLATE };

struct image_samples {
	enum image_coding coding;
	const void *p;               /* NULL: there are none */
	size_t len;
	uint32_t width, height;
	int channels, bits;          /* channels: 1 grey or palette, 3 RGB */
	const void *palette;         /* RGB triples; NULL: the samples are colours */
	size_t palette_count;
	bool is_plain_rgb;           /* DCT: three channels that are RGB, and not the usual YCbCr */
};

struct image {
	enum image_kind kind;
	const char *plugin, *name;   /* "bridge.jpg" in the plugin's images/ */
	uint32_t width_px, height_px;    /* upright; of an SVG: CSS pixels, rounded */
	double width_pt, height_pt;  /* natural size, upright */
	bool has_dpi;                /* the file says it; else IMAGE_DPI is taken */
	int orientation;             /* as EXIF counts: 1 upright, 2 mirrored, 3 upside down, 6 to be turned clockwise … */
	struct image_samples color, alpha;   /* alpha: one channel of 8 bits, or none */
	const void *profile;         /* ICC, of what color's channels mean; NULL: sRGB, or its grey */
	size_t profile_len;
	const char *svg;             /* of IMAGE_SVG: written anew, with nothing in it but shapes */
	size_t svg_len;
};

/* Can a file of that name be an image, and which? By its suffix: .png, .jpg, .jpeg, .svg. */
enum image_kind image_kind_of(const char *name);
bool image_is_name(const char *name);

/*
 * Fill *image from the n bytes of file name, in bounded time and memory. p must live as long as the image, which points into it
 * where samples are passed on as they are; the rest is in the arena. False: *err says what is wrong with the file, without a place.
 */
bool image_load(struct arena *arena, const char *name, const void *p, size_t n, struct image *image, struct err *err);

/*
 * The pixels of a JPEG's samples, at the smallest of whole, half, quarter or eighth size whose longer side is no shorter than
 * asked: four bytes each, as Cairo's ARGB32 has them. In mem, the caller's.
 */
bool image_decode_jpeg(const struct image_samples *samples, double side, unsigned char **pixels, uint32_t *width, uint32_t *height,
                       struct err *err);

/*
 * Where the corner (u, v) of the stored picture comes to stand in the upright one; both count from the top left
 * corner, and sides are 1 long.
 */
void image_upright(int orientation, double u, double v, double *x, double *y);

#endif
