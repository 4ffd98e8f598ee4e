/* Data and ranges become axes, and values places. */
#include <math.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/figure.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/chart.h"
#include "text/locale.h"

static const double VALUE_MAX = 1e300;
static const double NEAR_ZERO = 0.4;             /* a range that wide, by its greatest value, takes zero in */
static const double TICK_APART = 2.3;            /* lines of text from tick to tick, upright */
static const double POWER_LOW = 0.9e-4, POWER_HIGH = 1.1e9;     /* powers beyond are written as such */
static const double DAY_SPACE = 13;
static const double TICK_SPACE = 9;              /* points between numbers that stand side by side */

enum { UNIT_SHORT = 3 };         /* letters of a unit that is printed with each number */

/* ---- values ---- */

double chart_clean(double v, bool is_log) {
	return fabs(v) > VALUE_MAX || !isfinite(v) || (is_log && v < 1 / VALUE_MAX) ? NAN : fabs(v) < 1 / VALUE_MAX ? 0 : v;
}

double chart_value(const struct chart *c, const struct chart_panel *panel, size_t series, size_t i) {
	return chart_clean(panel->series[series].values[i], c->data->y.is_log);
}

double chart_total(const struct chart *c, const struct chart_panel *panel, size_t i) {
	double sum = 0;

	for (size_t s = 0; s < c->series_count; s++) {
		double v = chart_value(c, panel, s, i);
		sum += isnan(v) ? 0 : fabs(v);
	}
	return sum;
}

struct range {
	double low, high;
	bool is_whole;
	size_t n, bad;               /* values, and those that the scale cannot show */
	const char *bad_of;          /* the first series that has one */
	bool bad_elsewhere;          /* others have as well */
};

static void widen(struct range *range, double v) {
	range->low = range->n > 0 ? fmin(range->low, v) : v;
	range->high = range->n > 0 ? fmax(range->high, v) : v;
	range->is_whole = range->is_whole && v == floor(v);
	range->n++;
}

static void count_bad(struct range *range, const char *series) {
	range->bad++;
	range->bad_elsewhere = range->bad_elsewhere || (range->bad_of != NULL && !str_eq(range->bad_of, series));
	range->bad_of = range->bad_of != NULL ? range->bad_of : series;
}

static void widen_raw(struct range *range, double raw, bool is_log, const char *series) {
	double v = chart_clean(raw, is_log);

	if (!isnan(v)) {
		widen(range, v);
	} else if (!isnan(raw)) {
		count_bad(range, series);
	}
}

/* The ends of the stacks, one upwards and one downwards a category. */
static void widen_stacks(const struct chart *c, const struct chart_panel *panel, struct range *range) {
	for (size_t i = 0; i < c->data->label_count; i++) {
		double up = 0, down = 0;
		size_t n = 0;
		for (size_t s = 0; s < c->series_count; s++) {
			double v = chart_value(c, panel, s, i);
			if (isnan(v) && !isnan(panel->series[s].values[i])) {
				count_bad(range, panel->series[s].name);
			}
			range->is_whole = range->is_whole && (isnan(v) || v == floor(v));
			n += !isnan(v);
			up += v > 0 ? v : 0;
			down += v < 0 ? v : 0;
		}
		if (n > 0) {
			widen(range, up);
			widen(range, down);
		}
	}
}

static struct range value_range(const struct chart *c) {
	struct range range = { .is_whole = true };

	for (size_t p = 0; p < c->panel_count; p++) {
		if (c->is->is_stacked) {
			widen_stacks(c, &c->panels[p], &range);
			continue;
		}
		for (size_t s = 0; s < c->series_count; s++) {
			const struct chart_series *series = &c->panels[p].series[s];
			size_t n = c->is->has_points ? series->point_count : c->data->label_count;
			for (size_t i = 0; i < n; i++) {
				widen_raw(&range, series->values[i], c->data->y.is_log, series->name);
			}
		}
	}
	return range;
}

static struct range along_range(const struct chart *c) {
	struct range range = { .is_whole = true };

	for (size_t p = 0; p < c->panel_count; p++) {
		for (size_t s = 0; s < c->series_count; s++) {
			const struct chart_series *series = &c->panels[p].series[s];
			for (size_t i = 0; i < series->point_count; i++) {
				widen_raw(&range, series->x[i], c->data->x.is_log, series->name);
			}
		}
	}
	return range;
}

/* Points with sizes reach beyond their middles. */
static void pad_bubbles(const struct chart *c, struct range *range, bool is_log) {
	static const double part = 0.08;
	bool has_sizes = false;

	for (size_t p = 0; p < c->panel_count; p++) {
		for (size_t s = 0; s < c->series_count; s++) {
			has_sizes = has_sizes || (c->is->has_points && c->panels[p].series[s].sizes != NULL);
		}
	}
	if (has_sizes && !is_log && range->n > 0) {
		double by = part * (range->high - range->low);
		range->low = range->low >= 0 ? fmax(0, range->low - by) : range->low - by;
		range->high += by;
	}
}

static void warn_bad(struct chart *c, const struct range *range) {
	if (range->bad > 0) {
		setter_warn(c->canvas->setter, c->canvas->node, "%zu values cannot be shown on the chart's scale and were left out, of \"%s\"%s", range->bad,
		            range->bad_of, range->bad_elsewhere ? " and others" : "");
	}
}

/* ---- axes ---- */

/* What the marks of an axis must be within, too. */
static void widen_marks(const struct chart *c, bool is_x, struct range *range) {
	bool is_log = is_x ? c->data->x.is_log : c->data->y.is_log;

	for (size_t i = 0; i < c->data->mark_count; i++) {
		const struct chart_mark *mark = &c->data->marks[i];
		if (mark->is_x == is_x && !isnan(chart_clean(mark->from, is_log))) {
			range->low = fmin(range->low, mark->from);
			range->high = fmax(range->high, mark->is_band && !isnan(chart_clean(mark->to, is_log)) ? mark->to : mark->from);
		}
	}
}

/* An author's ends hold what is drawn, or they are not taken. */
static void bound(struct chart *c, struct axis *axis, const struct chart_scale *scale, const struct range *range, bool has_zero) {
	double from = scale->has_min ? scale->min : NAN, to = scale->has_max ? scale->max : NAN;
	bool is_short = from > range->low || to < range->high || (has_zero && (from > 0 || to < 0));

	if ((scale->has_min || scale->has_max) && (is_short || !axis_bound(axis, from, to))) {
		setter_warn(c->canvas->setter, c->canvas->node, "the chart's values reach from %g to %g, beyond the ends its axis was given: those were not taken",
		            range->low, range->high);
	}
}

static struct axis make_axis(struct chart *c, const struct chart_scale *scale, struct range *range, bool is_zero_based, size_t most) {
	struct axis axis;

	if (scale->is_log) {
		axis = axis_make_log(range->low, range->high, most);
	} else {
		double wide = range->high - range->low, far = fmax(fabs(range->high), fabs(range->low));
		bool has_zero = is_zero_based || (wide > NEAR_ZERO * far && !c->is->is_slope) || range->high == range->low;
		double low = has_zero && !(scale->has_min && !is_zero_based) ? fmin(range->low, 0) : range->low;
		double high = has_zero && !(scale->has_max && !is_zero_based) ? fmax(range->high, 0) : range->high;
		/* The ticks are those of the range that is shown. */
		low = scale->has_min && scale->min <= low ? scale->min : low;
		high = scale->has_max && scale->max >= high ? scale->max : high;
		axis = axis_make(low, high, range->is_whole, most);
	}
	bound(c, &axis, scale, range, is_zero_based);
	return axis;
}

/* ---- what the ticks say ---- */

static bool is_short(const char *unit) {
	return unit != NULL && utf8_count(unit, strlen(unit)) <= UNIT_SHORT;
}

/* What is set behind each number, or NULL. */
static const char *short_unit(const struct chart_scale *scale) {
	return scale->unit != NULL && is_short(chart_unit(scale)) ? scale->unit : NULL;
}

/* "%" as the language sets it. */
static const char *percent(const struct chart *c) {
	return strchr(label_text(canvas_lang(c->canvas), LABEL_PERCENT), '}') + 1;
}

static void choose_units(struct chart *c) {
	const struct chart_scale *y = &c->data->y;

	c->unit = c->is->is_percent ? percent(c) : short_unit(y);
	c->prefix = !c->is->is_percent && is_short(y->prefix) ? y->prefix : NULL;
}

const char *chart_number(const struct chart *c, double value) {
	return canvas_quantity_words(c->canvas, value / c->value.unit, c->data->y.has_decimals ? c->data->y.decimals : -1, c->prefix, c->unit);
}

bool chart_quantity(struct chart *c, double value, struct canvas_text *text) {
	return canvas_text(c->canvas, chart_number(c, value), false, text);
}

static const char *titled(const struct chart *c, const char *title, const struct chart_scale *scale, const struct axis *axis) {
	struct arena *arena = canvas_arena(c->canvas);
	const char *comma = label_text(canvas_lang(c->canvas), LABEL_COMMA);
	const char *unit = short_unit(scale) == NULL && scale->unit != NULL    ? chart_unit(scale)
	                   : scale->prefix != NULL && !is_short(scale->prefix) ? scale->prefix : NULL;

	if (unit != NULL) {
		title = title != NULL && title[0] != '\0' ? arena_printf(arena, "%s%s%s", title, comma, unit) : unit;
	}
	if (axis->exponent != 0) {
		title = arena_printf(arena, "%s%s× 10^%d", title != NULL ? title : "", title != NULL ? comma : "", axis->exponent);
	}
	return title != NULL && title[0] != '\0' ? title : NULL;
}

const char *chart_value_title(const struct chart *c) {
	const char *title = c->data->y.title;

	if (title == NULL && c->series_count == 1 && c->panels[0].series[0].name != NULL) {
		title = c->panels[0].series[0].name;
	}
	return titled(c, title, &c->data->y, &c->value);
}

const char *chart_along_title(const struct chart *c) {
	static const struct axis plain = { 0 };

	return titled(c, c->data->x.title, &c->data->x, c->is->has_points ? &c->along : &plain);
}

/* "10⁶", "2·10⁻⁸": powers too long to be written out. */
static const char *power_words(const struct chart *c, double at) {
	static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	int power = (int)floor(log10(at) + 1e-9), first = (int)lround(at / pow(10, power)), size = abs(power);
	struct buf out = BUF_INIT;

	if (first != 1) {
		buf_addf(&out, "%d·", first);
	}
	buf_addf(&out, "10%s", power < 0 ? "⁻" : "");
	for (int unit = size >= 100 ? 100 : size >= 10 ? 10 : 1; unit > 0; unit /= 10) {
		buf_adds(&out, raised[size / unit % 10]);
	}
	const char *words = arena_strdup(canvas_arena(c->canvas), buf_str(&out));
	buf_fini(&out);
	return words;
}

static bool make_ticks(struct chart *c, const struct axis *axis, const char *prefix, const char *unit, struct canvas_text **ticks,
                       double *widest) {
	*ticks = arena_alloc(canvas_arena(c->canvas), (axis->count + 1) * sizeof(**ticks));
	*widest = 0;
	bool is_long = axis->scale == AXIS_LOG && axis->count > 0 && (axis->at[0] < POWER_LOW || axis->at[axis->count - 1] > POWER_HIGH);
	for (size_t i = 0; i < axis->count; i++) {
		double at = axis_tick(axis, i);
		if (is_long ? !canvas_text(c->canvas, power_words(c, at), false, &(*ticks)[i])
		            : !canvas_quantity(c->canvas, at / axis->unit, axis->decimals, prefix, unit, &(*ticks)[i])) {
			return false;
		}
		*widest = fmax(*widest, (*ticks)[i].width);
	}
	return true;
}

static double upright_most(const struct chart *c, double height) {
	return fmax(2, fmin(AXIS_TICKS, floor(height / (TICK_APART * c->canvas->leading)) + 1));
}

static bool make_value_axis(struct chart *c, double length, struct range *range) {
	size_t most = c->is_lying ? AXIS_TICKS : (size_t)upright_most(c, length);

	for (;; most--) {
		c->value = c->is->is_percent ? axis_make(range->low < 0 ? -100 : 0, range->high > 0 ? 100 : 0, true, most)
		                             : make_axis(c, &c->data->y, range, c->is->is_zero_based, most);
		if (c->is->is_percent && c->value.step == 20 && most > 4) {
			/* Quarters are what shares are read by. */
			c->value.step = 25;
			c->value.count = (size_t)((c->value.high - c->value.low) / 25) + 1;
		}
		if (!make_ticks(c, &c->value, c->prefix, c->unit, &c->ticks, &c->ticks_width)) {
			return false;
		}
		if (!c->is_lying || most <= 2 || (c->ticks_width + TICK_SPACE) * (double)c->value.count <= length) {
			return true;
		}
	}
}

/* ---- along numbers and days ---- */

static bool make_number_axis(struct chart *c, double width, struct range *range) {
	const struct chart_scale *x = &c->data->x;
	double widest;

	for (size_t most = AXIS_TICKS + 1;; most--) {
		c->along = make_axis(c, x, range, false, most);
		if (!make_ticks(c, &c->along, is_short(x->prefix) ? x->prefix : NULL, short_unit(x), &c->along_ticks, &widest)) {
			return false;
		}
		if (most <= 2 || (widest + TICK_SPACE) * (double)c->along.count <= width) {
			return true;
		}
	}
}

/* The shortest period that all labels name. */
static enum axis_period label_period(const struct node_chart *chart) {
	enum axis_period period = AXIS_YEARS;

	for (size_t i = 0; i < chart->label_count; i++) {
		size_t n = strlen(chart->labels[i]);
		enum axis_period is = n == 10 ? AXIS_SINGLE_DAYS : n == 4 ? AXIS_YEARS : strchr(chart->labels[i], 'Q') != NULL ? AXIS_QUARTERS : AXIS_MONTHS;
		period = is > period ? is : period;
	}
	return period;
}

/* What a tick says, and in *year what stands below it. Months and quarters begin a year with its number. */
static const char *day_words(const struct chart *c, double at, bool is_first, bool says_quarters, const char **year) {
	struct day day = day_from_number((int64_t)at);
	struct arena *arena = canvas_arena(c->canvas);
	const char *lang = canvas_lang(c->canvas);
	char iso[11];

	*year = "";
	day_format(day, iso);
	if (c->along.period == AXIS_YEARS) {
		return arena_printf(arena, "%d", day.year);
	}
	const char *number = arena_printf(arena, " %d", day.year);
	const char *words = c->along.period == AXIS_SINGLE_DAYS ? locale_date(arena, lang, iso, "short")
	                                                        : locale_date(arena, lang, arena_strndup(arena, iso, 7), "short");
	if (says_quarters && c->along.period == AXIS_QUARTERS) {
		const char *text = label_text(lang, LABEL_QUARTER), *key = strchr(text, '{');
		words = arena_printf(arena, "%.*s%d%s", (int)(key - text), text, (day.month + 2) / 3, number);
	}
	size_t n = strlen(words), cut = strlen(number);
	if (n > cut && str_eq(words + n - cut, number)) {
		words = arena_strndup(arena, words, n - cut);
		*year = is_first || day.month == 1 ? number + 1 : "";
	}
	return words;
}

static bool make_day_ticks(struct chart *c, enum axis_period named, double *widest) {
	int year_before = -1;

	c->along_ticks = arena_alloc(canvas_arena(c->canvas), (c->along.count + 1) * sizeof(*c->along_ticks));
	c->years = arena_alloc(canvas_arena(c->canvas), (c->along.count + 1) * sizeof(*c->years));
	*widest = 0;
	for (size_t i = 0; i < c->along.count; i++) {
		int year = day_from_number((int64_t)c->along.at[i]).year;
		const char *below, *words = day_words(c, c->along.at[i], year != year_before, named == AXIS_QUARTERS, &below);
		below = year != year_before ? below : "";
		year_before = year;
		if (!canvas_text(c->canvas, words, false, &c->along_ticks[i]) ||
		    (below[0] != '\0' && !canvas_text(c->canvas, below, false, &c->years[i]))) {
			return false;
		}
		*widest = fmax(*widest, fmax(c->along_ticks[i].width, c->years[i].width));
	}
	return true;
}

static bool make_day_axis(struct chart *c, double width) {
	const struct node_chart *chart = c->data;
	double low = chart->times[0], high = chart->times[chart->label_count - 1], widest;
	enum axis_period named = label_period(chart);
	size_t most = (size_t)fmax(2, fmin(AXIS_TICKS_MAX, width / (c->canvas->leading * 2.2)));

	for (;; most--) {
		c->along = axis_make_days(low, high, named, most);
		axis_bound(&c->along, chart->x.has_min && chart->x.min < low ? chart->x.min : NAN, chart->x.has_max && chart->x.max > high ? chart->x.max : NAN);
		if (!make_day_ticks(c, named, &widest)) {
			return false;
		}
		double tick = c->along.count > 1 ? (c->along.at[1] - c->along.at[0]) / (c->along.high - c->along.low) * width : width;
		if (most <= 2 || widest + DAY_SPACE <= tick) {
			return true;
		}
	}
}

bool chart_make_axes(struct chart *c, double width, double height, bool *has_data) {
	struct range values = value_range(c), along = { .is_whole = true };

	if (c->is->has_points) {
		along = along_range(c);
		pad_bubbles(c, &along, c->data->x.is_log);
	}
	pad_bubbles(c, &values, c->data->y.is_log);
	warn_bad(c, &values);
	warn_bad(c, &along);
	*has_data = values.n > 0 && (c->is->has_points ? along.n > 0 : c->data->label_count > 0);
	if (!*has_data) {
		return true;
	}
	c->least = c->is->is_zero_based ? fmin(values.low, 0) : values.low;
	c->most = c->is->is_zero_based ? fmax(values.high, 0) : values.high;
	if (c->is->is_percent) {
		c->least = values.low < 0 ? -100 : 0;
		c->most = values.high > 0 ? 100 : 0;
	} else {
		widen_marks(c, false, &values);
	}
	choose_units(c);
	if (!make_value_axis(c, c->is_lying ? width : height, &values)) {
		return false;
	}
	if (c->is->has_points) {
		widen_marks(c, true, &along);
		return make_number_axis(c, width, &along);
	}
	return c->data->times == NULL || make_day_axis(c, width);
}

void chart_plain_scale(struct chart *c) {
	c->value.unit = 1;
	choose_units(c);
}

/* ---- places ---- */

double chart_base(const struct chart *c) {
	return c->value.scale == AXIS_LOG ? c->value.low : fmax(c->value.low, fmin(c->value.high, 0));
}

double chart_level(const struct chart *c, double value) {
	double part = axis_part(&c->value, value);

	return c->is_lying ? c->left + part * (c->right - c->left) : c->bottom - part * (c->bottom - c->top);
}

double chart_along(const struct chart *c, double at) {
	double from = c->is_lying ? c->top : c->left, length = c->is_lying ? c->bottom - c->top : c->right - c->left;

	if (c->is->has_points || c->data->times != NULL) {
		return from + c->pad + axis_part(&c->along, at) * (length - 2 * c->pad);
	}
	return c->is->is_edged ? from + c->pad + c->slot * at : from + c->slot * (at + 0.5);
}

double chart_place(const struct chart *c, size_t i) {
	return chart_along(c, c->data->times != NULL ? c->data->times[i] : (double)i);
}

struct chart_xy chart_point(const struct chart *c, double along, double level) {
	return c->is_lying ? (struct chart_xy){ level, along } : (struct chart_xy){ along, level };
}
