/* likeness: how far two pictures of a page are the same. */
#ifndef RENDER_LIKENESS_H
#define RENDER_LIKENESS_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * The share of points (0 to 1) in which the PNG at b differs from that at a so that it can be seen; 1 where they are not of
 * one size. False with *err where one of them is no picture.
 */
bool likeness(const void *a, size_t a_len, const void *b, size_t b_len, double *share, struct err *err);

#endif
