/* Blocks that stand apart from the text: quotes, callouts. */
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

/* A callout of so many pieces is short enough to be kept on one page. */
enum { CALLOUT_KEPT = 14 };

/* ---- quotes and callouts ---- */

bool quote_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_QUOTE);
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
			block_cost(piece, BREAK_BAD);
		}
	}
}

bool callout_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	double pad = setter->template->callout.pad, bar = setter->template->callout.bar;
	const char *title = node->u.callout.title;
	double inner_x = x + bar + pad, inner_width = width - bar - 2 * pad;
	size_t first = list->n;
	double above = list->pending_space;

	list->pending_space = 0;
	ops_tag(setter->arena, &list->pending, TAG_DIV, NULL);
	if (title != NULL) {
		const struct template_style *style = block_style(setter, STYLE_CALLOUT_TITLE);
		const struct inline_opts opts = { .style = STYLE_CALLOUT_TITLE, .align = -1 };
		struct inline_para *para = inline_text(setter, title, &opts);
		if (para == NULL || block_lines(setter, para, TAG_P, NULL, inner_x, inner_width, 0, list) == SIZE_MAX) {
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
