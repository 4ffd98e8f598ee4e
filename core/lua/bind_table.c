/* bind_table: doc:table. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define COLUMNS_MAX 60
#define ROWS_MAX 100000

struct table {
	lua_State *L;
	struct bind_section *section;
	const char *where;           /* "table 2" */
	struct node_column *columns;
	const char **titles;         /* NULL: the column has none */
	bool *headers;               /* cells of the column head their rows */
	int *left;                   /* rows that a cell above still covers, a column each */
	size_t count;
};

static const char *const aligns[] = { "left", "right", "center", "decimal", NULL };

/* "auto", "30%", "2*" or points. */
static void read_width(struct table *t, const char *where, struct node_column *column) {
	lua_State *L = t->L;
	lua_getfield(L, -1, "width");
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

static void read_column(struct table *t, size_t i) {
	static const struct opt opts[] = { { "align", OPT_STRING }, { "header", OPT_BOOLEAN }, { "title", OPT_STRING },
	                                   { "width", OPT_ANY }, { NULL, 0 } };
	lua_State *L = t->L;
	char where[80];
	snprintf(where, sizeof(where), "%s › column %zu", t->where, i + 1);
	lua_geti(L, -1, (lua_Integer)i + 1);
	if (lua_type(L, -1) == LUA_TSTRING) {
		t->titles[i] = arena_strdup(state_arena(state_of(L)), opt_check_text(L, -1, where, "the title"));
	} else {
		int idx = lua_gettop(L);
		opt_required(L, idx, where, opts, false);
		t->titles[i] = opt_text(L, idx, where, "title");
		t->headers[i] = opt_boolean(L, idx, "header", false);
		t->columns[i].align = (enum node_align)opt_choice(L, idx, where, "align", aligns, ALIGN_LEFT);
		read_width(t, where, &t->columns[i]);
	}
	lua_pop(L, 1);
}

static void read_columns(struct table *t) {
	lua_State *L = t->L;
	struct arena *arena = state_arena(state_of(L));
	if (lua_getfield(L, 2, "columns") == LUA_TNIL) {
		opt_raise(L, t->where, "columns = { { title = \"Country\" }, … }", "columns are missing");
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > COLUMNS_MAX) {
		opt_raise(L, t->where, NULL, "it has %lld columns; 1 to %d can be set", (long long)n, COLUMNS_MAX);
	}
	t->count = (size_t)n;
	t->columns = arena_alloc(arena, t->count * sizeof(*t->columns));
	t->titles = arena_alloc(arena, t->count * sizeof(*t->titles));
	t->headers = arena_alloc(arena, t->count * sizeof(*t->headers));
	t->left = arena_alloc(arena, t->count * sizeof(*t->left));
	for (size_t i = 0; i < t->count; i++) {
		read_column(t, i);
	}
	lua_pop(L, 1);
}

/* "table 2 › row 14 › column "Joined"". */
static void cell_place(const struct table *t, lua_Integer row, size_t column, char *out, size_t size) {
	if (column < t->count && t->titles[column]) {
		snprintf(out, size, "%s › row %lld › column \"%s\"", t->where, (long long)row, t->titles[column]);
	} else {
		snprintf(out, size, "%s › row %lld › column %zu", t->where, (long long)row, column + 1);
	}
}

static struct node *open_cell(struct table *t, const char *id, const char *where) {
	return bind_open(t->L, t->section, NODE_CELL, id, where);
}

static int check_span(struct table *t, int cell, const char *where, const char *name, lua_Integer max) {
	lua_Integer n = opt_integer(t->L, cell, name, 1);
	if (n < 1 || n > max) {
		opt_raise(t->L, where, NULL, "%s is %lld; 1 to %lld was expected", name, (long long)n, (long long)max);
	}
	return (int)n;
}

/* Add the cell on top of the stack, which begins in column; how many columns it takes. */
static size_t add_cell(struct table *t, lua_Integer row, size_t column) {
	static const struct opt opts[] = { { "align", OPT_STRING }, { "colspan", OPT_INTEGER }, { "header", OPT_BOOLEAN },
	                                   { "id", OPT_STRING }, { "rowspan", OPT_INTEGER }, { "text", OPT_STRING }, { NULL, 0 } };
	lua_State *L = t->L;
	int cell = lua_gettop(L), colspan = 1, rowspan = 1, align = -1;
	bool is_header = t->headers[column];
	const char *text, *id = NULL;
	char where[200];
	cell_place(t, row, column, where, sizeof(where));
	if (lua_istable(L, cell)) {
		opt_check(L, cell, where, opts, false);
		text = opt_text(L, cell, where, "text");
		if (!text) {
			opt_raise(L, where, NULL, "the cell has no text");
		}
		id = opt_text(L, cell, where, "id");
		colspan = check_span(t, cell, where, "colspan", (lua_Integer)(t->count - column));
		rowspan = check_span(t, cell, where, "rowspan", ROWS_MAX);
		align = opt_choice(L, cell, where, "align", aligns, -1);
		is_header = opt_boolean(L, cell, "header", is_header);
	} else {
		text = opt_check_text(L, cell, where, "the cell");
	}
	struct node *node = open_cell(t, id, where);
	node->u.cell.colspan = colspan;
	node->u.cell.rowspan = rowspan;
	node->u.cell.is_header = is_header;
	node->u.cell.align = align;
	bind_inlines(L, t->section, text, where);
	build_close(t->section->build);
	for (int i = 0; i < colspan; i++) {
		t->left[column + (size_t)i] = rowspan;
	}
	return (size_t)colspan;
}

/* A row of one cell over all columns. */
static void add_group(struct table *t, int row, lua_Integer number) {
	lua_State *L = t->L;
	char where[80];
	snprintf(where, sizeof(where), "%s › row %lld", t->where, (long long)number);
	if (lua_rawlen(L, row) > 0) {
		opt_raise(L, where, NULL, "a group row has no cells beside its name");
	}
	const char *text = opt_text(L, row, where, "group");
	struct node *node = open_cell(t, NULL, where);
	node->u.cell.colspan = (int)t->count;
	node->u.cell.is_header = true;
	bind_inlines(L, t->section, text, where);
	build_close(t->section->build);
}

static void raise_too_many(struct table *t, lua_Integer row, lua_Integer cells) {
	char where[80];
	snprintf(where, sizeof(where), "%s › row %lld", t->where, (long long)row);
	opt_raise(t->L, where, NULL, "it has %lld cells, more than the %zu columns have room for", (long long)cells, t->count);
}

static void add_cells(struct table *t, int row, lua_Integer number) {
	lua_State *L = t->L;
	lua_Integer next = 1;
	for (size_t column = 0; column < t->count;) {
		if (t->left[column] > 0) {
			column++;                /* a cell above covers it */
			continue;
		}
		if (lua_geti(L, row, next++) == LUA_TNIL) {
			char where[200];
			cell_place(t, number, column, where, sizeof(where));
			opt_raise(L, where, "write \"\" for an empty cell", "the cell is missing");
		}
		column += add_cell(t, number, column);
		lua_settop(L, row);
	}
	lua_Integer cells = (lua_Integer)lua_rawlen(L, row);
	if (cells >= next) {
		raise_too_many(t, number, cells);
	}
}

static void add_row(struct table *t, lua_Integer number) {
	static const struct opt opts[] = { { "group", OPT_STRING }, { "id", OPT_STRING }, { "total", OPT_BOOLEAN }, { NULL, 0 } };
	lua_State *L = t->L;
	int row = lua_gettop(L);
	char where[80];
	snprintf(where, sizeof(where), "%s › row %lld", t->where, (long long)number);
	opt_required(L, row, where, opts, true);
	state_charge(L, 8 * t->count);
	lua_getfield(L, row, "group");
	bool is_group = !lua_isnil(L, -1);
	lua_pop(L, 1);
	struct node *node = bind_open(L, t->section, NODE_ROW, opt_text(L, row, where, "id"), where);
	node->u.row.is_group = is_group;
	node->u.row.is_total = opt_boolean(L, row, "total", false);
	if (is_group) {
		add_group(t, row, number);
	} else {
		add_cells(t, row, number);
	}
	for (size_t i = 0; i < t->count; i++) {
		t->left[i] -= t->left[i] > 0;
	}
	build_close(t->section->build);
}

static bool has_titles(const struct table *t) {
	for (size_t i = 0; i < t->count; i++) {
		if (t->titles[i]) {
			return true;
		}
	}
	return false;
}

static void add_header_row(struct table *t) {
	struct node *row = bind_open(t->L, t->section, NODE_ROW, NULL, t->where);
	row->u.row.is_header = true;
	for (size_t i = 0; i < t->count; i++) {
		struct node *cell = open_cell(t, NULL, t->where);
		cell->u.cell.is_header = true;
		bind_inlines(t->L, t->section, t->titles[i] ? t->titles[i] : "", t->where);
		build_close(t->section->build);
	}
	build_close(t->section->build);
}

static int doc_table(lua_State *L) {
	static const struct opt opts[] = { BIND_PLACE_OPTS, { "caption", OPT_STRING }, { "columns", OPT_TABLE }, { "id", OPT_STRING }, { "rows", OPT_TABLE },
	                                   { NULL, 0 } };
	struct bind_section *section = bind_section_of(L, "table");
	char where[40];
	snprintf(where, sizeof(where), "table %zu", ++section->tables);
	struct table t = { .L = L, .section = section, .where = where };
	lua_settop(L, 2);
	opt_required(L, 2, where, opts, false);
	read_columns(&t);
	struct node *node = bind_open(L, section, NODE_TABLE, opt_text(L, 2, where, "id"), where);
	node->u.table.columns = t.columns;
	node->u.table.column_count = t.count;
	node->u.table.header_rows = has_titles(&t) ? 1 : 0;
	bind_place(L, node, 2, where);
	bind_caption(L, section, 2, where);
	if (has_titles(&t)) {
		add_header_row(&t);
	}
	if (lua_getfield(L, 2, "rows") == LUA_TNIL) {
		opt_raise(L, where, "rows = { { \"Georgia\", \"1994\" }, … }", "rows are missing");
	}
	lua_Integer n = luaL_len(L, 3);
	if (n > ROWS_MAX) {
		opt_raise(L, where, NULL, "it has %lld rows; %d can be set", (long long)n, ROWS_MAX);
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 3, i);
		add_row(&t, i);
		lua_settop(L, 3);
	}
	build_close(section->build);
	return 0;
}

const struct lib_fn bind_table_fns[] = {
	{ "table", doc_table, "doc:table { columns =, rows =, caption =, place =, landscape =, id = }",
	  "A table. A column is { title =, align = \"left\" | \"right\" | \"center\" | \"decimal\", width = \"auto\" | \"30%\" | \"2*\" | points, "
	  "header = }; header = true makes its cells the heads of their rows. A row is a list of cells, with id =, total = true where it "
	  "sums up; or { group = \"South\" }. A cell is Markdown, a number, or { text =, colspan =, rowspan =, align =, header =, id = }." },
	{ NULL, NULL, NULL, NULL }
};
