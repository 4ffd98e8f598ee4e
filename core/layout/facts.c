/* Facts side by side: large figures over what they count; a strip of states, each with a mark of its kind. */
#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/canvas.h"

enum { COLUMNS_MOST = 4, STRIP_MOST = 6 };

struct row {
	struct setter *setter;
	const struct node *facts;
	double x, width;
	int columns;
	double gap;                  /* between two cells; a rule stands in its middle */
	double cell;                 /* width of one */
	struct piece *piece;
};

static int column_count(const struct node *facts) {
	int n = 0, most = facts->u.facts.is_strip ? STRIP_MOST : COLUMNS_MOST;

	for (const struct node *c = facts->first; c != NULL; c = c->next) {
		n++;
	}
	if (facts->u.facts.columns > 0) {
		return facts->u.facts.columns;
	}
	/* Rows as full as can be, and alike: five facts are three and two, six are three and three. */
	int rows = (n + most - 1) / most;
	return (n + rows - 1) / rows;
}

static struct inline_para *set_part(struct row *row, const struct node *part, enum template_style_id id, double width, size_t *n) {
	const struct inline_opts opts = { .style = id, .align = TEMPLATE_LEFT, .no_hyphens = true };
	struct inline_para *para = inline_new(row->setter, part, &opts);
	double wide = para != NULL ? inline_min_width(para) : 0;

	/* A figure too long for its column is set smaller, down to half. */
	if (para != NULL && id == STYLE_FACT_VALUE && wide > width) {
		struct inline_opts small = opts;
		small.scale = fmax(0.5, width / wide * 0.99);
		para = inline_new(row->setter, part, &small);
	}
	*n = para != NULL ? inline_break(row->setter, para, width, NULL) : 0;
	return para;
}

static void draw_mark(struct row *row, enum fact_state state, double x, double y, double size, struct ops *ops) {
	static const double INSET = 0.08;
	struct setter *setter = row->setter;
	double a = x + size * INSET, b = x + size * (1 - INSET), top = y + size * INSET, foot = y + size * (1 - INSET);
	struct path_seg segs[5] = { 0 };
	size_t n = 0;

	/* Forms tell the states apart where colours do not: a square, a triangle, a diamond. */
	if (state == STATE_GOOD) {
		segs[n++] = canvas_point(PATH_MOVE, a, top);
		segs[n++] = canvas_point(PATH_LINE, b, top);
		segs[n++] = canvas_point(PATH_LINE, b, foot);
		segs[n++] = canvas_point(PATH_LINE, a, foot);
	} else if (state == STATE_CAUTION) {
		segs[n++] = canvas_point(PATH_MOVE, (a + b) / 2, top);
		segs[n++] = canvas_point(PATH_LINE, b, foot);
		segs[n++] = canvas_point(PATH_LINE, a, foot);
	} else {
		segs[n++] = canvas_point(PATH_MOVE, (a + b) / 2, y - size * INSET);
		segs[n++] = canvas_point(PATH_LINE, b + size * 0.16, (top + foot) / 2);
		segs[n++] = canvas_point(PATH_LINE, (a + b) / 2, foot + size * 0.16);
		segs[n++] = canvas_point(PATH_LINE, a - size * 0.16, (top + foot) / 2);
	}
	segs[n++] = canvas_point(PATH_CLOSE, 0, 0);
	const struct template *t = setter->template;
	struct template_color color = state == STATE_GOOD ? t->accent : state == STATE_CAUTION ? t->highlight : t->ink;
	struct op *op = ARENA_PUSH(setter->arena, ops->v, ops->n, ops->cap);
	*op = (struct op){ .kind = OP_PATH };
	op->u.path.segs = arena_copy(setter->arena, segs, n * sizeof(*segs));
	op->u.path.n = n;
	op->u.path.fill = true;
	op->u.path.fill_color = (struct color){ (float)color.r, (float)color.g, (float)color.b };
}

static bool add_lines(struct row *row, const struct node *part, enum template_style_id id, double x, double width, double *y) {
	struct setter *setter = row->setter;
	size_t n;
	struct inline_para *para = set_part(row, part, id, width, &n);

	if (para == NULL) {
		return false;
	}
	*y += block_style(setter, id)->space_before;
	ops_tag(setter->arena, &row->piece->ops, TAG_P, NULL);
	for (size_t i = 0; i < n; i++, *y += inline_leading(para)) {
		inline_ops(setter, para, i, x, *y, false, &row->piece->ops);
		if (!inline_notes(setter, para, i, row->piece)) {
			return false;
		}
	}
	ops_tag_end(setter->arena, &row->piece->ops);
	*y += block_style(setter, id)->space_after;
	return true;
}

/* The figure over its words; of a state the words over what it is, behind its mark. */
static bool add_fact(struct row *row, const struct node *fact, double x, double y, double *foot) {
	struct setter *setter = row->setter;
	bool is_strip = row->facts->u.facts.is_strip, has_mark = is_strip && fact->u.fact.state != STATE_NONE;
	const struct template_style *state = block_style(setter, STYLE_STATE);
	double size = state->size * 0.72, shift = has_mark ? size + state->size * 0.55 : 0;

	ops_tag(setter->arena, &row->piece->ops, TAG_LI, NULL);
	ops_tag(setter->arena, &row->piece->ops, TAG_LBODY, NULL);
	if (is_strip && !add_lines(row, fact->last, STYLE_FACT_LABEL, x, row->cell, &y)) {
		return false;
	}
	if (has_mark) {
		ops_artifact(setter->arena, &row->piece->ops, ARTIFACT_LAYOUT);
		draw_mark(row, fact->u.fact.state, x, y + (state->leading - size) / 2, size, &row->piece->ops);
		ops_artifact_end(setter->arena, &row->piece->ops);
	}
	if (!add_lines(row, fact->first, is_strip ? STYLE_STATE : STYLE_FACT_VALUE, x + shift, row->cell - shift, &y) ||
	    (!is_strip && !add_lines(row, fact->last, STYLE_FACT_LABEL, x, row->cell, &y))) {
		return false;
	}
	ops_tag_end(setter->arena, &row->piece->ops);
	ops_tag_end(setter->arena, &row->piece->ops);
	*foot = fmax(*foot, y);
	return true;
}

/* The rules round and between the cells of a row, under them in the order of the operations. */
static void rule_row(struct row *row, double height, int cells, bool is_last) {
	const struct template *t = row->setter->template;
	struct arena *arena = row->setter->arena;
	struct ops *ops = &row->piece->ops;
	double thick = t->facts.rule;

	ops_artifact(arena, ops, ARTIFACT_LAYOUT);
	if (thick > 0) {
		ops_line(arena, ops, row->x, thick / 2, row->x + row->width, thick / 2, thick, t->accent, 0);
		if (is_last) {
			ops_line(arena, ops, row->x, height - thick / 2, row->x + row->width, height - thick / 2, thick, t->accent, 0);
		}
	}
	for (int i = 1; i < cells; i++) {
		double x = row->x + i * (row->cell + row->gap) - row->gap / 2;
		ops_line(arena, ops, x, t->facts.pad, x, height - t->facts.pad, 0.4, t->rule, 0);
	}
	ops_artifact_end(arena, ops);
}

/* The next row's facts; *fact is then the first behind them. */
static bool add_row(struct row *row, const struct node **fact, double above, struct vlist *list) {
	const struct template *t = row->setter->template;
	double foot = 0;
	int cells = 0;

	row->piece = vlist_add(row->setter->arena, list, 0, above);
	for (; cells < row->columns && *fact != NULL; cells++, *fact = (*fact)->next) {
		if (!add_fact(row, *fact, row->x + cells * (row->cell + row->gap), t->facts.pad, &foot)) {
			return false;
		}
	}
	row->piece->height = foot + t->facts.pad;
	rule_row(row, row->piece->height, cells, *fact == NULL);
	return true;
}

static bool add_title(struct setter *setter, const struct node *node, double x, double width, double space, struct vlist *list) {
	const struct inline_opts opts = { .style = STYLE_CALLOUT_TITLE, .align = -1 };
	struct inline_para *para = inline_text(setter, node->u.facts.title, &opts);

	if (para == NULL || block_lines(setter, para, TAG_P, NULL, x, width, space, list) == SIZE_MAX) {
		return false;
	}
	list->pending_space = block_style(setter, STYLE_CALLOUT_TITLE)->space_after + 1;
	return true;
}

bool facts_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct row row = { .setter = setter, .facts = node, .x = x, .width = width, .columns = column_count(node) };
	const struct node *fact = node->first;
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	double above = setter->template->facts.space_before;
	size_t first = list->n;

	row.gap = fmin(26, width * 0.05);
	row.cell = (width - (row.columns - 1) * row.gap) / row.columns;
	attrs->list_numbering = "None";
	ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	if (node->u.facts.title != NULL) {
		if (!add_title(setter, node, x, width, above, list)) {
			return false;
		}
		above = 0;
	}
	ops_tag(setter->arena, &list->pending, TAG_L, attrs);
	while (fact != NULL) {
		bool is_head = fact == node->first;
		if (!add_row(&row, &fact, is_head ? above : 0, list)) {
			return false;
		}
		block_cost(row.piece, is_head && list->n - 1 == first ? BREAK_FREE : is_head ? BREAK_NEVER : BREAK_BAD);
	}
	vlist_tag_end(setter->arena, list);
	vlist_tag_end(setter->arena, list);
	if (first < list->n) {
		list->v[first].node = node;
	}
	list->pending_space = setter->template->facts.space_after;
	return true;
}
