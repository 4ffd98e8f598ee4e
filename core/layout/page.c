#include "layout/page.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/cover.h"
#include "layout/fit.h"
#include "layout/layout.h"
#include "layout/mirror.h"
#include "layout/note.h"
#include "layout/running.h"
#include "text/locale.h"
#include "text/para.h"

enum { NESTING_MAX = 256 };

/* The document as a list of pieces, and where its pages end. */
struct book {
	struct vlist list;
	size_t *starts;              /* by page behind the cover: the piece it begins with */
	size_t cover_pages, body_pages;
};

static size_t page_end(const struct book *book, size_t p) {
	return p + 1 < book->body_pages ? book->starts[p + 1] : book->list.n;
}

struct node_page {
	const struct node *node;
	size_t page;                 /* from 0 */
};

/* Composition of pages out of the list: what is open, and where it is. */
struct composer {
	struct setter *setter;       /* its arena holds what belongs to the page in hand */
	struct page page;            /* its operations stand in room that each page uses again */
	struct ops words;            /* of a line, while they are put on the page */
	enum tag tags[NESTING_MAX];
	const struct tag_attrs *attrs[NESTING_MAX];
	int depth;
	bool mergeable;              /* the last operation ends a leaf that the next leaf may go on in */
	enum tag closed_tag;
	const struct tag_attrs *closed_attrs;
	const struct note_box **waiting;     /* notes of this page whose block still goes on */
	size_t waiting_count, waiting_cap;
	double note_y;               /* where the next note of this page goes */
	struct node_page *node_pages;    /* sorted by address */
	size_t node_page_count;
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
	c->tags[c->depth] = TAG_SPAN;
	c->attrs[c->depth++] = c->closed_attrs;
	return true;
}

static bool emit_words(struct composer *c, const struct op *op, double dx, double dy);

static bool emit(struct composer *c, const struct op *op, double dx, double dy) {
	if (op->kind == OP_WORDS) {
		return emit_words(c, op, dx, dy);
	}
	if (op->kind == OP_TAG_BEGIN) {
		if (merge_leaf(c, op)) {
			return true;
		}
		if (c->depth == NESTING_MAX) {
			return err_set(c->setter->err, ERR_LIMIT, "blocks are nested deeper than %d", NESTING_MAX);
		}
		c->tags[c->depth] = op->u.tag.tag;
		c->attrs[c->depth++] = op->u.tag.attrs;
	}
	struct op *to = page_op(c);
	*to = *op;
	op_move(op->kind == OP_TAG_BEGIN ? c->setter->lasting : c->setter->arena, to, dx, dy);
	if (op->kind == OP_TAG_END) {
		c->depth--;
		c->closed_tag = c->tags[c->depth];
		c->closed_attrs = c->attrs[c->depth];
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

/* ---- notes ---- */

static bool emit_note(struct composer *c, const struct note_box *note) {
	double x = c->setter->sheet->left;

	for (size_t i = 0; i < note->lines->n; i++) {
		const struct piece *line = &note->lines->v[i];
		c->note_y += i > 0 ? line->space : 0;
		if (!emit_all(c, &line->ops, x, c->note_y)) {
			return false;
		}
		c->note_y += line->height;
	}
	c->note_y += c->setter->template->note.between;
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

static double notes_height(const struct composer *c, const struct vlist *list, size_t from, size_t to) {
	double height = 0;

	for (size_t i = from; i < to; i++) {
		for (size_t k = 0; k < list->v[i].note_count; k++) {
			height += (height > 0 ? c->setter->template->note.between : 0) + list->v[i].notes[k]->height;
		}
	}
	return height;
}

/* The notes stand on the foot of the text area, a short rule above them. */
static bool begin_notes(struct composer *c, const struct vlist *list, size_t from, size_t to) {
	const struct template *t = c->setter->template;
	double height = notes_height(c, list, from, to), left = c->setter->sheet->left;
	struct ops ops = { 0 };

	if (height <= 0) {
		return true;
	}
	c->note_y = c->setter->sheet->top + c->setter->height - height;
	ops_artifact(c->setter->arena, &ops, ARTIFACT_LAYOUT);
	ops_line(c->setter->arena, &ops, left, c->note_y - t->note.gap * 0.4, left + t->note.rule_length,
	         c->note_y - t->note.gap * 0.4, t->note.rule_width, t->muted, 0);
	ops_artifact_end(c->setter->arena, &ops);
	return emit_all(c, &ops, 0, 0);
}

/* ---- page numbers ---- */

static int compare_nodes(const void *a, const void *b) {
	const struct node_page *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

static size_t asked_count(const struct vlist *list) {
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		n += (list->v[i].node != NULL) + list->v[i].mark_count;
	}
	return n;
}

static void find_node_pages(struct composer *c, const struct book *book) {
	const struct vlist *list = &book->list;

	c->node_pages = arena_alloc(c->setter->lasting, (asked_count(list) + 1) * sizeof(*c->node_pages));
	for (size_t p = 0; p < book->body_pages; p++) {
		for (size_t i = book->starts[p]; i < page_end(book, p); i++) {
			const struct piece *piece = &list->v[i];
			if (piece->node != NULL) {
				c->node_pages[c->node_page_count++] = (struct node_page){ piece->node, book->cover_pages + p };
			}
			for (size_t k = 0; k < piece->mark_count; k++) {
				c->node_pages[c->node_page_count++] = (struct node_page){ piece->marks[k], book->cover_pages + p };
			}
		}
	}
	qsort(c->node_pages, c->node_page_count, sizeof(*c->node_pages), compare_nodes);
}

/* From 1; 0 when the node is on no page. */
static size_t page_of(const struct composer *c, const struct node *node) {
	struct node_page key = { node, 0 };
	const struct node_page *found =
	        bsearch(&key, c->node_pages, c->node_page_count, sizeof(*c->node_pages), compare_nodes);

	return found != NULL ? found->page + 1 : 0;
}

static bool emit_late(struct composer *c, const struct late_number *late, double x, double y) {
	struct setter *setter = c->setter;
	const struct inline_opts opts = { .style = late->style, .align = TEMPLATE_LEFT };
	struct tag_attrs *attrs = arena_alloc(setter->lasting, sizeof(*attrs));
	const char *number = arena_printf(setter->lasting, "%zu", page_of(c, late->target));
	struct inline_para *para = inline_text(setter, number, &opts);
	struct ops ops = { 0 };

	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, setter->width, NULL);
	attrs->dest = late->target->id;
	attrs->contents = number;
	ops_tag(setter->arena, &ops, TAG_LINK, attrs);
	inline_ops(setter, para, 0, late->x - inline_max_width(para), late->y, true, &ops);
	ops_tag_end(setter->arena, &ops);
	return emit_all(c, &ops, x, y);
}

/* ---- a page ---- */

static void begin_node(struct composer *c, const struct node *node, double y) {
	struct ops ops = { 0 };

	/* Other blocks' places stand in their operations. */
	if (node->id != NULL && (node->kind == NODE_HEADING || node->kind == NODE_ROW)) {
		ops_dest(c->setter->arena, &ops, node->id, c->setter->sheet->left, y);
		*page_op(c) = ops.v[0];
	}
}

static bool emit_piece(struct composer *c, const struct piece *piece, double y) {
	double x = c->setter->sheet->left;
	size_t from = 0;

	if (piece->node != NULL) {
		begin_node(c, piece->node, y);
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
	/* Document and section are open: anything deeper is a block that still goes on. */
	return c->depth > 2 || emit_waiting(c);
}

static void begin_page(struct composer *c, size_t number) {
	struct op *room = c->page.ops;
	size_t cap = c->page.op_cap;

	c->page = (struct page){
		.width_pt = c->setter->sheet->width, .height_pt = c->setter->sheet->height,
		.label = arena_printf(c->setter->arena, "%zu", number), .ops = room, .op_cap = cap,
	};
	c->mergeable = false;
}

/* The heading a page's running line names: its first of level 1, else the one it goes on with. */
static const struct node *page_chapter(struct composer *c, const struct vlist *list, size_t from, size_t to) {
	const struct node *first = NULL;

	for (size_t i = from; i < to; i++) {
		const struct node *node = list->v[i].node;
		if (node != NULL && node->kind == NODE_HEADING && node->u.heading.level == 1) {
			first = first != NULL ? first : node;
			c->chapter = node;
		}
	}
	return first;
}

static bool compose_page(struct composer *c, const struct vlist *list, size_t from, size_t to, size_t number, size_t count) {
	const struct node *before = c->chapter, *first = page_chapter(c, list, from, to);
	struct ops running = { 0 };

	setter_turn(c->setter, list->v[from].sheet, NULL);
	double y = c->setter->sheet->top;
	begin_page(c, number);
	if (!running_set(c->setter, number, count, first != NULL ? first : before, &running) || !emit_all(c, &running, 0, 0) ||
	    !begin_notes(c, list, from, to)) {
		return false;
	}
	const struct piece *head = list->v[from].repeat;
	if (head != NULL) {
		if (!emit_all(c, &head->ops, c->setter->sheet->left, y)) {
			return false;
		}
		y += head->height;
	}
	for (size_t i = from; i < to; i++) {
		y += i > from ? list->v[i].space : 0;
		if (!emit_piece(c, &list->v[i], y)) {
			return false;
		}
		y += list->v[i].height;
	}
	const struct piece *tail = list->v[to - 1].tail;
	if (tail != NULL && to < list->n && !emit_all(c, &tail->ops, c->setter->sheet->left, y)) {
		return false;
	}
	return emit_waiting(c);
}

/* ---- the list of a document ---- */

static bool has_kind(const struct node *node, enum node_kind kind) {
	for (const struct node *section = node->first; section != NULL; section = section->next) {
		for (const struct node *c = section->first; c != NULL; c = c->next) {
			if (c->kind == kind) {
				return true;
			}
		}
	}
	return false;
}

static size_t chapter_count(const struct node *root) {
	size_t n = 0;

	for (const struct node *section = root->first; section != NULL; section = section->next) {
		for (const struct node *c = section->first; c != NULL; c = c->next) {
			n += c->kind == NODE_HEADING && c->u.heading.level == 1;
		}
	}
	return n;
}

/* Contents are set without being asked for where there is more than a page or two to find one's way in. */
enum { CONTENTS_CHAPTERS = 3 };

static bool list_document(struct setter *setter, struct vlist *list) {
	const struct node *root = setter->doc->root;
	bool new_page = false;

	list->sheet = setter->sheet;
	if (setter->template->contents.shown && chapter_count(root) >= CONTENTS_CHAPTERS && !has_kind(root, NODE_CONTENTS)) {
		ops_tag(setter->arena, &list->pending, TAG_SECT, NULL);
		if (!contents_set(setter, NULL, list)) {
			return false;
		}
		vlist_tag_end(setter->arena, list);
		new_page = true;
	}
	for (const struct node *section = root->first; section != NULL; section = section->next) {
		size_t first = list->n;

		ops_tag(setter->arena, &list->pending, TAG_SECT, NULL);
		if (section->id != NULL) {
			ops_dest(setter->arena, &list->pending, section->id, 0, 0);
		}
		if (!block_children(setter, section, 0, setter->width, list)) {
			return false;
		}
		vlist_tag_end(setter->arena, list);
		if (new_page && first < list->n) {
			list->v[first].break_cost = BREAK_ALWAYS;
			new_page = false;
		}
	}
	return true;
}

/* ---- the whole ---- */

struct layout {
	struct page_feed feed;
	struct book book;
	struct setter setter;
	struct composer composer;
	struct arena *page_arena;    /* of the page in hand */
	size_t next;                 /* page, from 0 */
};

static void begin_document(struct composer *c) {
	page_op(c)->u.tag.tag = TAG_DOCUMENT;
	c->tags[c->depth++] = TAG_DOCUMENT;
}

/* The document's tag begins before all else on the first page. */
static bool compose_cover(struct composer *c) {
	struct ops ops = { 0 };

	setter_turn(c->setter, &c->setter->upright, NULL);
	begin_page(c, 1);
	begin_document(c);
	return cover_set(c->setter, &ops) && emit_all(c, &ops, 0, 0);
}

static bool check_pages(const struct book *book, const struct layout_limits *limits, struct err *err) {
	size_t n = book->cover_pages + book->body_pages;

	if (n > limits->max_pages) {
		err_set(err, ERR_LIMIT, "the report takes %zu pages, its limit is %zu", n, limits->max_pages);
		return err_hint(err, "limits.pages of the report, or of the config, is the limit");
	}
	return true;
}

/* A report that says nothing is not issued as if it did. */
static bool check_content(struct setter *setter, const struct book *book) {
	static const char nothing[] = "none of the report's sections wrote anything";

	if (book->list.n > 0) {
		return true;
	}
	if (!book->cover_pages) {
		return err_set(setter->err, ERR_PLUGIN, "%s, and it has no cover", nothing);
	}
	err_set(errs_add(setter->warnings), ERR_PLUGIN, "%s: it is its cover alone", nothing);
	return true;
}

static void warn_high(struct setter *setter, const struct book *book) {
	for (size_t p = 0; p < book->body_pages; p++) {
		const struct piece *piece = &book->list.v[book->starts[p]];
		double height = piece->height + (piece->repeat != NULL ? piece->repeat->height : 0);

		if (page_end(book, p) == book->starts[p] + 1 && height > sheet_text_height(piece->sheet) + 0.5 && piece->node != NULL) {
			setter_warn(setter, piece->node, "a %s is higher than a page and runs out of it", node_kind_name(piece->node->kind));
		}
	}
}

static void add_outline(struct layout *layout, const struct node *heading, size_t *cap) {
	struct arena *arena = layout->setter.arena;
	struct outline_entry *outline = (struct outline_entry *)layout->feed.outline;
	struct buf words = BUF_INIT;

	node_text(heading, &words);
	*ARENA_PUSH(arena, outline, layout->feed.outline_count, *cap) = (struct outline_entry){
		.title = heading->u.heading.number != NULL && layout->setter.template->heading.numbered
		                 ? arena_printf(arena, "%s  %s", heading->u.heading.number, words.p)
		                 : arena_strdup(arena, words.p),
		.level = heading->u.heading.level, .dest = heading->id, .lang = heading->lang,
	};
	layout->feed.outline = outline;
	buf_fini(&words);
}

static void make_outline(struct layout *layout) {
	const struct vlist *list = &layout->book.list;
	size_t cap = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].node != NULL && list->v[i].node->kind == NODE_HEADING) {
			add_outline(layout, list->v[i].node, &cap);
		}
	}
}

static bool decide(struct layout *layout, const struct layout_limits *limits) {
	struct setter *setter = &layout->setter;
	struct book *book = &layout->book;
	const struct template *t = setter->template;
	const struct fit_opts opts = { .height = setter->height, .note_gap = t->note.gap, .note_between = t->note.between };

	book->cover_pages = t->cover.shown ? 1 : 0;
	if (!list_document(setter, &book->list) || !check_content(setter, book)) {
		return false;
	}
	if (!book->cover_pages) {
		/* Without a cover the document's tag begins with its first piece. */
		struct ops document = { 0 };
		ops_tag(setter->arena, &document, TAG_DOCUMENT, NULL);
		ops_append(setter->arena, &document, &book->list.v[0].ops, 0, 0);
		book->list.v[0].ops = document;
	}
	notes_spread(setter, &book->list);
	book->starts = fit_pages(setter->arena, &book->list, &opts, &book->body_pages);
	if (!check_pages(book, limits, setter->err)) {
		return false;
	}
	warn_high(setter, book);
	make_outline(layout);
	layout->feed.page_count = book->cover_pages + book->body_pages;
	find_node_pages(&layout->composer, book);
	return true;
}

static bool compose(struct layout *layout, size_t p) {
	const struct book *book = &layout->book;
	struct composer *c = &layout->composer;
	bool ok;

	if (p < book->cover_pages) {
		ok = compose_cover(c);
	} else {
		size_t body = p - book->cover_pages;
		ok = compose_page(c, &book->list, book->starts[body], page_end(book, body), p + 1, layout->feed.page_count);
	}
	if (ok && p + 1 == layout->feed.page_count) {
		page_op(c)->kind = OP_TAG_END;
	}
	if (ok && c->setter->is_rtl) {
		mirror_page(c->setter->arena, &c->page);
	}
	return ok;
}

static bool next_page(struct page_feed *feed, const struct page **page, struct err *err) {
	struct layout *layout = (struct layout *)feed;

	*page = NULL;
	if (layout->next == feed->page_count) {
		return true;
	}
	if (layout->page_arena != NULL) {
		arena_reset(layout->page_arena);
		layout->composer.words = (struct ops){ 0 };
	}
	layout->setter.err = err;
	if (!compose(layout, layout->next++)) {
		return false;
	}
	*page = &layout->composer.page;
	return true;
}

static void rewind_pages(struct page_feed *feed) {
	struct layout *layout = (struct layout *)feed;
	struct composer *c = &layout->composer;

	layout->next = 0;
	c->depth = 0;
	c->waiting_count = 0;
	c->chapter = NULL;
}

struct page_feed *layout_feed(struct layout *layout) {
	return &layout->feed;
}

void layout_free(struct layout *layout) {
	if (layout != NULL) {
		mem_free(layout->composer.page.ops);
		arena_free(layout->page_arena);
	}
}

struct layout *layout_new(struct arena *arena, const struct doc *doc, const struct template *template,
                          struct shaper *shaper, const struct layout_limits *limits, struct errs *warnings, struct err *err) {
	static const struct page_feed_impl impl = { next_page, rewind_pages };
	struct layout *layout = arena_alloc(arena, sizeof(*layout));

	layout->feed.impl = &impl;
	layout->setter = (struct setter){
		.arena = arena, .lasting = arena, .doc = doc, .template = template, .shaper = shaper, .warnings = warnings, .err = err,
		.is_rtl = locale_is_rtl(doc->lang), .mirrors = locale_is_rtl(doc->lang),
	};
	shaper_begin(shaper);
	setter_sheets(&layout->setter);
	layout->composer.setter = &layout->setter;
	if (!decide(layout, limits)) {
		return NULL;
	}
	layout->page_arena = layout->setter.arena = arena_new();
	return layout;
}

bool layout_document(struct arena *arena, const struct doc *doc, const struct template *template,
                     struct shaper *shaper, const struct layout_limits *limits, struct pages *pages,
                     struct errs *warnings, struct err *err) {
	struct layout *layout = layout_new(arena, doc, template, shaper, limits, warnings, err);
	const struct page *page;
	bool ok = layout != NULL;

	*pages = (struct pages){ 0 };
	if (!ok) {
		return false;
	}
	/* The pages are to stay: what belongs to one belongs to all. */
	arena_free(layout->page_arena);
	layout->page_arena = NULL;
	layout->setter.arena = arena;
	while ((ok = next_page(&layout->feed, &page, err)) && page != NULL) {
		struct page *kept = ARENA_PUSH(arena, pages->v, pages->n, pages->cap);
		*kept = *page;
		kept->ops = arena_copy(arena, page->ops, page->op_count * sizeof(*page->ops));
	}
	pages->outline = arena_copy(arena, layout->feed.outline, layout->feed.outline_count * sizeof(*pages->outline));
	pages->outline_count = layout->feed.outline_count;
	layout_free(layout);
	return ok;
}
