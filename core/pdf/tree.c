#include "pdf/tree.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "layout/page.h"
#include "pdf/archive.h"
#include "pdf/attach.h"
#include "pdf/meta.h"
#include "pdf/objs.h"
#include "pdf/pdf.h"
#include "pdf/tag.h"
#include "text/locale.h"

struct tree {
	struct objs *objs;
	const struct tags *tags;
	const struct tree_page *pages;
	const struct pdf_meta *meta;
	unsigned *elems, *annots;    /* object numbers, by index */
	unsigned struct_root;
	struct attach attach;
	struct buf body;             /* of the object being written */
};

static void put(struct tree *tree, const char *s) {
	buf_adds(&tree->body, s);
}

static void put_ref(struct tree *tree, unsigned num) {
	objs_put_ref(&tree->body, num);
}

static void put_int(struct tree *tree, long v) {
	objs_put_num(&tree->body, (double)v);
}

/* A place on a page, to a tenth of a point: the figures of links are a good part of a small file. */
static void put_num(struct tree *tree, double v) {
	buf_addc(&tree->body, ' ');
	objs_put_num(&tree->body, round(v * 10) / 10);
}

/* Write the body as object num and empty it. */
static void add(struct tree *tree, unsigned num) {
	objs_add(tree->objs, num, &tree->body);
	buf_reset(&tree->body);
}

/*
 * Name and number trees (PDF 32000-1, 7.9.6 and 7.9.7): leaves of some entries, and a root
 * over them. Entries come sorted.
 */
#define LEAF_MAX 64

struct sorted {
	struct tree *tree;
	const char *kind;            /* "Names" or "Nums" */
	struct buf leaf, kids, first, last;
	size_t n;                    /* entries in the leaf */
};

static void sorted_init(struct sorted *sorted, struct tree *tree, const char *kind) {
	*sorted = (struct sorted){
		.tree = tree, .kind = kind, .leaf = BUF_INIT, .kids = BUF_INIT, .first = BUF_INIT, .last = BUF_INIT,
	};
}

static void end_leaf(struct sorted *sorted) {
	struct tree *tree = sorted->tree;
	unsigned num;

	if (sorted->n == 0) {
		return;
	}
	num = objs_take(tree->objs);
	buf_addf(&tree->body, "<</Limits[%s %s]/%s[%s]>>", buf_str(&sorted->first), buf_str(&sorted->last), sorted->kind,
	         buf_str(&sorted->leaf));
	add(tree, num);
	objs_put_ref(&sorted->kids, num);
	buf_reset(&sorted->leaf);
	sorted->n = 0;
}

/* Key as it stands in the file; the value is the tree's body, which is emptied. */
static void sorted_add(struct sorted *sorted, const char *key) {
	struct buf *body = &sorted->tree->body;

	if (sorted->n == 0) {
		buf_reset(&sorted->first);
		buf_adds(&sorted->first, key);
	}
	buf_reset(&sorted->last);
	buf_adds(&sorted->last, key);
	buf_adds(&sorted->leaf, key);
	buf_addc(&sorted->leaf, ' ');
	buf_add(&sorted->leaf, body->p, body->len);
	buf_addc(&sorted->leaf, '\n');
	buf_reset(body);
	if (++sorted->n == LEAF_MAX) {
		end_leaf(sorted);
	}
}

static void sorted_add_int(struct sorted *sorted, size_t key) {
	char digits[24];

	snprintf(digits, sizeof(digits), "%zu", key);
	sorted_add(sorted, digits);
}

/* The root's number; sorted is released. */
static unsigned sorted_end(struct sorted *sorted) {
	struct tree *tree = sorted->tree;
	unsigned num;

	end_leaf(sorted);
	num = objs_take(tree->objs);
	put(tree, "<</Kids[");
	put(tree, buf_str(&sorted->kids));
	put(tree, "]>>");
	add(tree, num);
	buf_fini(&sorted->leaf);
	buf_fini(&sorted->kids);
	buf_fini(&sorted->first);
	buf_fini(&sorted->last);
	return num;
}

struct named {
	const char *name;
	size_t index;
};

static int by_name(const void *a, const void *b) {
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* "[5 0 R/XYZ 72 700 null]" */
static void put_dest(struct tree *tree, const struct tag_dest *dest) {
	put(tree, "[");
	put_ref(tree, tree->pages[dest->page].num);
	put(tree, "/XYZ");
	put_num(tree, dest->x);
	put_num(tree, tree->tags->pages[dest->page].height_pt - dest->y);
	put(tree, " null]");
}

static void write_pages(struct tree *tree, unsigned root) {
	for (size_t i = 0; i < tree->tags->page_count; i++) {
		const struct tag_page *page = &tree->tags->pages[i];

		put(tree, "<</Type/Page/Parent");
		put_ref(tree, root);
		put(tree, "/MediaBox[0 0 ");
		objs_put_num(&tree->body, page->width_pt);
		put(tree, " ");
		objs_put_num(&tree->body, page->height_pt);
		put(tree, "]/Contents");
		put_ref(tree, tree->pages[i].contents);
		put(tree, "/Resources");
		put_ref(tree, tree->pages[i].resources);
		put(tree, "/StructParents ");
		put_int(tree, (long)i);
		put(tree, "/Tabs/S");
		if (page->annot_count) {
			put(tree, "/Annots[");
			for (size_t a = 0; a < page->annot_count; a++) {
				put_ref(tree, tree->annots[page->first_annot + a]);
			}
			put(tree, "]");
		}
		put(tree, ">>");
		add(tree, tree->pages[i].num);
	}
	put(tree, "<</Type/Pages/Count ");
	put_int(tree, (long)tree->tags->page_count);
	put(tree, "/Kids[");
	for (size_t i = 0; i < tree->tags->page_count; i++) {
		put_ref(tree, tree->pages[i].num);
	}
	put(tree, "]>>");
	add(tree, root);
}

/* RFC 3986: what may not stand in a URI is percent-encoded, what is encoded already stays. */
static void put_uri(struct buf *out, const char *uri) {
	static const char others[] = "-._~:/?#[]@!$&'()*+,;=";
	struct buf safe = BUF_INIT;

	for (; *uri; uri++) {
		unsigned char c = (unsigned char)*uri;
		bool is_escape = c == '%' && isxdigit((unsigned char)uri[1]) && isxdigit((unsigned char)uri[2]);

		if ((c < 0x80 && isalnum(c)) || strchr(others, c) || is_escape) {
			buf_addc(&safe, (char)c);
		} else {
			buf_addf(&safe, "%%%02X", c);
		}
	}
	objs_put_bytes(out, buf_str(&safe));
	buf_fini(&safe);
}

/* What the link says of itself, else its words, else where it goes. */
static const char *link_contents(const struct tree *tree, const struct tag_annot *annot) {
	const struct tag_attrs *attrs = tree->tags->elems[annot->elem].attrs;
	const char *text = tree->tags->texts.p + annot->text_at;

	if (attrs->contents && *attrs->contents) {
		return attrs->contents;
	}
	if (*text) {
		return text;
	}
	return attrs->uri ? attrs->uri : attrs->dest;
}

static void write_annots(struct tree *tree) {
	for (size_t i = 0; i < tree->tags->annot_count; i++) {
		const struct tag_annot *annot = &tree->tags->annots[i];
		const struct tag_attrs *attrs = tree->tags->elems[annot->elem].attrs;
		double height = tree->tags->pages[annot->page].height_pt;

		put(tree, "<</Subtype/Link/F 4/Border[0 0 0]/Rect[");
		put_num(tree, annot->box[0]);
		put_num(tree, height - annot->box[3]);
		put_num(tree, annot->box[2]);
		put_num(tree, height - annot->box[1]);
		put(tree, "]/StructParent ");
		put_int(tree, (long)(tree->tags->page_count + i));
		put(tree, "/Contents");
		objs_put_text(&tree->body, link_contents(tree, annot));
		if (attrs->uri) {
			put(tree, "/A<</S/URI/URI");
			put_uri(&tree->body, attrs->uri);
			put(tree, ">>>>");
		} else {
			put(tree, "/Dest");
			objs_put_bytes(&tree->body, attrs->dest);
			put(tree, ">>");
		}
		add(tree, tree->annots[i]);
	}
}

static void put_kid(struct tree *tree, const struct tag_elem *elem, const struct tag_kid *kid) {
	const struct tag_annot *annot;
	const struct tag_mark *mark;

	switch (kid->kind) {
	case KID_ELEM:
		put_ref(tree, tree->elems[kid->index]);
		break;
	case KID_MARK:
		mark = &tree->tags->marks[kid->index];
		if (mark->page == elem->page) {
			put(tree, " ");
			put_int(tree, (long)mark->mcid);
			break;
		}
		put(tree, "<</Type/MCR/Pg");
		put_ref(tree, tree->pages[mark->page].num);
		put(tree, "/MCID ");
		put_int(tree, (long)mark->mcid);
		put(tree, ">>");
		break;
	case KID_ANNOT:
		annot = &tree->tags->annots[kid->index];
		put(tree, "<</Type/OBJR/Obj");
		put_ref(tree, tree->annots[kid->index]);
		if (annot->page != elem->page) {
			put(tree, "/Pg");
			put_ref(tree, tree->pages[annot->page].num);
		}
		put(tree, ">>");
		break;
	case KID_SLOT:
		break;
	}
}

/* Marks that Cairo left out (blank ones only, content.c sees to that) are left out here too. */
static void put_kids(struct tree *tree, const struct tag_elem *elem) {
	const struct tags *tags = tree->tags;
	bool needs_page = false, is_open = false;

	for (uint32_t k = elem->first_kid; k != TAG_NONE; k = tags->kids[k].next) {
		const struct tag_kid *kid = &tags->kids[k];

		if (kid->kind == KID_SLOT || (kid->kind == KID_MARK && !tags->marks[kid->index].is_shown)) {
			continue;
		}
		if (!is_open) {
			put(tree, "/K[");
			is_open = true;
		}
		needs_page = needs_page || kid->kind != KID_ELEM;
		put_kid(tree, elem, kid);
	}
	if (is_open) {
		put(tree, "]");
	}
	if (needs_page) {
		put(tree, "/Pg");
		put_ref(tree, tree->pages[elem->page].num);
	}
}

static void put_table_attrs(struct tree *tree, const struct tag_attrs *attrs) {
	static const char *const scopes[] = {
		[SCOPE_ROW] = "/Scope/Row", [SCOPE_COLUMN] = "/Scope/Column", [SCOPE_BOTH] = "/Scope/Both",
	};

	if (attrs->scope == SCOPE_NONE && attrs->colspan < 2 && attrs->rowspan < 2 && !attrs->headers) {
		return;
	}
	put(tree, "<</O/Table");
	if (attrs->scope != SCOPE_NONE) {
		put(tree, scopes[attrs->scope]);
	}
	if (attrs->colspan > 1) {
		put(tree, "/ColSpan ");
		put_int(tree, attrs->colspan);
	}
	if (attrs->rowspan > 1) {
		put(tree, "/RowSpan ");
		put_int(tree, attrs->rowspan);
	}
	if (attrs->headers) {
		put(tree, "/Headers[");
		for (const char *const *id = attrs->headers; *id; id++) {
			objs_put_bytes(&tree->body, *id);
		}
		put(tree, "]");
	}
	put(tree, ">>");
}

static void put_layout_attrs(struct tree *tree, const struct tag_elem *elem) {
	const double *box = elem->attrs->bbox;
	double height = tree->tags->pages[elem->page].height_pt;

	if (elem->tag != TAG_FIGURE || box[2] <= box[0] || box[3] <= box[1]) {
		return;
	}
	put(tree, "<</O/Layout/Placement/Block/BBox[");
	put_num(tree, box[0]);
	put_num(tree, height - box[3]);
	put_num(tree, box[2]);
	put_num(tree, height - box[1]);
	put(tree, "]>>");
}

/* Attribute objects (14.7.5), by owner. */
static void put_attrs(struct tree *tree, const struct tag_elem *elem) {
	size_t before = tree->body.len, empty;

	put(tree, "/A[");
	empty = tree->body.len;
	put_table_attrs(tree, elem->attrs);
	put_layout_attrs(tree, elem);
	if (elem->attrs->list_numbering) {
		put(tree, "<</O/List/ListNumbering/");
		put(tree, elem->attrs->list_numbering);
		put(tree, ">>");
	}
	if (tree->body.len == empty) {
		tree->body.len = before;
		tree->body.p[before] = '\0';
		return;
	}
	put(tree, "]");
}

/* Of the nearest element at or above that says. */
static const char *lang_of(const struct tree *tree, uint32_t elem) {
	for (; elem != TAG_NONE; elem = tree->tags->elems[elem].parent) {
		const struct tag_attrs *attrs = tree->tags->elems[elem].attrs;

		if (attrs && attrs->lang) {
			return attrs->lang;
		}
	}
	return tree->meta->lang;
}

/*
 * An element has one language; where its text goes on in another, that text says so by an escape sequence (7.9.2.2): the two
 * letters of ISO 639-1 between escape characters. Languages that have none are told apart by a stroke.
 */
static void put_alt(struct tree *tree, const struct tag_attrs *attrs) {
	const char *lang = attrs->alt_lang;
	struct buf text = BUF_INIT;

	if (attrs->alt_second && lang && strcspn(lang, "-") == 2) {
		objs_put_text_in_two(&tree->body, attrs->alt, lang, attrs->alt_second);
		return;
	}
	buf_adds(&text, attrs->alt);
	if (attrs->alt_second) {
		buf_addf(&text, " / %s", attrs->alt_second);
	}
	objs_put_text(&tree->body, buf_str(&text));
	buf_fini(&text);
}

static void put_words(struct tree *tree, const struct tag_elem *elem) {
	const struct tag_attrs *attrs = elem->attrs;

	if (attrs->lang && !str_eq(attrs->lang, lang_of(tree, elem->parent))) {
		put(tree, "/Lang");
		objs_put_text(&tree->body, attrs->lang);
	}
	if (attrs->alt) {
		put(tree, "/Alt");
		put_alt(tree, attrs);
	}
	if (attrs->actual_text) {
		put(tree, "/ActualText");
		objs_put_text(&tree->body, attrs->actual_text);
	}
}

/* Returns the root of the tree of ids (14.7.2), 0 where there are none. */
static unsigned write_ids(struct tree *tree, struct named *ids, size_t n) {
	struct sorted sorted;
	struct buf key = BUF_INIT;

	if (n == 0) {
		return 0;
	}
	qsort(ids, n, sizeof(*ids), by_name);
	sorted_init(&sorted, tree, "Names");
	for (size_t i = 0; i < n; i++) {
		buf_reset(&key);
		objs_put_bytes(&key, ids[i].name);
		put_ref(tree, tree->elems[ids[i].index]);
		sorted_add(&sorted, buf_str(&key));
	}
	buf_fini(&key);
	return sorted_end(&sorted);
}

/* The structure elements; every Note gets an id (ISO 14289-1, 7.9). Returns the root of the tree of ids. */
static unsigned write_elems(struct tree *tree) {
	const struct tags *tags = tree->tags;
	struct named *ids = NULL;
	size_t id_count = 0, id_cap = 0;
	unsigned root;

	for (uint32_t i = 0; i < tags->elem_count; i++) {
		const struct tag_elem *elem = &tags->elems[i];
		const char *id = elem->attrs ? elem->attrs->id : NULL;
		char made[32];

		put(tree, "<</S/");
		put(tree, tag_name(elem->tag));
		put(tree, "/P");
		put_ref(tree, elem->parent == TAG_NONE ? tree->struct_root : tree->elems[elem->parent]);
		put_kids(tree, elem);
		if (elem->attrs) {
			put_words(tree, elem);
			put_attrs(tree, elem);
			attach_put_of(&tree->attach, elem->attrs->source, &tree->body);
		}
		if (elem->tag == TAG_DOCUMENT && locale_is_rtl(tree->meta->lang)) {
			put(tree, "/A<</O/Layout/WritingMode/RlTb>>");     /* inherited by all below */
		}
		if (!id && elem->tag == TAG_NOTE) {
			snprintf(made, sizeof(made), "element.%u", i);
			id = mem_strdup(made);
		} else if (id) {
			id = mem_strdup(id);
		}
		if (id) {
			*VEC_PUSH(ids, id_count, id_cap) = (struct named){ id, i };
			put(tree, "/ID");
			objs_put_bytes(&tree->body, id);
		}
		put(tree, ">>");
		add(tree, tree->elems[i]);
	}
	root = write_ids(tree, ids, id_count);
	for (size_t i = 0; i < id_count; i++) {
		mem_free((char *)(uintptr_t)ids[i].name);
	}
	mem_free(ids);
	return root;
}

/* From marks and annotations back to their elements (14.7.4.4). */
static unsigned write_parents(struct tree *tree) {
	const struct tags *tags = tree->tags;
	struct sorted sorted;

	sorted_init(&sorted, tree, "Nums");
	for (size_t p = 0; p < tags->page_count; p++) {
		const struct tag_page *page = &tags->pages[p];

		put(tree, "[");
		for (size_t i = page->first_mark; i < page->first_mark + page->mark_count; i++) {
			if (tags->marks[i].elem == TAG_NONE) {
				continue;
			}
			if (tags->marks[i].is_shown) {
				put_ref(tree, tree->elems[tags->marks[i].elem]);
			} else {
				put(tree, " null");
			}
		}
		put(tree, "]");
		sorted_add_int(&sorted, p);
	}
	for (size_t i = 0; i < tags->annot_count; i++) {
		put_ref(tree, tree->elems[tags->annots[i].elem]);
		sorted_add_int(&sorted, tags->page_count + i);
	}
	return sorted_end(&sorted);
}

static void write_structure(struct tree *tree) {
	unsigned ids = write_elems(tree), parents = write_parents(tree);

	put(tree, "<</Type/StructTreeRoot/K");
	put_ref(tree, tree->elems[0]);
	put(tree, "/ParentTree");
	put_ref(tree, parents);
	put(tree, "/ParentTreeNextKey ");
	put_int(tree, (long)(tree->tags->page_count + tree->tags->annot_count));
	if (ids) {
		put(tree, "/IDTree");
		put_ref(tree, ids);
	}
	put(tree, ">>");
	add(tree, tree->struct_root);
}

/* Returns the root of the named places, 0 where there are none. */
static unsigned write_dests(struct tree *tree) {
	size_t n = tree->tags->dest_count;
	struct named *names = mem_alloc(n * sizeof(*names));
	struct buf key = BUF_INIT;
	struct sorted sorted;
	unsigned root = 0;

	if (n) {
		for (size_t i = 0; i < n; i++) {
			names[i] = (struct named){ map_key(tree->tags->dest_names, i), i };
		}
		qsort(names, n, sizeof(*names), by_name);
		sorted_init(&sorted, tree, "Names");
		for (size_t i = 0; i < n; i++) {
			buf_reset(&key);
			objs_put_bytes(&key, names[i].name);
			put_dest(tree, &tree->tags->dests[names[i].index]);
			sorted_add(&sorted, buf_str(&key));
		}
		root = sorted_end(&sorted);
	}
	buf_fini(&key);
	mem_free(names);
	return root;
}

/* How an entry hangs in the outline: indices of entries, n where there is none. */
struct item {
	size_t parent, first, last, prev, next, kids;
};

static void hang(const struct outline_entry *entries, size_t n, struct item *items) {
	for (size_t i = 0; i < n; i++) {
		size_t parent = n, prev = n;

		items[i] = (struct item){ n, n, n, n, n, 0 };
		for (size_t above = i; above-- > 0;) {
			if (entries[above].level < entries[i].level) {
				parent = above;
				break;
			}
		}
		items[i].parent = parent;
		/* items[n] is the root */
		prev = items[parent].last;
		if (prev == n) {
			items[parent].first = i;
		} else {
			items[prev].next = i;
			items[i].prev = prev;
		}
		items[parent].last = i;
		items[parent].kids++;
	}
}

static void put_link(struct tree *tree, const char *key, const unsigned *nums, size_t i, size_t n) {
	if (i != n) {
		put(tree, key);
		put_ref(tree, nums[i]);
	}
}

/* Returns the outline's number, 0 where there is none. Entries stand closed. */
static unsigned write_outline(struct tree *tree, const struct page_feed *feed, struct err *err) {
	size_t n = feed->outline_count;
	struct item *items = mem_alloc((n + 1) * sizeof(*items));
	unsigned *nums = mem_alloc((n + 1) * sizeof(*nums)), root = 0;

	items[n] = (struct item){ n, n, n, n, n, 0 };
	hang(feed->outline, n, items);
	for (size_t i = 0; n && i <= n; i++) {
		nums[i] = objs_take(tree->objs);
	}
	for (size_t i = 0; i < n; i++) {
		const struct outline_entry *entry = &feed->outline[i];
		const struct tag_dest *dest = entry->dest ? tags_dest(tree->tags, entry->dest) : NULL;

		if (!dest) {
			err_set(err, ERR_BUG, "the outline's '%s' leads to '%s', which is nowhere", entry->title, entry->dest ? entry->dest : "");
			goto out;
		}
		put(tree, "<</Title");
		objs_put_text(&tree->body, entry->title);
		put_link(tree, "/Parent", nums, items[i].parent, n + 1);
		put_link(tree, "/First", nums, items[i].first, n);
		put_link(tree, "/Last", nums, items[i].last, n);
		put_link(tree, "/Prev", nums, items[i].prev, n);
		put_link(tree, "/Next", nums, items[i].next, n);
		if (items[i].kids) {
			put(tree, "/Count ");
			put_int(tree, -(long)items[i].kids);
		}
		put(tree, "/Dest");
		put_dest(tree, dest);
		put(tree, ">>");
		add(tree, nums[i]);
	}
	if (n) {
		put(tree, "<</Type/Outlines");
		put_link(tree, "/First", nums, items[n].first, n);
		put_link(tree, "/Last", nums, items[n].last, n);
		put(tree, "/Count ");
		put_int(tree, (long)items[n].kids);
		put(tree, ">>");
		add(tree, nums[n]);
	}
	root = nums[n];
out:
	mem_free(items);
	mem_free(nums);
	return root;
}

/* "A-12": prefix "A-", number 12; false where it ends in no number that counts on. */
static bool split_label(const char *label, size_t *prefix, unsigned long *number) {
	size_t n = strlen(label), at = n;

	while (at > 0 && n - at < 9 && isdigit((unsigned char)label[at - 1])) {
		at--;
	}
	*prefix = at;
	if (at == n || label[at] == '0') {
		return false;
	}
	*number = strtoul(label + at, NULL, 10);
	return true;
}

/* Page labels (12.4.2): a range for each stretch that counts on. */
static unsigned write_labels(struct tree *tree) {
	const struct tags *tags = tree->tags;
	const char *prev = NULL;
	size_t prev_prefix = 0;
	unsigned long prev_number = 0;
	struct sorted sorted;

	sorted_init(&sorted, tree, "Nums");
	for (size_t i = 0; i < tags->page_count; i++) {
		const char *label = tags->labels.p + tags->pages[i].label_at;
		unsigned long number = 0;
		size_t prefix;
		bool counts = split_label(label, &prefix, &number);

		if (!(counts && prev && prefix == prev_prefix && memcmp(label, prev, prefix) == 0 && number == prev_number + 1)) {
			struct buf head = BUF_INIT;

			buf_add(&head, label, counts ? prefix : strlen(label));
			put(tree, "<</P");
			objs_put_text(&tree->body, buf_str(&head));
			if (counts) {
				buf_addf(&tree->body, "/S/D/St %lu", number);
			}
			put(tree, ">>");
			sorted_add_int(&sorted, i);
			buf_fini(&head);
		}
		prev = counts ? label : NULL;
		prev_prefix = prefix;
		prev_number = number;
	}
	return sorted_end(&sorted);
}

static unsigned write_catalog(struct tree *tree, const struct page_feed *feed, unsigned page_root, struct err *err) {
	unsigned num = objs_take(tree->objs), metadata = objs_take(tree->objs);
	unsigned outline = write_outline(tree, feed, err), dests, labels;
	struct buf xmp = BUF_INIT;

	if (feed->outline_count && !outline) {
		return 0;
	}
	dests = write_dests(tree);
	labels = write_labels(tree);
	meta_put_xmp(&xmp, tree->meta);
	if (tree->meta->parts) {
		hash_hex(xmp.p, xmp.len, tree->meta->parts->metadata);
	}
	objs_add_plain(tree->objs, metadata, "/Type/Metadata/Subtype/XML", xmp.p, xmp.len);
	buf_fini(&xmp);

	put(tree, "<</Type/Catalog/Pages");
	put_ref(tree, page_root);
	put(tree, "/Lang");
	objs_put_text(&tree->body, tree->meta->lang);
	put(tree, "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true");
	put(tree, locale_is_rtl(tree->meta->lang) ? "/Direction/R2L>>/StructTreeRoot" : ">>/StructTreeRoot");
	put_ref(tree, tree->struct_root);
	put(tree, "/Metadata");
	put_ref(tree, metadata);
	put(tree, "/PageLabels");
	put_ref(tree, labels);
	if (outline) {
		put(tree, "/PageMode/UseOutlines/Outlines");
		put_ref(tree, outline);
	}
	if (dests || tree->meta->attachment_count) {
		put(tree, "/Names<<");
		put_link(tree, "/Dests", &dests, 0, dests ? 1 : 0);
		attach_put_names(&tree->attach, &tree->body);
		put(tree, ">>");
	}
	attach_put_all(&tree->attach, &tree->body);
	if (tree->meta->archive) {
		archive_put_intent(tree->objs, &tree->body);
	}
	put(tree, ">>");
	add(tree, num);
	return num;
}

static unsigned *take_numbers(struct objs *objs, size_t n) {
	unsigned *nums = mem_alloc(n * sizeof(*nums));

	for (size_t i = 0; i < n; i++) {
		nums[i] = objs_take(objs);
	}
	return nums;
}

bool tree_write(struct objs *objs, const struct tags *tags, const struct tree_page *tree_pages, const struct page_feed *feed,
                const struct pdf_meta *meta, struct err *err) {
	struct tree tree = { .objs = objs, .tags = tags, .pages = tree_pages, .meta = meta, .body = BUF_INIT };
	unsigned page_root, catalog, info;
	char id[META_ID_SIZE];
	bool ok;

	if (tags->elem_count == 0) {
		return err_set(err, ERR_BUG, "a PDF without a single tag");
	}
	tree.elems = take_numbers(objs, tags->elem_count);
	tree.annots = take_numbers(objs, tags->annot_count);
	tree.struct_root = objs_take(objs);
	attach_init(&tree.attach, objs, meta);
	page_root = objs_take(objs);
	write_pages(&tree, page_root);
	write_annots(&tree);
	write_structure(&tree);
	catalog = write_catalog(&tree, feed, page_root, err);
	if (catalog) {
		info = objs_take(objs);
		meta_put_info(&tree.body, meta);
		add(&tree, info);
	}
	ok = catalog && attach_write(&tree.attach, err);
	if (ok) {
		meta_id(meta, id);
		objs_finish(objs, catalog, info, id);
	}
	attach_fini(&tree.attach);
	mem_free(tree.elems);
	mem_free(tree.annots);
	buf_fini(&tree.body);
	return ok;
}
