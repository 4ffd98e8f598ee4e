/* rule: on which days a schedule fires when a calendar takes some away, and which days a run covers. Worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "catalogue/ical.h"
#include "service/rule.h"
#include "service/workdays.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

/* Off: Christmas each year, 24 December 2026 to 3 January 2027; 30 December 2026 is worked on. */
static const char calendar[] = "{\"weekend\":65,\"off\":[20811,20821],\"yearly\":[1225],\"on\":[20817,20817],\"files\":[]}";

struct ready {
	struct arena *arena;
	struct zone *zone;
	struct workdays *workdays;
	struct rule *rule;
};

static void make_ready(struct ready *r, const char *schedule, const char *zone) {
	struct errs errors = ERRS_INIT;
	struct err err = ERR_INIT;

	r->arena = arena_new();
	r->zone = zone_load(zone, &err);
	const struct json *json = json_parse(r->arena, schedule, strlen(schedule), NULL, &err);
	assert_non_null(json);
	r->workdays = workdays_new(json_lookup(json, "calendar") != NULL ? json_parse(r->arena, calendar, strlen(calendar), NULL, &err) : NULL);
	r->rule = rule_new(json, r->zone, r->workdays, &errors);
	if (r->rule == NULL) {
		fail_msg("%s: %s", schedule, errors.v[0].msg);
	}
	errs_fini(&errors);
}

static void done(struct ready *r) {
	rule_free(r->rule);
	workdays_free(r->workdays);
	zone_free(r->zone);
	arena_free(r->arena);
}

static int64_t instant(const char *iso) {
	struct day day = { 0 };
	int h, m, s;
	assert_int_equal(sscanf(iso, "%d-%d-%dT%d:%d:%dZ", &day.year, &day.month, &day.dom, &h, &m, &s), 6);
	return day_number(day) * 86400 + h * 3600 + m * 60 + s;
}

/* "DUE" or "DUE<NOMINAL" where they differ. */
static void format_fire(const struct fire *fire, char out[64]) {
	char due[CLOCK_ISO_SIZE], nominal[CLOCK_ISO_SIZE];
	clock_format_utc(fire->due * 1000, due);
	clock_format_utc(fire->nominal * 1000, nominal);
	snprintf(out, 64, fire->due != fire->nominal ? "%s<%s" : "%s", due, nominal);
}

static void fires_on_the_days_that_are_left(void **state) {
	(void)state;
	static const struct {
		const char *schedule, *zone, *after, *fires[5];
	} cases[] = {
		/* without a calendar nothing is taken away */
		{ "{\"cron\":\"0 7 * * *\"}", "UTC", "2026-11-27T08:00:00Z", { "2026-11-28T07:00:00Z", "2026-11-29T07:00:00Z" } },
		/* a calendar skips by itself; without one off_days means Saturday and Sunday */
		{ "{\"cron\":\"0 7 * * *\",\"off_days\":\"skip\"}", "UTC", "2026-11-27T08:00:00Z", { "2026-11-30T07:00:00Z", "2026-12-01T07:00:00Z" } },
		{ "{\"cron\":\"0 7 * * *\",\"calendar\":\"be\"}", "UTC", "2026-12-23T00:00:00Z",
		  { "2026-12-23T07:00:00Z", "2026-12-30T07:00:00Z", "2027-01-04T07:00:00Z", "2027-01-05T07:00:00Z" } },
		/* moved: Christmas Friday 2026 goes to Wednesday the 30th, or to Wednesday the 23rd */
		{ "{\"cron\":\"0 7 25 12 *\",\"calendar\":\"be\",\"off_days\":\"next\"}", "UTC", "2026-01-01T00:00:00Z",
		  { "2026-12-30T07:00:00Z<2026-12-25T07:00:00Z", "2027-12-27T07:00:00Z<2027-12-25T07:00:00Z" } },
		{ "{\"cron\":\"0 7 25 12 *\",\"calendar\":\"be\",\"off_days\":\"previous\"}", "UTC", "2026-01-01T00:00:00Z",
		  { "2026-12-23T07:00:00Z<2026-12-25T07:00:00Z", "2027-12-24T07:00:00Z<2027-12-25T07:00:00Z" } },
		/* over the end of a month, in both directions: 1 November 2026 and 31 October are a Sunday and a Saturday */
		{ "{\"cron\":\"0 7,9 1 * *\",\"off_days\":\"previous\"}", "UTC", "2026-10-29T00:00:00Z",
		  { "2026-10-30T07:00:00Z<2026-11-01T07:00:00Z", "2026-10-30T09:00:00Z<2026-11-01T09:00:00Z", "2026-12-01T07:00:00Z" } },
		{ "{\"cron\":\"0 7 L * *\",\"off_days\":\"next\"}", "UTC", "2026-10-29T00:00:00Z",
		  { "2026-11-02T07:00:00Z<2026-10-31T07:00:00Z", "2026-11-30T07:00:00Z" } },
		/* fires that fall together are one: its own day's, else the earliest */
		{ "{\"cron\":\"0 7 * * *\",\"off_days\":\"next\"}", "UTC", "2026-11-27T08:00:00Z", { "2026-11-30T07:00:00Z", "2026-12-01T07:00:00Z" } },
		{ "{\"cron\":\"0 7 * * sat,sun\",\"off_days\":\"next\"}", "UTC", "2026-11-27T08:00:00Z",
		  { "2026-11-30T07:00:00Z<2026-11-28T07:00:00Z", "2026-12-07T07:00:00Z<2026-12-05T07:00:00Z" } },
		{ "{\"cron\":\"0 7 * * sat,sun\",\"off_days\":\"previous\"}", "UTC", "2026-11-25T08:00:00Z",
		  { "2026-11-27T07:00:00Z<2026-11-28T07:00:00Z", "2026-12-04T07:00:00Z<2026-12-05T07:00:00Z" } },
		/* moved over a change of the clock: seven in Brussels on both days */
		{ "{\"cron\":\"0 7 * 10 sunL\",\"off_days\":\"next\"}", "Europe/Brussels", "2026-10-01T00:00:00Z",
		  { "2026-10-26T06:00:00Z<2026-10-25T06:00:00Z" } },
		{ "{\"cron\":\"0 7 24 10 *\",\"off_days\":\"next\"}", "Europe/Brussels", "2026-10-01T00:00:00Z",
		  { "2026-10-26T06:00:00Z<2026-10-24T05:00:00Z" } },
		/* working days: 1 and 2 August 2026 are a weekend; January 2027 begins on the 4th */
		{ "{\"cron\":\"0 7 * * *\",\"working_day\":3}", "UTC", "2026-07-31T00:00:00Z",
		  { "2026-08-05T07:00:00Z", "2026-09-03T07:00:00Z", "2026-10-05T07:00:00Z", "2026-11-04T07:00:00Z" } },
		{ "{\"cron\":\"0 7 * * *\",\"working_day\":[1,-1],\"calendar\":\"be\"}", "UTC", "2026-11-30T08:00:00Z",
		  { "2026-12-01T07:00:00Z", "2026-12-30T07:00:00Z", "2027-01-04T07:00:00Z", "2027-01-29T07:00:00Z" } },
		{ "{\"cron\":\"0 7 * 3 *\",\"working_day\":-2}", "UTC", "2026-01-01T00:00:00Z", { "2026-03-30T07:00:00Z", "2027-03-30T07:00:00Z" } },
		{ "{\"cron\":\"0 7 * * *\",\"working_day\":23}", "UTC", "2026-01-01T00:00:00Z",    /* July and December have so many */
		  { "2026-07-31T07:00:00Z", "2026-12-31T07:00:00Z" } },
		/* start and end are days of the schedule's zone, and both count */
		{ "{\"cron\":\"0 0 * * *\",\"starts\":\"2026-12-01\",\"ends\":\"2026-12-02\"}", "Europe/Brussels", "2026-01-01T00:00:00Z",
		  { "2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z", NULL } },
		{ "{\"cron\":\"0 7 * * *\",\"ends\":\"2026-12-02\"}", "UTC", "2026-12-01T00:00:00Z", { "2026-12-01T07:00:00Z", "2026-12-02T07:00:00Z", NULL } },
		{ "{\"cron\":\"0 7 1 * *\",\"off_days\":\"next\",\"ends\":\"2026-08-01\"}", "UTC", "2026-07-31T00:00:00Z",
		  { "2026-08-03T07:00:00Z<2026-08-01T07:00:00Z", NULL } },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct ready r;
		struct fire fire;
		int64_t after = instant(cases[i].after);
		make_ready(&r, cases[i].schedule, cases[i].zone);
		for (size_t k = 0; k < 5; k++) {
			char text[64] = "";
			if (rule_next(r.rule, after, INT64_MAX, &fire)) {
				format_fire(&fire, text);
				after = fire.due;
				assert_int_equal(fire.at, fire.due);
			}
			if (cases[i].fires[k] == NULL) {
				if (*text != '\0' && strstr(cases[i].schedule, "ends") != NULL) {
					fail_msg("%s: fires after its end, %s", cases[i].schedule, text);
				}
				break;
			}
			if (!str_eq(text, cases[i].fires[k])) {
				fail_msg("%s, fire %zu: %s, not %s", cases[i].schedule, k + 1, text, cases[i].fires[k]);
			}
		}
		done(&r);
	}
}

static void refuses_what_never_fires(void **state) {
	(void)state;
	static const char *const cases[] = {
		"{\"cron\":\"0 7 25 12 *\",\"calendar\":\"be\"}",
		"{\"cron\":\"0 7 * * sat\",\"off_days\":\"skip\"}",
		"{\"cron\":\"0 7 31 * *\",\"starts\":\"2026-11-01\",\"ends\":\"2026-12-30\"}",
		"{\"cron\":\"0 7 * * *\",\"ends\":\"1999-12-31\"}",
		"{\"cron\":\"0 7 1 * *\",\"working_day\":3}",
		"{\"cron\":\"0 7 30 2 *\"}",
	};
	struct zone *zone = zone_load("UTC", NULL);
	for (size_t i = 0; i < LEN(cases); i++) {
		struct arena *arena = arena_new();
		struct errs errors = ERRS_INIT;
		const struct json *json = json_parse(arena, cases[i], strlen(cases[i]), NULL, NULL);
		struct workdays *w = workdays_new(json_lookup(json, "calendar") != NULL ? json_parse(arena, calendar, strlen(calendar), NULL, NULL) : NULL);
		int64_t begin = clock_cpu_us();
		struct rule *rule = rule_new(json, zone, w, &errors);
		if (rule != NULL) {
			fail_msg("%s was accepted", cases[i]);
		}
		assert_int_equal(errors.n, 1);
		assert_non_null(strstr(errors.v[0].msg, "never fire"));
		assert_true(*errors.v[0].hint != '\0');
		assert_true(clock_cpu_us() - begin < 500000);
		errs_fini(&errors);
		workdays_free(w);
		arena_free(arena);
	}
	zone_free(zone);
}

static void jitter_is_the_same_each_time(void **state) {
	(void)state;
	struct ready r, other;
	struct fire fire, again, next;
	int64_t after = instant("2026-11-27T08:00:00Z"), most = 0, differ = 0;

	make_ready(&r, "{\"name\":\"a\",\"cron\":\"*/5 * * * *\",\"jitter_seconds\":3600}", "UTC");
	make_ready(&other, "{\"name\":\"b\",\"cron\":\"*/5 * * * *\",\"jitter_seconds\":3600}", "UTC");
	for (int i = 0; i < 500; i++) {
		assert_true(rule_next(r.rule, after, INT64_MAX, &fire) && rule_next(r.rule, after, INT64_MAX, &again));
		assert_int_equal(fire.at, again.at);
		assert_true(fire.at >= fire.due && fire.nominal == fire.due);
		assert_true(rule_next(r.rule, fire.due, INT64_MAX, &next));
		assert_true(fire.at < next.due);    /* an hour is too long for every five minutes */
		most = fire.at - fire.due > most ? fire.at - fire.due : most;
		assert_true(rule_next(other.rule, after, INT64_MAX, &next));
		differ += next.at != fire.at;
		after = fire.due;
	}
	assert_true(most > 250);
	assert_true(differ > 400);
	done(&r);
	done(&other);
}

static void covers_days(void **state) {
	(void)state;
	static const struct {
		const char *schedule, *zone, *after, *period;
	} cases[] = {
		{ "{\"cron\":\"0 7 * * mon\"}", "Europe/Brussels", "2026-11-24T00:00:00Z", "2026-11-23 2026-11-29" },
		{ "{\"cron\":\"0 7 * * *\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-23 2026-11-23" },
		{ "{\"cron\":\"0 * * * *\"}", "UTC", "2026-11-24T07:30:00Z", "2026-11-24 2026-11-24" },
		{ "{\"cron\":\"0 7 1 * *\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-01 2026-11-30" },
		{ "{\"cron\":\"0 7 29 2 *\"}", "UTC", "2026-11-24T00:00:00Z", "2024-02-29 2028-02-28" },
		{ "{\"cron\":\"0 7 * * mon\",\"starts\":\"2026-11-30\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-23 2026-11-29" },
		{ "{\"cron\":\"0 7 * * mon\",\"starts\":\"2026-11-30\",\"ends\":\"2026-12-24\"}", "UTC", "2026-11-30T08:00:00Z", "2026-11-30 2026-12-06" },
		{ "{\"cron\":\"0 7 * * mon\",\"ends\":\"2026-11-30\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-23 2026-11-29" },
		/* skipped days are covered by the next run */
		{ "{\"cron\":\"0 7 * * *\",\"off_days\":\"skip\"}", "UTC", "2026-11-28T00:00:00Z", "2026-11-27 2026-11-29" },
		/* moved runs meet without a gap: the one of 1 November is on 30 October */
		{ "{\"cron\":\"0 7 1 * *\",\"off_days\":\"previous\"}", "UTC", "2026-10-02T00:00:00Z", "2026-10-01 2026-10-29" },
		{ "{\"cron\":\"0 7 1 * *\",\"off_days\":\"previous\"}", "UTC", "2026-10-31T00:00:00Z", "2026-10-30 2026-11-30" },
		/* midnight in Apia is the day before in UTC */
		{ "{\"cron\":\"0 0 * * mon\"}", "Pacific/Apia", "2026-11-24T00:00:00Z", "2026-11-23 2026-11-29" },
		{ "{\"cron\":\"0 7 * * wed\",\"period\":\"previous day\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-24 2026-11-24" },
		{ "{\"cron\":\"0 7 * * wed\",\"period\":\"previous week\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-16 2026-11-22" },
		{ "{\"cron\":\"0 7 * * mon\",\"period\":\"previous week\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-23 2026-11-29" },
		{ "{\"cron\":\"0 7 * * sun\",\"period\":\"previous week\"}", "UTC", "2026-11-24T00:00:00Z", "2026-11-16 2026-11-22" },
		{ "{\"cron\":\"0 7 3 1 *\",\"period\":\"previous month\"}", "UTC", "2026-11-24T00:00:00Z", "2026-12-01 2026-12-31" },
		{ "{\"cron\":\"0 7 3 3 *\",\"period\":\"previous month\"}", "UTC", "2027-11-24T00:00:00Z", "2028-02-01 2028-02-29" },
		{ "{\"cron\":\"0 7 3 1 *\",\"period\":\"previous quarter\"}", "UTC", "2026-11-24T00:00:00Z", "2026-10-01 2026-12-31" },
		{ "{\"cron\":\"0 7 3 6 *\",\"period\":\"previous quarter\"}", "UTC", "2026-11-24T00:00:00Z", "2027-01-01 2027-03-31" },
		{ "{\"cron\":\"0 7 3 6 *\",\"period\":\"previous year\"}", "UTC", "2026-11-24T00:00:00Z", "2026-01-01 2026-12-31" },
		{ "{\"cron\":\"0 7 * * wed\",\"period\":{\"days\":14}}", "UTC", "2026-11-24T00:00:00Z", "2026-11-11 2026-11-24" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct ready r;
		struct fire fire;
		struct day from, to;
		char a[11], b[11], text[32];
		make_ready(&r, cases[i].schedule, cases[i].zone);
		assert_true(rule_next(r.rule, instant(cases[i].after), INT64_MAX, &fire));
		rule_period(r.rule, &fire, &from, &to);
		day_format(from, a);
		day_format(to, b);
		snprintf(text, sizeof(text), "%s %s", a, b);
		if (!str_eq(text, cases[i].period)) {
			fail_msg("%s: %s, not %s", cases[i].schedule, text, cases[i].period);
		}
		done(&r);
	}
}

/* Each moved fire against a walk, day by day, over two years and a calendar of holes. */
static void moves_as_a_walk_does(void **state) {
	(void)state;
	for (int mode = 0; mode < 2; mode++) {
		struct ready r;
		char schedule[128];
		snprintf(schedule, sizeof(schedule), "{\"cron\":\"0 7 1,10,20-24,L * *\",\"calendar\":\"be\",\"off_days\":\"%s\"}", mode == 0 ? "next" : "previous");
		make_ready(&r, schedule, "UTC");
		bool fires[1000] = { false };
		int64_t begin = day_number((struct day){ 2026, 1, 1 }), end = begin + 800;
		for (int64_t n = begin - 40; n < end + 40; n++) {
			struct day d = day_from_number(n);
			bool is_last = day_from_number(n + 1).dom == 1;
			if (d.dom != 1 && d.dom != 10 && !(d.dom >= 20 && d.dom <= 24) && !is_last) {
				continue;
			}
			int64_t to = n;
			for (;; to += mode == 0 ? 1 : -1) {
				struct day t = day_from_number(to);
				int weekday = day_weekday(t);
				bool is_off = weekday == 0 || weekday == 6 || (t.month == 12 && t.dom == 25) || (to >= 20811 && to <= 20821 && to != 20817);
				if (!is_off) {
					break;
				}
			}
			if (to >= begin && to < end) {
				fires[to - begin] = true;
			}
		}
		struct fire fire = { .due = begin * 86400 - 1 };
		for (int64_t n = begin; n < end; n++) {
			if (fires[n - begin]) {
				assert_true(rule_next(r.rule, fire.due, INT64_MAX, &fire));
				assert_int_equal(fire.due, n * 86400 + 7 * 3600);
			}
		}
		done(&r);
	}
}

/* With 5,000 days off, as many as a calendar may have, and a day that is rare. */
static void is_quick_at_worst(void **state) {
	(void)state;
	struct arena *arena = arena_new();
	struct buf calendar_text = BUF_INIT;
	static const char *const schedules[] = {
		"{\"cron\":\"30 2 29 2 */7\",\"off_days\":\"next\",\"calendar\":\"x\"}",
		"{\"cron\":\"30 2 * * *\",\"working_day\":23,\"calendar\":\"x\"}",
		"{\"cron\":\"30 2 29 2 sat\",\"off_days\":\"previous\",\"calendar\":\"x\",\"jitter_seconds\":86400}",
	};
	int64_t worst = 0;

	buf_adds(&calendar_text, "{\"weekend\":65,\"yearly\":[1225,101,501],\"on\":[20817,20817],\"files\":[],\"off\":[");
	for (int i = 0; i < 5000; i++) {
		buf_addf(&calendar_text, "%s%d,%d", i > 0 ? "," : "", 11000 + i * 7, 11000 + i * 7);
	}
	buf_adds(&calendar_text, "]}");
	struct workdays *w = workdays_new(json_parse(arena, buf_str(&calendar_text), calendar_text.len, NULL, NULL));
	struct zone *zone = zone_load("Europe/Brussels", NULL);
	for (size_t i = 0; i < LEN(schedules); i++) {
		struct errs errors = ERRS_INIT;
		struct rule *rule = rule_new(json_parse(arena, schedules[i], strlen(schedules[i]), NULL, NULL), zone, w, &errors);
		struct fire fire = { .due = instant("2000-03-01T00:00:00Z") };
		assert_non_null(rule);
		for (int k = 0; k < 5; k++) {
			int64_t begin = clock_cpu_us();
			assert_true(rule_next(rule, fire.due, INT64_MAX, &fire));
			int64_t us = clock_cpu_us() - begin;
			worst = us > worst ? us : worst;
		}
		rule_free(rule);
	}
	printf("the next fire with a calendar: %lld us at worst\n", (long long)worst);
	assert_true(worst < 5000 * 10);
	zone_free(zone);
	workdays_free(w);
	buf_fini(&calendar_text);
	arena_free(arena);
}

static void reads_calendars_of_others(void **state) {
	(void)state;
	static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n";
	static const struct {
		const char *body, *says;    /* first days and counts; or what is wrong */
	} cases[] = {
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\n", "2026-12-25+1" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261228\r\nEND:VEVENT\r\n", "2026-12-24+4" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261224\r\nDURATION:P2D\r\nEND:VEVENT\r\n", "2026-12-24+2" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20271225\r\nEND:VEVENT\r\n",
		  "2026-12-25+1 2028-12-25+1" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nRDATE;VALUE=DATE:20270301,20270302\r\nEND:VEVENT\r\n",
		  "2026-12-25+1 2027-03-01+1 2027-03-02+1" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260401\r\nEND:VEVENT\r\n",
		  "2026-01-30+1 2026-02-27+1 2026-03-27+1" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;COUNT=2\r\nEND:VEVENT\r\n"
		  "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;VALUE=DATE:20271225\r\nDTSTART;VALUE=DATE:20271227\r\nEND:VEVENT\r\n",
		  "2026-12-25+1 2027-12-27+1" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\n", "" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261225T100000Z\r\nEND:VEVENT\r\n", "no event of whole days" },
		{ "", "no event of whole days" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nEND:VEVENT\r\n", "'x' has no DTSTART" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n", "'x' repeats by less" },
		{ "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261\r\nEND:VEVENT\r\n", "cannot be read" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct buf text = BUF_INIT, got = BUF_INIT;
		struct day_ranges days = { NULL, 0, 0 };
		struct err err = ERR_INIT;
		buf_adds(&text, head);
		buf_adds(&text, cases[i].body);
		buf_adds(&text, "END:VCALENDAR\r\n");
		bool ok = ical_days(buf_str(&text), text.len, &days, &err);
		for (size_t k = 0; k < days.n; k++) {
			char day[11];
			day_format(day_from_number(days.v[k].first), day);
			buf_addf(&got, "%s%s+%d", k > 0 ? " " : "", day, (int)(days.v[k].last - days.v[k].first + 1));
		}
		bool is_wrong = cases[i].says[0] != '\0' && cases[i].says[0] != '2';
		if (ok == is_wrong || (is_wrong ? strstr(err.msg, cases[i].says) == NULL : !str_eq(buf_str(&got), cases[i].says))) {
			fail_msg("case %zu: %s, %s", i, ok ? buf_str(&got) : err.msg, cases[i].says);
		}
		day_ranges_fini(&days);
		buf_fini(&text);
		buf_fini(&got);
	}
	struct day_ranges days = { NULL, 0, 0 };
	struct err err = ERR_INIT;
	static const char marked[] = "\xEF\xBB\xBF" "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
	assert_true(ical_days(marked, strlen(marked), &days, &err));
	assert_int_equal(days.n, 1);
	day_ranges_fini(&days);
	days = (struct day_ranges){ NULL, 0, 0 };
	assert_false(ical_days("hello", 5, &days, &err));
	/* each day, and for ever: bounded */
	const char *daily = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:19700101\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
	assert_true(ical_days(daily, strlen(daily), &days, &err));
	assert_true(days.n > 60000 && days.n < 70001);
	day_ranges_fini(&days);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fires_on_the_days_that_are_left),
		cmocka_unit_test(refuses_what_never_fires),
		cmocka_unit_test(jitter_is_the_same_each_time),
		cmocka_unit_test(covers_days),
		cmocka_unit_test(moves_as_a_walk_does),
		cmocka_unit_test(is_quick_at_worst),
		cmocka_unit_test(reads_calendars_of_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
