/* Lists: items with a label each; the list of sources is one. */
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

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

	if (node_is_counted(list)) {
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

bool list_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_LIST);
	double indent = setter->template->list.indent, between = setter->template->list.between;
	int number = node->u.list.start > 0 ? node->u.list.start : 1;

	if (node_is_counted(node) && indent < style->size * 1.9) {
		indent = style->size * 1.9;
	}
	if (width < indent * 2) {
		/* Nested so deep that nothing is left: further levels stand where this one does. */
		indent = 0;
	}
	ops_tag(setter->arena, &list->pending, TAG_L, list_attrs(setter, node_is_counted(node)));
	for (const struct node *item = node->first; item != NULL; item = item->next, number++) {
		size_t first = list->n;
		block_place(setter, item, x, list);
		if (!begin_item(setter, item_label(setter, node, number), STYLE_LIST, x, list) ||
		    !block_children(setter, item, x + indent, width - indent, list)) {
			return false;
		}
		if (first < list->n) {
			/* An outermost list keeps its distance from what it follows; all else stands closer than paragraphs do. */
			bool is_end = item->next == NULL || (node->first != NULL && item == node->first->next);
			block_cost(&list->v[first], item != node->first && is_end ? BREAK_POOR : BREAK_FREE);
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

/* ---- the list of sources ---- */

bool sources_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_SOURCE);
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

		block_place(setter, item, x, list);
		if (para == NULL || !begin_item(setter, arena_printf(setter->arena, "[%d]", ++number), STYLE_SOURCE, x, list) ||
		    block_lines(setter, para, TAG_P, item, x + indent, width - indent, style->space_before, list) == SIZE_MAX) {
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
