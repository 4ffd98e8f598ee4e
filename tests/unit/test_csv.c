/* csv: tables and figures as files that a spreadsheet reads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/csv.h"
#include "doc/diagram.h"
#include "doc/figure.h"
#include "doc/node.h"
#include "text/locale.h"

#define BOM "\xEF\xBB\xBF"

static const struct doc_locale locale = { .number = locale_number, .date = locale_date, .list = locale_list };

static void must_be(struct arena *arena, const struct node *node, const char *csv) {
	const struct doc doc = { .lang = "fr", .locale = &locale };
	struct buf out = BUF_INIT;

	assert_true(csv_put(arena, &doc, node, &out));
	assert_string_equal(buf_str(&out), csv);
	buf_fini(&out);
}

/* Cells of a row are parted by '|'; "2x3:words" spans two columns and three rows. */
static void add_row(struct arena *arena, struct node *table, const char *cells, bool is_group) {
	struct node *row = node_append(arena, table, NODE_ROW);

	row->u.row.is_group = is_group;
	for (const char *p = cells; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL) {
		struct node *cell = node_append(arena, row, NODE_CELL);
		const char *words = p;

		cell->u.cell.colspan = cell->u.cell.rowspan = 1;
		if (p[0] >= '1' && p[0] <= '9' && p[1] == 'x' && p[3] == ':') {
			cell->u.cell.colspan = p[0] - '0';
			cell->u.cell.rowspan = p[2] - '0';
			words = p + 4;
		}
		node_append_text(arena, cell, arena_strndup(arena, words, strcspn(words, "|")));
	}
}

static struct node *table_of(struct arena *arena, size_t columns) {
	struct node *table = arena_alloc(arena, sizeof(*table));

	table->kind = NODE_TABLE;
	table->u.table.column_count = columns;
	return table;
}

static void test_cells(void **state) {
	struct arena *arena = arena_new();
	struct node *table = table_of(arena, 3);

	(void)state;
	add_row(arena, table, "1x2:Town|2x1:Tonnes", false);
	add_row(arena, table, "2024|2025", false);
	add_row(arena, table, "3x1:North", true);
	add_row(arena, table, "Alder, \"old\"|1,5|", false);
	add_row(arena, table, "two\nlines|1 000|−3", false);
	must_be(arena, table, BOM "Town,Tonnes,Tonnes\r\nTown,2024,2025\r\nNorth,,\r\n\"Alder, \"\"old\"\"\",\"1,5\",\r\n\"two\nlines\",1 000,−3\r\n");
	arena_free(arena);
}

/* Nothing that a request or plugin wrote is reckoned where it is opened. */
static void test_no_formulas(void **state) {
	struct arena *arena = arena_new();
	struct node *table = table_of(arena, 4);

	(void)state;
	add_row(arena, table, "=1+\"2\"|@sum|-x|+3.5", false);
	add_row(arena, table, "-3|–|a=b|+", false);
	must_be(arena, table, BOM "\"'=1+\"\"2\"\"\",\"'@sum\",\"'-x\",+3.5\r\n-3,–,a=b,\"'+\"\r\n");
	arena_free(arena);
}

static void test_drawn_in_cells(void **state) {
	static double values[] = { 1, NAN, 2.5 };
	struct arena *arena = arena_new();
	struct node *table = table_of(arena, 2);

	(void)state;
	add_row(arena, table, "Rye|", false);
	struct node_mini mini = { .kind = MINI_SPARKLINE, .values = values, .n = 3, .alt = "Up" };
	table->first->last->u.cell.mini = &mini;
	must_be(arena, table, BOM "Rye,1 - 2.5\r\n");
	arena_free(arena);
}

/* Exact, whatever the language and the decimals printed. */
static void test_chart(void **state) {
	static double rye[] = { -1234.5625, NAN, 6 };
	static const char *labels[] = { "Alder", "Birch", "Cedar" };
	struct arena *arena = arena_new();
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct chart_series series = { .name = "Rye", .values = rye };
	struct node_chart chart = {
		.kind = CHART_BAR, .labels = labels, .label_count = 3, .series = &series, .series_count = 1,
		.y = { .has_decimals = true, .decimals = 1, .unit = "t" },
	};

	(void)state;
	node->kind = NODE_CHART;
	node->u.chart = &chart;
	must_be(arena, node, BOM ",Rye (t)\r\nAlder,-1234.5625\r\nBirch,\r\nCedar,6\r\n");
	arena_free(arena);
}

static void test_matrix(void **state) {
	static const char *columns[] = { "PfP", "ICI" };
	static int georgia[] = { 0, -1 }, kuwait[] = { -1, 1 };
	static struct diagram_category marks[] = { { "full", "Member", true }, { "some", "In part", true } };
	static struct matrix_row rows[] = {
		{ .name = "Georgia", .group = "Europe", .cells = georgia }, { .name = "Kuwait", .group = "Gulf", .cells = kuwait },
	};
	struct arena *arena = arena_new();
	struct node *node = arena_alloc(arena, sizeof(*node));
	struct node_matrix matrix = {
		.corner = "Partner", .columns = columns, .column_count = 2, .rows = rows, .row_count = 2, .marks = marks, .mark_count = 2,
	};

	(void)state;
	node->kind = NODE_MATRIX;
	node->u.matrix = &matrix;
	must_be(arena, node, BOM ",Partner,PfP,ICI\r\nEurope,Georgia,Member,\r\nGulf,Kuwait,,In part\r\n");
	rows[0].group = rows[1].group = NULL;
	must_be(arena, node, BOM "Partner,PfP,ICI\r\nGeorgia,Member,\r\nKuwait,,In part\r\n");
	arena_free(arena);
}

static void test_no_data(void **state) {
	struct arena *arena = arena_new();
	const struct doc doc = { .lang = "en" };
	struct node node = { .kind = NODE_PARA };
	struct buf out = BUF_INIT;

	(void)state;
	assert_false(csv_put(arena, &doc, &node, &out));
	node.kind = NODE_PICTURE;
	assert_false(csv_put(arena, &doc, &node, &out));
	assert_int_equal(out.len, 0);
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_no_formulas),
		cmocka_unit_test(test_drawn_in_cells),
		cmocka_unit_test(test_chart),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_no_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
