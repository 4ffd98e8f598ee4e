/* Shares of a whole: a pie, or a ring. Names stand outside, with lines that lead to their slices. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

enum { SLICES_MAX = 7 };

static const double HOLE = 0.58;                 /* of the radius, of a ring */
static const double RADIUS_MAX = 78;
static const double RADIUS_PART = 0.24;          /* of the width at most */
static const double ROOM_MIN = 52;               /* for words at each side */
static const double SWATCH = 7;
static const double LEAD = 9, ARM = 6;           /* from the slice outwards, and from there to the words */

struct slice {
	size_t index;                /* of its label; SIZE_MAX: the others */
	double value;
	double middle;               /* angle, clockwise from the top */
	struct canvas_text name, share;
	double y;                    /* of the words' middle */
	bool is_right;
};

struct pie {
	struct chart *c;
	struct slice v[SLICES_MAX];
	size_t n;
	double sum, x, y, radius, lines;
};

/* ---- slices ---- */

static int compare_values(const void *a, const void *b) {
	const struct slice *x = a, *y = b;

	return x->value > y->value ? -1 : x->value < y->value ? 1 : x->index < y->index ? -1 : x->index > y->index;
}

static int compare_places(const void *a, const void *b) {
	const struct slice *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

/* Slices in the author's order. More than can be told apart: the smallest become one, at the end. */
static void collect(struct pie *pie) {
	struct chart *c = pie->c;
	size_t n = 0, bad = 0;
	struct slice *all = arena_alloc(canvas_arena(c->canvas), (c->data->label_count + 1) * sizeof(*all));

	for (size_t i = 0; i < c->data->label_count; i++) {
		double v = chart_value(c, c->panel, 0, i);
		if (v > 0) {
			all[n++] = (struct slice){ .index = i, .value = v };
			pie->sum += v;
		}
		bad += v < 0;
	}
	if (bad > 0) {
		setter_warn(c->canvas->setter, c->canvas->node, "%zu values of the chart are below zero: a share cannot be", bad);
	}
	if (n > SLICES_MAX) {
		qsort(all, n, sizeof(*all), compare_values);
		struct slice others = { .index = SIZE_MAX };
		for (size_t i = SLICES_MAX - 1; i < n; i++) {
			others.value += all[i].value;
		}
		setter_warn(c->canvas->setter, c->canvas->node, "a pie of %zu slices cannot be read: the smallest %zu were put together", n, n - SLICES_MAX + 1);
		all[SLICES_MAX - 1] = others;
		n = SLICES_MAX;
		qsort(all, n, sizeof(*all), compare_places);
	}
	memcpy(pie->v, all, n * sizeof(*all));
	pie->n = n;
}

/* ---- drawing ---- */

static struct chart_xy on_circle(const struct pie *pie, double angle, double radius) {
	return (struct chart_xy){ pie->x + radius * sin(angle), pie->y - radius * cos(angle) };
}

/* A part of a circle as curves of at most a quarter; the first point is where segs is. */
static size_t add_arc(const struct pie *pie, double from, double to, double radius, struct path_seg *segs) {
	size_t n = (size_t)ceil(fabs(to - from) / (M_PI / 2) - 1e-9);

	n = n < 1 ? 1 : n;
	for (size_t i = 0; i < n; i++) {
		double a = from + (to - from) * (double)i / (double)n, b = from + (to - from) * (double)(i + 1) / (double)n;
		double k = 4.0 / 3 * tan((b - a) / 4) * radius;
		struct chart_xy p = on_circle(pie, a, radius), q = on_circle(pie, b, radius);
		segs[i] = (struct path_seg){ .verb = PATH_CURVE,
			.x = { p.x + k * cos(a), q.x - k * cos(b), q.x }, .y = { p.y + k * sin(a), q.y - k * sin(b), q.y } };
	}
	return n;
}

static void draw_slice(const struct pie *pie, size_t i, double from, double to) {
	struct chart *c = pie->c;
	struct path_seg segs[16];
	bool is_ring = c->data->kind == CHART_DONUT;
	struct chart_xy p = on_circle(pie, from, pie->radius);
	struct template_color white = { 1, 1, 1 };
	size_t n = 0;

	segs[n++] = canvas_point(PATH_MOVE, p.x, p.y);
	n += add_arc(pie, from, to, pie->radius, segs + n);
	if (is_ring) {
		p = on_circle(pie, to, pie->radius * HOLE);
		segs[n++] = canvas_point(PATH_LINE, p.x, p.y);
		n += add_arc(pie, to, from, pie->radius * HOLE, segs + n);
	} else if (pie->n > 1) {
		segs[n++] = canvas_point(PATH_LINE, pie->x, pie->y);
	}
	segs[n++] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(c->canvas, segs, n, true, chart_fill(c, i), white, 1.1);
}

/* ---- words ---- */

static const char *slice_name(const struct pie *pie, const struct slice *s) {
	struct chart *c = pie->c;

	return s->index == SIZE_MAX ? label_text(canvas_lang(c->canvas), LABEL_OTHERS) : c->data->labels[s->index];
}

static bool make_words(struct pie *pie, double width) {
	struct chart *c = pie->c;
	struct arena *arena = canvas_arena(c->canvas);
	bool is_cut = false;

	for (size_t i = 0; i < pie->n; i++) {
		struct slice *s = &pie->v[i];
		double part = s->value / pie->sum * 100;
		int decimals = c->data->y.has_decimals ? c->data->y.decimals : part < 1 ? 1 : 0;
		const char *percent = strchr(label_text(canvas_lang(c->canvas), LABEL_PERCENT), '}') + 1;
		const char *share = canvas_quantity_words(c->canvas, part, decimals, NULL, percent);
		if (c->data->show_values) {
			const char *value = canvas_quantity_words(c->canvas, s->value / c->value.unit, c->data->y.has_decimals ? c->data->y.decimals : -1, c->prefix, c->unit);
			share = arena_printf(arena, "%s (%s)", share, value);
		}
		if (!canvas_text_cut(c->canvas, slice_name(pie, s), false, width, &s->name, &is_cut) || !canvas_text_cut(c->canvas, share, true, width, &s->share, &is_cut)) {
			return false;
		}
	}
	if (is_cut) {
		setter_warn(c->canvas->setter, c->canvas->node, "the names of the chart's slices are too long: they were cut");
	}
	return true;
}

/* Words of one side, beside their slices and clear of each other: two lines each. */
static void spread_side(struct pie *pie, bool is_right, double high, double low_y, double high_y) {
	double at[SLICES_MAX];
	size_t which[SLICES_MAX], n = 0;

	for (size_t i = 0; i < pie->n; i++) {
		if (pie->v[i].is_right == is_right) {
			at[n] = on_circle(pie, pie->v[i].middle, pie->radius + LEAD).y;
			which[n++] = i;
		}
	}
	axis_spread(at, n, high, low_y + high / 2, high_y - high / 2);
	for (size_t k = 0; k < n; k++) {
		pie->v[which[k]].y = at[k];
	}
}

static void draw_words(const struct pie *pie) {
	struct chart *c = pie->c;
	const struct template *t = c->canvas->setter->template;

	for (size_t i = 0; i < pie->n; i++) {
		const struct slice *s = &pie->v[i];
		double out = s->is_right ? 1 : -1, reach = pie->x + out * (pie->radius + LEAD + ARM);
		struct chart_xy from = on_circle(pie, s->middle, pie->radius + 1.5);
		double elbow = reach - out * ARM;
		/* The line leaves the slice outwards, and comes to the words level. */
		struct path_seg segs[] = { canvas_point(PATH_MOVE, from.x, from.y), canvas_point(PATH_LINE, elbow, s->y), canvas_point(PATH_LINE, reach, s->y) };
		canvas_polyline(c->canvas, segs, 3, t->muted, 0.5, 0);
		double x = reach + out * 3, at = s->is_right ? 0 : 1;
		canvas_text_draw(c->canvas, &s->name, x, s->y - c->canvas->leading, at, t->ink);
		canvas_text_draw(c->canvas, &s->share, x, s->y, at, t->ink);
	}
}

/* What a ring's slices come to, in its hole. */
static bool draw_sum(struct pie *pie) {
	struct chart *c = pie->c;
	const struct template *t = c->canvas->setter->template;
	double room = pie->radius * HOLE * 1.5, leading = c->canvas->leading;
	struct canvas_text number, title;
	const char *words = c->data->y.title;

	if (c->data->kind != CHART_DONUT || !c->data->show_values) {
		return true;
	}
	if (!canvas_text(c->canvas, chart_number(c, pie->sum), true, &number)) {
		return false;
	}
	double lines = 1;
	if (words != NULL) {
		if (!canvas_text(c->canvas, words, false, &title)) {
			return false;
		}
		canvas_text_break(c->canvas, &title, room);
		lines += (double)title.lines;
	}
	if (number.width > room || (words != NULL && title.width > room) || lines * leading > room) {
		return true;
	}
	double y = pie->y - lines * leading / 2;
	canvas_text_draw(c->canvas, &number, pie->x, y, 0.5, t->ink);
	if (words != NULL) {
		canvas_text_draw(c->canvas, &title, pie->x, y + leading, 0.5, t->muted);
	}
	return true;
}

static void draw_slices(struct pie *pie) {
	double angle = 0;

	for (size_t i = 0; i < pie->n; i++) {
		double to = i + 1 == pie->n ? 2 * M_PI : angle + pie->v[i].value / pie->sum * 2 * M_PI;
		draw_slice(pie, i, angle, to);
		pie->v[i].middle = (angle + to) / 2;
		pie->v[i].is_right = pie->v[i].middle < M_PI;
		angle = to;
	}
}

/* In a narrow column the names stand below, a row each, with the shares at its right. */
static bool draw_narrow(struct pie *pie, double height) {
	struct chart *c = pie->c;
	const struct template *t = c->canvas->setter->template;
	double leading = c->canvas->leading, right = c->canvas->x + c->canvas->width, shares = 0;
	bool is_cut = false;

	pie->radius = fmax(16, fmin(fmin(RADIUS_MAX, 0.42 * c->canvas->width), height / 2));
	pie->x = c->canvas->x + c->canvas->width / 2;
	pie->y = c->canvas->y + pie->radius + 2;
	if (!make_words(pie, c->canvas->width * 0.6)) {
		return false;
	}
	for (size_t i = 0; i < pie->n; i++) {
		shares = fmax(shares, pie->v[i].share.width);
	}
	draw_slices(pie);
	double y = pie->y + pie->radius + 5;
	for (size_t i = 0; i < pie->n; i++, y += leading) {
		struct slice *s = &pie->v[i];
		double room = c->canvas->width - shares - SWATCH - 10;
		if (s->name.width > room && !canvas_text_cut(c->canvas, slice_name(pie, s), false, room, &s->name, &is_cut)) {
			return false;
		}
		canvas_rect(c->canvas, c->canvas->x, y + (leading - SWATCH) / 2, SWATCH, SWATCH, chart_fill(c, i));
		canvas_text_draw(c->canvas, &s->name, c->canvas->x + SWATCH + 4, y, 0, t->ink);
		canvas_text_draw(c->canvas, &s->share, right, y, 1, t->ink);
	}
	c->canvas->y = y + 1;
	return draw_sum(pie);
}

bool chart_draw_pie(struct chart *c, double height) {
	struct pie pie = { .c = c };
	double leading = c->canvas->leading;

	collect(&pie);
	double block = 2 * leading + 1.5;
	pie.radius = fmax(16, fmin(fmin(RADIUS_MAX, RADIUS_PART * c->canvas->width), (height - 2 * leading) / 2));
	/* Words of one side may need more height than the pie. */
	double tall = fmax(2 * pie.radius + 2 * leading, block * (double)(pie.n > 4 ? pie.n - 1 : pie.n < 2 ? 2 : pie.n));
	pie.x = c->canvas->x + c->canvas->width / 2;
	pie.y = c->canvas->y + tall / 2;
	double room = c->canvas->width / 2 - pie.radius - LEAD - ARM - 4;
	if (room < ROOM_MIN) {
		return draw_narrow(&pie, height);
	}
	if (!make_words(&pie, room)) {
		return false;
	}
	draw_slices(&pie);
	spread_side(&pie, true, block, c->canvas->y, c->canvas->y + tall);
	spread_side(&pie, false, block, c->canvas->y, c->canvas->y + tall);
	draw_words(&pie);
	if (!draw_sum(&pie)) {
		return false;
	}
	c->canvas->y += tall;
	return true;
}
