/*
 * unhint: a font's outlines without the instructions that fit them to the few pixels of a screen. In TrueType fonts they are as
 * long as the outlines, no document needs them, and Cairo would write them into each. For text/ alone.
 */
#ifndef TEXT_UNHINT_H
#define TEXT_UNHINT_H

#include <stddef.h>

/*
 * FT_New_Memory_Face over a font that is to be seen so; library is an FT_Library. bytes must outlive the FT_Face that is
 * returned, and are not written to; other fonts than TrueType's are opened as they are. NULL: it cannot be.
 */
void *unhint_open(void *library, const void *bytes, size_t size, int index);

#endif
