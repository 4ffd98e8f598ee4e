/*
 * opts: what authors give in tables: options by name, checked against a table of their types. What is wrong is raised at its
 * place in the document ("table 2 › row 14"), with the nearest name. Strings that come back are copies in the state's arena.
 */
#ifndef LUA_OPTS_H
#define LUA_OPTS_H

#include <lua.h>
#include <stdbool.h>

enum opt_type { OPT_BOOLEAN, OPT_INTEGER, OPT_NUMBER, OPT_STRING, OPT_TABLE, OPT_ANY };

/* One option; a list of them ends with { NULL, 0 }. */
struct opt {
	const char *name;
	enum opt_type type;
	const char *as;              /* where that is not all: its type as LuaCATS has it, behind '!' where it must be given; "": told elsewhere */
};

/* Raise at the place where: what is wrong, and what to do where hint is not NULL. */
_Noreturn void opt_raise(lua_State *L, const char *where, const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* "the string \"two\"", "a table": what was given, for messages; valid while it stays on the stack. */
const char *opt_given(lua_State *L, int idx);

/* Every key of the table at idx is an option of its type; positions are allowed where listed. */
void opt_check(lua_State *L, int idx, const char *where, const struct opt *opts, bool listed);

/* The options at arg, which may be left out: an index of a table that was checked, 0 where there are none. */
int opt_optional(lua_State *L, int arg, const char *where, const struct opt *opts);
void opt_required(lua_State *L, int arg, const char *where, const struct opt *opts, bool listed);

/* Strings and numbers as text: valid UTF-8 without zeros. Borrowed from the value, which must stay where it is. */
const char *opt_check_text(lua_State *L, int idx, const char *where, const char *what);
const char *opt_check_words(lua_State *L, int idx, const char *where, const char *what);   /* and not empty */

/* Of the table at opts, which was checked (0: none): the option's value, or fallback (NULL of texts) where it is not given. */
const char *opt_text(lua_State *L, int opts, const char *where, const char *name);
const char *opt_plain(lua_State *L, int opts, const char *where, const char *name);  /* shown as it is, never parsed as Markdown: escapes are taken off */
lua_Integer opt_integer(lua_State *L, int opts, const char *name, lua_Integer fallback);
double opt_number(lua_State *L, int opts, const char *name, double fallback);
bool opt_boolean(lua_State *L, int opts, const char *name, bool fallback);

/* One of names (NULL-terminated), its index. */
int opt_choice(lua_State *L, int opts, const char *where, const char *name, const char *const *names, int fallback);

#endif
