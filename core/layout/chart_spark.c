/* A small line a series, in rows: name, run, first and last value. All share one scale from left to right, each has its own upwards. */
#include <math.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

static const double ROW = 2.1;                   /* lines of text */
static const double GAP = 8;
static const double NAME_PART = 0.34, RUN_MIN = 30;

struct spark { double left, right, top, bottom, low, high; };

static struct chart_xy spark_at(const struct chart *c, const struct spark *s, size_t series, size_t i) {
	size_t n = c->data->label_count;
	double part = n > 1 ? (double)i / (double)(n - 1) : 0.5, v = chart_value(c, c->panel, series, i);

	if (c->data->times != NULL && n > 1) {
		part = (c->data->times[i] - c->data->times[0]) / (c->data->times[n - 1] - c->data->times[0]);
	}
	double up = s->high > s->low ? (v - s->low) / (s->high - s->low) : 0.5;
	return (struct chart_xy){ s->left + part * (s->right - s->left), s->bottom - up * (s->bottom - s->top) };
}

/* The lowest and the highest, and the last with a value. False where there is none. */
static bool find_range(const struct chart *c, size_t series, struct spark *s, size_t *first, size_t *last) {
	bool any = false;

	for (size_t i = 0; i < c->data->label_count; i++) {
		double v = chart_value(c, c->panel, series, i);
		if (isnan(v)) {
			continue;
		}
		s->low = any ? fmin(s->low, v) : v;
		s->high = any ? fmax(s->high, v) : v;
		*first = any ? *first : i;
		*last = i;
		any = true;
	}
	return any;
}

static void draw_run(struct chart *c, const struct spark *s, size_t series, size_t last) {
	size_t n = c->data->label_count, out = 0, step = (size_t)fmax(1, floor((double)n / ((s->right - s->left) * 4)));
	struct path_seg *segs = arena_alloc(canvas_arena(c->canvas), (n + 1) * sizeof(*segs));
	struct template_color color = c->canvas->setter->template->accent;

	for (size_t i = 0; i < n; i += step) {
		if (isnan(chart_value(c, c->panel, series, i))) {
			if (out > 1) {
				canvas_polyline(c->canvas, segs, out, color, 1.1, 0);
			}
			out = 0;
			continue;
		}
		struct chart_xy p = spark_at(c, s, series, i);
		segs[out] = canvas_point(out == 0 ? PATH_MOVE : PATH_LINE, p.x, p.y);
		out++;
	}
	if (out > 1) {
		canvas_polyline(c->canvas, segs, out, color, 1.1, 0);
	}
	struct chart_xy end = spark_at(c, s, series, last);
	canvas_circle(c->canvas, end.x, end.y, 1.7, c->canvas->setter->template->highlight, c->canvas->setter->template->highlight, 0.4);
}

bool chart_draw_sparklines(struct chart *c, double height) {
	const struct template *t = c->canvas->setter->template;
	size_t n = c->series_count;
	struct canvas_text *names = arena_alloc(canvas_arena(c->canvas), n * sizeof(*names));
	struct canvas_text *firsts = arena_alloc(canvas_arena(c->canvas), n * sizeof(*firsts)), *lasts = arena_alloc(canvas_arena(c->canvas), n * sizeof(*lasts));
	struct spark *sparks = arena_alloc(canvas_arena(c->canvas), n * sizeof(*sparks));
	size_t *end = arena_alloc(canvas_arena(c->canvas), n * sizeof(*end)), first = 0;
	double name_width = 0, first_width = 0, last_width = 0, row = c->canvas->leading * ROW;
	bool is_cut = false;

	if (c->canvas->is_squeezed) {
		row = fmax(c->canvas->leading, height / (double)n);
	} else if (c->data->base.height_pt > 0) {
		row = fmax(c->canvas->leading, c->data->base.height_pt / (double)n);
	}
	c->canvas->plot = row * (double)n;
	for (size_t s = 0; s < n; s++) {
		bool has_value = find_range(c, s, &sparks[s], &first, &end[s]);
		if (!canvas_text_cut(c->canvas, c->panel->series[s].name, false, NAME_PART * c->canvas->width, &names[s], &is_cut) ||
		    (has_value && (!chart_quantity(c, chart_value(c, c->panel, s, first), &firsts[s]) ||
		                   !chart_quantity(c, chart_value(c, c->panel, s, end[s]), &lasts[s])))) {
			return false;
		}
		name_width = fmax(name_width, names[s].width);
		first_width = fmax(first_width, firsts[s].width);
		last_width = fmax(last_width, lasts[s].width);
	}
	/* In a narrow column the run comes first, then the latest value. */
	if (name_width + first_width + last_width + 2 * GAP + RUN_MIN > c->canvas->width) {
		first_width = 0;
	}
	if (name_width + last_width + 2 * GAP + RUN_MIN > c->canvas->width) {
		last_width = 0;
	}
	double y = c->canvas->y, right = c->canvas->x + c->canvas->width;
	for (size_t s = 0; s < n; s++, y += row) {
		struct spark *k = &sparks[s];
		double middle = y + row / 2 - c->canvas->leading / 2;
		k->left = c->canvas->x + name_width + GAP + first_width + GAP / 2;
		k->right = fmax(k->left + 10, right - last_width - GAP / 2 - 2);
		k->top = y + 3.5;
		k->bottom = y + row - 4;
		canvas_line(c->canvas, c->canvas->x, y + row, right, y + row, 0.3, t->rule, 0);
		canvas_text_draw(c->canvas, &names[s], c->canvas->x, middle, 0, t->ink);
		if (firsts[s].para == NULL) {
			continue;
		}
		if (first_width > 0) {
			canvas_text_draw(c->canvas, &firsts[s], k->left - GAP / 2, middle, 1, t->muted);
		}
		if (last_width > 0) {
			canvas_text_draw(c->canvas, &lasts[s], right, middle, 1, t->ink);
		}
		draw_run(c, k, s, end[s]);
	}
	c->canvas->y = y + 2;
	return true;
}
