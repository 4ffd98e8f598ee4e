/* pdf: pages become a tagged PDF, page by page; see README.md here. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct page_feed;

struct pdf_meta {
	const char *title, *author, *subject, *keywords, *lang;     /* title and lang are required */
	const char *created;         /* ISO 8601 UTC: nothing in the file is younger or older */
	const char *creator;         /* "Sitrep 1.0.0" */
	const char *id_seed;         /* what the file's /ID is made from: hash of the inputs */
};

/* CPU time spent. */
struct pdf_cost {
	int64_t make_us;             /* the feed's: pages are made as they are asked for */
	int64_t paint_us;            /* contents and the tags that follow them */
	int64_t finish_us;           /* deflating, fonts, and all that comes behind the pages */
};

/*
 * Write the feed's pages, from where it stands at its beginning, as PDF 1.7 with the marks of PDF/UA-1 into *out (appended). Same input, same bytes. False
 * with *err when a page cannot be made, holds undeclared paint, or a font or picture cannot be embedded; *out is then as it was. *cost says what was spent either way.
 */
bool pdf_write(struct page_feed *feed, const struct pdf_meta *meta, struct buf *out, struct pdf_cost *cost,
               struct err *err);

/*
 * Load what drawing an SVG takes. A process that is going to give up opening files calls it before, where there are any to
 * draw; what goes wrong is told when one is drawn.
 */
void pdf_warm_vector(void);

#endif
