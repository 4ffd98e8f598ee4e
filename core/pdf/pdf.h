/* pdf: pages become a tagged PDF: painted by Cairo, finished by a streaming pass of our own; see README.md here. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct err;
struct pages;

struct pdf_meta {
	const char *title, *author, *subject, *keywords, *lang;     /* title and lang are required */
	const char *created;         /* ISO 8601 UTC: nothing in the file is younger or older */
	const char *creator;         /* "Sitrep 1.0.0" */
	const char *id_seed;         /* what the file's /ID is made from: hash of the inputs */
};

/*
 * Write pages as PDF 1.7 with the marks of PDF/UA-1 into *out (appended). Same input, same bytes. False
 * with *err when Cairo fails, when a page holds undeclared paint, or when Cairo's
 * output is not what the pass expects.
 */
bool pdf_write(struct arena *arena, const struct pages *pages, const struct pdf_meta *meta, struct buf *out, struct err *err);

#endif
