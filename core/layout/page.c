#include "layout/page.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/book.h"
#include "layout/box.h"
#include "layout/compose.h"
#include "layout/cover.h"
#include "layout/explain.h"
#include "layout/index.h"
#include "layout/layout.h"
#include "layout/note.h"
#include "layout/passage.h"
#include "layout/second.h"
#include "text/locale.h"
#include "text/para.h"

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

/* What setting a section took. */
struct section_cost {
	const char *section;
	int64_t us;
	size_t bytes;
};

static bool list_section(struct setter *setter, const struct node *section, struct vlist *list, struct section_cost *cost) {
	int64_t began = cost != NULL ? clock_cpu_us() : 0;
	size_t used = cost != NULL ? arena_used(setter->arena) : 0;

	ops_tag(setter->arena, &list->pending, TAG_SECT, NULL);
	if (section->id != NULL) {
		ops_dest(setter->arena, &list->pending, section->id, 0, 0);
	}
	if (!block_children(setter, section, 0, setter->width, list)) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	if (cost != NULL) {
		*cost = (struct section_cost){ section->id, clock_cpu_us() - began, arena_used(setter->arena) - used };
	}
	return true;
}

/* A document that may have more is long, and set in passages: from some 250 pages on. */
enum { WHOLE_PIECES = 20000 };

/* The shortest line that many of which are likely, in bytes; shorter ones stand in cells, and rows are nodes. */
enum { LINE_LEAST = 40 };

static bool count_pieces(struct node *node, void *ctx) {
	size_t *n = ctx;

	*n += node->kind == NODE_TEXT ? strlen(node->u.text.text) / LINE_LEAST : !node_is_inline(node->kind) && node->kind != NODE_CELL;
	return true;
}

static size_t most_pieces(const struct doc *doc) {
	size_t n = 16;

	node_walk(doc->root, count_pieces, NULL, &n);
	return n;
}

/*
 * Room for as many pieces as the document can nearly ever have: what is not used is never touched, and costs nothing. A list that
 * outgrew its room time and again would leave each behind in the arena.
 */
static void reserve_pieces(struct setter *setter, struct vlist *list) {
	size_t n = most_pieces(setter->doc);

	list->v = arena_alloc(setter->arena, n * sizeof(*list->v));
	list->cap = n;
}

/* costs: room for one a section, or NULL. */
static bool list_document(struct setter *setter, struct vlist *list, struct section_cost *costs) {
	const struct node *root = setter->doc->root;
	bool new_page = false;

	reserve_pieces(setter, list);
	list->sheet = setter->sheet;
	if (setter->template->cover.shown && setter->template->cover.block && !cover_block(setter, list)) {
		return false;
	}
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

		if (!list_section(setter, section, list, costs)) {
			return false;
		}
		costs += costs != NULL;
		if (new_page && first < list->n) {
			list->v[first].break_cost = BREAK_ALWAYS;
			new_page = false;
		}
	}
	return true;
}

/* ---- the whole ---- */

/* An index that follows the text it leads to has its pages right at once; one before it nearly always the next time. */
enum { SETTLE_MAX = 12 };

struct layout {
	struct page_feed feed;
	struct book book;
	struct setter setter;
	struct composer *composer;
	struct arena *page_arena;    /* of the page in hand */
	size_t next;                 /* page, from 0 */
	struct section_cost *costs;  /* one a section; NULL: not asked for */
	struct block_costs block_costs;
	size_t cost_count;
};

static bool check_pages(const struct book *book, const struct layout_limits *limits, struct err *err) {
	size_t n = book->page_count;

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

/* What runs out of its page, which is its own. */
static void warn_high(struct setter *setter, const struct book *book) {
	for (size_t p = 0; p < book->fit.n; p++) {
		const struct fit_page *page = &book->fit.v[p];

		if (page->to == page->from + 1 && page->used > page->height + 0.5 && book->list.v[page->from].node != NULL) {
			const struct node *node = book->list.v[page->from].node;
			setter_warn(setter, node, "a %s is higher than a page and runs out of it", node_kind_name(node->kind));
		}
	}
}

static void add_outline(struct layout *layout, const struct node *heading, size_t *cap) {
	struct arena *arena = layout->setter.arena;
	struct outline_entry *outline = (struct outline_entry *)layout->feed.outline;
	bool is_numbered = layout->setter.template->heading.numbered && heading->u.heading.level <= layout->setter.template->heading.depth;
	const char *label = heading->u.heading.label, *number = label != NULL ? label : is_numbered ? heading->u.heading.number : NULL;
	const char *words = second_leading(&layout->setter, heading);

	*ARENA_PUSH(arena, outline, layout->feed.outline_count, *cap) = (struct outline_entry){
		.title = number != NULL ? arena_printf(arena, "%s  %s", number, words) : words,
		.level = heading->u.heading.level, .dest = heading->id, .lang = heading->lang,
	};
	layout->feed.outline = outline;
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

static size_t index_page(void *ctx, const struct node *node) {
	return book_page(ctx, node);
}

static const char *index_label(void *ctx, size_t page) {
	return ((const struct book *)ctx)->labels[page - 1];
}

/* An index says its pages only when they are known, and has a part in where pages end: until it changes nothing any more. */
static bool settle_indexes(struct setter *setter, struct book *book) {
	const struct index_pages pages = { index_page, index_label, book };

	for (int i = 0; i < SETTLE_MAX && !index_is_settled(&book->list, &pages); i++) {
		if (!index_settle(setter, &book->list, &pages)) {
			return false;
		}
		book_close(book, setter);
	}
	return index_is_settled(&book->list, &pages) ||
	       err_set(setter->err, ERR_BUG, "the pages of the index are not the same twice");
}

/* ---- references to pages ---- */

static const char *page_label(void *ctx, const struct node *block) {
	return book_label(ctx, block);
}

/*
 * Set the paragraphs again whose references say another page than the one they lead to. As long as they keep their lines nothing
 * else changes; *settled is false when one does not.
 */
static bool settle_refs(struct setter *setter, const struct book *book, bool *settled) {
	struct page_refs *refs = &setter->refs;

	*settled = true;
	refs->label = page_label;
	refs->ctx = (void *)book;
	for (size_t i = 0; i < refs->n && *settled; i++) {
		const struct page_ref *ref = &refs->v[i];
		if (!str_eq(ref->label, book_label(book, ref->node->u.ref.block)) && !inline_again(setter, ref->para, settled)) {
			return false;
		}
	}
	return true;
}

static bool refs_are_lost(struct setter *setter) {
	const struct page_ref *ref = &setter->refs.v[0];

	err_set(setter->err, ERR_LIMIT, "references to pages change the pages they lead to, each time they are set");
	err_hint(setter->err, "write one of them in other words");
	node_blame(ref->node, setter->err);
	return false;
}

/* ---- deciding ---- */

static void count_costs(struct layout *layout) {
	for (const struct node *s = layout->setter.doc->root->first; s != NULL; s = s->next) {
		layout->cost_count++;
	}
	layout->costs = arena_alloc(layout->setter.arena, (layout->cost_count + 1) * sizeof(*layout->costs));
	layout->setter.costs = &layout->block_costs;
}

/* Set everything, and find where pages end. */
static bool make_book(struct layout *layout, const struct layout_limits *limits) {
	struct setter *setter = &layout->setter;
	struct book *book = &layout->book;

	bool has_page = setter->template->cover.shown && !setter->template->cover.block;

	*book = (struct book){ .cover_pages = has_page ? 1 : 0, .explains = limits->explains };
	setter->flows = 0;
	setter->refs.n = 0;
	setter_turn(setter, &setter->upright, NULL);
	if (!list_document(setter, &book->list, layout->costs) || !check_content(setter, book)) {
		return false;
	}
	if (!book->cover_pages) {
		/* Without a cover the document's tag begins with its first piece. */
		struct ops document = { 0 };
		ops_tag(setter->arena, &document, TAG_DOCUMENT, NULL);
		ops_append(setter->arena, &document, &book->list.v[0].ops, 0, 0);
		book->list.v[0].ops = document;
	}
	setter_turn(setter, &setter->upright, NULL);
	if (!notes_spread(setter, &book->list)) {
		return false;
	}
	book_close(book, setter);
	return settle_indexes(setter, book) && check_pages(book, limits, setter->err);
}

/* Where the number in a reference makes a paragraph longer, everything is set again with the pages as they were; seldom more than once. */
enum { RUNS_MAX = 5 };

static bool decide(struct layout *layout, const struct layout_limits *limits) {
	struct setter *setter = &layout->setter;
	size_t warnings = setter->warnings->n;
	bool settled = false;

	if (limits->explains) {
		count_costs(layout);
	}
	for (int run = 0; run < RUNS_MAX && !settled; run++) {
		struct book *before = arena_copy(setter->arena, &layout->book, sizeof(*before));
		setter->refs.ctx = before;
		setter->warnings->n = warnings;
		if (!make_book(layout, limits) || !settle_refs(setter, &layout->book, &settled)) {
			return false;
		}
	}
	if (!settled) {
		return refs_are_lost(setter);
	}
	warn_high(setter, &layout->book);
	make_outline(layout);
	layout->feed.page_count = layout->book.page_count;
	return true;
}

static bool next_page(struct page_feed *feed, const struct page **page, struct err *err) {
	struct layout *layout = (struct layout *)feed;

	*page = NULL;
	if (layout->next == feed->page_count) {
		return true;
	}
	if (layout->page_arena != NULL) {
		arena_reset(layout->page_arena);
	}
	if (layout->setter.passages != NULL) {
		passages_turn(layout->setter.passages);
	}
	layout->setter.err = err;
	*page = composer_page(layout->composer, layout->next++);
	return *page != NULL;
}

static void rewind_pages(struct page_feed *feed) {
	struct layout *layout = (struct layout *)feed;

	layout->next = 0;
	composer_rewind(layout->composer);
}

void layout_explain(const struct layout *layout, struct json_out *out) {
	explain_pages(layout->setter.arena, &layout->book, out);
	json_key(out, "blocks");
	json_begin(out, '[');
	for (size_t i = 0; i < layout->block_costs.n; i++) {
		const struct block_cost *cost = &layout->block_costs.v[i];
		const struct node_origin *origin = cost->node->origin;
		json_begin(out, '{');
		json_put_str(out, "kind", node_kind_name(cost->node->kind));
		json_put_text(out, "id", cost->node->id);
		json_put_text(out, "section", origin->section);
		json_put_text(out, "file", origin->file);
		json_put_int(out, "line", origin->line);
		json_put_int(out, "at_us", cost->at_us);
		json_put_int(out, "us", cost->us);
		json_put_int(out, "cpu_us", cost->cpu_us);
		json_end(out, '}');
	}
	json_end(out, ']');
	json_key(out, "layout");
	json_begin(out, '[');
	for (size_t i = 0; i < layout->cost_count; i++) {
		json_begin(out, '{');
		json_put_str(out, "section", layout->costs[i].section);
		json_put_num(out, "cpu_ms", (double)layout->costs[i].us / 1000);
		json_put_int(out, "bytes", (int64_t)layout->costs[i].bytes);
		json_end(out, '}');
	}
	json_end(out, ']');
}

struct page_feed *layout_feed(struct layout *layout) {
	return &layout->feed;
}

void layout_free(struct layout *layout) {
	if (layout != NULL) {
		composer_free(layout->composer);
		arena_free(layout->page_arena);
		passages_free(layout->setter.passages);
	}
}

struct layout *layout_new(struct arena *arena, const struct doc *doc, const struct template *template,
                          struct shaper *shaper, const struct layout_limits *limits, struct errs *warnings, struct err *err) {
	static const struct page_feed_impl impl = { next_page, rewind_pages };
	struct layout *layout = arena_alloc(arena, sizeof(*layout));

	layout->feed.impl = &impl;
	layout->setter = (struct setter){
		.arena = arena, .lasting = arena, .doc = doc, .lang = doc->lang, .template = template, .shaper = shaper,
		.warnings = warnings, .err = err,
		.is_rtl = locale_is_rtl(doc->lang), .mirrors = locale_is_rtl(doc->lang),
	};
	shaper_begin(shaper);
	setter_sheets(&layout->setter);
	layout->composer = composer_new(arena, &layout->setter, &layout->book);
	if (most_pieces(doc) > (limits->whole_pieces != 0 ? limits->whole_pieces : WHOLE_PIECES)) {
		layout->setter.passages = passages_new();
	}
	if (!decide(layout, limits)) {
		layout_free(layout);
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
	if (layout->setter.passages != NULL) {
		passages_stay(layout->setter.passages, arena);
	}
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
