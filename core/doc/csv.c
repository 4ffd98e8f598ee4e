#include "doc/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/figure.h"
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

/* A cell that spans others stands in each of them, so that every row is complete by itself. */
struct grid {
	struct arena *arena;
	const char **cells;          /* of the row in hand, by column */
	size_t *left;                /* rows that the cell of a column still reaches over */
	size_t columns;
};

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

static void put_row(struct grid *grid, const struct node *row, struct buf *out) {
	size_t at = 0;

	for (const struct node *cell = row->first; cell != NULL; cell = cell->next) {
		size_t columns = cell->u.cell.colspan > 1 ? (size_t)cell->u.cell.colspan : 1;
		size_t rows = cell->u.cell.rowspan > 1 ? (size_t)cell->u.cell.rowspan : 1;
		const char *words = words_of(grid->arena, cell);

		while (at < grid->columns && grid->left[at] > 0) {
			at++;
		}
		for (size_t i = 0; i < columns && at < grid->columns; i++, at++) {
			/* The name of a group stands before its rows, once. */
			grid->cells[at] = row->u.row.is_group && i > 0 ? "" : words;
			grid->left[at] = rows;
		}
	}
	for (size_t c = 0; c < grid->columns; c++) {
		buf_adds(out, c > 0 ? "," : "");
		put_field(out, grid->left[c] > 0 ? grid->cells[c] : "");
		grid->left[c] -= grid->left[c] > 0;
	}
	end_row(out);
}

static void put_table(struct arena *arena, const struct node *table, struct buf *out) {
	struct grid grid = { .arena = arena, .columns = table->u.table.column_count };

	grid.cells = arena_alloc(arena, grid.columns * sizeof(*grid.cells));
	grid.left = arena_alloc(arena, grid.columns * sizeof(*grid.left));
	for (const struct node *row = table->first; row != NULL; row = row->next) {
		if (row->kind == NODE_ROW) {
			put_row(&grid, row, out);
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
