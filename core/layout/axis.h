/*
 * axis: the numbers beside a plot, and labels that must not touch. Plain numbers, knows no
 * text. For layout/ alone.
 */
#ifndef LAYOUT_AXIS_H
#define LAYOUT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Ticks at first, first + step, … (count of them); step is 1, 2 or 5 times a power of ten. A value stands at its tick divided
 * by unit, a power of a thousand other than 1 only where numbers would be too long to print.
 */
struct axis {
	double first, step;
	size_t count;
	int decimals;                /* that a tick's number needs */
	double unit;
	int exponent;                /* of unit */
};

/* Ticks that take in low to high (finite, low at most high): four to six where they can be. is_whole: no fractions. */
struct axis axis_make(double low, double high, bool is_whole);

double axis_tick(const struct axis *axis, size_t i);
double axis_last(const struct axis *axis);

/* Where value stands between the first tick (0) and the last (1). */
double axis_part(const struct axis *axis, double value);

/*
 * Move the centres at (n of them, in any order) as little as can be so that they stand at least apart from
 * each other within low to high. False when there is no room.
 */
bool axis_spread(double *at, size_t n, double apart, double low, double high);

#endif
