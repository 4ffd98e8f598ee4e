/* calspec: see calspec.h. What an expression says, and on which days; calnext.c: at which instants. */
#include "base/calspec.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/day.h"
#include "base/err.h"
#include "base/str.h"

#define MONTHS_400 4800    /* days, weeks and leap years repeat after 400 years */

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

/* Does a part of the list end at p? */
static bool is_end(const char *p) {
	return *p == '\0' || *p == ',' || is_blank(*p);
}

/* "L", "L-3" or "LW": from the end of the month. */
static bool parse_last(struct parser *ps, struct calspec *spec) {
	const char *at = ++ps->p;
	size_t n = *at == '-' ? word_length(at + 1) : 0;
	char digits[8] = "";
	int64_t back = 0;

	if ((*at == 'W' || *at == 'w') && is_end(at + 1)) {
		spec->near_doms |= 1;
		ps->p++;
		return true;
	}
	if (*at == '-') {
		memcpy(digits, at + 1, n < sizeof(digits) ? n : 0);
		if (!str_int(digits, 1, 30, &back)) {
			err_set(ps->err, ERR_INPUT, "L- counts back from the last day of the month, by a number from 1 to 30");
			err_hint(ps->err, "L-1 is the day before the last");
			return fail_at(ps, at + 1);
		}
		ps->p += n + 1;
	}
	spec->last_doms |= UINT32_C(1) << back;
	return true;
}

/* "15W": the weekday nearest to a day of the month. */
static bool parse_near(struct parser *ps, size_t n, struct calspec *spec) {
	char digits[8] = "";
	int64_t dom;

	memcpy(digits, ps->p, n - 1 < sizeof(digits) ? n - 1 : 0);
	if (!str_int(digits, 1, 31, &dom)) {
		err_set(ps->err, ERR_INPUT, "W takes a day of month from 1 to 31 before it");
		err_hint(ps->err, "15W is the weekday nearest to the 15th, LW the last weekday of the month");
		return fail_at(ps, ps->p);
	}
	spec->near_doms |= UINT32_C(1) << dom;
	ps->p += n;
	return true;
}

/* "fri#3" and "friL": the third one of the month, and the last. */
static bool parse_nth(struct parser *ps, const struct field *field, size_t n, struct calspec *spec) {
	const char *hash = ps->p + n;
	bool is_last = *hash != '#', is_name;
	int weekday, nth = 0;
	char word[16] = "", c = *hash == '#' ? hash[1] : '\0';
	struct parser inner = { .text = word, .p = word, .err = ps->err };

	memcpy(word, ps->p, n - is_last < sizeof(word) ? n - is_last : sizeof(word) - 1);
	if (!parse_value(&inner, field, &weekday, &is_name)) {
		return fail_at(ps, ps->p);
	}
	if (!is_last) {
		nth = c - '0';
		if (nth < 1 || nth > 5 || !is_end(hash + 2)) {
			err_set(ps->err, ERR_INPUT, "'#' takes a number from 1 to 5 behind it");
			err_hint(ps->err, "fri#3 is the third Friday of the month, friL the last");
			return fail_at(ps, hash + 1);
		}
	}
	spec->nth_weekdays |= UINT64_C(1) << (nth * 7 + weekday % 7);
	ps->p = is_last ? hash : hash + 2;
	return true;
}

/* What only the day fields know. False with *is_special where it is none of it. */
static bool parse_special(struct parser *ps, const struct field *field, struct calspec *spec, bool *is_special) {
	size_t n = word_length(ps->p);
	char first = *ps->p, last = n > 0 ? ps->p[n - 1] : '\0';
	bool is_dom = field == &fields[FIELD_DOM], is_weekday = field == &fields[FIELD_WEEKDAY];

	*is_special = true;
	if (is_dom && (first == 'L' || first == 'l') && (n == 1 || (n == 2 && (last == 'W' || last == 'w')))) {
		return parse_last(ps, spec);
	}
	if (is_dom && n > 1 && isdigit((unsigned char)first) && (last == 'W' || last == 'w')) {
		return parse_near(ps, n, spec);
	}
	if (is_weekday && n > 0 && (ps->p[n] == '#' || (n > 1 && (last == 'L' || last == 'l')))) {
		return parse_nth(ps, field, n, spec);
	}
	if (is_weekday && n == 1 && (first == 'L' || first == 'l')) {
		err_set(ps->err, ERR_INPUT, "L needs a weekday before it here");
		err_hint(ps->err, "friL is the last Friday of the month");
		return fail_at(ps, ps->p);
	}
	return *is_special = false;
}

static bool parse_field(struct parser *ps, const struct field *field, uint64_t *set, struct calspec *spec) {
	bool is_special;

	*set = 0;
	while (parse_special(ps, field, spec, &is_special) || (!is_special && parse_range(ps, field, set))) {
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
	struct calspec special = { 0 };

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
		if (!parse_field(ps, &fields[i], &sets[i], &special)) {
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
		.last_doms = special.last_doms,
		.near_doms = special.near_doms,
		.nth_weekdays = special.nth_weekdays,
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

/* ---- days ---- */

/* The weekday (Monday to Friday) nearest to dom within the month; first: the weekday of the 1st. */
static int nearest_weekday(int dom, int last, int first) {
	int weekday = (first + dom - 1) % 7;

	if (weekday == 6) {
		return dom > 1 ? dom - 1 : dom + 2;
	}
	return weekday > 0 ? dom : dom < last ? dom + 1 : dom - 2;
}

static uint32_t month_doms(const struct calspec *spec, int last, int first) {
	uint32_t days = spec->doms;

	for (uint32_t set = spec->last_doms; set != 0; set &= set - 1) {
		int back = __builtin_ctz(set);
		days |= back < last ? UINT32_C(1) << (last - back) : 0;
	}
	for (uint32_t set = spec->near_doms; set != 0; set &= set - 1) {
		int dom = __builtin_ctz(set);
		int day = dom == 0 ? last : dom;
		if (day > last) {
			continue;
		}
		/* LW never leaves the end of the month: a Sunday or Saturday goes back to the Friday. */
		int back = dom == 0 ? (first + last - 1) % 7 == 0 ? 2 : (first + last - 1) % 7 == 6 : 0;
		days |= UINT32_C(1) << (dom == 0 ? last - back : nearest_weekday(day, last, first));
	}
	return days;
}

static uint32_t month_weekdays(const struct calspec *spec, int last, int first) {
	static const uint32_t each_week = UINT32_C(1) << 1 | UINT32_C(1) << 8 | UINT32_C(1) << 15 | UINT32_C(1) << 22 | UINT32_C(1) << 29;
	uint32_t days = 0;

	for (int weekday = 0; weekday < 7; weekday++) {
		int begin = (weekday - first + 7) % 7;    /* days before the first of them */
		if (spec->weekdays >> weekday & 1) {
			days |= each_week << begin;
		}
		for (int nth = 0; spec->nth_weekdays != 0 && nth <= 5; nth++) {
			int dom = nth > 0 ? 1 + begin + (nth - 1) * 7 : 1 + begin + (last - 1 - begin) / 7 * 7;
			if ((spec->nth_weekdays >> (nth * 7 + weekday) & 1) && dom <= last) {
				days |= UINT32_C(1) << dom;
			}
		}
	}
	return days;
}

uint32_t calspec_days(const struct calspec *spec, int year, int month) {
	if (!(spec->months >> month & 1)) {
		return 0;
	}
	int last = day_month_days(year, month), first = day_weekday((struct day){ year, month, 1 });
	uint32_t all = (uint32_t)((UINT64_C(2) << last) - 2);
	uint32_t doms = month_doms(spec, last, first), weekdays = month_weekdays(spec, last, first);

	return all & (spec->dom_star || spec->weekday_star ? doms & weekdays : doms | weekdays);
}

static bool has_a_day(const struct calspec *spec) {
	for (int i = 0; i < MONTHS_400; i++) {
		if (calspec_days(spec, 2000 + i / 12, i % 12 + 1) != 0) {
			return true;
		}
	}
	return false;
}

bool calspec_parse(struct calspec *spec, const char *text, struct err *err) {
	struct parser ps = { .text = text, .p = text, .err = err };
	struct calspec parsed;

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
	if (!has_a_day(&parsed)) {
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

static void format_special(const struct calspec *spec, bool is_dom, const char *comma, struct buf *out) {
	for (int back = 0; is_dom && back <= 30; back++) {
		if (spec->last_doms >> back & 1) {
			buf_addf(out, back > 0 ? "%sL-%d" : "%sL", comma, back);
			comma = ",";
		}
	}
	for (int dom = 0; is_dom && dom <= 31; dom++) {
		if (spec->near_doms >> dom & 1) {
			buf_addf(out, dom > 0 ? "%s%dW" : "%sLW", comma, dom);
			comma = ",";
		}
	}
	for (int i = 0; !is_dom && i < 42; i++) {
		if (spec->nth_weekdays >> i & 1) {
			buf_addf(out, i >= 7 ? "%s%d#%d" : "%s%dL", comma, i % 7, i / 7);
			comma = ",";
		}
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
		if (i == FIELD_DOM || i == FIELD_WEEKDAY) {
			format_special(spec, i == FIELD_DOM, sets[i] != 0 ? "," : "", out);
		}
	}
}
