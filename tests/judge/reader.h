/*
 * reader: a tagged PDF as positioned text in reading order, for judge.c: pages, the text and drawings on them, and which
 * structure element each belongs to. Positions are points from the page's top left corner, y downwards.
 */
#ifndef TESTS_READER_H
#define TESTS_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct reader_font;

/* What one operator shows. */
struct reader_chunk {
	size_t page;
	int mcid;                    /* -1: an artifact */
	double x0, x1, y;            /* of its glyphs that are not blank; y: the baseline */
	double size;
	bool is_blank, is_upright;
	size_t cluster;              /* chunks of one stretch of ActualText have the same: letters and their marks; 0: of none */
	bool is_drawing;             /* a path: x0..x1, y0..y */
	bool is_picture;             /* one that is no path */
	double y0;
};

/* A stretch of marked content: what its glyphs say, with and without ActualText (UTF-8). */
struct reader_mark {
	size_t page;
	int mcid;
	struct buf plain, actual;
};

/* An element's mark in reading order. */
struct reader_leaf {
	size_t mark;                 /* index of marks */
	char role[16];               /* of the innermost block: "P", "H2", "TD", "Caption", "Figure" … */
	size_t block;                /* counts blocks: marks of one block have the same */
	bool in_note, in_toc;
};

struct reader {
	double *widths, *heights;    /* by page */
	size_t page_count;
	struct reader_chunk *chunks;
	size_t chunk_count, chunk_cap;
	struct reader_mark *marks;
	size_t mark_count, mark_cap;
	struct reader_leaf *leaves;
	size_t leaf_count, leaf_cap;
	struct buf errors;           /* what could not be read, a line each */
};

/* Read all of it; reader->errors is empty when all was understood. */
void reader_read(struct reader *reader, const void *pdf, size_t len);
void reader_free(struct reader *reader);

#endif
