/* lib_string: string, utf8 and math; what could run long or tell an address is our own. */
#include <ctype.h>
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <string.h>

#include "lua/lib.h"
#include "lua/match.h"
#include "lua/state.h"

#define REP_MAX_BYTES ((size_t)16 << 20)
#define NUMBER_TEXT 512          /* "%99.99f" of the largest double takes 408 */

static bool has_specials(const char *p, size_t len) {
	for (size_t i = 0; i < len; i++) {
		if (strchr("^$*+?.([%-", p[i]) && p[i] != '\0') {
			return true;
		}
	}
	return false;
}

/* A position as string functions take them: negative from the end. At least 1. */
static size_t start_position(lua_Integer pos, size_t len) {
	if (pos > 0) {
		return (size_t)pos;
	}
	if (pos == 0 || pos < -(lua_Integer)len) {
		return 1;
	}
	return len + (size_t)pos + 1;
}

static int find_plain(lua_State *L, const char *s, size_t len, const char *p, size_t plen, size_t init) {
	state_charge(L, (len - init) / 16 + 1);
	const char *at = memmem(s + init, len - init, p, plen);
	if (!at) {
		lua_pushnil(L);
		return 1;
	}
	lua_pushinteger(L, at - s + 1);
	lua_pushinteger(L, at - s + (lua_Integer)plen);
	return 2;
}

static int find_or_match(lua_State *L, bool find) {
	size_t len, plen;
	const char *s = luaL_checklstring(L, 1, &len), *p = luaL_checklstring(L, 2, &plen);
	size_t init = start_position(luaL_optinteger(L, 3, 1), len) - 1;
	if (init > len) {
		lua_pushnil(L);
		return 1;
	}
	if (find && (lua_toboolean(L, 4) || !has_specials(p, plen))) {
		return find_plain(L, s, len, p, plen, init);
	}
	struct match m;
	bool anchored = plen > 0 && *p == '^';
	match_init(&m, L, s, len, p + plen);
	for (const char *from = s + init;; from++) {
		m.count = 0;
		const char *e = match_at(&m, from, p + anchored);
		if (e && find) {
			lua_pushinteger(L, from - s + 1);
			lua_pushinteger(L, e - s);
			return 2 + match_push_all(&m, NULL, NULL);
		}
		if (e) {
			return match_push_all(&m, from, e);
		}
		if (anchored || from == m.src_end) {
			break;
		}
	}
	lua_pushnil(L);
	return 1;
}

static int string_find(lua_State *L) {
	return find_or_match(L, true);
}

static int string_match(lua_State *L) {
	return find_or_match(L, false);
}

/* Upvalues: subject, pattern, where to go on, end of the last match (so that no empty one follows it there). */
static int step_gmatch(lua_State *L) {
	size_t len, plen;
	const char *s = lua_tolstring(L, lua_upvalueindex(1), &len), *p = lua_tolstring(L, lua_upvalueindex(2), &plen);
	const char *last = s + lua_tointeger(L, lua_upvalueindex(4));
	struct match m;
	match_init(&m, L, s, len, p + plen);
	for (const char *from = s + lua_tointeger(L, lua_upvalueindex(3)); from <= m.src_end; from++) {
		m.count = 0;
		const char *e = match_at(&m, from, p);
		if (e && e != last) {
			lua_pushinteger(L, e - s);
			lua_copy(L, -1, lua_upvalueindex(3));
			lua_replace(L, lua_upvalueindex(4));
			return match_push_all(&m, from, e);
		}
	}
	return 0;
}

static int string_gmatch(lua_State *L) {
	size_t len;
	luaL_checklstring(L, 1, &len);
	luaL_checkstring(L, 2);
	size_t init = start_position(luaL_optinteger(L, 3, 1), len) - 1;
	lua_settop(L, 2);
	lua_pushinteger(L, (lua_Integer)(init > len ? len + 1 : init));
	lua_pushinteger(L, -1);
	lua_pushcclosure(L, step_gmatch, 4);
	return 1;
}

/* Append the replacement string at index 3 for the match [s, e). */
static void add_string(struct match *m, luaL_Buffer *b, const char *s, const char *e) {
	lua_State *L = m->L;
	size_t len;
	const char *r = lua_tolstring(L, 3, &len);
	for (size_t i = 0; i < len; i++) {
		if (r[i] != '%') {
			luaL_addchar(b, r[i]);
			continue;
		}
		i++;
		if (i < len && r[i] == '%') {
			luaL_addchar(b, '%');
		} else if (i < len && r[i] == '0') {
			luaL_addlstring(b, s, (size_t)(e - s));
		} else if (i < len && isdigit((unsigned char)r[i])) {
			match_push(m, r[i] - '1', s, e);
			luaL_tolstring(L, -1, NULL);     /* a position is a number */
			lua_remove(L, -2);
			luaL_addvalue(b);
		} else {
			luaL_error(L, "invalid use of '%%' in the replacement: write '%%%%' for a percent sign");
		}
	}
}

/* Append what the match [s, e) is replaced by; whether anything changed. */
static bool add_value(struct match *m, luaL_Buffer *b, const char *s, const char *e) {
	lua_State *L = m->L;
	switch (lua_type(L, 3)) {
	case LUA_TFUNCTION:
		lua_pushvalue(L, 3);
		lua_call(L, match_push_all(m, s, e), 1);
		break;
	case LUA_TTABLE:
		match_push(m, 0, s, e);
		lua_gettable(L, 3);
		break;
	default:
		add_string(m, b, s, e);
		return true;
	}
	if (!lua_toboolean(L, -1)) {
		lua_pop(L, 1);
		luaL_addlstring(b, s, (size_t)(e - s));
		return false;
	}
	if (!lua_isstring(L, -1)) {
		luaL_error(L, "string.gsub: the replacement is a %s; a string or number was expected", luaL_typename(L, -1));
	}
	luaL_addvalue(b);
	return true;
}

static int string_gsub(lua_State *L) {
	size_t len, plen;
	const char *s = luaL_checklstring(L, 1, &len), *p = luaL_checklstring(L, 2, &plen);
	int type = lua_type(L, 3);
	luaL_argexpected(L, type == LUA_TNUMBER || type == LUA_TSTRING || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
	                 "string, function or table");
	lua_Integer max = luaL_optinteger(L, 4, (lua_Integer)len + 1), n = 0;
	bool anchored = plen > 0 && *p == '^', changed = false;
	if (type == LUA_TNUMBER) {
		lua_tolstring(L, 3, NULL);
	}
	lua_settop(L, 3);
	struct match m;
	luaL_Buffer b;
	match_init(&m, L, s, len, p + plen);
	luaL_buffinit(L, &b);
	const char *last = NULL;
	while (n < max) {
		m.count = 0;
		m.depth = 0;
		const char *e = match_at(&m, s, p + anchored);
		if (e && e != last) {
			n++;
			changed = add_value(&m, &b, s, e) || changed;
			s = last = e;
		} else if (s < m.src_end) {
			luaL_addchar(&b, *s++);
		} else {
			break;
		}
		if (anchored) {
			break;
		}
	}
	if (!changed) {
		lua_pushvalue(L, 1);
	} else {
		luaL_addlstring(&b, s, (size_t)(m.src_end - s));
		luaL_pushresult(&b);
	}
	lua_pushinteger(L, n);
	return 2;
}

static int string_rep(lua_State *L) {
	size_t len, sep_len;
	const char *s = luaL_checklstring(L, 1, &len);
	lua_Integer n = luaL_checkinteger(L, 2);
	const char *sep = luaL_optlstring(L, 3, "", &sep_len);
	if (n <= 0 || len + sep_len == 0) {
		lua_pushliteral(L, "");
		return 1;
	}
	if ((lua_Unsigned)n > REP_MAX_BYTES / (len + sep_len)) {
		return luaL_error(L, "string.rep: the result would be larger than 16 MB");
	}
	size_t total = (size_t)n * len + (size_t)(n - 1) * sep_len;
	state_charge(L, total / 64 + (size_t)n / 8);
	luaL_Buffer b;
	char *p = luaL_buffinitsize(L, &b, total);
	if (len == 1 && sep_len == 0) {
		memset(p, *s, total);
		n = 0;
	}
	for (lua_Integer i = 0; i < n; i++) {
		memcpy(p, s, len);
		p += len;
		if (i < n - 1) {
			memcpy(p, sep, sep_len);
			p += sep_len;
		}
	}
	luaL_pushresultsize(&b, total);
	return 1;
}

/* One conversion of string.format: flags, width and precision as C has them, at most two digits each. */
struct spec {
	char text[16];
	char conversion;
};

static const char *read_spec(lua_State *L, const char *p, struct spec *spec) {
	size_t n = 0, digits;
	spec->text[n++] = '%';
	while (*p && strchr("-+ #0", *p) && n < 6) {
		spec->text[n++] = *p++;
	}
	for (digits = 0; isdigit((unsigned char)*p) && digits < 2; digits++) {
		spec->text[n++] = *p++;
	}
	if (*p == '.') {
		spec->text[n++] = *p++;
		for (digits = 0; isdigit((unsigned char)*p) && digits < 2; digits++) {
			spec->text[n++] = *p++;
		}
	}
	spec->conversion = *p;
	if (!*p || !strchr("diucxXoeEfFgGaAqsp", *p)) {
		luaL_error(L, "string.format: invalid conversion '%s%c' (flags, at most two digits of width and precision, then one "
		              "of d i u c x X o e E f F g G a A q s)", n > 1 ? "%…" : "%", *p ? *p : ' ');
	}
	spec->text[n] = '\0';
	return p + 1;
}

/* What follows is the compiler's to distrust: the format was put together from checked parts. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void add_integer(luaL_Buffer *b, struct spec *spec, lua_Integer value) {
	char text[NUMBER_TEXT], format[24];
	snprintf(format, sizeof(format), "%sll%c", spec->text, spec->conversion == 'i' ? 'd' : spec->conversion);
	int n = snprintf(text, sizeof(text), format, (long long)value);
	luaL_addlstring(b, text, (size_t)n);
}

static void add_double(luaL_Buffer *b, struct spec *spec, lua_Number value) {
	char text[NUMBER_TEXT], format[24];
	snprintf(format, sizeof(format), "%s%c", spec->text, spec->conversion);
	int n = snprintf(text, sizeof(text), format, value);
	luaL_addlstring(b, text, (size_t)n);
}

/* s is the string on top of the stack; it is popped. */
static void add_text(luaL_Buffer *b, struct spec *spec, const char *s, size_t len) {
	char text[NUMBER_TEXT], format[24];
	if (spec->text[1] == '\0' || (len >= 100 && !strchr(spec->text, '.'))) {
		luaL_addvalue(b);            /* as it is: no width goes beyond 99 */
		return;
	}
	luaL_argcheck(b->L, strlen(s) == len, 1, "a string to be cut or padded contains zeros");
	snprintf(format, sizeof(format), "%ss", spec->text);
	int n = snprintf(text, sizeof(text), format, s);
	lua_pop(b->L, 1);
	luaL_addlstring(b, text, (size_t)n);
}

#pragma GCC diagnostic pop

/* s as a Lua string literal. */
static void add_quoted(luaL_Buffer *b, const char *s, size_t len) {
	luaL_addchar(b, '"');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"' || s[i] == '\\' || s[i] == '\n') {
			luaL_addchar(b, '\\');
			luaL_addchar(b, s[i]);
		} else if (iscntrl((unsigned char)s[i])) {
			char text[8];
			snprintf(text, sizeof(text), i + 1 < len && isdigit((unsigned char)s[i + 1]) ? "\\%03d" : "\\%d",
			         (unsigned char)s[i]);
			luaL_addstring(b, text);
		} else {
			luaL_addchar(b, s[i]);
		}
	}
	luaL_addchar(b, '"');
}

static int string_format(lua_State *L) {
	size_t len, n;
	const char *p = luaL_checklstring(L, 1, &len), *end = p + len;
	int arg = 1;
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	while (p < end) {
		if (*p != '%') {
			luaL_addchar(&b, *p++);
			continue;
		}
		if (*++p == '%') {
			luaL_addchar(&b, *p++);
			continue;
		}
		struct spec spec;
		p = read_spec(L, p, &spec);
		luaL_checkany(L, ++arg);
		char c;
		const char *s;
		switch (spec.conversion) {
		case 'c':
			c = (char)luaL_checkinteger(L, arg);
			luaL_addlstring(&b, &c, 1);
			break;
		case 'd': case 'i': case 'u': case 'o': case 'x': case 'X':
			add_integer(&b, &spec, luaL_checkinteger(L, arg));
			break;
		case 'q':
			luaL_checktype(L, arg, LUA_TSTRING);
			s = lua_tolstring(L, arg, &n);
			add_quoted(&b, s, n);
			break;
		case 's':
			lib_tostring(L, arg);
			s = lua_tolstring(L, -1, &n);
			add_text(&b, &spec, s, n);
			break;
		case 'p':
			return luaL_error(L, "string.format: '%%p' would print an address, which differs from run to run");
		default:
			add_double(&b, &spec, luaL_checknumber(L, arg));
			break;
		}
	}
	luaL_pushresult(&b);
	return 1;
}

/* A function of the real library that goes through all of its string: charged for it. Upvalue 1 is that function. */
static int charged(lua_State *L) {
	int n = lua_gettop(L);
	state_charge(L, lua_type(L, 1) == LUA_TSTRING ? lua_rawlen(L, 1) / 16 : 0);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, n, LUA_MULTRET);
	return lua_gettop(L);
}

static const luaL_Reg own[] = {
	{ "find", string_find },
	{ "format", string_format },
	{ "gmatch", string_gmatch },
	{ "gsub", string_gsub },
	{ "match", string_match },
	{ "rep", string_rep },
	{ NULL, NULL }
};

/* What makes a string as long as it reads is counted by the allocator. */
static const char *const string_kept[] = { "byte", "char", "len", "lower", "reverse", "sub", "upper", NULL };
static const char *const utf8_kept[] = { "char", "charpattern", NULL };
static const char *const utf8_charged[] = { "codepoint", "codes", "len", "offset", NULL };
static const char *const math_kept[] = {
	"abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max", "maxinteger", "min",
	"mininteger", "modf", "pi", "rad", "sin", "sqrt", "tan", "tointeger", "type", "ult", NULL
};

/* Copy names from the library on top of the stack to the table below it. */
static void keep(lua_State *L, const char *const *names, bool is_charged) {
	for (; *names; names++) {
		lua_getfield(L, -1, *names);
		if (is_charged) {
			lua_pushcclosure(L, charged, 1);
		}
		lua_setfield(L, -3, *names);
	}
}

void lib_open_string(lua_State *L) {
	luaL_newlib(L, own);
	luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 0);
	keep(L, string_kept, false);
	lua_pop(L, 1);
}

void lib_open_utf8(lua_State *L) {
	lua_newtable(L);
	luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 0);
	keep(L, utf8_kept, false);
	keep(L, utf8_charged, true);
	lua_pop(L, 1);
}

void lib_open_math(lua_State *L) {
	lua_newtable(L);
	luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 0);
	keep(L, math_kept, false);
	lua_pop(L, 1);
}
