#include "pdf/tag.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "text/para.h"

#define BIT(tag) (1u << (tag))
#define HEADINGS (BIT(TAG_H1) | BIT(TAG_H2) | BIT(TAG_H3) | BIT(TAG_H4) | BIT(TAG_H5) | BIT(TAG_H6))
#define GROUPS   (BIT(TAG_DOCUMENT) | BIT(TAG_SECT) | BIT(TAG_DIV) | BIT(TAG_BLOCKQUOTE))
#define CELLS    (BIT(TAG_TH) | BIT(TAG_TD))
#define HOLDERS  (GROUPS | CELLS | BIT(TAG_LBODY) | BIT(TAG_CAPTION) | BIT(TAG_NOTE) | BIT(TAG_FIGURE))
#define INLINES  (BIT(TAG_SPAN) | BIT(TAG_LINK) | BIT(TAG_LBL) | BIT(TAG_REFERENCE) | BIT(TAG_NOTE))
#define BLOCKS   (HEADINGS | BIT(TAG_P) | BIT(TAG_DIV) | BIT(TAG_BLOCKQUOTE) | BIT(TAG_TOCI) | CELLS | \
                  BIT(TAG_LBODY) | BIT(TAG_CAPTION) | BIT(TAG_FIGURE))
#define ROOT     (1u << 31)

_Static_assert(TAGS < 31, "a tag a bit");

struct rule {
	bool is_leaf;                /* may hold paint */
	uint32_t parents;
};

/* What may stand in what: PDF 32000-1, 14.8.4, as far as layout/ makes use of it. */
static const struct rule rules[TAGS] = {
	[TAG_DOCUMENT]   = { false, ROOT },
	[TAG_SECT]       = { false, BIT(TAG_DOCUMENT) | BIT(TAG_SECT) | BIT(TAG_DIV) },
	[TAG_H1]         = { false, GROUPS },
	[TAG_H2]         = { false, GROUPS },
	[TAG_H3]         = { false, GROUPS },
	[TAG_H4]         = { false, GROUPS },
	[TAG_H5]         = { false, GROUPS },
	[TAG_H6]         = { false, GROUPS },
	[TAG_P]          = { false, HOLDERS | BIT(TAG_TOCI) },
	[TAG_BLOCKQUOTE] = { false, HOLDERS },
	[TAG_L]          = { false, HOLDERS | BIT(TAG_L) },
	[TAG_LI]         = { false, BIT(TAG_L) },
	[TAG_LBL]        = { true, BIT(TAG_LI) | BLOCKS | INLINES },
	[TAG_LBODY]      = { false, BIT(TAG_LI) },
	[TAG_TABLE]      = { false, HOLDERS },
	[TAG_THEAD]      = { false, BIT(TAG_TABLE) },
	[TAG_TBODY]      = { false, BIT(TAG_TABLE) },
	[TAG_TFOOT]      = { false, BIT(TAG_TABLE) },
	[TAG_TR]         = { false, BIT(TAG_TABLE) | BIT(TAG_THEAD) | BIT(TAG_TBODY) | BIT(TAG_TFOOT) },
	[TAG_TH]         = { false, BIT(TAG_TR) },
	[TAG_TD]         = { false, BIT(TAG_TR) },
	[TAG_FIGURE]     = { true, HOLDERS | BIT(TAG_P) },
	[TAG_CAPTION]    = { false, GROUPS | BIT(TAG_FIGURE) | BIT(TAG_TABLE) | BIT(TAG_L) | BIT(TAG_TOC) },
	[TAG_NOTE]       = { false, GROUPS },
	[TAG_REFERENCE]  = { false, BLOCKS | INLINES },
	[TAG_LINK]       = { true, BLOCKS | INLINES },
	[TAG_TOC]        = { false, GROUPS | BIT(TAG_TOC) | BIT(TAG_TOCI) },
	[TAG_TOCI]       = { false, BIT(TAG_TOC) },
	[TAG_SPAN]       = { true, BLOCKS | INLINES },
	[TAG_DIV]        = { false, HOLDERS },
};

void tags_init(struct tags *tags) {
	*tags = (struct tags){
		.texts = BUF_INIT, .labels = BUF_INIT, .heard = BUF_INIT, .dest_names = map_new(), .ids = map_new(),
		.arena = arena_new(), .open = TAG_NONE, .mark = TAG_NONE, .link = TAG_NONE, .flow = TAG_NONE,
	};
}

void tags_fini(struct tags *tags) {
	mem_free(tags->elems);
	mem_free(tags->kids);
	mem_free(tags->marks);
	mem_free(tags->inks);
	mem_free(tags->flows);
	mem_free(tags->annots);
	mem_free(tags->pictures);
	mem_free(tags->images);
	mem_free(tags->pages);
	mem_free(tags->dests);
	mem_free(tags->heard_at);
	buf_fini(&tags->heard);
	arena_free(tags->arena);
	buf_fini(&tags->texts);
	buf_fini(&tags->labels);
	map_free(tags->dest_names);
	map_free(tags->ids);
	*tags = (struct tags){ .texts = BUF_INIT, .labels = BUF_INIT };
}

void tags_listen(struct tags *tags) {
	tags->listens = true;
}

/* "page 3, operation 17: …": what is wrong here is a mistake of layout/, never of a request. */
static bool fail(const struct tags *tags, struct err *err, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static bool fail(const struct tags *tags, struct err *err, const char *fmt, ...) {
	char what[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return err_set(err, ERR_BUG, "page %zu, operation %zu: %s", tags->page_count, tags->op, what);
}

static struct tag_page *this_page(struct tags *tags) {
	return &tags->pages[tags->page_count - 1];
}

static void add_kid(struct tags *tags, uint32_t elem, enum kid_kind kind, size_t index) {
	struct tag_elem *parent = &tags->elems[elem];
	struct tag_flow *flow = tags->flow != TAG_NONE ? &tags->flows[tags->flow] : NULL;
	uint32_t added = (uint32_t)tags->kid_count;

	*VEC_PUSH(tags->kids, tags->kid_count, tags->kid_cap) =
		(struct tag_kid){ .kind = kind, .index = (uint32_t)index, .next = TAG_NONE };
	if (flow != NULL && flow->elem == elem) {
		tags->kids[added].next = tags->kids[flow->last_kid].next;
		tags->kids[flow->last_kid].next = added;
		parent->last_kid = parent->last_kid == flow->last_kid ? added : parent->last_kid;
		flow->last_kid = added;
		return;
	}
	if (parent->last_kid == TAG_NONE) {
		parent->first_kid = added;
	} else {
		tags->kids[parent->last_kid].next = added;
	}
	parent->last_kid = added;
}

static bool is_blank(const char *utf8, size_t len) {
	while (len) {
		uint32_t cp;
		size_t n = utf8_decode(utf8, len, &cp);

		if (!n || !(cp <= 0x20 || cp == 0xA0 || cp == 0xAD || (cp >= 0x2000 && cp <= 0x200F) || cp == 0x202F ||
		            cp == 0x2060 || cp == 0x3000 || cp == 0xFEFF)) {
			return false;
		}
		utf8 += n;
		len -= n;
	}
	return true;
}

/* Attributes without which a reader who cannot see the page loses something. */
static bool check_attrs(struct tags *tags, enum tag tag, const struct tag_attrs *attrs, struct err *err) {
	static const struct tag_attrs none;

	if (!attrs) {
		attrs = &none;
	}
	if (tag == TAG_FIGURE && !(attrs->alt && *attrs->alt) && !(attrs->actual_text && *attrs->actual_text)) {
		return fail(tags, err, "a Figure has no alt text");
	}
	if (tag == TAG_TH && attrs->scope == SCOPE_NONE) {
		return fail(tags, err, "a TH has no scope");
	}
	if (tag == TAG_LINK && !attrs->uri == !attrs->dest) {
		return fail(tags, err, "a Link needs one of uri and dest");
	}
	if (attrs->id && map_lookup(tags->ids, attrs->id)) {
		return fail(tags, err, "two elements have the id '%s'", attrs->id);
	}
	return true;
}

/*
 * A note stands at the foot of its page, in the middle of whatever runs on to the next: a paragraph, a
 * table. It is read after that.
 */
static uint32_t parent_of(const struct tags *tags, enum tag tag) {
	uint32_t parent = tags->open;

	while (tag == TAG_NOTE && parent != TAG_NONE && !(GROUPS & BIT(tags->elems[parent].tag))) {
		parent = tags->elems[parent].parent;
	}
	return parent;
}

/* What the paint to come may stand in: a leaf, or a Span without an element. */
static bool is_leaf_open(const struct tags *tags) {
	return tags->in_span || (tags->open != TAG_NONE && rules[tags->elems[tags->open].tag].is_leaf);
}

static const char *const *keep_headers(struct tags *tags, const char *const *headers) {
	size_t n = 0;

	while (headers[n] != NULL) {
		n++;
	}
	const char **kept = arena_alloc(tags->arena, (n + 1) * sizeof(*kept));
	for (size_t i = 0; i < n; i++) {
		kept[i] = arena_strdup(tags->arena, headers[i]);
	}
	return kept;
}

static bool has_words(const struct tag_attrs *attrs) {
	return attrs->lang || attrs->alt || attrs->actual_text || attrs->id || attrs->headers || attrs->uri || attrs->dest ||
	       attrs->contents || attrs->list_numbering || attrs->source;
}

static bool is_same_bare(const struct tag_attrs *a, const struct tag_attrs *b) {
	return a && a->scope == b->scope && a->colspan == b->colspan && a->rowspan == b->rowspan &&
	       !memcmp(a->bbox, b->bbox, sizeof(a->bbox));
}

/*
 * A copy that lasts. Thousands of cells are heads of columns and nothing else: what has no words is kept once in a
 * row.
 */
static const struct tag_attrs *keep_attrs(struct tags *tags, const struct tag_attrs *attrs) {
	struct arena *arena = tags->arena;
	bool is_bare = attrs && !has_words(attrs);

	if (!attrs || (is_bare && is_same_bare(tags->bare, attrs))) {
		return attrs ? tags->bare : NULL;
	}
	struct tag_attrs *kept = arena_copy(arena, attrs, sizeof(*attrs));
	kept->lang = arena_strdup(arena, attrs->lang);
	kept->alt = arena_strdup(arena, attrs->alt);
	kept->alt_second = arena_strdup(arena, attrs->alt_second);
	kept->alt_lang = arena_strdup(arena, attrs->alt_lang);
	kept->actual_text = arena_strdup(arena, attrs->actual_text);
	kept->id = arena_strdup(arena, attrs->id);
	kept->headers = attrs->headers ? keep_headers(tags, attrs->headers) : NULL;
	kept->uri = arena_strdup(arena, attrs->uri);
	kept->dest = arena_strdup(arena, attrs->dest);
	kept->contents = arena_strdup(arena, attrs->contents);
	kept->list_numbering = arena_strdup(arena, attrs->list_numbering);
	tags->bare = is_bare ? kept : tags->bare;
	return kept;
}

static bool says_nothing(const struct tag_attrs *attrs) {
	return !attrs || (!attrs->lang && !attrs->alt && !attrs->actual_text && !attrs->id);
}

/* Spans in a row are one mark, on each page. */
static bool span_begin(struct tags *tags) {
	if (tags->mark != TAG_NONE && tags->marks[tags->mark].elem != tags->open) {
		tags->mark = TAG_NONE;
	}
	tags->in_span = true;
	return true;
}

static bool is_same_text(const char *a, const char *b) {
	return a && b ? str_eq(a, b) : a == b;
}

/*
 * The element that tag goes on with, TAG_NONE for none: a link that runs over the end of a line, and a stretch in another language,
 * are opened anew on each line, or page. They are read once, as one.
 */
static uint32_t goes_on(const struct tags *tags, enum tag tag, const struct tag_attrs *attrs) {
	bool in_flow = tags->flow != TAG_NONE && tags->open == tags->flows[tags->flow].elem;

	if ((tag != TAG_LINK && tag != TAG_SPAN) || !attrs || tags->open == TAG_NONE || in_flow || attrs->alt || attrs->actual_text || attrs->id) {
		return TAG_NONE;
	}
	uint32_t last = tags->elems[tags->open].last_kid;
	if (last == TAG_NONE || tags->kids[last].kind != KID_ELEM) {
		return TAG_NONE;
	}
	const struct tag_elem *elem = &tags->elems[tags->kids[last].index];
	const struct tag_attrs *before = elem->attrs;
	return elem->tag == tag && before && elem->outer == tags->open && !before->alt && !before->actual_text && !before->id &&
	       is_same_text(before->lang, attrs->lang) && is_same_text(before->uri, attrs->uri) && is_same_text(before->dest, attrs->dest) &&
	       is_same_text(before->contents, attrs->contents) ? tags->kids[last].index : TAG_NONE;
}

static bool open_elem(struct tags *tags, uint32_t elem) {
	if (tags->elems[elem].tag == TAG_LINK) {
		tags->link = elem;
	}
	tags->open = elem;
	tags->mark = TAG_NONE;
	return true;
}

static bool tag_begin(struct tags *tags, enum tag tag, const struct tag_attrs *attrs, struct err *err) {
	uint32_t parent = parent_of(tags, tag), added = (uint32_t)tags->elem_count;
	uint32_t parent_bit = parent == TAG_NONE ? ROOT : BIT(tags->elems[parent].tag);

	if (tags->in_artifact) {
		return fail(tags, err, "%s begins within an artifact", tag_name(tag));
	}
	if (tags->in_span) {
		return fail(tags, err, "%s begins within Span", tag_name(tag));
	}
	if (!(rules[tag].parents & parent_bit) || (parent == TAG_NONE && tags->elem_count)) {
		return fail(tags, err, "%s may not stand in %s", tag_name(tag),
		            parent == TAG_NONE ? "the root" : tag_name(tags->elems[parent].tag));
	}
	if (tag == TAG_LINK && tags->link != TAG_NONE) {
		return fail(tags, err, "a Link stands in a Link");
	}
	if (!check_attrs(tags, tag, attrs, err)) {
		return false;
	}
	if (tag == TAG_SPAN && says_nothing(attrs)) {
		return span_begin(tags);
	}
	uint32_t before = goes_on(tags, tag, attrs);
	if (before != TAG_NONE) {
		return open_elem(tags, before);
	}
	*VEC_PUSH(tags->elems, tags->elem_count, tags->elem_cap) = (struct tag_elem){
		.tag = tag, .attrs = keep_attrs(tags, attrs), .parent = parent, .outer = tags->open, .page = (uint32_t)(tags->page_count - 1),
		.first_kid = TAG_NONE, .last_kid = TAG_NONE,
	};
	if (parent != TAG_NONE) {
		add_kid(tags, parent, KID_ELEM, added);
	}
	if (attrs && attrs->id) {
		map_put(tags->ids, attrs->id, (void *)(uintptr_t)(added + 1));
	}
	return open_elem(tags, added);
}

/* Ends the innermost tag: the operation does not say which. */
static bool tag_end(struct tags *tags, struct err *err) {
	if (tags->open == TAG_NONE) {
		return fail(tags, err, "a tag ends, but none is open");
	}
	if (tags->in_artifact) {
		return fail(tags, err, "%s ends within an artifact", tag_name(tags->elems[tags->open].tag));
	}
	if (tags->in_span) {
		tags->in_span = false;
		return true;
	}
	if (tags->link == tags->open) {
		tags->link = TAG_NONE;
	}
	tags->open = tags->elems[tags->open].outer;
	tags->mark = TAG_NONE;
	return true;
}

/* Flows are numbered in the order of their slots. */
static bool add_slot(struct tags *tags, uint32_t flow, struct err *err) {
	if (flow != tags->flow_count || tags->open == TAG_NONE || tags->in_artifact || tags->in_span) {
		return fail(tags, err, "the slot of flow %u does not stand in the order of flows, between tags", (unsigned)flow);
	}
	add_kid(tags, tags->open, KID_SLOT, flow);
	*VEC_PUSH(tags->flows, tags->flow_count, tags->flow_cap) = (struct tag_flow){
		.elem = tags->open, .last_kid = (uint32_t)(tags->kid_count - 1), .open = tags->open,
	};
	return true;
}

static bool flow_begin(struct tags *tags, uint32_t flow, struct err *err) {
	if (flow >= tags->flow_count || tags->flow != TAG_NONE || tags->in_artifact || tags->in_span) {
		return fail(tags, err, "flow %u begins before its slot, in another flow, or in the middle of paint", (unsigned)flow);
	}
	tags->flow = flow;
	tags->outside = tags->open;
	tags->open = tags->flows[flow].open;
	tags->mark = TAG_NONE;
	return true;
}

static bool flow_end(struct tags *tags, struct err *err) {
	if (tags->flow == TAG_NONE || tags->in_artifact || tags->in_span || tags->link != TAG_NONE) {
		return fail(tags, err, "a flow ends that did not begin, or in the middle of paint");
	}
	tags->flows[tags->flow].open = tags->open;
	tags->flow = TAG_NONE;
	tags->open = tags->outside;
	tags->mark = TAG_NONE;
	return true;
}

static bool artifact_begin(struct tags *tags, enum artifact artifact, struct err *err) {
	enum tag open = tags->open == TAG_NONE ? TAG_DOCUMENT : tags->elems[tags->open].tag;

	if (tags->in_artifact) {
		return fail(tags, err, "an artifact begins within an artifact");
	}
	if (tags->in_span || (open != TAG_FIGURE && rules[open].is_leaf)) {
		return fail(tags, err, "an artifact begins within %s", tags->in_span ? "Span" : tag_name(open));
	}
	tags->in_artifact = true;
	tags->artifact = artifact;
	tags->mark = TAG_NONE;
	return true;
}

static bool artifact_end(struct tags *tags, struct err *err) {
	if (!tags->in_artifact) {
		return fail(tags, err, "an artifact ends, but none is open");
	}
	tags->in_artifact = false;
	tags->mark = TAG_NONE;
	return true;
}

static bool add_dest(struct tags *tags, const char *name, double x, double y, struct err *err) {
	if (map_lookup(tags->dest_names, name)) {
		return fail(tags, err, "two places are named '%s'", name);
	}
	*VEC_PUSH(tags->dests, tags->dest_count, tags->dest_cap) =
		(struct tag_dest){ .page = (uint32_t)(tags->page_count - 1), .x = x, .y = y };
	map_put(tags->dest_names, name, (void *)(uintptr_t)tags->dest_count);
	return true;
}

/* The area of the operation, for links; false where it has none that counts. */
static bool op_box(const struct op *op, double box[4]) {
	switch (op->kind) {
	case OP_TEXT: {
		const struct text_run *run = op->u.text.run;

		/* The heights of an ordinary Latin face: a link's area needs no more. */
		box[0] = op->u.text.x;
		box[1] = op->u.text.y - 0.9 * run->size_pt;
		box[2] = op->u.text.x + run->width_pt;
		box[3] = op->u.text.y + 0.25 * run->size_pt;
		return true;
	}
	case OP_RECT:
		box[0] = op->u.rect.x;
		box[1] = op->u.rect.y;
		box[2] = op->u.rect.x + op->u.rect.w;
		box[3] = op->u.rect.y + op->u.rect.h;
		return true;
	case OP_IMAGE:
		box[0] = op->u.image.x;
		box[1] = op->u.image.y;
		box[2] = op->u.image.x + op->u.image.w;
		box[3] = op->u.image.y + op->u.image.h;
		return true;
	default:
		return false;
	}
}

static bool is_on_line(const double line[4], const double box[4]) {
	double middle = (box[1] + box[3]) / 2;

	return middle > line[1] && middle < line[3];
}

/* Widen the link's area on this line, or begin one for the next line. */
static void extend_link(struct tags *tags, const struct op *op) {
	struct tag_annot *annot = tags->annot_count ? &tags->annots[tags->annot_count - 1] : NULL;
	uint32_t page = (uint32_t)(tags->page_count - 1);
	double box[4];

	if (!op_box(op, box)) {
		return;
	}
	if (!annot || annot->elem != tags->link || annot->page != page || !is_on_line(annot->box, box)) {
		if (annot) {
			buf_addc(&tags->texts, '\0');
		}
		add_kid(tags, tags->link, KID_ANNOT, tags->annot_count);
		annot = VEC_PUSH(tags->annots, tags->annot_count, tags->annot_cap);
		*annot = (struct tag_annot){ .page = page, .elem = tags->link, .text_at = tags->texts.len };
		memcpy(annot->box, box, sizeof(box));
		this_page(tags)->annot_count++;
	}
	annot->box[0] = box[0] < annot->box[0] ? box[0] : annot->box[0];
	annot->box[1] = box[1] < annot->box[1] ? box[1] : annot->box[1];
	annot->box[2] = box[2] > annot->box[2] ? box[2] : annot->box[2];
	annot->box[3] = box[3] > annot->box[3] ? box[3] : annot->box[3];
	if (op->kind == OP_TEXT) {
		buf_add(&tags->texts, op->u.text.run->utf8, op->u.text.run->utf8_len);
	}
}

static void begin_mark(struct tags *tags) {
	struct tag_page *page = this_page(tags);

	tags->mark = (uint32_t)tags->mark_count;
	*VEC_PUSH(tags->marks, tags->mark_count, tags->mark_cap) = (struct tag_mark){
		.page = (uint32_t)(tags->page_count - 1),
		.elem = tags->in_artifact ? TAG_NONE : tags->open,
		.mcid = tags->in_artifact ? 0 : page->mcid_count++,
		.artifact = (uint8_t)tags->artifact,
	};
	page->mark_count++;
	if (tags->listens) {
		*VEC_PUSH(tags->heard_at, tags->heard_count, tags->heard_cap) = tags->heard.len;
	}
	if (!tags->in_artifact) {
		add_kid(tags, tags->open, KID_MARK, tags->mark);
	}
}

static bool paint(struct tags *tags, const struct op *op, const char *what, struct err *err) {
	if (!tags->in_artifact && !is_leaf_open(tags)) {
		bool is_text = op->kind == OP_TEXT;

		return fail(tags, err, "%s%s%.*s%s is painted %s%s", what, is_text ? " '" : "",
		            is_text ? (int)op->u.text.run->utf8_len : 0, is_text ? op->u.text.run->utf8 : "", is_text ? "'" : "",
		            tags->open == TAG_NONE ? "outside of every tag and artifact" : "straight into ",
		            tags->open == TAG_NONE ? "" : tag_name(tags->elems[tags->open].tag));
	}
	if (tags->mark == TAG_NONE) {
		begin_mark(tags);
	}
	if (op->kind == OP_IMAGE || (op->kind == OP_TEXT && !is_blank(op->u.text.run->utf8, op->u.text.run->utf8_len))) {
		tags->marks[tags->mark].must_show = true;
	}
	if (tags->listens && op->kind == OP_TEXT) {
		buf_add(&tags->heard, op->u.text.run->utf8, op->u.text.run->utf8_len);
	}
	if (tags->link != TAG_NONE && !tags->in_artifact) {
		extend_link(tags, op);
	}
	return true;
}

void tags_page_begin(struct tags *tags, const struct page *page) {
	const char *label = page->label ? page->label : "";

	tags->ink_count = 0;         /* those of the page before have done their work: its content is read */
	*VEC_PUSH(tags->pages, tags->page_count, tags->page_cap) = (struct tag_page){
		.label_at = tags->labels.len, .width_pt = page->width_pt, .height_pt = page->height_pt,
		.first_mark = tags->mark_count, .first_annot = tags->annot_count,
		.first_picture = tags->picture_count,
	};
	buf_add(&tags->labels, label, strlen(label) + 1);
	tags->mark = TAG_NONE;
	tags->op = 0;
}

bool tags_op(struct tags *tags, const struct op *op, struct err *err) {
	tags->op++;
	switch (op->kind) {
	case OP_TAG_BEGIN:
		return tag_begin(tags, op->u.tag.tag, op->u.tag.attrs, err);
	case OP_TAG_END:
		return tag_end(tags, err);
	case OP_ARTIFACT_BEGIN:
		return artifact_begin(tags, op->u.artifact, err);
	case OP_ARTIFACT_END:
		return artifact_end(tags, err);
	case OP_DEST:
		return add_dest(tags, op->u.dest.name, op->u.dest.x, op->u.dest.y, err);
	case OP_TEXT:
		return paint(tags, op, "text", err);
	case OP_RECT:
		return paint(tags, op, "a rectangle", err);
	case OP_LINE:
		return paint(tags, op, "a line", err);
	case OP_PATH:
		return paint(tags, op, "a path", err);
	case OP_IMAGE:
		return paint(tags, op, "a picture", err);
	case OP_ROTATE_BEGIN:
	case OP_ROTATE_END:
		return true;
	case OP_SLOT:
		return add_slot(tags, op->u.flow, err);
	case OP_FLOW_BEGIN:
		return flow_begin(tags, op->u.flow, err);
	case OP_FLOW_END:
		return flow_end(tags, err);
	case OP_WORDS:
	case OP_LATER:
	case OP_AS_DRAWN_BEGIN:
	case OP_AS_DRAWN_END:
		break;
	}
	return fail(tags, err, "there is no operation %d", (int)op->kind);
}

static unsigned add_ink(struct tags *tags, struct color color, uint32_t picture) {
	struct tag_page *page = this_page(tags);

	*VEC_PUSH(tags->inks, tags->ink_count, tags->ink_cap) =
		(struct tag_ink){ .mark = tags->mark, .color = color, .picture = picture };
	return (unsigned)++page->ink_count;
}

unsigned tags_ink(struct tags *tags, struct color color) {
	struct tag_page *page = this_page(tags);
	const struct tag_ink *last = page->ink_count ? &tags->inks[tags->ink_count - 1] : NULL;

	if (!last || last->mark != tags->mark || last->color.r != color.r || last->color.g != color.g ||
	    last->color.b != color.b || last->picture != TAG_NONE) {
		return add_ink(tags, color, TAG_NONE);
	}
	return (unsigned)page->ink_count;
}

/* Documents have few images: the latest is the likeliest. */
static uint32_t image_index(struct tags *tags, const struct image *image) {
	for (size_t i = tags->image_count; i-- > 0;) {
		if (tags->images[i] == image) {
			return (uint32_t)i;
		}
	}
	*VEC_PUSH(tags->images, tags->image_count, tags->image_cap) = image;
	return (uint32_t)(tags->image_count - 1);
}

unsigned tags_picture_ink(struct tags *tags, const struct image *image, const double matrix[6]) {
	struct tag_picture *picture = VEC_PUSH(tags->pictures, tags->picture_count, tags->picture_cap);

	picture->image = image_index(tags, image);
	memcpy(picture->matrix, matrix, sizeof(picture->matrix));
	this_page(tags)->picture_count++;
	return add_ink(tags, (struct color){ 0, 0, 0 }, (uint32_t)(tags->picture_count - 1));
}

/* A figure may wait for its caption on the next page; words may not be torn. */
bool tags_page_end(struct tags *tags, struct err *err) {
	enum tag open = tags->open == TAG_NONE ? TAG_DOCUMENT : tags->elems[tags->open].tag;

	if (tags->in_artifact || tags->flow != TAG_NONE) {
		return fail(tags, err, "the page ends within %s", tags->in_artifact ? "an artifact" : "a flow");
	}
	if (tags->in_span || (rules[open].is_leaf && open != TAG_FIGURE)) {
		return fail(tags, err, "the page ends within %s", tags->in_span ? "Span" : tag_name(open));
	}
	return true;
}

const struct tag_dest *tags_dest(const struct tags *tags, const char *name) {
	uintptr_t at = (uintptr_t)map_lookup(tags->dest_names, name);

	return at ? &tags->dests[at - 1] : NULL;
}

bool tags_end(struct tags *tags, struct err *err) {
	if (tags->open != TAG_NONE) {
		return fail(tags, err, "the document ends within %s", tag_name(tags->elems[tags->open].tag));
	}
	for (size_t i = 0; i < tags->flow_count; i++) {
		if (tags->flows[i].open != tags->flows[i].elem) {
			return fail(tags, err, "flow %zu ends within %s", i, tag_name(tags->elems[tags->flows[i].open].tag));
		}
	}
	for (size_t i = 0; i < tags->elem_count; i++) {
		const struct tag_elem *elem = &tags->elems[i];

		if (elem->tag == TAG_LINK && elem->attrs->dest && !tags_dest(tags, elem->attrs->dest)) {
			return err_set(err, ERR_BUG, "page %u: a link leads to '%s', which is nowhere", elem->page + 1, elem->attrs->dest);
		}
	}
	return true;
}
