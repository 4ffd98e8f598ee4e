#include "lua/opts.h"

#include <assert.h>
#include <lauxlib.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/state.h"

static const char *const opt_words[] = {
	[OPT_BOOLEAN] = "true or false", [OPT_INTEGER] = "a whole number", [OPT_NUMBER] = "a number", [OPT_STRING] = "a string",
	[OPT_TABLE] = "a table", [OPT_ANY] = "a value",
};

static bool opt_fits(lua_State *L, int idx, enum opt_type type) {
	switch (type) {
	case OPT_BOOLEAN: return lua_isboolean(L, idx);
	case OPT_INTEGER: return lua_isinteger(L, idx);
	case OPT_NUMBER: return lua_type(L, idx) == LUA_TNUMBER;
	case OPT_STRING: return lua_type(L, idx) == LUA_TSTRING || lua_type(L, idx) == LUA_TNUMBER;
	case OPT_TABLE: return lua_istable(L, idx);
	default: return true;
	}
}

const char *opt_given(lua_State *L, int idx) {
	switch (lua_type(L, idx)) {
	case LUA_TSTRING: {
		char cut[44];
		STR_COPY(cut, lua_tostring(L, idx));
		return lua_pushfstring(L, "the string \"%s\"", cut);
	}
	case LUA_TNUMBER: return lua_pushfstring(L, "the number %s", lib_tostring(L, idx));
	case LUA_TBOOLEAN: return lua_toboolean(L, idx) ? "true" : "false";
	case LUA_TNIL: case LUA_TNONE: return "nothing";
	default: return lua_pushfstring(L, "a %s", luaL_typename(L, idx));
	}
}

void opt_raise(lua_State *L, const char *where, const char *hint, const char *fmt, ...) {
	struct err err;
	char msg[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(&err, ERR_PLUGIN, "%s: %s", where, msg);
	if (hint) {
		err_hint(&err, "%s", hint);
	}
	state_raise(L, &err);
}

/* "there are by, id": whole names, as many as a hint has room for. */
static void list_options(const struct opt *opts, char *hint, size_t size) {
	snprintf(hint, size, "there are ");
	for (size_t i = 0, at = strlen(hint); opts[i].name; i++) {
		size_t n = strlen(opts[i].name);
		if (at + n + 8 > size) {
			memcpy(hint + at, ", …", sizeof(", …"));
			return;
		}
		at += (size_t)snprintf(hint + at, size - at, "%s%s", i ? ", " : "", opts[i].name);
	}
}

/* "{ name =, values =, … }": what must be said; empty where nothing must. */
static void list_required(const struct opt *opts, char *hint, size_t size) {
	struct buf text = BUF_INIT;
	bool has_more = false;
	for (; opts->name; opts++) {
		bool is_required = opts->as && *opts->as == '!';
		buf_addf(&text, "%s%s%s", is_required && text.len > 0 ? ", " : "", is_required ? opts->name : "", is_required ? " =" : "");
		has_more |= !is_required;
	}
	snprintf(hint, size, text.len > 0 ? "{ %s%s }" : "%s", buf_str(&text), has_more ? ", …" : "");
	buf_fini(&text);
}

static void raise_unknown(lua_State *L, const char *where, const struct opt *opts, const char *name) {
	const char *names[64];
	size_t n = 0;
	char hint[250];
	for (; opts[n].name && n < 63; n++) {
		names[n] = opts[n].name;
	}
	names[n] = NULL;
	const char *near = err_nearest(name, names);
	if (near) {
		snprintf(hint, sizeof(hint), "did you mean '%s'?", near);
	} else {
		list_options(opts, hint, sizeof(hint));
	}
	opt_raise(L, where, n ? hint : NULL, "there is no option '%s'", name);
}

void opt_check(lua_State *L, int idx, const char *where, const struct opt *opts, bool listed) {
	idx = lua_absindex(L, idx);
	size_t n = 0;
	lua_pushnil(L);
	while (lua_next(L, idx)) {
		if (++n % 1024 == 0) {
			state_charge(L, 1024);
		}
		if (listed && lua_isinteger(L, -2)) {
			lua_pop(L, 1);
			continue;
		}
		if (lua_type(L, -2) != LUA_TSTRING) {
			char hint[250];
			list_options(opts, hint, sizeof(hint));
			opt_raise(L, where, hint, "options have names; %s cannot stand here", opt_given(L, -1));
		}
		const char *name = lua_tostring(L, -2);
		const struct opt *opt = opts;
		while (opt->name && !str_eq(opt->name, name)) {
			opt++;
		}
		if (!opt->name) {
			raise_unknown(L, where, opts, name);
		}
		if (!opt_fits(L, -1, opt->type)) {
			opt_raise(L, where, NULL, "%s is %s; %s was expected", name, opt_given(L, -1), opt_words[opt->type]);
		}
		lua_pop(L, 1);
	}
}

int opt_optional(lua_State *L, int arg, const char *where, const struct opt *opts) {
	if (lua_isnoneornil(L, arg)) {
		return 0;
	}
	if (!lua_istable(L, arg)) {
		char hint[250];
		list_options(opts, hint, sizeof(hint));
		opt_raise(L, where, hint, "the options are a table, { id = \"…\" }, not %s", opt_given(L, arg));
	}
	opt_check(L, arg, where, opts, false);
	return arg;
}

void opt_required(lua_State *L, int arg, const char *where, const struct opt *opts, bool listed) {
	if (!lua_istable(L, arg)) {
		char hint[250];
		list_required(opts, hint, sizeof(hint));
		opt_raise(L, where, hint, "a table was expected, not %s", opt_given(L, arg));
	}
	opt_check(L, arg, where, opts, listed);
}

const char *opt_check_text(lua_State *L, int idx, const char *where, const char *what) {
	size_t len, bad;
	if (lua_type(L, idx) != LUA_TSTRING && lua_type(L, idx) != LUA_TNUMBER) {
		opt_raise(L, where, NULL, "%s is %s; a string was expected", what, opt_given(L, idx));
	}
	idx = lua_absindex(L, idx);
	if (lua_type(L, idx) == LUA_TNUMBER) {
		lua_pushvalue(L, idx);
		lua_tostring(L, -1);
		lua_replace(L, idx);
	}
	const char *s = lua_tolstring(L, idx, &len);
	if (memchr(s, '\0', len)) {
		opt_raise(L, where, NULL, "%s holds a zero byte", what);
	}
	if (!utf8_valid(s, len, &bad)) {
		opt_raise(L, where, "a string that was cut with string.sub may end inside a letter; use utf8.offset",
		         "%s is not valid UTF-8 at byte %zu", what, bad + 1);
	}
	return s;
}

const char *opt_check_words(lua_State *L, int idx, const char *where, const char *what) {
	const char *s = opt_check_text(L, idx, where, what);
	if (s[strspn(s, " \t\r\n")] == '\0') {
		opt_raise(L, where, NULL, "%s is empty", what);
	}
	return s;
}

/* Push the option's value; false, with nothing pushed, where it is not given. */
static bool push_given(lua_State *L, int opts, const char *name) {
	if (!opts || lua_getfield(L, opts, name) != LUA_TNIL) {
		return opts != 0;
	}
	lua_pop(L, 1);
	return false;
}

const char *opt_text(lua_State *L, int opts, const char *where, const char *name) {
	if (!push_given(L, opts, name)) {
		return NULL;
	}
	const char *s = arena_strdup(state_arena(state_of(L)), opt_check_text(L, -1, where, name));
	lua_pop(L, 1);
	return s;
}

const char *opt_plain(lua_State *L, int opts, const char *where, const char *name) {
	const char *s = opt_text(L, opts, where, name);
	char *to = (char *)(uintptr_t)s;
	for (const char *p = s; p && *p; p++) {
		p += *p == '\\' && p[1] && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", p[1]);
		*to++ = *p;
	}
	if (to) {
		*to = '\0';
	}
	return s;
}

lua_Integer opt_integer(lua_State *L, int opts, const char *name, lua_Integer fallback) {
	if (!push_given(L, opts, name)) {
		return fallback;
	}
	lua_Integer n = lua_tointeger(L, -1);
	lua_pop(L, 1);
	return n;
}

bool opt_boolean(lua_State *L, int opts, const char *name, bool fallback) {
	if (!push_given(L, opts, name)) {
		return fallback;
	}
	bool b = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return b;
}

double opt_number(lua_State *L, int opts, const char *name, double fallback) {
	if (!push_given(L, opts, name)) {
		return fallback;
	}
	double n = lua_tonumber(L, -1);
	lua_pop(L, 1);
	return n;
}

int opt_choice(lua_State *L, int opts, const char *where, const char *name, const char *const *names, int fallback) {
	const char *s = opt_text(L, opts, where, name);
	char list[300] = "";
	size_t len = 0;
	if (!s) {
		return fallback;
	}
	for (int i = 0; names[i]; i++) {
		if (str_eq(names[i], s)) {
			return i;
		}
		len += (size_t)snprintf(list + len, sizeof(list) - len, "%s\"%s\"", i ? ", " : "", names[i]);
		assert(len < sizeof(list));
	}
	const char *near = err_nearest(s, names);
	char hint[80];
	snprintf(hint, sizeof(hint), "did you mean \"%s\"?", near ? near : "");
	opt_raise(L, where, near ? hint : NULL, "%s is \"%.40s\"; one of %s was expected", name, s, list);
}
