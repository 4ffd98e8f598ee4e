/* rule: see rule.h. Days are months of bits, as in calspec.c: those of the expression, less or moved by the calendar. */
#include "service/rule.h"

#include <string.h>

#include "base/calspec.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "service/workdays.h"

#define MOVED_MAX  28               /* days: never beyond the neighbouring month */
#define MONTHS_400 4800
#define LONG_S     (INT64_C(400) * 366 * DAY_S)

enum off_days { OFF_KEPT, OFF_SKIP, OFF_PREVIOUS, OFF_NEXT };
enum period { PERIOD_SINCE, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR, PERIOD_DAYS };

struct rule {
	struct calspec spec;
	const struct zone *zone;
	const struct workdays *workdays;
	enum off_days off_days;
	uint32_t working, working_back;      /* bits: the n-th working day of a month, and from its end */
	int64_t starts, ends;                /* days since 1970-01-01, both included */
	int64_t jitter_s;
	uint64_t seed;
	enum period period;
	int64_t period_days;                 /* PERIOD_DAYS */
	bool is_plain;                       /* only the expression counts */
};

/* ---- days ---- */

/* Of a month of `days` days, behind the day `before`, those from first to last; either may be the end of time. */
static uint32_t days_between(int64_t before, int days, int64_t first, int64_t last) {
	first = first <= before ? 1 : first - before;
	last = last >= before + days ? days : last - before;
	return first > last ? 0 : (uint32_t)((UINT64_C(2) << last) - (UINT64_C(1) << first));
}

static uint32_t working_days(const struct rule *rule, uint32_t on) {
	uint32_t found = 0, left = on;
	int count = __builtin_popcount(on);

	for (int n = 1; left != 0; n++, left &= left - 1) {
		bool counts = (rule->working >> n & 1) || (rule->working_back >> (count - n + 1) & 1);
		found |= counts ? left & -left : 0;
	}
	return found;
}

/* The days on which it is meant to fire, off or not. */
static uint32_t meant_days(const struct rule *rule, int year, int month) {
	uint32_t days = calspec_days(&rule->spec, year, month);
	int length = day_month_days(year, month);

	if (days != 0 && (rule->starts != INT64_MIN || rule->ends != INT64_MAX)) {
		days &= days_between(day_number((struct day){ year, month, 1 }) - 1, length, rule->starts, rule->ends);
	}
	if (days != 0 && (rule->working != 0 || rule->working_back != 0)) {
		days &= working_days(rule, (uint32_t)((UINT64_C(2) << length) - 2) & ~workdays_off(rule->workdays, year, month));
	}
	return days;
}

/* Three months, day by day; the one that is asked for begins at `begin`. */
struct stretch {
	bool is_meant[96], is_off[96];
	int begin, length, n;
};

static void neighbour(int *year, int *month, int by) {
	*month += by;
	if (*month == 0 || *month == 13) {
		*year += by;
		*month = *month == 0 ? 12 : 1;
	}
}

static void spread(const struct rule *rule, int year, int month, struct stretch *s) {
	s->n = 0;
	for (int by = -1; by <= 1; by++) {
		int y = year, m = month;
		neighbour(&y, &m, by);
		int length = day_month_days(y, m);
		uint32_t meant = meant_days(rule, y, m), off = workdays_off(rule->workdays, y, m);
		if (by == 0) {
			s->begin = s->n;
			s->length = length;
		}
		for (int dom = 1; dom <= length; dom++, s->n++) {
			s->is_meant[s->n] = meant >> dom & 1;
			s->is_off[s->n] = off >> dom & 1;
		}
	}
}

/* The earliest day that is meant and fires on day i of the stretch, in days from i; false when none does. */
static bool moved_to(const struct rule *rule, const struct stretch *s, int i, int *from) {
	int step = rule->off_days == OFF_NEXT ? -1 : 1;
	bool found = s->is_meant[i];

	*from = 0;
	if (s->is_off[i]) {
		return false;
	}
	for (int by = 1; !(found && step > 0) && by <= MOVED_MAX && i + by * step >= 0 && i + by * step < s->n && s->is_off[i + by * step]; by++) {
		if (s->is_meant[i + by * step] && !s->is_meant[i]) {
			*from = by * step;
			found = true;
		}
	}
	return found;
}

static uint32_t days_of(const void *ctx, int year, int month) {
	const struct rule *rule = ctx;
	struct stretch s;
	uint32_t days = 0;
	int from;

	if (rule->off_days == OFF_KEPT || rule->off_days == OFF_SKIP) {
		days = meant_days(rule, year, month);
		return days != 0 && rule->off_days == OFF_SKIP ? days & ~workdays_off(rule->workdays, year, month) : days;
	}
	spread(rule, year, month, &s);
	for (int dom = 1; dom <= s.length; dom++) {
		days |= (uint32_t)moved_to(rule, &s, s.begin + dom - 1, &from) << dom;
	}
	return days;
}

/* ---- reading ---- */

static int word_index(const char *word, const char *const *words) {
	for (int i = 0; words[i] != NULL; i++) {
		if (str_eq(words[i], word)) {
			return i;
		}
	}
	return 0;
}

static void add_working(struct rule *rule, const struct json *v) {
	if (v->integer > 0) {
		rule->working |= UINT32_C(1) << v->integer;
	} else {
		rule->working_back |= UINT32_C(1) << -v->integer;
	}
}

static void read_days(struct rule *rule, const struct json *schedule) {
	static const char *const words[] = { "", "skip", "previous", "next", NULL };
	const struct json *working = json_lookup(schedule, "working_day");
	struct day day;

	rule->off_days = (enum off_days)word_index(json_str(schedule, "off_days", json_lookup(schedule, "calendar") != NULL ? "skip" : ""), words);
	if (working != NULL && working->type == JSON_NUMBER) {
		add_working(rule, working);
	}
	for (const struct json *v = working != NULL && working->type == JSON_ARRAY ? working->first : NULL; v != NULL; v = v->next) {
		add_working(rule, v);
	}
	rule->starts = day_parse(json_str(schedule, "starts", ""), &day) ? day_number(day) : INT64_MIN;
	rule->ends = day_parse(json_str(schedule, "ends", ""), &day) ? day_number(day) : INT64_MAX;
}

static void read_period(struct rule *rule, const struct json *schedule) {
	static const char *const words[] = {
		"since last", "previous day", "previous week", "previous month", "previous quarter", "previous year", NULL
	};
	const struct json *period = json_lookup(schedule, "period");

	rule->period = (enum period)word_index(json_str(schedule, "period", ""), words);
	if (period != NULL && period->type == JSON_OBJECT) {
		rule->period = PERIOD_DAYS;
		rule->period_days = json_int(period, "days", 1);
	}
}

static bool has_a_day(const struct rule *rule) {
	struct day first = day_from_number(rule->starts != INT64_MIN ? rule->starts - MOVED_MAX : 10957);    /* 2000-01-01 */

	for (int i = 0; i < MONTHS_400; i++) {
		int month = first.month - 1 + i, year = first.year + month / 12;
		if (day_number((struct day){ year, month % 12 + 1, 1 }) > rule->ends && rule->ends < INT64_MAX - MOVED_MAX) {
			break;
		}
		if (days_of(rule, year, month % 12 + 1) != 0) {
			return true;
		}
	}
	return false;
}

struct rule *rule_new(const struct json *schedule, const struct zone *zone, const struct workdays *workdays, struct errs *errors) {
	struct rule *rule = mem_alloc(sizeof(*rule));
	const char *cron = json_str(schedule, "cron", ""), *name = json_str(schedule, "name", "");
	struct err why = ERR_INIT;

	rule->zone = zone;
	rule->workdays = workdays;
	rule->jitter_s = json_int(schedule, "jitter_seconds", 0);
	rule->seed = hash_bytes(name, strlen(name));
	read_days(rule, schedule);
	read_period(rule, schedule);
	rule->is_plain = rule->off_days == OFF_KEPT && rule->working == 0 && rule->working_back == 0 && rule->starts == INT64_MIN &&
	                 rule->ends == INT64_MAX;
	if (!calspec_parse(&rule->spec, cron, &why)) {
		struct err *err = errs_add(errors);
		*err = why;
		err_wrap(err, "schedule '%s', cron '%s', column %d", name, cron, why.at.col);
	} else if (!rule->is_plain && !has_a_day(rule)) {
		struct err *err = errs_add(errors);
		err_set(err, ERR_INPUT, "schedule '%s' can never fire: no day is left by cron '%s', its calendar, working_day, starts and ends", name, cron);
		err_hint(err, "take one of them out, and look at `sitrep schedule next`");
	} else {
		return rule;
	}
	mem_free(rule);
	return NULL;
}

void rule_free(struct rule *rule) {
	mem_free(rule);
}

void rule_use_zone(struct rule *rule, const struct zone *zone) {
	rule->zone = zone;
}

void rule_describe(const struct json *schedule, const char *zone, struct buf *out) {
	static const char *const keys[] = { "calendar", "off_days", "working_day", "starts", "ends", NULL };

	buf_addf(out, "%s %s", json_str(schedule, "cron", ""), zone);
	for (size_t i = 0; keys[i] != NULL; i++) {
		const struct json *v = json_lookup(schedule, keys[i]);
		if (v != NULL) {
			struct json_out value = JSON_OUT(out, 0);
			buf_addf(out, " %s=", keys[i]);
			json_add_value(&value, v);
		}
	}
}

/* ---- firing ---- */

static bool next_due(const struct rule *rule, int64_t after, int64_t until, int64_t *due) {
	const struct calspec_days days = { days_of, rule };

	if (rule->ends < INT64_MAX / DAY_S - 2 * MOVED_MAX && until > (rule->ends + 2 * MOVED_MAX) * DAY_S) {
		until = (rule->ends + 2 * MOVED_MAX) * DAY_S;    /* nothing is moved beyond */
	}
	if (rule->starts != INT64_MIN && after < (rule->starts - 2 * MOVED_MAX) * DAY_S) {
		after = (rule->starts - 2 * MOVED_MAX) * DAY_S;
	}
	return after < until && calspec_next(&rule->spec, rule->is_plain ? NULL : &days, rule->zone, after, until, due);
}

/* As the expression says: the same time on the day that was meant. */
static int64_t nominal_of(const struct rule *rule, int64_t due) {
	int64_t local = due + zone_offset(rule->zone, due), n = floor_div(local, DAY_S);
	struct day day = day_from_number(n);
	struct stretch s;
	int from;

	if (rule->off_days != OFF_PREVIOUS && rule->off_days != OFF_NEXT) {
		return due;
	}
	spread(rule, day.year, day.month, &s);
	if (!moved_to(rule, &s, s.begin + day.dom - 1, &from) || from == 0) {
		return due;
	}
	return zone_instant(rule->zone, local + from * DAY_S);
}

/* SplitMix64's last steps: near numbers give far ones. */
static uint64_t mix(uint64_t z) {
	z += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static int64_t jitter_of(const struct rule *rule, const struct fire *fire) {
	int64_t most = rule->jitter_s, next;

	if (most > 0 && next_due(rule, fire->due, fire->due + most, &next)) {
		most = next - fire->due - 1;
	}
	return most > 0 ? (int64_t)(mix(rule->seed ^ (uint64_t)fire->nominal) % ((uint64_t)most + 1)) : 0;
}

bool rule_next(const struct rule *rule, int64_t after, int64_t until, struct fire *fire) {
	if (!next_due(rule, after, until, &fire->due)) {
		return false;
	}
	fire->nominal = nominal_of(rule, fire->due);
	fire->at = fire->due + jitter_of(rule, fire);
	return true;
}

bool rule_is_often(const struct rule *rule) {
	return __builtin_popcountll(rule->spec.minutes) != 1 || __builtin_popcount(rule->spec.hours) != 1;
}

/* ---- periods ---- */

static int64_t local_day(const struct rule *rule, int64_t at, int *minute) {
	int64_t local = at + zone_offset(rule->zone, at), n = floor_div(local, DAY_S);

	if (minute != NULL) {
		*minute = (int)((local - n * DAY_S) / 60);
	}
	return n;
}

struct day rule_day(const struct rule *rule, const struct fire *fire, int *minute) {
	return day_from_number(local_day(rule, fire->due, minute));
}

/* The day of the fire before, also of one that lies before the schedule starts. */
static int64_t day_before(const struct rule *rule, const struct fire *fire, int64_t day) {
	struct rule endless = *rule;
	const struct calspec_days days = { days_of, &endless };
	int64_t at;

	endless.starts = INT64_MIN;
	bool is_there = calspec_last(&rule->spec, rule->is_plain ? NULL : &days, rule->zone, fire->due, fire->due - LONG_S, &at);
	return is_there ? local_day(rule, at, NULL) : day - 1;
}

static int64_t first_of(int year, int month) {
	return day_number((struct day){ year, month, 1 });
}

void rule_period(const struct rule *rule, const struct fire *fire, struct day *from, struct day *to) {
	int64_t n = local_day(rule, fire->due, NULL), first = n - 1, last = n - 1;
	struct day day = day_from_number(n);
	int quarter = (day.month - 1) / 3 * 3 + 1;

	switch (rule->period) {
	case PERIOD_SINCE:
		first = day_before(rule, fire, n);
		break;
	case PERIOD_DAY:
		break;
	case PERIOD_WEEK:
		last = n - (day_weekday(day) + 6) % 7 - 1;    /* the Sunday before this week's Monday */
		first = last - 6;
		break;
	case PERIOD_MONTH:
		last = first_of(day.year, day.month) - 1;
		first = day.month > 1 ? first_of(day.year, day.month - 1) : first_of(day.year - 1, 12);
		break;
	case PERIOD_QUARTER:
		last = first_of(day.year, quarter) - 1;
		first = quarter > 1 ? first_of(day.year, quarter - 3) : first_of(day.year - 1, 10);
		break;
	case PERIOD_YEAR:
		last = first_of(day.year, 1) - 1;
		first = first_of(day.year - 1, 1);
		break;
	case PERIOD_DAYS:
		first = n - rule->period_days;
		break;
	}
	last = last < first ? first : last;    /* several a day: that day */
	*from = day_from_number(first);
	*to = day_from_number(last);
}
