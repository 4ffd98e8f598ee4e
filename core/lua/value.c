/* value: see value.h. */
#include "lua/value.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/state.h"

#define DEPTH_MAX 60
#define VALUES_MAX 500000

void value_push(lua_State *L, const struct json *json) {
	luaL_checkstack(L, 4, "data nested too deep");
	switch (json->type) {
	case JSON_NULL:
		lua_pushnil(L);
		return;
	case JSON_BOOL:
		lua_pushboolean(L, json->boolean);
		return;
	case JSON_NUMBER:
		if (json->is_int) {
			lua_pushinteger(L, json->integer);
		} else {
			lua_pushnumber(L, json->number);
		}
		return;
	case JSON_STRING:
		lua_pushlstring(L, json->str, json->len);
		return;
	case JSON_ARRAY:
		lua_createtable(L, (int)json->count, 0);
		lua_Integer i = 1;
		for (const struct json *v = json->first; v; v = v->next) {
			value_push(L, v);
			lua_rawseti(L, -2, i++);
		}
		return;
	case JSON_OBJECT:
		lua_createtable(L, 0, (int)json->count);
		for (const struct json *v = json->first; v; v = v->next) {
			lua_pushstring(L, v->key);
			value_push(L, v);
			lua_rawset(L, -3);
		}
		return;
	}
}

/* The way down to a value, for messages. */
struct step {
	const struct step *up;
	const char *key;             /* in an object, else NULL */
	size_t index;
	const void *table;           /* to see cycles */
};

struct reading {
	lua_State *L;
	struct arena *arena;
	bool with_functions;
	size_t count;
	struct json **bad;
	struct err *err;
};

static void format_path(const struct step *step, struct buf *out) {
	if (!step) {
		return;
	}
	format_path(step->up, out);
	if (step->key) {
		buf_addf(out, "%s%s", out->len ? "." : "", step->key);
	} else {
		buf_addf(out, "[%zu]", step->index);
	}
}

static void refuse(struct reading *r, const struct step *way, struct json *node, const char *what) {
	node->type = JSON_NULL;
	if (*r->bad) {
		return;
	}
	struct buf path = BUF_INIT;
	format_path(way, &path);
	*r->bad = node;
	err_set(r->err, ERR_PLUGIN, "%s %s", path.len ? buf_str(&path) : "the table", what);
	buf_fini(&path);
}

static void read_value(struct reading *r, const struct step *way, struct json *node);

static void append(struct json *parent, struct json **tail, struct json *child) {
	if (*tail) {
		(*tail)->next = child;
	} else {
		parent->first = child;
	}
	*tail = child;
	parent->count++;
}

/* A key as it stands in the table. */
struct key {
	const char *text;
	lua_Integer position;        /* of a positional entry, else 0 */
};

static int compare_keys(const void *pa, const void *pb) {
	const struct key *a = pa, *b = pb;
	if (a->position || b->position) {
		return !a->position ? 1 : !b->position ? -1 : (a->position > b->position) - (a->position < b->position);
	}
	return strcmp(a->text, b->text);
}

/* The keys of the table on top of the stack; false (refused) where one is neither a name nor a position. */
static bool collect_keys(struct reading *r, const struct step *way, struct json *node, struct key **keys, size_t *n,
                         size_t *positions) {
	lua_State *L = r->L;
	size_t cap = 0;
	*keys = NULL;
	*n = *positions = 0;
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		lua_pop(L, 1);
		struct key key = { .text = NULL };
		if (lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0) {
			key.position = lua_tointeger(L, -1);
			key.text = arena_printf(r->arena, "%lld", (long long)key.position);
			++*positions;
		} else if (lua_type(L, -1) == LUA_TSTRING) {
			key.text = arena_strdup(r->arena, lua_tostring(L, -1));
		} else {
			refuse(r, way, node, "has a key that is neither a name nor a position");
			lua_pop(L, 1);
			return false;
		}
		*ARENA_PUSH(r->arena, *keys, *n, cap) = key;
	}
	if (*n) {
		qsort(*keys, *n, sizeof(**keys), compare_keys);
	}
	return true;
}

static void read_table(struct reading *r, const struct step *way, struct json *node) {
	lua_State *L = r->L;
	const void *self = lua_topointer(L, -1);
	size_t depth = 0, n, positions;
	struct key *keys;
	struct json *tail = NULL;
	for (const struct step *step = way; step; step = step->up, depth++) {
		if (step->table == self) {
			refuse(r, way, node, "contains itself");
			return;
		}
	}
	if (depth > DEPTH_MAX || !lua_checkstack(L, 8)) {
		refuse(r, way, node, "is nested too deep");
		return;
	}
	if (!collect_keys(r, way, node, &keys, &n, &positions)) {
		return;
	}
	node->type = positions == n ? JSON_ARRAY : JSON_OBJECT;
	if (positions && keys[positions - 1].position != (lua_Integer)positions) {
		refuse(r, way, node, "has holes: positions must count 1, 2, 3 …");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct json *child = arena_alloc(r->arena, sizeof(*child));
		child->key = node->type == JSON_OBJECT ? keys[i].text : NULL;
		struct step step = { .up = way, .key = keys[i].position ? NULL : keys[i].text,
		                     .index = (size_t)keys[i].position, .table = self };
		if (keys[i].position) {
			lua_rawgeti(L, -1, keys[i].position);
		} else {
			lua_pushstring(L, keys[i].text);
			lua_rawget(L, -2);
		}
		read_value(r, &step, child);
		lua_pop(L, 1);
		append(node, &tail, child);
	}
}

static void read_string(struct reading *r, const struct step *way, struct json *node) {
	size_t len, bad;
	const char *s = lua_tolstring(r->L, -1, &len);
	node->type = JSON_STRING;
	node->str = arena_strndup(r->arena, s, len);
	node->len = len;
	if (memchr(s, '\0', len) || !utf8_valid(s, len, &bad)) {
		refuse(r, way, node, "is a string that is not valid UTF-8 text");
	}
}

static void read_value(struct reading *r, const struct step *way, struct json *node) {
	lua_State *L = r->L;
	if (++r->count > VALUES_MAX) {
		refuse(r, way, node, "is one value too many");
		return;
	}
	switch (lua_type(L, -1)) {
	case LUA_TBOOLEAN:
		node->type = JSON_BOOL;
		node->boolean = lua_toboolean(L, -1);
		return;
	case LUA_TNUMBER:
		node->type = JSON_NUMBER;
		node->is_int = lua_isinteger(L, -1);
		node->integer = lua_tointeger(L, -1);
		node->number = lua_tonumber(L, -1);
		if (!isfinite(node->number)) {
			refuse(r, way, node, "is not a finite number");
		}
		return;
	case LUA_TSTRING:
		read_string(r, way, node);
		return;
	case LUA_TTABLE:
		read_table(r, way, node);
		return;
	case LUA_TFUNCTION:
		if (r->with_functions) {
			node->type = JSON_BOOL;
			node->boolean = true;
			return;
		}
		refuse(r, way, node, "is a function; only data can stand here");
		return;
	default:
		refuse(r, way, node, "is no data");
	}
}

struct json *value_read(lua_State *L, int idx, struct arena *arena, bool with_functions, struct json **bad, struct err *err) {
	struct reading r = { .L = L, .arena = arena, .with_functions = with_functions, .bad = bad, .err = err };
	struct json *root = arena_alloc(arena, sizeof(*root));
	*bad = NULL;
	lua_pushvalue(L, idx);
	read_value(&r, NULL, root);
	lua_pop(L, 1);
	return root;
}
