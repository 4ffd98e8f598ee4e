/* zone: the system's time zones (TZif, RFC 8536), read without touching the process's own TZ. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct day;
struct err;
struct zone;

/*
 * Load an IANA zone ("Europe/Brussels") from $TZDIR or /usr/share/zoneinfo.
 * The caller owns the result; ERR_INPUT where the name is none or unknown.
 */
struct zone *zone_load(const char *name, struct err *err);
void zone_free(struct zone *zone);     /* NULL is fine */

/* Seconds that local time is ahead of UTC at the instant t (seconds since 1970-01-01 UTC). */
int zone_offset(const struct zone *zone, int64_t t);

/*
 * The first instant after t at which the offset changes, in *at; false where
 * it never does again.
 */
bool zone_next_change(const struct zone *zone, int64_t t, int64_t *at);

/*
 * The instant of a local time (seconds, as if it were UTC): the first one where it occurs twice; where it does not
 * exist, the first after the gap that leaves it out.
 */
int64_t zone_instant(const struct zone *zone, int64_t local);

/* The day it is at ms in the zone of that name; false when the zone is unknown. */
bool zone_day_at(int64_t ms, const char *name, struct day *day);

/* Append the path of the file that zone_load reads; false with *err where the name is none. */
bool zone_path(const char *name, struct buf *path, struct err *err);

#endif
