/*
 * fontset: the fonts of a document: which glyphs of which faces it shows, under which codes, and what each
 * of them stands for. Codes are given in the order of use; the font files are made at the end, of what was used.
 */
#ifndef PDF_FONTSET_H
#define PDF_FONTSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct face;
struct objs;

struct fontset;

/* A face in this document. */
struct shown_font;

struct fontset *fontset_new(void);
void fontset_free(struct fontset *set);          /* NULL is fine */

/* face, which must outlive the set. */
struct shown_font *fontset_font(struct fontset *set, const struct face *face);
unsigned font_number(const struct shown_font *font);     /* n of its name "/Fn" in the resources */

/*
 * The code that shows the glyph and stands for the text of len bytes; false where the font's codes are glyph numbers (CFF) or spent,
 * and this one stands for another text: the code then shows the glyph, and the text must be said beside it.
 * Codes have two bytes, neither of which has to be escaped in a string (PDF 32000-1, 7.3.4.2), but for CFF.
 */
bool font_code(struct shown_font *font, uint32_t glyph, const char *utf8, size_t len, uint16_t *code);
bool font_is_escaped(const struct shown_font *font);     /* its codes have to be looked at */
uint32_t font_glyph_count(const struct shown_font *font);
int font_width(const struct shown_font *font, uint16_t code);    /* thousandths of an em, as the file will say */

/* Write the fonts, and "/Font<</F0 5 0 R>>" into *resources. */
bool fontset_write(struct fontset *set, struct objs *objs, struct buf *resources, struct err *err);

/* UTF-8 as the hexadecimal digits of UTF-16BE; what is no UTF-8 becomes U+FFFD. */
void fontset_put_utf16(struct buf *out, const char *utf8, size_t len);

#endif
