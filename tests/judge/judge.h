/*
 * judge: what a reader sees, measured on the finished PDF: where each line of text stands, what lies on what, which lines
 * stand alone, and whether everything the document says can be got out again. Reads the file through libqpdf and an
 * interpreter of content streams of its own; shares nothing with core/pdf/ or core/layout/ and asks the engine nothing.
 */
#ifndef TESTS_JUDGE_H
#define TESTS_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct node;

/* Margins of the text area in points, the same on every page; words may stick out of its sides by hang. */
struct judge_page {
	double top, bottom, left, right;
	double hang;
};

/* What cannot always be had: told, and counted. */
struct judge_rare {
	size_t divided;              /* paragraphs of four lines and more that a page's end divides */
	size_t alone;                /* of these, with a line alone at a page's foot or head */
};

/*
 * Append a line to *report for each thing that is wrong: text or drawing outside of the margins, text on text, a heading
 * parted from what it heads. *rare is added to. True when there is nothing.
 */
bool judge_looks(const void *pdf, size_t len, const struct judge_page *page, struct judge_rare *rare, struct buf *report);

/*
 * The same for words: every block of text below root must be found in the tagged text, whole and in its order, by what the
 * fonts say of their glyphs and by ActualText too. is_divided: rows were divided between lines; then only characters are counted.
 */
bool judge_words(const void *pdf, size_t len, const struct node *root, bool is_divided, struct buf *report);

#endif
