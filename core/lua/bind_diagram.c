/* bind_diagram: Gantt charts, timelines, matrices and chronologies. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/chart.h"
#include "doc/diagram.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_figure.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define ROWS_MAX 2000
#define SPANS_MAX 200
#define EVENTS_MAX 500
#define CATEGORIES_MAX 12
#define COLUMNS_MAX 60

/* What a diagram is read with: where it stands, and its categories. */
struct diagram {
	lua_State *L;
	struct bind_section *section;
	const char *where;
	struct diagram_category *categories;
	size_t count;
};

/* The list name of the table at idx on the stack, its length checked. */
static size_t push_list(const struct diagram *d, int idx, const char *where, const char *name, lua_Integer max, const char *example) {
	lua_State *L = d->L;
	if (lua_getfield(L, idx, name) == LUA_TNIL) {
		opt_raise(L, where, example, "%s are missing", name);
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > max) {
		opt_raise(L, where, NULL, "it has %lld %s; 1 to %lld can be drawn", (long long)n, name, (long long)max);
	}
	return (size_t)n;
}

/* ---- categories ---- */

static const struct opt category_opts[] = { { "key", OPT_STRING, "!string" }, { "title", OPT_STRING, "!string" }, { NULL, 0 } };

static void read_category(struct diagram *d, size_t i, const char *what) {
	char here[100];
	snprintf(here, sizeof(here), "%s › %s %zu", d->where, what, i + 1);
	int idx = lua_gettop(d->L);
	opt_required(d->L, idx, here, category_opts, false);
	d->categories[i].key = opt_plain(d->L, idx, here, "key");
	d->categories[i].title = opt_plain(d->L, idx, here, "title");
	if (!d->categories[i].key || !d->categories[i].title) {
		opt_raise(d->L, here, "{ key = \"active\", title = \"In force\" }", "its key or title is missing");
	}
	for (size_t k = 0; k < i; k++) {
		if (str_eq(d->categories[k].key, d->categories[i].key)) {
			opt_raise(d->L, here, NULL, "the key \"%.40s\" stands twice", d->categories[i].key);
		}
	}
}

/* The option name: what cells and spans are told apart by. */
static void read_categories(struct diagram *d, const char *name, const char *what, bool must_be) {
	lua_State *L = d->L;
	if (lua_getfield(L, 2, name) == LUA_TNIL && !must_be) {
		lua_pop(L, 1);
		return;
	}
	lua_pop(L, 1);
	char example[100];
	snprintf(example, sizeof(example), "%s = { { key = \"active\", title = \"In force\" }, … }", name);
	d->count = push_list(d, 2, d->where, name, CATEGORIES_MAX, example);
	d->categories = arena_alloc(state_arena(state_of(L)), d->count * sizeof(*d->categories));
	for (size_t i = 0; i < d->count; i++) {
		lua_geti(L, -1, (lua_Integer)i + 1);
		read_category(d, i, what);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static int find_category(const struct diagram *d, const char *key, const char *where, const char *name) {
	const char *names[CATEGORIES_MAX + 1] = { NULL };
	char hint[80];
	for (size_t i = 0; i < d->count; i++) {
		if (str_eq(d->categories[i].key, key)) {
			return (int)i;
		}
		names[i] = d->categories[i].key;
	}
	const char *near = err_nearest(key, names);
	snprintf(hint, sizeof(hint), "did you mean \"%s\"?", near ? near : "");
	opt_raise(d->L, where, near ? hint : d->count > 0 ? arena_printf(state_arena(state_of(d->L)), "the first is \"%s\"", names[0])
	          : "categories = { { key =, title = }, … } says which there are", "there is no %s \"%.40s\"", name, key);
}

static size_t read_own_category(const struct diagram *d, int idx, const char *where) {
	const char *key = opt_text(d->L, idx, where, "category");
	size_t i = key ? (size_t)find_category(d, key, where, "category") : 0;
	if (i < d->count) {
		d->categories[i].is_used = true;
	}
	return i;
}

/* ---- days ---- */

/* The option name as a date, NULL where it is not given; *day is NaN then. */
static const char *read_day(const struct diagram *d, int idx, const char *where, const char *name, double *day) {
	const char *date = opt_text(d->L, idx, where, name);
	*day = NAN;
	if (!date) {
		return NULL;
	}
	*day = chart_day(date, NULL);
	if (isnan(*day) || strchr(date, 'Q')) {
		opt_raise(d->L, where, "\"1994\", \"1994-01\" or \"1994-01-10\"", "%s is \"%.40s\", which is no date", name, date);
	}
	return date;
}

static void read_axis(const struct diagram *d, double *from, double *to) {
	read_day(d, 2, d->where, "from", from);
	read_day(d, 2, d->where, "to", to);
	if (*from >= *to) {
		opt_raise(d->L, d->where, NULL, "the axis ends where it begins or before");
	}
}

/* ---- Gantt charts ---- */

#define SPAN_OPTS { "approx", OPT_BOOLEAN }, { "at", OPT_STRING }, { "category", OPT_STRING }, { "from", OPT_STRING }, { "label", OPT_STRING }, \
                  { "to", OPT_STRING }

static void read_span(const struct diagram *d, int idx, const char *where, struct diagram_span *span) {
	double at;
	const char *moment = read_day(d, idx, where, "at", &at);
	span->from_date = read_day(d, idx, where, "from", &span->from);
	span->to_date = read_day(d, idx, where, "to", &span->to);
	if (moment && (span->from_date || span->to_date)) {
		opt_raise(d->L, where, NULL, "it is a moment (at) or a stretch (from, to), not both");
	}
	if (span->from >= span->to) {
		opt_raise(d->L, where, "to is the first day after the stretch", "it ends where it begins or before");
	}
	if (!moment && !span->from_date && !span->to_date) {
		opt_raise(d->L, where, "from = \"1994\", to = \"1999-05\", or at = \"1997\" for a moment", "it has no day: from, to or at is missing");
	}
	if (moment) {
		span->is_moment = true;
		span->from = at;
		span->from_date = moment;
	}
	span->is_approximate = opt_boolean(d->L, idx, "approx", false);
	span->label = opt_plain(d->L, idx, where, "label");
	span->category = read_own_category(d, idx, where);
}

static const struct opt spans_opts[] = { SPAN_OPTS, { NULL, 0 } };

/* Spans of the row at idx: of its own from, to and at, or of its list. */
static void read_spans(const struct diagram *d, int idx, const char *where, struct gantt_row *row) {
	struct arena *arena = state_arena(state_of(d->L));
	bool has_list = lua_getfield(d->L, idx, "spans") != LUA_TNIL;
	lua_pop(d->L, 1);
	if (!has_list) {
		row->span_count = 1;
		row->spans = arena_alloc(arena, sizeof(*row->spans));
		read_span(d, idx, where, row->spans);
		return;
	}
	row->span_count = push_list(d, idx, where, "spans", SPANS_MAX, NULL);
	row->spans = arena_alloc(arena, row->span_count * sizeof(*row->spans));
	for (size_t i = 0; i < row->span_count; i++) {
		char here[160];
		snprintf(here, sizeof(here), "%s › span %zu", where, i + 1);
		lua_geti(d->L, -1, (lua_Integer)i + 1);
		opt_required(d->L, lua_gettop(d->L), here, spans_opts, false);
		read_span(d, lua_gettop(d->L), here, &row->spans[i]);
		lua_pop(d->L, 1);
	}
	lua_pop(d->L, 1);
}

static const struct opt gantt_rows_opts[] = { SPAN_OPTS, { "group", OPT_STRING }, { "spans", OPT_TABLE, "doc.span[]" }, { "title", OPT_STRING, "!string" }, { NULL, 0 } };

static void read_gantt_rows(const struct diagram *d, struct node_gantt *gantt) {
	lua_State *L = d->L;
	gantt->row_count = push_list(d, 2, d->where, "rows", ROWS_MAX, "rows = { { title = \"PfP\", from = \"1994-01-10\" }, … }");
	gantt->rows = arena_alloc(state_arena(state_of(L)), gantt->row_count * sizeof(*gantt->rows));
	for (size_t i = 0; i < gantt->row_count; i++) {
		char here[100];
		snprintf(here, sizeof(here), "%s › row %zu", d->where, i + 1);
		state_charge(L, 8);
		lua_geti(L, -1, (lua_Integer)i + 1);
		int idx = lua_gettop(L);
		opt_required(L, idx, here, gantt_rows_opts, false);
		gantt->rows[i].title = opt_plain(L, idx, here, "title");
		gantt->rows[i].group = opt_plain(L, idx, here, "group");
		if (!gantt->rows[i].title) {
			opt_raise(L, here, NULL, "title is missing");
		}
		read_spans(d, idx, here, &gantt->rows[i]);
		lua_settop(L, idx - 1);
	}
	lua_pop(L, 1);
}

static const struct opt gantt_marks_opts[] = { { "at", OPT_STRING, "!string" }, { "label", OPT_STRING }, { NULL, 0 } };

static void read_gantt_marks(const struct diagram *d, struct node_gantt *gantt) {
	lua_State *L = d->L;
	bool has_marks = lua_getfield(L, 2, "marks") != LUA_TNIL;
	lua_pop(L, 1);
	if (!has_marks) {
		return;
	}
	gantt->mark_count = push_list(d, 2, d->where, "marks", CATEGORIES_MAX, NULL);
	gantt->marks = arena_alloc(state_arena(state_of(L)), gantt->mark_count * sizeof(*gantt->marks));
	for (size_t i = 0; i < gantt->mark_count; i++) {
		char here[100];
		snprintf(here, sizeof(here), "%s › mark %zu", d->where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		int idx = lua_gettop(L);
		opt_required(L, idx, here, gantt_marks_opts, false);
		gantt->marks[i].is_moment = true;
		gantt->marks[i].from_date = read_day(d, idx, here, "at", &gantt->marks[i].from);
		gantt->marks[i].label = opt_plain(L, idx, here, "label");
		if (!gantt->marks[i].from_date) {
			opt_raise(L, here, "{ at = \"2014-03-16\", label = \"…\" }", "at is missing");
		}
		lua_settop(L, idx - 1);
	}
	lua_pop(L, 1);
}

/* Begin a diagram: its table of options is at 2. */
static struct diagram begin(lua_State *L, const char *kind, size_t *number, const struct opt *opts, char *where, size_t size) {
	struct diagram d = { .L = L, .section = *(struct bind_section **)lua_touserdata(L, 1), .where = where };
	snprintf(where, size, "%s %zu", kind, ++*number);
	lua_settop(L, 2);
	opt_required(L, 2, where, opts, false);
	return d;
}

/* Open the figure's node, with all that stands in it, and close it. */
static struct node *add_figure(const struct diagram *d, enum node_kind kind, struct node_figure *figure) {
	struct node *node = bind_open(d->L, d->section, kind, opt_text(d->L, 2, d->where, "id"), d->where);
	node->u.figure = figure;
	bind_place(d->L, node, 2, d->where);
	bind_figure_lines(d->L, d->section, d->where);
	build_close(d->section->build);
	return node;
}

static const struct opt gantt_opts[] = {
	BIND_PLACE_OPTS,
	BIND_DRAWN_OPTS,
	{ "categories", OPT_TABLE, "doc.category[]" }, { "from", OPT_STRING }, { "marks", OPT_TABLE, "doc.gantt.mark[]" }, { "rows", OPT_TABLE, "!doc.gantt.row[]" }, { "to", OPT_STRING }, { NULL, 0 }
};

static int doc_gantt(lua_State *L) {
	char where[40];
	struct diagram d = begin(L, "gantt", &bind_section_of(L, "gantt")->gantts, gantt_opts, where, sizeof(where));
	struct node_gantt *gantt = arena_alloc(state_arena(state_of(L)), sizeof(*gantt));
	bind_figure(L, &gantt->base, where);
	read_categories(&d, "categories", "category", false);
	gantt->categories = d.categories;
	gantt->category_count = d.count;
	read_axis(&d, &gantt->from, &gantt->to);
	read_gantt_rows(&d, gantt);
	read_gantt_marks(&d, gantt);
	add_figure(&d, NODE_GANTT, &gantt->base);
	return 0;
}

/* ---- timelines ---- */

static int compare_events(const void *a, const void *b) {
	const struct timeline_event *x = a, *y = b;
	int by_day = (x->day > y->day) - (x->day < y->day);
	return by_day != 0 ? by_day : strcmp(x->text, y->text);
}

static void read_event(const struct diagram *d, int idx, const char *where, struct timeline_event *event) {
	event->date = read_day(d, idx, where, "at", &event->day);
	event->text = opt_plain(d->L, idx, where, "text");
	event->is_key = opt_boolean(d->L, idx, "key", false);
	event->category = read_own_category(d, idx, where);
	if (!event->date || !event->text) {
		opt_raise(d->L, where, "{ at = \"1994-01-10\", text = \"…\" }", "%s is missing", event->date ? "text" : "at");
	}
}

static const struct opt timeline_opts[] = {
	BIND_PLACE_OPTS,
	BIND_DRAWN_OPTS,
	{ "categories", OPT_TABLE, "doc.category[]" }, { "events", OPT_TABLE, "!doc.timeline.event[]" }, { "from", OPT_STRING }, { "to", OPT_STRING }, { NULL, 0 }
};
static const struct opt timeline_event_opts[] = {
	{ "at", OPT_STRING, "!string" }, { "category", OPT_STRING }, { "key", OPT_BOOLEAN }, { "text", OPT_STRING, "!string" },
	{ NULL, 0 }
};

static int doc_timeline(lua_State *L) {
	char where[40];
	struct diagram d = begin(L, "timeline", &bind_section_of(L, "timeline")->timelines, timeline_opts, where, sizeof(where));
	struct node_timeline *timeline = arena_alloc(state_arena(state_of(L)), sizeof(*timeline));
	bind_figure(L, &timeline->base, where);
	read_categories(&d, "categories", "category", false);
	timeline->categories = d.categories;
	timeline->category_count = d.count;
	read_axis(&d, &timeline->from, &timeline->to);
	timeline->event_count = push_list(&d, 2, where, "events", EVENTS_MAX, "events = { { at = \"1994-01-10\", text = \"…\" }, … }");
	timeline->events = arena_alloc(state_arena(state_of(L)), timeline->event_count * sizeof(*timeline->events));
	for (size_t i = 0; i < timeline->event_count; i++) {
		char here[100];
		snprintf(here, sizeof(here), "%s › event %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		opt_required(L, lua_gettop(L), here, timeline_event_opts, false);
		read_event(&d, lua_gettop(L), here, &timeline->events[i]);
		lua_pop(L, 1);
	}
	qsort(timeline->events, timeline->event_count, sizeof(*timeline->events), compare_events);
	add_figure(&d, NODE_TIMELINE, &timeline->base);
	return 0;
}

/* ---- matrices ---- */

static const char *read_name(const struct diagram *d, int idx, const char *where, const char *what) {
	return arena_strdup(state_arena(state_of(d->L)), opt_check_text(d->L, idx, where, what));
}

static const struct opt matrix_row_opts[] = { { "group", OPT_STRING }, { "id", OPT_STRING }, { NULL, 0 } };

static void read_matrix_row(const struct diagram *d, struct node_matrix *matrix, size_t r) {
	lua_State *L = d->L;
	struct matrix_row *row = &matrix->rows[r];
	char here[100];
	snprintf(here, sizeof(here), "%s › row %zu", d->where, r + 1);
	int idx = lua_gettop(L);
	opt_required(L, idx, here, matrix_row_opts, true);
	row->group = opt_plain(L, idx, here, "group");
	row->id = opt_plain(L, idx, here, "id");
	if ((size_t)luaL_len(L, idx) != matrix->column_count + 1) {
		opt_raise(L, here, "write \"\" for an empty cell", "it has %lld cells beside its name, not %zu", (long long)luaL_len(L, idx) - 1, matrix->column_count);
	}
	lua_geti(L, idx, 1);
	row->name = read_name(d, -1, here, "the name");
	row->cells = arena_alloc(state_arena(state_of(L)), matrix->column_count * sizeof(*row->cells));
	for (size_t c = 0; c < matrix->column_count; c++) {
		lua_geti(L, idx, (lua_Integer)c + 2);
		const char *key = opt_check_text(L, -1, here, "the cell");
		row->cells[c] = key[0] ? find_category(d, key, here, "mark") : -1;
		lua_pop(L, 1);
	}
	lua_settop(L, idx);
}

static const struct opt matrix_opts[] = {
	{ "caption", OPT_STRING }, { "columns", OPT_TABLE, "!string[]" }, { "corner", OPT_STRING }, { "id", OPT_STRING },
	{ "marks", OPT_TABLE, "!doc.category[]" }, { "rows", OPT_TABLE, "!doc.matrix.row[]" }, { NULL, 0 }
};

static int doc_matrix(lua_State *L) {
	char where[40];
	struct diagram d = begin(L, "matrix", &bind_section_of(L, "matrix")->matrices, matrix_opts, where, sizeof(where));
	struct arena *arena = state_arena(state_of(L));
	struct node_matrix *matrix = arena_alloc(arena, sizeof(*matrix));
	read_categories(&d, "marks", "mark", true);
	matrix->marks = d.categories;
	matrix->mark_count = d.count;
	matrix->corner = opt_plain(L, 2, where, "corner");
	matrix->column_count = push_list(&d, 2, where, "columns", COLUMNS_MAX, "columns = { \"PfP\", \"EAPC\" }");
	matrix->columns = arena_alloc(arena, matrix->column_count * sizeof(*matrix->columns));
	for (size_t c = 0; c < matrix->column_count; c++) {
		lua_geti(L, -1, (lua_Integer)c + 1);
		matrix->columns[c] = read_name(&d, -1, where, "the column");
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	matrix->row_count = push_list(&d, 2, where, "rows", ROWS_MAX, "rows = { { \"Georgia\", \"active\", \"\" }, … }");
	matrix->rows = arena_alloc(arena, matrix->row_count * sizeof(*matrix->rows));
	for (size_t r = 0; r < matrix->row_count; r++) {
		state_charge(L, matrix->column_count);
		lua_geti(L, -1, (lua_Integer)r + 1);
		read_matrix_row(&d, matrix, r);
		lua_pop(L, 1);
	}
	struct node *node = bind_open(L, d.section, NODE_MATRIX, opt_text(L, 2, where, "id"), where);
	node->u.matrix = matrix;
	bind_caption(L, d.section, 2, where);
	build_close(d.section->build);
	return 0;
}

/* ---- chronologies ---- */

static const struct opt chronology_opts[] = { { "events", OPT_TABLE, "!doc.chronology.event[]" }, { "id", OPT_STRING }, { NULL, 0 } };
static const struct opt chronology_event_opts[] = { { "at", OPT_STRING, "!string" }, { "id", OPT_STRING }, { "key", OPT_BOOLEAN }, { "text", OPT_STRING, "!string" }, { NULL, 0 } };

static int doc_chronology(lua_State *L) {
	char where[40];
	struct diagram d = begin(L, "chronology", &bind_section_of(L, "chronology")->chronologies, chronology_opts, where, sizeof(where));
	size_t n = push_list(&d, 2, where, "events", EVENTS_MAX * 10, "events = { { at = \"1994-01-10\", text = \"…\" }, … }");
	bind_open(L, d.section, NODE_CHRONOLOGY, opt_text(L, 2, where, "id"), where);
	for (size_t i = 0; i < n; i++) {
		char here[100];
		double day;
		snprintf(here, sizeof(here), "%s › event %zu", where, i + 1);
		lua_geti(L, -1, (lua_Integer)i + 1);
		int idx = lua_gettop(L);
		opt_required(L, idx, here, chronology_event_opts, false);
		const char *text = opt_text(L, idx, here, "text"), *date = read_day(&d, idx, here, "at", &day);
		if (!date || !text) {
			opt_raise(L, here, "{ at = \"1994-01-10\", text = \"…\" }", "%s is missing", date ? "text" : "at");
		}
		struct node *event = bind_open(L, d.section, NODE_EVENT, opt_text(L, idx, here, "id"), here);
		event->u.event.date = date;
		event->u.event.is_key = opt_boolean(L, idx, "key", false);
		bind_blocks(L, d.section, text, NULL, here);
		build_close(d.section->build);
		lua_settop(L, idx - 1);
	}
	build_close(d.section->build);
	return 0;
}

const struct lib_shape bind_diagram_shapes[] = {
	{ "doc.category", category_opts },
	{ "doc.chronology", chronology_opts },
	{ "doc.chronology.event", chronology_event_opts },
	{ "doc.gantt", gantt_opts },
	{ "doc.gantt.mark", gantt_marks_opts },
	{ "doc.gantt.row", gantt_rows_opts },
	{ "doc.matrix", matrix_opts },
	{ "doc.matrix.row", matrix_row_opts, "string" },
	{ "doc.span", spans_opts },
	{ "doc.timeline", timeline_opts },
	{ "doc.timeline.event", timeline_event_opts },
	{ NULL }
};

const struct lib_fn bind_diagram_fns[] = {
	{ "chronology", doc_chronology, "doc:chronology { events = { { at =, text =, key =, id = }, … }, id = }",
	  "Events one below the other, the day of each beside it, in the order given. at is \"1994\", \"1994-01\" or \"1994-01-10\"; text is Markdown "
	  "blocks; key = true marks it."
	  "\n\n    doc:chronology { events = { { at = \"1994-01-10\", text = \"Partnership for Peace\", key = true }, { at = \"1997-05\", text = \"EAPC\" } } }",
	  "options: doc.chronology" },
	{ "gantt", doc_gantt, "doc:gantt { rows =, categories =, marks =, from =, to =, title =, caption =, alt =, source =, note =, data =, place =, landscape =, id = }",
	  "Stretches of time in rows, which are required:\n"
	  "\n"
	  "- rows: { title =, from =, to =, label =, category =, approx = true (its dates are about so), group = (names this row and those that follow) }, with at = in place of from and to for a moment, or with spans = { { from =, to = }, … } for several. Without from or to a stretch is open at that end; to is the first day after it.\n"
	  "- categories: { { key =, title = }, … } have a colour each; the legend lists those that are used. marks: { { at =, label = }, … } are days that a line runs down at. from and to bound the axis (what the rows need).\n"
	  "\n"
	  "    doc:gantt { rows = { { title = \"PfP\", from = \"1994-01-10\" }, { title = \"NACC\", from = \"1991-12\", to = \"1997-05\" } }, caption = \"Forums\" }",
	  "options: doc.gantt" },
	{ "matrix", doc_matrix, "doc:matrix { columns =, rows =, marks =, corner =, caption =, id = }",
	  "Who takes part in what: a table of signs. columns are names; a row is { \"Georgia\", \"active\", \"\" }, its name and the key of a mark (or \"\") for each column, with group = before the first of several and id =, by which the two languages of a bilingual edition know it; marks = { { key =, title = }, … } have a sign each; corner stands over the names.\n"
	  "\n"
	  "    doc:matrix { columns = { \"PARP\", \"OCC\" }, rows = { { \"Georgia\", \"in\", \"\" } }, marks = { { key = \"in\", title = \"Takes part\" } } }",
	  "options: doc.matrix" },
	{ "timeline", doc_timeline, "doc:timeline { events = { { at =, text =, category =, key = }, … }, categories =, from =, to =, title =, caption =, alt =, "
	  "source =, note =, data =, place =, landscape =, id = }",
	  "Events along an axis of days, their words above and below it: at is \"1994\", \"1994-01\" or \"1994-01-10\", text plain words, key = true sets it off; categories = { { key =, title = }, … } have a colour each, from and to bound the axis. Short words read best; for many or long ones there is doc:chronology.\n"
	  "\n"
	  "    doc:timeline { events = { { at = \"1994-01-10\", text = \"Partnership for Peace\" }, { at = \"1997-05\", text = \"EAPC\" } }, caption = \"Steps\" }",
	  "options: doc.timeline" },
	{ NULL, NULL, NULL, NULL }
};
