#include "layout/note.h"

#include <math.h>
#include <stdint.h>

#include "base/mem.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "doc/number.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/passage.h"

/* ---- a note ---- */

void note_label(struct setter *setter, struct inline_para *label, const char *back, double x, struct vlist *list) {
	struct ops *ops = &list->pending;

	ops_tag(setter->arena, ops, TAG_LBL, NULL);
	if (back != NULL) {
		struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
		attrs->dest = back;
		attrs->contents = label_text(setter->doc->lang, LABEL_BACK);
		ops_tag(setter->arena, ops, TAG_LINK, attrs);
	}
	inline_ops(setter, label, 0, x, 0, true, ops);
	if (back != NULL) {
		ops_tag_end(setter->arena, ops);
	}
	ops_tag_end(setter->arena, ops);
}

/* The note's number, which leads back to its mark. */
static bool add_label(struct setter *setter, const struct node *note, enum template_style_id id, double x, struct vlist *list) {
	const struct inline_opts opts = { .style = id, .align = TEMPLATE_LEFT };
	struct inline_para *label = inline_text(setter, arena_printf(setter->arena, "%d", note->u.note.number), &opts);

	if (label == NULL) {
		return false;
	}
	inline_break(setter, label, setter->width, NULL);
	note_label(setter, label, inline_mark_name(setter, note), x, list);
	return true;
}

/* The lines of a note, hang from its number. */
static bool add_note(struct setter *setter, const struct node *note, enum template_style_id id, double x, double hang,
                     double width, struct vlist *list) {
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	const struct inline_opts opts = { .style = id, .align = -1 };

	attrs->id = arena_printf(setter->arena, "note-%d", note->u.note.number);
	ops_tag(setter->arena, &list->pending, TAG_NOTE, attrs);
	ops_dest(setter->arena, &list->pending, attrs->id, x, 0);
	if (!add_label(setter, note, id, x, list)) {
		return false;
	}
	for (const struct node *c = note->first; c != NULL; c = c->next) {
		struct inline_para *para = inline_new(setter, c, &opts);
		if (para == NULL || block_lines(setter, para, TAG_P, NULL, x + hang, width - hang, 0, list) == SIZE_MAX) {
			return false;
		}
	}
	vlist_tag_end(setter->arena, list);
	return true;
}

const struct note_box *note_set(struct setter *setter, const struct node *note) {
	const struct template_style *style = block_style(setter, STYLE_NOTE);
	struct note_box *box = arena_alloc(setter->arena, sizeof(*box));

	box->node = note;
	box->lines = arena_alloc(setter->arena, sizeof(*box->lines));
	int digits = number_digits((size_t)note->u.note.number);
	if (!add_note(setter, note, STYLE_NOTE, 0, style->size * (0.58 * (digits > 2 ? digits : 2) + 0.54), setter->width, box->lines)) {
		return NULL;
	}
	for (size_t i = 0; i < box->lines->n; i++) {
		box->height += box->lines->v[i].height + (i > 0 ? box->lines->v[i].space : 0);
	}
	return box;
}

/* ---- endnotes ---- */

bool endnotes_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_ENDNOTE);
	const struct doc *doc = setter->doc;
	double hang = style->size * (0.58 * number_digits(node->u.endnotes.to) + 0.9);

	for (size_t i = node->u.endnotes.from; i < node->u.endnotes.to; i++) {
		size_t first = list->n;
		if (!add_note(setter, doc->notes[i], STYLE_ENDNOTE, x, hang, width, list)) {
			return false;
		}
		if (first < list->n) {
			list->v[first].node = doc->notes[i];
			list->v[first].space = i > node->u.endnotes.from ? style->space_after : list->v[first].space;
		}
		list->pending_space = style->space_after;
	}
	return true;
}

/* ---- notes too long ---- */

/* The share of a page that the notes of one piece may take. */
static const double SHARE = 0.4;

enum { OPEN_MAX = 32 };

/* The tags that are open where a note is divided: a note and what of it goes on. */
struct open_tags {
	const struct op *v[OPEN_MAX];
	size_t n;
};

static bool follow(struct open_tags *open, const struct ops *ops) {
	for (size_t i = 0; i < ops->n; i++) {
		if (ops->v[i].kind == OP_TAG_END) {
			open->n--;
		} else if (ops->v[i].kind == OP_TAG_BEGIN && open->n < OPEN_MAX) {
			open->v[open->n++] = &ops->v[i];
		} else if (ops->v[i].kind == OP_TAG_BEGIN) {
			return false;
		}
	}
	return true;
}

static struct piece *add_line(struct setter *setter, struct vlist *lines, const struct piece *from, const struct ops *before) {
	struct piece *piece = vlist_add(setter->arena, lines, from->height, 0);
	struct ops ops = { 0 };

	ops_append(setter->arena, &ops, before, 0, 0);
	ops_append(setter->arena, &ops, &from->ops, 0, 0);
	piece->ops = ops;
	piece->space = lines->n > 1 ? from->space : 0;
	return piece;
}

/* The lines from on, as a Note of its own that goes on with what was open. */
static const struct note_box *rest_of(struct setter *setter, const struct note_box *box, size_t from, const struct open_tags *open) {
	static const struct ops nothing;
	struct note_box *rest = arena_alloc(setter->arena, sizeof(*rest));
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	struct ops begin = { 0 };

	*rest = (struct note_box){ .node = box->node, .lines = arena_alloc(setter->arena, sizeof(*rest->lines)), .is_rest = true };
	/* What is left shrinks from part to part: no two have the same. */
	attrs->id = arena_printf(setter->arena, "note-%d-%zu", box->node->u.note.number, box->lines->n - from);
	for (size_t i = 0; i < open->n; i++) {
		ops_tag(setter->arena, &begin, open->v[i]->u.tag.tag, i == 0 ? attrs : open->v[i]->u.tag.attrs);
	}
	for (size_t i = from; i < box->lines->n; i++) {
		const struct piece *piece = add_line(setter, rest->lines, &box->lines->v[i], i == from ? &begin : &nothing);
		rest->height += piece->height + piece->space;
	}
	return rest;
}

/* What of box fits into room, at least one line; *rest is what does not, NULL when all does. */
static const struct note_box *divide(struct setter *setter, const struct note_box *box, double room,
                                     const struct note_box **rest) {
	static const struct ops nothing;
	struct vlist *lines = arena_alloc(setter->arena, sizeof(*lines));
	struct open_tags open = { .n = 0 };
	double used = 0;
	size_t n = 0;

	*rest = NULL;
	if (box->height <= room) {
		return box;
	}
	while (n < box->lines->n && (n == 0 || used + box->lines->v[n].space + box->lines->v[n].height <= room)) {
		const struct piece *line = add_line(setter, lines, &box->lines->v[n], &nothing);
		used += line->height + line->space;
		if (!follow(&open, &box->lines->v[n++].ops)) {
			return box;
		}
	}
	for (size_t i = 0; i < open.n && n < box->lines->n; i++) {
		vlist_tag_end(setter->arena, lines);
	}
	*rest = n < box->lines->n ? rest_of(setter, box, n, &open) : NULL;
	struct note_box *part = arena_copy(setter->arena, box, sizeof(*box));
	part->lines = lines;
	part->height = used;
	return part;
}

struct queue {
	const struct note_box **v;
	size_t n, cap, first;
};

static void enqueue(struct setter *setter, struct queue *queue, const struct note_box *note) {
	*ARENA_PUSH(setter->arena, queue->v, queue->n, queue->cap) = note;
}

static double piece_notes(const struct setter *setter, const struct piece *piece) {
	double height = 0;

	for (size_t k = 0; k < piece->note_count; k++) {
		height += piece->notes[k]->height + setter->template->note.between;
	}
	return height;
}

double notes_room(const struct setter *setter, const struct vlist *list, size_t from) {
	double height = 0;

	for (size_t i = from; i < list->n; i++) {
		height += piece_notes(setter, &list->v[i]);
	}
	return height > 0 ? height + setter->template->note.gap : 0;
}

/* Pieces up to end that no page may part, and what they leave of a page for their notes. */
struct run {
	size_t end;
	double left;
};

/* Columns are not added up: each of their pieces is a run of its own, as are those of a run that no page holds. */
static struct run begin_run(const struct setter *setter, const struct vlist *list, size_t a) {
	const struct piece *first = &list->v[a];
	double height = first->sheet != NULL ? sheet_text_height(first->sheet) : setter->height;
	double page = height - setter->template->note.gap - (first->repeat != NULL ? first->repeat->height : 0);
	struct run run = { a + 1, page - first->height };

	while (run.end < list->n && first->region == NULL && list->v[run.end].region == NULL && list->v[run.end].break_cost == BREAK_NEVER) {
		run.left -= list->v[run.end].space + list->v[run.end].height;
		run.end++;
	}
	return run.left >= 0 ? run : (struct run){ a + 1, page - first->height };
}

/* Give piece what of the queue it can carry. */
static void serve(struct setter *setter, struct queue *queue, struct piece *piece, double left) {
	double room = fmin(setter->height * SHARE, left);

	piece->notes = NULL;
	piece->note_count = piece->note_cap = 0;
	while (queue->first < queue->n) {
		const struct note_box *note = queue->v[queue->first], *rest;
		double line = note->lines->v[0].height;

		/* A note begins on the page of its mark where two lines of it can. */
		if (room < line || (note->height > room && room < 2 * line && piece->note_count > 0)) {
			return;
		}
		const struct note_box *part = divide(setter, note, room, &rest);
		*ARENA_PUSH(setter->arena, piece->notes, piece->note_count, piece->note_cap) = part;
		room -= part->height + setter->template->note.between;
		if (rest != NULL) {
			queue->v[queue->first] = rest;
			return;
		}
		queue->first++;
	}
}

bool notes_spread(struct setter *setter, struct vlist *list) {
	struct queue queue = { 0 };
	struct run run = { 0, 0 };

	for (size_t i = 0; i < list->n; i++) {
		struct piece *piece = &list->v[i];
		if (i == run.end) {
			run = begin_run(setter, list, i);
		}
		if (queue.first < queue.n || (piece->note_count > 0 && piece_notes(setter, piece) > fmin(setter->height * SHARE, run.left))) {
			if (!passage_keep_notes(setter, piece)) {
				return false;
			}
			if (queue.first == queue.n) {
				setter_warn(setter, piece->notes[0]->node, "footnote %d is too long for the page of its mark, and goes on later",
				            piece->notes[0]->node->u.note.number);
			}
			for (size_t k = 0; k < piece->note_count; k++) {
				enqueue(setter, &queue, piece->notes[k]);
			}
			serve(setter, &queue, piece, run.left);
		}
		run.left -= piece_notes(setter, piece);
	}
	while (queue.first < queue.n) {
		serve(setter, &queue, vlist_add(setter->arena, list, 0, 0), setter->height);
	}
	return true;
}
