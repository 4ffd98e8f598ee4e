/*
 * cut: fonts of tens of thousands of glyphs, cut down to those a document uses. Cairo keeps all that the outlines of a
 * CFF font share: 0.9 MB of Noto CJK for 36 glyphs, 8 kB when it is cut first. For text/ alone; font.h has what pdf/ needs.
 */
#ifndef TEXT_CUT_H
#define TEXT_CUT_H

#include <stddef.h>
#include <stdint.h>

#include <hb.h>

/* What has to be known of a large font: the glyphs the document uses, and the fonts cut out of it. */
struct big;

/* NULL: it is not large, or its outlines share nothing. */
struct big *big_new(hb_face_t *hb_face);
void big_free(struct big *big);          /* NULL is fine */

/* A new document: no glyph is used yet. */
void big_begin(struct big *big);
void big_note(struct big *big, uint32_t glyph);

#endif
