/* compose: one page of a book at a time, as operations in reading order. For layout/ alone. */
#ifndef LAYOUT_COMPOSE_H
#define LAYOUT_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct book;
struct composer;
struct page;
struct setter;

/* In the arena; book and setter must outlive it. The setter's arena holds what belongs to the page in hand. */
struct composer *composer_new(struct arena *arena, struct setter *setter, const struct book *book);
void composer_free(struct composer *composer);   /* before its arena */

/* Begin again with the first page. */
void composer_rewind(struct composer *composer);

/* Make page p, from 0, the one after the last that was made. Valid until the next call; NULL with the setter's err. */
const struct page *composer_page(struct composer *composer, size_t p);

#endif
