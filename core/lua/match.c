/* match: see match.h. The language is that of the Lua 5.4 manual, 6.4.1. */
#include "lua/match.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

#include "lua/state.h"

#define OPEN (-1)                /* a capture whose end is not yet known */
#define POSITION (-2)            /* a capture of a place: "()" */
#define DEPTH_MAX 200            /* of recursion: each level takes C stack */

void match_init(struct match *m, lua_State *L, const char *src, size_t len, const char *pat_end) {
	m->L = L;
	m->src = src;
	m->src_end = src + len;
	m->pat_end = pat_end;
	m->depth = 0;
	m->count = 0;
}

static bool in_class(int c, int class) {
	bool is;
	switch (tolower(class)) {
	case 'a': is = isalpha(c); break;
	case 'c': is = iscntrl(c); break;
	case 'd': is = isdigit(c); break;
	case 'g': is = isgraph(c); break;
	case 'l': is = islower(c); break;
	case 'p': is = ispunct(c); break;
	case 's': is = isspace(c); break;
	case 'u': is = isupper(c); break;
	case 'w': is = isalnum(c); break;
	case 'x': is = isxdigit(c); break;
	default: return class == c;
	}
	return isupper(class) ? !is : is;
}

/* Where the single-character item at p ends: the suffix or the next item stands there. */
static const char *item_end(struct match *m, const char *p) {
	char c = *p++;
	if (c == '%') {
		if (p == m->pat_end) {
			luaL_error(m->L, "malformed pattern (ends with '%%')");
		}
		return p + 1;
	}
	if (c != '[') {
		return p;
	}
	if (p < m->pat_end && *p == '^') {
		p++;
	}
	do {                                  /* a ']' that comes first is a character */
		if (p == m->pat_end) {
			luaL_error(m->L, "malformed pattern (missing ']')");
		}
		if (*p++ == '%' && p < m->pat_end) {
			p++;
		}
	} while (p == m->pat_end || *p != ']');
	return p + 1;
}

/* Whether c is in the set at p, whose ']' is at last. */
static bool in_set(int c, const char *p, const char *last) {
	bool found = true;
	p++;
	if (*p == '^') {
		found = false;
		p++;
	}
	while (p < last) {
		if (*p == '%') {
			if (in_class(c, (unsigned char)p[1])) {
				return found;
			}
			p += 2;
		} else if (p[1] == '-' && p + 2 < last) {
			if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2]) {
				return found;
			}
			p += 3;
		} else {
			if ((unsigned char)*p == c) {
				return found;
			}
			p++;
		}
	}
	return !found;
}

static bool item_matches(const struct match *m, const char *s, const char *p, const char *end) {
	if (s >= m->src_end) {
		return false;
	}
	int c = (unsigned char)*s;
	switch (*p) {
	case '.': return true;
	case '%': return in_class(c, (unsigned char)p[1]);
	case '[': return in_set(c, p, end - 1);
	default: return (unsigned char)*p == c;
	}
}

static const char *match_greedy(struct match *m, const char *s, const char *p, const char *end) {
	ptrdiff_t n = 0;
	while (item_matches(m, s + n, p, end)) {
		n++;
	}
	state_charge(m->L, (size_t)n / 4 + 1);
	for (; n >= 0; n--) {
		const char *e = match_at(m, s + n, end + 1);
		if (e) {
			return e;
		}
	}
	return NULL;
}

static const char *match_lazy(struct match *m, const char *s, const char *p, const char *end) {
	for (;;) {
		const char *e = match_at(m, s, end + 1);
		if (e) {
			return e;
		}
		if (!item_matches(m, s, p, end)) {
			return NULL;
		}
		s++;
	}
}

static const char *match_balance(struct match *m, const char *s, const char *p) {
	if (p + 1 >= m->pat_end) {
		luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
	}
	if (s >= m->src_end || *s != p[0]) {
		return NULL;
	}
	int depth = 1;
	for (const char *e = s + 1; e < m->src_end; e++) {
		if (*e == p[1]) {
			if (--depth == 0) {
				state_charge(m->L, (size_t)(e - s) / 4);
				return e + 1;
			}
		} else if (*e == p[0]) {
			depth++;
		}
	}
	state_charge(m->L, (size_t)(m->src_end - s) / 4);
	return NULL;
}

static const char *open_capture(struct match *m, const char *s, const char *p, ptrdiff_t what) {
	if (m->count >= MATCH_CAPTURES) {
		luaL_error(m->L, "too many captures in the pattern (at most %d)", MATCH_CAPTURES);
	}
	m->capture[m->count].start = s;
	m->capture[m->count].len = what;
	m->count++;
	const char *e = match_at(m, s, p);
	if (!e) {
		m->count--;
	}
	return e;
}

static const char *close_capture(struct match *m, const char *s, const char *p) {
	int i = m->count - 1;
	while (i >= 0 && m->capture[i].len != OPEN) {
		i--;
	}
	if (i < 0) {
		luaL_error(m->L, "invalid pattern (a ')' without its '(')");
	}
	m->capture[i].len = s - m->capture[i].start;
	const char *e = match_at(m, s, p);
	if (!e) {
		m->capture[i].len = OPEN;
	}
	return e;
}

static const char *match_back(struct match *m, const char *s, char digit) {
	int i = digit - '1';
	if (i < 0 || i >= m->count || m->capture[i].len == OPEN) {
		luaL_error(m->L, "invalid capture index %%%d in the pattern", i + 1);
	}
	size_t len = m->capture[i].len == POSITION ? 0 : (size_t)m->capture[i].len;
	state_charge(m->L, len / 64 + 1);
	if ((size_t)(m->src_end - s) < len || memcmp(m->capture[i].start, s, len) != 0) {
		return NULL;
	}
	return s + len;
}

static bool at_frontier(struct match *m, const char *s, const char *p, const char *end) {
	int before = s == m->src ? '\0' : (unsigned char)s[-1];
	int here = s == m->src_end ? '\0' : (unsigned char)*s;
	return !in_set(before, p, end - 1) && in_set(here, p, end - 1);
}

static const char *match_here(struct match *m, const char *s, const char *p) {
	while (p != m->pat_end) {
		state_charge(m->L, 1);
		if (*p == '(') {
			return p + 1 < m->pat_end && p[1] == ')' ? open_capture(m, s, p + 2, POSITION)
			                                        : open_capture(m, s, p + 1, OPEN);
		}
		if (*p == ')') {
			return close_capture(m, s, p + 1);
		}
		if (*p == '$' && p + 1 == m->pat_end) {
			return s == m->src_end ? s : NULL;
		}
		if (*p == '%' && p + 1 < m->pat_end && p[1] == 'b') {
			if (!(s = match_balance(m, s, p + 2))) {
				return NULL;
			}
			p += 4;
			continue;
		}
		if (*p == '%' && p + 1 < m->pat_end && p[1] == 'f') {
			p += 2;
			if (p >= m->pat_end || *p != '[') {
				luaL_error(m->L, "missing '[' after '%%f' in the pattern");
			}
			const char *set_end = item_end(m, p);
			if (!at_frontier(m, s, p, set_end)) {
				return NULL;
			}
			p = set_end;
			continue;
		}
		if (*p == '%' && p + 1 < m->pat_end && isdigit((unsigned char)p[1])) {
			if (!(s = match_back(m, s, p[1]))) {
				return NULL;
			}
			p += 2;
			continue;
		}
		const char *end = item_end(m, p);
		char suffix = end < m->pat_end ? *end : '\0';
		if (suffix == '*') {
			return match_greedy(m, s, p, end);
		}
		if (suffix == '+') {
			return item_matches(m, s, p, end) ? match_greedy(m, s + 1, p, end) : NULL;
		}
		if (suffix == '-') {
			return match_lazy(m, s, p, end);
		}
		if (suffix == '?') {
			const char *e;
			if (item_matches(m, s, p, end) && (e = match_at(m, s + 1, end + 1))) {
				return e;
			}
			p = end + 1;
			continue;
		}
		if (!item_matches(m, s, p, end)) {
			return NULL;
		}
		s++;
		p = end;
	}
	return s;
}

const char *match_at(struct match *m, const char *s, const char *p) {
	if (++m->depth > DEPTH_MAX) {
		luaL_error(m->L, "pattern too complex (more than %d parts)", DEPTH_MAX);
	}
	const char *e = match_here(m, s, p);
	m->depth--;
	return e;
}

void match_push(struct match *m, int i, const char *s, const char *e) {
	if (i >= m->count) {
		if (i != 0) {
			luaL_error(m->L, "invalid capture index %%%d", i + 1);
		}
		lua_pushlstring(m->L, s, (size_t)(e - s));
	} else if (m->capture[i].len == POSITION) {
		lua_pushinteger(m->L, m->capture[i].start - m->src + 1);
	} else if (m->capture[i].len == OPEN) {
		luaL_error(m->L, "unfinished capture: a '(' without its ')'");
	} else {
		lua_pushlstring(m->L, m->capture[i].start, (size_t)m->capture[i].len);
	}
}

int match_push_all(struct match *m, const char *s, const char *e) {
	int n = m->count == 0 && s ? 1 : m->count;
	luaL_checkstack(m->L, n, "too many captures");
	for (int i = 0; i < n; i++) {
		match_push(m, i, s, e);
	}
	return n;
}
