/*
 * columns: how the columns of a table share its width: what their text needs, what the author said, and for the rest
 * the widths that make the table lowest. Plain numbers, knows no text. For layout/ alone.
 */
#ifndef LAYOUT_COLUMNS_H
#define LAYOUT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

/* As many rows are judged by at most; of a longer table a part, evenly taken. */
enum { COLUMNS_SAMPLE = 200 };

/* Widths are of the text: what stands between columns is the caller's. */
struct column {
	enum width_unit unit;
	double wanted;               /* of WIDTH_SHARE, WIDTH_PERCENT, WIDTH_PT */
	double least, most;          /* bounds of WIDTH_AUTO and WIDTH_SHARE, the gap beside it counted; 0: none */
	double min, max;             /* its longest word; its longest text on one line */
	double width;                /* what it gets */
};

/* A cell of one column: its width on one line, and what stands in it. */
struct column_cell {
	double width;
	const void *text;
};

/* How many lines text takes in a column of this width, which is less than it needs on one. */
typedef size_t (*columns_lines_fn)(const void *text, double width);

struct columns {
	struct column *v;
	size_t n;
	struct column_cell *samples; /* a row of n for each; width 0 where there is none */
	size_t sample_count;
	columns_lines_fn lines;
};

/* Column i must hold a text of these widths. */
void columns_hold(struct columns *columns, size_t i, double min, double max);

/* The n columns from i together must: what they lack is shared among those without a width of their own. */
void columns_hold_span(struct columns *columns, size_t i, size_t n, double gap, double min, double max);

/*
 * Set every width; their sum is avail at most, and avail exactly unless all columns are automatic and need
 * much less. What an author says of a column includes the gap beside it; a percentage gives way to
 * words. False when words had to be given less than they need.
 */
bool columns_fit(struct columns *columns, double avail, double gap);

/* What all columns need so that no word is divided, gaps between them counted; percentages as what their words need. */
double columns_need(const struct columns *columns, double gap);

#endif
