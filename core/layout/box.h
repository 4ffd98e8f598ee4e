/*
 * box: what layout works with between the document and the pages: a vertical list of pieces that no page
 * break divides (a line of text, a table row, a chart), each with its drawing operations relative to
 * its own top left corner. For layout/ alone.
 *
 * Structure tags stand in the operations: a paragraph's TAG_P begins in its first line's and ends in its
 * last line's, so that the tree comes out right wherever pages break. Only leaf tags (TAG_SPAN, TAG_LINK, TAG_LBL, and
 * TAG_FIGURE) hold paint; other paint stands between artifact marks, outside any leaf.
 */
#ifndef LAYOUT_BOX_H
#define LAYOUT_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doc/template.h"
#include "layout/page.h"

struct arena;
struct doc;
struct err;
struct errs;
struct image;
struct late_index;
struct node;
struct para;
struct passages;
struct setter;
struct shaper;
struct text_line;
struct text_set;
struct text_span;
struct text_style;

/* ---- operations ---- */

struct ops {
	struct op *v;
	size_t n, cap;
};

void ops_room(struct arena *arena, struct ops *ops, size_t n);       /* for n of them where none are: no more, no less */
void ops_tag(struct arena *arena, struct ops *ops, enum tag tag, const struct tag_attrs *attrs);  /* attrs: kept by pointer */
void ops_tag_block(struct arena *arena, struct ops *ops, enum tag tag, const struct node *block);  /* which files may be attached to */
void ops_tag_end(struct arena *arena, struct ops *ops);
void ops_artifact(struct arena *arena, struct ops *ops, enum artifact artifact);
void ops_artifact_end(struct arena *arena, struct ops *ops);
void ops_rect(struct arena *arena, struct ops *ops, double x, double y, double w, double h, struct template_color color);
void ops_line(struct arena *arena, struct ops *ops, double x0, double y0, double x1, double y1, double width,
              struct template_color color, double dash);
void ops_text(struct arena *arena, struct ops *ops, const struct text_run *run, double x, double y, struct template_color color);
void ops_image(struct arena *arena, struct ops *ops, const struct image *image, double x, double y, double w, double h);
void ops_as_drawn(struct arena *arena, struct ops *ops, double x, double w);     /* what stands to the end is not mirrored (mirror.h) */
void ops_as_drawn_end(struct arena *arena, struct ops *ops);
void ops_dest(struct arena *arena, struct ops *ops, const char *name, double x, double y);
void ops_slot(struct arena *arena, struct ops *ops, uint32_t flow);

void ops_words(struct arena *arena, struct ops *ops, const struct inline_para *para, size_t line, double x, double y,
               bool is_artifact);

/*
 * What is made only when its page is, so that a long document need not hold all of it: append its operations in the setter's arena, which goes with the
 * page. Made again it is the same. False with the setter's err.
 */
struct later {
	bool (*make)(struct setter *setter, const struct later *later, size_t part, struct ops *ops);
};

void ops_later(struct arena *arena, struct ops *ops, const struct later *what, size_t part);    /* part: which of what it makes */

/* What the words from operation `from` on are painted in, whatever their own colour. */
void ops_color(struct ops *ops, size_t from, struct template_color color);

/* Move one operation; what it shares with others is copied first. */
void op_move(struct arena *arena, struct op *op, double dx, double dy);

/* Append from's operations, moved by (dx, dy). */
void ops_append(struct arena *arena, struct ops *ops, const struct ops *from, double dx, double dy);

/* ---- sheets ---- */

/* The paper a page is on, and its margins. */
struct sheet {
	double width, height;
	double top, bottom, left, right;
};

double sheet_text_width(const struct sheet *sheet);
double sheet_text_height(const struct sheet *sheet);

/* ---- pieces ---- */

/* Cost of a page ending before a piece, beside what the page leaves empty (page.c). */
enum { BREAK_FREE = 0, BREAK_POOR = 400, BREAK_BAD = 3000, BREAK_NEVER = 1000000, BREAK_ALWAYS = -1000000 };

/* A footnote, set: its own small list. */
struct note_box {
	const struct node *node;
	struct vlist *lines;         /* pieces of its lines; the tags of Note are in them */
	double height;
	bool is_rest;                /* of a note that began on a page before */
};

/* A block that may move: set as a list of its own, carried by the piece it was written behind. */
struct float_box {
	const struct node *node;
	unsigned char place;         /* enum node_place: where it may go */
	struct vlist *list;
	double height;
	double gap;                  /* between it and the text, or the next one, at the head or foot of a page */
	double above, below;         /* where it was written: between it and what stands before and behind it */
	double notes;                /* height of the notes whose marks stand in it, and between them */
	size_t note_count;
	uint32_t flow;               /* of its operations */
};

enum { REGION_COLUMNS_MAX = 6 };

/* Pieces that stand in columns: each in one of its own, or flowing from one into the next. */
struct region {
	bool is_balanced;            /* flowing: pieces lie in the order they are read, x from their column's left */
	size_t columns;
	double x[REGION_COLUMNS_MAX], width[REGION_COLUMNS_MAX];     /* x from the text area's left */
	double gap;
	uint32_t flow;               /* of the first column's operations, the others' follow; where they do not flow */
	bool goes_on;                /* with the columns of the region before it */
	bool is_pair;                /* of a block in two languages */
	bool is_turned[REGION_COLUMNS_MAX];  /* of a language that runs the other way than the document */
};

/* A page number, known only when pages are: page.c sets it as a leaf TAG_LINK of its own with its right edge at x. */
struct late_number {
	const struct node *target;   /* the page of this node's first piece, or of the piece that has this mark */
	double x, y;                 /* of the line's top, from the piece's corner */
	enum template_style_id style;
	size_t op;                   /* its operations go before this one of the piece's: not before an earlier number's */
};

struct piece {
	double height;
	const struct sheet *sheet;   /* of the page it stands on: where it changes, a page ends; NULL: not told (lists of notes) */
	double space;                /* above it, after the larger of what its neighbours want was taken; dropped at a page's head */
	int break_cost;              /* of a page that ends before it */
	unsigned char column;        /* of a region that is not balanced: pieces lie by their feet */
	bool on_grid;                /* a line of body text: where there is a grid, it stands on it */
	struct ops ops;              /* y from the piece's top, x from the text area's left */
	const struct note_box **notes;   /* whose marks stand in it; they go to the foot of its page */
	size_t note_count, note_cap;
	const struct piece *repeat;  /* set again at the head of a page that begins with this piece (all of it artifact) */
	const struct piece *tail;    /* set below it where a page ends with this piece and another begins (all of it artifact) */
	const struct float_box *floated;     /* what may move, and was written here; NULL: nothing */
	const struct region *region; /* whose column it stands in; NULL: it has the whole width */
	double foot;                 /* of a balanced region: how far down it would end, were all in one column */
	const struct node *node;     /* the block or row that begins with this piece, NULL inside one: for destinations and page numbers */
	struct late_number *late;    /* in the order of their operations */
	size_t late_count, late_cap;
	const struct node **marks;   /* inlines in it whose page is asked for: words of an index */
	size_t mark_count, mark_cap;
};

struct vlist {
	struct piece *v;
	size_t n, cap;
	struct late_index *indexes;  /* what index.c has set in it */
	size_t index_count, index_cap;
	const struct sheet *sheet;   /* of the pieces to come */
	double pending_space;        /* wanted below the last piece */
	double kept;                 /* height of the headings at its end, which no page may end with */
	struct ops pending;          /* go to the front of the next piece: tags of containers, a bullet */
};

/* Of the pieces from first on, without the space above the first. */
double vlist_height(const struct vlist *list, size_t first);

/* Append a container's end to the last piece. */
void vlist_tag_end(struct arena *arena, struct vlist *list);

/* A piece without height at the end, that no page begins with: it takes what is pending for the front, but not the space. */
struct piece *vlist_anchor(struct arena *arena, struct vlist *list);

/* A fresh piece at the end, with the larger of space_before and what is pending above it. Valid until the next call. */
struct piece *vlist_add(struct arena *arena, struct vlist *list, double height, double space_before);

/* ---- setting ---- */

/*
 * A reference to a page, in the words of a paragraph: set with what its page is thought to be called, and again where it is called
 * something else (refs.c).
 */
struct page_ref {
	const struct node *node;     /* the reference */
	const char *label;           /* it was set with */
	struct inline_para *para;    /* it stands in */
};

struct page_refs {
	struct page_ref *v;
	size_t n, cap;
	const char *(*label)(void *ctx, const struct node *block);   /* what the page of block was called when last pages were known; NULL: never */
	void *ctx;
	bool is_again;               /* a paragraph is set again: its references are known */
};

/* What every setter needs. */
/* What setting a block of a section took, in microseconds; one that was set anew is there again. */
struct block_cost {
	const struct node *node;
	int64_t at_us, us, cpu_us;   /* when it began, by the monotonic clock */
};

struct block_costs {
	struct block_cost *v;
	size_t n, cap;
};

struct setter {
	struct arena *arena;         /* as long as the layout; while a page is made, as long as that page */
	struct arena *lasting;       /* as long as the layout in any case */
	const struct doc *doc;
	const char *lang;            /* of what is set: the document's, in the second column of a pair its own */
	const struct template *template;
	struct shaper *shaper;
	struct errs *warnings;
	struct err *err;
	struct block_costs *costs;   /* NULL: not asked for */
	struct page_refs refs;
	struct passages *passages;   /* of a long document: see passage.h; NULL: all is held */
	uint32_t flows;              /* taken so far */
	struct sheet upright, turned;    /* as the template says, and the same paper on its side */
	const struct sheet *sheet;   /* of what is set, or of the page that is made: one of the two */
	double width, height;        /* of its text area */
	bool is_rtl;                 /* the document runs from right to left: x counts from the right, pages are mirrored when done */
	bool mirrors;                /* so do the lines set now; not those in a figure, which is set as it is to be seen */
	unsigned tables;             /* set so far: their cells are named by it */
	const struct text_style **styles;    /* of words, made so far, the latest last; they last */
	size_t style_count, style_cap;
	struct text_span *spans;     /* room for those of the paragraph that is being shaped */
	size_t span_cap;
};

/* What is set into list from here on stands on pages of that sheet; list may be NULL. */
void setter_turn(struct setter *setter, const struct sheet *sheet, struct vlist *list);

/* The sheets of the setter's template; upright from here on. */
void setter_sheets(struct setter *setter);

/* ---- inline.c: inlines become lines ---- */

/* A paragraph of inlines, shaped; lines may be broken at several widths. */
struct inline_para;

struct inline_opts {
	enum template_style_id style;
	const char *prefix;          /* words before it in the same style ("Table 3"), or NULL */
	double prefix_gap;           /* between them and what follows */
	int align;                   /* enum template_align, or -1: the style's */
	bool bold;                   /* beside what the style is */
	bool no_hyphens;
	const struct node *lead;     /* words before it in bold, of a heading or term: its inlines; prefix_gap after them */
	double scale;                /* of size and leading; 0: 1 */
	double first_indent;         /* added to the style's */
};

/* Shape the inlines below node (children only). NULL with setter->err. */
struct inline_para *inline_new(struct setter *setter, const struct node *node, const struct inline_opts *opts);

/* Shape plain text, the engine's own. */
struct inline_para *inline_text(struct setter *setter, const char *text, const struct inline_opts *opts);

/* Set the paragraph's words again, at the width they have, for what its references to pages say now; false with *is_same unless it has as many lines. */
bool inline_again(struct setter *setter, struct inline_para *para, bool *is_same);

double inline_min_width(const struct inline_para *para);
double inline_max_width(const struct inline_para *para);
const char *inline_words(const struct inline_para *para, size_t *len);       /* all its text, marks of notes too */
double inline_advance(const struct inline_para *para, size_t at);    /* from the start of its one line to byte at of its words */
size_t inline_least_lines(const struct inline_para *para, double width);     /* without hyphens; quick */

/*
 * Break at width; lines belong to the arena. Operations of a paragraph are made of the lines it has when its pages are made: once
 * it has any, it must not be broken at another width.
 */
size_t inline_break(struct setter *setter, struct inline_para *para, double width, const struct text_line **lines);
double inline_leading(const struct inline_para *para);

/* From a line's top to its baseline when it is leading high: the ascent, and half of what is left over. */
double inline_baseline(const struct inline_para *para);

/*
 * Append line i at (x, y) as OP_WORDS: y is the line's top, its baseline inline_baseline below. With as_artifact nothing is
 * tagged: the caller has begun an artifact, or another leaf.
 */
void inline_ops(struct setter *setter, struct inline_para *para, size_t i, double x, double y, bool as_artifact, struct ops *ops);

/* Of a paragraph with a lead: the line in which it ends; and a part of a line, the lead or the rest. */
size_t inline_lead_end(const struct inline_para *para);
void inline_part_ops(struct setter *setter, struct inline_para *para, size_t i, double x, double y, enum words_part part,
                     bool as_artifact, struct ops *ops);

/* Append what OP_WORDS stands for, its leaves (Span, Link, Reference > Link) round its runs, in the setter's arena. */
void inline_expand(struct setter *setter, const struct op *words, struct ops *ops);

/* The runs of line i, in the arena: for who must look at the glyphs before the page is made. */
void inline_set(struct setter *setter, const struct inline_para *para, size_t i, struct text_set *set);

/* Where the first mark stands that leads to a remark under its table; NULL: there is none. */
const char *inline_marked_name(struct setter *setter, const struct node *remark);

/* Where the note's mark stands: a name of a place, in the arena. */
const char *inline_mark_name(struct setter *setter, const struct node *note);

/*
 * Set the footnotes whose marks stand on line i and add them to piece (of endnotes only the marks' places); and the places
 * that an index leads to. piece begins with what lies at y 0 of its operations.
 */
bool inline_notes(struct setter *setter, struct inline_para *para, size_t i, struct piece *piece);

/* ---- blocks; each appends to list, x from the text area's left; false with setter->err ---- */

bool block_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);    /* any block */
bool block_children(struct setter *setter, const struct node *parent, double x, double width, struct vlist *list);

/* A caption line or lines: label in bold, then the words; TAG_CAPTION goes round them. */
bool block_caption(struct setter *setter, const struct node *caption, const char *label, double x, double width,
                   struct vlist *list);

/*
 * "Table 3 (continued)" above what is set again at a page's head, inside an artifact of the caller's; *height is
 * what it takes: 0 without a number.
 */
bool block_continued(struct setter *setter, const struct node *node, double x, double width, struct ops *ops, double *height);

/* A footnote's lines over the whole width of the text; NULL with setter->err. */
const struct note_box *note_set(struct setter *setter, const struct node *note);

/* Blocks in columns. */
bool columns_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);      /* region.c */
bool balance_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);

/* Columns for pieces to flow through, the gap the template's: x from their column's left, region set in each. */
const struct region *region_flow(struct setter *setter, size_t columns, double x, double width);

/* A block that may move: a piece without height that carries it. */
bool float_set(struct setter *setter, const struct node *node, struct vlist *list);      /* float.c */

bool table_set(struct setter *setter, const struct node *table, double x, double width, struct vlist *list);
/* Contents over the whole document; page numbers come late. node may be NULL: the template asks for them. */
bool contents_set(struct setter *setter, const struct node *node, struct vlist *list);

/* The largest height a piece may have; what is taller must be divided or scaled by its setter, with a warning. */
double setter_max_height(const struct setter *setter);

/* A warning that names the block. */
void setter_warn(struct setter *setter, const struct node *node, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
