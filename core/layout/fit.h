/*
 * fit: where pages end and which floats stand on them, by total fit over the whole list: one cost for what a page leaves empty,
 * for what a break divides and for how far a float stands from its place. For layout/ alone; pure.
 */
#ifndef LAYOUT_FIT_H
#define LAYOUT_FIT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct fill_room;
struct float_box;
struct sheet;
struct vlist;

/* A page as it is to be, and what the best other end of it would have cost, for who asks why. */
struct fit_page {
	size_t from, to;             /* its pieces; none where it holds floats alone */
	size_t first_float, float_count;     /* in fit.floats, in order */
	size_t top_count;            /* of them, above the text */
	size_t here_count;           /* behind those, in it where they were written; the others below */
	const struct sheet *sheet;   /* NULL: pieces have none */
	double height, used;         /* of its area, and what of it is taken, notes and floats too */
	double stretch;              /* what each space between its blocks grows by */
	size_t other_to;             /* where else it would best have ended; SIZE_MAX: nowhere */
	double other_more;           /* what the whole document would have cost more */
	double other_used;
};

struct fit {
	struct fit_page *v;
	size_t n;
	const struct float_box **floats;     /* of the list, in order */
	size_t float_count;
};

/*
 * Every piece lies on exactly one page, every float on the page of its piece or a later one, in order and in its chapter; a piece
 * higher than a page has one of its own. with_others: look for the other ends too.
 */
struct fit fit_pages(struct arena *arena, const struct vlist *list, const struct fill_room *room, bool with_others);

#endif
