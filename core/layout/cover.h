/* cover: the title page. For layout/ alone. */
#ifndef LAYOUT_COVER_H
#define LAYOUT_COVER_H

#include <stdbool.h>

struct ops;
struct setter;

/* The whole page's operations; positions are the page's. */
bool cover_set(struct setter *setter, struct ops *ops);

#endif
