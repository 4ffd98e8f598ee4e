/* scan: see scan.h. */
#include "lua/scan.h"

#include <lua.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "lua/lib.h"
#include "lua/state.h"
#include "lua/tokens.h"

#define NAME_MAX_BYTES 100

struct scan {
	struct tokens t;
	const char *path;
	struct map *declared;        /* names, in all of the file */
	struct map *locals;          /* those of them that are local variables, and not parameters alone */
	struct map *told;            /* names that were asked about; their value is declared where there is nothing wrong with them */
	scan_found_fn found;
	void *ctx;
	struct errs *mistakes;
};

static const char *const keywords[] = {
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat",
	"return", "then", "true", "until", "while", NULL
};

static bool is_name(const struct scan *s, size_t i) {
	const char *const *word = keywords;
	if (i >= s->t.n || s->t.v[i].kind != TOKEN_NAME) {
		return false;
	}
	while (*word != NULL && !tokens_is(&s->t, i, *word)) {
		word++;
	}
	return *word == NULL;
}

/* The word as a string; of a string what is between its quotes, as written. */
static void word(const struct scan *s, size_t i, char out[NAME_MAX_BYTES]) {
	const struct token *t = &s->t.v[i];
	size_t cut = t->kind == TOKEN_STRING && (s->t.text[t->at] == '"' || s->t.text[t->at] == '\'') ? 1 : 0;
	snprintf(out, NAME_MAX_BYTES, "%.*s", (int)(t->len >= 2 * cut ? t->len - 2 * cut : 0), s->t.text + t->at + cut);
}

static void declare(struct scan *s, struct map *names, size_t i) {
	char name[NAME_MAX_BYTES];
	word(s, i, name);
	map_put(names, name, s);
}

/* Names from i on, with commas and attributes between them. */
static void declare_list(struct scan *s, size_t i, bool is_local) {
	while (is_name(s, i)) {
		if (is_local) {
			declare(s, s->locals, i);
		}
		declare(s, s->declared, i++);
		i += tokens_is(&s->t, i, "<") ? 3 : 0;
		if (!tokens_is(&s->t, i, ",")) {
			return;
		}
		i++;
	}
}

static void declare_params(struct scan *s, size_t i) {
	while (i < s->t.n && !tokens_is(&s->t, i, "(")) {
		i++;
	}
	declare_list(s, i + 1, false);
}

static void find_declared(struct scan *s) {
	for (size_t i = 0; i < s->t.n; i++) {
		if (tokens_is(&s->t, i, "local") && tokens_is(&s->t, i + 1, "function")) {
			declare_list(s, i + 2, true);
		} else if (tokens_is(&s->t, i, "local") || tokens_is(&s->t, i, "for")) {
			declare_list(s, i + 1, true);
		} else if (tokens_is(&s->t, i, "function")) {
			declare_params(s, i + 1);
		}
	}
}

/* Behind a '.' or ':' it is a field or method; ".." is none of these. */
static bool is_field(const struct scan *s, size_t i) {
	bool is_dot = i > 0 && tokens_is(&s->t, i - 1, ".");
	bool is_twice = is_dot && i > 1 && tokens_is(&s->t, i - 2, ".") && s->t.v[i - 2].at + 1 == s->t.v[i - 1].at;
	return (is_dot && !is_twice) || (i > 0 && tokens_is(&s->t, i - 1, ":")) || (i > 0 && tokens_is(&s->t, i - 1, "goto"));
}

/* "name =" behind '{', ',' or ';' within braces. */
static bool is_key(const struct scan *s, size_t i, bool in_braces) {
	return in_braces && tokens_is(&s->t, i + 1, "=") && i > 0 &&
	       (tokens_is(&s->t, i - 1, "{") || tokens_is(&s->t, i - 1, ",") || tokens_is(&s->t, i - 1, ";"));
}

/* "local x <const>" */
static bool is_attribute(const struct scan *s, size_t i) {
	return i > 0 && tokens_is(&s->t, i - 1, "<") && tokens_is(&s->t, i + 1, ">") && (tokens_is(&s->t, i, "const") || tokens_is(&s->t, i, "close"));
}

/* Have the sandbox itself say what is wrong with "os" or "string.dump". Whether there is nothing, or it was told before. */
static bool ask_sandbox(struct scan *s, const char *name, size_t i) {
	struct err err = ERR_INIT;
	char text[2 * NAME_MAX_BYTES + 16];
	const void *told = map_lookup(s->told, name);
	if (told != NULL) {
		return told == s->declared;
	}
	snprintf(text, sizeof(text), "return %s", name);
	const struct state_source source = { .chunk = "scan", .path = s->path, .text = text, .len = strlen(text) };
	struct state *state = state_new();
	lib_push_env(state_lua(state));
	bool ok = state_load(state, &source, &err) && state_call(state, 0, 1, &err);
	map_put(s->told, name, ok ? (void *)s->declared : (void *)s->told);
	if (!ok) {
		struct err *mistake = errs_add(s->mistakes);
		*mistake = err;
		mistake->code = ERR_PLUGIN;
		mistake->at = (struct place){ .line = 0 };
		err_at_offset(mistake, s->t.text, s->t.len, s->t.v[i].at);
		err_at_file(mistake, s->path);
	}
	state_free(state);
	return ok;
}

static void look_at_name(struct scan *s, size_t i, bool in_braces) {
	char name[NAME_MAX_BYTES], whole[2 * NAME_MAX_BYTES + 2], field[NAME_MAX_BYTES];
	word(s, i, name);
	if (is_field(s, i) || is_key(s, i, in_braces) || map_lookup(s->declared, name) != NULL || str_eq(name, "require") || is_attribute(s, i)) {
		return;
	}
	if (ask_sandbox(s, name, i) && tokens_is(&s->t, i + 1, ".") && is_name(s, i + 2) && !tokens_is(&s->t, i + 2, ".")) {
		word(s, i + 2, field);
		snprintf(whole, sizeof(whole), "%s.%s", name, field);
		ask_sandbox(s, whole, i + 2);
	}
}

static void tell(struct scan *s, enum scan_kind kind, size_t i) {
	char name[NAME_MAX_BYTES] = "";
	if (kind != SCAN_PARAMS) {
		word(s, i, name);
	}
	s->found(s->ctx, kind, name, s->t.v[i].at);
}

/* NAME("text"), NAME "text": the string's word; 0: it is no such call. One that is only the beginning of something reckoned is none. */
static size_t called_with(const struct scan *s, size_t i, const char *name) {
	if (!tokens_is(&s->t, i, name)) {
		return 0;
	}
	size_t at = tokens_is(&s->t, i + 1, "(") ? i + 2 : i + 1;
	bool is_string = at < s->t.n && s->t.v[at].kind == TOKEN_STRING;
	return is_string && !tokens_is(&s->t, at + 1, ".") && !tokens_is(&s->t, at + 1, ":") ? at : 0;
}

static void look_at_calls(struct scan *s, size_t i) {
	static const struct { const char *name; enum scan_kind kind; bool is_field; } calls[] = {
		{ "label", SCAN_LABEL, true }, { "prose", SCAN_PROSE, true }, { "require", SCAN_REQUIRE, false },
	};
	for (size_t k = 0; k < sizeof(calls) / sizeof(*calls); k++) {
		size_t at = is_field(s, i) == calls[k].is_field ? called_with(s, i, calls[k].name) : 0;
		if (at > 0) {
			tell(s, calls[k].kind, at);
		}
	}
	static const struct { const char *name; enum scan_kind kind; } objects[] = { { "ctx", SCAN_CTX }, { "doc", SCAN_DOC } };
	for (size_t k = 0; k < sizeof(objects) / sizeof(*objects); k++) {
		bool has_field = is_field(s, i + 2) && is_name(s, i + 2);
		if (tokens_is(&s->t, i, objects[k].name) && !is_field(s, i) && has_field && map_lookup(s->declared, objects[k].name) != NULL &&
		    map_lookup(s->locals, objects[k].name) == NULL) {
			tell(s, objects[k].kind, i + 2);
		}
	}
	if (is_field(s, i) && tokens_is(&s->t, i, "params")) {
		bool has_name = tokens_is(&s->t, i + 1, ".") && is_name(s, i + 2);
		tell(s, has_name ? SCAN_PARAM : SCAN_PARAMS, has_name ? i + 2 : i);
	}
}

void scan_text(const char *path, const char *text, size_t len, scan_found_fn found, void *ctx, struct errs *mistakes) {
	struct scan s = { .path = path, .declared = map_new(), .locals = map_new(), .told = map_new(), .found = found, .ctx = ctx, .mistakes = mistakes };
	size_t depth = 0, cap = 0;
	char *open = NULL;           /* the brackets round the word */
	tokens_read(&s.t, text, len);
	find_declared(&s);
	for (size_t i = 0; i < s.t.n; i++) {
		bool is_word = s.t.v[i].kind != TOKEN_STRING;
		char c = text[s.t.v[i].at];
		if (!is_word) {
			tell(&s, SCAN_STRING, i);
		} else if (c == '(' || c == '{' || c == '[') {
			*VEC_PUSH(open, depth, cap) = c;
		} else if ((c == ')' || c == '}' || c == ']') && depth > 0) {
			depth--;
		} else if (is_name(&s, i)) {
			look_at_name(&s, i, depth > 0 && open[depth - 1] == '{');
			look_at_calls(&s, i);
		}
	}
	mem_free(open);
	map_free(s.declared);
	map_free(s.locals);
	map_free(s.told);
	tokens_fini(&s.t);
}
