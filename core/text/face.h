/* face: what stands behind struct face and struct fonts; for text/ alone. */
#ifndef TEXT_FACE_H
#define TEXT_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hb.h>

#include "text/font.h"

/* The characters of one role in one style, asked face by face, the preferred first. */
struct stack;

/*
 * Metrics are in font units, upem to the em; descent is positive. The hb_font
 * is scaled to font units too, so what is shaped with it serves every size. What a stack hands out is ready
 * to use; of others only id, file and hb_face are filled in.
 */
struct face {
	unsigned id;                 /* counts the faces of a struct fonts */
	const char *file, *name;
	hb_face_t *hb_face;
	hb_font_t *hb_font;
	double scale;                /* its letters are larger by: to match others of its role */
	double upem;                 /* font units to the em that they are set in, scaled */
	double ascent, descent;
	bool has_ascii;              /* every printable ASCII character */
	uint32_t space;              /* glyph and advance of U+0020 */
	int32_t space_advance;
	bool has_small_caps;         /* small letters as small capitals */
	uint32_t hyphen;             /* the character set at a hyphenation: U+2010, else U+002D */
	struct freetype *freetype;   /* opened when it is first asked for */
	struct big *big;             /* NULL: an ordinary font; see cut.h */
};

enum { STACK_BOLD = 1, STACK_ITALIC = 2, STACKS = 4 };

/* A new document begins: forget which glyphs of large fonts the last one used. */
void fonts_begin(struct fonts *fonts);

struct stack *fonts_stack(const struct fonts *fonts, int role, bool bold, bool italic);

/* The first face of the stack; never NULL. */
const struct face *stack_first(struct stack *stack);

/* The first face that has the character, NULL where none has; what was found is kept. */
const struct face *stack_find(struct stack *stack, uint32_t cp);

/* The optional families of the stack's role that are not installed, NULL-terminated. */
const char *const *stack_absent(const struct stack *stack);

void *face_library(const struct face *face);     /* the FT_Library it is opened with */

bool face_has(const struct face *face, uint32_t cp);

#endif
