/*
 * node: what a report says, as a tree of blocks and inlines; nothing of how it
 * looks. Built by doc/build.h, numbered by doc/resolve.h, read by layout/.
 *
 * Shape: NODE_DOC holds NODE_SECTIONs (one a section instance), each holds
 * blocks. Block kinds that hold text hold inlines as children. All nodes live
 * in the job's arena.
 */
#ifndef DOC_NODE_H
#define DOC_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf;
struct doc_locale;
struct node_chart;

enum node_kind {
	/* structure */
	NODE_DOC,        /* sections */
	NODE_SECTION,    /* blocks of one section instance */
	/* blocks */
	NODE_HEADING,    /* inlines */
	NODE_PARA,       /* inlines */
	NODE_QUOTE,      /* blocks */
	NODE_LIST,       /* NODE_ITEMs */
	NODE_ITEM,       /* blocks */
	NODE_TABLE,      /* NODE_CAPTION (if any), NODE_ROWs: header rows first, foot rows last; then NODE_REMARKs */
	NODE_CAPTION,    /* inlines; of a table or figure */
	NODE_ROW,        /* NODE_CELLs */
	NODE_CELL,       /* inlines, or paragraphs and lists */
	NODE_REMARK,     /* inlines: a note under a table or figure, or its source */
	NODE_CHART,      /* NODE_CAPTION (if any), NODE_REMARKs */
	NODE_CALLOUT,    /* blocks */
	NODE_CONTENTS,   /* no children: layout fills it */
	NODE_SOURCES,    /* no children until resolved; then one NODE_ITEM a cited source */
	NODE_PAGEBREAK,
	NODE_COLUMNS,    /* NODE_COLUMNs: side by side, each with blocks of its own */
	NODE_COLUMN,     /* blocks, as are BALANCEs */
	NODE_BALANCE,    /* blocks that flow through columns of one height */
	/* inlines */
	NODE_TEXT,       /* leaf: text */
	NODE_EMPH,       /* inlines, as are STRONG, LINK, SPAN */
	NODE_STRONG,
	NODE_CODE,       /* leaf: text */
	NODE_LINK,       /* inlines; target is a URI */
	NODE_SPAN,       /* inlines in another language (node lang) */
	NODE_REF,        /* leaf: cross reference to the block with id target; resolve writes text ("Table 3") */
	NODE_CITE,       /* leaf: one or more source keys; resolve writes text ("[3, 7]") and numbers */
	NODE_NOTE,       /* blocks: a footnote; its mark stands here */
	NODE_MARK,       /* leaf, in a table: leads to the remark of the same mark */
	NODE_BREAK,      /* leaf: forced line break */
	NODE_KINDS
};

enum node_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER, ALIGN_DECIMAL };

/* Where a table, figure or callout stands: all but the first may move, but never out of their chapter. */
enum node_place {
	PLACE_HERE,
	PLACE_TOP, PLACE_BOTTOM,     /* at the head or foot of the page of what it follows, or of a later one */
	PLACE_PAGE,                  /* on a page without text */
	PLACE_AUTO,                  /* wherever of these it is best */
};

/* A column's width: automatic (least total height), a share of what is left, percent of the table, or points. */
enum width_unit { WIDTH_AUTO, WIDTH_SHARE, WIDTH_PERCENT, WIDTH_PT };

/* Where in its row's height a cell stands; by itself body cells hang from the top, those of the head stand on its bottom. */
enum node_valign { VALIGN_AUTO, VALIGN_TOP, VALIGN_MIDDLE, VALIGN_BOTTOM };

struct node_column {
	enum node_align align;
	enum node_valign valign;
	enum width_unit unit;
	double width;
	double min, max;             /* points that an automatic width or a share stays within; 0: no bound */
	bool nowrap;                 /* its cells stand on one line */
};

/* What a cell's ground says of it. */
enum node_tone { TONE_NONE, TONE_GOOD, TONE_BAD, TONE_KEY, TONE_MUTED };

/* What is drawn in a cell, beside its words if it has any. */
enum mini_kind { MINI_SPARKLINE, MINI_BAR };

struct node_mini {
	enum mini_kind kind;
	double *values;              /* NaN: none. A bar has one, 0 to 1 */
	size_t n;
	const char *alt;             /* of a sparkline required; a bar without words says its share */
};

/* May a table lie on a page turned on its side? Auto: where its words would be divided upright. */
enum table_landscape { LANDSCAPE_NO, LANDSCAPE_YES, LANDSCAPE_AUTO };

/* What a table may be told beside its columns. */
struct node_table {
	unsigned foot_rows;          /* rows at its end */
	bool foot_repeats;           /* they stand on every page of it */
	enum table_landscape landscape;
	int zebra;                   /* every other row tinted: 1 or 0, -1: as the template has it */
	int stub;                    /* columns that come again where it is divided by columns; -1: those that head their rows */
	const bool *heat;            /* by column: cells are tinted by their values; NULL: none */
	double heat_low, heat_high;  /* NaN: the least and greatest value */
	bool heat_legend;
};

/* What a figure's data may become beside its drawing: a table under it, or one in an annex at the document's end. */
enum figure_data { FIGURE_DATA_DEFAULT, FIGURE_DATA_NONE, FIGURE_DATA_BELOW, FIGURE_DATA_ANNEX };

/* What all figures have: blocks that are drawn, and say in words what they show. */
struct node_figure {
	const char *label;           /* by resolve: "Figure 2"; NULL without a caption */
	const char *alt;             /* what it shows, for who cannot see it; by resolve where its kind can say it from its data */
	const char *title;           /* of the drawing, or NULL */
	double height_pt;            /* of its plot, 0: the template's */
	enum figure_data data;
};

/* Where the author made the block: for messages. Shared by the nodes of one call. */
struct node_origin {
	const char *plugin;          /* NULL: made by the engine */
	const char *section;         /* instance id: "regional", "regional-2" */
	const char *file;
	int line;
};

struct node {
	enum node_kind kind;
	unsigned char place;         /* enum node_place, of tables, figures and callouts right below a section */
	bool is_landscape;           /* of the same: on a page turned on its side */
	struct node *parent, *first, *last, *next;
	const struct node_origin *origin;
	const char *id;              /* author's stable id, unique in the document once resolved, or NULL */
	const char *lang;            /* BCP 47, where it differs from its parent's, else NULL */
	union {
		struct { const char *name, *title; bool is_gap; } section;       /* plugin name; instance id is node id */
		struct { int level; bool unnumbered; const char *number; } heading;  /* level 1..6; number set by resolve: "2.1" or NULL */
		struct { bool ordered; int start; } list;
		/* label by resolve: "Table 3"; number too: of all tables, with a caption or without. more: NULL where nothing is told. */
		struct { struct node_column *columns; size_t column_count; unsigned header_rows, number; const char *label; const struct node_table *more; } table;
		struct { bool is_header, is_group, is_total; int level; } row;  /* group: a row of one cell over all columns, kept with the next; level: from 1, 0 as 1 */
		/* align: enum node_align, or -1: the column's. value: what heat is measured by; NaN: none. */
		struct { int colspan, rowspan, align; bool is_header; unsigned char tone, valign; const struct node_mini *mini; double value; } cell;
		struct { const char *mark, *dest; bool is_source; } remark;    /* mark: "a", NULL: of the whole table; dest: by resolve, its place */
		struct { const char *mark, *dest; } mark;              /* dest: by resolve, its remark's */
		struct node_figure *figure;                            /* of any kind that node_is_figure(): the base of the next */
		struct node_chart *chart;                              /* doc/chart.h */
		struct { const char *tone, *title; } callout;          /* tone: note, key, warning */
		struct { int depth; const char *title; } contents;
		struct { const char *title; } sources;
		struct { const struct node_column *widths; double gap_pt; } columns;     /* widths: one a column, NULL: all alike */
		struct { int count; double gap_pt; } balance;          /* gap_pt of both: negative where the template's counts */
		struct { const char *text; } text;                     /* TEXT, CODE; UTF-8 */
		struct { const char *uri; } link;
		struct { const char *target, *text; const struct node *block; } ref;    /* text: author's, or resolve's */
		struct { const char **keys; size_t key_count; int *numbers; size_t number_count; const char *text; } cite;   /* numbers: sorted, each once */
		struct { int number; } note;                           /* resolve: 1, 2, … through the document */
	} u;
};

/* One source a document cites, as its data plugin described it. */
struct doc_source {
	const char *key;
	const char *title, *publisher, *date, *url, *accessed, *kind, *lang;   /* NULL where not known */
	const char *when;            /* date as the document's language writes it; NULL: date as it is */
	const char *accessed_when;   /* accessed in the same way */
	bool verified;
	int number;                  /* by order of first citation, from 1; 0: not cited */
};

/* The words the engine itself prints, in the document's language: see doc/labels.h. */

/* A whole document. */
struct doc {
	struct node *root;
	const char *title, *subtitle, *author, *subject;     /* subtitle, author, subject may be NULL */
	const char *report, *report_title;   /* name of its report, and what it is called */
	const char *lang;            /* BCP 47: "en", "fr" */
	const char *as_of;           /* YYYY-MM-DD */
	const char *created;         /* ISO 8601 UTC, of the job: Info and XMP dates */
	bool is_draft;               /* watermark */
	const char **cover_lines;    /* what the cover says beside title and day (edition, base cut-off, staleness) */
	size_t cover_line_count;
	struct doc_source *sources;
	size_t source_count;
	const struct doc_locale *locale;     /* how numbers and days are written: see doc/figure.h; NULL: as in C */
	enum figure_data figure_data;        /* of figures that do not say it themselves; DEFAULT: none */
};

const char *node_kind_name(enum node_kind kind);     /* "heading", as dumps and messages have it */
bool node_is_inline(enum node_kind kind);
bool node_is_figure(enum node_kind kind);

/* The caption of a table or figure, NULL where it has none. */
const struct node *node_caption(const struct node *node);

/* Depth-first; visit returns false to stop. leave may be NULL. */
typedef bool (*node_visit_fn)(struct node *node, void *ctx);
bool node_walk(struct node *root, node_visit_fn enter, node_visit_fn leave, void *ctx);

/* Append the plain text of node (inlines run together, blocks by newlines) to out; what a footnote says is not the text that has its mark. */
void node_text(const struct node *node, struct buf *out);

/* Fill err's plugin, section and place from the node's origin. */
void node_blame(const struct node *node, struct err *err);

#endif
