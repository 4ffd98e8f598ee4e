/* breaks: where a line may end (UAX #14). For text/ alone. */
#ifndef TEXT_BREAKS_H
#define TEXT_BREAKS_H

#include <stddef.h>
#include <stdint.h>

enum { BREAK_NONE, BREAK_ALLOWED, BREAK_FORCED };

/*
 * breaks[i] says whether a line may end before byte i of text (valid UTF-8): BREAK_NONE inside characters and at 0.
 * Text of European and Near Eastern scripts is judged here; what needs more is left to ICU, with the same results.
 */
void breaks_find(const char *text, size_t len, const char *lang, uint8_t *breaks);

/* The same by ICU alone: what breaks_find() is measured by. */
void breaks_find_icu(const char *text, size_t len, const char *lang, uint8_t *breaks);

#endif
