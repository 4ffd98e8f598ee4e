/*
 * calspec: see calspec.h. Local time is cut into stretches of constant offset; within one, local times are
 * searched day by day. What a change of offset skips or repeats is settled at the seams.
 */
#include "service/calspec.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "base/zone.h"

#define DAY_S     INT64_C(86400)
#define GAP_MAX_S (3 * 3600)              /* a longer one is a change of the date line */
#define REACH_S   (INT64_C(26) * 3600)    /* local times of one instant differ by less */
#define DAYS_400  INT64_C(146097)         /* days, weeks and leap years repeat after 400 years */

enum field_kind { FIELD_MINUTE, FIELD_HOUR, FIELD_DOM, FIELD_MONTH, FIELD_WEEKDAY, FIELD_COUNT };

static const char *const month_names[] = {
	"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL,
};
static const char *const weekday_names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

static const struct field {
	const char *what;
	int min, max;               /* of the numbers that may be written */
	int count;                  /* of different values */
	const char *const *names;   /* the first stands for min */
} fields[FIELD_COUNT] = {
	[FIELD_MINUTE] = { "minute", 0, 59, 60, NULL },
	[FIELD_HOUR] = { "hour", 0, 23, 24, NULL },
	[FIELD_DOM] = { "day of month", 1, 31, 31, NULL },
	[FIELD_MONTH] = { "month", 1, 12, 12, month_names },
	[FIELD_WEEKDAY] = { "weekday", 0, 7, 7, weekday_names },    /* 7 is Sunday too */
};

static const struct {
	const char *name, *text;
} macros[] = {
	{ "@annually", "0 0 1 1 *" }, { "@daily", "0 0 * * *" },   { "@hourly", "0 * * * *" },
	{ "@midnight", "0 0 * * *" }, { "@monthly", "0 0 1 * *" }, { "@weekly", "0 0 * * 0" },
	{ "@yearly", "0 0 1 1 *" },
};

/* ---- parsing ---- */

struct parser {
	const char *text, *p;
	struct err *err;
};

/* Point at at; the message is set already. */
static bool fail_at(const struct parser *ps, const char *at) {
	if (ps->err != NULL) {
		err_at_offset(ps->err, ps->text, strlen(ps->text), (size_t)(at - ps->text));
	}
	return false;
}

static bool is_blank(char c) {
	return c == ' ' || c == '\t';
}

static size_t word_length(const char *s) {
	size_t n = 0;
	while (isalnum((unsigned char)s[n])) {
		n++;
	}
	return n;
}

static int name_value(const struct field *field, const char *s, size_t n) {
	for (int i = 0; field->names != NULL && field->names[i] != NULL; i++) {
		if (strlen(field->names[i]) == n && strncasecmp(field->names[i], s, n) == 0) {
			return field->min + i;
		}
	}
	return -1;
}

static bool no_value(struct parser *ps, const struct field *field, size_t n) {
	char c = *ps->p;

	if (n > 0) {
		err_set(ps->err, ERR_INPUT, "'%.*s' is no %s", (int)(n > 40 ? 40 : n), ps->p, field->what);
	} else if (c == '\0' || is_blank(c)) {
		err_set(ps->err, ERR_INPUT, "a %s is missing here", field->what);
	} else {
		err_set(ps->err, ERR_INPUT, "'%c' cannot stand in the %s field", c, field->what);
	}
	if (c == '?') {
		err_hint(ps->err, "write '*' for any %s", field->what);
	} else if (field->names != NULL) {
		err_hint(ps->err, "use %d to %d or %s to %s", field->min, field->max, field->names[0],
		         field->names[field->count - 1]);
	} else {
		err_hint(ps->err, "use %d to %d, '*', or lists, ranges and steps of these", field->min, field->max);
	}
	return fail_at(ps, ps->p);
}

/* A number or a name. */
static bool parse_value(struct parser *ps, const struct field *field, int *out, bool *is_name) {
	size_t n = word_length(ps->p);
	char digits[8];
	int64_t v;

	*is_name = n > 0 && !isdigit((unsigned char)*ps->p);
	if (n == 0 || n >= sizeof(digits)) {
		return no_value(ps, field, n);
	}
	if (*is_name) {
		*out = name_value(field, ps->p, n);
		if (*out < 0) {
			return no_value(ps, field, n);
		}
	} else {
		memcpy(digits, ps->p, n);
		digits[n] = '\0';
		if (!str_int(digits, 0, 9999999, &v)) {
			return no_value(ps, field, n);
		}
		if (v < field->min || v > field->max) {
			err_set(ps->err, ERR_INPUT, "%s %s is out of range", field->what, digits);
			err_hint(ps->err, "use %d to %d", field->min, field->max);
			return fail_at(ps, ps->p);
		}
		*out = (int)v;
	}
	ps->p += n;
	return true;
}

static bool parse_step(struct parser *ps, const struct field *field, int *step) {
	const char *at = ++ps->p;    /* after '/' */
	size_t n = word_length(at);
	char digits[8];
	int64_t v;

	memcpy(digits, at, n < sizeof(digits) ? n : 0);
	digits[n < sizeof(digits) ? n : 0] = '\0';
	if (!str_int(digits, 1, field->count, &v)) {
		err_set(ps->err, ERR_INPUT, "the step of the %s field must be a number from 1 to %d", field->what, field->count);
		err_hint(ps->err, "a step counts within the field: it begins anew each time the field does");
		return fail_at(ps, at);
	}
	*step = (int)v;
	ps->p += n;
	return true;
}

/* "*", "*\/5", "1-5", "1-5/2", "mon" or "7". */
static bool parse_range(struct parser *ps, const struct field *field, uint64_t *set) {
	const char *begin = ps->p;
	int low = field->min, high = field->min + field->count - 1, step = 1;
	bool is_name, may_step = true;

	if (*ps->p == '*') {
		ps->p++;
	} else {
		if (!parse_value(ps, field, &low, &is_name)) {
			return false;
		}
		high = low;
		may_step = *ps->p == '-';
		if (*ps->p == '-') {
			ps->p++;
			if (!parse_value(ps, field, &high, &is_name)) {
				return false;
			}
			if (is_name && field->max == 7 && high == 0 && low > 0) {
				high = 7;    /* "fri-sun" */
			}
		}
		if (low > high) {
			err_set(ps->err, ERR_INPUT, "range '%.*s' runs backwards", (int)(ps->p - begin), begin);
			err_hint(ps->err, "write it as a list of two ranges");
			return fail_at(ps, begin);
		}
	}
	if (*ps->p == '/') {
		if (!may_step) {
			err_set(ps->err, ERR_INPUT, "a step needs a range before it");
			err_hint(ps->err, "write %d-%d/…, or */…", low, field->min + field->count - 1);
			return fail_at(ps, ps->p);
		}
		if (!parse_step(ps, field, &step)) {
			return false;
		}
	}
	for (int v = low; v <= high; v += step) {
		*set |= UINT64_C(1) << v;
	}
	return true;
}

static bool parse_field(struct parser *ps, const struct field *field, uint64_t *set) {
	*set = 0;
	while (parse_range(ps, field, set)) {
		if (*ps->p == '\0' || is_blank(*ps->p)) {
			return true;
		}
		if (*ps->p != ',') {
			err_set(ps->err, ERR_INPUT, "'%c' cannot stand here in the %s field", *ps->p, field->what);
			err_hint(ps->err, "fields are lists (1,15), ranges (1-5) and steps (*/10, 8-18/2), parted by spaces");
			return fail_at(ps, ps->p);
		}
		ps->p++;
	}
	return false;
}

static bool parse_fields(struct parser *ps, struct calspec *spec) {
	uint64_t sets[FIELD_COUNT];
	bool stars[FIELD_COUNT];

	for (int i = 0; i < FIELD_COUNT; i++) {
		while (is_blank(*ps->p)) {
			ps->p++;
		}
		if (*ps->p == '\0') {
			err_set(ps->err, ERR_INPUT, "the %s field is missing", fields[i].what);
			err_hint(ps->err, "five fields: minute hour day-of-month month weekday");
			return fail_at(ps, ps->p);
		}
		stars[i] = *ps->p == '*';
		if (!parse_field(ps, &fields[i], &sets[i])) {
			return false;
		}
	}
	while (is_blank(*ps->p)) {
		ps->p++;
	}
	if (*ps->p != '\0') {
		err_set(ps->err, ERR_INPUT, "there is more after the five fields");
		err_hint(ps->err, "minute hour day-of-month month weekday: there are no seconds, years or commands");
		return fail_at(ps, ps->p);
	}
	uint64_t weekdays = sets[FIELD_WEEKDAY];
	*spec = (struct calspec){
		.minutes = sets[FIELD_MINUTE],
		.hours = (uint32_t)sets[FIELD_HOUR],
		.doms = (uint32_t)sets[FIELD_DOM],
		.months = (uint32_t)sets[FIELD_MONTH],
		.weekdays = (uint32_t)((weekdays | weekdays >> 7) & 0x7f),
		.minute_star = stars[FIELD_MINUTE],
		.hour_star = stars[FIELD_HOUR],
		.dom_star = stars[FIELD_DOM],
		.weekday_star = stars[FIELD_WEEKDAY],
	};
	return true;
}

static const char *macro_text(const char *text, size_t n) {
	for (size_t i = 0; i < sizeof(macros) / sizeof(*macros); i++) {
		if (strlen(macros[i].name) == n && strncasecmp(macros[i].name, text, n) == 0) {
			return macros[i].text;
		}
	}
	return NULL;
}

static bool parse_macro(struct parser *ps, struct calspec *spec) {
	size_t n = strlen(ps->p);

	while (n > 0 && is_blank(ps->p[n - 1])) {
		n--;
	}
	const char *text = macro_text(ps->p, n);
	if (text == NULL) {
		err_set(ps->err, ERR_INPUT, "'%.*s' is unknown", (int)(n > 40 ? 40 : n), ps->p);
		err_hint(ps->err, "use @hourly, @daily, @weekly, @monthly, @yearly, or five fields");
		return fail_at(ps, ps->p);
	}
	struct parser inner = { .text = text, .p = text, .err = ps->err };
	return parse_fields(&inner, spec);
}

static bool day_matches(const struct calspec *spec, struct day day, int weekday) {
	bool dom = spec->doms >> day.dom & 1, wd = spec->weekdays >> weekday & 1;

	if (!(spec->months >> day.month & 1)) {
		return false;
	}
	return spec->dom_star || spec->weekday_star ? dom && wd : dom || wd;
}

/* The first day at or after n (and before n + 400 years) that matches. */
static bool next_day(const struct calspec *spec, int64_t n, int64_t end, int64_t *found) {
	struct day day = day_from_number(n);
	int weekday = day_weekday(day);

	while (n < end) {
		if (!(spec->months >> day.month & 1)) {
			day = day.month == 12 ? (struct day){ day.year + 1, 1, 1 } : (struct day){ day.year, day.month + 1, 1 };
			n = day_number(day);
			weekday = day_weekday(day);
			continue;
		}
		if (day_matches(spec, day, weekday)) {
			*found = n;
			return true;
		}
		n++;
		weekday = (weekday + 1) % 7;
		if (++day.dom > 28) {
			day = day_from_number(n);
		}
	}
	return false;
}

bool calspec_parse(struct calspec *spec, const char *text, struct err *err) {
	struct parser ps = { .text = text, .p = text, .err = err };
	struct calspec parsed;
	int64_t day;

	while (is_blank(*ps.p)) {
		ps.p++;
	}
	if (*ps.p == '\0') {
		err_set(err, ERR_INPUT, "the expression is empty");
		err_hint(err, "five fields: minute hour day-of-month month weekday, or @daily");
		return fail_at(&ps, text);
	}
	if (!(*ps.p == '@' ? parse_macro(&ps, &parsed) : parse_fields(&ps, &parsed))) {
		return false;
	}
	if (!next_day(&parsed, 0, DAYS_400, &day)) {
		err_set(err, ERR_INPUT, "'%.100s' can never fire: none of its months has such a day", text);
		err_hint(err, "correct the day of month or the month");
		return fail_at(&ps, text);
	}
	*spec = parsed;
	return true;
}

/* ---- formatting ---- */

static uint64_t stepped(const struct field *field, int step) {
	uint64_t set = 0;
	for (int i = 0; i < field->count; i += step) {
		set |= UINT64_C(1) << (field->min + i);
	}
	return set;
}

static void format_values(uint64_t set, const struct field *field, const char *comma, struct buf *out) {
	int last = field->min + field->count - 1;

	for (int v = field->min; v <= last; v++) {
		if (!(set >> v & 1)) {
			continue;
		}
		int end = v;
		while (end < last && (set >> (end + 1) & 1)) {
			end++;
		}
		buf_addf(out, end > v ? "%s%d-%d" : "%s%d", comma, v, end);
		comma = ",";
		v = end;
	}
}

/* That a field begins with '*' means something and must stay. */
static void format_set(uint64_t set, const struct field *field, bool star, struct buf *out) {
	if (!star) {
		format_values(set, field, "", out);
		return;
	}
	for (int step = 1; step <= field->count; step++) {
		if (set == stepped(field, step)) {
			buf_addf(out, step == 1 ? "*" : "*/%d", step);
			return;
		}
	}
	buf_addf(out, "*/%d", field->count);    /* a list; the first value alone */
	format_values(set & ~stepped(field, field->count), field, ",", out);
}

void calspec_format(const struct calspec *spec, struct buf *out) {
	const uint64_t sets[FIELD_COUNT] = { spec->minutes, spec->hours, spec->doms, spec->months, spec->weekdays };
	const bool stars[FIELD_COUNT] = { spec->minute_star, spec->hour_star, spec->dom_star, false, spec->weekday_star };

	for (int i = 0; i < FIELD_COUNT; i++) {
		bool is_any_month = i == FIELD_MONTH && spec->months == 0x1ffe;
		buf_adds(out, i > 0 ? " " : "");
		format_set(sets[i], &fields[i], stars[i] || is_any_month, out);
	}
}

/* ---- firing ---- */

static int64_t floor_div(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

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

/* The first matching local time (seconds as if it were UTC, whole minutes) in [from, end). */
static bool next_local(const struct calspec *spec, int64_t from, int64_t end, int64_t *found) {
	int64_t minutes = -floor_div(-from, 60);    /* rounded up */
	int64_t first_day = floor_div(minutes, 1440), last_day = floor_div(end - 1, DAY_S) + 1;

	for (int64_t day = first_day; next_day(spec, day, last_day, &day); day++) {
		int minute = next_minute(spec, day == first_day ? (int)(minutes - day * 1440) : 0);
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

/* Does a fixed time of spec fall into the gap that local time makes at the instant t? */
static bool fires_after_gap(const struct calspec *spec, const struct zone *zone, int64_t t) {
	int before = zone_offset(zone, t - 1), now = zone_offset(zone, t);
	int64_t local = t + before - 1;

	if (now <= before || now - before > GAP_MAX_S) {
		return false;
	}
	while (next_local(spec, local + 1, t + now, &local)) {
		if (!occurs_before(zone, local, INT64_MAX)) {
			return true;
		}
	}
	return false;
}

/* Search the stretch of constant offset from the instant `from` to before end. */
static bool next_in_stretch(const struct calspec *spec, const struct zone *zone, int64_t from, int64_t end, int64_t *at) {
	bool is_interval = spec->minute_star || spec->hour_star;
	int offset = zone_offset(zone, from);
	int64_t local = from + offset - 1;

	while (next_local(spec, local + 1, end + offset, &local)) {
		if (is_interval || !occurs_before(zone, local, local - offset)) {
			*at = local - offset;
			return true;
		}
	}
	return false;
}

bool calspec_next(const struct calspec *spec, const struct zone *zone, int64_t after, int64_t *at) {
	bool is_interval = spec->minute_star || spec->hour_star;
	int64_t horizon = after + DAYS_400 * DAY_S;

	for (int64_t from = after + 1; from < horizon;) {
		int64_t end;
		if (!is_interval && fires_after_gap(spec, zone, from)) {
			*at = from;
			return true;
		}
		if (!zone_next_change(zone, from, &end) || end > horizon) {
			end = horizon;
		}
		if (next_in_stretch(spec, zone, from, end, at)) {
			return true;
		}
		from = end;
	}
	return false;
}
