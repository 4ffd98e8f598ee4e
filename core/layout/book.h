/*
 * book: a document when all about its pages is decided and none is made: the pieces, the pages they lie on, and what these are
 * called. For layout/ alone.
 */
#ifndef LAYOUT_BOOK_H
#define LAYOUT_BOOK_H

#include <stddef.h>

#include "layout/box.h"
#include "layout/fill.h"
#include "layout/fit.h"

struct node_page;

struct book {
	struct vlist list;
	struct fill_room room;
	struct fit fit;              /* the pages behind the cover */
	bool explains;               /* find the other ends of pages too */
	size_t cover_pages, page_count;
	const char **labels;         /* of all pages: "ii", "3", "A-1" */
	const char *last_label;      /* of the last page that counts on from the first: "of 17" */
	struct node_page *node_pages;    /* sorted by address */
	size_t node_page_count;
};

/* Once the list is complete: find where pages end, and name them. */
void book_close(struct book *book, const struct setter *setter);

/* The page on which node begins or, of words an index leads to, stands: from 1 with the cover; 0 where it is on none. */
size_t book_page(const struct book *book, const struct node *node);

/* What the page is called on which node begins; "" where it is on none. */
const char *book_label(const struct book *book, const struct node *node);

#endif
