/* workdays: see workdays.h. */
#include "service/workdays.h"

#include <stddef.h>

#include "base/day.h"
#include "base/json.h"
#include "base/mem.h"

#define WEEKEND (1 << 6 | 1)      /* Saturday and Sunday */

/* Days since 1970-01-01, both included. */
struct range {
	int64_t first, last;
};
struct ranges {
	struct range *v;
	size_t n;
};

struct workdays {
	int weekend;                 /* bits: 0 is Sunday */
	uint32_t yearly[13];         /* by month, days of each year */
	struct ranges off, on;       /* off: in order, apart */
};

static struct ranges read_ranges(const struct json *list) {
	struct ranges ranges = { .v = mem_alloc((list->count / 2 + 1) * sizeof(*ranges.v)) };

	for (const struct json *v = list->first; v != NULL; v = v->next->next) {
		ranges.v[ranges.n++] = (struct range){ v->integer, v->next->integer };
	}
	return ranges;
}

struct workdays *workdays_new(const struct json *calendar) {
	struct workdays *w = mem_alloc(sizeof(*w));

	w->weekend = calendar != NULL ? (int)json_int(calendar, "weekend", WEEKEND) : WEEKEND;
	if (calendar != NULL) {
		w->off = read_ranges(json_lookup(calendar, "off"));
		w->on = read_ranges(json_lookup(calendar, "on"));
		for (const struct json *v = json_lookup(calendar, "yearly")->first; v != NULL; v = v->next) {
			w->yearly[v->integer / 100] |= UINT32_C(1) << v->integer % 100;
		}
	}
	return w;
}

void workdays_free(struct workdays *w) {
	if (w != NULL) {
		mem_free(w->off.v);
		mem_free(w->on.v);
		mem_free(w);
	}
}

/* The part of the range that lies in the month of `days` days behind the day `before`. */
static uint32_t bits_of(const struct range *range, int64_t before, int days) {
	int64_t first = range->first - before, last = range->last - before;

	first = first < 1 ? 1 : first;
	last = last > days ? days : last;
	return first > last ? 0 : (uint32_t)((UINT64_C(2) << last) - (UINT64_C(1) << first));
}

uint32_t workdays_off(const struct workdays *w, int year, int month) {
	int64_t before = day_number((struct day){ year, month, 1 }) - 1;
	int days = day_month_days(year, month), weekday = day_weekday((struct day){ year, month, 1 });
	uint32_t off = w->yearly[month];

	for (int dom = 1; dom <= days; dom++, weekday = (weekday + 1) % 7) {
		off |= (uint32_t)(w->weekend >> weekday & 1) << dom;
	}
	size_t lo = 0, hi = w->off.n;
	while (lo < hi) {    /* the first range that does not end before the month */
		size_t middle = lo + (hi - lo) / 2;
		if (w->off.v[middle].last <= before) {
			lo = middle + 1;
		} else {
			hi = middle;
		}
	}
	for (; lo < w->off.n && w->off.v[lo].first <= before + days; lo++) {
		off |= bits_of(&w->off.v[lo], before, days);
	}
	for (size_t i = 0; i < w->on.n; i++) {
		off &= ~bits_of(&w->on.v[i], before, days);
	}
	return off & (uint32_t)((UINT64_C(2) << days) - 2);
}
