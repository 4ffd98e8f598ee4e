/* plan: see plan.h. */
#include "service/plan.h"

#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "service/rule.h"
#include "service/workdays.h"
#include "service/zones.h"

#define WINDOW_H     24      /* how far back missed runs are made up for, unless the schedule says */
#define CATCH_UP_MAX 100     /* and how many */

struct plans {
	struct plan *v;
	uint32_t n;
	struct map *calendars;       /* name -> workdays */
	struct workdays *usual;      /* of those without a calendar */
};

static int word_index(const char *word, const char *const *words) {
	for (int i = 0; words[i] != NULL; i++) {
		if (str_eq(words[i], word)) {
			return i;
		}
	}
	return -1;
}

static const struct workdays *workdays_of(struct plans *plans, const struct catalogue *catalogue, const struct json *schedule) {
	const char *name = json_str(schedule, "calendar", NULL);
	struct workdays *workdays = name != NULL ? map_lookup(plans->calendars, name) : plans->usual;

	if (workdays == NULL) {
		workdays = workdays_new(json_lookup(catalogue_calendars(catalogue), name));
		map_put(plans->calendars, name, workdays);
	}
	return workdays;
}

/* The loader has checked keys, types and words. False with each mistake in errors. */
static bool read_plan(struct plans *plans, const struct catalogue *catalogue, struct zones *zones, const struct json *json,
                      struct plan *plan, struct errs *errors) {
	static const char *const overlaps[] = { "skip", "queue_one", "queue_all", NULL };
	static const char *const catch_ups[] = { "skip", "latest", "all", NULL };
	struct buf words = BUF_INIT;
	struct err why = ERR_INIT;

	*plan = (struct plan){
		.name = json_str(json, "name", ""),
		.cron = json_str(json, "cron", ""),
		.zone_name = json_str(json, "timezone", catalogue_str(catalogue, "timezone")),
		.overlap = (enum overlap)word_index(json_str(json, "overlap", "skip"), overlaps),
		.catch_up = (enum catch_up)word_index(json_str(json, "catch_up", "latest"), catch_ups),
		.catch_up_max = json_int(json, "catch_up_max", CATCH_UP_MAX),
		.window_ms = (int64_t)(json_num(json, "window_hours", WINDOW_H) * 3600000),
		.request = json_lookup(json, "request"),
	};
	plan->zone = zones_use(zones, plan->zone_name, &why);
	if (plan->zone == NULL) {
		struct err *err = errs_add(errors);
		*err = why;
		return err_wrap(err, "schedule '%s'", plan->name);
	}
	plan->rule = rule_new(json, plan->zone, workdays_of(plans, catalogue, json), errors);
	if (plan->rule == NULL) {
		return false;
	}
	rule_describe(json, plan->zone_name, &words);
	plan->words = buf_detach(&words, NULL);
	return true;
}

static void add_plan(struct plans *plans, const struct catalogue *catalogue, struct zones *zones, const struct json *json, struct errs *errors) {
	struct plan *plan = &plans->v[plans->n];
	size_t before = errors->n;

	if (!read_plan(plans, catalogue, zones, json, plan, errors)) {
		for (size_t i = before; i < errors->n; i++) {
			err_at(&errors->v[i], json_str(json, "_file", "schedules.lua"), (int)json_int(json, "_line", 0), 0);
		}
		return;
	}
	plans->n++;
}

struct plans *plans_new(const struct catalogue *catalogue, struct zones *zones, struct errs *errors) {
	const struct json *schedules = catalogue_schedules(catalogue);
	struct plans *plans = mem_alloc(sizeof(*plans));

	plans->v = mem_alloc((schedules->count + 1) * sizeof(*plans->v));
	plans->calendars = map_new();
	plans->usual = workdays_new(NULL);
	for (const struct json *json = schedules->first; json != NULL; json = json->next) {
		if (json_bool(json, "enabled", true)) {
			add_plan(plans, catalogue, zones, json, errors);
		}
	}
	return plans;
}

void plans_free(struct plans *plans) {
	if (plans == NULL) {
		return;
	}
	for (uint32_t i = 0; i < plans->n; i++) {
		rule_free(plans->v[i].rule);
		mem_free(plans->v[i].words);
	}
	for (size_t i = 0; i < map_count(plans->calendars); i++) {
		workdays_free(map_value(plans->calendars, i));
	}
	workdays_free(plans->usual);
	map_free(plans->calendars);
	mem_free(plans->v);
	mem_free(plans);
}

struct plan *plans_at(struct plans *plans, uint32_t i) {
	return i < plans->n ? &plans->v[i] : NULL;
}

static void put_period(struct json_out *out, const struct plan *plan, const struct fire *fire) {
	struct day from, to;
	char text[11];

	rule_period(plan->rule, fire, &from, &to);
	json_key(out, "period");
	json_begin(out, '{');
	day_format(from, text);
	json_put_str(out, "from", text);
	day_format(to, text);
	json_put_str(out, "to", text);
	json_end(out, '}');
}

char *plan_request(const struct plan *plan, const struct fire *fire) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	char day[11];

	day_format(rule_day(plan->rule, fire, NULL), day);
	json_begin(&out, '{');
	for (const struct json *v = plan->request->first; v != NULL; v = v->next) {
		json_key(&out, v->key);
		json_add_value(&out, v);
	}
	if (json_lookup(plan->request, "as_of") == NULL) {
		json_put_str(&out, "as_of", day);
	}
	if (json_lookup(plan->request, "period") == NULL) {
		put_period(&out, plan, fire);
	}
	json_end(&out, '}');
	buf_addc(&text, '\n');
	return buf_detach(&text, NULL);
}

char *plan_run_name(const struct plan *plan, const struct fire *fire, bool with_time) {
	struct buf name = BUF_INIT;
	char day[11];
	int minute;

	day_format(rule_day(plan->rule, fire, &minute), day);
	buf_addf(&name, "%s-%s", plan->name, day);
	if (with_time || rule_is_often(plan->rule)) {
		buf_addf(&name, "T%02d%02d", minute / 60, minute % 60);
	}
	return buf_detach(&name, NULL);
}
