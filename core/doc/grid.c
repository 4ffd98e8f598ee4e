#include "doc/grid.h"

#include "base/mem.h"
#include "doc/node.h"

struct grid grid_of(struct arena *arena, const struct node *table) {
	size_t n = table->u.table.column_count;

	return (struct grid){ .columns = n, .left = arena_alloc(arena, (n + 1) * sizeof(int)) };
}

void grid_place(struct grid *grid, const struct node *cell, size_t *from, size_t *to) {
	while (*to < grid->columns && grid->left[*to] > 0) {
		(*to)++;
	}
	*from = *to;
	for (int i = 0; i < cell->u.cell.colspan && *to < grid->columns; i++) {
		grid->left[(*to)++] = cell->u.cell.rowspan;
	}
}

void grid_end_row(struct grid *grid) {
	for (size_t i = 0; i < grid->columns; i++) {
		grid->left[i] -= grid->left[i] > 0;
	}
}
