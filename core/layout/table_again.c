/* table_again: what is set again where a table goes on on the next page, and what ends it on this one; see table.h. */
#include <math.h>

#include "base/mem.h"
#include "layout/box.h"
#include "layout/table.h"

static const double REPEAT_MAX = 0.4;            /* a header or foot higher than this part of a page is not repeated */

static double height_of(const struct table *t, size_t from, size_t to) {
	double height = 0;

	for (size_t r = from; r < to; r++) {
		height += t->rows[r].height;
	}
	return height;
}

/* Rows from..to as paint, from y on; the caller has begun an artifact. Returns where they end. */
static double put_rows(struct table *t, size_t from, size_t to, double y, struct ops *ops) {
	for (size_t r = from; r < to; r++) {
		const struct row *row = &t->rows[r];
		table_paint_ground(t, row, y, row->height, ops);
		for (size_t i = 0; i < row->cell_count; i++) {
			const struct cell *cell = &row->cells[i];
			table_paint_cell(t, row, cell, y, table_span_height(t, cell, cell->row + cell->rows), ops);
			table_put_words(t, row, cell, 0, cell->lines, y + table_cell_offset(t, row, cell), true, ops);
		}
		table_paint_rules(t, r, y, row->height, true, ops);
		y += row->height;
	}
	return y;
}

static bool make_head(struct table *t) {
	struct arena *arena = t->setter->arena;
	struct piece *repeat = arena_alloc(arena, sizeof(*repeat));
	double y = 0;

	if (height_of(t, 0, t->head_count) > REPEAT_MAX * setter_max_height(t->setter)) {
		setter_warn(t->setter, t->node, "the table's header is too high to be repeated on every page");
		return true;
	}
	ops_artifact(arena, &repeat->ops, ARTIFACT_LAYOUT);
	if (t->caption != NULL && !block_continued(t->setter, t->node, t->x, t->room, &repeat->ops, &y)) {
		return false;
	}
	repeat->height = put_rows(t, 0, t->head_count, y, &repeat->ops);
	ops_artifact_end(arena, &repeat->ops);
	t->repeat = repeat->height > 0 ? repeat : NULL;
	return true;
}

/* A page of the table ends with its last rule; with the foot before it where that is wanted on each. */
static void make_tail(struct table *t) {
	struct arena *arena = t->setter->arena;
	struct piece *tail = arena_alloc(arena, sizeof(*tail));
	bool repeats = t->node->u.table.more != NULL && t->node->u.table.more->foot_repeats;

	if (repeats && height_of(t, t->foot_start, t->row_count) > REPEAT_MAX * setter_max_height(t->setter)) {
		setter_warn(t->setter, t->node, "the table's foot is too high to be repeated on every page");
		repeats = false;
	}
	ops_artifact(arena, &tail->ops, ARTIFACT_LAYOUT);
	tail->height = repeats ? put_rows(t, t->foot_start, t->row_count, 0, &tail->ops) : 0;
	if (tail->height == 0) {
		table_paint_close(t, 0, &tail->ops);
	}
	ops_artifact_end(arena, &tail->ops);
	t->tail = tail;
}

bool table_make_repeat(struct table *t) {
	if (!make_head(t)) {
		return false;
	}
	make_tail(t);
	return true;
}

/* The rows of the groups one in the other, the outermost first. */
static double put_groups(struct table *t, unsigned group, double y, struct ops *ops) {
	if (group == 0) {
		return y;
	}
	y = put_groups(t, t->rows[group - 1].group, y, ops);
	return put_rows(t, group - 1, group, y, ops);
}

static double groups_height(const struct table *t, unsigned group) {
	double height = 0;

	for (; group > 0; group = t->rows[group - 1].group) {
		height += t->rows[group - 1].height;
	}
	return height;
}

const struct piece *table_repeat(struct table *t, size_t r) {
	struct arena *arena = t->setter->arena;
	unsigned group = t->rows[r].group;
	double head = t->repeat != NULL ? t->repeat->height : 0;

	if (r < t->head_count || t->repeat == NULL || group == 0) {
		return r < t->head_count ? NULL : t->repeat;
	}
	if (t->repeat_group == group) {
		return t->group_repeat;
	}
	t->repeat_group = group;
	t->group_repeat = t->repeat;
	if (head + groups_height(t, group) <= REPEAT_MAX * setter_max_height(t->setter)) {
		struct piece *repeat = arena_alloc(arena, sizeof(*repeat));
		ops_append(arena, &repeat->ops, &t->repeat->ops, 0, 0);
		ops_artifact(arena, &repeat->ops, ARTIFACT_LAYOUT);
		repeat->height = put_groups(t, group, head, &repeat->ops);
		ops_artifact_end(arena, &repeat->ops);
		t->group_repeat = repeat;
	}
	return t->group_repeat;
}
