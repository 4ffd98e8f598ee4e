/* skim: see skim.h. */
#include "base/skim.h"

#include <stdbool.h>
#include <string.h>

#include "base/json.h"

static bool is_blank(char c) {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks(const char *text, size_t len, size_t at) {
	while (at < len && is_blank(text[at])) {
		at++;
	}
	return at;
}

/* Behind the string whose first quote is at. */
static size_t string_end(const char *text, size_t len, size_t at) {
	for (at++; at < len && text[at] != '"'; at++) {
		at += text[at] == '\\';
	}
	return at < len ? at + 1 : len;
}

/* Behind the value that begins at: at what closes it, or at the comma or bracket that follows. */
static size_t value_end(const char *text, size_t len, size_t at) {
	size_t depth = 0;
	while (at < len) {
		char c = text[at];
		if (c == '"') {
			at = string_end(text, len, at);
			continue;
		}
		if ((c == ',' || c == '}' || c == ']') && depth == 0) {
			return at;
		}
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		at++;
	}
	return len;
}

const struct json *skim_lookup(struct arena *arena, const char *text, size_t len, const char *key) {
	size_t n = strlen(key), at = skip_blanks(text, len, 0);
	if (at == len || text[at] != '{') {
		return NULL;
	}
	for (at = skip_blanks(text, len, at + 1); at < len && text[at] == '"'; at = skip_blanks(text, len, at + 1)) {
		size_t end = string_end(text, len, at), colon = skip_blanks(text, len, end);
		bool is_it = end - at == n + 2 && memcmp(text + at + 1, key, n) == 0;
		if (colon == len || text[colon] != ':') {
			return NULL;
		}
		at = value_end(text, len, colon + 1);
		if (is_it) {
			return json_parse(arena, text + colon + 1, at - colon - 1, NULL, NULL);
		}
	}
	return NULL;
}
