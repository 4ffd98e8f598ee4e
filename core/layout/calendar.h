/*
 * calendar: days along an axis, and the ticks that calendars have: years, quarters, months. Plain numbers, knows no
 * text. For layout/ alone.
 */
#ifndef LAYOUT_CALENDAR_H
#define LAYOUT_CALENDAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/day.h"

/* Ticks on the first days of months, so many months apart: twelve and its multiples are years. */
struct calendar {
	int months;
	struct day first;            /* the first tick in the range */
	size_t count;
};

/*
 * As many ticks within from to to (days since 1970, from at most to) as can be, but no more than most, at least
 * one where there is any, and at least `least` months apart.
 */
struct calendar calendar_make(int64_t from, int64_t to, int least, size_t most);

struct day calendar_tick(const struct calendar *calendar, size_t i);

#endif
