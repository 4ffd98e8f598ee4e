/* match: Lua patterns, matched in counted steps: backtracking is charged to the budget as instructions are. */
#ifndef LUA_MATCH_H
#define LUA_MATCH_H

#include <lua.h>
#include <stddef.h>

#define MATCH_CAPTURES 32

struct match {
	lua_State *L;
	const char *src, *src_end;   /* the subject */
	const char *pat_end;
	int depth;
	int count;                   /* of captures */
	struct { const char *start; ptrdiff_t len; } capture[MATCH_CAPTURES];
};

void match_init(struct match *m, lua_State *L, const char *src, size_t len, const char *pat_end);

/* Match pattern p at s: where the match ends, or NULL. Raises where the pattern is malformed or the budget is spent. */
const char *match_at(struct match *m, const char *s, const char *p);

/* Push capture i (from 0) of the match [s, e); the whole match where there are no captures and i is 0. */
void match_push(struct match *m, int i, const char *s, const char *e);

/* Push all captures, or the whole match where there are none (s may be NULL to leave that out); how many. */
int match_push_all(struct match *m, const char *s, const char *e);

#endif
