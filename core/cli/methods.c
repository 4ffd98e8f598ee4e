/* methods: see methods.h. */
#include "cli/methods.h"

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define SOURCE_MAX (4u << 20)

static const char *after_blanks(const char *line) {
	return line + strspn(line, " \t");
}

/* Of "function api:name(code)", "name(code)". NULL where the line defines none. */
static const char *method(const char *line) {
	static const char word[] = "function ";
	const char *s = after_blanks(line);
	if (!str_prefix(s, word)) {
		return NULL;
	}
	s += sizeof(word) - 1;
	const char *colon = s + strcspn(s, ":( ");
	return *colon == ':' && strchr(colon, ')') != NULL ? colon + 1 : NULL;
}

/* The last lines of comment are collected; another line ends them. */
static void read_line(const char *line, struct buf *comment, method_fn fn, void *ctx) {
	const char *s = after_blanks(line), *call = method(line);
	if (str_prefix(s, "--")) {
		buf_addf(comment, "%s\n", after_blanks(s + strspn(s, "-")));
		return;
	}
	if (call != NULL) {
		char *copy = mem_strndup(call, strcspn(call, ")") + 1);
		fn(ctx, copy, buf_str(comment));
		mem_free(copy);
	}
	buf_reset(comment);
}

static void read_file(const char *path, method_fn fn, void *ctx) {
	struct buf text = BUF_INIT, comment = BUF_INIT;
	struct err err = ERR_INIT;
	if (file_read(path, SOURCE_MAX, &text, &err)) {
		char *rest = text.p;
		for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
			read_line(line, &comment, fn, ctx);
		}
	}
	buf_fini(&text);
	buf_fini(&comment);
}

void methods_each(const char *dir, method_fn fn, void *ctx) {
	struct arena *arena = arena_new();
	struct err err = ERR_INIT;
	char **names;
	size_t n = 0;
	if (!file_list(dir, arena, &names, &n, &err)) {
		n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (str_suffix(names[i], ".lua")) {
			read_file(path_join(arena, dir, names[i]), fn, ctx);
		}
	}
	arena_free(arena);
}
