/* clock: the only place that reads the time. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct err;

/*
 * ms since 1970-01-01 UTC. In tests SITREP_FAKE_TIME (seconds, or "seconds*rate") says what it is at the start, and how many
 * times as fast it goes; and then what the system's clock shows when clock_now_ms gives now_ms.
 */
int64_t clock_now_ms(void);
int64_t clock_system_ms(int64_t now_ms);

/*
 * The instant that a document made of what was accepted at accepted_ms is made at: that one, or, where the environment has it,
 * SOURCE_DATE_EPOCH (seconds), so that it comes out the same whenever it is made. What the variable holds is checked once, at the start.
 */
int64_t clock_issued_ms(int64_t accepted_ms);
bool clock_check_source_date(struct err *err);

int64_t clock_mono_ms(void);         /* for durations; does not step */
int64_t clock_mono_us(void);
int64_t clock_cpu_us(void);          /* CPU time of this thread */

/* "2026-11-23T21:03:51Z" from ms since the epoch; out has 21 bytes or more. */
#define CLOCK_ISO_SIZE 32
void clock_format_utc(int64_t ms, char out[CLOCK_ISO_SIZE]);

/* "21:03:51", as the clocks of this place have it: for people. */
#define CLOCK_TIME_SIZE 16
void clock_format_time(int64_t ms, char out[CLOCK_TIME_SIZE]);

#endif
