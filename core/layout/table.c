/*
 * table: rows and columns become pieces, one a row. Here is decided in how many parts: a table whose words do not fit its columns is
 * set on a page turned on its side where it may, then in smaller letters down to a floor, then divided by columns, and
 * only then are words divided. Each is told in a warning. See table.h.
 */
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/columns.h"
#include "layout/note.h"
#include "layout/table.h"
#include "text/locale.h"

/* So much smaller each time that all does not fit. */
static const double SCALE_STEP = 0.92;

/* The mark before a note under a table, of its letters: raised, as in the table. */
static const double MARK_SCALE = 0.8, MARK_HANG = 0.75;

/* A longer word is divided before a table is, as a part of the room. */
static const double WORD_MAX = 0.22;

/* A stub wider than this part of the room is not repeated. */
static const double STUB_MAX = 0.5;

/* "." or ",": what stands between 1 and 5 in 1.5. */
static const char *decimal_point(struct setter *setter) {
	const char *number = locale_number(setter->arena, setter->doc->lang, 1.5, 1);
	size_t n = strlen(number);

	return n > 2 ? arena_strndup(setter->arena, number + 1, n - 2) : ".";
}

static bool is_striped(const struct setter *setter, const struct node *node) {
	const struct node_table *more = node->u.table.more;

	return more != NULL && more->zebra >= 0 ? more->zebra > 0 : setter->template->table.zebra;
}

static struct table new_table(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	return (struct table){
		.setter = setter, .node = node, .list = list, .x = x, .width = width, .room = width, .scale = 1, .part = 1, .parts = 1,
		.point = decimal_point(setter), .is_striped = is_striped(setter, node),
	};
}

/* ---- smaller ---- */

/* Set all of it anew in letters of that scale; *fits says whether that is enough. */
static bool measure_at(struct table *t, double scale, bool *fits) {
	t->scale = scale;
	t->has_tints = false;
	table_grid(t);
	heat_measure(t);
	return part_measure(t, fits);
}

static double least_scale(const struct table *t) {
	return fmin(1, t->setter->template->table.least_size / t->setter->template->styles[STYLE_TABLE_CELL].size);
}

static bool make_smaller(struct table *t, bool *fits) {
	double least = least_scale(t);

	for (double scale = SCALE_STEP; !*fits && scale > least * SCALE_STEP; scale *= SCALE_STEP) {
		if (!measure_at(t, fmax(scale, least), fits)) {
			return false;
		}
	}
	if (*fits) {
		setter_warn(t->setter, t->node, "the table is wider than there is room: it was set in letters of %.1f points",
		            t->setter->template->styles[STYLE_TABLE_CELL].size * t->scale);
	}
	return true;
}

/* ---- divided by columns ---- */

/* How a table is divided: the columns that come again, and where each part's own begin. */
struct cuts {
	size_t stub;
	size_t *starts;              /* of parts; the end behind the last */
	size_t parts;
};

static double column_need(const struct table *t, size_t i) {
	const struct column *c = &t->columns[i];
	struct columns one = { .v = (struct column *)c, .n = 1 };

	return columns_need(&one, 2 * t->setter->template->table.pad_x);
}

static double need(const struct table *t, size_t from, size_t to) {
	double sum = 0;

	for (size_t i = from; i < to; i++) {
		sum += column_need(t, i) + 2 * t->setter->template->table.pad_x;
	}
	return sum;
}

/* The columns at the left whose cells head their rows; one where none does. */
static size_t find_stub(const struct table *t) {
	const struct node_table *more = t->node->u.table.more;
	size_t stub = 0;

	if (more != NULL && more->stub >= 0) {
		stub = (size_t)more->stub;
	} else {
		const struct row *row = t->head_count < t->row_count ? &t->rows[t->head_count] : NULL;
		for (size_t r = t->head_count; r < t->row_count && row->kind == ROW_GROUP; r++) {
			row = &t->rows[r];
		}
		while (row != NULL && stub < row->cell_count && row->cells[stub].column == stub && row->cells[stub].node->u.cell.is_header) {
			stub++;
		}
		stub = stub > 0 ? stub : 1;
	}
	while (stub > 0 && (stub >= t->column_count || need(t, 0, stub) > STUB_MAX * t->room)) {
		stub--;
	}
	return stub;
}

/* No title over several columns is cut in two, where that leaves the part a column. */
static size_t step_back(const struct table *t, size_t from, size_t to) {
	for (size_t r = 0; r < t->head_count; r++) {
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (cell->column < to && to < cell->column + cell->columns && cell->column > from) {
				to = cell->column;
			}
		}
	}
	return to;
}

/* Fill part after part up to width; returns how many there are. */
static size_t cut(const struct table *t, size_t stub, double width, size_t *starts) {
	double room = width - 2 * t->edge - need(t, 0, stub);
	size_t parts = 0, from = stub;

	while (from < t->column_count) {
		size_t to = from + 1;
		while (to < t->column_count && need(t, from, to + 1) <= room + 2 * t->setter->template->table.pad_x) {
			to++;
		}
		starts[parts++] = from;
		from = to < t->column_count ? step_back(t, from, to) : to;
	}
	starts[parts] = t->column_count;
	return parts;
}

/* As few parts as can be, all about as wide. */
static struct cuts find_cuts(const struct table *t) {
	struct cuts cuts = {
		.stub = find_stub(t), .starts = arena_alloc(t->setter->arena, (t->column_count + 1) * sizeof(size_t)),
	};
	double low = 0, high = t->room;

	cuts.parts = cut(t, cuts.stub, t->room, cuts.starts);
	for (int i = 0; i < 16 && cuts.parts > 1; i++) {
		double width = (low + high) / 2;
		*(cut(t, cuts.stub, width, cuts.starts) > cuts.parts ? &low : &high) = width;
	}
	cut(t, cuts.stub, high, cuts.starts);
	return cuts;
}

static bool set_part(struct table *t, const struct cuts *cuts, size_t p) {
	size_t *map = arena_alloc(t->setter->arena, t->column_count * sizeof(*map)), n = 0;
	struct table part = new_table(t->setter, t->node, t->x, t->room, t->list);
	bool fits;

	for (size_t i = 0; i < t->column_count; i++) {
		map[i] = i < cuts->stub || (i >= cuts->starts[p] && i < cuts->starts[p + 1]) ? ++n : 0;
	}
	part.map = map;
	part.part = p + 1;
	part.parts = cuts->parts;
	part.stub = cuts->stub;
	part.heat = t->heat;
	table_grid(&part);
	part.has_tints = part.has_tints || t->heat.is_on;
	for (size_t i = 0; i < part.column_count; i++) {
		/* A share of the whole says nothing of a part. */
		struct column *c = &part.columns[i];
		c->unit = c->unit == WIDTH_PERCENT ? WIDTH_AUTO : c->unit;
	}
	if (!part_measure(&part, &fits) || (!fits && !table_hyphenate(&part)) || !part_set(&part)) {
		return false;
	}
	return true;
}

static bool set_parts(struct table *t, const struct cuts *cuts) {
	setter_warn(t->setter, t->node, "the table is wider than there is room: its columns were set in %zu parts", cuts->parts);
	for (size_t p = 0; p < cuts->parts; p++) {
		if (!set_part(t, cuts, p)) {
			return false;
		}
	}
	return true;
}

/* ---- what stands under it ---- */

static bool set_remark(struct table *t, const struct node *remark, bool is_first, struct vlist *list) {
	struct setter *setter = t->setter;
	const struct template_style *style = &setter->template->styles[STYLE_TABLE_NOTE];
	const char *mark = remark->u.remark.mark;
	const struct inline_opts opts = { .style = STYLE_TABLE_NOTE, .align = -1, .prefix = block_prefix(setter, remark) };
	double hang = mark != NULL ? style->size * MARK_HANG : 0, above = is_first ? setter->template->table.note_space : style->space_before;
	struct inline_para *para = inline_new(setter, remark, &opts);

	if (para == NULL) {
		return false;
	}
	list->pending_space = 0;
	if (mark != NULL) {
		const struct inline_opts mark_opts = { .style = STYLE_TABLE_NOTE, .align = -1, .scale = MARK_SCALE };
		struct inline_para *label = inline_text(setter, mark, &mark_opts);
		struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
		if (label == NULL) {
			return false;
		}
		attrs->id = remark->u.remark.dest;
		inline_break(setter, label, t->room, NULL);
		ops_tag(setter->arena, &list->pending, TAG_NOTE, attrs);
		if (remark->u.remark.dest != NULL) {
			ops_dest(setter->arena, &list->pending, remark->u.remark.dest, t->x, 0);
		}
		note_label(setter, label, inline_marked_name(setter, remark), t->x, list);
	}
	size_t first = block_lines(setter, para, TAG_P, NULL, t->x + hang, t->room - hang, above, list);
	if (first == SIZE_MAX) {
		return false;
	}
	if (mark != NULL) {
		vlist_tag_end(setter->arena, list);
	}
	for (size_t i = first; i < list->n; i++) {
		block_cost(&list->v[i], BREAK_BAD);
	}
	return true;
}

static bool set_remarks(struct table *t) {
	bool is_first = true;

	if (t->heat.is_on && t->node->u.table.more->heat_legend && !heat_legend(t, t->list)) {
		return false;
	}
	for (const struct node *node = t->node->first; node != NULL; node = node->next) {
		if (node->kind != NODE_REMARK) {
			continue;
		}
		if (!set_remark(t, node, is_first, t->list)) {
			return false;
		}
		is_first = false;
	}
	t->list->pending_space = t->setter->template->table.space_after;
	return true;
}

static bool has_remarks(const struct table *t) {
	return (t->node->last != NULL && t->node->last->kind == NODE_REMARK) || (t->heat.is_on && t->node->u.table.more->heat_legend);
}

/* ---- the table ---- */

/*
 * Whether it has too many columns, rather than a word that is too long: what is longer than a word should be counts no more than such a
 * one. Words that do not fit the widths their author gave are not helped by any of this either.
 */
static bool is_too_wide(const struct table *t) {
	double gap = 2 * t->setter->template->table.pad_x, sum = 2 * t->edge - gap;

	for (size_t i = 0; i < t->column_count; i++) {
		const struct column *c = &t->columns[i];
		sum += gap + (c->unit == WIDTH_PT ? c->wanted - gap : fmin(c->min, fmax(c->least - gap, WORD_MAX * t->room)));
	}
	return t->column_count > 1 && sum > t->room + 0.01;
}

static bool set_grid(struct table *t, bool fits) {
	if (!fits && !is_too_wide(t)) {
		return table_hyphenate(t) && part_set(t);
	}
	if (!fits && !make_smaller(t, &fits)) {
		return false;
	}
	if (fits) {
		return part_set(t);
	}
	if (!measure_at(t, 1, &fits)) {
		return false;
	}
	const struct cuts cuts = find_cuts(t);
	if (cuts.parts > 1) {
		return set_parts(t, &cuts);
	}
	return table_hyphenate(t) && part_set(t);
}

/* A table of a section that may lie on its side, with room to be won by it. */
static bool may_turn(const struct table *t) {
	const struct setter *setter = t->setter;
	const struct node_table *more = t->node->u.table.more;

	return more != NULL && more->landscape == LANDSCAPE_AUTO && t->node->parent != NULL && t->node->parent->kind == NODE_SECTION &&
	       t->node->place <= PLACE_HERE && setter->sheet == &setter->upright &&
	       sheet_text_width(&setter->turned) > sheet_text_width(&setter->upright);
}

/* The headings right above the table go with it. */
static void turn_headings(struct setter *setter, struct vlist *list) {
	size_t from = list->n, i = list->n;

	while (i > 0 && (list->v[i - 1].node == NULL ? list->v[i - 1].break_cost >= BREAK_NEVER : list->v[i - 1].node->kind == NODE_HEADING)) {
		i--;
		from = list->v[i].node != NULL ? i : from;
	}
	for (i = from; i < list->n; i++) {
		list->v[i].sheet = &setter->turned;
	}
}

/* Set on its side; who sets the next block turns the sheet back. */
static bool turn(struct table *t, bool *fits) {
	turn_headings(t->setter, t->list);
	setter_turn(t->setter, &t->setter->turned, t->list);
	t->x = 0;
	t->width = t->room = t->setter->width;
	return measure_at(t, 1, fits);
}

bool table_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct table t = new_table(setter, node, x, width, list);
	bool fits = true;

	table_grid(&t);
	heat_measure(&t);
	if (t.column_count > 0 && !part_measure(&t, &fits)) {
		return false;
	}
	if (!fits && is_too_wide(&t) && may_turn(&t) && !turn(&t, &fits)) {
		return false;
	}
	if (has_remarks(&t)) {
		ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	}
	if (!set_grid(&t, fits)) {
		return false;
	}
	if (has_remarks(&t)) {
		if (!set_remarks(&t)) {
			return false;
		}
		vlist_tag_end(setter->arena, list);
	}
	return true;
}
