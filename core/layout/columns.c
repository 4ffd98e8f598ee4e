/* columns: see columns.h. */
#include "layout/columns.h"

#include <math.h>

/* A table that would be at least so wide is made as wide as the text: edges that nearly meet look like a mistake. */
static const double NEARLY_FULL = 0.7;

/* What a column of a narrow table gets beside what it needs. */
static const double BREATH = 9;

/* Guessing lines: at the end of each stays empty about so much of the column's longest word; a line is at least so full. */
static const double LINE_WASTE = 0.2, LINE_FILL = 0.5;

/* What a line in any cell costs beside one that makes its row higher, and how much fullness of cells counts. */
static const double CELL_LINE = 0.02, CELL_FULL = 0.01;

/* The work that a search for better widths may take: a cell guessed is 1, one counted COUNT_WORK. */
enum { WORK_MAX = 40000, COUNT_WORK = 12 };

/* So many steps are tried at a time. */
enum { STEPS_MAX = 8 };

void columns_hold(struct columns *columns, size_t i, double min, double max) {
	columns->v[i].min = fmax(columns->v[i].min, min);
	columns->v[i].max = fmax(columns->v[i].max, max);
}

void columns_hold_span(struct columns *columns, size_t i, size_t n, double gap, double min, double max) {
	double have_min = gap * (double)(n - 1), have_max = have_min;
	size_t open = 0;

	for (size_t k = i; k < i + n; k++) {
		const struct column *c = &columns->v[k];
		have_min += c->min;
		have_max += c->max;
		open += c->unit == WIDTH_AUTO || c->unit == WIDTH_SHARE;
	}
	for (size_t k = i; k < i + n && open > 0; k++) {
		struct column *c = &columns->v[k];
		if (c->unit == WIDTH_AUTO || c->unit == WIDTH_SHARE) {
			c->min += fmax(0, min - have_min) / (double)open;
			c->max += fmax(0, max - have_max) / (double)open;
		}
	}
	for (size_t k = i; k < i + n; k++) {
		columns->v[k].max = fmax(columns->v[k].max, columns->v[k].min);
	}
}

static bool is_unit(const struct column *c, enum width_unit unit) {
	return c->unit == unit;
}

static double sum_min(const struct columns *columns, enum width_unit unit) {
	double sum = 0;

	for (size_t i = 0; i < columns->n; i++) {
		sum += is_unit(&columns->v[i], unit) ? columns->v[i].min : 0;
	}
	return sum;
}

static double sum_max(const struct columns *columns, enum width_unit unit) {
	double sum = 0;

	for (size_t i = 0; i < columns->n; i++) {
		sum += is_unit(&columns->v[i], unit) ? columns->v[i].max : 0;
	}
	return sum;
}

static size_t count(const struct columns *columns, enum width_unit unit) {
	size_t n = 0;

	for (size_t i = 0; i < columns->n; i++) {
		n += is_unit(&columns->v[i], unit);
	}
	return n;
}

/* ---- too narrow ---- */

/* Cut the widest columns down to one width, so that all together fit: the fewest words are divided. */
static void squeeze(struct columns *columns, double avail) {
	double low = 0, high = avail;

	for (int i = 0; i < 40; i++) {
		double cap = (low + high) / 2, sum = 0;
		for (size_t k = 0; k < columns->n; k++) {
			sum += fmin(columns->v[k].width, cap);
		}
		*(sum > avail ? &high : &low) = cap;
	}
	for (size_t k = 0; k < columns->n; k++) {
		columns->v[k].width = fmin(columns->v[k].width, low);
	}
}

/* ---- automatic columns ---- */

static double guess_lines(double text, double width, double word) {
	return fmax(2, ceil(text / fmax(width - LINE_WASTE * word, width * LINE_FILL)));
}

/*
 * How high the sampled rows would come out, in lines; of columns without a width of their own and those with. Lines are
 * guessed, or counted where is_exact says so; *work grows by what that takes.
 */
static double judge(const struct columns *columns, bool is_exact, size_t *work) {
	double cost = 0;

	for (size_t r = 0; r < columns->sample_count; r++) {
		const struct column_cell *row = &columns->samples[r * columns->n];
		double most = 1;
		for (size_t i = 0; i < columns->n; i++) {
			const struct column *c = &columns->v[i];
			if (row[i].width <= c->width + 0.01) {
				continue;
			}
			double lines = is_exact ? (double)columns->lines(row[i].text, c->width) : guess_lines(row[i].width, c->width, c->min);
			most = fmax(most, lines);
			cost += CELL_LINE * lines + CELL_FULL * row[i].width / c->width;
			*work += is_exact ? COUNT_WORK : 1;
		}
		*work += 1;
		cost += most;
	}
	return cost;
}

/* A search for better widths, and what it has taken so far. */
struct search {
	struct columns *columns;
	bool is_exact;
	size_t work;
	double cost;
};

/*
 * Try to move a number of steps from one automatic column to another, and keep what makes the table lowest; true when it came out
 * lower. A single step often changes nothing where several would save a line.
 */
static bool move_width(struct search *search, size_t from, size_t to, double step) {
	struct column *a = &search->columns->v[from], *b = &search->columns->v[to];
	double have_a = a->width, have_b = b->width, best = 0;

	if (from == to || a->unit != WIDTH_AUTO || b->unit != WIDTH_AUTO) {
		return false;
	}
	for (int n = 1; n <= STEPS_MAX && search->work <= WORK_MAX; n++) {
		double most = fmin(n * step, have_a - a->min);
		if (most < (n - 0.9) * step || most < 0.5 || have_b + (n - 1) * step >= b->max) {
			break;
		}
		a->width = have_a - most;
		b->width = have_b + most;
		double cost = judge(search->columns, search->is_exact, &search->work);
		if (cost < search->cost - 1e-9) {
			search->cost = cost;
			best = most;
		}
	}
	a->width = have_a - best;
	b->width = have_b + best;
	return best > 0;
}

/* Try every pair of columns once; true when one of them helped and there is still work to be spent. */
static bool move_all(struct search *search, double step) {
	bool better = false;

	for (size_t i = 0; i < search->columns->n; i++) {
		for (size_t k = 0; k < search->columns->n; k++) {
			if (search->work > WORK_MAX) {
				return false;
			}
			better = move_width(search, i, k, step) || better;
		}
	}
	return better;
}

/* Move width between automatic columns by smaller and smaller steps while it helps. */
static void improve(struct columns *columns, bool is_exact) {
	struct search search = { .columns = columns, .is_exact = is_exact };

	search.cost = judge(columns, is_exact, &search.work);
	for (double step = 48; step >= 3; step /= 2) {
		while (move_all(&search, step)) {
		}
	}
}

/* width, or as much of it as the column may have. */
static double widest(const struct column *c, double gap, double width) {
	return c->most > 0 ? fmax(c->min, fmin(width, c->most - gap)) : width;
}

/* Share room, which is at least the sum of their least widths, among the automatic columns. */
static void fit_auto(struct columns *columns, double room, bool is_full, double gap) {
	double min = sum_min(columns, WIDTH_AUTO), max = sum_max(columns, WIDTH_AUTO);
	double extra = 0;
	bool is_wide = max > room;

	if (!is_full && max < NEARLY_FULL * room) {
		room = fmin(room, max + BREATH * (double)columns->n);
		extra = (room - max) / (double)columns->n;
	}
	for (size_t i = 0; i < columns->n; i++) {
		struct column *c = &columns->v[i];
		if (c->unit != WIDTH_AUTO) {
			continue;
		}
		if (is_wide) {
			c->width = c->min + (room - min) * (max > min ? (c->max - c->min) / (max - min) : 0);
		} else {
			c->width = widest(c, gap, c->max + (extra > 0 ? extra : (room - max) * (max > 0 ? c->max / max : 1)));
		}
	}
	if (is_wide) {
		improve(columns, false);
		improve(columns, true);
	}
}

/* ---- columns with a share ---- */

/* Share room in proportion, none less than its least width. */
static void fit_shares(struct columns *columns, double room, double gap) {
	double shares = 0;
	bool again = true;

	for (size_t i = 0; i < columns->n; i++) {
		struct column *c = &columns->v[i];
		if (c->unit == WIDTH_SHARE) {
			c->wanted = c->wanted > 0 ? c->wanted : 1;
			shares += c->wanted;
			c->width = 0;
		}
	}
	/* Who would get less than it needs or more than it may gets just that, and the others share what is left. */
	while (again) {
		again = false;
		for (size_t i = 0; i < columns->n; i++) {
			struct column *c = &columns->v[i];
			double part = room * c->wanted / shares, given = widest(c, gap, fmax(part, c->min));
			if (c->unit == WIDTH_SHARE && c->width == 0 && given != part) {
				c->width = given;
				room -= given;
				shares -= c->wanted;
				again = shares > 0;
			}
		}
	}
	for (size_t i = 0; i < columns->n; i++) {
		struct column *c = &columns->v[i];
		if (c->unit == WIDTH_SHARE && c->width == 0) {
			c->width = room * c->wanted / shares;
		}
	}
}

/* ---- all ---- */

/* Give the columns whose width the author said what he said; returns the sum. */
static double fit_fixed(struct columns *columns, double avail, double gap) {
	double sum = 0;

	for (size_t i = 0; i < columns->n; i++) {
		struct column *c = &columns->v[i];
		if (c->unit == WIDTH_PT) {
			c->width = fmax(1, c->wanted - gap);
		} else if (c->unit == WIDTH_PERCENT) {
			c->width = fmax(1, c->wanted / 100 * (avail + gap * (double)columns->n) - gap);
		} else {
			continue;
		}
		sum += c->width;
	}
	return sum;
}

/* Percentages give way to words: columns too narrow for theirs get what they lack from those that can spare it. */
static void lend(struct columns *columns) {
	double lack = 0, spare = 0;

	for (size_t i = 0; i < columns->n; i++) {
		const struct column *c = &columns->v[i];
		if (c->unit == WIDTH_PERCENT) {
			*(c->width < c->min ? &lack : &spare) += fabs(c->width - c->min);
		}
	}
	double lent = fmin(lack, spare);
	for (size_t i = 0; i < columns->n && lent > 0; i++) {
		struct column *c = &columns->v[i];
		if (c->unit == WIDTH_PERCENT) {
			c->width += (c->min - c->width) * lent / (c->width < c->min ? lack : spare);
		}
	}
}

static bool is_any_short(const struct columns *columns) {
	for (size_t i = 0; i < columns->n; i++) {
		if (columns->v[i].width < columns->v[i].min - 0.01) {
			return true;
		}
	}
	return false;
}

/* Bounds count as words do: no column is narrower than its least, none wants more than its most. */
static void take_bounds(struct columns *columns, double gap) {
	for (size_t i = 0; i < columns->n; i++) {
		struct column *c = &columns->v[i];
		if (is_unit(c, WIDTH_PT) || is_unit(c, WIDTH_PERCENT)) {
			continue;
		}
		c->min = fmax(c->min, c->least > 0 ? c->least - gap : 0);
		c->max = c->most > 0 ? fmin(c->max, c->most - gap) : c->max;
		c->max = fmax(c->max, c->min);
	}
}

double columns_need(const struct columns *columns, double gap) {
	double need = 0;

	for (size_t i = 0; i < columns->n; i++) {
		const struct column *c = &columns->v[i];
		double own = is_unit(c, WIDTH_PT) ? c->wanted - gap : c->least > 0 ? c->least - gap : 0;
		need += fmax(own, is_unit(c, WIDTH_PT) ? 0 : c->min);
	}
	return need + (columns->n > 0 ? gap * (double)(columns->n - 1) : 0);
}

bool columns_fit(struct columns *columns, double avail, double gap) {
	take_bounds(columns, gap);
	double room = avail - fit_fixed(columns, avail, gap);
	lend(columns);
	double auto_min = sum_min(columns, WIDTH_AUTO), share_min = sum_min(columns, WIDTH_SHARE);
	size_t autos = count(columns, WIDTH_AUTO), shares = count(columns, WIDTH_SHARE);

	if (auto_min + share_min > room + 0.01) {
		for (size_t i = 0; i < columns->n; i++) {
			struct column *c = &columns->v[i];
			c->width = c->unit == WIDTH_AUTO || c->unit == WIDTH_SHARE ? c->min : c->width;
		}
		squeeze(columns, avail);
		return !is_any_short(columns);
	}
	if (shares > 0) {
		/* Automatic columns may be as wide as they like, up to what they would get were all alike. */
		double part = fmin(sum_max(columns, WIDTH_AUTO), room * (double)autos / (double)(autos + shares));
		part = fmin(fmax(part, auto_min), room - share_min);
		fit_shares(columns, room - part, gap);
		room = part;
	}
	if (autos > 0) {
		fit_auto(columns, room, autos < columns->n, gap);
	}
	return !is_any_short(columns);
}
