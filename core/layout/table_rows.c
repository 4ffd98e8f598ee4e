/*
 * table_rows: rows become pieces. Rows that a cell joins are one piece while a page can hold them; what is higher than a page is
 * divided between lines, and each part is a row of its own in the structure (a row cannot stay open in two cells). See table.h.
 */
#include <math.h>

#include "layout/block.h"
#include "layout/box.h"
#include "layout/table.h"

/* ---- where a page may end ---- */

static bool is_last(const struct table *t, size_t r) {
	return r + 1 == t->row_count || r + 1 == t->foot_start || t->rows[r + 1].kind == ROW_TOTAL;
}

/* What it costs to begin a page with row r: rows at a table's ends are not left alone, nor sums parted from what they sum up. */
static int row_cost(const struct table *t, size_t r) {
	const struct row *row = &t->rows[r];

	if (r == 0) {
		return t->caption != NULL || t->parts > 1 ? BREAK_NEVER : BREAK_FREE;
	}
	if (r <= t->head_count || t->rows[r - 1].kind == ROW_GROUP) {
		return BREAK_NEVER;
	}
	if (row->kind == ROW_TOTAL || r >= t->foot_start) {
		return 2 * BREAK_BAD;
	}
	if (r == t->head_count + 1 || is_last(t, r)) {
		return BREAK_BAD;
	}
	/* A group is not left with one row on either page, if that can be. */
	bool is_lone = row->kind == ROW_BODY && ((r >= 2 && t->rows[r - 2].kind == ROW_GROUP) || t->rows[r + 1].kind == ROW_GROUP);
	int parting = block_parting(t->above, t->height, setter_max_height(t->setter));
	return is_lone && parting < BREAK_POOR ? BREAK_POOR : parting;
}

/* ---- pieces ---- */

static struct piece *add_piece(struct table *t, size_t r, double height, int break_cost) {
	bool is_first = r == 0 && t->caption == NULL && t->parts == 1;
	struct piece *piece = vlist_add(t->setter->arena, t->list, height, is_first ? t->setter->template->table.space_before : 0);

	piece->break_cost = break_cost;
	piece->repeat = table_repeat(t, r);
	piece->node = t->part == 1 ? t->rows[r].node : NULL;
	t->kept = break_cost >= BREAK_NEVER ? t->kept + piece->space + height : height;
	return piece;
}

/* Behind row r - 1 the table may go on on another page. */
static void end_piece(struct table *t, struct piece *piece, size_t r, bool is_end) {
	piece->tail = r > t->head_count && (r < t->foot_start || !is_end) ? t->tail : NULL;
}

/* Room for all that rows from..to will add, so that nothing is outgrown and left behind in the arena. */
static void reserve_ops(struct table *t, size_t from, size_t to, struct ops *ops) {
	size_t n = 8;

	for (size_t r = from; r < to; r++) {
		n += 4;
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			n += 2 + t->rows[r].cells[i].lines;
		}
	}
	if (ops->n == 0) {
		ops_room(t->setter->arena, ops, n);
	}
}

/* End the artifact that began before operation first of ops: one without paint was none. */
static void end_artifact(struct table *t, size_t first, struct ops *ops) {
	if (ops->n == first) {
		ops->n--;
	} else {
		ops_artifact_end(t->setter->arena, ops);
	}
}

static void put_grounds(struct table *t, size_t from, size_t to, struct ops *ops) {
	ops_artifact(t->setter->arena, ops, ARTIFACT_BACKGROUND);
	size_t first = ops->n;
	double y = 0;

	for (size_t r = from; r < to; r++) {
		const struct row *row = &t->rows[r];
		table_paint_ground(t, row, y, row->height, ops);
		y += row->height;
	}
	y = 0;
	for (size_t r = from; r < to && t->has_tints; r++) {
		const struct row *row = &t->rows[r];
		for (size_t i = 0; i < row->cell_count; i++) {
			const struct cell *cell = &row->cells[i];
			table_paint_cell(t, row, cell, y, table_span_height(t, cell, cell->row + cell->rows), ops);
		}
		y += row->height;
	}
	end_artifact(t, first, ops);
}

/* Where references to row r lead, which stands at y of a piece that begins with row from. */
static void put_place(struct table *t, size_t r, size_t from, double y, struct piece *piece) {
	const struct node *node = t->rows[r].node;

	/* The piece names its first row; the table's first piece names the table. */
	if (node->id != NULL && t->part == 1 && (r > from || (r == 0 && t->caption == NULL))) {
		ops_dest(t->setter->arena, &piece->ops, node->id, t->x, y);
	}
}

bool table_put_rows(struct table *t, size_t from, size_t to, struct piece *piece) {
	struct arena *arena = t->setter->arena;
	double y = 0;

	reserve_ops(t, from, to, &piece->ops);
	put_grounds(t, from, to, &piece->ops);
	for (size_t r = from; r < to; r++) {
		struct row *row = &t->rows[r];
		table_reach(t, r);
		put_place(t, r, from, y, piece);
		ops_tag(arena, &piece->ops, TAG_TR, NULL);
		for (size_t i = 0; i < row->cell_count; i++) {
			struct cell *cell = &row->cells[i];
			if (!table_put_cell(t, row, cell, 0, cell->lines, y + table_cell_offset(t, row, cell), true, piece)) {
				return false;
			}
		}
		ops_tag_end(arena, &piece->ops);
		y += row->height;
	}
	ops_artifact(arena, &piece->ops, ARTIFACT_LAYOUT);
	size_t first = piece->ops.n;
	y = 0;
	for (size_t r = from; r < to; r++) {
		table_paint_rules(t, r, y, t->rows[r].height, true, &piece->ops);
		y += t->rows[r].height;
	}
	end_artifact(t, first, &piece->ops);
	return true;
}

/* Rows from..to in one piece. */
static bool set_whole(struct table *t, size_t from, size_t to, double height) {
	struct piece *piece = add_piece(t, from, height, row_cost(t, from));

	end_piece(t, piece, to, true);
	if (t->rows[from].is_late) {
		late_put(t, from, &piece->ops);
		return true;
	}
	return table_put_rows(t, from, to, piece);
}

/* ---- rows higher than a page ---- */

/* How high row r still is: what is left of the cells that end in it. */
static double height_left(const struct table *t, size_t r) {
	const struct row *row = &t->rows[r];
	double pads = table_pad_above(t, row) + t->setter->template->table.pad_y, height = pads;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct cell *cell = t->reaching[i];
		if (table_begins(cell, i) && cell->row + cell->rows == r + 1) {
			height = fmax(height, pads + cell_height(cell, cell->next));
		}
	}
	return height;
}

static void put_part_grounds(struct table *t, size_t r, double height, struct piece *piece) {
	struct ops *ops = &piece->ops;

	ops_artifact(t->setter->arena, ops, ARTIFACT_BACKGROUND);
	size_t first = ops->n;
	table_paint_ground(t, &t->rows[r], 0, height, ops);
	for (size_t i = 0; i < t->column_count; i++) {
		const struct cell *cell = t->reaching[i];
		if (table_begins(cell, i)) {
			table_paint_cell(t, &t->rows[cell->row], cell, 0, height, ops);
		}
	}
	end_artifact(t, first, ops);
}

/* One part of row r: of each cell as many lines as there is room for, at least one while there are any. */
static bool set_part(struct table *t, size_t r, double height, int break_cost, bool is_end) {
	struct arena *arena = t->setter->arena;
	const struct row *row = &t->rows[r];
	struct piece *piece = add_piece(t, r, height, break_cost);
	double top = table_pad_above(t, row), room = height - top - t->setter->template->table.pad_y;

	put_part_grounds(t, r, height, piece);
	ops_tag(arena, &piece->ops, TAG_TR, NULL);
	for (size_t i = 0; i < t->column_count; i++) {
		if (!table_begins(t->reaching[i], i)) {
			continue;
		}
		const struct row *home = &t->rows[t->reaching[i]->row];
		struct cell *cell = &home->cells[t->reaching[i] - home->cells];
		size_t lines = cell_lines_within(cell, room);
		if (!table_put_cell(t, home, cell, cell->next, cell->next + lines, top, false, piece)) {
			return false;
		}
		cell->next += (unsigned)lines;
	}
	ops_tag_end(arena, &piece->ops);
	ops_artifact(arena, &piece->ops, ARTIFACT_LAYOUT);
	size_t first = piece->ops.n;
	table_paint_rules(t, r, 0, height, is_end, &piece->ops);
	end_artifact(t, first, &piece->ops);
	end_piece(t, piece, r + 1, is_end);
	return true;
}

static double leading_of(const struct table *t, const struct row *row) {
	double leading = t->setter->template->styles[STYLE_TABLE_CELL].leading * t->scale;

	for (size_t i = 0; i < row->cell_count; i++) {
		leading = fmax(leading, row->cells[i].leading);
	}
	return leading;
}

static double room_below_head(struct table *t, size_t r) {
	const struct piece *repeat = table_repeat(t, r);
	double tail = r >= t->head_count && t->tail != NULL ? t->tail->height : 0;

	return setter_max_height(t->setter) - (repeat != NULL ? repeat->height : 0) - tail;
}

/* Rows from..to, which no page can hold together: row by row, and where even a row is too high, in parts. */
static bool set_divided(struct table *t, size_t from, size_t to, double room) {
	for (size_t r = from; r < to; r++) {
		int break_cost = row_cost(t, r);
		bool is_end = false;
		table_reach(t, r);
		while (!is_end) {
			/* A part must be high enough for a line, or it would never end. */
			double least = table_pad_above(t, &t->rows[r]) + t->setter->template->table.pad_y + 2 * leading_of(t, &t->rows[r]);
			double height = height_left(t, r), part = fmax(room, least);
			is_end = height <= part;
			if (!set_part(t, r, is_end ? height : part, break_cost, is_end)) {
				return false;
			}
			room = room_below_head(t, r);
			break_cost = BREAK_FREE;
		}
	}
	setter_warn(t->setter, t->rows[from].node, "a row is higher than a page: it was divided between lines");
	return true;
}

/* Set the row r with all that its cells join to it. Returns the next row, or 0 on failure. */
static size_t set_rows(struct table *t, size_t r) {
	size_t to = r + 1;
	double height = t->rows[r].height, room = room_below_head(t, r);

	while (to < t->row_count && t->rows[to].is_joined) {
		height += t->rows[to++].height;
	}
	if (row_cost(t, r) >= BREAK_NEVER) {
		room = fmin(room, setter_max_height(t->setter) - t->kept);
	}
	if (t->rows[r].is_late && height > room && !late_keep(t, r)) {
		return 0;
	}
	bool ok = height <= room || t->rows[r].cell_count == 0 ? set_whole(t, r, to, height) : set_divided(t, r, to, room);
	t->above += height;
	return ok ? to : 0;
}

bool table_set_rows(struct table *t, enum tag tag, size_t from, size_t to) {
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
