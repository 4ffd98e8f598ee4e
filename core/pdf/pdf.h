/* pdf: pages become a tagged PDF: painted by Cairo, finished by a streaming pass of our own; see README.md here. */
#ifndef PDF_PDF_H
#define PDF_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct err;
struct face;
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

/* CPU time spent. */
struct pdf_cost {
	int64_t paint_us;            /* Cairo and the tags that follow it */
	int64_t finish_us;           /* the pass, deflating included */
};

/* pdf_write, and what it cost. */
bool pdf_write_costed(struct arena *arena, const struct pages *pages, const struct pdf_meta *meta, struct buf *out,
                      struct pdf_cost *cost, struct err *err);

/*
 * Have Cairo measure the glyphs of text in face at size_pt now: a process forked afterwards finds them. Once a
 * face was painted with or warmed, it must live as long as the process: Cairo keeps it by address.
 */
void pdf_warm(const struct face *face, double size_pt, const char *text);

#endif
