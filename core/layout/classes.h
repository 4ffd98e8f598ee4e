/* classes: numbers sorted into a few classes with round borders. Plain numbers. For layout/ alone. */
#ifndef LAYOUT_CLASSES_H
#define LAYOUT_CLASSES_H

#include <stddef.h>

enum { CLASSES_MAX = 9 };

/*
 * Borders for n values (in any order, finite), rising, into breaks: at most wanted - 1 of them, so that no class is empty. Equal steps where they part
 * the values well; where most of them would fall into one class, steps that hold about as many values each. Returns how many.
 */
size_t classes_make(const double *values, size_t n, size_t wanted, double breaks[CLASSES_MAX]);

/* The class of value: the first whose upper border lies above it. */
size_t classes_find(const double *breaks, size_t count, double value);

/* The decimals that print the breaks as they are: 0 to 6. */
int classes_decimals(const double *breaks, size_t count);

#endif
