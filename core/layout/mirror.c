#include "layout/mirror.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "layout/box.h"
#include "layout/page.h"
#include "text/para.h"

/* x becomes at + side * x; a box of width w then begins at its other edge where side is -1. */
struct turn {
	double at, side;
};

static double turn_x(const struct turn *turn, double x, double w) {
	return turn->side < 0 ? turn->at - x - w : turn->at + x;
}

static void turn_attrs(struct arena *arena, const struct turn *turn, struct op *op) {
	const struct tag_attrs *attrs = op->u.tag.attrs;

	if (attrs == NULL || attrs->bbox[2] <= attrs->bbox[0]) {
		return;
	}
	struct tag_attrs *turned = arena_copy(arena, attrs, sizeof(*attrs));
	double width = attrs->bbox[2] - attrs->bbox[0];
	turned->bbox[0] = turn_x(turn, attrs->bbox[0], width);
	turned->bbox[2] = turned->bbox[0] + width;
	op->u.tag.attrs = turned;
}

static void turn_path(struct arena *arena, const struct turn *turn, struct op *op) {
	struct path_seg *segs = arena_copy(arena, op->u.path.segs, op->u.path.n * sizeof(*segs));

	for (size_t i = 0; i < op->u.path.n; i++) {
		for (int k = 0; k < 3; k++) {
			segs[i].x[k] = turn_x(turn, segs[i].x[k], 0);
		}
	}
	op->u.path.segs = segs;
}

static void turn_op(struct arena *arena, const struct turn *turn, struct op *op) {
	switch (op->kind) {
	case OP_TAG_BEGIN:
		turn_attrs(arena, turn, op);
		break;
	case OP_TEXT:
		op->u.text.x = turn_x(turn, op->u.text.x, op->u.text.run->width_pt);
		break;
	case OP_RECT:
		op->u.rect.x = turn_x(turn, op->u.rect.x, op->u.rect.w);
		break;
	case OP_LINE:
		op->u.line.x0 = turn_x(turn, op->u.line.x0, 0);
		op->u.line.x1 = turn_x(turn, op->u.line.x1, 0);
		break;
	case OP_IMAGE:
		op->u.image.x = turn_x(turn, op->u.image.x, op->u.image.w);
		break;
	case OP_PATH:
		turn_path(arena, turn, op);
		break;
	case OP_DEST:
		op->u.dest.x = turn_x(turn, op->u.dest.x, 0);
		break;
	case OP_ROTATE_BEGIN:
		op->u.rotate.x = turn_x(turn, op->u.rotate.x, 0);
		op->u.rotate.degrees *= turn->side;
		break;
	case OP_TAG_END:
	case OP_ARTIFACT_BEGIN:
	case OP_ARTIFACT_END:
	case OP_ROTATE_END:
	case OP_AS_DRAWN_BEGIN:
	case OP_AS_DRAWN_END:
	case OP_SLOT:
	case OP_FLOW_BEGIN:
	case OP_FLOW_END:
	case OP_WORDS:
	case OP_LATER:
		break;
	}
}

void mirror_page(struct arena *arena, struct page *page, bool is_rtl) {
	const struct turn over = is_rtl ? (struct turn){ page->width_pt, -1 } : (struct turn){ 0, 1 };
	struct turn turn = over;
	size_t kept = 0;

	for (size_t i = 0; i < page->op_count; i++) {
		struct op *op = &page->ops[i];

		if (op->kind == OP_AS_DRAWN_BEGIN) {
			/* The box goes to where it would be turned over; what is in it keeps its order, or is turned alone. */
			double around = 2 * op->u.box.x + op->u.box.w;
			turn = is_rtl ? (struct turn){ page->width_pt - around, 1 } : (struct turn){ around, -1 };
		} else if (op->kind == OP_AS_DRAWN_END) {
			turn = over;
		} else {
			turn_op(arena, &turn, op);
			page->ops[kept++] = *op;
		}
	}
	page->op_count = kept;
}
