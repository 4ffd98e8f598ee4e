/*
 * objs: the objects of a PDF file and the bytes they become (PDF 32000-1, 7.3
 * and 7.5): streams deflated once, everything else in object streams, a cross-reference stream at the end.
 */
#ifndef PDF_OBJS_H
#define PDF_OBJS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * A file being written. Numbers come from two sides: Cairo's are claimed as they pass,
 * ours are taken afterwards, the unused ones of Cairo's first, so that none is left out.
 */
struct objs;

struct objs *objs_new(struct buf *out);          /* writes the header; out stays the caller's and must outlive it */
void objs_free(struct objs *objs);               /* NULL is fine */

bool objs_claim(struct objs *objs, unsigned num);        /* false: it was claimed before, or is no number a file may have */
void objs_release(struct objs *objs, unsigned num);      /* claimed, but not to be written: ours to use */
unsigned objs_take(struct objs *objs);                   /* a number of our own; only once all of Cairo's are claimed */

void objs_add(struct objs *objs, unsigned num, const struct buf *body);      /* anything but a stream */

/* dict is what stands between << and >>, without Length and Filter. */
void objs_add_stream(struct objs *objs, unsigned num, const char *dict, const void *data, size_t len);
void objs_add_packed(struct objs *objs, unsigned num, const char *dict, const void *data, size_t len);   /* deflated already */
void objs_add_plain(struct objs *objs, unsigned num, const char *dict, const void *data, size_t len);    /* to stay readable */

const void *objs_written(struct objs *objs, size_t *len);   /* the file so far, nothing held back; until the next call */

/* Write what is left, the cross-reference stream and the trailer. id is 32 hex digits. */
void objs_finish(struct objs *objs, unsigned root, unsigned info, const char *id);

/* Values as they stand in an object. */
void objs_put_text(struct buf *out, const char *utf8);   /* text string (7.9.2.2): ASCII, else UTF-16BE */
/* The same, and how it goes on in another language, by its two letters of ISO 639-1. */
void objs_put_text_in_two(struct buf *out, const char *utf8, const char lang[2], const char *second);
void objs_put_bytes(struct buf *out, const char *s);     /* byte string, escaped */
void objs_put_num(struct buf *out, double v);            /* at most three decimals */
void objs_put_ref(struct buf *out, unsigned num);        /* " 12 0 R" */

#endif
