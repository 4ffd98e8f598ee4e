/* plugins: the loader's part that reads manifests, data, texts and vocabularies; see loading.h. */
#include "base/day.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/condition.h"
#include "catalogue/loading.h"
#include "catalogue/make.h"
#include "catalogue/param.h"
#include "catalogue/words.h"
#include "doc/image.h"
#include "lua/data.h"
#include "lua/host.h"
#include "lua/parts.h"

#define DATA_MAX_BYTES (64u << 20)
#define TEXT_MAX_BYTES (1u << 20)

/* One plugin on its way into the catalogue. */
struct plugin {
	const char *name, *dir;
	struct loaded file;
	struct json *manifest;       /* for the catalogue */
	bool is_bad;
};

struct plugins {
	struct plugin *v;
	size_t n, cap;
};

static const char *const manifest_keys[] = {
	"api", "build", "check", "collect", "covers", "data", "last", "name", "params", "provide", "source", "summary", "uses", "version", "vocab",
	NULL
};

static const char *in_manifest(const struct plugin *p, const char *key) {
	return json_str(p->file.table, key, NULL);
}

static void problem(struct loading *l, const struct plugin *p, const char *path, const struct err *what) {
	struct err *err = errs_add(&l->problems);
	*err = *what;
	err->code = ERR_PLUGIN;
	STR_COPY(err->at.file, loading_shown(l, path));
	STR_COPY(err->plugin, p->name);
}

static void check_functions(struct loading *l, struct plugin *p) {
	static const char *const functions[] = { "build", "check", "collect", "provide", "source", "vocab", NULL };
	const struct json *table = p->file.table;
	for (size_t i = 0; functions[i] != NULL; i++) {
		const struct json *value = json_lookup(table, functions[i]);
		if (value == NULL) {
			continue;
		}
		if (value->type != JSON_BOOL) {
			mistake(&p->file.source, value, functions[i], "%s must be a function, not %s", functions[i],
			        json_type_name(value->type));
		}
		make_add(l->arena, p->manifest, functions[i], value);
	}
	bool builds = json_lookup(table, "build") != NULL, provides = json_lookup(table, "provide") != NULL;
	if (builds == provides && json_lookup(table, "vocab") == NULL) {
		struct err *err = mistake(&p->file.source, table, "", builds ? "a plugin has either build or provide, not both"
		                                                            : "the plugin has no build");
		err_hint(err, builds ? "make two plugins: a section and a data plugin it uses"
		                     : "a section has build = function(ctx, doc) … end, a data plugin provide = function(ctx) … end");
		err->follows = mistake_misspells(table, "build", manifest_keys) || mistake_misspells(table, "provide", manifest_keys);
	}
	const struct json *last = json_lookup(table, "last");
	if (last != NULL && ((!builds && provides) || last->type != JSON_BOOL)) {
		mistake_key(&p->file.source, last, "last", builds ? "last must be true or false" : "only a section (a plugin with build) is built last");
	} else if (last != NULL) {
		make_add(l->arena, p->manifest, "last", last);
	}
	const struct json *collect = json_lookup(table, "collect");
	if (collect != NULL && !builds && provides) {
		mistake_key(&p->file.source, collect, "collect", "only a section (a plugin with build) has a collect");
	}
}

/* "rates@1" is version 1 of rates, whichever it is exactly: what stands before the '@', in the arena, and behind it ("": none). */
static const char *split_version(struct arena *arena, const char *name, const char **version) {
	const char *at = strchr(name, '@');
	*version = at != NULL ? at + 1 : "";
	return at != NULL ? arena_strndup(arena, name, (size_t)(at - name)) : name;
}

/* "1" and "1.2" fit 1.2.0, "1.20" does not. */
static bool version_fits(const char *version, const char *wanted) {
	size_t n = strlen(wanted);
	return str_prefix(version, wanted) && (n == 0 || version[n] == '.' || version[n] == '\0');
}

static void check_folder_version(struct plugin *p, const char *wanted) {
	const char *version = in_manifest(p, "version");
	if (strchr(p->name, '@') == NULL || version == NULL) {
		return;
	}
	if (*wanted == '\0' || !version_fits(version, wanted)) {
		mistake(&p->file.source, json_lookup(p->file.table, "version"), "version", "version %s does not belong into the folder \"%s\"", version,
		        p->name);
	}
	if (json_lookup(p->file.table, "provide") == NULL) {
		mistake(&p->file.source, p->file.table, "", "only what others use (a plugin with provide) may be there in several versions");
	}
}

static void check_identity(struct loading *l, struct plugin *p) {
	const struct json *table = p->file.table, *api = json_lookup(table, "api");
	const char *name = loading_needed_string(l, &p->file, table, "", "name", manifest_keys), *wanted;
	const char *folder = split_version(l->arena, p->name, &wanted);
	check_folder_version(p, wanted);
	if (name != NULL && !str_eq(name, folder)) {
		err_hint(mistake(&p->file.source, json_lookup(table, "name"), "name", "the plugin calls itself \"%s\", its folder is \"%s\"",
		                 name, folder),
		         "the two must be the same");
	} else if (name != NULL && !loading_name_fits(name)) {
		mistake(&p->file.source, json_lookup(table, "name"), "name",
		        "\"%s\" is no name: it takes lower-case letters, digits and '-', a letter first", name);
	}
	loading_needed_string(l, &p->file, table, "", "version", manifest_keys);
	loading_needed_string(l, &p->file, table, "", "summary", manifest_keys);
	if (api == NULL || api->type != JSON_NUMBER || !api->is_int || api->integer != 1) {
		mistake(&p->file.source, api != NULL ? api : table, "api", "api must be 1, the version of the interface it is written for")->follows =
			api == NULL && mistake_misspells(table, "api", manifest_keys);
	}
	make_add(l->arena, p->manifest, "name", make_string(l->arena, p->name));
	make_add(l->arena, p->manifest, "dir", make_string(l->arena, p->dir));
	for (const char *const *key = (const char *const[]){ "version", "summary", NULL }; *key != NULL; key++) {
		make_add(l->arena, p->manifest, *key, make_string(l->arena, in_manifest(p, *key) != NULL ? in_manifest(p, *key) : ""));
	}
}

static void check_uses(struct loading *l, struct plugin *p) {
	const struct json *uses = json_lookup(p->file.table, "uses");
	struct json *list = make_array(l->arena);
	if (uses != NULL && uses->type != JSON_ARRAY) {
		err_hint(mistake(&p->file.source, uses, "uses", "uses must be a list of plugins' names, not %s", json_type_name(uses->type)),
		         "for example uses = { \"facts\" }");
		uses = NULL;
	}
	for (const struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
		if (u->type != JSON_STRING) {
			mistake(&p->file.source, u, "uses", "uses must hold plugins' names, not %s", json_type_name(u->type));
		} else {
			make_add(l->arena, list, NULL, u);
			const char *version;
			loading_want(l->wanted_plugins, u->str);
			loading_want(l->wanted_plugins, split_version(l->arena, u->str, &version));
		}
	}
	make_add(l->arena, p->manifest, "uses", list);
}

static void check_covers(struct loading *l, struct plugin *p) {
	static const char *const keys[] = { "from", "to", NULL };
	const struct json *covers = json_lookup(p->file.table, "covers");
	struct day day;
	if (covers == NULL) {
		return;
	}
	covers = loading_object(l, &p->file, covers, "covers");
	loading_known_keys(l, &p->file, covers, "covers", keys);
	for (size_t i = 0; keys[i] != NULL; i++) {
		const char *s = loading_string(l, &p->file, covers, "covers", keys[i]);
		if (s != NULL && !day_parse(s, &day)) {
			mistake(&p->file.source, json_lookup(covers, keys[i]), "covers", "covers.%s: \"%s\" is no day (YYYY-MM-DD)", keys[i], s);
		}
	}
	make_add(l->arena, p->manifest, "covers", covers);
}

/* What the first character of JSON text says that the value is; the job's process reads it all. */
static enum json_type type_of(const char *file, const struct buf *text) {
	if (!str_suffix(file, ".json")) {
		return JSON_ARRAY;
	}
	switch (buf_str(text)[strspn(buf_str(text), " \t\r\n")]) {
	case '{': return JSON_OBJECT;
	case '[': return JSON_ARRAY;
	case '"': return JSON_STRING;
	case 't': case 'f': return JSON_BOOL;
	case 'n': return JSON_NULL;
	default: return JSON_NUMBER;
	}
}

/* Note the data file and what its value is; in a catalogue that is whole its text is all looked at. */
static bool read_data_set(struct loading *l, const char *file, const char *query, enum json_type *type, struct err *err) {
	const struct data_set set = { .file = file, .query = query };
	struct arena *scratch = arena_new();
	struct buf text = BUF_INIT;
	bool ok = file_read(file, DATA_MAX_BYTES, &text, err);
	if (ok && l->is_whole) {
		const struct json *value = data_parse(scratch, &set, buf_str(&text), text.len, err);
		loading_hash(l, file, text.p, text.len);
		ok = value != NULL;
		*type = ok ? value->type : JSON_NULL;
	} else if (ok) {
		*type = type_of(file, &text);
	}
	arena_free(scratch);
	buf_fini(&text);
	return ok;
}

/* What lies where file was looked for and is called much the same. */
static void hint_neighbour(struct loading *l, const char *file, struct err *err) {
	const char *base = path_base(file);
	const char *dir = arena_strndup(l->arena, file, (size_t)(base - file));
	struct err unread = ERR_INIT;
	char **found;
	size_t n = 0;
	if (!file_is_dir(dir) || !file_list(dir, l->arena, &found, &n, &unread)) {
		return;
	}
	const char **names = arena_alloc(l->arena, (n + 1) * sizeof(*names));
	for (size_t i = 0; i < n; i++) {
		names[i] = found[i];
	}
	const char *near = err_nearest(base, names);
	if (near != NULL) {
		err_hint(err, "did you mean \"%s\"?", near);
	}
}

/* Where the set's file lies: it is named alone, or with the shape of what is in it. NULL: a mistake. */
static const struct json *data_file(struct plugin *p, const struct json *set, const char *path) {
	const struct json *file = set->type == JSON_OBJECT ? json_lookup(set, "file") : set;
	if (file == NULL || file->type != JSON_STRING) {
		err_hint(mistake(&p->file.source, set, path, "%s must be the path of a file, not %s", path, json_type_name(set->type)),
		         "\"ships.csv\", or { file = \"ships.csv\", shape = { type = \"list\", of = … } }");
		return NULL;
	}
	if (*file->str == '/' || strstr(file->str, "..") != NULL || !data_is_name(file->str)) {
		mistake(&p->file.source, file, path, "%s: \"%s\" must be a .json, .csv, .db or .sqlite file in the plugin's folder", path, file->str);
		return NULL;
	}
	const struct json *query = json_lookup(set, "query");
	if (data_is_database(file->str) != (query != NULL) || (query != NULL && query->type != JSON_STRING)) {
		err_hint(mistake(&p->file.source, query != NULL ? query : set, path, "%s: a database, and it alone, has a query, a string", path),
		         "query = \"SELECT name, tons FROM ships ORDER BY name\"");
		return NULL;
	}
	return file;
}

/* The values are the workers' affair, unless a shape is declared (check_shapes); what it is, the requests'. */
static void check_data_set(struct loading *l, struct plugin *p, const struct json *set, struct json *data, struct json *shapes,
                           struct json *queries) {
	static const char *const keys[] = { "file", "query", "shape", NULL };
	const char *path = mistake_path(l->arena, "data", set->key), *query = json_str(set, "query", NULL);
	if (set->type == JSON_OBJECT) {
		loading_known_keys(l, &p->file, set, path, keys);
	}
	const struct json *named = data_file(p, set, path);
	if (named == NULL) {
		return;
	}
	struct err err = ERR_INIT;
	enum json_type type;
	const char *file = path_join(l->arena, p->dir, named->str);
	if (!file_exists(file)) {
		hint_neighbour(l, file, mistake(&p->file.source, named, path, "%s: there is no file \"%s\" in the plugin's folder", path, named->str));
	} else if (!read_data_set(l, file, query, &type, &err) && query != NULL) {
		err_hint(mistake(&p->file.source, json_lookup(set, "query"), path, "%s, of %s: %s", path, named->str, err.msg), "%s", err.hint);
	} else if (err.code != ERR_NONE) {
		problem(l, p, file, &err);
	} else {
		make_add(l->arena, data, set->key, named);
		make_add(l->arena, shapes, set->key, make_string(l->arena, json_type_name(type)));
		if (query != NULL) {
			make_add(l->arena, queries, set->key, json_lookup(set, "query"));
		}
	}
}

#define COLUMN_TOLD 3            /* mistakes of a column */

/* The column that a mistake is told of, as it begins: column "tons" of …; 0 bytes: of none. */
static size_t column_of(const char *msg) {
	const char *end = str_prefix(msg, "column \"") ? strstr(msg, "\" of ") : NULL;
	return end != NULL ? (size_t)(end - msg) : 0;
}

/* A column that is wrong is so in every line: a few of them say it. */
static void add_few(struct loading *l, const struct errs *mistakes) {
	for (size_t i = 0; i < mistakes->n; i++) {
		const struct err *err = &mistakes->v[i];
		size_t n = column_of(err->msg), before = 0, after = 0;
		for (size_t k = 0; k < mistakes->n && n > 0; k++) {
			bool is_same = column_of(mistakes->v[k].msg) == n && memcmp(mistakes->v[k].msg, err->msg, n) == 0;
			before += is_same && k < i;
			after += is_same && k > i;
		}
		if (before >= COLUMN_TOLD) {
			continue;
		}
		struct err *told = errs_add(&l->problems);
		*told = *err;
		if (before == COLUMN_TOLD - 1 && after > 0) {
			err_hint(told, "%s%s%zu more in this column%s", err->hint, *err->hint != '\0' ? "; " : "", after,
			         mistakes->dropped > 0 ? ", at least" : "");
		}
	}
	l->problems.dropped += mistakes->dropped;
}

/* What is in a file against what was declared of it: each mistake at its place in the file. */
static bool check_shape(struct loading *l, struct plugin *p, const char *name, const char *query, const struct json *shape) {
	const char *file = path_join(l->arena, p->dir, json_str(json_lookup(p->manifest, "data"), name, ""));
	struct arena *scratch = arena_new();
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	size_t before = l->problems.n + l->problems.dropped;
	const struct data_set set = { .file = file, .query = query, .shape = shape };
	const struct json *value = file_read(file, DATA_MAX_BYTES, &text, &err)
	                           ? data_parse(scratch, &set, buf_str(&text), text.len, &err) : NULL;
	if (value == NULL) {
		problem(l, p, file, &err);
	} else {
		struct errs mistakes = ERRS_INIT;
		const struct mistake_source source = {
			.file = loading_shown(l, file), .text = query != NULL ? NULL : text.p, .len = text.len, .code = ERR_PLUGIN,
			.plugin = p->name, .errors = &mistakes, .has_rows = query != NULL, .has_lines = str_suffix(file, ".csv"),
		};
		const struct param_check check = { .arena = scratch, .words = l->words, .source = &source, .is_data = true };
		param_value(&check, shape, value, mistake_path(l->arena, "data", name));
		add_few(l, &mistakes);
		errs_fini(&mistakes);
	}
	arena_free(scratch);
	buf_fini(&text);
	return l->problems.n + l->problems.dropped == before;
}

/* Words of the vocabulary are known by now. */
static void check_shapes(struct loading *l, struct plugin *p) {
	const struct param_check check = { .arena = l->arena, .words = l->words, .source = &p->file.source };
	const struct json *sets = loading_object(l, &p->file, json_lookup(p->file.table, "data"), "data");
	struct json *declared = make_object(l->arena);
	for (const struct json *set = sets->first; set != NULL; set = set->next) {
		const struct json *shape = set->type == JSON_OBJECT ? json_lookup(set, "shape") : NULL;
		if (shape == NULL) {
			continue;
		}
		const char *path = mistake_path(l->arena, mistake_path(l->arena, "data", set->key), "shape");
		if (!param_declaration(&check, shape, path) || !check_shape(l, p, set->key, json_str(set, "query", NULL), shape)) {
			p->is_bad = true;
		}
		make_add(l->arena, declared, set->key, shape);
	}
	make_add(l->arena, p->manifest, "declared", declared);
}

static void check_data(struct loading *l, struct plugin *p) {
	const struct json *sets = loading_object(l, &p->file, json_lookup(p->file.table, "data"), "data");
	struct json *data = make_object(l->arena), *shapes = make_object(l->arena), *queries = make_object(l->arena);
	for (const struct json *set = sets->first; set != NULL; set = set->next) {
		check_data_set(l, p, set, data, shapes, queries);
	}
	make_add(l->arena, p->manifest, "data", data);
	make_add(l->arena, p->manifest, "shapes", shapes);
	make_add(l->arena, p->manifest, "queries", queries);
}

/* "intro.fr.md" and "labels.fr.json" are in French: the language, in the arena, or NULL. */
static const char *language_of(struct arena *arena, const char *name) {
	bool is_text = str_suffix(name, ".md");
	if (!is_text && !(str_prefix(name, "labels.") && str_suffix(name, ".json"))) {
		return NULL;
	}
	char *stem = arena_strndup(arena, name, strlen(name) - (is_text ? 3 : 5));
	const char *dot = strrchr(stem, '.');
	return dot != NULL && strlen(dot + 1) >= 2 && dot[1] >= 'a' && dot[1] <= 'z' ? dot + 1 : NULL;
}

static void check_labels(struct loading *l, struct plugin *p, const char *path, const struct buf *text) {
	struct err err = ERR_INIT;
	const struct json *labels = json_parse(l->arena, text->p, text->len, NULL, &err);
	if (labels == NULL) {
		problem(l, p, path, &err);
		return;
	}
	struct mistake_source source = {
		.file = loading_shown(l, path), .text = text->p, .len = text->len, .code = ERR_PLUGIN, .plugin = p->name,
		.errors = &l->problems,
	};
	if (labels->type != JSON_OBJECT) {
		mistake(&source, labels, "", "labels must be an object, not %s", json_type_name(labels->type));
	}
	for (const struct json *label = labels->type == JSON_OBJECT ? labels->first : NULL; label != NULL; label = label->next) {
		if (label->type != JSON_STRING) {
			mistake(&source, label, label->key, "the label '%s' must be a string, not %s", label->key,
			        json_type_name(label->type));
		}
	}
}

/*
 * Parts are compiled with plugin.lua; the catalogue knows them, so that one that changes makes another generation
 * of it.
 */
static void note_part(struct loading *l, const char *path) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	if (file_read(path, PART_MAX_BYTES, &text, &err)) {      /* read before, else the plugin were bad */
		loading_hash(l, path, text.p, text.len);
	}
	buf_fini(&text);
}

static void check_text(struct loading *l, struct plugin *p, const char *path) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	size_t bad;
	if (!file_read(path, TEXT_MAX_BYTES, &text, &err)) {
		problem(l, p, path, &err);
	} else if (!utf8_valid(text.p, text.len, &bad)) {
		err_set(&err, ERR_PLUGIN, "the byte 0x%02X is no UTF-8", (unsigned char)text.p[bad]);
		err_hint(&err, "save the file as UTF-8");
		err_at_offset(&err, text.p, text.len, bad);
		problem(l, p, path, &err);
	} else {
		loading_hash(l, path, text.p, text.len);
		if (str_suffix(path, ".json")) {
			check_labels(l, p, path, &text);
		}
	}
	buf_fini(&text);
}

/* The languages there are; in a catalogue that is whole, each text is looked at. */
static void check_texts(struct loading *l, struct plugin *p) {
	struct err err = ERR_INIT;
	struct map *languages = map_new();
	struct json *list = make_array(l->arena);
	char **names = NULL;
	size_t n = 0;
	if (!file_list(p->dir, l->arena, &names, &n, &err)) {
		problem(l, p, p->dir, &err);
		n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		const char *language = language_of(l->arena, names[i]);
		const char *path = path_join(l->arena, p->dir, names[i]);
		if (l->is_whole && parts_name(l->arena, names[i]) != NULL) {
			note_part(l, path);
		}
		if (language == NULL) {
			continue;
		}
		if (l->is_whole) {
			check_text(l, p, path);
		}
		if (map_lookup(languages, language) == NULL) {
			map_put(languages, language, p);
			make_add(l->arena, list, NULL, make_string(l->arena, language));
		}
	}
	make_add(l->arena, p->manifest, "languages", list);
	map_free(languages);
}

/* Images are the jobs' affair; the catalogue knows them, so that one that changes makes another generation of it. */
static void check_images(struct loading *l, const struct plugin *p) {
	const char *folder = path_join(l->arena, p->dir, "images");
	struct err err = ERR_INIT;
	char **names;
	size_t n;
	if (!file_is_dir(folder)) {
		return;
	}
	if (!file_list(folder, l->arena, &names, &n, &err)) {
		problem(l, p, folder, &err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const char *path = path_join(l->arena, folder, names[i]);
		struct buf bytes = BUF_INIT;
		if (!image_is_name(names[i])) {
			continue;
		}
		if (file_read(path, IMAGE_FILE_MAX, &bytes, &err)) {
			loading_hash(l, path, bytes.p, bytes.len);
		} else {
			problem(l, p, path, &err);
		}
		buf_fini(&bytes);
	}
}

static void read_plugin(struct loading *l, const char *path, const char *name, void *ctx) {
	struct plugins *found = ctx;
	const char *file = path_join(l->arena, path, "plugin.lua");
	if (str_eq(name, "library")) {
		return;                  /* definitions for editors */
	}
	struct plugin *p = VEC_PUSH(found->v, found->n, found->cap);
	*p = (struct plugin){ .name = name, .dir = path, .manifest = make_object(l->arena) };
	if (!file_exists(file)) {
		struct err err = ERR_INIT;
		err_set(&err, ERR_PLUGIN, "the folder has no plugin.lua");
		problem(l, p, path, &err);
		p->is_bad = true;
		return;
	}
	p->is_bad = !loading_open(l, file, LOAD_PLUGIN, name, &p->file);
	if (p->is_bad) {
		return;
	}
	if (p->file.table->type != JSON_OBJECT) {
		mistake(&p->file.source, p->file.table, "", "plugin.lua must return a table with the plugin's name and build");
	} else {
		loading_known_keys(l, &p->file, p->file.table, "", manifest_keys);
		check_identity(l, p);
		check_functions(l, p);
		check_uses(l, p);
		check_covers(l, p);
		check_data(l, p);
		check_texts(l, p);
		if (l->is_whole) {
			check_images(l, p);
		}
	}
	p->is_bad = loading_is_bad(l, &p->file);
}

/*
 * Words come from any plugin that says vocab, whichever sections a report has. Who does not write the word has none: no need
 * to run it.
 */
static void want_vocabulary(struct loading *l, const char *path, const char *name, void *ctx) {
	static const char word[] = "vocab";
	struct err err = ERR_INIT;
	char **names;
	size_t n;
	(void)ctx;
	if (map_lookup(l->wanted_plugins, name) != NULL || !file_list(path, l->arena, &names, &n, &err)) {
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct buf text = BUF_INIT;
		if (str_suffix(names[i], ".lua") && file_read(path_join(l->arena, path, names[i]), PART_MAX_BYTES, &text, &err) &&
		    memmem(text.p, text.len, word, strlen(word)) != NULL) {
			loading_want(l->wanted_plugins, name);
		}
		buf_fini(&text);
	}
}

static struct plugin *plugin_lookup(const struct plugins *all, const char *name) {
	for (size_t i = 0; i < all->n; i++) {
		if (str_eq(all->v[i].name, name)) {
			return &all->v[i];
		}
	}
	return NULL;
}

static const char **plugin_names(struct arena *arena, const struct plugins *all) {
	const char **names = arena_alloc(arena, (all->n + 1) * sizeof(*names));
	for (size_t i = 0; i < all->n; i++) {
		names[i] = all->v[i].name;
	}
	return names;
}

/*
 * The plugin of that name; of "rates@1" the folder of that name, else rates, where its version fits. NULL with *other
 * (may be NULL), the one in another version.
 */
static struct plugin *used_lookup(struct arena *arena, const struct plugins *all, const char *name, const struct plugin **other) {
	const char *wanted, *base = split_version(arena, name, &wanted);
	struct plugin *exact = plugin_lookup(all, name), *any = plugin_lookup(all, base);
	if (exact != NULL || any == NULL || any->file.table == NULL) {
		return exact;
	}
	const char *version = in_manifest(any, "version");
	*other = any;
	return version != NULL && version_fits(version, wanted) ? any : NULL;
}

/* From now on uses names plugins as the catalogue does: two of them in one plugin would both be its ctx.NAME. */
static void resolve_versions(struct loading *l, struct plugins *all) {
	for (size_t i = 0; i < all->n; i++) {
		struct plugin *p = &all->v[i];
		const struct json *uses = p->is_bad ? NULL : json_lookup(p->manifest, "uses");
		struct map *names = map_new();
		for (struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
			const struct plugin *other = NULL, *used = used_lookup(l->arena, all, u->str, &other);
			const char *wanted, *base = split_version(l->arena, u->str, &wanted);
			if (map_lookup(names, base) != NULL) {
				mistake(&p->file.source, u, "uses", "it uses \"%s\" twice: both would be ctx.%s", base, base);
				p->is_bad = true;
			} else if (used == NULL && other != NULL) {
				err_hint(mistake(&p->file.source, u, "uses", "there is no version %s of \"%s\"", wanted, base),
				         "there is %s; another version lies in a folder \"%s\"", in_manifest(other, "version"), u->str);
				p->is_bad = true;
			} else if (used != NULL) {
				u->str = used->name;
				u->len = (uint32_t)strlen(used->name);
			}
			map_put(names, base, p);
		}
		map_free(names);
	}
}

/* Leave out what uses a plugin that is not there or was left out, until nothing changes. */
static void check_dependencies(struct loading *l, struct plugins *all) {
	bool changed = true;
	while (changed) {
		changed = false;
		for (size_t i = 0; i < all->n; i++) {
			struct plugin *p = &all->v[i];
			const struct json *uses = p->is_bad ? NULL : json_lookup(p->manifest, "uses");
			for (const struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
				const struct plugin *used = plugin_lookup(all, u->str);
				if (used == NULL) {
					mistake_hint(mistake(&p->file.source, u, "uses", "there is no plugin \"%s\"", u->str), u->str,
					             plugin_names(l->arena, all));
				} else if (used->is_bad) {
					mistake(&p->file.source, u, "uses", "it uses the plugin \"%s\", which has mistakes", u->str)->follows = true;
				} else if (json_lookup(used->manifest, "provide") == NULL) {
					mistake(&p->file.source, u, "uses", "the plugin \"%s\" provides nothing to others (it has no provide)", u->str);
				} else {
					continue;
				}
				p->is_bad = changed = true;
			}
		}
	}
}

/* Whether from p the plugin target can be reached over uses; depth bounds the walk by the number of plugins. */
static bool reaches(const struct plugins *all, const struct plugin *p, const char *target, size_t depth) {
	const struct json *uses = depth > 0 ? json_lookup(p->manifest, "uses") : NULL;
	for (const struct json *u = uses != NULL ? uses->first : NULL; u != NULL; u = u->next) {
		const struct plugin *used = plugin_lookup(all, u->str);
		if (str_eq(u->str, target) || (used != NULL && reaches(all, used, target, depth - 1))) {
			return true;
		}
	}
	return false;
}

static void check_cycles(struct plugins *all) {
	for (size_t i = 0; i < all->n; i++) {
		struct plugin *p = &all->v[i];
		if (!p->is_bad && reaches(all, p, p->name, all->n < 16 ? all->n : 16)) {
			mistake_key(&p->file.source, json_lookup(p->file.table, "uses"), "uses", "the plugin uses itself, through others");
			p->is_bad = true;
		}
	}
}

static void read_vocabulary(struct loading *l, struct plugin *p) {
	struct host_plugin what = { .name = p->name, .dir = p->dir, .manifest = p->manifest };
	struct err err = ERR_INIT;
	if (p->is_bad || json_lookup(p->manifest, "vocab") == NULL) {
		return;
	}
	const struct json *vocabulary = load_vocab(l->arena, &what, &err);
	if (vocabulary == NULL) {
		problem(l, p, *err.at.file != '\0' ? arena_strdup(l->arena, err.at.file) : p->file.path, &err);
		p->is_bad = true;
		return;
	}
	for (const struct json *type = vocabulary->first; type != NULL; type = type->next) {
		const struct json *at = json_lookup(p->file.table, "vocab");
		if (!param_is_vocabulary(type->key)) {
			mistake(&p->file.source, at, "vocab", "vocab gives words for '%s', which is no type of parameter with words", type->key);
		} else if (json_lookup(l->vocabulary, type->key) != NULL) {
			mistake(&p->file.source, at, "vocab", "another plugin gives the words for '%s' already", type->key);
		} else {
			make_add(l->arena, l->vocabulary, type->key, type);
		}
	}
}

/*
 * Ask the plugin what is wrong with its data. It is used all the same: whether a fact is sound is its readers'
 * affair.
 */
static void look_at_data(struct loading *l, const struct plugin *p) {
	struct host_plugin what = { .name = p->name, .dir = p->dir, .manifest = p->manifest };
	struct errs mistakes = ERRS_INIT;
	struct err err = ERR_INIT;
	if (p->is_bad || json_lookup(p->manifest, "check") == NULL) {
		return;
	}
	if (!load_check(l->arena, &what, &mistakes, &err)) {
		problem(l, p, arena_strdup(l->arena, err.at.file), &err);
	}
	for (size_t i = 0; i < mistakes.n; i++) {
		problem(l, p, arena_strdup(l->arena, mistakes.v[i].at.file), &mistakes.v[i]);
	}
	errs_fini(&mistakes);
}

static void check_clashes(struct loading *l, const struct plugins *all) {
	for (const struct json *type = l->vocabulary->first; type != NULL; type = type->next) {
		const char *codes[2], *name = words_clash(l->words, type->key, codes);
		for (size_t i = 0; name != NULL && i < all->n; i++) {
			if (json_lookup(all->v[i].manifest, "vocab") != NULL) {
				mistake(&all->v[i].file.source, json_lookup(all->v[i].file.table, "vocab"), "vocab",
				        "the %s name \"%s\" stands for two: %s and %s", type->key, name, codes[0], codes[1]);
				break;
			}
		}
	}
}

static void check_params(struct loading *l, struct plugin *p) {
	struct param_check check = { .arena = l->arena, .words = l->words, .source = &p->file.source };
	const struct json *params = loading_object(l, &p->file, json_lookup(p->file.table, "params"), "params");
	for (const struct json *param = params->first; param != NULL; param = param->next) {
		const char *path = mistake_path(l->arena, "params", param->key);
		if (!loading_name_fits(param->key) || str_eq(param->key, "id")) {
			mistake_key(&p->file.source, param, path, "'%s' is no name for a parameter: it takes lower-case letters, digits and "
			            "'_', a letter first, and not \"id\"", param->key);
			p->is_bad = true;
		}
		p->is_bad = !param_declaration(&check, param, path) || p->is_bad;
	}
	p->is_bad = p->is_bad || !condition_declarations(&check, params, "params");
	make_add(l->arena, p->manifest, "params", params);
}

void plugins_load(struct loading *l, const struct json *folders, bool with_data) {
	struct plugins all = { .v = NULL };
	if (!l->is_whole) {
		loading_each(l, folders, "", "plugins", NULL, want_vocabulary, NULL);
	}
	loading_each(l, folders, "", "plugins", l->wanted_plugins, read_plugin, &all);
	resolve_versions(l, &all);
	check_dependencies(l, &all);
	check_cycles(&all);
	for (size_t i = 0; i < all.n; i++) {
		read_vocabulary(l, &all.v[i]);
		if (with_data) {
			look_at_data(l, &all.v[i]);
		}
	}
	l->words = words_new(l->vocabulary);
	check_clashes(l, &all);
	for (size_t i = 0; i < all.n; i++) {
		if (!all.v[i].is_bad) {
			check_params(l, &all.v[i]);
			check_shapes(l, &all.v[i]);
		}
	}
	check_dependencies(l, &all);
	for (size_t i = 0; i < all.n; i++) {
		if (!all.v[i].is_bad) {
			make_add(l->arena, l->plugins, all.v[i].name, all.v[i].manifest);
		} else {
			map_put(l->left_out, all.v[i].name, l);
		}
	}
	mem_free(all.v);
}
