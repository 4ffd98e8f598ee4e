/* finish: the pass over what Cairo wrote. Reads its objects as they come, keeps paint and fonts, leaves the rest to tree.c. */
#ifndef PDF_FINISH_H
#define PDF_FINISH_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;
struct page_feed;
struct pdf_meta;
struct pdf_parts;
struct spells;
struct tags;

struct finish;

struct finish *finish_new(struct tags *tags, struct spells *spells, struct pdf_parts *parts, struct buf *out);  /* all must outlive it; parts may be NULL */
void finish_free(struct finish *finish);         /* NULL is fine */

/* Where Cairo's bytes are to be added: finish_read takes them away. */
struct buf *finish_input(struct finish *finish);

/*
 * Read all whole objects among the bytes taken and write them on. The content of
 * a page may come once tags have followed it. False: something Cairo is not known to write.
 */
bool finish_read(struct finish *finish, struct err *err);

/* The file cannot be right: give up the spells and begin again. */
bool finish_must_restart(const struct finish *finish);

/* After Cairo's last byte: write structure, links, outline, metadata and the end of the file. */
bool finish_end(struct finish *finish, const struct page_feed *feed, const struct pdf_meta *meta, struct err *err);

#endif
