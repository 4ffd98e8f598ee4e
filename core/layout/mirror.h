/*
 * mirror: pages of documents that run from right to left. All of layout/ counts x from where lines begin; when a page is
 * done it is turned over once, here. What must not be turned (letters, plots, maps) was handed over so that it comes out
 * right: lines by inline_ops(), figures between OP_AS_DRAWN_BEGIN and OP_AS_DRAWN_END. For layout/ alone.
 */
#ifndef LAYOUT_MIRROR_H
#define LAYOUT_MIRROR_H

#include <stdbool.h>

struct arena;
struct page;

/*
 * Turn page over, left to right; of a page that runs from left to right (is_rtl false) only what stands in boxes,
 * where it runs the other way. What operations share is copied; operations that say what stays as drawn are gone.
 */
void mirror_page(struct arena *arena, struct page *page, bool is_rtl);

#endif
