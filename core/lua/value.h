/* value: data on its way between JSON values and Lua tables. */
#ifndef LUA_VALUE_H
#define LUA_VALUE_H

#include <lua.h>
#include <stdbool.h>

struct arena;
struct err;
struct json;

/* Push json as Lua values; null is absent. Raises where memory ends. */
void value_push(lua_State *L, const struct json *json);

/*
 * Describe the Lua value at idx as JSON in the arena; objects in the order of keys (numbers, then bytewise). Functions become true
 * where with_functions. What is no data (a function, a cycle, NaN, bytes that are no UTF-8) becomes null: *err says what the
 * first was, by its path, and *bad is its node. NULL never.
 */
struct json *value_read(lua_State *L, int idx, struct arena *arena, bool with_functions, struct json **bad, struct err *err);

#endif
