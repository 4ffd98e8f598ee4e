#include "doc/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/figure.h"
#include "doc/grid.h"
#include "doc/node.h"

/* Would a spreadsheet reckon it, and so do what a request or a plugin wrote? A number is none the less one. */
static bool is_formula(const char *text) {
	char *end;

	if (*text == '\0' || strchr("=+-@\t\r", *text) == NULL) {
		return false;
	}
	(void)strtod(text, &end);
	return end == text || *end != '\0';
}

static void put_field(struct buf *out, const char *text) {
	bool is_told = is_formula(text);

	if (!is_told && strpbrk(text, ",\"\r\n") == NULL) {
		buf_adds(out, text);
		return;
	}
	buf_adds(out, is_told ? "\"'" : "\"");
	for (; *text != '\0'; text++) {
		buf_adds(out, *text == '"' ? "\"" : "");
		buf_addc(out, *text);
	}
	buf_addc(out, '"');
}

static void end_row(struct buf *out) {
	buf_adds(out, "\r\n");
}

/* What a cell shows without words: the values of a small chart. */
static const char *drawn(struct arena *arena, const struct node_mini *mini) {
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < mini->n; i++) {
		buf_adds(&text, i > 0 ? " " : "");
		if (!isnan(mini->values[i])) {
			buf_addf(&text, "%.12g", mini->values[i]);
		} else {
			buf_addc(&text, '-');
		}
	}
	const char *kept = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return kept;
}

static const char *words_of(struct arena *arena, const struct node *cell) {
	const char *words = node_words(arena, cell);

	return *words == '\0' && cell->u.cell.mini != NULL ? drawn(arena, cell->u.cell.mini) : words;
}

/* A cell that spans others stands in each of them, so that every row is complete by itself. cells: what stands in each column. */
static void put_row(struct arena *arena, struct grid *grid, const char **cells, const struct node *row, struct buf *out) {
	size_t from, to = 0;

	for (const struct node *cell = row->first; cell != NULL; cell = cell->next) {
		const char *words = words_of(arena, cell);
		grid_place(grid, cell, &from, &to);
		for (size_t i = from; i < to; i++) {
			/* The name of a group stands before its rows, once. */
			cells[i] = row->u.row.is_group && i > from ? "" : words;
		}
	}
	for (size_t i = 0; i < grid->columns; i++) {
		buf_adds(out, i > 0 ? "," : "");
		put_field(out, grid->left[i] > 0 ? cells[i] : "");
	}
	grid_end_row(grid);
	end_row(out);
}

static void put_table(struct arena *arena, const struct node *table, struct buf *out) {
	struct grid grid = grid_of(arena, table);
	const char **cells = arena_alloc(arena, (grid.columns + 1) * sizeof(*cells));

	for (const struct node *row = table->first; row != NULL; row = row->next) {
		if (row->kind == NODE_ROW) {
			put_row(arena, &grid, cells, row, out);
		}
	}
}

static void put_matrix(const struct node_matrix *matrix, struct buf *out) {
	const char *group = NULL;
	bool has_groups = false;

	for (size_t r = 0; r < matrix->row_count; r++) {
		has_groups = has_groups || matrix->rows[r].group != NULL;
	}
	buf_adds(out, has_groups ? "," : "");
	put_field(out, matrix->corner != NULL ? matrix->corner : "");
	for (size_t c = 0; c < matrix->column_count; c++) {
		buf_addc(out, ',');
		put_field(out, matrix->columns[c]);
	}
	end_row(out);
	for (size_t r = 0; r < matrix->row_count; r++) {
		const struct matrix_row *row = &matrix->rows[r];

		group = row->group != NULL ? row->group : group;
		if (has_groups) {
			put_field(out, group != NULL ? group : "");
			buf_addc(out, ',');
		}
		put_field(out, row->name);
		for (size_t c = 0; c < matrix->column_count; c++) {
			buf_addc(out, ',');
			put_field(out, row->cells[c] >= 0 ? matrix->marks[row->cells[c]].title : "");
		}
		end_row(out);
	}
}

bool csv_put(struct arena *arena, const struct doc *doc, const struct node *node, struct buf *out) {
	/* Without a locale numbers and days are as in C. */
	struct doc plain = *doc;
	const struct node *table = node->kind == NODE_TABLE ? node : NULL;

	plain.locale = NULL;
	if (node_is_figure(node->kind)) {
		table = figure_tabulate(arena, &plain, node);
	}
	if (table == NULL && node->kind != NODE_MATRIX) {
		return false;
	}
	buf_adds(out, "\xEF\xBB\xBF");
	if (table != NULL) {
		put_table(arena, table, out);
	} else {
		put_matrix(node->u.matrix, out);
	}
	return true;
}
