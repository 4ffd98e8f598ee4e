/*
 * table: rows and columns become pieces, one a row. Cells are shaped once, columns share the width so that the table
 * comes out low, then rows are set. Rows that a cell joins are one piece while a page can hold them; what is higher than a
 * page is divided between lines, and each part is a row of its own in the structure (a row cannot stay open in two cells).
 */
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/columns.h"
#include "text/locale.h"
#include "text/para.h"

/* What is as wide as its column must not be broken by a rounding. */
#define POINT_ROUNDING 0.01

enum row_kind { ROW_HEAD, ROW_BODY, ROW_GROUP, ROW_TOTAL };

struct cell {
	const struct node *node;
	struct inline_para *para;
	size_t column, columns;      /* first, and how many */
	size_t row, rows;
	enum node_align align;
	double min, max;             /* of its text, without the padding */
	double whole;                /* of ALIGN_DECIMAL: from its left to the decimal point, or to its end */
	size_t lines, next;          /* next: the first line not yet set, while a row is divided */
	double leading;
};

struct row {
	const struct node *node;
	enum row_kind kind;
	struct cell *cells;
	size_t cell_count;
	double height;
	bool is_joined;              /* a cell of a row above reaches into it */
	bool is_striped;             /* an even one of its run */
};

/* A column as it is set, beside what columns.h makes of its width. */
struct slot {
	double x;
	enum node_align align;
	double whole, part;          /* of ALIGN_DECIMAL: the widest before and from the point on */
};

struct table {
	struct setter *setter;
	const struct node *node;
	const struct node *caption;
	struct vlist *list;
	struct row *rows;
	size_t row_count, head_count;
	struct column *columns;
	struct slot *slots;
	size_t column_count;
	const struct cell **reaching;    /* by column: the cell that covers it in the row looked at */
	double x, width;
	double room;                 /* that there is: the table may be narrower */
	double edge;                 /* padding at the table's sides: none where nothing is filled */
	const char *point;           /* the language's decimal point */
	const struct piece *repeat;
	bool is_short;               /* enough to be worth some empty room on a page not to be divided */
	double kept;                 /* height of the pieces at the list's end that the next one must not leave */
};

static const double GROUP_SPACE = 3;             /* above a group's name, beside the padding */
static const double TOTAL_RULE = 0.6;
static const double SHORT_PART = 0.3;            /* of a page: a table that is not higher is short */
static const double REPEAT_MAX = 0.4;            /* a header higher than this part of a page is not repeated */

/* ---- the grid ---- */

static enum row_kind kind_of(const struct node *row, bool is_head) {
	if (is_head) {
		return ROW_HEAD;
	}
	return row->u.row.is_group ? ROW_GROUP : row->u.row.is_total ? ROW_TOTAL : ROW_BODY;
}

static size_t span(int n) {
	return n > 1 ? (size_t)n : 1;
}

/* Resolve has refused rows that do not fill the columns; a document that was not resolved gets the columns it needs. */
static size_t count_columns(const struct node *table) {
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

/* Place the cells of row r; reach[i] is how many rows from here on column i is covered from above. */
static void place_cells(struct table *t, size_t r, size_t *reach) {
	struct row *row = &t->rows[r];
	size_t end = row->kind == ROW_HEAD ? t->head_count : t->row_count, column = 0, n = 0;

	for (const struct node *cell = row->node->first; cell != NULL; cell = cell->next) {
		n++;
	}
	row->cells = arena_alloc(t->setter->arena, n * sizeof(*row->cells));
	for (size_t i = 0; i < t->column_count; i++) {
		row->is_joined = row->is_joined || reach[i] > 0;
	}
	for (const struct node *node = row->node->first; node != NULL; node = node->next) {
		while (column < t->column_count && reach[column] > 0) {
			column++;
		}
		if (column == t->column_count) {
			break;
		}
		struct cell *cell = &row->cells[row->cell_count++];
		cell->node = node;
		cell->column = column;
		cell->row = r;
		cell->columns = row->kind == ROW_GROUP ? t->column_count : span(node->u.cell.colspan);
		cell->rows = span(node->u.cell.rowspan);
		cell->columns = cell->columns > t->column_count - column ? t->column_count - column : cell->columns;
		cell->rows = cell->rows > end - r ? end - r : cell->rows;
		cell->align = align_of(t, row, cell);
		for (size_t i = 0; i < cell->columns; i++) {
			reach[column++] = cell->rows;
		}
	}
	for (size_t i = 0; i < t->column_count; i++) {
		reach[i] -= reach[i] > 0;
	}
}

static void make_columns(struct table *t) {
	t->column_count = count_columns(t->node);
	t->columns = arena_alloc(t->setter->arena, t->column_count * sizeof(*t->columns));
	t->slots = arena_alloc(t->setter->arena, t->column_count * sizeof(*t->slots));
	t->reaching = arena_alloc(t->setter->arena, t->column_count * sizeof(const struct cell *));
	for (size_t i = 0; i < t->node->u.table.column_count; i++) {
		const struct node_column *column = &t->node->u.table.columns[i];
		t->columns[i].unit = column->unit;
		t->columns[i].wanted = column->width;
		t->slots[i].align = column->align;
	}
}

/* Every other row of a run has a ground, joined ones as one. */
static void stripe_rows(struct table *t) {
	bool is_even = true;

	for (size_t r = 0; r < t->row_count; r++) {
		struct row *row = &t->rows[r];
		is_even = row->kind != ROW_BODY || (row->is_joined ? is_even : !is_even);
		row->is_striped = row->kind == ROW_BODY && is_even;
	}
}

static void make_rows(struct table *t) {
	size_t n = 0;
	bool in_head = true;

	for (const struct node *node = t->node->first; node != NULL; node = node->next) {
		n += node->kind == NODE_ROW;
	}
	t->rows = arena_alloc(t->setter->arena, n * sizeof(*t->rows));
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
		row->kind = kind_of(node, in_head);
		t->head_count += in_head;
	}
	size_t *reach = arena_alloc(t->setter->arena, t->column_count * sizeof(*reach));
	for (size_t r = 0; r < t->row_count; r++) {
		place_cells(t, r, reach);
	}
	stripe_rows(t);
}

/* ---- text of the cells ---- */

static struct inline_opts cell_opts(const struct row *row, const struct cell *cell, bool hyphens, bool mirrors) {
	static const enum template_style_id styles[] = {
		[ROW_HEAD] = STYLE_TABLE_HEAD, [ROW_BODY] = STYLE_TABLE_CELL, [ROW_GROUP] = STYLE_TABLE_GROUP,
		[ROW_TOTAL] = STYLE_TABLE_CELL,
	};
	static const enum template_align aligns[] = {
		[ALIGN_LEFT] = TEMPLATE_LEFT, [ALIGN_RIGHT] = TEMPLATE_RIGHT, [ALIGN_CENTER] = TEMPLATE_CENTER,
		[ALIGN_DECIMAL] = TEMPLATE_LEFT,
	};

	enum template_align align = aligns[cell->align];
	/* Columns at the right are of numbers: their units stand under one another, from wherever lines begin. */
	if (mirrors && cell->align == ALIGN_RIGHT) {
		align = TEMPLATE_LEFT;
	}
	return (struct inline_opts){
		.style = styles[row->kind], .align = align, .bold = row->kind == ROW_TOTAL, .no_hyphens = !hyphens,
	};
}

/* Where in the first line the decimal point stands; the line's end where there is none. */
static double find_point(const struct text_set *line, const char *point) {
	size_t len = strlen(point);

	for (size_t r = 0; r < line->run_count; r++) {
		const struct text_run *run = &line->runs[r];
		size_t byte = 0, glyph = 0;
		for (size_t i = 0; i < run->cluster_count && glyph < run->glyph_count && !run->is_backward; i++) {
			const char *next = run->utf8 + byte + len;
			if (byte > 0 && byte + len < run->utf8_len && memcmp(run->utf8 + byte, point, len) == 0 && *next >= '0' && *next <= '9') {
				return run->x_pt + run->glyphs[glyph].x;
			}
			byte += (size_t)run->clusters[i].num_bytes;
			glyph += (size_t)run->clusters[i].num_glyphs;
		}
	}
	return line->width_pt;
}

static void measure_decimal(struct table *t, struct cell *cell) {
	struct slot *slot = &t->slots[cell->column];
	struct text_set set;

	cell->lines = inline_break(t->setter, cell->para, cell->max + POINT_ROUNDING, NULL);
	if (cell->lines != 1) {
		cell->align = ALIGN_LEFT;
		return;
	}
	inline_set(t->setter, cell->para, 0, &set);
	cell->whole = find_point(&set, t->point);
	slot->whole = fmax(slot->whole, cell->whole);
	slot->part = fmax(slot->part, set.width_pt - cell->whole);
}

static bool shape_cell(struct table *t, const struct row *row, struct cell *cell) {
	const struct inline_opts opts = cell_opts(row, cell, false, t->setter->mirrors);

	cell->para = inline_new(t->setter, cell->node, &opts);
	if (cell->para == NULL) {
		return false;
	}
	cell->min = inline_min_width(cell->para);
	cell->max = inline_max_width(cell->para);
	cell->leading = inline_leading(cell->para);
	if (cell->align == ALIGN_DECIMAL && cell->columns == 1) {
		measure_decimal(t, cell);
	}
	return true;
}

/* Shape every cell, and tell the columns what they have to hold. */
static bool shape_cells(struct table *t, struct columns *columns) {
	double gap = 2 * t->setter->template->table.pad_x;

	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			struct cell *cell = &t->rows[r].cells[i];
			if (!shape_cell(t, &t->rows[r], cell)) {
				return false;
			}
			if (cell->columns == 1) {
				columns_hold(columns, cell->column, cell->min, cell->max);
			}
		}
	}
	for (size_t i = 0; i < t->column_count; i++) {
		double width = t->slots[i].whole + t->slots[i].part;
		columns_hold(columns, i, width, width);
	}
	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (cell->columns > 1) {
				columns_hold_span(columns, cell->column, cell->columns, gap, cell->min,
				                  t->rows[r].kind == ROW_GROUP ? cell->min : cell->max);
			}
		}
	}
	return true;
}

static size_t count_lines(const void *text, double width) {
	return inline_least_lines(text, width);
}

/* A part of the rows, evenly taken, by which the columns' widths are judged. */
static void sample_rows(struct table *t, struct columns *columns) {
	size_t step = t->row_count / COLUMNS_SAMPLE + 1;

	columns->samples = arena_alloc(t->setter->arena, (t->row_count / step + 1) * t->column_count * sizeof(*columns->samples));
	for (size_t r = 0; r < t->row_count; r += step) {
		struct column_cell *sample = &columns->samples[columns->sample_count++ * t->column_count];
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (cell->columns == 1) {
				sample[cell->column] = (struct column_cell){ cell->max, cell->para };
			}
		}
	}
}

static double cell_width(const struct table *t, const struct cell *cell) {
	size_t last = cell->column + cell->columns - 1;

	return t->slots[last].x + t->columns[last].width - t->slots[cell->column].x;
}

/* Words that are wider than their columns may be divided, of all cells that have any. */
static bool hyphenate_cells(struct table *t) {
	setter_warn(t->setter, t->node, "the table's words are wider than its columns: they were divided");
	for (size_t r = 0; r < t->row_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			struct cell *cell = &t->rows[r].cells[i];
			const struct inline_opts opts = cell_opts(&t->rows[r], cell, true, t->setter->mirrors);
			if (cell->min > cell_width(t, cell) + 0.01) {
				cell->para = inline_new(t->setter, cell->node, &opts);
				if (cell->para == NULL) {
					return false;
				}
			}
		}
	}
	return true;
}

static bool set_widths(struct table *t) {
	const struct template *template = t->setter->template;
	double gap = 2 * template->table.pad_x;
	struct columns columns = { .v = t->columns, .n = t->column_count, .lines = count_lines };

	t->edge = template->table.zebra || template->table.head_filled ? template->table.pad_x : 0;
	if (!shape_cells(t, &columns)) {
		return false;
	}
	sample_rows(t, &columns);
	bool fits = columns_fit(&columns, t->width - 2 * t->edge - gap * (double)(t->column_count - 1), gap);
	double x = t->x + t->edge;
	for (size_t i = 0; i < t->column_count; i++) {
		t->slots[i].x = x;
		x += t->columns[i].width + gap;
	}
	t->width = x - gap + t->edge - t->x;
	return fits || hyphenate_cells(t);
}

static double cell_x(const struct table *t, const struct cell *cell) {
	const struct slot *slot = &t->slots[cell->column];
	double room = t->columns[cell->column].width - slot->whole - slot->part;

	if (cell->align != ALIGN_DECIMAL || cell->columns > 1 || room < -0.01 || cell->lines > 1) {
		return slot->x;
	}
	if (t->setter->mirrors) {
		/* The whole part stands left of the point in every language. */
		return slot->x + slot->part - (cell->max + POINT_ROUNDING - cell->whole);
	}
	return slot->x + room + slot->whole - cell->whole;
}

static double cell_height(const struct cell *cell) {
	return (double)(cell->lines > 0 ? cell->lines : 1) * cell->leading;
}

/* ---- heights ---- */

static double pad_above(const struct table *t, const struct row *row) {
	bool is_first = row == t->rows + t->head_count;

	return t->setter->template->table.pad_y + (row->kind == ROW_GROUP && !is_first ? GROUP_SPACE : 0);
}

static void break_cells(struct table *t, struct row *row, bool *is_overfull) {
	for (size_t i = 0; i < row->cell_count; i++) {
		struct cell *cell = &row->cells[i];
		const struct text_line *lines;
		if (cell->align == ALIGN_DECIMAL && cell->lines == 1 && cell->max <= cell_width(t, cell)) {
			continue;
		}
		/* What is as wide as the column must not be broken by a rounding. */
		cell->lines = inline_break(t->setter, cell->para, cell_width(t, cell) + 0.01, &lines);
		for (size_t k = 0; k < cell->lines; k++) {
			*is_overfull = *is_overfull || lines[k].is_overfull;
		}
	}
}

/* From the top of the cell's first row to the bottom of row r; heights of the rows between must be known. */
static double height_above(const struct table *t, const struct cell *cell, size_t r) {
	double height = 0;

	for (size_t i = cell->row; i < r; i++) {
		height += t->rows[i].height;
	}
	return height;
}

/* Name the cells that cover row r, column by column. */
static void reach_row(struct table *t, size_t r) {
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

static bool is_first_column(const struct cell *cell, size_t column) {
	return cell != NULL && cell->column == column;
}

static void set_heights(struct table *t) {
	double pad_y = t->setter->template->table.pad_y, sum = 0;
	bool is_overfull = false;

	for (size_t r = 0; r < t->row_count; r++) {
		struct row *row = &t->rows[r];
		break_cells(t, row, &is_overfull);
		reach_row(t, r);
		for (size_t i = 0; i < t->column_count; i++) {
			const struct cell *cell = t->reaching[i];
			if (is_first_column(cell, i) && cell->row + cell->rows == r + 1) {
				double pads = pad_above(t, &t->rows[cell->row]) + pad_y;
				row->height = fmax(row->height, cell_height(cell) + pads - height_above(t, cell, r));
			}
		}
		row->height = fmax(row->height, 2 * pad_y);
		sum += row->height;
	}
	t->is_short = sum <= SHORT_PART * setter_max_height(t->setter);
	if (is_overfull) {
		setter_warn(t->setter, t->node, "a word is wider than its column and sticks out");
	}
}

/* ---- rules and fills; all of it stands in an artifact of the caller's ---- */

static bool has_fill(const struct table *t, const struct row *row) {
	return (row->kind == ROW_HEAD && t->setter->template->table.head_filled) ||
	       (row->is_striped && t->setter->template->table.zebra);
}

static void paint_fill(const struct table *t, const struct row *row, double y, double height, struct ops *ops) {
	const struct template *template = t->setter->template;

	if (has_fill(t, row)) {
		ops_rect(t->setter->arena, ops, t->x, y, t->width, height, row->kind == ROW_HEAD ? template->accent : template->tint);
	}
}

static void paint_rule(const struct table *t, double x0, double x1, double y, double width, struct template_color color,
                       struct ops *ops) {
	if (width > 0) {
		ops_line(t->setter->arena, ops, x0, y, x1, y, width, color, 0);
	}
}

/* Thin rules at y over the columns that no cell crosses there. */
static void paint_thin(struct table *t, size_t r, double y, struct ops *ops) {
	const struct template *template = t->setter->template;
	double pad_x = template->table.pad_x;
	/* Where rows have a ground, that parts them. */
	size_t i = template->table.zebra ? t->column_count : 0;

	reach_row(t, r);
	while (i < t->column_count) {
		size_t from = i;
		while (i < t->column_count && (t->reaching[i] == NULL || t->reaching[i]->row + t->reaching[i]->rows == r + 1)) {
			i++;
		}
		if (i > from) {
			double x0 = from == 0 ? t->x : t->slots[from].x - pad_x;
			double x1 = i == t->column_count ? t->x + t->width : t->slots[i].x - pad_x;
			paint_rule(t, x0, x1, y, template->table.row_rule, template->rule, ops);
		}
		i += i == from;
	}
}

/* Inside the header: a rule under each title that several columns share. */
static void paint_shared(const struct table *t, const struct row *row, double y, struct ops *ops) {
	const struct template *template = t->setter->template;

	for (size_t i = 0; i < row->cell_count; i++) {
		const struct cell *cell = &row->cells[i];
		if (cell->columns > 1 && cell->rows == 1 && !template->table.head_filled) {
			double x = t->slots[cell->column].x;
			paint_rule(t, x, x + cell_width(t, cell), y, template->table.row_rule, template->muted, ops);
		}
	}
}

/* The rules of row r, whose top is at y and whose bottom at y + height; is_end: no further part of it follows. */
static void paint_rules(struct table *t, size_t r, double y, double height, bool is_end, struct ops *ops) {
	const struct template *template = t->setter->template;
	const struct row *row = &t->rows[r];
	bool is_head = row->kind == ROW_HEAD;
	double bottom = y + height, right = t->x + t->width;

	if (row->kind == ROW_TOTAL && r > 0 && t->rows[r - 1].kind != ROW_TOTAL) {
		paint_rule(t, t->x, right, y, TOTAL_RULE, template->accent, ops);
	}
	if (!is_end) {
		return;
	}
	if (r + 1 == t->row_count) {
		paint_rule(t, t->x, right, bottom, template->table.foot_rule, template->accent, ops);
	} else if (is_head && r + 1 == t->head_count) {
		paint_rule(t, t->x, right, bottom, template->table.head_filled ? 0 : template->table.head_rule, template->accent, ops);
	} else if (is_head) {
		paint_shared(t, row, bottom, ops);
	} else if (t->rows[r + 1].kind != ROW_TOTAL || row->kind == ROW_TOTAL) {
		paint_thin(t, r, bottom, ops);
	}
}

static void decorate_below(struct table *t, size_t from, size_t to, struct ops *ops) {
	struct arena *arena = t->setter->arena;
	double y = 0;
	bool any = false;

	for (size_t r = from; r < to; r++) {
		any = any || has_fill(t, &t->rows[r]);
	}
	if (!any) {
		return;
	}
	ops_artifact(arena, ops, ARTIFACT_BACKGROUND);
	for (size_t r = from; r < to; r++) {
		paint_fill(t, &t->rows[r], y, t->rows[r].height, ops);
		y += t->rows[r].height;
	}
	ops_artifact_end(arena, ops);
}

static void add_artifact(struct table *t, const struct ops *paint, struct ops *ops) {
	if (paint->n > 0) {
		ops_artifact(t->setter->arena, ops, ARTIFACT_LAYOUT);
		ops_append(t->setter->arena, ops, paint, 0, 0);
		ops_artifact_end(t->setter->arena, ops);
	}
}

/* ---- cells ---- */

static const struct tag_attrs *cell_attrs(struct table *t, const struct row *row, const struct cell *cell, bool is_whole) {
	static const struct tag_attrs column = { .scope = SCOPE_COLUMN }, line = { .scope = SCOPE_ROW };
	bool is_head = row->kind == ROW_HEAD || row->kind == ROW_GROUP;
	enum tag_scope scope = is_head ? SCOPE_COLUMN : cell->node->u.cell.is_header ? SCOPE_ROW : SCOPE_NONE;

	if (cell->columns == 1 && (cell->rows == 1 || !is_whole)) {
		return scope == SCOPE_COLUMN ? &column : scope == SCOPE_ROW ? &line : NULL;
	}
	struct tag_attrs *attrs = arena_alloc(t->setter->arena, sizeof(*attrs));
	attrs->scope = scope;
	attrs->colspan = cell->columns > 1 ? (int)cell->columns : 0;
	attrs->rowspan = is_whole && cell->rows > 1 ? (int)cell->rows : 0;
	return attrs;
}

static void cell_lines(struct table *t, const struct row *row, const struct cell *cell, size_t from, size_t to, double y,
                       bool as_artifact, struct ops *ops) {
	size_t first = ops->n;

	for (size_t i = from; i < to; i++) {
		inline_ops(t->setter, cell->para, i, cell_x(t, cell), y, as_artifact, ops);
		y += cell->leading;
	}
	if (row->kind == ROW_HEAD && t->setter->template->table.head_filled) {
		ops_color(ops, first, (struct template_color){ 1, 1, 1 });    /* on a filled header all text is white */
	}
}

/* From the row's top to the cell's first line: the header's stand on the bottom, all others hang from the top. */
static double cell_offset(const struct table *t, const struct row *row, const struct cell *cell) {
	if (row->kind != ROW_HEAD) {
		return pad_above(t, row);
	}
	return height_above(t, cell, cell->row + cell->rows) - t->setter->template->table.pad_y - cell_height(cell);
}

/* Lines from..to of cell as TH or TD; is_whole: with the spans it has. */
static bool tag_cell(struct table *t, const struct row *row, const struct cell *cell, size_t from, size_t to, double y,
                     bool is_whole, struct piece *piece) {
	struct arena *arena = t->setter->arena;
	bool is_head = row->kind == ROW_HEAD || row->kind == ROW_GROUP || cell->node->u.cell.is_header;

	ops_tag(arena, &piece->ops, is_head ? TAG_TH : TAG_TD, cell_attrs(t, row, cell, is_whole));
	cell_lines(t, row, cell, from, to, y, false, &piece->ops);
	ops_tag_end(arena, &piece->ops);
	for (size_t i = from; i < to; i++) {
		if (!inline_notes(t->setter, cell->para, i, piece)) {
			return false;
		}
	}
	return true;
}

/* ---- pieces ---- */

/* What it costs to begin a page with row r. */
static int row_cost(const struct table *t, size_t r) {
	const struct row *row = &t->rows[r];

	if (r == 0) {
		return t->caption != NULL ? BREAK_NEVER : BREAK_FREE;
	}
	if (r <= t->head_count || t->rows[r - 1].kind == ROW_GROUP) {
		return BREAK_NEVER;
	}
	if (row->kind == ROW_TOTAL) {
		return BREAK_BAD;
	}
	return t->is_short || r == t->head_count + 1 || r + 1 == t->row_count ? BREAK_POOR : BREAK_FREE;
}

static struct piece *add_piece(struct table *t, size_t r, double height, int break_cost) {
	bool is_first = r == 0 && t->caption == NULL;
	struct piece *piece = vlist_add(t->setter->arena, t->list, height, is_first ? t->setter->template->table.space_before : 0);

	piece->break_cost = break_cost;
	piece->repeat = r >= t->head_count ? t->repeat : NULL;
	piece->node = t->rows[r].node;
	t->kept = break_cost >= BREAK_NEVER ? t->kept + piece->space + height : height;
	return piece;
}

/* Room for all that rows from..to will add, so that nothing is outgrown and left behind in the arena. */
static void reserve_ops(struct table *t, size_t from, size_t to, struct ops *ops) {
	size_t n = 8;

	for (size_t r = from; r < to; r++) {
		n += 4;
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			n += 2 + 3 * t->rows[r].cells[i].lines;
		}
	}
	if (ops->n == 0) {
		*ops = (struct ops){ .v = arena_alloc(t->setter->arena, n * sizeof(*ops->v)), .cap = n };
	}
}

/* Rows from..to in one piece. */
static bool set_whole(struct table *t, size_t from, size_t to, double height) {
	struct arena *arena = t->setter->arena;
	struct piece *piece = add_piece(t, from, height, row_cost(t, from));
	struct ops rules = { 0 };
	double y = 0;

	reserve_ops(t, from, to, &piece->ops);
	decorate_below(t, from, to, &piece->ops);
	for (size_t r = from; r < to; r++) {
		const struct row *row = &t->rows[r];
		/* The piece names its first row; the table's first piece names the table. */
		if (row->node->id != NULL && (r > from || (r == 0 && t->caption == NULL))) {
			ops_dest(arena, &piece->ops, row->node->id, t->x, y);
		}
		ops_tag(arena, &piece->ops, TAG_TR, NULL);
		for (size_t i = 0; i < row->cell_count; i++) {
			const struct cell *cell = &row->cells[i];
			if (!tag_cell(t, row, cell, 0, cell->lines, y + cell_offset(t, row, cell), true, piece)) {
				return false;
			}
		}
		ops_tag_end(arena, &piece->ops);
		paint_rules(t, r, y, row->height, true, &rules);
		y += row->height;
	}
	add_artifact(t, &rules, &piece->ops);
	return true;
}

/* How high row r still is: what is left of the cells that end in it. */
static double height_left(const struct table *t, size_t r) {
	const struct row *row = &t->rows[r];
	double pads = pad_above(t, row) + t->setter->template->table.pad_y, height = pads;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct cell *cell = t->reaching[i];
		if (is_first_column(cell, i) && cell->row + cell->rows == r + 1) {
			height = fmax(height, pads + (double)(cell->lines - cell->next) * cell->leading);
		}
	}
	return height;
}

/* One part of row r: of each cell as many lines as there is room for, at least one while there are any. */
static bool set_part(struct table *t, size_t r, double height, int break_cost, bool is_end) {
	struct arena *arena = t->setter->arena;
	const struct row *row = &t->rows[r];
	struct piece *piece = add_piece(t, r, height, break_cost);
	double top = pad_above(t, row), room = height - top - t->setter->template->table.pad_y;
	struct ops paint = { 0 };

	if (has_fill(t, row)) {
		ops_artifact(arena, &piece->ops, ARTIFACT_BACKGROUND);
		paint_fill(t, row, 0, height, &piece->ops);
		ops_artifact_end(arena, &piece->ops);
	}
	ops_tag(arena, &piece->ops, TAG_TR, NULL);
	for (size_t i = 0; i < t->column_count; i++) {
		if (!is_first_column(t->reaching[i], i)) {
			continue;
		}
		const struct row *home = &t->rows[t->reaching[i]->row];
		struct cell *cell = &home->cells[t->reaching[i] - home->cells];
		size_t lines = (size_t)(room / cell->leading + 0.01), left = cell->lines - cell->next;
		lines = lines < 1 ? 1 : lines;
		lines = lines > left ? left : lines;
		if (!tag_cell(t, row, cell, cell->next, cell->next + lines, top, false, piece)) {
			return false;
		}
		cell->next += lines;
	}
	ops_tag_end(arena, &piece->ops);
	paint_rules(t, r, 0, height, is_end, &paint);
	add_artifact(t, &paint, &piece->ops);
	return true;
}

/* Rows from..to, which no page can hold together: row by row, and where even a row is too high, in parts. */
static bool set_divided(struct table *t, size_t from, size_t to, double room) {
	double limit = setter_max_height(t->setter) - (t->repeat != NULL ? t->repeat->height : 0);

	for (size_t r = from; r < to; r++) {
		int break_cost = row_cost(t, r);
		bool is_end = false;
		reach_row(t, r);
		while (!is_end) {
			/* A part must be high enough for a line, or it would never end. */
			double least = pad_above(t, &t->rows[r]) + t->setter->template->table.pad_y + 2 * inline_leading(t->rows[r].cells[0].para);
			double height = height_left(t, r), part = fmax(room, least);
			is_end = height <= part;
			if (!set_part(t, r, is_end ? height : part, break_cost, is_end)) {
				return false;
			}
			room = limit;
			break_cost = BREAK_FREE;
		}
	}
	setter_warn(t->setter, t->rows[from].node, "a row is higher than a page: it was divided between lines");
	return true;
}

/* Set the row r with all that its cells join to it. Returns the next row, or 0 on failure. */
static size_t set_rows(struct table *t, size_t r) {
	size_t to = r + 1;
	double height = t->rows[r].height;
	double room = setter_max_height(t->setter) - (t->repeat != NULL ? t->repeat->height : 0);

	while (to < t->row_count && t->rows[to].is_joined) {
		height += t->rows[to++].height;
	}
	if (row_cost(t, r) >= BREAK_NEVER) {
		room = fmin(room, setter_max_height(t->setter) - t->kept);
	}
	bool ok = height <= room || t->rows[r].cell_count == 0 ? set_whole(t, r, to, height) : set_divided(t, r, to, room);
	return ok ? to : 0;
}

/* ---- what is repeated on the following pages ---- */

static double head_height(const struct table *t) {
	double height = 0;

	for (size_t r = 0; r < t->head_count; r++) {
		height += t->rows[r].height;
	}
	return height;
}

/* "Table 3 (continued)" above the repeated header; *height is what it takes. */
static bool repeat_caption(struct table *t, struct ops *ops, double *height) {
	struct setter *setter = t->setter;
	const char *lang = t->node->lang != NULL ? t->node->lang : setter->doc->lang;
	const struct inline_opts opts = { .style = STYLE_CAPTION, .align = TEMPLATE_LEFT };

	if (t->caption == NULL || t->node->u.table.label == NULL) {
		return true;
	}
	struct inline_para *para = inline_text(setter, arena_printf(setter->arena, "%s (%s)", t->node->u.table.label,
	                                       label_text(lang, LABEL_CONTINUED)), &opts);
	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, t->room, NULL);
	inline_ops(setter, para, 0, t->x, 0, true, ops);
	*height = inline_leading(para) + setter->template->styles[STYLE_CAPTION].space_after;
	return true;
}

static bool make_repeat(struct table *t) {
	struct arena *arena = t->setter->arena;
	struct piece *repeat = arena_alloc(arena, sizeof(*repeat));
	double y = 0;

	if (head_height(t) > REPEAT_MAX * setter_max_height(t->setter)) {
		setter_warn(t->setter, t->node, "the table's header is too high to be repeated on every page");
		return true;
	}
	ops_artifact(arena, &repeat->ops, ARTIFACT_LAYOUT);
	if (!repeat_caption(t, &repeat->ops, &y)) {
		return false;
	}
	for (size_t r = 0; r < t->head_count; r++) {
		struct row *row = &t->rows[r];
		paint_fill(t, row, y, row->height, &repeat->ops);
		for (size_t i = 0; i < row->cell_count; i++) {
			const struct cell *cell = &row->cells[i];
			cell_lines(t, row, cell, 0, cell->lines, y + cell_offset(t, row, cell), true, &repeat->ops);
		}
		paint_rules(t, r, y, row->height, true, &repeat->ops);
		y += row->height;
	}
	ops_artifact_end(arena, &repeat->ops);
	repeat->height = y;
	t->repeat = y > 0 ? repeat : NULL;
	return true;
}

/* ---- the table ---- */

static bool set_caption(struct table *t) {
	size_t first = t->list->n;

	if (t->caption == NULL) {
		return true;
	}
	if (!block_caption(t->setter, t->caption, t->node->u.table.label, t->x, t->room, t->list)) {
		return false;
	}
	for (size_t i = first; i < t->list->n; i++) {
		struct piece *piece = &t->list->v[i];
		if (i == first) {
			piece->space = fmax(piece->space, t->setter->template->table.space_before);
			piece->node = t->node;
		} else {
			piece->break_cost = BREAK_NEVER;
		}
		t->kept += (i > first ? piece->space : 0) + piece->height;
	}
	t->kept += t->list->pending_space;
	return true;
}

/* Rows of one kind of part, the tag of it round them. */
static bool set_section(struct table *t, enum tag tag, size_t from, size_t to) {
	if (from == to) {
		return true;
	}
	ops_tag(t->setter->arena, &t->list->pending, tag, NULL);
	for (size_t r = from; r < to;) {
		r = set_rows(t, r);
		if (r == 0) {
			return false;
		}
	}
	vlist_tag_end(t->setter->arena, t->list);
	return true;
}

/* "." or ",": what stands between 1 and 5 in 1.5. */
static const char *decimal_point(struct setter *setter) {
	const char *number = locale_number(setter->arena, setter->doc->lang, 1.5, 1);
	size_t n = strlen(number);

	return n > 2 ? arena_strndup(setter->arena, number + 1, n - 2) : ".";
}

bool table_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct table t = { .setter = setter, .node = node, .list = list, .x = x, .width = width, .room = width };

	t.point = decimal_point(setter);
	make_columns(&t);
	make_rows(&t);
	if (t.column_count > 0 && !set_widths(&t)) {
		return false;
	}
	set_heights(&t);
	ops_tag(setter->arena, &list->pending, TAG_TABLE, NULL);
	if (!set_caption(&t) || !make_repeat(&t) || !set_section(&t, TAG_THEAD, 0, t.head_count) ||
	    !set_section(&t, TAG_TBODY, t.head_count, t.row_count)) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	list->pending_space = setter->template->table.space_after;
	return true;
}
