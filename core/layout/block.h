/*
 * block: what blocks of words share, and the setters of their kinds. For layout/ alone. Setters append to list, x from the
 * text area's left; false with the setter's err.
 */
#ifndef LAYOUT_BLOCK_H
#define LAYOUT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "doc/template.h"
#include "layout/page.h"

struct inline_para;
struct node;
struct piece;
struct setter;
struct vlist;

const struct template_style *block_style(const struct setter *setter, enum template_style_id id);

/*
 * What it costs to part a block of rows, so high, where so much of it stands above: nothing where a page could not
 * hold it, and nearly nothing where it could only just; else the more the smaller it is, and the farther from its middle.
 */
int block_parting(double above, double height, double page);

/* A page that ends before piece costs that much at least. */
void block_cost(struct piece *piece, int break_cost);

/*
 * The lines of para as pieces, tag round them, space above. node is the block that begins with them, NULL: none. The index
 * of the first, SIZE_MAX on failure.
 */
size_t block_lines(struct setter *setter, struct inline_para *para, enum tag tag, const struct node *node, double x,
                   double width, double space, struct vlist *list);

/* How lines stand in the structure where that is more than one element round them all. */
struct block_frame {
	enum tag tag;
	const struct node *node;
	bool has_lead, has_body;     /* para has a lead: in an element of its own before that of the text, whose element LBody begins then */
	enum tag lead_tag;
	struct inline_para *label;   /* on one line, at label_x of the first line, as Lbl; NULL: none */
	double label_x;
};
size_t block_framed(struct setter *setter, struct inline_para *para, const struct block_frame *frame, double x, double width,
                    double space, struct vlist *list);

/* What is set before the words of node: "Source:"; NULL: nothing. */
const char *block_prefix(const struct setter *setter, const struct node *node);

/* The inlines of node as a paragraph of the style, its space about it. Warns of words that stick out. */
bool block_words(struct setter *setter, const struct node *node, enum template_style_id id, enum tag tag, double x,
                 double width, struct vlist *list);

/* Where references to the block lead: the head of what comes next. */
void block_place(struct setter *setter, const struct node *node, double x, struct vlist *list);

/* Where the block is to stand (enum node_place): what it says, else what the template says of such. */
unsigned char block_wish(const struct setter *setter, const struct node *node);

/* A block among others, and where it is set. */
struct spot {
	const struct node *node;
	double x, width;
	double indent;               /* of the block, not of the place that leads to it */
	bool is_float, has_place;
};
bool block_put(struct setter *setter, const struct spot *spot, struct vlist *list);

/* The blocks of parent from node on. */
bool block_from(struct setter *setter, const struct node *parent, const struct node *node, double x, double width, struct vlist *list);

/* Are its plain rows made with their pages (table_late.c)? */
bool table_is_long(const struct node *table);

bool callout_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);     /* aside.c */
bool colophon_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);    /* list.c */
bool endnotes_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);    /* note.c */
bool facts_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);       /* facts.c */
bool chronology_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);  /* chronology.c */
bool heading_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);     /* heading.c */
bool index_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);       /* index.c */
bool list_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);        /* list.c */
bool listof_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);      /* contents.c */
bool pull_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);        /* aside.c */
bool matrix_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);      /* matrix.c */
bool quote_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);       /* aside.c */
bool runin_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);       /* heading.c */
bool sources_set(struct setter *setter, const struct node *node, double x, double width, struct vlist *list);     /* list.c */

#endif
