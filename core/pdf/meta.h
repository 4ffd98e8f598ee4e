/* meta: who, what and when, twice: as Info (PDF 32000-1, 14.3.3) and as XMP (14.3.2), always in step. */
#ifndef PDF_META_H
#define PDF_META_H

#include <stdbool.h>

struct buf;
struct err;
struct pdf_meta;

#define META_ID_SIZE 33      /* 32 hex digits and a NUL */

#define META_URI    "urn:x-sitrep:report:1:"
#define META_PREFIX "sitrep"

/* The properties there are (struct pdf_property), with what they mean; name NULL ends it. */
struct meta_known {
	const char *name, *help;
};
extern const struct meta_known meta_known[];

bool meta_check(const struct pdf_meta *meta, struct err *err);   /* title, lang and created must be there, what is declared known, attachments allowed */
void meta_put_date(struct buf *out, const char *key, const char *iso);     /* "/ModDate(D:20260930120000Z)" */
void meta_put_info(struct buf *out, const struct pdf_meta *meta);
void meta_put_xmp(struct buf *out, const struct pdf_meta *meta);
void meta_id(const struct pdf_meta *meta, char id[META_ID_SIZE]);

#endif
