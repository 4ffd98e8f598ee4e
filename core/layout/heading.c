/* Headings. */
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

bool heading_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	int level = node->u.heading.level;
	enum template_style_id id = (enum template_style_id)(STYLE_H1 + level - 1);
	const struct template_style *style = block_style(setter, id);
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
		block_cost(piece, i == 0 ? BREAK_FREE : BREAK_NEVER);
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
