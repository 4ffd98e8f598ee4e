/* table_grid: which cell stands on which columns and rows; see table.h. */
#include "base/mem.h"
#include "layout/box.h"
#include "layout/columns.h"
#include "layout/table.h"

static enum row_kind kind_of(const struct node *row, bool is_head, bool is_foot) {
	if (is_head) {
		return ROW_HEAD;
	}
	if (row->u.row.is_group) {
		return ROW_GROUP;
	}
	return row->u.row.is_total ? ROW_TOTAL : is_foot ? ROW_FOOT : ROW_BODY;
}

static size_t span(int n) {
	return n > 1 ? (size_t)n : 1;
}

/* Resolve has refused rows that do not fill the columns; a document that was not resolved gets the columns it needs. */
size_t table_columns(const struct node *table) {
	size_t most = table->u.table.column_count;

	for (const struct node *row = table->first; row != NULL; row = row->next) {
		size_t n = 0;
		for (const struct node *cell = row->kind == NODE_ROW ? row->first : NULL; cell != NULL; cell = cell->next) {
			n += span(cell->u.cell.colspan);
		}
		most = n > most ? n : most;
	}
	return most;
}

static enum node_align align_of(const struct table *t, const struct row *row, const struct cell *cell) {
	int own = cell->node->u.cell.align;

	if (row->kind == ROW_GROUP) {
		return own >= 0 ? (enum node_align)own : ALIGN_LEFT;
	}
	enum node_align align = own >= 0 ? (enum node_align)own : t->slots[cell->column].align;
	if (cell->columns > 1 && own < 0) {
		return row->kind == ROW_HEAD ? ALIGN_CENTER : ALIGN_LEFT;
	}
	return row->kind == ROW_HEAD && align == ALIGN_DECIMAL ? ALIGN_RIGHT : align;
}

/* Where of the part's columns the n from column on of the whole table stand: they are next to each other. 0: none does. */
static unsigned map_columns(const struct table *t, size_t column, size_t n, unsigned *first) {
	unsigned count = 0;

	if (t->map == NULL) {
		*first = (unsigned)column;
		return (unsigned)n;
	}
	for (size_t i = column; i < column + n; i++) {
		if (t->map[i] > 0) {
			*first = count == 0 ? (unsigned)t->map[i] - 1 : *first;
			count++;
		}
	}
	return count;
}

static size_t section_end(const struct table *t, size_t r) {
	return r < t->head_count ? t->head_count : r < t->foot_start ? t->foot_start : t->row_count;
}

static void add_cell(struct table *t, size_t r, const struct node *node, size_t column, size_t columns, size_t rows) {
	struct row *row = &t->rows[r];
	struct cell *cell = &row->cells[row->cell_count];

	cell->columns = map_columns(t, column, columns, &cell->column);
	if (cell->columns == 0) {
		return;
	}
	row->cell_count++;
	cell->is_again = t->part > 1 && (column < t->stub || t->map[column] == 0);
	cell->node = node;
	cell->row = (unsigned)r;
	cell->rows = (unsigned)rows;
	cell->align = align_of(t, row, cell);
	t->has_tints = t->has_tints || (node->u.cell.tone != TONE_NONE && node->u.cell.tone != TONE_MUTED);
}

void table_place_row(struct table *t, size_t r, size_t *reach, size_t n) {
	struct row *row = &t->rows[r];
	size_t left = section_end(t, r) - r, column = 0, count = 0;

	for (const struct node *cell = row->node->first; cell != NULL; cell = cell->next) {
		count++;
	}
	row->cells = arena_alloc(t->setter->arena, count * sizeof(*row->cells));
	row->cell_count = 0;
	for (size_t i = 0; i < n; i++) {
		row->is_joined = row->is_joined || reach[i] > 0;
	}
	for (const struct node *node = row->node->first; node != NULL; node = node->next) {
		while (column < n && reach[column] > 0) {
			column++;
		}
		if (column == n) {
			break;
		}
		size_t columns = row->kind == ROW_GROUP ? n : span(node->u.cell.colspan), rows = span(node->u.cell.rowspan);
		columns = columns > n - column ? n - column : columns;
		rows = rows > left ? left : rows;
		add_cell(t, r, node, column, columns, rows);
		for (size_t i = 0; i < columns; i++) {
			reach[column++] = rows;
		}
	}
	for (size_t i = 0; i < n; i++) {
		reach[i] -= reach[i] > 0;
	}
}

static void make_columns(struct table *t, size_t n) {
	struct arena *arena = t->setter->arena;

	t->column_count = 0;
	for (size_t i = 0; i < n; i++) {
		t->column_count += t->map == NULL || t->map[i] > 0;
	}
	t->columns = arena_alloc(arena, t->column_count * sizeof(*t->columns));
	t->slots = arena_alloc(arena, t->column_count * sizeof(*t->slots));
	t->reaching = arena_alloc(arena, t->column_count * sizeof(const struct cell *));
	for (size_t i = 0; i < t->node->u.table.column_count; i++) {
		const struct node_column *column = &t->node->u.table.columns[i];
		size_t at = t->map == NULL ? i + 1 : t->map[i];
		if (at > 0) {
			t->columns[at - 1] = (struct column){
				.unit = column->unit, .wanted = column->width, .least = column->min, .most = column->max,
			};
			t->slots[at - 1] = (struct slot){ .align = column->align, .valign = column->valign, .nowrap = column->nowrap, .column = i };
		}
	}
}

static int level_of(const struct row *row) {
	return row->node->u.row.level > 1 ? row->node->u.row.level : 1;
}

/* The group that one of level stands under, where the last one was group. */
static unsigned outer_group(const struct table *t, unsigned group, int level) {
	while (group > 0 && level_of(&t->rows[group - 1]) >= level) {
		group = t->rows[group - 1].group;
	}
	return group;
}

/* Every other row of a run has a ground, joined ones as one; each knows the group it stands under. */
static void mark_rows(struct table *t) {
	bool is_even = true;
	unsigned group = 0;

	for (size_t r = 0; r < t->row_count; r++) {
		struct row *row = &t->rows[r];
		is_even = row->kind != ROW_BODY || (row->is_joined ? is_even : !is_even);
		row->is_striped = row->kind == ROW_BODY && is_even;
		if (r == t->foot_start) {
			group = 0;
		}
		row->group = row->kind == ROW_GROUP ? outer_group(t, group, level_of(row)) : group;
		if (row->kind == ROW_GROUP) {
			group = (unsigned)r + 1;
		}
	}
}

static size_t foot_rows(const struct node *table) {
	return table->u.table.more != NULL ? table->u.table.more->foot_rows : 0;
}

void table_grid(struct table *t) {
	size_t n = 0, columns = table_columns(t->node);
	bool in_head = true;

	make_columns(t, columns);
	t->row_count = t->head_count = 0;
	for (const struct node *node = t->node->first; node != NULL; node = node->next) {
		n += node->kind == NODE_ROW;
	}
	t->rows = arena_alloc(t->setter->arena, n * sizeof(*t->rows));
	t->foot_start = n - (foot_rows(t->node) < n ? foot_rows(t->node) : n);
	for (const struct node *node = t->node->first; node != NULL; node = node->next) {
		if (node->kind == NODE_CAPTION) {
			t->caption = node;
		}
		if (node->kind != NODE_ROW) {
			continue;
		}
		struct row *row = &t->rows[t->row_count++];
		in_head = in_head && (node->u.row.is_header || t->row_count <= t->node->u.table.header_rows);
		row->node = node;
		row->kind = kind_of(node, in_head, t->row_count > t->foot_start);
		t->head_count += in_head;
	}
	t->foot_start = t->foot_start < t->head_count ? t->head_count : t->foot_start;
	size_t *reach = arena_alloc(t->setter->arena, columns * sizeof(*reach));
	late_mark(t);
	for (size_t r = 0; r < t->row_count; r++) {
		if (!t->rows[r].is_late) {
			table_place_row(t, r, reach, columns);
		}
	}
	mark_rows(t);
}

void table_reach(struct table *t, size_t r) {
	for (size_t i = 0; i < t->column_count; i++) {
		if (t->reaching[i] != NULL && t->reaching[i]->row + t->reaching[i]->rows <= r) {
			t->reaching[i] = NULL;
		}
	}
	for (size_t i = 0; i < t->rows[r].cell_count; i++) {
		const struct cell *cell = &t->rows[r].cells[i];
		for (size_t k = 0; k < cell->columns; k++) {
			t->reaching[cell->column + k] = cell;
		}
	}
}

bool table_begins(const struct cell *cell, size_t column) {
	return cell != NULL && cell->column == column;
}

double table_cell_x(const struct table *t, const struct cell *cell) {
	return t->slots[cell->column].x;
}

double table_cell_width(const struct table *t, const struct cell *cell) {
	size_t last = cell->column + cell->columns - 1;

	return t->slots[last].x + t->columns[last].width - t->slots[cell->column].x;
}
