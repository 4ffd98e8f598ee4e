/* Blocks that stand apart from the text: quotes, sentences set large, callouts. */
#include <math.h>
#include <stdint.h>

#include "base/str.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

/* A callout, or a sentence set large, of so many pieces is short enough to be kept on one page. */
enum { CALLOUT_KEPT = 14, PULL_KEPT = 12 };

static const struct node *credit_of(const struct node *node) {
	return node->last != NULL && node->last->kind == NODE_CREDIT ? node->last : NULL;
}

/* Who said it, below what was said, after a dash. */
static bool add_credit(struct setter *setter, const struct node *credit, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_QUOTE_BY);
	const struct inline_opts opts = { .style = STYLE_QUOTE_BY, .align = -1, .prefix = "—", .prefix_gap = style->size * 0.45 };
	struct inline_para *para = inline_new(setter, credit, &opts);
	size_t first = list->n;

	list->pending_space = 0;
	if (para == NULL || block_lines(setter, para, TAG_P, NULL, x, width, style->space_before, list) == SIZE_MAX) {
		return false;
	}
	for (size_t i = first; i < list->n; i++) {
		block_cost(&list->v[i], BREAK_NEVER);
	}
	return true;
}

/* ---- quotes ---- */

bool quote_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_QUOTE);
	const struct node *credit = credit_of(node);
	size_t first = list->n;

	ops_tag(setter->arena, &list->pending, TAG_BLOCKQUOTE, NULL);
	if (!block_children(setter, node, x + style->indent, width - 2 * style->indent, list) ||
	    (credit != NULL && !add_credit(setter, credit, x + style->indent, width - 2 * style->indent, list))) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	if (first < list->n && list->v[first].space < style->space_before) {
		list->v[first].space = style->space_before;
	}
	list->pending_space = style->space_after;
	return true;
}

/* ---- sentences set large ---- */

/* Where the text says the same a listener hears it there; here it is paint. */
static bool add_repeated(struct setter *setter, struct inline_para *para, double x, double width, struct vlist *list) {
	size_t n = inline_break(setter, para, width, NULL);

	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(para), 0);
		ops_artifact(setter->arena, &piece->ops, ARTIFACT_LAYOUT);
		inline_ops(setter, para, i, x, 0, true, &piece->ops);
		ops_artifact_end(setter->arena, &piece->ops);
	}
	return true;
}

static bool add_pulled(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct inline_opts opts = { .style = STYLE_PULL, .align = -1, .no_hyphens = true };

	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (c->kind == NODE_CREDIT) {
			/* Who said it is not in the text: it is read even where the words are not. */
			if (!add_credit(setter, c, x, width, list)) {
				return false;
			}
			continue;
		}
		struct inline_para *para = inline_new(setter, c, &opts);
		if (para == NULL || (node->u.pull.is_repeat ? !add_repeated(setter, para, x, width, list)
		                                            : block_lines(setter, para, TAG_P, NULL, x, width, 0, list) == SIZE_MAX)) {
			return false;
		}
	}
	return true;
}

/* A rule across, above (y 0) or below a piece that grows by what keeps it apart. */
static void add_rule(struct setter *setter, struct piece *piece, double x, double width, bool is_above) {
	double gap = block_style(setter, STYLE_PULL)->leading * 0.4, thick = setter->template->pull.rule;
	struct ops ops = { 0 };

	piece->height += gap;
	ops_artifact(setter->arena, &ops, ARTIFACT_LAYOUT);
	double y = is_above ? thick / 2 : piece->height - thick / 2;
	ops_line(setter->arena, &ops, x, y, x + width, y, thick, setter->template->accent, 0);
	ops_artifact_end(setter->arena, &ops);
	ops_append(setter->arena, &ops, &piece->ops, 0, is_above ? gap : 0);
	piece->ops = ops;
}

bool pull_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template *t = setter->template;
	double indent = fmin(t->pull.indent, width / 4), above = fmax(list->pending_space, t->pull.space_before);
	size_t first = list->n;

	list->pending_space = 0;
	if (!node->u.pull.is_repeat) {
		ops_tag(setter->arena, &list->pending, TAG_BLOCKQUOTE, NULL);
	}
	if (!add_pulled(setter, node, x + indent, width - 2 * indent, list)) {
		return false;
	}
	if (!node->u.pull.is_repeat) {
		vlist_tag_end(setter->arena, list);
	}
	if (first == list->n) {
		return true;
	}
	for (size_t i = first + 1; i < list->n && list->n - first <= PULL_KEPT; i++) {
		block_cost(&list->v[i], BREAK_NEVER);
	}
	if (t->pull.rule > 0) {
		add_rule(setter, &list->v[first], x + indent, width - 2 * indent, true);
		add_rule(setter, &list->v[list->n - 1], x + indent, width - 2 * indent, false);
	}
	list->v[first].space = above;
	list->pending_space = t->pull.space_after;
	return true;
}

/* ---- callouts ---- */

/*
 * How a callout of a tone looks: a note is quiet, what is key has a strong bar, a warning a frame; a judgement
 * stands on bare paper behind a broken bar, so that it is never taken for what is known.
 */
struct look {
	struct template_color bar;
	bool is_framed, is_broken;
};

static struct look look_of(const struct setter *setter, const struct node *callout) {
	const struct template *t = setter->template;
	const char *tone = callout->u.callout.tone;

	if (tone != NULL && str_eq(tone, "warning")) {
		return (struct look){ .bar = t->highlight, .is_framed = true };
	}
	if (tone != NULL && str_eq(tone, "judgement")) {
		return (struct look){ .bar = t->highlight, .is_broken = true };
	}
	return (struct look){ .bar = tone != NULL && str_eq(tone, "key") ? t->accent : t->muted };
}

static void frame_piece(struct setter *setter, const struct look *look, double x, double width, double height, bool is_first,
                        bool is_last, struct ops *ops) {
	static const double thick = 0.7;
	double right = x + width - thick / 2;

	ops_line(setter->arena, ops, right, 0, right, height, thick, look->bar, 0);
	if (is_first) {
		ops_line(setter->arena, ops, x, thick / 2, x + width, thick / 2, thick, look->bar, 0);
	}
	if (is_last) {
		ops_line(setter->arena, ops, x, height - thick / 2, x + width, height - thick / 2, thick, look->bar, 0);
	}
}

/* Lay the callout's ground under a piece, which grows by what is inside it above and below; the bar runs down its left side. */
static void ground_piece(struct setter *setter, struct piece *piece, const struct look *look, double x, double width,
                         double top, double bottom, bool is_first, bool is_last) {
	double bar = setter->template->callout.bar;
	struct ops ops = { 0 };

	piece->height += top + bottom;
	ops_artifact(setter->arena, &ops, ARTIFACT_BACKGROUND);
	if (look->is_framed) {
		frame_piece(setter, look, x, width, piece->height, is_first, is_last, &ops);
	} else if (!look->is_broken) {
		ops_rect(setter->arena, &ops, x, 0, width, piece->height + (is_last ? 0 : 0.2), setter->template->tint);
	}
	if (bar > 0 && look->is_broken) {
		ops_line(setter->arena, &ops, x + bar / 2, 0, x + bar / 2, piece->height, bar, look->bar, 2 * bar);
	} else if (bar > 0) {
		ops_rect(setter->arena, &ops, x, 0, bar, piece->height + (is_last ? 0 : 0.2), look->bar);
	}
	ops_artifact_end(setter->arena, &ops);
	ops_append(setter->arena, &ops, &piece->ops, 0, top);
	piece->ops = ops;
}

static void ground(struct setter *setter, const struct node *callout, struct vlist *list, size_t first, double x,
                   double width) {
	const struct look look = look_of(setter, callout);
	double pad = setter->template->callout.pad;

	for (size_t i = first; i < list->n; i++) {
		struct piece *piece = &list->v[i];
		bool is_first = i == first, is_last = i == list->n - 1;

		ground_piece(setter, piece, &look, x, width, is_first ? pad : piece->space, is_last ? pad : 0, is_first, is_last);
		piece->space = is_first ? setter->template->callout.space_before : 0;
		if (!is_first && list->n - first <= CALLOUT_KEPT) {
			block_cost(piece, BREAK_BAD);
		}
	}
}

static bool add_title(struct setter *setter, const struct node *callout, double x, double width, struct vlist *list) {
	const struct inline_opts opts = { .style = STYLE_CALLOUT_TITLE, .align = -1 };
	struct inline_para *para;
	size_t first = list->n;

	if (callout->u.callout.title == NULL) {
		return true;
	}
	para = inline_text(setter, callout->u.callout.title, &opts);
	if (para == NULL || block_lines(setter, para, TAG_P, NULL, x, width, 0, list) == SIZE_MAX) {
		return false;
	}
	const struct look look = look_of(setter, callout);
	if (look.is_framed || look.is_broken) {
		for (size_t i = first; i < list->n; i++) {
			ops_color(&list->v[i].ops, 0, setter->template->highlight);
		}
	}
	list->pending_space = block_style(setter, STYLE_CALLOUT_TITLE)->space_after;
	return true;
}

bool callout_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	double pad = setter->template->callout.pad, bar = setter->template->callout.bar;
	double inner_x = x + bar + pad, inner_width = width - bar - 2 * pad;
	size_t first = list->n;
	double above = list->pending_space;

	list->pending_space = 0;
	ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	if (!add_title(setter, node, inner_x, inner_width, list)) {
		return false;
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
		block_cost(&list->v[words], BREAK_NEVER);
	}
	ground(setter, node, list, first, x, width);
	list->v[first].node = node;
	if (above > list->v[first].space) {
		list->v[first].space = above;
	}
	list->pending_space = setter->template->callout.space_after;
	return true;
}
