/* timing: the loader's part that checks what a schedule says of time; see loading.h. What fires when is service/rule.h's. */
#include "base/calspec.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "catalogue/loading.h"

/* A schedule whose keys are checked. */
struct checking {
	struct loading *l;
	const struct loaded *file;
	const struct json *schedule;
	const char *path;
};

static const struct json *value_at(const struct checking *c, const char *key) {
	return json_lookup(c->schedule, key);
}

static struct err *wrong(const struct checking *c, const char *key, const char *what) {
	const char *path = mistake_path(c->l->arena, c->path, key);

	return mistake(&c->file->source, value_at(c, key), path, "%s %s", path, what);
}

/* Told where it stands within the expression, as long as that is written as it is. */
static void check_cron(const struct checking *c) {
	const struct mistake_source *source = &c->file->source;
	const char *cron = loading_needed_string(c->l, c->file, c->schedule, c->path, "cron", loading_key_names(c->l, schedule_keys));
	struct err why = ERR_INIT;
	struct calspec spec;

	if (cron == NULL || calspec_parse(&spec, cron, &why)) {
		return;
	}
	const struct json *v = value_at(c, "cron");
	struct err *err = mistake(source, v, c->path, "%s.cron: %s", c->path, why.msg);
	size_t begin = v->offset + 1, len = strlen(cron);
	if (begin + len < source->len && memcmp(source->text + begin, cron, len) == 0) {
		err_at_offset(err, source->text, source->len, begin + (size_t)(why.at.col > 0 ? why.at.col - 1 : 0));
	}
	err_hint(err, "%s", why.hint);
}

static void check_choice(const struct checking *c, const char *key, const char *const *values) {
	const char *value = loading_string(c->l, c->file, c->schedule, c->path, key);
	const char *const *known = values;

	while (value != NULL && *known != NULL && !str_eq(*known, value)) {
		known++;
	}
	if (value != NULL && *known == NULL) {
		mistake_hint(mistake(&c->file->source, value_at(c, key), c->path, "%s.%s: \"%s\" is none of its values", c->path, key, value), value,
		             values);
	}
}

static void check_number(const struct checking *c, const char *key, double least, double most, bool is_whole, const char *what) {
	const struct json *v = value_at(c, key);

	if (v != NULL && (v->type != JSON_NUMBER || (is_whole && !v->is_int) || v->number < least || v->number > most)) {
		wrong(c, key, what);
	}
}

static void check_zone(const struct checking *c) {
	struct err err = ERR_INIT;
	const char *name = loading_string(c->l, c->file, c->schedule, c->path, "timezone");
	struct zone *zone = name != NULL ? zone_load(name, &err) : NULL;

	if (name != NULL && zone == NULL) {
		err_hint(mistake(&c->file->source, value_at(c, "timezone"), c->path, "%s.timezone: %s", c->path, err.msg),
		         "name an IANA zone, as \"Europe/Brussels\": `timedatectl list-timezones` lists them");
	}
	zone_free(zone);
}

/* NULL where it is not there, or no day: that is said. */
static const char *check_day(const struct checking *c, const char *key) {
	const char *text = loading_string(c->l, c->file, c->schedule, c->path, key);
	struct day day;

	if (text != NULL && !day_parse(text, &day)) {
		err_hint(wrong(c, key, "is no day of the calendar"), "write it as YYYY-MM-DD: \"2026-12-01\"");
		return NULL;
	}
	return text;
}

static void check_calendar(const struct checking *c) {
	const char *name = loading_string(c->l, c->file, c->schedule, c->path, "calendar");

	if (name == NULL || json_lookup(c->l->calendars, name) != NULL) {
		return;
	}
	if (c->l->lacks_calendars || map_lookup(c->l->bad_calendars, name) != NULL) {
		wrong(c, "calendar", "is a calendar that has mistakes")->follows = true;
		return;
	}
	const char **names = arena_alloc(c->l->arena, (c->l->calendars->count + map_count(c->l->bad_calendars) + 1) * sizeof(*names));
	size_t n = 0;
	for (const struct json *v = c->l->calendars->first; v != NULL; v = v->next) {
		names[n++] = v->key;
	}
	for (size_t i = 0; i < map_count(c->l->bad_calendars); i++) {
		names[n++] = map_key(c->l->bad_calendars, i);
	}
	struct err *err = mistake(&c->file->source, value_at(c, "calendar"), c->path, "%s.calendar: there is no calendar \"%s\"", c->path, name);
	if (n > 0) {
		mistake_hint(err, name, names);
	} else {
		err_hint(err, "calendars.lua beside the schedules holds them: `sitrep help schedules`");
	}
}

static bool is_working_day(const struct json *v) {
	return v->type == JSON_NUMBER && v->is_int && v->integer != 0 && v->integer >= -23 && v->integer <= 23;
}

static void check_working_day(const struct checking *c) {
	const struct json *v = value_at(c, "working_day");
	bool ok = v == NULL || is_working_day(v) || (v->type == JSON_ARRAY && v->count > 0);

	for (const struct json *w = v != NULL && v->type == JSON_ARRAY ? v->first : NULL; w != NULL; w = w->next) {
		ok = ok && is_working_day(w);
	}
	if (!ok) {
		err_hint(wrong(c, "working_day", "must be a number from 1 to 23 or from -23 to -1, or a list of them"),
		         "3 is the third working day of the month, -1 the last one");
	}
}

static void check_period(const struct checking *c) {
	static const char *const names[] = {
		"since last", "previous day", "previous week", "previous month", "previous quarter", "previous year", NULL
	};
	const struct json *v = value_at(c, "period"), *days = v != NULL ? json_lookup(v, "days") : NULL;

	if (v == NULL || v->type == JSON_STRING) {
		check_choice(c, "period", names);
	} else if (v->type != JSON_OBJECT || v->count != 1 || days == NULL || days->type != JSON_NUMBER || !days->is_int || days->integer < 1 ||
	           days->integer > 3660) {
		err_hint(wrong(c, "period", "must be one of its words, or { days = N }"), "\"since last\", \"previous week\", { days = 14 }");
	}
}

void timing_check(struct loading *l, const struct loaded *file, const struct json *schedule, const char *path) {
	static const char *const overlaps[] = { "skip", "queue_one", "queue_all", NULL };
	static const char *const catch_ups[] = { "skip", "latest", "all", NULL };
	static const char *const off_days[] = { "skip", "previous", "next", NULL };
	const struct checking c = { .l = l, .file = file, .schedule = schedule, .path = path };

	check_cron(&c);
	check_zone(&c);
	check_choice(&c, "overlap", overlaps);
	check_choice(&c, "catch_up", catch_ups);
	check_number(&c, "catch_up_max", 1, 1000, true, "must be a whole number from 1 to 1000");
	check_number(&c, "window_hours", 0, 24 * 366, false, "must be a number of hours, a year at most");
	check_number(&c, "jitter_seconds", 0, 86400, true, "must be a whole number of seconds, a day at most");
	check_choice(&c, "off_days", off_days);
	check_calendar(&c);
	check_working_day(&c);
	check_period(&c);
	const char *starts = check_day(&c, "starts"), *ends = check_day(&c, "ends");
	if (starts != NULL && ends != NULL && strcmp(starts, ends) > 0) {
		wrong(&c, "ends", "lies before it starts");
	}
}
