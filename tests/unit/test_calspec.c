/* calspec: what is an expression, and when it fires, above all where clocks change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "base/calspec.h"
#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/str.h"
#include "base/zone.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static void refuses_what_is_no_expression(void **state) {
	(void)state;
	static const struct {
		const char *text;
		int col;
		const char *says;
	} cases[] = {
		{ "", 1, "empty" },
		{ "   ", 1, "empty" },
		{ "* * * *", 8, "weekday field is missing" },
		{ "5", 2, "hour field is missing" },
		{ "* * * * * *", 11, "more after the five" },
		{ "60 * * * *", 1, "minute 60 is out of range" },
		{ "0 24 * * *", 3, "hour 24" },
		{ "0 0 0 * *", 5, "day of month 0" },
		{ "0 0 32 * *", 5, "day of month 32" },
		{ "0 0 1 13 *", 7, "month 13" },
		{ "0 0 1 0 *", 7, "month 0" },
		{ "0 0 * * 8", 9, "weekday 8" },
		{ "0 0 * * mondy", 9, "'mondy' is no weekday" },
		{ "0 0 * juli *", 7, "'juli' is no month" },
		{ "jan 0 * * *", 1, "'jan' is no minute" },
		{ "0 0 ? * *", 5, "'?' cannot stand" },
		{ "-5 * * * *", 1, "'-' cannot stand" },
		{ "5- * * * *", 3, "a minute is missing here" },
		{ "1,,2 * * * *", 3, "',' cannot stand" },
		{ "1, * * * *", 3, "a minute is missing here" },
		{ "*/0 * * * *", 3, "step of the minute field" },
		{ "*-5 * * * *", 2, "'-' cannot stand here" },
		{ "~ 3 * * *", 1, "'~' cannot stand" },
		{ "*/61 * * * *", 3, "step of the minute field" },
		{ "0 */25 * * *", 5, "step of the hour field" },
		{ "*/ * * * *", 3, "step of the minute field" },
		{ "*/x * * * *", 3, "step of the minute field" },
		{ "*/-5 * * * *", 3, "step of the minute field" },
		{ "5/10 * * * *", 2, "a step needs a range" },
		{ "*/5/2 * * * *", 4, "'/' cannot stand here" },
		{ "30-10 * * * *", 1, "'30-10' runs backwards" },
		{ "0 0 * * 6-0", 9, "'6-0' runs backwards" },
		{ "0 0 * dec-feb *", 7, "'dec-feb' runs backwards" },
		{ "1-2-3 * * * *", 4, "'-' cannot stand here" },
		{ "0 0 30 2 *", 1, "can never fire" },
		{ "0 0 31 4,6,9,11 *", 1, "can never fire" },
		{ "0 0 31 2-2 */2", 1, "can never fire" },
		{ "@reboot", 1, "'@reboot' is unknown" },
		{ "@", 1, "'@' is unknown" },
		{ "  @dayly", 3, "'@dayly' is unknown" },
		{ "@daily x", 1, "unknown" },
		{ "1.5 * * * *", 2, "'.' cannot stand here" },
		{ "99999999999 * * * *", 1, "is no minute" },
		{ "** * * * *", 2, "'*' cannot stand here" },
		{ "*5 * * * *", 2, "'5' cannot stand here" },
		{ "5* * * * *", 2, "'*' cannot stand here" },
		{ "L * * * *", 1, "'L' is no minute" },
		{ "0 0 L/2 * *", 6, "'/' cannot stand here" },
		{ "0 0 L-31 * *", 7, "from 1 to 30" },
		{ "0 0 L- * *", 7, "from 1 to 30" },
		{ "0 0 L-0 * *", 7, "from 1 to 30" },
		{ "0 0 LX * *", 5, "'LX' is no day of month" },
		{ "0 0 W * *", 5, "'W' is no day of month" },
		{ "0 0 32W * *", 5, "W takes a day of month" },
		{ "0 0 0W * *", 5, "W takes a day of month" },
		{ "0 0 15W-17 * *", 8, "'-' cannot stand here" },
		{ "0 0 1-5W * *", 7, "'5W' is no day of month" },
		{ "0 0 * * L", 9, "L needs a weekday" },
		{ "0 0 * * fri#6", 13, "from 1 to 5" },
		{ "0 0 * * fri#0", 13, "from 1 to 5" },
		{ "0 0 * * fri#", 13, "from 1 to 5" },
		{ "0 0 * * fri#22", 13, "from 1 to 5" },
		{ "0 0 * * fry#2", 9, "'fry' is no weekday" },
		{ "0 0 * * fryL", 9, "'fry' is no weekday" },
		{ "0 0 * * 8#2", 9, "weekday 8" },
		{ "0 0 * * averyveryverylongdayL", 9, "is no weekday" },
		{ "0 0 * * mon-fri#2", 16, "'#' cannot stand here" },
		{ "0 0 * * *#2", 10, "'#' cannot stand here" },
		{ "0 0 fri#2 * *", 5, "'fri' is no day of month" },
		{ "0 0 31W 2,4,6,9,11 *", 1, "can never fire" },
		{ "0 0 L-30 2 *", 1, "can never fire" },
		{ "0 0 1-7 * */7,sun#5", 0, NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct calspec spec = { .minutes = 42 };
		struct err err = ERR_INIT;
		if (cases[i].says == NULL) {
			assert_true(calspec_parse(&spec, cases[i].text, &err));
			continue;
		}
		if (calspec_parse(&spec, cases[i].text, &err)) {
			fail_msg("'%s' was accepted", cases[i].text);
		}
		if (err.code != ERR_INPUT || err.at.col != cases[i].col || strstr(err.msg, cases[i].says) == NULL) {
			fail_msg("'%s': column %d, %s", cases[i].text, err.at.col, err.msg);
		}
		assert_true(*err.hint != '\0');
		assert_int_equal(spec.minutes, 42);    /* untouched */
	}
}

static void formats_what_it_parsed(void **state) {
	(void)state;
	static const struct {
		const char *text, *plain;
	} cases[] = {
		{ "* * * * *", "* * * * *" },
		{ "@hourly", "0 * * * *" },
		{ "@DAILY ", "0 0 * * *" },
		{ "@midnight", "0 0 * * *" },
		{ "@weekly", "0 0 * * 0" },
		{ "@monthly", "0 0 1 * *" },
		{ "@yearly", "0 0 1 1 *" },
		{ "@annually", "0 0 1 1 *" },
		{ "\t30  7 *\t* Mon-FRI ", "30 7 * * 1-5" },
		{ "0 0 * * 7", "0 0 * * 0" },
		{ "0 0 * * 5-7", "0 0 * * 0,5-6" },
		{ "0 0 * * fri-sun", "0 0 * * 0,5-6" },
		{ "0 0 * * sun-tue", "0 0 * * 0-2" },
		{ "0 0 * * sat-sun", "0 0 * * 0,6" },    /* cron takes it, and never fires */
		{ "0 0 * * 1-7/2", "0 0 * * 0-1,3,5" },
		{ "0 0 * 12-dec *", "0 0 * 12 *" },
		{ "0 0 * * 0-7", "0 0 * * 0-6" },
		{ "*/15 8-18/2 1,15 jan,mar-may *", "*/15 8,10,12,14,16,18 1,15 1,3-5 *" },
		{ "0 0 1 1-12 0", "0 0 1 * 0" },
		{ "*/60 * * * *", "*/60 * * * *" },
		{ "*/20,5 0-23 1-31 * */3", "*/60,5,20,40 0-23 1-31 * */3" },
		{ "0-59/5 * * * *", "0,5,10,15,20,25,30,35,40,45,50,55 * * * *" },
		{ "007 07 7 7 7", "7 7 7 7 0" },
		{ "0 0 29 2 *", "0 0 29 2 *" },
		{ "0 0 30 2 mon", "0 0 30 2 1" },    /* either day: fires on Mondays */
		{ "0 0 l * *", "0 0 L * *" },
		{ "0 0 15w,LW,3,L-2,L,1-2 * *", "0 0 1-3,L,L-2,LW,15W * *" },
		{ "0 0 * * FriL,7#1,mon", "0 0 * * 1,5L,0#1" },
		{ "0 0 */2,L * *", "0 0 */2,L * *" },
		{ "0 0 * * */3,5#5", "0 0 * * */3,5#5" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct calspec spec, again;
		struct err err = ERR_INIT;
		struct buf text = BUF_INIT;
		if (!calspec_parse(&spec, cases[i].text, &err)) {
			fail_msg("'%s': %s", cases[i].text, err.msg);
		}
		calspec_format(&spec, &text);
		assert_string_equal(buf_str(&text), cases[i].plain);
		assert_true(calspec_parse(&again, buf_str(&text), &err));
		assert_int_equal(spec.minutes, again.minutes);
		assert_int_equal(spec.hours, again.hours);
		assert_int_equal(spec.doms, again.doms);
		assert_int_equal(spec.months, again.months);
		assert_int_equal(spec.weekdays, again.weekdays);
		assert_int_equal(spec.last_doms, again.last_doms);
		assert_int_equal(spec.near_doms, again.near_doms);
		assert_int_equal(spec.nth_weekdays, again.nth_weekdays);
		assert_int_equal(spec.minute_star, again.minute_star);
		assert_int_equal(spec.hour_star, again.hour_star);
		assert_int_equal(spec.dom_star, again.dom_star);
		assert_int_equal(spec.weekday_star, again.weekday_star);
		buf_fini(&text);
	}
}

/* "2026-03-29T01:30:00Z" */
static int64_t instant(const char *iso) {
	struct day day = { 0 };
	int h, m, s;
	assert_int_equal(sscanf(iso, "%d-%d-%dT%d:%d:%dZ", &day.year, &day.month, &day.dom, &h, &m, &s), 6);
	return day_number(day) * 86400 + h * 3600 + m * 60 + s;
}

static void fires_when_told(void **state) {
	(void)state;
	static const struct {
		const char *text, *zone, *after, *fires[5];    /* the fires after `after`, in order */
	} cases[] = {
		{ "30 7 * * *", "UTC", "2026-11-23T07:29:59Z", { "2026-11-23T07:30:00Z", "2026-11-24T07:30:00Z" } },
		{ "30 7 * * *", "UTC", "2026-11-23T07:30:00Z", { "2026-11-24T07:30:00Z" } },    /* strictly after */
		{ "0 6 * * mon", "Europe/Brussels", "2026-11-23T12:00:00Z", { "2026-11-30T05:00:00Z" } },
		/* two day fields: either, unless one begins with a star */
		{ "0 0 13 * fri", "UTC", "2026-11-01T00:00:00Z",
		  { "2026-11-06T00:00:00Z", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z",
		    "2026-12-04T00:00:00Z" } },
		{ "0 0 */2 * fri", "UTC", "2026-11-01T00:00:00Z",
		  { "2026-11-13T00:00:00Z", "2026-11-27T00:00:00Z", "2026-12-11T00:00:00Z", "2026-12-25T00:00:00Z" } },
		{ "0 0 *,1 * sun", "UTC", "2026-11-01T00:00:00Z", { "2026-11-08T00:00:00Z", "2026-11-15T00:00:00Z" } },
		{ "0 0 1,* * sun", "UTC", "2026-11-01T00:00:00Z", { "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z" } },
		{ "0 0 13 * */7", "UTC", "2026-11-01T00:00:00Z", { "2026-12-13T00:00:00Z", "2027-06-13T00:00:00Z" } },
		/* leap days, also the one that 2100 lacks */
		{ "0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", { "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z" } },
		{ "0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", { "2104-02-29T00:00:00Z", "2108-02-29T00:00:00Z" } },
		{ "0 12 29 2 *", "Europe/Brussels", "2096-03-01T00:00:00Z", { "2104-02-29T11:00:00Z" } },
		{ "0 0 31 * *", "UTC", "2026-01-31T00:00:00Z", { "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z" } },
		/* the last day, days before it, and weekdays near a day */
		{ "0 7 L * *", "UTC", "2028-01-30T08:00:00Z",
		  { "2028-01-31T07:00:00Z", "2028-02-29T07:00:00Z", "2028-03-31T07:00:00Z", "2028-04-30T07:00:00Z" } },
		{ "0 7 L * *", "UTC", "2100-02-01T00:00:00Z", { "2100-02-28T07:00:00Z" } },
		{ "0 7 L-2 * *", "UTC", "2026-02-01T00:00:00Z", { "2026-02-26T07:00:00Z", "2026-03-29T07:00:00Z" } },
		{ "0 7 L-30 * *", "UTC", "2026-02-01T00:00:00Z", { "2026-03-01T07:00:00Z", "2026-05-01T07:00:00Z" } },
		{ "0 7 1W * *", "UTC", "2026-07-31T00:00:00Z",    /* 1 August is a Saturday, 1 November a Sunday */
		  { "2026-08-03T07:00:00Z", "2026-09-01T07:00:00Z", "2026-10-01T07:00:00Z", "2026-11-02T07:00:00Z" } },
		{ "0 7 15W * *", "UTC", "2026-08-01T00:00:00Z",    /* a Saturday; then Tuesday, Thursday, Sunday */
		  { "2026-08-14T07:00:00Z", "2026-09-15T07:00:00Z", "2026-10-15T07:00:00Z", "2026-11-16T07:00:00Z" } },
		{ "0 7 31W * *", "UTC", "2026-01-01T00:00:00Z",    /* a Saturday; Tuesday; and 31 May a Sunday: no 1 June */
		  { "2026-01-30T07:00:00Z", "2026-03-31T07:00:00Z", "2026-05-29T07:00:00Z" } },
		{ "0 7 LW * *", "UTC", "2026-01-01T00:00:00Z",
		  { "2026-01-30T07:00:00Z", "2026-02-27T07:00:00Z", "2026-03-31T07:00:00Z", "2026-04-30T07:00:00Z",
		    "2026-05-29T07:00:00Z" } },
		{ "0 7 * * fri#3", "UTC", "2026-10-31T00:00:00Z", { "2026-11-20T07:00:00Z", "2026-12-18T07:00:00Z" } },
		{ "0 7 * * mon#5", "UTC", "2026-10-31T00:00:00Z", { "2026-11-30T07:00:00Z", "2027-03-29T07:00:00Z" } },
		{ "0 7 * * sunL", "UTC", "2026-10-31T00:00:00Z", { "2026-11-29T07:00:00Z", "2026-12-27T07:00:00Z" } },
		{ "0 7 * 2 sun#5", "UTC", "2026-10-31T00:00:00Z", { "2032-02-29T07:00:00Z", "2060-02-29T07:00:00Z" } },
		{ "0 7 L * friL", "UTC", "2026-10-31T12:00:00Z",    /* either */
		  { "2026-11-27T07:00:00Z", "2026-11-30T07:00:00Z", "2026-12-25T07:00:00Z", "2026-12-31T07:00:00Z" } },
		/* the last Sunday of March is when Brussels' clocks go forward */
		{ "30 2 * 3 sunL", "Europe/Brussels", "2026-01-01T00:00:00Z", { "2026-03-29T01:00:00Z", "2027-03-28T01:00:00Z" } },
		/* Brussels, 29 March 2026: 02:00 -> 03:00 at 01:00 UTC. A fixed time in the gap fires after it, once. */
		{ "30 2 * * *", "Europe/Brussels", "2026-03-28T12:00:00Z", { "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z" } },
		{ "10,20 2 * * *", "Europe/Brussels", "2026-03-28T12:00:00Z",
		  { "2026-03-29T01:00:00Z", "2026-03-30T00:10:00Z" } },
		{ "0 2,3 * * *", "Europe/Brussels", "2026-03-28T12:00:00Z",    /* both collapse on 03:00 */
		  { "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z", "2026-03-30T01:00:00Z" } },
		{ "0 3 * * *", "Europe/Brussels", "2026-03-28T12:00:00Z", { "2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z" } },
		{ "30 2 29 3 *", "Europe/Brussels", "2026-03-29T01:00:00Z", { "2027-03-29T00:30:00Z" } },
		/* an interval does not: 02:30 was not there */
		{ "*/30 2 * * *", "Europe/Brussels", "2026-03-28T12:00:00Z", { "2026-03-30T00:00:00Z", "2026-03-30T00:30:00Z" } },
		{ "30 */2 * * *", "Europe/Brussels", "2026-03-28T23:00:00Z",
		  { "2026-03-28T23:30:00Z", "2026-03-29T02:30:00Z", "2026-03-29T04:30:00Z" } },
		{ "0 * * * *", "Europe/Brussels", "2026-03-28T23:30:00Z",
		  { "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z" } },
		/* what falls together is one run; cron makes one for each time that was left out, all at 03:00 */
		{ "10-50/20 1,2,3 * * *", "Europe/Brussels", "2026-03-29T00:00:00Z",
		  { "2026-03-29T00:10:00Z", "2026-03-29T00:30:00Z", "2026-03-29T00:50:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:10:00Z" } },
		{ "0 2-3 29 3 *", "Europe/Brussels", "2026-01-01T00:00:00Z",
		  { "2026-03-29T01:00:00Z", "2027-03-29T00:00:00Z", "2027-03-29T01:00:00Z" } },
		/* 25 October 2026: 03:00 -> 02:00 at 01:00 UTC. Fixed: the first 02:30 only; an interval: both. */
		{ "30 2 * * *", "Europe/Brussels", "2026-10-24T12:00:00Z", { "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z" } },
		{ "30 2 * * *", "Europe/Brussels", "2026-10-25T00:30:00Z", { "2026-10-26T01:30:00Z" } },
		{ "30 2 * * *", "Europe/Brussels", "2026-10-25T00:59:00Z", { "2026-10-26T01:30:00Z" } },
		{ "0 3 * * *", "Europe/Brussels", "2026-10-24T12:00:00Z", { "2026-10-25T02:00:00Z" } },
		{ "0 2 * * *", "Europe/Brussels", "2026-10-24T12:00:00Z", { "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z" } },
		{ "*/30 2 * * *", "Europe/Brussels", "2026-10-24T12:00:00Z",
		  { "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
		    "2026-10-26T01:00:00Z" } },
		/* Dublin: winter time is the one that is "saved"; the clocks do the same as London's */
		{ "30 1 * * *", "Europe/Dublin", "2026-03-28T12:00:00Z", { "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z" } },
		{ "30 1 * * *", "Europe/Dublin", "2026-10-24T12:00:00Z", { "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z" } },
		/* Santiago: midnight itself is left out on 6 September 2026, and 23:30 occurs twice on 4 April */
		{ "0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", { "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z" } },
		{ "30 0 6 9 *", "America/Santiago", "2026-09-01T00:00:00Z", { "2026-09-06T04:00:00Z", "2027-09-06T03:30:00Z" } },
		{ "30 23 * * *", "America/Santiago", "2026-04-04T12:00:00Z", { "2026-04-05T02:30:00Z", "2026-04-06T03:30:00Z" } },
		/* Lord Howe moves by half an hour: 02:00 -> 02:30 on 4 October 2026, 02:00 -> 01:30 on 5 April */
		{ "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", { "2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z" } },
		{ "45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", { "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z" } },
		{ "45 * 5 4 *", "Australia/Lord_Howe", "2026-04-04T14:00:00Z",
		  { "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-04-04T16:15:00Z" } },
		/* Apia had no 30 December 2011: a change of the date line, those times do not exist */
		{ "0 12 30 12 *", "Pacific/Apia", "2011-12-01T00:00:00Z", { "2012-12-29T22:00:00Z" } },
		{ "0 12 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", { "2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z" } },
		{ "0 * * * *", "Pacific/Apia", "2011-12-30T09:00:00Z", { "2011-12-30T10:00:00Z", "2011-12-30T11:00:00Z" } },
		/* Cairo: 24 April 2026, 00:00 -> 01:00 at 22:00 UTC; back at 24:00 on 29 October: 23:xx twice */
		{ "0 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00Z", { "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z" } },
		{ "30 23 * * *", "Africa/Cairo", "2026-10-29T12:00:00Z", { "2026-10-29T20:30:00Z", "2026-10-30T21:30:00Z" } },
		/* Troll: two hours at once */
		{ "30 1 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", { "2026-03-29T01:00:00Z", "2026-03-29T23:30:00Z" } },
		{ "30 2 * * *", "Antarctica/Troll", "2026-03-28T12:00:00Z", { "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z" } },
		{ "0 9 * * *", "Asia/Kathmandu", "2026-01-01T00:00:00Z", { "2026-01-01T03:15:00Z" } },
		/* Almaty went from +06 to +05 for good: 29 February 2024, 24:00 -> 23:00 */
		{ "30 23 * * *", "Asia/Almaty", "2024-02-29T12:00:00Z", { "2024-02-29T17:30:00Z", "2024-03-01T18:30:00Z" } },
		/* Kwajalein skipped 21 August 1993 (-12 to +12) */
		{ "0 12 * * *", "Pacific/Kwajalein", "1993-08-20T12:00:00Z", { "1993-08-21T00:00:00Z", "1993-08-22T00:00:00Z" } },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct calspec spec;
		struct zone *zone = zone_load(cases[i].zone, NULL);
		int64_t t = instant(cases[i].after);

		assert_non_null(zone);
		assert_true(calspec_parse(&spec, cases[i].text, NULL));
		for (size_t k = 0; k < 5 && cases[i].fires[k] != NULL; k++) {
			char text[CLOCK_ISO_SIZE];
			assert_true(calspec_next(&spec, NULL, zone, t, INT64_MAX, &t));
			clock_format_utc(t * 1000, text);
			if (!str_eq(text, cases[i].fires[k])) {
				fail_msg("'%s' in %s after %s, fire %zu: %s, not %s", cases[i].text, cases[i].zone, cases[i].after, k + 1,
				         text, cases[i].fires[k]);
			}
		}
		zone_free(zone);
	}
}

/*
 * The slow, obvious evaluator: walks minute by minute through real time, asks the C library for the local time, and
 * reads the expression's text anew at each one.
 */
static bool slow_range(char *part, int v, int min, int max) {
	int low, high, step = 1;
	char *slash = strchr(part, '/');

	if (slash != NULL) {
		step = atoi(slash + 1);
	}
	if (part[0] == '*') {
		low = min;
		high = max;
	} else if (sscanf(part, "%d-%d", &low, &high) != 2) {
		high = low = atoi(part);
	}
	return v >= low && v <= high && (v - low) % step == 0;
}

static int slow_month_days(const struct tm *tm) {
	struct tm next = { .tm_year = tm->tm_year, .tm_mon = tm->tm_mon + 1, .tm_mday = 0, .tm_hour = 12 };
	time_t at = timegm(&next);
	gmtime_r(&at, &next);
	return next.tm_mday;
}

static bool slow_is_weekday(const struct tm *tm, int mday) {
	int weekday = ((tm->tm_wday + mday - tm->tm_mday) % 7 + 7) % 7;
	return weekday >= 1 && weekday <= 5;
}

/* "15W": looks one day away, then two, within the month. */
static int slow_nearest(const struct tm *tm, int mday, int last) {
	if (slow_is_weekday(tm, mday)) {
		return mday;
	}
	for (int away = 1; away < 3; away++) {
		if (mday - away >= 1 && slow_is_weekday(tm, mday - away)) {
			return mday - away;
		}
		if (mday + away <= last && slow_is_weekday(tm, mday + away)) {
			return mday + away;
		}
	}
	return 0;
}

static bool slow_dom(char *part, const struct tm *tm) {
	int last = slow_month_days(tm);

	if (str_eq(part, "LW")) {
		while (!slow_is_weekday(tm, last)) {
			last--;
		}
		return tm->tm_mday == last;
	}
	if (part[0] == 'L') {
		return tm->tm_mday == last - (part[1] == '-' ? atoi(part + 2) : 0);
	}
	if (strchr(part, 'W') != NULL) {
		return atoi(part) <= last && tm->tm_mday == slow_nearest(tm, atoi(part), last);
	}
	return slow_range(part, tm->tm_mday, 1, 31);
}

static bool slow_weekday(char *part, const struct tm *tm) {
	const char *hash = strchr(part, '#');

	if (hash != NULL) {
		return atoi(part) % 7 == tm->tm_wday && (tm->tm_mday + 6) / 7 == atoi(hash + 1);
	}
	if (strchr(part, 'L') != NULL) {
		return atoi(part) % 7 == tm->tm_wday && tm->tm_mday + 7 > slow_month_days(tm);
	}
	char copy[64];
	STR_COPY(copy, part);
	return slow_range(part, tm->tm_wday, 0, 6) || (tm->tm_wday == 0 && copy[0] != '*' && slow_range(copy, 7, 0, 7));
}

static bool slow_field(const char *field, size_t len, int which, const struct tm *tm) {
	char text[64], *save = NULL;
	assert_true(len < sizeof(text));
	memcpy(text, field, len);
	text[len] = '\0';
	for (char *part = strtok_r(text, ",", &save); part != NULL; part = strtok_r(NULL, ",", &save)) {
		bool matches = which == 0   ? slow_range(part, tm->tm_min, 0, 59)
		               : which == 1 ? slow_range(part, tm->tm_hour, 0, 23)
		               : which == 2 ? slow_dom(part, tm)
		               : which == 3 ? slow_range(part, tm->tm_mon + 1, 1, 12)
		                            : slow_weekday(part, tm);
		if (matches) {
			return true;
		}
	}
	return false;
}

struct slow {
	const char *fields[5];
	size_t lens[5];
	bool minutes[60], hours[24];
};

static struct slow slow_split(const char *text) {
	struct slow slow;
	struct tm tm = { 0 };
	for (int i = 0; i < 5; i++) {
		slow.fields[i] = text;
		slow.lens[i] = strcspn(text, " ");
		text += slow.lens[i];
		text += *text == ' ';
	}
	for (tm.tm_min = 0; tm.tm_min < 60; tm.tm_min++) {
		slow.minutes[tm.tm_min] = slow_field(slow.fields[0], slow.lens[0], 0, &tm);
	}
	for (tm.tm_hour = 0; tm.tm_hour < 24; tm.tm_hour++) {
		slow.hours[tm.tm_hour] = slow_field(slow.fields[1], slow.lens[1], 1, &tm);
	}
	return slow;
}

/* local: seconds, as if it were UTC. */
static bool slow_matches(const struct slow *s, int64_t local) {
	bool either = *s->fields[2] != '*' && *s->fields[4] != '*';
	time_t at = (time_t)local;
	struct tm tm;

	if (!s->minutes[local / 60 % 60] || !s->hours[local / 3600 % 24]) {
		return false;
	}
	gmtime_r(&at, &tm);
	bool dom = slow_field(s->fields[2], s->lens[2], 2, &tm), weekday = slow_field(s->fields[4], s->lens[4], 4, &tm);
	return slow_field(s->fields[3], s->lens[3], 3, &tm) && (either ? dom || weekday : dom && weekday);
}

static int offset_at(int64_t t) {
	time_t at = (time_t)t;
	struct tm tm;

	localtime_r(&at, &tm);
	return (int)tm.tm_gmtoff;
}

/* What the C library says of each minute from `from` on; where it says the same at both ends of a quarter of an hour, it is asked no further. */
enum { SLOW_BACK = 26 * 60, SLOW_REACH = 3 * 1440, SLOW_MINUTES = SLOW_BACK + SLOW_REACH + 30 };
static int slow_offsets[SLOW_MINUTES + 15];

static void slow_read_clock(int64_t from) {
	for (int i = 0; i < SLOW_MINUTES; i += 15) {
		int first = offset_at(from + i * 60), last = offset_at(from + (i + 14) * 60);
		for (int k = 0; k < 15; k++) {
			slow_offsets[i + k] = first == last ? first : offset_at(from + (i + k) * 60);
		}
	}
}

/* Local times that were seen, around the present minute: repeated ones are told by that. */
static bool slow_next(const char *text, int64_t after, int64_t *at) {
	struct slow slow = slow_split(text);
	bool is_interval = *slow.fields[0] == '*' || *slow.fields[1] == '*';
	int64_t begin = after - after % 60 + 60, first = begin - SLOW_BACK * 60, most = INT64_MIN;

	slow_read_clock(first);
	for (int i = 0; i < SLOW_BACK + SLOW_REACH; i++) {
		int64_t t = first + i * 60, local = t + slow_offsets[i], before = i > 0 ? t - 60 + slow_offsets[i - 1] : local;
		bool is_new = local > most, has_begun = i >= SLOW_BACK;
		if (has_begun && (is_interval || is_new) && slow_matches(&slow, local)) {
			*at = t;
			return true;
		}
		if (has_begun && !is_interval && local - before > 60 && local - before <= 3 * 3600 + 60) {
			for (int64_t gone = before + 60; gone < local; gone += 60) {
				if (gone > most && slow_matches(&slow, gone)) {
					*at = t;
					return true;
				}
			}
		}
		most = is_new ? local : most;
	}
	return false;
}

static uint64_t seed = 20261123;

/* PCG's multiplier; the high bits are the good ones. */
static int roll(int n) {
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int)((seed >> 33) % (unsigned)n);
}

static void random_field(struct buf *out, int min, int max, int star_of_ten) {
	int parts = roll(6) == 0 ? 2 : 1;
	if (roll(10) < star_of_ten) {
		if (roll(2) == 0) {
			buf_adds(out, "* ");
		} else {
			buf_addf(out, "*/%d ", 1 + roll(max - min));
		}
		return;
	}
	for (int i = 0; i < parts; i++) {
		int a = min + roll(max - min + 1), b = a + roll(max - a + 1);
		buf_adds(out, i > 0 ? "," : "");
		if (roll(4) == 0 && (max == 31 || max == 7)) {
			static const char *const lasts[] = { "L", "LW", "L-1", "L-5" };
			if (max == 7) {
				buf_addf(out, roll(2) == 0 ? "%d#%d" : "%dL", a, 1 + roll(5));
			} else if (roll(2) == 0) {
				buf_addf(out, "%dW", a);
			} else {
				buf_adds(out, lasts[roll(4)]);
			}
			continue;
		}
		switch (roll(3)) {
		case 0: buf_addf(out, "%d-%d", a, b); break;
		case 1: buf_addf(out, "%d-%d/%d", a, b, 1 + roll(5)); break;
		default: buf_addf(out, "%d", a); break;
		}
	}
	buf_addc(out, ' ');
}

/* Just before a change of the clock, mostly; or near the end of a month, where L and W are. */
static int64_t random_instant(const struct zone *zone) {
	int64_t t = INT64_C(315532800) + (int64_t)roll(3652) * 5 * 86400 + roll(86400);    /* 1980 to 2029 */
	int which = roll(10);

	if (which < 6 && zone_next_change(zone, t, &t)) {
		return t - roll(30 * 3600);
	}
	if (which < 9) {
		struct day day = day_from_number(t / 86400);
		day.dom = 1;
		return day_number(day) * 86400 + (roll(8) - 5) * 86400 + roll(86400);
	}
	return t;
}

static void random_expression(struct buf *text) {
	int days = roll(2) == 0 ? 8 : 4;

	random_field(text, 0, 59, 3);
	random_field(text, 0, 23, 3);
	random_field(text, 1, 31, days);
	random_field(text, 1, 12, 9);
	random_field(text, 0, 7, days);
}

static void compare(const char *text, const char *zone_name, const struct zone *zone, int64_t t) {
	struct calspec spec;
	struct err err = ERR_INIT;
	int64_t slow = 0, fast = 0;

	if (!calspec_parse(&spec, text, &err)) {
		assert_non_null(strstr(err.msg, "never fire"));
		return;
	}
	bool is_fast = calspec_next(&spec, NULL, zone, t, t - t % 60 + SLOW_REACH * 60, &fast), is_slow = slow_next(text, t, &slow);
	if (is_fast != is_slow || (is_slow && slow != fast)) {
		fail_msg("'%s' in %s after %lld: %lld, the slow one %lld", text, zone_name, (long long)t, is_fast ? (long long)fast : -1LL,
		         is_slow ? (long long)slow : -1LL);
	}
	int64_t last;
	if (is_fast && (!calspec_last(&spec, NULL, zone, fast + 1, t, &last) || last != fast || calspec_last(&spec, NULL, zone, fast, t + 1, &last))) {
		fail_msg("'%s' in %s: the last one before %lld is not it", text, zone_name, (long long)fast + 1);
	}
}

/* SCHEDULE_RANDOM: so many of them; `make schedule-random`. */
static void agrees_with_the_slow_evaluator(void **state) {
	(void)state;
	static const char *const zones[] = {
		"Europe/Brussels", "Europe/Dublin", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo",
		"Antarctica/Troll", "Asia/Almaty", "Asia/Kathmandu", "Pacific/Kwajalein", "America/St_Johns", "Africa/Casablanca",
		"America/New_York", "Asia/Tehran", "Asia/Gaza", "Europe/Istanbul", "Europe/Chisinau", "America/Havana", "Pacific/Easter",
		"Pacific/Kiritimati", "Asia/Pyongyang", "America/Caracas", "Pacific/Norfolk", "Europe/Moscow", "UTC",
	};
	enum { EACH = 40 };    /* of a zone in a row: to change it costs */
	const char *wanted = getenv("SCHEDULE_RANDOM");
	int64_t n = 2400;

	if (wanted != NULL) {
		assert_true(str_int(wanted, 1, 1000000000, &n));
	}
	for (int64_t done = 0; done < n; done += EACH) {
		const char *name = zones[done < (int64_t)LEN(zones) * EACH ? done / EACH : roll(LEN(zones))];
		struct zone *zone = zone_load(name, NULL);
		assert_non_null(zone);
		setenv("TZ", name, 1);
		tzset();
		for (int i = 0; i < EACH; i++) {
			struct buf text = BUF_INIT;
			random_expression(&text);
			compare(buf_str(&text), name, zone, random_instant(zone));
			buf_fini(&text);
		}
		zone_free(zone);
	}
	unsetenv("TZ");
	tzset();
	if (wanted != NULL) {
		printf("%lld random expressions, zones and instants: no difference\n", (long long)n);
	}
}

/* The rarest expressions, in zones that change often. */
static void is_quick_at_worst(void **state) {
	(void)state;
	static const char *const rare[] = {
		"30 2 29 2 */7", "0 0 29 2 */7", "59 23 */28 2 sun#5", "30 2 * 2 mon#5", "30 2 L-30 * */6", "15 3 31W 5 */5", "*/60 2 29 2 *", "0 1 * 3 sun#5",
	};
	static const char *const zones[] = { "Europe/Brussels", "Africa/Casablanca", "America/Santiago", "UTC" };
	int64_t worst = 0, t = instant("2000-03-01T00:00:00Z");

	for (size_t z = 0; z < LEN(zones); z++) {
		struct zone *zone = zone_load(zones[z], NULL);
		for (size_t i = 0; i < LEN(rare); i++) {
			struct calspec spec;
			int64_t at = t;
			assert_true(calspec_parse(&spec, rare[i], NULL));
			for (int k = 0; k < 8; k++) {
				int64_t begin = clock_cpu_us();
				assert_true(calspec_next(&spec, NULL, zone, at, INT64_MAX, &at));
				int64_t us = clock_cpu_us() - begin;
				worst = us > worst ? us : worst;
			}
			if (i == 0 && z == 0) {    /* a Sunday: 2004, 2032, 2060, 2088, then 2128, 2156, … */
				assert_int_equal(at, instant("2224-02-29T01:30:00Z"));
			}
		}
		zone_free(zone);
	}
	printf("the next fire of the rarest: %lld us at worst\n", (long long)worst);
	if (worst > 5000 * 10) {    /* ten times the target: sanitizers and busy machines */
		fail_msg("%lld us for a fire", (long long)worst);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_no_expression),
		cmocka_unit_test(formats_what_it_parsed),
		cmocka_unit_test(fires_when_told),
		cmocka_unit_test(agrees_with_the_slow_evaluator),
		cmocka_unit_test(is_quick_at_worst),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
