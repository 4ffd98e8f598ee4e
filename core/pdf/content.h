/* content: one page's drawing as Cairo wrote it, with the marked content that it stands for. */
#ifndef PDF_CONTENT_H
#define PDF_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct spells;
struct tags;

/*
 * Append the content stream p to *out, ink numbers replaced by colours, every mark wrapped in
 * BDC and EMC; the marks that were found are noted in tags. page counts from 0. *must_restart is set when spells
 * turn out to be wrong (spells_bare). False: an operator that Cairo is not known to write, paint without ink, text that
 * was painted and is not there.
 */
bool content_rewrite(struct tags *tags, struct spells *spells, size_t page, const char *p, size_t n, struct buf *out,
                     bool *must_restart, struct err *err);

#endif
