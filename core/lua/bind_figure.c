/* bind_figure: the blocks that are drawn. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
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
#define HEIGHT_MAX 2000

void bind_figure(lua_State *L, struct node_figure *figure, bool must_say, const char *where) {
	static const char *const data[] = { "none", "below", "annex", NULL };
	figure->alt = opt_plain(L, 2, where, "alt");
	if (must_say && (!figure->alt || !figure->alt[0])) {
		opt_raise(L, where, "alt = \"…\": what the figure shows, in a sentence, for who cannot see it", "alt is missing");
	}
	figure->data = (enum figure_data)(opt_choice(L, 2, where, "data", data, -1) + 1);
	figure->title = opt_plain(L, 2, where, "title");
	figure->height_pt = opt_number(L, 2, "height", 0);
	if (!(figure->height_pt >= 0 && figure->height_pt <= HEIGHT_MAX)) {
		opt_raise(L, where, NULL, "height is %g; points up to %d were expected", figure->height_pt, HEIGHT_MAX);
	}
}

/* Charts. */

static void read_labels(lua_State *L, struct node_chart *chart, const char *where) {
	struct arena *arena = state_arena(state_of(L));
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
}

/* The series on top of the stack. */
static void read_series(lua_State *L, const struct node_chart *chart, struct chart_series *series, const char *where) {
	static const struct opt opts[] = { { "name", OPT_STRING }, { "values", OPT_TABLE }, { NULL, 0 } };
	int idx = lua_gettop(L);
	opt_required(L, idx, where, opts, false);
	series->name = opt_plain(L, idx, where, "name");
	series->values = arena_alloc(state_arena(state_of(L)), chart->label_count * sizeof(*series->values));
	if (!series->name) {
		opt_raise(L, where, NULL, "name is missing");
	}
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
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static void read_all_series(lua_State *L, struct node_chart *chart, const char *where) {
	if (lua_getfield(L, 2, "series") == LUA_TNIL) {
		opt_raise(L, where, "series = { { name = \"…\", values = { … } } }", "series are missing");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > SERIES_MAX) {
		opt_raise(L, where, NULL, "it has %lld series; 1 to %d can be drawn", (long long)n, SERIES_MAX);
	}
	chart->series_count = (size_t)n;
	chart->series = arena_alloc(state_arena(state_of(L)), chart->series_count * sizeof(*chart->series));
	for (size_t i = 0; i < chart->series_count; i++) {
		char here[80];
		snprintf(here, sizeof(here), "%s › series %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_series(L, chart, &chart->series[i], here);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* The text of an option as a line below the open figure. */
static void read_remark(lua_State *L, struct bind_section *section, const char *name, bool is_source, const char *where) {
	const char *text = opt_text(L, 2, where, name);
	if (text) {
		bind_open(L, section, NODE_REMARK, NULL, where)->u.remark.is_source = is_source;
		bind_inlines(L, section, text, where);
		build_close(section->build);
	}
}

void bind_source(lua_State *L, struct bind_section *section, const char *where) {
	read_remark(L, section, "source", true, where);
}

void bind_figure_lines(lua_State *L, struct bind_section *section, const char *where) {
	bind_caption(L, section, 2, where);
	read_remark(L, section, "note", false, where);
	bind_source(L, section, where);
}

static int doc_chart(lua_State *L) {
	static const struct opt opts[] = {
		BIND_PLACE_OPTS,
		BIND_FIGURE_OPTS,
		{ "kind", OPT_STRING }, { "labels", OPT_TABLE }, { "series", OPT_TABLE }, { "show_values", OPT_BOOLEAN },
		{ "x_title", OPT_STRING }, { "y_title", OPT_STRING }, { NULL, 0 }
	};
	static const char *const kinds[] = { "bar", "line", NULL };
	static const enum chart_kind are[] = { CHART_BAR, CHART_LINE };
	struct bind_section *section = bind_section_of(L, "chart");
	char where[40];
	snprintf(where, sizeof(where), "chart %zu", ++section->charts);
	lua_settop(L, 2);
	opt_required(L, 2, where, opts, false);
	struct node_chart *chart = arena_alloc(state_arena(state_of(L)), sizeof(*chart));
	int kind = opt_choice(L, 2, where, "kind", kinds, -1);
	if (kind < 0) {
		opt_raise(L, where, NULL, "kind is missing: \"bar\" or \"line\"");
	}
	chart->kind = are[kind];
	bind_figure(L, &chart->base, false, where);
	chart->x.title = opt_plain(L, 2, where, "x_title");
	chart->y.title = opt_plain(L, 2, where, "y_title");
	chart->show_values = opt_boolean(L, 2, "show_values", false);
	read_labels(L, chart, where);
	read_all_series(L, chart, where);
	struct node *node = bind_open(L, section, NODE_CHART, opt_text(L, 2, where, "id"), where);
	node->u.chart = chart;
	bind_place(L, node, 2, where);
	bind_figure_lines(L, section, where);
	build_close(section->build);
	return 0;
}

const struct lib_fn bind_figure_fns[] = {
	{ "chart", doc_chart, "doc:chart { kind =, labels =, series =, alt =, caption =, title =, x_title =, y_title =, show_values =, height =, source =, data =, place =, landscape =, id = }",
	  "A chart; the engine draws it. kind is \"bar\" or \"line\"; labels stand along x; series is { { name =, values = {…} }, … } with "
	  "a number for each label, 0/0 where there is none. alt says what it shows; without it the engine says it from the data. source is a "
	  "line below, in Markdown; data = \"below\" or \"annex\" prints the data as a table." },
	{ NULL, NULL, NULL, NULL }
};
