/*
 * annex: the data of figures as tables: right below them, or in a section of their own at the document's end, before what the
 * engine itself writes there. For resolve.c alone.
 */
#ifndef DOC_ANNEX_H
#define DOC_ANNEX_H

#include <stddef.h>

struct arena;
struct doc;
struct node;

/* What it makes lives in the arena. */
struct annex {
	struct arena *arena;
	struct doc *doc;
	struct node **figures;       /* whose data it is to hold, in order */
	size_t n, cap;
};

/* The table of figure's data, which has one (doc/figure.h): its next sibling, or taken down for the annex. */
void annex_put_below(struct annex *annex, struct node *figure);
void annex_note(struct annex *annex, struct node *figure);

/*
 * Once all else is numbered: put the section into the document, a heading and a table for each figure; NULL where there is no
 * figure. Once its tables have numbers, too: a line under each figure that leads to its own.
 */
struct node *annex_add(struct annex *annex);
void annex_refer(struct annex *annex, const struct node *section);

#endif
