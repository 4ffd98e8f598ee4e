/* table_paint: grounds and rules; all of it stands in an artifact of the caller's. See table.h. */
#include <math.h>

#include "layout/box.h"
#include "layout/columns.h"
#include "layout/table.h"

static const double TOTAL_RULE = 0.6;
static const double TINT_GAP = 0.8;              /* between tinted cells */
static const struct template_color white = { 1, 1, 1 };

/* ---- grounds ---- */

static bool has_ground(const struct table *t, const struct row *row) {
	return (row->kind == ROW_HEAD && t->setter->template->table.head_filled) || (row->is_striped && t->is_striped);
}

void table_paint_ground(const struct table *t, const struct row *row, double y, double height, struct ops *ops) {
	const struct template *template = t->setter->template;

	if (has_ground(t, row)) {
		ops_rect(t->setter->arena, ops, t->x, y, t->width, height, row->kind == ROW_HEAD ? template->accent : template->tint);
	}
}

static bool tint(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *color) {
	const struct template *template = t->setter->template;

	switch ((enum node_tone)cell->node->u.cell.tone) {
	case TONE_GOOD:
		*color = template->table.good;
		return true;
	case TONE_BAD:
		*color = template->table.bad;
		return true;
	case TONE_KEY:
		*color = template->table.key;
		return true;
	case TONE_NONE:
	case TONE_MUTED:
		break;
	}
	return heat_color(t, row, cell, color);
}

void table_paint_cell(const struct table *t, const struct row *row, const struct cell *cell, double y, double height, struct ops *ops) {
	double pad = t->setter->template->table.pad_x, x = table_cell_x(t, cell) - pad, width = table_cell_width(t, cell) + 2 * pad;
	struct template_color color;

	if (tint(t, row, cell, &color)) {
		ops_rect(t->setter->arena, ops, x + TINT_GAP / 2, y + TINT_GAP / 2, width - TINT_GAP, height - TINT_GAP, color);
	}
}

bool table_ink(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *ink) {
	if (row->kind == ROW_HEAD && t->setter->template->table.head_filled) {
		*ink = white;
		return true;
	}
	if (row->kind == ROW_GROUP && row->node->u.row.level > 1) {
		*ink = t->setter->template->styles[STYLE_TABLE_GROUP].color;
		return true;
	}
	if (cell->node->u.cell.tone == TONE_MUTED) {
		*ink = t->setter->template->muted;
		return true;
	}
	return cell->node->u.cell.tone == TONE_NONE && heat_ink(t, row, cell, ink);
}

/* ---- rules ---- */

static void paint_rule(const struct table *t, double x0, double x1, double y, double width, struct template_color color,
                       struct ops *ops) {
	if (width > 0) {
		ops_line(t->setter->arena, ops, x0, y, x1, y, width, color, 0);
	}
}

void table_paint_close(const struct table *t, double y, struct ops *ops) {
	const struct template *template = t->setter->template;

	paint_rule(t, t->x, t->x + t->width, y, template->table.foot_rule, template->accent, ops);
}

/* Between column i - 1 and column i. */
static double boundary(const struct table *t, size_t i) {
	return t->slots[i].x - t->setter->template->table.pad_x;
}

static bool ends_in(const struct cell *cell, size_t r) {
	return cell == NULL || cell->row + cell->rows == r + 1;
}

/* Thin rules at y over the columns that no cell crosses there. */
static void paint_thin(const struct table *t, size_t r, double y, struct ops *ops) {
	const struct template *template = t->setter->template;
	/* Where rows have a ground, that parts them. */
	size_t i = t->is_striped ? t->column_count : 0;

	while (i < t->column_count) {
		size_t from = i;
		while (i < t->column_count && ends_in(t->reaching[i], r)) {
			i++;
		}
		if (i > from) {
			double x0 = from == 0 ? t->x : boundary(t, from), x1 = i == t->column_count ? t->x + t->width : boundary(t, i);
			paint_rule(t, x0, x1, y, template->table.row_rule, template->rule, ops);
		}
		i += i == from;
	}
}

/* Inside the header: a rule under each title that several columns share. */
static void paint_shared(const struct table *t, size_t r, double y, struct ops *ops) {
	const struct template *template = t->setter->template;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct cell *cell = t->reaching[i];
		if (table_begins(cell, i) && cell->columns > 1 && ends_in(cell, r) && cell->node->first != NULL) {
			double x = table_cell_x(t, cell);
			paint_rule(t, x, x + table_cell_width(t, cell), y, fmax(template->table.row_rule, 0.35),
			           template->table.head_filled ? template->tint : template->muted, ops);
		}
	}
}

/* Rules between columns, but for cells that cross them. */
static void paint_columns(const struct table *t, double y, double height, struct ops *ops) {
	const struct template *template = t->setter->template;

	for (size_t i = 1; i < t->column_count && template->table.column_rule > 0; i++) {
		if (t->reaching[i] != t->reaching[i - 1]) {
			ops_line(t->setter->arena, ops, boundary(t, i), y, boundary(t, i), y + height, template->table.column_rule,
			         template->rule, 0);
		}
	}
}

static bool sums_up(const struct row *row) {
	return row->kind == ROW_TOTAL || row->kind == ROW_FOOT;
}

static bool begins_sum(const struct table *t, size_t r) {
	return sums_up(&t->rows[r]) && r > t->head_count && (!sums_up(&t->rows[r - 1]) || r == t->foot_start);
}

/* The rules of row r, whose top is at y and whose bottom at y + height; is_end: no further part of it follows. */
void table_paint_rules(struct table *t, size_t r, double y, double height, bool is_end, struct ops *ops) {
	const struct template *template = t->setter->template;
	const struct row *row = &t->rows[r];
	double bottom = y + height, right = t->x + t->width;

	table_reach(t, r);
	paint_columns(t, y, height, ops);
	if (begins_sum(t, r)) {
		paint_rule(t, t->x, right, y, TOTAL_RULE, template->accent, ops);
	}
	if (!is_end) {
		return;
	}
	if (r + 1 == t->row_count) {
		table_paint_close(t, bottom, ops);
	} else if (row->kind == ROW_HEAD && r + 1 == t->head_count) {
		paint_rule(t, t->x, right, bottom, template->table.head_filled ? 0 : template->table.head_rule, template->accent, ops);
	} else if (row->kind == ROW_HEAD) {
		paint_shared(t, r, bottom, ops);
	} else if (!begins_sum(t, r + 1)) {
		paint_thin(t, r, bottom, ops);
	}
}
