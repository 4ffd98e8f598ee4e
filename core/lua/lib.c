/* lib: see lib.h. */
#include "lua/lib.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/state.h"

/* Registry keys: the globals, the metatable of environments, that of frozen tables. */
static const char globals_key, env_key, frozen_key;

#define FREEZE_DEPTH 100

struct tried {
	const char *name, *why;
};

/* Names people try, and what there is instead. */
static const struct tried refused[] = {
	{ "collectgarbage", "the engine looks after memory" },
	{ "debug", "it would open the sandbox" },
	{ "dofile", "what a file beside plugin.lua returns is require(\"NAME\"); what other plugins provide is named in uses" },
	{ "getfenv", "Lua 5.4 has none" },
	{ "io", "a plugin reads no files: declare them in data = { name = \"data/file.json\" } and use ctx.data.name" },
	{ "load", "code that is made up at run time cannot be checked; write a function" },
	{ "loadfile", "what a file beside plugin.lua returns is require(\"NAME\"); what other plugins provide is named in uses" },
	{ "loadstring", "code that is made up at run time cannot be checked; write a function" },
	{ "math.random", "it would differ from run to run; use ctx.random(m, n)" },
	{ "math.randomseed", "it would differ from run to run; ctx.random is seeded by the request" },
	{ "math.pow", "write x ^ y" },
	{ "module", "Lua 5.4 has none" },
	{ "newproxy", "Lua 5.4 has none" },
	{ "os", "a plugin has no clock and no system: the day is ctx.as_of, the time of the job ctx.now; for days there is date" },
	{ "package", "require(\"NAME\") gives what NAME.lua beside plugin.lua returns; other plugins are named in uses" },
	{ "print", "a section has no terminal; use ctx.warn(message)" },
	{ "require", "only a plugin is made of several files" },
	{ "setfenv", "Lua 5.4 has none" },
	{ "string.dump", "code is no data here" },
	{ "string.pack", "there is no binary data to write" },
	{ "string.packsize", "there is no binary data to write" },
	{ "string.unpack", "there is no binary data to read" },
	{ "table.getn", "write #t" },
	{ "unpack", "it is table.unpack" },
};

/* Names that are something, but not where they were looked for. */
static const struct tried elsewhere[] = {
	{ "None", "nothing is nil" },
	{ "ctx", "it is what collect, build and provide are given: build = function(ctx, doc) … end" },
	{ "ctx.changes", "build is told it, of a section whose plugin says last = true" },
	{ "ctx.files", "sections are told it: a data plugin is given what it needs by who calls it" },
	{ "ctx.findings", "sections are told it: a data plugin is given what it needs by who calls it" },
	{ "ctx.found", "it is what collect returned, and there in build" },
	{ "ctx.params", "sections have them: a data plugin is given what it needs by who calls it" },
	{ "ctx.random", "sections have it: a data plugin is given what it needs by who calls it" },
	{ "ctx.section", "sections are told it: a data plugin is given what it needs by who calls it" },
	{ "doc", "it is what build is given: build = function(ctx, doc) … end" },
	{ "null", "nothing is nil" },
	{ "undefined", "nothing is nil" },
};

static const char *why(const struct tried *list, size_t n, const char *what, const char *name) {
	char full[128];
	snprintf(full, sizeof(full), "%s%s%s", what, what[0] ? "." : "", name);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].name, full)) {
			return list[i].why;
		}
	}
	return NULL;
}
#define WHY(list, what, name) why(list, sizeof(list) / sizeof(list[0]), what, name)

static int compare_names(const void *a, const void *b) {
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The string key of the table at idx nearest to word, or NULL; in the state's arena. */
static const char *nearest_key(lua_State *L, int idx, const char *word) {
	struct arena *arena = state_arena(state_of(L));
	const char **names = NULL;
	size_t n = 0, cap = 0;
	idx = lua_absindex(L, idx);
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		lua_pop(L, 1);
		if (lua_type(L, -1) == LUA_TSTRING) {
			*ARENA_PUSH(arena, names, n, cap) = arena_strdup(arena, lua_tostring(L, -1));
		}
	}
	if (n == 0) {
		return NULL;
	}
	qsort(names, n, sizeof(*names), compare_names);
	*ARENA_PUSH(arena, names, n, cap) = NULL;
	return err_nearest(word, names);
}

/* __index of a guarded table. Upvalue 1: what it is called; "" are the globals. */
static int on_missing(lua_State *L) {
	const char *what = lua_tostring(L, lua_upvalueindex(1));
	struct err err;
	if (lua_type(L, 2) != LUA_TSTRING) {
		lua_pushnil(L);
		return 1;
	}
	const char *name = lua_tostring(L, 2);
	const char *refusal = WHY(refused, what, name), *place = WHY(elsewhere, what, name);
	const char *near = nearest_key(L, 1, name);
	if (refusal) {
		err_set(&err, ERR_PLUGIN, "%s%s%s is not to be had in the sandbox", what, what[0] ? "." : "", name);
		err_hint(&err, "%s", refusal);
	} else if (what[0]) {
		err_set(&err, ERR_PLUGIN, "%s has no '%s'", what, name);
		if (str_eq(what, "ctx")) {
			err_hint(&err, "a data plugin is there where plugin.lua says uses = { \"%s\" }", name);
		}
	} else {
		err_set(&err, ERR_PLUGIN, "there is no variable '%s' here", name);
		err_hint(&err, "a variable is declared with 'local' before it is used");
	}
	if (!refusal && place) {
		err_hint(&err, "%s", place);
	} else if (!refusal && near) {
		err_hint(&err, "did you mean %s%s%s?", what, str_eq(what, "doc") ? ":" : what[0] ? "." : "", near);
	}
	state_raise(L, &err);
}

void lib_guard(lua_State *L, int idx, const char *what) {
	idx = lua_absindex(L, idx);
	lua_createtable(L, 0, 2);
	lua_pushstring(L, what);
	lua_pushcclosure(L, on_missing, 1);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, idx);
}

/* __newindex of a view. Upvalue 1: what it is called. */
static int on_write(lua_State *L) {
	const char *what = lua_tostring(L, lua_upvalueindex(1));
	struct err err;
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : luaL_typename(L, 2);
	if (what[0]) {
		err_set(&err, ERR_PLUGIN, "%s is shared: '%s' cannot be assigned", what, name);
		err_hint(&err, "keep it in a local variable");
	} else {
		err_set(&err, ERR_PLUGIN, "'%s' is no local variable, and there are no others to assign to", name);
		err_hint(&err, "write: local %s = …", name);
	}
	state_raise(L, &err);
}

/* __pairs of a view: those of the table behind it, by the same order. Upvalue 1: that table. */
static int on_pairs(lua_State *L) {
	lua_rawgetp(L, LUA_REGISTRYINDEX, &globals_key);
	lua_getfield(L, -1, "pairs");
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_call(L, 1, 3);
	return 3;
}

static int on_len(lua_State *L) {
	lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
	return 1;
}

void lib_push_view(lua_State *L, int idx, const char *what) {
	idx = lua_absindex(L, idx);
	lua_newtable(L);
	lua_createtable(L, 0, 5);
	lua_pushvalue(L, idx);
	lua_setfield(L, -2, "__index");
	lua_pushstring(L, what);
	lua_pushcclosure(L, on_write, 1);
	lua_setfield(L, -2, "__newindex");
	lua_pushvalue(L, idx);
	lua_pushcclosure(L, on_pairs, 1);
	lua_setfield(L, -2, "__pairs");
	lua_pushvalue(L, idx);
	lua_pushcclosure(L, on_len, 1);
	lua_setfield(L, -2, "__len");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
}

/* Freezing. */

static int on_frozen_write(lua_State *L) {
	struct err err;
	err_set(&err, ERR_PLUGIN, "this table is shared and may not be changed (key '%s')", lib_tostring(L, 2));
	err_hint(&err, "make a table of your own and copy what you need");
	state_raise(L, &err);
}

bool lib_is_frozen(lua_State *L, int idx) {
	if (!lua_getmetatable(L, idx)) {
		return false;
	}
	lua_rawgetp(L, LUA_REGISTRYINDEX, &frozen_key);
	bool frozen = lua_rawequal(L, -1, -2);
	lua_pop(L, 2);
	return frozen;
}

/* " › key" of the pairs on the stack, for the message: where in the data something is. */
static void raise_no_data(lua_State *L, const char *what, int depth) {
	struct err err;
	struct buf path = BUF_INIT;
	for (int i = 0; i < depth; i++) {
		int key = lua_gettop(L) - 1 - 2 * (depth - 1 - i);
		if (lua_type(L, key) == LUA_TSTRING) {
			buf_addf(&path, ".%s", lua_tostring(L, key));
		} else {
			buf_addf(&path, "[%lld]", (long long)lua_tointeger(L, key));
		}
	}
	err_set(&err, ERR_PLUGIN, "%s%s is a %s: only tables, strings, numbers and booleans can be handed on", what,
	        buf_str(&path), luaL_typename(L, -1));
	buf_fini(&path);
	state_raise(L, &err);
}

static void freeze(lua_State *L, const char *what, int depth) {
	switch (lua_type(L, -1)) {
	case LUA_TNIL: case LUA_TBOOLEAN: case LUA_TNUMBER: case LUA_TSTRING:
		return;
	case LUA_TTABLE:
		break;
	default:
		raise_no_data(L, what, depth);
	}
	if (lib_is_frozen(L, -1)) {
		return;                      /* a cycle, or data that is shared already */
	}
	if (depth >= FREEZE_DEPTH) {
		luaL_error(L, "%s is nested deeper than %d tables", what, FREEZE_DEPTH);
	}
	if (lua_getmetatable(L, -1)) {
		lua_pop(L, 1);
		raise_no_data(L, what, depth);
	}
	luaL_checkstack(L, 8, "too deep");
	lua_rawgetp(L, LUA_REGISTRYINDEX, &frozen_key);
	lua_setmetatable(L, -2);
	int table = lua_gettop(L);
	size_t n = 0;
	lua_pushnil(L);
	while (lua_next(L, table)) {
		freeze(L, what, depth + 1);
		lua_pop(L, 1);
		if (++n % 1024 == 0) {
			state_charge(L, n);
		}
	}
}

void lib_freeze(lua_State *L, int idx, const char *what) {
	lua_pushvalue(L, idx);
	freeze(L, what, 0);
	lua_pop(L, 1);
}

void lib_register(lua_State *L, const struct lib_fn *fns) {
	for (; fns->name; fns++) {
		if (fns->fn) {
			lua_pushcfunction(L, fns->fn);
			lua_setfield(L, -2, fns->name);
		}
	}
}

/* Opening. */

static const struct { const char *name; void (*open)(lua_State *L); } modules[] = {
	{ "date", lib_open_date },
	{ "math", lib_open_math },
	{ "string", lib_open_string },
	{ "table", lib_open_table },
	{ "text", lib_open_text },
	{ "utf8", lib_open_utf8 },
};

/* "text":upper() goes to our string functions, and nobody comes to their metatable. */
static void lock_strings(lua_State *L) {
	lua_pushliteral(L, "");
	lua_getmetatable(L, -1);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 2);
}

/* The table that luaopen_base filled holds load and others: nothing may come to it by accident. */
static void empty_real_globals(lua_State *L) {
	lua_pushglobaltable(L);
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		lua_pop(L, 1);
		lua_pushvalue(L, -1);
		lua_pushnil(L);
		lua_rawset(L, -4);
	}
	lua_pop(L, 1);
	luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
	lua_pop(L, 1);
	lua_pushnil(L);
	lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

static int open_all(lua_State *L) {
	lua_createtable(L, 0, 40);
	lib_open_base(L);
	lua_getfield(L, -1, "coroutine");
	lib_guard(L, -1, "coroutine");
	lib_push_view(L, -1, "coroutine");
	lua_setfield(L, 1, "coroutine");
	lua_settop(L, 1);
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		modules[i].open(L);
		lib_guard(L, -1, modules[i].name);
		if (str_eq(modules[i].name, "string")) {
			lock_strings(L);
		}
		lib_push_view(L, -1, modules[i].name);
		lua_setfield(L, 1, modules[i].name);
		lua_settop(L, 1);
	}
	empty_real_globals(L);
	lib_push_view(L, 1, "");
	lua_getmetatable(L, -1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &env_key);
	lua_settop(L, 1);
	lib_guard(L, 1, "");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &globals_key);
	lua_createtable(L, 0, 2);
	lua_pushcfunction(L, on_frozen_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &frozen_key);
	return 0;
}

void lib_open(lua_State *L) {
	lua_pushcfunction(L, open_all);
	lua_call(L, 0, 0);
}

void lib_push_env(lua_State *L) {
	lua_newtable(L);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &env_key);
	lua_setmetatable(L, -2);
}
