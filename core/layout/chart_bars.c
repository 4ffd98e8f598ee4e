/* Bars: side by side, or on top of each other; upright or lying. */
#include <math.h>

#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

static const double GROUP_PART = 0.74;           /* of a slot, taken by its bars */
static const double BAR_MAX = 34;
static const double SEEN_MIN = 0.7;              /* what is not zero is never thinner than this */
static const double SMALL = 1.6;                 /* a bar lower than this has its value beside it in any case */
static const double HAIR = 0.7;                  /* between bars that touch */

static const double DOMINATES = 4;               /* one bar so many times the next: the others can hardly be read off */

enum { SMALL_MAX = 40 };         /* so many bars may be told by their values though nobody asked */

static double bar_width(const struct chart *c, size_t side_by_side) {
	return fmin(BAR_MAX, c->slot * GROUP_PART / (double)side_by_side);
}

/* A bar from one level to another, with the place it takes. */
static struct chart_box bar_box(const struct chart *c, double along, double width, double from, double to) {
	struct chart_xy a = chart_point(c, along, from), b = chart_point(c, along + width, to);

	return (struct chart_box){ fmin(a.x, b.x), fmin(a.y, b.y), fmax(a.x, b.x), fmax(a.y, b.y) };
}

/* Made thick enough to be seen, a bar at the plot's end may reach beyond it. */
static void draw_box(struct chart *c, struct chart_box box, struct template_color color) {
	double dx = fmax(0, c->left - box.x0) - fmax(0, box.x1 - c->right), dy = fmax(0, c->top - box.y0) - fmax(0, box.y1 - c->bottom);

	box = (struct chart_box){ box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy };
	canvas_rect(c->canvas, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0, color);
}

/* The end of a bar, far enough from its beginning to be seen. */
static double seen_end(const struct chart *c, double from, double to, bool is_up) {
	double out = (is_up ? 1 : -1) * (c->is_lying ? 1 : -1);

	return fabs(to - from) < SEEN_MIN ? from + out * SEEN_MIN : to;
}

/* Of bars thinner than can be seen, the farthest of those that share a place. */
static size_t bar_step(const struct chart *c) {
	return c->slot < 0.3 ? (size_t)ceil(0.3 / c->slot) : 1;
}

static double farthest(const struct chart *c, size_t series, size_t i, size_t step) {
	double best = NAN;

	for (size_t k = i; k < i + step && k < c->data->label_count; k++) {
		double v = chart_value(c, c->panel, series, k);
		best = isnan(best) || fabs(v) > fabs(best) ? v : best;
	}
	return best;
}

static bool is_small(const struct chart *c, double v) {
	return v != 0 && fabs(chart_level(c, v) - chart_level(c, chart_base(c))) < SMALL;
}

/*
 * Which bars are told by their values: all the author asked for; else where a huge one makes others all but vanish
 * these, and all if they are few.
 */
enum telling { TELLS_NONE, TELLS_SMALL, TELLS_ALL };

static enum telling telling_of(const struct chart *c) {
	size_t small = 0, all = c->data->label_count * c->series_count;
	double most = 0, next = 0;

	if (c->data->show_values || all > 400) {
		return c->data->show_values ? TELLS_ALL : TELLS_NONE;
	}
	for (size_t i = 0; i < all; i++) {
		double v = chart_value(c, c->panel, i / c->data->label_count, i % c->data->label_count), size = isnan(v) ? 0 : fabs(v);
		small += !isnan(v) && is_small(c, v);
		next = size > most ? most : fmax(next, size);
		most = fmax(most, size);
	}
	bool is_dominated = small > 0 || (next > 0 && most > DOMINATES * next);
	return small > SMALL_MAX || !is_dominated ? TELLS_NONE : all <= SMALL_MAX ? TELLS_ALL : TELLS_SMALL;
}

bool chart_draw_bars(struct chart *c) {
	double base = chart_level(c, chart_base(c)), width = bar_width(c, c->series_count);
	double hair = c->series_count > 1 && width > 4 ? HAIR : 0;
	size_t step = bar_step(c);
	enum telling telling = telling_of(c);

	for (size_t s = 0; s < c->series_count; s++) {
		double shift = width * ((double)s - (double)c->series_count / 2);
		for (size_t i = 0; i < c->data->label_count; i += step) {
			double v = farthest(c, s, i, step);
			if (isnan(v)) {
				continue;
			}
			double along = chart_place(c, i) + shift, end = v != 0 ? seen_end(c, base, chart_level(c, v), v > 0) : base;
			if (v != 0) {
				draw_box(c, bar_box(c, along, width - hair, base, end), chart_fill(c, s));
			}
			chart_take(c, bar_box(c, along, width, base, end));
		}
	}
	for (size_t i = 0; i < c->data->label_count && telling != TELLS_NONE; i++) {
		for (size_t s = 0; s < c->series_count; s++) {
			double v = chart_value(c, c->panel, s, i);
			double along = chart_place(c, i) + width * ((double)s + 0.5 - (double)c->series_count / 2);
			if (!isnan(v) && (telling == TELLS_ALL || is_small(c, v)) &&
			    !chart_add_value(c, v, along, v != 0 ? seen_end(c, base, chart_level(c, v), v > 0) : base, v < 0, !c->data->show_values)) {
				return false;
			}
		}
	}
	chart_draw_values(c);
	return true;
}

/* One stack: what is above zero goes up, what is below goes down. */
static bool draw_stack(struct chart *c, size_t i, double width) {
	double along = chart_place(c, i) - width / 2, up = 0, down = 0;
	double scale = c->is->is_percent ? 100 / chart_total(c, c->panel, i) : 1;

	for (size_t s = 0; s < c->series_count && isfinite(scale); s++) {
		double v = chart_value(c, c->panel, s, i), *sum = v < 0 ? &down : &up;
		if (isnan(v) || v == 0) {
			continue;
		}
		double from = chart_level(c, *sum), to = chart_level(c, *sum + v * scale);
		*sum += v * scale;
		struct chart_box box = bar_box(c, along, width, from, seen_end(c, from, to, v > 0));
		draw_box(c, box, chart_fill(c, s));
		chart_take(c, box);
		if (fabs(to - from) > 2.5) {
			/* White parts it from what stands on it, whatever their colours are in print. */
			struct template_color white = { 1, 1, 1 };
			struct chart_xy a = chart_point(c, along, to), b = chart_point(c, along + width, to);
			canvas_line(c->canvas, a.x, a.y, b.x, b.y, 0.6, white, 0);
		}
		if (c->data->show_values && !chart_add_inner(c, c->is->is_percent ? v * scale : v, box, chart_fill(c, s))) {
			return false;
		}
	}
	return true;
}

bool chart_draw_stacks(struct chart *c) {
	double width = bar_width(c, 1);
	size_t step = bar_step(c);

	for (size_t i = 0; i < c->data->label_count; i += step) {
		if (!draw_stack(c, i, width)) {
			return false;
		}
	}
	chart_draw_values(c);
	return true;
}
