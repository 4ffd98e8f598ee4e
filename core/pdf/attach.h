/*
 * attach: files within the file (PDF 32000-1, 7.11.4), each associated with the document and, where it is the source of a figure or
 * table, with that element too (ISO 19005-3, Annex E). Numbers are taken first, so that what they belong to can
 * name them; bytes are written once everything else is there.
 */
#ifndef PDF_ATTACH_H
#define PDF_ATTACH_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct objs;
struct pdf_meta;

struct attach {
	struct objs *objs;
	const struct pdf_meta *meta;
	unsigned *specs, *files;     /* object numbers, by index of meta->attachments */
};

bool attach_check(const struct pdf_meta *meta, struct err *err);     /* names, kinds, and that they may be there at all */

void attach_init(struct attach *attach, struct objs *objs, const struct pdf_meta *meta);
void attach_fini(struct attach *attach);

/* "/AF[12 0 R]" of what was made from source, if anything is. */
void attach_put_of(const struct attach *attach, const void *source, struct buf *out);

void attach_put_all(const struct attach *attach, struct buf *out);   /* the catalog's "/AF[…]"; nothing where there are none */
void attach_put_names(const struct attach *attach, struct buf *out); /* the catalog's "/EmbeddedFiles<<…>>", likewise */

/* The last objects of the file: what is there already, then what is made of all that stands before it. */
bool attach_write(const struct attach *attach, struct err *err);

#endif
