/* cases: the loader's part that reads the tests of plugins, and makes of each case a report and a request; see loading.h. */
#include "base/day.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/loading.h"
#include "catalogue/make.h"

const struct report_key case_keys[] = {
	{ "as_of", "as_of = \"YYYY-MM-DD\"", "Its day, and the clock of the job: noon of it. It must be said.", "!string" },
	{ "check", "check = function(doc, t) … end", "Looks at what came of it. Of a data plugin check = function(ctx, t), where "
	  "ctx.NAME is what the plugin provides.", "fun(doc: test.doc, t: test.t)|fun(ctx: ctx, t: test.t)" },
	{ "data", "data = { NAME = … }", "Data sets in place of the plugin's, as in a request.", "table<string, any>" },
	{ "fails", "fails = \"words\"", "The job must fail, with these words in one of its mistakes.", "string" },
	{ "files", "files = { [\"ships.csv\"] = \"Country,Ships\\n…\" }", "Files that come with the request, by name: what is in them.", "table<string, string>" },
	{ "images", "images = { 1, 2 }", "Pages that are compared with pictures of them in tests/expected; --update takes them.", "integer[]" },
	{ "language", "language = \"fr\" | { \"en\", \"fr\" }", "As in a request (English).", "string|string[]" },
	{ "name", "name = \"…\"", "What it is about. It must be said, and once in a plugin.", "!string" },
	{ "pages", "pages = 2", "How many pages there are.", "integer" },
	{ "params", "params = { … }", "As in a request.", "table<string, any>" },
	{ "sections", "sections = { { \"PLUGIN\", PARAM = VALUE }, … }", "As in a report, where the section needs others beside it. Without it the "
	  "report is the section alone.", "(string|report.section)[]" },
	{ "snapshot", "snapshot = true", "The blocks are compared with those in tests/expected; --update takes them.", "boolean" },
	{ "template", "template = \"NAME\"", "In which it is set (briefing, or the first there is).", "string" },
	{ "tolerance", "tolerance = 0.002", "Of pictures: the share of points that may differ so that it is seen (0.001).", "number" },
	{ "warnings", "warnings = { \"words\", … }", "Each is in a warning, and there are as many; {} says that there is none.", "string[]" },
	{ NULL, NULL, NULL }
};

/* One file of tests. */
struct tests {
	struct loading *l;
	struct loaded file;
	const struct json *plugin;   /* its manifest */
	const char *path;            /* of the file, in the plugin's folder: "tests/days.lua" */
	struct map *names;           /* of its plugin's cases */
	struct json *list;           /* of all cases of the plugin */
};

static bool is_section(const struct json *plugin) {
	return json_lookup(plugin, "build") != NULL;
}

static void wants(struct tests *t, const struct json *entry, const char *path, const char *key, enum json_type type, const char *what) {
	const struct json *value = json_lookup(entry, key);
	bool is_empty = value != NULL && value->type == JSON_ARRAY && value->count == 0;     /* {} is an object, too */
	if (value != NULL && value->type != type && !(is_empty && type == JSON_OBJECT)) {
		mistake(&t->file.source, value, mistake_path(t->l->arena, path, key), "%s must be %s, not %s",
		        mistake_path(t->l->arena, path, key), what, json_type_name(value->type));
	}
}

static void wants_items(struct tests *t, const struct json *entry, const char *path, const char *key, bool strings, const char *what) {
	const struct json *list = json_lookup(entry, key);
	wants(t, entry, path, key, JSON_ARRAY, what);
	for (const struct json *v = list != NULL && list->type == JSON_ARRAY ? list->first : NULL; v != NULL; v = v->next) {
		if (strings ? v->type != JSON_STRING : v->type != JSON_NUMBER || !v->is_int || v->integer < 1) {
			mistake(&t->file.source, v, mistake_path(t->l->arena, path, key), "%s must be %s",
			        mistake_path(t->l->arena, path, key), what);
			return;
		}
	}
}

static void wants_files(struct tests *t, const struct json *entry, const char *path) {
	const struct json *files = json_lookup(entry, "files");
	wants(t, entry, path, "files", JSON_OBJECT, "a table by name");
	for (const struct json *v = files != NULL && files->type == JSON_OBJECT ? files->first : NULL; v != NULL; v = v->next) {
		if (v->type != JSON_STRING) {
			mistake(&t->file.source, v, mistake_path(t->l->arena, path, "files"), "%s.files: what is in \"%s\" must be a string, not %s",
			        path, v->key, json_type_name(v->type));
		}
	}
}

static void check_values(struct tests *t, const struct json *entry, const char *path) {
	const struct json *pages = json_lookup(entry, "pages");
	const char *as_of = loading_needed_string(t->l, &t->file, entry, path, "as_of", loading_key_names(t->l, case_keys));
	struct day day;
	if (as_of != NULL && !day_parse(as_of, &day)) {
		mistake(&t->file.source, json_lookup(entry, "as_of"), path, "%s.as_of: \"%s\" is no day (YYYY-MM-DD)", path, as_of);
	}
	loading_string(t->l, &t->file, entry, path, "fails");
	loading_string(t->l, &t->file, entry, path, "template");
	wants(t, entry, path, "check", JSON_BOOL, "a function");
	wants(t, entry, path, "data", JSON_OBJECT, "a table by data set");
	wants_files(t, entry, path);
	wants(t, entry, path, "params", JSON_OBJECT, "a table by parameter");
	wants(t, entry, path, "snapshot", JSON_BOOL, "true or false");
	wants(t, entry, path, "pages", JSON_NUMBER, "a whole number");
	wants_items(t, entry, path, "warnings", true, "a list of strings");
	wants_items(t, entry, path, "images", false, "a list of page numbers");
	wants(t, entry, path, "tolerance", JSON_NUMBER, "a number from 0 to 1");
	if (pages != NULL && pages->type == JSON_NUMBER && (!pages->is_int || pages->integer < 1)) {
		mistake(&t->file.source, pages, path, "%s.pages must be a whole number above 0", path);
	}
}

/* A case that asks nothing passes whatever happens: it is no test. A data plugin makes no document to ask about. */
static void check_questions(struct tests *t, const struct json *entry, const char *path) {
	static const char *const of_document[] = { "fails", "images", "pages", "snapshot", "warnings", "sections", NULL };
	bool asks = json_lookup(entry, "check") != NULL;
	for (const char *const *key = of_document; *key != NULL; key++) {
		const struct json *value = json_lookup(entry, *key);
		if (value != NULL && !is_section(t->plugin)) {
			mistake_key(&t->file.source, value, path, "a data plugin makes no document: %s has no '%s'", path, *key);
		}
		asks = asks || (value != NULL && !str_eq(*key, "sections") && (value->type != JSON_BOOL || value->boolean));
	}
	if (!asks) {
		err_hint(mistake(&t->file.source, entry, path, "%s asks for nothing", path),
		         is_section(t->plugin) ? "say check, snapshot, pages, warnings, images or fails" : "say check = function(ctx, t) … end");
	}
}

/* "Sweden in 2019" -> "sweden-in-2019": the names of the files that are expected. */
static const char *slug_of(struct arena *arena, const char *name) {
	char *slug = arena_strdup(arena, name), *to = slug;
	for (const char *s = name; *s != '\0'; s++) {
		bool fits = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z');
		if (fits) {
			*to++ = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;
		} else if (to > slug && to[-1] != '-') {
			*to++ = '-';
		}
	}
	while (to > slug && to[-1] == '-') {
		to--;
	}
	*to = '\0';
	return slug;
}

static const char *check_case_name(struct tests *t, const struct json *entry, const char *path) {
	const char *name = loading_needed_string(t->l, &t->file, entry, path, "name", loading_key_names(t->l, case_keys));
	const char *slug = name != NULL ? slug_of(t->l->arena, name) : "";
	if (name != NULL && *slug == '\0') {
		mistake(&t->file.source, json_lookup(entry, "name"), path, "%s.name has no letter or digit (a to z, 0 to 9)", path);
	} else if (name != NULL && map_lookup(t->names, slug) != NULL) {
		mistake(&t->file.source, json_lookup(entry, "name"), path, "another test of the plugin is called \"%s\"", name);
	} else if (name != NULL) {
		map_put(t->names, slug, t);
	}
	return slug;
}

static const struct json *as_object(struct tests *t, const struct json *value) {
	return value->type == JSON_ARRAY ? make_object(t->l->arena) : value;
}

static const struct json *make_request(struct tests *t, const struct json *entry, const char *report) {
	struct arena *arena = t->l->arena;
	struct json *request = make_object(arena);
	make_add(arena, request, "report", make_string(arena, report));
	make_add(arena, request, "title", json_lookup(entry, "name"));
	make_add(arena, request, "as_of", json_lookup(entry, "as_of"));
	for (const char *const *key = (const char *const[]){ "language", "params", "data", NULL }; *key != NULL; key++) {
		const struct json *value = json_lookup(entry, *key);
		if (value != NULL) {
			make_add(arena, request, *key, str_eq(*key, "language") ? value : as_object(t, value));
		}
	}
	return request;
}

static void read_case(struct tests *t, const struct json *entry, size_t index) {
	static const char *const kept[] = { "name", "as_of", "fails", "files", "images", "pages", "snapshot", "tolerance", "warnings", NULL };
	struct arena *arena = t->l->arena;
	const char *path = arena_printf(arena, "[%zu]", index + 1);
	size_t before = t->l->problems.n + t->l->problems.dropped;
	if (entry->type != JSON_OBJECT) {
		err_hint(mistake(&t->file.source, entry, path, "%s must be a table, not %s", path, json_type_name(entry->type)),
		         "for example { name = \"…\", as_of = \"2026-09-30\", check = function(doc, t) … end }");
		return;
	}
	loading_known_keys(t->l, &t->file, entry, path, loading_key_names(t->l, case_keys));
	const char *slug = check_case_name(t, entry, path), *name = t->plugin->key != NULL ? t->plugin->key : json_str(t->plugin, "name", "");
	check_values(t, entry, path);
	check_questions(t, entry, path);
	if (t->l->problems.n + t->l->problems.dropped > before) {
		return;
	}
	/* No file of a report can be called so: a '/' is in it. */
	const char *report = arena_printf(arena, "%s/%s", name, slug);
	if (!report_of_case(t->l, &t->file, entry, path, t->plugin, report)) {
		return;
	}
	struct json *made = make_object(arena), *at = make_object(arena);
	make_add(arena, made, "plugin", make_string(arena, name));
	make_add(arena, made, "file", make_string(arena, t->path));
	make_add(arena, made, "slug", make_string(arena, slug));
	*at = (struct json){ .type = JSON_NUMBER, .is_int = true, .integer = (int64_t)index, .number = (double)index };
	make_add(arena, made, "index", at);
	for (const char *const *key = kept; *key != NULL; key++) {
		if (json_lookup(entry, *key) != NULL) {
			make_add(arena, made, *key, json_lookup(entry, *key));
		}
	}
	make_add(arena, made, "request", make_request(t, entry, report));
	make_add(arena, t->list, NULL, made);
}

static void read_tests(struct tests *t, const char *path) {
	if (!loading_open(t->l, path, LOAD_TEST, json_str(t->plugin, "name", NULL), &t->file)) {
		return;
	}
	if (t->file.table->type != JSON_ARRAY || t->file.table->count == 0) {
		err_hint(mistake(&t->file.source, t->file.table, "", "a file of tests must return a list of them"),
		         "return { { name = \"…\", as_of = \"2026-09-30\", check = function(doc, t) … end } }");
		return;
	}
	size_t index = 0;
	for (const struct json *entry = t->file.table->first; entry != NULL; entry = entry->next) {
		read_case(t, entry, index++);
	}
}

void cases_load(struct loading *l) {
	l->cases = make_object(l->arena);
	for (const struct json *p = l->plugins->first; p != NULL; p = p->next) {
		const char *dir = path_join(l->arena, json_str(p, "dir", ""), "tests");
		struct tests t = { .l = l, .plugin = p, .names = map_new(), .list = make_array(l->arena) };
		struct err err = ERR_INIT;
		char **names;
		size_t n = 0;
		if (file_is_dir(dir) && !file_list(dir, l->arena, &names, &n, &err)) {
			*errs_add(&l->problems) = err;
		}
		for (size_t i = 0; i < n; i++) {
			if (str_suffix(names[i], ".lua") && *names[i] != '.') {
				t.path = arena_printf(l->arena, "tests/%s", names[i]);
				read_tests(&t, path_join(l->arena, dir, names[i]));
			}
		}
		map_free(t.names);
		make_add(l->arena, l->cases, p->key, t.list);
	}
}
