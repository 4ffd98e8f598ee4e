/*
 * index: terms with the pages they stand on. Pages are known only once the document is divided, and how long the index is has
 * a part in that: it is set again with what was found until both agree. For layout/ alone.
 */
#ifndef LAYOUT_INDEX_H
#define LAYOUT_INDEX_H

#include <stdbool.h>
#include <stddef.h>

struct node;
struct setter;
struct vlist;

/* Where nodes came to stand. */
struct index_pages {
	size_t (*page)(void *ctx, const struct node *node);      /* from 1, by the order of pages */
	const char *(*label)(void *ctx, size_t page);            /* as it is printed */
	void *ctx;
};

/* Set every index of the list again; positions of pieces behind one move. An index never has fewer lines than before. */
bool index_settle(struct setter *setter, struct vlist *list, const struct index_pages *pages);

/* Is every term on the pages its line says? False too where nothing was settled yet. */
bool index_is_settled(const struct vlist *list, const struct index_pages *pages);

#endif
