#include "layout/compose.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/book.h"
#include "layout/box.h"
#include "layout/cover.h"
#include "layout/mirror.h"
#include "layout/page.h"
#include "layout/running.h"

enum { NESTING_MAX = 256 };

/* What is open of a flow; of the text itself. */
struct thread {
	enum tag tags[NESTING_MAX];
	const struct tag_attrs *attrs[NESTING_MAX];
	int depth;
	int base;                    /* depth between blocks: the text's are in Document and Sect */
	const struct node *node;     /* the block or row that goes on */
};

/* Beside what an edition says otherwise than the one before. */
struct bar {
	double x, y0, y1;
};

/* Bars nearer to each other than this are one. */
#define BAR_GAP 16

/* A note of the page in hand, and where its first line stands. */
struct placed_note {
	const struct note_box *note;
	double y;
};

struct composer {
	struct setter *setter;       /* its arena holds what belongs to the page in hand */
	const struct book *book;
	struct page page;            /* its operations stand in room that each page uses again */
	struct ops words;            /* of a line, while they are put on the page */
	struct ops later;            /* of what is made with its page, the same */
	struct thread text, floated, columns[REGION_COLUMNS_MAX];
	struct thread *thread;       /* that operations go to: one of these */
	bool has_turned;             /* columns that run the other way stand on the page */
	bool mergeable;              /* the last operation ends a leaf that the next leaf may go on in */
	enum tag closed_tag;
	const struct tag_attrs *closed_attrs;
	const struct note_box **waiting;     /* notes of this page whose block still goes on */
	size_t waiting_count, waiting_cap;
	struct placed_note *notes;   /* of this page */
	size_t note_count;
	struct bar *bars;            /* of this page */
	size_t bar_count, bar_cap;
	const struct node *chapter;  /* the last level 1 heading */
};

/* ---- operations onto the page ---- */

static struct op *page_op(struct composer *c) {
	struct page *page = &c->page;
	struct op *op = VEC_PUSH(page->ops, page->op_count, page->op_cap);

	c->mergeable = false;
	return op;
}

static bool leaf_same(const struct tag_attrs *a, const struct tag_attrs *b) {
	return a == b || (a != NULL && b != NULL && a->lang != NULL && b->lang != NULL && str_eq(a->lang, b->lang));
}

/* Lines of one paragraph go on in one leaf: a Span that ends where another begins is not ended. */
static bool merge_leaf(struct composer *c, const struct op *op) {
	if (!c->mergeable || op->u.tag.tag != TAG_SPAN || c->closed_tag != TAG_SPAN ||
	    !leaf_same(c->closed_attrs, op->u.tag.attrs)) {
		return false;
	}
	c->page.op_count--;
	c->mergeable = false;
	c->thread->tags[c->thread->depth] = TAG_SPAN;
	c->thread->attrs[c->thread->depth++] = c->closed_attrs;
	return true;
}

static bool emit_words(struct composer *c, const struct op *op, double dx, double dy);
static bool emit_later(struct composer *c, const struct op *op, double dx, double dy);

static bool emit(struct composer *c, const struct op *op, double dx, double dy) {
	if (op->kind == OP_WORDS) {
		return emit_words(c, op, dx, dy);
	}
	if (op->kind == OP_LATER) {
		return emit_later(c, op, dx, dy);
	}
	if (op->kind == OP_TAG_BEGIN) {
		if (merge_leaf(c, op)) {
			return true;
		}
		if (c->thread->depth == NESTING_MAX) {
			return err_set(c->setter->err, ERR_LIMIT, "blocks are nested deeper than %d", NESTING_MAX);
		}
		c->thread->tags[c->thread->depth] = op->u.tag.tag;
		c->thread->attrs[c->thread->depth++] = op->u.tag.attrs;
	}
	struct op *to = page_op(c);
	*to = *op;
	op_move(c->setter->arena, to, dx, dy);
	if (op->kind == OP_TAG_END) {
		c->thread->depth--;
		c->closed_tag = c->thread->tags[c->thread->depth];
		c->closed_attrs = c->thread->attrs[c->thread->depth];
		to->u.tag.tag = c->closed_tag;
		c->mergeable = true;
	}
	return true;
}

/* Only now the line gets its glyphs. */
static bool emit_words(struct composer *c, const struct op *op, double dx, double dy) {
	c->words.n = 0;
	inline_expand(c->setter, op, &c->words);
	for (size_t i = 0; i < c->words.n; i++) {
		if (!emit(c, &c->words.v[i], dx, dy)) {
			return false;
		}
	}
	return true;
}

/* Nothing that is made later is made of such. */
static bool emit_later(struct composer *c, const struct op *op, double dx, double dy) {
	c->later.n = 0;
	if (!op->u.later.what->make(c->setter, op->u.later.what, op->u.later.part, &c->later)) {
		return false;
	}
	for (size_t i = 0; i < c->later.n; i++) {
		if (!emit(c, &c->later.v[i], dx + op->u.later.x, dy + op->u.later.y)) {
			return false;
		}
	}
	return true;
}

static bool emit_ops(struct composer *c, const struct ops *ops, size_t from, size_t to, double dx, double dy) {
	for (size_t i = from; i < to; i++) {
		if (!emit(c, &ops->v[i], dx, dy)) {
			return false;
		}
	}
	return true;
}

static bool emit_all(struct composer *c, const struct ops *ops, double dx, double dy) {
	return emit_ops(c, ops, 0, ops->n, dx, dy);
}

static void begin_flow(struct composer *c, uint32_t flow, struct thread *thread) {
	struct op *op = page_op(c);

	op->kind = OP_FLOW_BEGIN;
	op->u.flow = flow;
	c->thread = thread;
}

static void end_flow(struct composer *c) {
	page_op(c)->kind = OP_FLOW_END;
	c->thread = &c->text;
}

/* ---- notes ---- */

static double note_y(const struct composer *c, const struct note_box *note) {
	for (size_t i = 0; i < c->note_count; i++) {
		if (c->notes[i].note == note) {
			return c->notes[i].y;
		}
	}
	return 0;
}

static bool emit_note(struct composer *c, const struct note_box *note) {
	double x = c->setter->sheet->left, y = note_y(c, note);

	for (size_t i = 0; i < note->lines->n; i++) {
		const struct piece *line = &note->lines->v[i];
		y += i > 0 ? line->space : 0;
		if (!emit_all(c, &line->ops, x, y)) {
			return false;
		}
		y += line->height;
	}
	return true;
}

/* Notes come in reading order after the block that has their marks, or at the end of its part on this page. */
static bool emit_waiting(struct composer *c) {
	for (size_t i = 0; i < c->waiting_count; i++) {
		if (!emit_note(c, c->waiting[i])) {
			return false;
		}
	}
	c->waiting_count = 0;
	return true;
}

static size_t count_notes(const struct vlist *list, size_t from, size_t to) {
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		n += list->v[i].note_count;
	}
	return n;
}

static void take_notes(struct composer *c, const struct vlist *list, size_t from, size_t to) {
	for (size_t i = from; i < to; i++) {
		for (size_t k = 0; k < list->v[i].note_count; k++) {
			c->notes[c->note_count++].note = list->v[i].notes[k];
		}
	}
}

static int compare_notes(const void *a, const void *b) {
	const struct placed_note *x = a, *y = b;
	int n = x->note->node->u.note.number, m = y->note->node->u.note.number;

	return n != m ? n - m : (x->y > y->y) - (x->y < y->y);
}

/*
 * Find the page's notes, in the order of their numbers wherever their marks stand, and their places on the foot of the text area,
 * a short rule above them. Returns what they take, with the gap.
 */
static double begin_notes(struct composer *c, const struct fit_page *page, struct ops *ops) {
	const struct template *t = c->setter->template;
	const struct fit *fit = &c->book->fit;
	size_t n = count_notes(&c->book->list, page->from, page->to), end = page->first_float + page->float_count;
	double height = 0, left = c->setter->sheet->left;

	for (size_t f = page->first_float; f < end; f++) {
		n += fit->floats[f]->note_count;
	}
	c->note_count = 0;
	if (n == 0) {
		return 0;
	}
	c->notes = arena_alloc(c->setter->arena, n * sizeof(*c->notes));
	take_notes(c, &c->book->list, page->from, page->to);
	for (size_t f = page->first_float; f < end; f++) {
		take_notes(c, fit->floats[f]->list, 0, fit->floats[f]->list->n);
	}
	for (size_t i = 0; i < n; i++) {
		c->notes[i].y = (double)i;       /* what has one number stays in order */
		height += c->notes[i].note->height + (i > 0 ? t->note.between : 0);
	}
	qsort(c->notes, n, sizeof(*c->notes), compare_notes);
	double y = c->setter->sheet->top + c->setter->height - height, rule_y = y - t->note.gap * 0.4;
	for (size_t i = 0; i < n; i++) {
		c->notes[i].y = y;
		y += c->notes[i].note->height + t->note.between;
	}
	ops_artifact(c->setter->arena, ops, ARTIFACT_LAYOUT);
	/* Over a note that goes on from the page before it is as long as the lines are. */
	double length = c->notes[0].note->is_rest ? c->setter->width : t->note.rule_length;
	ops_line(c->setter->arena, ops, left, rule_y, left + length, rule_y, t->note.rule_width, t->muted, 0);
	ops_artifact_end(c->setter->arena, ops);
	return height + t->note.gap;
}

/* ---- pieces ---- */

static bool emit_late(struct composer *c, const struct late_number *late, double x, double y) {
	struct setter *setter = c->setter;
	const struct inline_opts opts = { .style = late->style, .align = TEMPLATE_LEFT };
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	const char *number = book_label(c->book, late->target);
	struct inline_para *para = inline_text(setter, number, &opts);
	struct ops ops = { 0 };

	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, setter->width, NULL);
	attrs->dest = late->target->id;
	attrs->contents = label_page(setter->arena, setter->doc->lang, LABEL_IN_PAGE, number);
	ops_tag(setter->arena, &ops, TAG_LINK, attrs);
	inline_ops(setter, para, 0, late->x - inline_max_width(para), late->y, true, &ops);
	ops_tag_end(setter->arena, &ops);
	return emit_all(c, &ops, x, y);
}

static void begin_node(struct composer *c, const struct node *node, double x, double y) {
	struct ops ops = { 0 };

	/* Other blocks' places stand in their operations. */
	if (node->id != NULL && (node->kind == NODE_HEADING || node->kind == NODE_ROW)) {
		ops_dest(c->setter->arena, &ops, node->id, x, y);
		*page_op(c) = ops.v[0];
	}
}

/* ---- change bars ---- */

static bool is_changed(const struct node *node) {
	while (node != NULL && !node->is_changed) {
		node = node->parent;
	}
	return node != NULL;
}

static void note_bar(struct composer *c, const struct piece *piece, double x, double y) {
	struct bar *last = c->bar_count > 0 ? &c->bars[c->bar_count - 1] : NULL;

	c->thread->node = piece->node != NULL ? piece->node : c->thread->node;
	if (c->setter->template->changes.bar <= 0 || piece->height <= 0 || !is_changed(c->thread->node)) {
		return;
	}
	if (last != NULL && last->x == x && y >= last->y0 && y - last->y1 < BAR_GAP) {
		last->y1 = y + piece->height;
	} else {
		*VEC_PUSH(c->bars, c->bar_count, c->bar_cap) = (struct bar){ x, y, y + piece->height };
	}
}

/* Last on the page: between the lines of a paragraph they would part its words. */
static bool emit_bars(struct composer *c) {
	const struct template *t = c->setter->template;
	struct ops ops = { 0 };

	if (c->bar_count == 0) {
		return true;
	}
	ops_artifact(c->setter->arena, &ops, ARTIFACT_LAYOUT);
	for (size_t i = 0; i < c->bar_count; i++) {
		double x = c->bars[i].x - t->changes.distance - t->changes.bar / 2;
		ops_line(c->setter->arena, &ops, x, c->bars[i].y0, x, c->bars[i].y1, t->changes.bar, t->accent, 0);
	}
	ops_artifact_end(c->setter->arena, &ops);
	return emit_all(c, &ops, 0, 0);
}

/* A piece whose corner is at (x, y) of the page. */
static bool emit_piece(struct composer *c, const struct piece *piece, double x, double y) {
	size_t from = 0;

	note_bar(c, piece, x, y);
	if (piece->node != NULL) {
		begin_node(c, piece->node, x, y);
	}
	for (size_t i = 0; i < piece->late_count; i++) {
		const struct late_number *late = &piece->late[i];
		if (!emit_ops(c, &piece->ops, from, late->op, x, y) || !emit_late(c, late, x, y)) {
			return false;
		}
		from = late->op;
	}
	if (!emit_ops(c, &piece->ops, from, piece->ops.n, x, y)) {
		return false;
	}
	for (size_t i = 0; i < piece->note_count; i++) {
		*ARENA_PUSH(c->setter->lasting, c->waiting, c->waiting_count, c->waiting_cap) = piece->notes[i];
	}
	/* Anything deeper is a block that still goes on. */
	return c->thread->depth > c->thread->base || emit_waiting(c);
}

static bool emit_at(struct composer *c, const struct piece *piece, const struct fill_spot *spot) {
	double x = c->setter->sheet->left + spot->x, y = c->setter->sheet->top + spot->y;

	if (spot->head != NULL && !emit_all(c, &spot->head->ops, x, y - spot->head->height)) {
		return false;
	}
	return emit_piece(c, piece, x, y);
}

/* ---- columns ---- */

/* Thin rules between columns, as high as what of them is on the page. */
static void rule_columns(struct composer *c, const struct region *region, double y0, double y1) {
	const struct template *t = c->setter->template;
	struct ops ops = { 0 };

	double rule = region->is_pair ? t->bilingual.rule : t->columns.rule;
	if (rule <= 0 || y1 <= y0) {
		return;
	}
	ops_artifact(c->setter->arena, &ops, ARTIFACT_LAYOUT);
	for (size_t i = 1; i < region->columns; i++) {
		double x = c->setter->sheet->left + region->x[i] - region->gap / 2, top = c->setter->sheet->top;
		ops_line(c->setter->arena, &ops, x, top + y0, x, top + y1, rule, t->rule, 0);
	}
	ops_artifact_end(c->setter->arena, &ops);
	emit_all(c, &ops, 0, 0);
}

/* A column of a language that runs the other way: see mirror.h. It has no notes, which would stand outside. */
static void begin_turned(struct composer *c, const struct region *region, size_t column) {
	struct op *op = page_op(c);

	op->kind = OP_AS_DRAWN_BEGIN;
	op->u.box.x = c->setter->sheet->left + region->x[column];
	op->u.box.w = region->width[column];
	c->has_turned = true;
}

/* The pieces of one region, from..to: each column in turn. */
static bool emit_run(struct composer *c, size_t from, size_t to, const struct fill_spot *spots) {
	const struct piece *pieces = c->book->list.v;
	const struct region *region = pieces[from].region;
	double y0 = spots[0].y, y1 = y0;

	for (size_t i = from; i < to; i++) {
		y0 = fmin(y0, spots[i - from].y);
		y1 = fmax(y1, spots[i - from].y + pieces[i].height);
	}
	rule_columns(c, region, y0, y1);
	for (size_t column = 0; column < (region->is_balanced ? 1 : region->columns); column++) {
		if (!region->is_balanced) {
			if (pieces[from - (from > 0)].region != region && !region->goes_on) {
				c->columns[column].depth = 0;
				c->columns[column].node = NULL;
			}
			begin_flow(c, region->flow + (uint32_t)column, &c->columns[column]);
			if (region->is_turned[column]) {
				begin_turned(c, region, column);
			}
		}
		for (size_t i = from; i < to; i++) {
			if (pieces[i].column == column && !emit_at(c, &pieces[i], &spots[i - from])) {
				return false;
			}
		}
		if (region->is_turned[column]) {
			page_op(c)->kind = OP_AS_DRAWN_END;
		}
		if (!region->is_balanced) {
			if (!emit_waiting(c)) {
				return false;
			}
			end_flow(c);
		}
	}
	return true;
}

/* ---- floats ---- */

static bool emit_float(struct composer *c, const struct float_box *box, double y) {
	c->floated.depth = 0;
	c->floated.node = NULL;
	begin_flow(c, box->flow, &c->floated);
	for (size_t i = 0; i < box->list->n; i++) {
		const struct piece *piece = &box->list->v[i];
		y += i > 0 ? piece->space : 0;
		if (!emit_piece(c, piece, c->setter->sheet->left, y)) {
			return false;
		}
		y += piece->height;
	}
	if (!emit_waiting(c)) {
		return false;
	}
	end_flow(c);
	return true;
}

static double floats_height(const struct composer *c, size_t from, size_t to) {
	double height = 0;

	for (size_t f = from; f < to; f++) {
		height += c->book->fit.floats[f]->height + c->book->fit.floats[f]->gap;
	}
	return height;
}

/* Those above the text from the area's head down, those below it on what the notes take of its foot. */
static bool emit_floats(struct composer *c, const struct fit_page *page, double notes) {
	const struct float_box *const *floats = c->book->fit.floats;
	size_t top_end = page->first_float + page->top_count, end = page->first_float + page->float_count;
	size_t low = top_end + page->here_count;
	double y = c->setter->sheet->top;

	for (size_t f = page->first_float; f < top_end; f++) {
		if (!emit_float(c, floats[f], y)) {
			return false;
		}
		y += floats[f]->height + floats[f]->gap;
	}
	y = c->setter->sheet->top + c->setter->height - notes - floats_height(c, low, end);
	for (size_t f = low; f < end; f++) {
		y += floats[f]->gap;
		if (!emit_float(c, floats[f], y)) {
			return false;
		}
		y += floats[f]->height;
	}
	return true;
}

/* ---- a page ---- */

static void begin_page(struct composer *c, const struct sheet *sheet, const char *label) {
	struct op *room = c->page.ops;
	size_t cap = c->page.op_cap;

	setter_turn(c->setter, sheet, NULL);
	c->page = (struct page){ .width_pt = sheet->width, .height_pt = sheet->height, .label = label, .ops = room, .op_cap = cap };
	c->thread = &c->text;
	c->mergeable = c->has_turned = false;
	c->bar_count = 0;
	c->words = c->later = (struct ops){ 0 };
}

/* The heading a page's running line names: its first of level 1, else the one it goes on with. */
static const struct node *page_chapter(struct composer *c, const struct fit_page *page) {
	const struct node *first = NULL, *before = c->chapter;

	for (size_t i = page->from; i < page->to; i++) {
		const struct node *node = c->book->list.v[i].node;
		if (node != NULL && node->kind == NODE_HEADING && node->u.heading.level == 1) {
			first = first != NULL ? first : node;
			c->chapter = node;
		}
	}
	return first != NULL ? first : before;
}

static bool emit_text(struct composer *c, const struct fit_page *page) {
	const struct vlist *list = &c->book->list;
	struct fill_spot *spots = arena_alloc(c->setter->arena, (page->to - page->from + 1) * sizeof(*spots));
	size_t top_end = page->first_float + page->top_count;
	double top = floats_height(c, page->first_float, top_end);
	const struct fill_floats floats = {
		.v = c->book->fit.floats + top_end, .n = page->here_count,
		.y = arena_alloc(c->setter->arena, (page->here_count + 1) * sizeof(double)),
	};
	double foot = fill_spots(list, &c->book->room, page->from, page->to, top, page->stretch, &floats, spots);

	for (size_t i = page->from, end; i < page->to; i = end) {
		end = i + 1;
		if (list->v[i].region == NULL) {
			if (!emit_at(c, &list->v[i], &spots[i - page->from])) {
				return false;
			}
			continue;
		}
		while (end < page->to && list->v[end].region == list->v[i].region) {
			end++;
		}
		if (!emit_run(c, i, end, &spots[i - page->from])) {
			return false;
		}
	}
	const struct piece *tail = page->to < list->n ? list->v[page->to - 1].tail : NULL;
	if (tail != NULL && !emit_all(c, &tail->ops, c->setter->sheet->left, c->setter->sheet->top + foot)) {
		return false;
	}
	if (!emit_waiting(c)) {
		return false;
	}
	for (size_t f = 0; f < floats.n; f++) {
		if (!emit_float(c, floats.v[f], c->setter->sheet->top + floats.y[f])) {
			return false;
		}
	}
	return true;
}

static bool compose_page(struct composer *c, const struct fit_page *page, const char *label) {
	struct ops ops = { 0 };

	begin_page(c, page->sheet, label);
	if (!running_set(c->setter, label, c->book->last_label, page_chapter(c, page), &ops)) {
		return false;
	}
	double notes = begin_notes(c, page, &ops);
	return emit_all(c, &ops, 0, 0) && (page->from == page->to || emit_text(c, page)) && emit_floats(c, page, notes) &&
	       emit_bars(c);
}

static void begin_document(struct composer *c) {
	page_op(c)->u.tag.tag = TAG_DOCUMENT;
	c->text.tags[c->text.depth++] = TAG_DOCUMENT;
}

/* The document's tag begins before all else on the first page. */
static bool compose_cover(struct composer *c, const char *label) {
	struct ops ops = { 0 };

	begin_page(c, &c->setter->upright, label);
	begin_document(c);
	return cover_set(c->setter, &ops) && emit_all(c, &ops, 0, 0);
}

/* ---- all pages ---- */

const struct page *composer_page(struct composer *c, size_t p) {
	const struct book *book = c->book;
	bool ok = p < book->cover_pages ? compose_cover(c, book->labels[p])
	                                : compose_page(c, &book->fit.v[p - book->cover_pages], book->labels[p]);

	if (!ok) {
		return NULL;
	}
	if (p + 1 == book->page_count) {
		page_op(c)->kind = OP_TAG_END;
	}
	if (c->setter->is_rtl || c->has_turned) {
		mirror_page(c->setter->arena, &c->page, c->setter->is_rtl);
	}
	return &c->page;
}

void composer_rewind(struct composer *c) {
	c->text.depth = 0;
	c->text.node = NULL;
	c->waiting_count = 0;
	c->chapter = NULL;
}

struct composer *composer_new(struct arena *arena, struct setter *setter, const struct book *book) {
	struct composer *c = arena_alloc(arena, sizeof(*c));

	c->setter = setter;
	c->book = book;
	c->text.base = 2;
	return c;
}

void composer_free(struct composer *c) {
	if (c != NULL) {
		mem_free(c->page.ops);
		mem_free(c->bars);
	}
}
