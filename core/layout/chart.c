/* chart: bars and lines, drawn for print: few light rules, numbers that are round, names where the eye is. */
#include <math.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/axis.h"
#include "layout/canvas.h"
#include "layout/figure.h"
#include "text/locale.h"
#include "text/para.h"

struct box { double x0, y0, x1, y1; };

/* A number to be printed beside what it is the value of. */
struct value {
	struct canvas_text text;
	double x, top;               /* its middle and top */
	struct box box;
};

enum tilt { TILT_NONE, TILT_SLANTED, TILT_UPRIGHT };

struct chart {
	struct canvas *canvas;
	const struct node_chart *data;
	struct axis axis;
	double left, right, top, height;     /* of the plot */
	double slot;                 /* width of one category */
	double least, most;          /* the lowest and the highest value */
	double foot;                 /* between plot and names, for values below bars */
	struct canvas_text *names;         /* of the categories */
	enum tilt tilt;
	size_t every, from;          /* each so many-th category is named, beginning with this */
	struct canvas_text *ends;          /* names of series at the ends of their lines, NULL: in a legend */
	double *end_y;               /* their centres, from the plot's top */
	struct value *values;        /* that found room */
	size_t value_count, value_cap, value_wanted;
	struct box *taken;           /* where values must not be printed */
	size_t taken_count, taken_cap;
};

static const double TICK_GAP = 6;                /* between numbers and plot */
static const double NAME_GAP = 4;                /* between plot and names, and from name to name */
static const double GRID_WIDTH = 0.4, ZERO_WIDTH = 0.8, LINE_WIDTH = 1.7;
static const double GROUP_PART = 0.72;           /* of a slot, taken by its bars */
static const double BAR_MAX = 34;
static const double SWATCH = 7, SAMPLE = 18, LEGEND_GAP = 16;
static const double END_GAP = 7;                 /* between a line's end and its name */
static const double VALUES_PART = 0.85;          /* of the values must find room */
static const double INDENT_PART = 0.12;          /* of the width, that slanted names may take at the left */
static const double END_PART = 0.3;              /* of the width, that names at the lines' ends may take */
static const double SLANT = 35;                  /* degrees */
static const double NAME_MAX = 120;              /* length of a name that is turned */
static const double MARK = 2.3;                  /* half of a mark's height */
static const double PLOT_MIN = 40;
static const double VALUE_MAX = 1e300;

enum { NAME_LINES = 3, MARKS_MAX = 24 };

/* Series are told apart without colour too: by the shape of their marks, filled and then hollow. */
static void add_mark(struct chart *c, size_t series, double x, double y) {
	static const struct { int n; double x[4], y[4]; } shapes[] = {
		{ 4, { -0.9, 0.9, 0.9, -0.9 }, { -0.9, -0.9, 0.9, 0.9 } },
		{ 3, { 0, 1.2, -1.2 }, { -1.2, 0.9, 0.9 } },
		{ 4, { 0, 1.3, 0, -1.3 }, { -1.3, 0, 1.3, 0 } },
	};
	struct template_color color = canvas_color(c->canvas, series), white = { 1, 1, 1 };
	struct template_color fill = series / 4 % 2 == 1 ? white : color;
	struct path_seg segs[5];

	if (series % 4 == 0) {
		canvas_circle(c->canvas, x, y, MARK, fill, color, 0.9);
		return;
	}
	size_t n = 0;
	for (int i = 0; i < shapes[series % 4 - 1].n; i++) {
		segs[n] = canvas_point(n == 0 ? PATH_MOVE : PATH_LINE, x + MARK * shapes[series % 4 - 1].x[i],
		                y + MARK * shapes[series % 4 - 1].y[i]);
		n++;
	}
	segs[n++] = (struct path_seg){ .verb = PATH_CLOSE };
	canvas_path(c->canvas, segs, n, true, fill, color, 0.9);
}

/* ---- the data ---- */

/* What no axis can reach is no value. */
static double value_of(const struct chart *c, size_t series, size_t i) {
	double v = c->data->series[series].values[i];

	return fabs(v) > VALUE_MAX || !isfinite(v) ? NAN : fabs(v) < 1 / VALUE_MAX ? 0 : v;
}

/* The range of all values; false when there are none. */
static bool find_range(const struct chart *c, double *low, double *high, bool *is_whole) {
	bool any = false;

	*is_whole = true;
	for (size_t s = 0; s < c->data->series_count; s++) {
		for (size_t i = 0; i < c->data->label_count; i++) {
			double v = value_of(c, s, i);
			if (isnan(v)) {
				continue;
			}
			*low = any ? fmin(*low, v) : v;
			*high = any ? fmax(*high, v) : v;
			*is_whole = *is_whole && v == floor(v);
			any = true;
		}
	}
	return any;
}

/* Bars stand on zero; lines do where zero is near enough. */
static bool make_axis(struct chart *c) {
	double low = 0, high = 0;
	bool is_whole;

	if (!find_range(c, &low, &high, &is_whole)) {
		return false;
	}
	if (c->data->kind == CHART_BAR || high - low > 0.4 * fmax(fabs(high), fabs(low)) || high == low) {
		low = fmin(low, 0);
		high = fmax(high, 0);
	}
	c->least = low;
	c->most = high;
	c->axis = axis_make(low, high, is_whole);
	return true;
}

static double plot_y(const struct chart *c, double value) {
	return c->top + c->height * (1 - axis_part(&c->axis, value));
}

static double slot_x(const struct chart *c, size_t i) {
	return c->left + c->slot * ((double)i + 0.5);
}

/*
 * Begin the plot at left. The last point of a line stands half a slot before the plot's end: there begins
 * its name.
 */
static void set_edges(struct chart *c, double left) {
	double after = 0, n = (double)c->data->label_count;

	for (size_t i = 0; c->ends != NULL && i < c->data->series_count; i++) {
		after = fmax(after, c->ends[i].width + END_GAP);
	}
	c->left = left;
	c->right = c->canvas->x + c->canvas->width;
	c->slot = (c->right - left) / n;
	if (after > c->slot / 2) {
		c->slot = (c->right - left - after) / (n - 0.5);
		c->right = left + c->slot * n;
	}
}

/* ---- names of the series ---- */

static bool is_line(const struct chart *c) {
	return c->data->kind == CHART_LINE;
}

/* Names at the lines' ends, where every line reaches the last category and the names find room beside it. */
static bool place_ends(struct chart *c, double height) {
	size_t n = c->data->series_count, last = c->data->label_count - 1;
	struct canvas_text *ends = arena_alloc(canvas_arena(c->canvas), n * sizeof(*ends));
	double *end_y = arena_alloc(canvas_arena(c->canvas), n * sizeof(*end_y));

	for (size_t i = 0; i < n; i++) {
		double value = value_of(c, i, last);
		if (isnan(value)) {
			return true;
		}
		end_y[i] = height * (1 - axis_part(&c->axis, value));
		if (!canvas_text(c->canvas, c->data->series[i].name, false, &ends[i])) {
			return false;
		}
		if (ends[i].width > END_PART * c->canvas->width) {
			return true;
		}
	}
	if (!axis_spread(end_y, n, c->canvas->leading, 0, height)) {
		return true;
	}
	for (size_t i = 0; i < n; i++) {
		double own = height * (1 - axis_part(&c->axis, value_of(c, i, last)));
		if (fabs(own - end_y[i]) > 2.5 * c->canvas->leading) {
			return true;
		}
	}
	c->ends = ends;
	c->end_y = end_y;
	return true;
}

static void draw_ends(struct chart *c) {
	size_t last = c->data->label_count - 1;
	double x = slot_x(c, last);

	for (size_t i = 0; i < c->data->series_count; i++) {
		struct template_color color = canvas_color(c->canvas, i);
		double y = plot_y(c, value_of(c, i, last)), to = c->top + c->end_y[i];
		if (fabs(y - to) > c->canvas->leading * 0.4) {
			ops_line(canvas_arena(c->canvas), &c->canvas->ops, x + MARK + 0.8, y, x + END_GAP - 1, to, GRID_WIDTH, color, 0);
		}
		canvas_text_draw(c->canvas, &c->ends[i], x + END_GAP, to - c->canvas->leading / 2, 0, canvas_word_color(c->canvas, i));
	}
}

static void draw_swatch(struct chart *c, size_t series, double x, double y) {
	struct template_color color = canvas_color(c->canvas, series);
	double middle = y + c->canvas->leading / 2;

	if (is_line(c)) {
		ops_line(canvas_arena(c->canvas), &c->canvas->ops, x, middle, x + SAMPLE, middle, LINE_WIDTH, color, 0);
		add_mark(c, series, x + SAMPLE / 2, middle);
	} else {
		ops_rect(canvas_arena(c->canvas), &c->canvas->ops, x, middle - SWATCH / 2, SWATCH, SWATCH, color);
	}
}

static bool draw_legend(struct chart *c) {
	double sign = (is_line(c) ? SAMPLE : SWATCH) + 4, x = c->canvas->x, row = 1;

	for (size_t i = 0; i < c->data->series_count; i++) {
		struct canvas_text label;
		if (!canvas_text(c->canvas, c->data->series[i].name, false, &label)) {
			return false;
		}
		if (x > c->canvas->x && x + sign + label.width > c->canvas->x + c->canvas->width) {
			x = c->canvas->x;
			c->canvas->y += c->canvas->leading * row + 2;
			row = 1;
		}
		if (sign + label.width > c->canvas->width) {
			canvas_text_break(c->canvas, &label, c->canvas->width - sign);
		}
		draw_swatch(c, i, x, c->canvas->y);
		canvas_text_draw(c->canvas, &label, x + sign, c->canvas->y, 0, c->canvas->setter->template->ink);
		row = fmax(row, (double)label.lines);
		x += sign + label.width + LEGEND_GAP;
	}
	c->canvas->y += c->canvas->leading * row + 3;
	return true;
}

/* ---- names of the categories ---- */

/* "1994", "2019-06", "Q3 2025": what stands between such names is known without being named. */
static bool is_date(const char *name) {
	return name[0] != '\0' && name[strspn(name, "0123456789-/.Q ")] == '\0';
}

static bool are_dates(const struct chart *c) {
	for (size_t i = 0; i < c->data->label_count; i++) {
		if (!is_date(c->data->labels[i])) {
			return false;
		}
	}
	return true;
}

static bool make_names(struct chart *c) {
	c->names = arena_alloc(canvas_arena(c->canvas), c->data->label_count * sizeof(*c->names));
	for (size_t i = 0; i < c->data->label_count; i++) {
		if (!canvas_text(c->canvas, c->data->labels[i], false, &c->names[i])) {
			return false;
		}
	}
	return true;
}

static double widest_name(const struct chart *c) {
	double width = 0;

	for (size_t i = 0; i < c->data->label_count; i++) {
		width = fmax(width, c->names[i].width);
	}
	return width;
}

/*
 * Break every name to its slot, or to its longest word where the names beside it leave room. False when one needs more
 * lines than there may be, or two would touch.
 */
static bool wrap_names(struct chart *c) {
	double room = fmax(c->slot - NAME_GAP, 1), before = 0;

	for (size_t i = 0; i < c->data->label_count; i++) {
		canvas_text_break(c->canvas, &c->names[i], fmax(room, inline_min_width(c->names[i].para)) + 0.01);
		double half = c->names[i].width / 2, reach = slot_x(c, i) + half - c->canvas->x - c->canvas->width;
		if (c->names[i].lines > NAME_LINES || reach > 0 || (i > 0 && before + half + NAME_GAP > c->slot)) {
			return false;
		}
		before = half;
	}
	return c->names[0].width / 2 <= slot_x(c, 0) - c->canvas->x;
}

/* A name that is turned stands on one line: what is too long ends in an ellipsis. */
static bool cut_name(struct chart *c, size_t i, double room) {
	const char *text = c->data->labels[i];
	size_t len = strlen(text);

	while (c->names[i].width > room && len > 1) {
		do {
			len--;
		} while (len > 1 && ((unsigned char)text[len] & 0xC0) == 0x80);
		if (!canvas_text(c->canvas, arena_printf(canvas_arena(c->canvas), "%.*s…", (int)len, text), false, &c->names[i])) {
			return false;
		}
	}
	return true;
}

/* The first names reach to the left of the plot: they must not reach out of the chart. */
static double name_room(const struct chart *c, size_t i) {
	double reach = slot_x(c, i) - c->canvas->x - c->canvas->leading * 0.3;

	return c->tilt == TILT_SLANTED ? fmin(NAME_MAX, reach / cos(SLANT * M_PI / 180)) : NAME_MAX;
}

/* Give slanted names more room at the left where they need it. */
static void indent_plot(struct chart *c) {
	double lack = 0;

	for (size_t i = 0; i < c->data->label_count && c->tilt == TILT_SLANTED; i++) {
		double width = fmin(c->names[i].width, NAME_MAX);
		lack = fmax(lack, width * cos(SLANT * M_PI / 180) + c->canvas->leading * 0.4 - (slot_x(c, i) - c->canvas->x));
	}
	set_edges(c, c->left + fmin(lack, INDENT_PART * c->canvas->width));
}

static bool turn_names(struct chart *c) {
	double line = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size * 1.05;
	bool is_cut = false;

	for (size_t i = 0; i < c->data->label_count; i++) {
		canvas_text_break(c->canvas, &c->names[i], inline_max_width(c->names[i].para) + 1);
	}
	c->tilt = c->slot * sin(SLANT * M_PI / 180) >= line ? TILT_SLANTED : TILT_UPRIGHT;
	if (c->slot < line) {
		c->every = (size_t)ceil(line / c->slot);
		setter_warn(c->canvas->setter, c->canvas->node, "the chart has more categories than can be named: one in %zu is", c->every);
	}
	indent_plot(c);
	for (size_t i = 0; i < c->data->label_count; i += c->every) {
		is_cut = is_cut || c->names[i].width > name_room(c, i);
		if (!cut_name(c, i, name_room(c, i))) {
			return false;
		}
	}
	if (is_cut) {
		setter_warn(c->canvas->setter, c->canvas->node, "the names of the chart's categories are too long: they were cut");
	}
	return true;
}

static bool fit_names(struct chart *c) {
	c->every = 1;
	c->from = 0;
	if (are_dates(c)) {
		/* The latest is named whatever is left out; it may have to stand a little to the left of its place. */
		double width = widest_name(c), shift = fmax(0, (width - c->slot) / 2);
		c->every = (size_t)fmax(1, ceil((width + NAME_GAP + (width + NAME_GAP > c->slot ? shift : 0)) / c->slot));
		c->from = (c->data->label_count - 1) % c->every;
		return true;
	}
	return wrap_names(c) || turn_names(c);
}

static double names_height(const struct chart *c) {
	double lines = 1;

	for (size_t i = c->from; i < c->data->label_count && c->tilt == TILT_NONE; i += c->every) {
		lines = fmax(lines, (double)c->names[i].lines);
	}
	double width = widest_name(c), angle = SLANT * M_PI / 180;
	return c->tilt == TILT_NONE ? lines * c->canvas->leading
	       : c->tilt == TILT_SLANTED ? width * sin(angle) + c->canvas->leading * cos(angle) : width;
}

static void draw_names(struct chart *c) {
	double y = c->top + c->height + c->foot + NAME_GAP;
	struct template_color color = c->canvas->setter->template->ink;

	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		double x = slot_x(c, i);
		if (c->tilt == TILT_NONE) {
			double left = x - c->names[i].width / 2;
			/* Thinned names may be wider than their slot: the outer ones stay within the chart. */
			x += fmax(0, c->canvas->x - left) - fmax(0, left + c->names[i].width - c->canvas->x - c->canvas->width);
			canvas_text_draw(c->canvas, &c->names[i], x, y, 0.5, color);
			continue;
		}
		x -= c->tilt == TILT_SLANTED ? c->canvas->leading * 0.3 : 0;
		canvas_rotate(c->canvas, x, y, c->tilt == TILT_SLANTED ? -SLANT : -90);
		canvas_text_draw(c->canvas, &c->names[i], x, c->tilt == TILT_SLANTED ? y : y - c->canvas->leading / 2, 1, color);
		canvas_rotate_end(c->canvas);
	}
}

/* ---- the plot ---- */

/* Numbers of the axis; *width is what they take. */
static bool make_ticks(struct chart *c, struct canvas_text **ticks, double *width) {
	*ticks = arena_alloc(canvas_arena(c->canvas), c->axis.count * sizeof(**ticks));
	for (size_t i = 0; i < c->axis.count; i++) {
		if (!canvas_number(c->canvas, axis_tick(&c->axis, i) / c->axis.unit, c->axis.decimals, &(*ticks)[i])) {
			return false;
		}
		*width = fmax(*width, (*ticks)[i].width);
	}
	return true;
}

/* Rules stop before the names of lines. */
static double grid_end(const struct chart *c) {
	return c->ends != NULL ? slot_x(c, c->data->label_count - 1) + MARK : c->right;
}

static void draw_grid(struct chart *c, const struct canvas_text *ticks) {
	const struct template *t = c->canvas->setter->template;

	for (size_t i = 0; i < c->axis.count; i++) {
		double y = plot_y(c, axis_tick(&c->axis, i));
		ops_line(canvas_arena(c->canvas), &c->canvas->ops, c->left, y, grid_end(c), y, GRID_WIDTH, t->rule, 0);
		canvas_text_draw(c->canvas, &ticks[i], c->left - TICK_GAP, y - c->canvas->leading / 2, 1, t->muted);
	}
}

/* Over the bars: what they stand on, or the foot of the plot. */
static void draw_base(struct chart *c) {
	double last = axis_last(&c->axis);
	double y = plot_y(c, c->axis.first > 0 ? c->axis.first : last < 0 ? last : 0);

	ops_line(canvas_arena(c->canvas), &c->canvas->ops, c->left, y, grid_end(c), y, ZERO_WIDTH, c->canvas->setter->template->muted, 0);
}

static void take(struct chart *c, struct box box) {
	*ARENA_PUSH(canvas_arena(c->canvas), c->taken, c->taken_count, c->taken_cap) = box;
}

static bool is_free(const struct chart *c, struct box b) {
	for (size_t i = 0; i < c->taken_count; i++) {
		const struct box *t = &c->taken[i];
		if (b.x0 < t->x1 && t->x0 < b.x1 && b.y0 < t->y1 && t->y0 < b.y1) {
			return false;
		}
	}
	/* Below the plot are the names of the categories. */
	return b.x0 >= c->left - 1 && b.x1 <= c->canvas->x + c->canvas->width && b.y1 <= c->top + c->height + c->foot + 1;
}

/* Note value to be printed with its middle at x, above y or below it, unless something is there. */
static bool add_value(struct chart *c, double value, double x, double y, bool is_below) {
	double size = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size;
	struct value v = { .x = x, .top = is_below ? y + 1 : y - c->canvas->leading };

	c->value_wanted++;
	if (!canvas_number(c->canvas, value / c->axis.unit, -1, &v.text)) {
		return false;
	}
	v.box = (struct box){
		x - v.text.width / 2 - 1, v.top + (c->canvas->leading - size) / 2, x + v.text.width / 2 + 1, v.top + c->canvas->leading - 0.8,
	};
	if (is_free(c, v.box)) {
		take(c, v.box);
		*ARENA_PUSH(canvas_arena(c->canvas), c->values, c->value_count, c->value_cap) = v;
	}
	return true;
}

/* Where many have no room, the others would only raise the question why: then none is printed. */
static void draw_values(struct chart *c) {
	const struct template_color white = { 1, 1, 1 };

	for (size_t i = 0; i < c->value_count && (double)c->value_count >= VALUES_PART * (double)c->value_wanted; i++) {
		const struct value *v = &c->values[i];
		/* No rule runs through a number. */
		ops_rect(canvas_arena(c->canvas), &c->canvas->ops, v->box.x0, v->box.y0, v->box.x1 - v->box.x0, v->box.y1 - v->box.y0 - 0.6, white);
		canvas_text_draw(c->canvas, &v->text, v->x, v->top, 0.5, c->canvas->setter->template->ink);
	}
}

static double bar_width(const struct chart *c) {
	return fmin(BAR_MAX, c->slot * GROUP_PART / (double)c->data->series_count);
}

static double bar_x(const struct chart *c, size_t series, size_t i) {
	double width = bar_width(c);

	return slot_x(c, i) + width * ((double)series - (double)c->data->series_count / 2);
}

static void draw_bars(struct chart *c) {
	double zero = plot_y(c, 0), width = bar_width(c);
	/* Bars of one group are parted by a hair where they are wide enough to spare it. */
	double hair = c->data->series_count > 1 && width > 4 ? 0.6 : 0;

	for (size_t s = 0; s < c->data->series_count; s++) {
		for (size_t i = 0; i < c->data->label_count; i++) {
			double v = value_of(c, s, i);
			if (isnan(v)) {
				continue;
			}
			double x = bar_x(c, s, i), y = plot_y(c, v);
			if (v != 0) {
				ops_rect(canvas_arena(c->canvas), &c->canvas->ops, x, fmin(y, zero), width - hair, fabs(zero - y), canvas_color(c->canvas, s));
			}
			take(c, (struct box){ x, fmin(y, zero), x + width, fmax(y, zero) });
		}
	}
}

static bool draw_bar_values(struct chart *c) {
	for (size_t i = 0; i < c->data->label_count && c->data->show_values; i++) {
		for (size_t s = 0; s < c->data->series_count; s++) {
			double v = value_of(c, s, i);
			if (!isnan(v) && !add_value(c, v, bar_x(c, s, i) + bar_width(c) / 2, plot_y(c, v), v < 0)) {
				return false;
			}
		}
	}
	draw_values(c);
	return true;
}

/* One stretch of a line, without gaps. */
static void draw_stretch(struct chart *c, size_t series, size_t from, size_t to) {
	struct path_seg *segs = arena_alloc(canvas_arena(c->canvas), (to - from) * sizeof(*segs));
	struct template_color color = canvas_color(c->canvas, series);

	for (size_t i = from; i < to; i++) {
		segs[i - from] = canvas_point(i == from ? PATH_MOVE : PATH_LINE, slot_x(c, i), plot_y(c, value_of(c, series, i)));
	}
	if (to - from > 1) {
		canvas_path(c->canvas, segs, to - from, false, color, color, LINE_WIDTH);
	}
}

static void draw_line(struct chart *c, size_t series) {
	size_t n = c->data->label_count, step = n / MARKS_MAX + 1, from = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i == n || isnan(value_of(c, series, i))) {
			if (i > from) {
				draw_stretch(c, series, from, i);
			}
			from = i + 1;
		}
	}
	for (size_t i = 0; i < n; i++) {
		bool is_alone = (i == 0 || isnan(value_of(c, series, i - 1))) && (i + 1 == n || isnan(value_of(c, series, i + 1)));
		if (!isnan(value_of(c, series, i)) && (is_alone || i % step == 0 || i + 1 == n)) {
			add_mark(c, series, slot_x(c, i), plot_y(c, value_of(c, series, i)));
		}
	}
}

static bool draw_lines(struct chart *c) {
	for (size_t s = 0; s < c->data->series_count; s++) {
		draw_line(c, s);
	}
	/* Values of several lines would stand on each other's. */
	for (size_t i = 0; i < c->data->label_count && c->data->show_values && c->data->series_count == 1; i++) {
		double v = value_of(c, 0, i);
		bool is_low = i > 0 && i + 1 < c->data->label_count && value_of(c, 0, i - 1) > v && value_of(c, 0, i + 1) > v &&
		              plot_y(c, v) + MARK + c->canvas->leading < plot_y(c, c->axis.first);
		if (!isnan(v) && !add_value(c, v, slot_x(c, i), plot_y(c, v) + (is_low ? MARK : -MARK), is_low)) {
			return false;
		}
	}
	draw_values(c);
	if (c->ends != NULL) {
		draw_ends(c);
	}
	return true;
}

/* ---- the whole ---- */

/* What the axis counts: its title, or the only series' name; with the unit of its numbers. */
static const char *axis_title(struct chart *c) {
	const char *title = c->data->y.title;

	if (title == NULL && c->data->series_count == 1) {
		title = c->data->series[0].name;
	}
	if (c->axis.exponent != 0) {
		return arena_printf(canvas_arena(c->canvas), "%s%s× 10^%d", title != NULL ? title : "", title != NULL ? ", " : "",
		                    c->axis.exponent);
	}
	return title;
}

/* What stands above the plot. */
static bool draw_head(struct chart *c, bool has_data) {
	const struct template *t = c->canvas->setter->template;

	bool ok = true;

	canvas_with_text(c->canvas);
	if (c->data->base.title != NULL) {
		ok = canvas_words(c->canvas, c->data->base.title, true, 0, t->ink);
	}
	if (ok && has_data && c->data->series_count > 1 && c->ends == NULL) {
		ok = draw_legend(c);
	}
	canvas_with_text_end(c->canvas);
	if (!ok || !has_data) {
		return ok;
	}
	const char *title = axis_title(c);
	if (title != NULL && title[0] != '\0' && !canvas_words(c->canvas, title, false, 0, t->muted)) {
		return false;
	}
	double above = (1 - axis_part(&c->axis, c->most)) * c->height, least = c->canvas->leading / 2 + 2;
	c->canvas->y += c->data->show_values ? fmax(least, c->canvas->leading + 3 - above) : least;
	return true;
}

static bool draw_empty(struct chart *c) {
	const struct template *t = c->canvas->setter->template;
	struct canvas_text label;

	if (!canvas_text(c->canvas, label_text(canvas_lang(c->canvas), LABEL_NO_DATA), false, &label)) {
		return false;
	}
	ops_rect(canvas_arena(c->canvas), &c->canvas->ops, c->canvas->x, c->canvas->y, c->canvas->width, PLOT_MIN, t->tint);
	canvas_text_draw(c->canvas, &label, c->canvas->x + c->canvas->width / 2, c->canvas->y + (PLOT_MIN - c->canvas->leading) / 2, 0.5, t->muted);
	c->canvas->y += PLOT_MIN;
	return true;
}

/* Room below the plot for the value of its lowest bar. */
static double foot_height(const struct chart *c) {
	if (!c->data->show_values || c->least >= 0 || is_line(c)) {
		return 0;
	}
	return fmax(0, c->canvas->leading + 2 - axis_part(&c->axis, c->least) * c->height);
}

static bool draw_plot(struct chart *c, double height) {
	struct canvas_text *ticks;
	double ticks_width = 0;

	c->height = height;
	if (!make_ticks(c, &ticks, &ticks_width)) {
		return false;
	}
	if (is_line(c) && c->data->series_count > 1 && !place_ends(c, height)) {
		return false;
	}
	set_edges(c, c->canvas->x + ticks_width + TICK_GAP);
	if (!draw_head(c, true) || !make_names(c) || !fit_names(c)) {
		return false;
	}
	c->top = c->canvas->y;
	c->foot = foot_height(c);
	draw_grid(c, ticks);
	if (!is_line(c)) {
		draw_bars(c);
	}
	draw_base(c);
	if (!(is_line(c) ? draw_lines(c) : draw_bar_values(c))) {
		return false;
	}
	draw_names(c);
	c->canvas->y += height + c->foot + NAME_GAP + names_height(c);
	if (c->data->x.title != NULL) {
		c->canvas->y += 2;
		return canvas_words(c->canvas, c->data->x.title, false, 0.5, c->canvas->setter->template->muted);
	}
	return true;
}

bool chart_draw(struct canvas *canvas, double height) {
	struct chart c = { .canvas = canvas, .data = canvas->node->u.chart };
	bool has_data = c.data->label_count > 0 && make_axis(&c);

	return has_data ? draw_plot(&c, height) : draw_head(&c, false) && draw_empty(&c);
}
