/* chronology: events one below the other, the day of each beside it. In the structure a list whose labels are the days. */
#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/canvas.h"
#include "layout/diagram.h"

static const double DATE_GAP = 11;               /* from the days to the rail */
static const double RAIL_GAP = 11;               /* from the rail to the words */
static const double SIGN = 2.4;
static const double DATE_PART = 0.3;             /* of the width, that days may take */

struct chronology {
	struct canvas canvas;        /* for the days' words, the signs and the rail */
	struct vlist *list;
	double x, width;
	double dates;                /* width of the days */
};

static bool measure_dates(struct chronology *c) {
	for (const struct node *event = c->canvas.node->first; event != NULL; event = event->next) {
		struct canvas_text text;
		if (!canvas_text(&c->canvas, diagram_date(&c->canvas, event->u.event.date), true, &text)) {
			return false;
		}
		c->dates = fmax(c->dates, text.width);
	}
	c->dates = fmin(c->dates, c->width * DATE_PART);
	return true;
}

/* LI, the day as its label, and LBody open, before whatever comes next. */
static bool begin_event(struct chronology *c, const struct node *event) {
	struct setter *setter = c->canvas.setter;
	const struct template_style *style = block_style(setter, STYLE_LIST);
	const struct inline_opts opts = { .style = STYLE_CHART_LABEL, .align = TEMPLATE_LEFT, .bold = true, .no_hyphens = true };
	struct inline_para *para = inline_text(setter, diagram_date(&c->canvas, event->u.event.date), &opts);

	if (para == NULL) {
		return false;
	}
	size_t n = inline_break(setter, para, c->dates + 1, NULL);
	/* The day stands on the line of the first words. */
	double y = style->leading / 2 + 0.30 * style->size - inline_baseline(para);
	ops_tag(setter->arena, &c->list->pending, TAG_LI, NULL);
	ops_tag(setter->arena, &c->list->pending, TAG_LBL, NULL);
	size_t from = c->list->pending.n;
	for (size_t i = 0; i < n; i++) {
		inline_ops(setter, para, i, c->x, y + (double)i * inline_leading(para), true, &c->list->pending);
	}
	ops_color(&c->list->pending, from, setter->template->accent);
	ops_tag_end(setter->arena, &c->list->pending);
	ops_tag(setter->arena, &c->list->pending, TAG_LBODY, NULL);
	return true;
}

/* The sign at the event's first line, and the rail from there down to its end. */
static void add_rail(struct chronology *c, const struct node *event, size_t first) {
	struct setter *setter = c->canvas.setter;
	const struct template *t = setter->template;
	double x = c->x + c->dates + DATE_GAP, middle = block_style(setter, STYLE_LIST)->leading / 2;
	const struct template_color white = { 1, 1, 1 };

	for (size_t i = first; i < c->list->n; i++) {
		struct piece *piece = &c->list->v[i];
		bool is_end = i + 1 == c->list->n;
		double top = i == first ? middle + SIGN + 1.6 : -piece->space, end = piece->height - (is_end ? 1 : 0);

		c->canvas.ops = (struct ops){ 0 };
		if (end > top) {
			ops_line(setter->arena, &c->canvas.ops, x, top, x, end, 0.6, t->rule, 0);
		}
		if (i == first) {
			canvas_circle(&c->canvas, x, middle, SIGN, event->u.event.is_key ? t->accent : white, t->accent, 0.9);
		}
		ops_artifact(setter->arena, &piece->ops, ARTIFACT_LAYOUT);
		ops_append(setter->arena, &piece->ops, &c->canvas.ops, 0, 0);
		ops_artifact_end(setter->arena, &piece->ops);
	}
}

static bool set_event(struct chronology *c, const struct node *event) {
	struct setter *setter = c->canvas.setter;
	double x = c->x + c->dates + DATE_GAP + RAIL_GAP;
	size_t first = c->list->n;

	block_place(setter, event, c->x, c->list);
	if (!begin_event(c, event) || !block_children(setter, event, x, c->x + c->width - x, c->list)) {
		return false;
	}
	vlist_tag_end(setter->arena, c->list);
	vlist_tag_end(setter->arena, c->list);
	if (first == c->list->n) {
		return true;
	}
	if (event != c->canvas.node->first) {
		c->list->v[first].space = setter->template->list.between;
	}
	bool is_end = event->next == NULL || event == c->canvas.node->first->next;
	block_cost(&c->list->v[first], event != c->canvas.node->first && is_end ? BREAK_POOR : BREAK_FREE);
	add_rail(c, event, first);
	return true;
}

bool chronology_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct chronology c = { .canvas = { .setter = setter, .node = node, .x = x, .width = width }, .list = list, .x = x, .width = width };
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));

	c.canvas.leading = setter->template->styles[STYLE_CHART_LABEL].leading;
	attrs->list_numbering = "None";
	if (!measure_dates(&c)) {
		return false;
	}
	ops_tag(setter->arena, &list->pending, TAG_L, attrs);
	for (const struct node *event = node->first; event != NULL; event = event->next) {
		if (!set_event(&c, event)) {
			return false;
		}
	}
	vlist_tag_end(setter->arena, list);
	list->pending_space = block_style(setter, STYLE_LIST)->space_after;
	return true;
}
