/* floor: what Cairo alone takes to paint the same glyph runs on the same pages. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include <stddef.h>

/* Median CPU ms over runs, each in a process of its own forked after everything is warm. */
double floor_measure(const char *catalogue, size_t catalogue_len, const char *request, size_t request_len, int runs);

#endif
