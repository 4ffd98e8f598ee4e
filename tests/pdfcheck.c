/* See pdfcheck.h: pages, links, metadata; the rest is in its parts. */
#include "pdfcheck.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pdfcheck_part.h"

void complain(struct check *c, const char *fmt, ...) {
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	c->complaints++;
	buf_adds(c->report, line);
	buf_addc(c->report, '\n');
}

qpdf_oh key(struct check *c, qpdf_oh dict, const char *name) {
	return qpdf_oh_is_dictionary(c->q, dict) || qpdf_oh_is_stream(c->q, dict)
	               ? qpdf_oh_get_key(c->q, qpdf_oh_is_stream(c->q, dict) ? qpdf_oh_get_dict(c->q, dict) : dict, name)
	               : qpdf_oh_new_null(c->q);
}

bool has(struct check *c, qpdf_oh dict, const char *name) {
	return !qpdf_oh_is_null(c->q, key(c, dict, name));
}

bool is_name(struct check *c, qpdf_oh oh, const char *name) {
	return qpdf_oh_is_name(c->q, oh) && strcmp(qpdf_oh_get_name(c->q, oh), name) == 0;
}

bool is_text(struct check *c, qpdf_oh oh) {
	return qpdf_oh_is_string(c->q, oh) && *qpdf_oh_get_utf8_value(c->q, oh) != '\0';
}

struct page *page_of(struct check *c, qpdf_oh oh) {
	for (int i = 0; i < c->page_count; i++) {
		if (c->pages[i].num == qpdf_oh_get_object_id(c->q, oh)) {
			return &c->pages[i];
		}
	}
	return NULL;
}

qpdf_oh number_lookup(struct check *c, qpdf_oh node, int number) {
	qpdf_oh kids = key(c, node, "/Kids"), nums = key(c, node, "/Nums");

	for (int i = 0; qpdf_oh_is_array(c->q, kids) && i < qpdf_oh_get_array_n_items(c->q, kids); i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(c->q, kids, i), limits = key(c, kid, "/Limits");

		if (!qpdf_oh_is_array(c->q, limits)) {
			complain(c, "P7.9.7: a node of a number tree has no Limits");
		} else if (number >= qpdf_oh_get_int_value_as_int(c->q, qpdf_oh_get_array_item(c->q, limits, 0)) &&
		           number <= qpdf_oh_get_int_value_as_int(c->q, qpdf_oh_get_array_item(c->q, limits, 1))) {
			return number_lookup(c, kid, number);
		}
	}
	for (int i = 0; qpdf_oh_is_array(c->q, nums) && i + 1 < qpdf_oh_get_array_n_items(c->q, nums); i += 2) {
		if (qpdf_oh_get_int_value_as_int(c->q, qpdf_oh_get_array_item(c->q, nums, i)) == number) {
			return qpdf_oh_get_array_item(c->q, nums, i + 1);
		}
	}
	return qpdf_oh_new_null(c->q);
}

int number_of(struct check *c, qpdf_oh oh) {
	return qpdf_oh_get_object_id(c->q, oh);
}

int count_of(struct check *c, qpdf_oh oh) {
	return qpdf_oh_is_array(c->q, oh) ? qpdf_oh_get_array_n_items(c->q, oh) : !qpdf_oh_is_null(c->q, oh);
}

qpdf_oh item_of(struct check *c, qpdf_oh oh, int i) {
	return qpdf_oh_is_array(c->q, oh) ? qpdf_oh_get_array_item(c->q, oh, i) : oh;
}

void names_of(struct check *c, qpdf_oh dict, struct names *names) {
	*names = (struct names){ .v = NULL };
	if (qpdf_oh_is_stream(c->q, dict)) {
		dict = qpdf_oh_get_dict(c->q, dict);
	}
	if (qpdf_oh_is_dictionary(c->q, dict)) {
		qpdf_oh_begin_dict_key_iter(c->q, dict);
		while (qpdf_oh_dict_more_keys(c->q)) {
			char *name = *VEC_PUSH(names->v, names->n, names->cap);
			str_copy(name, sizeof(*names->v), qpdf_oh_dict_next_key(c->q));
		}
	}
}

static void check_page(struct check *c, struct page *page) {
	int nr = (int)(page - c->pages) + 1;
	unsigned char *data = NULL;
	size_t len = 0;
	qpdf_oh parents = number_lookup(c, c->parent_tree, page->struct_parents);

	if (page->struct_parents < 0) {
		complain(c, "P14.7.4.4: page %d has no StructParents", nr);
	}
	if (qpdf_oh_get_page_content_data(c->q, page->oh, &data, &len) & QPDF_ERRORS) {
		complain(c, "P7.8.2: page %d has no content", nr);
		return;
	}
	read_content(c, page, (const char *)data, len);
	free(data);
	check_resources(c, key(c, page->oh, "/Resources"), 0);
	for (int i = 0; i < MCID_MAX; i++) {
		const struct mark *mark = &page->marks[i];
		qpdf_oh parent;

		if (mark->in_content != mark->in_tree) {
			complain(c, "%s: page %d: MCID %d stands %s", mark->in_tree ? "P14.7.4" : "M01-005", nr, i, mark->in_tree ? "in the tree alone" : "in no element");
		}
		if (!mark->in_content) {
			continue;
		}
		if (mark->has_text && mark->in_tree && !mark->has_lang) {
			complain(c, "M11-001: page %d: the text of MCID %d has no language", nr, i);
		}
		parent = qpdf_oh_is_array(c->q, parents) && i < qpdf_oh_get_array_n_items(c->q, parents)
		                 ? qpdf_oh_get_array_item(c->q, parents, i) : qpdf_oh_new_null(c->q);
		if (qpdf_oh_get_object_id(c->q, parent) != mark->elem) {
			complain(c, "P14.7.4.4: page %d: the parent tree leads MCID %d elsewhere", nr, i);
		}
	}
}

/* The widget of a signature that nobody sees: it has no size and lies off the page, and is no element then (7.18.1, 7.18.4). */
static bool is_hidden_field(struct check *c, qpdf_oh annot) {
	qpdf_oh rect = key(c, annot, "/Rect");
	double v[4] = { 0, 0, 1, 1 };

	if (!is_name(c, key(c, annot, "/Subtype"), "/Widget") || !is_name(c, key(c, annot, "/FT"), "/Sig")) {
		return false;
	}
	for (int i = 0; qpdf_oh_is_array(c->q, rect) && i < 4; i++) {
		v[i] = qpdf_oh_get_numeric_value(c->q, item_of(c, rect, i));
	}
	if (v[0] != v[2] || v[1] != v[3] || v[0] >= 0) {
		complain(c, "7.18.4: a signature field is seen, and is no element");
	}
	return true;
}

/* What an annotation must have by its kind (ISO 14289-1, 7.18; ISO 19005-3, 6.3). */
static void check_annot(struct check *c, qpdf_oh annot, int nr) {
	static const char kinds[] = "/Text /Link /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut /Stamp "
	                            "/Caret /Ink /Popup /FileAttachment /Sound /Movie /Widget /Screen /PrinterMark /TrapNet /Watermark /3D /Redact ";
	char kind[64] = "?", wanted[72];
	int flags = qpdf_oh_get_int_value_as_int(c->q, key(c, annot, "/F"));

	if (qpdf_oh_is_name(c->q, key(c, annot, "/Subtype"))) {
		str_copy(kind, sizeof(kind), qpdf_oh_get_name(c->q, key(c, annot, "/Subtype")));
	}
	snprintf(wanted, sizeof(wanted), "%s ", kind);
	if (!strstr(kinds, wanted)) {
		complain(c, "M28-006: page %d: an annotation is %s, which is none", nr, kind);
	} else if (strcmp(kind, "/TrapNet") == 0) {
		complain(c, "M28-007: page %d: an annotation is of traps", nr);
	} else if (strcmp(kind, "/FileAttachment") == 0 && (!is_text(c, key(c, key(c, annot, "/FS"), "/F")) || !is_text(c, key(c, key(c, annot, "/FS"), "/UF")))) {
		complain(c, "M28-016: page %d: an attached file has not both names", nr);
	} else if (strcmp(kind, "/Widget") == 0 && !is_text(c, key(c, annot, "/TU"))) {
		complain(c, "M28-005: page %d: a form's field has no TU", nr);
	}
	if (!is_text(c, key(c, annot, "/Contents")) && strcmp(kind, "/PrinterMark") != 0) {
		complain(c, "%s: page %d: %s has no Contents", strcmp(kind, "/Link") == 0 ? "M28-012" : "M28-004", nr, kind + 1);
	} else if (!c->has_lang) {
		complain(c, "M11-004: page %d: Contents has no language", nr);
	}
	if (!has(c, annot, "/StructParent") && strcmp(kind, "/PrinterMark") != 0) {
		complain(c, "%s: page %d: %s has no StructParent", strcmp(kind, "/Link") == 0 ? "M28-011" : "M28-002", nr, kind + 1);
	}
	if (strcmp(kind, "/Link") == 0 && !has(c, annot, "/A") && !has(c, annot, "/Dest")) {
		complain(c, "P12.5.6.5: page %d: a link leads nowhere", nr);
	}
	/* Print, and none of invisible, hidden, no view, toggled view. */
	if (!(flags & 4) || (flags & (1 | 2 | 32 | 256))) {
		complain(c, "A6.3.2: page %d: an annotation is not printed, or hidden", nr);
	}
}

/* Returns how many annotations the page has. */
static int check_annots(struct check *c, struct page *page) {
	qpdf_oh annots = key(c, page->oh, "/Annots");
	int n = 0, nr = (int)(page - c->pages) + 1;

	for (int i = 0; i < count_of(c, annots); i++) {
		if (!is_hidden_field(c, item_of(c, annots, i))) {
			check_annot(c, item_of(c, annots, i), nr);
			n++;
		}
	}
	if (n && !has(c, page->oh, "/Tabs")) {
		complain(c, "M28-008: page %d has annotations, but no Tabs", nr);
	} else if (n && !is_name(c, key(c, page->oh, "/Tabs"), "/S")) {
		complain(c, "M28-009: page %d has annotations, but its Tabs are not S", nr);
	}
	if (has(c, page->oh, "/PresSteps") || has(c, page->oh, "/AA")) {
		complain(c, "A6.10: page %d does something when it is shown", nr);
	}
	return n;
}

/* The text of an XMP element, entities resolved; "" where it lacks. */
static void xmp_value(const char *xmp, const char *name, struct buf *out) {
	static const struct { const char *from, *to; } entities[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&#13;", "\r" },
	};
	char open[64];
	const char *p;

	buf_reset(out);
	snprintf(open, sizeof(open), "<%s>", name);
	p = strstr(xmp, open);
	if (!p) {
		return;
	}
	for (p += strlen(open); *p == '<'; p = strchr(p, '>') + 1) {
		continue;
	}
	while (*p && *p != '<') {
		size_t n = 1;

		for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++) {
			if (str_prefix(p, entities[i].from)) {
				n = strlen(entities[i].from);
				buf_adds(out, entities[i].to);
			}
		}
		if (*p != '&') {
			buf_addc(out, *p);
		}
		p += n;
	}
}

static void check_in_step(struct check *c, const char *xmp, const char *info_key, const char *xmp_name) {
	qpdf_oh info = key(c, qpdf_get_trailer(c->q), "/Info");
	struct buf value = BUF_INIT;
	const char *other = has(c, info, info_key) ? qpdf_oh_get_utf8_value(c->q, key(c, info, info_key)) : "";

	xmp_value(xmp, xmp_name, &value);
	if (strstr(info_key, "Date")) {
		/* "D:20260930120000Z" to the digits of "2026-09-30T12:00:00Z" */
		const char *digits = other + (str_prefix(other, "D:") ? 2 : 0);
		struct buf plain = BUF_INIT;

		for (const char *p = buf_str(&value); *p; p++) {
			if (!strchr("-:T", *p)) {
				buf_addc(&plain, *p);
			}
		}
		if (strcmp(buf_str(&plain), digits) != 0 || !*digits) {
			complain(c, "UA 5: %s and %s differ: '%s', '%s'", info_key, xmp_name, other, buf_str(&value));
		}
		buf_fini(&plain);
	} else if (strcmp(buf_str(&value), other) != 0) {
		complain(c, "UA 5: %s and %s differ: '%s', '%s'", info_key, xmp_name, other, buf_str(&value));
	}
	buf_fini(&value);
}

static void check_metadata(struct check *c) {
	unsigned char *data = NULL;
	size_t len = 0;
	qpdf_oh metadata = key(c, c->root, "/Metadata");
	struct buf xmp = BUF_INIT, title = BUF_INIT;

	if (!qpdf_oh_is_stream(c->q, metadata) ||
	    (qpdf_oh_get_stream_data(c->q, metadata, qpdf_dl_all, NULL, &data, &len) & QPDF_ERRORS)) {
		complain(c, "M06-001: the catalog has no Metadata");
		return;
	}
	buf_add(&xmp, data, len);
	free(data);
	if (!strstr(buf_str(&xmp), "<pdfuaid:part>1</pdfuaid:part>")) {
		complain(c, "M06-002: the metadata does not say PDF/UA-1");
	}
	xmp_value(buf_str(&xmp), "dc:title", &title);
	if (title.len == 0) {
		complain(c, "M06-003: the metadata has no dc:title");
	} else if (!c->has_lang) {
		complain(c, "M11-006: the metadata has no language");
	}
	check_in_step(c, buf_str(&xmp), "/Title", "dc:title");
	check_in_step(c, buf_str(&xmp), "/Author", "dc:creator");
	check_in_step(c, buf_str(&xmp), "/Subject", "dc:description");
	check_in_step(c, buf_str(&xmp), "/Keywords", "pdf:Keywords");
	check_in_step(c, buf_str(&xmp), "/Producer", "pdf:Producer");
	check_in_step(c, buf_str(&xmp), "/Creator", "xmp:CreatorTool");
	check_in_step(c, buf_str(&xmp), "/CreationDate", "xmp:CreateDate");
	check_in_step(c, buf_str(&xmp), "/ModDate", "xmp:ModifyDate");
	buf_fini(&title);
	buf_fini(&xmp);
}

static void check_catalog(struct check *c) {
	qpdf_oh shows = key(c, key(c, c->root, "/ViewerPreferences"), "/DisplayDocTitle");
	c->has_lang = is_text(c, key(c, c->root, "/Lang"));
	qpdf_oh marked = key(c, key(c, c->root, "/MarkInfo"), "/Marked");

	if (!c->has_lang) {
		complain(c, "7.2: the catalog has no Lang");
	}
	if (!qpdf_oh_is_bool(c->q, marked) || !qpdf_oh_get_bool_value(c->q, marked)) {
		complain(c, "7.1: the catalog is not Marked");
	}
	if (!qpdf_oh_is_bool(c->q, shows)) {
		complain(c, "M07-001: there is no DisplayDocTitle");
	} else if (!qpdf_oh_get_bool_value(c->q, shows)) {
		complain(c, "M07-002: DisplayDocTitle is false");
	}
	check_metadata(c);
}

static void find_pages(struct check *c) {
	c->page_count = qpdf_get_num_pages(c->q);
	c->pages = mem_alloc((size_t)(c->page_count > 0 ? c->page_count : 0) * sizeof(*c->pages));
	for (int i = 0; i < c->page_count; i++) {
		c->pages[i].oh = qpdf_get_page_n(c->q, (size_t)i);
		c->pages[i].num = qpdf_oh_get_object_id(c->q, c->pages[i].oh);
		c->pages[i].struct_parents = has(c, c->pages[i].oh, "/StructParents")
		                                     ? qpdf_oh_get_int_value_as_int(c->q, key(c, c->pages[i].oh, "/StructParents")) : -1;
	}
}

bool pdfcheck(const void *pdf, size_t len, struct buf *report) {
	struct check c = { .q = qpdf_init(), .pdf = pdf, .len = len, .report = report, .ids = BUF_INIT, .heads = BUF_INIT };
	int links = 0;

	qpdf_silence_errors(c.q);
	qpdf_set_suppress_warnings(c.q, QPDF_TRUE);
	if (qpdf_read_memory(c.q, "pdf", pdf, len, NULL) & QPDF_ERRORS) {
		complain(&c, "P7: qpdf cannot read it: %s", qpdf_get_error_full_text(c.q, qpdf_get_error(c.q)));
	} else {
		c.root = qpdf_get_root(c.q);
		c.parent_tree = qpdf_oh_new_null(c.q);
		find_pages(&c);
		check_catalog(&c);
		check_archive(&c);
		check_tree(&c);
		for (int i = 0; i < c.page_count; i++) {
			check_page(&c, &c.pages[i]);
			links += check_annots(&c, &c.pages[i]);
		}
		if (links != c.annots_in_tree) {
			complain(&c, "M28-002: %d annotations, %d of them in the tree", links, c.annots_in_tree);
		}
	}
	while (qpdf_more_warnings(c.q)) {
		complain(&c, "P7: qpdf: %s", qpdf_get_error_full_text(c.q, qpdf_next_warning(c.q)));
	}
	mem_free(c.pages);
	buf_fini(&c.ids);
	buf_fini(&c.heads);
	release_fonts(&c);
	qpdf_cleanup(&c.q);
	return c.complaints == 0;
}
