/* bind_page: blocks that say how others share the page: columns side by side, and text that flows through columns. */
#include <lauxlib.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define COLUMNS_MIN 2
#define COLUMNS_MAX 6
#define GAP_MAX 200

static double read_gap(lua_State *L, const char *where) {
	double gap = opt_number(L, 2, "gap", -1);
	lua_getfield(L, 2, "gap");
	if (!lua_isnil(L, -1) && !(gap >= 0 && gap <= GAP_MAX)) {
		opt_raise(L, where, NULL, "gap is %g; 0 to %d points were expected", gap, GAP_MAX);
	}
	lua_pop(L, 1);
	return gap;
}

/* "2*", "30%" or points, each above 0. */
static void read_width(lua_State *L, const char *where, struct node_column *column) {
	char *end = NULL;
	const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
	column->unit = WIDTH_PT;
	column->width = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : strtod(s, &end);
	if (end) {
		column->unit = *s && str_eq(end, "%") ? WIDTH_PERCENT : *s && str_eq(end, "*") ? WIDTH_SHARE : WIDTH_AUTO;
	}
	if (column->unit == WIDTH_AUTO || !(column->width > 0 && column->width < 10000)) {
		opt_raise(L, where, NULL, "a width is %s; \"2*\", \"30%%\" or points were expected", opt_given(L, -1));
	}
}

static const struct node_column *read_widths(lua_State *L, const char *where, lua_Integer n) {
	struct node_column *widths = NULL;
	if (lua_getfield(L, 2, "widths") != LUA_TNIL) {
		if (luaL_len(L, -1) != n) {
			opt_raise(L, where, NULL, "there are %lld widths for %lld columns", (long long)luaL_len(L, -1), (long long)n);
		}
		widths = arena_alloc(state_arena(state_of(L)), (size_t)n * sizeof(*widths));
		for (lua_Integer i = 0; i < n; i++) {
			lua_geti(L, -1, i + 1);
			read_width(L, where, &widths[i]);
			lua_pop(L, 1);
		}
	}
	lua_pop(L, 1);
	return widths;
}

/* What the open node holds: the value on top, Markdown or a function that writes with doc. */
static void write_blocks(lua_State *L, struct bind_section *section, const char *where) {
	struct node *node = build_current(section->build);
	if (lua_type(L, -1) != LUA_TFUNCTION) {
		bind_blocks(L, section, opt_check_text(L, -1, where, "it"), NULL, where);
		return;
	}
	lua_pushvalue(L, -1);
	lua_pushvalue(L, 1);
	record_in(&section->record);
	lua_call(L, 1, 0);
	record_out(&section->record);
	/* An error that the function caught may have left blocks open. */
	while (build_current(section->build) != node) {
		build_close(section->build);
	}
	if (!node->first) {
		opt_raise(L, where, NULL, "the function wrote nothing");
	}
}

static const struct opt columns_opts[] = { { "gap", OPT_NUMBER }, { "id", OPT_STRING }, { "widths", OPT_TABLE, "(string|number)[]" }, { NULL, 0 } };

static int doc_columns(lua_State *L) {
	static const char where[] = "doc:columns";
	struct bind_section *section = bind_section_of(L, "columns");
	lua_settop(L, 2);
	opt_required(L, 2, where, columns_opts, true);
	lua_Integer n = luaL_len(L, 2);
	if (n < COLUMNS_MIN || n > COLUMNS_MAX) {
		opt_raise(L, where, "doc:columns { function(doc) … end, function(doc) … end }", "it has %lld column%s; %d to %d were expected",
		          (long long)n, n == 1 ? "" : "s", COLUMNS_MIN, COLUMNS_MAX);
	}
	struct node *node = bind_open(L, section, NODE_COLUMNS, opt_text(L, 2, where, "id"), where);
	node->u.columns.gap_pt = read_gap(L, where);
	node->u.columns.widths = read_widths(L, where, n);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 2, i);
		bind_open(L, section, NODE_COLUMN, NULL, where);
		write_blocks(L, section, where);
		build_close(section->build);
		lua_settop(L, 2);
	}
	build_close(section->build);
	return 0;
}

static const struct opt balance_opts[] = { { "columns", OPT_INTEGER }, { "gap", OPT_NUMBER }, { "id", OPT_STRING }, { NULL, 0 } };

static int doc_balance(lua_State *L) {
	static const char where[] = "doc:balance";
	struct bind_section *section = bind_section_of(L, "balance");
	lua_settop(L, 2);
	opt_required(L, 2, where, balance_opts, true);
	lua_Integer n = opt_integer(L, 2, "columns", 2);
	if (n < COLUMNS_MIN || n > COLUMNS_MAX) {
		opt_raise(L, where, NULL, "columns is %lld; %d to %d was expected", (long long)n, COLUMNS_MIN, COLUMNS_MAX);
	}
	if (luaL_len(L, 2) != 1) {
		opt_raise(L, where, "doc:balance { columns = 2, function(doc) … end }", "it holds one function or text, not %lld",
		          (long long)luaL_len(L, 2));
	}
	struct node *node = bind_open(L, section, NODE_BALANCE, opt_text(L, 2, where, "id"), where);
	node->u.balance.count = (int)n;
	node->u.balance.gap_pt = read_gap(L, where);
	lua_geti(L, 2, 1);
	write_blocks(L, section, where);
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_page_shapes[] = {
	{ "doc.balance", balance_opts, "string|fun(doc: doc)" },
	{ "doc.columns", columns_opts, "string|fun(doc: doc)" },
	{ NULL }
};

const struct lib_fn bind_page_fns[] = {
	{ "balance", doc_balance, "doc:balance { columns =, gap =, id =, function(doc) … end }",
	  "Blocks that flow through columns (2 to 6; default 2) of one height; in place of the function, Markdown. gap is in points (the template's). Nothing in it can float.\n"
	  "\n"
	  "    doc:balance { columns = 3, function(doc) doc:list { \"Albania\", \"Belgium\", \"Canada\" } end }",
	  "options: doc.balance" },
	{ "columns", doc_columns, "doc:columns { gap =, widths =, id =, function(doc) … end, function(doc) … end }",
	  "Columns side by side, 2 to 6, each a function that writes what stands in it, or Markdown. gap is in points (the template's); widths is a list of \"2*\" (shares), \"30%\" or points, one a column (all the same). Nothing in them can float.\n"
	  "\n"
	  "    doc:columns { widths = { \"2*\", \"1*\" }, function(doc) doc:text(\"What happened.\") end, \"In **brief**\" }",
	  "options: doc.columns" },
	{ NULL, NULL, NULL, NULL }
};
