/* The blocks that are made of lines: paragraphs, headings, lists, quotes, callouts, notes, sources. */
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/figure.h"
#include "text/para.h"

/* A callout of so many pieces is short enough to be kept on one page. */
enum { CALLOUT_KEPT = 14 };

static const struct template_style *style_of(const struct setter *setter, enum template_style_id id) {
	return &setter->template->styles[id];
}

static void cost(struct piece *piece, int break_cost) {
	if (break_cost > piece->break_cost) {
		piece->break_cost = break_cost;
	}
}

/* ---- lines ---- */

/* What a page may do between the lines of a paragraph: leave no line alone at its foot or head. */
static int line_cost(size_t i, size_t n) {
	if (i == 0) {
		return BREAK_FREE;
	}
	if (n <= 2) {
		return BREAK_BAD * 2;
	}
	return i == 1 || i == n - 1 ? BREAK_BAD : BREAK_FREE;
}

/* The lines of para as pieces, tag round them. Returns the index of the first, or SIZE_MAX on failure. */
static size_t add_lines(struct setter *setter, struct inline_para *para, enum tag tag, const struct node *node, double x,
                        double width, double space, struct vlist *list) {
	size_t n = inline_break(setter, para, width, NULL), first = list->n;

	if (n == 0) {
		/* A paragraph of nothing still stands in the structure. */
		ops_tag(setter->arena, &list->pending, tag, NULL);
		vlist_tag_end(setter->arena, list);
	}
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(para), i == 0 ? space : 0);
		if (i == 0) {
			piece->node = node;
			ops_tag(setter->arena, &piece->ops, tag, NULL);
		}
		cost(piece, line_cost(i, n));
		inline_ops(setter, para, i, x, 0, false, &piece->ops);
		if (!inline_notes(setter, para, i, piece)) {
			return SIZE_MAX;
		}
		if (i == n - 1) {
			ops_tag_end(setter->arena, &piece->ops);
		}
	}
	return first;
}

static void warn_overfull(struct setter *setter, const struct text_line *lines, size_t n, const struct node *node) {
	for (size_t i = 0; i < n; i++) {
		if (lines[i].is_overfull) {
			setter_warn(setter, node, "a word is wider than its column and sticks out");
			return;
		}
	}
}

static bool set_lines(struct setter *setter, const struct node *node, enum template_style_id id, enum tag tag, double x,
                      double width, struct vlist *list) {
	const struct template_style *style = style_of(setter, id);
	const struct inline_opts opts = { .style = id, .align = -1 };
	struct inline_para *para = inline_new(setter, node, &opts);
	const struct text_line *lines;

	if (para == NULL) {
		return false;
	}
	width -= style->indent;
	size_t n = inline_break(setter, para, width, &lines);
	warn_overfull(setter, lines, n, node);
	if (add_lines(setter, para, tag, node, x + style->indent, width, style->space_before, list) == SIZE_MAX) {
		return false;
	}
	list->pending_space = style->space_after;
	return true;
}

/* ---- headings ---- */

static bool set_heading(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	int level = node->u.heading.level;
	enum template_style_id id = (enum template_style_id)(STYLE_H1 + level - 1);
	const struct template_style *style = style_of(setter, id);
	const struct inline_opts opts = { .style = id, .align = -1 };
	struct inline_para *number = NULL, *words = inline_new(setter, node, &opts);
	double hang = 0;
	size_t first = list->n;

	if (words == NULL) {
		return false;
	}
	if (setter->template->heading.numbered && node->u.heading.number != NULL) {
		/* The space is for who listens or copies; it ends a line, and takes no width. */
		number = inline_text(setter, arena_printf(setter->arena, "%s ", node->u.heading.number), &opts);
		if (number == NULL) {
			return false;
		}
		hang = inline_max_width(number) + setter->template->heading.number_gap;
		inline_break(setter, number, width, NULL);
	}
	size_t n = inline_break(setter, words, width - hang, NULL);
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(words), i == 0 ? style->space_before : 0);
		if (i == 0) {
			piece->node = node;
			ops_tag(setter->arena, &piece->ops, (enum tag)(TAG_H1 + level - 1), NULL);
		}
		cost(piece, i == 0 ? BREAK_FREE : BREAK_NEVER);
		if (i == 0 && number != NULL) {
			inline_ops(setter, number, 0, x, 0, false, &piece->ops);
		}
		inline_ops(setter, words, i, x + hang, 0, false, &piece->ops);
		if (!inline_notes(setter, words, i, piece)) {
			return false;
		}
		if (i == n - 1) {
			ops_tag_end(setter->arena, &piece->ops);
		}
	}
	if (level == 1 && setter->template->heading.break_before_1 && first < list->n && first > 0) {
		list->v[first].break_cost = BREAK_ALWAYS;
	}
	list->pending_space = style->space_after;
	return true;
}

/* Where references to the block lead: the head of what comes next. */
static void add_place(struct setter *setter, const struct node *node, double x, struct vlist *list) {
	if (node->id != NULL) {
		ops_dest(setter->arena, &list->pending, node->id, x, 0);
	}
}

/* ---- lists ---- */

/* How deep a list is nested in others: 0 for an outermost one. */
static int list_depth(const struct node *node) {
	int depth = 0;

	for (const struct node *p = node->parent; p != NULL; p = p->parent) {
		depth += p->kind == NODE_LIST;
	}
	return depth;
}

static const char *item_label(struct setter *setter, const struct node *list, int number) {
	int depth = list_depth(list);

	if (list->u.list.ordered) {
		return arena_printf(setter->arena, "%d.", number);
	}
	return setter->template->list.bullet[depth > 2 ? 2 : depth];
}

/* LI, its label, and LBody open, before whatever comes next; first_line is the style whose line the label stands beside. */
static bool begin_item(struct setter *setter, const char *label, enum template_style_id id, double x, struct vlist *list) {
	const struct inline_opts opts = { .style = id, .align = TEMPLATE_LEFT, .no_hyphens = true };
	struct inline_para *para = inline_text(setter, label, &opts);

	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, setter->width, NULL);
	ops_tag(setter->arena, &list->pending, TAG_LI, NULL);
	ops_tag(setter->arena, &list->pending, TAG_LBL, NULL);
	inline_ops(setter, para, 0, x, 0, true, &list->pending);
	ops_tag_end(setter->arena, &list->pending);
	ops_tag(setter->arena, &list->pending, TAG_LBODY, NULL);
	return true;
}

static void end_item(struct setter *setter, struct vlist *list) {
	vlist_tag_end(setter->arena, list);
	vlist_tag_end(setter->arena, list);
}

static const struct tag_attrs *list_attrs(struct setter *setter, bool ordered) {
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));

	attrs->list_numbering = ordered ? "Decimal" : "Disc";
	return attrs;
}

static bool set_list(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = style_of(setter, STYLE_LIST);
	double indent = setter->template->list.indent, between = setter->template->list.between;
	int number = node->u.list.start > 0 ? node->u.list.start : 1;

	if (node->u.list.ordered && indent < style->size * 1.9) {
		indent = style->size * 1.9;
	}
	if (width < indent * 2) {
		/* Nested so deep that nothing is left: further levels stand where this one does. */
		indent = 0;
	}
	ops_tag(setter->arena, &list->pending, TAG_L, list_attrs(setter, node->u.list.ordered));
	for (const struct node *item = node->first; item != NULL; item = item->next, number++) {
		size_t first = list->n;
		add_place(setter, item, x, list);
		if (!begin_item(setter, item_label(setter, node, number), STYLE_LIST, x, list) ||
		    !block_children(setter, item, x + indent, width - indent, list)) {
			return false;
		}
		if (first < list->n) {
			/* An outermost list keeps its distance from what it follows; all else stands closer than paragraphs do. */
			bool is_end = item->next == NULL || (node->first != NULL && item == node->first->next);
			cost(&list->v[first], item != node->first && is_end ? BREAK_POOR : BREAK_FREE);
			if (item != node->first || list_depth(node) > 0) {
				list->v[first].space = between;
			}
		}
		end_item(setter, list);
	}
	vlist_tag_end(setter->arena, list);
	if (list_depth(node) == 0) {
		list->pending_space = style->space_after;
	}
	return true;
}

/* ---- quotes and callouts ---- */

static bool set_quote(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = style_of(setter, STYLE_QUOTE);
	size_t first = list->n;

	ops_tag(setter->arena, &list->pending, TAG_BLOCKQUOTE, NULL);
	if (!block_children(setter, node, x + style->indent, width - 2 * style->indent, list)) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	if (first < list->n && list->v[first].space < style->space_before) {
		list->v[first].space = style->space_before;
	}
	list->pending_space = style->space_after;
	return true;
}

/*
 * Lay the callout's ground under a piece: its space becomes part of it, top and bottom are what is
 * added inside; the bar runs down its left side.
 */
static void ground_piece(struct setter *setter, struct piece *piece, double x, double width, double top, double bottom,
                         struct template_color bar) {
	struct ops ops = { 0 };

	piece->height += top + bottom;
	ops_artifact(setter->arena, &ops, ARTIFACT_BACKGROUND);
	ops_rect(setter->arena, &ops, x, 0, width, piece->height + 0.2, setter->template->tint);
	if (setter->template->callout.bar > 0) {
		ops_rect(setter->arena, &ops, x, 0, setter->template->callout.bar, piece->height + 0.2, bar);
	}
	ops_artifact_end(setter->arena, &ops);
	ops_append(setter->arena, &ops, &piece->ops, 0, top);
	piece->ops = ops;
}

static void ground(struct setter *setter, const struct node *callout, struct vlist *list, size_t first, double x,
                   double width) {
	const char *tone = callout->u.callout.tone;
	bool is_warning = tone != NULL && str_eq(tone, "warning");
	struct template_color bar = is_warning ? setter->template->highlight : setter->template->accent;
	double pad = setter->template->callout.pad;

	for (size_t i = first; i < list->n; i++) {
		struct piece *piece = &list->v[i];
		double top = i == first ? pad : piece->space, bottom = i == list->n - 1 ? pad : 0;

		ground_piece(setter, piece, x, width, top, bottom, bar);
		piece->space = i == first ? setter->template->callout.space_before : 0;
		if (i > first && list->n - first <= CALLOUT_KEPT) {
			cost(piece, BREAK_BAD);
		}
	}
}

static bool set_callout(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	double pad = setter->template->callout.pad, bar = setter->template->callout.bar;
	const char *title = node->u.callout.title;
	double inner_x = x + bar + pad, inner_width = width - bar - 2 * pad;
	size_t first = list->n;
	double above = list->pending_space;

	list->pending_space = 0;
	ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	if (title != NULL) {
		const struct template_style *style = style_of(setter, STYLE_CALLOUT_TITLE);
		const struct inline_opts opts = { .style = STYLE_CALLOUT_TITLE, .align = -1 };
		struct inline_para *para = inline_text(setter, title, &opts);
		if (para == NULL || add_lines(setter, para, TAG_P, NULL, inner_x, inner_width, 0, list) == SIZE_MAX) {
			return false;
		}
		list->pending_space = style->space_after;
	}
	size_t words = list->n;
	if (!block_children(setter, node, inner_x, inner_width, list)) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	if (first == list->n) {
		return true;
	}
	if (words > first && words < list->n) {
		cost(&list->v[words], BREAK_NEVER);
	}
	ground(setter, node, list, first, x, width);
	list->v[first].node = node;
	if (above > list->v[first].space) {
		list->v[first].space = above;
	}
	list->pending_space = setter->template->callout.space_after;
	return true;
}

/* ---- captions ---- */

bool block_caption(struct setter *setter, const struct node *caption, const char *label, double x, double width,
                   struct vlist *list) {
	const struct template_style *style = style_of(setter, STYLE_CAPTION);
	const struct inline_opts opts = {
		.style = STYLE_CAPTION, .align = -1, .prefix = label, .prefix_gap = style->size * 0.9, .no_hyphens = true,
	};
	struct inline_para *para = inline_new(setter, caption, &opts);
	size_t first = para != NULL ? add_lines(setter, para, TAG_CAPTION, NULL, x, width, style->space_before, list) : SIZE_MAX;

	if (first == SIZE_MAX) {
		return false;
	}
	for (size_t i = first + 1; i < list->n; i++) {
		list->v[i].break_cost = BREAK_NEVER;
	}
	list->pending_space = style->space_after;
	return true;
}

/* ---- notes ---- */

const struct note_box *note_set(struct setter *setter, const struct node *note) {
	const struct template_style *style = style_of(setter, STYLE_NOTE);
	struct note_box *box = arena_alloc(setter->arena, sizeof(*box));
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	const char *number = arena_printf(setter->arena, "%d", note->u.note.number);
	const struct inline_opts opts = { .style = STYLE_NOTE, .align = -1 };
	double hang = style->size * 1.7;
	struct inline_para *label = inline_text(setter, number, &opts);

	if (label == NULL) {
		return NULL;
	}
	box->node = note;
	box->lines = arena_alloc(setter->arena, sizeof(*box->lines));
	attrs->id = arena_printf(setter->arena, "note-%s", number);
	inline_break(setter, label, setter->width, NULL);
	ops_tag(setter->arena, &box->lines->pending, TAG_NOTE, attrs);
	ops_dest(setter->arena, &box->lines->pending, attrs->id, 0, 0);
	ops_tag(setter->arena, &box->lines->pending, TAG_LBL, NULL);
	inline_ops(setter, label, 0, 0, 0, true, &box->lines->pending);
	ops_tag_end(setter->arena, &box->lines->pending);
	for (const struct node *c = note->first; c != NULL; c = c->next) {
		struct inline_para *para = inline_new(setter, c, &opts);
		if (para == NULL || add_lines(setter, para, TAG_P, NULL, hang, setter->width - hang, 0, box->lines) == SIZE_MAX) {
			return NULL;
		}
	}
	vlist_tag_end(setter->arena, box->lines);
	for (size_t i = 0; i < box->lines->n; i++) {
		box->height += box->lines->v[i].height + (i > 0 ? box->lines->v[i].space : 0);
	}
	return box;
}

/* ---- the list of sources ---- */

static bool set_sources(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = style_of(setter, STYLE_SOURCE);
	int digits = 1, number = 0;

	for (const struct node *item = node->first; item != NULL; item = item->next) {
		number++;
	}
	for (int n = number; n >= 10; n /= 10) {
		digits++;
	}
	if (number == 0) {
		return true;
	}
	double indent = style->size * (0.58 * digits + 1.3);
	ops_tag(setter->arena, &list->pending, TAG_L, list_attrs(setter, true));
	number = 0;
	for (const struct node *item = node->first; item != NULL; item = item->next) {
		const struct inline_opts opts = { .style = STYLE_SOURCE, .align = -1 };
		struct inline_para *para = item->first != NULL ? inline_new(setter, item->first, &opts) : NULL;
		size_t first = list->n;

		add_place(setter, item, x, list);
		if (para == NULL || !begin_item(setter, arena_printf(setter->arena, "[%d]", ++number), STYLE_SOURCE, x, list) ||
		    add_lines(setter, para, TAG_P, item, x + indent, width - indent, style->space_before, list) == SIZE_MAX) {
			return false;
		}
		for (size_t i = first + 1; i < list->n; i++) {
			cost(&list->v[i], BREAK_POOR);
		}
		end_item(setter, list);
		list->pending_space = style->space_after;
	}
	vlist_tag_end(setter->arena, list);
	return true;
}

/* ---- any block ---- */

/* Paragraphs are set in the style of what they stand in. */
static enum template_style_id para_style(const struct node *node) {
	for (const struct node *p = node->parent; p != NULL; p = p->parent) {
		switch (p->kind) {
		case NODE_ITEM:
			if (p->parent != NULL && p->parent->kind == NODE_LIST) {
				for (const struct node *q = p; q != NULL; q = q->parent) {
					if (q->kind == NODE_CALLOUT) {
						return STYLE_CALLOUT;
					}
				}
			}
			return STYLE_LIST;
		case NODE_QUOTE:
			return STYLE_QUOTE;
		case NODE_CALLOUT:
			return STYLE_CALLOUT;
		default:
			break;
		}
	}
	return STYLE_BODY;
}

static bool set_para(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	enum template_style_id id = para_style(node);
	double indent = style_of(setter, id)->indent;

	/* A quote's indent is taken once, by the quote. */
	return set_lines(setter, node, id, TAG_P, id == STYLE_QUOTE ? x - indent : x, id == STYLE_QUOTE ? width + indent : width, list);
}

static bool set_contents(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	(void)x;
	(void)width;
	return contents_set(setter, node, list);
}

typedef bool (*set_fn)(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);

/* Figures of every kind are set by figure.c. */
static const set_fn setters[NODE_KINDS] = {
	[NODE_CALLOUT] = set_callout,
	[NODE_CONTENTS] = set_contents,
	[NODE_HEADING] = set_heading,
	[NODE_LIST] = set_list,
	[NODE_PARA] = set_para,
	[NODE_QUOTE] = set_quote,
	[NODE_SOURCES] = set_sources,
	[NODE_TABLE] = table_set,
};

bool block_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	set_fn set = node_is_figure(node->kind) ? figure_set : setters[node->kind];

	if (set == NULL) {
		return err_set(setter->err, ERR_BUG, "a %s is no block", node_kind_name(node->kind));
	}
	return set(setter, node, x, width, list);
}

/* What it costs to part two blocks that follow one another: headings never end a page, nor, if it can be, what leads to a list. */
static int parting_cost(const struct node *block, const struct node *next) {
	if (block->kind == NODE_HEADING) {
		return BREAK_NEVER;
	}
	return block->kind == NODE_PARA && next->kind == NODE_LIST ? BREAK_BAD : BREAK_FREE;
}

bool block_children(struct setter *setter, const struct node *parent, double x, double width, struct vlist *list) {
	const struct node *before = NULL;    /* the last block that was set */
	bool new_page = false;

	for (const struct node *node = parent->first; node != NULL; node = node->next) {
		size_t first = list->n;

		if (node->kind == NODE_PAGEBREAK) {
			new_page = true;
			continue;
		}
		if (node->kind != NODE_HEADING) {
			add_place(setter, node, x, list);
		}
		if (!block_set(setter, node, x, width, list)) {
			return false;
		}
		if (first == list->n) {
			continue;
		}
		struct piece *piece = &list->v[first];
		if (piece->node == NULL) {
			piece->node = node;
		}
		if (new_page) {
			piece->break_cost = BREAK_ALWAYS;
		} else if (piece->break_cost != BREAK_ALWAYS) {
			cost(piece, before != NULL ? parting_cost(before, node) : BREAK_FREE);
		}
		new_page = false;
		before = node;
	}
	return true;
}
