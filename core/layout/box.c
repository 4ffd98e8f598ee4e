#include "layout/box.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"

/* ---- operations ---- */

static struct op *add(struct arena *arena, struct ops *ops, enum op_kind kind) {
	struct op *op = ARENA_PUSH(arena, ops->v, ops->n, ops->cap);

	op->kind = kind;
	return op;
}

static struct color to_color(struct template_color c) {
	return (struct color){ c.r, c.g, c.b };
}

void ops_room(struct arena *arena, struct ops *ops, size_t n) {
	*ops = (struct ops){ .v = arena_alloc(arena, n * sizeof(*ops->v)), .cap = n };
}

void ops_tag(struct arena *arena, struct ops *ops, enum tag tag, const struct tag_attrs *attrs) {
	struct op *op = add(arena, ops, OP_TAG_BEGIN);

	op->u.tag.tag = tag;
	op->u.tag.attrs = attrs;
}

void ops_tag_block(struct arena *arena, struct ops *ops, enum tag tag, const struct node *block) {
	struct tag_attrs *attrs = arena_alloc(arena, sizeof(*attrs));

	attrs->source = block;
	ops_tag(arena, ops, tag, attrs);
}

void ops_tag_end(struct arena *arena, struct ops *ops) {
	add(arena, ops, OP_TAG_END);
}

void ops_artifact(struct arena *arena, struct ops *ops, enum artifact artifact) {
	add(arena, ops, OP_ARTIFACT_BEGIN)->u.artifact = artifact;
}

void ops_artifact_end(struct arena *arena, struct ops *ops) {
	add(arena, ops, OP_ARTIFACT_END);
}

void ops_rect(struct arena *arena, struct ops *ops, double x, double y, double w, double h, struct template_color color) {
	struct op *op = add(arena, ops, OP_RECT);

	op->u.rect.x = x;
	op->u.rect.y = y;
	op->u.rect.w = w;
	op->u.rect.h = h;
	op->u.rect.color = to_color(color);
}

void ops_line(struct arena *arena, struct ops *ops, double x0, double y0, double x1, double y1, double width,
              struct template_color color, double dash) {
	struct op *op = add(arena, ops, OP_LINE);

	op->u.line.x0 = x0;
	op->u.line.y0 = y0;
	op->u.line.x1 = x1;
	op->u.line.y1 = y1;
	op->u.line.width = width;
	op->u.line.color = to_color(color);
	op->u.line.dash = dash;
}

void ops_text(struct arena *arena, struct ops *ops, const struct text_run *run, double x, double y, struct template_color color) {
	struct op *op = add(arena, ops, OP_TEXT);

	op->u.text.run = run;
	op->u.text.x = x;
	op->u.text.y = y;
	op->u.text.color = to_color(color);
}

void ops_words(struct arena *arena, struct ops *ops, const struct inline_para *para, size_t line, double x, double y,
               bool is_artifact) {
	struct op *op = add(arena, ops, OP_WORDS);

	op->u.words.para = para;
	op->u.words.line = (uint32_t)line;
	op->u.words.x = x;
	op->u.words.y = y;
	op->u.words.is_artifact = is_artifact;
}

void ops_later(struct arena *arena, struct ops *ops, const struct later *what, size_t part) {
	struct op *op = add(arena, ops, OP_LATER);

	op->u.later.what = what;
	op->u.later.part = (uint32_t)part;
}

void ops_color(struct ops *ops, size_t from, struct template_color color) {
	for (size_t i = from; i < ops->n; i++) {
		if (ops->v[i].kind == OP_WORDS) {
			ops->v[i].u.words.color = to_color(color);
			ops->v[i].u.words.is_colored = true;
		}
	}
}

void ops_image(struct arena *arena, struct ops *ops, const struct image *image, double x, double y, double w, double h) {
	struct op *op = add(arena, ops, OP_IMAGE);

	op->u.image.image = image;
	op->u.image.x = x;
	op->u.image.y = y;
	op->u.image.w = w;
	op->u.image.h = h;
}

void ops_as_drawn(struct arena *arena, struct ops *ops, double x, double w) {
	struct op *op = add(arena, ops, OP_AS_DRAWN_BEGIN);

	op->u.box.x = x;
	op->u.box.w = w;
}

void ops_as_drawn_end(struct arena *arena, struct ops *ops) {
	add(arena, ops, OP_AS_DRAWN_END);
}

void ops_slot(struct arena *arena, struct ops *ops, uint32_t flow) {
	add(arena, ops, OP_SLOT)->u.flow = flow;
}

void ops_dest(struct arena *arena, struct ops *ops, const char *name, double x, double y) {
	struct op *op = add(arena, ops, OP_DEST);

	op->u.dest.name = name;
	op->u.dest.x = x;
	op->u.dest.y = y;
}

/* Attributes with a box move with what they describe: a copy. */
static const struct tag_attrs *move_attrs(struct arena *arena, const struct tag_attrs *attrs, double dx, double dy) {
	if (attrs == NULL || attrs->bbox[2] <= attrs->bbox[0]) {
		return attrs;
	}
	struct tag_attrs *moved = arena_copy(arena, attrs, sizeof(*attrs));
	moved->bbox[0] += dx;
	moved->bbox[1] += dy;
	moved->bbox[2] += dx;
	moved->bbox[3] += dy;
	return moved;
}

static const struct path_seg *move_path(struct arena *arena, const struct path_seg *segs, size_t n, double dx, double dy) {
	if (dx == 0 && dy == 0) {
		return segs;
	}
	struct path_seg *moved = arena_copy(arena, segs, n * sizeof(*segs));

	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < 3; k++) {
			moved[i].x[k] += dx;
			moved[i].y[k] += dy;
		}
	}
	return moved;
}

void op_move(struct arena *arena, struct op *op, double dx, double dy) {
	switch (op->kind) {
	case OP_TAG_BEGIN:
		op->u.tag.attrs = move_attrs(arena, op->u.tag.attrs, dx, dy);
		break;
	case OP_TEXT:
		op->u.text.x += dx;
		op->u.text.y += dy;
		break;
	case OP_RECT:
		op->u.rect.x += dx;
		op->u.rect.y += dy;
		break;
	case OP_LINE:
		op->u.line.x0 += dx;
		op->u.line.x1 += dx;
		op->u.line.y0 += dy;
		op->u.line.y1 += dy;
		break;
	case OP_PATH:
		op->u.path.segs = move_path(arena, op->u.path.segs, op->u.path.n, dx, dy);
		break;
	case OP_IMAGE:
		op->u.image.x += dx;
		op->u.image.y += dy;
		break;
	case OP_DEST:
		op->u.dest.x += dx;
		op->u.dest.y += dy;
		break;
	case OP_ROTATE_BEGIN:
		op->u.rotate.x += dx;
		op->u.rotate.y += dy;
		break;
	case OP_WORDS:
		op->u.words.x += dx;
		op->u.words.y += dy;
		break;
	case OP_LATER:
		op->u.later.x += dx;
		op->u.later.y += dy;
		break;
	case OP_AS_DRAWN_BEGIN:
		op->u.box.x += dx;
		break;
	case OP_SLOT:
	case OP_FLOW_BEGIN:
	case OP_FLOW_END:
	case OP_TAG_END:
	case OP_ARTIFACT_BEGIN:
	case OP_ARTIFACT_END:
	case OP_ROTATE_END:
	case OP_AS_DRAWN_END:
		break;
	}
}

void ops_append(struct arena *arena, struct ops *ops, const struct ops *from, double dx, double dy) {
	for (size_t i = 0; i < from->n; i++) {
		struct op *op = ARENA_PUSH(arena, ops->v, ops->n, ops->cap);
		*op = from->v[i];
		op_move(arena, op, dx, dy);
	}
}

/* ---- pieces ---- */

struct piece *vlist_add(struct arena *arena, struct vlist *list, double height, double space_before) {
	struct piece *piece = ARENA_PUSH(arena, list->v, list->n, list->cap);

	piece->height = height;
	piece->sheet = list->sheet;
	piece->space = space_before > list->pending_space ? space_before : list->pending_space;
	piece->ops = list->pending;
	list->pending = (struct ops){ 0 };
	list->pending_space = 0;
	return piece;
}

struct piece *vlist_anchor(struct arena *arena, struct vlist *list) {
	double space = list->pending_space;
	struct piece *piece;

	list->pending_space = 0;
	piece = vlist_add(arena, list, 0, 0);
	piece->break_cost = list->n > 1 ? BREAK_NEVER : BREAK_FREE;
	list->pending_space = space;
	return piece;
}

double vlist_height(const struct vlist *list, size_t first) {
	double height = 0;

	for (size_t i = first; i < list->n; i++) {
		height += list->v[i].height + (i > first ? list->v[i].space : 0);
	}
	return height;
}

void vlist_tag_end(struct arena *arena, struct vlist *list) {
	/* Nothing was set since the tag began: it holds nothing, and is closed where it stands. */
	struct ops *ops = list->pending.n > 0 || list->n == 0 ? &list->pending : &list->v[list->n - 1].ops;

	ops_tag_end(arena, ops);
}

double sheet_text_width(const struct sheet *sheet) {
	return sheet->width - sheet->left - sheet->right;
}

double sheet_text_height(const struct sheet *sheet) {
	return sheet->height - sheet->top - sheet->bottom;
}

void setter_turn(struct setter *setter, const struct sheet *sheet, struct vlist *list) {
	setter->sheet = sheet;
	setter->width = sheet_text_width(sheet);
	setter->height = sheet_text_height(sheet);
	if (list != NULL) {
		list->sheet = sheet;
	}
}

void setter_sheets(struct setter *setter) {
	const struct template *t = setter->template;

	setter->upright = (struct sheet){ t->width, t->height, t->top, t->bottom, t->left, t->right };
	setter->turned = (struct sheet){ t->height, t->width, t->top, t->bottom, t->left, t->right };
	setter_turn(setter, &setter->upright, NULL);
}

double setter_max_height(const struct setter *setter) {
	return setter->height;
}

void setter_warn(struct setter *setter, const struct node *node, const char *fmt, ...) {
	char what[400];
	va_list ap;
	struct err *warning = errs_add(setter->warnings);

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	const char *label = node_label(node->kind == NODE_ROW && node->parent != NULL ? node->parent : node);
	err_set(warning, ERR_PLUGIN, "%s%s%s", label != NULL ? label : "", label != NULL ? ": " : "", what);
	node_blame(node, warning);
}
