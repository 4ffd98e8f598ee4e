/* bind_list: lists of items, and of terms with what they mean. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

#define LIST_DEPTH_MAX 6
#define TERM_MAX 300           /* bytes: a term is not parted by the end of a page */

static const char *const list_styles[] = {
	[LIST_BULLET] = "bullet", [LIST_DECIMAL] = "decimal", [LIST_ALPHA] = "alpha", [LIST_UPPER_ALPHA] = "upper-alpha",
	[LIST_ROMAN] = "roman", [LIST_UPPER_ROMAN] = "upper-roman", [LIST_CHECK] = "check", [LIST_TERMS] = "definitions", NULL
};

static void add_list(lua_State *L, struct bind_section *section, int idx, const char *where, int depth, bool of_terms);

/* What an item says: words, or, parted by empty lines, paragraphs, lists and quotes. */
static void add_text(lua_State *L, struct bind_section *section, const char *text, const char *where) {
	if (strstr(text, "\n\n")) {
		bind_blocks(L, section, text, NULL, where);
		return;
	}
	bind_open(L, section, NODE_PARA, NULL, where);
	bind_inlines(L, section, text, where);
	build_close(section->build);
}

/* Whether the table on top is an item, { text = … }, rather than a list. */
static bool is_item(lua_State *L) {
	bool is = lua_getfield(L, -1, "text") != LUA_TNIL;
	lua_pop(L, 1);
	return is;
}

static const struct opt item_opts[] = { { "done", OPT_BOOLEAN }, { "id", OPT_STRING }, { "text", OPT_STRING, "!string" }, { NULL, 0 } };

/* Open the item on top; it stays open for a list below it. */
static void open_item(lua_State *L, struct bind_section *section, enum list_style style, const char *where) {
	int item = lua_gettop(L), o = lua_istable(L, item) ? item : 0;
	if (o) {
		opt_check(L, item, where, item_opts, false);
	}
	const char *text = o ? opt_text(L, item, where, "text") : opt_check_text(L, item, where, "it");
	struct node *node = bind_open(L, section, NODE_ITEM, opt_text(L, o, where, "id"), where);
	node->u.item.is_done = opt_boolean(L, o, "done", false);
	if (node->u.item.is_done && style != LIST_CHECK) {
		opt_raise(L, where, "style = \"check\" sets boxes before its items", "only an item of a list of boxes can be done");
	}
	add_text(L, section, text, where);
}

static void add_items(lua_State *L, struct bind_section *section, int idx, enum list_style style, const char *where, int depth) {
	lua_Integer n = luaL_len(L, idx);
	bool is_open = false;
	for (lua_Integer i = 1; i <= n; i++) {
		char here[200];
		snprintf(here, sizeof(here), "%s › item %lld", where, (long long)i);
		state_charge(L, 4);
		lua_geti(L, idx, i);
		int item = lua_gettop(L);
		if (lua_istable(L, item) && !is_item(L)) {
			if (!is_open) {
				opt_raise(L, here, NULL, "a list inside a list follows the item it belongs to");
			}
			add_list(L, section, item, here, depth + 1, false);
			lua_settop(L, item - 1);
			continue;
		}
		if (is_open) {
			build_close(section->build);
		}
		open_item(L, section, style, here);
		is_open = true;
		lua_settop(L, item - 1);
	}
	if (is_open) {
		build_close(section->build);
	}
}

static const struct opt definition_opts[] = { { "id", OPT_STRING }, { NULL, 0 } };

/* { term, text } or { term, text, a list below it }, on top. */
static void add_definition(lua_State *L, struct bind_section *section, const char *where, int depth) {
	int item = lua_gettop(L);
	opt_required(L, item, where, definition_opts, true);
	lua_Integer n = luaL_len(L, item);
	if (n < 2 || n > 3) {
		opt_raise(L, where, "{ \"PfP\", \"Partnership for Peace\" }", "it has %lld parts; a term and what it means were expected",
		          (long long)n);
	}
	lua_geti(L, item, 1);
	lua_geti(L, item, 2);
	const char *term = opt_check_text(L, item + 1, where, "the term"), *text = opt_check_text(L, item + 2, where, "the text");
	if (strlen(term) > TERM_MAX) {
		opt_raise(L, where, "the term is what comes first, its meaning second", "the term has %zu bytes; %d are the most", strlen(term), TERM_MAX);
	}
	bind_open(L, section, NODE_ITEM, opt_text(L, item, where, "id"), where);
	bind_words(L, section, NODE_TERM, term, where);
	add_text(L, section, text, where);
	if (n == 3) {
		lua_geti(L, item, 3);
		add_list(L, section, lua_gettop(L), where, depth + 1, false);
	}
	build_close(section->build);
}

static void add_definitions(lua_State *L, struct bind_section *section, int idx, const char *where, int depth) {
	lua_Integer n = luaL_len(L, idx);
	for (lua_Integer i = 1; i <= n; i++) {
		char here[200];
		snprintf(here, sizeof(here), "%s › item %lld", where, (long long)i);
		state_charge(L, 4);
		lua_geti(L, idx, i);
		int item = lua_gettop(L);
		add_definition(L, section, here, depth);
		lua_settop(L, item - 1);
	}
}

static enum list_style read_style(lua_State *L, int idx, const char *where, bool of_terms) {
	bool ordered = opt_boolean(L, idx, "ordered", false);
	int style = opt_choice(L, idx, where, "style", list_styles, of_terms ? LIST_TERMS : ordered ? LIST_DECIMAL : LIST_BULLET);
	if ((ordered && (style == LIST_BULLET || style >= LIST_CHECK)) || (of_terms && style != LIST_TERMS)) {
		opt_raise(L, where, NULL, "a list of style \"%s\" cannot be %s", list_styles[style], ordered ? "ordered" : "one of definitions");
	}
	return (enum list_style)style;
}

/* Options that say nothing of a list of this style are a mistake in it. */
static void refuse_idle(lua_State *L, int idx, const char *where, enum list_style style) {
	bool is_counted = style >= LIST_DECIMAL && style <= LIST_UPPER_ROMAN;
	if (!is_counted && lua_getfield(L, idx, "start") != LUA_TNIL) {
		opt_raise(L, where, "ordered = true", "start is of a list with numbers");
	}
	if (style != LIST_TERMS && lua_getfield(L, idx, "term") != LUA_TNIL) {
		opt_raise(L, where, "doc:definitions { { \"PfP\", \"Partnership for Peace\" } }", "term is of a list of definitions");
	}
	lua_settop(L, idx);
}

static const struct opt list_opts[] = {
	{ "id", OPT_STRING }, { "loose", OPT_BOOLEAN }, { "ordered", OPT_BOOLEAN },
	{ "start", OPT_INTEGER }, { "style", OPT_STRING, "\"bullet\"|\"decimal\"|\"alpha\"|\"upper-alpha\"|\"roman\"|\"upper-roman\"|\"check\"|\"definitions\"" }, { "term", OPT_STRING, "\"auto\"|\"hung\"|\"run-in\"" }, { NULL, 0 }
};

static void add_list(lua_State *L, struct bind_section *section, int idx, const char *where, int depth, bool of_terms) {
	static const char *const places[] = { [TERMS_AUTO] = "auto", [TERMS_HUNG] = "hung", [TERMS_RUNIN] = "run-in", NULL };
	luaL_checkstack(L, 12, "lists nested too deep");
	if (depth > LIST_DEPTH_MAX) {
		opt_raise(L, where, NULL, "lists are nested deeper than %d", LIST_DEPTH_MAX);
	}
	opt_required(L, idx, where, list_opts, true);
	if (luaL_len(L, idx) == 0) {
		opt_raise(L, where, NULL, "the list is empty");
	}
	lua_Integer start = opt_integer(L, idx, "start", 1);
	if (start < 0 || start > 1000000) {
		opt_raise(L, where, NULL, "start is %lld; 0 to 1000000 was expected", (long long)start);
	}
	enum list_style style = read_style(L, idx, where, of_terms);
	refuse_idle(L, idx, where, style);
	struct node *node = bind_open(L, section, NODE_LIST, opt_text(L, idx, where, "id"), where);
	node->u.list.style = style;
	node->u.list.start = (int)start;
	node->u.list.is_loose = opt_boolean(L, idx, "loose", false);
	node->u.list.place = (enum terms_place)opt_choice(L, idx, where, "term", places, TERMS_AUTO);
	if (node->u.list.style == LIST_TERMS) {
		add_definitions(L, section, idx, where, depth);
	} else {
		add_items(L, section, idx, node->u.list.style, where, depth);
	}
	build_close(section->build);
}

static int begin_list(lua_State *L, const char *name, bool of_terms) {
	struct bind_section *section = bind_section_of(L, name);
	char where[40];
	snprintf(where, sizeof(where), "list %zu", ++section->lists);
	lua_settop(L, 2);
	add_list(L, section, 2, where, 1, of_terms);
	return 0;
}

static int doc_list(lua_State *L) {
	return begin_list(L, "list", false);
}

static int doc_definitions(lua_State *L) {
	return begin_list(L, "definitions", true);
}

const struct lib_shape bind_list_shapes[] = {
	{ "doc.definition", definition_opts, "string|doc.list" },
	{ "doc.definitions", list_opts, "doc.definition" },
	{ "doc.item", item_opts },
	{ "doc.list", list_opts, "string|doc.item|doc.list|doc.definition" },
	{ NULL }
};

const struct lib_fn bind_list_fns[] = {
	{ "definitions", doc_definitions, "doc:definitions { { \"PfP\", \"Partnership for Peace\" }, …, term =, loose =, id = }",
	  "Terms and what they mean; an item may have a list as third part, and an id. term is \"hung\" (beside the text), \"run-in\" (in its "
	  "first line) or \"auto\": by their width."
	  "\n\n    doc:definitions { { \"PfP\", \"Partnership for Peace\" }, { \"MD\", \"Mediterranean Dialogue\" }, term = \"hung\" }",
	  "options: doc.definitions" },
	{ "list", doc_list, "doc:list { \"one\", \"two\", { \"below two\" }, ordered =, style =, start =, loose =, id = }",
	  "A list. An item is Markdown, or { text =, id =, done = }; with an empty line in it, several paragraphs. A table in between is a list below the item before it. style is \"bullet\" (default), \"decimal\" (the default with ordered = true), \"alpha\", \"upper-alpha\", \"roman\", \"upper-roman\", \"check\" (boxes, ticked where done = true) or \"definitions\"; start is the first number (1); loose = true sets items as far apart as paragraphs."
	  "\n\n    doc:list { \"North\", { \"Finland\", \"Sweden\" }, \"South\" }",
	  "options: doc.list" },
	{ NULL, NULL, NULL, NULL }
};
