/* clock: see clock.h. Civil days after Hinnant, "chrono-compatible low-level date algorithms". */
#include "base/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/str.h"
#include "base/zone.h"

#define DAY_MS INT64_C(86400000)

static int64_t read_us(clockid_t id) {
	struct timespec ts;
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* What SITREP_FAKE_TIME makes of the real time: it was start_ms when that was real_ms, and goes rate times as fast. */
static struct {
	atomic_bool is_known;
	_Atomic int64_t start_ms, real_ms, rate;
} fake;

static bool parse_fake(const char *text, int64_t *start_s, int64_t *rate) {
	char start[32];
	const char *star = strchr(text, '*');

	*rate = 1;
	snprintf(start, sizeof(start), "%.*s", (int)(star != NULL ? star - text : 31), text);
	return str_int(start, -62135596800, 253402300799, start_s) && (star == NULL || str_int(star + 1, 1, 100000, rate));
}

/* Asked for once. */
static void read_fake(void) {
	const char *text = getenv("SITREP_FAKE_TIME");
	int64_t start_s = 0, rate = 1, real_ms = read_us(CLOCK_REALTIME) / 1000;

	if (atomic_load(&fake.is_known)) {
		return;
	}
	bool is_fake = text != NULL && parse_fake(text, &start_s, &rate);
	atomic_store(&fake.real_ms, real_ms);
	atomic_store(&fake.start_ms, is_fake ? start_s * 1000 : real_ms);
	atomic_store(&fake.rate, is_fake ? rate : 1);
	atomic_store(&fake.is_known, true);
}

int64_t clock_now_ms(void) {
	read_fake();
	return fake.start_ms + (read_us(CLOCK_REALTIME) / 1000 - fake.real_ms) * fake.rate;
}

int64_t clock_system_ms(int64_t now_ms) {
	read_fake();
	return fake.real_ms + (now_ms - fake.start_ms) / fake.rate;
}

static bool source_date_s(int64_t *at_s) {
	const char *text = getenv("SOURCE_DATE_EPOCH");

	return text && *text && str_int(text, 0, 253402300799, at_s);
}

int64_t clock_issued_ms(int64_t accepted_ms) {
	int64_t at_s;

	return source_date_s(&at_s) ? at_s * 1000 : accepted_ms;
}

bool clock_check_source_date(struct err *err) {
	const char *text = getenv("SOURCE_DATE_EPOCH");
	int64_t at_s;

	if (!text || !*text || source_date_s(&at_s)) {
		return true;
	}
	err_set(err, ERR_INPUT, "SOURCE_DATE_EPOCH is '%s': it takes seconds since 1970-01-01 UTC, up to the year 9999", text);
	return err_hint(err, "unset it, and documents have the time at which their requests were accepted");
}

int64_t clock_mono_us(void) {
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_mono_ms(void) {
	return clock_mono_us() / 1000;
}

int64_t clock_cpu_us(void) {
	/* Not the process clock: under RLIMIT_CPU Linux moves that on at ticks only. */
	return read_us(CLOCK_THREAD_CPUTIME_ID);
}

static int64_t floor_div(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

void clock_format_utc(int64_t ms, char out[CLOCK_ISO_SIZE]) {
	int64_t days = floor_div(ms, DAY_MS);
	int s = (int)((ms - days * DAY_MS) / 1000);
	struct day day = day_from_number(days);
	snprintf(out, CLOCK_ISO_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", day.year, day.month, day.dom,
	         s / 3600, s / 60 % 60, s % 60);
}

void clock_format_time(int64_t ms, char out[CLOCK_TIME_SIZE]) {
	time_t s = (time_t)floor_div(ms, 1000);
	struct tm local;
	if (localtime_r(&s, &local) == NULL || strftime(out, CLOCK_TIME_SIZE, "%H:%M:%S", &local) == 0) {
		snprintf(out, CLOCK_TIME_SIZE, "--:--:--");
	}
}

int64_t day_number(struct day day) {
	/* A year of 400-year eras that begins on 1 March: the leap day comes last. */
	int64_t year = day.year - (day.month <= 2);
	int64_t era = floor_div(year, 400);
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.dom - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

struct day day_from_number(int64_t n) {
	n += 719468;
	int64_t era = floor_div(n, 146097);
	int64_t day_of_era = n - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	return (struct day){
		.year = (int)(year_of_era + era * 400 + (month <= 2)),
		.month = month,
		.dom = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
	};
}

int day_weekday(struct day day) {
	int64_t n = day_number(day) + 4;    /* 1970-01-01 was a Thursday */
	return (int)(n - floor_div(n, 7) * 7);
}

static bool digits(const char *s, int n, int *out) {
	*out = 0;
	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9') {
			return false;
		}
		*out = *out * 10 + (s[i] - '0');
	}
	return true;
}

bool day_parse(const char *s, struct day *day) {
	struct day d;
	if (strlen(s) != 10 || !digits(s, 4, &d.year) || s[4] != '-' || !digits(s + 5, 2, &d.month) || s[7] != '-' ||
	    !digits(s + 8, 2, &d.dom) || d.month < 1 || d.month > 12 || d.dom < 1 || d.dom > 31) {
		return false;
	}
	struct day back = day_from_number(day_number(d));
	if (back.month != d.month) {    /* 30 February became March */
		return false;
	}
	*day = d;
	return true;
}

void day_format(struct day day, char out[11]) {
	char text[48];
	snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.dom);
	str_copy(out, 11, text);
}

bool day_at(int64_t ms, const char *zone, struct day *day) {
	struct zone *tz = zone_load(zone, NULL);
	if (!tz) {
		return false;
	}
	int64_t local_ms = ms + INT64_C(1000) * zone_offset(tz, floor_div(ms, 1000));
	*day = day_from_number(floor_div(local_ms, DAY_MS));
	zone_free(tz);
	return true;
}
