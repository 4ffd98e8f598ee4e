/* What runs from category to category: lines and areas. */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

static const double LINE_WIDTH = 1.7;
static const double MARK = 2.2;                  /* half of a mark's height */
static const double SAME = 0.7;                  /* points that close are the same to the eye */
static const double OVER_DASH = 4.2;             /* of a line on top of another that it would hide */
static const double BUCKET = 0.4;                /* points of width, of which a line shows four values at the most */

enum { MARKS_MAX = 24 };

/* ---- lines ---- */

struct run { size_t from, to; };                 /* categories without a gap */

static struct chart_xy at(const struct chart *c, size_t series, size_t i) {
	return chart_point(c, chart_place(c, i), chart_level(c, chart_value(c, c->panel, series, i)));
}

/* How many series drawn before have the same point. */
static size_t hidden_by(const struct chart *c, size_t series, size_t i) {
	size_t n = 0;

	if (c->data->label_count > 400) {
		return 0;
	}
	for (size_t s = 0; s < series; s++) {
		double v = chart_value(c, c->panel, s, i);
		n += !isnan(v) && fabs(chart_level(c, v) - chart_level(c, chart_value(c, c->panel, series, i))) < SAME;
	}
	return n;
}

/* Would the stretch from i to i + 1 lie on that of a series before? */
static bool is_covering(const struct chart *c, size_t series, size_t i) {
	for (size_t s = 0; s < series && c->data->label_count <= 400; s++) {
		double a = chart_value(c, c->panel, s, i), b = chart_value(c, c->panel, s, i + 1);
		if (!isnan(a) && !isnan(b) && fabs(chart_level(c, a) - chart_level(c, chart_value(c, c->panel, series, i))) < SAME &&
		    fabs(chart_level(c, b) - chart_level(c, chart_value(c, c->panel, series, i + 1))) < SAME) {
			return true;
		}
	}
	return false;
}

/* The points of a run; of more than can be seen, the first, lowest, highest and last of each bucket. */
static size_t thin(const struct chart *c, size_t series, struct run run, struct path_seg *segs) {
	double room = fabs(chart_place(c, run.to - 1) - chart_place(c, run.from));
	size_t n = run.to - run.from, out = 0, buckets = (size_t)fmax(1, room / BUCKET), per = (n + buckets - 1) / buckets;

	if (per <= 4) {
		for (size_t i = run.from; i < run.to; i++) {
			struct chart_xy p = at(c, series, i);
			segs[out++] = canvas_point(i == run.from ? PATH_MOVE : PATH_LINE, p.x, p.y);
		}
		return out;
	}
	for (size_t i = run.from; i < run.to; i += per) {
		size_t last = i + per < run.to ? i + per - 1 : run.to - 1, low = i, high = i;
		for (size_t k = i; k <= last; k++) {
			double v = chart_value(c, c->panel, series, k);
			low = v < chart_value(c, c->panel, series, low) ? k : low;
			high = v > chart_value(c, c->panel, series, high) ? k : high;
		}
		size_t order[] = { i, low < high ? low : high, low < high ? high : low, last };
		for (size_t k = 0; k < 4; k++) {
			if (k > 0 && order[k] == order[k - 1]) {
				continue;
			}
			struct chart_xy p = at(c, series, order[k]);
			segs[out] = canvas_point(out == 0 ? PATH_MOVE : PATH_LINE, p.x, p.y);
			out++;
		}
	}
	return out;
}

static void draw_stretch(struct chart *c, size_t series, struct run run, bool is_over) {
	struct path_seg *segs = arena_alloc(canvas_arena(c->canvas), (run.to - run.from) * sizeof(*segs) * 2);
	size_t n = thin(c, series, run, segs);

	canvas_polyline(c->canvas, segs, n, chart_fill(c, series), LINE_WIDTH, is_over ? OVER_DASH : chart_dash(series));
	for (size_t i = 0; i + 1 < n; i++) {
		chart_take_line(c, (struct chart_xy){ segs[i].x[0], segs[i].y[0] }, (struct chart_xy){ segs[i + 1].x[0], segs[i + 1].y[0] });
	}
}

/* A run in stretches: those that would hide another line are dashed, so that both are seen. */
static void draw_run(struct chart *c, size_t series, struct run run) {
	size_t from = run.from;

	while (from + 1 < run.to) {
		bool is_over = is_covering(c, series, from);
		size_t to = from + 1;
		while (to + 1 < run.to && is_covering(c, series, to) == is_over) {
			to++;
		}
		draw_stretch(c, series, (struct run){ from, to + 1 }, is_over);
		from = to;
	}
}

static bool is_alone(const struct chart *c, size_t series, size_t i) {
	size_t n = c->data->label_count;

	return (i == 0 || isnan(chart_value(c, c->panel, series, i - 1))) && (i + 1 == n || isnan(chart_value(c, c->panel, series, i + 1)));
}

static void draw_marks(struct chart *c, size_t series) {
	size_t n = c->data->label_count, step = n / MARKS_MAX + 1;
	/* Where lines are named at their ends, marks tell no more than where the values are: they go when these are many. */
	bool is_plain = (c->ends != NULL && n > 12) || (c->panel_count > 1 && n > 6);

	for (size_t i = 0; i < n; i++) {
		if (isnan(chart_value(c, c->panel, series, i)) || !(is_alone(c, series, i) || (!is_plain && i % step == 0) || i + 1 == n)) {
			continue;
		}
		struct chart_xy p = at(c, series, i);
		double r = fmax(0.8, MARK * pow(0.62, (double)hidden_by(c, series, i)));
		chart_draw_mark(c, series, p.x, p.y, r);
		chart_take(c, (struct chart_box){ p.x - MARK, p.y - MARK, p.x + MARK, p.y + MARK });
	}
}

/* Values of several lines would stand on each other's. */
static bool add_values(struct chart *c) {
	size_t n = c->data->label_count;

	for (size_t i = 0; i < n && c->data->show_values && c->series_count == 1 && c->starts == NULL; i++) {
		double v = chart_value(c, c->panel, 0, i);
		if (isnan(v)) {
			continue;
		}
		double level = chart_level(c, v);
		bool is_low = i > 0 && i + 1 < n && chart_value(c, c->panel, 0, i - 1) > v && chart_value(c, c->panel, 0, i + 1) > v &&
		              level + MARK + c->canvas->leading < c->bottom;
		if (!chart_add_run_value(c, v, chart_place(c, i), level, is_low)) {
			return false;
		}
	}
	chart_draw_values(c);
	return true;
}

bool chart_draw_runs(struct chart *c) {
	size_t n = c->data->label_count;

	for (size_t s = 0; s < c->series_count; s++) {
		struct run run = { 0, 0 };
		for (size_t i = 0; i <= n; i++) {
			if (i == n || isnan(chart_value(c, c->panel, s, i))) {
				run.to = i;
				if (run.to > run.from + 1) {
					draw_run(c, s, run);
				}
				run.from = i + 1;
			}
		}
	}
	for (size_t s = 0; s < c->series_count; s++) {
		draw_marks(c, s);
	}
	chart_draw_ends(c);
	return add_values(c);
}

/* ---- areas ---- */

/* Between two levels a category; what has no value has no height. Of more categories than can be seen some are left out. */
static void draw_area(struct chart *c, size_t series, const double *below, const double *above) {
	size_t n = c->data->label_count, count = 0, step = (size_t)fmax(1, floor((double)n / fmax(1, (c->right - c->left) / BUCKET)));
	struct path_seg *segs = arena_alloc(canvas_arena(c->canvas), (2 * n + 3) * sizeof(*segs));
	size_t *shown = arena_alloc(canvas_arena(c->canvas), (n + 1) * sizeof(*shown)), out = 0;
	struct template_color white = { 1, 1, 1 };

	for (size_t i = 0; i < n; i += step) {
		shown[count++] = i;
	}
	if (shown[count - 1] != n - 1) {
		shown[count++] = n - 1;
	}
	for (size_t k = 0; k < count; k++) {
		struct chart_xy p = chart_point(c, chart_place(c, shown[k]), chart_level(c, above[shown[k]]));
		segs[out] = canvas_point(out == 0 ? PATH_MOVE : PATH_LINE, p.x, p.y);
		out++;
	}
	for (size_t k = count; k > 0; k--) {
		struct chart_xy p = chart_point(c, chart_place(c, shown[k - 1]), chart_level(c, below[shown[k - 1]]));
		segs[out++] = canvas_point(PATH_LINE, p.x, p.y);
	}
	segs[out++] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(c->canvas, segs, out, true, chart_fill(c, series), white, 0.7);
}

static void take_areas(struct chart *c, const double *up, const double *down) {
	size_t n = c->data->label_count;

	for (size_t i = 0; i + 1 < n && n <= 4000; i++) {
		double x0 = chart_place(c, i), x1 = chart_place(c, i + 1);
		size_t parts = (size_t)fmin(60, fmax(1, ceil((x1 - x0) / 4)));
		for (size_t k = 0; k < parts; k++) {
			double a = (double)k / (double)parts, b = (double)(k + 1) / (double)parts;
			double high = fmax(up[i] + (up[i + 1] - up[i]) * a, up[i] + (up[i + 1] - up[i]) * b);
			double low = fmin(down[i] + (down[i + 1] - down[i]) * a, down[i] + (down[i + 1] - down[i]) * b);
			chart_take(c, (struct chart_box){ x0 + (x1 - x0) * a, chart_level(c, high), x0 + (x1 - x0) * b, chart_level(c, low) });
		}
	}
}

bool chart_draw_areas(struct chart *c) {
	size_t n = c->data->label_count;
	double *up = arena_alloc(canvas_arena(c->canvas), n * sizeof(double)), *down = arena_alloc(canvas_arena(c->canvas), n * sizeof(double));
	double *below = arena_alloc(canvas_arena(c->canvas), n * sizeof(double)), *above = arena_alloc(canvas_arena(c->canvas), n * sizeof(double));

	for (size_t s = 0; s < c->series_count; s++) {
		for (size_t i = 0; i < n; i++) {
			double v = chart_value(c, c->panel, s, i), *sum = v < 0 ? &down[i] : &up[i];
			below[i] = *sum;
			*sum += isnan(v) ? 0 : v;
			above[i] = *sum;
		}
		if (n == 1) {
			/* One value has no width to be an area of: a bar. */
			double w = fmin(34, (c->right - c->left) * 0.5), x = (c->left + c->right - w) / 2, y0 = chart_level(c, above[0]), y1 = chart_level(c, below[0]);
			canvas_rect(c->canvas, x, fmin(y0, y1), w, fabs(y1 - y0), chart_fill(c, s));
		} else {
			draw_area(c, s, below, above);
		}
	}
	take_areas(c, up, down);
	chart_draw_ends(c);
	return true;
}
