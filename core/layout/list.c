/* Lists: items with a label each; definitions, whose label is a term; the list of sources. */
#include <math.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "doc/number.h"
#include "layout/block.h"
#include "layout/box.h"

/* Between a label that takes the whole indent and its item, in sizes of the text. */
static const double LABEL_GAP = 0.55;

/* ---- what all have ---- */

/* How deep a list is nested in others: 0 for an outermost one. */
static int list_depth(const struct node *node) {
	int depth = 0;

	for (const struct node *p = node->parent; p != NULL; p = p->parent) {
		depth += p->kind == NODE_LIST;
	}
	return depth;
}

static void begin_list(struct setter *setter, const char *numbering, struct vlist *list) {
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));

	attrs->list_numbering = numbering;
	ops_tag(setter->arena, &list->pending, TAG_L, attrs);
}

static struct inline_para *set_label(struct setter *setter, const char *label, enum template_style_id id) {
	const struct inline_opts opts = { .style = id, .align = TEMPLATE_LEFT, .no_hyphens = true };
	struct inline_para *para = inline_text(setter, label, &opts);

	if (para != NULL) {
		inline_break(setter, para, setter->width, NULL);
	}
	return para;
}

/* LI, its label, and LBody open, before whatever comes next, beside whose first line the label stands. */
static void begin_item(struct setter *setter, struct inline_para *label, double x, struct vlist *list) {
	ops_tag(setter->arena, &list->pending, TAG_LI, NULL);
	ops_tag(setter->arena, &list->pending, TAG_LBL, NULL);
	inline_ops(setter, label, 0, x, 0, true, &list->pending);
	ops_tag_end(setter->arena, &list->pending);
	ops_tag(setter->arena, &list->pending, TAG_LBODY, NULL);
}

static void end_item(struct setter *setter, struct vlist *list) {
	vlist_tag_end(setter->arena, list);
	vlist_tag_end(setter->arena, list);
}

/* Items are as far apart as paragraphs where the author wants it so, or one of them has several. */
static bool is_loose(const struct node *list) {
	bool is = list->u.list.is_loose;

	for (const struct node *item = list->first; item != NULL && !is; item = item->next) {
		int paras = 0;
		for (const struct node *c = item->first; c != NULL; c = c->next) {
			paras += c->kind == NODE_PARA;
		}
		is = paras > 1;
	}
	return is;
}

/*
 * What an item keeps from the one before: an outermost list its distance from what it follows, all else stands closer than
 * paragraphs do. A page that parts the first or the last item from the others is a poor one.
 */
static void space_item(const struct node *item, double between, size_t first, struct vlist *list) {
	const struct node *node = item->parent;
	bool is_end = item->next == NULL || item == node->first->next;

	if (first == list->n) {
		return;
	}
	block_cost(&list->v[first], item != node->first && is_end ? BREAK_POOR : BREAK_FREE);
	if (item != node->first || list_depth(node) > 0) {
		list->v[first].space = between;
	}
}

static double item_space(const struct setter *setter, const struct node *list) {
	return is_loose(list) ? block_style(setter, STYLE_LIST)->space_after : setter->template->list.between;
}

static void end_list(struct setter *setter, const struct node *node, struct vlist *list) {
	vlist_tag_end(setter->arena, list);
	if (list_depth(node) == 0) {
		list->pending_space = block_style(setter, STYLE_LIST)->space_after;
	}
}

/* ---- bullets, numbers, boxes ---- */

static const struct {
	enum number_style style;
	bool in_brackets;            /* "(b)", not "b." */
	const char *numbering;       /* as PDF names it (ISO 32000-1, 14.8.5.5) */
} styles[] = {
	[LIST_BULLET] = { NUMBER_DECIMAL, false, "Disc" },
	[LIST_DECIMAL] = { NUMBER_DECIMAL, false, "Decimal" },
	[LIST_ALPHA] = { NUMBER_ALPHA, true, "LowerAlpha" },
	[LIST_UPPER_ALPHA] = { NUMBER_UPPER_ALPHA, false, "UpperAlpha" },
	[LIST_ROMAN] = { NUMBER_ROMAN, true, "LowerRoman" },
	[LIST_UPPER_ROMAN] = { NUMBER_UPPER_ROMAN, false, "UpperRoman" },
	[LIST_CHECK] = { NUMBER_DECIMAL, false, "None" },
};

static const char *item_label(struct setter *setter, const struct node *item) {
	const struct node *list = item->parent;
	int depth = list_depth(list);
	char number[NUMBER_MAX];

	if (node_is_counted(list)) {
		number_format(styles[list->u.list.style].style, item->u.item.number, setter->lang, number);
		/* Roman figures alone would run from left to right, their point at the right: they stand among words that do not. */
		bool is_turned = setter->is_rtl && list->u.list.style != LIST_DECIMAL;
		return arena_printf(setter->arena, styles[list->u.list.style].in_brackets ? "(%s)%s" : "%s.%s", number, is_turned ? "\u200F" : "");
	}
	if (list->u.list.style == LIST_CHECK) {
		return item->u.item.is_done ? "☑" : "☐";
	}
	return setter->template->list.bullet[depth > 2 ? 2 : depth];
}

/* The labels of all items, NULL with err, and the room the widest takes. */
static struct inline_para **set_labels(struct setter *setter, const struct node *node, double *width) {
	struct inline_para **labels;
	size_t n = 0, i = 0;

	for (const struct node *item = node->first; item != NULL; item = item->next) {
		n++;
	}
	labels = arena_alloc(setter->arena, n * sizeof(*labels));
	*width = 0;
	for (const struct node *item = node->first; item != NULL; item = item->next, i++) {
		labels[i] = set_label(setter, item_label(setter, item), STYLE_LIST);
		if (labels[i] == NULL) {
			return NULL;
		}
		*width = fmax(*width, inline_max_width(labels[i]));
	}
	return labels;
}

static bool set_items(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	double room, indent, size = block_style(setter, STYLE_LIST)->size;
	struct inline_para **labels = set_labels(setter, node, &room);
	size_t i = 0;

	if (labels == NULL) {
		return false;
	}
	indent = fmax(setter->template->list.indent, room + LABEL_GAP * size);
	if (width < indent * 2) {
		/* Nested so deep that nothing is left: further levels stand where this one does. */
		indent = 0;
	}
	double between = item_space(setter, node);
	begin_list(setter, styles[node->u.list.style].numbering, list);
	for (const struct node *item = node->first; item != NULL; item = item->next, i++) {
		/* Numbers stand with their ends under one another, bullets with their beginnings. */
		double shift = node_is_counted(node) ? room - inline_max_width(labels[i]) : 0;
		size_t first = list->n;

		block_place(setter, item, x, list);
		begin_item(setter, labels[i], x + shift, list);
		if (!block_children(setter, item, x + indent, width - indent, list)) {
			return false;
		}
		space_item(item, between, first, list);
		end_item(setter, list);
	}
	end_list(setter, node, list);
	return true;
}

/* ---- definitions ---- */

/* Terms take so much of the width at most where they stand beside their definitions; more where the author wants them there. */
static const double TERMS_SHARE = 0.3, TERMS_SHARE_MOST = 0.42;

struct terms {
	struct setter *setter;
	const struct node *list;
	double x, width;
	double column;               /* of the terms beside their definitions */
	bool is_runin;
};

/* The style definitions are in: of the colophon its own. */
static bool in_colophon(const struct node *list) {
	return list->parent->kind == NODE_COLOPHON;
}

static struct inline_para *set_term(struct terms *t, const struct node *term) {
	const struct inline_opts opts = {
		.style = in_colophon(t->list) ? STYLE_COLOPHON : STYLE_TERM, .align = TEMPLATE_LEFT, .no_hyphens = true,
		.bold = in_colophon(t->list),
	};

	return inline_new(t->setter, term, &opts);
}

/* How wide the column of terms is, and whether there is one: as wide as the widest that it takes. */
static bool place_terms(struct terms *t) {
	double widest = 0, fitting = 0, gap = block_style(t->setter, STYLE_TERM)->size * 1.3;
	double most = t->width * TERMS_SHARE_MOST - gap;
	bool is_hung = t->list->u.list.place == TERMS_HUNG;

	for (const struct node *item = t->list->first; item != NULL; item = item->next) {
		struct inline_para *para = set_term(t, item->first);
		if (para == NULL) {
			return false;
		}
		double width = inline_max_width(para);
		widest = fmax(widest, width);
		fitting = width <= most ? fmax(fitting, width) : fitting;
	}
	t->is_runin = t->list->u.list.place == TERMS_RUNIN || (!is_hung && widest + gap > t->width * TERMS_SHARE);
	t->column = fmax(fitting + gap, t->setter->template->list.indent * 2);
	return true;
}

/* A term wider than its column, on lines of its own above its definition. */
static bool add_above(struct terms *t, struct inline_para *para, struct vlist *list) {
	struct setter *setter = t->setter;
	size_t n = inline_break(setter, para, t->width, NULL);

	ops_tag(setter->arena, &list->pending, TAG_LI, NULL);
	ops_tag(setter->arena, &list->pending, TAG_LBL, NULL);
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(para), 0);
		block_cost(piece, i > 0 ? BREAK_NEVER : BREAK_FREE);
		inline_ops(setter, para, i, t->x, 0, true, &piece->ops);
		if (!inline_notes(setter, para, i, piece)) {
			return false;
		}
	}
	vlist_tag_end(setter->arena, list);
	ops_tag(setter->arena, &list->pending, TAG_LBODY, NULL);
	return true;
}

/* The term beside the first line of its definition. */
static bool add_hung(struct terms *t, const struct node *item, struct vlist *list) {
	struct setter *setter = t->setter;
	struct inline_para *para = set_term(t, item->first);
	bool is_beside = para != NULL && inline_max_width(para) <= t->column;

	if (para == NULL) {
		return false;
	}
	if (is_beside) {
		inline_break(setter, para, t->column, NULL);
		begin_item(setter, para, t->x, list);
	} else if (!add_above(t, para, list)) {
		return false;
	}
	size_t first = list->n;
	if (!block_children(setter, item, t->x + t->column, t->width - t->column, list)) {
		return false;
	}
	if (first < list->n && is_beside && !inline_notes(setter, para, 0, &list->v[first])) {
		return false;
	}
	if (first < list->n && !is_beside) {
		block_cost(&list->v[first], BREAK_NEVER);
	}
	end_item(setter, list);
	return true;
}

/* The term in bold begins the definition's first line, the others stand a little inwards. */
static bool add_runin(struct terms *t, const struct node *item, struct vlist *list) {
	struct setter *setter = t->setter;
	const struct node *words = item->first->next;
	double indent = setter->template->list.indent;
	const struct inline_opts opts = {
		.style = STYLE_LIST, .align = -1, .lead = item->first, .prefix_gap = block_style(setter, STYLE_LIST)->size * 0.6,
		.first_indent = -indent,
	};
	const struct block_frame frame = { .tag = TAG_P, .node = words, .has_lead = true, .has_body = true, .lead_tag = TAG_LBL };

	if (words == NULL || words->kind != NODE_PARA) {
		return add_hung(t, item, list);
	}
	struct inline_para *para = inline_new(setter, words, &opts);
	ops_tag(setter->arena, &list->pending, TAG_LI, NULL);
	if (para == NULL || block_framed(setter, para, &frame, t->x + indent, t->width - indent, 0, list) == SIZE_MAX) {
		return false;
	}
	list->pending_space = setter->template->list.between;
	if (words->next != NULL && !block_from(setter, item, words->next, t->x + indent, t->width - indent, list)) {
		return false;
	}
	end_item(setter, list);
	return true;
}

static bool set_terms(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct terms t = { .setter = setter, .list = node, .x = x, .width = width };

	if (!place_terms(&t)) {
		return false;
	}
	double between = item_space(setter, node);
	begin_list(setter, "None", list);
	for (const struct node *item = node->first; item != NULL; item = item->next) {
		size_t first = list->n;

		block_place(setter, item, x, list);
		if (t.is_runin ? !add_runin(&t, item, list) : !add_hung(&t, item, list)) {
			return false;
		}
		space_item(item, between, first, list);
	}
	end_list(setter, node, list);
	return true;
}

bool list_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	return node->u.list.style == LIST_TERMS ? set_terms(setter, node, x, width, list) : set_items(setter, node, x, width, list);
}

bool colophon_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	return block_children(setter, node, x, width, list);
}

/* ---- the list of sources ---- */

static double source_indent(const struct setter *setter, const struct node *node) {
	size_t count = 0;

	for (const struct node *item = node->first; item != NULL; item = item->next) {
		count++;
	}
	return block_style(setter, STYLE_SOURCE)->size * (0.58 * number_digits(count) + 1.3);
}

bool sources_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_SOURCE);
	double indent = source_indent(setter, node);
	int number = 0;

	if (node->first == NULL) {
		return true;
	}
	begin_list(setter, "Decimal", list);
	for (const struct node *item = node->first; item != NULL; item = item->next) {
		const struct inline_opts opts = { .style = STYLE_SOURCE, .align = -1 };
		struct inline_para *para = item->first != NULL ? inline_new(setter, item->first, &opts) : NULL;
		struct inline_para *label = set_label(setter, arena_printf(setter->arena, "[%d]", ++number), STYLE_SOURCE);
		size_t first = list->n;

		if (para == NULL || label == NULL) {
			return false;
		}
		block_place(setter, item, x, list);
		begin_item(setter, label, x, list);
		if (block_lines(setter, para, TAG_P, item, x + indent, width - indent, style->space_before, list) == SIZE_MAX) {
			return false;
		}
		for (size_t i = first + 1; i < list->n; i++) {
			block_cost(&list->v[i], BREAK_POOR);
		}
		end_item(setter, list);
		list->pending_space = style->space_after;
	}
	vlist_tag_end(setter->arena, list);
	return true;
}
