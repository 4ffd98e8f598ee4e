/* bidi: directions of text (UAX #9). For text/ alone. */
#ifndef TEXT_BIDI_H
#define TEXT_BIDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does the character run right to left, or steer directions? Where none of a text does, every level is 0. */
bool bidi_is_special(uint32_t cp);

/* The embedding level of each byte of text (valid UTF-8); is_rtl is the paragraph's own direction. */
void bidi_levels(const char *text, size_t len, bool is_rtl, uint8_t *levels);

/* order[i]: which of the n pieces, of these levels in logical order, stands i-th from the left (rule L2). */
void bidi_order(const uint8_t *levels, size_t n, size_t *order);

#endif
