/*
 * See pdfcheck.h. Each complaint begins with the rule: UA-1 clauses as "7.1", clauses of
 * PDF 32000-1 as "P14.7".
 */
#include "pdfcheck.h"

#include <ctype.h>
#include <qpdf/qpdf-c.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

#define MCID_MAX 4096        /* a page */
#define GRID_MAX 64          /* columns of a table */

struct mark {
	bool in_content, in_tree;
	int elem;                /* object number of the element that lists it */
};

struct page {
	int num;                 /* object number */
	qpdf_oh oh;
	struct mark marks[MCID_MAX];
	int mark_count;
	int struct_parents;
};

struct check {
	qpdf_data q;
	struct buf *report;
	size_t complaints;
	struct page *pages;
	int page_count;
	qpdf_oh root, parent_tree;
	int annots_in_tree;      /* OBJR */
	int last_heading;
	struct buf ids;          /* "\n" id "\n" … */
};

static void complain(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct check *c, const char *fmt, ...) {
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	c->complaints++;
	buf_adds(c->report, line);
	buf_addc(c->report, '\n');
}

static qpdf_oh key(struct check *c, qpdf_oh dict, const char *name) {
	return qpdf_oh_is_dictionary(c->q, dict) || qpdf_oh_is_stream(c->q, dict)
	               ? qpdf_oh_get_key(c->q, qpdf_oh_is_stream(c->q, dict) ? qpdf_oh_get_dict(c->q, dict) : dict, name)
	               : qpdf_oh_new_null(c->q);
}

static bool has(struct check *c, qpdf_oh dict, const char *name) {
	return !qpdf_oh_is_null(c->q, key(c, dict, name));
}

static bool is_name(struct check *c, qpdf_oh oh, const char *name) {
	return qpdf_oh_is_name(c->q, oh) && strcmp(qpdf_oh_get_name(c->q, oh), name) == 0;
}

static bool is_text(struct check *c, qpdf_oh oh) {
	return qpdf_oh_is_string(c->q, oh) && *qpdf_oh_get_utf8_value(c->q, oh) != '\0';
}

static struct page *page_of(struct check *c, qpdf_oh oh) {
	for (int i = 0; i < c->page_count; i++) {
		if (c->pages[i].num == qpdf_oh_get_object_id(c->q, oh)) {
			return &c->pages[i];
		}
	}
	return NULL;
}

/* Of a number tree; null where it lacks. */
static qpdf_oh number_lookup(struct check *c, qpdf_oh node, int number) {
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

/* What a tag may stand in; "" is anything that holds blocks or words. */
static const struct role { const char *name, *parents; } roles[] = {
	{ "/BlockQuote", "" }, { "/Caption", "" }, { "/Div", "" }, { "/Document", "" }, { "/Figure", "" },
	{ "/H1", "" }, { "/H2", "" }, { "/H3", "" }, { "/H4", "" }, { "/H5", "" }, { "/H6", "" },
	{ "/L", "" }, { "/LBody", "/LI " }, { "/LI", "/L " }, { "/Lbl", "" }, { "/Link", "" }, { "/Note", "" },
	{ "/P", "" }, { "/Reference", "" }, { "/Sect", "" }, { "/Span", "" },
	{ "/TBody", "/Table " }, { "/TD", "/TR " }, { "/TFoot", "/Table " }, { "/TH", "/TR " }, { "/THead", "/Table " }, { "/TOC", "" },
	{ "/TOCI", "/TOC " }, { "/TR", "/Table /THead /TBody /TFoot " }, { "/Table", "" },
};

static void check_role(struct check *c, const char *role, const char *parent) {
	static const char *const strict[] = { "/L", "/LI", "/TBody", "/TFoot", "/THead", "/TOC", "/TR", "/Table" };
	const struct role *known = NULL;
	char wanted[32];

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		if (strcmp(roles[i].name, role) == 0) {
			known = &roles[i];
		}
	}
	if (!known) {
		complain(c, "7.1: %s is no standard role", role);
		return;
	}
	snprintf(wanted, sizeof(wanted), "%s ", parent);
	if (*known->parents && !strstr(known->parents, wanted)) {
		complain(c, "7.2: %s stands in %s", role, parent);
	}
	for (size_t i = 0; i < sizeof(strict) / sizeof(*strict); i++) {
		if (strcmp(parent, strict[i]) == 0 && !*known->parents && strcmp(role, "/Caption") != 0 &&
		    !(strcmp(role, parent) == 0 && strcmp(role, "/LI") != 0) && !(strcmp(parent, "/LI") == 0 && strcmp(role, "/Lbl") == 0)) {
			complain(c, "7.2: %s stands in %s", role, parent);
		}
	}
}

static qpdf_oh attribute(struct check *c, qpdf_oh elem, const char *owner, const char *name) {
	qpdf_oh attrs = key(c, elem, "/A");
	int n = qpdf_oh_is_array(c->q, attrs) ? qpdf_oh_get_array_n_items(c->q, attrs) : 1;

	for (int i = 0; i < n; i++) {
		qpdf_oh attr = qpdf_oh_is_array(c->q, attrs) ? qpdf_oh_get_array_item(c->q, attrs, i) : attrs;

		if (is_name(c, key(c, attr, "/O"), owner) && has(c, attr, name)) {
			return key(c, attr, name);
		}
	}
	return qpdf_oh_new_null(c->q);
}

static void check_id(struct check *c, qpdf_oh elem) {
	struct buf id = BUF_INIT;

	buf_addf(&id, "\n%s\n", qpdf_oh_get_utf8_value(c->q, key(c, elem, "/ID")));
	if (strstr(buf_str(&c->ids), buf_str(&id))) {
		complain(c, "7.9: two elements have the id%.*s", (int)id.len - 1, buf_str(&id));
	}
	buf_adds(&c->ids, buf_str(&id));
	buf_fini(&id);
}

static int span_of(struct check *c, qpdf_oh cell, const char *name) {
	qpdf_oh span = attribute(c, cell, "/Table", name);
	int n = qpdf_oh_is_integer(c->q, span) ? qpdf_oh_get_int_value_as_int(c->q, span) : 1;

	return n < 1 ? 1 : n > GRID_MAX ? GRID_MAX : n;
}

/* A table's columns, and for how many rows to come a cell from above still fills each. */
struct grid {
	int rows, columns;       /* columns: of the first row */
	int filled[GRID_MAX];
};

static void count_row(struct check *c, qpdf_oh row, struct grid *grid) {
	qpdf_oh kids = key(c, row, "/K");
	int n = qpdf_oh_is_array(c->q, kids) ? qpdf_oh_get_array_n_items(c->q, kids) : 0, at = 0, width = 0;

	for (int i = 0; i < n; i++) {
		qpdf_oh cell = qpdf_oh_get_array_item(c->q, kids, i);
		int columns = span_of(c, cell, "/ColSpan"), rows = span_of(c, cell, "/RowSpan");

		while (at < GRID_MAX && grid->filled[at] > 0) {
			at++;
		}
		for (; columns > 0 && at < GRID_MAX; columns--) {
			grid->filled[at++] = rows;
		}
	}
	for (int i = 0; i < GRID_MAX; i++) {
		width = grid->filled[i] > 0 ? i + 1 : width;
		grid->filled[i] -= grid->filled[i] > 0;
	}
	if (grid->rows++ == 0) {
		grid->columns = width;
	} else if (width != grid->columns) {
		complain(c, "7.5: row %d of a table has %d columns, the first has %d", grid->rows, width, grid->columns);
	}
}

static void count_rows(struct check *c, qpdf_oh elem, struct grid *grid) {
	qpdf_oh kids = key(c, elem, "/K");

	for (int i = 0; qpdf_oh_is_array(c->q, kids) && i < qpdf_oh_get_array_n_items(c->q, kids); i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(c->q, kids, i);

		if (is_name(c, key(c, kid, "/S"), "/TR")) {
			count_row(c, kid, grid);
		} else if (is_name(c, key(c, kid, "/S"), "/THead") || is_name(c, key(c, kid, "/S"), "/TBody") ||
		           is_name(c, key(c, kid, "/S"), "/TFoot")) {
			count_rows(c, kid, grid);
		}
	}
}

static void check_elem_rules(struct check *c, qpdf_oh elem, const char *role) {
	if (strcmp(role, "/Figure") == 0 && !is_text(c, key(c, elem, "/Alt")) && !is_text(c, key(c, elem, "/ActualText"))) {
		complain(c, "7.3: a Figure has neither Alt nor ActualText");
	}
	if (strcmp(role, "/Figure") == 0 && !qpdf_oh_is_array(c->q, attribute(c, elem, "/Layout", "/BBox"))) {
		complain(c, "P14.8.5.4: a Figure has no BBox");
	}
	if (strcmp(role, "/TH") == 0 && !qpdf_oh_is_name(c->q, attribute(c, elem, "/Table", "/Scope"))) {
		complain(c, "7.5: a TH has no Scope");
	}
	if (strcmp(role, "/Note") == 0 && !is_text(c, key(c, elem, "/ID"))) {
		complain(c, "7.9: a Note has no ID");
	}
	if (strcmp(role, "/Table") == 0) {
		struct grid grid = { 0 };

		count_rows(c, elem, &grid);
	}
	if (has(c, elem, "/ID")) {
		check_id(c, elem);
	}
	if (role[1] == 'H' && isdigit((unsigned char)role[2])) {
		int level = role[2] - '0';

		if (level > c->last_heading + 1) {
			complain(c, "7.4.2: H%d follows H%d", level, c->last_heading);
		}
		c->last_heading = level;
	}
}

static void on_mcid(struct check *c, qpdf_oh elem, qpdf_oh pg, int mcid) {
	struct page *page = page_of(c, pg);

	if (!page || mcid < 0 || mcid >= MCID_MAX) {
		complain(c, "P14.7.4: MCID %d of an element on no page", mcid);
		return;
	}
	if (page->marks[mcid].in_tree) {
		complain(c, "P14.7.4: MCID %d stands twice in the tree", mcid);
	}
	page->marks[mcid].in_tree = true;
	page->marks[mcid].elem = qpdf_oh_get_object_id(c->q, elem);
}

static void on_objr(struct check *c, qpdf_oh elem, qpdf_oh kid) {
	qpdf_oh annot = key(c, kid, "/Obj"), back;

	c->annots_in_tree++;
	if (!is_name(c, key(c, elem, "/S"), "/Link")) {
		complain(c, "7.18.5: a link annotation is not within Link");
	}
	if (!has(c, annot, "/StructParent")) {
		complain(c, "7.18.5: a link annotation has no StructParent");
		return;
	}
	back = number_lookup(c, c->parent_tree, qpdf_oh_get_int_value_as_int(c->q, key(c, annot, "/StructParent")));
	if (qpdf_oh_get_object_id(c->q, back) != qpdf_oh_get_object_id(c->q, elem)) {
		complain(c, "P14.7.4.4: the parent tree leads a link elsewhere");
	}
}

static void check_elem(struct check *c, qpdf_oh elem, qpdf_oh parent, const char *parent_role, int depth) {
	qpdf_oh kids = key(c, elem, "/K"), pg = key(c, elem, "/Pg");
	int n = qpdf_oh_is_array(c->q, kids) ? qpdf_oh_get_array_n_items(c->q, kids) : !qpdf_oh_is_null(c->q, kids);
	char role[64] = "";

	if (!qpdf_oh_is_name(c->q, key(c, elem, "/S")) || depth > 60) {
		complain(c, "P14.7.2: an element without S");
		return;
	}
	str_copy(role, sizeof(role), qpdf_oh_get_name(c->q, key(c, elem, "/S")));
	if (qpdf_oh_get_object_id(c->q, key(c, elem, "/P")) != qpdf_oh_get_object_id(c->q, parent)) {
		complain(c, "P14.7.2: the P of %s is not its parent", role);
	}
	check_role(c, role, parent_role);
	check_elem_rules(c, elem, role);
	for (int i = 0; i < n; i++) {
		qpdf_oh kid = qpdf_oh_is_array(c->q, kids) ? qpdf_oh_get_array_item(c->q, kids, i) : kids;

		if (qpdf_oh_is_integer(c->q, kid)) {
			on_mcid(c, elem, pg, qpdf_oh_get_int_value_as_int(c->q, kid));
		} else if (is_name(c, key(c, kid, "/Type"), "/OBJR")) {
			on_objr(c, elem, kid);
		} else if (is_name(c, key(c, kid, "/Type"), "/MCR")) {
			on_mcid(c, elem, has(c, kid, "/Pg") ? key(c, kid, "/Pg") : pg,
			        qpdf_oh_get_int_value_as_int(c->q, key(c, kid, "/MCID")));
		} else {
			check_elem(c, kid, elem, role, depth + 1);
		}
	}
}

/* Where a content stream's reader stands. */
struct content {
	const char *p, *end;
	const char *tag, *props;     /* operands of BDC, as far as seen */
	size_t tag_len, props_len;
	int depth;                   /* of all marked content */
	int kinds[64];               /* by depth: 0 neither, 1 with MCID, 2 artifact */
	bool complained;
};

static void begin_content(struct check *c, struct page *page, struct content *s) {
	bool is_artifact = s->tag && s->tag_len == 9 && memcmp(s->tag, "/Artifact", 9) == 0;
	const char *mcid = s->props ? memmem(s->props, s->props_len, "/MCID", 5) : NULL;
	int kind = is_artifact ? 2 : mcid ? 1 : 0, outer = 0;

	for (int i = 0; i < s->depth; i++) {
		outer |= s->kinds[i];
	}
	if ((kind == 2 && (outer & 1)) || (kind == 1 && (outer & 2))) {
		complain(c, "7.1: page %d: tagged content and artifacts stand in each other", (int)(page - c->pages) + 1);
	}
	if (kind == 1) {
		long n = strtol(mcid + 5, NULL, 10);

		if (n < 0 || n >= MCID_MAX || page->marks[n].in_content) {
			complain(c, "P14.7.4.2: page %d: MCID %ld is used twice", (int)(page - c->pages) + 1, n);
		} else {
			page->marks[n].in_content = true;
			page->mark_count = n >= page->mark_count ? (int)n + 1 : page->mark_count;
		}
	}
	if (s->depth < 64) {
		s->kinds[s->depth] = kind;
	}
	s->depth++;
}

static void on_word(struct check *c, struct page *page, struct content *s, const char *word, size_t n) {
	static const char *const paints[] = { "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Tj", "TJ", "'", "\"", "Do", "sh", "EI" };
	int kinds = 0;

	if (n == 3 && (memcmp(word, "BDC", 3) == 0 || memcmp(word, "BMC", 3) == 0)) {
		begin_content(c, page, s);
		return;
	}
	if (n == 3 && memcmp(word, "EMC", 3) == 0) {
		if (s->depth-- == 0) {
			complain(c, "P14.6: page %d: an EMC too many", (int)(page - c->pages) + 1);
			s->depth = 0;
		}
		return;
	}
	if (n == 2 && memcmp(word, "Do", 2) == 0) {
		char name[64] = "";

		str_copy(name, s->tag && s->tag_len < sizeof(name) ? s->tag_len + 1 : 1, s->tag ? s->tag : "");
		if (!has(c, key(c, key(c, page->oh, "/Resources"), "/XObject"), name)) {
			complain(c, "P7.8.3: page %d: %s is drawn, and is no resource", (int)(page - c->pages) + 1, name);
		}
	}
	for (int i = 0; i < s->depth && i < 64; i++) {
		kinds |= s->kinds[i];
	}
	for (size_t i = 0; i < sizeof(paints) / sizeof(*paints); i++) {
		if (strlen(paints[i]) == n && memcmp(paints[i], word, n) == 0 && !kinds && !s->complained) {
			complain(c, "7.1: page %d: %s paints what is neither tagged nor artifact", (int)(page - c->pages) + 1, paints[i]);
			s->complained = true;
		}
	}
}

static const char *skip_string(const char *p, const char *end) {
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '\\') {
			p++;
		} else if (*p == '(') {
			depth++;
		} else if (*p == ')' && --depth == 0) {
			return p + 1;
		}
	}
	return end;
}

static void read_content(struct check *c, struct page *page, const char *p, size_t len) {
	struct content s = { .p = p, .end = p + len };

	while (s.p < s.end) {
		const char *from = s.p;

		if (*s.p == '(') {
			s.p = skip_string(s.p, s.end);
		} else if (s.end - s.p > 1 && s.p[0] == '<' && s.p[1] == '<') {
			const char *close = memmem(s.p, (size_t)(s.end - s.p), ">>", 2);

			/* A dictionary in a dictionary would end too early here: we write none. */
			s.p = close ? close + 2 : s.end;
			s.props = from;
			s.props_len = (size_t)(s.p - from);
		} else if (*s.p == '/') {
			s.p++;
			while (s.p < s.end && !isspace((unsigned char)*s.p) && !strchr("/<>[]()", *s.p)) {
				s.p++;
			}
			s.tag = from;
			s.tag_len = (size_t)(s.p - from);
		} else if (isalpha((unsigned char)*s.p) || *s.p == '\'' || *s.p == '"') {
			while (s.p < s.end && (isalpha((unsigned char)*s.p) || strchr("*'\"01", *s.p))) {
				s.p++;
			}
			on_word(c, page, &s, from, (size_t)(s.p - from));
			s.tag = s.props = NULL;
		} else {
			s.p++;
		}
	}
	if (s.depth) {
		complain(c, "P14.6: page %d: marked content that does not end", (int)(page - c->pages) + 1);
	}
}

static void check_font(struct check *c, qpdf_oh font) {
	qpdf_oh kids = key(c, font, "/DescendantFonts"), kid = font, descriptor;

	if (!has(c, font, "/ToUnicode")) {
		complain(c, "7.21.7: a font has no ToUnicode");
	}
	if (qpdf_oh_is_array(c->q, kids)) {
		kid = qpdf_oh_get_array_item(c->q, kids, 0);
		if (is_name(c, key(c, kid, "/Subtype"), "/CIDFontType2") && !has(c, kid, "/CIDToGIDMap")) {
			complain(c, "7.21.3.2: a CIDFontType2 has no CIDToGIDMap");
		}
	}
	descriptor = key(c, kid, "/FontDescriptor");
	if (!has(c, descriptor, "/FontFile2") && !has(c, descriptor, "/FontFile3") && !has(c, descriptor, "/FontFile")) {
		complain(c, "7.21.4.1: a font is not embedded");
	}
}

static void check_fonts(struct check *c, struct page *page) {
	qpdf_oh fonts = key(c, key(c, page->oh, "/Resources"), "/Font");

	if (!qpdf_oh_is_dictionary(c->q, fonts)) {
		return;
	}
	qpdf_oh_begin_dict_key_iter(c->q, fonts);
	while (qpdf_oh_dict_more_keys(c->q)) {
		check_font(c, key(c, fonts, qpdf_oh_dict_next_key(c->q)));
	}
}

/* ---- pictures ---- */

/* A family of device colours that the output intent covers, a profile's, or a palette of one of them. */
static bool is_color_space(struct check *c, qpdf_oh space) {
	qpdf_oh family;

	if (is_name(c, space, "/DeviceGray") || is_name(c, space, "/DeviceRGB")) {
		return true;
	}
	if (!qpdf_oh_is_array(c->q, space) || qpdf_oh_get_array_n_items(c->q, space) < 2) {
		return false;
	}
	family = qpdf_oh_get_array_item(c->q, space, 0);
	return is_name(c, family, "/ICCBased") ||
	       (is_name(c, family, "/Indexed") && is_color_space(c, qpdf_oh_get_array_item(c->q, space, 1)));
}

/* The rows of a picture that is not a JPEG, unpacked, are as long as its dictionary says. */
static void check_samples(struct check *c, qpdf_oh image) {
	qpdf_oh space = key(c, image, "/ColorSpace");
	long long width = qpdf_oh_get_int_value(c->q, key(c, image, "/Width")), height;
	long long bits = qpdf_oh_get_int_value(c->q, key(c, image, "/BitsPerComponent")), channels = 1;
	unsigned char *data = NULL;
	QPDF_BOOL is_decoded = QPDF_FALSE;
	size_t len = 0;

	if (is_name(c, key(c, image, "/Filter"), "/DCTDecode")) {
		return;
	}
	height = qpdf_oh_get_int_value(c->q, key(c, image, "/Height"));
	if (is_name(c, space, "/DeviceRGB")) {
		channels = 3;
	} else if (qpdf_oh_is_array(c->q, space) && is_name(c, qpdf_oh_get_array_item(c->q, space, 0), "/ICCBased")) {
		channels = qpdf_oh_get_int_value(c->q, key(c, qpdf_oh_get_array_item(c->q, space, 1), "/N"));
	}
	if (qpdf_oh_get_stream_data(c->q, image, qpdf_dl_all, &is_decoded, &data, &len) & QPDF_ERRORS || !is_decoded) {
		complain(c, "P8.9.5: a picture cannot be unpacked");
	} else if ((long long)len != (width * bits * channels + 7) / 8 * height) {
		complain(c, "P8.9.5: a picture of %lld × %lld has %zu bytes", width, height, len);
	}
	free(data);
}

static void check_image(struct check *c, qpdf_oh image, bool is_mask) {
	qpdf_oh mask = key(c, image, "/SMask");

	if (!is_color_space(c, key(c, image, "/ColorSpace")) ||
	    (is_mask && !is_name(c, key(c, image, "/ColorSpace"), "/DeviceGray"))) {
		complain(c, "P8.9.5: a %s has a colour space that is not allowed", is_mask ? "mask" : "picture");
	}
	/* ISO 19005-3, 6.2.8. */
	if (has(c, image, "/Interpolate") || has(c, image, "/Alternates") || has(c, image, "/OPI") || has(c, image, "/Mask")) {
		complain(c, "A6.2.8: a picture is interpolated, or has alternates");
	}
	check_samples(c, image);
	if (qpdf_oh_is_stream(c->q, mask)) {
		if (is_mask) {
			complain(c, "P11.6.5.3: a mask has a mask");
		} else {
			check_image(c, mask, true);
		}
	}
}

static void check_resources(struct check *c, qpdf_oh resources, int depth);

/* A form is within the mark of who calls it: it may have no marks of its own (7.1), nor text without fonts, nor PostScript. */
static void check_form(struct check *c, qpdf_oh form, int depth) {
	unsigned char *data = NULL;
	QPDF_BOOL is_decoded = QPDF_FALSE;
	size_t len = 0;

	if (has(c, form, "/Ref") || has(c, form, "/OPI") || has(c, form, "/PS") || has(c, form, "/Subtype2")) {
		complain(c, "A6.2.9: a form leads elsewhere, or is PostScript");
	}
	if (!has(c, form, "/BBox") || has(c, form, "/StructParents") || has(c, form, "/StructParent")) {
		complain(c, "P8.10.1: a form without BBox, or with marks of its own");
	}
	if (qpdf_oh_get_stream_data(c->q, form, qpdf_dl_all, &is_decoded, &data, &len) & QPDF_ERRORS || !is_decoded) {
		complain(c, "P8.10.1: a form cannot be unpacked");
	} else if (memmem(data, len, "BDC", 3) || memmem(data, len, "BT\n", 3)) {
		complain(c, "7.1: a form has marks, or text");
	}
	free(data);
	if (depth > 20) {
		complain(c, "P8.10: forms within forms without end");
	} else {
		check_resources(c, key(c, form, "/Resources"), depth + 1);
	}
}

static void check_resources(struct check *c, qpdf_oh resources, int depth) {
	qpdf_oh objects = key(c, resources, "/XObject");
	char names[64][32];
	int n = 0;

	if (!qpdf_oh_is_dictionary(c->q, objects)) {
		return;
	}
	/* libqpdf has one iterator: collect, then look. */
	qpdf_oh_begin_dict_key_iter(c->q, objects);
	while (qpdf_oh_dict_more_keys(c->q)) {
		str_copy(names[n % 64], sizeof(*names), qpdf_oh_dict_next_key(c->q));
		n++;
	}
	for (int i = 0; i < n && i < 64; i++) {
		qpdf_oh object = key(c, objects, names[i]);

		if (!qpdf_oh_is_stream(c->q, object)) {
			complain(c, "P7.8.3: the resource %s is no stream", names[i]);
		} else if (is_name(c, key(c, object, "/Subtype"), "/Image")) {
			check_image(c, object, false);
		} else if (is_name(c, key(c, object, "/Subtype"), "/Form")) {
			check_form(c, object, depth);
		} else {
			complain(c, "P8.8: the resource %s is neither picture nor form", names[i]);
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
	check_fonts(c, page);
	check_resources(c, key(c, page->oh, "/Resources"), 0);
	for (int i = 0; i < MCID_MAX; i++) {
		const struct mark *mark = &page->marks[i];
		qpdf_oh parent;

		if (mark->in_content != mark->in_tree) {
			complain(c, "7.1: page %d: MCID %d stands %s", nr, i, mark->in_tree ? "in the tree alone" : "in no element");
		}
		if (!mark->in_content) {
			continue;
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
		v[i] = qpdf_oh_get_numeric_value(c->q, qpdf_oh_get_array_item(c->q, rect, i));
	}
	if (v[0] != v[2] || v[1] != v[3] || v[0] >= 0) {
		complain(c, "7.18.4: a signature field is seen, and is no element");
	}
	return true;
}

/* Returns how many links the page has. */
static int check_annots(struct check *c, struct page *page) {
	qpdf_oh annots = key(c, page->oh, "/Annots");
	int links = 0, nr = (int)(page - c->pages) + 1;

	for (int i = 0; qpdf_oh_is_array(c->q, annots) && i < qpdf_oh_get_array_n_items(c->q, annots); i++) {
		qpdf_oh annot = qpdf_oh_get_array_item(c->q, annots, i);

		if (is_hidden_field(c, annot)) {
			continue;
		}
		links++;
		if (!is_text(c, key(c, annot, "/Contents"))) {
			complain(c, "7.18.5: page %d: a link has no Contents", nr);
		}
		if (!has(c, annot, "/A") && !has(c, annot, "/Dest")) {
			complain(c, "P12.5.6.5: page %d: a link leads nowhere", nr);
		}
	}
	if (links && !is_name(c, key(c, page->oh, "/Tabs"), "/S")) {
		complain(c, "7.18.3: page %d has links, but no Tabs S", nr);
	}
	return links;
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
		complain(c, "7.1: the catalog has no Metadata");
		return;
	}
	buf_add(&xmp, data, len);
	free(data);
	if (!strstr(buf_str(&xmp), "<pdfuaid:part>1</pdfuaid:part>")) {
		complain(c, "5: the metadata does not say PDF/UA-1");
	}
	xmp_value(buf_str(&xmp), "dc:title", &title);
	if (title.len == 0) {
		complain(c, "7.1: the metadata has no dc:title");
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
	qpdf_oh marked = key(c, key(c, c->root, "/MarkInfo"), "/Marked");

	if (!is_text(c, key(c, c->root, "/Lang"))) {
		complain(c, "7.2: the catalog has no Lang");
	}
	if (!qpdf_oh_is_bool(c->q, marked) || !qpdf_oh_get_bool_value(c->q, marked)) {
		complain(c, "7.1: the catalog is not Marked");
	}
	if (!qpdf_oh_is_bool(c->q, shows) || !qpdf_oh_get_bool_value(c->q, shows)) {
		complain(c, "7.1: DisplayDocTitle is not set");
	}
	check_metadata(c);
}

static void check_tree(struct check *c) {
	qpdf_oh tree = key(c, c->root, "/StructTreeRoot"), kid = key(c, tree, "/K");

	if (!qpdf_oh_is_dictionary(c->q, tree)) {
		complain(c, "7.1: there is no StructTreeRoot");
		return;
	}
	c->parent_tree = key(c, tree, "/ParentTree");
	if (qpdf_oh_is_array(c->q, kid)) {
		kid = qpdf_oh_get_array_item(c->q, kid, 0);
	}
	check_elem(c, kid, tree, "root", 0);
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
	struct check c = { .q = qpdf_init(), .report = report, .ids = BUF_INIT };
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
		check_tree(&c);
		for (int i = 0; i < c.page_count; i++) {
			check_page(&c, &c.pages[i]);
			links += check_annots(&c, &c.pages[i]);
		}
		if (links != c.annots_in_tree) {
			complain(&c, "7.18.5: %d links, %d of them in the tree", links, c.annots_in_tree);
		}
	}
	while (qpdf_more_warnings(c.q)) {
		complain(&c, "P7: qpdf: %s", qpdf_get_error_full_text(c.q, qpdf_next_warning(c.q)));
	}
	mem_free(c.pages);
	buf_fini(&c.ids);
	qpdf_cleanup(&c.q);
	return c.complaints == 0;
}
