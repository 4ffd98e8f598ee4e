/*
 * page: laid-out pages as a list of drawing operations in reading order, with
 * the structure that goes round them. Made by layout/, consumed by pdf/.
 * Lengths are points, the origin is the page's top left corner, y grows downwards.
 *
 * Structure: OP_TAG_BEGIN and OP_TAG_END nest over the whole document (a
 * paragraph that runs on to the next page stays open across the page end), but
 * only leaf tags (TAG_SPAN, TAG_LINK, TAG_LBL, TAG_FIGURE) hold paint, and they are closed before
 * a page ends (but for a figure that waits for its caption). What stands apart from the text it belongs to (a float, the columns beside
 * the first) is a flow: OP_SLOT says where in the structure it is read, OP_FLOW_BEGIN and OP_FLOW_END stand round its operations on each page
 * it is on, and between them its own tags nest. All other paint stands between OP_ARTIFACT_BEGIN and OP_ARTIFACT_END, never within a leaf.
 */
#ifndef LAYOUT_PAGE_H
#define LAYOUT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct image;
struct inline_para;
struct later;
struct text_run;

enum tag {
	TAG_DOCUMENT, TAG_SECT, TAG_H1, TAG_H2, TAG_H3, TAG_H4, TAG_H5, TAG_H6, TAG_P, TAG_BLOCKQUOTE,
	TAG_L, TAG_LI, TAG_LBL, TAG_LBODY, TAG_TABLE, TAG_THEAD, TAG_TBODY, TAG_TFOOT, TAG_TR, TAG_TH, TAG_TD,
	TAG_FIGURE, TAG_CAPTION, TAG_NOTE, TAG_REFERENCE, TAG_LINK, TAG_TOC, TAG_TOCI, TAG_SPAN, TAG_DIV,
	TAGS
};

enum tag_scope { SCOPE_NONE, SCOPE_ROW, SCOPE_COLUMN, SCOPE_BOTH };

/* What Cairo drops or never knew; carried to the post-pass, which keeps a copy. NULL or 0: none. */
struct tag_attrs {
	const char *lang, *alt, *actual_text, *id;
	const char *alt_second, *alt_lang;   /* what alt says once more, in that language; NULL: it does not */
	enum tag_scope scope;
	int colspan, rowspan;
	const char *const *headers;  /* ids of the TH that head a cell, NULL-terminated, where scopes do not tell */
	double bbox[4];              /* x0 y0 x1 y1, of figures */
	const char *uri;             /* of links: one of uri and dest */
	const char *dest;            /* name of an OP_DEST */
	const char *contents;        /* description of the link */
	const char *list_numbering;  /* PDF name: "Disc", "Decimal" */
	const void *source;          /* of figures and tables: the block they show, by which files are attached to them */
};

/* Why paint is no content (PDF 32000-1, 14.8.2.2): "Pagination" (subtype Header, Footer, Watermark), "Layout", "Background". */
enum artifact { ARTIFACT_HEADER, ARTIFACT_FOOTER, ARTIFACT_WATERMARK, ARTIFACT_LAYOUT, ARTIFACT_BACKGROUND };

struct color { float r, g, b; };

enum path_verb { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE };
struct path_seg { enum path_verb verb; double x[3], y[3]; };

enum op_kind {
	OP_TAG_BEGIN, OP_TAG_END /* says which: tag.tag */, OP_ARTIFACT_BEGIN, OP_ARTIFACT_END,
	OP_TEXT,                     /* a run at its baseline origin */
	OP_RECT,                     /* filled */
	OP_LINE,                     /* stroked */
	OP_PATH,                     /* filled and/or stroked */
	OP_IMAGE,                    /* a picture, turned upright, filling its box */
	OP_DEST,                     /* a named place */
	OP_ROTATE_BEGIN, OP_ROTATE_END,  /* about (x, y) by degrees: watermark, axis titles */
	OP_SLOT,                     /* here flow is read, whatever its operations stand between; before any of them */
	OP_FLOW_BEGIN, OP_FLOW_END,  /* not within a leaf or another flow, not over the end of a page */
	OP_WORDS,                    /* layout's own, on no page: a line whose runs and leaves are made with its page (box.h) */
	OP_LATER,                    /* the same: operations that are made with their page (box.h) */
	OP_AS_DRAWN_BEGIN, OP_AS_DRAWN_END,  /* within layout/ alone, on no page that is done: see mirror.h */
};

/* Of a line that begins with the words of a heading or term and goes on with text, each in an element of its own. */
enum words_part { WORDS_ALL, WORDS_LEAD, WORDS_REST };

/* Tens of thousands are kept until the first page is made: small. */
struct op {
	enum op_kind kind;
	union {
		struct { enum tag tag; const struct tag_attrs *attrs; } tag;     /* of OP_TAG_BEGIN; attrs may be NULL */
		enum artifact artifact;
		struct { const struct text_run *run; double x, y; struct color color; } text;  /* y: the baseline */
		struct { double x, y, w, h; struct color color; } rect;
		struct { float x0, y0, x1, y1, width, dash; struct color color; } line;   /* dash 0: solid */
		struct { const struct path_seg *segs; uint32_t n; bool fill, stroke, is_rough; struct color fill_color, stroke_color; float width, dash;
		} path;                          /* dash 0: solid; rough: an eighth of a point is exact enough */
		struct { const struct image *image; double x, y, w, h; } image;
		struct { const char *name; double x, y; } dest;
		struct { double x, y, degrees; } rotate;
		uint32_t flow;               /* of OP_SLOT, OP_FLOW_BEGIN: from 0 in the order of the slots */
		struct {
			const struct inline_para *para;
			double x, y;                 /* y: the line's top */
			uint32_t line;
			uint8_t part;                /* enum words_part */
			bool is_artifact, is_colored;    /* colored: in color, whatever the words' own */
			struct color color;
		} words;
		struct { const struct later *what; uint32_t part; double x, y; } later;
		struct { double x, w; } box;     /* of OP_AS_DRAWN_BEGIN: the figure's */
	} u;
};

struct page {
	double width_pt, height_pt;
	struct op *ops;
	size_t op_count, op_cap;
	const char *label;           /* as printed: "3", "A-1" */
};

struct outline_entry {
	const char *title;
	int level;                   /* 1.. */
	const char *dest;
	const char *lang;
};

struct page_feed;

/* Pages in order, one at a time: a long document is never whole in memory. */
struct page_feed_impl {
	/* *page is valid until the next call, and NULL after the last one. False with *err. */
	bool (*next)(struct page_feed *feed, const struct page **page, struct err *err);
	void (*rewind)(struct page_feed *feed);      /* back to the first page: all come again as they came before */
};

struct page_feed {
	const struct page_feed_impl *impl;
	size_t page_count;
	const struct outline_entry *outline;
	size_t outline_count;
};

/* All pages at once, for who made them by hand or must look at them together. */
struct pages {
	struct page *v;
	size_t n, cap;
	struct outline_entry *outline;
	size_t outline_count, outline_cap;
};

/* A feed of pages that are there already and outlive it. */
struct pages_feed {
	struct page_feed feed;
	const struct pages *pages;
	size_t at;
};

struct page_feed *pages_feed(struct pages_feed *feed, const struct pages *pages);    /* returns &feed->feed */

const char *tag_name(enum tag tag);              /* as PDF has it: "H1", "LBody" */

/* The pages as text, one operation a line, numbers rounded to 0.1 pt: for golden tests. */
bool pages_trace(struct page_feed *feed, struct buf *out, struct err *err);

#endif
