/* Blocks that may move: set apart, and carried by a piece without height where they were written. */
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

/* wanted: the space below what stands before it. */
static void measure(struct setter *setter, struct float_box *box, double wanted) {
	const struct vlist *list = box->list;

	box->gap = box->below = list->pending_space;
	box->above = list->n > 0 ? fmax(wanted, list->v[0].space) : wanted;
	for (size_t i = 0; i < list->n; i++) {
		const struct piece *piece = &list->v[i];
		box->height += piece->height + (i > 0 ? piece->space : 0);
		box->gap = i == 0 ? fmax(box->gap, piece->space) : box->gap;
		for (size_t k = 0; k < piece->note_count; k++) {
			box->notes += piece->notes[k]->height + setter->template->note.between;
		}
		box->note_count += piece->note_count;
	}
	if (setter->template->grid > 0) {
		double grid = setter->template->grid;
		box->gap = ceil((box->height + box->gap) / grid - 0.01) * grid - box->height;
		box->above = box->gap;
		box->below = 0;
	}
}

static double most_height(const struct setter *setter, const struct float_box *box) {
	double notes = box->note_count > 0 ? box->notes + setter->template->note.gap : 0;

	return sheet_text_height(box->list->sheet) - notes;
}

static struct float_box *make_float(struct setter *setter, const struct node *node, double wanted) {
	struct float_box *box = arena_alloc(setter->arena, sizeof(*box));

	box->node = node;
	box->place = block_wish(setter, node);
	box->list = arena_alloc(setter->arena, sizeof(*box->list));
	setter_turn(setter, node->is_landscape ? &setter->turned : &setter->upright, box->list);
	block_place(setter, node, 0, box->list);
	if (!block_set(setter, node, 0, setter->width, box->list)) {
		return NULL;
	}
	if (box->list->n > 0 && box->list->v[0].node == NULL) {
		box->list->v[0].node = node;
	}
	measure(setter, box, wanted);
	return box;
}

bool float_set(struct setter *setter, const struct node *node, struct vlist *list) {
	const struct sheet *sheet = setter->sheet;   /* of the text round it, which goes on */
	struct float_box *box = make_float(setter, node, list->pending_space);

	if (box == NULL) {
		return false;
	}
	setter_turn(setter, sheet, list);
	if (box->list->n == 0) {
		return true;
	}
	if (box->height > most_height(setter, box)) {
		setter_warn(setter, node, "a %s that is higher than a page cannot move: it was set where it stands", node_kind_name(node->kind));
		setter_turn(setter, node->is_landscape ? &setter->turned : &setter->upright, list);
		block_place(setter, node, 0, list);
		return block_set(setter, node, 0, setter->width, list);
	}
	struct piece *piece = vlist_anchor(setter->arena, list);
	piece->floated = box;
	box->flow = setter->flows++;
	ops_slot(setter->arena, &piece->ops, box->flow);
	return true;
}
