/*
 * fit: where pages end, by total fit over the whole list: one cost for what a page leaves empty
 * and for what a break divides. For layout/ alone; pure.
 */
#ifndef LAYOUT_FIT_H
#define LAYOUT_FIT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct vlist;

struct fit_opts {
	double height;               /* of the text area of pieces without a sheet */
	double note_gap;             /* above the first footnote of a page */
	double note_between;         /* between two */
};

/*
 * starts[p] is the index of the piece that page p begins with; *pages of them. Every piece lies on exactly one page; a piece
 * higher than a page has one of its own.
 */
size_t *fit_pages(struct arena *arena, const struct vlist *list, const struct fit_opts *opts, size_t *pages);

#endif
