/* lib_text: words, lists and numbers as the report's language has them. */
#include <lauxlib.h>
#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/message.h"
#include "lua/order.h"
#include "lua/state.h"
#include "text/locale.h"

#define LIST_MAX 100000

static int text_escape(lua_State *L) {
	struct buf *out = state_scratch(state_of(L));
	size_t len;
	const char *s = luaL_checklstring(L, 1, &len);
	state_charge(L, len);
	message_escape(s, out);
	lua_pushlstring(L, out->p, out->len);
	return 1;
}

static size_t check_list(lua_State *L, int arg) {
	luaL_checktype(L, arg, LUA_TTABLE);
	lua_Integer n = luaL_len(L, arg);
	luaL_argcheck(L, n >= 0 && n <= LIST_MAX, arg, "the list is too long");
	state_charge(L, (size_t)n * 8);
	return (size_t)n;
}

static int text_list(lua_State *L) {
	struct state *state = state_of(L);
	size_t n = check_list(L, 1);
	const char **items = arena_alloc(state_arena(state), (n + 1) * sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 1, (lua_Integer)i + 1);
		if (!lua_isstring(L, -1)) {
			return luaL_error(L, "text.list: element %d is a %s; a string was expected", (int)i + 1, luaL_typename(L, -1));
		}
		items[i] = arena_strdup(state_arena(state), lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	lua_pushstring(L, n ? locale_list(state_arena(state), state_lang(state), items, (int)n) : "");
	return 1;
}

static int text_number(lua_State *L) {
	struct state *state = state_of(L);
	lua_Number n = luaL_checknumber(L, 1);
	lua_Integer decimals = luaL_optinteger(L, 2, -1);
	luaL_argcheck(L, decimals >= -1 && decimals <= 9, 2, "decimals are 0 to 9");
	lua_pushstring(L, locale_number(state_arena(state), state_lang(state), n, (int)decimals));
	return 1;
}

static int text_plural(lua_State *L) {
	lua_pushstring(L, locale_plural(state_lang(state_of(L)), luaL_checknumber(L, 1)));
	return 1;
}

struct item {
	const char *key, *text;      /* by the language; where that is equal, by its bytes */
	size_t index;
};

static int compare_items(const void *pa, const void *pb) {
	const struct item *a = pa, *b = pb;
	int order = strcmp(a->key, b->key);
	order = order ? order : strcmp(a->text, b->text);
	return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* Leave what the element on top is sorted by in its place: itself, a field of it, or what the function at 2 says. */
static void replace_by_key(lua_State *L) {
	if (lua_isfunction(L, 2)) {
		lua_pushvalue(L, 2);
		lua_insert(L, -2);
		lua_call(L, 1, 1);
	} else if (!lua_isnil(L, 2) && lua_istable(L, -1)) {
		lua_pushvalue(L, 2);
		lua_gettable(L, -2);
		lua_remove(L, -2);
	}
}

/*
 * Of a bilingual edition: where each element stands in both languages; NULL: in its own. A list of words alone is
 * of a sentence's.
 */
static const size_t *common_order(lua_State *L, const struct item *items, size_t n) {
	struct state *state = state_of(L);
	int line;
	const struct state_source *source = state_orders(state) ? state_where(L, &line) : NULL;
	if (!source) {
		return NULL;
	}
	const char *where = arena_printf(state_arena(state), "%s:%d", source->path, line);
	const size_t *known = orders_next(state_orders(state), where, n);
	if (known) {
		return known;
	}
	size_t *order = arena_alloc(state_arena(state), (n + 1) * sizeof(*order));
	for (size_t i = 0; i < n; i++) {
		order[i] = items[i].index;
	}
	orders_keep(state_orders(state), where, order, n);
	return order;
}

static int text_sort(lua_State *L) {
	struct state *state = state_of(L);
	size_t n = check_list(L, 1);
	lua_settop(L, 2);
	if (!lua_isnil(L, 2) && !lua_isfunction(L, 2) && lua_type(L, 2) != LUA_TSTRING) {
		luaL_typeerror(L, 2, "function or the name of a field");
	}
	const char **texts = arena_alloc(state_arena(state), (n + 1) * sizeof(*texts));
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 1, (lua_Integer)i + 1);
		replace_by_key(L);
		if (!lua_isstring(L, -1)) {
			return luaL_error(L, "text.sort: element %d is sorted by a %s; a string was expected", (int)i + 1,
			                  luaL_typename(L, -1));
		}
		texts[i] = arena_strdup(state_arena(state), lua_tostring(L, -1));
		lua_pop(L, 1);
	}
	const char **keys = locale_sort_keys(state_arena(state), state_lang(state), texts, (int)n);
	struct item *items = arena_alloc(state_arena(state), (n + 1) * sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		items[i] = (struct item){ .key = keys[i], .text = texts[i], .index = i };
	}
	qsort(items, n, sizeof(*items), compare_items);
	const size_t *order = lua_isnil(L, 2) ? NULL : common_order(L, items, n);
	lua_createtable(L, (int)n, 0);
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 1, (lua_Integer)(order ? order[i] : items[i].index) + 1);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

static int text_upper_first(lua_State *L) {
	size_t len;
	const char *s = luaL_checklstring(L, 1, &len);
	state_charge(L, len);
	lua_pushstring(L, locale_upper_first(state_arena(state_of(L)), s));
	return 1;
}

const struct lib_fn lib_text_fns[] = {
	{ "escape", text_escape, "text.escape(s)", "s with its Markdown escaped, so that it shows as it is."
	  "\n\n    text.escape(\"2*3\") --> \"2\\\\*3\"",
	  "s: string", "string" },
	{ "list", text_list, "text.list(items)", "\"a, b and c\", as the report's language joins a list of strings."
	  "\n\n    text.list({ \"Finland\", \"Norway\", \"Sweden\" }) --> \"Finland, Norway and Sweden\"",
	  "items: string[]", "string" },
	{ "number", text_number, "text.number(n, decimals)", "n with the language's separators; as many decimals as needed, or as said, a half rounded up."
	  "\n\n    text.number(1234.25, 1) --> \"1,234.3\"",
	  "n: number, decimals?: integer", "string" },
	{ "plural", text_plural, "text.plural(n)", "The CLDR plural category of n: \"one\", \"few\", \"other\" …"
	  "\n\n    text.plural(1) --> \"one\"",
	  "n: number", "string" },
	{ "sort", text_sort, "text.sort(list, key)",
	  "A sorted copy of list, by the language's alphabet. key: a function of an element, or the name of a field; "
	  "with it, in the second language of a bilingual edition, the order is that of the first."
	  "\n\n    text.sort({ { name = \"Sweden\" }, { name = \"Åland\" } }, \"name\")[1].name --> \"Åland\"",
	  "list: any[], key?: string|fun(item: any): any", "any[]" },
	{ "upper_first", text_upper_first, "text.upper_first(s)", "s with its first letter in upper case."
	  "\n\n    text.upper_first(\"sweden\") --> \"Sweden\"",
	  "s: string", "string" },
	{ NULL, NULL, NULL, NULL }
};

void lib_open_text(lua_State *L) {
	lua_newtable(L);
	lib_register(L, lib_text_fns);
}
