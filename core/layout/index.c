#include "layout/index.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/block.h"
#include "layout/box.h"
#include "text/locale.h"

/* An index in the list: its pieces, and the pages its lines say. */
struct late_index {
	const struct node *node;
	const struct index_entry **entries;  /* in the order of the language */
	const struct region *region; /* the columns its lines flow through; NULL: it is as wide as the text */
	size_t first, count;         /* of its lines; a piece without height stands before and behind them */
	bool is_set;                 /* with pages */
	const char **letters;        /* of each entry: the letter that it is the first of; NULL: of none. NULL: there are no letters */
	struct found *found;         /* of all entries, one after the other, in the order of pages */
};

/* A place of an entry and its page; 0: not known. */
struct found {
	const struct node *place;
	size_t page, order;          /* order: in the text */
};

/* Three pages in a row and more are a range. */
enum { RANGE_LEAST = 3 };

static const double HANG = 14;
static const double LETTER_SPACE = 7;            /* above a letter that heads entries */

/* An index of fewer entries is one column. */
enum { COLUMNS = 2, COLUMNS_LEAST = 10 };

/* Letters head the entries of a long index, where each has several. */
enum { LETTERS_LEAST = 24, LETTERS_SHARE = 2 };

/* ---- order ---- */

struct keyed {
	const char *key;
	const struct index_entry *entry;
};

static int compare_keyed(const void *a, const void *b) {
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : strcmp(x->entry->term, y->entry->term);
}

static const struct index_entry **sort_entries(struct setter *setter, const struct node_index *index) {
	size_t n = index->entry_count;
	const char **terms = arena_alloc(setter->arena, (n + 1) * sizeof(*terms));
	struct keyed *keyed = arena_alloc(setter->arena, (n + 1) * sizeof(*keyed));
	const struct index_entry **sorted = arena_alloc(setter->arena, (n + 1) * sizeof(*sorted));

	for (size_t i = 0; i < n; i++) {
		terms[i] = index->entries[i].term;
	}
	const char **keys = locale_sort_keys(setter->arena, setter->doc->lang, terms, (int)n);
	for (size_t i = 0; i < n; i++) {
		keyed[i] = (struct keyed){ keys[i], &index->entries[i] };
	}
	qsort(keyed, n, sizeof(*keyed), compare_keyed);
	for (size_t i = 0; i < n; i++) {
		sorted[i] = keyed[i].entry;
	}
	return sorted;
}

/* ---- an entry ---- */

/* The pages from a to b, leading to the first of them. */
static void add_pages(struct setter *setter, struct node *para, const struct node *place, size_t a, size_t b,
                      const struct index_pages *pages) {
	const char *from = pages->label(pages->ctx, a);
	struct node *ref = node_append(setter->arena, para, NODE_REF);

	ref->u.ref.block = place;
	ref->u.ref.text = a == b ? from : arena_printf(setter->arena, "%s–%s", from, pages->label(pages->ctx, b));
	ref->u.ref.says = label_page(setter->arena, setter->doc->lang, a == b ? LABEL_IN_PAGE : LABEL_IN_PAGES, ref->u.ref.text);
}

/* "Georgia  3, 5–7": a paragraph of the term and links. known are its places by pages; pages NULL: they are not known yet. */
static struct node *make_para(struct setter *setter, const struct node *index, const struct index_entry *entry,
                              const struct found *known, const struct index_pages *pages) {
	struct node *para = arena_alloc(setter->arena, sizeof(*para)), *term;
	bool is_first = true;

	para->kind = NODE_PARA;
	para->origin = index->origin;
	term = node_append(setter->arena, para, NODE_SPAN);
	term->lang = entry->lang;
	node_append_text(setter->arena, term, entry->term);
	node_append_text(setter->arena, para, "\u2002");
	if (pages == NULL) {
		/* The room one page takes. */
		node_append_text(setter->arena, para, "000");
		return para;
	}
	for (size_t i = 0; i < entry->place_count;) {
		if (known[i].page == 0) {
			/* In what was left out. */
			i++;
			continue;
		}
		size_t last = i, next = i + 1;
		/* Over what stands on the same page or the next one. */
		while (next < entry->place_count && known[next].page <= known[last].page + 1) {
			last = next++;
		}
		size_t pages_in_row = known[last].page - known[i].page + 1;
		if (pages_in_row < RANGE_LEAST) {
			/* One page at a time. */
			for (last = i; last + 1 < entry->place_count && known[last + 1].page == known[i].page;) {
				last++;
			}
		}
		if (!is_first) {
			node_append_text(setter->arena, para, label_text(setter->doc->lang, LABEL_COMMA));
		}
		add_pages(setter, para, known[i].place, known[i].page, known[last].page, pages);
		is_first = false;
		i = last + 1;
	}
	return para;
}

static bool add_entry(struct setter *setter, const struct node *para, double x, double width, struct vlist *list) {
	const struct template_style *style = block_style(setter, STYLE_INDEX);
	const struct inline_opts opts = { .style = STYLE_INDEX, .align = TEMPLATE_LEFT, .no_hyphens = true, .first_indent = -HANG };
	struct inline_para *words = inline_new(setter, para, &opts);

	ops_tag(setter->arena, &list->pending, TAG_LI, NULL);
	ops_tag(setter->arena, &list->pending, TAG_LBODY, NULL);
	if (words == NULL || block_lines(setter, words, TAG_P, NULL, x + HANG, width - HANG, style->space_before, list) == SIZE_MAX) {
		return false;
	}
	vlist_tag_end(setter->arena, list);
	vlist_tag_end(setter->arena, list);
	list->pending_space = style->space_after;
	return true;
}

/* ---- letters ---- */

/*
 * Where letters change; NULL where that says little: in a short index, and where a letter has hardly more than an
 * entry.
 */
static const char **find_letters(struct setter *setter, const struct index_entry **entries, size_t n) {
	const char **letters = arena_alloc(setter->arena, (n + 1) * sizeof(*letters)), *last = "";
	size_t count = 0;

	for (size_t i = 0; i < n && n >= LETTERS_LEAST; i++) {
		const char *letter = locale_initial(setter->arena, setter->doc->lang, entries[i]->term);
		letters[i] = letter[0] != '\0' && !str_eq(letter, last) ? letter : NULL;
		count += letters[i] != NULL;
		last = letters[i] != NULL ? letter : last;
	}
	return count > 0 && count * LETTERS_SHARE <= n ? letters : NULL;
}

/* The letter in a line of its own, for the eye alone: who listens hears the names. */
static bool add_letter(struct setter *setter, const char *letter, struct vlist *list) {
	const struct inline_opts opts = { .style = STYLE_INDEX, .align = TEMPLATE_LEFT, .bold = true };
	struct inline_para *para = inline_text(setter, letter, &opts);

	if (para == NULL) {
		return false;
	}
	inline_break(setter, para, setter->width, NULL);
	struct piece *piece = vlist_add(setter->arena, list, inline_leading(para), LETTER_SPACE);
	ops_artifact(setter->arena, &piece->ops, ARTIFACT_LAYOUT);
	size_t first = piece->ops.n;
	inline_ops(setter, para, 0, 0, 0, true, &piece->ops);
	ops_color(&piece->ops, first, setter->template->accent);
	ops_artifact_end(setter->arena, &piece->ops);
	return true;
}

/* ---- an index ---- */

/* Let the lines flow through its columns, where it has some. */
static void flow(const struct late_index *late, struct vlist *lines) {
	double foot = 0;

	for (size_t i = 0; i < lines->n && late->region != NULL; i++) {
		struct piece *piece = &lines->v[i];
		piece->space = i > 0 ? piece->space : 0;
		foot += piece->space + piece->height;
		piece->region = late->region;
		piece->foot = foot;
	}
}

static size_t place_count(const struct late_index *late) {
	size_t n = 0;

	for (size_t i = 0; i < late->node->u.index->entry_count; i++) {
		n += late->entries[i]->place_count;
	}
	return n;
}

/* Its lines alone, in a list of their own. */
static bool set_lines(struct setter *setter, const struct late_index *late, const struct index_pages *pages, struct vlist *lines) {
	struct tag_attrs *attrs = arena_alloc(setter->arena, sizeof(*attrs));
	const struct found *known = late->found;
	double width = late->region != NULL ? late->region->width[0] : setter->width;

	attrs->list_numbering = "None";
	ops_tag(setter->arena, &lines->pending, TAG_L, attrs);
	for (size_t i = 0; i < late->node->u.index->entry_count; i++) {
		const struct node *para = make_para(setter, late->node, late->entries[i], known, pages);
		const char *letter = late->letters != NULL ? late->letters[i] : NULL;
		size_t before = lines->n;
		if ((letter != NULL && !add_letter(setter, letter, lines)) || !add_entry(setter, para, 0, width, lines)) {
			return false;
		}
		if (letter != NULL) {
			block_cost(&lines->v[before + 1], BREAK_NEVER);
		}
		known += late->entries[i]->place_count;
	}
	vlist_tag_end(setter->arena, lines);
	/* No two lines alone at the foot or head of a page. */
	for (size_t i = 1; i < lines->n; i++) {
		if (i < 3 || i + 3 > lines->n) {
			block_cost(&lines->v[i], BREAK_BAD);
		}
	}
	return true;
}

bool index_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list) {
	struct late_index *late = ARENA_PUSH(setter->arena, list->indexes, list->index_count, list->index_cap);
	struct vlist lines = { .sheet = list->sheet };

	bool is_long = node->u.index->entry_count >= COLUMNS_LEAST;
	*late = (struct late_index){
		.node = node, .entries = sort_entries(setter, node->u.index), .region = is_long ? region_flow(setter, COLUMNS, x, width) : NULL,
	};
	late->letters = find_letters(setter, late->entries, node->u.index->entry_count);
	late->found = arena_alloc(setter->arena, (place_count(late) + 1) * sizeof(*late->found));
	if (node->u.index->entry_count == 0) {
		return true;
	}
	/* What is open when it begins, and what ends behind it, stays where it is when its lines are set again. */
	vlist_add(setter->arena, list, 0, 0)->node = node;
	if (!set_lines(setter, late, NULL, &lines)) {
		return false;
	}
	flow(late, &lines);
	late->first = list->n;
	late->count = lines.n;
	for (size_t i = 0; i < lines.n; i++) {
		*ARENA_PUSH(setter->arena, list->v, list->n, list->cap) = lines.v[i];
	}
	list->v[late->first].break_cost = BREAK_NEVER;
	vlist_add(setter->arena, list, 0, 0)->break_cost = BREAK_NEVER;
	list->pending_space = block_style(setter, STYLE_BODY)->space_after;
	return true;
}

/* ---- again, with pages ---- */

static int compare_found(const void *a, const void *b) {
	const struct found *x = a, *y = b;

	return x->page != y->page ? (x->page > y->page) - (x->page < y->page) : (x->order > y->order) - (x->order < y->order);
}

static void find_pages(const struct late_index *late, const struct index_pages *pages, struct found *found) {
	for (size_t i = 0; i < late->node->u.index->entry_count; i++) {
		const struct index_entry *entry = late->entries[i];
		for (size_t k = 0; k < entry->place_count; k++) {
			found[k] = (struct found){ entry->places[k], pages->page(pages->ctx, entry->places[k]), k };
		}
		/* Floats and notes are not always on the pages their place in the text would have. */
		qsort(found, entry->place_count, sizeof(*found), compare_found);
		found += entry->place_count;
	}
}

/* Put lines in the place of those that were there. */
static void splice(struct setter *setter, struct vlist *list, size_t which, const struct vlist *lines) {
	struct late_index *late = &list->indexes[which];
	size_t behind = list->n - late->first - late->count, was = late->count;

	for (size_t i = was; i < lines->n; i++) {
		ARENA_PUSH(setter->arena, list->v, list->n, list->cap);
	}
	memmove(&list->v[late->first + lines->n], &list->v[late->first + was], behind * sizeof(*list->v));
	memcpy(&list->v[late->first], lines->v, lines->n * sizeof(*list->v));
	list->v[late->first].break_cost = BREAK_NEVER;
	late->count = lines->n;
	for (size_t i = which + 1; i < list->index_count; i++) {
		list->indexes[i].first += lines->n - was;
	}
}

bool index_settle(struct setter *setter, struct vlist *list, const struct index_pages *pages) {
	for (size_t i = 0; i < list->index_count; i++) {
		struct late_index *late = &list->indexes[i];
		struct vlist lines = { .sheet = list->sheet };

		if (late->count == 0) {
			continue;
		}
		lines.sheet = list->v[late->first].sheet;
		late->is_set = true;
		find_pages(late, pages, late->found);
		if (!set_lines(setter, late, pages, &lines)) {
			return false;
		}
		/* It may not shrink: what follows would come forward, and might go back again. */
		while (lines.n < late->count) {
			vlist_add(setter->arena, &lines, lines.v[0].height, 0)->break_cost = BREAK_NEVER;
		}
		flow(late, &lines);
		splice(setter, list, i, &lines);
	}
	return true;
}

static bool is_settled(const struct late_index *late, const struct index_pages *pages) {
	size_t n = place_count(late);
	struct found *now = mem_alloc((n + 1) * sizeof(*now));
	bool is_same = late->is_set || n == 0;

	find_pages(late, pages, now);
	for (size_t i = 0; i < n; i++) {
		is_same = is_same && now[i].place == late->found[i].place && now[i].page == late->found[i].page;
	}
	mem_free(now);
	return is_same;
}

bool index_is_settled(const struct vlist *list, const struct index_pages *pages) {
	for (size_t i = 0; i < list->index_count; i++) {
		if (!is_settled(&list->indexes[i], pages)) {
			return false;
		}
	}
	return true;
}
