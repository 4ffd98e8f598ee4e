#include "judge.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "reader.h"

struct judge {
	struct reader reader;
	const struct judge_page *page;
	struct buf *report;
	size_t complaints;
};

enum { COMPLAINTS_MAX = 40 };

static void complain(struct judge *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct judge *j, const char *fmt, ...) {
	char line[400];
	va_list ap;

	if (j->complaints++ >= COMPLAINTS_MAX) {
		return;
	}
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	buf_addf(j->report, "%s\n", line);
}

static void begin(struct judge *j, const void *pdf, size_t len) {
	reader_read(&j->reader, pdf, len);
	if (j->reader.errors.len > 0) {
		complain(j, "%s", buf_str(&j->reader.errors));
	}
}

/* ---- positions ---- */

/* What the marks of a page belong to, by MCID. */
struct owner {
	const struct reader_leaf *leaf;
};

struct owners {
	struct owner *v;
	size_t n;
};

static struct owners find_owners(const struct judge *j, size_t page) {
	struct owners owners = { .v = NULL };

	for (size_t i = 0; i < j->reader.mark_count; i++) {
		const struct reader_mark *mark = &j->reader.marks[i];
		if (mark->page == page && (size_t)mark->mcid + 1 > owners.n) {
			owners.n = (size_t)mark->mcid + 1;
		}
	}
	owners.v = mem_alloc((owners.n + 1) * sizeof(*owners.v));
	for (size_t i = 0; i < j->reader.leaf_count; i++) {
		const struct reader_mark *mark = &j->reader.marks[j->reader.leaves[i].mark];
		if (mark->page == page) {
			owners.v[mark->mcid].leaf = &j->reader.leaves[i];
		}
	}
	return owners;
}

static const struct reader_leaf *owner_of(const struct owners *owners, const struct reader_chunk *chunk) {
	return chunk->mcid >= 0 && (size_t)chunk->mcid < owners->n ? owners->v[chunk->mcid].leaf : NULL;
}

/* The first words of a chunk's mark, for messages. */
static const char *words_of(const struct judge *j, const struct reader_chunk *chunk) {
	static char words[2][48];
	static int turn;
	char *out = words[turn = !turn];

	out[0] = '\0';
	for (size_t i = 0; i < j->reader.mark_count; i++) {
		const struct reader_mark *mark = &j->reader.marks[i];
		if (mark->page == chunk->page && mark->mcid == chunk->mcid) {
			str_copy(out, sizeof(words[0]), buf_str(&mark->actual));
		}
	}
	return out;
}

static void check_margins(struct judge *j, const struct reader_chunk *c) {
	const struct judge_page *page = j->page;
	double right = j->reader.widths[c->page] - page->right, bottom = j->reader.heights[c->page] - page->bottom, slack = 0.6;
	double top = c->is_drawing ? c->y0 : c->y;

	if (c->x0 < page->left - page->hang - slack || c->x1 > right + page->hang + slack || top < page->top - slack ||
	    c->y > bottom + (c->is_drawing ? 0 : 0.5) + slack) {
		complain(j, "page %zu: %s at x %.1f to %.1f, y %.1f to %.1f is outside of the margins: \"%s\"", c->page + 1,
		         c->is_drawing ? "a drawing" : "text", c->x0, c->x1, top, c->y, words_of(j, c));
	}
}

/* Of text about the height of its small letters: lines may be set close. */
static bool overlap(const struct reader_chunk *a, const struct reader_chunk *b) {
	double a0 = a->y - a->size * 0.45, b0 = b->y - b->size * 0.45;

	return a->x0 < b->x1 - 0.7 && b->x0 < a->x1 - 0.7 && a0 < b->y - 0.4 && b0 < a->y - 0.4;
}

static int compare_chunks(const void *a, const void *b) {
	const struct reader_chunk *x = *(const struct reader_chunk *const *)a, *y = *(const struct reader_chunk *const *)b;

	return (x->y > y->y) - (x->y < y->y);
}

/*
 * Marks that combine with a letter are drawn over it: in one line of one block, by no more than a letter's width. What a figure
 * says is no line, and must stand apart.
 */
static bool may_combine(const struct owners *owners, const struct reader_chunk *a, const struct reader_chunk *b) {
	const struct reader_leaf *x = owner_of(owners, a), *y = owner_of(owners, b);
	double wide = fmin(a->x1, b->x1) - fmax(a->x0, b->x0);

	/* A mark alone has no width: it stands over the letter it belongs to. */
	if ((a->cluster != 0 && a->cluster == b->cluster) || fmin(a->x1 - a->x0, b->x1 - b->x0) < 0.05) {
		return true;
	}
	return x != NULL && y != NULL && x->block == y->block && !str_eq(x->role, "Figure") && fabs(a->y - b->y) < a->size * 0.5 &&
	       wide < a->size * 0.8;
}

static void check_overlaps(struct judge *j, const struct owners *owners, const struct reader_chunk **v, size_t n) {
	double tallest = 0;

	qsort(v, n, sizeof(*v), compare_chunks);
	for (size_t i = 0; i < n; i++) {
		tallest = fmax(tallest, v[i]->size);
		for (size_t k = i; k > 0 && v[k - 1]->y > v[i]->y - tallest; k--) {
			if (overlap(v[k - 1], v[i]) && !may_combine(owners, v[k - 1], v[i])) {
				complain(j, "page %zu: \"%s\" lies on \"%s\" at x %.1f, y %.1f", v[i]->page + 1, words_of(j, v[i]),
				         words_of(j, v[k - 1]), v[i]->x0, v[i]->y);
			}
		}
	}
}

/* ---- headings ---- */

static bool is_heading(const struct reader_leaf *leaf) {
	return leaf->role[0] == 'H' && isdigit((unsigned char)leaf->role[1]);
}

/* A note so near below a heading is one of a list of notes, and no footnote. */
#define NEAR_PT 45

static bool has_above(const struct judge *j, const struct owners *owners, const struct reader_chunk *heading) {
	for (size_t i = 0; i < j->reader.chunk_count; i++) {
		const struct reader_chunk *c = &j->reader.chunks[i];
		if (c->page == heading->page && owner_of(owners, c) != NULL && !c->is_blank && c->y < heading->y - 1) {
			return true;
		}
	}
	return false;
}

/* A picture that says nothing is an artifact, and stands in its place as any other. */
static bool is_bare_picture(const struct reader_chunk *c, const struct reader_chunk *heading) {
	return c->is_picture && c->mcid < 0 && c->page == heading->page && c->y > heading->y + 1;
}

/* What goes on in the heading's line: a heading in the line has its text there. */
#define RUNIN_PT 20

static bool is_beside(const struct reader_chunk *c, const struct reader_chunk *heading) {
	bool is_after = c->x0 > heading->x1 - 1 && c->x0 < heading->x1 + RUNIN_PT, is_before = c->x1 < heading->x0 + 1 && c->x1 > heading->x0 - RUNIN_PT;

	return fabs(c->y - heading->y) <= 1 && (is_after || is_before);
}

/* Does anything that is no footnote stand below the heading on its page, or in its line? */
static bool has_below(const struct judge *j, const struct owners *owners, const struct reader_chunk *heading) {
	/* A heading at the top may stand above columns whose first shows nothing that is read. */
	bool is_first = !has_above(j, owners, heading);

	for (size_t i = 0; i < j->reader.chunk_count; i++) {
		const struct reader_chunk *c = &j->reader.chunks[i];
		const struct reader_leaf *leaf = c->page == heading->page ? owner_of(owners, c) : NULL;
		if (is_bare_picture(c, heading)) {
			return true;
		}
		if (leaf != NULL && !is_heading(leaf) && !c->is_blank && is_beside(c, heading)) {
			return true;
		}
		if (leaf != NULL && (!leaf->in_note || c->y < heading->y + NEAR_PT) && !is_heading(leaf) && (c->is_drawing || !c->is_blank) && c->y > heading->y + 1 &&
		    (c->is_drawing || (c->x0 < heading->x1 && heading->x0 < c->x1) || (is_first && c->y < heading->y + NEAR_PT))) {
			return true;
		}
	}
	return false;
}

/* All of a block's text on a page as one chunk. */
static struct reader_chunk block_chunk(const struct judge *j, size_t page, const struct owners *owners, size_t block) {
	struct reader_chunk all = { .page = page, .x0 = 1e9, .x1 = -1e9 };

	for (size_t i = 0; i < j->reader.chunk_count; i++) {
		const struct reader_chunk *c = &j->reader.chunks[i];
		const struct reader_leaf *leaf = c->page == page && !c->is_drawing && !c->is_blank ? owner_of(owners, c) : NULL;
		if (leaf != NULL && leaf->block == block) {
			all.mcid = c->mcid;
			all.x0 = fmin(all.x0, c->x0);
			all.x1 = fmax(all.x1, c->x1);
			all.y = fmax(all.y, c->y);
		}
	}
	return all;
}

/* Under a heading stands something it could be the heading of: it may float, and then need not be the next to be read. */
static void check_headings(struct judge *j, size_t page, const struct owners *owners) {
	size_t last = 0;

	for (size_t i = 0; i < owners->n; i++) {
		const struct reader_leaf *leaf = owners->v[i].leaf;
		if (leaf == NULL || !is_heading(leaf) || leaf->block == last) {
			continue;
		}
		last = leaf->block;
		struct reader_chunk heading = block_chunk(j, page, owners, last);
		if (heading.x1 > heading.x0 && !has_below(j, owners, &heading)) {
			complain(j, "page %zu: the heading \"%s\" ends the page", page + 1, words_of(j, &heading));
		}
	}
}

static void check_page(struct judge *j, size_t page) {
	struct owners owners = find_owners(j, page);
	const struct reader_chunk **texts = mem_alloc((j->reader.chunk_count + 1) * sizeof(*texts));
	size_t n = 0;

	for (size_t i = 0; i < j->reader.chunk_count; i++) {
		const struct reader_chunk *c = &j->reader.chunks[i];
		if (c->page != page || c->mcid < 0 || (!c->is_drawing && c->is_blank)) {
			continue;
		}
		if (owner_of(&owners, c) == NULL) {
			complain(j, "page %zu: paint with MCID %d belongs to no element", page + 1, c->mcid);
		}
		/* A cover keeps to no text area. */
		if (page > 0) {
			check_margins(j, c);
		}
		if (!c->is_drawing && c->is_upright) {
			texts[n++] = c;
		}
	}
	check_overlaps(j, &owners, texts, n);
	check_headings(j, page, &owners);
	mem_free(texts);
	mem_free(owners.v);
}

/* ---- lines left alone ---- */

/* How many lines of a block stand on a page: baselines of its text that differ by more than a superscript's rise. */
static size_t count_lines(const struct judge *j, size_t page, const struct owners *owners, size_t block) {
	double last = -1e9;
	size_t lines = 0;

	for (size_t i = 0; i < j->reader.chunk_count; i++) {
		const struct reader_chunk *c = &j->reader.chunks[i];
		const struct reader_leaf *leaf = c->page == page ? owner_of(owners, c) : NULL;
		if (leaf != NULL && leaf->block == block && !c->is_blank && !c->is_drawing && c->y > last + 5) {
			last = c->y;
			lines++;
		}
	}
	return lines;
}

/* Paragraphs over a page's end, and those that leave one line alone. */
static void count_divided(struct judge *j, struct judge_rare *rare) {
	for (size_t i = 1; i < j->reader.leaf_count; i++) {
		const struct reader_leaf *a = &j->reader.leaves[i - 1], *b = &j->reader.leaves[i];
		size_t from = j->reader.marks[a->mark].page, to = j->reader.marks[b->mark].page;
		if (a->block != b->block || from == to || !str_eq(a->role, "P") || a->in_note) {
			continue;
		}
		struct owners before = find_owners(j, from), after = find_owners(j, to);
		size_t above = count_lines(j, from, &before, a->block), below = count_lines(j, to, &after, b->block);
		if (above + below >= 4) {
			rare->divided++;
			rare->alone += above < 2 || below < 2;
		}
		mem_free(before.v);
		mem_free(after.v);
	}
}

bool judge_looks(const void *pdf, size_t len, const struct judge_page *page, struct judge_rare *rare, struct buf *report) {
	struct judge j = { .page = page, .report = report };

	begin(&j, pdf, len);
	for (size_t i = 0; i < j.reader.page_count; i++) {
		check_page(&j, i);
	}
	count_divided(&j, rare);
	reader_free(&j.reader);
	return j.complaints == 0;
}

/* ---- words ---- */

/* A ligature that has a character of its own says its letters: readers and searches fold it so (Unicode, NFKC). */
static const char *unfold(uint32_t cp) {
	static const char *const letters[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };

	return cp >= 0xFB00 && cp <= 0xFB06 ? letters[cp - 0xFB00] : NULL;
}

/* Add text without what lines and justification put in or take out: blanks, hyphens where words were divided. */
static void add_letters(struct buf *out, const char *text, bool with_hyphens) {
	size_t n = strlen(text);

	for (size_t i = 0, k; i < n; i += k) {
		uint32_t cp;
		k = utf8_decode(text + i, n - i, &cp);
		if (k == 0) {
			k = 1;
			continue;
		}
		bool is_space = cp <= 0x20 || cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200B) || cp == 0x202F || cp == 0x2060 || cp == 0xFEFF;
		bool is_hyphen = cp == 0xAD || (!with_hyphens && (cp == '-' || cp == 0x2010 || cp == 0x2011));
		if (unfold(cp) != NULL) {
			buf_adds(out, unfold(cp));
		} else if (!is_space && !is_hyphen) {
			buf_add(out, text + i, k);
		}
	}
}

/* The letters of all tagged text in reading order: what notes say, and all else. */
struct letters {
	struct buf text, notes;
};

static struct letters read_letters(const struct judge *j, bool actual) {
	struct letters letters = { BUF_INIT, BUF_INIT };

	for (size_t i = 0; i < j->reader.leaf_count; i++) {
		const struct reader_leaf *leaf = &j->reader.leaves[i];
		const struct reader_mark *mark = &j->reader.marks[leaf->mark];
		add_letters(leaf->in_note ? &letters.notes : &letters.text, buf_str(actual ? &mark->actual : &mark->plain), actual);
	}
	return letters;
}

struct search {
	struct judge *j;
	struct letters *letters;
	size_t at, note_at;          /* up to where text and notes were found */
	bool actual;
};

/* What stands for a page's number, which the document does not know. */
enum { ANY_NUMBER = '\x01' };

static void add_ref(struct buf *out, const char *text, bool with_hyphens) {
	const char *page = strstr(text, "{page}");

	if (page == NULL) {
		add_letters(out, text, with_hyphens);
		return;
	}
	char *before = mem_strndup(text, (size_t)(page - text));
	add_letters(out, before, with_hyphens);
	buf_addc(out, ANY_NUMBER);
	add_letters(out, page + strlen("{page}"), with_hyphens);
	mem_free(before);
}

/* How much of text wanted takes where it stands there; 0: it does not. */
static size_t match(const char *text, const char *wanted) {
	const char *p = text;

	for (; *wanted != '\0'; wanted++) {
		if (*wanted == ANY_NUMBER) {
			p += strspn(p, "0123456789");
		} else if (*p++ != *wanted) {
			return 0;
		}
	}
	return (size_t)(p - text);
}

static const char *find_text(const char *text, const char *wanted, size_t *len) {
	for (const char *p = text; (p = strchr(p, wanted[0])) != NULL; p++) {
		*len = match(p, wanted);
		if (*len > 0) {
			return p;
		}
	}
	return NULL;
}

/* What a block prints of its own: its words, and of notes the marks. */
static void add_words(struct buf *out, const struct node *node, bool with_hyphens) {
	char number[16];

	for (const struct node *c = node->first; c != NULL; c = c->next) {
		switch (c->kind) {
		case NODE_TEXT:
		case NODE_CODE:
			add_letters(out, c->u.text.text, with_hyphens);
			break;
		case NODE_REF:
			add_ref(out, c->u.ref.text, with_hyphens);
			break;
		case NODE_CITE:
			add_letters(out, c->u.cite.text, with_hyphens);
			break;
		case NODE_NOTE:
			snprintf(number, sizeof(number), "%d", c->u.note.number);
			add_letters(out, number, with_hyphens);
			break;
		default:
			add_words(out, c, with_hyphens);
		}
	}
}

static bool is_text_block(const struct node *node) {
	/* A cell of paragraphs and lists says what they do. */
	bool has_words = node->kind == NODE_CELL && (node->first == NULL || node_is_inline(node->first->kind));

	return node->kind == NODE_PARA || node->kind == NODE_HEADING || node->kind == NODE_CAPTION || node->kind == NODE_REMARK || has_words;
}

/* Where in text the most of wanted's beginning stands, and how much. */
static const char *nearest(const char *text, const char *wanted, size_t *best) {
	const char *near = text;

	for (const char *p = text; *p != '\0'; p++) {
		size_t n = 0;
		while (p[n] != '\0' && p[n] == wanted[n]) {
			n++;
		}
		if (n > *best) {
			*best = n;
			near = p;
		}
	}
	return near;
}

static bool find_block(struct node *node, void *ctx) {
	struct search *s = ctx;
	bool in_note = false;

	if (!is_text_block(node)) {
		return true;
	}
	for (const struct node *p = node->parent; p != NULL; p = p->parent) {
		in_note = in_note || p->kind == NODE_NOTE;
	}
	struct buf wanted = BUF_INIT;
	const struct buf *from = in_note ? &s->letters->notes : &s->letters->text;
	size_t *at = in_note ? &s->note_at : &s->at;
	add_words(&wanted, node, s->actual);
	size_t found_len = 0, other_len;
	const char *found = wanted.len > 0 ? find_text(buf_str(from) + *at, buf_str(&wanted), &found_len) : NULL;
	if (wanted.len > 0 && found == NULL) {
		size_t best = 0;
		const char *near = nearest(buf_str(from), buf_str(&wanted), &best);
		complain(s->j, "the text of a %s is not found %s%s: \"%.40s\"; after %zu bytes \"%.30s\" stands there, not \"%.30s\"",
		         node_kind_name(node->kind), find_text(buf_str(from), buf_str(&wanted), &other_len) != NULL ? "in its place" : "at all",
		         s->actual ? "" : " (without ActualText)", buf_str(&wanted), best, near + best, buf_str(&wanted) + best);
	} else if (found != NULL) {
		*at = (size_t)(found - buf_str(from)) + found_len;
	}
	buf_fini(&wanted);
	return true;
}

static void count_letters(const struct buf *text, size_t counts[256], int by) {
	for (size_t i = 0; i < text->len; i++) {
		counts[(unsigned char)text->p[i]] += text->p[i] != ANY_NUMBER ? (size_t)by : 0;
	}
}

static bool collect_block(struct node *node, void *ctx) {
	if (is_text_block(node)) {
		add_words(ctx, node, false);
	}
	return true;
}

static void compare_counts(struct judge *j, const struct node *root) {
	struct letters letters = read_letters(j, false);
	struct buf all = BUF_INIT;
	size_t wanted[256] = { 0 }, found[256] = { 0 };

	node_walk((struct node *)(uintptr_t)root, collect_block, NULL, &all);
	count_letters(&all, wanted, 1);
	count_letters(&letters.text, found, 1);
	count_letters(&letters.notes, found, 1);
	for (int i = 0; i < 256; i++) {
		if (found[i] < wanted[i]) {
			complain(j, "the byte 0x%02x stands %zu times in the document and %zu times on the pages", i, wanted[i], found[i]);
		}
	}
	buf_fini(&all);
	buf_fini(&letters.text);
	buf_fini(&letters.notes);
}

bool judge_words(const void *pdf, size_t len, const struct node *root, bool is_divided, struct buf *report) {
	struct judge j = { .report = report };

	begin(&j, pdf, len);
	compare_counts(&j, root);
	for (int actual = 0; actual < 2 && !is_divided; actual++) {
		struct letters letters = read_letters(&j, actual);
		struct search search = { .j = &j, .letters = &letters, .actual = actual };
		node_walk((struct node *)(uintptr_t)root, find_block, NULL, &search);
		buf_fini(&letters.text);
		buf_fini(&letters.notes);
	}
	reader_free(&j.reader);
	return j.complaints == 0;
}
