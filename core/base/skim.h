/* skim: one value out of a JSON text, without reading the rest. */
#ifndef BASE_SKIM_H
#define BASE_SKIM_H

#include <stddef.h>

struct arena;
struct json;

/*
 * The value that the object in text has under key, in the arena; NULL where none is found. A guess at what a text says before
 * it is read, at a nanosecond a byte: what is wrong elsewhere in it is not seen, a key that is written with escapes not found.
 * Offsets in the value count from its own first character.
 */
const struct json *skim_lookup(struct arena *arena, const char *text, size_t len, const char *key);

#endif
