/* lib: the libraries of the sandbox: which names plugins see, and what they are told of the others. */
#ifndef LUA_LIB_H
#define LUA_LIB_H

#include <lua.h>
#include <stdbool.h>

struct opt;
struct state;

/* A function that authors may call. The manual is printed from these tables. */
struct lib_fn {
	const char *name;
	lua_CFunction fn;            /* NULL: a field; signature and help describe it */
	const char *signature, *help;
	const char *takes, *gives;   /* as LuaCATS has it: "text: string, options?: doc.heading"; of a field gives is its type */
};

/* A table of options, or of what a function returns, as definitions call it. */
struct lib_shape {
	const char *name;            /* "doc.heading" */
	const struct opt *opts;      /* what it may hold, as it is checked */
	const char *items;           /* the type of what it lists beside; NULL: nothing */
};

/* Open all libraries. Called once, by state_new. */
void lib_open(lua_State *L);

/* Push an environment: the globals, which can be read and not written. */
void lib_push_env(lua_State *L);

/*
 * Push a read-only view of the table at idx, which answers names it has not with an error that calls it by what ("ctx") and
 * names the nearest.
 */
void lib_push_view(lua_State *L, int idx, const char *what);

/* Give the table at idx the metatable that makes names it has not an error (for the table itself, not for a view of it). */
void lib_guard(lua_State *L, int idx, const char *what);

/*
 * Freeze the table at idx and all tables below it: new keys and the table functions are refused. (An assignment to a
 * key that is there is not: Lua has no way to see it.) Raises where it holds what is no data, saying where; what names it.
 */
void lib_freeze(lua_State *L, int idx, const char *what);
bool lib_is_frozen(lua_State *L, int idx);

/* Push what tostring gives: never an address. */
const char *lib_tostring(lua_State *L, int idx);

/* Register fns into the table on top of the stack. */
void lib_register(lua_State *L, const struct lib_fn *fns);

/* One Lua module a file; each pushes its table, but for base, which fills the table on top. */
void lib_open_base(lua_State *L);
void lib_open_date(lua_State *L);
void lib_open_math(lua_State *L);
void lib_open_string(lua_State *L);
void lib_open_table(lua_State *L);
void lib_open_text(lua_State *L);
void lib_open_utf8(lua_State *L);

extern const struct lib_fn lib_date_fns[], lib_text_fns[];    /* for the manual */
extern const struct lib_shape lib_date_shapes[];

#endif
