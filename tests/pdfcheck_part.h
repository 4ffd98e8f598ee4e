/*
 * The parts of pdfcheck: what they share. Each complaint begins with its rule: "M28-012" is a failure condition of the Matterhorn
 * Protocol 1.1, "A6.2.8" a clause of ISO 19005-3 (PDF/A-3), "P14.7" one of PDF 32000-1; MATTERHORN.md has them all.
 */
#ifndef TESTS_PDFCHECK_PART_H
#define TESTS_PDFCHECK_PART_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define MCID_MAX 4096        /* a page */

struct font;

struct mark {
	bool in_content, in_tree;
	bool has_text;
	int elem;                /* object number of the element that lists it */
	bool has_lang;           /* that element's, or inherited */
};

struct page {
	int num;                 /* object number */
	qpdf_oh oh;
	struct mark marks[MCID_MAX];
	int mark_count;
	int struct_parents;
};

struct check {
	qpdf_data q;
	const char *pdf;         /* as it came */
	size_t len;
	struct buf *report;
	size_t complaints;
	struct page *pages;
	int page_count;
	qpdf_oh root, parent_tree;
	bool has_lang;           /* the catalog's */
	int annots_in_tree;      /* OBJR */
	int last_heading;
	bool has_h;              /* H, that has no level */
	struct buf ids;          /* "\n" id "\n" … */
	struct buf heads;        /* "\n" of what Headers name "\n" … */
	struct font *fonts;
	size_t font_count, font_cap;
	char level;              /* of PDF/A: 'A', 'B', 'U'; 0: none is declared */
	int part;
};

void complain(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Of a dictionary or stream; null where it lacks, or the object is neither. */
qpdf_oh key(struct check *c, qpdf_oh dict, const char *name);
bool has(struct check *c, qpdf_oh dict, const char *name);
bool is_name(struct check *c, qpdf_oh oh, const char *name);
bool is_text(struct check *c, qpdf_oh oh);       /* a string that is not empty */
int number_of(struct check *c, qpdf_oh oh);      /* as object; of direct ones 0 */

/* An array's n-th, or the thing itself, which counts as an array of one; null is one of none. */
int count_of(struct check *c, qpdf_oh oh);
qpdf_oh item_of(struct check *c, qpdf_oh oh, int i);

/* Names of a dictionary: libqpdf has one iterator, so they are collected before anything is looked at. The caller frees the list, not the names' count. */
struct names {
	char (*v)[64];
	size_t n, cap;
};
void names_of(struct check *c, qpdf_oh dict, struct names *names);

qpdf_oh number_lookup(struct check *c, qpdf_oh node, int number);        /* of a number tree; null where it lacks */
struct page *page_of(struct check *c, qpdf_oh oh);

void check_tree(struct check *c);                /* pdfcheck_tree.c: the structure elements */
void read_content(struct check *c, struct page *page, const char *p, size_t len);    /* pdfcheck_content.c: a page's */
void check_resources(struct check *c, qpdf_oh resources, int depth);     /* pdfcheck_picture.c: pictures and forms */
void check_archive(struct check *c);             /* pdfcheck_archive.c: PDF/A, and what is forbidden always */

/* pdfcheck_font.c: the font of that name of the page, its own rules checked once; NULL where there is none. */
struct font *font_of(struct check *c, struct page *page, const char *name);
void font_show(struct check *c, struct font *font, const unsigned char *p, size_t n, bool has_actual);   /* what is shown with it */
void release_fonts(struct check *c);

#endif
