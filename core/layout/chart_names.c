/* Names of the categories: broken, turned, cut or left out, so that they never touch. */
#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"

static const double NAME_GAP = 4;                /* between plot and names, and from name to name */
static const double INDENT_PART = 0.18;          /* of the width, that slanted names may take at the left */
static const double SLANT = 35;                  /* degrees */
static const double NAME_MAX = 120;              /* length of a name that is turned */
static const double COLUMN_PART = 0.36;          /* of the width, for names at the left of what lies */
static const double ROW_GAP = 3.5;               /* between rows of names there */

enum { NAME_LINES = 3, DATE_MAX = 24 };

/* "1994", "2019-06", "Q3 2025": what stands between such names is known without being named. */
static bool is_date(const char *name) {
	return name[0] != '\0' && strlen(name) < DATE_MAX && name[strspn(name, "0123456789-/.Q ")] == '\0';
}

static bool are_dates(const struct chart *c) {
	for (size_t i = 0; i < c->data->label_count; i++) {
		if (!is_date(c->data->labels[i])) {
			return false;
		}
	}
	return true;
}

/* Names that cannot all be shown are not all shaped. */
static bool has_too_many(const struct chart *c) {
	return c->slot * 4 < c->canvas->leading;
}

bool chart_make_names(struct chart *c) {
	double line = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size * 1.05;

	c->names = arena_alloc(canvas_arena(c->canvas), c->data->label_count * sizeof(*c->names));
	c->every = 1;
	c->from = 0;
	if (has_too_many(c)) {
		c->every = (size_t)ceil(line / c->slot);
		c->from = (c->data->label_count - 1) % c->every;
	}
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		if (!canvas_text(c->canvas, c->data->labels[i], false, &c->names[i])) {
			return false;
		}
	}
	return true;
}

static double widest_name(const struct chart *c) {
	double width = 0;

	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
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
		double half = c->names[i].width / 2, reach = chart_place(c, i) + half - c->outer_right;
		if (c->names[i].lines > NAME_LINES || reach > 0 || (i > 0 && before + half + NAME_GAP > c->slot)) {
			return false;
		}
		before = half;
	}
	return c->names[0].width / 2 <= chart_place(c, 0) - c->outer_left;
}

/* The first names reach to the left of the plot: they must not reach out of the chart. */
static double name_room(const struct chart *c, size_t i) {
	double reach = chart_place(c, i) - c->canvas->x - c->canvas->leading * 0.3;

	return c->tilt == TILT_SLANTED ? fmax(c->canvas->leading, fmin(NAME_MAX, reach / cos(SLANT * M_PI / 180))) : NAME_MAX;
}

/* Give slanted names more room at the left where they need it. What narrows the plot moves its first names by less than it takes. */
static void indent_plot(struct chart *c) {
	double lack = 0;

	for (size_t i = c->from; i < c->data->label_count && c->tilt == TILT_SLANTED; i += c->every) {
		double width = fmin(c->names[i].width, NAME_MAX);
		double part = 1 - ((double)i + 0.5) / (double)c->data->label_count;
		lack = fmax(lack, (width * cos(SLANT * M_PI / 180) + c->canvas->leading * 0.4 - (chart_place(c, i) - c->canvas->x)) / part);
	}
	if (c->panel_count == 1) {
		chart_set_edges(c, c->frame_left + fmin(lack, INDENT_PART * c->canvas->width));
	}
}

static bool turn_names(struct chart *c) {
	double line = c->canvas->setter->template->styles[STYLE_CHART_LABEL].size * 1.05;
	bool is_cut = false;

	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		canvas_text_break(c->canvas, &c->names[i], inline_max_width(c->names[i].para) + 1);
	}
	c->tilt = c->slot * sin(SLANT * M_PI / 180) >= line ? TILT_SLANTED : TILT_UPRIGHT;
	if (c->slot < line && c->every == 1) {
		c->every = (size_t)ceil(line / c->slot);
	}
	if (c->every > 1) {
		setter_warn(c->canvas->setter, c->canvas->node, "the chart has more categories than can be named: one in %zu is", c->every);
	}
	indent_plot(c);
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		if (c->names[i].width > name_room(c, i) &&
		    !canvas_text_cut(c->canvas, c->data->labels[i], false, name_room(c, i), &c->names[i], &is_cut)) {
			return false;
		}
	}
	if (is_cut) {
		setter_warn(c->canvas->setter, c->canvas->node, "the names of the chart's categories are too long: they were cut");
	}
	return true;
}

/* How many slots from one name to the next, of dates and of more names than can be shown. The latest is named whatever is left out; it may have to stand a little to the left. */
static bool thin_names(struct chart *c) {
	double width = widest_name(c), shift = fmax(0, (width - c->slot) / 2);
	size_t every = (size_t)fmax(1, ceil((width + NAME_GAP + (width + NAME_GAP > c->slot ? shift : 0)) / c->slot));

	if (has_too_many(c)) {
		/* Only some were shaped: those that stay are among them. */
		every = (every + c->every - 1) / c->every * c->every;
	}
	c->every = every;
	c->from = (c->data->label_count - 1) % every;
	return true;
}

bool chart_fit_names(struct chart *c) {
	c->tilt = TILT_NONE;
	if (are_dates(c)) {
		return thin_names(c);
	}
	if (has_too_many(c)) {
		bool is_cut = false;
		for (size_t i = c->from; i < c->data->label_count; i += c->every) {
			double most = fmin(NAME_MAX, (c->outer_right - c->outer_left) / 3);
			if (c->names[i].width > most && !canvas_text_cut(c->canvas, c->data->labels[i], false, most, &c->names[i], &is_cut)) {
				return false;
			}
		}
		thin_names(c);
		setter_warn(c->canvas->setter, c->canvas->node, "the chart has more categories than can be named: one in %zu is", c->every);
		return true;
	}
	return wrap_names(c) || turn_names(c);
}

double chart_names_height(const struct chart *c) {
	double lines = 1;

	for (size_t i = c->from; i < c->data->label_count && c->tilt == TILT_NONE; i += c->every) {
		lines = fmax(lines, (double)c->names[i].lines);
	}
	double width = widest_name(c), angle = SLANT * M_PI / 180;
	return c->tilt == TILT_NONE ? lines * c->canvas->leading
	       : c->tilt == TILT_SLANTED ? width * sin(angle) + c->canvas->leading * cos(angle) : width;
}

static void draw_rows(struct chart *c) {
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		double y = chart_place(c, i) - (double)c->names[i].lines * c->canvas->leading / 2;
		/* Lines of a name end at the plot, as the name does. */
		canvas_text_draw(c->canvas, &c->names[i], c->left - c->lead - NAME_GAP - 1, y, 1, c->canvas->setter->template->ink);
	}
}

/* From the last to the first: an outer name that had to give way may leave no room for the one beside it. */
static void draw_level(struct chart *c, double y) {
	size_t n = (c->data->label_count - 1 - c->from) / c->every + 1;
	double limit = INFINITY, *at = arena_alloc(canvas_arena(c->canvas), n * sizeof(*at));

	for (size_t k = n; k > 0; k--) {
		const struct canvas_text *name = &c->names[c->from + (k - 1) * c->every];
		double x = chart_place(c, c->from + (k - 1) * c->every), left = x - name->width / 2;
		/* Thinned names may be wider than their slot: the outer ones stay within the chart. */
		x += fmax(0, c->outer_left - left) - fmax(0, left + name->width - c->outer_right);
		at[k - 1] = x + name->width / 2 + 2 <= limit ? x : NAN;
		limit = isnan(at[k - 1]) ? limit : x - name->width / 2;
	}
	/* Drawn as they are read. */
	for (size_t k = 0; k < n; k++) {
		if (!isnan(at[k])) {
			canvas_text_draw(c->canvas, &c->names[c->from + k * c->every], at[k], y, 0.5, c->canvas->setter->template->ink);
		}
	}
}

void chart_draw_names(struct chart *c) {
	double y = c->bottom + c->foot + NAME_GAP;

	if (c->is_lying) {
		draw_rows(c);
		return;
	}
	if (c->tilt == TILT_NONE) {
		draw_level(c, y);
		return;
	}
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		bool is_slanted = c->tilt == TILT_SLANTED;
		double x = chart_place(c, i) - (is_slanted ? c->canvas->leading * 0.3 : 0), half = c->canvas->leading / 2;
		/* Turned, a line reaches to the right of its end by a part of its height. */
		x = fmax(c->canvas->x + half, fmin(c->canvas->x + c->canvas->width - (is_slanted ? c->canvas->leading * sin(SLANT * M_PI / 180) : half), x));
		canvas_rotate(c->canvas, x, y, is_slanted ? -SLANT : -90);
		canvas_text_draw(c->canvas, &c->names[i], x, is_slanted ? y : y - c->canvas->leading / 2, 1, c->canvas->setter->template->ink);
		canvas_rotate_end(c->canvas);
	}
}

/* ---- lying ---- */

/* The column of names, as narrow as its longest name or words let it be. */
static void break_column(struct chart *c, double most) {
	double widest = 0, word = 0;

	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		widest = fmax(widest, c->names[i].width);
		word = fmax(word, inline_min_width(c->names[i].para));
	}
	c->names_width = fmin(widest, fmin(most, fmax(word, most * 0.72)));
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		/* What would take more than two lines widens the column first. */
		c->names_width = c->names[i].width > 2 * c->names_width ? most : c->names_width;
	}
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		if (c->names[i].width > c->names_width) {
			canvas_text_break(c->canvas, &c->names[i], c->names_width + 0.01);
		}
	}
}

double chart_row_height(const struct chart *c) {
	double lines = 1;

	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		lines = fmax(lines, (double)c->names[i].lines);
	}
	return lines * c->canvas->leading + ROW_GAP;
}

/* Cut a name to so many lines of the column. */
static bool cut_lines(struct chart *c, size_t i, size_t lines, bool *is_cut) {
	for (double part = 0.95; part > 0.3; part -= 0.1) {
		struct canvas_text *name = &c->names[i];
		if (!canvas_text_cut(c->canvas, c->data->labels[i], false, c->names_width * (double)lines * part, name, is_cut)) {
			return false;
		}
		canvas_text_break(c->canvas, name, c->names_width + 0.01);
		if (name->lines <= lines && name->width <= c->names_width + 0.5) {
			return true;
		}
	}
	return canvas_text_cut(c->canvas, c->data->labels[i], false, c->names_width, &c->names[i], is_cut);
}

/* What has more lines than its row, or a word wider than the column, is cut to one. */
bool chart_fit_rows(struct chart *c, double width, double height) {
	double line = c->canvas->leading, most = width * COLUMN_PART;
	bool is_cut = false;

	if (height <= 0) {
		c->slot = line + ROW_GAP;
		if (!chart_make_names(c)) {
			return false;
		}
		break_column(c, most);
	} else {
		c->slot = height / (double)c->data->label_count;
	}
	if (height > 0 && c->slot < line * 0.96) {
		c->every = (size_t)ceil(line * 0.96 / c->slot);
		c->from = 0;
		setter_warn(c->canvas->setter, c->canvas->node, "the chart has more categories than can be named: one in %zu is", c->every);
	}
	for (size_t i = c->from; i < c->data->label_count; i += c->every) {
		struct canvas_text *name = &c->names[i];
		size_t fit = height > 0 ? (size_t)fmax(1, floor(c->slot * (double)c->every / line + 0.05)) : NAME_LINES;
		fit = fit > NAME_LINES ? NAME_LINES : fit;
		if (name->width > c->names_width + 0.5 || name->lines > fit) {
			if (!cut_lines(c, i, fit, &is_cut)) {
				return false;
			}
		}
	}
	if (is_cut) {
		setter_warn(c->canvas->setter, c->canvas->node, "the names of the chart's categories are too long: they were cut");
	}
	return true;
}
