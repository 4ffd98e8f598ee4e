#include "layout/calendar.h"

#include <stdbool.h>

/* What people count in: months, quarters, half years, years and round numbers of them. */
static const int steps[] = { 1, 3, 6, 12, 24, 60, 120, 240, 300, 600, 1200, 6000, 12000 };
enum { STEPS = sizeof(steps) / sizeof(*steps) };

static struct day first_of(int64_t month) {
	return (struct day){ (int)(month / 12), (int)(month % 12) + 1, 1 };
}

/* The first month, counted from year 0, whose first day is not before from and that step divides. */
static int64_t first_month(int64_t from, int step) {
	struct day day = day_from_number(from);
	int64_t month = (int64_t)day.year * 12 + day.month - 1 + (day.dom > 1);

	return (month + step - 1) / step * step;
}

static size_t count_ticks(int64_t from, int64_t to, int step) {
	struct day last = day_from_number(to);
	int64_t first = first_month(from, step), end = (int64_t)last.year * 12 + last.month - 1;

	return end < first ? 0 : (size_t)((end - first) / step) + 1;
}

struct calendar calendar_make(int64_t from, int64_t to, int least, size_t most) {
	int i = 0;

	while (i + 1 < STEPS && steps[i] < least) {
		i++;
	}
	while (i + 1 < STEPS && count_ticks(from, to, steps[i]) > most) {
		i++;
	}
	return (struct calendar){ .months = steps[i], .first = first_of(first_month(from, steps[i])), .count = count_ticks(from, to, steps[i]) };
}

struct day calendar_tick(const struct calendar *calendar, size_t i) {
	int64_t month = (int64_t)calendar->first.year * 12 + calendar->first.month - 1 + (int64_t)i * calendar->months;

	return first_of(month);
}
