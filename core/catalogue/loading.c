/* loading: what the parts of the loader share. */
#include "catalogue/loading.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/make.h"

const char *loading_shown(const struct loading *l, const char *path) {
	size_t n = strlen(l->cwd);
	return str_prefix(path, l->cwd) && path[n] == '/' ? path + n + 1 : path;
}

void loading_hash(struct loading *l, const char *path, const void *bytes, size_t n) {
	char hex[HASH_HEX];
	/* Two templates may have one logo. */
	if (json_lookup(l->files, path) != NULL) {
		return;
	}
	hash_hex(bytes, n, hex);
	make_add(l->arena, l->files, path, make_string(l->arena, hex));
}

bool loading_open(struct loading *l, const char *path, enum load_kind kind, const char *plugin, struct loaded *file) {
	struct err err = ERR_INIT;
	const char *text = NULL;
	size_t len = 0;
	*file = (struct loaded){ .path = path, .before = l->problems.n + l->problems.dropped };
	file->table = load_file(l->arena, path, kind, l->is_whole ? PARTS_NOW : PARTS_WHEN_REQUIRED, &text, &len, &err);
	if (text != NULL) {
		loading_hash(l, path, text, len);
	}
	file->source = (struct mistake_source){
		.file = loading_shown(l, path), .text = text, .len = len, .code = kind == LOAD_PLUGIN ? ERR_PLUGIN : ERR_INPUT,
		.plugin = plugin, .errors = &l->problems,
	};
	if (file->table == NULL) {
		char *where = arena_strdup(l->arena, err.at.file[0] ? err.at.file : path);
		STR_COPY(err.at.file, loading_shown(l, where));
		STR_COPY(err.plugin, plugin != NULL ? plugin : "");
		*errs_add(&l->problems) = err;
		return false;
	}
	return true;
}

bool loading_is_bad(const struct loading *l, const struct loaded *file) {
	return l->problems.n + l->problems.dropped > file->before;
}

bool loading_name_fits(const char *name) {
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_");
	return n == strlen(name) && n > 0 && n < 64 && *name >= 'a' && *name <= 'z';
}

const struct json *loading_object(struct loading *l, const struct loaded *file, const struct json *value, const char *path) {
	if (value == NULL || (value->type == JSON_ARRAY && value->count == 0)) {
		return make_object(l->arena);
	}
	if (value->type != JSON_OBJECT) {
		mistake(&file->source, value, path, "%s must be a table with names, not %s", path, json_type_name(value->type));
		return make_object(l->arena);
	}
	return value;
}

void loading_known_keys(struct loading *l, const struct loaded *file, const struct json *object, const char *path,
                        const char *const *names) {
	for (const struct json *v = object->type == JSON_OBJECT ? object->first : NULL; v != NULL; v = v->next) {
		const char *const *name = names;
		while (*name != NULL && !str_eq(*name, v->key)) {
			name++;
		}
		if (*name == NULL) {
			const char *where = mistake_path(l->arena, path, v->key);
			mistake_hint(mistake_key(&file->source, v, where, "unknown key '%s'", where), v->key, names);
		}
	}
}

const char *const *loading_key_names(struct loading *l, const struct report_key *keys) {
	const char **names = NULL;
	size_t n = 0, cap = 0;
	for (; keys->name != NULL; keys++) {
		*ARENA_PUSH(l->arena, names, n, cap) = keys->name;
	}
	*ARENA_PUSH(l->arena, names, n, cap) = NULL;
	return names;
}

const char *loading_string(struct loading *l, const struct loaded *file, const struct json *object, const char *path, const char *key) {
	const struct json *value = json_lookup(object, key);
	const char *where = mistake_path(l->arena, path, key);
	if (value != NULL && (value->type != JSON_STRING || value->len == 0)) {
		mistake(&file->source, value, where, "%s must be a string%s", where, value->type == JSON_STRING ? " with something in it" : "");
		return NULL;
	}
	return value != NULL ? value->str : NULL;
}

const char *loading_needed_string(struct loading *l, const struct loaded *file, const struct json *object, const char *path, const char *key,
                                  const char *const *names) {
	if (json_lookup(object, key) == NULL) {
		const char *where = mistake_path(l->arena, path, key);
		mistake(&file->source, object, where, "%s is missing", where)->follows = mistake_misspells(object, key, names);
		return NULL;
	}
	return loading_string(l, file, object, path, key);
}

static void note(struct loading *l, const struct err *err, const char *path) {
	struct err *e = errs_add(&l->problems);
	*e = *err;
	STR_COPY(e->at.file, loading_shown(l, path));
}

void loading_want(struct map *wanted, const char *name) {
	if (wanted != NULL) {
		map_put(wanted, name, wanted);
	}
}

/* Call fn for those of the names (paths by name) that are wanted, and were not when it was called before. */
static void call_wanted(struct loading *l, const struct map *paths, const struct map *wanted, loading_found_fn fn, void *ctx) {
	struct map *called = map_new();
	size_t before;
	do {
		before = map_count(called);
		for (size_t i = 0; i < map_count(paths); i++) {
			const char *name = map_key(paths, i);
			if ((wanted == NULL || map_lookup(wanted, name) != NULL) && map_lookup(called, name) == NULL) {
				map_put(called, name, l);
				fn(l, map_value(paths, i), arena_strdup(l->arena, name), ctx);
			}
		}
	} while (map_count(called) > before);
	map_free(called);
}

void loading_each(struct loading *l, const struct json *folders, const char *suffix, const char *what, struct map *wanted,
                  loading_found_fn fn, void *ctx) {
	struct map *paths = map_new();
	for (const struct json *folder = folders->first; folder != NULL; folder = folder->next) {
		struct err err = ERR_INIT;
		char **names;
		size_t n;
		if (!file_is_dir(folder->str)) {
			err_set(&err, ERR_INPUT, "there is no such folder of %s", what);
			err_hint(&err, "make it, or mend what names it: \"%s\" of the configuration, or --%s", what, what);
			note(l, &err, folder->str);
			l->lacks_folder = true;
			continue;
		}
		if (!file_list(folder->str, l->arena, &names, &n, &err)) {
			note(l, &err, folder->str);
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			const char *path = path_join(l->arena, folder->str, names[i]);
			bool is_dir = file_is_dir(path);
			if (*names[i] == '.' || !str_suffix(names[i], suffix) || is_dir != (*suffix == '\0')) {
				continue;
			}
			const char *name = arena_strndup(l->arena, names[i], strlen(names[i]) - strlen(suffix));
			if (map_lookup(paths, name) == NULL) {
				map_put(paths, name, (char *)path);
			}
		}
	}
	call_wanted(l, paths, wanted, fn, ctx);
	map_free(paths);
}
