/* chart: round ticks, and drawings whose labels never touch each other and never leave their place, whatever the data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../setting.h"
#include "base/day.h"
#include "doc/chart.h"
#include "layout/axis.h"
#include "layout/figure.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static uint32_t seed;

static uint32_t random_below(uint32_t n) {
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* ---- ticks, by table ---- */

static void test_ticks(void **state) {
	static const struct { double low, high; bool whole; double first, step; size_t count; int decimals; } cases[] = {
		{ 0, 10, false, 0, 2, 6, 0 },        { 0, 37, true, 0, 10, 5, 0 },        { 0, 5.1, false, 0, 2, 4, 0 },
		{ 0, 2.4, false, 0, 0.5, 6, 1 },     { 0, 3, true, 0, 1, 4, 0 },          { 0, 1, true, 0, 1, 2, 0 },
		{ 0, 1, false, 0, 0.2, 6, 1 },       { 0, 0, true, 0, 1, 2, 0 },          { -50, 100, true, -50, 50, 4, 0 },
		{ -7, 0, true, -8, 2, 5, 0 },        { 0, 2983000, true, 0, 1e6, 4, 0 },  { 95, 100, false, 95, 1, 6, 0 },
		{ 0, 0.0031, false, 0, 0.001, 5, 3 },{ 0, 1e9, true, 0, 2e8, 6, 0 },      { 3, 3, false, 0, 1, 4, 0 },
		{ -4, -4, false, -4, 1, 5, 0 },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct axis axis = axis_make(cases[i].low, cases[i].high, cases[i].whole, AXIS_TICKS);
		if (fabs(axis.first - cases[i].first) > 1e-9 || fabs(axis.step - cases[i].step) > 1e-9 * cases[i].step ||
		    axis.count != cases[i].count || axis.decimals != cases[i].decimals || axis.unit != 1) {
			fail_msg("%g to %g: %zu ticks from %g by %g with %d decimals", cases[i].low, cases[i].high, axis.count, axis.first,
			         axis.step, axis.decimals);
		}
	}
}

/* A number of a tick is never longer than can be read: what is huge or tiny counts in a unit. */
static void test_units(void **state) {
	static const double values[] = { 1e13, 3e20, 1e300, 2e-7, 1e-12, 1e-300 };
	(void)state;
	for (size_t i = 0; i < LEN(values); i++) {
		struct axis axis = axis_make(0, values[i], false, AXIS_TICKS);
		assert_true(axis.exponent != 0 && axis.exponent % 3 == 0);
		assert_true(axis_last(&axis) / axis.unit < 5001 && axis_last(&axis) / axis.unit >= 1);
		assert_true(axis.decimals <= 2);
	}
}

/* For any range: it is within the ticks, they are few, round, and zero is exactly zero. */
static void test_ticks_random(void **state) {
	(void)state;
	seed = 5;
	for (int i = 0; i < 20000; i++) {
		double low = ((double)random_below(2001) - 1000) * pow(10, (double)random_below(13) - 6);
		double high = low + (1 + random_below(100000)) * pow(10, (double)random_below(10) - 6);
		bool whole = random_below(2) == 0;
		low = whole ? floor(low) : low;
		high = whole ? ceil(high) : high;
		struct axis axis = axis_make(low, high, whole, AXIS_TICKS);
		double lead = axis.step / pow(10, floor(log10(axis.step) + 1e-9));
		assert_true(axis.count >= 2 && axis.count <= 7);
		assert_true(axis.first <= low + axis.step * 1e-6 && axis_last(&axis) >= high - axis.step * 1e-6);
		assert_true(fabs(lead - 1) < 1e-6 || fabs(lead - 2) < 1e-6 || fabs(lead - 5) < 1e-6);
		assert_true(!whole || axis.step >= 1);
		for (size_t k = 0; k < axis.count; k++) {
			double tick = axis_tick(&axis, k);
			assert_true(tick == 0 || fabs(tick) > axis.step * 0.5);
		}
	}
}

/* Powers of ten, and what is between them where there is room; the values lie between the ends. */
static void test_log(void **state) {
	static const struct { double low, high; size_t count; double first, last; } cases[] = {
		{ 1, 1000, 4, 1, 1000 }, { 3, 40, 5, 2, 50 }, { 7.8, 106, 6, 5, 200 }, { 1, 1e6, 7, 1, 1e6 }, { 1e-8, 1e12, 6, 1e-8, 1e12 }, { 5, 5, 2, 5, 10 },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct axis axis = axis_make_log(cases[i].low, cases[i].high, AXIS_TICKS);
		if (axis.count != cases[i].count || fabs(axis.low / cases[i].first - 1) > 1e-9 || fabs(axis.high / cases[i].last - 1) > 1e-9) {
			fail_msg("%g to %g: %zu ticks from %g to %g", cases[i].low, cases[i].high, axis.count, axis.low, axis.high);
		}
		assert_true(fabs(axis_part(&axis, axis.low)) < 1e-9 && fabs(axis_part(&axis, axis.high) - 1) < 1e-9);
		assert_true(axis_part(&axis, cases[i].low) >= -1e-9 && axis_part(&axis, cases[i].high) <= 1 + 1e-9);
	}
}

static double day_of(const char *iso) {
	struct day day;
	assert_true(day_parse(iso, &day));
	return (double)day_number(day);
}

/* Ticks of time begin a year, a quarter, a month, a day; they are as many as were asked for and lie between the ends. */
static void test_days(void **state) {
	static const struct { const char *low, *high; enum axis_period least, period; size_t most, count; const char *first; } cases[] = {
		{ "1990-01-01", "2025-01-01", AXIS_YEARS, AXIS_YEARS, 10, 8, "1990-01-01" },
		{ "1949-04-04", "2024-03-07", AXIS_SINGLE_DAYS, AXIS_YEARS, 8, 4, "1960-01-01" },
		{ "2023-01-20", "2024-05-30", AXIS_SINGLE_DAYS, AXIS_QUARTERS, 8, 5, "2023-04-01" },
		{ "2023-01-01", "2023-12-01", AXIS_MONTHS, AXIS_MONTHS, 12, 12, "2023-01-01" },
		{ "2024-02-26", "2024-03-03", AXIS_SINGLE_DAYS, AXIS_SINGLE_DAYS, 8, 7, "2024-02-26" },
		{ "2024-02-26", "2024-03-03", AXIS_YEARS, AXIS_YEARS, 8, 0, NULL },
	};
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		double low = day_of(cases[i].low), high = day_of(cases[i].high);
		struct axis axis = axis_make_days(low, high, cases[i].least, cases[i].most);
		if (axis.count != cases[i].count || axis.period != cases[i].period || (axis.count > 0 && axis.at[0] != day_of(cases[i].first))) {
			fail_msg("%s to %s: %zu ticks of period %d, the first at %g", cases[i].low, cases[i].high, axis.count, (int)axis.period,
			         axis.count > 0 ? axis.at[0] : NAN);
		}
		for (size_t k = 0; k < axis.count; k++) {
			assert_true(axis.at[k] >= low && axis.at[k] <= high && (k == 0 || axis.at[k] > axis.at[k - 1]));
		}
	}
}

/* An author's ends are kept exactly, and the ticks stay those of the step. */
static void test_bounds(void **state) {
	struct axis axis = axis_make(0, 100, true, AXIS_TICKS), log_axis = axis_make_log(1, 1000, AXIS_TICKS);
	(void)state;
	assert_true(axis_bound(&axis, 25, 90));
	assert_true(axis.low == 25 && axis.high == 90 && axis.first == 40 && axis.count == 3);
	assert_false(axis_bound(&axis, 90, 25));
	assert_false(axis_bound(&log_axis, -1, 10));
	assert_true(axis_bound(&log_axis, 5, 200));
	assert_true(log_axis.count == 2 && log_axis.at[0] == 10);
}

/* ---- labels pushed apart ---- */

static void test_spread(void **state) {
	static const struct { size_t n; double at[4], to[4]; bool fits; } cases[] = {
		{ 1, { 50 }, { 50 }, true },                     { 2, { 10, 60 }, { 10, 60 }, true },
		{ 2, { 50, 50 }, { 45, 55 }, true },             { 2, { 0, 0 }, { 0, 10 }, true },
		{ 2, { 100, 100 }, { 90, 100 }, true },          { 3, { 50, 20, 52 }, { 46, 20, 56 }, true },
		{ 3, { 50, 51, 49 }, { 50, 60, 40 }, true },     { 4, { 2, 4, 30, 31 }, { 0, 10, 25.5, 35.5 }, true },
	};
	double many[12] = { 0 };
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		double at[4];
		memcpy(at, cases[i].at, sizeof(at));
		assert_int_equal(axis_spread(at, cases[i].n, 10, 0, 100), cases[i].fits);
		for (size_t k = 0; k < cases[i].n; k++) {
			if (fabs(at[k] - cases[i].to[k]) > 1e-9) {
				fail_msg("case %zu, label %zu: at %g", i, k, at[k]);
			}
		}
	}
	assert_false(axis_spread(many, 12, 10, 0, 100));
	assert_true(axis_spread(many, 11, 10, 0, 100));
}

/* ---- drawings ---- */

static void set(struct setting *s, const struct node *chart) {
	if (!figure_set(&s->setter, chart, 0, s->setter.width, &s->list)) {
		fail_msg("%s", s->err.msg);
	}
	setting_expand(s);
}

/* The Figure's piece: the last. */
static const struct piece *figure_of(const struct setting *s) {
	return &s->list.v[s->list.n - 1];
}

struct extent { double x0, y0, x1, y1; char text[64]; };

/* All four corners of a text that is turned. */
static void check_turned(const struct setting *s, const struct op *op, const struct op *turn, const char *what) {
	const struct text_run *run = op->u.text.run;
	double angle = turn->u.rotate.degrees * M_PI / 180;

	for (int i = 0; i < 4; i++) {
		double dx = op->u.text.x + (i % 2 == 0 ? 0 : run->width_pt) - turn->u.rotate.x, dy = op->u.text.y - (i < 2 ? 0 : 0.62 * run->size_pt) - turn->u.rotate.y;
		double x = turn->u.rotate.x + dx * cos(angle) - dy * sin(angle), y = turn->u.rotate.y + dx * sin(angle) + dy * cos(angle);
		if (x < -0.2 || x > s->setter.width + 0.2 || y < -0.2 || y > figure_of(s)->height + 0.2) {
			fail_msg("%s: '%.*s' is turned out of the chart: %g %g", what, (int)run->utf8_len, run->utf8, x, y);
		}
	}
}

/* Where the ink of each upright text is, about. Turned ones are left out. */
static size_t text_extents(const struct piece *piece, struct extent *v, size_t max) {
	bool turned = false;
	size_t n = 0;

	for (size_t i = 0; i < piece->ops.n; i++) {
		const struct op *op = &piece->ops.v[i];
		turned = op->kind == OP_ROTATE_BEGIN || (turned && op->kind != OP_ROTATE_END);
		if (op->kind == OP_TEXT && !turned) {
			const struct text_run *run = op->u.text.run;
			assert_true(n < max);
			v[n] = (struct extent){ op->u.text.x, op->u.text.y - 0.62 * run->size_pt, op->u.text.x + run->width_pt,
			                        op->u.text.y + 0.02 * run->size_pt, "" };
			snprintf(v[n].text, sizeof(v[n].text), "%.*s", (int)run->utf8_len, run->utf8);
			n++;
		}
	}
	return n;
}

static void check_extents(const struct setting *s, const char *what) {
	static struct extent v[4000];
	const struct piece *piece = figure_of(s);
	const struct op *turn = NULL;
	size_t n = text_extents(piece, v, LEN(v));

	for (size_t i = 0; i < piece->ops.n; i++) {
		const struct op *op = &piece->ops.v[i];
		turn = op->kind == OP_ROTATE_BEGIN ? op : op->kind == OP_ROTATE_END ? NULL : turn;
		if (op->kind == OP_TEXT && turn != NULL) {
			check_turned(s, op, turn, what);
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (v[i].x0 < -0.1 || v[i].x1 > s->setter.width + 0.1 || v[i].y0 < -0.1 || v[i].y1 > piece->height + 0.1) {
			fail_msg("%s: '%s' stands out of the chart: %g to %g", what, v[i].text, v[i].x0, v[i].x1);
		}
		for (size_t k = 0; k < i; k++) {
			if (v[i].x0 < v[k].x1 - 0.05 && v[k].x0 < v[i].x1 - 0.05 && v[i].y0 < v[k].y1 - 0.05 && v[k].y0 < v[i].y1 - 0.05) {
				fail_msg("%s: '%s' and '%s' touch", what, v[k].text, v[i].text);
			}
		}
	}
}

/* All paint within the chart's place and within one Figure; its box holds it. */
static void check_paint(const struct setting *s, const char *what) {
	const struct piece *piece = figure_of(s);
	double right = s->setter.width + 0.1, bottom = piece->height + 0.1;
	int figures = 0;
	bool turned = false;

	for (size_t i = 0; i < piece->ops.n; i++) {
		const struct op *op = &piece->ops.v[i];
		turned = op->kind == OP_ROTATE_BEGIN || (turned && op->kind != OP_ROTATE_END);
		if (op->kind == OP_TAG_BEGIN && op->u.tag.tag == TAG_FIGURE) {
			figures++;
			assert_string_equal(op->u.tag.attrs->alt, "What the chart shows");
			assert_true(op->u.tag.attrs->bbox[3] >= piece->height - 0.1);
		} else if (op->kind == OP_TAG_END) {
			figures--;
		} else if (op->kind == OP_RECT) {
			assert_int_equal(figures, 1);
			if (!(op->u.rect.x >= -0.1 && op->u.rect.x + op->u.rect.w <= right && op->u.rect.w >= 0 && op->u.rect.h >= 0 &&
			      op->u.rect.y >= -0.1 && op->u.rect.y + op->u.rect.h <= bottom)) {
				fail_msg("%s: a box stands out: %g %g, %g by %g", what, op->u.rect.x, op->u.rect.y, op->u.rect.w, op->u.rect.h);
			}
		} else if (op->kind == OP_LINE) {
			double x0 = fmin(op->u.line.x0, op->u.line.x1), x1 = fmax(op->u.line.x0, op->u.line.x1);
			double y0 = fmin(op->u.line.y0, op->u.line.y1), y1 = fmax(op->u.line.y0, op->u.line.y1);
			if (!(x0 >= -0.1 && x1 <= right && y0 >= -0.1 && y1 <= bottom)) {
				fail_msg("%s: a line stands out: %g %g to %g %g", what, x0, y0, x1, y1);
			}
		} else if (op->kind == OP_PATH) {
			const double around = 0.2;
			for (size_t k = 0; k < op->u.path.n; k++) {
				const struct path_seg *seg = &op->u.path.segs[k];
				for (int j = 0; j < (seg->verb == PATH_CURVE ? 3 : seg->verb == PATH_CLOSE ? 0 : 1); j++) {
					if (!(seg->x[j] >= -around && seg->x[j] <= right + around && seg->y[j] >= -around && seg->y[j] <= bottom + around)) {
						fail_msg("%s: a path stands out at %g %g", what, seg->x[j], seg->y[j]);
					}
				}
			}
		}
	}
}

static size_t count_bars(const struct piece *piece, double *zero) {
	size_t n = 0;

	for (size_t i = 0; i < piece->ops.n; i++) {
		const struct op *op = &piece->ops.v[i];
		if (op->kind == OP_RECT && op->u.rect.color.r != 1) {
			*zero = op->u.rect.y + op->u.rect.h;
			n++;
		}
	}
	return n;
}

static bool has_text(const struct piece *piece, const char *text) {
	static struct extent v[4000];
	size_t n = text_extents(piece, v, LEN(v));

	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i].text, text)) {
			return true;
		}
	}
	return false;
}

static void test_bars(void **state) {
	struct setting s;
	double zero = 0;
	(void)state;
	setting_open(&s, "");
	struct node *chart = setting_chart(&s, CHART_BAR, 3, 1, "How many");
	static const double values[] = { 10, 40, 25 };
	for (size_t i = 0; i < 3; i++) {
		chart->u.chart->series[0].values[i] = values[i];
	}
	chart->u.chart->show_values = true;
	set(&s, chart);
	check_extents(&s, "bars");
	check_paint(&s, "the chart");
	const struct piece *piece = figure_of(&s);
	assert_int_equal(count_bars(piece, &zero), 3);
	assert_int_equal(piece->break_cost, BREAK_NEVER);
	/* heights are as the values, on one line */
	double heights[3];
	for (size_t i = 0, k = 0; i < piece->ops.n; i++) {
		const struct op *op = &piece->ops.v[i];
		if (op->kind == OP_RECT && op->u.rect.color.r != 1) {
			assert_true(fabs(op->u.rect.y + op->u.rect.h - zero) < 0.01);
			heights[k++] = op->u.rect.h;
		}
	}
	assert_true(fabs(heights[1] / heights[0] - 4) < 0.01 && fabs(heights[2] / heights[0] - 2.5) < 0.01);
	assert_true(has_text(piece, "25"));
	assert_true(has_text(piece, "Label 1"));
	assert_true(has_text(piece, "Series 0"));
	setting_close(&s);
}

static void test_gaps(void **state) {
	struct setting s;
	size_t lines = 0;
	(void)state;
	setting_open(&s, "");
	struct node *chart = setting_chart(&s, CHART_LINE, 9, 1, NULL);
	for (size_t i = 0; i < 9; i++) {
		chart->u.chart->series[0].values[i] = i == 3 || i == 5 ? NAN : (double)i;
	}
	set(&s, chart);
	check_extents(&s, "gaps");
	for (size_t i = 0; i < figure_of(&s)->ops.n; i++) {
		const struct op *op = &figure_of(&s)->ops.v[i];
		lines += op->kind == OP_PATH && op->u.path.stroke && !op->u.path.fill;
	}
	/* 0 to 2 and 6 to 8; 4 stands alone and has a mark only */
	assert_int_equal(lines, 2);
	setting_close(&s);
}

static void test_empty(void **state) {
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct setting s;
		setting_open(&s, "");
		struct node *chart = setting_chart(&s, i % 2 == 0 ? CHART_BAR : CHART_LINE, i < 2 ? 3 : 0, i < 2 ? 2 : 1, "Empty");
		for (size_t k = 0; k < 6 && i < 2; k++) {
			chart->u.chart->series[k / 3].values[k % 3] = k % 2 == 0 ? NAN : INFINITY;
		}
		set(&s, chart);
		assert_true(has_text(figure_of(&s), "No data"));
		check_paint(&s, "the chart");
		setting_close(&s);
	}
}

static const char *const places[] = {
	"Ukraine", "Bosnia and Herzegovina", "Georgia", "Republic of Korea", "Moldova", "The former Yugoslav Republic of Macedonia",
	"Japan", "Kazakhstan",
};

static const char *random_name(struct setting *s) {
	static const char word[] = "Interoperability and standardisation of what was never meant to be standardised ";
	uint32_t kind = random_below(12);

	if (kind == 0) {
		/* Longer than any chart has room for. */
		struct buf text = BUF_INIT;
		for (int i = 0; i < 4; i++) {
			buf_adds(&text, word);
		}
		const char *name = arena_strdup(s->arena, buf_str(&text));
		buf_fini(&text);
		return name;
	}
	return kind == 1 ? "A series with quite a long name that says what it is about" : places[random_below(LEN(places))];
}

static double random_value(double base, double scale) {
	static const double odd[] = { NAN, INFINITY, -INFINITY, 1e308, 5e-324, 0 };

	return random_below(9) == 0 ? odd[random_below(LEN(odd))] : (random_below(1000) / 1000.0 + base) * scale;
}

static void fill_series(struct setting *s, struct node_chart *chart, struct chart_series *series, double base, double scale) {
	series->values = arena_alloc(s->arena, (chart->label_count + 1) * sizeof(double));
	for (size_t i = 0; i < chart->label_count; i++) {
		series->values[i] = random_value(base, scale);
	}
	if (chart->kind != CHART_SCATTER) {
		return;
	}
	bool has_sizes = random_below(3) == 0, has_names = random_below(2) == 0;
	series->point_count = chart->label_count;
	series->x = arena_alloc(s->arena, (chart->label_count + 1) * sizeof(double));
	series->sizes = has_sizes ? arena_alloc(s->arena, (chart->label_count + 1) * sizeof(double)) : NULL;
	series->names = has_names ? arena_alloc(s->arena, (chart->label_count + 1) * sizeof(char *)) : NULL;
	for (size_t i = 0; i < chart->label_count; i++) {
		series->x[i] = random_value(base, scale * 3);
		if (has_sizes) {
			series->sizes[i] = random_below(100);
		}
		if (has_names && random_below(3) > 0) {
			series->names[i] = random_name(s);
		}
	}
}

/* Days that rise, some close and some far. */
static void fill_days(struct setting *s, struct node_chart *chart) {
	double day = 9000 + random_below(8000), step = 1 + random_below(2) * 30;

	chart->times = arena_alloc(s->arena, chart->label_count * sizeof(double));
	for (size_t i = 0; i < chart->label_count; i++) {
		chart->times[i] = day;
		char iso[11];
		day_format(day_from_number((int64_t)day), iso);
		chart->labels[i] = arena_strdup(s->arena, iso);
		day += step + random_below(40);
	}
}

static void fill_marks(struct setting *s, struct node_chart *chart, double base, double scale) {
	chart->mark_count = random_below(4);
	chart->note_count = random_below(4);
	chart->marks = arena_alloc(s->arena, (chart->mark_count + 1) * sizeof(*chart->marks));
	chart->notes = arena_alloc(s->arena, (chart->note_count + 1) * sizeof(*chart->notes));
	for (size_t i = 0; i < chart->mark_count + chart->note_count; i++) {
		double x = chart->kind == CHART_SCATTER ? random_value(base, scale) : chart->times != NULL ? chart->times[random_below((uint32_t)chart->label_count)]
		                                                                                     : random_below((uint32_t)chart->label_count);
		double y = (random_below(1000) / 1000.0 + base) * scale;
		if (i < chart->mark_count) {
			bool is_x = random_below(2) == 0;
			chart->marks[i] = (struct chart_mark){ is_x, random_below(2) == 0, is_x ? x : y, is_x ? x : y * 1.2, random_below(4) > 0 ? random_name(s) : NULL };
		} else {
			chart->notes[i - chart->mark_count] = (struct chart_note){ x, y, random_name(s) };
		}
	}
}

static void fill_random(struct setting *s, struct node_chart *chart) {
	double scale = pow(10, (double)random_below(19) - 8), base = random_below(3) == 0 ? -0.5 : 0;
	uint32_t names = random_below(5);
	bool has_panels = random_below(4) == 0 && chart->kind != CHART_PIE && chart->kind != CHART_DONUT && chart->kind != CHART_SPARKLINE && chart->kind != CHART_SLOPE;

	chart->is_horizontal = random_below(3) == 0;
	for (size_t i = 0; i < chart->label_count; i++) {
		chart->labels[i] = names == 0   ? arena_printf(s->arena, "%zu", 1990 + i)
		                   : names == 1 ? places[random_below(LEN(places))]
		                   : names == 2 ? arena_printf(s->arena, "%c", (char)('A' + i % 26))
		                   : names == 3 ? random_name(s) : arena_printf(s->arena, "Interoperability%zu", i);
	}
	bool can_days = chart->kind == CHART_LINE || chart->kind == CHART_AREA || chart->kind == CHART_SPARKLINE || (!chart->is_horizontal && chart->kind == CHART_BAR);
	if (can_days && random_below(3) == 0) {
		fill_days(s, chart);
	}
	for (size_t k = 0; k < chart->series_count; k++) {
		chart->series[k].name = random_name(s);
		fill_series(s, chart, &chart->series[k], base, scale);
	}
	if (has_panels) {
		chart->panel_count = 1 + random_below(9);
		chart->panels = arena_alloc(s->arena, chart->panel_count * sizeof(*chart->panels));
		for (size_t p = 0; p < chart->panel_count; p++) {
			struct chart_series *series = arena_copy(s->arena, chart->series, chart->series_count * sizeof(*series));
			for (size_t k = 0; k < chart->series_count; k++) {
				fill_series(s, chart, &series[k], base, scale);
			}
			chart->panels[p] = (struct chart_panel){ random_name(s), series, chart->series_count };
		}
	}
	chart->y.is_log = (chart->kind == CHART_LINE || chart->kind == CHART_SCATTER || chart->kind == CHART_DOT) && random_below(3) == 0;
	chart->x.is_log = chart->kind == CHART_SCATTER && random_below(3) == 0;
	chart->show_values = random_below(2) == 0;
	chart->base.title = random_below(3) == 0 ? "A title of the plot" : NULL;
	chart->x.title = random_below(3) == 0 ? "Year" : NULL;
	chart->y.title = random_below(3) == 0 ? random_name(s) : NULL;
	chart->y.unit = random_below(4) == 0 ? "%" : random_below(4) == 0 ? "million euros" : NULL;
	chart->base.height_pt = random_below(6) == 0 ? 40 + random_below(700) : 0;
	if (random_below(3) == 0) {
		fill_marks(s, chart, base, scale);
	}
}

/* Charts of all kinds, from one point to more than can be told apart, in columns wide and narrow. */
static void test_random(void **state) {
	static const double widths[] = { 456, 300, 220, 150, 100 };
	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		struct setting s;
		setting_open(&s, "");
		seed = 1000 + i;
		s.setter.width = widths[i % LEN(widths)];
		enum chart_kind kind = (enum chart_kind)random_below(CHART_KINDS);
		struct node *chart = setting_chart(&s, kind, 1 + random_below(random_below(4) == 0 ? 300 : 40), 1 + random_below(random_below(6) == 0 ? 40 : 6),
		                                   random_below(2) == 0 ? "A caption" : NULL);
		fill_random(&s, chart->u.chart);
		set(&s, chart);
		const char *what = arena_printf(s.arena, "chart %u (%s%s, width %g, %zu names, %zu series, %zu panels)", i, chart_kind_names[kind],
		                                chart->u.chart->is_horizontal ? " lying" : "", s.setter.width, chart->u.chart->label_count,
		                                chart->u.chart->series_count, chart->u.chart->panel_count);
		check_extents(&s, what);
		check_paint(&s, what);
		if (figure_of(&s)->height > s.setter.height + 0.1) {
			fail_msg("%s is %g high, on a page of %g", what, figure_of(&s)->height, s.setter.height);
		}
		setting_close(&s);
	}
}

/* A plot that is asked to be higher than a page gives way. */
static void test_high(void **state) {
	struct setting s;
	(void)state;
	setting_open(&s, "");
	struct node *chart = setting_chart(&s, CHART_BAR, 3, 2, "High");
	chart->u.chart->series[0].values[1] = 4;
	chart->u.chart->base.height_pt = 2000;
	set(&s, chart);
	assert_true(figure_of(&s)->height + s.list.v[0].height <= s.setter.height + 0.1);
	assert_int_equal(s.warnings.n, 1);
	setting_close(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_ticks_random),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_high),
	};
	return cmocka_run_group_tests(tests, setting_begin, setting_end);
}
