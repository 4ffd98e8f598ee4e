/* bind_chart: doc:chart, which checks what a chart is made of. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/chart.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_figure.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define POINTS_MAX 10000
#define SERIES_MAX 40
#define PANELS_MAX 24
#define MARKS_MAX 40
#define DECIMALS_MAX 9

/* What may be said of each kind. */
static const struct {
	bool lies, logs, has_dates, has_panels, has_marks;
} can[CHART_KINDS] = {
	[CHART_AREA] = { .has_dates = true, .has_panels = true, .has_marks = true },
	[CHART_BAR] = { .lies = true, .has_dates = true, .has_panels = true, .has_marks = true },
	[CHART_DOT] = { .lies = true, .logs = true, .has_panels = true, .has_marks = true },
	[CHART_LINE] = { .logs = true, .has_dates = true, .has_panels = true, .has_marks = true },
	[CHART_PERCENT] = { .lies = true, .has_dates = true, .has_panels = true, .has_marks = true },
	[CHART_SCATTER] = { .logs = true, .has_panels = true, .has_marks = true },
	[CHART_SLOPE] = { .has_panels = false, .has_marks = true },
	[CHART_SPARKLINE] = { .has_dates = true },
	[CHART_STACKED] = { .lies = true, .has_dates = true, .has_panels = true, .has_marks = true },
};

#define KIND(k) (1u << CHART_##k)
#define WITH_AXES (KIND(AREA) | KIND(BAR) | KIND(DOT) | KIND(LINE) | KIND(PERCENT) | KIND(SCATTER) | KIND(SLOPE) | KIND(STACKED))

/* Options that say something of some kinds alone. */
static const struct {
	const char *name;
	unsigned kinds;
	const char *why;
} kept[] = {
	{ "labels", ~KIND(SCATTER), "its points have numbers along x" },
	{ "max", WITH_AXES & ~KIND(PERCENT), "no scale of its can be set" },
	{ "min", WITH_AXES & ~KIND(PERCENT), "no scale of its can be set" },
	{ "prefix", ~KIND(PERCENT), "it shows shares, in %" },
	{ "scale", WITH_AXES & ~KIND(PERCENT), "no scale of its can be set" },
	{ "unit", ~KIND(PERCENT), "it shows shares, in %" },
	{ "x", ~KIND(SCATTER), "its points have numbers along x" },
	{ "x_decimals", KIND(SCATTER), "there are no numbers along x" },
	{ "x_prefix", KIND(SCATTER), "there are no numbers along x" },
	{ "x_scale", KIND(SCATTER), "there are no numbers along x" },
	{ "x_title", WITH_AXES, "it has no axis along x" },
	{ "x_unit", KIND(SCATTER), "there are no numbers along x" },
	{ "y_title", WITH_AXES | KIND(DONUT), "it has no axis of values" },
};

static const char *kind_of(const struct node_chart *chart) {
	return chart_kind_names[chart->kind];
}

static void refuse_idle(lua_State *L, const struct node_chart *chart, const char *where) {
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (!(kept[i].kinds & 1u << chart->kind) && lua_getfield(L, 2, kept[i].name) != LUA_TNIL) {
			opt_raise(L, where, NULL, "%s says nothing of a %s chart: %s", kept[i].name, kind_of(chart), kept[i].why);
		}
	}
	lua_settop(L, 2);
}

/* ---- labels ---- */

/* The days labels name, which must rise. */
static void read_days(lua_State *L, struct node_chart *chart, const char *where) {
	chart->times = arena_alloc(state_arena(state_of(L)), chart->label_count * sizeof(double));
	for (size_t i = 0; i < chart->label_count; i++) {
		chart->times[i] = chart_day(chart->labels[i], NULL);
		if (isnan(chart->times[i])) {
			opt_raise(L, where, "days are written \"2024\", \"2024-Q3\", \"2024-06\" or \"2024-06-15\"", "label %zu, \"%.40s\", is no day", i + 1, chart->labels[i]);
		}
		if (i > 0 && chart->times[i] <= chart->times[i - 1]) {
			opt_raise(L, where, NULL, "label %zu, \"%.40s\", is not after the one before", i + 1, chart->labels[i]);
		}
	}
}

static void read_labels(lua_State *L, struct node_chart *chart, const char *where) {
	static const char *const axes[] = { "category", "date", NULL };
	struct arena *arena = state_arena(state_of(L));
	bool has_days = opt_choice(L, 2, where, "x", axes, 0) == 1;
	if (lua_getfield(L, 2, "labels") == LUA_TNIL) {
		opt_raise(L, where, NULL, "labels are missing: the categories along the x axis");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > POINTS_MAX) {
		opt_raise(L, where, NULL, "it has %lld labels; 1 to %d can be drawn", (long long)n, POINTS_MAX);
	}
	chart->label_count = (size_t)n;
	chart->labels = arena_alloc(arena, chart->label_count * sizeof(*chart->labels));
	for (size_t i = 0; i < chart->label_count; i++) {
		char what[32];
		snprintf(what, sizeof(what), "label %zu", i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		chart->labels[i] = arena_strdup(arena, opt_check_text(L, -1, where, what));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	if (has_days && !can[chart->kind].has_dates) {
		opt_raise(L, where, NULL, "x = \"date\": a %s chart has no axis of time", kind_of(chart));
	}
	if (has_days) {
		read_days(L, chart, where);
	}
}

/* ---- series ---- */

/* The values of the series at idx, as many as there are labels. */
static void read_values(lua_State *L, int idx, const struct node_chart *chart, struct chart_series *series, const char *where) {
	series->values = arena_alloc(state_arena(state_of(L)), chart->label_count * sizeof(*series->values));
	if (lua_getfield(L, idx, "values") == LUA_TNIL) {
		opt_raise(L, where, NULL, "values are missing");
	}
	if ((lua_Integer)lua_rawlen(L, -1) > (lua_Integer)chart->label_count) {
		opt_raise(L, where, NULL, "it has %zu values for %zu labels", (size_t)lua_rawlen(L, -1), chart->label_count);
	}
	for (size_t i = 0; i < chart->label_count; i++) {
		state_charge(L, 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		if (lua_type(L, -1) != LUA_TNUMBER || isinf(lua_tonumber(L, -1))) {
			opt_raise(L, where, "write 0/0 where there is no value", "value %zu (label \"%s\") is %s; a number was expected",
			         i + 1, chart->labels[i], opt_given(L, -1));
		}
		series->values[i] = lua_tonumber(L, -1);
		if ((chart->kind == CHART_PIE || chart->kind == CHART_DONUT) && series->values[i] < 0) {
			opt_raise(L, where, NULL, "value %zu (label \"%s\") is below zero: no share of a whole is", i + 1, chart->labels[i]);
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static const struct opt point_opts[] = { { "label", OPT_STRING }, { "size", OPT_NUMBER }, { NULL, 0 } };

/* The point on top of the stack: { x, y, label =, size = }. */
static void read_point(lua_State *L, struct chart_series *series, size_t i, const char *where) {
	struct arena *arena = state_arena(state_of(L));
	double *to[] = { &series->x[i], &series->values[i] };
	int idx = lua_gettop(L);
	opt_required(L, idx, where, point_opts, true);
	for (int k = 0; k < 2; k++) {
		if (lua_geti(L, idx, k + 1) != LUA_TNUMBER || isinf(lua_tonumber(L, -1))) {
			opt_raise(L, where, "a point is { x, y, label = \"…\", size = 1 }", "its %s is %s; a number was expected", k == 0 ? "x" : "y", opt_given(L, -1));
		}
		*to[k] = lua_tonumber(L, -1);
		lua_pop(L, 1);
	}
	const char *label = opt_plain(L, idx, where, "label");
	if (label) {
		series->names = series->names ? series->names : arena_alloc(arena, series->point_count * sizeof(*series->names));
		series->names[i] = label;
	}
	double size = opt_number(L, idx, "size", NAN);
	if (!isnan(size)) {
		if (!(size >= 0 && isfinite(size))) {
			opt_raise(L, where, NULL, "size is %g; a number from 0 on was expected", size);
		}
		if (!series->sizes) {
			series->sizes = arena_alloc(arena, series->point_count * sizeof(*series->sizes));
			for (size_t k = 0; k < series->point_count; k++) {
				series->sizes[k] = NAN;
			}
		}
		series->sizes[i] = size;
	}
}

static void read_points(lua_State *L, int idx, struct chart_series *series, const char *where) {
	struct arena *arena = state_arena(state_of(L));
	if (lua_getfield(L, idx, "points") == LUA_TNIL) {
		opt_raise(L, where, "points = { { x, y, label = \"…\", size = 1 }, … }", "points are missing");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > POINTS_MAX) {
		opt_raise(L, where, NULL, "it has %lld points; 1 to %d can be drawn", (long long)n, POINTS_MAX);
	}
	series->point_count = (size_t)n;
	series->x = arena_alloc(arena, series->point_count * sizeof(double));
	series->values = arena_alloc(arena, series->point_count * sizeof(double));
	for (size_t i = 0; i < series->point_count; i++) {
		char here[160];
		state_charge(L, 1);
		snprintf(here, sizeof(here), "%s › point %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_point(L, series, i, here);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static const struct opt series_opts[] = { { "name", OPT_STRING, "!string" }, { "values", OPT_TABLE, "!number[]" }, { NULL, 0 } };
static const struct opt series_point_opts[] = { { "name", OPT_STRING, "!string" }, { "points", OPT_TABLE, "!doc.chart.point[]" }, { NULL, 0 } };

/* The series on top of the stack. */
static void read_series(lua_State *L, const struct node_chart *chart, struct chart_series *series, const char *where) {
	int idx = lua_gettop(L);
	opt_required(L, idx, where, chart->kind == CHART_SCATTER ? series_point_opts : series_opts, false);
	series->name = opt_plain(L, idx, where, "name");
	if (!series->name) {
		opt_raise(L, where, NULL, "name is missing");
	}
	if (chart->kind == CHART_SCATTER) {
		read_points(L, idx, series, where);
	} else {
		read_values(L, idx, chart, series, where);
	}
}

/* All series of the table at idx. */
static struct chart_series *read_all_series(lua_State *L, int idx, const struct node_chart *chart, size_t *count, const char *where) {
	if (lua_getfield(L, idx, "series") == LUA_TNIL) {
		opt_raise(L, where, "series = { { name = \"…\", values = { … } } }", "series are missing");
	}
	lua_Integer n = luaL_len(L, -1);
	bool is_pie = chart->kind == CHART_PIE || chart->kind == CHART_DONUT;
	if (n < 1 || n > SERIES_MAX) {
		opt_raise(L, where, NULL, "it has %lld series; 1 to %d can be drawn", (long long)n, SERIES_MAX);
	}
	if (is_pie && n > 1) {
		opt_raise(L, where, "kind = \"percent\" compares the shares of several", "it has %lld series; a %s shows one", (long long)n, kind_of(chart));
	}
	struct chart_series *series = arena_alloc(state_arena(state_of(L)), (size_t)n * sizeof(*series));
	for (size_t i = 0; i < (size_t)n; i++) {
		char here[120];
		snprintf(here, sizeof(here), "%s › series %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_series(L, chart, &series[i], here);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	*count = (size_t)n;
	return series;
}

static const struct opt panels_opts[] = { { "series", OPT_TABLE, "!doc.chart.series[]" }, { "title", OPT_STRING, "!string" }, { NULL, 0 } };

/* Small charts that share their axes and the names of their series. */
static void read_panels(lua_State *L, struct node_chart *chart, const char *where) {
	if (lua_getfield(L, 2, "multiples") == LUA_TNIL) {
		lua_pop(L, 1);
		chart->series = read_all_series(L, 2, chart, &chart->series_count, where);
		return;
	}
	lua_Integer n = luaL_len(L, -1);
	if (lua_getfield(L, 2, "series") != LUA_TNIL) {
		opt_raise(L, where, "each of multiples = { { title = \"…\", series = { … } }, … } has its own", "it has series beside its multiples");
	}
	lua_pop(L, 1);
	if (!can[chart->kind].has_panels) {
		opt_raise(L, where, NULL, "multiples cannot be drawn of a %s chart", kind_of(chart));
	}
	if (n < 1 || n > PANELS_MAX) {
		opt_raise(L, where, NULL, "it has %lld multiples; 1 to %d can be drawn", (long long)n, PANELS_MAX);
	}
	chart->panels = arena_alloc(state_arena(state_of(L)), (size_t)n * sizeof(*chart->panels));
	for (size_t i = 0; i < (size_t)n; i++) {
		struct chart_panel *panel = &chart->panels[i];
		char here[80];
		snprintf(here, sizeof(here), "%s › multiple %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		opt_required(L, lua_gettop(L), here, panels_opts, false);
		panel->title = opt_plain(L, lua_gettop(L), here, "title");
		if (!panel->title) {
			opt_raise(L, here, NULL, "title is missing");
		}
		panel->series = read_all_series(L, lua_gettop(L), chart, &panel->series_count, here);
		if (panel->series_count != chart->panels[0].series_count) {
			opt_raise(L, here, "a legend is for all of them: 0/0 stands where there is no value", "it has %zu series, the first has %zu",
			          panel->series_count, chart->panels[0].series_count);
		}
		for (size_t s = 0; s < panel->series_count; s++) {
			if (!str_eq(panel->series[s].name, chart->panels[0].series[s].name)) {
				opt_raise(L, here, "a legend is for all of them", "series %zu is called \"%.40s\", in the first \"%.40s\"", s + 1,
				          panel->series[s].name, chart->panels[0].series[s].name);
			}
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	chart->panel_count = (size_t)n;
}

/* ---- axes ---- */

/* A place along x as an author says it: a label, a day, or a number. */
static double read_place(lua_State *L, int idx, const struct node_chart *chart, const char *where, const char *what) {
	if (chart->kind == CHART_SCATTER) {
		if (lua_type(L, idx) != LUA_TNUMBER || !isfinite(lua_tonumber(L, idx))) {
			opt_raise(L, where, NULL, "%s is %s; a number was expected", what, opt_given(L, idx));
		}
		return lua_tonumber(L, idx);
	}
	const char *label = opt_check_text(L, idx, where, what);
	if (chart->times) {
		double day = chart_day(label, NULL);
		if (isnan(day)) {
			opt_raise(L, where, "days are written \"2024\", \"2024-Q3\", \"2024-06\" or \"2024-06-15\"", "%s is \"%.40s\", which is no day", what, label);
		}
		return day;
	}
	for (size_t i = 0; i < chart->label_count; i++) {
		if (str_eq(chart->labels[i], label)) {
			return (double)i;
		}
	}
	opt_raise(L, where, NULL, "%s is \"%.40s\", which is none of the labels", what, label);
}

/* The number or day the option name says, into *to; false where it is not given. */
static bool read_end(lua_State *L, const struct node_chart *chart, const char *name, bool is_x, double *to, const char *where) {
	bool is_given = lua_getfield(L, 2, name) != LUA_TNIL;
	if (is_given && is_x) {
		*to = read_place(L, -1, chart, where, name);
	} else if (is_given) {
		if (lua_type(L, -1) != LUA_TNUMBER || !isfinite(lua_tonumber(L, -1))) {
			opt_raise(L, where, NULL, "%s is %s; a number was expected", name, opt_given(L, -1));
		}
		*to = lua_tonumber(L, -1);
	}
	lua_pop(L, 1);
	return is_given;
}

/* The options of one axis: their names begin with prefix ("x_" or ""). */
static void read_scale(lua_State *L, const struct node_chart *chart, struct chart_scale *scale, bool is_x, const char *where) {
	static const char *const scales[] = { "linear", "log", NULL };
	static const char *const names[][6] = {
		{ "prefix", "unit", "decimals", "min", "max", "scale" }, { "x_prefix", "x_unit", "x_decimals", "x_min", "x_max", "x_scale" },
	};
	const char *const *name = names[is_x];
	scale->title = opt_plain(L, 2, where, is_x ? "x_title" : "y_title");
	scale->prefix = opt_plain(L, 2, where, name[0]);
	scale->unit = bind_unit(L, 2, where, name[1]);
	lua_Integer decimals = opt_integer(L, 2, name[2], -1);
	if (decimals < -1 || decimals > DECIMALS_MAX) {
		opt_raise(L, where, NULL, "%s is %lld; 0 to %d was expected", name[2], (long long)decimals, DECIMALS_MAX);
	}
	scale->has_decimals = decimals >= 0;
	scale->decimals = (int)decimals;
	scale->has_min = read_end(L, chart, name[3], is_x, &scale->min, where);
	scale->has_max = read_end(L, chart, name[4], is_x, &scale->max, where);
	if (scale->has_min && scale->has_max && scale->min >= scale->max) {
		opt_raise(L, where, NULL, "%s is not below %s", name[3], name[4]);
	}
	if (is_x && chart->kind != CHART_SCATTER && !chart->times && (scale->has_min || scale->has_max)) {
		opt_raise(L, where, NULL, "%s: labels have no order that could begin or end", scale->has_min ? name[3] : name[4]);
	}
	scale->is_log = opt_choice(L, 2, where, name[5], scales, 0) == 1;
	if (scale->is_log && (!can[chart->kind].logs || (is_x && chart->kind != CHART_SCATTER))) {
		opt_raise(L, where, "bars and areas are measured from zero, which powers never reach", "%s = \"log\" cannot be with a %s chart", name[5], kind_of(chart));
	}
	if (scale->is_log && scale->has_min && scale->min <= 0) {
		opt_raise(L, where, NULL, "%s is %g; powers of ten are above 0", name[3], scale->min);
	}
}

/* ---- marks ---- */

/* A place on an axis from the field of the table on top of the stack; false where it is not given. */
static bool read_at(lua_State *L, const struct node_chart *chart, const char *name, bool is_x, double *to, const char *where) {
	bool is_given = lua_getfield(L, -1, name) != LUA_TNIL;
	if (is_given && is_x) {
		*to = read_place(L, -1, chart, where, name);
	} else if (is_given) {
		if (lua_type(L, -1) != LUA_TNUMBER || !isfinite(lua_tonumber(L, -1))) {
			opt_raise(L, where, "axis = \"x\" places it at a label", "%s is %s; a number was expected", name, opt_given(L, -1));
		}
		*to = lua_tonumber(L, -1);
	}
	lua_pop(L, 1);
	return is_given;
}

static const struct opt mark_opts[] = { { "at", OPT_ANY, "number|string" }, { "axis", OPT_STRING, "\"x\"|\"y\"" }, { "from", OPT_ANY, "number|string" }, { "label", OPT_STRING }, { "to", OPT_ANY, "number|string" }, { NULL, 0 } };

static void read_mark(lua_State *L, const struct node_chart *chart, struct chart_mark *mark, const char *where) {
	static const char *const axes[] = { "x", "y", NULL };
	int idx = lua_gettop(L);
	opt_required(L, idx, where, mark_opts, false);
	mark->is_x = opt_choice(L, idx, where, "axis", axes, 1) == 0;
	mark->label = opt_plain(L, idx, where, "label");
	bool has_at = read_at(L, chart, "at", mark->is_x, &mark->from, where);
	double from = NAN;
	bool has_from = read_at(L, chart, "from", mark->is_x, &from, where), has_to = read_at(L, chart, "to", mark->is_x, &mark->to, where);
	if (has_at ? has_from || has_to : !has_from || !has_to) {
		opt_raise(L, where, "{ at = 5, label = \"…\" } is a line, { from = 2, to = 4, label = \"…\" } a band", "it has neither at alone, nor from and to");
	}
	mark->is_band = !has_at;
	mark->from = has_at ? mark->from : from;
	if (mark->is_band && mark->to < mark->from) {
		opt_raise(L, where, NULL, "it ends before it begins");
	}
}

static const struct opt note_opts[] = { { "text", OPT_STRING, "!string" }, { "x", OPT_ANY, "!number|string" }, { "y", OPT_NUMBER, "!number" }, { NULL, 0 } };

static void read_note(lua_State *L, const struct node_chart *chart, struct chart_note *note, const char *where) {
	int idx = lua_gettop(L);
	opt_required(L, idx, where, note_opts, false);
	note->text = opt_plain(L, idx, where, "text");
	bool has_x = read_at(L, chart, "x", true, &note->x, where), has_y = read_at(L, chart, "y", false, &note->y, where);
	if (!note->text || !note->text[0] || !has_x || !has_y) {
		opt_raise(L, where, "{ x = \"2014\", y = 12, text = \"…\" }", "text, x or y is missing");
	}
}

/* How many tables the list name holds, which is left on the stack; 0 with nothing left. */
static size_t open_list(lua_State *L, const char *name, const struct node_chart *chart, const char *where) {
	if (lua_getfield(L, 2, name) == LUA_TNIL) {
		lua_pop(L, 1);
		return 0;
	}
	lua_Integer n = luaL_len(L, -1);
	if (!can[chart->kind].has_marks) {
		opt_raise(L, where, NULL, "%s cannot be drawn on a %s chart", name, kind_of(chart));
	}
	if (n > MARKS_MAX) {
		opt_raise(L, where, NULL, "it has %lld %s; %d can be drawn", (long long)n, name, MARKS_MAX);
	}
	if (n == 0) {
		lua_pop(L, 1);
	}
	return (size_t)n;
}

static void read_marks(lua_State *L, struct node_chart *chart, const char *where) {
	char here[80];
	chart->mark_count = open_list(L, "marks", chart, where);
	chart->marks = arena_alloc(state_arena(state_of(L)), (chart->mark_count + 1) * sizeof(*chart->marks));
	for (size_t i = 0; i < chart->mark_count; i++) {
		snprintf(here, sizeof(here), "%s › mark %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_mark(L, chart, &chart->marks[i], here);
		lua_pop(L, 1);
	}
	lua_settop(L, 2);
	chart->note_count = open_list(L, "annotations", chart, where);
	chart->notes = arena_alloc(state_arena(state_of(L)), (chart->note_count + 1) * sizeof(*chart->notes));
	for (size_t i = 0; i < chart->note_count; i++) {
		snprintf(here, sizeof(here), "%s › annotation %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_note(L, chart, &chart->notes[i], here);
		lua_pop(L, 1);
	}
	lua_settop(L, 2);
}

static const struct opt chart_opts[] = {
	BIND_DRAWN_OPTS, BIND_PLACE_OPTS,
	{ "annotations", OPT_TABLE, "doc.chart.annotation[]" }, { "decimals", OPT_INTEGER }, { "horizontal", OPT_BOOLEAN }, { "kind", OPT_STRING, "!\"bar\"|\"stacked\"|\"percent\"|\"line\"|\"area\"|\"slope\"|\"dot\"|\"scatter\"|\"pie\"|\"donut\"|\"sparkline\"" }, { "labels", OPT_TABLE, "string[]" },
	{ "marks", OPT_TABLE, "doc.chart.mark[]" }, { "max", OPT_NUMBER }, { "min", OPT_NUMBER }, { "multiples", OPT_TABLE, "doc.chart.panel[]" }, { "prefix", OPT_STRING },
	{ "scale", OPT_STRING, "\"linear\"|\"log\"" }, { "series", OPT_TABLE, "(doc.chart.series|doc.chart.scatter)[]" }, { "show_values", OPT_BOOLEAN }, { "unit", OPT_STRING }, { "x", OPT_STRING, "\"category\"|\"date\"" },
	{ "x_decimals", OPT_INTEGER }, { "x_max", OPT_ANY, "number|string" }, { "x_min", OPT_ANY, "number|string" }, { "x_prefix", OPT_STRING }, { "x_scale", OPT_STRING, "\"linear\"|\"log\"" },
	{ "x_title", OPT_STRING }, { "x_unit", OPT_STRING }, { "y_title", OPT_STRING }, { NULL, 0 }
};

int bind_chart(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "chart");
	char where[40];
	snprintf(where, sizeof(where), "chart %zu", ++section->charts);
	lua_settop(L, 2);
	opt_required(L, 2, where, chart_opts, false);
	struct node_chart *chart = arena_alloc(state_arena(state_of(L)), sizeof(*chart));
	int kind = opt_choice(L, 2, where, "kind", chart_kind_names, -1);
	if (kind < 0) {
		opt_raise(L, where, "kind = \"bar\"; others are line, area, stacked, percent, slope, dot, scatter, pie, donut and sparkline", "kind is missing");
	}
	chart->kind = (enum chart_kind)kind;
	refuse_idle(L, chart, where);
	bind_figure(L, &chart->base, where);
	chart->show_values = opt_boolean(L, 2, "show_values", false);
	chart->is_horizontal = opt_boolean(L, 2, "horizontal", false);
	if (chart->is_horizontal && !can[kind].lies) {
		opt_raise(L, where, NULL, "horizontal: a %s chart cannot lie", kind_of(chart));
	}
	if (chart->is_horizontal && opt_text(L, 2, where, "x_title")) {
		opt_raise(L, where, NULL, "x_title: the names of what lies stand without a title");
	}
	if (kind != CHART_SCATTER) {
		read_labels(L, chart, where);
	}
	if (chart->times && chart->is_horizontal) {
		opt_raise(L, where, NULL, "x = \"date\": time runs from left to right, and cannot with horizontal = true");
	}
	read_panels(L, chart, where);
	read_scale(L, chart, &chart->x, true, where);
	read_scale(L, chart, &chart->y, false, where);
	read_marks(L, chart, where);
	struct node *node = bind_open(L, section, NODE_CHART, opt_text(L, 2, where, "id"), where);
	node->u.chart = chart;
	bind_place(L, node, 2, where);
	bind_figure_lines(L, section, where);
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_chart_shapes[] = {
	{ "doc.chart", chart_opts },
	{ "doc.chart.annotation", note_opts },
	{ "doc.chart.mark", mark_opts },
	{ "doc.chart.panel", panels_opts },
	{ "doc.chart.point", point_opts, "number" },
	{ "doc.chart.scatter", series_point_opts },
	{ "doc.chart.series", series_opts },
	{ NULL }
};
