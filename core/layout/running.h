/* running: header, footer and watermark of a page: all of it artifact. For layout/ alone. */
#ifndef LAYOUT_RUNNING_H
#define LAYOUT_RUNNING_H

#include <stdbool.h>
#include <stddef.h>

struct doc;
struct node;
struct ops;
struct setter;

/* number and count: what the page and the last one are called; chapter: the level 1 heading it belongs to, or NULL. Positions are the page's. */
bool running_set(struct setter *setter, const char *number, const char *count, const struct node *chapter, struct ops *ops);

/* The document's marking at the page's head and foot, where it has one; below what takes the page's first `taken` points. */
bool running_marking(struct setter *setter, double taken, struct ops *ops);

/* The watermark alone: what the request says, "Draft" where the document is one. */
bool running_watermark(struct setter *setter, struct ops *ops);

/*
 * text with {title} {as_of} {report} {section} {page} {pages} {page_of} filled in, in the language of doc, in the
 * arena.
 */
const char *running_fill(struct setter *setter, const struct doc *doc, const char *text, const char *number, const char *count,
                         const struct node *chapter);

#endif
