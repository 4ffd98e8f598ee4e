/* hyphen: where a word of a language may be divided. The only user of libhyphen. */
#ifndef TEXT_HYPHEN_H
#define TEXT_HYPHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct patterns;

/*
 * Map the patterns of a dictionary file ("/usr/share/hyphen/hyph_fr.dic"). They are parsed
 * at the first word, without opening a file any more. left and right: letters that stay together at each end.
 */
struct patterns *patterns_open(const char *path, int left, int right, struct err *err);
void patterns_free(struct patterns *patterns);   /* NULL is fine */

/*
 * The places (byte offsets into text, rising) where text, one word with the punctuation that touches it, may be
 * divided; at most max of them. None where it holds digits, capitals beyond the first letter, or several words.
 */
size_t hyphen_points(struct patterns *patterns, const char *text, size_t len, uint16_t *points, size_t max);

#endif
