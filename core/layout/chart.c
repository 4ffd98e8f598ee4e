/* chart: what is drawn of data, for print: few light rules, numbers that are round, names where the eye is. */
#include "layout/chart.h"

#include <math.h>

#include "doc/node.h"
#include "layout/box.h"
#include "layout/figure.h"
#include "layout/second.h"

static const struct chart_is kinds[CHART_KINDS] = {
	[CHART_AREA] = { .draw = chart_draw_areas, .is_zero_based = true, .is_stacked = true, .is_run = true, .is_area = true, .is_edged = true },
	[CHART_BAR] = { .draw = chart_draw_bars, .is_zero_based = true },
	[CHART_DONUT] = { .whole = chart_draw_pie },
	[CHART_DOT] = { .draw = chart_draw_dots, .swatch = SWATCH_DOT, .is_lying = true },
	[CHART_LINE] = { .draw = chart_draw_runs, .swatch = SWATCH_LINE, .is_run = true },
	[CHART_PERCENT] = { .draw = chart_draw_stacks, .is_zero_based = true, .is_stacked = true, .is_percent = true },
	[CHART_PIE] = { .whole = chart_draw_pie },
	[CHART_SCATTER] = { .draw = chart_draw_points, .swatch = SWATCH_DOT, .has_points = true },
	[CHART_SLOPE] = { .draw = chart_draw_runs, .swatch = SWATCH_LINE, .is_run = true, .is_edged = true, .is_slope = true },
	[CHART_SPARKLINE] = { .whole = chart_draw_sparklines },
	[CHART_STACKED] = { .draw = chart_draw_stacks, .is_zero_based = true, .is_stacked = true },
};

static const double TICK_GAP = 6;                /* between numbers and plot */
static const double NAME_GAP = 4;                /* between plot and names */
static const double PLOT_MIN = 40, PANEL_MIN = 24;
static const double EMPTY_HEIGHT = 40;
static const double BAR_HIGH = 8, BAR_VALUE_HIGH = 9.4, STACK_HIGH = 13, ROW_PAD = 5;      /* lying: of a bar, a stack, and between categories */
static const double PANEL_WIDTH = 116, PANEL_GAP = 16, ROW_GAP = 10; /* small multiples: least width, gaps between */
static const double PANELS_PART = 0.5;           /* of a page, that panels as low as can be may take */
static const double PANEL_PART = 0.55;           /* of the template's height, of a panel's plot */
static const double VALUE_ROOM = 0.45;           /* of the plot, for values beside what lies, at the most */
static const double ENDS_ROOM = 0.62;            /* of the width, for names at the ends of runs and numbers */
static const double DOT_PAD = 4.6;               /* a dot of a row to either side */
static const double MARK_PAD = 3.6;              /* a mark reaches as far to the right */
static const double RUN_PAD = 4;                 /* between the plot's ends and the first and last day */
static const double SLOPE_MAX = 330;

/* Where panels stand. */
struct grid { size_t columns, rows; double left, width, height; };

/* ---- above the plot ---- */

static bool has_legend(const struct chart *c) {
	return c->series_count > 1 && c->ends == NULL && c->is->whole == NULL;
}

static bool draw_title(struct chart *c) {
	const char *title = c->data->base.title;

	if (title == NULL) {
		return true;
	}
	canvas_with_text(c->canvas);
	bool ok = canvas_words(c->canvas, title, true, 0, c->canvas->setter->template->ink);
	canvas_with_text_end(c->canvas);
	return ok;
}

static bool draw_head(struct chart *c) {
	const struct template *t = c->canvas->setter->template;
	const char *title = c->is_lying && c->data->y.title == NULL && c->series_count == 1 ? chart_value_title(c) : c->is_lying ? NULL : chart_value_title(c);

	if (!draw_title(c)) {
		return false;
	}
	if (has_legend(c)) {
		canvas_with_text(c->canvas);
		bool ok = chart_draw_legend(c);
		canvas_with_text_end(c->canvas);
		if (!ok) {
			return false;
		}
	}
	return title == NULL || canvas_words(c->canvas, title, false, 0, t->muted);
}

static bool draw_empty(struct chart *c) {
	const struct template *t = c->canvas->setter->template;
	const char *words = second_label(c->canvas->setter, c->canvas->node, LABEL_NO_DATA);
	struct canvas_text label;

	if (!draw_title(c) || !canvas_text(c->canvas, words, false, &label)) {
		return false;
	}
	canvas_rect(c->canvas, c->canvas->x, c->canvas->y, c->canvas->width, EMPTY_HEIGHT, t->tint);
	canvas_text_draw(c->canvas, &label, c->canvas->x + c->canvas->width / 2, c->canvas->y + (EMPTY_HEIGHT - c->canvas->leading) / 2, 0.5, t->muted);
	c->canvas->y += EMPTY_HEIGHT;
	return true;
}

/* ---- sizes ---- */

static struct grid make_grid(const struct chart *c) {
	struct grid grid = { 1, 1, 0, 0, 0 };

	if (c->panel_count > 1) {
		size_t fit = (size_t)fmax(1, floor((c->canvas->width + PANEL_GAP) / (PANEL_WIDTH + PANEL_GAP)));
		grid.columns = fit < c->panel_count ? fit : c->panel_count;
		/* Lower than can be drawn on a page they are made narrower. */
		double row = PANEL_MIN + c->canvas->leading * 2 + 4 + ROW_GAP;
		size_t most = (size_t)fmax(1, floor(setter_max_height(c->canvas->setter) * PANELS_PART / row));
		fit = fit * most < c->panel_count ? (c->panel_count + most - 1) / most : fit;
		grid.columns = fit < c->panel_count ? fit : c->panel_count;
		grid.rows = (c->panel_count + grid.columns - 1) / grid.columns;
		/* Rows as equal as can be: four panels stand two and two, not three and one. */
		grid.columns = (c->panel_count + grid.rows - 1) / grid.rows;
	}
	return grid;
}

/* The height a category wants, lying. */
static double row_height(const struct chart *c) {
	bool is_single = c->is->is_stacked || c->data->kind == CHART_DOT;
	double bars = is_single ? STACK_HIGH : (c->data->show_values && c->series_count > 1 ? BAR_VALUE_HIGH : BAR_HIGH) * (double)c->series_count + (c->series_count == 1 ? 3 : 0);

	return fmax(chart_row_height(c), bars + ROW_PAD);
}

/* Height of one panel's plot: what there is, what the author wants, or what its kind wants. */
static bool choose_height(struct chart *c, struct grid *grid, double given) {
	double template_height = c->canvas->setter->template->chart.height, least = c->panel_count > 1 ? PANEL_MIN : PLOT_MIN;
	bool is_set = c->canvas->is_squeezed || c->data->base.height_pt > 0;

	grid->height = c->canvas->is_squeezed ? given / (double)grid->rows : c->data->base.height_pt > 0 ? c->data->base.height_pt
	               : c->panel_count > 1 ? template_height * PANEL_PART : template_height;
	if (c->is_lying) {
		if (!chart_fit_rows(c, c->canvas->width, 0)) {
			return false;
		}
		double wants = row_height(c) * (double)c->data->label_count;
		grid->height = is_set ? grid->height : wants;
		if (grid->height < wants && !chart_fit_rows(c, c->canvas->width, grid->height)) {
			return false;
		}
	} else if (c->is->is_slope && !is_set) {
		grid->height = fmax(grid->height, fmin(SLOPE_MAX, (double)c->series_count * c->canvas->leading * 1.3));
	}
	grid->height = fmax(least, grid->height);
	c->canvas->plot = grid->height * (double)grid->rows;
	return true;
}

/* ---- the frame of a panel ---- */

/* Room for values beyond the ends of marks. */
static bool make_value_room(struct chart *c, double length) {
	bool has_outer = c->data->show_values && !c->is->is_stacked && (!c->is->is_run || c->series_count == 1);
	double over = (1 - axis_part(&c->value, c->most)) * length, under = axis_part(&c->value, c->least) * length;
	double leading = c->canvas->leading;

	c->head = c->foot = c->lead = 0;
	if (c->data->kind == CHART_DOT) {
		c->head = c->lead = DOT_PAD;
	}
	if (!c->is_lying) {
		c->head = has_outer ? fmax(0, leading + 1 - over) : 0;
		c->foot = has_outer && c->least < 0 && !c->is->is_run ? fmax(0, leading + 2 - under) : 0;
		return true;
	}
	if (has_outer) {
		struct canvas_text most, least;
		bool has_left = c->least < 0 || (c->data->kind == CHART_DOT && c->series_count > 1);
		if (!chart_quantity(c, c->most, &most) || !chart_quantity(c, c->least, &least)) {
			return false;
		}
		/* Rough where the plot gives way to both: what is lost is a little of the plot. */
		c->head = fmax(c->head, most.width + 8 - over);
		c->lead = has_left ? fmax(c->lead, least.width + 9 - under) : c->lead;
		if (c->head + c->lead > VALUE_ROOM * length) {
			/* In a narrow column the marks come first. */
			c->head = c->lead = c->data->kind == CHART_DOT ? DOT_PAD : 0;
		}
	}
	return true;
}

/*
 * The last point of a run stands half a slot before the plot's end: there begins its name. Runs over days and those
 * from edge to edge end at the plot's.
 */
void chart_set_edges(struct chart *c, double left) {
	double right = c->frame_right, n = (double)c->data->label_count;
	double before = c->starts != NULL ? c->starts_width : 0, after = c->ends != NULL ? c->ends_width : c->is->is_run && !c->is->is_area ? MARK_PAD : 0;

	c->frame_left = c->left = left;
	c->right = right;
	c->pad = 0;
	if (c->is->has_points) {
		c->pad = chart_point_pad(c);
		return;
	}
	if (c->is->is_edged && c->data->times == NULL) {
		c->left += before;
		c->right -= after;
		c->pad = n > 1 ? 0 : (c->right - c->left) / 2;
		c->slot = (c->right - c->left) / fmax(1, n - 1);
	} else if (c->data->times != NULL) {
		double gap = INFINITY, span = c->along.high - c->along.low;
		c->left += before;
		c->right -= after;
		for (size_t i = 1; i < c->data->label_count; i++) {
			gap = fmin(gap, c->data->times[i] - c->data->times[i - 1]);
		}
		/* Bars over days are as wide as the shortest time between two lets them be. */
		double width = c->right - c->left;
		c->slot = c->is->is_run || !isfinite(gap) ? width / fmax(1, n) : width * gap / (span + gap);
		c->pad = c->is->is_area ? 0 : c->is->is_run ? RUN_PAD : fmin(c->slot / 2, width / 2);
		c->pad = n > 1 ? c->pad : width / 2;
	} else {
		c->slot = (right - left) / n;
		if (after > c->slot / 2) {
			c->slot = (right - left - after) / (n - 0.5);
			c->right = left + c->slot * n;
		}
	}
}

/* Where rules end: before the names of runs. */
static void end_rules(struct chart *c) {
	if (c->ends != NULL && !c->is->is_edged && c->data->times == NULL) {
		c->right = fmin(c->right, chart_place(c, c->data->label_count - 1) + 2.3);
	}
}

/* ---- a panel ---- */

static bool draw_panel_title(struct chart *c, double width) {
	struct canvas_text title;
	bool is_cut = false;

	if (c->panel->title == NULL) {
		return true;
	}
	if (!canvas_text_cut(c->canvas, c->panel->title, true, width, &title, &is_cut)) {
		return false;
	}
	if (is_cut) {
		setter_warn(c->canvas->setter, c->canvas->node, "the title '%.60s' of a small chart is too long: it was cut", c->panel->title);
	}
	canvas_text_draw(c->canvas, &title, c->left, c->top - (c->is_lying ? 0 : c->head) - c->canvas->leading - 3, 0, c->canvas->setter->template->ink);
	return true;
}

static bool draw_panel(struct chart *c, bool has_numbers, bool has_names) {
	c->taken_count = 0;
	chart_draw_bands(c);
	chart_draw_grid(c, has_numbers, has_names);
	if (!c->is->draw(c)) {
		return false;
	}
	if ((c->is->is_zero_based || !c->is_lying) && c->starts == NULL) {
		chart_draw_base(c);
	}
	if (!chart_draw_lines(c)) {
		return false;
	}
	if (!c->is->has_points && c->data->times == NULL && has_names) {
		chart_draw_names(c);
	}
	return true;
}

/* What stands below the plots of one column. */
static double below_height(const struct chart *c) {
	if (c->is_lying) {
		return c->canvas->leading;
	}
	return c->is->has_points || c->data->times != NULL ? chart_along_height(c) : chart_names_height(c);
}

static bool draw_foot_title(struct chart *c) {
	const struct template *t = c->canvas->setter->template;
	const char *title = c->is_lying ? (c->series_count > 1 || c->data->y.title != NULL ? chart_value_title(c) : NULL) : chart_along_title(c);

	if (title == NULL) {
		return true;
	}
	c->canvas->y += 2;
	double x = c->canvas->x, width = c->canvas->width;
	struct canvas_text text;
	if (!canvas_text(c->canvas, title, false, &text)) {
		return false;
	}
	/* Centred on the plot where it can be, not on its numbers too. */
	canvas_text_break(c->canvas, &text, width);
	double middle = c->panel_count > 1 ? x + width / 2 : (c->left + c->right) / 2;
	middle = fmax(x + text.width / 2, fmin(x + width - text.width / 2, middle));
	canvas_text_draw(c->canvas, &text, middle, c->canvas->y, 0.5, t->muted);
	c->canvas->y += (double)text.lines * c->canvas->leading + 2;
	return true;
}

/* One plot over the whole width. */
static bool draw_single(struct chart *c, struct grid *grid) {
	double right = c->canvas->x + c->canvas->width, left;

	c->panel = c->panels;
	c->outer_left = c->canvas->x;
	c->outer_right = right;
	if (c->is->is_run && (c->series_count > 1 || c->is->is_slope) && !chart_fit_ends(c, grid->height, c->canvas->width)) {
		return false;
	}
	if (c->ends != NULL && c->ends_width + c->starts_width + c->ticks_width > ENDS_ROOM * c->canvas->width) {
		c->ends = c->starts = NULL;
	}
	left = c->canvas->x + (c->is_lying ? c->names_width + NAME_GAP + 1 : c->starts != NULL ? 0 : c->ticks_width + TICK_GAP);
	if (!make_value_room(c, c->is_lying ? right - left : grid->height)) {
		return false;
	}
	if (c->is_lying) {
		right -= c->head;
		left += c->lead;
	}
	if (!draw_head(c)) {
		return false;
	}
	c->top = c->canvas->y + fmax(c->is_lying ? 2 : c->canvas->leading / 2 + 2, c->is_lying ? 0 : c->head + 2);
	c->bottom = c->top + grid->height;
	if (c->is_lying) {
		c->left = left;
		c->right = right;
		c->slot = grid->height / (double)c->data->label_count;
	} else {
		c->frame_right = right;
		chart_set_edges(c, left);
		if (!c->is->has_points && c->data->times == NULL && (!chart_make_names(c) || !chart_fit_names(c))) {
			return false;
		}
		end_rules(c);
	}
	if (!draw_panel(c, true, true)) {
		return false;
	}
	c->canvas->y = c->bottom + c->foot + NAME_GAP + below_height(c);
	return draw_foot_title(c);
}

/* Panels in rows: numbers at the left of each row, names at the foot of each column. */
static bool draw_multiples(struct chart *c, struct grid *grid) {
	double leading = c->canvas->leading, title = leading + 4;

	c->panel = c->panels;
	if (!make_value_room(c, c->is_lying ? grid->width : grid->height) || !draw_head(c)) {
		return false;
	}
	double top = c->canvas->y + 1, below = 0;
	for (size_t p = 0; p < c->panel_count; p++) {
		size_t column = p % grid->columns, row = p / grid->columns;
		bool is_foot = p + grid->columns >= c->panel_count;
		c->panel = &c->panels[p];
		double left = grid->left + (double)column * (grid->width + PANEL_GAP), lead = c->is_lying ? c->lead : 0;
		c->outer_left = column == 0 ? c->canvas->x : left - PANEL_GAP / 2 + 1;
		c->outer_right = fmin(left + grid->width + PANEL_GAP / 2 - 1, c->canvas->x + c->canvas->width);
		c->top = top + title + c->head * !c->is_lying + (double)row * (grid->height + title + c->head * !c->is_lying + c->foot + ROW_GAP);
		c->bottom = c->top + grid->height;
		c->frame_right = left + grid->width - c->head * c->is_lying;
		chart_set_edges(c, left + lead);
		if (c->is_lying) {
			c->slot = grid->height / (double)c->data->label_count;
		} else if (p == 0 && !c->is->has_points && c->data->times == NULL && (!chart_make_names(c) || !chart_fit_names(c))) {
			return false;
		}
		if (!draw_panel_title(c, left + grid->width - c->left) || !draw_panel(c, c->is_lying ? is_foot : column == 0, c->is_lying ? column == 0 : is_foot)) {
			return false;
		}
		/* A last row that is not full leaves the names of the row above to hang into its room. */
		below = fmax(below, c->bottom + c->foot + NAME_GAP + below_height(c));
	}
	c->canvas->y = below;
	return draw_foot_title(c);
}

static bool draw_axes(struct chart *c, double given) {
	struct grid grid = make_grid(c);
	bool has_data;

	if (c->is_lying) {
		/* Values without any use for names: nothing is shaped that is not drawn. */
		if (c->data->label_count == 0) {
			return draw_empty(c);
		}
	}
	if (!choose_height(c, &grid, given)) {
		return false;
	}
	double before = c->is_lying ? c->names_width + NAME_GAP + 1 : 0;
	grid.width = (c->canvas->width - before - (double)(grid.columns - 1) * PANEL_GAP) / (double)grid.columns;
	if (!chart_make_axes(c, grid.width, grid.height, &has_data)) {
		return false;
	}
	if (!has_data) {
		return draw_empty(c);
	}
	if (c->data->show_values && (c->is->is_area || c->is->has_points || (c->is->is_run && !c->is->is_slope && c->series_count > 1))) {
		setter_warn(c->canvas->setter, c->canvas->node, "the values of %s would stand on each other: they are not printed",
		            c->is->is_area ? "areas" : c->is->has_points ? "points" : "several lines");
	}
	grid.left = c->canvas->x + (c->is_lying ? before : c->ticks_width + TICK_GAP);
	grid.width = (c->canvas->x + c->canvas->width - grid.left - (double)(grid.columns - 1) * PANEL_GAP) / (double)grid.columns;
	return c->panel_count > 1 ? draw_multiples(c, &grid) : draw_single(c, &grid);
}

/* Kinds that draw everything themselves need a scale for their numbers alone. */
static bool draw_whole(struct chart *c, double given) {
	bool has_data = false;
	double height = c->canvas->is_squeezed || c->data->base.height_pt > 0 ? given : c->canvas->setter->template->chart.height;

	c->panel = c->panels;
	for (size_t s = 0; s < c->series_count; s++) {
		for (size_t i = 0; i < c->data->label_count; i++) {
			double v = chart_value(c, c->panel, s, i);
			has_data = has_data || (c->data->kind == CHART_SPARKLINE ? !isnan(v) : s == 0 && v > 0);
		}
	}
	if (!has_data) {
		return draw_empty(c);
	}
	chart_plain_scale(c);
	return draw_title(c) && c->is->whole(c, height);
}

bool chart_draw(struct canvas *canvas, double height) {
	const struct node_chart *data = canvas->node->u.chart;
	struct chart c = { .canvas = canvas, .data = data, .is = &kinds[data->kind], .every = 1 };

	c.panels = chart_panels(canvas_arena(canvas), data, &c.panel_count);
	c.series_count = c.panels[0].series_count;
	c.is_lying = c.is->is_lying || (data->is_horizontal && !c.is->is_run && !c.is->has_points);
	return c.series_count == 0 ? draw_empty(&c) : c.is->whole != NULL ? draw_whole(&c, height) : draw_axes(&c, height);
}
