/*
 * archive: what a file has to say to be PDF/A-2 or PDF/A-3 (ISO 19005-2, -3) beside PDF/UA-1. What they
 * forbid of pages, fonts and pictures is never written, whatever is declared; tests/MATTERHORN.md has the rules.
 */
#ifndef PDF_ARCHIVE_H
#define PDF_ARCHIVE_H

struct buf;
struct conformance;
struct objs;

/*
 * The part of the XMP that says so, with the description of the properties that ISO 19005 does not know (6.6.2.3): a
 * whole rdf:Description each.
 */
void archive_put_xmp(const struct conformance *conformance, struct buf *out);

/* The catalog's "/OutputIntents[…]", its profile written: sRGB, which all colours of a page are in (6.2.3). */
void archive_put_intent(struct objs *objs, struct buf *out);

#endif
