/* pair: two languages of a document become one edition; where they are not built alike both places are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/chart.h"
#include "doc/diagram.h"
#include "doc/figure.h"
#include "doc/map.h"
#include "doc/node.h"
#include "doc/pair.h"
#include "doc/resolve.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static const struct doc_limits limits = { .max_nodes = 10000, .max_depth = 64, .max_text = 1 << 20 };

struct fixture {
	struct arena *arena;
	struct doc doc, second;
	struct build *build[2];      /* of the leading language, of the second */
	struct errs errors, warnings;
};

static int set_up(void **state) {
	struct fixture *f = mem_alloc(sizeof(*f));
	struct err err = ERR_INIT;
	f->arena = arena_new();
	f->doc = (struct doc){ .title = "A title", .lang = "en", .as_of = "2026-09-30", .second = &f->second };
	f->second = (struct doc){ .title = "Un titre", .lang = "fr", .as_of = "2026-09-30" };
	f->build[0] = build_new(f->arena, &f->doc, &limits);
	f->build[1] = build_new(f->arena, &f->second, &limits);
	for (int i = 0; i < 2; i++) {
		build_origin(f->build[i], "plugin", "part", i == 0 ? "text.en.md" : "text.fr.md", 7);
		assert_non_null(build_open(f->build[i], NODE_SECTION, "part", &err));
	}
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

static struct node *open_in(struct fixture *f, int lang, enum node_kind kind, const char *id) {
	struct err err = ERR_INIT;
	struct node *node = build_open(f->build[lang], kind, id, &err);
	if (node == NULL) {
		fail_msg("%s: %s", node_kind_name(kind), err.msg);
	}
	return node;
}

static void say_in(struct fixture *f, int lang, const char *markdown) {
	struct err err = ERR_INIT;
	if (!build_inlines(f->build[lang], markdown, &err)) {
		fail_msg("%s: %s", markdown, err.msg);
	}
}

static void write_in(struct fixture *f, int lang, const char *markdown) {
	struct err err = ERR_INIT;
	if (!build_blocks(f->build[lang], markdown, 1, &err)) {
		fail_msg("%s: %s", markdown, err.msg);
	}
}

static void write_both(struct fixture *f, const char *first, const char *second) {
	write_in(f, 0, first);
	write_in(f, 1, second);
}

/* A block of kind in both, with one paragraph, or words where it takes none. */
static struct node *both_blocks(struct fixture *f, enum node_kind kind, struct node *made[2]) {
	for (int i = 0; i < 2; i++) {
		made[i] = open_in(f, i, kind, NULL);
	}
	return made[0];
}

static void close_both(struct fixture *f) {
	build_close(f->build[0]);
	build_close(f->build[1]);
}

static void both_words(struct fixture *f, enum node_kind kind, const char *first, const char *second) {
	struct node *made[2];
	both_blocks(f, kind, made);
	say_in(f, 0, first);
	say_in(f, 1, second);
	close_both(f);
}

static bool find_source(void *ctx, const char *key, struct doc_source *source, struct err *why) {
	(void)why;
	(void)ctx;
	*source = (struct doc_source){ .key = key, .title = key, .verified = true };
	return true;
}

static bool pair(struct fixture *f) {
	assert_true(doc_resolve(f->arena, &f->doc, find_source, f, &f->errors, &f->warnings));
	f->second.sources = f->doc.sources;
	f->second.source_count = f->doc.source_count;
	assert_true(doc_resolve(f->arena, &f->second, find_source, f, &f->errors, &f->warnings));
	return doc_pair(f->arena, &f->doc, &f->errors);
}

/* The edition's blocks, short: "heading(a|fr:b) columns[para | fr:para]". */
static void outline(const struct node *node, struct buf *out) {
	for (const struct node *c = node->first; c != NULL; c = c->next) {
		if (node_is_inline(c->kind)) {
			continue;
		}
		buf_addf(out, "%s%s", out->len > 0 && out->p[out->len - 1] != '(' ? " " : "", node_kind_name(c->kind));
		if (c->lang != NULL) {
			buf_addf(out, ":%s", c->lang);
		}
		if (c->first != NULL && !node_is_inline(c->first->kind)) {
			buf_addc(out, '(');
			outline(c, out);
			buf_addc(out, ')');
		}
	}
}

static void check_outline(struct fixture *f, const char *expected) {
	struct buf out = BUF_INIT;
	if (!pair(f)) {
		fail_msg("%s (%s)", f->errors.v[0].msg, f->errors.v[0].hint);
	}
	outline(f->doc.root->first, &out);
	if (!str_eq(buf_str(&out), expected)) {
		fail_msg("expected %s\n     got %s", expected, buf_str(&out));
	}
	buf_fini(&out);
}

static void check_words(const struct fixture *f, const struct node *node, const char *first, const char *second) {
	assert_string_equal(node_leading_words(f->arena, node), first);
	const char *said = node_second_words(f->arena, node);
	if (second == NULL) {
		assert_null(said);
	} else {
		assert_string_equal(said, second);
	}
}

/* ---- what stands side by side ---- */

static void stands_beside(void **state) {
	struct fixture *f = *state;
	write_both(f, "# Head\n\nOne.\n\n- a b\n- c d\n\n> Said.", "# Tête\n\nUn.\n\n- e f\n- g h\n\n> Dit.");
	check_outline(f, "heading columns(column(para) column:fr(para:fr)) "
	                 "columns(column(list(item(para) item(para))) column:fr(list:fr(item(para) item(para)))) "
	                 "columns(column(quote(para)) column:fr(quote:fr(para)))");
	const struct node *columns = f->doc.root->first->first->next;
	assert_true(columns->u.columns.is_pair);
	check_words(f, f->doc.root->first->first, "Head", "Tête");
}

static void boxes_and_pulls(void **state) {
	static const enum node_kind kinds[] = { NODE_CALLOUT, NODE_PULL };
	struct fixture *f = *state;
	struct node *made[2];
	for (size_t i = 0; i < LEN(kinds); i++) {
		both_blocks(f, kinds[i], made);
		if (kinds[i] == NODE_CALLOUT) {
			made[0]->place = made[1]->place = PLACE_TOP;
			made[0]->u.callout.title = "T";
		}
		both_words(f, NODE_PARA, "box", "boîte");
		close_both(f);
	}
	both_blocks(f, NODE_RUNIN, made);
	both_words(f, NODE_TERM, "Aim.", "But.");
	both_words(f, NODE_PARA, "to", "de");
	close_both(f);
	both_blocks(f, NODE_CHRONOLOGY, made);
	both_blocks(f, NODE_EVENT, made);
	made[0]->u.event.date = made[1]->u.event.date = "2004";
	both_words(f, NODE_PARA, "joins", "entre");
	close_both(f);
	close_both(f);
	check_outline(f, "columns(column(callout(para)) column:fr(callout:fr(para))) columns(column(pull(para)) column:fr(pull:fr(para))) "
	                 "columns(column(runin(term para)) column:fr(runin:fr(term para))) "
	                 "columns(column(chronology(event(para))) column:fr(chronology:fr(event(para))))");
	/* What was to move stays beside its other language. */
	const struct node *columns = f->doc.root->first->first;
	assert_int_equal(columns->place, PLACE_UNSAID);
	assert_int_equal(columns->first->first->place, PLACE_HERE);
}

/* What both say alike is said once, on the whole width. */
static void says_once(void **state) {
	struct fixture *f = *state;
	write_both(f, "NATO, 1994–2004\n\nyes", "NATO 1994-2004\n\noui");
	check_outline(f, "para columns(column(para) column:fr(para:fr))");
}

/* The author's columns stand one below the other: the languages take the width. */
static void dissolves_columns(void **state) {
	struct fixture *f = *state;
	struct node *made[2];
	both_blocks(f, NODE_COLUMNS, made);
	for (int i = 0; i < 2; i++) {
		both_blocks(f, NODE_COLUMN, made);
		both_words(f, NODE_PARA, i == 0 ? "left" : "right", i == 0 ? "gauche" : "droite");
		close_both(f);
	}
	close_both(f);
	both_blocks(f, NODE_BALANCE, made);
	made[0]->u.balance.count = made[1]->u.balance.count = 2;
	both_words(f, NODE_PARA, "flow", "coule");
	close_both(f);
	check_outline(f, "columns(column(para) column:fr(para:fr)) columns(column(para) column:fr(para:fr)) columns(column(para) column:fr(para:fr))");
}

/* ---- tables ---- */

static struct node *table_in(struct fixture *f, int lang, const char *id, const char *const (*rows)[3], size_t n) {
	struct node *table = open_in(f, lang, NODE_TABLE, id);
	table->u.table.columns = arena_alloc(f->arena, 2 * sizeof(*table->u.table.columns));
	table->u.table.column_count = 2;
	table->u.table.header_rows = 1;
	open_in(f, lang, NODE_CAPTION, NULL);
	say_in(f, lang, lang == 0 ? "Who" : "Qui");
	build_close(f->build[lang]);
	for (size_t i = 0; i < n; i++) {
		struct node *row = open_in(f, lang, NODE_ROW, rows[i][0]);
		row->u.row.is_header = i == 0;
		for (int k = 1; k < 3; k++) {
			open_in(f, lang, NODE_CELL, NULL)->u.cell.is_header = i == 0;
			say_in(f, lang, rows[i][k]);
			build_close(f->build[lang]);
		}
		build_close(f->build[lang]);
	}
	build_close(f->build[lang]);
	return table;
}

/* Rows that have ids are paired by them, in the order of the leading language. */
static void pairs_rows(void **state) {
	static const char *const en[][3] = { { NULL, "Country", "Joined" }, { "de", "Germany", "1,250.5" }, { "es", "Spain", "left in 1994" } };
	static const char *const fr[][3] = { { NULL, "Pays", "Entrée" }, { "es", "Espagne", "sortie en 1994" }, { "de", "Allemagne", "1 250,5" } };
	struct fixture *f = *state;
	struct node *table = table_in(f, 0, "t", en, LEN(en));
	table_in(f, 1, "t", fr, LEN(fr));
	check_outline(f, "table(caption row(cell cell) row(cell cell) row(cell cell))");
	check_words(f, table->first, "Who", "Tableau 1\u2002Qui");
	const struct node *row = table->first->next;
	check_words(f, row->first, "Country", "Pays");
	check_words(f, row->next->first, "Germany", "Allemagne");
	check_words(f, row->next->last, "1,250.5", NULL);
	check_words(f, row->next->next->first, "Spain", "Espagne");
	check_words(f, row->next->next->last, "left in 1994", "sortie en 1994");
}

/* Knows one day. */
static char *write_day(struct arena *a, const char *lang, const char *iso, const char *style) {
	return str_eq(iso, "2010-11-16") ? arena_printf(a, str_eq(style, "long") ? "16 %s 2010" : "16 %.3s. 2010", str_eq(lang, "en") ? "November" : "novembre")
	                                 : NULL;
}

/* A day that both write out is its number, with the mark behind it; what only looks like one stays. */
static void days_are_numbers(void **state) {
	static const char *const en[][3] = { { NULL, "A", "B" }, { NULL, "16 November 2010", "16 (November 2010)" },
	                                     { NULL, "16\u00A0November 2010†", "16 Nov. 2010" } };
	static const char *const fr[][3] = { { NULL, "A", "B" }, { NULL, "16\u00A0novembre 2010", "16 (novembre 2010)" },
	                                     { NULL, "16 novembre 2010†", "16 nov. 2010" } };
	static const struct doc_locale locale = { .date = write_day };
	struct fixture *f = *state;
	struct node *table = table_in(f, 0, NULL, en, LEN(en));
	table_in(f, 1, NULL, fr, LEN(fr));
	f->doc.locale = &locale;
	check_outline(f, "table(caption row(cell cell) row(cell cell) row(cell cell))");
	const struct node *row = table->first->next->next;
	check_words(f, row->first, "2010-11-16", NULL);
	check_words(f, row->last, "16 (November 2010)", "16 (novembre 2010)");
	check_words(f, row->next->first, "2010-11-16†", NULL);
	check_words(f, row->next->last, "2010-11-16", NULL);
}

static void facts_and_remarks(void **state) {
	struct fixture *f = *state;
	struct node *made[2];
	struct node *facts = both_blocks(f, NODE_FACTS, made);
	made[0]->u.facts.title = "So many";
	made[1]->u.facts.title = "Tant";
	both_blocks(f, NODE_FACT, made);
	both_words(f, NODE_TERM, "32", "32");
	both_words(f, NODE_PARA, "members", "membres");
	close_both(f);
	close_both(f);
	check_outline(f, "facts(fact(term para))");
	assert_string_equal(facts->u.facts.title, "So many\u00A0/ Tant");
	check_words(f, facts->first->first, "32", NULL);
	check_words(f, facts->first->last, "members", "membres");
}

/* ---- figures ---- */

static void draws_once(void **state) {
	struct fixture *f = *state;
	struct node *made[2];
	static const char *const names[2] = { "Allies", "Alliés" };
	struct node *figure = both_blocks(f, NODE_CHART, made);
	for (int i = 0; i < 2; i++) {
		struct node_chart *chart = arena_alloc(f->arena, sizeof(*chart));
		chart->base.alt = i == 0 ? "A line." : "Une ligne.";
		chart->y.title = i == 0 ? "States" : "États";
		chart->series = arena_alloc(f->arena, sizeof(*chart->series));
		chart->series[0].name = names[i];
		chart->series_count = 1;
		made[i]->u.chart = chart;
	}
	both_words(f, NODE_CAPTION, "Members", "Membres");
	both_words(f, NODE_REMARK, "Counted.", "Comptés.");
	close_both(f);
	check_outline(f, "chart(caption remark)");
	assert_string_equal(figure->u.chart->series[0].name, "Allies\u00A0/ Alliés");
	assert_string_equal(figure->u.chart->y.title, "States\u00A0/ États");
	assert_string_equal(figure->u.figure->alt, "A line.");
	assert_string_equal(figure->u.figure->alt_second, "Une ligne.");
	/* "Figure 1" is the same in both. */
	check_words(f, figure->first, "Members", "Membres");
	check_words(f, figure->last, "Counted. ", "Comptés.");
}

/* Categories are named in both languages where both have the same values in their places; days are numbers of the axis. */
static void names_categories_twice(void **state) {
	static double same[2][2] = { { 1, 2 }, { 1, 2 } }, other[2][2] = { { 1, 2 }, { 2, 1 } }, days[2] = { 0, 1 };
	static const struct {
		double (*values)[2];
		double *times;
		const char *expected;
	} cases[] = {
		{ same, NULL, "North\u00A0/ Nord" }, { other, NULL, "North" }, { same, days, "North" },
	};

	for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++) {
		struct fixture *f = *state;
		struct node *made[2];
		struct node *figure = both_blocks(f, NODE_CHART, made);
		for (int i = 0; i < 2; i++) {
			struct node_chart *chart = arena_alloc(f->arena, sizeof(*chart));
			chart->kind = CHART_BAR;
			chart->base.alt = "x";
			chart->labels = arena_alloc(f->arena, 2 * sizeof(*chart->labels));
			chart->labels[0] = i == 0 ? "North" : "Nord";
			chart->labels[1] = "Ukraine";
			chart->label_count = 2;
			chart->times = cases[k].times;
			chart->series = arena_alloc(f->arena, sizeof(*chart->series));
			chart->series[0].name = "n";
			chart->series[0].values = cases[k].values[i];
			chart->series_count = 1;
			made[i]->u.chart = chart;
		}
		close_both(f);
		check_outline(f, "chart");
		assert_string_equal(figure->u.chart->labels[0], cases[k].expected);
		assert_string_equal(figure->u.chart->labels[1], "Ukraine");
		tear_down(state);
		set_up(state);
	}
}

static void maps_timelines_and_matrices(void **state) {
	struct fixture *f = *state;
	struct node *map[2], *timeline[2], *matrix[2], *gantt[2];
	static struct diagram_category categories[3][2][1];
	static struct map_category classes[2][1];
	static struct matrix_row rows[2][1];
	static const char *columns[2][1] = { { "Treaty" }, { "Traité" } };
	static int cells[1] = { 0 };
	for (int i = 0; i < 2; i++) {
		const char *word = i == 0 ? "Ally" : "Allié";
		map[i] = open_in(f, i, NODE_MAP, NULL);
		map[i]->u.map = arena_alloc(f->arena, sizeof(struct node_map));
		map[i]->u.map->base.alt = "x";
		classes[i][0] = (struct map_category){ .key = "a", .title = word };
		map[i]->u.map->categories = classes[i];
		map[i]->u.map->category_count = 1;
		build_close(f->build[i]);
		timeline[i] = open_in(f, i, NODE_TIMELINE, NULL);
		timeline[i]->u.timeline = arena_alloc(f->arena, sizeof(struct node_timeline));
		timeline[i]->u.timeline->base.alt = "x";
		categories[0][i][0] = categories[1][i][0] = categories[2][i][0] = (struct diagram_category){ .key = "a", .title = word };
		timeline[i]->u.timeline->categories = categories[0][i];
		timeline[i]->u.timeline->category_count = 1;
		build_close(f->build[i]);
		gantt[i] = open_in(f, i, NODE_GANTT, NULL);
		gantt[i]->u.gantt = arena_alloc(f->arena, sizeof(struct node_gantt));
		gantt[i]->u.gantt->base.alt = "x";
		gantt[i]->u.gantt->categories = categories[1][i];
		gantt[i]->u.gantt->category_count = 1;
		build_close(f->build[i]);
		matrix[i] = open_in(f, i, NODE_MATRIX, NULL);
		rows[i][0] = (struct matrix_row){ .name = i == 0 ? "Germany" : "Allemagne", .cells = cells };
		matrix[i]->u.matrix = arena_alloc(f->arena, sizeof(struct node_matrix));
		*matrix[i]->u.matrix = (struct node_matrix){ .columns = columns[i], .column_count = 1, .rows = rows[i], .row_count = 1,
		                                             .marks = categories[2][i], .mark_count = 1 };
		build_close(f->build[i]);
	}
	check_outline(f, "map timeline gantt matrix");
	assert_string_equal(map[0]->u.map->categories[0].title, "Ally\u00A0/ Allié");
	assert_string_equal(timeline[0]->u.timeline->categories[0].title, "Ally\u00A0/ Allié");
	assert_string_equal(gantt[0]->u.gantt->categories[0].title, "Ally\u00A0/ Allié");
	assert_string_equal(matrix[0]->u.matrix->columns[0], "Treaty\u00A0/ Traité");
	assert_string_equal(matrix[0]->u.matrix->rows[0].name, "Germany\u00A0/ Allemagne");
}

static void matrix_in(struct fixture *f, int lang, const struct matrix_row *rows, size_t n) {
	static const char *columns[1] = { "EAPC" };
	struct node *node = open_in(f, lang, NODE_MATRIX, NULL);
	node->u.matrix = arena_alloc(f->arena, sizeof(*node->u.matrix));
	*node->u.matrix = (struct node_matrix){ .columns = columns, .column_count = 1, .row_count = n };
	node->u.matrix->rows = arena_copy(f->arena, rows, n * sizeof(*rows));
	build_close(f->build[lang]);
}

/* Sorted by names rows have other places: those with ids are found, with their groups; others are told where their marks differ. */
static void pairs_matrix_rows(void **state) {
	static int in[1] = { 0 }, out[1] = { -1 };
	static const struct matrix_row en[] = {
		{ "de", "Germany", "West", in }, { "es", "Spain", NULL, out }, { "ua", "Ukraine", "East", in },
	}, fr[] = { { "de", "Allemagne", "Ouest", in }, { "es", "Espagne", NULL, out }, { "ua", "Ukraine", "Est", in } },
	turned[] = { { "es", "Espagne", "Ouest", out }, { "de", "Allemagne", NULL, in }, { "ua", "Ukraine", "Est", in } };
	struct fixture *f = *state;
	matrix_in(f, 0, en, LEN(en));
	matrix_in(f, 1, turned, LEN(turned));
	matrix_in(f, 0, en, LEN(en));
	matrix_in(f, 1, fr, LEN(fr));
	check_outline(f, "matrix matrix");
	const struct node_matrix *matrix = f->doc.root->first->first->u.matrix;
	assert_string_equal(matrix->rows[0].name, "Germany\u00A0/ Allemagne");
	assert_string_equal(matrix->rows[0].group, "West\u00A0/ Ouest");
	assert_string_equal(matrix->rows[1].name, "Spain\u00A0/ Espagne");
	assert_null(matrix->rows[1].group);
	assert_string_equal(matrix->rows[2].group, "East\u00A0/ Est");
}

static void tells_other_marks(void **state) {
	static int in[1] = { 0 }, out[1] = { -1 };
	static const struct matrix_row en[] = { { NULL, "Germany", NULL, in }, { NULL, "Spain", NULL, out } },
	                               fr[] = { { NULL, "Espagne", NULL, out }, { NULL, "Allemagne", NULL, in } };
	struct fixture *f = *state;
	matrix_in(f, 0, en, LEN(en));
	matrix_in(f, 1, fr, LEN(fr));
	assert_false(pair(f));
	assert_non_null(strstr(f->errors.v[0].msg, "row 1 of a matrix, \"Germany\", has other marks"));
	assert_non_null(strstr(f->errors.v[0].hint, "needs ids"));
}

/* ---- what leads elsewhere ---- */

static const struct node *find(const struct node *node, enum node_kind kind) {
	const struct node *found = node->kind == kind ? node : NULL;
	for (const struct node *c = node->first; c != NULL && found == NULL; c = c->next) {
		found = find(c, kind);
	}
	return found;
}

/* A note stands once with both texts; the second language's mark leads there, in whatever order it has them. */
static void notes_once(void **state) {
	struct fixture *f = *state;
	write_both(f, "One[^a] two[^b].\n\n[^a]: First.\n\n[^b]: Second.", "Deux[^b] un[^a].\n\n[^a]: Premier.\n\n[^b]: Deuxième.");
	check_outline(f, "columns(column(para) column:fr(para:fr))");
	assert_int_equal(f->doc.note_count, 2);
	assert_string_equal(node_words(f->arena, f->doc.notes[0]), "First.\nPremier.");
	assert_string_equal(node_words(f->arena, f->doc.notes[1]), "Second.\nDeuxième.");
	const struct node *mark = find(f->doc.root->first->first->last, NODE_MARK);
	assert_string_equal(mark->u.mark.mark, "2");
	assert_string_equal(mark->u.mark.dest, "note-2");
}

static void shares_sources(void **state) {
	struct fixture *f = *state;
	write_both(f, "# A\n\nSaid [@one].", "# B\n\nDit [@two; @one].");
	assert_true(pair(f));
	assert_int_equal(f->doc.source_count, 2);
	assert_string_equal(f->doc.sources[0].key, "one");
	assert_string_equal(f->doc.sources[1].key, "two");
	const struct node *list = find(f->doc.root, NODE_SOURCES);
	assert_non_null(list->first->next);
	assert_string_equal(find(f->doc.root->first->last->last, NODE_CITE)->u.cite.text, "[1, 2]");
}

/* In its own words, to the block of the edition. */
static void references_lead(void **state) {
	static const char *const en[][3] = { { NULL, "Country", "Day" }, { NULL, "A", "2004" } };
	static const char *const fr[][3] = { { NULL, "Pays", "Jour" }, { NULL, "A", "2004" } };
	struct fixture *f = *state;
	struct node *table = table_in(f, 0, "t", en, LEN(en));
	table_in(f, 1, "t", fr, LEN(fr));
	write_both(f, "See [](#t).", "Voir [](#t).");
	assert_true(pair(f));
	const struct node *ref = find(f->doc.root->first->last->last, NODE_REF);
	assert_string_equal(ref->u.ref.text, "tableau\u00A01");
	assert_ptr_equal(ref->u.ref.block, table);
}

static void numbers_paragraphs(void **state) {
	struct fixture *f = *state;
	f->doc.paras_numbered = f->second.paras_numbered = true;
	write_both(f, "One:\n\n- a b\n\nTwo.", "Un :\n\n- c d\n\nDeux.");
	check_outline(f, "columns(column(para) column:fr(para:fr)) columns(column(list(item(para))) column:fr(list:fr(item(para)))) "
	                 "columns(column(para) column:fr(para:fr))");
	const struct node *first = f->doc.root->first->first;
	assert_int_equal(first->first->first->u.para.number, 1);
	assert_int_equal(first->last->first->u.para.number, 1);
	assert_true(first->next->u.columns.is_led);
	assert_int_equal(f->doc.root->first->last->last->first->u.para.number, 2);
}

/* ---- differences ---- */

static void tells_differences(void **state) {
	static const struct { const char *first, *second, *said, *hint; } cases[] = {
		{ "a", "- b", "a paragraph in \"en\" is a list in \"fr\"", "in \"fr\" it is at text.fr.md:7" },
		{ "- a\n- b", "- c", "a list has 2 parts in \"en\", 1 in \"fr\"", "text.fr.md:7" },
		{ "- a\n- b", "1. c\n2. d", "a list has other labels", "text.fr.md:7" },
		{ "# a", "## b", "a heading is of level 1 in \"en\", of level 2 in \"fr\"", NULL },
		{ "a\n\nb", "c", "in \"en\" a section has a paragraph that is not there in \"fr\"", "the same blocks in every language" },
		{ "a", "c\n\n> d", "in \"fr\" a section has a quotation that is not there in \"en\"", NULL },
		{ "a^[n]", "b", "a paragraph has 1 notes in \"en\", 0 in \"fr\"", "text.fr.md:7" },
		{ "- a\n\n  b\n- c", "- d\n- e", "in \"en\" an item has a paragraph", NULL },
		{ "- a [@one]\n- b", "- c\n- d [@one]", "an item has other sources in \"en\" than in \"fr\"", "needs ids" },
		{ "| A | B |\n|---|---|\n| a | 1 |", "| A |\n|---|\n| a |", "a table has 2 columns in \"en\", 1 in \"fr\"", NULL },
		{ "| A |\n|---|\n| 1994 |\n| 2004 |", "| A |\n|---|\n| 2004 |\n| 1994 |", "a row has other sources or figures", "needs ids" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		void *own = NULL;
		set_up(&own);
		struct fixture *f = own;
		bool is_heading = cases[i].second[0] == '#';
		write_both(f, is_heading ? "# x\n\n# a" : cases[i].first, is_heading ? "# y\n\n## b" : cases[i].second);
		assert_false(pair(f));
		const struct err *err = &f->errors.v[0];
		if (strstr(err->msg, cases[i].said) == NULL || (cases[i].hint != NULL && strstr(err->hint, cases[i].hint) == NULL) ||
		    !str_eq(err->section, "part") || err->code != ERR_PLUGIN) {
			fail_msg("%s: %s (%s), section %s", cases[i].first, err->msg, err->hint, err->section);
		}
		tear_down(&own);
	}
	(void)state;
}

static void tells_other_ids(void **state) {
	struct fixture *f = *state;
	for (int i = 0; i < 2; i++) {
		open_in(f, i, NODE_HEADING, i == 0 ? "north" : "south")->u.heading.level = 1;
		say_in(f, i, "x");
		build_close(f->build[i]);
	}
	assert_false(pair(f));
	assert_non_null(strstr(f->errors.v[0].msg, "the id 'part:north' in \"en\", 'part:south' in \"fr\""));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(stands_beside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(boxes_and_pulls, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dissolves_columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pairs_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(days_are_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(facts_and_remarks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(draws_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_categories_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(maps_timelines_and_matrices, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pairs_matrix_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_other_marks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notes_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(shares_sources, set_up, tear_down),
		cmocka_unit_test_setup_teardown(references_lead, set_up, tear_down),
		cmocka_unit_test_setup_teardown(numbers_paragraphs, set_up, tear_down),
		cmocka_unit_test(tells_differences),
		cmocka_unit_test_setup_teardown(tells_other_ids, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
