/* chart: what charts show: data alone; layout/ draws it, figure.c says it in words and as a table. */
#ifndef DOC_CHART_H
#define DOC_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

/* In the order of their names, which are those of chart_kind_names. */
enum chart_kind {
	CHART_AREA,                  /* areas on top of each other */
	CHART_BAR,                   /* bars side by side */
	CHART_DONUT,
	CHART_DOT,                   /* a row a category, a dot a series */
	CHART_LINE,
	CHART_PERCENT,               /* bars of shares: each is 100 % */
	CHART_PIE,
	CHART_SCATTER,               /* points by two numbers */
	CHART_SLOPE,                 /* a line a series from the first label to the last, named at both ends */
	CHART_SPARKLINE,             /* a small line a series, in rows */
	CHART_STACKED,               /* bars on top of each other */
	CHART_KINDS
};

extern const char *const chart_kind_names[];     /* "area", "bar" …; NULL-terminated */

/* What an author may say of the numbers along one axis. Zeroed: nothing. */
struct chart_scale {
	const char *title;           /* or NULL */
	const char *prefix, *unit;   /* before and after its numbers ("$", " %"), or NULL */
	bool has_decimals, has_min, has_max, is_log;
	int decimals;
	double min, max;
};

struct chart_series {
	const char *name;
	double *values;              /* as many as there are labels (scatter: points); NaN: no value */
	/* of scatter charts alone */
	size_t point_count;
	double *x;
	double *sizes;               /* or NULL; areas of the points are as they are */
	const char **names;          /* of the points, or NULL; each may be NULL */
};

/* One of the small charts that share their axes. */
struct chart_panel {
	const char *title;
	struct chart_series *series; /* as many in each panel, under the same names */
	size_t series_count;
};

/* A line across the plot, or a band where to is above from. */
struct chart_mark {
	bool is_x, is_band;
	double from, to;             /* along x of categories: their index; of dates: days since 1970 */
	const char *label;           /* or NULL */
};

/* Words at a point. */
struct chart_note {
	double x, y;
	const char *text;
};

struct node_chart {
	struct node_figure base;
	enum chart_kind kind;
	bool is_horizontal;          /* bars lie: names at the left, numbers along the foot */
	bool show_values;            /* print each value at its place */
	struct chart_scale x, y;     /* y is that of the values, whichever way they run; x: title of categories, numbers of scatter */
	const char **labels;         /* categories along x */
	double *times;               /* labels are days: days since 1970, rising; NULL: they are names */
	size_t label_count;
	struct chart_series *series;
	size_t series_count;
	struct chart_panel *panels;  /* small multiples in place of series, or NULL */
	size_t panel_count;
	struct chart_mark *marks;
	size_t mark_count;
	struct chart_note *notes;
	size_t note_count;
};

/* The scale's unit, which is not NULL, without the space that it is set behind a number with. */
const char *chart_unit(const struct chart_scale *scale);

/* The panels of any chart: one without title where it has none of its own. Lives in the arena. */
struct arena;
const struct chart_panel *chart_panels(struct arena *arena, const struct node_chart *chart, size_t *n);

/*
 * The day a label says, in days since 1970: "2024", "2024-Q3", "2024-06", "2024-06-15"; NaN where it is none. *style, if it is
 * not NULL: how a day as exact is written ("year", "month", "long").
 */
double chart_day(const char *label, const char **style);

#endif
