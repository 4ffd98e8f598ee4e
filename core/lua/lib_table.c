/* lib_table: the table functions, charged for each element, with a sort that is stable and the same on every run. */
#include <lauxlib.h>
#include <limits.h>

#include "lua/lib.h"
#include "lua/state.h"

#define UNPACK_MAX 10000         /* results of one unpack: each later use of them costs as many steps that no hook counts */

static void check_writable(lua_State *L, int idx) {
	luaL_checktype(L, idx, LUA_TTABLE);
	if (lib_is_frozen(L, idx)) {
		luaL_argerror(L, idx, "this table is shared and may not be changed; make a copy (table.move(t, 1, #t, 1, {}))");
	}
}

static int table_concat(lua_State *L) {
	luaL_checktype(L, 1, LUA_TTABLE);
	size_t sep_len;
	const char *sep = luaL_optlstring(L, 2, "", &sep_len);
	lua_Integer first = luaL_optinteger(L, 3, 1);
	lua_Integer last = luaL_opt(L, luaL_checkinteger, 4, luaL_len(L, 1));
	luaL_Buffer b;
	luaL_buffinit(L, &b);
	for (lua_Integer i = first; i <= last; i++) {
		state_charge(L, 1);
		lua_geti(L, 1, i);
		if (!lua_isstring(L, -1)) {
			luaL_error(L, "table.concat: element %I is a %s; only strings and numbers can be joined",
			           (LUAI_UACINT)i, luaL_typename(L, -1));
		}
		luaL_addvalue(&b);
		if (i < last) {
			luaL_addlstring(&b, sep, sep_len);
		}
		if (i == LUA_MAXINTEGER) {
			break;
		}
	}
	luaL_pushresult(&b);
	return 1;
}

static int table_insert(lua_State *L) {
	check_writable(L, 1);
	lua_Integer end = luaL_len(L, 1) + 1, pos = end;
	switch (lua_gettop(L)) {
	case 2:
		break;
	case 3:
		pos = luaL_checkinteger(L, 2);
		luaL_argcheck(L, (lua_Unsigned)pos - 1u < (lua_Unsigned)end, 2, "position out of bounds");
		for (lua_Integer i = end; i > pos; i--) {
			state_charge(L, 1);
			lua_geti(L, 1, i - 1);
			lua_seti(L, 1, i);
		}
		break;
	default:
		return luaL_error(L, "table.insert takes (list, value) or (list, position, value)");
	}
	lua_seti(L, 1, pos);
	return 0;
}

static int table_remove(lua_State *L) {
	check_writable(L, 1);
	lua_Integer size = luaL_len(L, 1);
	lua_Integer pos = luaL_optinteger(L, 2, size);
	if (!lua_isnoneornil(L, 2)) {
		luaL_argcheck(L, (lua_Unsigned)pos - 1u <= (lua_Unsigned)size, 2, "position out of bounds");
	}
	lua_geti(L, 1, pos);
	for (; pos < size; pos++) {
		state_charge(L, 1);
		lua_geti(L, 1, pos + 1);
		lua_seti(L, 1, pos);
	}
	lua_pushnil(L);
	lua_seti(L, 1, pos);
	return 1;
}

static int table_move(lua_State *L) {
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3), to = luaL_checkinteger(L, 4);
	int target = lua_isnoneornil(L, 5) ? 1 : 5;
	check_writable(L, target);
	if (last < first) {
		lua_pushvalue(L, target);
		return 1;
	}
	luaL_argcheck(L, first > 0 || last < LUA_MAXINTEGER + first, 3, "too many elements to move");
	lua_Integer n = last - first + 1;
	luaL_argcheck(L, to <= LUA_MAXINTEGER - n + 1, 4, "destination wrap around");
	bool upwards = to > last || to <= first || (target != 1 && !lua_compare(L, 1, target, LUA_OPEQ));
	for (lua_Integer i = 0; i < n; i++) {
		lua_Integer k = upwards ? i : n - 1 - i;
		state_charge(L, 1);
		lua_geti(L, 1, first + k);
		lua_seti(L, target, to + k);
	}
	lua_pushvalue(L, target);
	return 1;
}

static int table_pack(lua_State *L) {
	int n = lua_gettop(L);
	lua_createtable(L, n, 1);
	lua_insert(L, 1);
	for (int i = n; i >= 1; i--) {
		lua_seti(L, 1, i);
	}
	lua_pushinteger(L, n);
	lua_setfield(L, 1, "n");
	return 1;
}

static int table_unpack(lua_State *L) {
	lua_Integer first = luaL_optinteger(L, 2, 1);
	lua_Integer last = luaL_opt(L, luaL_checkinteger, 3, luaL_len(L, 1));
	if (first > last) {
		return 0;
	}
	lua_Unsigned n = (lua_Unsigned)last - (lua_Unsigned)first;
	if (n >= UNPACK_MAX || !lua_checkstack(L, (int)n + 1)) {
		return luaL_error(L, "table.unpack: too many results (at most %d)", UNPACK_MAX);
	}
	state_charge(L, (size_t)n + 1);
	for (lua_Integer i = first;; i++) {
		lua_geti(L, 1, i);
		if (i == last) {
			return (int)n + 1;
		}
	}
}

/* Whether the value at b comes before that at a. */
static bool is_before(lua_State *L, int b, int a) {
	state_charge(L, 1);
	if (lua_isnil(L, 2)) {
		return lua_compare(L, b, a, LUA_OPLT);
	}
	lua_pushvalue(L, 2);
	lua_pushvalue(L, b - 1);
	lua_pushvalue(L, a - 2);
	lua_call(L, 2, 1);
	bool before = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return before;
}

/* Merge the runs [lo, mid) and [mid, hi) of the table at from into the one at to; equal elements keep their order. */
static void merge(lua_State *L, int from, int to, lua_Integer lo, lua_Integer mid, lua_Integer hi) {
	lua_Integer i = lo, j = mid;
	for (lua_Integer k = lo; k < hi; k++) {
		if (i < mid && j < hi) {
			lua_rawgeti(L, from, i);
			lua_rawgeti(L, from, j);
			if (is_before(L, -1, -2)) {
				lua_remove(L, -2);
				j++;
			} else {
				lua_pop(L, 1);
				i++;
			}
		} else {
			state_charge(L, 1);
			lua_rawgeti(L, from, i < mid ? i++ : j++);
		}
		lua_rawseti(L, to, k);
	}
}

/*
 * Merge sort: Lua's quicksort picks its pivots by clock and address in longer lists, so that
 * elements that compare equal come out in another order on every run.
 */
static int table_sort(lua_State *L) {
	check_writable(L, 1);
	lua_Integer n = luaL_len(L, 1);
	if (!lua_isnoneornil(L, 2)) {
		luaL_checktype(L, 2, LUA_TFUNCTION);
	}
	lua_settop(L, 2);
	luaL_argcheck(L, n < INT_MAX, 1, "array too big");
	lua_newtable(L);                         /* 3 and 4: the two sides */
	lua_newtable(L);
	for (lua_Integer i = 1; i <= n; i++) {
		state_charge(L, 1);
		lua_geti(L, 1, i);
		lua_rawseti(L, 3, i);
	}
	int from = 3, to = 4;
	for (lua_Integer width = 1; width < n; width *= 2) {
		for (lua_Integer lo = 1; lo <= n; lo += 2 * width) {
			lua_Integer mid = lo + width <= n ? lo + width : n + 1;
			lua_Integer hi = lo + 2 * width <= n ? lo + 2 * width : n + 1;
			merge(L, from, to, lo, mid, hi);
		}
		int t = from;
		from = to;
		to = t;
	}
	for (lua_Integer i = 1; i <= n; i++) {
		state_charge(L, 1);
		lua_rawgeti(L, from, i);
		lua_seti(L, 1, i);
	}
	return 0;
}

static const luaL_Reg fns[] = {
	{ "concat", table_concat },
	{ "insert", table_insert },
	{ "move", table_move },
	{ "pack", table_pack },
	{ "remove", table_remove },
	{ "sort", table_sort },
	{ "unpack", table_unpack },
	{ NULL, NULL }
};

void lib_open_table(lua_State *L) {
	luaL_newlib(L, fns);
}
