/* day: days of the civil calendar. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

#define DAY_S  INT64_C(86400)
#define DAY_MS INT64_C(86400000)

/* A day of the proleptic Gregorian calendar. */
struct day {
	int year, month, dom;        /* month 1..12, dom 1..31 */
};

/* "YYYY-MM-DD", strictly; false when it is no day of the calendar. */
bool day_parse(const char *s, struct day *day);
void day_format(struct day day, char out[11]);
int64_t day_number(struct day day);          /* days since 1970-01-01 */
struct day day_from_number(int64_t n);
int day_weekday(struct day day);             /* 0 = Sunday */
int day_month_days(int year, int month);     /* 28 to 31 */

/* a / b, rounded down also where a is negative, as instants before 1970 are; b > 0. */
static inline int64_t floor_div(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

#endif
