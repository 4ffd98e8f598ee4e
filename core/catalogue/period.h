/* period: stretches of days as people write them. */
#ifndef CATALOGUE_PERIOD_H
#define CATALOGUE_PERIOD_H

#include <stdbool.h>

/*
 * "2024", "2024-Q3", "2024-06", "2024-06-15/2024-09-30": its first and its last day. False where it is none of these; a period
 * that ends before it begins is one.
 */
bool period_parse(const char *s, char from[11], char to[11]);

#endif
