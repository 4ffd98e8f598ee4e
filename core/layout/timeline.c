/*
 * timeline: events along an axis of days, their words above and below it, each led to its day by a line that crosses no
 * other's words.
 */
#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/diagram.h"
#include "doc/node.h"
#include "layout/canvas.h"
#include "layout/diagram.h"
#include "layout/figure.h"

static const double WORDS_WIDTHS[] = { 96, 78, 62 };    /* of an event's words, at most: what takes fewer lines in all */
static const double WORDS_GAP = 7;               /* between words side by side */
static const double STEM = 9;                    /* from the axis to the nearest words */
static const double LEVEL_GAP = 5;
static const double AXIS_HEIGHT = 15;
static const double SIGN = 2.9;
static const double FLAG_GAP = 3;                /* between a line and the words that stand beside it */
static const double EDGE_PART = 0.02;            /* of the axis, beyond its first and last event */

/* What a way to place them costs, as lines. */
static const double NARROW_COST = 2;             /* each step of width */
static const double FLAGS_COST = 2;
static const double LEFT_OUT_COST = 100;

enum { LEVELS_MAX = 9 };

/* Words that were placed: x0..x1, from near to far off the axis; stem: where their line comes down. */
struct spot {
	double x0, x1, near, far, stem;
	bool is_placed, is_above;
	struct canvas_text date, text;
};

struct timeline {
	struct canvas *canvas;
	const struct node_timeline *data;
	struct diagram_scale scale;
	struct spot *spots;
	bool has_flags;              /* words stand beside their line, to the right of it, and not upon it */
};

static void find_range(struct timeline *t) {
	size_t n = t->data->event_count;
	double low = n > 0 ? t->data->events[0].day : 0, high = n > 0 ? t->data->events[n - 1].day : 365;

	if (high <= low) {
		low -= 183;
		high += 183;
	}
	t->scale.from = isnan(t->data->from) ? low - (high - low) * EDGE_PART : t->data->from;
	t->scale.to = isnan(t->data->to) ? high + (high - low) * EDGE_PART : t->data->to;
	t->scale.left = t->canvas->x;
	t->scale.right = t->canvas->x + t->canvas->width;
}

static bool make_words(struct timeline *t, size_t i) {
	const struct timeline_event *event = &t->data->events[i];
	struct spot *p = &t->spots[i];

	return canvas_text(t->canvas, diagram_date(t->canvas, event->date), true, &p->date) &&
	       canvas_text(t->canvas, event->text, false, &p->text);
}

static void break_words(struct timeline *t, double most) {
	for (size_t i = 0; i < t->data->event_count; i++) {
		struct canvas_text *text = &t->spots[i].text;
		canvas_text_break(t->canvas, text, fmax(fmin(most, t->canvas->width / 3), inline_min_width(text->para)));
	}
}

static double words_height(const struct timeline *t, const struct spot *p) {
	return (double)(p->date.lines + p->text.lines) * t->canvas->leading;
}

/* Would p, from near to far on that side, touch what stands there, or its line or another's cross words? */
static bool is_free(const struct timeline *t, const struct spot *p, bool is_above, double near, double far) {
	for (size_t i = 0; i < t->data->event_count; i++) {
		const struct spot *q = &t->spots[i];
		if (!q->is_placed || q->is_above != is_above) {
			continue;
		}
		bool beside = p->x1 + WORDS_GAP <= q->x0 || q->x1 + WORDS_GAP <= p->x0;
		if (!beside && near < q->far + LEVEL_GAP && q->near < far + LEVEL_GAP) {
			return false;
		}
		if (near > q->near && p->stem > q->x0 - 2 && p->stem < q->x1 + 2) {
			return false;
		}
		if (q->near > near && q->stem > p->x0 - 2 && q->stem < p->x1 + 2) {
			return false;
		}
	}
	return true;
}

/* The nearest level of that side that is free; INFINITY: none. */
static double nearest_level(const struct timeline *t, const struct spot *p, bool is_above) {
	double height = words_height(t, p);

	for (int level = 0; level < LEVELS_MAX * 3; level++) {
		double near = STEM + level * t->canvas->leading;
		if (near + height > LEVELS_MAX * 3 * t->canvas->leading) {
			break;
		}
		if (is_free(t, p, is_above, near, near + height)) {
			return near;
		}
	}
	return INFINITY;
}

static double words_width(const struct spot *p) {
	return fmax(p->date.width, p->text.width);
}

/* Words stand to the right of their line, or to the left of it: false where the edge is too near for that. */
static bool stand(const struct timeline *t, struct spot *p, double x, bool to_left) {
	double width = words_width(p), right = t->canvas->x + t->canvas->width;

	p->stem = x;
	p->x0 = t->has_flags ? x + FLAG_GAP : to_left ? x + 2 - width : x - 2;
	p->x1 = p->x0 + width;
	return p->x0 >= t->canvas->x - 0.5 && p->x1 <= right + 0.5;
}

static bool is_outside(const struct timeline *t, const struct timeline_event *event) {
	return event->day < t->scale.from || event->day > t->scale.to;
}

/*
 * Of the ways to stand the one nearest to the axis; to the right, and above and below in turn, where it makes no
 * difference.
 */
static void place_event(struct timeline *t, size_t i, bool *turn) {
	const struct timeline_event *event = &t->data->events[i];
	struct spot best = { .near = INFINITY };
	double x = diagram_x(&t->scale, event->day);

	for (int way = 0; way < (t->has_flags ? 2 : 4); way++) {
		struct spot p = t->spots[i];
		if (!stand(t, &p, x, way >= 2)) {
			continue;
		}
		p.is_above = (way % 2 == 0) == *turn;
		p.near = nearest_level(t, &p, p.is_above);
		if (p.near < best.near) {
			best = p;
		}
	}
	if (!isfinite(best.near)) {
		return;
	}
	*turn = !best.is_above;
	best.far = best.near + words_height(t, &best);
	best.is_placed = true;
	t->spots[i] = best;
}

/* Key events first: they stand nearest. */
static void place_by_weight(struct timeline *t) {
	bool turn = true;

	for (int key = 1; key >= 0; key--) {
		for (size_t i = 0; i < t->data->event_count; i++) {
			if (t->data->events[i].is_key == key && !is_outside(t, &t->data->events[i])) {
				place_event(t, i, &turn);
			}
		}
	}
}

/* End the axis where the words of every event still find room to the right of its line. */
static void leave_room(struct timeline *t) {
	double right = t->scale.right, whole = right - t->scale.left;

	for (size_t i = 0; i < t->data->event_count; i++) {
		double part = (diagram_x(&t->scale, t->data->events[i].day) - t->scale.left) / whole;
		if (part > 0 && !is_outside(t, &t->data->events[i])) {
			right = fmin(right, t->scale.left + (whole - FLAG_GAP - words_width(&t->spots[i])) / part);
		}
	}
	t->scale.right = fmax(right, t->scale.left + whole / 3);
}

/*
 * Each one's words beside its line, from the last to the first, so that the lines of earlier ones, which come down to the
 * left of them, never cross what stands.
 */
static void place_as_flags(struct timeline *t) {
	bool turn = true;

	t->has_flags = true;
	leave_room(t);
	for (size_t i = t->data->event_count; i-- > 0;) {
		if (!is_outside(t, &t->data->events[i])) {
			place_event(t, i, &turn);
		}
	}
}

static double reach(const struct timeline *t, bool is_above) {
	double far = 0;

	for (size_t i = 0; i < t->data->event_count; i++) {
		if (t->spots[i].is_placed && t->spots[i].is_above == is_above) {
			far = fmax(far, t->spots[i].far);
		}
	}
	return far;
}

/* Place all events, words on lines of that width; returns what it costs, as lines. */
static double place(struct timeline *t, double most, bool as_flags) {
	size_t left_out = 0;

	t->has_flags = false;
	t->scale.right = t->canvas->x + t->canvas->width;
	break_words(t, most);
	for (size_t i = 0; i < t->data->event_count; i++) {
		t->spots[i].is_placed = false;
	}
	if (as_flags) {
		place_as_flags(t);
	} else {
		place_by_weight(t);
	}
	for (size_t i = 0; i < t->data->event_count; i++) {
		left_out += !t->spots[i].is_placed && !is_outside(t, &t->data->events[i]);
	}
	return (reach(t, true) + reach(t, false)) / t->canvas->leading + (as_flags ? FLAGS_COST : 0) + LEFT_OUT_COST * (double)left_out;
}

/* Of all ways to break and to place them the one that takes the fewest lines; a wider one where it is nearly as low. */
static void place_all(struct timeline *t) {
	size_t widths = sizeof(WORDS_WIDTHS) / sizeof(*WORDS_WIDTHS), best = 0;
	double least = INFINITY;

	for (size_t way = 0; way < 2 * widths; way++) {
		double cost = place(t, WORDS_WIDTHS[way / 2], way % 2 == 1) + NARROW_COST * (double)(way / 2);
		if (cost < least) {
			least = cost;
			best = way;
		}
	}
	place(t, WORDS_WIDTHS[best / 2], best % 2 == 1);
	for (size_t i = 0; i < t->data->event_count; i++) {
		if (!t->spots[i].is_placed && !is_outside(t, &t->data->events[i])) {
			setter_warn(t->canvas->setter, t->canvas->node, "\"%s\" finds no room on the timeline and was left out of it",
			            t->data->events[i].text);
		}
	}
}

static void draw_words(struct timeline *t, size_t i, double axis) {
	const struct spot *p = &t->spots[i];
	const struct template *template = t->canvas->setter->template;
	double edge = p->is_above ? axis - AXIS_HEIGHT / 2 : axis + AXIS_HEIGHT / 2;
	double top = p->is_above ? edge - p->far : edge + p->near, end = p->is_above ? edge - p->near + 1 : top - 1;

	ops_line(canvas_arena(t->canvas), &t->canvas->ops, p->stem, edge, p->stem, end, 0.5,
	         canvas_color(t->canvas, t->data->events[i].category), 0);
	bool to_left = p->stem > p->x0 + 3;
	double x = to_left ? p->x1 : p->x0, at = to_left ? 1 : 0;
	canvas_text_draw(t->canvas, &p->date, x, top, at, canvas_word_color(t->canvas, t->data->events[i].category));
	canvas_text_draw(t->canvas, &p->text, x, top + (double)p->date.lines * t->canvas->leading, at, template->ink);
}

static bool draw_axis(struct timeline *t, double axis) {
	const struct template *template = t->canvas->setter->template;
	double y = t->canvas->y;

	ops_rect(canvas_arena(t->canvas), &t->canvas->ops, t->scale.left, axis - AXIS_HEIGHT / 2, t->scale.right - t->scale.left, AXIS_HEIGHT,
	         template->tint);
	t->canvas->y = axis - t->canvas->leading / 2;
	bool ok = diagram_axis(t->canvas, &t->scale);
	t->canvas->y = y;
	return ok;
}

static void draw_signs(struct timeline *t, double axis) {
	for (size_t i = 0; i < t->data->event_count; i++) {
		const struct timeline_event *event = &t->data->events[i];
		if (t->spots[i].is_placed) {
			double y = t->spots[i].is_above ? axis - AXIS_HEIGHT / 2 : axis + AXIS_HEIGHT / 2;
			struct template_color color = canvas_color(t->canvas, event->category), white = { 1, 1, 1 };
			canvas_circle(t->canvas, t->spots[i].stem, y, event->is_key ? SIGN : SIGN * 0.72, event->is_key ? color : white, color, 1);
		}
	}
}

bool timeline_draw(struct canvas *canvas, double height) {
	struct timeline t = { .canvas = canvas, .data = canvas->node->u.timeline };

	(void)height;                /* as high as its words want */
	find_range(&t);
	t.spots = arena_alloc(canvas_arena(canvas), (t.data->event_count + 1) * sizeof(*t.spots));
	for (size_t i = 0; i < t.data->event_count; i++) {
		if (!make_words(&t, i)) {
			return false;
		}
	}
	place_all(&t);
	if (!diagram_head(canvas, t.data->base.title, t.data->categories, t.data->category_count)) {
		return false;
	}
	double axis = canvas->y + reach(&t, true) + AXIS_HEIGHT / 2 + 2;
	if (!draw_axis(&t, axis)) {
		return false;
	}
	for (size_t i = 0; i < t.data->event_count; i++) {
		if (t.spots[i].is_placed) {
			draw_words(&t, i, axis);
		}
	}
	draw_signs(&t, axis);
	canvas->y = axis + AXIS_HEIGHT / 2 + reach(&t, false) + 2;
	return true;
}
