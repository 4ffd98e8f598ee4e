/*
 * alarm: rings at an instant of the real-time clock, also over a suspend, and at once when that clock is set. libuv's timers
 * count elapsed time and would notice neither.
 */
#ifndef SERVICE_ALARM_H
#define SERVICE_ALARM_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

struct alarm;
struct err;

/* was_set: the clock was set; what the alarm was armed for may have come or not. */
typedef void (*alarm_fn)(void *ctx, bool was_set);

/* NULL with *err where the system has no descriptor left. Release it with alarm_free(). */
struct alarm *alarm_new(uv_loop_t *loop, alarm_fn on_ring, void *ctx, struct err *err);
void alarm_free(struct alarm *alarm);      /* NULL is fine; on_ring is not called any more */

/* Ring once clock_now_ms() is at_ms: at once where it is past. */
void alarm_arm(struct alarm *alarm, int64_t at_ms);

#endif
