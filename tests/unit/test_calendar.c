/* calendar: ticks on the first days of months and years, as many as find room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/day.h"
#include "base/str.h"
#include "layout/calendar.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static int64_t number(const char *iso) {
	struct day day;

	assert_true(day_parse(iso, &day));
	return day_number(day);
}

static void test_ticks(void **state) {
	static const struct { const char *from, *to; int least; size_t most; int months; const char *first; size_t count; } cases[] = {
		{ "2024-01-01", "2024-06-30", 1, 6, 1, "2024-01-01", 6 },
		{ "2024-01-02", "2024-06-30", 1, 6, 1, "2024-02-01", 5 },
		{ "2024-01-01", "2024-07-01", 1, 6, 3, "2024-01-01", 3 },
		{ "2023-11-15", "2025-02-01", 1, 5, 3, "2024-01-01", 5 },
		{ "1994-01-10", "2000-01-01", 1, 8, 12, "1995-01-01", 6 },
		{ "1991-12-20", "2026-11-01", 1, 8, 60, "1995-01-01", 7 },
		{ "1991-12-20", "2026-11-01", 1, 20, 24, "1992-01-01", 18 },
		{ "1000-01-01", "2026-11-01", 1, 12, 1200, "1000-01-01", 11 },
		{ "1993-04-12", "1999-05-01", 1, 16, 6, "1993-07-01", 12 },
		{ "1993-04-12", "1999-05-01", 12, 16, 12, "1994-01-01", 6 },
		{ "2024-03-05", "2024-03-06", 1, 4, 1, "2024-04-01", 0 },
		{ "2024-03-01", "2024-03-01", 1, 4, 1, "2024-03-01", 1 },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		struct calendar c = calendar_make(number(cases[i].from), number(cases[i].to), cases[i].least, cases[i].most);
		char first[11];
		day_format(calendar_tick(&c, 0), first);
		if (c.months != cases[i].months || c.count != cases[i].count || !str_eq(first, cases[i].first)) {
			fail_msg("case %zu: every %d months from %s, %zu of them", i, c.months, first, c.count);
		}
	}
}

/* Every tick lies within, is one step from the next, and one more would not. */
static void test_within(void **state) {
	(void)state;
	for (int64_t from = -400000; from < 40000; from += 7919) {
		for (int64_t length = 0; length < 200000; length = length * 2 + 3) {
			struct calendar c = calendar_make(from, from + length, 1, 9);
			assert_true(c.count <= 9);
			for (size_t i = 0; i < c.count; i++) {
				int64_t day = day_number(calendar_tick(&c, i));
				assert_true(day >= from && day <= from + length);
				assert_int_equal(calendar_tick(&c, i).dom, 1);
			}
			assert_true(day_number(calendar_tick(&c, c.count)) > from + length);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_ticks), cmocka_unit_test(test_within) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
