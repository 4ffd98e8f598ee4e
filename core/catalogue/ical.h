/* ical: the whole days that an iCalendar file (RFC 5545) names: holidays, mostly. The only user of libical. */
#ifndef CATALOGUE_ICAL_H
#define CATALOGUE_ICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* Days since 1970-01-01, both included. */
struct day_range {
	int64_t first, last;
};
struct day_ranges {
	struct day_range *v;         /* heap */
	size_t n, cap;
};
void day_ranges_fini(struct day_ranges *ranges);

/* Load the library; ical_days does, too, where that may still be done. */
bool ical_load(struct err *err);

/*
 * Add the days of all whole-day events in text, repetitions written out (RRULE, RDATE, without EXDATE and what was moved
 * or cancelled), from 1970 to 2150. Events with a time of day make no day free and are left out; a file without any whole-day event is
 * refused, as is one that is no iCalendar or repeats by less than a day.
 */
bool ical_days(const char *text, size_t len, struct day_ranges *days, struct err *err);

#endif
