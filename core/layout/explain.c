/* Why each page ended where it did, in words: for `sitrep render --explain`. English, as all that is told to who makes reports. */
#include <math.h>
#include <stdint.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/book.h"
#include "layout/box.h"
#include "layout/explain.h"

enum { WORDS_MAX = 40 };         /* bytes of a block's own words that name it */

/* ---- naming places ---- */

static const char *page_of(void *ctx, const struct node *block) {
	return book_label(ctx, block);
}

/* The beginning of what node says, as a name for it. */
static const char *words_of(struct arena *arena, const struct book *book, const struct node *node) {
	struct buf words = BUF_INIT;
	size_t n = WORDS_MAX;

	node_text_paged(node, page_of, (void *)book, &words);
	char *text = words.p, *end = text != NULL ? strchr(text, '\n') : NULL;
	const char *name;
	if (end != NULL) {
		*end = '\0';
		words.len = (size_t)(end - text);
	}
	if (words.len <= WORDS_MAX) {
		name = arena_printf(arena, "\"%s\"", text != NULL ? text : "");
	} else {
		while (n > 0 && text[n] != ' ') {
			n--;
		}
		n = n > 0 ? n : utf8_start(text, WORDS_MAX);
		name = arena_printf(arena, "\"%.*s …\"", (int)n, text);
	}
	buf_fini(&words);
	return name;
}

static int row_number(const struct node *row) {
	int n = 1;

	for (const struct node *r = row->parent != NULL ? row->parent->first : row; r != row; r = r->next) {
		n += r->kind == NODE_ROW;
	}
	return n;
}

/* "Table 3", "row 4 of Table 3", "the heading "2.1 Aims"". */
static const char *name_of(struct arena *arena, const struct book *book, const struct node *node) {
	if (node_label(node) != NULL) {
		return node_label(node);
	}
	if (node->kind == NODE_ROW && node->parent != NULL) {
		return arena_printf(arena, "row %d of %s", row_number(node), name_of(arena, book, node->parent));
	}
	if (node->kind == NODE_HEADING && node->u.heading.number != NULL) {
		return arena_printf(arena, "the heading %s %s", node->u.heading.number, words_of(arena, book, node));
	}
	struct buf words = BUF_INIT;
	node_text(node, &words);
	bool is_mute = words.len == 0 || node_is_figure(node->kind) || node->kind == NODE_TABLE;
	buf_fini(&words);
	const char *kind = node->kind == NODE_PARA ? "paragraph" : node_kind_name(node->kind);
	return is_mute ? node_kind_words(node->kind) : arena_printf(arena, "the %s %s", kind, words_of(arena, book, node));
}

/* The block that piece i is of: that of the last piece up to it that begins one. */
static const struct node *block_at(const struct vlist *list, size_t i) {
	for (i++; i-- > 0;) {
		if (list->v[i].node != NULL) {
			return list->v[i].node;
		}
	}
	return NULL;
}

static const char *place_of(struct arena *arena, const struct book *book, size_t to) {
	const struct vlist *list = &book->list;

	if (to == list->n) {
		return "with the document";
	}
	const struct piece *piece = &list->v[to];
	if (piece->node != NULL) {
		return arena_printf(arena, "before %s", name_of(arena, book, piece->node));
	}
	const struct node *block = block_at(list, to);
	return block != NULL ? arena_printf(arena, "within %s", name_of(arena, book, block)) : "within a block";
}

/* ---- reasons ---- */

/* What ending a page before piece j parts, in words; NULL where it parts nothing. */
static const char *parts(const struct vlist *list, size_t j) {
	const struct piece *piece = &list->v[j];
	const struct node *above = j > 0 ? block_at(list, j - 1) : NULL, *below = piece->node;

	if (piece->break_cost >= BREAK_NEVER) {
		if (above != NULL && above->kind == NODE_HEADING) {
			return below != NULL ? "a heading stands alone at the foot" : "a heading is divided";
		}
		if (below != NULL && below->kind == NODE_ROW) {
			return "the head of a table stands without its rows";
		}
		return "a caption or title stands without what it names";
	}
	if (piece->break_cost >= BREAK_BAD) {
		if (below != NULL && below->kind == NODE_ROW) {
			return piece->break_cost > BREAK_BAD ? "a total stands without what it sums up" : "a row at an end of a table is parted from the others";
		}
		return below != NULL ? "a list stands without what leads to it, or a short box is divided"
		                     : "a line of a paragraph stands alone, or a short box is divided";
	}
	if (piece->break_cost >= BREAK_POOR) {
		return below != NULL && below->kind == NODE_ROW ? "a small table is parted, or one row from its group" : "a short block is divided";
	}
	return NULL;
}

/* Whether the page could have taken the next piece too. */
static bool had_room(const struct book *book, const struct fit_page *page) {
	const struct piece *next = &book->list.v[page->to];

	return page->used + next->space + next->height <= page->height;
}

static const char *why_forced(const struct vlist *list, size_t to) {
	const struct piece *next = &list->v[to];

	if (next->sheet != list->v[to - 1].sheet) {
		return next->sheet->width > next->sheet->height ? "the next page is turned on its side" : "the next page is upright again";
	}
	return "what follows begins a page";
}

static const char *why(struct arena *arena, const struct book *book, const struct fit_page *page) {
	const struct vlist *list = &book->list;

	if (page->from == page->to) {
		return "it holds floats alone";
	}
	if (page->to == list->n) {
		return "there is no more";
	}
	if (fill_is_forced(list, page->to)) {
		return why_forced(list, page->to);
	}
	const char *divided = parts(list, page->to);
	if (divided != NULL) {
		return arena_printf(arena, "nothing better fits: %s", divided);
	}
	return had_room(book, page) ? "any later end is worse" : "it is full";
}

/* ---- a page ---- */

static const char *page_label(const struct book *book, const struct fit_page *page) {
	return book->labels[book->cover_pages + (size_t)(page - book->fit.v)];
}

static void put_share(struct json_out *out, double used, double height) {
	json_put_num(out, "full", round(100 * used / height) / 100);
}

static void put_other(struct arena *arena, const struct book *book, const struct fit_page *page, struct json_out *out) {
	const struct vlist *list = &book->list;

	/* Where a page must end, no other end was in question. */
	if (page->other_to == SIZE_MAX || page->to == list->n || fill_is_forced(list, page->to)) {
		return;
	}
	const char *divided = page->other_to < list->n && !fill_is_forced(list, page->other_to) ? parts(list, page->other_to) : NULL;
	json_key(out, "other");
	json_begin(out, '{');
	json_put_str(out, "ends", place_of(arena, book, page->other_to));
	json_put_str(out, "why", divided != NULL ? divided : page->other_to > page->to ? "the pages after it come out worse"
	                                                                             : "it leaves more of the page empty");
	put_share(out, page->other_used, page->height);
	json_put_int(out, "more", (int64_t)llround(page->other_more));
	json_end(out, '}');
}

static void put_floats(struct arena *arena, const struct book *book, const struct fit_page *page, const char *const *written,
                       struct json_out *out) {
	size_t here = page->top_count + page->here_count;

	if (page->float_count == 0) {
		return;
	}
	json_key(out, "floats");
	json_begin(out, '[');
	for (size_t f = 0; f < page->float_count; f++) {
		const struct float_box *box = book->fit.floats[page->first_float + f];
		json_begin(out, '{');
		json_put_str(out, "block", name_of(arena, book, box->node));
		json_put_str(out, "at", page->from == page->to ? "page" : f < page->top_count ? "head" : f < here ? "here" : "foot");
		json_put_str(out, "written", written[page->first_float + f]);
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void put_page(struct arena *arena, const struct book *book, const struct fit_page *page, const char *const *written,
                     struct json_out *out) {
	const struct node *block = page->to > page->from ? block_at(&book->list, page->from) : NULL;

	json_begin(out, '{');
	json_put_str(out, "page", page_label(book, page));
	if (block != NULL && block->origin != NULL && block->origin->section != NULL) {
		json_put_str(out, "section", block->origin->section);
	}
	put_share(out, page->used, page->height);
	json_put_str(out, "ends", page->to > page->from ? place_of(arena, book, page->to) : "with its floats");
	json_put_str(out, "why", why(arena, book, page));
	put_other(arena, book, page, out);
	put_floats(arena, book, page, written, out);
	json_end(out, '}');
}

/* Of each float the page of the text that it was written behind. */
static const char *const *find_written(struct arena *arena, const struct book *book) {
	const char **written = arena_alloc(arena, (book->fit.float_count + 1) * sizeof(*written));
	size_t n = 0;

	for (size_t p = 0; p < book->fit.n; p++) {
		for (size_t i = book->fit.v[p].from; i < book->fit.v[p].to; i++) {
			if (book->list.v[i].floated != NULL) {
				written[n++] = page_label(book, &book->fit.v[p]);
			}
		}
	}
	return written;
}

void explain_pages(struct arena *arena, const struct book *book, struct json_out *out) {
	const char *const *written = find_written(arena, book);

	json_key(out, "pages");
	json_begin(out, '[');
	for (size_t p = 0; p < book->fit.n; p++) {
		put_page(arena, book, &book->fit.v[p], written, out);
	}
	json_end(out, ']');
}
