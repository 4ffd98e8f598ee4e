/* paint: pages drawn by Cairo into a PDF. (raster.c draws them into pixels, vector.c pictures; nobody else includes it.) */
#ifndef PDF_PAINT_H
#define PDF_PAINT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct op;
struct page;
struct pdf_parts;
struct tags;

/* A PDF being painted. Cairo's bytes are added to out, which must outlive the painter; who reads them there may take them away. */
struct painter;

struct painter *painter_new(struct buf *out, struct err *err);
void painter_free(struct painter *painter);      /* NULL is fine */

/*
 * Paint one page in ink numbers (tag.h), following it with tags. After it, all bytes of its
 * content have been written.
 */
bool painter_page(struct painter *painter, struct tags *tags, const struct page *page, struct err *err);

/* Write fonts and trailer. The painter can only be freed after. */
bool painter_end(struct painter *painter, struct err *err);

/* Add the faces that text was painted with. */
void painter_faces(const struct painter *painter, struct pdf_parts *parts);

/* The path of an OP_PATH, added to that of a cairo_t: pixels have the points that the PDF has. */
void paint_add_path(void *cr, const struct op *op);

const char *paint_version(void);                 /* of Cairo, at run time */

#endif
