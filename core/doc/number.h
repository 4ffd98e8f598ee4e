/* number: counts as documents write them: 3, c, iii; and the numbers of headings. Pure. */
#ifndef DOC_NUMBER_H
#define DOC_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum number_style { NUMBER_DECIMAL, NUMBER_ALPHA, NUMBER_UPPER_ALPHA, NUMBER_ROMAN, NUMBER_UPPER_ROMAN };

enum { NUMBER_MAX = 32 };        /* bytes any number takes, NUL included */

int number_digits(size_t n);     /* that n is written with */

/*
 * n from 1: "c", "aa" after "z"; "iii". Letters are those of lang ("ar-EG" is Arabic), in the order of its numerals (alif, ba, jim);
 * Latin ones where it has none of its own here. Figures for what letters or Roman figures cannot say (n < 1, Roman from 4000).
 */
void number_format(enum number_style style, int n, const char *lang, char out[NUMBER_MAX]);

/*
 * The number of a heading: format holds {1} for the count of level 1, {2} of level 2 …, and may say how: {1I} {2A} {3a} {4i}.
 * NULL: the counts of all levels, parted by points. False where format is none; out is then empty. counts has levels of them.
 */
bool number_heading(const char *format, const int *counts, int levels, const char *lang, char *out, size_t size);

#endif
