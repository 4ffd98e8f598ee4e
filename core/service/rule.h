/*
 * rule: when a schedule fires: its expression in its zone, on the days that calendar, working_day, starts and ends leave or move
 * it to, and with its jitter. And the days that a run covers. Pure: no clock.
 */
#ifndef SERVICE_RULE_H
#define SERVICE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"

struct buf;
struct errs;
struct json;
struct rule;
struct workdays;
struct zone;

/* Seconds since 1970 UTC. */
struct fire {
	int64_t nominal;      /* whose it is: as the expression says, before moves and jitter */
	int64_t due;          /* on the day it was moved to */
	int64_t at;           /* with its jitter, which never reaches the next fire */
};

/*
 * From a schedule of the catalogue, whose keys and types the loader checked. zone and workdays are borrowed (workdays: its calendar's, or the
 * usual ones) and must stay. NULL with each mistake in *errors: an expression that is none, or that never fires on such days.
 */
struct rule *rule_new(const struct json *schedule, const struct zone *zone, const struct workdays *workdays, struct errs *errors);
void rule_free(struct rule *rule);      /* NULL is fine */

/* The zone's data are these from now on. */
void rule_use_zone(struct rule *rule, const struct zone *zone);

/* What decides when it fires, in words: a rule that is written otherwise is another. */
void rule_describe(const struct json *schedule, const char *zone, struct buf *out);

/* The first fire that is due after `after`, and at or before until; false when there is none. */
bool rule_next(const struct rule *rule, int64_t after, int64_t until, struct fire *fire);

/* Whether several of its fires may be due on a day. */
bool rule_is_often(const struct rule *rule);

/* The day a fire is due in its zone, and the minute of that day. */
struct day rule_day(const struct rule *rule, const struct fire *fire, int *minute);

/* The days that its run covers, both included. */
void rule_period(const struct rule *rule, const struct fire *fire, struct day *from, struct day *to);

#endif
