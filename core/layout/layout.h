/*
 * layout: a resolved document and a template make pages. Always ends; never paints. Everything is decided first (where lines
 * and pages end, which page is which); pages are made from that one by one, as they are asked for.
 */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct doc;
struct err;
struct errs;
struct json_out;
struct page_feed;
struct pages;
struct shaper;
struct template;

struct layout_limits {
	size_t max_pages;
	bool explains;               /* find what layout_explain() tells */
	size_t whole_pieces;         /* a document that may have more is set in passages (passage.h); 0: as is usual */
};

struct layout;

/*
 * Lay doc out, in the arena; doc, template and shaper must outlive the result. Warnings name the block that had to be split, scaled or
 * stuck out. NULL with *err: a limit passed, a character without glyph, a block that can never be set.
 */
struct layout *layout_new(struct arena *arena, const struct doc *doc, const struct template *template,
                          struct shaper *shaper, const struct layout_limits *limits, struct errs *warnings, struct err *err);
void layout_free(struct layout *layout);         /* before its arena; NULL is fine */

/* Its pages, valid as long as the layout is. */
struct page_feed *layout_feed(struct layout *layout);

/*
 * Into the open object: "pages", why each ended where it did (explain.h), and "layout", the CPU time and memory that each
 * section took, and "blocks", the same of each block of a section: kind, id, section, the file and line that wrote it, at_us, us and cpu_us. Only of a layout that was told to.
 */
void layout_explain(const struct layout *layout, struct json_out *out);

/* The same with all pages at once, in the arena: for tests, and who must look at them together. */
bool layout_document(struct arena *arena, const struct doc *doc, const struct template *template,
                     struct shaper *shaper, const struct layout_limits *limits, struct pages *pages,
                     struct errs *warnings, struct err *err);

#endif
