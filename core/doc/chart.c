/* What a chart says in words and as a table. */
#include "doc/chart.h"

#include <math.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/figure.h"
#include "doc/labels.h"
#include "doc/node.h"

enum {
	SERIES_TOLD = 3,             /* of so many series a sentence each */
	SERIES_LISTED = 6,
	SHARES_TOLD = 8,
	COLUMNS_MAX = 7,             /* series stand side by side up to here */
};

static const double VALUE_MAX = 1e300;           /* what no axis can reach is no value: as layout/ draws it */

const char *const chart_kind_names[] = {
	"area", "bar", "donut", "dot", "line", "percent", "pie", "scatter", "slope", "sparkline", "stacked", NULL,
};

static const enum label kind_labels[CHART_KINDS] = {
	LABEL_CHART_AREA, LABEL_CHART_BAR, LABEL_CHART_DONUT, LABEL_CHART_DOT, LABEL_CHART_LINE, LABEL_CHART_PERCENT,
	LABEL_CHART_PIE, LABEL_CHART_SCATTER, LABEL_CHART_SLOPE, LABEL_CHART_SPARKLINE, LABEL_CHART_STACKED,
};

const char *chart_unit(const struct chart_scale *scale) {
	static const char space[] = "\u00A0";

	return str_prefix(scale->unit, space) ? scale->unit + sizeof(space) - 1 : scale->unit;
}

const struct chart_panel *chart_panels(struct arena *arena, const struct node_chart *chart, size_t *n) {
	struct chart_panel *panel;

	if (chart->panel_count > 0) {
		*n = chart->panel_count;
		return chart->panels;
	}
	panel = arena_alloc(arena, sizeof(*panel));
	*panel = (struct chart_panel){ NULL, chart->series, chart->series_count };
	*n = 1;
	return panel;
}

double chart_day(const char *label, const char **style) {
	struct day day = { 0, 1, 1 };
	size_t n = strlen(label);
	char full[11] = "";
	const char *is = n == 10 ? "long" : n == 4 ? "year" : "month";

	if (n == 7 && label[5] == 'Q' && label[4] == '-' && label[6] >= '1' && label[6] <= '4') {
		snprintf(full, sizeof(full), "%.4s-%02d-01", label, (label[6] - '1') * 3 + 1);
	} else if (n == 4 || n == 7 || n == 10) {
		snprintf(full, sizeof(full), "%s%s", label, n == 4 ? "-01-01" : n == 7 ? "-01" : "");
	}
	if (!day_parse(full, &day)) {
		return NAN;
	}
	if (style != NULL) {
		*style = is;
	}
	return (double)day_number(day);
}

/* ---- what is told ---- */

static bool is_value(double v) {
	return isfinite(v) && fabs(v) <= VALUE_MAX;
}

static bool is_pie(const struct node_chart *chart) {
	return chart->kind == CHART_PIE || chart->kind == CHART_DONUT;
}

/* A number of the scale with what stands round it. */
static const char *quantity(const struct figure_words *w, const struct chart_scale *scale, double v) {
	const char *number = figure_number(w, fabs(v), scale->has_decimals ? scale->decimals : -1);

	return arena_printf(w->arena, "%s%s%s%s", v < 0 && !str_is_zero(number) ? "−" : "", scale->prefix != NULL ? scale->prefix : "", number,
	                    scale->unit != NULL ? scale->unit : "");
}

/* A label as the language says it: days in its words, all else as it is. */
static const char *place(const struct figure_words *w, const struct node_chart *chart, size_t i) {
	const char *style = NULL, *said = NULL, *quarter = strchr(chart->labels[i], 'Q');

	if (chart->times != NULL && quarter != NULL) {
		const char *text = label_text(w->lang, LABEL_QUARTER), *key = strchr(text, '{');
		return arena_printf(w->arena, "%.*s%c %.4s", (int)(key - text), text, quarter[1], chart->labels[i]);
	}
	if (chart->times != NULL && w->doc->locale != NULL && !isnan(chart_day(chart->labels[i], &style))) {
		said = w->doc->locale->date(w->arena, w->lang, chart->labels[i], style);
	}
	return figure_name(w, said != NULL ? said : chart->labels[i]);
}

/* The first, the last, the lowest and the highest of what has a value; false where nothing has. */
struct ends { size_t first, last, low, high, n; };

static bool find_ends(const double *v, size_t n, struct ends *e) {
	*e = (struct ends){ 0 };
	for (size_t i = 0; i < n; i++) {
		if (!is_value(v[i])) {
			continue;
		}
		if (e->n++ == 0) {
			e->first = e->low = e->high = i;
		}
		e->last = i;
		e->low = v[i] < v[e->low] ? i : e->low;
		e->high = v[i] > v[e->high] ? i : e->high;
	}
	return e->n > 0;
}

/* ---- sentences ---- */

static const char *names_of(const struct figure_words *w, const struct chart_panel *panel) {
	const char *names[SERIES_LISTED + 1];
	size_t n = 0;

	for (; n < panel->series_count && n < SERIES_LISTED; n++) {
		names[n] = figure_name(w, panel->series[n].name);
	}
	if (n < panel->series_count) {
		names[n++] = "…";
	}
	return n > 0 ? figure_list(w, names, n) : label_text(w->lang, LABEL_NO_DATA);
}

/* Kind, title, what is counted, and from where to where. */
static void say_head(const struct figure_words *w, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	const char *kind = label_text(w->lang, kind_labels[chart->kind]);
	const char *what = chart->base.title != NULL ? chart->base.title : chart->y.title;
	bool has_names = what == NULL || what[0] == '\0';
	size_t count = chart->label_count;
	bool has_span = count > 1 && chart->kind != CHART_SCATTER && (chart->times != NULL || chart->kind == CHART_LINE || chart->kind == CHART_AREA);
	/* A series that is alone is named by what is said of it. */
	bool is_plain = has_names && n == 1 && panels[0].series_count == 1;

	what = has_names ? names_of(w, &panels[0]) : figure_name(w, what);
	figure_say(w, is_plain ? (has_span ? LABEL_ALT_KIND_SPAN : LABEL_ALT_KIND) : has_span ? LABEL_ALT_SPAN : LABEL_ALT_HEAD, "kind", kind,
	           "what", what, "first", has_span ? place(w, chart, 0) : "", "last", has_span ? place(w, chart, count - 1) : "", NULL);
	if (n > 1) {
		figure_say(w, LABEL_ALT_PANELS, "n", figure_number(w, (double)n, -1), NULL);
	}
	if (!has_names && panels[0].series_count > 1) {
		figure_say(w, LABEL_ALT_SERIES, "names", names_of(w, &panels[0]), NULL);
	}
}

/* What each category comes to in the panel, regardless of signs. */
static double total(const struct chart_panel *panel, size_t i) {
	double sum = 0;

	for (size_t s = 0; s < panel->series_count; s++) {
		sum += is_value(panel->series[s].values[i]) ? fabs(panel->series[s].values[i]) : 0;
	}
	return sum;
}

/* Of bars of shares that is told which is drawn: the parts, in hundreds. */
static const double *shares_of(const struct figure_words *w, const struct node_chart *chart, const struct chart_panel *panel, const double *v,
                               struct chart_scale *scale) {
	double *shares = arena_alloc(w->arena, (chart->label_count + 1) * sizeof(*shares));

	for (size_t i = 0; i < chart->label_count; i++) {
		shares[i] = v[i] / total(panel, i) * 100;
	}
	*scale = (struct chart_scale){ .unit = strchr(label_text(w->lang, LABEL_PERCENT), '}') + 1, .has_decimals = true,
	                               .decimals = chart->y.has_decimals ? chart->y.decimals : 0 };
	return shares;
}

static void say_series(const struct figure_words *w, const struct node_chart *chart, const struct chart_panel *panel, const char *name,
                       const double *v) {
	struct chart_scale scale = chart->y, *y = &scale;
	struct ends e;

	if (chart->kind == CHART_PERCENT) {
		v = shares_of(w, chart, panel, v, &scale);
	}

	if (!find_ends(v, chart->label_count, &e)) {
		figure_say(w, LABEL_ALT_NOTHING, "name", name, NULL);
		return;
	}
	const char *first = quantity(w, y, v[e.first]), *last = quantity(w, y, v[e.last]);
	const char *low = quantity(w, y, v[e.low]), *high = quantity(w, y, v[e.high]);
	bool is_run = chart->kind == CHART_LINE || chart->kind == CHART_AREA || chart->kind == CHART_SLOPE ||
	              chart->kind == CHART_SPARKLINE || chart->times != NULL;
	if (e.n == 1 || (v[e.low] >= v[e.high] && !is_run)) {
		figure_say(w, e.n == 1 ? LABEL_ALT_ONE : LABEL_ALT_SAME, "name", name, "value", first, "at", place(w, chart, e.first), NULL);
	} else if (!is_run) {
		figure_say(w, LABEL_ALT_EXTREMES, "name", name, "high", high, "high_at", place(w, chart, e.high), "low", low, "low_at",
		           place(w, chart, e.low), NULL);
	} else {
		bool has_peak = v[e.high] > fmax(v[e.first], v[e.last]), has_dip = v[e.low] < fmin(v[e.first], v[e.last]);
		figure_say(w, has_peak && has_dip ? LABEL_ALT_RUN_BOTH : has_peak ? LABEL_ALT_RUN_PEAK : has_dip ? LABEL_ALT_RUN_DIP : LABEL_ALT_RUN,
		           "name", name, "first", first, "first_at", place(w, chart, e.first), "last", last, "last_at", place(w, chart, e.last),
		           "high", high, "high_at", place(w, chart, e.high), "low", low, "low_at", place(w, chart, e.low), NULL);
	}
}

static const char *panel_name(const struct figure_words *w, const struct chart_panel *panel, size_t series) {
	const char *name = figure_name(w, panel->series[series].name);

	return panel->title == NULL          ? name
	       : panel->series_count == 1    ? figure_name(w, panel->title)
	                                     : arena_printf(w->arena, "%s%s%s", figure_name(w, panel->title), label_text(w->lang, LABEL_COMMA), name);
}

static void say_all_series(const struct figure_words *w, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	size_t told = 0, all = n * panels[0].series_count;
	/* One left over is told as well: to say so would take as long. */
	size_t most = all == SERIES_TOLD + 1 ? all : SERIES_TOLD;

	for (size_t p = 0; p < n; p++) {
		for (size_t s = 0; s < panels[p].series_count; s++) {
			if (told < most) {
				say_series(w, chart, &panels[p], panel_name(w, &panels[p], s), panels[p].series[s].values);
				told++;
			}
		}
	}
	if (told < all) {
		figure_say(w, LABEL_ALT_MORE, "n", figure_number(w, (double)(all - told), -1), NULL);
	}
}

struct share { size_t i; double value; };

static int compare_shares(const void *a, const void *b) {
	const struct share *x = a, *y = b;

	return x->value < y->value ? 1 : x->value > y->value ? -1 : x->i < y->i ? -1 : 1;
}

/* The slices in the order of their size. */
static void say_shares(const struct figure_words *w, const struct node_chart *chart) {
	struct share *shares = arena_alloc(w->arena, (chart->label_count + 1) * sizeof(*shares));
	const char *items[SHARES_TOLD + 1];
	size_t n = 0, told = 0;
	double sum = 0;

	for (size_t i = 0; i < chart->label_count && chart->series_count > 0; i++) {
		double v = chart->series[0].values[i];
		if (is_value(v) && v > 0) {
			shares[n++] = (struct share){ i, v };
			sum += v;
		}
	}
	if (n == 0) {
		figure_say(w, LABEL_ALT_NOTHING, "name", chart->series_count > 0 ? figure_name(w, chart->series[0].name) : "", NULL);
		return;
	}
	qsort(shares, n, sizeof(*shares), compare_shares);
	const char *unit = strchr(label_text(w->lang, LABEL_PERCENT), '}') + 1;
	for (; told < n && told < SHARES_TOLD; told++) {
		const char *percent = figure_number(w, shares[told].value / sum * 100, shares[told].value / sum < 0.01 ? 1 : 0);
		items[told] = arena_printf(w->arena, "%s %s%s", place(w, chart, shares[told].i), percent, unit);
	}
	if (told < n) {
		double rest = 0;
		for (size_t i = told; i < n; i++) {
			rest += shares[i].value;
		}
		items[told++] = arena_printf(w->arena, "%s %s%s", label_text(w->lang, LABEL_OTHERS), figure_number(w, rest / sum * 100, 0), unit);
	}
	figure_say(w, LABEL_ALT_SHARES, "list", figure_list(w, items, told), NULL);
}

static void widen(const double *v, size_t n, double *low, double *high) {
	struct ends e;

	if (v != NULL && find_ends(v, n, &e)) {
		*low = isnan(*low) ? v[e.low] : fmin(*low, v[e.low]);
		*high = isnan(*high) ? v[e.high] : fmax(*high, v[e.high]);
	}
}

static void say_points(const struct figure_words *w, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	double low_x = NAN, high_x = NAN, low_y = NAN, high_y = NAN, best = NAN;
	const char *best_name = NULL;
	size_t count = 0;

	for (size_t p = 0; p < n; p++) {
		for (size_t s = 0; s < panels[p].series_count; s++) {
			const struct chart_series *series = &panels[p].series[s];
			widen(series->x, series->point_count, &low_x, &high_x);
			widen(series->values, series->point_count, &low_y, &high_y);
			count += series->point_count;
			for (size_t i = 0; i < series->point_count && series->names != NULL; i++) {
				if (series->names[i] != NULL && is_value(series->values[i]) && (isnan(best) || series->values[i] > best)) {
					best = series->values[i];
					best_name = series->names[i];
				}
			}
		}
	}
	if (isnan(low_x) || isnan(low_y)) {
		figure_say(w, LABEL_NO_DATA, NULL);
		return;
	}
	figure_say(w, LABEL_ALT_POINTS, "n", figure_number(w, (double)count, -1), "x", chart->x.title != NULL ? chart->x.title : "x",
	           "y", chart->y.title != NULL ? chart->y.title : "y", "low_x", quantity(w, &chart->x, low_x), "high_x",
	           quantity(w, &chart->x, high_x), "low_y", quantity(w, &chart->y, low_y), "high_y", quantity(w, &chart->y, high_y), NULL);
	if (best_name != NULL) {
		figure_say(w, LABEL_ALT_BEST, "name", figure_name(w, best_name), "value", quantity(w, &chart->y, best), NULL);
	}
}

void chart_describe(const struct figure_words *words, const struct node *node) {
	const struct node_chart *chart = node->u.chart;
	size_t n;
	const struct chart_panel *panels = chart_panels(words->arena, chart, &n);

	say_head(words, chart, panels, n);
	if (chart->kind == CHART_SCATTER) {
		say_points(words, chart, panels, n);
	} else if (is_pie(chart)) {
		say_shares(words, chart);
	} else {
		say_all_series(words, chart, panels, n);
	}
}

/* ---- the table ---- */

/* What heads a column of numbers: its name, and what they are counted in. */
static const char *column_title(const struct figure_table *t, const char *name, const struct chart_scale *scale) {
	const char *unit = scale->unit != NULL ? chart_unit(scale) : scale->prefix;

	return unit != NULL && unit[0] != '\0' ? arena_printf(t->words.arena, "%s (%s)", name, unit) : name;
}

static const char *cell(const struct figure_table *t, const struct chart_scale *scale, double v) {
	/* Without a locale it is for machines: exact, and nothing where there is nothing. */
	bool is_read = t->words.doc->locale != NULL;

	return is_value(v) ? figure_number(&t->words, v, is_read && scale->has_decimals ? scale->decimals : -1) : is_read ? "–" : NULL;
}

static const char *label_cell(const struct figure_table *t, const struct node_chart *chart, size_t i) {
	return chart->times != NULL ? place(&t->words, chart, i) : chart->labels[i];
}

static void tabulate_points(struct figure_table *t, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	const char *titles[4] = { "", NULL, NULL, label_text(t->words.lang, LABEL_SIZE) };
	bool has_sizes = false, has_groups = n > 1 || panels[0].series_count > 1;

	titles[1] = column_title(t, chart->x.title != NULL ? chart->x.title : "x", &chart->x);
	titles[2] = column_title(t, chart->y.title != NULL ? chart->y.title : "y", &chart->y);
	for (size_t p = 0; p < n; p++) {
		for (size_t s = 0; s < panels[p].series_count; s++) {
			has_sizes = has_sizes || panels[p].series[s].sizes != NULL;
		}
	}
	figure_table_begin(t, titles, has_sizes ? 4 : 3);
	for (size_t p = 0; p < n; p++) {
		for (size_t s = 0; s < panels[p].series_count; s++) {
			const struct chart_series *series = &panels[p].series[s];
			if (has_groups) {
				figure_table_group(t, panel_name(&t->words, &panels[p], s));
			}
			for (size_t i = 0; i < series->point_count; i++) {
				const char *name = series->names != NULL ? series->names[i] : NULL;
				const char *cells[4] = {
					name != NULL ? name : arena_printf(t->words.arena, "%zu", i + 1), cell(t, &chart->x, series->x[i]),
					cell(t, &chart->y, series->values[i]), series->sizes != NULL ? figure_number(&t->words, series->sizes[i], -1) : NULL,
				};
				figure_table_row(t, cells);
			}
		}
	}
}

/* Series side by side; panels below each other. */
static void tabulate_wide(struct figure_table *t, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	const char *cells[COLUMNS_MAX + 1] = { chart->x.title != NULL ? chart->x.title : "" };
	size_t columns = panels[0].series_count;

	for (size_t s = 0; s < columns; s++) {
		cells[s + 1] = column_title(t, panels[0].series[s].name, &chart->y);
	}
	figure_table_begin(t, cells, columns + 1);
	for (size_t p = 0; p < n; p++) {
		if (panels[p].title != NULL) {
			figure_table_group(t, panels[p].title);
		}
		for (size_t i = 0; i < chart->label_count; i++) {
			cells[0] = label_cell(t, chart, i);
			for (size_t s = 0; s < columns; s++) {
				cells[s + 1] = cell(t, &chart->y, panels[p].series[s].values[i]);
			}
			figure_table_row(t, cells);
		}
	}
}

/* Panels of one series side by side. */
static void tabulate_panels(struct figure_table *t, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	const char *cells[COLUMNS_MAX + 1] = { chart->x.title != NULL ? chart->x.title : "" };

	for (size_t p = 0; p < n; p++) {
		cells[p + 1] = column_title(t, panels[p].title, &chart->y);
	}
	figure_table_begin(t, cells, n + 1);
	for (size_t i = 0; i < chart->label_count; i++) {
		cells[0] = label_cell(t, chart, i);
		for (size_t p = 0; p < n; p++) {
			cells[p + 1] = cell(t, &chart->y, panels[p].series[0].values[i]);
		}
		figure_table_row(t, cells);
	}
}

/* A row a series, where the labels are few enough to stand side by side. */
static void tabulate_turned(struct figure_table *t, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	const char *cells[COLUMNS_MAX + 1] = { "" };

	for (size_t i = 0; i < chart->label_count; i++) {
		cells[i + 1] = column_title(t, label_cell(t, chart, i), &chart->y);
	}
	figure_table_begin(t, cells, chart->label_count + 1);
	for (size_t p = 0; p < n; p++) {
		if (panels[p].title != NULL) {
			figure_table_group(t, panels[p].title);
		}
		for (size_t s = 0; s < panels[p].series_count; s++) {
			cells[0] = panels[p].series[s].name;
			for (size_t i = 0; i < chart->label_count; i++) {
				cells[i + 1] = cell(t, &chart->y, panels[p].series[s].values[i]);
			}
			figure_table_row(t, cells);
		}
	}
}

/* Many of both: a series below the other. */
static void tabulate_long(struct figure_table *t, const struct node_chart *chart, const struct chart_panel *panels, size_t n) {
	const char *cells[2] = { chart->x.title != NULL ? chart->x.title : "", NULL };

	cells[1] = column_title(t, chart->y.title != NULL ? chart->y.title : label_text(t->words.lang, LABEL_VALUE), &chart->y);
	figure_table_begin(t, cells, 2);
	for (size_t p = 0; p < n; p++) {
		for (size_t s = 0; s < panels[p].series_count; s++) {
			figure_table_group(t, panel_name(&t->words, &panels[p], s));
			for (size_t i = 0; i < chart->label_count; i++) {
				cells[0] = label_cell(t, chart, i);
				cells[1] = cell(t, &chart->y, panels[p].series[s].values[i]);
				figure_table_row(t, cells);
			}
		}
	}
}

void chart_tabulate(struct figure_table *table, const struct node *node) {
	const struct node_chart *chart = node->u.chart;
	size_t n;
	const struct chart_panel *panels = chart_panels(table->words.arena, chart, &n);

	if (chart->kind == CHART_SCATTER) {
		tabulate_points(table, chart, panels, n);
	} else if (n > 1 && n <= COLUMNS_MAX && panels[0].series_count == 1) {
		tabulate_panels(table, chart, panels, n);
	} else if (panels[0].series_count <= COLUMNS_MAX) {
		tabulate_wide(table, chart, panels, n);
	} else if (chart->label_count <= COLUMNS_MAX) {
		tabulate_turned(table, chart, panels, n);
	} else {
		tabulate_long(table, chart, panels, n);
	}
}
