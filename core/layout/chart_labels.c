/* Words beside marks: names of series at their ends or in a legend, and values. */
#include <math.h>

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"
#include "layout/legend.h"

/* A number to be printed beside what it is the value of. */
struct chart_value {
	struct canvas_text text;
	double x, top;               /* its middle and top */
	struct chart_box box;
	struct template_color color;
	bool is_inner, is_must;
};

static const double SWATCH = 7, SAMPLE = 18, LEGEND_GAP = 14;
static const double END_GAP = 7;                 /* between a line's end and its name */
static const double END_PART = 0.3;              /* of the width, that names at the lines' ends may take */
static const double END_FAR = 2.5;               /* lines of text, that a name may stand off its line */
static const double VALUES_PART = 0.85;          /* of the values must find room */
static const double LINE_WIDTH = 1.7;
static const double MARK = 2.3;
static const double STEP = 4;                    /* a line keeps words away in boxes that long */
static const double THIN_LIGHT = 0.6;
static const double LIGHT = 0.55;                /* grounds lighter than this bear dark words */

static const double LEGEND_PART = 0.3;           /* of a page, for a legend at the most */

enum { LEGEND_WHOLE = 8, TAKEN_MAX = 40000, VALUES_MAX = 800 };

/* ---- what is taken ---- */

void chart_take(struct chart *c, struct chart_box box) {
	if (c->taken_count < TAKEN_MAX) {
		*ARENA_PUSH(canvas_arena(c->canvas), c->taken, c->taken_count, c->taken_cap) = box;
	}
}

void chart_take_line(struct chart *c, struct chart_xy from, struct chart_xy to) {
	double length = hypot(to.x - from.x, to.y - from.y);
	size_t n = (size_t)fmin(300, ceil(length / STEP));

	for (size_t i = 0; i < n; i++) {
		double a = (double)i / (double)n, b = (double)(i + 1) / (double)n;
		double x0 = from.x + (to.x - from.x) * a, x1 = from.x + (to.x - from.x) * b;
		double y0 = from.y + (to.y - from.y) * a, y1 = from.y + (to.y - from.y) * b;
		chart_take(c, (struct chart_box){ fmin(x0, x1) - 0.5, fmin(y0, y1) - 1, fmax(x0, x1) + 0.5, fmax(y0, y1) + 1 });
	}
}

bool chart_is_free(const struct chart *c, struct chart_box b) {
	for (size_t i = 0; i < c->taken_count; i++) {
		const struct chart_box *t = &c->taken[i];
		if (b.x0 < t->x1 && t->x0 < b.x1 && b.y0 < t->y1 && t->y0 < b.y1) {
			return false;
		}
	}
	return true;
}

/* ---- how a series looks ---- */

/* What is thin must be darker than an area to be seen as well. */
struct template_color chart_fill(const struct chart *c, size_t series) {
	const struct template_color black = { 0, 0, 0 };
	struct template_color color = canvas_color(c->canvas, series);
	double light = canvas_light(color);

	return c->is->swatch != SWATCH_FILL && light > THIN_LIGHT ? canvas_mix(color, black, 1 - THIN_LIGHT / light) : color;
}

/* Lines that colours alone would not tell apart. */
double chart_dash(size_t series) {
	static const double dashes[] = { 0, 0, 0, 3.4, 1.6, 5 };

	return dashes[series % (sizeof(dashes) / sizeof(*dashes))];
}

/* Series are told apart without colour too: by the shape of their marks, filled and then hollow. */
void chart_draw_mark(struct chart *c, size_t series, double x, double y, double r) {
	static const struct { int n; double x[4], y[4]; } shapes[] = {
		{ 4, { -0.9, 0.9, 0.9, -0.9 }, { -0.9, -0.9, 0.9, 0.9 } },
		{ 3, { 0, 1.2, -1.2 }, { -1.2, 0.9, 0.9 } },
		{ 4, { 0, 1.3, 0, -1.3 }, { -1.3, 0, 1.3, 0 } },
	};
	struct template_color color = chart_fill(c, series), white = { 1, 1, 1 };
	struct template_color fill = series / 4 % 2 == 1 ? white : color;
	struct path_seg segs[5];

	if (series % 4 == 0) {
		canvas_circle(c->canvas, x, y, r, fill, color, 0.9);
		return;
	}
	size_t n = 0;
	for (int i = 0; i < shapes[series % 4 - 1].n; i++) {
		segs[n] = canvas_point(n == 0 ? PATH_MOVE : PATH_LINE, x + r * shapes[series % 4 - 1].x[i], y + r * shapes[series % 4 - 1].y[i]);
		n++;
	}
	segs[n++] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(c->canvas, segs, n, true, fill, color, 0.9);
}

/* ---- names at the ends ---- */

/* Where a series ends at category i: its value, or the middle of its part of the stack; NaN: it does not reach it. */
static double end_level(const struct chart *c, size_t series, size_t i) {
	double v = chart_value(c, c->panel, series, i), sum = 0;

	if (!c->is->is_area || isnan(v)) {
		return v;
	}
	for (size_t s = 0; s < series; s++) {
		double below = chart_value(c, c->panel, s, i);
		sum += isnan(below) || (below < 0) != (v < 0) ? 0 : below;
	}
	return sum + v / 2;
}

enum side { SIDE_RIGHT, SIDE_LEFT_VALUES, SIDE_RIGHT_VALUES };

/* What stands beside a line's end: its name, with the value there where both ends have one. */
static bool end_text(struct chart *c, size_t series, size_t i, enum side side, struct canvas_text *text) {
	const char *name = c->panel->series[series].name;

	if (side == SIDE_RIGHT) {
		return canvas_text(c->canvas, name, false, text);
	}
	const char *number = chart_number(c, chart_value(c, c->panel, series, i));
	return canvas_text(c->canvas, side == SIDE_LEFT_VALUES ? arena_printf(canvas_arena(c->canvas), "%s\u2002%s", name, number)
	                                                       : arena_printf(canvas_arena(c->canvas), "%s\u2002%s", number, name), false, text);
}

/* Names of all series at category i, spread so that they do not touch; NULL where they find no room. */
static bool fit_side(struct chart *c, size_t i, double height, double width, enum side side, struct canvas_text **texts, double **at, double *widest) {
	size_t n = c->series_count;
	struct canvas_text *v = arena_alloc(canvas_arena(c->canvas), n * sizeof(*v));
	double *centre = arena_alloc(canvas_arena(c->canvas), n * sizeof(*centre));

	*texts = NULL;
	*widest = 0;
	for (size_t s = 0; s < n; s++) {
		double level = end_level(c, s, i);
		if (isnan(level)) {
			return true;
		}
		centre[s] = height * (1 - axis_part(&c->value, level));
		if (!end_text(c, s, i, side, &v[s])) {
			return false;
		}
		if (v[s].width > END_PART * width || v[s].lines > 1) {
			return true;
		}
		*widest = fmax(*widest, v[s].width);
	}
	if (!axis_spread(centre, n, c->canvas->leading, 0, height)) {
		return true;
	}
	for (size_t s = 0; s < n; s++) {
		double own = height * (1 - axis_part(&c->value, end_level(c, s, i)));
		if (fabs(own - centre[s]) > END_FAR * c->canvas->leading && !c->is->is_slope) {
			return true;
		}
	}
	*texts = v;
	*at = centre;
	return true;
}

bool chart_fit_ends(struct chart *c, double height, double width) {
	size_t last = c->data->label_count - 1;
	double widest, widest_start = 0;

	if (!fit_side(c, last, height, width, c->is->is_slope ? SIDE_RIGHT_VALUES : SIDE_RIGHT, &c->ends, &c->end_at, &widest)) {
		return false;
	}
	if (c->ends != NULL && c->is->is_slope) {
		if (!fit_side(c, 0, height, width, SIDE_LEFT_VALUES, &c->starts, &c->start_at, &widest_start)) {
			return false;
		}
		c->ends = c->starts != NULL ? c->ends : NULL;
	}
	c->ends_width = c->ends != NULL ? widest + END_GAP : 0;
	c->starts_width = c->starts != NULL ? widest_start + END_GAP : 0;
	return true;
}

static void draw_side(struct chart *c, const struct canvas_text *texts, const double *at, size_t i, bool is_left) {
	double x = chart_place(c, i), out = is_left ? -1 : 1;

	for (size_t s = 0; s < c->series_count; s++) {
		struct template_color color = chart_fill(c, s);
		double y = chart_level(c, end_level(c, s, i)), to = c->top + at[s];
		if (fabs(y - to) > c->canvas->leading * 0.4) {
			canvas_line(c->canvas, x + out * (MARK + 0.8), y, x + out * (END_GAP - 1), to, 0.4, color, 0);
		}
		double left = x + out * END_GAP;
		canvas_text_draw(c->canvas, &texts[s], left, to - c->canvas->leading / 2, is_left ? 1 : 0, canvas_word_color(c->canvas, s));
	}
}

void chart_draw_ends(struct chart *c) {
	if (c->ends != NULL) {
		draw_side(c, c->ends, c->end_at, c->data->label_count - 1, false);
	}
	if (c->ends != NULL && c->starts != NULL) {
		draw_side(c, c->starts, c->start_at, 0, true);
	}
}

/* ---- legend ---- */

static void draw_swatch(struct chart *c, size_t series, double x, double y) {
	struct template_color color = chart_fill(c, series);
	double middle = y + c->canvas->leading / 2;

	if (c->is->swatch == SWATCH_LINE) {
		struct path_seg segs[] = { canvas_point(PATH_MOVE, x, middle), canvas_point(PATH_LINE, x + SAMPLE, middle) };
		canvas_polyline(c->canvas, segs, 2, color, LINE_WIDTH, chart_dash(series));
		chart_draw_mark(c, series, x + SAMPLE / 2, middle, MARK);
	} else if (c->is->has_points && c->panels[0].series[series].sizes != NULL) {
		canvas_circle(c->canvas, x + SWATCH / 2, middle, SWATCH / 2, canvas_mix(color, (struct template_color){ 1, 1, 1 }, 0.35), color, 0.8);
	} else if (c->is->swatch == SWATCH_DOT) {
		chart_draw_mark(c, series, x + SWATCH / 2, middle, MARK + 0.5);
	} else {
		canvas_rect(c->canvas, x, middle - SWATCH / 2, SWATCH, SWATCH, color);
	}
}

/* A name as a legend has it: of a few series in lines, of many on one, the shorter the more there are. */
static bool legend_text(struct chart *c, size_t series, double room, struct canvas_text *text) {
	const char *name = c->panels[0].series[series].name;
	bool is_cut = false;

	if (c->series_count > LEGEND_WHOLE) {
		return canvas_text_cut(c->canvas, name, false, fmin(room, fmax(c->canvas->width / 3 - LEGEND_GAP, 40)), text, &is_cut);
	}
	if (!canvas_text(c->canvas, name, false, text)) {
		return false;
	}
	if (text->width > room) {
		canvas_text_break(c->canvas, text, room);
	}
	return (text->lines <= 3 && text->width <= room + 0.5) || canvas_text_cut(c->canvas, name, false, room, text, &is_cut);
}

bool chart_draw_legend(struct chart *c) {
	struct legend legend = legend_begin(c->canvas, (c->is->swatch == SWATCH_LINE ? SAMPLE : SWATCH) + 4, LEGEND_GAP);
	double end = c->canvas->y + setter_max_height(c->canvas->setter) * LEGEND_PART;

	for (size_t i = 0; i < c->series_count; i++) {
		struct canvas_text label;
		if (!legend_text(c, i, c->canvas->width - legend.sign, &label)) {
			return false;
		}
		double x = legend_next(c->canvas, &legend, &label);
		if (c->canvas->y + c->canvas->leading * (double)label.lines > end) {
			setter_warn(c->canvas->setter, c->canvas->node, "the chart has more series than can be named: %zu of %zu are", i, c->series_count);
			break;
		}
		draw_swatch(c, i, x, c->canvas->y);
		canvas_text_draw(c->canvas, &label, x + legend.sign, c->canvas->y, 0, c->canvas->setter->template->ink);
		legend_take(&legend, &label);
	}
	legend_end(c->canvas, &legend, 3);
	return true;
}

/* ---- values ---- */

static void keep_value(struct chart *c, const struct chart_value *value) {
	chart_take(c, value->box);
	*ARENA_PUSH(canvas_arena(c->canvas), c->values, c->value_count, c->value_cap) = *value;
}

bool chart_add_value(struct chart *c, double value, double along, double level, bool is_low, bool is_must) {
	double size = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size, leading = c->canvas->leading;
	struct chart_value v = { .color = c->canvas->setter->template->ink, .is_must = is_must };
	struct chart_xy at = chart_point(c, along, level);

	c->value_wanted += !is_must;
	if (c->value_wanted > VALUES_MAX) {
		return true;
	}
	if (!chart_quantity(c, value, &v.text)) {
		return false;
	}
	if (c->is_lying) {
		v.x = at.x + (is_low ? -3 - v.text.width / 2 : 3 + v.text.width / 2);
		v.top = at.y - leading / 2;
	} else {
		v.x = at.x;
		v.top = is_low ? at.y + 1 : at.y - leading;
	}
	v.box = (struct chart_box){ v.x - v.text.width / 2 - 1, v.top + (leading - size) / 2, v.x + v.text.width / 2 + 1, v.top + leading - 0.8 };
	if (c->is_lying) {
		v.box.y0 = at.y - size * 0.42;
		v.box.y1 = at.y + size * 0.42;
	}
	bool is_inside = v.box.x0 >= c->left - (c->is_lying ? c->lead : 0) - 1 && v.box.x1 <= fmin(c->right + (c->is_lying ? c->head : 0.5), c->outer_right) &&
	                 v.box.y1 <= c->bottom + (c->is_lying ? 1 : c->foot) + 1 && v.box.y0 >= c->top - (c->is_lying ? 1 : c->head) - 1;
	if (is_inside && chart_is_free(c, v.box)) {
		keep_value(c, &v);
	}
	return true;
}

/* Above the point or below, or a little to one side: lines leave their points in all directions. */
bool chart_add_run_value(struct chart *c, double value, double x, double y, bool is_low) {
	static const double sides[][2] = { { 0, -1 }, { 0, 1 }, { -0.42, -1 }, { 0.42, -1 }, { -0.42, 1 }, { 0.42, 1 } };
	double size = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size, leading = c->canvas->leading;
	struct chart_value v = { .color = c->canvas->setter->template->ink };

	c->value_wanted++;
	if (c->value_wanted > VALUES_MAX) {
		return true;
	}
	if (!chart_quantity(c, value, &v.text)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(sides) / sizeof(*sides); i++) {
		bool is_below = (sides[i][1] > 0) != is_low;
		v.x = x + sides[i][0] * (v.text.width + 2 * MARK);
		v.top = is_below ? y + MARK : y - MARK - leading;
		v.box = (struct chart_box){ v.x - v.text.width / 2 - 0.5, v.top + (leading - size) / 2, v.x + v.text.width / 2 + 0.5, v.top + leading - 1 };
		bool is_inside = v.box.x0 >= c->left - 1 && v.box.x1 <= c->outer_right && v.box.y0 >= c->top - c->head - 1 && v.box.y1 <= c->bottom;
		if (is_inside && chart_is_free(c, v.box)) {
			keep_value(c, &v);
			break;
		}
	}
	return true;
}

bool chart_add_inner(struct chart *c, double value, struct chart_box mark, struct template_color ground) {
	const struct template_color white = { 1, 1, 1 };
	struct chart_value v = { .is_inner = true, .color = canvas_light(ground) > LIGHT ? c->canvas->setter->template->ink : white };
	double size = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size;

	if (c->value_count > VALUES_MAX || mark.y1 - mark.y0 < size + 1) {
		return true;
	}
	if (!chart_quantity(c, value, &v.text)) {
		return false;
	}
	if (v.text.width + 3 <= mark.x1 - mark.x0) {
		v.x = (mark.x0 + mark.x1) / 2;
		v.top = (mark.y0 + mark.y1) / 2 - c->canvas->leading / 2;
		v.box = mark;
		*ARENA_PUSH(canvas_arena(c->canvas), c->values, c->value_count, c->value_cap) = v;
	}
	return true;
}

/* Where many have no room, the others would only raise the question why: then none is printed. */
void chart_draw_values(struct chart *c) {
	const struct template_color white = { 1, 1, 1 };
	size_t outer = 0;

	for (size_t i = 0; i < c->value_count; i++) {
		outer += !c->values[i].is_inner && !c->values[i].is_must;
	}
	bool has_room = c->value_wanted <= VALUES_MAX && (double)outer >= VALUES_PART * (double)c->value_wanted;
	if (!has_room && !c->has_warned) {
		c->has_warned = true;
		setter_warn(c->canvas->setter, c->canvas->node, "there is no room for the values of the chart: they were left out");
	}
	for (size_t i = 0; i < c->value_count; i++) {
		const struct chart_value *v = &c->values[i];
		if (v->is_inner || v->is_must || has_room) {
			if (!v->is_inner) {
				/* No rule runs through a number. */
				canvas_rect(c->canvas, v->box.x0, v->box.y0, v->box.x1 - v->box.x0, v->box.y1 - v->box.y0 - 0.6, white);
			}
			canvas_text_draw(c->canvas, &v->text, v->x, v->top, 0.5, v->color);
		}
	}
	c->value_count = c->value_wanted = 0;
}
