#include "lua/record.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "doc/build.h"
#include "lua/bind.h"
#include "lua/state.h"

#define DEPTH_MAX 50

/*
 * A value as JSON: strings, whole numbers and truth as they are; [ … ] for a list; else an object: { "f": "0.5" }
 * a number with a fraction, { "t": [[key, value], …] } a table with names, { "fn": true } a function.
 */
static void write_value(struct record *record, lua_State *L, struct json_out *out, int depth);

static void write_list(struct record *record, lua_State *L, struct json_out *out, lua_Integer n, int depth) {
	json_begin(out, '[');
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, -1, i);
		write_value(record, L, out, depth);
		lua_pop(L, 1);
	}
	json_end(out, ']');
}

static void write_table(struct record *record, lua_State *L, struct json_out *out, int depth) {
	lua_Integer positions = 0, names = 0, highest = 0;

	if (luaL_getmetafield(L, -1, "__len") != LUA_TNIL) {
		lua_pop(L, 1);
		record->is_broken = true;    /* a view of data: it holds nothing itself */
		json_add_null(out);
		return;
	}
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		bool is_position = lua_isinteger(L, -2) && lua_tointeger(L, -2) > 0;
		positions += is_position;
		names += !is_position;
		if (is_position && lua_tointeger(L, -2) > highest) {
			highest = lua_tointeger(L, -2);
		}
	}
	if (names == 0 && highest == positions) {
		write_list(record, L, out, positions, depth);
		return;
	}
	json_begin(out, '{');
	json_key(out, "t");
	json_begin(out, '[');
	for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
		json_begin(out, '[');
		lua_pushvalue(L, -2);
		write_value(record, L, out, depth);
		lua_pop(L, 1);
		write_value(record, L, out, depth);
		json_end(out, ']');
	}
	json_end(out, ']');
	json_end(out, '}');
}

static void write_value(struct record *record, lua_State *L, struct json_out *out, int depth) {
	char number[40];
	size_t len, bad;
	const char *s;

	switch (lua_type(L, -1)) {
	case LUA_TBOOLEAN:
		json_add_bool(out, lua_toboolean(L, -1));
		return;
	case LUA_TNUMBER:
		if (lua_isinteger(L, -1)) {
			json_add_int(out, lua_tointeger(L, -1));
			return;
		}
		snprintf(number, sizeof(number), "%.17g", lua_tonumber(L, -1));
		json_begin(out, '{');
		json_put_str(out, "f", number);
		json_end(out, '}');
		return;
	case LUA_TSTRING:
		s = lua_tolstring(L, -1, &len);
		record->is_broken |= strlen(s) != len || !utf8_valid(s, len, &bad);
		json_add_str(out, record->is_broken ? "" : s);
		return;
	case LUA_TFUNCTION:
		json_begin(out, '{');
		json_put_bool(out, "fn", true);
		json_end(out, '}');
		return;
	case LUA_TTABLE:
		if (depth < DEPTH_MAX && lua_checkstack(L, 8)) {
			write_table(record, L, out, depth + 1);
			return;
		}
		json_add_null(out);
		break;
	case LUA_TNIL:
		json_begin(out, '{');
		json_end(out, '}');
		return;
	default:
		json_add_null(out);
	}
	record->is_broken = true;
}

static void begin_event(struct record *record) {
	record->last = record->text.len;
	if (record->text.len > 0) {
		buf_addc(&record->text, ',');
	}
}

void record_call(struct record *record, lua_State *L, const char *name) {
	if (!record->is_on || record->is_broken) {
		return;
	}
	begin_event(record);
	struct json_out out = JSON_OUT(&record->text, 0);
	int top = lua_gettop(L);
	json_begin(&out, '{');
	json_put_str(&out, "call", name);
	json_key(&out, "args");
	json_begin(&out, '[');
	for (int i = 2; i <= top; i++) {
		lua_pushvalue(L, i);
		write_value(record, L, &out, 0);
		lua_pop(L, 1);
	}
	json_end(&out, ']');
	json_end(&out, '}');
}

void record_text(struct record *record, const char *text, const char *lang) {
	if (!record->is_on || record->is_broken) {
		return;
	}
	record->text.len = record->last;
	record->text.p[record->last] = '\0';
	begin_event(record);
	struct json_out out = JSON_OUT(&record->text, 0);
	json_begin(&out, '{');
	json_put_str(&out, "call", "text");
	json_key(&out, "args");
	json_begin(&out, '[');
	json_add_str(&out, text);
	json_end(&out, ']');
	json_put_text(&out, "lang", lang);
	json_end(&out, '}');
}

static void mark(struct record *record, const char *key) {
	if (record->is_on && !record->is_broken) {
		begin_event(record);
		struct json_out out = JSON_OUT(&record->text, 0);
		json_begin(&out, '{');
		json_put_int(&out, key, record->depth);
		json_end(&out, '}');
	}
}

void record_in(struct record *record) {
	record->depth++;
	mark(record, "in");
}

void record_out(struct record *record) {
	mark(record, "out");
	record->depth--;
}

const char *record_end(struct record *record) {
	struct buf whole = BUF_INIT;

	if (!record->is_on || record->is_broken || record->depth != 0) {    /* an error was caught in the middle */
		return NULL;
	}
	buf_addf(&whole, "[%s]", buf_str(&record->text));
	buf_fini(&record->text);
	record->text = whole;
	return buf_str(&record->text);
}

void record_fini(struct record *record) {
	buf_fini(&record->text);
}

/* ---- and back ---- */

static int run_inside(lua_State *L);

/* inside: the next event that may be what a function of this call writes; it moves on as functions are met. */
static void push_value(lua_State *L, const struct json *value, const struct json **inside);

static const struct json *after_inside(const struct json *in) {
	int64_t depth = json_int(in, "in", 0);

	while (in != NULL && json_int(in, "out", -1) != depth) {
		in = in->next;
	}
	return in != NULL ? in->next : NULL;
}

static void push_function(lua_State *L, const struct json **inside) {
	if (*inside == NULL || json_lookup(*inside, "in") == NULL) {
		luaL_error(L, "the recording of the section is damaged");
	}
	lua_pushlightuserdata(L, (void *)(*inside)->next);
	lua_pushcclosure(L, run_inside, 1);
	*inside = after_inside(*inside);
}

static void push_table(lua_State *L, const struct json *pairs, const struct json **inside) {
	lua_newtable(L);
	for (const struct json *pair = pairs->first; pair != NULL; pair = pair->next) {
		if (pair->first == NULL || pair->first->next == NULL) {
			luaL_error(L, "the recording of the section is damaged");
		}
		push_value(L, pair->first, inside);
		push_value(L, pair->first->next, inside);
		lua_settable(L, -3);
	}
}

static void push_value(lua_State *L, const struct json *value, const struct json **inside) {
	const struct json *pairs = json_lookup(value, "t");

	luaL_checkstack(L, 6, "recording");
	if (value->type == JSON_ARRAY) {
		lua_Integer i = 0;
		lua_createtable(L, (int)value->count, 0);
		for (const struct json *v = value->first; v != NULL; v = v->next) {
			push_value(L, v, inside);
			lua_rawseti(L, -2, ++i);
		}
	} else if (pairs != NULL) {
		push_table(L, pairs, inside);
	} else if (json_lookup(value, "f") != NULL) {
		lua_pushnumber(L, strtod(json_str(value, "f", "0"), NULL));
	} else if (json_lookup(value, "fn") != NULL) {
		push_function(L, inside);
	} else if (value->type == JSON_STRING) {
		lua_pushlstring(L, value->str, value->len);
	} else if (value->type == JSON_NUMBER && value->is_int) {
		lua_pushinteger(L, value->integer);
	} else if (value->type == JSON_BOOL) {
		lua_pushboolean(L, value->boolean);
	} else {
		lua_pushnil(L);
	}
}

/* One call, with doc at index doc; what follows it. */
static const struct json *replay_call(lua_State *L, int doc, const struct json *event) {
	const struct json *args = json_lookup(event, "args"), *inside = event->next;
	const char *lang = json_str(event, "lang", NULL);
	int n = 1;

	lua_getfield(L, doc, json_str(event, "call", ""));
	lua_pushvalue(L, doc);
	for (const struct json *arg = args != NULL ? args->first : NULL; arg != NULL; arg = arg->next, n++) {
		push_value(L, arg, &inside);
	}
	struct bind_section *section = *(struct bind_section **)lua_touserdata(L, doc);
	struct node *parent = build_current(section->build), *before = parent->last;
	lua_call(L, n, 0);
	for (struct node *node = before != NULL ? before->next : parent->first; lang != NULL && node != NULL; node = node->next) {
		node->lang = arena_strdup(state_arena(state_of(L)), lang);
	}
	return inside;
}

static void replay_events(lua_State *L, int doc, const struct json *event) {
	while (event != NULL && json_lookup(event, "out") == NULL) {
		event = json_lookup(event, "call") != NULL ? replay_call(L, doc, event) : event->next;
	}
}

/* function(doc): the events of upvalue 1. */
static int run_inside(lua_State *L) {
	replay_events(L, 1, lua_touserdata(L, lua_upvalueindex(1)));
	return 0;
}

void record_replay(lua_State *L, const struct json *calls) {
	int doc = lua_gettop(L);

	replay_events(L, doc, calls->first);
	lua_settop(L, doc - 1);
}
