/*
 * raster: pages as images, painted by Cairo as paint.c paints the PDF: for previews and for tests that look at pages. Nothing is
 * tagged or checked here: what a page may not be is told where its PDF is written.
 */
#ifndef PDF_RASTER_H
#define PDF_RASTER_H

#include <stdbool.h>

struct buf;
struct err;
struct page;

struct raster;

struct raster *raster_new(double dpi);           /* the caller's; fonts are kept from page to page */
void raster_free(struct raster *raster);         /* NULL is fine */

/* Append the page as a PNG (RGB, 8 bits a channel) to *png. Same page, same bytes. False with *err. */
bool raster_page(struct raster *raster, const struct page *page, struct buf *png, struct err *err);

#endif
