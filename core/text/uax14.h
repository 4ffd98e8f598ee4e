/* uax14: where a line may end (UAX #14). For text/ alone. */
#ifndef TEXT_UAX14_H
#define TEXT_UAX14_H

#include <stddef.h>
#include <stdint.h>

enum { UAX14_NONE, UAX14_ALLOWED, UAX14_FORCED };

/*
 * breaks[i] says whether a line may end before byte i of text (valid UTF-8): UAX14_NONE inside characters and at 0.
 * Text of European and Near Eastern scripts is judged here; what needs more is left to ICU, with the same results.
 */
void uax14_breaks(const char *text, size_t len, const char *lang, uint8_t *breaks);

/* The same by ICU alone: what uax14_breaks() is measured by. */
void uax14_breaks_icu(const char *text, size_t len, const char *lang, uint8_t *breaks);

#endif
