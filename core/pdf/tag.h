/*
 * tag: the structure that goes round the paint. Follows the operations of the
 * pages in order, and keeps what the file needs afterwards: the tree of structure
 * elements, which stretch of which page belongs to which element, links, named places.
 *
 * Every stretch of paint that belongs together (the paint of one leaf, or of one artifact) is a *mark*. A
 * mark in one colour is an *ink*; inks are numbered from 1 on each page. paint.c paints
 * with the number in place of the colour, finish.c finds the numbers in what Cairo wrote: see README.md.
 */
#ifndef PDF_TAG_H
#define PDF_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "layout/page.h"

struct arena;
struct err;

#define TAG_NONE UINT32_MAX

/*
 * How the number of an ink is written as a colour: in three digits, the lowest in the first channel, each the thousandths that
 * are missing to 1. So all channels are above 0.1: what is less Cairo prints twice, and to eighteen places first.
 */
#define TAG_INK_BASE 900u
#define TAG_BACKDROP 728999999u      /* the ink of what covers a page before all paint and is left out of it: the highest */

enum kid_kind { KID_ELEM, KID_MARK, KID_ANNOT, KID_SLOT /* nothing itself: a flow's kids come behind it */ };

/* What stands in an element, in order: a list through next. */
struct tag_kid {
	uint32_t kind : 2;           /* enum kid_kind */
	uint32_t index : 30;         /* into elems, marks or annots */
	uint32_t next;               /* into kids; TAG_NONE: the last */
};

struct tag_elem {
	const struct tag_attrs *attrs;   /* its own, as are their words: pages come and go; NULL: none */
	enum tag tag;
	uint32_t parent;             /* TAG_NONE: the root */
	uint32_t outer;              /* what was open when it began: the parent, but for notes */
	uint32_t page;               /* where it began */
	uint32_t first_kid, last_kid;
};

struct tag_mark {
	uint32_t page;
	uint32_t elem;               /* TAG_NONE: an artifact */
	uint32_t mcid;
	uint8_t artifact;            /* enum artifact */
	bool must_show;              /* holds something that Cairo may not leave out */
	bool is_shown;               /* found in what Cairo wrote */
};

struct tag_ink {
	uint32_t mark;
	struct color color;
	uint32_t picture;            /* stands here in place of paint; TAG_NONE: none */
};

/* A picture where it stands. */
struct tag_picture {
	uint32_t image;              /* into images */
	double matrix[6];            /* from its unit square (PDF 32000-1, 8.9.4) to the page, y downwards */
};

/* A link's area on one line. Text lies in texts, the words that stand there. */
struct tag_annot {
	uint32_t page, elem;
	double box[4];               /* x0 y0 x1 y1, y downwards */
	size_t text_at;
};

/* What is read at one place and painted at others. */
struct tag_flow {
	uint32_t elem;               /* that its outermost elements stand in; TAG_NONE: its slot has not come */
	uint32_t last_kid;           /* of elem: the next of them comes behind it */
	uint32_t open;               /* innermost element that is open in it */
};

struct tag_page {
	double width_pt, height_pt;
	size_t label_at;             /* in tags.labels */
	size_t ink_count;
	size_t first_mark, mark_count;
	size_t first_annot, annot_count;
	size_t first_picture, picture_count;
	uint32_t mcid_count;
};

struct tag_dest {
	uint32_t page;
	double x, y;
};

struct tags {
	struct tag_elem *elems;
	size_t elem_count, elem_cap;
	struct tag_kid *kids;
	size_t kid_count, kid_cap;
	struct tag_mark *marks;
	size_t mark_count, mark_cap;
	struct tag_ink *inks;        /* of the page in hand */
	size_t ink_count, ink_cap;
	struct tag_flow *flows;
	size_t flow_count, flow_cap;
	struct tag_annot *annots;
	size_t annot_count, annot_cap;
	struct tag_picture *pictures;
	size_t picture_count, picture_cap;
	const struct image **images; /* each once */
	size_t image_count, image_cap;
	struct arena *arena;         /* of attributes */
	const struct tag_attrs *bare;    /* the last that were kept and have no words */
	struct buf texts;            /* of the links, each NUL-terminated */
	struct buf labels;           /* of the pages, each NUL-terminated */
	struct tag_page *pages;
	size_t page_count, page_cap;
	struct tag_dest *dests;      /* in the order of dest_names */
	size_t dest_count, dest_cap;
	struct map *dest_names;      /* to index + 1 as pointer */
	struct map *ids;             /* of elements */
	bool listens;                /* keeps the words of marks: heard_at by mark, where they begin in heard */
	struct buf heard;
	size_t *heard_at;
	size_t heard_count, heard_cap;

	/* where the walk stands */
	uint32_t flow;               /* walked in; TAG_NONE: none */
	uint32_t outside;            /* in a flow: what is open outside it */
	uint32_t open;               /* innermost open element */
	bool in_span;                /* a Span is open that says nothing: no element, its paint is the open one's */
	uint32_t mark;               /* being painted; TAG_NONE: none */
	uint32_t link;               /* outermost open link; TAG_NONE: none */
	bool in_artifact;
	enum artifact artifact;
	size_t op;                   /* on this page, from 1, for messages */
};

void tags_init(struct tags *tags);
void tags_fini(struct tags *tags);
void tags_listen(struct tags *tags);     /* for reading.h; before the first page */

void tags_page_begin(struct tags *tags, const struct page *page);

/*
 * Follow one operation. False: tags that may not nest so, paint outside of leaves and
 * artifacts, a figure without alt …; the message names page, operation and what it was.
 */
bool tags_op(struct tags *tags, const struct op *op, struct err *err);

/* The number to paint the operation just followed with, in color. */
unsigned tags_ink(struct tags *tags, struct color color);

/* The same for a picture: what is painted with it will be the picture, put in place by matrix. */
unsigned tags_picture_ink(struct tags *tags, const struct image *image, const double matrix[6]);

/* What a page and the whole must have closed by their ends, and that links lead somewhere. */
bool tags_page_end(struct tags *tags, struct err *err);
bool tags_end(struct tags *tags, struct err *err);

const struct tag_dest *tags_dest(const struct tags *tags, const char *name);     /* NULL: there is none */

#endif
