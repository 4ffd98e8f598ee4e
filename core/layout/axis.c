/* axis: see axis.h. */
#include "layout/axis.h"

#include <math.h>

#include "base/day.h"

enum { TICKS_FEW = 4, SPREAD_MAX = 64 };

/* Numbers from here on, or with steps below, are printed in a unit of their own. */
static const double LONG = 1e12, SHORT = 1e-6;
static const double BORNE = 0.15;

static void fill(struct axis *axis, double low, double high, double step) {
	axis->step = step;
	axis->first = floor(low / step + 1e-9) * step;
	axis->count = (size_t)llround((ceil(high / step - 1e-9) * step - axis->first) / step) + 1;
	/* A value on the only tick there would be. */
	axis->count = axis->count < 2 ? 2 : axis->count;
}

/* Fewer is better: ticks too many or too few, then room left empty. */
static double judge(const struct axis *axis, double low, double high, size_t most) {
	size_t few = most < TICKS_FEW ? most : TICKS_FEW;
	double length = axis->step * (double)(axis->count - 1), empty = (length - (high - low)) / length;

	if (axis->count < few) {
		return 10 * (double)(few - axis->count) + empty;
	}
	/* One too many is borne where it leaves less room empty. */
	return axis->count == most + 1 ? BORNE + empty : axis->count > most ? 40 * (double)(axis->count - most) + empty : empty;
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

struct axis axis_make(double low, double high, bool is_whole, size_t most) {
	static const double factors[] = { 1, 2, 5 };
	struct axis best = { 0 };

	if (high - low <= fmax(fabs(low), fabs(high)) * 1e-12) {
		/* One value: an axis from or to nothing. */
		high = high > 0 ? high : low < 0 ? 0 : 1;
		low = low < 0 ? low : 0;
	}
	most = most < 2 ? 2 : most;
	int power = (int)floor(log10(high - low)) - 1;
	for (int p = power; p <= power + 2; p++) {
		for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++) {
			struct axis axis = { 0 };
			double step = factors[i] * pow(10, p);
			if (is_whole && step < 1) {
				step = 1;
			}
			fill(&axis, low, high, step);
			if (best.count == 0 || judge(&axis, low, high, most) < judge(&best, low, high, most) - 1e-9) {
				best = axis;
			}
		}
	}
	set_unit(&best);
	best.low = best.first;
	best.high = axis_last(&best);
	return best;
}

bool axis_bound(struct axis *axis, double from, double to) {
	double low = isnan(from) ? axis->low : from, high = isnan(to) ? axis->high : to;

	if (!(low < high) || (axis->scale == AXIS_LOG && low <= 0)) {
		return false;
	}
	axis->low = low;
	axis->high = high;
	if (axis->scale == AXIS_LINEAR) {
		double first = ceil(low / axis->step - 1e-9) * axis->step;
		double n = floor((high - first) / axis->step + 1e-9) + 1;
		axis->first = first;
		axis->count = n < 0 ? 0 : n > AXIS_TICKS_MAX ? AXIS_TICKS_MAX : (size_t)n;
		return true;
	}
	size_t kept = 0;
	for (size_t i = 0; i < axis->count; i++) {
		if (axis->at[i] >= low * (1 - 1e-9) && axis->at[i] <= high * (1 + 1e-9)) {
			axis->at[kept++] = axis->at[i];
		}
	}
	axis->count = kept;
	return true;
}

/* ---- powers ---- */

static void add_tick(struct axis *axis, double at) {
	if (axis->count < AXIS_TICKS_MAX) {
		axis->at[axis->count++] = at;
	}
}

struct axis axis_make_log(double low, double high, size_t most) {
	static const double between[] = { 1, 2, 5 };
	struct axis axis = { .scale = AXIS_LOG, .unit = 1 };
	int from = (int)floor(log10(low) + 1e-9), to = (int)ceil(log10(high) - 1e-9);

	to = to > from ? to : from + 1;
	int decades = to - from;
	most = most < 2 ? 2 : most;
	for (int p = from; p <= to && decades <= 4; p++) {
		for (size_t i = 0; i < 3; i++) {
			/* The axis begins and ends at a tick, the nearest that takes the values in. */
			bool is_below = i < 2 ? between[i + 1] * pow(10, p) <= low * (1 + 1e-9) : pow(10, p + 1) <= low * (1 + 1e-9);
			bool is_above = axis.count > 1 && axis.at[axis.count - 1] >= high * (1 - 1e-9);
			if (!is_below && !is_above) {
				add_tick(&axis, between[i] * pow(10, p));
			}
		}
	}
	if (axis.count < 2 || axis.count > most + 1) {
		int every = (decades + (int)most - 1) / (int)most;
		axis.count = 0;
		every = every < 1 ? 1 : every;
		for (int p = from; axis.count == 0 || axis.at[axis.count - 1] < high * (1 - 1e-9); p += every) {
			add_tick(&axis, pow(10, p));
		}
	}
	axis.low = axis.at[0];
	axis.high = axis.at[axis.count - 1];
	axis.first = axis.low;
	axis.decimals = -1;
	return axis;
}

/* ---- days ---- */

static double begin_of(int year, int month, int dom) {
	return (double)day_number((struct day){ year, month, dom });
}

static void fill_years(struct axis *axis, int every) {
	int year = day_from_number((int64_t)floor(axis->low)).year;

	for (year -= ((year % every) + every) % every; begin_of(year, 1, 1) <= axis->high; year += every) {
		if (begin_of(year, 1, 1) >= axis->low) {
			add_tick(axis, begin_of(year, 1, 1));
		}
	}
}

static void fill_months(struct axis *axis, int every) {
	struct day day = day_from_number((int64_t)floor(axis->low));
	int month = day.year * 12 + day.month - 1;

	for (month -= month % every; begin_of(month / 12, month % 12 + 1, 1) <= axis->high; month += every) {
		if (begin_of(month / 12, month % 12 + 1, 1) >= axis->low) {
			add_tick(axis, begin_of(month / 12, month % 12 + 1, 1));
		}
	}
}

static void fill_quarters(struct axis *axis, int every) {
	fill_months(axis, every * 3);
}

static void fill_days(struct axis *axis, int every) {
	for (double at = ceil(axis->low); at <= axis->high; at += every) {
		add_tick(axis, at);
	}
}

struct axis axis_make_days(double low, double high, enum axis_period least, size_t most) {
	static const struct { enum axis_period period; int every; double days; } steps[] = {
		{ AXIS_SINGLE_DAYS, 1, 1 }, { AXIS_SINGLE_DAYS, 2, 2 }, { AXIS_SINGLE_DAYS, 7, 7 }, { AXIS_SINGLE_DAYS, 14, 14 },
		{ AXIS_MONTHS, 1, 30.4 }, { AXIS_MONTHS, 2, 60.9 }, { AXIS_QUARTERS, 1, 91.3 }, { AXIS_QUARTERS, 2, 182.6 },
		{ AXIS_YEARS, 1, 365.2 }, { AXIS_YEARS, 2, 730.5 }, { AXIS_YEARS, 5, 1826 }, { AXIS_YEARS, 10, 3652 },
		{ AXIS_YEARS, 20, 7305 }, { AXIS_YEARS, 50, 18262 }, { AXIS_YEARS, 100, 36525 }, { AXIS_YEARS, 200, 73050 },
		{ AXIS_YEARS, 500, 182621 }, { AXIS_YEARS, 1000, 365242 }, { AXIS_YEARS, 2000, 730484 },
	};
	static void (*const fills[])(struct axis *axis, int every) = { fill_years, fill_quarters, fill_months, fill_days };
	struct axis axis = { .scale = AXIS_DAYS, .low = low, .high = high > low ? high : low + 1, .unit = 1 };
	size_t n = sizeof(steps) / sizeof(*steps), i = 0;

	most = most < 2 ? 2 : most > AXIS_TICKS_MAX ? AXIS_TICKS_MAX : most;
	while (i + 1 < n && (steps[i].period > least || (axis.high - axis.low) / steps[i].days + 1 > (double)most)) {
		i++;
	}
	for (;;) {
		axis.count = 0;
		axis.period = steps[i].period;
		axis.every = (unsigned)steps[i].every;
		fills[axis.period](&axis, steps[i].every);
		/* Between two beginnings there may be none: then those of a shorter period, if it has a name. */
		if (axis.count > 1 || i == 0 || steps[i - 1].period > least) {
			break;
		}
		i--;
	}
	axis.first = axis.count > 0 ? axis.at[0] : axis.low;
	return axis;
}

/* ---- any ---- */

double axis_tick(const struct axis *axis, size_t i) {
	if (axis->scale != AXIS_LINEAR) {
		return axis->at[i];
	}
	double value = axis->first + axis->step * (double)i;

	/* Sums of fractions miss zero by a hair, and would be printed as "-0". */
	return fabs(value) < axis->step * 1e-6 ? 0 : value;
}

double axis_last(const struct axis *axis) {
	return axis->count > 0 ? axis_tick(axis, axis->count - 1) : axis->high;
}

double axis_part(const struct axis *axis, double value) {
	if (axis->scale == AXIS_LOG) {
		return log10(value / axis->low) / log10(axis->high / axis->low);
	}
	return (value - axis->low) / (axis->high - axis->low);
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
