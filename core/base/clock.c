/* clock: see clock.h. */
#include "base/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"

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
