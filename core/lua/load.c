/* load: see load.h. */
#include "lua/load.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/places.h"
#include "lua/plugin.h"
#include "lua/state.h"
#include "lua/value.h"

#define TEXT_MAX_BYTES ((size_t)1 << 20)
#define LOAD_MEMORY_BYTES ((int64_t)32 << 20)
#define LOAD_SECONDS 1.0
#define ASK_MEMORY_BYTES ((int64_t)64 << 20)
#define VOCAB_SECONDS 2.0
#define CHECK_SECONDS 10.0

/* What the table on top of the stack is, read under the budget: value_read runs no Lua, but memory may end. */
struct reading {
	struct arena *arena;
	bool with_functions;
	struct json *root, *bad;
	struct err err;
};

static int read_result(lua_State *L) {
	struct reading *reading = lua_touserdata(L, 2);
	reading->root = value_read(L, 1, reading->arena, reading->with_functions, &reading->bad, &reading->err);
	return 0;
}

static bool read_top(struct state *state, struct reading *reading, struct err *err) {
	lua_State *L = state_lua(state);
	lua_pushcfunction(L, read_result);
	lua_insert(L, -2);
	lua_pushlightuserdata(L, reading);
	return state_call(state, 2, 0, err);
}

static const char *const kind_names[] = {
	[LOAD_CONFIG] = "config", [LOAD_CALENDARS] = "calendars", [LOAD_SCHEDULES] = "schedules", [LOAD_REPORT] = "report", [LOAD_TEMPLATE] = "template",
	[LOAD_PLUGIN] = "plugin", [LOAD_TEST] = "test",
};

/* Its code is run by jobs, too. */
static bool is_code(enum load_kind kind) {
	return kind == LOAD_PLUGIN || kind == LOAD_TEST;
}

/* Run text, whose parts can be required, and describe the table it returns. */
static const struct json *load(struct arena *arena, const char *path, const char *text, size_t len, enum load_kind kind,
                               const struct parts *parts, enum parts_when when, struct err *err) {
	struct state_source source = { .chunk = kind_names[kind], .path = path, .text = text, .len = len };
	struct reading reading = { .arena = arena, .with_functions = is_code(kind) };
	const struct json *result = NULL;
	struct state *state = state_new();
	lua_State *L = state_lua(state);
	size_t bad;

	if (!utf8_valid(text, len, &bad)) {
		err_set(err, ERR_PLUGIN, "the file is not valid UTF-8 text");
		err_at_offset(err, text, len, bad);
		goto out;
	}
	state_limit_memory(state, LOAD_MEMORY_BYTES);
	state_limit_time(state, LOAD_SECONDS, 0, "the file");
	if (!is_code(kind)) {
		lib_push_env(L);
	} else if (!parts_push_env(state, parts, when, err)) {
		goto out;
	}
	if (!state_load(state, &source, err) || !state_call(state, 0, 1, err)) {
		goto out;
	}
	if (!lua_istable(L, -1)) {
		err_set(err, ERR_PLUGIN, "the file returns %s; it must return a table: return { … }", lua_isnil(L, -1) ? "nothing" : luaL_typename(L, -1));
		goto out;
	}
	if (!read_top(state, &reading, err)) {
		goto out;
	}
	const struct json *twice = places_attach(reading.root, text, len);
	if (reading.bad) {
		if (err) {
			*err = reading.err;
		}
		err_at_offset(err, text, len, reading.bad->offset);
		goto out;
	}
	if (twice) {
		err_set(err, ERR_PLUGIN, "the key '%s' stands twice in this table", twice->key);
		err_hint(err, "Lua takes the last one: take the other out");
		err_at_offset(err, text, len, twice->key_offset);
		goto out;
	}
	result = reading.root;
out:
	if (!result && err && !err->at.file[0]) {
		err_at_file(err, path);
	}
	state_free(state);
	return result;
}

/* The folder of a plugin's file (of a test: that above its own), and what the folder is called. */
static const char *plugin_folder(struct arena *arena, const char *path, enum load_kind kind, const char **name) {
	const char *dir = path;
	for (int up = kind == LOAD_TEST ? 2 : 1; up > 0; up--) {
		const char *slash = strrchr(dir, '/');
		dir = slash ? arena_strndup(arena, dir, (size_t)(slash - dir)) : ".";
	}
	*name = strrchr(dir, '/') ? strrchr(dir, '/') + 1 : dir;
	return dir;
}

const struct json *load_file(struct arena *arena, const char *path, enum load_kind kind, enum parts_when when, const char **text,
                             size_t *len, struct err *err) {
	struct buf buf = BUF_INIT;
	const struct json *result = NULL;
	const char *name, *dir = plugin_folder(arena, path, kind, &name);
	struct parts *parts = arena_alloc(arena, sizeof(*parts));
	*parts = (struct parts){ .n = 0 };
	if (is_code(kind) && !parts_read(arena, parts, name, dir, err)) {
		return NULL;
	}
	if (file_read(path, TEXT_MAX_BYTES, &buf, err)) {
		*len = buf.len;
		*text = arena_strndup(arena, buf_str(&buf), buf.len);
		if (strlen(*text) == *len) {
			result = load(arena, path, *text, *len, kind, parts, when, err);
		} else {
			err_set(err, ERR_PLUGIN, "the file holds a zero byte: it is no text");
			err_at_file(err, path);
		}
	}
	buf_fini(&buf);
	return result;
}

const struct json *load_lookup(const struct json *value, const char *key, const struct json **nearest) {
	const struct json *dummy;
	nearest = nearest ? nearest : &dummy;
	*nearest = value;
	while (value && *key) {
		char name[128];
		bool is_position = *key == '[';
		key += is_position || *key == '.';
		size_t n = strcspn(key, is_position ? "]" : ".[");
		snprintf(name, sizeof(name), "%.*s", (int)n, key);
		key += n + (is_position && key[n] == ']');
		if (value->type == JSON_ARRAY) {
			int64_t position;
			const struct json *v = str_int(name, 1, (int64_t)value->count, &position) ? value->first : NULL;
			while (v && --position > 0) {
				v = v->next;
			}
			value = v;
		} else {
			value = json_lookup(value, name);
		}
		*nearest = value ? value : *nearest;
	}
	return value;
}

/* Vocabularies. */

static bool check_word(const struct json *word, const char *type, size_t position, struct err *err) {
	const struct json *code = json_lookup(word, "code"), *names = json_lookup(word, "names");
	const struct json *why = json_lookup(word, "refuse");
	if (!code || code->type != JSON_STRING || code->len == 0) {
		return err_set(err, ERR_PLUGIN, "vocab: %s[%zu] has no code (a string)", type, position);
	}
	if (!names || names->type != JSON_ARRAY || names->count == 0) {
		return err_set(err, ERR_PLUGIN, "vocab: %s[%zu] (\"%s\") has no names (a list of strings)", type, position, code->str);
	}
	for (const struct json *v = names->first; v; v = v->next) {
		if (v->type != JSON_STRING) {
			return err_set(err, ERR_PLUGIN, "vocab: a name of %s \"%s\" is %s; a string was expected", type, code->str,
			               json_type_name(v->type));
		}
	}
	if (why && why->type != JSON_STRING) {
		return err_set(err, ERR_PLUGIN, "vocab: refuse of %s \"%s\" is %s; a sentence was expected", type, code->str,
		               json_type_name(why->type));
	}
	return true;
}

static bool check_vocab(const struct json *vocab, struct err *err) {
	if (vocab->type != JSON_OBJECT && vocab->count > 0) {
		return err_set(err, ERR_PLUGIN, "vocab returns a list; a table was expected: { country = { … }, … }");
	}
	for (const struct json *words = vocab->first; words; words = words->next) {
		if (words->type != JSON_ARRAY) {
			return err_set(err, ERR_PLUGIN, "vocab: %s is %s; a list was expected", words->key, json_type_name(words->type));
		}
		size_t position = 0;
		for (const struct json *word = words->first; word; word = word->next) {
			if (!check_word(word, words->key, ++position, err)) {
				return false;
			}
		}
	}
	return true;
}

/*
 * The table of data sets: each is read when it is asked for, as vocab needs few of many. on_set is its __index, on_sets its
 * __pairs. The upvalue is the struct asked.
 */
struct asked {
	struct arena *arena;
	struct plugin *plugin;
};

static void push_set(lua_State *L, struct asked *asked, struct plugin_data *data) {
	struct err err = ERR_INIT;
	const struct json *value = plugin_data_value(asked->arena, asked->plugin, data, &err);
	if (!value) {
		state_raise(L, &err);
	}
	state_pause_memory(state_of(L));
	value_push(L, value);
	state_resume_memory(state_of(L));
	lua_pushvalue(L, -1);
	lua_setfield(L, 1, data->name);
}

static int on_set(lua_State *L) {
	struct asked *asked = lua_touserdata(L, lua_upvalueindex(1));
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
	for (size_t i = 0; i < asked->plugin->data_count; i++) {
		if (str_eq(asked->plugin->data[i].name, name)) {
			push_set(L, asked, &asked->plugin->data[i]);
			return 1;
		}
	}
	return 0;
}

/* All of them; then it is a table as any. */
static int on_sets(lua_State *L) {
	struct asked *asked = lua_touserdata(L, lua_upvalueindex(1));
	lua_settop(L, 1);
	for (size_t i = 0; i < asked->plugin->data_count; i++) {
		push_set(L, asked, &asked->plugin->data[i]);
		lua_settop(L, 1);
	}
	lua_pushnil(L);
	lua_setmetatable(L, 1);
	lib_push_env(L);
	lua_getfield(L, -1, "pairs");
	lua_pushvalue(L, 1);
	lua_call(L, 1, 3);
	return 3;
}

static int push_data(lua_State *L) {
	lua_settop(L, 1);
	lua_newtable(L);
	lua_createtable(L, 0, 2);
	lua_pushvalue(L, 1);
	lua_pushcclosure(L, on_set, 1);
	lua_setfield(L, -2, "__index");
	lua_pushvalue(L, 1);
	lua_pushcclosure(L, on_sets, 1);
	lua_setfield(L, -2, "__pairs");
	lua_setmetatable(L, 2);
	return 1;
}

/* Leave the function that the plugin's table has under name on the stack (nil: it has none). */
static bool push_entry(struct state *state, struct plugin *plugin, const char *name, struct err *err) {
	lua_State *L = state_lua(state);
	if (!parts_push_env(state, &plugin->parts, PARTS_WHEN_REQUIRED, err) || !state_load(state, &plugin->source, err) || !state_call(state, 0, 1, err)) {
		return false;
	}
	if (!lua_istable(L, -1)) {
		err_set(err, ERR_PLUGIN, "the plugin returns %s; a table was expected", luaL_typename(L, -1));
		return false;
	}
	lua_pushstring(L, name);
	lua_rawget(L, -2);
	if (!lua_isnil(L, -1) && !lua_isfunction(L, -1)) {
		err_set(err, ERR_PLUGIN, "%s is a %s; a function was expected", name, luaL_typename(L, -1));
		return false;
	}
	return true;
}

static void blame(struct arena *arena, const struct host_plugin *what, struct err *err) {
	if (err) {
		STR_COPY(err->plugin, what->name);
		if (!err->at.file[0]) {
			err_at_file(err, path_join(arena, what->dir, "plugin.lua"));
		}
	}
}

/*
 * What the plugin's function name(data) returns, in the arena: an empty object where it has none. NULL with *err
 * where it fails.
 */
static const struct json *ask(struct arena *arena, const struct host_plugin *what, struct plugin *plugin, const char *name,
                              double seconds, struct err *err) {
	struct reading reading = { .arena = arena };
	struct asked asked = { .arena = arena, .plugin = plugin };
	const struct json *result = NULL;
	struct state *state = state_new();
	lua_State *L = state_lua(state);

	if (!plugin_read(arena, what, PLUGIN_CODE, plugin, err)) {
		goto out;
	}
	lua_pushcfunction(L, push_data);
	lua_pushlightuserdata(L, &asked);
	if (!state_call(state, 1, 1, err)) {
		goto out;
	}
	state_limit_memory(state, ASK_MEMORY_BYTES);
	state_limit_time(state, seconds, 0, name);
	if (!push_entry(state, plugin, name, err)) {
		goto out;
	}
	if (lua_isnil(L, -1)) {
		struct json *none = arena_alloc(arena, sizeof(*none));
		none->type = JSON_OBJECT;
		result = none;
		goto out;
	}
	lua_pushvalue(L, 1);
	if (!state_call(state, 1, 1, err)) {
		goto out;
	}
	if (!lua_istable(L, -1)) {
		err_set(err, ERR_PLUGIN, "%s returns %s; a table was expected", name, luaL_typename(L, -1));
		goto out;
	}
	if (!read_top(state, &reading, err)) {
		goto out;
	}
	if (reading.bad) {
		if (err) {
			*err = reading.err;
			err_wrap(err, "%s", name);
		}
		goto out;
	}
	result = reading.root;
out:
	if (!result) {
		blame(arena, what, err);
	}
	state_free(state);
	return result;
}

const struct json *load_vocab(struct arena *arena, const struct host_plugin *what, struct err *err) {
	struct plugin plugin;
	const struct json *words = ask(arena, what, &plugin, "vocab", VOCAB_SECONDS, err);
	if (words && !check_vocab(words, err)) {
		blame(arena, what, err);
		return NULL;
	}
	if (words && words->type == JSON_ARRAY) {    /* an empty table */
		struct json *none = arena_alloc(arena, sizeof(*none));
		none->type = JSON_OBJECT;
		return none;
	}
	return words;
}

/* Checks of data. */

/* The value that path leads to in root, or the nearest above it that is there. */
static const struct json *follow(const struct json *root, const struct json *path) {
	const struct json *at = root;
	for (const struct json *step = path ? path->first : NULL; step; step = step->next) {
		const struct json *next = NULL;
		if (step->type == JSON_STRING) {
			next = json_lookup(at, step->str);
		} else if (step->type == JSON_NUMBER && step->is_int && at->type == JSON_ARRAY) {
			int64_t position = 1;
			for (next = at->first; next && position != step->integer; next = next->next) {
				position++;
			}
		}
		if (!next) {
			return at;
		}
		at = next;
	}
	return at;
}

static bool add_mistake(struct arena *arena, struct plugin *plugin, const struct json *told, size_t position, struct errs *mistakes,
                        struct err *err) {
	const char *set = json_str(told, "set", NULL), *message = json_str(told, "message", NULL);
	struct plugin_data *data = NULL;
	for (size_t i = 0; set && i < plugin->data_count; i++) {
		if (str_eq(plugin->data[i].name, set)) {
			data = &plugin->data[i];
		}
	}
	if (!data || !message) {
		return err_set(err, ERR_PLUGIN,
		               "check: mistake %zu must be { set = one of the data sets, path = {…}, message = \"…\" }", position);
	}
	if (!plugin_data_value(arena, plugin, data, err)) {
		return false;
	}
	struct err *mistake = errs_add(mistakes);
	err_set(mistake, ERR_PLUGIN, "%s", message);
	err_hint(mistake, "%s", json_str(told, "hint", ""));
	err_at_offset(mistake, data->text, data->len, follow(data->value, json_lookup(told, "path"))->offset);
	err_at_file(mistake, data->path);
	STR_COPY(mistake->plugin, plugin->name);
	return true;
}

bool load_check(struct arena *arena, const struct host_plugin *what, struct errs *mistakes, struct err *err) {
	struct plugin plugin;
	const struct json *list = ask(arena, what, &plugin, "check", CHECK_SECONDS, err);
	size_t position = 0;
	if (!list) {
		return false;
	}
	for (const struct json *v = list->first; v; v = v->next) {
		if (!add_mistake(arena, &plugin, v, ++position, mistakes, err)) {
			blame(arena, what, err);
			return false;
		}
	}
	return true;
}
