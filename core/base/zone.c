/*
 * zone: see zone.h. A TZif file lists the changes up to some instant; from
 * there on a rule in POSIX TZ notation at its end holds.
 */
#include "base/zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define FILE_MAX ((size_t)1024 * 1024)

enum day_rule { RULE_MONTH_WEEK, RULE_JULIAN, RULE_ZERO_BASED };

/* A day of the year and a local time of day, in seconds from its midnight (may be negative). */
struct change_rule {
	enum day_rule kind;
	int month, week, weekday;     /* RULE_MONTH_WEEK: week 5 is the last */
	int day;                      /* RULE_JULIAN: 1..365, never 29 February; RULE_ZERO_BASED: 0..365 */
	int time;
};

struct footer {
	bool has_rule, has_dst;
	int std_offset, dst_offset;
	struct change_rule start, end;
};

struct change {
	int64_t at;
	int offset;       /* from `at` on */
};

struct zone {
	struct change *changes;       /* ascending */
	size_t n;
	int first_offset;             /* before the first change */
	bool counts_leaps;            /* its instants are not those of the clock: refused */
	struct footer footer;         /* after the last one */
};

static int64_t big_endian(const char *p, int bytes) {
	uint64_t v = (p[0] & 0x80) ? UINT64_MAX : 0;
	for (int i = 0; i < bytes; i++) {
		v = v << 8 | (unsigned char)p[i];
	}
	return (int64_t)v;
}

/* The parts of one TZif data block. */
struct block {
	size_t isut, isstd, leap, times, types, chars, size;
};

#define HEADER 44

static bool read_header(const char *p, size_t left, int time_size, struct block *block) {
	if (left < HEADER || memcmp(p, "TZif", 4) != 0) {
		return false;
	}
	size_t *counts[] = { &block->isut, &block->isstd, &block->leap, &block->times, &block->types, &block->chars };
	for (int i = 0; i < 6; i++) {
		int64_t count = big_endian(p + 20 + 4 * i, 4);
		if (count < 0 || count > (int64_t)FILE_MAX) {
			return false;
		}
		*counts[i] = (size_t)count;
	}
	size_t width = (size_t)time_size;
	block->size = block->times * (width + 1) + block->types * 6 + block->chars + block->leap * (width + 4) +
	              block->isstd + block->isut;
	return block->types > 0 && block->size <= left - HEADER;
}

static bool parse_number(const char **s, int max, int *out) {
	if (!isdigit((unsigned char)**s)) {
		return false;
	}
	int v = 0;
	while (isdigit((unsigned char)**s) && v <= max) {
		v = v * 10 + (*(*s)++ - '0');
	}
	*out = v;
	return v <= max;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static bool parse_time(const char **s, int *out) {
	int sign = **s == '-' ? -1 : 1, parts[3] = { 0 };
	if (**s == '-' || **s == '+') {
		(*s)++;
	}
	if (!parse_number(s, 167, &parts[0])) {
		return false;
	}
	for (int i = 1; i < 3 && **s == ':'; i++) {
		(*s)++;
		if (!parse_number(s, 59, &parts[i])) {
			return false;
		}
	}
	*out = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
	return true;
}

static bool skip_abbreviation(const char **s) {
	const char *begin = *s;
	if (**s == '<') {
		const char *close = strchr(*s, '>');
		*s = close ? close + 1 : *s;
	} else {
		while (isalpha((unsigned char)**s)) {
			(*s)++;
		}
	}
	return *s > begin;
}

static bool parse_rule(const char **s, struct change_rule *rule) {
	bool ok;
	if (**s == 'M') {
		(*s)++;
		rule->kind = RULE_MONTH_WEEK;
		ok = parse_number(s, 12, &rule->month) && *(*s)++ == '.' && parse_number(s, 5, &rule->week) &&
		     *(*s)++ == '.' && parse_number(s, 6, &rule->weekday) && rule->month > 0 && rule->week > 0;
	} else if (**s == 'J') {
		(*s)++;
		rule->kind = RULE_JULIAN;
		ok = parse_number(s, 365, &rule->day) && rule->day > 0;
	} else {
		rule->kind = RULE_ZERO_BASED;
		ok = parse_number(s, 365, &rule->day);
	}
	rule->time = 2 * 3600;
	if (ok && **s == '/') {
		(*s)++;
		ok = parse_time(s, &rule->time);
	}
	return ok;
}

/* "CET-1CEST,M3.5.0,M10.5.0/3"; offsets count west of UTC there. */
static bool parse_footer(const char *s, struct footer *footer) {
	if (*s == '\0') {
		return true;
	}
	if (!skip_abbreviation(&s) || !parse_time(&s, &footer->std_offset)) {
		return false;
	}
	footer->std_offset = -footer->std_offset;
	footer->has_rule = true;
	if (*s == '\0') {
		return true;
	}
	footer->has_dst = true;
	footer->dst_offset = footer->std_offset + 3600;
	if (!skip_abbreviation(&s)) {
		return false;
	}
	if (*s != ',') {
		if (!parse_time(&s, &footer->dst_offset)) {
			return false;
		}
		footer->dst_offset = -footer->dst_offset;
	}
	return *s++ == ',' && parse_rule(&s, &footer->start) && *s++ == ',' && parse_rule(&s, &footer->end) && *s == '\0';
}

static bool parse_block(struct zone *zone, const char *p, const struct block *block, int time_size) {
	const char *times = p, *indices = p + block->times * (size_t)time_size, *types = indices + block->times;
	zone->first_offset = (int)big_endian(types, 4);
	zone->counts_leaps = block->leap > 0;
	zone->changes = mem_alloc(block->times * sizeof(*zone->changes));
	zone->n = block->times;
	for (size_t i = 0; i < block->times; i++) {
		size_t type = (unsigned char)indices[i];
		if (type >= block->types) {
			return false;
		}
		zone->changes[i].at = big_endian(times + i * (size_t)time_size, time_size);
		zone->changes[i].offset = (int)big_endian(types + type * 6, 4);
		if (i > 0 && zone->changes[i].at <= zone->changes[i - 1].at) {
			return false;
		}
	}
	return true;
}

static bool parse_tzif(struct zone *zone, const char *p, size_t len) {
	struct block block;
	if (!read_header(p, len, 4, &block)) {
		return false;
	}
	if (p[4] == '\0') {    /* version 1: 32-bit times and no rule */
		return parse_block(zone, p + HEADER, &block, 4);
	}
	size_t second = HEADER + block.size;
	if (!read_header(p + second, len - second, 8, &block) ||
	    !parse_block(zone, p + second + HEADER, &block, 8)) {
		return false;
	}
	const char *line = p + second + HEADER + block.size, *end = p + len;
	if (line == end || *line != '\n') {
		return false;
	}
	const char *close = memchr(line + 1, '\n', (size_t)(end - line - 1));
	if (!close) {
		return false;
	}
	char *rule = mem_strndup(line + 1, (size_t)(close - line - 1));
	bool ok = parse_footer(rule, &zone->footer);
	mem_free(rule);
	return ok;
}

/* Names come from config files: no way out of the zone folder. */
static bool is_zone_name(const char *name) {
	if (*name == '\0' || *name == '/' || strlen(name) > 64 || strstr(name, "..") || strstr(name, "//")) {
		return false;
	}
	for (const char *p = name; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("_+-/", *p)) {
			return false;
		}
	}
	return true;
}

bool zone_path(const char *name, struct buf *path, struct err *err) {
	if (!is_zone_name(name)) {
		err_set(err, ERR_INPUT, "'%s' is no time zone name", name);
		return err_hint(err, "use an IANA name such as Europe/Brussels or UTC");
	}
	const char *dir = getenv("TZDIR");
	buf_addf(path, "%s/%s", dir && *dir ? dir : "/usr/share/zoneinfo", name);
	return true;
}

struct zone *zone_load(const char *name, struct err *err) {
	struct buf path = BUF_INIT, text = BUF_INIT;
	struct zone *zone = NULL;
	if (!zone_path(name, &path, err)) {
		goto out;
	}
	if (!file_exists(path.p) || file_is_dir(path.p)) {
		err_set(err, ERR_INPUT, "unknown time zone '%s'", name);
		err_hint(err, "use an IANA name such as Europe/Brussels or UTC; names are case-sensitive");
		goto out;
	}
	if (!file_read(path.p, FILE_MAX, &text, err)) {
		goto out;
	}
	zone = mem_alloc(sizeof(*zone));
	bool ok = parse_tzif(zone, text.p, text.len);
	if (!ok) {
		err_set(err, ERR_INPUT, "%s is no time zone file", path.p);
	} else if (zone->counts_leaps) {
		err_set(err, ERR_INPUT, "the time zone '%s' counts leap seconds, as no clock does here", name);
		err_hint(err, "take the zone without \"right/\" before its name");
	}
	if (!ok || zone->counts_leaps) {
		zone_free(zone);
		zone = NULL;
	}
out:
	buf_fini(&path);
	buf_fini(&text);
	return zone;
}

void zone_free(struct zone *zone) {
	if (!zone) {
		return;
	}
	mem_free(zone->changes);
	mem_free(zone);
}

/* Days since 1970 of the day that rule names in year. */
static int64_t rule_day(const struct change_rule *rule, int year) {
	int64_t new_year = day_number((struct day){ year, 1, 1 });
	if (rule->kind == RULE_ZERO_BASED) {
		return new_year + rule->day;
	}
	if (rule->kind == RULE_JULIAN) {
		bool is_leap = day_month_days(year, 2) == 29;
		return new_year + rule->day - 1 + (is_leap && rule->day > 59);
	}
	struct day first = { year, rule->month, 1 };
	int dom = 1 + (rule->weekday - day_weekday(first) + 7) % 7 + 7 * (rule->week - 1);
	if (dom > day_month_days(year, rule->month)) {
		dom -= 7;    /* week 5 may be the fourth */
	}
	return day_number(first) + dom - 1;
}

/* The two changes of year, as instants: summer time begins, and ends. */
static void year_changes(const struct footer *footer, int year, int64_t *start, int64_t *end) {
	*start = rule_day(&footer->start, year) * DAY_S + footer->start.time - footer->std_offset;
	*end = rule_day(&footer->end, year) * DAY_S + footer->end.time - footer->dst_offset;
}

static int year_of(int64_t t) {
	int64_t days = floor_div(t, DAY_S);
	return day_from_number(days).year;
}

static int footer_offset(const struct footer *footer, int64_t t) {
	if (!footer->has_dst) {
		return footer->std_offset;
	}
	/* The latest change at or before t decides; it is one of the last two years' or this one's. */
	int64_t latest = INT64_MIN;
	int offset = footer->std_offset;
	for (int year = year_of(t) - 1, last = year + 2; year <= last; year++) {
		int64_t start, end;
		year_changes(footer, year, &start, &end);
		if (start <= t && start > latest) {
			latest = start;
			offset = footer->dst_offset;
		}
		if (end <= t && end > latest) {
			latest = end;
			offset = footer->std_offset;
		}
	}
	return offset;
}

/* How many changes lie at or before t. */
static size_t changes_until(const struct zone *zone, int64_t t) {
	size_t lo = 0, hi = zone->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (zone->changes[mid].at <= t) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo;
}

int zone_offset(const struct zone *zone, int64_t t) {
	size_t i = changes_until(zone, t);
	if (i == zone->n && zone->footer.has_rule) {
		return footer_offset(&zone->footer, t);
	}
	return i ? zone->changes[i - 1].offset : zone->first_offset;
}

bool zone_next_change(const struct zone *zone, int64_t t, int64_t *at) {
	int before = zone_offset(zone, t);
	for (size_t i = changes_until(zone, t); i < zone->n; i++) {
		/* Files also list changes of name only, or of what counts as summer time. */
		if (zone_offset(zone, zone->changes[i].at) != before) {
			*at = zone->changes[i].at;
			return true;
		}
	}
	if (!zone->footer.has_dst) {
		return false;
	}
	int64_t last = zone->n ? zone->changes[zone->n - 1].at : INT64_MIN;
	for (int year = year_of(t > last ? t : last) - 1, end_year = year + 3; year <= end_year; year++) {
		int64_t v[2];
		year_changes(&zone->footer, year, &v[0], &v[1]);
		int first = v[0] <= v[1] ? 0 : 1;
		for (int i = 0; i < 2; i++) {
			int64_t candidate = v[i ? 1 - first : first];
			if (candidate > t && candidate > last && zone_offset(zone, candidate) != before) {
				*at = candidate;
				return true;
			}
		}
	}
	return false;
}

int64_t zone_instant(const struct zone *zone, int64_t local) {
	int64_t at = local - 2 * DAY_S, end = local + 2 * DAY_S, first_after = INT64_MAX;

	for (;;) {
		int offset = zone_offset(zone, at);
		int64_t instant = local - offset, change;
		bool has_change = zone_next_change(zone, at, &change) && change < end;
		if (instant >= at && (!has_change || instant < change)) {
			return instant;
		}
		if (!has_change) {
			return first_after != INT64_MAX ? first_after : instant;
		}
		if (first_after == INT64_MAX && change + zone_offset(zone, change) > local) {
			first_after = change;    /* local time has jumped over it */
		}
		at = change;
	}
}

bool zone_day_at(int64_t ms, const char *name, struct day *day) {
	struct zone *zone = zone_load(name, NULL);
	if (!zone) {
		return false;
	}
	int64_t local_ms = ms + INT64_C(1000) * zone_offset(zone, floor_div(ms, 1000));
	*day = day_from_number(floor_div(local_ms, DAY_MS));
	zone_free(zone);
	return true;
}
