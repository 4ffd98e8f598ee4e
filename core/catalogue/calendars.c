/*
 * calendars: the loader's part that reads config/calendars.lua, which says on which days nobody works; see loading.h. Files in
 * iCalendar are read here, in the sandboxed process: the service gets days.
 */
#include <stdlib.h>

#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/ical.h"
#include "catalogue/loading.h"
#include "catalogue/make.h"

#define ICAL_MAX   ((size_t)4 << 20)     /* bytes of a file */
#define RANGES_MAX 5000                  /* of one calendar */

static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

const struct report_key calendar_keys[] = {
	{ "files", "files = { \"holidays.ics\" }", "iCalendar files (RFC 5545), counted from here: the whole-day events in them are off, with their repetitions until 2150. What has a "
	  "time of day is none." },
	{ "off", "off = { \"2026-12-25\", \"12-25\", \"2026-12-24..2027-01-03\" }", "Days off: one, one of each year, or from one day to another." },
	{ "on", "on = { \"2026-12-12\" }", "Days that are worked on, whatever the others say." },
	{ "weekend", "weekend = { \"sat\", \"sun\" }", "Weekdays that are off; without it Saturday and Sunday. {} is none." },
	{ NULL, NULL, NULL }
};

/* A calendar that is being read. */
struct reading {
	struct loading *l;
	const struct loaded *file;
	const struct json *table;
	const char *path;            /* of its key */
	struct json *checked;
};

static struct err *wrong(struct reading *r, const struct json *at, const char *key, const char *what) {
	return mistake(&r->file->source, at, key, "%s: %s", key, what);
}

/* The value of key, if it is there and a list of strings; another is a mistake. */
static const struct json *strings_at(struct reading *r, const char *key) {
	const struct json *list = json_lookup(r->table, key);
	const char *path = mistake_path(r->l->arena, r->path, key);

	if (list != NULL && list->type != JSON_ARRAY) {
		wrong(r, list, path, "it must be a list");
		return NULL;
	}
	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		if (v->type != JSON_STRING) {
			wrong(r, v, path, "it is a list of strings");
			return NULL;
		}
	}
	return list;
}

static void read_weekend(struct reading *r) {
	const struct json *list = strings_at(r, "weekend");
	const char *path = mistake_path(r->l->arena, r->path, "weekend");
	int64_t days = json_lookup(r->table, "weekend") == NULL ? 1 << 6 | 1 : 0;    /* Saturday and Sunday */

	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		int i = 0;
		while (weekdays[i] != NULL && !str_eq(weekdays[i], v->str)) {
			i++;
		}
		if (weekdays[i] == NULL) {
			mistake_hint(mistake(&r->file->source, v, path, "%s: \"%s\" is no weekday", path, v->str), v->str, weekdays);
		} else {
			days |= INT64_C(1) << i;
		}
	}
	if (days == 0x7f) {
		wrong(r, list, path, "no day is left to work on");
	}
	make_add(r->l->arena, r->checked, "weekend", make_int(r->l->arena, days));
}

static void add_range(struct reading *r, struct json *list, int64_t first, int64_t last) {
	make_add(r->l->arena, list, NULL, make_int(r->l->arena, first));
	make_add(r->l->arena, list, NULL, make_int(r->l->arena, last));
}

/* "12-25", each year; 29 February too. */
static bool parse_yearly(const char *text, int *month, int *dom) {
	char whole[16];
	struct day day;

	snprintf(whole, sizeof(whole), "2000-%.6s", text);
	if (strlen(text) != 5 || !day_parse(whole, &day)) {
		return false;
	}
	*month = day.month;
	*dom = day.dom;
	return true;
}

/* "2026-12-25", or "2026-12-24..2027-01-03". */
static bool parse_range(const char *text, int64_t *first, int64_t *last) {
	char begin[11];
	struct day day;
	size_t n = strlen(text);

	snprintf(begin, sizeof(begin), "%.10s", text);
	if ((n != 10 && (n != 22 || !str_prefix(text + 10, ".."))) || !day_parse(begin, &day)) {
		return false;
	}
	*first = *last = day_number(day);
	if (n == 22) {
		if (!day_parse(text + 12, &day)) {
			return false;
		}
		*last = day_number(day);
	}
	return true;
}

static void read_days(struct reading *r, const char *key, struct json *ranges, struct json *yearly) {
	const struct json *list = strings_at(r, key);
	const char *path = mistake_path(r->l->arena, r->path, key);

	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		int64_t first, last;
		int month, dom;
		if (parse_range(v->str, &first, &last) && first <= last) {
			add_range(r, ranges, first, last);
		} else if (yearly != NULL && parse_yearly(v->str, &month, &dom)) {
			make_add(r->l->arena, yearly, NULL, make_int(r->l->arena, month * 100 + dom));
		} else {
			err_hint(mistake(&r->file->source, v, path, "%s: \"%s\" is no day", path, v->str),
			         yearly != NULL ? "write \"2026-12-25\", \"12-25\" for each year, or \"2026-12-24..2027-01-03\""
			                        : "write \"2026-12-25\", or \"2026-12-24..2027-01-03\"");
		}
	}
}

static int by_first(const void *a, const void *b) {
	const struct day_range *x = a, *y = b;

	return x->first != y->first ? (x->first < y->first ? -1 : 1) : (x->last > y->last) - (x->last < y->last);
}

static void read_file(struct reading *r, const struct json *name, struct day_ranges *days) {
	const char *folder = arena_strndup(r->l->arena, r->file->path, (size_t)(path_base(r->file->path) - r->file->path));
	const char *path = path_join(r->l->arena, folder, name->str), *key = mistake_path(r->l->arena, r->path, "files");
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	if (!file_read(path, ICAL_MAX, &text, &err)) {
		wrong(r, name, key, err.msg);
	} else {
		loading_hash(r->l, path, text.p, text.len);
		if (!ical_days(text.p, text.len, days, &err)) {
			err_hint(mistake(&r->file->source, name, key, "%s: %s: %s", key, name->str, err.msg), "%s", err.hint);
		}
	}
	make_add(r->l->arena, (struct json *)json_lookup(r->checked, "files"), NULL, make_string(r->l->arena, path));
	buf_fini(&text);
}

/* All that is off, in order, what overlaps joined. */
static void read_off(struct reading *r) {
	struct json *listed = make_array(r->l->arena), *yearly = make_array(r->l->arena), *off = make_array(r->l->arena);
	const struct json *files = strings_at(r, "files");
	struct day_ranges days = { NULL, 0, 0 };

	make_add(r->l->arena, r->checked, "files", make_array(r->l->arena));
	for (const struct json *v = files != NULL ? files->first : NULL; v != NULL; v = v->next) {
		read_file(r, v, &days);
	}
	read_days(r, "off", listed, yearly);
	for (const struct json *v = listed->first; v != NULL; v = v->next->next) {
		*VEC_PUSH(days.v, days.n, days.cap) = (struct day_range){ v->integer, v->next->integer };
	}
	if (days.n > 1) {
		qsort(days.v, days.n, sizeof(*days.v), by_first);
	}
	size_t n = 0;
	for (size_t i = 0; i < days.n; i++) {
		if (n > 0 && days.v[i].first <= days.v[n - 1].last + 1) {
			days.v[n - 1].last = days.v[i].last > days.v[n - 1].last ? days.v[i].last : days.v[n - 1].last;
		} else {
			days.v[n++] = days.v[i];
		}
	}
	if (n > RANGES_MAX) {
		err_hint(mistake(&r->file->source, r->table, r->path, "%s: it has %zu days off: %d are the most", r->path, n, RANGES_MAX),
		         "say what comes back each week in weekend");
		n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		add_range(r, off, days.v[i].first, days.v[i].last);
	}
	make_add(r->l->arena, r->checked, "off", off);
	make_add(r->l->arena, r->checked, "yearly", yearly);
	day_ranges_fini(&days);
}

static void read_calendar(struct loading *l, const struct loaded *file, const struct json *table) {
	struct reading r = { .l = l, .file = file, .table = table, .path = table->key, .checked = make_object(l->arena) };
	size_t before = l->problems.n + l->problems.dropped;
	struct json *on = make_array(l->arena);

	if (!loading_name_fits(table->key)) {
		mistake_key(&file->source, table, table->key, "\"%s\" is no name: it takes lower-case letters, digits and '-', a letter first", table->key);
		return;
	}
	r.table = loading_object(l, file, table, table->key);
	loading_known_keys(l, file, r.table, table->key, loading_key_names(l, calendar_keys));
	read_weekend(&r);
	read_off(&r);
	read_days(&r, "on", on, NULL);
	make_add(l->arena, r.checked, "on", on);
	if (l->problems.n + l->problems.dropped == before) {
		make_add(l->arena, l->calendars, table->key, r.checked);
	} else {
		map_put(l->bad_calendars, table->key, l);
	}
}

void calendars_load(struct loading *l, const char *path) {
	struct loaded file;

	if (!file_exists(path)) {
		return;
	}
	if (!loading_open(l, path, LOAD_CALENDARS, NULL, &file)) {
		l->lacks_calendars = true;
		return;
	}
	const struct json *all = loading_object(l, &file, file.table, "the calendars");
	for (const struct json *v = all->first; v != NULL; v = v->next) {
		read_calendar(l, &file, v);
	}
}
