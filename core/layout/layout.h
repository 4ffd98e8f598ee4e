/* layout: a resolved document and a template make pages. Always ends; never paints. */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct doc;
struct err;
struct errs;
struct pages;
struct shaper;
struct template;

struct layout_limits {
	size_t max_pages;
};

/* Called at each finished page, for progress; false ends the layout (cancelled). */
typedef bool (*layout_page_fn)(void *ctx, size_t page);

/*
 * Lay doc out. *pages lives in the arena. Warnings name the block that had to be split, scaled or
 * stuck out. False with *err: a limit passed, a character without glyph, a block that can never be set.
 */
bool layout_document(struct arena *arena, const struct doc *doc, const struct template *template,
                     struct shaper *shaper, const struct layout_limits *limits, layout_page_fn on_page, void *ctx,
                     struct pages *pages, struct errs *warnings, struct err *err);

#endif
