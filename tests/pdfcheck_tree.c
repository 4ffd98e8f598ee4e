/* pdfcheck: the structure elements (ISO 14289-1, 7; PDF 32000-1, 14.7 and 14.8). */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pdfcheck_part.h"

#define GRID_MAX 64          /* columns of a table */

/* What a tag may stand in; "" is anything that holds blocks or words. All of PDF 32000-1, 14.8.4. */
static const struct role { const char *name, *parents; } roles[] = {
	{ "/Annot", "" }, { "/Art", "" }, { "/BibEntry", "" }, { "/BlockQuote", "" }, { "/Caption", "" }, { "/Code", "" }, { "/Div", "" },
	{ "/Document", "" }, { "/Figure", "" }, { "/Form", "" }, { "/Formula", "" },
	{ "/H", "" }, { "/H1", "" }, { "/H2", "" }, { "/H3", "" }, { "/H4", "" }, { "/H5", "" }, { "/H6", "" },
	{ "/Index", "" }, { "/L", "" }, { "/LBody", "/LI " }, { "/LI", "/L " }, { "/Lbl", "" }, { "/Link", "" }, { "/NonStruct", "" }, { "/Note", "" },
	{ "/P", "" }, { "/Part", "" }, { "/Private", "" }, { "/Quote", "" }, { "/RB", "/Ruby " }, { "/RP", "/Ruby " }, { "/RT", "/Ruby " },
	{ "/Reference", "" }, { "/Ruby", "" }, { "/Sect", "" }, { "/Span", "" },
	{ "/TBody", "/Table " }, { "/TD", "/TR " }, { "/TFoot", "/Table " }, { "/TH", "/TR " }, { "/THead", "/Table " }, { "/TOC", "" },
	{ "/TOCI", "/TOC " }, { "/TR", "/Table /THead /TBody /TFoot " }, { "/Table", "" },
	{ "/WP", "/Warichu " }, { "/WT", "/Warichu " }, { "/Warichu", "" },
};

static const struct role *find_role(const char *name) {
	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		if (strcmp(roles[i].name, name) == 0) {
			return &roles[i];
		}
	}
	return NULL;
}

/* The rule that says what may stand in what, by the kind of what is wrong. */
static const char *syntax_rule(const char *role, const char *parent) {
	static const struct { const char *tags, *rule; } rules[] = {
		{ "/Table /THead /TBody /TFoot /TR /TH /TD ", "M09-004" }, { "/L /LI /LBody ", "M09-005" }, { "/TOC /TOCI ", "M09-006" },
		{ "/Ruby /RB /RT /RP ", "M09-007" }, { "/Warichu /WT /WP ", "M09-008" },
	};
	char tag[72];

	for (int pass = 0; pass < 2; pass++) {
		snprintf(tag, sizeof(tag), "%s ", pass == 0 ? parent : role);
		for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
			if (strstr(rules[i].tags, tag)) {
				return rules[i].rule;
			}
		}
	}
	return "P14.8.4";
}

static void check_role(struct check *c, const char *role, const char *parent) {
	static const char *const strict[] = { "/L", "/LI", "/TBody", "/TFoot", "/THead", "/TOC", "/TR", "/Table" };
	const struct role *known = find_role(role);
	char wanted[72];

	snprintf(wanted, sizeof(wanted), "%s ", parent);
	if (known && *known->parents && !strstr(known->parents, wanted)) {
		complain(c, "%s: %s stands in %s", syntax_rule(role, parent), role, parent);
	}
	for (size_t i = 0; known && i < sizeof(strict) / sizeof(*strict); i++) {
		if (strcmp(parent, strict[i]) == 0 && !*known->parents && strcmp(role, "/Caption") != 0 &&
		    !(strcmp(role, parent) == 0 && strcmp(role, "/LI") != 0) && !(strcmp(parent, "/LI") == 0 && strcmp(role, "/Lbl") == 0)) {
			complain(c, "%s: %s stands in %s", syntax_rule(role, parent), role, parent);
		}
	}
}

/* What a tag means by the role map: itself where it is a standard one, and nothing may say otherwise of those. */
static void map_role(struct check *c, char *role, size_t size) {
	qpdf_oh map = key(c, key(c, c->root, "/StructTreeRoot"), "/RoleMap");
	char first[64];

	str_copy(first, sizeof(first), role);
	for (int steps = 0; !find_role(role); steps++) {
		qpdf_oh next = key(c, map, role);

		if (!qpdf_oh_is_name(c->q, next) || steps > 20) {
			complain(c, "%s: %s is no standard role, and the role map leads it %s", steps > 20 ? "M02-003" : "M02-001", first,
			         steps > 20 ? "round" : "to none");
			return;
		}
		str_copy(role, size, qpdf_oh_get_name(c->q, next));
	}
}

static void check_role_map(struct check *c) {
	struct names names;

	names_of(c, key(c, key(c, c->root, "/StructTreeRoot"), "/RoleMap"), &names);
	for (size_t i = 0; i < names.n; i++) {
		if (find_role(names.v[i])) {
			complain(c, "M02-004: the role map says what %s is, which is standard", names.v[i]);
		}
	}
	mem_free(names.v);
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
		complain(c, "M19-004: two elements have the id%.*s", (int)id.len - 1, buf_str(&id));
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

/* "en", "fr-CA", "sr-Latn-RS" (RFC 5646, as far as its shape goes). */
static bool is_language(const char *tag) {
	size_t n = 0;

	if (!isalpha((unsigned char)*tag)) {
		return false;
	}
	for (; *tag; tag++) {
		n = *tag == '-' ? 0 : n + 1;
		if ((*tag == '-' && !tag[1]) || n > 8 || !(isalnum((unsigned char)*tag) || *tag == '-')) {
			return false;
		}
	}
	return true;
}

static void check_heading(struct check *c, const char *role, const char *parent) {
	int level = role[2] - '0';

	if (strcmp(role, "/H") == 0) {
		c->has_h = true;
		return;
	}
	if (role[1] != 'H' || !isdigit((unsigned char)role[2])) {
		return;
	}
	if (c->last_heading == 0 && level != 1) {
		complain(c, "M14-002: the first heading is H%d", level);
	} else if (level > c->last_heading + 1) {
		complain(c, "M14-003: H%d follows H%d", level, c->last_heading);
	}
	if (c->has_h) {
		complain(c, "M14-007: H and H%d in one document", level);
	}
	if (strcmp(parent, "/P") == 0 || (parent[1] == 'H' && isdigit((unsigned char)parent[2]))) {
		complain(c, "P14.8.4.3: H%d stands in %s", level, parent);
	}
	c->last_heading = level;
}

/* Labels that count say what their list counts with (14.8.5.5). */
static void check_list(struct check *c, qpdf_oh elem) {
	qpdf_oh kids = key(c, elem, "/K");
	bool has_label = false;

	for (int i = 0; i < count_of(c, kids); i++) {
		qpdf_oh item = item_of(c, kids, i), parts = key(c, item, "/K");

		for (int k = 0; k < count_of(c, parts); k++) {
			has_label = has_label || is_name(c, key(c, item_of(c, parts, k), "/S"), "/Lbl");
		}
	}
	if (has_label && !qpdf_oh_is_name(c->q, attribute(c, elem, "/List", "/ListNumbering"))) {
		complain(c, "M16-001: a list with labels has no ListNumbering");
	}
}

/* What Headers name, for when all ids are known. */
static void note_heads(struct check *c, qpdf_oh elem) {
	qpdf_oh heads = attribute(c, elem, "/Table", "/Headers");

	for (int i = 0; i < count_of(c, heads); i++) {
		buf_addf(&c->heads, "\n%s\n", qpdf_oh_get_utf8_value(c->q, item_of(c, heads, i)));
	}
}

static void check_heads(struct check *c) {
	for (const char *p = buf_str(&c->heads); *p; ) {
		const char *end = strchr(p + 1, '\n');
		struct buf id = BUF_INIT;

		buf_add(&id, p, (size_t)(end - p) + 1);
		if (!strstr(buf_str(&c->ids), buf_str(&id))) {
			complain(c, "P14.8.5.7: a cell is headed by an element that is nowhere:%.*s", (int)id.len - 1, buf_str(&id));
		}
		buf_fini(&id);
		p = end + 1;
	}
}

/* A text that goes on in another language says which between escape characters: two letters of ISO 639, and of ISO 3166 (7.9.2.2). */
static bool goes_on(const char *text) {
	while ((text = strchr(text, 0x1B)) != NULL) {
		size_t small = strspn(++text, "abcdefghijklmnopqrstuvwxyz");
		size_t large = strspn(text + small, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		if (small != 2 || (large != 0 && large != 2) || text[small + large] != 0x1B) {
			return false;
		}
		text += small + large + 1;
	}
	return true;
}

/* Blanks, U+00A0 among them, are no words. */
static bool says_something(struct check *c, qpdf_oh oh) {
	const char *text = is_text(c, oh) ? qpdf_oh_get_utf8_value(c->q, oh) : "";

	return text[strspn(text, " \t\r\n\xC2\xA0")] != '\0';
}

static void check_elem_rules(struct check *c, qpdf_oh elem, const char *role, const char *parent, bool has_lang) {
	bool has_words = says_something(c, key(c, elem, "/Alt")) || says_something(c, key(c, elem, "/ActualText"));

	if (strcmp(role, "/Figure") == 0 && !has_words) {
		complain(c, "M13-004: a Figure has neither Alt nor ActualText");
	}
	if (strcmp(role, "/Formula") == 0 && !has_words) {
		complain(c, "M17-002: a Formula has neither Alt nor ActualText");
	}
	if (strcmp(role, "/Figure") == 0 && !qpdf_oh_is_array(c->q, attribute(c, elem, "/Layout", "/BBox"))) {
		complain(c, "P14.8.5.4: a Figure has no BBox");
	}
	if (strcmp(role, "/TH") == 0 && !qpdf_oh_is_name(c->q, attribute(c, elem, "/Table", "/Scope"))) {
		complain(c, "M15-003: a TH has no Scope");
	}
	if (strcmp(role, "/Note") == 0 && !is_text(c, key(c, elem, "/ID"))) {
		complain(c, "M19-003: a Note has no ID");
	}
	if (strcmp(role, "/Table") == 0) {
		struct grid grid = { 0 };

		count_rows(c, elem, &grid);
	}
	if (strcmp(role, "/L") == 0) {
		check_list(c, elem);
	}
	if (has(c, elem, "/ID")) {
		check_id(c, elem);
	}
	if (has(c, elem, "/Lang") && !is_language(qpdf_oh_get_utf8_value(c->q, key(c, elem, "/Lang")))) {
		complain(c, "M11-001: '%s' is no language", qpdf_oh_get_utf8_value(c->q, key(c, elem, "/Lang")));
	}
	if (!has_lang && (has(c, elem, "/Alt") || has(c, elem, "/ActualText") || has(c, elem, "/E"))) {
		complain(c, "M11-002: the Alt or ActualText of %s has no language", role);
	}
	if (has(c, elem, "/Alt") && !goes_on(qpdf_oh_get_utf8_value(c->q, key(c, elem, "/Alt")))) {
		complain(c, "M11-002: the Alt of %s goes on in a language that is none", role);
	}
	note_heads(c, elem);
	check_heading(c, role, parent);
}

static void on_mcid(struct check *c, qpdf_oh elem, qpdf_oh pg, int mcid, bool has_lang) {
	struct page *page = page_of(c, pg);

	if (!page || mcid < 0 || mcid >= MCID_MAX) {
		complain(c, "P14.7.4: MCID %d of an element on no page", mcid);
		return;
	}
	if (page->marks[mcid].in_tree) {
		complain(c, "P14.7.4: MCID %d stands twice in the tree", mcid);
	}
	page->marks[mcid].in_tree = true;
	page->marks[mcid].has_lang = has_lang;
	page->marks[mcid].elem = qpdf_oh_get_object_id(c->q, elem);
}

/* What an annotation's element must be (7.18). */
static void check_owner(struct check *c, qpdf_oh annot, qpdf_oh elem) {
	bool is_link = is_name(c, key(c, annot, "/Subtype"), "/Link"), is_widget = is_name(c, key(c, annot, "/Subtype"), "/Widget");

	if (is_name(c, key(c, annot, "/Subtype"), "/PrinterMark")) {
		complain(c, "M28-017: a printer's mark is in the structure");
	} else if (is_link && !is_name(c, key(c, elem, "/S"), "/Link")) {
		complain(c, "M28-011: a link annotation is not within Link");
	} else if (is_widget && !is_name(c, key(c, elem, "/S"), "/Form")) {
		complain(c, "M28-010: a widget is not within Form");
	} else if (!is_link && !is_widget && !is_name(c, key(c, elem, "/S"), "/Annot")) {
		complain(c, "M28-002: an annotation is not within Annot");
	}
}

static void on_objr(struct check *c, qpdf_oh elem, qpdf_oh kid) {
	qpdf_oh annot = key(c, kid, "/Obj"), back;

	c->annots_in_tree++;
	check_owner(c, annot, elem);
	if (!has(c, annot, "/StructParent")) {
		complain(c, "P14.7.4.4: an annotation in the structure has no StructParent");
		return;
	}
	back = number_lookup(c, c->parent_tree, qpdf_oh_get_int_value_as_int(c->q, key(c, annot, "/StructParent")));
	if (number_of(c, back) != number_of(c, elem)) {
		complain(c, "P14.7.4.4: the parent tree leads an annotation elsewhere");
	}
}

static void check_elem(struct check *c, qpdf_oh elem, qpdf_oh parent, const char *parent_role, bool has_lang, int depth) {
	qpdf_oh kids = key(c, elem, "/K"), pg = key(c, elem, "/Pg");
	char role[64] = "";
	int h_count = 0;

	if (!qpdf_oh_is_name(c->q, key(c, elem, "/S")) || depth > 60) {
		complain(c, "P14.7.2: an element without S");
		return;
	}
	str_copy(role, sizeof(role), qpdf_oh_get_name(c->q, key(c, elem, "/S")));
	if (number_of(c, key(c, elem, "/P")) != number_of(c, parent)) {
		complain(c, "P14.7.2: the P of %s is not its parent", role);
	}
	map_role(c, role, sizeof(role));
	check_role(c, role, parent_role);
	has_lang = has_lang || is_text(c, key(c, elem, "/Lang"));
	check_elem_rules(c, elem, role, parent_role, has_lang);
	for (int i = 0; i < count_of(c, kids); i++) {
		qpdf_oh kid = item_of(c, kids, i);

		if (qpdf_oh_is_integer(c->q, kid)) {
			on_mcid(c, elem, pg, qpdf_oh_get_int_value_as_int(c->q, kid), has_lang);
		} else if (is_name(c, key(c, kid, "/Type"), "/OBJR")) {
			on_objr(c, elem, kid);
		} else if (is_name(c, key(c, kid, "/Type"), "/MCR")) {
			on_mcid(c, elem, has(c, kid, "/Pg") ? key(c, kid, "/Pg") : pg,
			        qpdf_oh_get_int_value_as_int(c->q, key(c, kid, "/MCID")), has_lang);
		} else {
			h_count += is_name(c, key(c, kid, "/S"), "/H");
			check_elem(c, kid, elem, role, has_lang, depth + 1);
		}
	}
	if (h_count > 1) {
		complain(c, "M14-006: %s has %d elements H", role, h_count);
	}
}

void check_tree(struct check *c) {
	qpdf_oh tree = key(c, c->root, "/StructTreeRoot"), kid = key(c, tree, "/K");

	if (!qpdf_oh_is_dictionary(c->q, tree)) {
		complain(c, "7.1: there is no StructTreeRoot");
		return;
	}
	c->parent_tree = key(c, tree, "/ParentTree");
	check_role_map(c);
	check_elem(c, item_of(c, kid, 0), tree, "root", c->has_lang, 0);
	check_heads(c);
}
