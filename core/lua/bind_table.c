/* bind_table: doc:table: columns, rows, and what is told of the whole; its cells are read in bind_cell.c. */
#include "lua/bind_table.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define DEPTH_MAX 4              /* of titles over titles */
#define EDGE_MAX  20             /* rows of a head or a foot */
#define LEVEL_MAX 6
#define NOTES_MAX 26             /* as there are letters */

static struct arena *arena_of(const struct bind_table *t) {
	return state_arena(state_of(t->L));
}

/* ---- columns ---- */

/* "auto", "30%", "2*" or points, of the column at idx. */
static void read_width(struct bind_table *t, int idx, const char *where, struct node_column *column) {
	lua_State *L = t->L;
	lua_getfield(L, idx, "width");
	column->unit = WIDTH_AUTO;
	if (lua_type(L, -1) == LUA_TNUMBER) {
		column->unit = WIDTH_PT;
		column->width = lua_tonumber(L, -1);
	} else if (!lua_isnil(L, -1)) {
		char *end = NULL;
		const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
		column->width = strtod(s, &end);
		column->unit = *s && str_eq(end, "%") ? WIDTH_PERCENT : *s && str_eq(end, "*") ? WIDTH_SHARE : WIDTH_AUTO;
		if (column->unit == WIDTH_AUTO && !str_eq(s, "auto")) {
			opt_raise(L, where, NULL, "width is %s; \"auto\", \"30%%\", \"2*\" or points was expected", opt_given(L, -1));
		}
	}
	if (column->unit != WIDTH_AUTO && !(column->width > 0 && column->width < 10000)) {
		opt_raise(L, where, NULL, "width is %s; it is above zero", opt_given(L, -1));
	}
	lua_pop(L, 1);
}

static void read_bounds(struct bind_table *t, int idx, const char *where, struct node_column *column) {
	column->min = opt_number(t->L, idx, "min", 0);
	column->max = opt_number(t->L, idx, "max", 0);
	if (!(column->min >= 0 && column->max >= 0 && column->min < 10000 && column->max < 10000)) {
		opt_raise(t->L, where, NULL, "min and max are points, above zero");
	}
	if (column->max > 0 && column->max < column->min) {
		opt_raise(t->L, where, NULL, "min is %g and max %g: nothing lies between", column->min, column->max);
	}
	if ((column->min > 0 || column->max > 0) && (column->unit == WIDTH_PT || column->unit == WIDTH_PERCENT)) {
		opt_raise(t->L, where, "leave the width out, or give it as a share", "min and max bound an automatic width or a share, not one that is told");
	}
}

static void read_column(struct bind_table *t, int idx, const char *where, size_t i) {
	static const char *const aligns[] = { "left", "right", "center", "decimal", NULL };
	static const char *const valigns[] = { "top", "middle", "bottom", NULL };
	struct node_column *column = &t->columns[i];
	struct bind_column *about = &t->about[i];
	about->title = opt_text(t->L, idx, where, "title");
	about->heads = opt_boolean(t->L, idx, "header", false);
	about->has_format = bind_read_format(t->L, idx, where, &about->format);
	column->align = (enum node_align)opt_choice(t->L, idx, where, "align", aligns, ALIGN_LEFT);
	column->valign = (enum node_valign)(opt_choice(t->L, idx, where, "valign", valigns, -1) + 1);
	column->nowrap = opt_boolean(t->L, idx, "nowrap", false);
	read_width(t, idx, where, column);
	read_bounds(t, idx, where, column);
}

static void add_title(struct bind_table *t, const char *text, int depth, bool is_leaf) {
	*ARENA_PUSH(arena_of(t), t->titles, t->title_count, t->title_cap) = (struct bind_title){ .text = text, .column = t->count, .columns = 1, .depth = depth, .is_leaf = is_leaf };
	t->depth = depth > t->depth ? depth : t->depth;
}

static void read_list(struct bind_table *t, int list, const char *where, int depth);

static const struct opt group_opts[] = { { "columns", OPT_TABLE, "!(string|doc.table.group|doc.table.column)[]" }, { "title", OPT_STRING, "!string" }, { NULL, 0 } };

/* A title over the columns of its own list. */
static void read_group(struct bind_table *t, int idx, const char *where, int depth) {
	lua_State *L = t->L;
	opt_required(L, idx, where, group_opts, false);
	const char *text = opt_text(L, idx, where, "title");
	if (!text) {
		opt_raise(L, where, NULL, "columns in a group have a title above them");
	}
	size_t at = t->title_count, first = t->count;
	add_title(t, text, depth, false);
	lua_getfield(L, idx, "columns");
	read_list(t, lua_gettop(L), where, depth + 1);
	lua_pop(L, 1);
	t->titles[at].columns = t->count - first;
}

static const struct opt entry_opts[] = {
	{ "align", OPT_STRING, "\"left\"|\"right\"|\"center\"|\"decimal\"" }, { "columns", OPT_TABLE, "" }, { "format", OPT_TABLE, "doc.format" }, { "header", OPT_BOOLEAN }, { "max", OPT_NUMBER },
	{ "min", OPT_NUMBER }, { "nowrap", OPT_BOOLEAN }, { "title", OPT_STRING, "!string" }, { "valign", OPT_STRING, "\"top\"|\"middle\"|\"bottom\"" }, { "width", OPT_ANY, "string|number" },
	{ NULL, 0 },
};

/* Column or group i of a list, on top of the stack. */
static void read_entry(struct bind_table *t, const char *where, int depth) {
	lua_State *L = t->L;
	int idx = lua_gettop(L);
	bool is_group = lua_istable(L, idx) && lua_getfield(L, idx, "columns") != LUA_TNIL;
	lua_settop(L, idx);
	if (is_group) {
		read_group(t, idx, where, depth);
		return;
	}
	if (t->count == BIND_COLUMNS_MAX) {
		opt_raise(L, t->where, NULL, "it has more than %d columns", BIND_COLUMNS_MAX);
	}
	size_t about = t->count, column = t->count;
	ARENA_PUSH(arena_of(t), t->about, about, t->about_cap);
	ARENA_PUSH(arena_of(t), t->columns, column, t->column_cap);
	if (lua_type(L, idx) == LUA_TSTRING) {
		t->about[t->count].title = arena_strdup(arena_of(t), opt_check_text(L, idx, where, "the title"));
	} else {
		opt_required(L, idx, where, entry_opts, false);
		read_column(t, idx, where, t->count);
	}
	add_title(t, t->about[t->count].title, depth, true);
	t->count++;
}

static void read_list(struct bind_table *t, int list, const char *where, int depth) {
	lua_State *L = t->L;
	lua_Integer n = luaL_len(L, list);
	luaL_checkstack(L, 10, "columns nested too deep");
	if (n < 1 || n > BIND_COLUMNS_MAX) {
		opt_raise(L, where, NULL, "it has %lld columns; 1 to %d can be set", (long long)n, BIND_COLUMNS_MAX);
	}
	if (depth > DEPTH_MAX) {
		opt_raise(L, where, NULL, "titles stand over titles more than %d deep", DEPTH_MAX);
	}
	for (lua_Integer i = 1; i <= n; i++) {
		char here[200];
		snprintf(here, sizeof(here), "%s › column %lld", where, (long long)i);
		lua_geti(L, list, i);
		read_entry(t, here, depth);
		lua_settop(L, list);
	}
}

static void read_columns(struct bind_table *t) {
	lua_State *L = t->L;
	if (lua_getfield(L, 2, "columns") == LUA_TNIL) {
		opt_raise(L, t->where, "columns = { { title = \"Country\" }, … }", "columns are missing");
	}
	read_list(t, lua_gettop(L), t->where, 1);
	t->left = arena_alloc(arena_of(t), t->count * sizeof(*t->left));
	lua_pop(L, 1);
	double percent = 0;
	for (size_t i = 0; i < t->count; i++) {
		percent += t->columns[i].unit == WIDTH_PERCENT ? t->columns[i].width : 0;
	}
	if (percent > 100.5) {
		opt_raise(L, t->where, "\"2*\" is a share of what is left", "its columns are %g %% of the width together", percent);
	}
}

/* ---- rows ---- */

/* A row of one cell over all columns. */
static void add_group(struct bind_table *t, int row, const char *where) {
	lua_State *L = t->L;
	if (lua_rawlen(L, row) > 0) {
		opt_raise(L, where, NULL, "a group row has no cells beside its name");
	}
	for (size_t i = 0; i < t->count; i++) {
		if (t->left[i] > 0) {
			opt_raise(L, where, NULL, "a cell of a row above reaches into a group row");
		}
	}
	const char *text = opt_text(L, row, where, "group");
	struct node *node = bind_open(L, t->section, NODE_CELL, NULL, where);
	node->u.cell.colspan = (int)t->count;
	node->u.cell.is_header = true;
	bind_inlines(L, t->section, text, where);
	build_close(t->section->build);
}

static void add_cells(struct bind_table *t, int row, lua_Integer number, bool in_head) {
	lua_State *L = t->L;
	lua_Integer next = 1;
	for (size_t column = 0; column < t->count;) {
		if (t->left[column] > 0) {
			column++;                /* a cell above covers it */
			continue;
		}
		if (lua_geti(L, row, next++) == LUA_TNIL) {
			char where[200];
			bind_cell_place(t, number, column, where, sizeof(where));
			opt_raise(L, where, "write \"\" for an empty cell", "the cell is missing");
		}
		column += bind_cell(t, number, column, in_head);
		lua_settop(L, row);
	}
	lua_Integer cells = (lua_Integer)lua_rawlen(L, row);
	if (cells >= next) {
		opt_raise(L, arena_printf(arena_of(t), "%s › %s %lld", t->where, t->rows, (long long)number), NULL,
		          "it has %lld cells, more than the %zu columns have room for", (long long)cells, t->count);
	}
}

static void next_row(struct bind_table *t) {
	for (size_t i = 0; i < t->count; i++) {
		t->left[i] -= t->left[i] > 0;
	}
	build_close(t->section->build);
}

/* Where rows are, and what they may be. */
enum row_place { IN_HEAD, IN_BODY, IN_FOOT };

static const struct opt row_opts[] = {
	{ "group", OPT_STRING }, { "id", OPT_STRING }, { "level", OPT_INTEGER }, { "total", OPT_BOOLEAN },
	{ NULL, 0 }
};

/* The row on top of the stack. */
static void add_row(struct bind_table *t, lua_Integer number, enum row_place place) {
	lua_State *L = t->L;
	int row = lua_gettop(L);
	char where[80];
	snprintf(where, sizeof(where), "%s › %s %lld", t->where, t->rows, (long long)number);
	opt_required(L, row, where, row_opts, true);
	state_charge(L, 8 * t->count);
	bool is_group = lua_getfield(L, row, "group") != LUA_TNIL;
	lua_pop(L, 1);
	lua_Integer level = opt_integer(L, row, "level", 1);
	if (level < 1 || level > LEVEL_MAX) {
		opt_raise(L, where, NULL, "level is %lld; 1 to %d was expected", (long long)level, LEVEL_MAX);
	}
	if (is_group && place != IN_BODY) {
		opt_raise(L, where, NULL, "groups stand among the rows, not in head or foot");
	}
	struct node *node = bind_open(L, t->section, NODE_ROW, opt_text(L, row, where, "id"), where);
	node->u.row.is_header = place == IN_HEAD;
	node->u.row.is_group = is_group;
	node->u.row.is_total = opt_boolean(L, row, "total", false);
	node->u.row.level = (int)level;
	if (is_group) {
		add_group(t, row, where);
	} else {
		add_cells(t, row, number, place == IN_HEAD);
	}
	next_row(t);
}

/* The rows of the option name, which is called what in messages; how many. */
static size_t add_rows(struct bind_table *t, const char *name, const char *what, enum row_place place, lua_Integer most) {
	lua_State *L = t->L;
	lua_Integer n = lua_getfield(L, 2, name) != LUA_TNIL ? luaL_len(L, -1) : 0;
	int list = lua_gettop(L);
	t->rows = what;
	if (n > most) {
		opt_raise(L, t->where, NULL, "it has %lld %ss; %lld can be set", (long long)n, what, (long long)most);
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, list, i);
		add_row(t, i, place);
		lua_settop(L, list);
	}
	for (size_t i = 0; i < t->count; i++) {
		if (t->left[i] > 0) {
			opt_raise(L, t->where, NULL, "a cell of column %zu spans %d row%s more than there are: %ss end before", i + 1, t->left[i], t->left[i] == 1 ? "" : "s", what);
		}
	}
	lua_settop(L, list - 1);
	return (size_t)n;
}

/* ---- titles ---- */

static bool has_titles(const struct bind_table *t) {
	bool has = t->depth > 1;
	for (size_t i = 0; i < t->title_count; i++) {
		has = has || t->titles[i].text;
	}
	return has;
}

/* A row of titles for each depth; a column's title stands down to the last. */
static unsigned add_titles(struct bind_table *t) {
	if (!has_titles(t)) {
		return 0;
	}
	for (int depth = 1; depth <= t->depth; depth++) {
		bind_open(t->L, t->section, NODE_ROW, NULL, t->where)->u.row.is_header = true;
		for (size_t i = 0; i < t->title_count; i++) {
			const struct bind_title *title = &t->titles[i];
			if (title->depth != depth) {
				continue;
			}
			struct node *cell = bind_open(t->L, t->section, NODE_CELL, NULL, t->where);
			cell->u.cell.is_header = true;
			cell->u.cell.colspan = (int)title->columns;
			cell->u.cell.rowspan = title->is_leaf ? t->depth - depth + 1 : 1;
			bind_inlines(t->L, t->section, title->text ? title->text : "", t->where);
			build_close(t->section->build);
		}
		build_close(t->section->build);
	}
	return (unsigned)t->depth;
}

/* ---- notes under it ---- */

struct note {
	const char *key, *text;
	const char *mark;            /* "a", once a cell has it; NULL: none yet */
};

/* In the arena: the builder asks it, and may do so behind an error that a plugin has caught. */
struct notes {
	struct arena *arena;
	struct note *v, *marked[NOTES_MAX];
	size_t n, marks;
};

/* Letters go by the order in which marks come. */
static const char *find_mark(void *ctx, const char *key) {
	struct notes *notes = ctx;
	for (size_t i = 0; i < notes->n; i++) {
		struct note *note = &notes->v[i];
		if (!str_eq(note->key, key)) {
			continue;
		}
		if (!note->mark) {
			note->mark = arena_printf(notes->arena, "%c", (int)('a' + notes->marks));
			notes->marked[notes->marks++] = note;
		}
		return note->mark;
	}
	return NULL;
}

static int compare_notes(const void *a, const void *b) {
	return strcmp(((const struct note *)a)->key, ((const struct note *)b)->key);
}

/* Those with keys; the option's list is of the whole table. */
static struct notes *read_notes(struct bind_table *t) {
	lua_State *L = t->L;
	struct notes *notes = arena_alloc(arena_of(t), sizeof(*notes));
	notes->arena = arena_of(t);
	notes->v = arena_alloc(arena_of(t), NOTES_MAX * sizeof(*notes->v));
	if (lua_getfield(L, 2, "notes") == LUA_TNIL) {
		lua_pop(L, 1);
		return notes;
	}
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		if (lua_isinteger(L, -2)) {
			continue;
		}
		if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING || notes->n == NOTES_MAX) {
			opt_raise(L, t->where, "notes = { a = \"What [^a] in a cell leads to.\", \"A note on the whole table.\" }",
			          notes->n == NOTES_MAX ? "it has more than %d notes" : "notes are texts by name; at most %d", NOTES_MAX);
		}
		notes->v[notes->n++] = (struct note){ .key = arena_strdup(arena_of(t), opt_check_text(L, -2, t->where, "a note's name")),
		                                      .text = arena_strdup(arena_of(t), opt_check_text(L, -1, t->where, "a note")) };
	}
	lua_pop(L, 1);
	qsort(notes->v, notes->n, sizeof(*notes->v), compare_notes);
	return notes;
}

static struct node *open_remark(struct bind_table *t, const char *text) {
	struct node *node = bind_open(t->L, t->section, NODE_REMARK, NULL, t->where);
	bind_inlines(t->L, t->section, text, t->where);
	build_close(t->section->build);
	return node;
}

/* Notes on the whole, then those of marks in their order, then the source. */
static void add_remarks(struct bind_table *t, const struct notes *notes) {
	lua_State *L = t->L;
	for (size_t i = 0; i < notes->n; i++) {
		if (!notes->v[i].mark) {
			opt_raise(L, t->where, arena_printf(arena_of(t), "write [^%s] where it belongs, or leave its name out if it is of the whole table",
			                                    notes->v[i].key), "its note '%s' has no mark in it", notes->v[i].key);
		}
	}
	if (lua_getfield(L, 2, "notes") != LUA_TNIL) {
		for (lua_Integer i = 1; lua_geti(L, -1, i) != LUA_TNIL; i++) {
			open_remark(t, arena_strdup(arena_of(t), opt_check_text(L, -1, t->where, "a note")));
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	for (size_t i = 0; i < notes->marks; i++) {
		open_remark(t, notes->marked[i]->text)->u.remark.mark = notes->marked[i]->mark;
	}
	const char *source = opt_text(L, 2, t->where, "source");
	if (source) {
		open_remark(t, source)->u.remark.is_source = true;
	}
}

/* ---- what is told of the whole ---- */

static void read_heat_columns(struct bind_table *t, int heat) {
	lua_State *L = t->L;
	bool has_list = lua_getfield(L, heat, "columns") != LUA_TNIL;
	lua_Integer n = has_list ? luaL_len(L, -1) : 0;
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, -1, i);
		lua_Integer column = lua_tointeger(L, -1);
		if (!lua_isinteger(L, -1) || column < 1 || column > (lua_Integer)t->count) {
			opt_raise(L, t->where, NULL, "heat.columns has %s; numbers of columns, 1 to %zu, were expected", opt_given(L, -1), t->count);
		}
		t->about[column - 1].is_heat = true;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	for (size_t i = 0; i < t->count && !has_list; i++) {
		t->about[i].is_heat = !t->about[i].heads;
	}
}

static const struct opt heat_opts[] = {
	{ "columns", OPT_TABLE, "integer[]" }, { "high", OPT_NUMBER }, { "legend", OPT_BOOLEAN }, { "low", OPT_NUMBER },
	{ NULL, 0 }
};

/* heat = true, or { low =, high =, columns =, legend = }; false where it is not given. */
static bool read_heat(struct bind_table *t, struct node_table *more) {
	lua_State *L = t->L;
	int type = lua_getfield(L, 2, "heat"), heat = lua_gettop(L);
	if (type == LUA_TBOOLEAN && lua_toboolean(L, heat)) {
		lua_createtable(L, 0, 0);
		lua_replace(L, heat);
	} else if (type == LUA_TNIL || type == LUA_TBOOLEAN) {
		lua_pop(L, 1);
		return false;
	}
	char where[80];
	snprintf(where, sizeof(where), "%s › heat", t->where);
	opt_required(L, heat, where, heat_opts, false);
	more->heat_low = opt_number(L, heat, "low", NAN);
	more->heat_high = opt_number(L, heat, "high", NAN);
	more->heat_legend = opt_boolean(L, heat, "legend", true);
	if (more->heat_low >= more->heat_high) {
		opt_raise(L, where, NULL, "low is %g and high %g: low is the lesser of them", more->heat_low, more->heat_high);
	}
	read_heat_columns(t, heat);
	bool *columns = arena_alloc(arena_of(t), t->count * sizeof(*columns));
	for (size_t i = 0; i < t->count; i++) {
		columns[i] = t->about[i].is_heat;
	}
	more->heat = columns;
	lua_pop(L, 1);
	return true;
}

/* repeat_stub = true, false, or how many columns; -1 where it is not told. */
static int read_stub(struct bind_table *t) {
	lua_State *L = t->L;
	int type = lua_getfield(L, 2, "repeat_stub"), stub = -1;
	if (type == LUA_TBOOLEAN) {
		stub = lua_toboolean(L, -1) ? -1 : 0;
	} else if (lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 0 && lua_tointeger(L, -1) < (lua_Integer)t->count) {
		stub = (int)lua_tointeger(L, -1);
	} else if (type != LUA_TNIL) {
		opt_raise(L, t->where, NULL, "repeat_stub is %s; true, false or how many of the first columns was expected", opt_given(L, -1));
	}
	lua_pop(L, 1);
	return stub;
}

/* landscape = "auto" is the table's own; true and false are those of every block. */
static bool is_landscape_auto(struct bind_table *t) {
	lua_State *L = t->L;
	int type = lua_getfield(L, 2, "landscape");
	bool is_auto = type == LUA_TSTRING && str_eq(lua_tostring(L, -1), "auto");
	if (!is_auto && type != LUA_TNIL && type != LUA_TBOOLEAN) {
		opt_raise(L, t->where, NULL, "landscape is %s; true, false or \"auto\" was expected", opt_given(L, -1));
	}
	lua_pop(L, 1);
	return is_auto;
}

/* What is told of the table beside columns and rows, before its rows are read. */
static void read_more(struct bind_table *t, struct node *node) {
	lua_State *L = t->L;
	struct node_table more = { .zebra = -1, .heat_low = NAN, .heat_high = NAN };
	bool is_told = lua_getfield(L, 2, "foot") != LUA_TNIL;
	more.foot_rows = is_told ? (unsigned)luaL_len(L, -1) : 0;
	more.foot_repeats = opt_boolean(L, 2, "foot_repeat", false);
	if (more.foot_repeats && more.foot_rows == 0) {
		opt_raise(L, t->where, "foot = { { \"Sum\", 12 } }", "foot_repeat has no foot to repeat");
	}
	more.zebra = lua_getfield(L, 2, "zebra") == LUA_TNIL ? -1 : lua_toboolean(L, -1);
	lua_pop(L, 2);
	more.stub = read_stub(t);
	bind_place(L, node, 2, t->where);
	if (is_landscape_auto(t)) {
		node->is_landscape = false;
		more.landscape = LANDSCAPE_AUTO;
	}
	bool has_heat = read_heat(t, &more);
	is_told = is_told || more.zebra >= 0 || more.stub >= 0 || more.landscape != LANDSCAPE_NO || has_heat;
	node->u.table.more = is_told ? arena_copy(arena_of(t), &more, sizeof(more)) : NULL;
}

/* Without a caption a table has no number, no place in the list of tables and nothing that others can refer to. */
static bool has_caption(struct bind_table *t) {
	lua_State *L = t->L;
	int type = lua_getfield(L, 2, "caption");
	bool is_off = type == LUA_TBOOLEAN && !lua_toboolean(L, -1);
	if (type != LUA_TNIL && type != LUA_TSTRING && !is_off) {
		opt_raise(L, t->where, "caption = false says that none is wanted", "caption is a %s; a string was expected", luaL_typename(L, -1));
	}
	if (type == LUA_TNIL) {
		bind_warn(L, &t->section->scope, lua_pushfstring(L, "%s has no caption: it gets no number, and is in no list of tables", t->where),
		          "caption = \"…\" says what it shows; caption = false says that none is wanted");
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return type == LUA_TSTRING;
}

static const struct opt table_opts[] = {
	{ "landscape", OPT_ANY, "boolean|\"auto\"" }, BIND_PLACE_OPTS, { "caption", OPT_ANY, "string|false" }, { "columns", OPT_TABLE, "!(string|doc.table.group|doc.table.column)[]" }, { "foot", OPT_TABLE, "doc.table.row[]" },
	{ "foot_repeat", OPT_BOOLEAN }, { "head", OPT_TABLE, "doc.table.row[]" }, { "heat", OPT_ANY, "true|doc.table.heat" }, { "id", OPT_STRING }, { "notes", OPT_TABLE, "table<string|integer, string>" },
	{ "repeat_stub", OPT_ANY, "boolean|integer" }, { "rows", OPT_TABLE, "!doc.table.row[]" }, { "source", OPT_STRING }, { "zebra", OPT_BOOLEAN }, { NULL, 0 },
};

static int doc_table(lua_State *L) {
	struct bind_section *section = bind_section_of(L, "table");
	char where[40];
	snprintf(where, sizeof(where), "table %zu", ++section->tables);
	struct bind_table t = { .L = L, .section = section, .where = where };
	lua_settop(L, 2);
	opt_required(L, 2, where, table_opts, false);
	read_columns(&t);
	struct node *node = bind_open(L, section, NODE_TABLE, opt_text(L, 2, where, "id"), where);
	node->u.table.columns = t.columns;
	node->u.table.column_count = t.count;
	read_more(&t, node);
	struct notes *notes = read_notes(&t);
	build_marks(section->build, find_mark, notes);
	if (has_caption(&t)) {
		bind_caption(L, section, 2, where);
	}
	node->u.table.header_rows = (unsigned)add_rows(&t, "head", "head row", IN_HEAD, EDGE_MAX);
	node->u.table.header_rows += add_titles(&t);
	if (lua_getfield(L, 2, "rows") == LUA_TNIL) {
		opt_raise(L, where, "rows = { { \"Georgia\", \"1994\" }, … }", "rows are missing");
	}
	lua_pop(L, 1);
	add_rows(&t, "rows", "row", IN_BODY, BIND_ROWS_MAX);
	add_rows(&t, "foot", "foot row", IN_FOOT, EDGE_MAX);
	build_marks(section->build, NULL, NULL);
	add_remarks(&t, notes);
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_table_shapes[] = {
	{ "doc.table", table_opts },
	{ "doc.table.column", entry_opts },
	{ "doc.table.group", group_opts },
	{ "doc.table.heat", heat_opts },
	{ "doc.table.row", row_opts, "string|number|doc.cell" },
	{ NULL }
};

const struct lib_fn bind_table_fns[] = {
	{ "table", doc_table,
	  "doc:table { columns =, rows =, head =, foot =, foot_repeat =, notes =, source =, caption =, heat =, zebra =, repeat_stub =, "
	  "place =, landscape =, id = }",
	  "A table. columns and rows are required:\n"
	  "\n"
	  "- columns: each a title, or { title =, align = \"left\" (default), \"right\", \"center\" or \"decimal\" (points below each other), width = \"auto\" (default), \"30%\", \"2*\" (shares of what is left) or points, min =, max = (points, of an automatic width or a share), nowrap = true, valign = \"top\", \"middle\" or \"bottom\" (the template's), header = true where its cells head their rows, format = }, or { title =, columns = { … } }: a title over several. format is { decimals = (as needed; a half is rounded up), unit = \"€\", sign = true (a plus before what is above 0), grouping = false (thousands unparted) }.\n"
	  "- rows: each a list of cells, with id =, level = 2 and on (set in), total = true where it sums up; or { group = \"South\", level = } over the rows that follow.\n"
	  "- A cell: Markdown; a number, written as the language does; \"\" where it is empty; or { text =, blocks = (paragraphs and lists in Markdown), colspan =, rowspan =, align =, valign =, tone = \"good\", \"bad\", \"key\" or \"muted\", header = true, format =, value = (what heat is measured by), note = (key of one of the notes), sparkline = { 1, 3, 2 }, bar = 0.4 (of its length), alt =, id = }.\n"
	  "- head, foot: further rows at its ends; foot_repeat = true sets the foot on every page.\n"
	  "- notes: { a = \"…\" } stand under it, lettered in the order of their marks [^a] in it; texts without a name are of the whole. source is the line below them; \"Source:\" is set before it.\n"
	  "- heat: true, or { low =, high = (numbers; the least and the most there is), columns = { 2, 3 } (all but those that head rows), legend = false }: tints cells by their numbers. zebra: shades every other row (the template's).\n"
	  "- landscape: true or \"auto\" (where it is too wide). Else a table too wide is set smaller, then in parts, in which the first columns come again: repeat_stub is how many (those with header = true).\n"
	  "\n"
	  "    doc:table {\n"
	  "      columns = { { title = \"Ally\", header = true }, { title = \"Share\", align = \"decimal\", format = { decimals = 2, unit = \"%\" } } },\n"
	  "      rows = { { \"Poland\", 4.12 }, { \"Spain[^a]\", 1.28 } }, notes = { a = \"An estimate.\" }, source = \"NATO\", caption = \"Spending, 2024\",\n"
	  "    }",
	  "options: doc.table" },
	{ NULL, NULL, NULL, NULL }
};
