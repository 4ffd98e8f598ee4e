#include "layout/book.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"

struct node_page {
	const struct node *node;
	size_t page;                 /* from 0 */
};

/* ---- which node is on which page ---- */

static int compare_nodes(const void *a, const void *b) {
	const struct node_page *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

static size_t asked_count(const struct vlist *list) {
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		n += (list->v[i].node != NULL) + list->v[i].mark_count;
		n += list->v[i].floated != NULL ? asked_count(list->v[i].floated->list) : 0;
	}
	return n;
}

static void find_pieces(struct book *book, const struct vlist *list, size_t from, size_t to, size_t page) {
	for (size_t i = from; i < to; i++) {
		const struct piece *piece = &list->v[i];
		if (piece->node != NULL) {
			book->node_pages[book->node_page_count++] = (struct node_page){ piece->node, page };
		}
		for (size_t k = 0; k < piece->mark_count; k++) {
			book->node_pages[book->node_page_count++] = (struct node_page){ piece->marks[k], page };
		}
	}
}

static void find_nodes(struct book *book, struct arena *arena) {
	const struct fit *fit = &book->fit;

	book->node_page_count = 0;
	book->node_pages = arena_alloc(arena, (asked_count(&book->list) + 1) * sizeof(*book->node_pages));
	for (size_t p = 0; p < fit->n; p++) {
		find_pieces(book, &book->list, fit->v[p].from, fit->v[p].to, book->cover_pages + p);
		for (size_t f = fit->v[p].first_float; f < fit->v[p].first_float + fit->v[p].float_count; f++) {
			const struct vlist *list = fit->floats[f]->list;
			find_pieces(book, list, 0, list->n, book->cover_pages + p);
		}
	}
	qsort(book->node_pages, book->node_page_count, sizeof(*book->node_pages), compare_nodes);
}

size_t book_page(const struct book *book, const struct node *node) {
	struct node_page key = { node, 0 };
	const struct node_page *found =
	        bsearch(&key, book->node_pages, book->node_page_count, sizeof(*book->node_pages), compare_nodes);

	return found != NULL ? found->page + 1 : 0;
}

/* What no piece is named for begins with what it holds first, or with what holds it. */
const char *book_label(const struct book *book, const struct node *node) {
	size_t page = 0;

	for (; node != NULL && page == 0; node = node->parent) {
		for (const struct node *c = node; c != NULL && page == 0; c = c->first) {
			page = book_page(book, c);
		}
	}
	return page > 0 ? book->labels[page - 1] : "";
}

/* ---- what pages are called ---- */

static const char *roman(struct arena *arena, size_t n) {
	static const struct { size_t value; const char *digits; } parts[] = {
		{ 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" }, { 90, "xc" }, { 50, "l" }, { 40, "xl" },
		{ 10, "x" }, { 9, "ix" }, { 5, "v" }, { 4, "iv" }, { 1, "i" },
	};
	struct buf out = BUF_INIT;

	for (size_t i = 0; n > 0; ) {
		if (n < parts[i].value) {
			i++;
			continue;
		}
		buf_adds(&out, parts[i].digits);
		n -= parts[i].value;
	}
	const char *text = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

/* The first chapter's heading that begins on the page, NULL for none. */
static const struct node *page_chapter(const struct book *book, const struct fit_page *page) {
	for (size_t i = page->from; i < page->to; i++) {
		const struct node *node = book->list.v[i].node;
		if (node != NULL && node->kind == NODE_HEADING && node->u.heading.level == 1) {
			return node;
		}
	}
	return NULL;
}

static bool begins_appendix(const struct node *chapter) {
	return chapter != NULL && chapter->u.heading.is_appendix && chapter->u.heading.number != NULL;
}

/* The number counts on, unless front matter or an appendix has a count of its own. */
static void name_pages(struct book *book, const struct setter *setter) {
	const struct template *t = setter->template;
	const char *letter = NULL;
	bool is_front = t->front_roman;
	size_t number = 0, counted = 0;  /* counted: the last number that was no appendix's */

	book->labels = arena_alloc(setter->arena, (book->page_count + 1) * sizeof(*book->labels));
	book->last_label = "";
	for (size_t p = 0; p < book->page_count; p++) {
		const struct fit_page *page = p >= book->cover_pages ? &book->fit.v[p - book->cover_pages] : NULL;
		const struct node *chapter = page != NULL ? page_chapter(book, page) : NULL;

		if (is_front && chapter != NULL) {
			is_front = false;
			number = 0;
		}
		if (t->appendix_letter && begins_appendix(chapter)) {
			letter = chapter->u.heading.number;
			number = 0;
		} else if (chapter != NULL && letter != NULL && !chapter->u.heading.is_appendix) {
			letter = NULL;
			number = counted;
		}
		number++;
		book->labels[p] = letter != NULL ? arena_printf(setter->arena, "%s-%zu", letter, number)
		                  : is_front     ? roman(setter->arena, number)
		                                 : arena_printf(setter->arena, "%zu", number);
		if (letter == NULL && !is_front) {
			book->last_label = book->labels[p];
			counted = number;
		}
	}
	if (book->last_label[0] == '\0' && book->page_count > 0) {
		book->last_label = book->labels[book->page_count - 1];
	}
}

static bool has_notes_or_floats(const struct vlist *list) {
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].note_count > 0 || list->v[i].floated != NULL) {
			return true;
		}
	}
	return false;
}

void book_close(struct book *book, const struct setter *setter) {
	const struct template *t = setter->template;

	book->room = (struct fill_room){
		.height = sheet_text_height(&setter->upright), .note_gap = t->note.gap, .note_between = t->note.between,
		.grid = t->grid, .stretch = t->grid > 0 ? 0 : t->stretch,
		.is_shared = has_notes_or_floats(&book->list),
	};
	book->fit = fit_pages(setter->arena, &book->list, &book->room, book->explains);
	book->page_count = book->cover_pages + book->fit.n;
	name_pages(book, setter);
	find_nodes(book, setter->arena);
}
