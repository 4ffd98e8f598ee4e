/*
 * spell: glyphs that stand for several characters. Cairo takes a glyph's text from the font where the font has
 * one: that of the ligature is U+FB03, and each time it stands for "ffi" Cairo says so in an ActualText, which cuts the
 * text in pieces that many a reader puts together wrongly. Where a glyph always stands for the same text, that text belongs into
 * its font's ToUnicode, and the ActualText can go.
 */
#ifndef PDF_SPELL_H
#define PDF_SPELL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* What the glyphs of all fonts were found to stand for. Fonts go by Cairo's names, "f-0-1"; codes have two bytes. */
struct spells;

struct spells *spells_new(void);
void spells_free(struct spells *spells);         /* NULL is fine */

/* The same document comes again; the glyphs that were seen without ActualText keep it where they have one. */
void spells_again(struct spells *spells);

/* An ActualText round one glyph (text in hex, UTF-16BE without mark): true when it can go. */
bool spells_text(struct spells *spells, const char *font, size_t font_len, unsigned code, const char *hex, size_t hex_len);

/*
 * Glyphs without ActualText, as a hex string. False: one of them was given another text before, and
 * what was written with it is wrong; the file must be written again, after spells_again.
 */
bool spells_bare(struct spells *spells, const char *font, size_t font_len, const char *hex, size_t hex_len);

/* Append the ToUnicode map of font, put right. */
void spells_map(const struct spells *spells, const char *font, const char *map, size_t len, struct buf *out);

#endif
