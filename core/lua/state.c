/* state: see state.h. */
#include "lua/state.h"

#include <assert.h>
#include <ctype.h>
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/quote.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/tokens.h"

/*
 * Instructions between two looks at the clock. Few, as one instruction may compare two long strings; the look itself
 * (vDSO) costs a quarter of a percent, and only every CPU_LOOK_US of wall time a system call follows.
 */
#define TICK_INSTRUCTIONS 1000
#define CPU_LOOK_US 500
#define STEPS_PER_LOOK 4096
#define CHURN_PER_LOOK ((size_t)1 << 20)

/* No single string or table part is larger: what must look at all of one does not run past the budget for long. */
#define BLOCK_MAX_BYTES ((size_t)64 << 20)

/* Garbage that may come together before the collector wakes in a job. */
#define GC_REST_BYTES ((size_t)24 << 20)

enum spent { SPENT_NONE, SPENT_CPU, SPENT_CLOCK, SPENT_MEMORY };

struct spot {
	const struct state_source *source;
	int line;
};

struct state {
	lua_State *L;
	struct arena *own, *arena;
	struct buf scratch;
	const char *lang;
	struct orders *orders;
	const struct state_catch *on_catch;
	const struct state_source **sources;     /* borrowed; what was loaded */
	size_t source_count, source_cap;

	size_t bytes, cap;           /* cap 0: none */
	size_t paused_cap, paused_at;        /* while paused: the cap, and bytes when it began */
	size_t arena_before;         /* bytes of the arena that were not this job's */
	size_t churn;                /* allocated since the last look */
	size_t refused;              /* size last refused, 0: none: Lua asks again after collecting */
	size_t gc_wake;              /* bytes at which the collector starts; 0: it runs */
	bool looks_soon;             /* the hook is set to the next instruction */
	int64_t limit_bytes;

	int64_t cpu_end, clock_end, next_look;   /* microseconds of CPU, the others of the monotonic clock; 0: no limit */
	double cpu_limit, clock_limit;
	const char *limit_what;
	size_t steps;

	enum spent spent;
	struct spot spent_at, error_at, refused_at;
	struct spot entered;         /* where the function begins that C called last */
	char error_called[48];       /* the C function that raised it, as the line calls it; empty: none did */
	char error_from[160];        /* where the function that line is in was called */
	struct err pending;          /* what state_raise was given */
	char pending_text[700];
};

struct state *state_of(lua_State *L) {
	return *(struct state **)lua_getextraspace(L);
}

lua_State *state_lua(struct state *state) {
	return state->L;
}

struct arena *state_arena(struct state *state) {
	return state->arena;
}

void state_on_catch(struct state *state, const struct state_catch *on_catch) {
	state->on_catch = on_catch;
}

void *state_mark(lua_State *L) {
	const struct state_catch *on_catch = state_of(L)->on_catch;
	return on_catch ? on_catch->mark(on_catch->ctx) : NULL;
}

void state_restore(lua_State *L, void *mark) {
	const struct state_catch *on_catch = state_of(L)->on_catch;
	if (on_catch && mark) {
		on_catch->restore(on_catch->ctx, mark);
	}
}

struct buf *state_scratch(struct state *state) {
	buf_reset(&state->scratch);
	return &state->scratch;
}

void state_use_arena(struct state *state, struct arena *arena) {
	state->arena = arena;
}

const char *state_lang(const struct state *state) {
	return state->lang;
}

struct orders *state_orders(const struct state *state) {
	return state->orders;
}

void state_use_orders(struct state *state, struct orders *orders) {
	state->orders = orders;
}

void state_use_lang(struct state *state, const char *lang) {
	state->lang = lang;
}

/* Places. */

static const struct state_source *source_lookup(const struct state *state, const char *chunk, size_t len) {
	for (size_t i = 0; i < state->source_count; i++) {
		const char *name = state->sources[i]->chunk;
		if (strlen(name) == len && memcmp(name, chunk, len) == 0) {
			return state->sources[i];
		}
	}
	return NULL;
}

const struct state_source *state_where(lua_State *L, int *line) {
	struct state *state = state_of(L);
	lua_Debug ar;
	for (int level = 0; lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline > 0 && ar.source[0] == '=') {
			const struct state_source *source = source_lookup(state, ar.source + 1, strlen(ar.source + 1));
			if (source) {
				*line = ar.currentline;
				return source;
			}
		}
	}
	*line = 0;
	return NULL;
}

void state_enter(lua_State *L, int idx) {
	struct state *state = state_of(L);
	lua_Debug ar;
	lua_pushvalue(L, idx);
	lua_getinfo(L, ">S", &ar);
	state->entered = (struct spot){
		.source = *ar.source == '=' ? source_lookup(state, ar.source + 1, strlen(ar.source + 1)) : NULL, .line = ar.linedefined,
	};
}

static struct spot spot_of(lua_State *L) {
	struct spot spot = { .source = NULL };
	spot.source = state_where(L, &spot.line);
	return spot;
}

/* Budgets. */

static void spend(struct state *state, enum spent spent, lua_State *L) {
	if (state->spent == SPENT_NONE) {
		state->spent = spent;
		state->spent_at = spot_of(L);
	}
}

/* What of the time is over, if any is. */
static enum spent time_spent(struct state *state) {
	if (state->cpu_end == 0 && state->clock_end == 0) {
		return SPENT_NONE;
	}
	int64_t now = clock_mono_us();
	if (now < state->next_look) {
		return SPENT_NONE;
	}
	state->next_look = now + CPU_LOOK_US;
	if (state->cpu_end != 0 && clock_cpu_us() > state->cpu_end) {
		return SPENT_CPU;
	}
	return state->clock_end != 0 && now > state->clock_end ? SPENT_CLOCK : SPENT_NONE;
}

/* Whether size more bytes may be had. */
static bool may_grow(struct state *state, size_t size, size_t by) {
	if (state->spent) {
		return false;
	}
	state->churn += size;
	if (state->churn > CHURN_PER_LOOK) {
		state->churn = 0;
		enum spent spent = time_spent(state);
		if (spent != SPENT_NONE) {
			spend(state, spent, state->L);
			return false;
		}
	}
	if (state->cap == 0) {
		return true;
	}
	return size <= BLOCK_MAX_BYTES && state->bytes + by <= state->cap + state->cap / 4;
}

static void on_tick(lua_State *L, lua_Debug *ar);

/*
 * Past a mark the next instruction looks, rather than the next thousandth: there garbage can be collected and the budget's
 * error raised. lua_sethook may be called at any time.
 */
static void look_soon(struct state *state) {
	bool over = state->cap && state->bytes > state->cap;
	if (!state->looks_soon && (over || (state->gc_wake && state->bytes > state->gc_wake))) {
		state->looks_soon = true;
		lua_sethook(state->L, on_tick, LUA_MASKCOUNT, 1);
	}
}

/*
 * A lua_Alloc. The cap is watched by on_tick; refused is what goes far beyond it in one step. Lua asks for that again
 * once it has collected its garbage; the buffers of its library do not, and raise "not enough memory".
 */
static void *allocate(void *ud, void *p, size_t old, size_t size) {
	struct state *state = ud;
	size_t had = p ? old : 0;
	if (size == 0) {
		free(p);
		state->bytes -= had;
		return NULL;
	}
	if (size > had && !may_grow(state, size, size - had)) {
		if (state->refused == size) {
			spend(state, SPENT_MEMORY, state->L);
		}
		state->refused = size;
		state->refused_at = spot_of(state->L);
		return NULL;
	}
	void *q = realloc(p, size);
	if (q) {
		state->bytes = state->bytes - had + size;
		if (size > had) {
			state->refused = 0;
			look_soon(state);
		}
	}
	return q;
}

void state_raise_spent(lua_State *L) {
	spend(state_of(L), SPENT_MEMORY, L);      /* where none is said to be spent, Lua itself ran out of memory */
	lua_pushlightuserdata(L, state_of(L));    /* needs no memory; state_call says what it was */
	lua_error(L);
	abort();
}

bool state_spent(lua_State *L) {
	return state_of(L)->spent != SPENT_NONE;
}

/* Past the cap there must be room again once the garbage is gone. */
static void check_memory(struct state *state, lua_State *L) {
	if (state->gc_wake && state->bytes > state->gc_wake) {
		state->gc_wake = 0;
		lua_gc(L, LUA_GCRESTART);
	}
	if (state->cap && state->bytes > state->cap) {
		lua_gc(L, LUA_GCCOLLECT);
		if (state->bytes > state->cap - state->cap / 8) {
			spend(state, SPENT_MEMORY, L);
		}
	}
	/* What the bindings put into the arena is the plugin's doing too, and no garbage: the kernel would end the process. */
	if (state->cap && state->bytes + arena_used(state->arena) - state->arena_before > state->cap + state->cap / 4) {
		spend(state, SPENT_MEMORY, L);
	}
}

static void on_tick(lua_State *L, lua_Debug *ar) {
	(void)ar;
	struct state *state = state_of(L);
	if (state->looks_soon) {
		state->looks_soon = false;
		lua_sethook(state->L, on_tick, LUA_MASKCOUNT, TICK_INSTRUCTIONS);
	}
	enum spent spent = state->spent ? state->spent : time_spent(state);
	if (spent != SPENT_NONE) {
		spend(state, spent, L);
	} else {
		check_memory(state, L);
	}
	if (state->spent) {
		state_raise_spent(L);
	}
}

void state_charge(lua_State *L, size_t steps) {
	struct state *state = state_of(L);
	state->steps += steps;
	if (state->steps >= STEPS_PER_LOOK) {
		state->steps = 0;
		on_tick(L, NULL);
	}
}

size_t state_bytes(const struct state *state) {
	return state->bytes;
}

void state_limit_memory(struct state *state, int64_t bytes) {
	state->limit_bytes = bytes;
	state->cap = bytes > 0 ? state->bytes + (size_t)bytes : 0;
	state->arena_before = arena_used(state->arena);
	size_t rest = bytes > 0 && (size_t)bytes / 2 < GC_REST_BYTES ? (size_t)bytes / 2 : GC_REST_BYTES;
	state->gc_wake = state->bytes + rest;
	lua_gc(state->L, LUA_GCSTOP);
}

void state_pause_memory(struct state *state) {
	state->paused_cap = state->cap;
	state->paused_at = state->bytes;
	state->cap = 0;
}

void state_resume_memory(struct state *state) {
	if (state->paused_cap) {
		state->cap = state->paused_cap + state->bytes - state->paused_at;
	}
}

void state_limit_time(struct state *state, double cpu_seconds, double wall_seconds, const char *what) {
	if (state->spent) {                  /* of a call before this one */
		state->spent = SPENT_NONE;
		state->refused = 0;
		lua_gc(state->L, LUA_GCCOLLECT);
	}
	state->cpu_limit = cpu_seconds;
	state->clock_limit = wall_seconds;
	state->limit_what = what;
	state->cpu_end = cpu_seconds > 0 ? clock_cpu_us() + (int64_t)(cpu_seconds * 1e6) : 0;
	state->clock_end = wall_seconds > 0 ? clock_mono_us() + (int64_t)(wall_seconds * 1e6) : 0;
	state->next_look = 0;
	state->steps = 0;
}

/* Errors. */

void state_raise(lua_State *L, const struct err *err) {
	struct state *state = state_of(L);
	state->pending = *err;
	luaL_where(L, 1);
	lua_pushstring(L, err->msg);
	lua_concat(L, 2);
	STR_COPY(state->pending_text, lua_tostring(L, -1));
	lua_error(L);
	abort();
}

/* "chunk:12: rest" of a known chunk: its place, and msg moved to rest. The last of several: coroutines add theirs in front. */
static struct spot take_prefix(const struct state *state, const char **msg) {
	struct spot spot = { .source = NULL };
	for (;;) {
		const char *colon = strchr(*msg, ':');
		if (!colon || !isdigit((unsigned char)colon[1])) {
			return spot;
		}
		char *end;
		long line = strtol(colon + 1, &end, 10);
		const struct state_source *source = source_lookup(state, *msg, (size_t)(colon - *msg));
		if (!source || *end != ':' || line <= 0) {
			return spot;
		}
		spot.source = source;
		spot.line = (int)line;
		*msg = end[1] == ' ' ? end + 2 : end + 1;
	}
}

/* called: by the line, what raised it; may be NULL. */
static void place_err(struct err *err, struct spot spot, const char *called) {
	if (!spot.source) {
		return;
	}
	err_at(err, spot.source->path, spot.line, 0);
	err->source[0] = '\0';
	err_quote(err, spot.source->text, spot.source->len, called);
	if (spot.source->plugin) {
		STR_COPY(err->plugin, spot.source->plugin);
	}
}

static void describe_spent(const struct state *state, struct err *err) {
	const char *what = state->limit_what ? state->limit_what : "this code";
	if (state->spent == SPENT_CPU) {
		err_set(err, ERR_LIMIT, "%s used more than its %g seconds of computing time", what, state->cpu_limit);
		err_hint(err, "look for a loop that does not end, or raise limits.section_seconds");
	} else if (state->spent == SPENT_CLOCK) {
		err_set(err, ERR_LATE, "%s ran longer than %g s, on a machine that is busy with others", what, state->clock_limit);
		err_hint(err, "look for a loop that does not end, or raise limits.section_seconds: by the clock it has twice that");
	} else {
		err_set(err, ERR_LIMIT, "%s used more than its %lld MB of memory", what,
		        (long long)(state->limit_bytes >> 20));
		err_hint(err, "look for a table or string that keeps growing, or a function that calls itself without end; else raise limits.memory_mb");
	}
	place_err(err, state->spent_at, NULL);
}

/* What an error value says. Values other than strings are described, never printed: that might run code. */
static const char *message_of(lua_State *L, int idx) {
	if (lua_type(L, idx) == LUA_TSTRING || lua_type(L, idx) == LUA_TNUMBER) {
		return lua_tostring(L, idx);
	}
	if (lua_type(L, idx) == LUA_TTABLE) {
		lua_pushstring(L, "message");
		lua_rawget(L, idx < 0 ? idx - 1 : idx);
		if (lua_type(L, -1) == LUA_TSTRING) {
			return lua_tostring(L, -1);
		}
	}
	return lua_pushfstring(L, "error was called with a %s for a message", luaL_typename(L, idx));
}

/* A call of a call is as far as this goes. */
#define CALLERS 3

/* Note what raised the error, and by which lines it was come to. */
static void note_calls(struct state *state, lua_State *L) {
	lua_Debug ar;
	struct buf from = BUF_INIT;
	int callers = -1;            /* the first line is where the error is */
	*state->error_called = '\0';
	for (int level = 1; lua_getstack(L, level, &ar) && callers < CALLERS; level++) {
		lua_getinfo(L, "nSl", &ar);
		const struct state_source *source = ar.source[0] == '=' ? source_lookup(state, ar.source + 1, strlen(ar.source + 1)) : NULL;
		bool is_line = source && ar.currentline > 0;
		if (callers < 0 && *ar.what == 'C' && ar.name && !str_eq(ar.namewhat, "metamethod")) {
			STR_COPY(state->error_called, ar.name);
		}
		if (is_line && callers >= 0 && !str_eq(source->path, state->error_at.source ? state->error_at.source->path : "")) {
			buf_addf(&from, "%s%s:%d", from.len > 0 ? ", " : "", source->path, ar.currentline);
		} else if (is_line && callers >= 0) {
			buf_addf(&from, "%sline %d", from.len > 0 ? ", " : "", ar.currentline);
		}
		callers += is_line;
	}
	STR_COPY(state->error_from, buf_str(&from));
	buf_fini(&from);
}

/* Runs where the error is, before the stack unwinds; C only, as no hook watches it. */
static int on_error(lua_State *L) {
	struct state *state = state_of(L);
	state->error_at = spot_of(L);
	note_calls(state, L);
	if (lua_type(L, 1) != LUA_TSTRING && !lua_islightuserdata(L, 1)) {
		message_of(L, 1);
	}
	return 1;
}

/* What has no name in the code has one in Lua's messages that says nothing. */
static void say_unnamed(struct err *err) {
	static const struct { const char *lua, *plain, *hint; } names[] = {
		{ "(field 'integer index')", "(an element of a list)", NULL },
		{ "(field '?')", "(an element of a table)", NULL },
		{ "(for iterator 'for iterator')", "(what 'in' is to go through)", "write: for i, item in ipairs(list) do, or for key, value in pairs(table) do" },
	};
	for (size_t i = 0; err && i < sizeof(names) / sizeof(names[0]); i++) {
		size_t at = strlen(err->msg) - strlen(names[i].lua);
		if (str_suffix(err->msg, names[i].lua)) {
			str_copy(err->msg + at, sizeof(err->msg) - at, names[i].plain);
			err_hint(err, "%s", names[i].hint ? names[i].hint : "");
		}
	}
}

static void describe(struct state *state, int status, struct err *err) {
	lua_State *L = state->L;
	const char *msg = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "an error without a message";
	if (!state->spent && (status == LUA_ERRMEM || str_eq(msg, "not enough memory"))) {      /* the latter of a luaL_Buffer */
		state->spent = SPENT_MEMORY;
		state->spent_at = state->refused_at;
	}
	if (state->spent) {
		describe_spent(state, err);
		return;
	}
	bool is_pending = str_eq(msg, state->pending_text);
	struct spot spot = take_prefix(state, &msg);
	if (!spot.source) {
		spot = state->error_at.source ? state->error_at : state->entered;
	}
	if (is_pending) {
		if (err) {
			*err = state->pending;
		}
		if (err && err->at.file[0]) {
			if (!err->plugin[0] && spot.source && spot.source->plugin) {
				STR_COPY(err->plugin, spot.source->plugin);
			}
			return;
		}
	} else {
		err_set(err, ERR_PLUGIN, "%s", *msg ? msg : "error was called with an empty message");
		say_unnamed(err);
		if (str_prefix(msg, "stack overflow")) {
			err_hint(err, "look for a function that calls itself without end");
		}
	}
	if (err) {
		STR_COPY(err->from, state->error_from);
		place_err(err, spot, *state->error_called ? state->error_called : NULL);
	}
}

bool state_call(struct state *state, int nargs, int nresults, struct err *err) {
	lua_State *L = state->L;
	int base = lua_gettop(L) - nargs;    /* where the function is */
	assert(base >= 1);
	state->error_at = state->entered = (struct spot){ .source = NULL };
	*state->error_called = *state->error_from = '\0';
	state->pending_text[0] = '\0';
	lua_pushcfunction(L, on_error);      /* a light C function: no memory */
	lua_insert(L, base);
	int status = lua_pcall(L, nargs, nresults, base);
	if (status == LUA_OK && state->spent) {
		status = LUA_ERRRUN;         /* the code caught it in some way not thought of */
	}
	if (status != LUA_OK) {
		describe(state, status, err);
		lua_settop(L, base - 1);
		return false;
	}
	lua_remove(L, base);
	return true;
}

/* Loading. */

struct reader {
	const char *text;
	size_t len, at;
	size_t step;                 /* bytes given at a time */
};

static const char *read_some(lua_State *L, void *ud, size_t *size) {
	(void)L;
	struct reader *reader = ud;
	const char *p = reader->text + reader->at;
	size_t left = reader->len - reader->at;
	*size = left < reader->step ? left : reader->step;
	reader->at += *size;
	return *size ? p : NULL;
}

/* The place of a syntax error: the text after "near" ends just before what was read last. */
static size_t error_offset(const struct reader *reader, const char *msg) {
	const char *near = strstr(msg, " near '");
	const char *quote = near ? strrchr(near + 7, '\'') : NULL;
	if (!quote) {
		size_t at = reader->len;             /* "near <eof>": the last thing that is there */
		while (at > 0 && isspace((unsigned char)reader->text[at - 1])) {
			at--;
		}
		return at > 0 ? at - 1 : 0;
	}
	size_t n = (size_t)(quote - near) - 7;
	size_t end = reader->at;
	for (size_t at = end >= n ? end - n : 0;; at--) {
		if (at + n <= reader->len && memcmp(reader->text + at, near + 7, n) == 0) {
			return at;
		}
		if (at == 0) {
			return end > 0 ? end - 1 : 0;
		}
	}
}

/* What is written so in other languages, and how Lua writes it. */
static void hint_habit(const struct state_source *source, size_t at, const char *msg, struct err *err) {
	static const struct { const char *before, *there, *hint; } habits[] = {
		{ "", "!=", "'not equal' is written ~=" },
		{ "", "!", "'not' is written as a word: not x" },
		{ "", "+=", "write it in full: n = n + 1" },
		{ "", "-=", "write it in full: n = n - 1" },
		{ "", "++", "write it in full: n = n + 1" },
		{ "&", "&", "'and' is written as a word" },
		{ "|", "|", "'or' is written as a word" },
	};
	const char *text = source->text + at;
	size_t left = source->len - at;
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
		size_t n = strlen(habits[i].there), before = strlen(habits[i].before);
		if (left >= n && memcmp(text, habits[i].there, n) == 0 && at >= before && memcmp(text - before, habits[i].before, before) == 0) {
			err_hint(err, "%s", habits[i].hint);
			return;
		}
	}
	if (str_prefix(msg, "'then' expected near '='") || str_prefix(msg, "'do' expected near '='")) {
		err_hint(err, "'equal' is written ==");
	}
}

static const char *say_plainly(const char *msg) {
	return str_eq(msg, "attempt to load a binary chunk (mode is 't')") ? "this is a binary file, not a Lua text" : msg;
}

/* "'do' expected near 'x'": what begins a line is seldom what is wrong, the end of the line before is. */
static void hint_before(const struct state_source *source, size_t at, const char *msg, struct err *err) {
	int lines = 0;
	while (at > 0 && isspace((unsigned char)source->text[at - 1])) {
		lines += source->text[--at] == '\n';
	}
	if (!err || !strstr(msg, " expected") || strstr(msg, " near <eof>")) {
		return;
	}
	if (str_prefix(msg, "'}' expected") && lines > 0) {
		err_hint(err, "commas part what stands in a table: one may be missing at the end of line %d", err->at.line - lines);
	} else if (str_prefix(msg, "'}' expected")) {
		err_hint(err, "commas part what stands in a table");
	} else if (lines > 0) {
		err_hint(err, "what is expected belongs before this, it may be to the end of line %d", err->at.line - lines);
	}
}

static bool is_bracket(char c) {
	return c == '(' || c == '{' || c == '[';
}

/*
 * What was left open before a word that begins a statement, which no bracket can be round, or before a bracket that closes, or a
 * comma behind an end, where a word waits for its own: the offset of it; -1: nothing.
 */
static long left_open(const struct state_source *source, size_t at) {
	static const char *const begins[] = { "break", "do", "for", "goto", "if", "local", "repeat", "return", "while", NULL };
	struct tokens t;
	size_t depth = 0, cap = 0, *open = NULL;     /* words that wait for what closes them */
	long found = -1;
	tokens_read(&t, source->text, source->len);
	size_t i = 0;
	for (; i < t.n && t.v[i].at < at; i++) {
		if (tokens_is(&t, i, "(") || tokens_is(&t, i, "{") || tokens_is(&t, i, "[") || tokens_is(&t, i, "function") || tokens_is(&t, i, "do") ||
		    tokens_is(&t, i, "if") || tokens_is(&t, i, "repeat")) {
			*VEC_PUSH(open, depth, cap) = t.v[i].at;
		} else if (depth > 0 && (tokens_is(&t, i, ")") || tokens_is(&t, i, "}") || tokens_is(&t, i, "]") || tokens_is(&t, i, "end") ||
		                         tokens_is(&t, i, "until"))) {
			depth--;
		}
	}
	bool is_statement = false;
	for (size_t k = 0; begins[k] != NULL; k++) {
		is_statement |= tokens_is(&t, i, begins[k]);
	}
	bool closes = tokens_is(&t, i, ")") || tokens_is(&t, i, "}") || tokens_is(&t, i, "]") ||
	              (i > 0 && tokens_is(&t, i - 1, "end") && tokens_is(&t, i, ","));
	if (depth > 0 && (is_statement || closes) && is_bracket(source->text[open[depth - 1]]) == is_statement) {
		found = (long)open[depth - 1];
	}
	mem_free(open);
	tokens_fini(&t);
	return found;
}

/* An 'if' that is opened where its author meant to go on with one. */
static bool has_else_if(const struct state_source *source, size_t from, size_t to) {
	struct tokens t;
	bool found = false;
	tokens_read(&t, source->text, source->len);
	for (size_t i = 0; i + 1 < t.n && t.v[i].at < to; i++) {
		found |= t.v[i].at >= from && tokens_is(&t, i, "else") && tokens_is(&t, i + 1, "if");
	}
	tokens_fini(&t);
	return found;
}

static void hint_open(const struct state_source *source, size_t at, struct err *err) {
	long open = err != NULL ? left_open(source, at) : -1;
	int line = 1;
	if (open < 0) {
		return;
	}
	const char *word = source->text + open;
	for (const char *p = source->text; p < word; p++) {
		line += *p == '\n';
	}
	if (is_bracket(*word)) {
		err_hint(err, "the '%c' of line %d is not closed before this", *word, line);
	} else {
		const char *end = str_prefix(word, "repeat") ? "until" : "end";
		err_hint(err, "the '%.*s' of line %d has no '%s' before this%s", (int)strspn(word, "abcdefghijklmnopqrstuvwxyz"), word, line, end,
		         has_else_if(source, (size_t)open, at) ? ": 'else if' opens one more, elseif does not" : "");
	}
}

/* The text is read once more, byte by byte: how many were taken when the parser gives up tells the column. */
static void describe_syntax(lua_State *L, const struct state_source *source, const char *chunk, struct err *err) {
	const struct state *state = state_of(L);
	struct reader slow = { .text = source->text, .len = source->len, .step = 1 }, *reader = &slow;
	lua_pop(L, 1);
	lua_load(L, read_some, reader, chunk, "t");
	const char *msg = lua_tostring(L, -1);
	msg = msg ? msg : "no Lua";
	struct spot spot = take_prefix(state, &msg);
	err_set(err, ERR_PLUGIN, "%s", say_plainly(msg));
	if (spot.source && strstr(msg, " near ") != NULL) {
		size_t at = error_offset(reader, msg);
		err_at_offset(err, source->text, source->len, at);
		hint_before(source, at, msg, err);
		hint_habit(source, at, msg, err);
		hint_open(source, at, err);
	} else if (spot.source) {            /* it was written right, and means nothing: a name that is constant, a label that is not there */
		const char *line = strstr(msg, " at line ");
		spot.line = line != NULL ? atoi(line + strlen(" at line ")) : spot.line;
		place_err(err, spot, NULL);
	}
	err_at_file(err, source->path);
	if (err && source->plugin) {
		STR_COPY(err->plugin, source->plugin);
	}
}

bool state_load_in(lua_State *L, const struct state_source *source, struct err *err) {
	struct state *state = state_of(L);
	struct reader reader = { .text = source->text, .len = source->len, .step = source->len };
	char chunk[128];
	snprintf(chunk, sizeof(chunk), "=%s", source->chunk);
	if (!source_lookup(state, source->chunk, strlen(source->chunk))) {
		*VEC_PUSH(state->sources, state->source_count, state->source_cap) = source;
	}
	int status = lua_load(L, read_some, &reader, chunk, "t");
	if (status != LUA_OK) {
		if (status == LUA_ERRMEM || state->spent) {
			state->spent = state->spent ? state->spent : SPENT_MEMORY;
			describe_spent(state, err);
			err_at_file(err, source->path);
		} else {
			describe_syntax(L, source, chunk, err);
		}
		lua_pop(L, 2);
		return false;
	}
	lua_insert(L, -2);
	if (!lua_setupvalue(L, -2, 1)) {     /* the first upvalue of a chunk is _ENV */
		lua_pop(L, 1);
	}
	return true;
}

bool state_load(struct state *state, const struct state_source *source, struct err *err) {
	return state_load_in(state->L, source, err);
}

static int on_panic(lua_State *L) {
	(void)L;
	fputs("sitrep: Lua was entered unprotected and failed\n", stderr);
	return 0;                            /* Lua aborts */
}

struct state *state_new(void) {
	struct state *state = mem_alloc(sizeof(*state));
	state->scratch = (struct buf)BUF_INIT;
	state->own = state->arena = arena_new();
	state->lang = "en";
	state->L = lua_newstate(allocate, state);
	if (!state->L) {
		fputs("sitrep: out of memory\n", stderr);
		abort();
	}
	*(struct state **)lua_getextraspace(state->L) = state;
	lua_atpanic(state->L, on_panic);
	lib_open(state->L);
	lua_sethook(state->L, on_tick, LUA_MASKCOUNT, TICK_INSTRUCTIONS);
	return state;
}

void state_free(struct state *state) {
	if (!state) {
		return;
	}
	state->cap = 0;
	state->spent = SPENT_NONE;
	lua_close(state->L);
	arena_free(state->own);
	buf_fini(&state->scratch);
	mem_free(state->sources);
	mem_free(state);
}
