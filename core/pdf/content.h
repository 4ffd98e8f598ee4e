/* content: the operations of a page become its content stream (PDF 32000-1, 7.8.2): painted, and marked as tag.c says. */
#ifndef PDF_CONTENT_H
#define PDF_CONTENT_H

#include <stdbool.h>

struct buf;
struct err;
struct objs;
struct page;
struct tags;

/* What pages use: the fonts and pictures of the one resource dictionary that they share. */
struct resources;

struct resources *resources_new(void);
void resources_free(struct resources *resources);    /* NULL is fine */

/*
 * Append the content of a page to *out, following it with tags. False with *err: what tags refuse, text that lies
 * outside of the page, glyphs or clusters that do not belong to their run.
 */
bool content_write(struct resources *resources, struct tags *tags, const struct page *page, struct buf *out, struct err *err);

/* Write the dictionary as object num and all it names, once all pages are written. */
bool resources_write(struct resources *resources, struct objs *objs, unsigned num, struct err *err);

#endif
