/* tokens: see tokens.h. */
#include "lua/tokens.h"

#include <ctype.h>

#include "base/mem.h"
#include "base/str.h"

/* Length of a long bracket "[==[ … ]==]" at p, 0 where there is none. */
static size_t long_bracket(const char *p, size_t left) {
	size_t level = 1;
	while (level < left && p[level] == '=') {
		level++;
	}
	if (left == 0 || p[0] != '[' || level >= left || p[level] != '[') {
		return 0;
	}
	for (size_t i = level + 1; i + level < left; i++) {
		if (p[i] == ']' && p[i + level] == ']' && strspn(p + i + 1, "=") >= level - 1) {
			return i + level + 1;
		}
	}
	return left;
}

static size_t quoted(const char *p, size_t left) {
	size_t i = 1;
	while (i < left && p[i] != p[0]) {
		i += p[i] == '\\' ? 2 : 1;
	}
	return i < left ? i + 1 : left;
}

static size_t comment(const char *p, size_t left) {
	size_t n = long_bracket(p + 2, left - 2);
	if (n) {
		return n + 2;
	}
	const char *nl = memchr(p, '\n', left);
	return nl ? (size_t)(nl - p) : left;
}

static void add_token(struct tokens *t, enum token_kind kind, size_t at, size_t len) {
	*VEC_PUSH(t->v, t->n, t->cap) = (struct token){ .kind = kind, .at = at, .len = len };
}

void tokens_read(struct tokens *t, const char *text, size_t len) {
	*t = (struct tokens){ .text = text, .len = len };
	size_t i = t->len && t->text[0] == '#' ? comment(t->text, t->len) : 0;
	while (i < t->len) {
		const char *p = t->text + i;
		size_t left = t->len - i, n = 1;
		unsigned char c = (unsigned char)*p;
		if (isspace(c)) {
		} else if (c == '-' && left > 1 && p[1] == '-') {
			n = comment(p, left);
		} else if (isalpha(c) || c == '_') {
			while (n < left && (isalnum((unsigned char)p[n]) || p[n] == '_')) {
				n++;
			}
			add_token(t, TOKEN_NAME, i, n);
		} else if (isdigit(c)) {
			while (n < left && (isalnum((unsigned char)p[n]) || p[n] == '.')) {
				n++;
			}
			add_token(t, TOKEN_NUMBER, i, n);
		} else if (c == '"' || c == '\'') {
			n = quoted(p, left);
			add_token(t, TOKEN_STRING, i, n);
		} else if (c == '[' && long_bracket(p, left)) {
			n = long_bracket(p, left);
			add_token(t, TOKEN_STRING, i, n);
		} else {
			n = left > 1 && strchr("=<>~", c) && p[1] == '=' ? 2 : 1;
			add_token(t, TOKEN_MARK, i, n);
		}
		i += n;
	}
}

bool tokens_is(const struct tokens *t, size_t i, const char *what) {
	return i < t->n && t->v[i].kind != TOKEN_STRING && strlen(what) == t->v[i].len &&
	       memcmp(t->text + t->v[i].at, what, t->v[i].len) == 0;
}

void tokens_fini(struct tokens *t) {
	mem_free(t->v);
	*t = (struct tokens){ .text = NULL };
}
