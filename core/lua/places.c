/*
 * places: see places.h. A tokenizer and a walk along table constructors; all else is skipped by its
 * brackets and blocks. The text is known to be Lua: it was loaded.
 */
#include "lua/places.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

enum token_kind { TOKEN_NAME, TOKEN_STRING, TOKEN_NUMBER, TOKEN_MARK };

struct token {
	enum token_kind kind;
	size_t at, len;
};

struct tokens {
	const char *text;
	size_t len;
	struct token *v;
	size_t n, cap;
};

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

static void tokenize(struct tokens *t) {
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

static bool is(const struct tokens *t, size_t i, const char *what) {
	return i < t->n && t->v[i].kind != TOKEN_STRING && strlen(what) == t->v[i].len &&
	       memcmp(t->text + t->v[i].at, what, t->v[i].len) == 0;
}

/* +1 where token i opens a bracket or block, -1 where it closes one. "for … do" and "while … do" open at their do. */
static int nesting(const struct tokens *t, size_t i) {
	static const char *const opens[] = { "(", "[", "{", "function", "if", "do", "repeat" };
	static const char *const closes[] = { ")", "]", "}", "end", "until" };
	for (size_t k = 0; k < sizeof(opens) / sizeof(opens[0]); k++) {
		if (is(t, i, opens[k])) {
			return 1;
		}
	}
	for (size_t k = 0; k < sizeof(closes) / sizeof(closes[0]); k++) {
		if (is(t, i, closes[k])) {
			return -1;
		}
	}
	return 0;
}

/* The token after the bracket that token i opens; t->n where it is never closed. */
static size_t after_bracket(const struct tokens *t, size_t i) {
	int depth = 0;
	for (; i < t->n; i++) {
		depth += nesting(t, i);
		if (depth == 0) {
			return i + 1;
		}
	}
	return i;
}

/* The token that ends the value at i: ',' ';' or the '}' of its table. */
static size_t value_end(const struct tokens *t, size_t i) {
	int depth = 0;
	for (; i < t->n; i++) {
		if (depth == 0 && (is(t, i, ",") || is(t, i, ";") || is(t, i, "}"))) {
			return i;
		}
		depth += nesting(t, i);
	}
	return i;
}

/* The name that token i is as a key: NAME, "string" or number. */
static const char *key_text(const struct tokens *t, size_t i, size_t *len) {
	const struct token *token = &t->v[i];
	bool is_string = token->kind == TOKEN_STRING;
	*len = is_string ? token->len - 2 : token->len;
	return t->text + token->at + is_string;
}

static struct json *child_named(struct json *node, const char *key, size_t len) {
	for (struct json *v = node->type == JSON_OBJECT ? node->first : NULL; v; v = v->next) {
		if (strlen(v->key) == len && memcmp(v->key, key, len) == 0) {
			return v;
		}
	}
	return NULL;
}

static struct json *child_at(struct json *node, size_t position) {
	char key[24];
	int len = snprintf(key, sizeof(key), "%zu", position);
	if (node->type == JSON_OBJECT) {
		return child_named(node, key, (size_t)len);
	}
	struct json *v = node->type == JSON_ARRAY ? node->first : NULL;
	while (v && --position > 0) {
		v = v->next;
	}
	return v;
}

/* Walk the table constructor whose '{' is token i. */
static void walk_table(const struct tokens *t, size_t i, struct json *node) {
	size_t position = 0;
	node->offset = t->v[i].at;
	i++;
	while (i < t->n && !is(t, i, "}")) {
		struct json *child = NULL;
		size_t key_at = t->v[i].at, len;
		if (t->v[i].kind == TOKEN_NAME && is(t, i + 1, "=")) {
			const char *key = key_text(t, i, &len);
			child = child_named(node, key, len);
			i += 2;
		} else if (is(t, i, "[")) {
			size_t after = after_bracket(t, i);
			if (after == i + 3) {
				const char *key = key_text(t, i + 1, &len);
				child = child_named(node, key, len);
			}
			i = is(t, after, "=") ? after + 1 : after;
		} else {
			child = child_at(node, ++position);
		}
		size_t end = value_end(t, i);
		if (child && i < t->n) {
			child->key_offset = key_at;
			child->offset = t->v[i].at;
			if (is(t, i, "{") && after_bracket(t, i) == end) {
				walk_table(t, i, child);
			}
		}
		i = is(t, end, ",") || is(t, end, ";") ? end + 1 : end;
	}
}

/* The '{' of the table that the text returns; t->n where it cannot be told. */
static size_t returned_table(const struct tokens *t) {
	size_t last = t->n;
	while (last > 0 && is(t, last - 1, ";")) {
		last--;
	}
	for (size_t i = 0; i + 1 < last; i++) {
		if (is(t, i, "return") && is(t, i + 1, "{") && after_bracket(t, i + 1) == last) {
			return i + 1;
		}
	}
	if (last < 2 || !is(t, last - 2, "return") || t->v[last - 1].kind != TOKEN_NAME) {
		return t->n;
	}
	char name[128];
	size_t len;
	const char *text = key_text(t, last - 1, &len);
	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	for (size_t i = 0; i + 3 < last; i++) {
		if (is(t, i, "local") && is(t, i + 1, name) && is(t, i + 2, "=") && is(t, i + 3, "{")) {
			return i + 3;
		}
	}
	return t->n;
}

#define UNKNOWN UINT32_MAX

static void forget(struct json *node) {
	node->offset = node->key_offset = UNKNOWN;
	for (struct json *v = node->first; v; v = v->next) {
		forget(v);
	}
}

static bool is_position(const struct json *v) {
	return v->key && isdigit((unsigned char)v->key[0]);
}

static bool is_before(const struct json *a, const struct json *b) {
	if (is_position(a) != is_position(b)) {
		return is_position(a);
	}
	return a->key_offset < b->key_offset;
}

/* Insertion sort: stable, and tables that people write are short or already in order. */
static void sort_children(struct json *node) {
	struct json *sorted = NULL, *last = NULL;
	for (struct json *v = node->first, *next; v; v = next) {
		next = v->next;
		struct json **at = last && !is_before(v, last) ? &last->next : &sorted;
		while (*at && !is_before(v, *at)) {
			at = &(*at)->next;
		}
		v->next = *at;
		*at = v;
		last = v->next ? last : v;
	}
	node->first = sorted;
}

static void inherit(struct json *node) {
	if (node->type == JSON_OBJECT) {
		sort_children(node);
	}
	for (struct json *v = node->first; v; v = v->next) {
		v->key_offset = v->key_offset == UNKNOWN ? node->offset : v->key_offset;
		v->offset = v->offset == UNKNOWN ? node->offset : v->offset;
		inherit(v);
	}
}

void places_attach(struct json *root, const char *text, size_t len) {
	struct tokens t = { .text = text, .len = len };
	forget(root);
	root->offset = root->key_offset = 0;
	tokenize(&t);
	size_t i = returned_table(&t);
	if (i < t.n) {
		walk_table(&t, i, root);
	}
	inherit(root);
	mem_free(t.v);
}
