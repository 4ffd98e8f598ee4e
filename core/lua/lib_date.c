/* lib_date: days as the base writes them, "2004", "2004-03" or "2004-03-29"; a short one counts as the first day of its period. */
#include <lauxlib.h>
#include <stdio.h>

#include "base/day.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/opts.h"
#include "lua/state.h"
#include "text/locale.h"

/* How much of the date is written: 4, 7 or 10 characters; 0 where s is no date. */
static size_t parse(const char *s, struct day *day) {
	char full[11];
	size_t len = strlen(s);
	if (len != 4 && len != 7 && len != 10) {
		return 0;
	}
	snprintf(full, sizeof(full), "%s%s", s, len == 4 ? "-01-01" : len == 7 ? "-01" : "");
	return day_parse(full, day) ? len : 0;
}

static size_t check_day(lua_State *L, int arg, struct day *day) {
	const char *s = luaL_checkstring(L, arg);
	size_t len = parse(s, day);
	if (len == 0) {
		luaL_argerror(L, arg, lua_pushfstring(L, "\"%s\" is no date (YYYY, YYYY-MM or YYYY-MM-DD)", s));
	}
	return len;
}

static int push_day(lua_State *L, struct day day) {
	char text[11];
	if (day.year < 0 || day.year > 9999) {
		return luaL_error(L, "the date lies outside the years 0000 to 9999");
	}
	day_format(day, text);
	lua_pushstring(L, text);
	return 1;
}

static lua_Integer field(lua_State *L, const char *name) {
	lua_getfield(L, 2, name);
	if (!lua_isnil(L, -1) && !lua_isinteger(L, -1)) {
		luaL_error(L, "date.add: %s is a %s; a whole number was expected", name, luaL_typename(L, -1));
	}
	lua_Integer n = lua_tointeger(L, -1);
	lua_pop(L, 1);
	luaL_argcheck(L, n > -10000000 && n < 10000000, 2, "too far away");
	return n;
}

static int date_add(lua_State *L) {
	struct day day;
	check_day(L, 1, &day);
	luaL_checktype(L, 2, LUA_TTABLE);
	lua_pushnil(L);
	while (lua_next(L, 2)) {
		lua_pop(L, 1);
		const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
		if (!str_eq(name, "days") && !str_eq(name, "months") && !str_eq(name, "years")) {
			return luaL_error(L, "date.add: '%s' is no unit; they are days, months and years", lib_tostring(L, -1));
		}
	}
	lua_Integer months = (lua_Integer)day.year * 12 + day.month - 1 + field(L, "years") * 12 + field(L, "months");
	luaL_argcheck(L, months >= 0 && months < 12 * 10000, 2, "the date lies outside the years 0000 to 9999");
	day.year = (int)(months / 12);
	day.month = (int)(months % 12) + 1;
	int last = day_month_days(day.year, day.month);
	day.dom = day.dom > last ? last : day.dom;
	return push_day(L, day_from_number(day_number(day) + field(L, "days")));
}

static int date_compare(lua_State *L) {
	struct day a, b;
	check_day(L, 1, &a);
	check_day(L, 2, &b);
	int64_t order = day_number(a) - day_number(b);
	lua_pushinteger(L, (order > 0) - (order < 0));
	return 1;
}

static int date_days_between(lua_State *L) {
	struct day a, b;
	check_day(L, 1, &a);
	check_day(L, 2, &b);
	lua_pushinteger(L, day_number(b) - day_number(a));
	return 1;
}

static int date_format(lua_State *L) {
	struct day day;
	static const char *const styles[] = { "long", "short", "month", "year", NULL };
	check_day(L, 1, &day);
	const char *style = styles[luaL_checkoption(L, 2, "long", styles)];
	struct state *state = state_of(L);
	lua_pushstring(L, locale_date(state_arena(state), state_lang(state), lua_tostring(L, 1), style));
	return 1;
}

static int date_parse(lua_State *L) {
	struct day day;
	const char *s = luaL_checkstring(L, 1);
	size_t len = parse(s, &day);
	if (len == 0) {
		lua_pushnil(L);
		lua_pushfstring(L, "\"%s\" is no date (YYYY, YYYY-MM or YYYY-MM-DD)", s);
		return 2;
	}
	lua_createtable(L, 0, 4);
	lua_pushinteger(L, day.year);
	lua_setfield(L, -2, "year");
	if (len > 4) {
		lua_pushinteger(L, day.month);
		lua_setfield(L, -2, "month");
	}
	if (len > 7) {
		lua_pushinteger(L, day.dom);
		lua_setfield(L, -2, "day");
	}
	lua_pushstring(L, len == 4 ? "year" : len == 7 ? "month" : "day");
	lua_setfield(L, -2, "precision");
	return 1;
}

static int date_year(lua_State *L) {
	struct day day;
	check_day(L, 1, &day);
	lua_pushinteger(L, day.year);
	return 1;
}

static const struct opt step_opts[] = { { "days", OPT_INTEGER }, { "months", OPT_INTEGER }, { "years", OPT_INTEGER }, { NULL, 0 } };
static const struct opt parsed_opts[] = {
	{ "day", OPT_INTEGER, "!integer" }, { "month", OPT_INTEGER, "!integer" }, { "precision", OPT_STRING, "!\"year\"|\"month\"|\"day\"" },
	{ "year", OPT_INTEGER, "!integer" }, { NULL, 0 }
};

const struct lib_shape lib_date_shapes[] = {
	{ "date.parsed", parsed_opts },
	{ "date.step", step_opts },
	{ NULL }
};

const struct lib_fn lib_date_fns[] = {
	{ "add", date_add, "date.add(iso, { days =, months =, years = })",
	  "The day that much later, or earlier where negative. A day past the end of its month becomes its last."
	  "\n\n    date.add(\"2024-01-31\", { months = 1 }) --> \"2024-02-29\"",
	  "iso: string, step: date.step", "string" },
	{ "compare", date_compare, "date.compare(a, b)", "-1, 0 or 1: whether a comes before b, on the same day, or after."
	  "\n\n    date.compare(\"2004\", \"2004-03\") --> -1",
	  "a: string, b: string", "integer" },
	{ "days_between", date_days_between, "date.days_between(a, b)", "Days from a to b; negative where b comes first."
	  "\n\n    date.days_between(\"2024-02-28\", \"2024-03-01\") --> 2",
	  "a: string, b: string", "integer" },
	{ "format", date_format, "date.format(iso, style)",
	  "As the report's language writes it. style: \"long\" (7 March 2024, the default), \"short\" (7 Mar 2024), \"month\", \"year\"; "
	  "what the date does not say is left out."
	  "\n\n    date.format(\"2004-03-29\", \"short\") --> \"29 Mar 2004\"",
	  "iso: string, style?: \"long\"|\"short\"|\"month\"|\"year\"", "string" },
	{ "parse", date_parse, "date.parse(iso)",
	  "{ year, month, day, precision }, of which precision is \"year\", \"month\" or \"day\"; nil and a message where it is no date."
	  "\n\n    date.parse(\"2004-03\").precision --> \"month\"",
	  "iso: string", "date.parsed|nil, string?" },
	{ "year", date_year, "date.year(iso)", "Its year, a number."
	  "\n\n    date.year(\"2004-03-29\") --> 2004",
	  "iso: string", "integer" },
	{ NULL, NULL, NULL, NULL }
};

void lib_open_date(lua_State *L) {
	lua_newtable(L);
	lib_register(L, lib_date_fns);
}
