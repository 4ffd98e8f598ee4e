/*
 * chart: what the modules that draw charts share. A kind of chart is an entry in the table of chart.c; all else goes by what the entry
 * says. Positions run along the categories ("along") or with the values ("level"); which of the two is x and which y is
 * known in chart_point() alone, so that what stands upright can lie. For charts alone.
 */
#ifndef LAYOUT_CHART_H
#define LAYOUT_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/chart.h"
#include "layout/axis.h"
#include "layout/canvas.h"

struct chart;

struct chart_box { double x0, y0, x1, y1; };
struct chart_xy { double x, y; };

enum chart_swatch { SWATCH_FILL, SWATCH_LINE, SWATCH_DOT };

/* What a kind is: all that tells kinds apart. */
struct chart_is {
	bool (*draw)(struct chart *c);       /* the marks of one panel, over its grid */
	bool (*whole)(struct chart *c, double height);     /* draws all below the title itself, instead */
	enum chart_swatch swatch;
	bool is_zero_based;          /* what it draws is measured from zero */
	bool is_stacked, is_percent;
	bool is_lying;               /* its categories stand below each other */
	bool is_run;                 /* joined from category to category: names may stand at its ends */
	bool is_area;                /* its names stand beside the middle of the last, not its top */
	bool is_edged;               /* its first and last categories stand at the plot's edges */
	bool is_slope;               /* names and values at both ends */
	bool has_points;             /* by two numbers: no categories */
};

struct chart {
	struct canvas *canvas;
	const struct node_chart *data;
	const struct chart_is *is;
	const struct chart_panel *panels, *panel;    /* panel: that is drawn */
	size_t panel_count, series_count;            /* the same in each panel */
	bool is_lying;

	/* scale.c */
	struct axis value, along;    /* along: of numbers and days alone */
	double least, most;          /* the lowest and the highest value, or end of a stack */
	struct canvas_text *ticks, *along_ticks;     /* numbers of the axes */
	struct canvas_text *years;   /* under the ticks of months, where a year begins; else empty */
	double ticks_width;
	const char *prefix, *unit;   /* printed with each number; what is longer stands in the title */

	/* of the panel that is drawn */
	double left, right, top, bottom;
	double outer_left, outer_right;      /* words may reach that far */
	double frame_left, frame_right;      /* of the plot and the names at the ends of its runs */
	double slot;                 /* of one category */
	double pad;                  /* between the plot's ends and what stands first and last along numbers or days */

	/* names.c */
	struct canvas_text *names;   /* of the categories */
	enum { TILT_NONE, TILT_SLANTED, TILT_UPRIGHT } tilt;
	size_t every, from;          /* each so many-th category is named, beginning with this */
	double names_width;          /* of the column they stand in, lying */

	/* labels.c */
	struct canvas_text *ends;    /* names of series at their right ends, NULL: in a legend */
	struct canvas_text *starts;  /* at their left ends too, or NULL */
	double *end_at, *start_at;   /* their centres, from the plot's top */
	double ends_width, starts_width;
	double head, foot;           /* room for values above and below the plot; lying, beyond its right end */
	double lead;                 /* lying, before its left end */
	struct chart_value *values;  /* that found room */
	size_t value_count, value_cap, value_wanted;
	bool has_warned;             /* that values have no room: once is enough */
	struct chart_box *taken;     /* where no words may stand */
	size_t taken_count, taken_cap;
};

/* ---- chart_scale.c: data and ranges become axes ---- */

/* v as an axis can reach it, else NaN. */
double chart_clean(double v, bool is_log);

/* A value; NaN for what no axis can reach. */
double chart_value(const struct chart *c, const struct chart_panel *panel, size_t series, size_t i);

/* Axes for height and width of a panel's plot. *has_data is false where there is nothing to draw. */
bool chart_make_axes(struct chart *c, double width, double height, bool *has_data);

void chart_plain_scale(struct chart *c);         /* for numbers alone, without an axis */

/* The sum of what a category's stack is made of, regardless of signs. */
double chart_total(const struct chart *c, const struct chart_panel *panel, size_t i);

/* What heads the value axis, with what its numbers are counted in; NULL: nothing. */
const char *chart_value_title(const struct chart *c);
const char *chart_along_title(const struct chart *c);

double chart_level(const struct chart *c, double value);     /* where value stands, as x or y */
double chart_place(const struct chart *c, size_t i);         /* middle of category i, as the other */
double chart_along(const struct chart *c, double at);        /* of a number, a day, or the index of a category */
struct chart_xy chart_point(const struct chart *c, double along, double level);

/* Where marks begin: at zero, or what of the axis is nearest. */
double chart_base(const struct chart *c);

/* The plot begins at left and ends, with what stands at its runs' ends, at c->frame_right: sets left, right, slot, pad and frame_left. */
void chart_set_edges(struct chart *c, double left);          /* chart.c */

/* ---- chart_axis.c: what lies under the marks ---- */

/* Rules and numbers; has_numbers, has_names: those of the value axis and along the other. */
void chart_draw_grid(struct chart *c, bool has_numbers, bool has_names);
void chart_draw_base(struct chart *c);                       /* over the marks */
double chart_along_height(const struct chart *c);            /* of the numbers below the plot */
void chart_draw_bands(struct chart *c);
bool chart_draw_lines(struct chart *c);                      /* reference lines, and all labels of marks and notes */

/* ---- chart_names.c: names of the categories ---- */

bool chart_make_names(struct chart *c);
bool chart_fit_names(struct chart *c);           /* with c->slot set; may move c->left */
double chart_names_height(const struct chart *c);
void chart_draw_names(struct chart *c);
bool chart_fit_rows(struct chart *c, double width, double height);     /* lying: for rows of c->slot */
double chart_row_height(const struct chart *c);              /* lying: what a category wants */

/* ---- chart_labels.c: words beside marks ---- */

void chart_take(struct chart *c, struct chart_box box);
void chart_take_line(struct chart *c, struct chart_xy from, struct chart_xy to);
bool chart_is_free(const struct chart *c, struct chart_box box);

/* Try to name the series at the ends of their marks; leaves c->ends NULL where there is no room. */
bool chart_fit_ends(struct chart *c, double height, double width);
void chart_draw_ends(struct chart *c);
bool chart_draw_legend(struct chart *c);
void chart_draw_mark(struct chart *c, size_t series, double x, double y, double r);
struct template_color chart_fill(const struct chart *c, size_t series);
double chart_dash(size_t series);

/* Note value to be printed beyond the end of its mark (is_low: on the lower side), unless something is there. */
bool chart_add_run_value(struct chart *c, double value, double x, double y, bool is_low);
bool chart_add_value(struct chart *c, double value, double along, double level, bool is_low, bool is_must);

/* A value within its mark, on its colour; dropped where the mark is smaller than its number. */
bool chart_add_inner(struct chart *c, double value, struct chart_box mark, struct template_color ground);
void chart_draw_values(struct chart *c);
bool chart_quantity(struct chart *c, double value, struct canvas_text *text);
const char *chart_number(const struct chart *c, double value);       /* the same as words */

/* ---- kinds ---- */

double chart_point_pad(const struct chart *c);   /* how far points reach beyond their middles */

bool chart_draw_bars(struct chart *c);           /* chart_bars.c */
bool chart_draw_stacks(struct chart *c);
bool chart_draw_runs(struct chart *c);           /* chart_runs.c */
bool chart_draw_areas(struct chart *c);
bool chart_draw_points(struct chart *c);         /* chart_points.c */
bool chart_draw_dots(struct chart *c);
bool chart_draw_pie(struct chart *c, double height);         /* chart_pie.c */
bool chart_draw_sparklines(struct chart *c, double height);  /* chart_spark.c */

#endif
