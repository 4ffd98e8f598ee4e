/* resolve: numbers, references, citations, tables, what makes a document unsound; and its dump. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../document.h"
#include "base/json.h"
#include "text/locale.h"

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
	struct node_chart *said = add_chart(f, NULL, "Partners by *region*", NULL), *empty = add_chart(f, NULL, NULL, ""), *blank = add_chart(f, NULL, NULL, "\u00A0.");
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
	assert_string_equal(blank->base.alt, "Area chart: No data.");
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

/* ---- what has numbers of its own ---- */

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

/* What another language says is labelled and referred to in that. */
static void test_labels_of_others(void **state) {
	struct fixture *f = *state;
	static const char *const rows[] = { "ab", NULL };
	add_block(f, NODE_SECTION, "s");
	struct node *table = add_table(f, "t", "One", rows, 2), *there = add_para(f, NULL, "[](#t)"), *here = add_para(f, NULL, "[](#t)");
	f->doc.lang = "fr";
	table->lang = there->lang = "en";
	assert_true(resolve(f));
	assert_string_equal(table->u.table.label, "Table 1");
	assert_string_equal(ref_text(there), "Table\u00A01");
	assert_string_equal(ref_text(here), "tableau\u00A01");
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

static void test_page_in_title(void **state) {
	struct fixture *f = *state;

	add_section(f, "s", "# See [](#s){page}\n\nOn [](#s){page}.");
	assert_false(resolve(f));
	assert_int_equal(f->errors.n, 1);
	check_error(&f->errors, 0, "a heading cannot name a page: what it says is said again elsewhere", "[](#s) names what is referred to");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		CASE(test_heading_numbers),
		CASE(test_heading_gaps),
		CASE(test_labels),
		CASE(test_labels_of_others),
		CASE(test_references),
		CASE(test_reference_scopes),
		CASE(test_bad_references),
		CASE(test_citations),
		CASE(test_unknown_sources),
		CASE(test_notes),
		CASE(test_appendices),
		CASE(test_appendix_level),
		CASE(test_heading_forms),
		CASE(test_paragraph_numbers),
		CASE(test_all_paragraphs_numbered),
		CASE(test_item_names),
		CASE(test_repeats),
		CASE(test_page_in_title),
		cmocka_unit_test(test_table_rows),
		CASE(test_table_kinds),
		CASE(test_alt),
		CASE(test_long_alt),
		CASE(test_faults),
		CASE(test_faults_tolerated),
		CASE(test_title),
		CASE(test_dump),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
