/*
 * axis: the numbers beside a plot, and labels that must not touch. Plain numbers, knows no
 * text. For layout/ alone.
 */
#ifndef LAYOUT_AXIS_H
#define LAYOUT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

enum { AXIS_TICKS = 6, AXIS_TICKS_MAX = 32 };

enum axis_scale { AXIS_LINEAR, AXIS_LOG, AXIS_DAYS };
enum axis_period { AXIS_YEARS, AXIS_QUARTERS, AXIS_MONTHS, AXIS_SINGLE_DAYS };

/*
 * What runs from low to high, and the ticks within (count of them). Linear: they stand at first, first + step, …; step is 1, 2 or
 * 5 times a power of ten. A value stands at its tick divided by unit, a power of a thousand other than 1 only where numbers
 * would be too long to print.
 */
struct axis {
	enum axis_scale scale;
	double low, high;
	double first, step;
	size_t count;
	double at[AXIS_TICKS_MAX];   /* ticks of what is not linear */
	enum axis_period period;     /* of ticks that are days: each begins one */
	unsigned every;              /* so many periods lie between them */
	int decimals;                /* that a tick's number needs */
	double unit;
	int exponent;                /* of unit */
};

/* Ticks that take in low to high (finite, low at most high), at most that many, four of them where they can be. is_whole: no fractions. */
struct axis axis_make(double low, double high, bool is_whole, size_t most);

/* The axis ends where the author says (NaN: where it does); ticks beyond go. False where from is not below to. */
bool axis_bound(struct axis *axis, double from, double to);

/* Powers of ten about low to high (both above 0), and what is between them where there is room. */
struct axis axis_make_log(double low, double high, size_t most);

/* Years, quarters, months or days that begin between low and high, days since 1970. least: the shortest period that has a name. */
struct axis axis_make_days(double low, double high, enum axis_period least, size_t most);

double axis_tick(const struct axis *axis, size_t i);
double axis_last(const struct axis *axis);

/* Where value stands between low (0) and high (1). */
double axis_part(const struct axis *axis, double value);

/*
 * Move the centres at (n of them, in any order) as little as can be so that they stand at least apart from
 * each other within low to high. False when there is no room.
 */
bool axis_spread(double *at, size_t n, double apart, double low, double high);

#endif
