#include "layout/note.h"

#include "base/err.h"
#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"

/* The share of a page that the notes of one piece may take. */
static const double SHARE = 0.4;

/* Close, at the end of a part, the tags that the note's first line opened and its last would close. */
static void close_part(struct setter *setter, struct vlist *part) {
	vlist_tag_end(setter->arena, part);
	vlist_tag_end(setter->arena, part);
}

/* The lines from on, as a Note of its own that goes on with the paragraph. */
static const struct note_box *rest_of(struct setter *setter, const struct note_box *box, size_t from) {
	struct note_box *rest = arena_alloc(setter->arena, sizeof(*rest));
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	struct vlist *lines = arena_alloc(setter->arena, sizeof(*lines));

	/* What is left shrinks from part to part: no two have the same. */
	attrs->id = arena_printf(setter->arena, "note-%d-%zu", box->node->u.note.number, box->lines->n - from);
	*rest = (struct note_box){ .node = box->node, .lines = lines };
	for (size_t i = from; i < box->lines->n; i++) {
		const struct piece *line = &box->lines->v[i];
		struct ops ops = { 0 };
		struct piece *piece = vlist_add(setter->arena, lines, line->height, 0);

		if (i == from) {
			ops_tag(setter->arena, &ops, TAG_NOTE, attrs);
			ops_tag(setter->arena, &ops, TAG_P, NULL);
		}
		ops_append(setter->arena, &ops, &line->ops, 0, 0);
		piece->ops = ops;
		rest->height += line->height;
	}
	return rest;
}

/*
 * What of box fits into room, at least one line; *rest is what does not, NULL when all does. A note of several
 * paragraphs is not divided between them, as their tags would not nest.
 */
static const struct note_box *divide(struct setter *setter, const struct note_box *box, double room,
                                     const struct note_box **rest) {
	double used = 0;
	size_t n = 0;

	*rest = NULL;
	if (box->height <= room || box->node->first != box->node->last) {
		return box;
	}
	while (n < box->lines->n && (n == 0 || used + box->lines->v[n].height <= room)) {
		used += box->lines->v[n++].height;
	}
	struct note_box *part = arena_copy(setter->arena, box, sizeof(*box));
	struct vlist *lines = arena_alloc(setter->arena, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		struct piece *piece = vlist_add(setter->arena, lines, box->lines->v[i].height, 0);
		ops_append(setter->arena, &piece->ops, &box->lines->v[i].ops, 0, 0);
	}
	close_part(setter, lines);
	*rest = rest_of(setter, box, n);
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

/* Give piece what of the queue it can carry. */
static void serve(struct setter *setter, struct queue *queue, struct piece *piece) {
	double room = setter->height * SHARE;

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

static bool is_too_much(const struct setter *setter, const struct piece *piece) {
	double height = 0;

	for (size_t i = 0; i < piece->note_count; i++) {
		height += piece->notes[i]->height + setter->template->note.between;
	}
	return height > setter->height * SHARE;
}

void notes_spread(struct setter *setter, struct vlist *list) {
	struct queue queue = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		if (queue.first == queue.n && !is_too_much(setter, &list->v[i])) {
			continue;
		}
		if (queue.first == queue.n) {
			setter_warn(setter, list->v[i].notes[0]->node, "footnote %d is too long for the page of its mark, and goes on later",
			            list->v[i].notes[0]->node->u.note.number);
		}
		for (size_t k = 0; k < list->v[i].note_count; k++) {
			enqueue(setter, &queue, list->v[i].notes[k]);
		}
		serve(setter, &queue, &list->v[i]);
	}
	while (queue.first < queue.n) {
		serve(setter, &queue, vlist_add(setter->arena, list, 0, 0));
	}
}
