/* parts: see parts.h. */
#include "lua/parts.h"

#include <lauxlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/lib.h"

const char *parts_name(struct arena *arena, const char *file) {
	size_t n = strspn(file, "abcdefghijklmnopqrstuvwxyz0123456789-_");
	return n > 0 && str_eq(file + n, ".lua") && !str_eq(file, "plugin.lua") ? arena_strndup(arena, file, n) : NULL;
}

bool parts_add(struct arena *arena, struct parts *parts, const char *plugin, const char *name, const char *path,
               const char *text, size_t len, struct err *err) {
	size_t bad = strlen(text);
	if (parts->n == PARTS_MAX) {
		err_set(err, ERR_LIMIT, "the plugin has more than %d Lua files", PARTS_MAX);
		err_at_file(err, path);
		return false;
	}
	if (bad != len || !utf8_valid(text, len, &bad)) {
		err_set(err, ERR_PLUGIN, "the file is not valid UTF-8 text");
		err_at_offset(err, text, len, bad);
		err_at_file(err, path);
		return false;
	}
	*ARENA_PUSH(arena, parts->v, parts->n, parts->cap) = (struct state_source){
		.chunk = arena_printf(arena, "%.50s/%.50s", plugin, name), .path = path, .plugin = plugin, .text = text, .len = len };
	return true;
}

bool parts_read(struct arena *arena, struct parts *parts, const char *plugin, const char *dir, struct err *err) {
	char **names;
	size_t n;
	if (!file_list(dir, arena, &names, &n, err)) {
		err_at_file(err, dir);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		const char *name = parts_name(arena, names[i]);
		if (!name) {
			continue;
		}
		const char *path = path_join(arena, dir, names[i]);
		struct buf buf = BUF_INIT;
		bool ok = file_read(path, PART_MAX_BYTES, &buf, err);
		if (!ok) {
			err_at_file(err, path);
		}
		ok = ok && parts_add(arena, parts, plugin, name, path, arena_copy(arena, buf_str(&buf), buf.len + 1), buf.len, err);
		buf_fini(&buf);
		if (!ok) {
			return false;
		}
	}
	return true;
}

/* "facts/legal" -> "legal" */
static const char *name_of(const struct state_source *part) {
	return strrchr(part->chunk, '/') + 1;
}

static const struct state_source *find(const struct parts *parts, const char *name) {
	for (size_t i = 0; i < parts->n; i++) {
		if (str_eq(name_of(&parts->v[i]), name)) {
			return &parts->v[i];
		}
	}
	return NULL;
}

static _Noreturn void raise_unknown(lua_State *L, const struct parts *parts, const char *name) {
	const char **names = arena_alloc(state_arena(state_of(L)), (parts->n + 1) * sizeof(*names));
	struct err err = ERR_INIT;
	for (size_t i = 0; i < parts->n; i++) {
		names[i] = name_of(&parts->v[i]);
	}
	names[parts->n] = NULL;
	const char *near = err_nearest(name, names);
	err_set(&err, ERR_PLUGIN, "there is no file %.60s.lua beside plugin.lua", name);
	if (near) {
		err_hint(&err, "did you mean \"%s\"?", near);
	} else {
		err_hint(&err, "what other plugins provide is named in uses = { \"NAME\" } and found in ctx.NAME");
	}
	state_raise(L, &err);
}

/* Push the part's chunk: it was not asked for before, and not compiled with the others. */
static void compile(lua_State *L, const struct parts *parts, const char *name) {
	const struct state_source *part = find(parts, name);
	struct err err = ERR_INIT;
	if (!part) {
		raise_unknown(L, parts, name);
	}
	lua_pushvalue(L, lua_upvalueindex(4));
	if (!state_load_in(L, part, &err)) {
		state_raise(L, &err);
	}
}

/*
 * require(name). Upvalues: the parts; their chunks by name; what they returned by name, false while one is running; the
 * environment.
 */
static int on_require(lua_State *L) {
	const struct parts *parts = lua_touserdata(L, lua_upvalueindex(1));
	const char *name = luaL_checkstring(L, 1);
	struct err err = ERR_INIT;
	lua_settop(L, 1);
	if (lua_getfield(L, lua_upvalueindex(3), name) == LUA_TBOOLEAN) {
		err_set(&err, ERR_PLUGIN, "%.60s.lua requires itself, or another file that requires it", name);
		err_hint(&err, "put what both need into a third file");
		state_raise(L, &err);
	}
	if (!lua_isnil(L, -1)) {
		return 1;
	}
	if (lua_getfield(L, lua_upvalueindex(2), name) == LUA_TNIL) {
		compile(L, parts, name);
	}
	lua_pushboolean(L, 0);
	lua_setfield(L, lua_upvalueindex(3), name);
	lua_call(L, 0, 1);
	if (!lua_istable(L, -1) && !lua_isfunction(L, -1)) {
		err_set(&err, ERR_PLUGIN, "%.60s.lua returns %s; a table or a function was expected", name,
		        lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1));
		state_raise(L, &err);
	}
	lua_pushvalue(L, -1);
	lua_setfield(L, lua_upvalueindex(3), name);
	return 1;
}

bool parts_push_env(struct state *state, const struct parts *parts, enum parts_when when, struct err *err) {
	lua_State *L = state_lua(state);
	int top = lua_gettop(L);
	lib_push_env(L);
	lua_pushliteral(L, "require");
	lua_pushlightuserdata(L, (void *)parts);
	lua_newtable(L);
	for (size_t i = 0; when == PARTS_NOW && i < parts->n; i++) {
		lua_pushvalue(L, top + 1);
		if (!state_load(state, &parts->v[i], err)) {
			lua_settop(L, top);
			return false;
		}
		lua_setfield(L, -2, name_of(&parts->v[i]));
	}
	lua_newtable(L);
	lua_pushvalue(L, top + 1);
	lua_pushcclosure(L, on_require, 4);
	lua_rawset(L, top + 1);
	return true;
}
