/* bind: words that must not be parted at a line's end: initials, titles, numbers and their units. For text/ alone. */
#ifndef TEXT_BIND_H
#define TEXT_BIND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Does the space at text[at] hold what stands on both sides together ("J. Smith", "Mr X", "No. 5", "art. 5", "50 km", "10 000")?
 * len is that of all text. Abbreviations are those of English and French; numbers are alike in all languages.
 */
bool bind_space(const char *text, size_t len, size_t at);

#endif
