/* packs: the loader's part that finds packs: folders with a pack.lua, and plugins, reports and templates beside it; see loading.h. */
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/loading.h"
#include "catalogue/make.h"
#include "lua/load.h"

#define MANIFEST "pack.lua"

static const char *const pack_keys[] = { "name", "plugins", "reports", "requires", "root", "summary", "templates", "version", NULL };
static const char *const parts[] = { "plugins", "reports", "templates", NULL };

/* "1.0.0": numbers with points between them. */
static bool is_version(const char *s) {
	size_t n = strspn(s, "0123456789.");
	return n == strlen(s) && n > 0 && n < 32 && s[0] != '.' && s[n - 1] != '.' && strstr(s, "..") == NULL;
}

/* The names of a part that a manifest lists; NULL: it lists none, and all that is there counts. */
static const struct json *listed(const struct loaded *file, const char *part) {
	const struct json *list = json_lookup(file->table, part);
	if (list == NULL) {
		return NULL;
	}
	if (list->type != JSON_ARRAY) {
		mistake(&file->source, list, part, "%s must be a list of names, not %s", part, json_type_name(list->type));
		return NULL;
	}
	for (const struct json *name = list->first; name != NULL; name = name->next) {
		if (name->type != JSON_STRING || !loading_name_fits(name->str)) {
			mistake(&file->source, name, part, "%s must hold names: lower-case letters, digits and '-'", part);
			return NULL;
		}
	}
	return list;
}

static const char *name_of(struct loading *l, const char *file, const char *part) {
	bool is_folder = str_eq(part, "plugins");
	if (*file == '.' || (!is_folder && !str_suffix(file, ".lua"))) {
		return NULL;
	}
	return is_folder ? file : arena_strndup(l->arena, file, strlen(file) - 4);
}

/* What lies there. */
static const struct json *found(struct loading *l, const char *folder, const char *part) {
	struct json *list = make_array(l->arena);
	char **names;
	size_t n;
	if (!file_is_dir(folder) || !file_list(folder, l->arena, &names, &n, NULL)) {
		return list;
	}
	for (size_t i = 0; i < n; i++) {
		const char *name = name_of(l, names[i], part);
		if (name != NULL && file_is_dir(path_join(l->arena, folder, names[i])) == str_eq(part, "plugins")) {
			make_add(l->arena, list, NULL, make_string(l->arena, name));
		}
	}
	return list;
}

/* What the manifest lists and the folder has not. */
static void check_listed(struct loading *l, const struct loaded *file, const struct json *list, const char *folder, const char *part) {
	const struct json *there = found(l, folder, part);
	const char **names = arena_alloc(l->arena, (there->count + 1) * sizeof(*names));
	size_t n = 0;
	for (const struct json *name = there->first; name != NULL; name = name->next) {
		names[n++] = name->str;
	}
	for (const struct json *name = list->first; name != NULL; name = name->next) {
		size_t i = 0;
		while (i < n && !str_eq(names[i], name->str)) {
			i++;
		}
		if (i == n) {
			mistake_hint(mistake(&file->source, name, part, "there is no \"%s\" in %s", name->str, loading_shown(l, folder)), name->str, names);
		}
	}
}

static void check_identity(struct loading *l, const struct loaded *file, struct json *pack) {
	const char *name = loading_needed_string(l, file, file->table, "", "name", pack_keys);
	const char *version = loading_needed_string(l, file, file->table, "", "version", pack_keys);
	const char *summary = loading_needed_string(l, file, file->table, "", "summary", pack_keys);
	if (name != NULL && !loading_name_fits(name)) {
		mistake(&file->source, json_lookup(file->table, "name"), "name",
		        "\"%s\" is no name: it takes lower-case letters, digits and '-', a letter first", name);
	}
	if (version != NULL && !is_version(version)) {
		err_hint(mistake(&file->source, json_lookup(file->table, "version"), "version", "\"%s\" is no version", version),
		         "numbers with points between them, for example \"1.0.0\"");
	}
	make_add(l->arena, pack, "name", make_string(l->arena, name != NULL ? name : ""));
	make_add(l->arena, pack, "version", make_string(l->arena, version != NULL ? version : ""));
	make_add(l->arena, pack, "summary", make_string(l->arena, summary != NULL ? summary : ""));
}

/* Where its parts lie: beside the manifest, or where that says. */
static const char *root_of(struct loading *l, const struct loaded *file, const char *dir) {
	const char *root = loading_string(l, file, file->table, "", "root");
	return root != NULL ? path_join(l->arena, dir, root) : dir;
}

static bool read_pack(struct loading *l, const char *dir, struct json *pack) {
	struct loaded file;
	if (!loading_open(l, path_join(l->arena, dir, MANIFEST), LOAD_CONFIG, NULL, &file)) {
		return false;
	}
	if (file.table->type != JSON_OBJECT) {
		mistake(&file.source, file.table, "", MANIFEST " must return a table with the pack's name, version and summary");
		return false;
	}
	loading_known_keys(l, &file, file.table, "", pack_keys);
	check_identity(l, &file, pack);
	const char *root = root_of(l, &file, dir);
	make_add(l->arena, pack, "root", make_string(l->arena, root));
	const struct json *requires = listed(&file, "requires");
	make_add(l->arena, pack, "requires", requires != NULL ? requires : make_array(l->arena));
	for (size_t i = 0; parts[i] != NULL; i++) {
		const struct json *list = listed(&file, parts[i]);
		const char *folder = path_join(l->arena, root, parts[i]);
		if (list != NULL && file_is_dir(folder)) {
			check_listed(l, &file, list, folder, parts[i]);
		}
		make_add(l->arena, pack, parts[i], list != NULL ? list : found(l, folder, parts[i]));
	}
	return !loading_is_bad(l, &file);
}

/* The folder of an installed pack is called as the pack is. */
static bool is_replaced(const struct json *packs, const char *name) {
	const struct json *first = packs->first;
	return first != NULL && str_eq(json_str(first, "name", ""), name);
}

static const char *add_pack(struct loading *l, const char *dir) {
	struct json *pack = make_object(l->arena);
	make_add(l->arena, pack, "dir", make_string(l->arena, dir));
	if (!read_pack(l, dir, pack)) {
		return NULL;
	}
	make_add(l->arena, l->packs, NULL, pack);
	return json_str(pack, "root", dir);
}

const struct json *packs_load(struct loading *l, const char *folder, const char *more) {
	struct json *roots = make_array(l->arena);
	char **names;
	size_t n;
	const char *root = more != NULL ? add_pack(l, more) : NULL;
	if (root != NULL) {
		make_add(l->arena, roots, NULL, make_string(l->arena, root));
	}
	if (!file_is_dir(folder) || !file_list(folder, l->arena, &names, &n, NULL)) {
		return roots;            /* none was added yet */
	}
	for (size_t i = 0; i < n; i++) {
		const char *dir = path_join(l->arena, folder, names[i]);
		if (*names[i] == '.' || !file_exists(path_join(l->arena, dir, MANIFEST)) || (more != NULL && is_replaced(l->packs, names[i]))) {
			continue;
		}
		/* What a job needs is in the parts; the manifest is for people. */
		root = l->is_whole ? add_pack(l, dir) : dir;
		if (root != NULL) {
			make_add(l->arena, roots, NULL, make_string(l->arena, root));
		}
	}
	return roots;
}
