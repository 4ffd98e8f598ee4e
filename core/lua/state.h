/*
 * state: one Lua state whose memory is counted and whose time is budgeted, and the one protected way into it.
 * The budgets make good messages; what they cannot catch, the service's SIGKILL does. See README.md here.
 */
#ifndef LUA_STATE_H
#define LUA_STATE_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct err;
struct orders;
struct state;

/* A text that was loaded as a chunk. All is borrowed and must outlive the state. */
struct state_source {
	const char *chunk;           /* what Lua calls it: short, so that messages carry it whole */
	const char *path;            /* what people call it */
	const char *plugin;          /* whose code it is; NULL: none's */
	const char *text;
	size_t len;
};

/* A state with the sandbox's libraries (lib.h) and nothing else. Never NULL. */
struct state *state_new(void);
void state_free(struct state *state);    /* NULL is fine */

lua_State *state_lua(struct state *state);
struct state *state_of(lua_State *L);

/* How lists of records are sorted in a job of two languages (order.h); NULL: as its language does. Borrowed. */
struct orders *state_orders(const struct state *state);
void state_use_orders(struct state *state, struct orders *orders);

/* Where the bindings put text that need not be freed; the state's own until a job brings its arena. */
struct arena *state_arena(struct state *state);
void state_use_arena(struct state *state, struct arena *arena);

/* An empty text to write what is on its way to Lua, which may raise behind it; the next who asks empties it. */
struct buf *state_scratch(struct state *state);

/* The language of date and text; "en" until told. Borrowed. */
const char *state_lang(const struct state *state);
void state_use_lang(struct state *state, const char *lang);

/*
 * What Lua may hold from now on: bytes beyond what it holds (0: no limit); with what is put into the arena, which must
 * be the job's by then, a quarter more. The collector rests until
 * enough garbage can have come together, so that pages shared with the warm slot stay untouched.
 */
void state_limit_memory(struct state *state, int64_t bytes);

size_t state_bytes(const struct state *state);   /* that Lua holds now */

/* What is made between the two calls is the host's doing, and not counted as Lua's. */
void state_pause_memory(struct state *state);
void state_resume_memory(struct state *state);

/*
 * Seconds of computing (of this process), and by the clock, that may pass from now on; 0: no limit. what says whose they are ("the section").
 * Budgets spent before are forgiven.
 */
void state_limit_time(struct state *state, double cpu_seconds, double wall_seconds, const char *what);

/*
 * For C functions whose work grows with their arguments: steps are counted like instructions. Raises once a budget is
 * spent. state_spent tells, for who catches errors: a spent budget must be raised again.
 */
void state_charge(lua_State *L, size_t steps);
bool state_spent(lua_State *L);
_Noreturn void state_raise_spent(lua_State *L);

/*
 * Plugins may catch errors (pcall and the like). mark is asked before, restore is told what it said when one was caught: so
 * that what is half done in C can be taken back. NULL: nothing is.
 */
struct state_catch {
	void *(*mark)(void *ctx);
	void (*restore)(void *ctx, void *mark);
	void *ctx;
};
void state_on_catch(struct state *state, const struct state_catch *on_catch);     /* borrowed */
void *state_mark(lua_State *L);
void state_restore(lua_State *L, void *mark);

/* Raise err, keeping all it says. To the plugin it is a string, as any error is. */
_Noreturn void state_raise(lua_State *L, const struct err *err);

/* Make source known to messages, and push its chunk as a function whose globals are the table on top of the stack (popped). */
bool state_load(struct state *state, const struct state_source *source, struct err *err);

/* The same for a C function that Lua called, in a coroutine perhaps: the stack is L's. */
bool state_load_in(lua_State *L, const struct state_source *source, struct err *err);

/* The innermost Lua function running: its source (NULL: unknown) and line. */
const struct state_source *state_where(lua_State *L, int *line);

/*
 * The Lua function at idx is called next, from C: what is found wrong of it when it has returned, by an error that names no file, is
 * placed where it begins.
 */
void state_enter(lua_State *L, int idx);

/*
 * Call the function below its nargs arguments on the stack, as lua_call. False with *err at plugin, file, line, and column where it can be told; the stack
 * is then as before the function and its arguments were pushed. The only way in.
 */
bool state_call(struct state *state, int nargs, int nresults, struct err *err);

#endif
