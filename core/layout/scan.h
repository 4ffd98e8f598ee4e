/* scan: what of a line lies within polygons, row by row: for hatching, and to find where a label fits. Pure numbers. For layout/ alone. */
#ifndef LAYOUT_SCAN_H
#define LAYOUT_SCAN_H

#include <stddef.h>

#include "layout/clip.h"

struct arena;

/* From x0 to x1 within the polygons, on row number row. */
typedef void (*scan_span_fn)(void *ctx, size_t row, double x0, double x1);

/*
 * Rows at y, y + step, … (count of them) over n polygons taken together by the even-odd rule: spans come by row, and from left to right within
 * one. Takes as long as there are edges and crossings.
 */
void scan_rows(struct arena *arena, const struct clip_path *polygons, size_t n, double y, double step, size_t count,
               scan_span_fn on_span, void *ctx);

#endif
