/*
 * calspec: calendar expressions (five-field cron) and when they fire in a time zone. Pure: no clock.
 *
 * Beside numbers, names, lists, ranges and steps the day of month knows L (the last day), L-3 (three days before it),
 * 15W (the weekday nearest to the 15th, within the month) and LW (the last weekday); the weekday fri#3 and friL (the third
 * and the last Friday of the month).
 *
 * Two day fields: either matches when neither begins with '*', else both must. Minute or hour beginning
 * with '*' is an interval schedule: it fires at every instant whose local time matches. Otherwise it names fixed
 * times: one that occurs twice fires once, at the first; one that a gap of at most three hours leaves out fires at
 * the first instant after the gap. Larger gaps are date-line changes: those times do not exist.
 */
#ifndef BASE_CALSPEC_H
#define BASE_CALSPEC_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct err;
struct zone;

/*
 * Sets as bits: minute 0..59, hour 0..23, day of month 1..31, month 1..12, weekday 0 (Sunday)..6; last_doms: days before
 * the last one; near_doms: by the day, 0 for LW; nth_weekdays: 7 n + weekday, n from 1, 0 for the last.
 */
struct calspec {
	uint64_t minutes;
	uint64_t nth_weekdays;
	uint32_t hours, doms, months, weekdays;
	uint32_t last_doms, near_doms;
	bool minute_star, hour_star, dom_star, weekday_star;    /* the field begins with '*' */
};

/*
 * Parse "30 7 * * mon-fri" or "@daily". ERR_INPUT with the column of the mistake and the expression as
 * source line; also for an expression that can never fire ("0 0 30 2 *").
 */
bool calspec_parse(struct calspec *spec, const char *text, struct err *err);

/* Append the expression in its plainest form; parsing that gives the same spec. */
void calspec_format(const struct calspec *spec, struct buf *out);

/* Its days in a month, as bits 1..31. */
uint32_t calspec_days(const struct calspec *spec, int year, int month);

/* Other days than the expression's own, on which its times count. */
struct calspec_days {
	uint32_t (*month)(const void *ctx, int year, int month);    /* as calspec_days */
	const void *ctx;
};

/*
 * The first instant strictly after `after` (seconds since 1970-01-01 UTC) and not later than until at which spec fires in zone on those
 * days (NULL: its own), in *at. False when it does not, nor within the next 400 years.
 */
bool calspec_next(const struct calspec *spec, const struct calspec_days *days, const struct zone *zone, int64_t after,
                  int64_t until, int64_t *at);

/* The last fire strictly before `before`, in *at; false when there is none at or after since. */
bool calspec_last(const struct calspec *spec, const struct calspec_days *days, const struct zone *zone, int64_t before,
                  int64_t since, int64_t *at);

#endif
