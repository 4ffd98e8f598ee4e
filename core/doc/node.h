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

struct arena;
struct buf;
struct doc_locale;
struct node_chart;
struct node_picture;
struct node_gantt;
struct node_matrix;
struct node_timeline;

enum node_kind {
	/* structure */
	NODE_DOC,        /* sections */
	NODE_SECTION,    /* blocks of one section instance */
	/* blocks */
	NODE_HEADING,    /* inlines */
	NODE_PARA,       /* inlines */
	NODE_RUNIN,      /* a heading in the line of its text: NODE_TERM, then NODE_PARAs */
	NODE_QUOTE,      /* blocks, then NODE_CREDIT (if any) */
	NODE_PULL,       /* a sentence of the text set large: NODE_PARA, then NODE_CREDIT (if any) */
	NODE_CREDIT,     /* inlines: who said it */
	NODE_LIST,       /* NODE_ITEMs */
	NODE_ITEM,       /* blocks; of a list of definitions after its NODE_TERM */
	NODE_TERM,       /* inlines without notes, links and references: what is defined, a heading in the line, a fact's figure */
	NODE_FACTS,      /* NODE_FACTs */
	NODE_FACT,       /* NODE_TERM, NODE_PARA: the figure, what it counts; in a status strip the state, what has it */
	NODE_TABLE,      /* NODE_CAPTION (if any), NODE_ROWs: header rows first, foot rows last; then NODE_REMARKs */
	NODE_CAPTION,    /* inlines; of a table or figure */
	NODE_ROW,        /* NODE_CELLs */
	NODE_CELL,       /* inlines, or paragraphs and lists */
	NODE_REMARK,     /* inlines: a note under a table or figure, or its source */
	NODE_CHART,      /* NODE_CAPTION (if any), NODE_REMARKs */
	NODE_MAP,        /* NODE_CAPTION (if any), NODE_REMARKs */
	NODE_PICTURE,    /* the same; of an image file */
	NODE_GANTT,      /* as NODE_CHART, as is TIMELINE */
	NODE_TIMELINE,
	NODE_MATRIX,     /* NODE_CAPTION (if any) */
	NODE_CHRONOLOGY, /* NODE_EVENTs */
	NODE_EVENT,      /* paragraphs, lists, quotes */
	NODE_CALLOUT,    /* blocks */
	NODE_CONTENTS,   /* no children: layout fills it */
	NODE_SOURCES,    /* no children until resolved; then one NODE_ITEM a cited source */
	NODE_ENDNOTES,   /* no children: layout fills it with the notes before it */
	NODE_LISTOF,     /* no children: layout fills it with captions */
	NODE_INDEX,      /* no children: resolve finds its terms, layout their pages */
	NODE_COLOPHON,   /* no children until resolved; then a NODE_LIST of definitions */
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
	NODE_SPAN,       /* inlines in another language (node lang), small capitals, or superior letters; see is_second */
	NODE_REF,        /* leaf: cross reference to the block with id target; resolve writes text ("Table 3") */
	NODE_CITE,       /* leaf: one or more source keys; resolve writes text ("[3, 7]") and numbers */
	NODE_NOTE,       /* blocks: a footnote; its mark stands here */
	NODE_MARK,       /* leaf, in a table: leads to the remark of the same mark */
	NODE_BREAK,      /* leaf: forced line break */
	NODE_ENTRY,      /* inlines that an index leads to */
	NODE_KINDS
};

enum node_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER, ALIGN_DECIMAL };

/* What a reference says: what its block is called, or the page that it is on. */
enum ref_page { REF_NAME, REF_PAGE, REF_ON_PAGE };

/* Where a table, figure or callout stands: all but the first two may move, but never out of their chapter. */
enum node_place {
	PLACE_UNSAID,                /* where it is written, unless the template lets figures move */
	PLACE_HERE,
	PLACE_TOP, PLACE_BOTTOM,     /* at the head or foot of the page of what it follows, or of a later one */
	PLACE_PAGE,                  /* on a page without text */
	PLACE_AUTO,                  /* where it is written, or on a later page where that has no room for it */
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
	const char *alt_second;      /* of a bilingual edition, in its second language; NULL: alt says it in both */
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
	const char *alt_second;      /* of a bilingual edition, in its second language; NULL: alt says it in both */
	const char *title;           /* of the drawing, or NULL */
	double height_pt;            /* of its plot, 0: the template's */
	enum figure_data data;
	bool is_decorative;          /* says nothing: no alt, no caption, and no element of the document */
};

enum list_style {
	LIST_BULLET,                 /* its bullets are the template's, by depth */
	LIST_DECIMAL, LIST_ALPHA, LIST_UPPER_ALPHA, LIST_ROMAN, LIST_UPPER_ROMAN,
	LIST_CHECK,                  /* boxes, ticked or not */
	LIST_TERMS                   /* of definitions */
};

/* Where a term stands: beside its definition, or in its first line; by the width of the terms where the author did not say. */
enum terms_place { TERMS_AUTO, TERMS_HUNG, TERMS_RUNIN };

/* How a state in a status strip is; said in words by its text, repeated by a mark. */
enum fact_state { STATE_NONE, STATE_GOOD, STATE_CAUTION, STATE_BAD };

/* Words an author gives an index: the name a key is listed under, and what stands for it in the text. */
struct index_term {
	const char *key, *name;
};

/* What an index lists under one heading. */
struct index_entry {
	const char *term;
	const char *lang;            /* of the term, where it differs from the document's */
	const struct node **places;  /* NODE_ENTRYs, in the order of the text */
	size_t place_count, place_cap;
};

struct node_index {
	const char *title;
	const char *kind;            /* of what it lists; NULL: all */
	struct index_term *terms;    /* how keys are called */
	size_t term_count;
	bool is_automatic;           /* terms are found in the text */
	struct index_entry *entries; /* by resolve, in the order of the text */
	size_t entry_count, entry_cap;
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
	bool is_changed;             /* since the edition before: has a bar in the margin where the template asks */
	struct node *parent, *first, *last, *next;
	const struct node_origin *origin;
	const char *id;              /* author's stable id, unique in the document once resolved, or NULL */
	const char *lang;            /* BCP 47, where it differs from its parent's, else NULL */
	union {
		struct { const char *name, *title; bool is_gap; } section;       /* plugin name; instance id is node id */
		/* level 1..6. By resolve: number, "2.1", "A.1" or NULL; label, "Appendix A" of an appendix's level 1; is_appendix also of what is below it */
		struct { int level; bool unnumbered, is_appendix; const char *number, *label; } heading;
		struct { bool is_numbered; int number; } para;         /* number by resolve, through the document */
		struct { int level; } runin;                           /* by resolve: below the heading it stands under */
		struct { bool is_repeat; } pull;                       /* by resolve: the section says the same in its text */
		struct { enum list_style style; int start; bool is_loose; enum terms_place place; } list;
		struct { int number; bool is_done; } item;             /* number by resolve, of counted lists; is_done: ticked */
		struct { const char *title; int columns; bool is_strip; } facts;     /* columns 0: by what there is */
		struct { enum fact_state state; } fact;
		struct { const char *title; size_t from, to; } endnotes;     /* by resolve: which of the document's notes */
		struct { const char *title; bool of_figures; } listof;
		struct node_index *index;
		struct { const char *title; } colophon;
		/* label by resolve: "Table 3"; number too: of all tables, with a caption or without. more: NULL where nothing is told. */
		struct { struct node_column *columns; size_t column_count; unsigned header_rows, number; const char *label; const struct node_table *more; } table;
		struct {
			bool is_header, is_group, is_total;      /* group: a row of one cell over all columns, kept with the next */
			int level;           /* from 1, 0 as 1 */
			const char *key;     /* what it is known by in every language, where its order is its language's; NULL: its words */
		} row;
		/* align: enum node_align, or -1: the column's. value: what heat is measured by; NaN: none. */
		struct { int colspan, rowspan, align; bool is_header; unsigned char tone, valign; const struct node_mini *mini; double value; } cell;
		struct { const char *mark, *dest; bool is_source; } remark;    /* mark: "a", NULL: of the whole table; dest: by resolve, its place */
		struct { const char *mark, *dest; } mark;              /* dest: by resolve, its remark's */
		struct node_figure *figure;                            /* of any kind that node_is_figure(): the base of the next */
		struct node_chart *chart;                              /* doc/chart.h */
		struct node_map *map;                                  /* doc/map.h */
		struct node_picture *picture;                          /* doc/picture.h */
		struct node_gantt *gantt;                              /* doc/diagram.h, as are the next two */
		struct node_timeline *timeline;
		struct node_matrix *matrix;
		struct { const char *date; bool is_key; } event;       /* YYYY, YYYY-MM or YYYY-MM-DD */
		struct { const char *tone, *title; } callout;          /* tone: note, key, warning, judgement */
		struct { int depth; const char *title; } contents;
		struct { const char *title; bool is_short; } sources;
		/*
		 * widths: one a column, NULL: all alike. is_pair: of a bilingual edition, one block in two languages;
		 * is_led: to by a numbered paragraph.
		 */
		struct { const struct node_column *widths; double gap_pt; bool is_pair, is_led; } columns;
		struct { int count; double gap_pt; } balance;          /* gap_pt of both: negative where the template's counts */
		struct { const char *text; } text;                     /* TEXT, CODE; UTF-8 */
		/* is_second: what stands before it, in a bilingual edition's second language. */
		struct { bool small_caps, superior, is_second; } span;
		struct { const char *uri, *says; } link;               /* says: in place of its words to who listens, NULL: they */
		/*
		 * text: author's, or resolve's; of a page's, {page} in it stands for the number. says: in its place to who listens, NULL: the
		 * text.
		 */
		struct { const char *target, *text, *says; const struct node *block; enum ref_page page; } ref;
		struct { const char **keys; size_t key_count; int *numbers; size_t number_count; const char *text; } cite;   /* numbers: sorted, each once */
		struct { const char *key, *kind; } entry;              /* key NULL: its words */
		/* number: by resolve, 1, 2, … through the document; key: the author's name for it, or NULL. */
		struct { int number; const char *key; } note;
	} u;
};

/* A line of the colophon: what it is, and what it says. */
struct doc_detail {
	const char *label, *text;
};

/* One source a document cites, as its data plugin described it. */
struct doc_source {
	const char *key;
	const char *title, *publisher, *date, *url, *accessed;      /* NULL where not known */
	const char *note, *lang;     /* what the reader should know of it; the title's language */
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
	const char *edition;         /* "Edition 12, 16–22 November 2026"; NULL: it is none */
	const char *corrected;       /* "Corrected on 26 November 2026", of an edition issued again; or NULL */
	const char *created;         /* ISO 8601 UTC, of the job: Info and XMP dates */
	bool is_tolerant;            /* what keeps a reader out (no alt text, no headers …) is a warning, not a mistake */
	size_t fault_count;          /* by resolve: such as it has all the same */
	bool is_draft;               /* watermark */
	const char *watermark;       /* in place of "Draft"; NULL: none but that */
	const char *marking;         /* at the head and foot of every page ("EMBARGOED UNTIL …"), or NULL */
	bool notes_at_end;           /* notes are endnotes; resolve sets it too where something places them */
	bool paras_numbered;         /* every paragraph that stands in a section itself has a number */
	bool sources_accessed;       /* their list says when each was read */
	bool colophon_at_end;        /* one is put there where none is placed */
	int heading_depth;           /* headings show their numbers down to this level; 0: all, -1: none */
	const char *const *heading_formats;  /* of number_heading, by level; NULL from the end on: decimal */
	size_t heading_format_count;
	const struct doc_detail *details;    /* what the colophon says */
	size_t detail_count;
	struct node **notes;         /* by resolve, in order */
	size_t note_count;
	const char **cover_lines;    /* what the cover says beside title and day (edition, base cut-off, staleness) */
	size_t cover_line_count;
	struct doc_source *sources;
	size_t source_count;
	const struct doc_locale *locale;     /* how numbers and days are written: see doc/figure.h; NULL: as in C */
	enum figure_data figure_data;        /* of figures that do not say it themselves; DEFAULT: none */
	struct doc *second;          /* of a bilingual edition: its second language; once paired (pair.h) its blocks stand in this tree */
};

/*
 * A fresh node of kind as parent's last child, of its origin; and one that is text, which is kept by pointer. In
 * the arena. It stays of its kind, and is never copied as a struct: it may have no more room than its kind needs.
 */
struct node *node_append(struct arena *arena, struct node *parent, enum node_kind kind);
void node_append_text(struct arena *arena, struct node *parent, const char *text);

/* Put node below parent, behind its child after (NULL: before them all). */
void node_link(struct node *parent, struct node *after, struct node *node);

const char *node_kind_name(enum node_kind kind);     /* "heading", as dumps and messages have it */
const char *node_kind_words(enum node_kind kind);    /* "a heading", "columns": in a sentence */
bool node_is_inline(enum node_kind kind);
bool node_is_figure(enum node_kind kind);

/* Does a number or letter stand before each item? */
bool node_is_counted(const struct node *list);

bool node_is_table(enum node_kind kind);             /* what is numbered as one: a matrix too */

/* What resolve calls a table or figure, "Table 3"; NULL where it has no number, and of all else. */
const char *node_label(const struct node *node);

/* The caption of a table or figure, NULL where it has none. */
const struct node *node_caption(const struct node *node);

/* Depth-first; visit returns false to stop. leave may be NULL. */
typedef bool (*node_visit_fn)(struct node *node, void *ctx);
bool node_walk(struct node *root, node_visit_fn enter, node_visit_fn leave, void *ctx);

/* What a reference to a page calls the page of block. */
typedef const char *(*node_page_fn)(void *ctx, const struct node *block);

/* Append what a reference says; of one to a page, with page in its place. */
void node_ref_text(const struct node *ref, const char *page, struct buf *out);

/* Append the plain text of node (inlines run together, blocks by newlines) to out; what a footnote says is not the text that has its mark. */
void node_text(const struct node *node, struct buf *out);
const char *node_words(struct arena *arena, const struct node *node);     /* the same, in the arena */
void node_text_paged(const struct node *node, node_page_fn page, void *ctx, struct buf *out);     /* once pages are known */

/* The same in one language of a bilingual edition: without, or only, what is in its second (NULL: nothing is). */
const char *node_leading_words(struct arena *arena, const struct node *node);
const char *node_second_words(struct arena *arena, const struct node *node);

/* Fill err's plugin, section and place from the node's origin. */
void node_blame(const struct node *node, struct err *err);

#endif
