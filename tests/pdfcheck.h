/*
 * pdfcheck: is a PDF tagged as ISO 14289-1 (PDF/UA-1) and PDF 32000-1 want it, and PDF/A where it says so? Reads the file
 * through libqpdf, and shares no code with core/pdf/.
 */
#ifndef TESTS_PDFCHECK_H
#define TESTS_PDFCHECK_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Append a line to *report for each rule broken; true when there is none. */
bool pdfcheck(const void *pdf, size_t len, struct buf *report);

#endif
