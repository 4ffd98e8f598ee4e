#include "pdf/reading.h"

#include <stdio.h>

#include "base/map.h"
#include "base/str.h"
#include "pdf/tag.h"

struct reading {
	const struct tags *tags;
	struct buf *out;
	uint32_t page;               /* of what was read last */
};

static bool is_inline(enum tag tag) {
	return tag == TAG_SPAN || tag == TAG_LINK || tag == TAG_REFERENCE || tag == TAG_LBL;
}

/* Soft hyphens are not heard; control characters are blanks (objs.c). */
static void put_text(struct buf *out, const char *p, size_t len) {
	while (len > 0) {
		uint32_t cp = 0;
		size_t n = utf8_decode(p, len, &cp);

		n = n > 0 ? n : 1;
		if (cp < 0x20) {
			buf_addc(out, ' ');
		} else if (cp != 0xAD && cp != 0x200B) {
			buf_add(out, p, n);
		}
		p += n;
		len -= n;
	}
}

static void put_mark(struct reading *r, uint32_t mark) {
	const struct tags *tags = r->tags;
	size_t from = tags->heard_at[mark], to = mark + 1 < tags->heard_count ? tags->heard_at[mark + 1] : tags->heard.len;

	if (tags->marks[mark].is_shown) {
		put_text(r->out, tags->heard.p + from, to - from);
	}
}

static void put_words(struct reading *r, uint32_t index);

/* What it is and a language of its own, round the words: "[link, fr: 2 = Source 2]", "[fr: mot]", "[said: suspended]". */
static void put_inline(struct reading *r, uint32_t index) {
	const struct tag_elem *elem = &r->tags->elems[index];
	const struct tag_attrs *attrs = elem->attrs;
	bool is_said = attrs != NULL && attrs->actual_text != NULL;
	const char *what = is_said ? "said" : elem->tag == TAG_LINK ? "link" : "", *lang = attrs != NULL && attrs->lang != NULL ? attrs->lang : "";
	bool is_marked = *what != '\0' || *lang != '\0';

	if (is_marked) {
		buf_addf(r->out, "[%s%s%s: ", what, *what != '\0' && *lang != '\0' ? ", " : "", lang);
	}
	if (is_said) {
		put_text(r->out, attrs->actual_text, strlen(attrs->actual_text));
	} else {
		put_words(r, index);
	}
	if (elem->tag == TAG_LINK && attrs->contents != NULL) {
		buf_adds(r->out, " = ");
		put_text(r->out, attrs->contents, strlen(attrs->contents));
	}
	if (elem->tag == TAG_LBL) {
		buf_addc(r->out, ' ');
	}
	buf_adds(r->out, is_marked ? "]" : "");
}

/* Marks and inlines right in the element, in order. */
static void put_words(struct reading *r, uint32_t index) {
	const struct tags *tags = r->tags;

	for (uint32_t k = tags->elems[index].first_kid; k != TAG_NONE; k = tags->kids[k].next) {
		const struct tag_kid *kid = &tags->kids[k];

		if (kid->kind == KID_MARK) {
			put_mark(r, kid->index);
		} else if (kid->kind == KID_ELEM && is_inline(tags->elems[kid->index].tag)) {
			put_inline(r, kid->index);
		}
	}
}

/* What heads a cell, by their words. */
static void put_heads(struct reading *r, const struct tag_attrs *attrs) {
	const char *between = " (";

	for (const char *const *id = attrs->headers; id != NULL && *id != NULL; id++) {
		uintptr_t at = (uintptr_t)map_lookup(r->tags->ids, *id);

		buf_adds(r->out, between);
		if (at > 0) {
			put_words(r, (uint32_t)(at - 1));
		}
		between = "; ";
	}
	buf_adds(r->out, attrs->headers != NULL && attrs->headers[0] != NULL ? ")" : "");
}

static void put_attrs(struct reading *r, const struct tag_elem *elem) {
	static const char *const scopes[] = { "", " of its row", " of its column", " of row and column" };
	const struct tag_attrs *attrs = elem->attrs;

	if (attrs == NULL) {
		return;
	}
	buf_adds(r->out, scopes[attrs->scope]);
	if (attrs->colspan > 1 || attrs->rowspan > 1) {
		buf_addf(r->out, " %d×%d", attrs->colspan > 1 ? attrs->colspan : 1, attrs->rowspan > 1 ? attrs->rowspan : 1);
	}
	if (attrs->list_numbering != NULL) {
		buf_addf(r->out, " %s", attrs->list_numbering);
	}
	if (attrs->lang != NULL) {
		buf_addf(r->out, " [%s]", attrs->lang);
	}
	put_heads(r, attrs);
}

/* Where it is on another page than what was read before. */
static void put_page(struct reading *r, const struct tag_elem *elem) {
	if (elem->page != r->page) {
		r->page = elem->page;
		buf_addf(r->out, "--- page %s\n", r->tags->labels.p + r->tags->pages[r->page].label_at);
	}
}

/* "[fr: Une carte.]" behind "A map." */
static void put_second(struct reading *r, const struct tag_attrs *attrs) {
	if (attrs->alt_second != NULL) {
		buf_addf(r->out, " [%s: ", attrs->alt_lang);
		put_text(r->out, attrs->alt_second, strlen(attrs->alt_second));
		buf_addc(r->out, ']');
	}
}

static void put_elem(struct reading *r, uint32_t index, int depth) {
	const struct tags *tags = r->tags;
	const struct tag_elem *elem = &tags->elems[index];
	size_t before;

	put_page(r, elem);
	buf_addf(r->out, "%*s%s", 2 * depth, "", tag_name(elem->tag));
	put_attrs(r, elem);
	buf_adds(r->out, ": ");
	before = r->out->len;
	if (elem->attrs != NULL && (elem->attrs->alt != NULL || elem->attrs->actual_text != NULL)) {
		put_text(r->out, elem->attrs->alt != NULL ? elem->attrs->alt : elem->attrs->actual_text,
		         strlen(elem->attrs->alt != NULL ? elem->attrs->alt : elem->attrs->actual_text));
		put_second(r, elem->attrs);
	} else {
		put_words(r, index);
	}
	if (r->out->len == before) {
		r->out->len -= 2;        /* its ": " */
	}
	buf_addc(r->out, '\n');
	for (uint32_t k = elem->first_kid; k != TAG_NONE; k = tags->kids[k].next) {
		const struct tag_kid *kid = &tags->kids[k];

		if (kid->kind == KID_ELEM && !is_inline(tags->elems[kid->index].tag)) {
			put_elem(r, kid->index, depth + 1);
		}
	}
}

void reading_put(const struct tags *tags, const char *lang, struct buf *out) {
	struct reading r = { .tags = tags, .out = out, .page = TAG_NONE };

	buf_addf(out, "Language: %s\n", lang);
	put_elem(&r, 0, 0);
}
