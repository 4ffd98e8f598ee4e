/* Points: by two numbers, or a row of them a category. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

static const double DOT = 2.5, SIZE_MAX_PT = 13; /* half of a point's width: without sizes, and the largest of those with one */
static const double SIZE_PART = 0.065;           /* of the plot, of the largest */
static const double CELL = 1;                    /* of points that share a cell one is drawn */
static const double ROW_DOT = 3.1;

enum { NAMED_MAX = 200, ALL_DRAWN = 800 };

/* ---- scatter ---- */

static bool find_point(const struct chart *c, const struct chart_series *series, size_t i, struct chart_xy *p) {
	double x = chart_clean(series->x[i], c->data->x.is_log), y = chart_clean(series->values[i], c->data->y.is_log);

	if (isnan(x) || isnan(y)) {
		return false;
	}
	*p = chart_point(c, chart_along(c, x), chart_level(c, y));
	return true;
}

static double greatest_size(const struct chart *c) {
	double most = 0;

	for (size_t p = 0; p < c->panel_count; p++) {
		for (size_t s = 0; s < c->series_count; s++) {
			const struct chart_series *series = &c->panels[p].series[s];
			for (size_t i = 0; i < series->point_count && series->sizes != NULL; i++) {
				most = isfinite(series->sizes[i]) ? fmax(most, series->sizes[i]) : most;
			}
		}
	}
	return most;
}

/* Of the largest point with a size. */
static double largest_radius(const struct chart *c) {
	return fmin(SIZE_MAX_PT, SIZE_PART * fmin(c->right - c->left, c->bottom - c->top) + 1.5);
}

double chart_point_pad(const struct chart *c) {
	return greatest_size(c) > 0 ? largest_radius(c) + 1 : DOT * 1.3 + 0.8;
}

static double radius(const struct chart *c, const struct chart_series *series, size_t i, double most) {
	double size = series->sizes != NULL && most > 0 ? series->sizes[i] : NAN;

	return isnan(size) ? DOT : fmax(1.6, sqrt(fmax(0, size) / most) * largest_radius(c));
}

/* Names beside their points, nearest first; those that find no room are left out, which is said. */
static bool name_points(struct chart *c, const struct chart_series *series, double most, size_t *wanted, size_t *missing) {
	static const double sides[][2] = { { 1, 0 }, { 0.5, -1 }, { 0, 0 }, { 0.5, 1 }, { 1, -0.8 }, { 0, -0.8 }, { 1, 0.8 }, { 0, 0.8 } };
	double high = c->canvas->leading;

	for (size_t i = 0; i < series->point_count && series->names != NULL; i++) {
		struct canvas_text text;
		struct chart_xy p;
		bool is_placed = false, is_cut = false;
		if (series->names[i] == NULL || series->names[i][0] == '\0' || !find_point(c, series, i, &p)) {
			continue;
		}
		if (++*wanted > NAMED_MAX) {
			++*missing;
			continue;
		}
		if (!canvas_text_cut(c->canvas, series->names[i], false, (c->right - c->left) * 0.45, &text, &is_cut)) {
			return false;
		}
		double r = radius(c, series, i, most) + 1.6;
		for (size_t k = 0; k < sizeof(sides) / sizeof(*sides) && !is_placed; k++) {
			double x = sides[k][0] == 1 ? p.x + r : sides[k][0] == 0 ? p.x - r - text.width : p.x - text.width / 2;
			double y = p.y - high / 2 + sides[k][1] * (sides[k][0] == 0.5 ? r + high / 2 - 1 : r);
			struct chart_box box = { x - 0.5, y + 1, x + text.width + 0.5, y + high - 1 };
			if (box.x0 < c->left || box.x1 > c->right || box.y0 < c->top - 1 || box.y1 > c->bottom || !chart_is_free(c, box)) {
				continue;
			}
			chart_take(c, box);
			canvas_text_draw(c->canvas, &text, x, y, 0, c->canvas->setter->template->ink);
			is_placed = true;
		}
		*missing += !is_placed;
	}
	return true;
}

static void draw_point(struct chart *c, size_t series, struct chart_xy p, double r, bool has_size) {
	struct template_color color = chart_fill(c, series), white = { 1, 1, 1 };

	if (has_size) {
		canvas_circle(c->canvas, p.x, p.y, r, canvas_mix(color, white, 0.35), color, 0.8);
	} else {
		chart_draw_mark(c, series, p.x, p.y, r);
	}
}

struct bubble { size_t series, i; double r; };

static int compare_bubbles(const void *a, const void *b) {
	const struct bubble *x = a, *y = b;

	return x->r > y->r ? -1 : x->r < y->r ? 1 : x->series != y->series ? (x->series < y->series ? -1 : 1) : x->i < y->i ? -1 : x->i > y->i;
}

/* Larger ones first, so that none is hidden. */
static void draw_all(struct chart *c, double most) {
	size_t n = 0, columns = (size_t)((c->right - c->left) / CELL) + 2, rows = (size_t)((c->bottom - c->top) / CELL) + 2;
	bool *seen;

	for (size_t s = 0; s < c->series_count; s++) {
		n += c->panel->series[s].point_count;
	}
	struct bubble *v = arena_alloc(canvas_arena(c->canvas), (n + 1) * sizeof(*v));
	bool is_thinned = n > ALL_DRAWN;
	seen = is_thinned ? arena_alloc(canvas_arena(c->canvas), columns * rows * c->series_count) : NULL;
	n = 0;
	for (size_t s = 0; s < c->series_count; s++) {
		for (size_t i = 0; i < c->panel->series[s].point_count; i++) {
			v[n++] = (struct bubble){ s, i, radius(c, &c->panel->series[s], i, most) };
		}
	}
	if (most > 0) {
		qsort(v, n, sizeof(*v), compare_bubbles);
	}
	for (size_t k = 0; k < n; k++) {
		const struct chart_series *series = &c->panel->series[v[k].series];
		struct chart_xy p;
		if (!find_point(c, series, v[k].i, &p)) {
			continue;
		}
		if (is_thinned) {
			size_t cell = ((size_t)((p.y - c->top) / CELL) * columns + (size_t)((p.x - c->left) / CELL)) * c->series_count + v[k].series;
			if (seen[cell]) {
				continue;
			}
			seen[cell] = true;
		}
		draw_point(c, v[k].series, p, is_thinned ? fmin(v[k].r, 1.5) : v[k].r, series->sizes != NULL);
		chart_take(c, (struct chart_box){ p.x - v[k].r, p.y - v[k].r, p.x + v[k].r, p.y + v[k].r });
	}
}

bool chart_draw_points(struct chart *c) {
	double most = greatest_size(c);
	size_t missing = 0, wanted = 0;

	draw_all(c, most);
	for (size_t s = 0; s < c->series_count; s++) {
		if (!name_points(c, &c->panel->series[s], most, &wanted, &missing)) {
			return false;
		}
	}
	if (missing > 0) {
		setter_warn(c->canvas->setter, c->canvas->node, "%zu of %zu points of the chart have no room for their names: these were left out", missing, wanted);
	}
	return true;
}

/* ---- dots in rows ---- */

bool chart_draw_dots(struct chart *c) {
	const struct template *t = c->canvas->setter->template;
	size_t n = c->data->label_count;

	for (size_t i = 0; i < n; i++) {
		size_t low = SIZE_MAX, high = SIZE_MAX;
		double along = chart_place(c, i);
		for (size_t s = 0; s < c->series_count; s++) {
			double v = chart_value(c, c->panel, s, i);
			if (!isnan(v)) {
				low = low == SIZE_MAX || v < chart_value(c, c->panel, low, i) ? s : low;
				high = high == SIZE_MAX || v > chart_value(c, c->panel, high, i) ? s : high;
			}
		}
		if (low == SIZE_MAX) {
			continue;
		}
		double from = chart_level(c, chart_value(c, c->panel, low, i)), to = chart_level(c, chart_value(c, c->panel, high, i));
		canvas_line(c->canvas, from, along, to, along, 2, t->rule, 0);
		for (size_t s = 0; s < c->series_count; s++) {
			double v = chart_value(c, c->panel, s, i);
			size_t same = 0;
			for (size_t k = 0; k < s && !isnan(v); k++) {
				same += fabs(chart_level(c, chart_value(c, c->panel, k, i)) - chart_level(c, v)) < 0.7;
			}
			if (!isnan(v)) {
				chart_draw_mark(c, s, chart_level(c, v), along, fmax(0.9, ROW_DOT * pow(0.62, (double)same)));
			}
		}
		chart_take(c, (struct chart_box){ from - ROW_DOT, along - ROW_DOT, to + ROW_DOT, along + ROW_DOT });
		if (!c->data->show_values) {
			continue;
		}
		if (!chart_add_value(c, chart_value(c, c->panel, high, i), along, to + ROW_DOT - 1, false, false) ||
		    (low != high && !chart_add_value(c, chart_value(c, c->panel, low, i), along, from - ROW_DOT + 1, true, false))) {
			return false;
		}
	}
	chart_draw_values(c);
	return true;
}
