/*
 * archive: what a file declares beside PDF/UA-1, and what that takes: the levels of ISO 19005-2 and -3 (PDF/A-2, PDF/A-3). What
 * they forbid of pages, fonts and pictures is never written, whatever is declared; tests/pdfcheck.c has the rules.
 */
#ifndef PDF_ARCHIVE_H
#define PDF_ARCHIVE_H

#include <stdbool.h>

struct buf;
struct objs;

struct archive {
	const char *name;            /* "pdf/a-3a" */
	int part;
	char level;                  /* 'A', 'B' or 'U' */
	bool may_attach;             /* files of any kind, that is: part 2 allows none but PDF/A */
};

const struct archive *archive_lookup(const char *name);  /* NULL: there is none of that name */

/*
 * The part of the XMP that says so, with the description of the properties that ISO 19005 does not know (6.6.2.3): a
 * whole rdf:Description each.
 */
void archive_put_xmp(const struct archive *archive, struct buf *out);

/* The catalog's "/OutputIntents[…]", its profile written: sRGB, which all colours of a page are in (6.2.3). */
void archive_put_intent(struct objs *objs, struct buf *out);

#endif
