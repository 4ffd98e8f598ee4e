/*
 * places: see places.h. A walk along table constructors; all else is skipped by its
 * brackets and blocks. The text is known to be Lua: it was loaded.
 */
#include "lua/places.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/tokens.h"

/* +1 where token i opens a bracket or block, -1 where it closes one. "for … do" and "while … do" open at their do. */
static int nesting(const struct tokens *t, size_t i) {
	static const char *const opens[] = { "(", "[", "{", "function", "if", "do", "repeat" };
	static const char *const closes[] = { ")", "]", "}", "end", "until" };
	for (size_t k = 0; k < sizeof(opens) / sizeof(opens[0]); k++) {
		if (tokens_is(t, i, opens[k])) {
			return 1;
		}
	}
	for (size_t k = 0; k < sizeof(closes) / sizeof(closes[0]); k++) {
		if (tokens_is(t, i, closes[k])) {
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
		if (depth == 0 && (tokens_is(t, i, ",") || tokens_is(t, i, ";") || tokens_is(t, i, "}"))) {
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

#define UNKNOWN UINT32_MAX

/* Walk the table constructor whose '{' is token i; *twice: the first value that was written before. */
static void walk_table(const struct tokens *t, size_t i, struct json *node, const struct json **twice) {
	size_t position = 0;
	node->offset = t->v[i].at;
	i++;
	while (i < t->n && !tokens_is(t, i, "}")) {
		struct json *child = NULL;
		size_t key_at = t->v[i].at, len;
		if (t->v[i].kind == TOKEN_NAME && tokens_is(t, i + 1, "=")) {
			const char *key = key_text(t, i, &len);
			child = child_named(node, key, len);
			i += 2;
		} else if (tokens_is(t, i, "[")) {
			size_t after = after_bracket(t, i);
			if (after == i + 3 && t->v[i + 1].kind != TOKEN_NAME) {    /* a variable's value is not written here */
				const char *key = key_text(t, i + 1, &len);
				child = child_named(node, key, len);
			}
			i = tokens_is(t, after, "=") ? after + 1 : after;
		} else {
			child = child_at(node, ++position);
		}
		size_t end = value_end(t, i);
		if (child && i < t->n) {
			*twice = *twice == NULL && child->offset != UNKNOWN ? child : *twice;
			child->key_offset = key_at;
			child->offset = t->v[i].at;
			if (tokens_is(t, i, "{") && after_bracket(t, i) == end) {
				walk_table(t, i, child, twice);
			}
		}
		i = tokens_is(t, end, ",") || tokens_is(t, end, ";") ? end + 1 : end;
	}
}

/* The '{' of the table that the text returns; t->n where it cannot be told. */
static size_t returned_table(const struct tokens *t) {
	size_t last = t->n;
	while (last > 0 && tokens_is(t, last - 1, ";")) {
		last--;
	}
	for (size_t i = 0; i + 1 < last; i++) {
		if (tokens_is(t, i, "return") && tokens_is(t, i + 1, "{") && after_bracket(t, i + 1) == last) {
			return i + 1;
		}
	}
	if (last < 2 || !tokens_is(t, last - 2, "return") || t->v[last - 1].kind != TOKEN_NAME) {
		return t->n;
	}
	char name[128];
	size_t len;
	const char *text = key_text(t, last - 1, &len);
	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	for (size_t i = 0; i + 3 < last; i++) {
		if (tokens_is(t, i, "local") && tokens_is(t, i + 1, name) && tokens_is(t, i + 2, "=") && tokens_is(t, i + 3, "{")) {
			return i + 3;
		}
	}
	return t->n;
}

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

const struct json *places_attach(struct json *root, const char *text, size_t len) {
	const struct json *twice = NULL;
	struct tokens t;
	forget(root);
	root->offset = root->key_offset = 0;
	tokens_read(&t, text, len);
	size_t i = returned_table(&t);
	if (i < t.n) {
		walk_table(&t, i, root, &twice);
	}
	inherit(root);
	tokens_fini(&t);
	return twice;
}
