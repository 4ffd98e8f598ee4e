/*
 * table_late: a table of many thousand rows is not held with all its cells. Plain ones (words alone, nothing that spans or leads to
 * a note) are made to be measured, row by row, and forgotten; made again for the height of their row; and once more when
 * their page is. What is kept of such a row is its height. See table.h.
 */
#include "base/mem.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/columns.h"
#include "layout/table.h"

/* A table of fewer cells is held whole, and so are the first rows of any, and those its columns' widths are judged by. */
enum { CELLS_MIN = 4000, ROWS_KEPT = 40 };

/* A table whose rows are made with their pages. */
struct late_rows {
	struct later base;
	struct table t;
};

/* ---- which ---- */

static bool is_plain_word(const struct node *node) {
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (!is_plain_word(c)) {
			return false;
		}
	}
	/* Notes stand at the foot of the page, and an index asks for the page of its entries: both must be known before. */
	return node_is_inline(node->kind) && node->kind != NODE_NOTE && node->kind != NODE_ENTRY;
}

static bool is_plain_cell(const struct node *cell) {
	if (cell->u.cell.colspan > 1 || cell->u.cell.rowspan > 1 || cell->u.cell.mini != NULL) {
		return false;
	}
	for (const struct node *c = cell->first; c != NULL; c = c->next) {
		if (!is_plain_word(c)) {
			return false;
		}
	}
	return true;
}

static bool is_plain_row(const struct row *row, size_t columns) {
	size_t n = 0;

	for (const struct node *cell = row->node->first; cell != NULL; cell = cell->next, n++) {
		if (!is_plain_cell(cell)) {
			return false;
		}
	}
	/* Fewer cells than columns: one from above reaches in. */
	return n == columns && row->kind == ROW_BODY;
}

static void note_tints(struct table *t, const struct row *row) {
	for (const struct node *cell = row->node->first; cell != NULL; cell = cell->next) {
		t->has_tints = t->has_tints || (cell->u.cell.tone != TONE_NONE && cell->u.cell.tone != TONE_MUTED);
	}
}

bool table_is_long(const struct node *table) {
	const struct node_table *more = table->u.table.more;
	size_t rows = 0;

	for (const struct node *row = table->first; row != NULL; row = row->next) {
		rows += row->kind == NODE_ROW;
	}
	return rows * table_columns(table) >= CELLS_MIN && !(more != NULL && more->heat != NULL);
}

void late_mark(struct table *t) {
	size_t columns = table_columns(t->node), step = t->row_count / COLUMNS_SAMPLE + 1;
	bool is_long = table_is_long(t->node);

	for (size_t r = t->head_count + ROWS_KEPT; r < t->row_count && is_long; r++) {
		struct row *row = &t->rows[r];
		row->is_late = r % step != 0 && is_plain_row(row, columns);
		if (row->is_late) {
			note_tints(t, row);
		}
	}
}

/* ---- making and forgetting ---- */

static bool make_cells(struct table *t, size_t r) {
	size_t columns = t->map == NULL ? t->column_count : table_columns(t->node);
	size_t *reach = arena_alloc(t->setter->arena, columns * sizeof(*reach));

	table_place_row(t, r, reach, columns);
	return table_shape_row(t, r);
}

static void forget_cells(struct table *t, size_t r) {
	t->rows[r].cells = NULL;
	t->rows[r].cell_count = 0;
	for (size_t i = 0; i < t->column_count; i++) {
		t->reaching[i] = NULL;
	}
}

/* Called for each late row with its cells; is_overfull may be set. */
typedef void (*row_fn)(struct table *t, size_t r, struct columns *columns, bool *is_overfull);

static bool each_late(struct table *t, row_fn on_row, struct columns *columns, bool *is_overfull) {
	struct arena *whole = t->setter->arena, *scratch = arena_new();
	bool ok = true;

	t->setter->arena = scratch;
	for (size_t r = 0; r < t->row_count && ok; r++) {
		if (!t->rows[r].is_late) {
			continue;
		}
		ok = make_cells(t, r);
		if (ok) {
			on_row(t, r, columns, is_overfull);
		}
		forget_cells(t, r);
		arena_reset(scratch);
	}
	t->setter->arena = whole;
	arena_free(scratch);
	return ok;
}

static void hold_row(struct table *t, size_t r, struct columns *columns, bool *is_overfull) {
	(void)is_overfull;
	for (size_t i = 0; i < t->rows[r].cell_count; i++) {
		table_hold_cell(t, columns, &t->rows[r].cells[i]);
	}
}

bool late_measure(struct table *t, struct columns *columns) {
	return each_late(t, hold_row, columns, NULL);
}

static void break_row(struct table *t, size_t r, struct columns *columns, bool *is_overfull) {
	(void)columns;
	t->rows[r].height = 0;
	table_break_row(t, r, is_overfull);
}

bool late_heights(struct table *t, bool *is_overfull) {
	return each_late(t, break_row, NULL, is_overfull);
}

bool late_keep(struct table *t, size_t r) {
	bool is_overfull = false;

	if (!make_cells(t, r)) {
		return false;
	}
	t->rows[r].is_late = false;
	table_break_row(t, r, &is_overfull);
	return true;
}

/* ---- with its page ---- */

static bool make_row(struct setter *setter, const struct later *later, size_t row, struct ops *ops) {
	struct table *t = &((struct late_rows *)later)->t;
	struct piece piece = { .height = t->rows[row].height };
	bool is_overfull = false;

	t->setter = setter;
	if (!make_cells(t, row)) {
		return false;
	}
	table_break_row(t, row, &is_overfull);
	bool ok = table_put_rows(t, row, row + 1, &piece);
	forget_cells(t, row);
	ops_append(setter->arena, ops, &piece.ops, 0, 0);
	return ok;
}

void late_put(struct table *t, size_t r, struct ops *ops) {
	struct arena *arena = t->setter->arena;

	if (t->late == NULL) {
		t->late = arena_alloc(arena, sizeof(*t->late));
		*t->late = (struct late_rows){ .base.make = make_row, .t = *t };
	}
	if (ops->n == 0) {
		ops_room(arena, ops, 1);
	}
	ops_later(arena, ops, &t->late->base, r);
}
