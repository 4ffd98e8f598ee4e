/* clock and zone: civil days, instants, and the days of time zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/zone.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static void parses_days(void **state) {
	(void)state;
	static const struct { const char *s; bool ok; int64_t number; int weekday; } cases[] = {
		{ "1970-01-01", true, 0, 4 }, { "1969-12-31", true, -1, 3 }, { "2000-02-29", true, 11016, 2 },
		{ "2026-11-23", true, 20780, 1 }, { "1991-12-20", true, 8023, 5 }, { "0001-01-01", true, -719162, 1 },
		{ "9999-12-31", true, 2932896, 5 }, { "2024-02-29", true, 19782, 4 },
		{ "2023-02-29", false, 0, 0 }, { "1900-02-29", false, 0, 0 }, { "2026-04-31", false, 0, 0 },
		{ "2026-00-01", false, 0, 0 }, { "2026-13-01", false, 0, 0 }, { "2026-01-00", false, 0, 0 },
		{ "2026-1-1", false, 0, 0 }, { "2026-01-01 ", false, 0, 0 }, { " 2026-01-01", false, 0, 0 },
		{ "2026/01/01", false, 0, 0 }, { "20260101", false, 0, 0 }, { "", false, 0, 0 }, { "-026-01-01", false, 0, 0 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct day day;
		char text[11];
		if (day_parse(cases[i].s, &day) != cases[i].ok) {
			fail_msg("'%s' should %sbe a day", cases[i].s, cases[i].ok ? "" : "not ");
		}
		if (!cases[i].ok) {
			continue;
		}
		assert_int_equal(day_number(day), cases[i].number);
		assert_int_equal(day_weekday(day), cases[i].weekday);
		day_format(day, text);
		assert_string_equal(text, cases[i].s);
	}
}

/* Every day of 800 years follows the one before. */
static void days_follow_each_other(void **state) {
	(void)state;
	struct day day = { 1600, 1, 1 };
	int64_t n = day_number(day);
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	while (day.year < 2400) {
		struct day back = day_from_number(n);
		if (back.year != day.year || back.month != day.month || back.dom != day.dom || day_number(day) != n) {
			fail_msg("%04d-%02d-%02d", day.year, day.month, day.dom);
		}
		bool is_leap = (day.year % 4 == 0 && day.year % 100 != 0) || day.year % 400 == 0;
		assert_int_equal(day_month_days(day.year, day.month), lengths[day.month - 1] + (is_leap && day.month == 2));
		if (day.dom < day_month_days(day.year, day.month)) {
			day.dom++;
		} else if (day.dom = 1, day.month++ == 12) {
			day.month = 1;
			day.year++;
		}
		n++;
	}
}

static void formats_instants(void **state) {
	(void)state;
	static const struct { int64_t ms; const char *text; } cases[] = {
		{ 0, "1970-01-01T00:00:00Z" }, { 999, "1970-01-01T00:00:00Z" }, { -1, "1969-12-31T23:59:59Z" },
		{ INT64_C(1795467831000), "2026-11-23T21:03:51Z" }, { INT64_C(951868799999), "2000-02-29T23:59:59Z" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[CLOCK_ISO_SIZE];
		clock_format_utc(cases[i].ms, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void day_depends_on_the_zone(void **state) {
	(void)state;
	static const struct { int64_t s; const char *zone, *day; } cases[] = {
		{ 1795467831, "UTC", "2026-11-23" }, { 1795467831, "Asia/Tokyo", "2026-11-24" },
		{ 1795474800, "Europe/Brussels", "2026-11-24" },    /* 23:00 UTC */
		{ 1795474799, "Europe/Brussels", "2026-11-23" },
		{ 1795474800, "Europe/London", "2026-11-23" },
		{ 1325289600, "Pacific/Apia", "2011-12-31" },       /* 30 December 2011 never was there */
		{ 1325239199, "Pacific/Apia", "2011-12-29" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct day day;
		char text[11];
		assert_true(zone_day_at(cases[i].s * 1000, cases[i].zone, &day));
		day_format(day, text);
		assert_string_equal(text, cases[i].day);
	}
	struct day day;
	assert_false(zone_day_at(0, "Europe/Brussel", &day));
}

static void refuses_names_that_are_none(void **state) {
	(void)state;
	static const char *const names[] = {
		"", "/etc/passwd", "../../../etc/passwd", "Europe/../../../../etc/passwd", "Europe", "Europe/Brussel",
		"europe/brussels", "Europe//Brussels", "UTC\n", "tzdata.zi", "zone.tab",
	};
	for (size_t i = 0; i < LEN(names); i++) {
		struct err err = ERR_INIT;
		assert_null(zone_load(names[i], &err));
		assert_int_equal(err.code, ERR_INPUT);
		assert_true(*err.msg != '\0');
	}
}

static const char *const zones[] = {
	"UTC", "Europe/Brussels", "Europe/Dublin", "Europe/London", "Africa/Cairo", "America/Santiago",
	"Australia/Lord_Howe", "Antarctica/Troll", "Asia/Kathmandu", "Pacific/Apia", "Asia/Almaty",
	"America/New_York", "Africa/Casablanca", "Asia/Jerusalem", "Asia/Gaza", "Etc/GMT+5", "America/Nuuk",
};

/* The C library reads the same files in its own way: agree at every change and at many instants between. */
static void agrees_with_the_c_library(void **state) {
	(void)state;
	for (size_t z = 0; z < LEN(zones); z++) {
		struct zone *zone = zone_load(zones[z], NULL);
		assert_non_null(zone);
		setenv("TZ", zones[z], 1);
		tzset();
		for (int64_t t = -2208988800; t < INT64_C(4733510400); t += 7 * 86400 + 4567) {
			time_t at = (time_t)t;
			struct tm tm;
			localtime_r(&at, &tm);
			if (zone_offset(zone, t) != tm.tm_gmtoff) {
				fail_msg("%s at %lld: %d, C library %ld", zones[z], (long long)t, zone_offset(zone, t),
				         tm.tm_gmtoff);
			}
		}
		int64_t t = 0, next;
		for (int i = 0; i < 400 && zone_next_change(zone, t, &next); i++) {
			assert_true(next > t);
			for (time_t at = (time_t)next - 1; at <= (time_t)next; at++) {
				struct tm tm;
				localtime_r(&at, &tm);
				assert_int_equal(zone_offset(zone, at), tm.tm_gmtoff);
			}
			assert_int_not_equal(zone_offset(zone, next - 1), zone_offset(zone, next));
			/* none was passed over */
			assert_int_equal(zone_offset(zone, t), zone_offset(zone, next - 1));
			assert_int_equal(zone_offset(zone, t), zone_offset(zone, t + (next - t) / 2));
			t = next;
		}
		zone_free(zone);
	}
	unsetenv("TZ");
	tzset();
}

/* A zone file that has nothing but a rule: one type of local time, one byte of names, no changes, and that many leap seconds. */
static void make_zone(const char *dir, const char *rule, char leaps) {
	const char header[44] = { 'T', 'Z', 'i', 'f', '2', [31] = leaps, [39] = 1, [43] = 1 };
	static const char body[6 + 1], leap[8 + 4];
	struct buf file = BUF_INIT, path = BUF_INIT;
	struct err err = ERR_INIT;
	for (int i = 0; i < 2; i++) {
		buf_add(&file, header, sizeof(header));
		buf_add(&file, body, sizeof(body));
		for (char k = 0; k < leaps; k++) {
			buf_add(&file, leap, i == 0 ? 4 + 4 : 8 + 4);
		}
	}
	buf_addf(&file, "\n%s\n", rule);
	buf_addf(&path, "%s/Test", dir);
	if (!file_write(buf_str(&path), file.p, file.len, 0600, &err)) {
		fail_msg("%s", err.msg);
	}
	buf_fini(&file);
	buf_fini(&path);
}

/* Rules that no zone of today uses, at instants worked out by hand; and rules that are none. */
static void reads_all_kinds_of_rules(void **state) {
	(void)state;
	static const struct { const char *rule, *day; int second; int before, after; } cases[] = {
		{ "AAA0BBB,J60,J300/1", "2023-03-01", 2 * 3600, 0, 3600 },
		{ "AAA0BBB,J60,J300/1", "2024-03-01", 2 * 3600, 0, 3600 },      /* J60 is 1 March in every year */
		{ "AAA0BBB,J60,J300/1", "2024-10-27", 0, 3600, 0 },
		{ "AAA0BBB,59,299/1", "2023-03-01", 2 * 3600, 0, 3600 },
		{ "AAA0BBB,59,299/1", "2024-02-29", 2 * 3600, 0, 3600 },        /* plain days count 29 February */
		{ "<+0330>-3:30<+0430>,J60/-1,J300/25", "2024-02-29", 19 * 3600 + 1800, 12600, 16200 },
		{ "AAA0BBB-2,M3.5.0/0,M10.1.3/0:00:05", "2024-03-31", 0, 0, 7200 },
		{ "AAA0BBB-2,M3.5.0/0,M10.1.3/0:00:05", "2024-10-01", 22 * 3600 + 5, 7200, 0 },
		{ "AAA3", "2024-06-01", 0, -10800, -10800 },
	};
	static const char *const broken[] = {
		"AAA", "AAA0BBB", "AAA0BBB,J0,J1", "AAA0BBB,J366,J1", "AAA0BBB,M13.1.0,J1", "AAA0BBB,M1.6.0,J1",
		"AAA0BBB,M1.1.7,J1", "AAA0BBB,J1", "AAA0BBB,J1,J2x", "AAA999", "0", "<AAA0",
	};
	char dir[] = "/tmp/sitrep-zone-XXXXXX", cmd[64];
	assert_non_null(mkdtemp(dir));
	setenv("TZDIR", dir, 1);
	for (size_t i = 0; i < LEN(cases); i++) {
		struct day day;
		make_zone(dir, cases[i].rule, 0);
		struct zone *zone = zone_load("Test", NULL);
		assert_non_null(zone);
		assert_true(day_parse(cases[i].day, &day));
		int64_t at = day_number(day) * 86400 + cases[i].second, change;
		if (zone_offset(zone, at - 1) != cases[i].before || zone_offset(zone, at) != cases[i].after) {
			fail_msg("%s on %s: %d, then %d", cases[i].rule, cases[i].day, zone_offset(zone, at - 1),
			         zone_offset(zone, at));
		}
		if (cases[i].before != cases[i].after) {
			assert_true(zone_next_change(zone, at - 1, &change));
			assert_true(change == at);
		} else {
			assert_false(zone_next_change(zone, at, &change));
		}
		zone_free(zone);
	}
	for (size_t i = 0; i < LEN(broken); i++) {
		make_zone(dir, broken[i], 0);
		struct err err = ERR_INIT;
		if (zone_load("Test", &err)) {
			fail_msg("%s was taken for a rule", broken[i]);
		}
		assert_true(str_suffix(err.msg, "is no time zone file"));
	}
	/* What tells instants by another clock than the machine's is a zone, and of no use. */
	struct err err = ERR_INIT;
	make_zone(dir, "AAA3", 1);
	assert_null(zone_load("Test", &err));
	assert_non_null(strstr(err.msg, "counts leap seconds"));
	unsetenv("TZDIR");
	snprintf(cmd, sizeof(cmd), "rm -rf '%s'", dir);
	assert_int_equal(system(cmd), 0);
}

static void the_fake_clock_starts_where_told(void **state) {
	(void)state;
	/* main set SITREP_FAKE_TIME before the first look at the clock */
	int64_t now = clock_now_ms();
	assert_true(now >= INT64_C(1700000000000) && now < INT64_C(1700000060000));
	int64_t mono = clock_mono_us();
	assert_true(clock_mono_us() >= mono);
	assert_true(clock_now_ms() >= now);
	assert_true(clock_cpu_us() >= 0);
}

int main(void) {
	setenv("SITREP_FAKE_TIME", "1700000000", 1);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_days),
		cmocka_unit_test(days_follow_each_other),
		cmocka_unit_test(formats_instants),
		cmocka_unit_test(day_depends_on_the_zone),
		cmocka_unit_test(refuses_names_that_are_none),
		cmocka_unit_test(agrees_with_the_c_library),
		cmocka_unit_test(reads_all_kinds_of_rules),
		cmocka_unit_test(the_fake_clock_starts_where_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
