/*
 * subset: a font file that holds some of a face's glyphs, for a PDF to embed. Outlines only: no hinting, no
 * shaping, no names; the PDF says which code is which glyph, and what it stands for.
 */
#ifndef TEXT_SUBSET_H
#define TEXT_SUBSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct face;

/* In thousandths of an em, as a font descriptor (PDF 32000-1, 9.8) has them. */
struct subset_metrics {
	int ascent, descent, cap_height;     /* descent is negative */
	int bbox[4];
	double italic_angle;
	bool is_bold;
};

void subset_metrics(const struct face *face, struct subset_metrics *metrics);

uint32_t subset_glyph_count(const struct face *face);
double subset_advance(const struct face *face, uint32_t glyph);     /* thousandths of an em */

/* Does the face have TrueType outlines? Else they are CFF's. */
bool subset_is_truetype(const struct face *face);

/*
 * A TrueType file whose glyph i is the face's glyphs[i] (0: an empty one), with the parts of composed ones behind them. False: the
 * font file is damaged.
 */
bool subset_truetype(const struct face *face, const uint32_t *glyphs, size_t n, struct buf *out, struct err *err);

/* A bare CFF table in which a PDF finds the given glyphs by the numbers that they have in the face (9.7.4.2). */
bool subset_cff(const struct face *face, const uint32_t *glyphs, size_t n, struct buf *out, struct err *err);

#endif
