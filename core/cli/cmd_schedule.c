/* schedule: what fires when; and by the service, now or not. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/calspec.h"
#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/say.h"
#include "service/rule.h"
#include "service/workdays.h"

#define COUNT_DEFAULT 20
#define COUNT_MAX     INT64_C(1000000000)

/* ---- next: reckoned here, no service needed ---- */

struct query {
	const char *cron, *zone_name;
	const struct json *schedule, *calendar;      /* NULL: of an expression */
	struct calspec spec;
	struct rule *rule;
	struct workdays *workdays;
	struct zone *zone;
	int64_t from, until, count;
	bool is_utc;
};

static bool parse_two(const char **s, int max, int *out) {
	if (!isdigit((unsigned char)(*s)[0]) || !isdigit((unsigned char)(*s)[1])) {
		return false;
	}
	*out = ((*s)[0] - '0') * 10 + ((*s)[1] - '0');
	*s += 2;
	return *out <= max;
}

/* ":30" is there, and read; or is not, and *out is 0. */
static bool parse_more(const char **s, int max, int *out) {
	*out = 0;
	if (**s != ':') {
		return true;
	}
	++*s;
	return parse_two(s, max, out);
}

/* "T07:30", "T07:30:15", then nothing, "Z" or "+01:00" (*has_offset). */
static bool parse_time(const char *s, int64_t *second, bool *has_offset, int64_t *offset) {
	int hour = 0, minute = 0, sec = 0, off_hour = 0, off_minute = 0, off_second = 0;

	if (*s == 'T') {
		s++;
		if (!parse_two(&s, 23, &hour) || *s != ':' || !parse_more(&s, 59, &minute) || !parse_more(&s, 59, &sec)) {
			return false;
		}
	}
	*second = hour * 3600 + minute * 60 + sec;
	*has_offset = *s != '\0';
	int sign = *s == '-' ? -1 : 1;
	if (*s == 'Z') {
		s++;
	} else if (*s == '+' || *s == '-') {
		s++;
		if (!parse_two(&s, 23, &off_hour) || *s != ':' || !parse_more(&s, 59, &off_minute) || !parse_more(&s, 59, &off_second)) {
			return false;
		}
	}
	*offset = sign * (off_hour * 3600 + off_minute * 60 + off_second);
	return *s == '\0';
}

/* "2026-11-23", "2026-11-23T07:30", "…:00Z" or "…+01:00": local time of the zone where it says nothing else. Seconds since 1970. */
static bool parse_instant(const char *text, const struct zone *zone, int64_t *at, struct err *err) {
	char copy[11];
	struct day day;
	int64_t second = 0, offset = 0;
	bool has_offset = false, ok = strlen(text) >= 10;
	if (ok) {
		snprintf(copy, sizeof(copy), "%.10s", text);
		ok = day_parse(copy, &day) && parse_time(text + 10, &second, &has_offset, &offset);
	}
	if (!ok) {
		err_set(err, ERR_INPUT, "'%s' is no instant", text);
		return err_hint(err, "write it as 2026-11-23 or 2026-11-23T07:30, in the zone of the schedule, or with a Z for UTC, or an offset: +01:00");
	}
	int64_t local = day_number(day) * 86400 + second;
	*at = has_offset ? local - offset : zone_instant(zone, local);
	return true;
}

/* zone: NULL for UTC. */
static void print_instant(const struct zone *zone, int64_t at) {
	int offset = zone != NULL ? zone_offset(zone, at) : 0;
	int64_t local = at + offset, days = local / 86400 - (local % 86400 < 0), second = local - days * 86400;
	char day[11], suffix[24] = "Z";
	day_format(day_from_number(days), day);
	if (zone != NULL) {
		int n = snprintf(suffix, sizeof(suffix), "%c%02d:%02d", offset < 0 ? '-' : '+', abs(offset) / 3600, abs(offset) / 60 % 60);
		if (offset % 60 != 0) {    /* local mean time, long ago */
			snprintf(suffix + n, sizeof(suffix) - (size_t)n, ":%02d", abs(offset) % 60);
		}
	}
	printf("%sT%02d:%02d:%02d%s", day, (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60), suffix);
}

static bool read_bounds(const struct call *call, struct query *q, struct err *err) {
	const char *from = call_value(call, "from"), *until = call_value(call, "until"), *count = call_value(call, "count");
	q->from = clock_now_ms() / 1000;
	q->until = INT64_MAX;
	q->count = until != NULL ? COUNT_MAX : COUNT_DEFAULT;
	q->is_utc = call_has(call, "utc");
	if (count != NULL && !str_int(count, 1, COUNT_MAX, &q->count)) {
		return err_set(err, ERR_INPUT, "-n takes a number from 1 to %" PRId64 ", not '%s'", COUNT_MAX, count);
	}
	return (from == NULL || parse_instant(from, q->zone, &q->from, err)) &&
	       (until == NULL || parse_instant(until, q->zone, &q->until, err));
}

static bool read_rule(struct query *q, struct err *err) {
	struct errs errors = ERRS_INIT;
	if (q->schedule == NULL) {
		return calspec_parse(&q->spec, q->cron, err);
	}
	q->workdays = workdays_new(q->calendar);
	q->rule = rule_new(q->schedule, q->zone, q->workdays, &errors);
	if (q->rule == NULL) {
		*err = errors.v[0];
	}
	errs_fini(&errors);
	return q->rule != NULL;
}

static bool next_fire(const struct query *q, int64_t after, int64_t *at) {
	struct fire fire;
	if (q->rule == NULL) {
		return calspec_next(&q->spec, NULL, q->zone, after, q->until, at);
	}
	bool is_there = rule_next(q->rule, after, q->until, &fire);
	*at = fire.due;
	return is_there;
}

static int print_next(const struct call *call, struct query *q) {
	struct err err = ERR_INIT;
	q->zone = zone_load(q->zone_name, &err);
	int status = EXIT_DONE;
	if (q->zone == NULL || !read_rule(q, &err) || !read_bounds(call, q, &err)) {
		status = say_failure(&err);
	}
	int64_t at = q->from;
	for (int64_t i = 0; status == EXIT_DONE && i < q->count && next_fire(q, at, &at); i++) {
		print_instant(q->is_utc ? NULL : q->zone, at);
		printf("\n");
	}
	rule_free(q->rule);
	workdays_free(q->workdays);
	zone_free(q->zone);
	return status;
}

static const struct json *find_schedule(const struct catalogue *catalogue, const char *name, struct err *err) {
	const char *names[64] = { NULL };
	size_t n = 0;
	for (const struct json *s = catalogue_schedules(catalogue)->first; s != NULL; s = s->next) {
		if (str_eq(json_str(s, "name", ""), name)) {
			return s;
		}
		if (n + 1 < sizeof(names) / sizeof(*names)) {
			names[n++] = json_str(s, "name", "");
		}
	}
	const char *near = err_nearest(name, names);
	err_set(err, ERR_INPUT, "there is no usable schedule '%s'", name);
	if (near != NULL) {
		err_hint(err, "did you mean '%s'?", near);
	} else {
		err_hint(err, "%s", catalogue_problems(catalogue)->n > 0 ? "what has mistakes is left out: `sitrep check` tells them" : "`sitrep schedule list` lists them");
	}
	return NULL;
}

static int next_of(const struct call *call, const char *name) {
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	struct catalogue *catalogue = call_catalogue(call, &status);
	if (catalogue == NULL) {
		return status;
	}
	const struct json *schedule = find_schedule(catalogue, name, &err);
	if (schedule != NULL) {
		struct query q = {
			.schedule = schedule,
			.calendar = json_lookup(catalogue_calendars(catalogue), json_str(schedule, "calendar", "")),
			.zone_name = json_str(schedule, "timezone", catalogue_str(catalogue, "timezone")),
		};
		status = print_next(call, &q);
	} else {
		status = say_failure(&err);
	}
	catalogue_free(catalogue);
	return status;
}

static int run_next(const struct call *call) {
	const char *cron = call_value(call, "cron"), *zone = call_value(call, "tz");
	if ((cron != NULL) == (call->arg_count == 2)) {
		return say_misuse("schedule", "next takes a schedule's name, or --cron with an expression");
	}
	if (cron == NULL) {
		return zone != NULL ? say_misuse("schedule", "--tz goes with --cron: a schedule has its own zone")
		                    : next_of(call, call->args[1]);
	}
	struct query q = { .cron = cron, .zone_name = zone != NULL ? zone : "UTC" };
	return print_next(call, &q);
}

/* ---- list, run, pause, resume: the service's ---- */

/* When a schedule of the catalogue fires next; false where it does not, or cannot be read. */
static bool reckon_next(const struct json *schedule, const struct catalogue *catalogue, struct zone *zone, int64_t *at) {
	struct err err = ERR_INIT;
	struct query q = {
		.schedule = schedule, .zone = zone, .until = INT64_MAX,
		.calendar = json_lookup(catalogue_calendars(catalogue), json_str(schedule, "calendar", "")),
	};
	bool fires = zone != NULL && read_rule(&q, &err) && next_fire(&q, clock_now_ms() / 1000, at);
	rule_free(q.rule);
	workdays_free(q.workdays);
	return fires;
}

/* In the schedule's own time. The service knows best; where none runs (catalogue is not NULL) it is reckoned here. */
static void print_upcoming(const struct json *s, const char *zone_name, const struct catalogue *catalogue) {
	struct err err = ERR_INIT;
	struct zone *zone = zone_load(zone_name, &err);
	const char *next = json_str(s, "next", NULL);
	int64_t at;
	bool fires = catalogue != NULL ? reckon_next(s, catalogue, zone, &at) : next != NULL && zone != NULL && parse_instant(next, zone, &at, &err);
	if (fires) {
		print_instant(zone, at);
	} else {
		printf("%s", next != NULL ? next : "never");
	}
	zone_free(zone);
}

/* "2026-11-23T07:00:00+01:00, done, 0.2 s late (job …)" */
static void print_last(const struct json *s, const char *zone_name) {
	struct err err = ERR_INIT;
	struct zone *zone = zone_load(zone_name, &err);
	const char *last = json_str(s, "last", "");
	int64_t at;
	printf("    last  ");
	if (zone != NULL && parse_instant(last, zone, &at, &err)) {
		print_instant(zone, at);
	} else {
		printf("%s", last);
	}
	printf(", %s, %.1f s late (job %s)\n", json_str(s, "last_state", "no longer known"), (double)json_int(s, "late_ms", 0) / 1000,
	       json_str(s, "last_job", ""));
	zone_free(zone);
}

static void print_missed(const struct json *missed, bool has_run) {
	int64_t runs = json_int(missed, "runs", 0);
	printf("    missed%s: %" PRId64 " run%s, from %s to %s: %s\n", has_run ? " since then" : "", runs, runs == 1 ? "" : "s", json_str(missed, "from", ""),
	       json_str(missed, "to", ""), json_str(missed, "why", ""));
}

static void print_one(const struct json *s, const char *default_zone, const struct catalogue *catalogue) {
	const char *zone = json_str(s, "timezone", default_zone);
	printf("%-20s %-18s %-18s next ", json_str(s, "name", ""), json_str(s, "cron", ""), zone);
	if (json_bool(s, "paused", false)) {
		printf("never: paused");
	} else if (!json_bool(s, "enabled", true)) {
		printf("never: switched off");
	} else {
		print_upcoming(s, zone, catalogue);
	}
	printf("\n");
	bool has_run = json_str(s, "last_job", NULL) != NULL;
	if (has_run) {
		print_last(s, zone);
	}
	if (json_lookup(s, "missed") != NULL) {
		print_missed(json_lookup(s, "missed"), has_run);
	}
}

/* catalogue: whose they are; NULL: they are the service's. */
static int print_list(const struct json *schedules, const char *default_zone, const struct catalogue *catalogue) {
	for (const struct json *s = schedules != NULL ? schedules->first : NULL; s != NULL; s = s->next) {
		print_one(s, default_zone, catalogue);
	}
	if (schedules == NULL || schedules->count == 0) {
		printf("no schedules\n");
	}
	return EXIT_DONE;
}

static int list_configured(const struct call *call) {
	int status = EXIT_DONE;
	struct catalogue *catalogue = call_catalogue(call, &status);
	if (catalogue != NULL) {
		say_note("No service runs: these are the schedules as they are configured.");
		status = print_list(catalogue_schedules(catalogue), catalogue_str(catalogue, "timezone"), catalogue);
		catalogue_free(catalogue);
	}
	return status;
}

/* What a back-fill is asked for, as seconds: a day alone begins with it, and ends with it. */
struct stretch {
	char from[32], to[32];
};

static bool read_stretch(const struct catalogue *catalogue, const char *name, const struct call *call, struct stretch *stretch, struct err *err) {
	const char *from = call_value(call, "from"), *to = call_value(call, "to");
	const struct json *schedule = find_schedule(catalogue, name, err);
	struct zone *zone = schedule != NULL ? zone_load(json_str(schedule, "timezone", catalogue_str(catalogue, "timezone")), err) : NULL;
	int64_t first = 0, last = 0;
	bool ok = zone != NULL && parse_instant(from, zone, &first, err) && parse_instant(to, zone, &last, err);
	if (ok && strlen(to) == 10) {
		last = zone_instant(zone, last + zone_offset(zone, last) + 86400) - 1;
	}
	ok = ok && (first <= last || err_set(err, ERR_INPUT, "--to lies before --from"));
	snprintf(stretch->from, sizeof(stretch->from), "%" PRId64, first);
	snprintf(stretch->to, sizeof(stretch->to), "%" PRId64, last);
	zone_free(zone);
	return ok;
}

static void print_answer(const char *name, const struct json *answer, bool is_backfill) {
	const char *job = json_str(answer, "job", NULL);
	int64_t made = json_int(answer, "made", 0), there = json_int(answer, "there", 0);
	if (is_backfill) {
		printf("%s: %" PRId64 " run%s made, %" PRId64 " had been made before\n", name, made, made == 1 ? "" : "s", there);
	} else {
		printf("%s: %s%s\n", name, job != NULL ? "job " : "done", job != NULL ? job : "");
	}
}

static bool ask_service(struct ask *ask, const char *action, const char *name, const struct stretch *stretch, struct err *err) {
	return *stretch->from == '\0' ? ask_send(ask, err, "schedule", "action", action, "name", name, NULL)
	                              : ask_send(ask, err, "schedule", "action", action, "name", name, "from", stretch->from, "to", stretch->to, NULL);
}

static bool wants_stretch(const struct call *call, const char *name, struct stretch *stretch, int *status) {
	struct err err = ERR_INIT;
	if (!call_has(call, "from") && !call_has(call, "to")) {
		return true;
	}
	if (!call_has(call, "from") || !call_has(call, "to")) {
		*status = say_misuse("schedule", "a back-fill has both --from and --to");
		return false;
	}
	struct catalogue *catalogue = call_catalogue(call, status);
	if (catalogue == NULL) {
		return false;
	}
	bool ok = read_stretch(catalogue, name, call, stretch, &err);
	if (!ok) {
		*status = say_failure(&err);
	}
	catalogue_free(catalogue);
	return ok;
}

static int run_by_service(const struct call *call, const char *action, const char *name) {
	struct err err = ERR_INIT;
	int status = EXIT_DONE;
	struct stretch stretch = { "", "" };
	if (str_eq(action, "run") && !wants_stretch(call, name, &stretch, &status)) {
		return status;
	}
	char *spool = call_spool(call, &status);
	if (spool == NULL) {
		return status;
	}
	struct arena *arena = arena_new();
	struct ask *ask = ask_open(spool, &err);
	const struct json *answer = NULL;
	bool is_list = str_eq(action, "list"), is_alone = ask == NULL && err.code == ERR_NONE;
	if (ask != NULL && ask_service(ask, action, name, &stretch, &err)) {
		answer = ask_answer(ask, arena, &err);
	} else if (is_alone) {
		ask_nobody(spool, &err);
	}
	if (is_list && is_alone) {
		status = list_configured(call);
	} else if (answer == NULL) {
		status = say_failure(&err);
	} else if (is_list) {
		status = print_list(json_lookup(answer, "schedules"), "UTC", NULL);
	} else {
		print_answer(name, answer, *stretch.from != '\0');
	}
	ask_free(ask);
	arena_free(arena);
	mem_free(spool);
	return status;
}

static int run(const struct call *call) {
	static const char *const named[] = { "run", "pause", "resume", NULL };
	const char *action = call->arg_count > 0 ? call->args[0] : "";
	if (str_eq(action, "next") && call->arg_count <= 2) {
		return run_next(call);
	}
	if (str_eq(action, "list") && call->arg_count == 1) {
		return run_by_service(call, action, NULL);
	}
	for (size_t i = 0; named[i] != NULL; i++) {
		if (str_eq(action, named[i]) && call->arg_count == 2) {
			return run_by_service(call, action, call->args[1]);
		}
	}
	return say_misuse("schedule", "it takes 'list', 'next', or 'run', 'pause', 'resume' and a schedule's name");
}

static const struct option options[] = {
	{ "count", 'n', "N", "so many instants at most (20; without a bound where --until is given)" },
	{ "cron", 0, "EXPR", "an expression instead of a schedule's name: \"30 7 * * mon-fri\", @daily" },
	{ "from", 0, "T", "what lies after 2026-11-23, 2026-11-23T07:30 (in the zone), …T06:30Z or …T07:30+01:00; else after now. Of a back-fill, it and what lies after it" },
	OPTION_SPOOL,
	{ "to", 0, "T", "the last instant of a back-fill; of a day alone, all of it" },
	{ "tz", 0, "ZONE", "the zone of --cron (UTC)" },
	{ "until", 0, "T", "what lies before T, or at it" },
	{ "utc", 0, NULL, "print instants in UTC" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_schedule = {
	.name = "schedule",
	.synopsis = "list\nnext NAME [--from T] [--until T] [-n N] [--utc]\nnext --cron EXPR [--tz ZONE] [--from T] [--until T] [-n N] [--utc]\n"
	            "run NAME [--from T --to T]\npause NAME\nresume NAME",
	.summary = "the schedules, and when they fire",
	.help = "`next` prints when a schedule or an expression fires, one instant a line, in the zone's local time with its offset.\n"
	        "`run` makes a run now, or, with --from and --to, those that were due then and have not been made: a run is made once, ever; its edition has the next number, and is compared with that of the day before its own. `pause` and "
	        "`resume` keep a schedule from firing. These need a running service. `sitrep help schedules` says how schedules are written.",
	.options = options, .run = run,
};
