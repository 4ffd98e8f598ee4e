/* figure: what is said of charts to who cannot see them, and their data as tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/figure.h"
#include "doc/node.h"
#include "text/locale.h"

#define S(of, with) { .name = of, .values = with }
#define LEN(a) (sizeof(a) / sizeof(*(a)))

static const struct doc_locale locale = { .number = locale_number, .date = locale_date, .list = locale_list };
static const char *const years[] = { "2021", "2022", "2023" }, *const quarters[] = { "2023-Q1", "2023-Q2", "2023-Q4" };
static const char *const towns[] = { "Alder", "Birch", "Cedar" };

/* One chart of up to three labels; its series are given by name and values. */
struct spec {
	enum chart_kind kind;
	const char *lang;
	const char *const *labels;
	bool has_days;
	struct chart_scale y;
	struct chart_series series[9];
	size_t count;
	const char *says;
};

static struct node *make(struct arena *arena, const struct spec *spec) {
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node_chart *chart = arena_alloc(arena, sizeof(*chart));

	node->kind = NODE_CHART;
	node->u.chart = chart;
	chart->kind = spec->kind;
	chart->y = spec->y;
	chart->label_count = 3;
	chart->labels = arena_copy(arena, spec->labels, 3 * sizeof(*chart->labels));
	chart->series = arena_copy(arena, spec->series, sizeof(spec->series));
	chart->series_count = spec->count;
	if (spec->has_days) {
		chart->times = arena_alloc(arena, 3 * sizeof(double));
		for (size_t i = 0; i < 3; i++) {
			chart->times[i] = chart_day(chart->labels[i], NULL);
		}
	}
	return node;
}

static double up[] = { 1, 2, 4 }, peak[] = { 2, 5, 3 }, dip[] = { 3, 1, 3 }, flat[] = { 2, 2, 2 }, none[] = { NAN, INFINITY, NAN }, below[] = { -1234.5, NAN, 6 };
static double nearly[] = { -0.04, 1, -0.06 };

static void test_words(void **state) {
	static const struct spec specs[] = {
		{ CHART_LINE, "en", years, false, { 0 }, { S("Rye", up), S("Oats", peak) }, 2,
		  "Line chart: Rye and Oats, 2021 to 2023. Rye: from 1 (2021) to 4 (2023). Oats: from 2 (2021) to 3 (2023), highest 5 (2022)." },
		{ CHART_LINE, "fr", years, false, { .title = "Tonnes" }, { S("Seigle", dip) }, 1,
		  "Graphique en courbes : Tonnes, 2021 à 2023. Seigle : de 3 (2021) à 3 (2023), minimum 1 (2022)." },
		{ CHART_BAR, "en", towns, false, { .prefix = "€", .unit = "m" }, { S("Gain", below) }, 1,
		  "Bar chart. Gain: highest €6m (Cedar), lowest −€1,234.5m (Alder)." },
		{ CHART_LINE, "en", years, false, { .has_decimals = true, .decimals = 1 }, { S("Gain", nearly) }, 1,
		  "Line chart, 2021 to 2023. Gain: from 0.0 (2021) to −0.1 (2023), highest 1.0 (2022)." },
		{ CHART_BAR, "en", towns, false, { 0 }, { S("Same", flat), S("Empty", none) }, 2,
		  "Bar chart: Same and Empty. Same: 2 throughout. Empty: no data." },
		{ CHART_AREA, "en", quarters, true, { 0 }, { S("Rye", up) }, 1, "Area chart, Q1 2023 to Q4 2023. Rye: from 1 (Q1 2023) to 4 (Q4 2023)." },
		{ CHART_PIE, "fr", towns, false, { 0 }, { S("Part", up) }, 1, "Diagramme circulaire. Parts : Cedar 57\u00A0%, Birch 29\u00A0% et Alder 14\u00A0%." },
		{ CHART_PERCENT, "en", towns, false, { 0 }, { S("A", up), S("B", peak) }, 2,
		  "Bar chart of shares: A and B. A: highest 57% (Cedar), lowest 29% (Birch). B: highest 71% (Birch), lowest 43% (Cedar)." },
		{ CHART_LINE, "en", years, false, { 0 }, { S("A", up), S("B", up), S("C", up), S("D", up), S("E", up) }, 5,
		  "Line chart: A, B, C, D and E, 2021 to 2023. A: from 1 (2021) to 4 (2023). B: from 1 (2021) to 4 (2023). C: from 1 (2021) to 4 (2023). "
		  "Further series: 2." },
		{ CHART_BAR, "en", towns, false, { 0 }, { S("", none) }, 0, "Bar chart: No data." },
	};
	(void)state;
	for (size_t i = 0; i < LEN(specs); i++) {
		struct arena *arena = arena_new();
		struct doc doc = { .lang = specs[i].lang, .locale = &locale };
		assert_string_equal(figure_describe(arena, &doc, make(arena, &specs[i])), specs[i].says);
		arena_free(arena);
	}
}

/* A table as text: a row a line, cells parted by '|'. */
static const char *table_text(struct arena *arena, const struct node *table) {
	struct buf out = BUF_INIT;

	for (const struct node *row = table->first; row != NULL; row = row->next) {
		size_t columns = 0;
		for (const struct node *cell = row->first; cell != NULL; cell = cell->next) {
			node_text(cell, &out);
			buf_adds(&out, cell->next != NULL ? "|" : "\n");
			columns += (size_t)cell->u.cell.colspan;
		}
		assert_int_equal(columns, table->u.table.column_count);
	}
	const char *text = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

static void test_tables(void **state) {
	static const struct spec specs[] = {
		{ CHART_BAR, "en", towns, false, { .unit = "\u00A0t" }, { S("Rye", up), S("Oats", below) }, 2,
		  "|Rye (t)|Oats (t)\nAlder|1|−1,234.5\nBirch|2|–\nCedar|4|6\n" },
		{ CHART_LINE, "en", quarters, true, { .has_decimals = true, .decimals = 1 }, { S("Rye", up) }, 1,
		  "|Rye\nQ1 2023|1.0\nQ2 2023|2.0\nQ4 2023|4.0\n" },
		{ CHART_BAR, "en", towns, false, { .has_decimals = true, .decimals = 1 }, { S("Gain", nearly) }, 1,
		  "|Gain\nAlder|0.0\nBirch|1.0\nCedar|−0.1\n" },
		{ CHART_LINE, "en", years, false, { 0 },
		  { S("1", up), S("2", up), S("3", up), S("4", up), S("5", up), S("6", up), S("7", up), S("8", up) }, 8,
		  "|2021|2022|2023\n1|1|2|4\n2|1|2|4\n3|1|2|4\n4|1|2|4\n5|1|2|4\n6|1|2|4\n7|1|2|4\n8|1|2|4\n" },
	};
	(void)state;
	for (size_t i = 0; i < LEN(specs); i++) {
		struct arena *arena = arena_new();
		struct doc doc = { .lang = specs[i].lang, .locale = &locale };
		assert_string_equal(table_text(arena, figure_tabulate(arena, &doc, make(arena, &specs[i]))), specs[i].says);
		arena_free(arena);
	}
}

static void test_panels(void **state) {
	static double x[] = { 1, 2, 30 };
	static const char *names[] = { "Near", NULL, "Far" };
	struct chart_series north = S("Rye", up), south = S("Rye", peak), points = { .name = "Farms", .values = peak, .x = x, .names = names, .point_count = 3 };
	struct chart_panel panels[] = { { "North", &north, 1 }, { "South", &south, 1 } };
	struct arena *arena = arena_new();
	struct doc doc = { .lang = "en", .locale = &locale };
	struct node *node = make(arena, &(struct spec){ .kind = CHART_LINE, .labels = years });
	(void)state;
	node->u.chart->panels = panels;
	node->u.chart->panel_count = 2;
	assert_string_equal(table_text(arena, figure_tabulate(arena, &doc, node)), "|North|South\n2021|1|2\n2022|2|5\n2023|4|3\n");
	assert_string_equal(figure_describe(arena, &doc, node), "Line chart: Rye, 2021 to 2023. 2 panels share its axes. North: from 1 (2021) to 4 (2023). "
	                                                        "South: from 2 (2021) to 3 (2023), highest 5 (2022).");
	node->u.chart->kind = CHART_SCATTER;
	node->u.chart->panel_count = 0;
	node->u.chart->series = &points;
	node->u.chart->series_count = 1;
	assert_string_equal(table_text(arena, figure_tabulate(arena, &doc, node)), "|x|y\nNear|1|2\n2|2|5\nFar|30|3\n");
	assert_string_equal(figure_describe(arena, &doc, node), "Scatter plot. 3 points. x: 1 to 30. y: 2 to 5. Highest: Far (3).");
	arena_free(arena);
}

static void test_day(void **state) {
	static const struct { const char *label; double day; } cases[] = {
		{ "1970", 0 }, { "1970-02", 31 }, { "1970-Q2", 90 }, { "1970-01-02", 1 }, { "1969-12-31", -1 }, { "2024-02-30", NAN }, { "2024-Q5", NAN },
		{ "2024-13", NAN }, { "", NAN }, { "24", NAN }, { "2024-Q", NAN }, { "year", NAN }, { "2024-1-1", NAN },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		double day = chart_day(cases[i].label, NULL);
		if (isnan(day) != isnan(cases[i].day) || (!isnan(day) && day != cases[i].day)) {
			fail_msg("'%s' is day %g", cases[i].label, day);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_panels),
		cmocka_unit_test(test_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
