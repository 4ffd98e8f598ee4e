/*
 * attached: what goes with a report that attaches its data: the request and what came with it, the whole document as JSON, and the
 * data of each table and figure as CSV, named as the page calls them.
 */
#ifndef RENDER_ATTACHED_H
#define RENDER_ATTACHED_H

#include <stddef.h>

struct arena;
struct doc;
struct host_attachment;
struct pdf_attachment;

/* A list that others may add to. */
struct attached {
	struct arena *arena;
	struct pdf_attachment *v;
	size_t n, cap;
};

/* The request's text, and the files that came with it. All is borrowed. */
void attached_add_request(struct attached *attached, const struct doc *doc, const char *text, size_t len,
                          const struct host_attachment *files, size_t file_count);

/* What the resolved document says: whole, and block by block. */
void attached_add_document(struct attached *attached, const struct doc *doc);

#endif
