/*
 * table: what the modules of a table share: its grid, its cells, how it is painted. For table*.c alone.
 *
 *     table_grid.c   rows and cells on their columns, those of a part too
 *     table_cell.c   what stands in a cell: shaped, measured, broken, put into tags
 *     table_mini.c   sparklines and bars
 *     table_heat.c   the ground of a cell by its value, and its legend
 *     table_paint.c  grounds and rules
 *     table_head.c   who heads a cell
 *     table_again.c  what is set again where a table goes on on the next page
 *     table_rows.c   rows become pieces
 *     table_late.c   plain rows of a long table, whose cells are made only to be measured, and with their page
 *     table_part.c   one table of columns that fit: caption to last rule
 *     table.c        which parts a table has, how large it is set, what stands under it
 *
 * Lengths are points; x is the text area's, y grows downwards.
 */
#ifndef LAYOUT_TABLE_H
#define LAYOUT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/node.h"
#include "doc/template.h"
#include "layout/page.h"

struct column;
struct columns;
struct inline_para;
struct late_rows;
struct ops;
struct piece;
struct setter;
struct vlist;

enum row_kind { ROW_HEAD, ROW_BODY, ROW_GROUP, ROW_TOTAL, ROW_FOOT };

/* Deeper than this, lists in cells are no further indented, and paragraphs stand in the list above. */
enum { TABLE_STEPS = 16 };

/* A tag round paragraphs of a cell; key tells one list or item from the next. */
struct cell_step {
	enum tag tag;
	const struct tag_attrs *attrs;
	const void *key;
};

/* A paragraph of a cell. A cell of words alone has one, and no steps. */
struct cell_para {
	struct inline_para *para, *label;    /* label: of the list's item that begins with it, or NULL */
	double indent, label_x;
	double space;                /* above it, none at the cell's top */
	size_t lines;
	const struct cell_step *steps;       /* the tags it stands in, from the cell inwards */
	size_t step_count;
};

struct cell {
	const struct node *node;
	struct cell_para *paras;
	unsigned para_count;
	unsigned column, columns;    /* first, and how many; of the part */
	unsigned row, rows;
	enum node_align align;
	bool is_missing;             /* of ALIGN_DECIMAL: no number, set about the point */
	bool is_again;               /* it stands in an earlier part too: its notes and its place are there */
	float min, max;              /* of its text, without the padding */
	float whole;                 /* of ALIGN_DECIMAL: from its left to the decimal point, or to its end */
	float indent;                /* by the level of its row */
	float leading;
	unsigned lines, next;        /* next: the first line not yet set, while a row is divided */
};

struct row {
	const struct node *node;
	enum row_kind kind;
	struct cell *cells;
	unsigned cell_count;
	double height;
	bool is_joined;              /* a cell of a row above reaches into it */
	bool is_striped;             /* an even one of its run */
	bool is_late;                /* it has no cells but while it is looked at: see table_late.c */
	unsigned group;              /* index + 1 of the group row it stands under, 0: none */
};

/* A column as it is set, beside what columns.h makes of its width. */
struct slot {
	double x;
	enum node_align align;
	enum node_valign valign;
	double whole, part;          /* of ALIGN_DECIMAL: the widest before and from the point on */
	double words;                /* the widest words beside a bar; bars begin behind them */
	bool nowrap;
	size_t column;               /* of the whole table */
	const char **heads;          /* ids of the TH above it, NULL-terminated, for Headers */
	size_t head_count;
};

/* The shades of a heat table. */
struct heat {
	double low, high;
	bool is_on;
};

/* A table, or the part of one that stands on some of its columns. */
struct table {
	struct setter *setter;
	const struct node *node, *caption;
	struct vlist *list;
	struct row *rows;
	size_t row_count, head_count, foot_start;        /* foot_start: the first row of the foot, row_count without one */
	struct column *columns;
	struct slot *slots;
	size_t column_count;
	const size_t *map;           /* by column of the whole table: from 1, the part's; 0: not in it. NULL: the whole table */
	size_t part, parts;          /* from 1 */
	size_t stub;                 /* of a part: so many columns at its left stand in each */
	double scale;                /* of all text */
	const struct cell **reaching;    /* by column: the cell that covers it in the row looked at */
	double x, width;
	double room;                 /* that there is: the table may be narrower */
	double edge;                 /* padding at the table's sides: none where nothing is filled */
	const char *point;           /* the language's decimal point */
	struct heat heat;
	bool is_striped;             /* every other row has a ground */
	bool has_tints;              /* some cell has one of its own */
	bool is_divided;             /* words may be */
	bool has_headers;            /* cells name who heads them: scopes do not tell */
	unsigned number;             /* of the tables set so far: for ids of its cells */
	struct late_rows *late;      /* itself, for rows that are made late; NULL: not asked for yet */
	const struct piece *repeat, *tail;
	const struct piece *group_repeat;        /* the last that was made, for rows under repeat_group */
	unsigned repeat_group;
	double height, above;        /* of all rows of the part, and of those that are set */
	double kept;                 /* height of the pieces at the list's end that the next one must not leave */
};

/* ---- grid ---- */

void table_grid(struct table *t);                /* rows, cells and columns; t->map says which */
size_t table_columns(const struct node *table);  /* of the whole table */

void table_place_row(struct table *t, size_t r, size_t *reach, size_t n);    /* its cells; reach[i]: rows from here on that column i of n is covered in */

/* Name the cells that cover row r in t->reaching, column by column; rows are asked for in their order. */
void table_reach(struct table *t, size_t r);
bool table_begins(const struct cell *cell, size_t column);   /* cell is not NULL and its first column is that */

double table_cell_x(const struct table *t, const struct cell *cell);     /* of its column, words apart */
double table_cell_width(const struct table *t, const struct cell *cell);

/* ---- cells ---- */

bool table_shape_row(struct table *t, size_t r);
void table_break_row(struct table *t, size_t r, bool *is_overfull);      /* at the widths of the columns; its height comes of it */
void table_hold_cell(const struct table *t, struct columns *columns, const struct cell *cell);

/* Shape every cell, and tell the columns what they have to hold. */
bool table_shape(struct table *t, struct columns *columns);

/* Words that are wider than their columns may be divided, of all cells that have any. */
bool table_hyphenate(struct table *t);

/* Break all text at the widths of the columns; heights of rows come of it. */
bool table_heights(struct table *t);

double table_pad_above(const struct table *t, const struct row *row);
double cell_height(const struct cell *cell, size_t from);        /* of its lines from that one on */
double table_span_height(const struct table *t, const struct cell *cell, size_t r);  /* of its rows before r */

/* How many lines from the next on stand within room, one at least while there are any. */
size_t cell_lines_within(const struct cell *cell, double room);

/* Lines from..to of cell at y in tags (or none: as_artifact), and what is drawn beside them. False: no memory of notes, err is set. */
bool table_put_cell(struct table *t, const struct row *row, struct cell *cell, size_t from, size_t to, double y, bool is_whole,
                    struct piece *piece);
void table_put_words(const struct table *t, const struct row *row, const struct cell *cell, size_t from, size_t to, double y,
                     bool as_artifact, struct ops *ops);

/* From the row's top to the cell's first line, in a row of that height. */
double table_cell_offset(const struct table *t, const struct row *row, const struct cell *cell);

/* ---- small drawings ---- */

double mini_width(const struct node_mini *mini, double leading);         /* at least */
/* The drawing at x, its lines' box from y on, height high; painted only: the caller has begun a leaf or an artifact. */
void mini_draw(struct setter *setter, const struct node_mini *mini, double x, double y, double width, double height, struct ops *ops);

/* ---- heat ---- */

void heat_measure(struct table *t);              /* of the whole table's grid */
bool heat_color(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *color);
bool heat_ink(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *ink);    /* false: the words' own */
bool heat_legend(struct table *t, struct vlist *list);

/* ---- paint; all of it stands in an artifact of the caller's ---- */

void table_paint_ground(const struct table *t, const struct row *row, double y, double height, struct ops *ops);
void table_paint_cell(const struct table *t, const struct row *row, const struct cell *cell, double y, double height, struct ops *ops);
void table_paint_rules(struct table *t, size_t r, double y, double height, bool is_end, struct ops *ops);
void table_paint_close(const struct table *t, double y, struct ops *ops);        /* the rule that ends a table, or a page of it */

/* What words of the cell are painted in; false: in their own colours. */
bool table_ink(const struct table *t, const struct row *row, const struct cell *cell, struct template_color *ink);

/* ---- heads ---- */

/* Attributes of TH or TD; is_whole: with the spans it has. t->reaching is of its row. */
const struct tag_attrs *table_attrs(struct table *t, const struct row *row, struct cell *cell, bool is_whole);
void table_name_heads(struct table *t);          /* once heights are known: what is divided has no names */
bool table_is_head(const struct row *row, const struct cell *cell);

/* ---- what is set again ---- */

bool table_make_repeat(struct table *t);         /* makes t->repeat and t->tail */
const struct piece *table_repeat(struct table *t, size_t r);     /* before row r: the head and the groups it stands under; NULL: nothing */

/* ---- rows made late ---- */

void late_mark(struct table *t);                 /* which rows are, once their kinds are known and before they have cells */
bool late_measure(struct table *t, struct columns *columns);     /* what they ask of the columns */
bool late_heights(struct table *t, bool *is_overfull);
bool late_keep(struct table *t, size_t r);       /* cells for good, of a row that must be divided */
void late_put(struct table *t, size_t r, struct ops *ops);       /* its operations come with its page */

/* ---- rows ---- */

bool table_put_rows(struct table *t, size_t from, size_t to, struct piece *piece);   /* with cells, from the piece's top */

bool table_set_rows(struct table *t, enum tag tag, size_t from, size_t to);

/* ---- parts ---- */

/* The widths of the columns; false in *fits where words would have to be divided. */
bool part_measure(struct table *t, bool *fits);
bool part_set(struct table *t);

#endif
