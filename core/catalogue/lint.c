/*
 * lint: the loader's part that looks at the code and texts of plugins without running them, for `sitrep plugin check`: names that
 * are not to be had, texts and parameters that are not there or that nobody asks for, languages out of step. See loading.h.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/loading.h"
#include "lua/host.h"
#include "lua/message.h"
#include "lua/scan.h"

#define TEXT_MAX_BYTES (1u << 20)

/* A text of the plugin in all its languages, or a value that one asks for. */
struct spoken {
	const char *languages;       /* " en fr" */
	struct map *values;          /* of a text: name -> struct spoken */
	const char *path;            /* the first file that has it, and where; -1: it is all of the file */
	long offset;
};

struct lint {
	struct loading *l;
	const struct json *plugin;
	const char *dir, *path;      /* path: of the file that is read */
	const char *text;
	size_t len;
	struct map *strings, *params, *prose, *labels;   /* prose and labels: key -> struct spoken */
	bool takes_params, is_test;
};

static struct err *add(struct lint *lint, struct errs *to, const char *path) {
	struct err *err = errs_add(to);
	err->code = ERR_PLUGIN;
	STR_COPY(err->plugin, json_str(lint->plugin, "name", ""));
	STR_COPY(err->at.file, loading_shown(lint->l, path));
	return err;
}

static struct err *problem(struct lint *lint, const char *path) {
	return add(lint, &lint->l->problems, path);
}

static struct err *remark(struct lint *lint, const char *path) {
	return add(lint, &lint->l->remarks, path);
}

/* Keep file and plugin, which err_set forgets. */
static void say(struct err *err, const char *hint, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void say(struct err *err, const char *hint, const char *fmt, ...) {
	struct err before = *err;
	va_list ap;
	va_start(ap, fmt);
	err_vset(err, ERR_PLUGIN, fmt, ap);
	va_end(ap);
	err_hint(err, "%s", hint != NULL ? hint : "");
	STR_COPY(err->plugin, before.plugin);
	STR_COPY(err->at.file, before.at.file);
}

/* Where it is in a file that is not at hand. */
static void place(struct err *err, const char *path, size_t offset) {
	struct buf text = BUF_INIT;
	struct err unread = ERR_INIT;
	if (file_read(path, TEXT_MAX_BYTES, &text, &unread)) {
		err_at_offset(err, text.p, text.len, offset);
	}
	buf_fini(&text);
}

static const char **keys_of(struct arena *arena, const struct map *map) {
	const char **names = arena_alloc(arena, (map_count(map) + 1) * sizeof(*names));
	for (size_t i = 0; i < map_count(map); i++) {
		names[i] = map_key(map, i);
	}
	return names;
}

/* ---- texts ---- */

static struct spoken *speak(struct lint *lint, struct map *texts, const char *key, const char *language, const char *path, long offset) {
	struct spoken *spoken = map_lookup(texts, key);
	if (spoken == NULL) {
		spoken = arena_alloc(lint->l->arena, sizeof(*spoken));
		*spoken = (struct spoken){ .languages = "", .path = path, .offset = offset };
		map_put(texts, key, spoken);
	}
	spoken->languages = arena_printf(lint->l->arena, "%s %s", spoken->languages, language);
	return spoken;
}

static bool speaks(const struct lint *lint, const struct spoken *spoken, const char *language) {
	return strstr(arena_printf(lint->l->arena, "%s ", spoken->languages), arena_printf(lint->l->arena, " %s ", language)) != NULL;
}

/* One that may be filled; where it may not, it would fail when it is asked for, in that language alone. label: its value; NULL: prose. */
static void check_message(struct lint *lint, struct spoken *spoken, const char *key, const char *language, const char *path, const char *text,
                          const struct json *label) {
	struct map *values = map_new();
	struct err err;
	size_t bad;
	if (!message_check(lint->l->arena, language, text, values, &bad, &err)) {
		struct err *told = problem(lint, path);
		say(told, err.hint, "text '%s': %s", key, err.msg);
		place(told, path, label != NULL ? label->offset : bad);
	}
	if (spoken->values == NULL) {
		spoken->values = map_new();
	}
	for (size_t i = 0; i < map_count(values); i++) {
		speak(lint, spoken->values, map_key(values, i), language, path, label != NULL ? (long)label->offset : -1);
	}
	map_free(values);
}

static void read_prose(struct lint *lint, const char *key, const char *path, const char *language) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct spoken *spoken = speak(lint, lint->prose, key, language, path, -1);
	if (file_read(path, TEXT_MAX_BYTES, &text, &err)) {
		check_message(lint, spoken, key, language, path, buf_str(&text), NULL);
	}
	buf_fini(&text);
}

static void read_labels(struct lint *lint, const char *path, const char *language) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	const struct json *labels = file_read(path, TEXT_MAX_BYTES, &text, &err) ? json_parse(lint->l->arena, text.p, text.len, NULL, &err) : NULL;
	for (const struct json *v = labels != NULL && labels->type == JSON_OBJECT ? labels->first : NULL; v != NULL; v = v->next) {
		struct spoken *spoken = speak(lint, lint->labels, v->key, language, path, (long)v->key_offset);
		if (v->type == JSON_STRING) {
			check_message(lint, spoken, v->key, language, path, v->str, v);
		}
	}
	buf_fini(&text);
}

/* "intro.fr.md", "labels.fr.json": what is not so named was told by who read it before. */
static void read_text(struct lint *lint, const char *name) {
	struct arena *arena = lint->l->arena;
	bool is_prose = str_suffix(name, ".md"), is_labels = str_prefix(name, "labels.") && str_suffix(name, ".json");
	char *stem = arena_strndup(arena, name, strlen(name) - (is_prose ? 3 : is_labels ? 5 : 0));
	char *dot = strrchr(stem, '.');
	if ((!is_prose && !is_labels) || dot == NULL) {
		return;
	}
	*dot = '\0';
	if (is_prose) {
		read_prose(lint, stem, path_join(arena, lint->dir, name), dot + 1);
	} else {
		read_labels(lint, path_join(arena, lint->dir, name), dot + 1);
	}
}

/* ---- code ---- */

static void found_text(struct lint *lint, const struct map *texts, const char *name, size_t offset, const char *what, const char *where) {
	if (map_lookup(texts, name) != NULL) {
		return;
	}
	struct err *err = problem(lint, lint->path);
	const char *near = err_nearest(name, keys_of(lint->l->arena, texts));
	say(err, near != NULL ? arena_printf(lint->l->arena, "did you mean \"%s\"?", near) : NULL, "there is no %s \"%s\" %s", what, name, where);
	err_at_offset(err, lint->text, lint->len, offset);
}

/* What ctx and doc have beside what the manual tells of: what the plugin uses. */
static bool is_used(const struct lint *lint, const char *name) {
	const struct json *uses = json_lookup(lint->plugin, "uses");
	for (const struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
		size_t n = strcspn(u->str, "@");
		if (strlen(name) == n && strncmp(u->str, name, n) == 0) {
			return true;
		}
	}
	return false;
}

/* A test's doc is another. */
static void found_field(struct lint *lint, const char *object, const char *name, size_t offset) {
	const char **known = host_fields(lint->l->arena, object);
	size_t i = 0;
	while (known[i] != NULL && !str_eq(known[i], name)) {
		i++;
	}
	if (known[i] != NULL || lint->is_test || is_used(lint, name)) {
		return;
	}
	struct err *err = problem(lint, lint->path);
	const char *near = err_nearest(name, known);
	say(err, near != NULL ? arena_printf(lint->l->arena, "did you mean %s%s%s?", object, str_eq(object, "doc") ? ":" : ".", near) : NULL, "%s has no '%s'", object, name);
	err_at_offset(err, lint->text, lint->len, offset);
}

static void found(void *ctx, enum scan_kind kind, const char *name, size_t offset) {
	struct lint *lint = ctx;
	switch (kind) {
	case SCAN_STRING:
		map_put(lint->strings, name, lint);
		break;
	case SCAN_PARAM:
		map_put(lint->params, name, lint);
		if (!lint->is_test && json_lookup(json_lookup(lint->plugin, "params"), name) == NULL) {
			struct err *err = problem(lint, lint->path);
			say(err, "declare it in params = { … }", "the plugin declares no parameter '%s'", name);
			err_at_offset(err, lint->text, lint->len, offset);
		}
		break;
	case SCAN_PARAMS:
		lint->takes_params = true;
		break;
	case SCAN_CTX:
		found_field(lint, "ctx", name, offset);
		break;
	case SCAN_DOC:
		found_field(lint, "doc", name, offset);
		break;
	case SCAN_PROSE:
		found_text(lint, lint->prose, name, offset, "text", "beside plugin.lua (NAME.en.md)");
		break;
	case SCAN_LABEL:
		found_text(lint, lint->labels, name, offset, "label", "in labels.en.json");
		break;
	case SCAN_REQUIRE:
		if (!file_exists(path_join(lint->l->arena, lint->dir, arena_printf(lint->l->arena, "%s.lua", name)))) {
			struct err *err = problem(lint, lint->path);
			say(err, "what other plugins provide is named in uses = { \"NAME\" }", "there is no file %s.lua beside plugin.lua", name);
			err_at_offset(err, lint->text, lint->len, offset);
		}
		break;
	}
}

static void read_code(struct lint *lint, const char *path) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct errs mistakes = ERRS_INIT;
	if (file_read(path, TEXT_MAX_BYTES, &text, &err)) {
		lint->path = path;
		lint->text = text.p;
		lint->len = text.len;
		scan_text(path, text.p, text.len, found, lint, &mistakes);
	}
	for (size_t i = 0; i < mistakes.n; i++) {
		struct err *e = errs_add(&lint->l->problems);
		*e = mistakes.v[i];
		STR_COPY(e->plugin, json_str(lint->plugin, "name", ""));
		STR_COPY(e->at.file, loading_shown(lint->l, path));
	}
	errs_fini(&mistakes);
	buf_fini(&text);
}

static void read_folder(struct lint *lint, const char *dir, bool with_texts) {
	struct err err = ERR_INIT;
	char **names;
	size_t n = 0;
	if (!file_is_dir(dir) || !file_list(dir, lint->l->arena, &names, &n, &err)) {
		return;
	}
	for (size_t i = 0; i < n && with_texts; i++) {
		read_text(lint, names[i]);
	}
	for (size_t i = 0; i < n; i++) {
		if (str_suffix(names[i], ".lua")) {
			read_code(lint, path_join(lint->l->arena, dir, names[i]));
		}
	}
}

/* ---- what is left over ---- */

/* Named as a whole, or by a beginning to which the rest is put ("mark." .. kind). */
static bool is_named(const struct lint *lint, const char *key) {
	for (size_t i = 0; i < map_count(lint->strings); i++) {
		const char *s = map_key(lint->strings, i);
		if (str_eq(s, key) || (*s != '\0' && str_prefix(key, s)) || (strlen(s) > 1 && str_suffix(key, s))) {
			return true;
		}
	}
	return false;
}

/* What one language lacks, in one remark. */
static void judge_language(struct lint *lint, const struct map *texts, const char *language, const char *file) {
	struct buf lacks = BUF_INIT;
	size_t n = 0;
	for (size_t i = 0; i < map_count(texts); i++) {
		const struct spoken *spoken = map_value(texts, i);
		if (!speaks(lint, spoken, language)) {
			buf_addf(&lacks, "%s%s", n > 0 ? ", " : "", map_key(texts, i));
			n++;
		}
	}
	if (n > 0) {
		const char *names = arena_strdup(lint->l->arena, buf_str(&lacks));
		say(remark(lint, path_join(lint->l->arena, lint->dir, file)),
		    str_eq(language, "en") ? "English is what stands in for the others: asked for in a language without them, they fail"
		                           : "English stands there where they are asked for",
		    "%zu %s not in \"%s\": %.*s%s", n, n == 1 ? "text is" : "texts are", language, (int)utf8_start(names, strlen(names) > 200 ? 200 : strlen(names)),
		    names, strlen(names) > 200 ? " …" : "");
	}
	buf_fini(&lacks);
}

/* A value that English does not ask for is, as a rule, one whose name is written otherwise there. */
static void judge_values(struct lint *lint, const struct spoken *spoken, const char *what, const char *key) {
	for (size_t i = 0; speaks(lint, spoken, "en") && i < map_count(spoken->values); i++) {
		const struct spoken *value = map_value(spoken->values, i);
		if (!speaks(lint, value, "en")) {
			struct err *err = remark(lint, value->path);
			say(err, "it must be given all the same, or the text fails in that language", "the %s '%s' asks for the value '%s', in English it does not", what,
			    key, map_key(spoken->values, i));
			if (value->offset >= 0) {
				place(err, value->path, (size_t)value->offset);
			}
		}
	}
}

static void judge_texts(struct lint *lint, const struct map *texts, const char *what) {
	const struct json *languages = json_lookup(lint->plugin, "languages");
	for (const struct json *l = languages != NULL ? languages->first : NULL; l != NULL; l = l->next) {
		judge_language(lint, texts, l->str, str_eq(what, "label") ? arena_printf(lint->l->arena, "labels.%s.json", l->str) : "plugin.lua");
	}
	for (size_t i = 0; i < map_count(texts); i++) {
		const struct spoken *spoken = map_value(texts, i);
		judge_values(lint, spoken, what, map_key(texts, i));
		if (!is_named(lint, map_key(texts, i))) {
			struct err *err = remark(lint, spoken->path);
			say(err, "take it out", "nothing in the plugin's code names the %s \"%s\"", what, map_key(texts, i));
			if (spoken->offset >= 0) {
				place(err, spoken->path, (size_t)spoken->offset);
			}
		}
	}
}

static void judge_params(struct lint *lint) {
	const struct json *params = json_lookup(lint->plugin, "params");
	for (const struct json *p = params != NULL && !lint->takes_params ? params->first : NULL; p != NULL; p = p->next) {
		if (map_lookup(lint->params, p->key) == NULL) {
			const char *path = path_join(lint->l->arena, lint->dir, "plugin.lua");
			struct err *err = remark(lint, path);
			say(err, arena_printf(lint->l->arena, "ctx.params.%s is what a request gives", p->key),
			    "nothing in the plugin's code reads the parameter '%s'", p->key);
			place(err, path, p->key_offset);
		}
	}
}

static void free_texts(struct map *texts) {
	for (size_t i = 0; i < map_count(texts); i++) {
		map_free(((struct spoken *)map_value(texts, i))->values);
	}
	map_free(texts);
}

static void lint_plugin(struct loading *l, const struct json *plugin) {
	struct lint lint = {
		.l = l, .plugin = plugin, .dir = json_str(plugin, "dir", ""),
		.strings = map_new(), .params = map_new(), .prose = map_new(), .labels = map_new(),
	};
	read_folder(&lint, lint.dir, true);
	judge_texts(&lint, lint.prose, "text");
	judge_texts(&lint, lint.labels, "label");
	judge_params(&lint);
	lint.is_test = true;
	read_folder(&lint, path_join(l->arena, lint.dir, "tests"), false);
	map_free(lint.strings);
	map_free(lint.params);
	free_texts(lint.prose);
	free_texts(lint.labels);
}

void plugins_lint(struct loading *l) {
	for (const struct json *p = l->plugins->first; p != NULL; p = p->next) {
		lint_plugin(l, p);
	}
}
