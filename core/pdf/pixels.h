/* pixels: the samples of a picture as Cairo's pixels, for images of pages; a PDF takes them as they are (picture.h). */
#ifndef PDF_PIXELS_H
#define PDF_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct image;

struct pixels {
	unsigned char *p;            /* CAIRO_FORMAT_ARGB32, rows without gaps */
	uint32_t width, height;      /* of the picture as stored */
};

/* The picture, no smaller than its longer side has to be shown (as far as it has as many). False with *err; pixels_fini after a success. */
bool pixels_read(struct pixels *pixels, const struct image *image, double side, struct err *err);
void pixels_fini(struct pixels *pixels);

#endif
