/*
 * diagram: time and membership as they are drawn: Gantt charts, timelines and matrices. Data alone; layout/ draws it. Days are
 * counted since 1970; a short date is the first day of its period.
 */
#ifndef DOC_DIAGRAM_H
#define DOC_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"

/* What spans, events and cells are told apart by: each has a title for the legend. */
struct diagram_category {
	const char *key, *title;
	bool is_used;                /* something is of it: legends leave out the others */
};

/* A stretch of time, or a moment. */
struct diagram_span {
	double from, to;             /* to: the first day after it; NaN: open at that end */
	const char *from_date, *to_date;     /* as given: how exact they are; NULL: open */
	bool is_moment;              /* at from; to is not told */
	bool is_approximate;         /* the dates are about so */
	size_t category;
	const char *label;           /* or NULL */
};

struct gantt_row {
	const char *title;
	const char *group;           /* of this row and those that follow without one, or NULL */
	struct diagram_span *spans;
	size_t span_count;
};

struct node_gantt {
	struct node_figure base;
	struct gantt_row *rows;
	size_t row_count;
	struct diagram_category *categories;
	size_t category_count;
	double from, to;             /* of the axis; NaN: as the data are */
	struct diagram_span *marks;  /* moments that a line runs down at */
	size_t mark_count;
};

struct timeline_event {
	double day;
	const char *date;            /* as given: how exact it is */
	const char *text;
	size_t category;
	bool is_key;
};

struct node_timeline {
	struct node_figure base;
	struct timeline_event *events;   /* in the order of their days */
	size_t event_count;
	struct diagram_category *categories;
	size_t category_count;
	double from, to;             /* of the axis; NaN: as the events are */
};

struct matrix_row {
	const char *id;              /* by which it is known whatever its name, or NULL */
	const char *name;
	const char *group;           /* of this row and those that follow without one, or NULL */
	int *cells;                  /* a column each: index of marks, -1: empty */
};

/* Who takes part in what: a table whose cells hold marks. */
struct node_matrix {
	const char *label;           /* by resolve: "Table 3" */
	const char *corner;          /* over the names of the rows, or NULL */
	const char **columns;
	size_t column_count;
	struct matrix_row *rows;
	size_t row_count;
	struct diagram_category *marks;
	size_t mark_count;
};

#endif
