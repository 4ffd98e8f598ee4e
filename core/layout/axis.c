/* axis: see axis.h. */
#include "layout/axis.h"

#include <math.h>

enum { TICKS_FEW = 4, TICKS_MANY = 6, SPREAD_MAX = 64 };

/* Numbers from here on, or with steps below, are printed in a unit of their own. */
static const double LONG = 1e12, SHORT = 1e-6;

static void fill(struct axis *axis, double low, double high, double step) {
	axis->step = step;
	axis->first = floor(low / step + 1e-9) * step;
	axis->count = (size_t)llround((ceil(high / step - 1e-9) * step - axis->first) / step) + 1;
	/* A value on the only tick there would be. */
	axis->count = axis->count < 2 ? 2 : axis->count;
}

/* Fewer is better: ticks too many or too few, then room left empty. */
static double judge(const struct axis *axis, double low, double high) {
	double off = axis->count < TICKS_FEW ? TICKS_FEW - (double)axis->count
	             : axis->count > TICKS_MANY ? (double)axis->count - TICKS_MANY : 0;
	double length = axis->step * (double)(axis->count - 1);

	return off * 10 + (length - (high - low)) / length;
}

static void set_unit(struct axis *axis) {
	double most = fmax(fabs(axis->first), fabs(axis_last(axis)));

	axis->unit = 1;
	if (most >= LONG || axis->step < SHORT) {
		axis->exponent = (int)floor(log10(most) / 3) * 3;
		axis->unit = pow(10, axis->exponent);
	}
	axis->decimals = (int)fmax(0, -floor(log10(axis->step / axis->unit) + 1e-9));
	axis->decimals = axis->decimals > 9 ? 9 : axis->decimals;
}

struct axis axis_make(double low, double high, bool is_whole) {
	static const double factors[] = { 1, 2, 5 };
	struct axis best = { 0 };

	if (high - low <= fmax(fabs(low), fabs(high)) * 1e-12) {
		/* One value: an axis from or to nothing. */
		high = high > 0 ? high : low < 0 ? 0 : 1;
		low = low < 0 ? low : 0;
	}
	int power = (int)floor(log10(high - low)) - 1;
	for (int p = power; p <= power + 2; p++) {
		for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++) {
			struct axis axis = { 0 };
			double step = factors[i] * pow(10, p);
			if (is_whole && step < 1) {
				step = 1;
			}
			fill(&axis, low, high, step);
			if (best.count == 0 || judge(&axis, low, high) < judge(&best, low, high) - 1e-9) {
				best = axis;
			}
		}
	}
	set_unit(&best);
	return best;
}

double axis_tick(const struct axis *axis, size_t i) {
	double value = axis->first + axis->step * (double)i;

	/* Sums of fractions miss zero by a hair, and would be printed as "-0". */
	return fabs(value) < axis->step * 1e-6 ? 0 : value;
}

double axis_last(const struct axis *axis) {
	return axis_tick(axis, axis->count - 1);
}

double axis_part(const struct axis *axis, double value) {
	return (value - axis->first) / (axis->step * (double)(axis->count - 1));
}

/* ---- labels ---- */

/* Labels that stand together, as one block about their mean. */
struct block {
	double sum;                  /* of what each wants the block's first centre to be */
	size_t n;
	double first;
};

static void place(struct block *block, double apart, double low, double high) {
	double first = block->sum / (double)block->n, last = high - apart * (double)(block->n - 1);

	block->first = fmax(low, fmin(first, last));
}

static void sort(size_t *order, const double *at, size_t n) {
	for (size_t i = 0; i < n; i++) {
		size_t k = i;
		for (; k > 0 && at[order[k - 1]] > at[i]; k--) {
			order[k] = order[k - 1];
		}
		order[k] = i;
	}
}

bool axis_spread(double *at, size_t n, double apart, double low, double high) {
	size_t order[SPREAD_MAX], count = 0;
	struct block blocks[SPREAD_MAX];

	if (n == 0) {
		return true;
	}
	if (n > SPREAD_MAX || apart * (double)(n - 1) > high - low) {
		return false;
	}
	sort(order, at, n);
	for (size_t i = 0; i < n; i++) {
		struct block *b = &blocks[count++];
		*b = (struct block){ .sum = at[order[i]], .n = 1 };
		place(b, apart, low, high);
		/* A block that touches the one before joins it. */
		while (count > 1 && blocks[count - 2].first + apart * (double)blocks[count - 2].n > blocks[count - 1].first) {
			struct block *into = &blocks[count - 2], *from = &blocks[count - 1];
			into->sum += from->sum - apart * (double)(into->n * from->n);
			into->n += from->n;
			place(into, apart, low, high);
			count--;
		}
	}
	size_t k = 0;
	for (size_t b = 0; b < count; b++) {
		for (size_t i = 0; i < blocks[b].n; i++) {
			at[order[k++]] = blocks[b].first + apart * (double)i;
		}
	}
	return true;
}
