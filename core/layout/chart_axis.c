/* What lies under the marks: rules, numbers, what the values stand on; and lines, bands and notes of the author's. */
#include <math.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

static const double GRID_WIDTH = 0.4, ZERO_WIDTH = 0.8, LINE_WIDTH = 0.8;
static const double TICK_GAP = 6, NAME_GAP = 4;
static const double LINE_DASH = 3;
static const double NOTE_PART = 0.34;            /* of the plot's width, that a note may take before it is broken */

/* ---- grid ---- */

/* A rule across the plot at the level of value. */
static void draw_rule(struct chart *c, double value, double width, struct template_color color, double dash) {
	double level = chart_level(c, value);

	if (c->is_lying) {
		canvas_line(c->canvas, level, c->top, level, c->bottom, width, color, dash);
	} else {
		canvas_line(c->canvas, c->left, level, c->right, level, width, color, dash);
	}
}

static double inside(double x, double width, double low, double high) {
	return fmax(low + width / 2, fmin(high - width / 2, x));
}

static void draw_along_ticks(struct chart *c) {
	const struct template *t = c->canvas->setter->template;
	double y = c->bottom + c->foot + NAME_GAP, end = -1e9;

	for (size_t i = 0; i < c->along.count; i++) {
		double x = chart_along(c, axis_tick(&c->along, i));
		const struct canvas_text *tick = &c->along_ticks[i];
		double width = fmax(tick->width, c->years != NULL ? c->years[i].width : 0);
		double at = inside(x, width, c->outer_left, c->outer_right);
		canvas_line(c->canvas, x, c->bottom, x, c->bottom + 2.5, GRID_WIDTH, t->muted, 0);
		if (at - width / 2 < end + 2 || width > c->outer_right - c->outer_left) {
			continue;
		}
		canvas_text_draw(c->canvas, tick, at, y, 0.5, c->years != NULL ? t->ink : t->muted);
		if (c->years != NULL && c->years[i].para != NULL) {
			canvas_text_draw(c->canvas, &c->years[i], at, y + c->canvas->leading, 0.5, t->muted);
		}
		end = at + width / 2;
	}
}

double chart_along_height(const struct chart *c) {
	double lines = 1;

	for (size_t i = 0; c->years != NULL && i < c->along.count; i++) {
		lines = c->years[i].para != NULL ? 2 : lines;
	}
	return lines * c->canvas->leading;
}

void chart_draw_grid(struct chart *c, bool has_numbers, bool has_names) {
	const struct template *t = c->canvas->setter->template;
	double end = -INFINITY;

	for (size_t i = 0; i < c->value.count && c->starts == NULL; i++) {
		double tick = axis_tick(&c->value, i), level = chart_level(c, tick);
		draw_rule(c, tick, GRID_WIDTH, t->rule, 0);
		if (has_numbers && c->is_lying) {
			double x = inside(level, c->ticks[i].width, c->outer_left, c->outer_right);
			if (x - c->ticks[i].width / 2 >= end + 2 && c->ticks[i].width <= c->outer_right - c->outer_left) {
				canvas_text_draw(c->canvas, &c->ticks[i], x, c->bottom + NAME_GAP, 0.5, t->muted);
				end = x + c->ticks[i].width / 2;
			}
		} else if (has_numbers) {
			canvas_text_draw(c->canvas, &c->ticks[i], c->left - TICK_GAP, level - c->canvas->leading / 2, 1, t->muted);
		}
	}
	for (size_t i = 0; i < 2 && c->starts != NULL; i++) {
		double x = chart_place(c, i * (c->data->label_count - 1));
		canvas_line(c->canvas, x, c->top, x, c->bottom, GRID_WIDTH * 1.5, t->rule, 0);
	}
	for (size_t i = 0; i < c->along.count && c->is->has_points; i++) {
		double x = chart_along(c, axis_tick(&c->along, i));
		canvas_line(c->canvas, x, c->top, x, c->bottom, GRID_WIDTH, t->rule, 0);
	}
	if (has_names && (c->is->has_points || c->data->times != NULL)) {
		draw_along_ticks(c);
	}
}

/* What marks stand on, or the foot of the plot. */
void chart_draw_base(struct chart *c) {
	draw_rule(c, chart_base(c), ZERO_WIDTH, c->canvas->setter->template->muted, 0);
}

/* ---- bands and lines ---- */

static bool is_drawn(const struct chart *c, double at, bool is_x) {
	if (!is_x) {
		return isfinite(at) && at >= c->value.low - 1e-9 * fabs(c->value.low) && at <= c->value.high + 1e-9 * fabs(c->value.high);
	}
	if (c->is->has_points || c->data->times != NULL) {
		return at >= c->along.low && at <= c->along.high;
	}
	return at >= -0.5 && at <= (double)c->data->label_count - 0.5;
}

static double clamp_mark(const struct chart *c, double at, bool is_x) {
	double low = !is_x ? c->value.low : c->along.scale == AXIS_DAYS || c->is->has_points ? c->along.low : -0.5;
	double high = !is_x ? c->value.high : c->along.scale == AXIS_DAYS || c->is->has_points ? c->along.high : (double)c->data->label_count - 0.5;

	return fmax(low, fmin(high, at));
}

/* A band over whole categories takes in the room of the first and the last. */
static struct chart_box band_box(const struct chart *c, const struct chart_mark *mark) {
	double from = clamp_mark(c, mark->from, mark->is_x), to = clamp_mark(c, mark->to, mark->is_x);
	bool is_across = mark->is_x == c->is_lying;      /* from left to right */
	double a, b;

	if (mark->is_x) {
		bool is_named = !c->is->has_points && c->data->times == NULL;
		a = chart_along(c, is_named ? fmax(-0.5, from - 0.5) : from);
		b = chart_along(c, is_named ? fmin((double)c->data->label_count - 0.5, to + 0.5) : to);
	} else {
		a = chart_level(c, from);
		b = chart_level(c, to);
	}
	return is_across ? (struct chart_box){ c->left, fmin(a, b), c->right, fmax(a, b) }
	                 : (struct chart_box){ fmin(a, b), c->top, fmax(a, b), c->bottom };
}

void chart_draw_bands(struct chart *c) {
	for (size_t i = 0; i < c->data->mark_count; i++) {
		const struct chart_mark *mark = &c->data->marks[i];
		if (mark->is_band) {
			struct chart_box box = band_box(c, mark);
			const struct template *t = c->canvas->setter->template;
			canvas_rect(c->canvas, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0, canvas_mix(t->tint, t->rule, 0.35));
		}
	}
}

/* ---- their words ---- */

struct label { struct canvas_text text; struct template_color color; };

static struct chart_box text_box(const struct chart *c, const struct canvas_text *text, double x, double y) {
	double high = (double)text->lines * c->canvas->leading;

	return (struct chart_box){ x - 1, y + 1, x + text->width + 1, y + high - 1 };
}

static bool overlap(struct chart_box a, struct chart_box b) {
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/* Draw text with its corner at (x, y) where nothing else stands; no rule runs through it. */
static bool try_label(struct chart *c, const struct label *label, double x, double y) {
	const struct template_color white = { 1, 1, 1 };
	bool is_banded = false;
	struct chart_box box = text_box(c, &label->text, x, y);

	if (box.x0 < c->left || box.x1 > c->right || box.y0 < c->top - (c->is_lying ? 0 : c->head) || box.y1 > c->bottom + 0.5 || !chart_is_free(c, box)) {
		return false;
	}
	for (size_t i = 0; i < c->data->mark_count && !is_banded; i++) {
		is_banded = c->data->marks[i].is_band && overlap(box, band_box(c, &c->data->marks[i]));
	}
	if (!is_banded) {
		canvas_rect(c->canvas, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0, white);
	}
	chart_take(c, box);
	canvas_text_draw(c->canvas, &label->text, x, y, 0, label->color);
	return true;
}

/* A label on a line across the plot: over its right end, under it, then further to the left. */
static bool label_across(struct chart *c, const struct label *label, double level) {
	double high = (double)label->text.lines * c->canvas->leading, room = c->right - c->left - label->text.width;

	for (int k = 0; k <= 8; k++) {
		double x = c->left + 2 + (room - 4) * (8 - k) / 8;
		if (try_label(c, label, x, level - high + 0.4) || try_label(c, label, x, level + 0.6)) {
			return true;
		}
	}
	return false;
}

/* On an upright line: beside its head, then lower. */
static bool label_upright(struct chart *c, const struct label *label, double x) {
	double high = (double)label->text.lines * c->canvas->leading, room = c->bottom - c->top - high;

	for (int k = 0; k <= 8; k++) {
		double y = c->top + fmax(0, room) * k / 8;
		if (try_label(c, label, x + 3.5, y) || try_label(c, label, x - 3.5 - label->text.width, y)) {
			return true;
		}
	}
	return false;
}

static bool label_band(struct chart *c, const struct label *label, struct chart_box box) {
	double high = (double)label->text.lines * c->canvas->leading;

	for (int k = 0; k <= 8; k++) {
		double part = k / 8.0;
		double across = fmax(0, box.x1 - box.x0 - label->text.width - 6), down = fmax(0, box.y1 - box.y0 - high);
		if (try_label(c, label, box.x0 + 3, box.y0 + down * part) || try_label(c, label, box.x0 + 3 + across, box.y0 + down * part) ||
		    try_label(c, label, box.x0 + 3 + across * part, box.y0)) {
			return true;
		}
	}
	return false;
}

static void warn_dropped(struct chart *c, const char *words) {
	setter_warn(c->canvas->setter, c->canvas->node, "there is no room in the chart for the words '%.60s': they were left out", words);
}

static bool break_label(struct chart *c, const char *words, double width, struct template_color color, struct label *label) {
	label->color = color;
	if (!canvas_text(c->canvas, words, false, &label->text)) {
		return false;
	}
	if (label->text.width > width) {
		canvas_text_break(c->canvas, &label->text, width);
	}
	return true;
}

static bool draw_mark(struct chart *c, const struct chart_mark *mark) {
	const struct template *t = c->canvas->setter->template;
	struct template_color color = canvas_mix(t->highlight, t->ink, 0.25);
	struct label label;
	bool is_across = mark->is_x == c->is_lying;
	struct chart_box box = { 0 };
	double at = 0;

	if (mark->is_band) {
		box = band_box(c, mark);
	} else if (!is_drawn(c, mark->from, mark->is_x)) {
		setter_warn(c->canvas->setter, c->canvas->node, "a line at %g lies outside of the chart", mark->from);
		return true;
	} else {
		at = mark->is_x ? chart_along(c, mark->from) : chart_level(c, mark->from);
		if (is_across) {
			canvas_line(c->canvas, c->left, at, c->right, at, LINE_WIDTH, color, LINE_DASH);
		} else {
			canvas_line(c->canvas, at, c->top, at, c->bottom, LINE_WIDTH, color, LINE_DASH);
		}
	}
	/* Panels that share their axes share their marks: one is named. */
	if (mark->label == NULL || c->panel != c->panels) {
		return true;
	}
	double most = mark->is_band && !is_across ? fmax(box.x1 - box.x0 - 6, 30) : (c->right - c->left) * (is_across ? 0.9 : NOTE_PART);
	if (!break_label(c, mark->label, most, mark->is_band ? t->muted : color, &label)) {
		return false;
	}
	bool is_drawn_label = mark->is_band ? label_band(c, &label, box) : is_across ? label_across(c, &label, at) : label_upright(c, &label, at);
	if (!is_drawn_label) {
		warn_dropped(c, mark->label);
	}
	return true;
}

/* Words near a point, with a line that leads to it: nearer first, above before below. */
static bool draw_note(struct chart *c, const struct chart_note *note) {
	static const double sides[][2] = { { 0.5, -1 }, { 0, -1 }, { 1, -1 }, { 0, 0 }, { 1, 0 }, { 0.5, 1 }, { 0, 1 }, { 1, 1 } };
	const struct template *t = c->canvas->setter->template;
	struct label label;

	if (!is_drawn(c, note->y, false) || !is_drawn(c, note->x, true)) {
		setter_warn(c->canvas->setter, c->canvas->node, "the words '%.60s' are at a place outside of the chart", note->text);
		return true;
	}
	if (!break_label(c, note->text, (c->right - c->left) * NOTE_PART, t->ink, &label)) {
		return false;
	}
	struct chart_xy p = chart_point(c, chart_along(c, note->x), chart_level(c, note->y));
	double high = (double)label.text.lines * c->canvas->leading;
	for (double far = 7; far < 90; far += 7) {
		for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
			/* side 0: the words begin at the point's right, 1: end at its left, 0.5: stand over it */
			double dx = sides[i][0] == 0.5 ? 0 : sides[i][0] == 0 ? far * 0.8 : -far * 0.8;
			double x = p.x + dx - sides[i][0] * label.text.width;
			double y = sides[i][1] < 0 ? p.y - far - high : sides[i][1] > 0 ? p.y + far : p.y - high / 2;
			if (!try_label(c, &label, x, y)) {
				continue;
			}
			double to_x = fmax(x, fmin(x + label.text.width, p.x)), to_y = fmax(y + 1, fmin(y + high - 1, p.y));
			double long_is = hypot(to_x - p.x, to_y - p.y);
			if (long_is > 6) {
				canvas_line(c->canvas, p.x + (to_x - p.x) * 3 / long_is, p.y + (to_y - p.y) * 3 / long_is, to_x, to_y, 0.6, t->ink, 0);
			}
			double r = fmin(3, fmin(c->canvas->x + c->canvas->width - p.x, p.x - c->canvas->x));
			if (r > 1) {
				canvas_ring(c->canvas, p.x, p.y, r, t->ink, 0.8);
			}
			return true;
		}
	}
	warn_dropped(c, note->text);
	return true;
}

bool chart_draw_lines(struct chart *c) {
	for (size_t i = 0; i < c->data->note_count && c->panel == c->panels; i++) {
		if (!draw_note(c, &c->data->notes[i])) {
			return false;
		}
	}
	for (size_t i = 0; i < c->data->mark_count; i++) {
		if (!draw_mark(c, &c->data->marks[i])) {
			return false;
		}
	}
	return true;
}
