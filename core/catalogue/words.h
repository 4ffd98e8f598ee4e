/* words: what the vocabulary types take ("country": UKR, by any of its names), folded by case and accents. */
#ifndef CATALOGUE_WORDS_H
#define CATALOGUE_WORDS_H

#include <stdbool.h>

struct json;
struct words;

/* by_type: object, type -> array of { code, names, refuse }; it must outlive the result, which the caller owns. */
struct words *words_new(const struct json *by_type);
void words_free(struct words *words);    /* NULL is fine */

/* The type's entries in their order; NULL: the plugins give none. */
const struct json *words_list(const struct words *words, const char *type);

/* The entry of that code or name, borrowed; NULL: none. */
const struct json *words_lookup(const struct words *words, const char *type, const char *name);

/* The code or name nearest to what was written, borrowed; NULL: none is near. */
const char *words_nearest(const struct words *words, const char *type, const char *name);

/* Two entries that share a name: the first such name, borrowed, with the codes of both; NULL: none do. */
const char *words_clash(const struct words *words, const char *type, const char *codes[2]);

#endif
