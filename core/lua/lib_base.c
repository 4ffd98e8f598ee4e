/* lib_base: the basic functions, where Lua's own would not be the same on every run, or would let go of a budget. */
#include <assert.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "lua/lib.h"
#include "lua/state.h"

/* The order of keys: numbers by value, then strings by bytes, then false and true. */
struct key {
	int rank;
	bool is_int;
	lua_Integer integer;
	lua_Number number;
	const char *str;             /* held by the table it is a key of */
	size_t len;
};

static bool key_read(lua_State *L, int idx, struct key *key) {
	*key = (struct key){ .rank = 0 };
	switch (lua_type(L, idx)) {
	case LUA_TNUMBER:
		key->is_int = lua_isinteger(L, idx);
		key->integer = lua_tointeger(L, idx);
		key->number = lua_tonumber(L, idx);
		return true;
	case LUA_TSTRING:
		key->rank = 1;
		key->str = lua_tolstring(L, idx, &key->len);
		return true;
	case LUA_TBOOLEAN:
		key->rank = 2;
		key->integer = lua_toboolean(L, idx);
		key->is_int = true;
		return true;
	default:
		return false;
	}
}

static void key_check(lua_State *L, int idx, struct key *key) {
	if (!key_read(L, idx, key)) {
		luaL_error(L, "cannot go through a table that has a %s for a key: its order would not be the same on every "
		              "run; keep a list beside it", luaL_typename(L, idx));
	}
}

static int key_compare(const void *pa, const void *pb) {
	const struct key *a = pa, *b = pb;
	if (a->rank != b->rank) {
		return a->rank < b->rank ? -1 : 1;
	}
	if (a->rank == 1) {
		size_t n = a->len < b->len ? a->len : b->len;
		int order = memcmp(a->str, b->str, n);
		return order ? order : (a->len > b->len) - (a->len < b->len);
	}
	if (a->is_int && b->is_int) {
		return (a->integer > b->integer) - (a->integer < b->integer);
	}
	return (a->number > b->number) - (a->number < b->number);
}

static void key_push(lua_State *L, const struct key *key) {
	if (key->rank == 1) {
		lua_pushlstring(L, key->str, key->len);
	} else if (key->rank == 2) {
		lua_pushboolean(L, (int)key->integer);
	} else if (key->is_int) {
		lua_pushinteger(L, key->integer);
	} else {
		lua_pushnumber(L, key->number);
	}
}

/* next(t, k): the least key above k. Linear, and charged so: pairs is the way to go through a table. */
static int base_next(lua_State *L) {
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 2);
	struct key after, best = { .rank = -1 };
	bool is_first = lua_isnil(L, 2);
	if (!is_first) {
		key_check(L, 2, &after);
	}
	lua_pushnil(L);
	for (size_t n = 1; lua_next(L, 1); n++) {
		struct key key;
		lua_pop(L, 1);
		key_check(L, -1, &key);
		if ((is_first || key_compare(&key, &after) > 0) && (best.rank < 0 || key_compare(&key, &best) < 0)) {
			best = key;
		}
		if (n % 1024 == 0) {
			state_charge(L, 1024);
		}
	}
	if (best.rank < 0) {
		lua_pushnil(L);
		return 1;
	}
	key_push(L, &best);
	lua_pushvalue(L, -1);
	lua_rawget(L, 1);
	return 2;
}

/* Iterator over 1 … n: upvalue 1 is n. */
static int step_sequence(lua_State *L) {
	lua_Integer n = lua_tointeger(L, lua_upvalueindex(1));
	for (lua_Integer i = luaL_checkinteger(L, 2) + 1; i <= n; i++) {
		if (lua_rawgeti(L, 1, i) != LUA_TNIL) {
			lua_pushinteger(L, i);
			lua_insert(L, -2);
			return 2;
		}
		lua_pop(L, 1);
	}
	lua_pushnil(L);
	return 1;
}

/* Iterator over the keys in upvalue 1, of which upvalue 2 were given already. */
static int step_keys(lua_State *L) {
	lua_Integer i = lua_tointeger(L, lua_upvalueindex(2));
	for (;;) {
		lua_settop(L, 1);
		if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL) {
			return 1;
		}
		lua_pushvalue(L, 2);
		if (lua_rawget(L, 1) != LUA_TNIL) {      /* nil: taken out since */
			break;
		}
	}
	lua_pushinteger(L, i);
	lua_replace(L, lua_upvalueindex(2));
	return 2;
}

/* Push the keys of the table at 1, n of them, in order, as a list. */
static void push_sorted_keys(lua_State *L, size_t n) {
	struct key *keys = lua_newuserdatauv(L, n * sizeof(*keys), 0);
	size_t i = 0;
	lua_pushnil(L);
	while (lua_next(L, 1)) {
		lua_pop(L, 1);
		assert(i < n);
		key_check(L, -1, &keys[i++]);
	}
	qsort(keys, n, sizeof(*keys), key_compare);
	lua_createtable(L, (int)n, 0);
	for (i = 0; i < n; i++) {
		key_push(L, &keys[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_remove(L, -2);
}

static int base_pairs(lua_State *L) {
	luaL_checkany(L, 1);
	if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
		lua_pushvalue(L, 1);
		lua_call(L, 1, 3);
		return 3;
	}
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	lua_Integer border = (lua_Integer)lua_rawlen(L, 1);
	bool is_sequence = true;
	size_t n = 0;
	lua_pushnil(L);
	while (lua_next(L, 1)) {
		lua_pop(L, 1);
		n++;
		is_sequence = is_sequence && lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 1 && lua_tointeger(L, -1) <= border;
	}
	state_charge(L, n);
	if (is_sequence && (lua_Integer)n == border) {
		lua_pushinteger(L, border);
		lua_pushcclosure(L, step_sequence, 1);
		lua_pushvalue(L, 1);
		lua_pushinteger(L, 0);
		return 3;
	}
	push_sorted_keys(L, n);
	lua_pushinteger(L, 0);
	lua_pushcclosure(L, step_keys, 2);
	lua_pushvalue(L, 1);
	lua_pushnil(L);
	return 3;
}

/* Lua's own says of what is no table "attempt to index a nil value", and not whose doing that is. */
static int base_ipairs(lua_State *L) {
	luaL_checkany(L, 1);
	if (lua_type(L, 1) != LUA_TTABLE && (lua_type(L, 1) != LUA_TUSERDATA || luaL_getmetafield(L, 1, "__index") == LUA_TNIL)) {
		luaL_typeerror(L, 1, "table");
	}
	lua_settop(L, 1);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, 1, 3);
	return 3;
}

const char *lib_tostring(lua_State *L, int idx) {
	idx = lua_absindex(L, idx);
	if (luaL_callmeta(L, idx, "__tostring")) {
		if (!lua_isstring(L, -1)) {
			luaL_error(L, "'__tostring' must return a string");
		}
		return lua_tostring(L, -1);
	}
	switch (lua_type(L, idx)) {
	case LUA_TNUMBER:
	case LUA_TSTRING:
		lua_pushvalue(L, idx);
		return lua_tostring(L, -1);
	case LUA_TBOOLEAN:
		return lua_pushstring(L, lua_toboolean(L, idx) ? "true" : "false");
	default:
		return lua_pushstring(L, luaL_typename(L, idx));
	}
}

static int base_tostring(lua_State *L) {
	luaL_checkany(L, 1);
	lib_tostring(L, 1);
	return 1;
}

static int base_tonumber(lua_State *L) {
	state_charge(L, lua_type(L, 1) == LUA_TSTRING ? lua_rawlen(L, 1) / 16 : 0);
	int n = lua_gettop(L);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, n, 1);
	return 1;
}

/* What pcall gives, or the spent budget's error again: nothing a plugin writes may swallow it. */
static int finish_pcall(lua_State *L, int status, lua_KContext mark) {
	if (state_spent(L) || status == LUA_ERRMEM) {
		state_raise_spent(L);
	}
	if (status != LUA_OK && status != LUA_YIELD) {
		state_restore(L, (void *)mark);
		lua_pushboolean(L, 0);
		lua_insert(L, -2);
		return 2;
	}
	return lua_gettop(L);
}

static int base_pcall(lua_State *L) {
	luaL_checkany(L, 1);
	lua_pushboolean(L, 1);
	lua_insert(L, 1);
	lua_KContext mark = (lua_KContext)state_mark(L);
	int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, mark, finish_pcall);
	return finish_pcall(L, status, mark);
}

/*
 * The handler runs once the stack has unwound, not where the error was: there no hook would watch it,
 * and without a debug library it could see no more.
 */
static int finish_xpcall(lua_State *L, int status, lua_KContext mark) {
	if (state_spent(L) || status == LUA_ERRMEM) {
		state_raise_spent(L);
	}
	if (status == LUA_OK || status == LUA_YIELD) {
		return lua_gettop(L) - 1;        /* but for the handler */
	}
	state_restore(L, (void *)mark);
	lua_pushvalue(L, 1);
	lua_insert(L, -2);
	lua_call(L, 1, 1);
	lua_pushboolean(L, 0);
	lua_insert(L, -2);
	return 2;
}

static int base_xpcall(lua_State *L) {
	int n = lua_gettop(L);
	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_pushvalue(L, 1);
	lua_pushvalue(L, 2);
	lua_replace(L, 1);               /* handler, f, args …, f */
	lua_replace(L, 2);
	lua_pushboolean(L, 1);
	lua_insert(L, 2);                /* handler, true, f, args … */
	lua_KContext mark = (lua_KContext)state_mark(L);
	int status = lua_pcallk(L, n - 2, LUA_MULTRET, 0, mark, finish_xpcall);
	return finish_xpcall(L, status, mark);
}

static bool has_field(lua_State *L, int idx, const char *name) {
	lua_pushstring(L, name);
	bool has = lua_rawget(L, idx) != LUA_TNIL;
	lua_pop(L, 1);
	return has;
}

static int base_setmetatable(lua_State *L) {
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
	if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
		return luaL_error(L, "cannot change a protected metatable");
	}
	if (lua_istable(L, 2) && (has_field(L, 2, "__gc") || has_field(L, 2, "__mode"))) {
		return luaL_argerror(L, 2, "a plugin cannot have finalizers or weak tables (__gc, __mode): when they act "
		                           "differs from run to run");
	}
	lua_settop(L, 2);
	lua_setmetatable(L, 1);
	return 1;
}

static int base_rawset(lua_State *L) {
	luaL_checktype(L, 1, LUA_TTABLE);
	luaL_checkany(L, 2);
	luaL_checkany(L, 3);
	if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
		return luaL_error(L, "cannot write to a protected table");
	}
	lua_settop(L, 3);
	lua_rawset(L, 1);
	return 1;
}

/* coroutine.resume, but a spent budget goes on up. */
static int base_resume(lua_State *L) {
	int n = lua_gettop(L);
	void *mark = state_mark(L);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, n, LUA_MULTRET);
	if (state_spent(L)) {
		state_raise_spent(L);
	}
	if (!lua_toboolean(L, 1)) {
		state_restore(L, mark);
	}
	return lua_gettop(L);
}

static const luaL_Reg own[] = {
	{ "next", base_next },
	{ "pairs", base_pairs },
	{ "pcall", base_pcall },
	{ "rawset", base_rawset },
	{ "setmetatable", base_setmetatable },
	{ "tostring", base_tostring },
	{ "xpcall", base_xpcall },
	{ NULL, NULL }
};

static const char *const kept[] = {
	"assert", "error", "getmetatable", "rawequal", "rawget", "rawlen", "select", "type", "_VERSION",
};

static const char *const coroutine_kept[] = {
	"close", "create", "isyieldable", "running", "status", "wrap", "yield",
};

static void copy_fields(lua_State *L, int from, int to, const char *const *names, size_t n) {
	for (size_t i = 0; i < n; i++) {
		lua_getfield(L, from, names[i]);
		lua_setfield(L, to, names[i]);
	}
}

static void wrap_field(lua_State *L, int from, int to, const char *name, lua_CFunction fn) {
	lua_getfield(L, from, name);
	lua_pushcclosure(L, fn, 1);
	lua_setfield(L, to, name);
}

void lib_open_base(lua_State *L) {
	int globals = lua_gettop(L);
	luaL_setfuncs(L, own, 0);
	luaL_requiref(L, LUA_GNAME, luaopen_base, 0);
	copy_fields(L, globals + 1, globals, kept, sizeof(kept) / sizeof(kept[0]));
	wrap_field(L, globals + 1, globals, "ipairs", base_ipairs);
	wrap_field(L, globals + 1, globals, "tonumber", base_tonumber);
	luaL_requiref(L, LUA_COLIBNAME, luaopen_coroutine, 0);
	lua_newtable(L);
	copy_fields(L, globals + 2, globals + 3, coroutine_kept, sizeof(coroutine_kept) / sizeof(coroutine_kept[0]));
	wrap_field(L, globals + 2, globals + 3, "resume", base_resume);
	lua_setfield(L, globals, "coroutine");
	lua_settop(L, globals);
}
