/* resolve: numbers, references, citations, the list of sources, what makes a document unsound; and its dump. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/chart.h"
#include "doc/figure.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "doc/resolve.h"
#include "text/locale.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static const struct doc_limits limits = { .max_nodes = 10000, .max_depth = 64, .max_pictures = 100, .max_text = 1 << 20 };

struct fixture {
	struct arena *arena;
	struct doc doc;
	struct build *build;
	struct errs errors, warnings;
	int asked;                   /* of the source function */
};

static int set_up(void **state) {
	struct fixture *f = mem_alloc(sizeof(*f));
	f->arena = arena_new();
	f->doc = (struct doc){ .title = "A title", .lang = "en", .as_of = "2026-09-30" };
	f->build = build_new(f->arena, &f->doc, &limits);
	*state = f;
	return 0;
}

static int tear_down(void **state) {
	struct fixture *f = *state;
	errs_fini(&f->errors);
	errs_fini(&f->warnings);
	arena_free(f->arena);
	mem_free(f);
	return 0;
}

/* Knows every key that begins with "s". */
static bool find_source(void *ctx, const char *key, struct doc_source *source) {
	struct fixture *f = ctx;
	f->asked++;
	if (key[0] != 's') {
		return false;
	}
	*source = (struct doc_source){ .key = key, .title = key, .verified = true };
	return true;
}

static bool resolve(struct fixture *f) {
	return doc_resolve(f->arena, &f->doc, find_source, f, &f->errors, &f->warnings);
}

/* A section with Markdown blocks in it. */
static struct node *add_section(struct fixture *f, const char *id, const char *markdown) {
	struct err err = ERR_INIT;
	build_origin(f->build, "plugin", id, "plugin.lua", 1);
	struct node *section = build_open(f->build, NODE_SECTION, id, &err);
	assert_non_null(section);
	if (!build_blocks(f->build, markdown, 1, &err)) {
		fail_msg("%s: %s", markdown, err.msg);
	}
	build_close(f->build);
	return section;
}

/* Open a block at the end of a section that was closed; leave with reopen(f, NULL). */
static struct node *add_block(struct fixture *f, enum node_kind kind, const char *id) {
	struct err err = ERR_INIT;
	struct node *node = build_open(f->build, kind, id, &err);
	if (node == NULL) {
		fail_msg("%s: %s", node_kind_name(kind), err.msg);
	}
	return node;
}

static void add_caption(struct fixture *f, const char *markdown) {
	struct err err = ERR_INIT;
	add_block(f, NODE_CAPTION, NULL);
	assert_true(build_inlines(f->build, markdown, &err));
	build_close(f->build);
}

/* A table drawn by letters: "ab" a row, the same letter side by side or one above the other is one cell; '^' heads a header row. */
static struct node *add_table(struct fixture *f, const char *id, const char *caption, const char *const *rows, size_t columns) {
	struct node *table = add_block(f, NODE_TABLE, id);
	table->u.table.columns = arena_alloc(f->arena, columns * sizeof(*table->u.table.columns));
	table->u.table.column_count = columns;
	if (caption != NULL) {
		add_caption(f, caption);
	}
	for (; *rows != NULL; rows++) {
		struct node *row = add_block(f, NODE_ROW, NULL);
		const char *s = *rows;
		row->u.row.is_header = *s == '^';
		s += *s == '^';
		table->u.table.header_rows += row->u.row.is_header;
		for (; *s != '\0'; s++) {
			if (*s == '.') {
				continue;        /* taken from above */
			}
			struct node *cell = add_block(f, NODE_CELL, NULL);
			cell->u.cell.is_header = row->first == cell;
			if (*s >= '2' && *s <= '9') {
				cell->u.cell.rowspan = *s - '0';
			}
			for (; s[1] == '-'; s++) {
				cell->u.cell.colspan++;
			}
			build_close(f->build);
		}
		build_close(f->build);
	}
	build_close(f->build);
	return table;
}

static struct node_chart *add_chart(struct fixture *f, const char *id, const char *caption, const char *alt) {
	struct node *node = add_block(f, NODE_CHART, id);
	node->u.chart = arena_alloc(f->arena, sizeof(*node->u.chart));
	node->u.chart->base.alt = alt;
	if (caption != NULL) {
		add_caption(f, caption);
	}
	build_close(f->build);
	return node->u.chart;
}

static void check_error(const struct errs *errs, size_t i, const char *msg, const char *hint) {
	if (errs->n <= i) {
		fail_msg("there is no error '%s'", msg);
	}
	assert_string_equal(errs->v[i].msg, msg);
	if (hint != NULL) {
		assert_string_equal(errs->v[i].hint, hint);
	}
}

/* The text of the whole document, notes apart. */
static void check_text(struct fixture *f, const char *text) {
	struct buf out = BUF_INIT;
	node_text(f->doc.root, &out);
	assert_string_equal(out.p, text);
	buf_fini(&out);
}


static bool add_number(struct node *node, void *ctx) {
	struct buf *out = ctx;
	if (node->kind == NODE_HEADING) {
		buf_addf(out, "%s ", node->u.heading.number != NULL ? node->u.heading.number : "-");
	}
	return true;
}

static void test_heading_numbers(void **state) {
	struct fixture *f = *state;
	struct buf out = BUF_INIT;
	add_section(f, "a", "# A\n\n## A1\n\n### A11\n\n## A2\n\n### A21\n\n# B\n\n## B1");
	struct node *summary = add_section(f, "b", "# Summary\n\n## Inner");
	summary->first->u.heading.unnumbered = true;
	add_section(f, "c", "# C\n\n## C1");
	assert_true(resolve(f));
	node_walk(f->doc.root, add_number, NULL, &out);
	assert_string_equal(out.p, "1 1.1 1.1.1 1.2 1.2.1 2 2.1 - - 3 3.1 ");
	buf_fini(&out);
}

static void test_heading_gaps(void **state) {
	struct fixture *f = *state;
	add_section(f, "a", "# A\n\n### A11");
	add_section(f, "b", "## B1");
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, 2);
	check_error(&f->errors, 0, "a heading of level 3 follows one of level 1", NULL);
	check_error(&f->errors, 1, "the section's first heading has level 2", NULL);
	assert_string_equal(f->errors.v[1].section, "b");
	assert_string_equal(f->errors.v[1].plugin, "plugin");
	assert_string_equal(f->errors.v[1].at.file, "plugin.lua");
}

/* Tables and charts count by themselves, through all sections, where they have a caption. */
static void test_labels(void **state) {
	struct fixture *f = *state;
	static const char *const rows[] = { "ab", NULL };
	add_block(f, NODE_SECTION, "a");
	struct node *t1 = add_table(f, "t1", "One", rows, 2), *bare = add_table(f, NULL, NULL, rows, 2);
	struct node_chart *c1 = add_chart(f, "c1", "Fig", "what it shows");
	build_close(f->build);
	add_block(f, NODE_SECTION, "b");
	struct node *t2 = add_table(f, "t2", "Two", rows, 2);
	build_close(f->build);
	f->doc.lang = "fr";
	assert_true(resolve(f));
	assert_string_equal(t1->u.table.label, "Tableau 1");
	assert_string_equal(t2->u.table.label, "Tableau 2");
	assert_null(bare->u.table.label);
	assert_string_equal(c1->base.label, "Figure 1");
	assert_int_equal(f->warnings.n, 0);
}

static void test_references(void **state) {
	struct fixture *f = *state;
	static const char *const rows[] = { "ab", NULL };
	struct err err = ERR_INIT;
	struct node *section = add_block(f, NODE_SECTION, "a");
	struct node *heading = add_block(f, NODE_HEADING, "h");
	heading->u.heading.level = 1;
	assert_true(build_text(f->build, "Words", &err));
	build_close(f->build);
	struct node *table = add_table(f, "t", "Caption", rows, 2);
	assert_true(build_blocks(f->build, "[](#t), [](#h), [](#a), [](#b), [mine](#t), [](#a:t)", 1, &err));
	build_close(f->build);
	struct node *other = add_section(f, "b", "# B");
	other->first->u.heading.unnumbered = true;
	assert_true(resolve(f));
	check_text(f, "Words\nCaption\nTable\u00A01, Section\u00A01, Section\u00A01, B, mine, Table\u00A01\nB");
	const struct node *ref = section->last->first;
	assert_ptr_equal(ref->u.ref.block, table);
	assert_string_equal(table->id, "a:t");
}

/* A plugin that stands twice refers to its own; what only another section has is found there. */
static void test_reference_scopes(void **state) {
	struct fixture *f = *state;
	static const char *const rows[] = { "ab", NULL };
	struct err err = ERR_INIT;
	struct node *tables[2];
	static const char *const ids[] = { "regional", "regional-2" };
	for (int i = 0; i < 2; i++) {
		add_block(f, NODE_SECTION, ids[i]);
		tables[i] = add_table(f, "t", "Caption", rows, 2);
		assert_true(build_blocks(f->build, "[](#t)", 1, &err));
		build_close(f->build);
	}
	const struct node *third = add_section(f, "other", "[](#t) [](#regional-2:t)");
	assert_true(resolve(f));
	assert_ptr_equal(tables[0]->next->first->u.ref.block, tables[0]);
	assert_ptr_equal(tables[1]->next->first->u.ref.block, tables[1]);
	assert_ptr_equal(third->first->first->u.ref.block, tables[0]);
	assert_ptr_equal(third->first->last->u.ref.block, tables[1]);
}

static void test_bad_references(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	add_block(f, NODE_SECTION, "a");
	add_block(f, NODE_PARA, "tbl-joined");
	assert_true(build_inlines(f->build, "[](#tbl-joind) [](#nothing-like-it) [](#tbl-joined)", &err));
	build_close(f->build);
	add_block(f, NODE_PARA, "tbl-joined");
	build_close(f->build);
	build_close(f->build);
	add_section(f, "a", "x");
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, 5);
	check_error(&f->errors, 0, "id 'tbl-joined' stands twice in section 'a'", NULL);
	check_error(&f->errors, 1, "id 'a' stands twice in section 'a'", NULL);
	check_error(&f->errors, 2, "nothing in the report has the id 'tbl-joind'", "did you mean '#tbl-joined'?");
	check_error(&f->errors, 3, "nothing in the report has the id 'nothing-like-it'", "");
	check_error(&f->errors, 4, "the para 'tbl-joined' has no number to refer to it by", NULL);
}

static void test_citations(void **state) {
	struct fixture *f = *state;
	struct node *a = add_section(f, "a", "A [@s-b].^[N [@s-note]]\n\nB [@s-c; @s-b] C [@s-b; @s-b]");
	assert_true(resolve(f));
	assert_int_equal(f->asked, 3);
	assert_int_equal(f->doc.source_count, 3);
	assert_string_equal(f->doc.sources[0].key, "s-b");
	assert_string_equal(f->doc.sources[1].key, "s-note");
	assert_string_equal(f->doc.sources[2].key, "s-c");
	assert_int_equal(f->doc.sources[2].number, 3);
	const struct node *cite = a->last->first->next;
	assert_int_equal(cite->kind, NODE_CITE);
	assert_int_equal(cite->u.cite.number_count, 2);
	assert_int_equal(cite->u.cite.numbers[0], 1);
	assert_int_equal(cite->u.cite.numbers[1], 3);
	assert_int_equal(a->last->last->u.cite.number_count, 1);
	check_text(f, "A [1].\nB [1, 3] C [1]\nSources\ns-b.\ns-note.\ns-c.");
}

static void test_unknown_sources(void **state) {
	struct fixture *f = *state;
	add_section(f, "a", "A [@x] [@s] [@y; @x]");
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, 3);
	check_error(&f->errors, 0, "no data plugin knows the source 'x'", NULL);
	check_error(&f->errors, 1, "no data plugin knows the source 'y'", NULL);
	check_error(&f->errors, 2, "no data plugin knows the source 'x'", NULL);
}

static bool find_full_source(void *ctx, const char *key, struct doc_source *source) {
	(void)ctx;
	*source = (struct doc_source){ .key = key, .title = "Le titre", .note = "extrait", .publisher = "NATO", .date = "1994-01-10",
		.when = "10 January 1994", .url = "https://nato.int/x", .accessed = "2026-11-23",
		.accessed_when = "23 November 2026", .lang = "fr" };
	return true;
}

/* The day a source was read is said where it is asked for, and is none after the document's. */
static void test_accessed(void **state) {
	static const struct { const char *as_of; bool is_said; } cases[] = { { "2026-11-22", false }, { "2026-11-23", true }, { "2027-01-01", true } };
	struct buf out = BUF_INIT;
	for (size_t i = 0; i < LEN(cases); i++) {
		tear_down(state);
		set_up(state);
		struct fixture *f = *state;
		f->doc.as_of = cases[i].as_of;
		f->doc.sources_accessed = true;
		add_section(f, "a", "A [@k]");
		assert_true(doc_resolve(f->arena, &f->doc, find_full_source, NULL, &f->errors, &f->warnings));
		buf_reset(&out);
		node_text(f->doc.root, &out);
		assert_int_equal(strstr(out.p, ", accessed 23 November 2026") != NULL, cases[i].is_said);
	}
	buf_fini(&out);
}

/* The list stands where the author puts it, under a heading where it was given a title; what was not verified says so. */
static void test_source_list(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct node *section = add_block(f, NODE_SECTION, "a");
	assert_true(build_blocks(f->build, "# Words\n\nA [@k]", 1, &err));
	struct node *sources = add_block(f, NODE_SOURCES, NULL);
	sources->u.sources.title = "What it rests on";
	build_close(f->build);
	build_close(f->build);
	assert_true(doc_resolve(f->arena, &f->doc, find_full_source, NULL, &f->errors, &f->warnings));
	check_text(f, "Words\nA [1]\nWhat it rests on\nNATO, Le titre (extrait), 10 January 1994, https://nato.int/x "
	              "(unverified).");
	const struct node *heading = section->first->next->next;
	assert_int_equal(heading->kind, NODE_HEADING);
	assert_int_equal(heading->u.heading.level, 2);
	assert_null(heading->u.heading.number);
	assert_ptr_equal(heading->next, sources);
	assert_ptr_equal(section->last, sources);
	assert_string_equal(sources->first->id, "source-1");
	assert_string_equal(sources->first->first->first->next->lang, "fr");
	assert_ptr_equal(f->doc.root->last, section);
}

static void test_two_source_lists(void **state) {
	struct fixture *f = *state;
	for (int i = 0; i < 2; i++) {
		add_block(f, NODE_SECTION, i == 0 ? "a" : "b");
		add_block(f, NODE_SOURCES, NULL);
		build_close(f->build);
		build_close(f->build);
	}
	assert_false(resolve(f));
	check_error(&f->errors, 0, "a list of sources stands twice in the report", NULL);
}

static void test_notes(void **state) {
	struct fixture *f = *state;
	struct node *a = add_section(f, "a", "A^[one] B^[two]");
	struct node *b = add_section(f, "b", "C^[three]");
	assert_true(resolve(f));
	assert_int_equal(a->first->first->next->u.note.number, 1);
	assert_int_equal(a->first->last->u.note.number, 2);
	assert_int_equal(b->first->last->u.note.number, 3);
	check_text(f, "A B\nC");
}

/* Letters are cells, a digit is one that many rows high, '-' widens the cell before, '.' is taken from above. */
static void test_table_rows(void **state) {
	static const struct {
		const char *rows[6];
		const char *msg;         /* NULL: it is sound */
	} cases[] = {
		{ { "^abc", "abc", "abc" }, NULL },
		{ { "a--", "a-b" }, NULL },
		{ { "3ab", ".2b", "..b" }, NULL },
		{ { "3bc", ".2c", "..c" }, NULL },
		{ { "2-b", "..b" }, NULL },
		{ { "ab", "abc" }, "row 1 of the table fills 2 of 3 columns" },
		{ { "abcd" }, "row 1 of the table fills 4 of 3 columns" },
		{ { "2bc", "abc" }, "row 2 of the table fills 4 of 3 columns" },
		{ { "a2c", "a-" }, "row 2 of the table has a cell over one that reaches in from above" },
		{ { "abc", "a2c" }, "a cell spans 1 columns and 2 rows where 3 and 1 are left" },
		{ { "a---" }, "a cell spans 4 columns and 1 rows where 3 and 1 are left" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		set_up(state);
		struct fixture *f = *state;
		add_block(f, NODE_SECTION, "a");
		add_table(f, NULL, NULL, cases[i].rows, 3);
		build_close(f->build);
		if (resolve(f) != (cases[i].msg == NULL)) {
			fail_msg("case %zu: %s", i, f->errors.n > 0 ? f->errors.v[0].msg : "is no mistake");
		}
		if (cases[i].msg != NULL) {
			assert_int_equal(f->errors.n, 1);
			check_error(&f->errors, 0, cases[i].msg, NULL);
		}
		tear_down(state);
	}
}

static void test_table_kinds(void **state) {
	struct fixture *f = *state;
	static const char *const rows[] = { "ab", "ab", "^ab", NULL };
	add_block(f, NODE_SECTION, "a");
	struct node *table = add_table(f, NULL, NULL, rows, 2);
	table->first->next->u.row.is_group = true;
	add_block(f, NODE_TABLE, NULL);
	build_close(f->build);
	build_close(f->build);
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, 4);
	check_error(&f->errors, 0, "row 1 of the table is no header row, but stands among them", NULL);
	check_error(&f->errors, 1, "row 2 of the table names a group and has more than one cell", NULL);
	check_error(&f->errors, 2, "row 3 of the table is a header row below others", NULL);
	check_error(&f->errors, 3, "a table has no columns", NULL);
}

/* What the author did not say of a chart the engine does, from its data. */
static void test_alt(void **state) {
	struct fixture *f = *state;
	static const char *labels[] = { "1994", "2004", "2014" };
	static double values[] = { 4, 12, 9 };
	static struct chart_series series[] = { { .name = "Grain", .values = values } };
	add_block(f, NODE_SECTION, "a");
	struct node_chart *said = add_chart(f, NULL, "Partners by *region*", NULL), *empty = add_chart(f, NULL, NULL, "");
	said->kind = CHART_LINE;
	said->labels = labels;
	said->label_count = 3;
	said->series = series;
	said->series_count = 1;
	said->y.title = "Tonnes";
	build_close(f->build);
	assert_true(resolve(f));
	assert_string_equal(said->base.alt, "Line chart: Tonnes, 1994 to 2014. Grain: from 4 (1994) to 9 (2014), highest 12 (2004).");
	assert_string_equal(empty->base.alt, "Area chart: No data.");
	assert_int_equal(f->warnings.n, 0);
}

/* No longer than a string of PDF/A may be. */
static void test_long_alt(void **state) {
	struct fixture *f = *state;
	char *alt = arena_alloc(f->arena, 16002);
	memset(alt, 'a', 16001);
	add_block(f, NODE_SECTION, "a");
	add_chart(f, NULL, "Partners", alt);
	build_close(f->build);
	assert_false(resolve(f));
	check_error(&f->errors, 0, "the alt text of a chart has 16001 bytes, and 16000 are the most", NULL);
}

/* What keeps a reader out, each with its section and the author's line. */
static void add_faults(struct fixture *f) {
	static const char *const rows[] = { "ab", NULL };
	add_section(f, "z", "# Z\n\n### Z1");
	add_block(f, NODE_SECTION, "a");
	add_chart(f, NULL, "Partners by *region*", "partners, by region.");
	struct node *table = add_table(f, NULL, NULL, rows, 2);
	table->first->first->u.cell.is_header = false;
	build_close(f->build);
	add_section(f, "t", "Press \xEE\x80\x81 to go on, or `\xF3\xB0\x80\x80`. Well: \xEF\xAC\x80 \xF0\x9F\x87\xAB");
}

static const char *const faults[] = {
	"a heading of level 3 follows one of level 1", "the alt text of a chart repeats its caption", "no cell of the table is a header",
	"the text has U+E001, which stands for nothing in Unicode", "the text has U+F0000, which stands for nothing in Unicode",
};

static void test_faults(void **state) {
	struct fixture *f = *state;
	add_faults(f);
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, LEN(faults));
	for (size_t i = 0; i < LEN(faults); i++) {
		check_error(&f->errors, i, faults[i], NULL);
		assert_string_equal(f->errors.v[i].plugin, "plugin");
		assert_true(f->errors.v[i].at.line > 0);
		assert_string_not_equal(f->errors.v[i].hint, "");
	}
	assert_string_equal(f->errors.v[3].section, "t");
}

static void test_faults_tolerated(void **state) {
	struct fixture *f = *state;
	f->doc.is_tolerant = true;
	add_faults(f);
	assert_true(resolve(f));
	assert_int_equal(f->warnings.n, LEN(faults));
	for (size_t i = 0; i < LEN(faults); i++) {
		check_error(&f->warnings, i, faults[i], NULL);
	}
}

/* Data asked for stand in an annex, numbered with all tables, and each leads to the other. */
static void test_annex(void **state) {
	struct fixture *f = *state;
	static const struct doc_locale locale = { .number = locale_number, .date = locale_date, .list = locale_list };
	static const char *const rows[] = { "ab", NULL };
	static const char *labels[] = { "North", "South" };
	static double values[] = { 4, NAN };
	f->doc.locale = &locale;
	static struct chart_series series[] = { { .name = "Grain", .values = values } };
	add_block(f, NODE_SECTION, "a");
	struct node_chart *chart = add_chart(f, NULL, "Grain landed", NULL), *below = add_chart(f, NULL, NULL, NULL);
	*chart = (struct node_chart){ .base.data = FIGURE_DATA_ANNEX, .kind = CHART_BAR, .labels = labels, .label_count = 2, .series = series, .series_count = 1 };
	*below = *chart;
	below->base.data = FIGURE_DATA_BELOW;
	/* What the template wants of all is overruled by what a figure says, and taken where it says nothing. */
	chart->base.data = FIGURE_DATA_DEFAULT;
	f->doc.figure_data = FIGURE_DATA_ANNEX;
	add_table(f, NULL, "Other", rows, 2);
	build_close(f->build);
	assert_true(resolve(f));
	check_text(f, "Grain landed\nData: Table\u00A02.\nGrain\nNorth\n4\nSouth\n–\nOther\nData of the figures\n"
	              "Data of Figure\u00A01: Grain landed\nGrain\nNorth\n4\nSouth\n–");
}

/* What the engine writes at the end comes after the data, unless it goes on with the text's numbers. */
static void test_annex_place(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	static const char *labels[] = { "North" };
	static double values[] = { 4 };
	static struct chart_series series[] = { { .name = "Grain", .values = values } };
	add_block(f, NODE_SECTION, "a");
	add_chart(f, NULL, "Other", "a chart");
	/* Without a caption, so that the annex names it; the first chart has a name of its number. */
	struct node_chart *chart = add_chart(f, NULL, NULL, NULL);
	*chart = (struct node_chart){ .base.data = FIGURE_DATA_ANNEX, .kind = CHART_BAR, .labels = labels, .label_count = 1, .series = series, .series_count = 1 };
	add_block(f, NODE_COLOPHON, NULL)->u.colophon.title = "Here";
	build_close(f->build);
	build_close(f->build);
	add_block(f, NODE_SECTION, "numbered");
	assert_true(build_blocks(f->build, "# Sources", 1, &err));
	add_block(f, NODE_SOURCES, NULL);
	build_close(f->build);
	build_close(f->build);
	add_block(f, NODE_SECTION, "back");
	add_block(f, NODE_INDEX, NULL)->u.index = arena_alloc(f->arena, sizeof(struct node_index));
	build_close(f->build);
	build_close(f->build);
	assert_true(resolve(f));
	static const char *const order[] = { "a", "numbered", "data:annex", "back" };
	const struct node *section = f->doc.root->first;
	for (size_t i = 0; i < LEN(order); i++, section = section->next) {
		assert_non_null(section);
		assert_string_equal(section->id, order[i]);
	}
	assert_null(section);
	assert_ptr_equal(f->doc.root->last->id, f->doc.root->first->next->next->next->id);
}

static void test_title(void **state) {
	struct fixture *f = *state;
	f->doc.title = "";
	assert_false(resolve(f));
	check_error(&f->errors, 0, "the report has no title", NULL);
}

/* The dump is JSON, says what was resolved, and twice the same. */
static void test_dump(void **state) {
	struct fixture *f = *state;
	static const char *const rows[] = { "^ab", "a-", NULL };
	struct err err = ERR_INIT;
	add_block(f, NODE_SECTION, "a");
	assert_true(build_blocks(f->build, "# Head\n\nA *b* [@s]^[n] [mot]{lang=fr} [](#t)", 1, &err));
	add_table(f, "t", "Cap", rows, 2);
	struct node_chart *chart = add_chart(f, "c", NULL, "alt");
	static const char *labels[] = { "x", "y" };
	static double values[] = { 1, 2.5 };
	static struct chart_series series[] = { { .name = "s", .values = values } };
	chart->labels = labels;
	chart->label_count = 2;
	chart->series = series;
	chart->series_count = 1;
	build_close(f->build);
	assert_true(resolve(f));

	struct buf one = BUF_INIT, two = BUF_INIT;
	doc_dump(&f->doc, &one);
	doc_dump(&f->doc, &two);
	assert_string_equal(one.p, two.p);
	const struct json *json = json_parse(f->arena, one.p, one.len, NULL, &err);
	if (json == NULL) {
		fail_msg("%s: %s", err.msg, one.p);
	}
	static const char *const said[] = {
		"\"number\":\"1\"", "\"text\":\"Table\u00A01\"", "\"text\":\"[1]\"", "\"lang\":\"fr\"", "\"alt\":\"alt\"", "\"series\":[[\"s\",1,2.5]]",
		"\"colspan\":2", "\"header\":true", "\"id\":\"a:t\"",
	};
	for (size_t i = 0; i < LEN(said); i++) {
		if (strstr(one.p, said[i]) == NULL) {
			fail_msg("%s is not in\n%s", said[i], one.p);
		}
	}
	buf_fini(&one);
	buf_fini(&two);
}

/* Every label says something in every language; what has places to fill has the same in each. */
static void test_label_texts(void **state) {
	(void)state;
	for (int i = 0; i < LABELS; i++) {
		const char *en = label_text("en", (enum label)i), *fr = label_text("fr", (enum label)i);
		assert_true(en != NULL && en[0] != '\0' && fr != NULL && fr[0] != '\0');
		assert_int_equal(strstr(en, "{page}") != NULL, strstr(fr, "{page}") != NULL);
		assert_int_equal(strstr(en, "{pages}") != NULL, strstr(fr, "{pages}") != NULL);
		assert_int_equal(strstr(en, "{day}") != NULL, strstr(fr, "{day}") != NULL);
		assert_null(strchr(fr, '\''));
	}
	assert_string_equal(label_text("fr-CA", LABEL_TABLE), "Tableau");
	assert_string_equal(label_text("de", LABEL_TABLE), "Table");
}

/* ---- what stands at the end, and what has numbers of its own ---- */

static struct node *add_heading(struct fixture *f, const char *id, int level, bool is_appendix) {
	struct err err = ERR_INIT;
	struct node *node = add_block(f, NODE_HEADING, id);

	node->u.heading.level = level;
	node->u.heading.is_appendix = is_appendix;
	assert_true(build_text(f->build, "Words", &err));
	build_close(f->build);
	return node;
}

static struct node *add_para(struct fixture *f, const char *id, const char *markdown) {
	struct err err = ERR_INIT;
	struct node *node = add_block(f, NODE_PARA, id);

	assert_true(build_inlines(f->build, markdown, &err));
	build_close(f->build);
	return node;
}

/* The text of the reference that is the only inline of para. */
static const char *ref_text(const struct node *para) {
	return para->first->u.ref.text;
}

static void test_appendices(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	const struct node *one, *a, *a1, *b, *two, *to_a, *to_a1;

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	one = add_heading(f, NULL, 1, false);
	a = add_heading(f, "a", 1, true);
	a1 = add_heading(f, "a1", 2, false);
	b = add_heading(f, NULL, 1, true);
	two = add_heading(f, NULL, 1, false);
	to_a = add_para(f, NULL, "[](#a)");
	to_a1 = add_para(f, NULL, "[](#a1)");
	assert_true(resolve(f));
	assert_string_equal(one->u.heading.number, "1");
	assert_string_equal(a->u.heading.number, "A");
	assert_string_equal(a->u.heading.label, "Appendix A");
	assert_string_equal(a1->u.heading.number, "A.1");
	assert_true(a1->u.heading.is_appendix && a1->u.heading.label == NULL);
	assert_string_equal(b->u.heading.label, "Appendix B");
	assert_string_equal(two->u.heading.number, "2");
	assert_false(two->u.heading.is_appendix);
	assert_string_equal(ref_text(to_a), "Appendix\u00A0A");
	assert_string_equal(ref_text(to_a1), "Section\u00A0A.1");
}

static void test_appendix_level(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	add_heading(f, NULL, 1, false);
	add_heading(f, NULL, 2, true);
	assert_false(resolve(f));
	assert_string_equal(f->errors.v[0].msg, "an appendix begins with a heading of level 2");
}

static void test_heading_forms(void **state) {
	static const char *const forms[] = { "{1I}.", "{1I}.{2}" };
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	const struct node *one, *two, *three, *to_one;

	f->doc.heading_formats = forms;
	f->doc.heading_format_count = LEN(forms);
	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	one = add_heading(f, "one", 1, false);
	two = add_heading(f, NULL, 2, false);
	three = add_heading(f, NULL, 3, false);
	to_one = add_para(f, NULL, "[](#one)");
	assert_true(resolve(f));
	assert_string_equal(one->u.heading.number, "I.");
	assert_string_equal(two->u.heading.number, "I.1");
	assert_string_equal(three->u.heading.number, "1.1.1");
	assert_string_equal(ref_text(to_one), "Section\u00A0I");
}

static void test_paragraph_numbers(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct node *one, *plain, *two, *to_two;

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	one = add_para(f, NULL, "one");
	one->u.para.is_numbered = true;
	plain = add_para(f, NULL, "without");
	two = add_para(f, "two", "two");
	two->u.para.is_numbered = true;
	to_two = add_para(f, NULL, "[](#two)");
	assert_true(resolve(f));
	assert_int_equal(one->u.para.number, 1);
	assert_int_equal(plain->u.para.number, 0);
	assert_int_equal(two->u.para.number, 2);
	assert_string_equal(ref_text(to_two), "paragraph\u00A02");
}

static void test_all_paragraphs_numbered(void **state) {
	struct fixture *f = *state;
	struct node *section = add_section(f, "s", "one\n\n- in a list\n\n> quoted\n\ntwo");

	f->doc.paras_numbered = true;
	assert_true(resolve(f));
	assert_int_equal(section->first->u.para.number, 1);
	assert_int_equal(section->last->u.para.number, 2);
}

static void test_item_names(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct node *list, *to_item;

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	list = add_block(f, NODE_LIST, NULL);
	list->u.list.style = LIST_ALPHA;
	list->u.list.start = 2;
	add_block(f, NODE_ITEM, NULL);
	build_close(f->build);
	add_block(f, NODE_ITEM, "third");
	build_close(f->build);
	build_close(f->build);
	to_item = add_para(f, NULL, "[](#third)");
	assert_true(resolve(f));
	assert_string_equal(ref_text(to_item), "item c");
}

static void test_repeats(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct node *pulls[3];

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	static const char *const texts[] = { "It is said twice.", "It is said *once*.", "It is said twice.^[But with a note.]" };
	for (size_t i = 0; i < LEN(pulls); i++) {
		pulls[i] = add_block(f, NODE_PULL, NULL);
		add_para(f, NULL, texts[i]);
		build_close(f->build);
	}
	add_para(f, NULL, "Here: It is *said* twice. And no more.");
	assert_true(resolve(f));
	assert_true(pulls[0]->u.pull.is_repeat);
	assert_false(pulls[1]->u.pull.is_repeat);
	assert_false(pulls[2]->u.pull.is_repeat);
}

static void test_endnotes(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct node *first;

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	add_para(f, NULL, "a^[one] b^[two]");
	first = add_block(f, NODE_ENDNOTES, NULL);
	build_close(f->build);
	add_para(f, NULL, "c^[three]");
	build_close(f->build);
	assert_true(resolve(f));
	assert_true(f->doc.notes_at_end);
	assert_int_equal(f->doc.note_count, 3);
	assert_int_equal(first->u.endnotes.from, 0);
	assert_int_equal(first->u.endnotes.to, 2);
	/* What stands after the last place has one made for it. */
	const struct node *made = f->doc.root->last->last;
	assert_int_equal(made->kind, NODE_ENDNOTES);
	assert_int_equal(made->u.endnotes.from, 2);
	assert_int_equal(made->u.endnotes.to, 3);
	assert_int_equal(f->doc.root->last->first->kind, NODE_HEADING);
}

static void test_footnotes_have_no_list(void **state) {
	struct fixture *f = *state;

	add_section(f, "s", "a^[one]");
	assert_true(resolve(f));
	assert_false(f->doc.notes_at_end);
	assert_ptr_equal(f->doc.root->first, f->doc.root->last);
}

/* An index at the end of the open section. */
static struct node_index *add_index(struct fixture *f, const char *kind, struct index_term *terms, size_t n, bool is_automatic) {
	struct node *node = add_block(f, NODE_INDEX, NULL);

	node->u.index = arena_alloc(f->arena, sizeof(*node->u.index));
	*node->u.index = (struct node_index){ .kind = kind, .terms = terms, .term_count = n, .is_automatic = is_automatic };
	build_close(f->build);
	return node->u.index;
}

static void print_index(const struct node_index *index, struct buf *out) {
	for (size_t i = 0; i < index->entry_count; i++) {
		buf_addf(out, "%s%s:%zu", i > 0 ? " " : "", index->entries[i].term, index->entries[i].place_count);
	}
}

static void test_index(void **state) {
	static struct index_term terms[] = { { "GEO", "Georgia" }, { "UKR", "Ukraine" }, { "XX", "Sea" } };
	static struct index_term found[] = { { "GEO", "Georgia" }, { "SG", "South Georgia" } };
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	static struct index_term alike[] = { { "GEO", "Georgia" }, { "GEO-US", "Georgia" } };
	struct { struct node_index *index; const char *entries; } cases[4];
	struct buf out = BUF_INIT;

	assert_non_null(build_open(f->build, NODE_SECTION, "s", &err));
	add_para(f, NULL, "[Tbilisi]{index=GEO} and [Kyiv]{index=UKR}, the [treaty]{index}.");
	add_para(f, NULL, "Georgia, Georgian, Georgia again; South Georgia. *Georgia’s* [Lviv]{index=town:lviv} [Georgia](https://x.org)");
	add_para(f, NULL, "`Georgia` preGeorgia [Georgia]{index=GEO}");
	cases[0].index = add_index(f, NULL, terms, LEN(terms), false);
	cases[0].entries = "Georgia:3 Ukraine:1 treaty:1 South Georgia:1 Lviv:1 Atlanta:1";
	cases[1].index = add_index(f, "town", NULL, 0, false);
	cases[1].entries = "Lviv:1";
	cases[2].index = add_index(f, "found", found, LEN(found), true);
	cases[2].entries = "Georgia:3 South Georgia:1";
	/* What reads alike stands once, whatever its keys. */
	add_para(f, NULL, "[Atlanta]{index=GEO-US}");
	cases[3].index = add_index(f, "state", alike, LEN(alike), false);
	cases[3].entries = "Georgia:4";
	assert_true(resolve(f));
	for (size_t i = 0; i < LEN(cases); i++) {
		buf_reset(&out);
		print_index(cases[i].index, &out);
		assert_string_equal(out.p, cases[i].entries);
	}
	buf_fini(&out);
	assert_int_equal(f->warnings.n, 0);
}

/* What has nothing to list is told, and has no heading. */
static void test_empty_lists(void **state) {
	struct fixture *f = *state;
	struct err err = ERR_INIT;

	struct node *section = build_open(f->build, NODE_SECTION, "s", &err);
	add_index(f, NULL, NULL, 0, false)->title = "Index";
	add_block(f, NODE_SOURCES, NULL)->u.sources.title = "Sources";
	build_close(f->build);
	add_block(f, NODE_ENDNOTES, NULL)->u.endnotes.title = "Notes";
	build_close(f->build);
	assert_true(resolve(f));
	assert_int_equal(f->warnings.n, 3);
	check_error(&f->warnings, 0, "the index has no entry: nothing in the text is marked for it", NULL);
	check_error(&f->warnings, 1, "the list of sources has no entry: nothing in the report cites one", NULL);
	check_error(&f->warnings, 2, "the place of endnotes has none: nothing before it has a note that no earlier place has taken", NULL);
	for (const struct node *node = section->first; node != NULL; node = node->next) {
		assert_int_not_equal(node->kind, NODE_HEADING);
	}
}

static void test_page_in_title(void **state) {
	struct fixture *f = *state;

	add_section(f, "s", "# See [](#s){page}\n\nOn [](#s){page}.");
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, 1);
	check_error(&f->errors, 0, "a heading cannot name a page: what it says is said again elsewhere", "[](#s) names what is referred to");
}

int main(void) {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(test_heading_numbers),
		CASE(test_heading_gaps),
		CASE(test_labels),
		CASE(test_references),
		CASE(test_reference_scopes),
		CASE(test_bad_references),
		CASE(test_citations),
		CASE(test_unknown_sources),
		CASE(test_source_list),
		CASE(test_two_source_lists),
		CASE(test_notes),
		CASE(test_appendices),
		CASE(test_appendix_level),
		CASE(test_heading_forms),
		CASE(test_paragraph_numbers),
		CASE(test_all_paragraphs_numbered),
		CASE(test_item_names),
		CASE(test_repeats),
		CASE(test_endnotes),
		CASE(test_footnotes_have_no_list),
		CASE(test_index),
		CASE(test_accessed),
		CASE(test_empty_lists),
		CASE(test_page_in_title),
		cmocka_unit_test(test_table_rows),
		CASE(test_table_kinds),
		CASE(test_alt),
		CASE(test_long_alt),
		CASE(test_faults),
		CASE(test_faults_tolerated),
		CASE(test_annex),
		CASE(test_annex_place),
		CASE(test_title),
		CASE(test_dump),
		cmocka_unit_test(test_label_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
