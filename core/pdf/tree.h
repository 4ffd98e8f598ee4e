/* tree: what is in the file beside paint and fonts: pages, structure, links, outline, named places, labels, metadata. */
#ifndef PDF_TREE_H
#define PDF_TREE_H

#include <stdbool.h>

struct err;
struct objs;
struct page_feed;
struct pdf_meta;
struct tags;

struct tree_page {
	unsigned num, contents, resources;       /* object numbers */
};

/* Write it all and end the file. tree_pages has an element for each page of tags. */
bool tree_write(struct objs *objs, const struct tags *tags, const struct tree_page *tree_pages, const struct page_feed *feed,
                const struct pdf_meta *meta, struct err *err);

#endif
