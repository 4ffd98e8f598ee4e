/*
 * fill: what a page holds from a piece on, and where each piece comes to stand: the one place that adds up heights, asked by
 * who looks for the ends of pages and by who makes the pages. For layout/ alone; pure.
 */
#ifndef LAYOUT_FILL_H
#define LAYOUT_FILL_H

#include <stdbool.h>
#include <stddef.h>

#include "layout/box.h"

/* What is the same on every page. */
struct fill_room {
	double height;               /* of the text area of pieces without a sheet */
	double note_gap;             /* above the first footnote of a page */
	double note_between;         /* between two */
	double grid;                 /* distance of the lines that body text stands on; 0: there are none */
	double stretch;              /* what a space between blocks may grow by */
	bool is_shared;              /* with notes or floats: how full a page is cannot be told from its pieces alone */
};

/* A page being filled, piece by piece. */
struct fill {
	const struct vlist *list;
	const struct fill_room *room;
	double height;               /* of its text area */
	size_t from, to;             /* pieces on it */
	double y;                    /* foot of the last, from the area's top */
	double notes;                /* height of its notes, one between after each */
	size_t note_count;
	size_t spaces;               /* between blocks, that may stretch */
	size_t run;                  /* in a region: its first piece that is on the page, where that began, how far each column is */
	double run_y, column_y[REGION_COLUMNS_MAX];
	double total, run_height;    /* of columns that flow: of their pieces, the least of each column */
	double run_parted;           /* and what each may be so that they part well */
};

void fill_begin(struct fill *fill, const struct vlist *list, const struct fill_room *room, size_t from);

/* Add the next piece. */
void fill_add(struct fill *fill);

/* What its pieces and their notes take. */
double fill_body(const struct fill *fill);

/* What is taken of the area, notes and all, were the page to end here with so many more notes of that height. */
double fill_used(const struct fill *fill, double notes, size_t note_count);

/* Whether a page must end before piece j. */
bool fill_is_forced(const struct vlist *list, size_t j);

/* Where a piece stands. */
struct fill_spot {
	double x, y;                 /* of its corner, from the text area's */
	const struct piece *head;    /* set above it again; NULL: nothing */
};

/* Floats that stand in the text of a page, behind the pieces that carry them. */
struct fill_floats {
	const struct float_box *const *v;
	size_t n;
	double *y;                   /* where each stands; room for n */
};

/* What a float in the text of a page takes that ends before piece `to`; anchor: the piece that carries it. */
double fill_float(const struct vlist *list, size_t anchor, size_t to);

/*
 * Where each of the pieces from..to stands on their page, when so much is taken above them and each space between blocks grows by
 * stretch; and of the floats between them. spots: room for as many. Returns the foot of the last.
 */
double fill_spots(const struct vlist *list, const struct fill_room *room, size_t from, size_t to, double top, double stretch,
                  const struct fill_floats *floats, struct fill_spot *spots);

#endif
