#include "layout/classes.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static const double CROWDED = 0.55;              /* of the values: so many in one class say nothing */

static int by_size(const void *a, const void *b) {
	double p = *(const double *)a, q = *(const double *)b;

	return (p > q) - (p < q);
}

size_t classes_find(const double *breaks, size_t count, double value) {
	size_t i = 0;

	while (i < count && value >= breaks[i]) {
		i++;
	}
	return i;
}

/* Leave out borders that have no value on one of their sides. */
static size_t drop_empty(const double *sorted, size_t n, double *breaks, size_t count) {
	size_t kept = 0, at = 0;

	for (size_t i = 0; i < count; i++) {
		size_t next = at;
		while (next < n && sorted[next] < breaks[i]) {
			next++;
		}
		if (next > at && next < n) {
			breaks[kept++] = breaks[i];
			at = next;
		}
	}
	return kept;
}

static size_t most_in_one(const double *sorted, size_t n, const double *breaks, size_t count) {
	size_t most = 0, in[CLASSES_MAX + 1] = { 0 };

	for (size_t i = 0; i < n; i++) {
		size_t c = ++in[classes_find(breaks, count, sorted[i])];
		most = c > most ? c : most;
	}
	return most;
}

/* 1, 2, 2.5 or 5 times a power of ten, not below v. */
static double round_step(double v) {
	static const double steps[] = { 1, 2, 2.5, 5, 10 };
	double power = pow(10, floor(log10(v)));
	size_t i = 0;

	while (i < 4 && steps[i] * power < v * 0.9999) {
		i++;
	}
	return steps[i] * power;
}

static size_t equal_steps(double low, double high, size_t wanted, double *breaks) {
	double step = round_step((high - low) / (double)wanted);
	size_t count = 0;

	for (double v = (floor(low / step) + 1) * step; v <= high && count + 1 < wanted && count < CLASSES_MAX; v += step) {
		breaks[count++] = round(v / step) * step;
	}
	return count;
}

/* v with so many leading digits, towards 0. */
static double leading(double v, int digits) {
	double unit = v != 0 ? pow(10, floor(log10(fabs(v))) - digits + 1) : 1;

	return floor(v / unit + 1e-9) * unit;
}

/* At each quantile, the roundest number between the values on its sides. */
static size_t equal_shares(const double *sorted, size_t n, size_t wanted, double *breaks) {
	size_t count = 0;

	for (size_t i = 1; i < wanted; i++) {
		size_t at = i * n / wanted;
		double v = sorted[at];
		for (int digits = 1; digits <= 3; digits++) {
			v = leading(sorted[at], digits);
			if (at == 0 || v > sorted[at - 1]) {
				break;
			}
			v = sorted[at];
		}
		if (count == 0 || v > breaks[count - 1]) {
			breaks[count++] = v;
		}
	}
	return count;
}

size_t classes_make(const double *values, size_t n, size_t wanted, double breaks[CLASSES_MAX]) {
	if (n == 0 || wanted < 2) {
		return 0;
	}
	double *sorted = mem_alloc(n * sizeof(*sorted));
	for (size_t i = 0; i < n; i++) {
		sorted[i] = values[i];
	}
	qsort(sorted, n, sizeof(*sorted), by_size);
	size_t count = 0;
	if (sorted[n - 1] > sorted[0]) {
		wanted = wanted < CLASSES_MAX ? wanted : CLASSES_MAX;
		count = drop_empty(sorted, n, breaks, equal_steps(sorted[0], sorted[n - 1], wanted, breaks));
		if (count == 0 || (n > 4 && (double)most_in_one(sorted, n, breaks, count) > CROWDED * (double)n)) {
			count = drop_empty(sorted, n, breaks, equal_shares(sorted, n, wanted, breaks));
		}
	}
	mem_free(sorted);
	return count;
}

int classes_decimals(const double *breaks, size_t count) {
	for (int decimals = 0; decimals < 6; decimals++) {
		double unit = pow(10, decimals);
		size_t i = 0;
		while (i < count && fabs(breaks[i] * unit - round(breaks[i] * unit)) < 1e-6 * fmax(1, fabs(breaks[i] * unit))) {
			i++;
		}
		if (i == count) {
			return decimals;
		}
	}
	return 6;
}
