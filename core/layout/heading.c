/* Headings: above their text, or in its first line. */
#include <stdint.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/second.h"

/* The number before the words of a heading; NULL without err where it shows none. */
static bool set_number(struct setter *setter, const struct node *node, const struct inline_opts *opts, struct inline_para **number) {
	const struct template *t = setter->template;

	*number = NULL;
	if (!t->heading.numbered || node->u.heading.number == NULL || node->u.heading.level > t->heading.depth ||
	    node->u.heading.label != NULL) {
		return true;
	}
	/* The space is for who listens or copies; it ends a line, and takes no width. */
	*number = inline_text(setter, arena_printf(setter->arena, "%s ", node->u.heading.number), opts);
	if (*number == NULL) {
		return false;
	}
	inline_break(setter, *number, setter->width, NULL);
	return true;
}

/* "Appendix A" on a line above the title: part of the same heading. */
static bool add_label(struct setter *setter, const struct node *node, double x, double width, double space, struct vlist *list) {
	const struct inline_opts opts = { .style = STYLE_APPENDIX, .align = -1 };
	const struct template_style *style = block_style(setter, STYLE_APPENDIX);
	struct inline_para *label = inline_text(setter, arena_printf(setter->arena, "%s ", second_appendix(setter, node)), &opts);

	if (label == NULL) {
		return false;
	}
	inline_break(setter, label, width, NULL);
	struct piece *piece = vlist_add(setter->arena, list, inline_leading(label), space);
	inline_ops(setter, label, 0, x, 0, false, &piece->ops);
	list->pending_space = style->space_after;
	return true;
}

/* Lines of words, number before the first. */
static bool add_words(struct setter *setter, struct inline_para *number, struct inline_para *words, double x, double hang,
                      double width, double space, struct vlist *list) {
	size_t n = inline_break(setter, words, width - hang, NULL);

	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, list, inline_leading(words), i == 0 ? space : 0);
		if (i == 0 && number != NULL) {
			inline_ops(setter, number, 0, x, 0, false, &piece->ops);
		}
		inline_ops(setter, words, i, x + hang, 0, false, &piece->ops);
		if (!inline_notes(setter, words, i, piece)) {
			return false;
		}
	}
	return true;
}

bool heading_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	int level = node->u.heading.level;
	enum template_style_id id = (enum template_style_id)(STYLE_H1 + level - 1);
	const struct template_style *style = block_style(setter, id);
	const struct inline_opts opts = { .style = id, .align = -1 };
	struct inline_para *number, *words = inline_new(setter, node, &opts);
	bool has_label = node->u.heading.label != NULL;
	size_t first = list->n;

	if (words == NULL || !set_number(setter, node, &opts, &number)) {
		return false;
	}
	double hang = number != NULL ? inline_max_width(number) + setter->template->heading.number_gap : 0;
	ops_tag(setter->arena, &list->pending, (enum tag)(TAG_H1 + level - 1), NULL);
	if (has_label && !add_label(setter, node, x, width, style->space_before, list)) {
		return false;
	}
	if (!add_words(setter, number, words, x, hang, width, has_label ? 0 : style->space_before, list)) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	for (size_t i = first + 1; i < list->n; i++) {
		block_cost(&list->v[i], BREAK_NEVER);
	}
	if (first < list->n) {
		list->v[first].node = node;
	}
	if (level == 1 && setter->template->heading.break_before_1 && first < list->n && first > 0) {
		list->v[first].break_cost = BREAK_ALWAYS;
	}
	list->pending_space = style->space_after;
	return true;
}

bool runin_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_BODY);
	const struct node *words = node->first->next;
	const struct inline_opts opts = { .style = STYLE_BODY, .align = -1, .lead = node->first, .prefix_gap = style->size * 0.6 };
	struct inline_para *para = inline_new(setter, words, &opts);
	const struct block_frame frame = {
		.tag = TAG_P, .node = node, .has_lead = true, .lead_tag = (enum tag)(TAG_H1 + node->u.runin.level - 1),
	};

	if (para == NULL || block_framed(setter, para, &frame, x, width, style->space_before, list) == SIZE_MAX) {
		return false;
	}
	list->pending_space = style->space_after;
	return words->next == NULL || block_from(setter, node, words->next, x, width, list);
}
