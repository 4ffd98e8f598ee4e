/* cover: the title page, or the title block of documents without one. For layout/ alone. */
#ifndef LAYOUT_COVER_H
#define LAYOUT_COVER_H

#include <stdbool.h>

struct ops;
struct setter;
struct vlist;

/* The whole page's operations; positions are the page's. */
bool cover_set(struct setter *setter, struct ops *ops);

/* The title block, as one piece at the head of an empty list. */
bool cover_block(struct setter *setter, struct vlist *list);

#endif
