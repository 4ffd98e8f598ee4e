#include "layout/passage.h"

#include <assert.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"

/* What a passage says, while it is there: its pieces in the order of each_part(), which is the same each time. */
struct made {
	struct arena *arena;
	const struct piece **parts;
	size_t n, cap;
	bool is_shown;               /* on this page */
};

struct passage {
	struct later base;           /* of its operations: which of its parts each is */
	struct spot spot;
	const struct sheet *sheet;
	double pending_space, kept;  /* of the list, when it began */
	uint32_t flows;              /* of the setter, the same */
	unsigned tables;
	struct made *made;           /* NULL: not now */
};

struct passages {
	struct arena *first;         /* what is set the first time, block by block */
	struct arena *stay;          /* of all that is made again; NULL: each for itself */
	struct passage **shown;      /* made, and not to stay */
	size_t shown_count, shown_cap;
	struct arena **spare;
	size_t spare_count, spare_cap;
};

struct passages *passages_new(void) {
	struct passages *passages = mem_alloc(sizeof(*passages));

	passages->first = arena_new();
	return passages;
}

void passages_stay(struct passages *passages, struct arena *arena) {
	passages->stay = arena;
}

static void forget(struct passages *passages, struct passage *passage) {
	struct arena *arena = passage->made->arena;

	passage->made = NULL;
	arena_reset(arena);
	*VEC_PUSH(passages->spare, passages->spare_count, passages->spare_cap) = arena;
}

void passages_turn(struct passages *passages) {
	size_t kept = 0;

	for (size_t i = 0; i < passages->shown_count; i++) {
		struct passage *passage = passages->shown[i];
		if (passage->made->is_shown) {
			passage->made->is_shown = false;
			passages->shown[kept++] = passage;
		} else {
			forget(passages, passage);
		}
	}
	passages->shown_count = kept;
}

void passages_free(struct passages *passages) {
	if (passages == NULL) {
		return;
	}
	for (size_t i = 0; i < passages->shown_count; i++) {
		forget(passages, passages->shown[i]);
	}
	for (size_t i = 0; i < passages->spare_count; i++) {
		arena_free(passages->spare[i]);
	}
	mem_free(passages->spare);
	mem_free(passages->shown);
	arena_free(passages->first);
	mem_free(passages);
}

/* ---- parts ---- */

typedef void (*part_fn)(void *ctx, struct piece *piece);

/* Every piece that has operations of its own; what several in a row repeat once. */
static void each_part(struct piece *pieces, size_t n, part_fn on_part, void *ctx) {
	const struct piece *repeat = NULL, *tail = NULL;

	for (size_t i = 0; i < n; i++) {
		struct piece *piece = &pieces[i];
		on_part(ctx, piece);
		for (size_t k = 0; k < piece->note_count; k++) {
			each_part(piece->notes[k]->lines->v, piece->notes[k]->lines->n, on_part, ctx);
		}
		if (piece->floated != NULL) {
			each_part(piece->floated->list->v, piece->floated->list->n, on_part, ctx);
		}
		if (piece->repeat != NULL && piece->repeat != repeat) {
			repeat = piece->repeat;
			on_part(ctx, (struct piece *)repeat);
		}
		if (piece->tail != NULL && piece->tail != tail) {
			tail = piece->tail;
			on_part(ctx, (struct piece *)tail);
		}
	}
}

/* ---- what stays ---- */

static void keep_pieces(struct arena *arena, struct piece *pieces, size_t n);

static struct vlist *keep_list(struct arena *arena, const struct vlist *list) {
	struct vlist *kept = arena_copy(arena, list, sizeof(*list));

	kept->v = arena_copy(arena, list->v, list->n * sizeof(*list->v));
	kept->cap = list->n;
	keep_pieces(arena, kept->v, kept->n);
	return kept;
}

static void keep_notes(struct arena *arena, struct piece *piece) {
	piece->notes = arena_copy(arena, piece->notes, piece->note_count * sizeof(*piece->notes));
	piece->note_cap = piece->note_count;
	for (size_t k = 0; k < piece->note_count; k++) {
		struct note_box *box = arena_copy(arena, piece->notes[k], sizeof(*box));
		box->lines = keep_list(arena, box->lines);
		piece->notes[k] = box;
	}
}

static const struct float_box *keep_float(struct arena *arena, const struct float_box *floated) {
	struct float_box *box = arena_copy(arena, floated, sizeof(*box));

	box->list = keep_list(arena, box->list);
	return box;
}

/* Copied once, where pieces in a row have the same. */
struct same {
	const void *from, *to;
};

static const void *keep_same(struct arena *arena, struct same *same, const void *p, size_t size) {
	if (p != NULL && p != same->from) {
		*same = (struct same){ p, arena_copy(arena, p, size) };
	}
	return p != NULL ? same->to : NULL;
}

/* What pages are decided by goes from what is forgotten into arena. */
static void keep_pieces(struct arena *arena, struct piece *pieces, size_t n) {
	struct same repeat = { 0 }, tail = { 0 }, region = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct piece *piece = &pieces[i];
		assert(piece->late_count == 0);      /* contents alone have such */
		piece->repeat = keep_same(arena, &repeat, piece->repeat, sizeof(*piece));
		piece->tail = keep_same(arena, &tail, piece->tail, sizeof(*piece));
		piece->region = keep_same(arena, &region, piece->region, sizeof(*piece->region));
		if (piece->note_count > 0) {
			keep_notes(arena, piece);
		}
		if (piece->floated != NULL) {
			piece->floated = keep_float(arena, piece->floated);
		}
		if (piece->mark_count > 0) {
			piece->marks = arena_copy(arena, piece->marks, piece->mark_count * sizeof(*piece->marks));
			piece->mark_cap = piece->mark_count;
		}
	}
}

/* ---- again ---- */

static void add_part(void *ctx, struct piece *piece) {
	struct made *made = ctx;

	*ARENA_PUSH(made->arena, made->parts, made->n, made->cap) = piece;
}

/* As it was set the first time; its warnings were given then. */
static struct made *set_again(struct setter *setter, const struct passage *passage, struct arena *arena) {
	struct made *made = arena_alloc(arena, sizeof(*made));
	struct vlist list = { .pending_space = passage->pending_space, .kept = passage->kept };
	struct errs given = ERRS_INIT;
	struct setter before = *setter;

	setter->arena = arena;
	setter->warnings = &given;
	setter->passages = NULL;
	setter->flows = passage->flows;
	setter->tables = passage->tables;
	setter_turn(setter, passage->sheet, &list);
	bool ok = block_put(setter, &passage->spot, &list);
	setter->arena = before.arena;
	setter->warnings = before.warnings;
	setter->passages = before.passages;
	setter->flows = before.flows;
	setter->tables = before.tables;
	setter_turn(setter, before.sheet, NULL);
	errs_fini(&given);
	if (!ok) {
		return NULL;
	}
	made->arena = arena;
	each_part(list.v, list.n, add_part, made);
	return made;
}

static bool show(struct setter *setter, struct passage *passage) {
	struct passages *passages = setter->passages;

	if (passage->made == NULL && passages->stay != NULL) {
		passage->made = set_again(setter, passage, passages->stay);
	} else if (passage->made == NULL) {
		struct arena *arena = passages->spare_count > 0 ? passages->spare[--passages->spare_count] : arena_new();
		passage->made = set_again(setter, passage, arena);
		if (passage->made == NULL) {
			arena_free(arena);
			return false;
		}
		*VEC_PUSH(passages->shown, passages->shown_count, passages->shown_cap) = passage;
	}
	if (passage->made != NULL) {
		passage->made->is_shown = true;
	}
	return passage->made != NULL;
}

static bool make_part(struct setter *setter, const struct later *later, size_t part, struct ops *ops) {
	struct passage *passage = (struct passage *)later;

	if (!show(setter, passage)) {
		return false;
	}
	ops_append(setter->arena, ops, &passage->made->parts[part]->ops, 0, 0);
	return true;
}

bool passage_keep_notes(struct setter *setter, struct piece *piece) {
	for (size_t i = 0; i < piece->ops.n && piece->note_count > 0; i++) {
		const struct op *op = &piece->ops.v[i];
		if (op->kind != OP_LATER || op->u.later.what->make != make_part) {
			continue;
		}
		struct passage *passage = (struct passage *)op->u.later.what;
		passage->made = passage->made != NULL ? passage->made : set_again(setter, passage, setter->lasting);
		if (passage->made == NULL) {
			return false;
		}
		piece->notes = passage->made->parts[op->u.later.part]->notes;
	}
	return true;
}

/* ---- the first time ---- */

/* Each part has one operation; before that of the first stand those of what holds the block. */
struct sealing {
	struct arena *arena;
	const struct passage *passage;
	const struct ops *before;
	size_t n;
};

static void seal_part(void *ctx, struct piece *piece) {
	struct sealing *sealing = ctx;

	ops_room(sealing->arena, &piece->ops, 1 + (sealing->n == 0 ? sealing->before->n : 0));
	if (sealing->n == 0) {
		ops_append(sealing->arena, &piece->ops, sealing->before, 0, 0);
	}
	ops_later(sealing->arena, &piece->ops, &sealing->passage->base, sealing->n++);
}

/* What is set in another way once pages are known, or made row by row, is not set again with its page. */
static bool may_go(struct node *node, void *ctx) {
	(void)ctx;
	return !(node->kind == NODE_REF && node->u.ref.page != REF_NAME) && !(node->kind == NODE_TABLE && table_is_long(node));
}

static bool stays(const struct node *node) {
	return node->kind == NODE_CONTENTS || node->kind == NODE_LISTOF || node->kind == NODE_INDEX ||
	       !node_walk((struct node *)node, may_go, NULL, NULL);
}

/* The list as it is before the block. */
struct mark {
	struct vlist list;
	size_t warnings;
};

/* Where the block stands in the list, its pieces from first on lose what they say. */
static void seal(struct setter *setter, const struct passage *passage, const struct mark *mark, struct vlist *list) {
	struct arena *arena = setter->lasting;

	if (list->v != mark->list.v) {
		list->v = arena_copy(arena, list->v, list->cap * sizeof(*list->v));
	}
	if (list->n == mark->list.n) {
		list->pending = mark->list.pending;
		return;
	}
	struct sealing sealing = {
		.arena = arena, .passage = arena_copy(arena, passage, sizeof(*passage)), .before = &mark->list.pending,
	};
	keep_pieces(arena, &list->v[mark->list.n], list->n - mark->list.n);
	each_part(&list->v[mark->list.n], list->n - mark->list.n, seal_part, &sealing);
}

/* As if the block had never been set. */
static void undo(struct setter *setter, const struct passage *passage, const struct mark *mark, struct vlist *list) {
	*list = mark->list;
	setter->flows = passage->flows;
	setter->tables = passage->tables;
	setter->warnings->n = mark->warnings;
	setter_turn(setter, passage->sheet, list);
}

bool passage_set(struct setter *setter, const struct spot *spot, struct vlist *list) {
	struct passages *passages = setter->passages;
	const struct mark mark = { *list, setter->warnings->n };
	const struct passage passage = {
		.base.make = make_part, .spot = *spot, .sheet = setter->sheet, .pending_space = list->pending_space, .kept = list->kept,
		.flows = setter->flows, .tables = setter->tables,
	};

	if (passages == NULL || stays(spot->node)) {
		return block_put(setter, spot, list);
	}
	list->pending = (struct ops){ 0 };
	setter->arena = passages->first;
	bool ok = block_put(setter, spot, list), is_open = list->pending.n > 0;
	setter->arena = setter->lasting;
	if (ok && is_open) {
		/* What it leaves for the next block to begin with must stay. */
		undo(setter, &passage, &mark, list);
		ok = block_put(setter, spot, list);
	} else if (ok) {
		seal(setter, &passage, &mark, list);
	}
	arena_reset(passages->first);
	return ok;
}
