/* matter: what the engine writes at the end: sources, endnotes, the data of figures, an index; and where each stands. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../document.h"
#include "text/locale.h"

static bool find_full_source(void *ctx, const char *key, struct doc_source *source, struct err *why) {
	(void)why;
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

int main(void) {
	const struct CMUnitTest tests[] = {
		CASE(test_accessed),
		CASE(test_source_list),
		CASE(test_two_source_lists),
		CASE(test_endnotes),
		CASE(test_footnotes_have_no_list),
		CASE(test_annex),
		CASE(test_annex_place),
		CASE(test_index),
		CASE(test_empty_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
