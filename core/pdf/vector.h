/*
 * vector: an SVG as a form of the PDF (PDF 32000-1, 8.10). librsvg has Cairo draw it into a PDF of its own, whose page becomes
 * the form; what that page uses goes along with it, numbered anew.
 */
#ifndef PDF_VECTOR_H
#define PDF_VECTOR_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct image;
struct objs;

/* Write the form of image, one unit wide and high, and what it uses; *num is its number. */
bool vector_write(struct objs *objs, const struct image *image, unsigned *num, struct err *err);

/* The same of a PDF that Cairo wrote, as it wrote it; for tests. width and height are its page's. */
bool vector_graft(struct objs *objs, const char *pdf, size_t len, double width, double height, unsigned *num,
                  struct err *err);

/* Draw it with Cairo (a cairo_t), width by height, from the current point of origin. */
bool vector_draw(const struct image *image, void *cr, double width, double height, struct err *err);

#endif
