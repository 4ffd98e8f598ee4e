/* plan: a schedule of the catalogue, read: its rule, and what is to be done about overlaps and missed runs. */
#ifndef SERVICE_PLAN_H
#define SERVICE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

struct catalogue;
struct errs;
struct fire;
struct json;
struct plan;
struct plans;
struct rule;
struct zone;
struct zones;

enum overlap { OVERLAP_SKIP, OVERLAP_QUEUE_ONE, OVERLAP_QUEUE_ALL };
enum catch_up { CATCH_UP_SKIP, CATCH_UP_LATEST, CATCH_UP_ALL };

struct plan {
	const char *name, *cron, *zone_name;     /* name and cron: of the catalogue */
	char *words;                 /* the rule, as rule_describe has it */
	struct rule *rule;
	const struct zone *zone;
	enum overlap overlap;
	enum catch_up catch_up;
	int64_t catch_up_max, window_ms;
	const struct json *request;
};

/*
 * The enabled ones of the catalogue, which must stay, as must zones. With every mistake in *errors, at its place; a schedule
 * with one is left out. The caller owns the result.
 */
struct plans *plans_new(const struct catalogue *catalogue, struct zones *zones, struct errs *errors);
void plans_free(struct plans *plans);      /* NULL is fine */

struct plan *plans_at(struct plans *plans, uint32_t i);       /* NULL past the last */

/* The request of a run as if it were dropped, and its name ("weekly-2026-11-23", with_time: the minute, too); on the heap. */
char *plan_request(const struct plan *plan, const struct fire *fire);
char *plan_run_name(const struct plan *plan, const struct fire *fire, bool with_time);

#endif
