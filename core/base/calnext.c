/*
 * calnext: when an expression fires; see calspec.h. Local time is cut into stretches of constant offset; within one, local
 * times are searched month by month. What a change of offset skips or repeats is settled at the seams.
 */
#include <stddef.h>

#include "base/calspec.h"
#include "base/day.h"
#include "base/zone.h"

#define GAP_MAX_S (3 * 3600)              /* a longer one is a change of the date line */
#define REACH_S   (INT64_C(26) * 3600)    /* local times of one instant differ by less */
#define YEARS_400 (INT64_C(146097) * DAY_S)

/* What is searched, and where. */
struct search {
	const struct calspec *spec;
	const struct calspec_days *days;      /* NULL: the expression's own */
	const struct zone *zone;
	bool is_interval;
};

/* The first bit of set at or above from, or -1. */
static int next_bit(uint64_t set, int from) {
	set = from > 63 ? 0 : set & (UINT64_MAX << from);
	return set == 0 ? -1 : __builtin_ctzll(set);
}

/* The first matching minute of the day at or after minute (0..1439) of it, or -1. */
static int next_minute(const struct calspec *spec, int minute) {
	int hour = next_bit(spec->hours, minute / 60);

	if (hour == minute / 60) {
		int m = next_bit(spec->minutes, minute % 60);
		if (m >= 0) {
			return hour * 60 + m;
		}
		hour = next_bit(spec->hours, hour + 1);
	}
	return hour < 0 ? -1 : hour * 60 + next_bit(spec->minutes, 0);
}

static uint32_t days_of(const struct search *s, int year, int month) {
	return s->days != NULL ? s->days->month(s->days->ctx, year, month) : calspec_days(s->spec, year, month);
}

/* The first day at or after n and before end on which it fires. */
static bool next_day(const struct search *s, int64_t n, int64_t end, int64_t *found) {
	struct day day = day_from_number(n);
	int64_t first = n - day.dom;    /* + dom: that day of the month */

	while (first + 1 < end) {
		uint32_t left = days_of(s, day.year, day.month) & (UINT32_MAX << day.dom);
		if (left != 0) {
			*found = first + __builtin_ctz(left);
			return *found < end;
		}
		first += day_month_days(day.year, day.month);
		day = day.month == 12 ? (struct day){ day.year + 1, 1, 1 } : (struct day){ day.year, day.month + 1, 1 };
	}
	return false;
}

/* The first matching local time (seconds as if it were UTC, whole minutes) in [from, end). */
static bool next_local(const struct search *s, int64_t from, int64_t end, int64_t *found) {
	int64_t minutes = -floor_div(-from, 60);    /* rounded up */
	int64_t first_day = floor_div(minutes, 1440), last_day = floor_div(end - 1, DAY_S) + 1;

	for (int64_t day = first_day; next_day(s, day, last_day, &day); day++) {
		int minute = next_minute(s->spec, day == first_day ? (int)(minutes - day * 1440) : 0);
		if (minute >= 0) {
			*found = day * DAY_S + minute * INT64_C(60);
			return *found < end;
		}
	}
	return false;
}

/* Does local time `local` occur at an instant before t? */
static bool occurs_before(const struct zone *zone, int64_t local, int64_t t) {
	int64_t at = local - REACH_S;

	do {
		int64_t instant = local - zone_offset(zone, at);
		if (instant < t && instant + zone_offset(zone, instant) == local) {
			return true;
		}
	} while (zone_next_change(zone, at, &at) && at < local + REACH_S);
	return false;
}

/* Does a fixed time fall into the gap that local time makes at the instant t? */
static bool fires_after_gap(const struct search *s, int64_t t) {
	int before = zone_offset(s->zone, t - 1), now = zone_offset(s->zone, t);
	int64_t local = t + before - 1;

	if (now <= before || now - before > GAP_MAX_S) {
		return false;
	}
	while (next_local(s, local + 1, t + now, &local)) {
		if (!occurs_before(s->zone, local, INT64_MAX)) {
			return true;
		}
	}
	return false;
}

/* Search the stretch of constant offset from the instant `from` to before end. */
static bool next_in_stretch(const struct search *s, int64_t from, int64_t end, int64_t *at) {
	int offset = zone_offset(s->zone, from);
	int64_t local = from + offset - 1;

	while (next_local(s, local + 1, end + offset, &local)) {
		if (s->is_interval || !occurs_before(s->zone, local, local - offset)) {
			*at = local - offset;
			return true;
		}
	}
	return false;
}

bool calspec_next(const struct calspec *spec, const struct calspec_days *days, const struct zone *zone, int64_t after,
                  int64_t until, int64_t *at) {
	const struct search s = {
		.spec = spec, .days = days, .zone = zone, .is_interval = spec->minute_star || spec->hour_star,
	};
	int64_t horizon = until < after + YEARS_400 ? until + 1 : after + YEARS_400;

	for (int64_t from = after + 1; from < horizon;) {
		int64_t end;
		if (!s.is_interval && fires_after_gap(&s, from)) {
			*at = from;
			return true;
		}
		if (!zone_next_change(zone, from, &end) || end > horizon) {
			end = horizon;
		}
		if (next_in_stretch(&s, from, end, at)) {
			return true;
		}
		from = end;
	}
	return false;
}

bool calspec_last(const struct calspec *spec, const struct calspec_days *days, const struct zone *zone, int64_t before,
                  int64_t since, int64_t *at) {
	int64_t reach = 120, found;

	/* The nearest stretch that holds one, twice as long each time; then the last one in it. */
	while (!calspec_next(spec, days, zone, before - reach - 1, before - 1, &found)) {
		if (before - reach <= since) {
			return false;
		}
		reach *= 2;
	}
	for (int64_t lo = found, hi = before; lo + 1 < hi;) {
		int64_t middle = lo + (hi - lo) / 2;
		if (calspec_next(spec, days, zone, middle - 1, hi - 1, &found)) {
			lo = found;
		} else {
			hi = middle;
			found = lo;
		}
	}
	*at = found;
	return found >= since;
}
