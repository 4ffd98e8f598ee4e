/* pdf: pages become a tagged PDF: painted by Cairo, finished by a streaming pass of our own; see README.md here. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct buf;
struct err;
struct face;
struct page_feed;

/* What a file within the file is to what it belongs to (ISO 19005-3, Annex E). */
enum pdf_relation { PDF_SOURCE, PDF_DATA, PDF_ALTERNATIVE, PDF_SUPPLEMENT };

/*
 * A file within the file: listed in the reader's attachment pane, and an associated file of the document. Names are unique, and of
 * letters, digits, '-', '_' and '.' alone. Not for PDF/A-2, which may hold none.
 */
struct pdf_attachment {
	const char *name, *kind;     /* "figure-3-grain.csv", "text/csv" */
	const char *description;     /* for people */
	enum pdf_relation relation;
	const void *source;          /* tag_attrs.source of the element it belongs to as well; NULL: to the document alone */
	const void *bytes;
	size_t len;

	/*
	 * In place of bytes, for what tells of the file itself: called last of all with everything that stands before it. After it
	 * come this attachment, those behind it that are made too, and the cross-reference stream.
	 */
	bool (*make)(void *ctx, const void *before, size_t len, struct buf *bytes, struct err *err);
	void *ctx;
	bool is_plain;               /* not deflated: to be found by who reads no PDF */
};

/* What the file consists of, as it was written: complete once attachments are made. Begins as zeroes. */
struct pdf_parts {
	char (*pages)[HASH_HEX];     /* SHA-256 of each page's content, before it is deflated */
	size_t page_count, page_cap;
	const struct face **faces;   /* that its text is set in, in the order of their first use */
	size_t face_count, face_cap;
	char metadata[HASH_HEX];     /* of the XMP */
};
void pdf_parts_fini(struct pdf_parts *parts);

/* What a report says of itself beside what every PDF may: as an entry of Info, and in XMP as a property of the namespace META_URI. */
struct pdf_property {
	const char *name;            /* one that meta.c knows: "AsOf" */
	const char *value;           /* NULL or empty: it says nothing */
};

struct pdf_meta {
	const char *title, *author, *subject, *keywords, *lang;     /* title and lang are required */
	const char *second_lang;     /* of an edition in two languages; NULL: there is one */
	const char *created;         /* ISO 8601 UTC: nothing in the file is younger or older */
	const char *creator;         /* "Sitrep 1.0.0" */
	const char *id_seed;         /* what the file's /ID is made from: hash of the inputs */
	bool is_faulty;              /* it keeps some readers out: PDF/UA is not declared */
	const char *archive;         /* declared beside PDF/UA-1: a level that doc/conformance.h knows; NULL: none */
	const struct pdf_property *properties;
	size_t property_count;
	const struct pdf_attachment *attachments;
	size_t attachment_count;
	struct buf *reading;         /* gets the document as it is heard (reading.h), for people; NULL: it is not asked for */
	struct pdf_parts *parts;     /* to be filled; NULL: nobody asks */
};

const char *pdf_painter(void);       /* "Cairo 1.16.0", at run time */

/* CPU time spent. */
struct pdf_cost {
	int64_t make_us;             /* the feed's: pages are made as they are asked for */
	int64_t paint_us;            /* Cairo and the tags that follow it */
	int64_t finish_us;           /* the pass, deflating included */
};

/*
 * Write the feed's pages, from where it stands at its beginning, as PDF 1.7 with the marks of PDF/UA-1 into *out (appended). Same input, same bytes. False
 * with *err when Cairo fails, when a page holds undeclared paint, or when Cairo's
 * output is not what the pass expects; *out is then as it was. *cost says what was spent either way.
 */
bool pdf_write(struct page_feed *feed, const struct pdf_meta *meta, struct buf *out, struct pdf_cost *cost,
               struct err *err);

/*
 * Cairo keeps faces by their address, also after the last document painted with them. Call this before
 * fonts_free where the process goes on and opens fonts again.
 */
void pdf_forget_faces(void);

/*
 * Load what drawing an SVG takes. A process that is going to give up opening files calls it before, where there are any to
 * draw; what goes wrong is told when one is drawn.
 */
void pdf_warm_vector(void);

#endif
