/*
 * grid: where the cells of a table stand, row by row: a cell behind the one before it, past what reaches in from rows above. What does
 * not fit is cut off; the resolver says what is wrong with it.
 */
#ifndef DOC_GRID_H
#define DOC_GRID_H

#include <stddef.h>

struct arena;
struct node;

struct grid {
	size_t columns;
	int *left;                   /* of each column, the rows from the one in hand on that a cell takes it in */
};

/* At the table's first row. In the arena. */
struct grid grid_of(struct arena *arena, const struct node *table);

/* The columns of the next cell of the row in hand, from *from to before *to, which is 0 at the row's first cell. */
void grid_place(struct grid *grid, const struct node *cell, size_t *from, size_t *to);

/* The next row is in hand. */
void grid_end_row(struct grid *grid);

#endif
