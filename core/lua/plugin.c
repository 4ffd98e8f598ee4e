/* plugin: see plugin.h. */
#include "lua/plugin.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/quote.h"
#include "base/str.h"
#include "doc/image.h"
#include "lua/data.h"

#define SOURCE_MAX_BYTES ((size_t)1 << 20)
#define TEXT_MAX_BYTES ((size_t)1 << 20)
#define DATA_MAX_BYTES ((size_t)64 << 20)
#define IMAGES_MAX_BYTES ((size_t)96 << 20)      /* of a plugin */
#define IMAGES_MAX 1000

static bool blame(const struct plugin *plugin, const char *path, struct err *err) {
	if (err) {
		if (!err->at.file[0]) {
			err_at_file(err, path);
		}
		STR_COPY(err->plugin, plugin->name);
	}
	return false;
}

/* Read the plugin's file name into the arena and note it in the list of files. */
static bool read_file(struct arena *arena, struct plugin *plugin, const char *dir, const char *name, size_t max,
                      const char **text, size_t *len, const char **path, struct err *err) {
	struct buf buf = BUF_INIT;
	bool ok = false;
	*path = path_join(arena, dir, name);
	if (!file_read(path_join(arena, plugin->from, name), max, &buf, err)) {
		goto out;
	}
	*len = buf.len;
	*text = arena_copy(arena, buf_str(&buf), buf.len + 1);
	struct host_file *file = ARENA_PUSH(arena, plugin->files, plugin->file_count, plugin->file_cap);
	file->plugin = plugin->name;
	file->path = arena_strdup(arena, name);
	file->size = buf.len;
	hash_hex(buf.p, buf.len, file->sha256);
	ok = true;
out:
	buf_fini(&buf);
	return ok || blame(plugin, *path, err);
}

/* "intro.fr.md" -> key "intro", lang "fr"; "labels.fr.json" likewise. */
static bool split_name(struct arena *arena, const char *name, const char *suffix, const char **key, const char **lang) {
	if (name[0] == '.' || !str_suffix(name, suffix)) {
		return false;
	}
	size_t end = strlen(name) - strlen(suffix);
	size_t dot = end;
	while (dot > 0 && name[dot - 1] != '.') {
		dot--;
	}
	if (dot < 2 || dot == end) {
		return false;
	}
	*key = arena_strndup(arena, name, dot - 1);
	*lang = arena_strndup(arena, name + dot, end - dot);
	return true;
}

static bool add_part(struct arena *arena, struct plugin *plugin, const char *dir, const char *file, struct err *err) {
	const char *name = parts_name(arena, file), *text, *path;
	size_t len;
	if (!name) {
		return true;
	}
	return read_file(arena, plugin, dir, file, PART_MAX_BYTES, &text, &len, &path, err) &&
	       (parts_add(arena, &plugin->parts, plugin->name, name, path, text, len, err) || blame(plugin, path, err));
}

static bool add_prose(struct arena *arena, struct plugin *plugin, const char *dir, const char *name, struct err *err) {
	struct plugin_text prose = { .file = NULL };
	size_t len, bad;
	if (!split_name(arena, name, ".md", &prose.key, &prose.lang)) {
		return true;                 /* README.md and the like */
	}
	if (!read_file(arena, plugin, dir, name, TEXT_MAX_BYTES, &prose.text, &len, &prose.path, err)) {
		return false;
	}
	if (strlen(prose.text) != len || !utf8_valid(prose.text, len, &bad)) {
		err_set(err, ERR_PLUGIN, "the file is not valid UTF-8 text");
		return blame(plugin, prose.path, err);
	}
	*ARENA_PUSH(arena, plugin->prose, plugin->prose_count, plugin->prose_cap) = prose;
	return true;
}

static bool read_json(struct arena *arena, struct plugin *plugin, const char *dir, const char *name, size_t max,
                      const struct json **value, const char **text, size_t *len, const char **path, struct err *err) {
	if (!read_file(arena, plugin, dir, name, max, text, len, path, err)) {
		return false;
	}
	*value = json_parse(arena, *text, *len, NULL, err);
	if (!*value) {
		if (err) {
			err->code = ERR_PLUGIN;
		}
		return blame(plugin, *path, err);
	}
	return true;
}

static bool add_labels(struct arena *arena, struct plugin *plugin, const char *dir, const char *name, struct err *err) {
	const struct json *root;
	const char *key, *lang, *text, *path;
	size_t len;
	if (!split_name(arena, name, ".json", &key, &lang) || !str_eq(key, "labels")) {
		return true;
	}
	if (!read_json(arena, plugin, dir, name, TEXT_MAX_BYTES, &root, &text, &len, &path, err)) {
		return false;
	}
	if (root->type != JSON_OBJECT) {
		err_set(err, ERR_PLUGIN, "labels are an object: { \"key\": \"text\" }, not %s", json_type_name(root->type));
		return blame(plugin, path, err);
	}
	for (const struct json *v = root->first; v; v = v->next) {
		if (v->type != JSON_STRING) {
			err_set(err, ERR_PLUGIN, "label '%s' is %s; a string was expected", v->key, json_type_name(v->type));
			err_at_offset(err, text, len, v->offset);
			return blame(plugin, path, err);
		}
		*ARENA_PUSH(arena, plugin->labels, plugin->label_count, plugin->label_cap) = (struct plugin_text){
			.key = v->key, .lang = lang, .text = v->str, .path = path, .file = text, .len = len, .offset = v->offset };
	}
	return true;
}

static bool add_data(struct arena *arena, struct plugin *plugin, const struct json *declared, const struct data_set *set, struct err *err) {
	if (declared->type != JSON_STRING) {
		err_set(err, ERR_PLUGIN, "data.%s is %s; the path of a file was expected", declared->key,
		        json_type_name(declared->type));
		return blame(plugin, plugin->source.path, err);
	}
	if (declared->str[0] == '/' || strstr(declared->str, "..")) {
		err_set(err, ERR_PLUGIN, "data.%s = \"%s\" leads out of the plugin's folder", declared->key, declared->str);
		return blame(plugin, plugin->source.path, err);
	}
	*ARENA_PUSH(arena, plugin->data, plugin->data_count, plugin->data_cap) = (struct plugin_data){
		.name = arena_strdup(arena, declared->key), .file = arena_strdup(arena, declared->str), .set = *set };
	plugin->data[plugin->data_count - 1].set.file = plugin->data[plugin->data_count - 1].file;
	return true;
}

const struct json *plugin_data_value(struct arena *arena, struct plugin *plugin, struct plugin_data *data, struct err *err) {
	if (data->value || !read_file(arena, plugin, plugin->dir, data->file, DATA_MAX_BYTES, &data->text, &data->len, &data->path, err)) {
		return data->value;
	}
	data->value = data_parse(arena, &data->set, data->text, data->len, err);
	if (!data->value) {
		blame(plugin, data->path, err);
	}
	return data->value;
}

/* images/ is the only folder of a plugin whose files need not be named anywhere. */
static bool add_images(struct arena *arena, struct plugin *plugin, const char *dir, struct err *err) {
	const char *folder = path_join(arena, plugin->from, "images");
	size_t n, total = 0;
	char **names;
	if (!file_is_dir(folder)) {
		return true;
	}
	if (!file_list(folder, arena, &names, &n, err)) {
		return blame(plugin, folder, err);
	}
	for (size_t i = 0; i < n; i++) {
		struct plugin_image image = { .name = names[i], .image = arena_alloc(arena, sizeof(*image.image)) };
		const char *path, *bytes;
		if (!image_is_name(names[i])) {
			continue;                /* README.md and the like */
		}
		if (!read_file(arena, plugin, dir, arena_printf(arena, "images/%s", names[i]), IMAGE_FILE_MAX, &bytes, &image.len, &path, err)) {
			return false;
		}
		total += image.len;
		if (total > IMAGES_MAX_BYTES || plugin->image_count == IMAGES_MAX) {
			err_set(err, ERR_LIMIT, "the plugin's images are more than %d, or have more than %zu MB", IMAGES_MAX, IMAGES_MAX_BYTES >> 20);
			return blame(plugin, path, err);
		}
		image.p = bytes;
		*ARENA_PUSH(arena, plugin->images, plugin->image_count, plugin->image_cap) = image;
	}
	return true;
}

static int compare_files(const void *a, const void *b) {
	return strcmp(((const struct host_file *)a)->path, ((const struct host_file *)b)->path);
}

static int compare_texts(const void *pa, const void *pb) {
	const struct plugin_text *a = pa, *b = pb;
	int order = strcmp(a->key, b->key);
	return order ? order : strcmp(a->lang, b->lang);
}

static void sort_texts(struct plugin_text *texts, size_t n) {
	if (n) {
		qsort(texts, n, sizeof(*texts), compare_texts);
	}
}

bool plugin_read(struct arena *arena, const struct host_plugin *what, enum plugin_extent extent, struct plugin *plugin,
                 struct err *err) {
	char **names;
	size_t n;
	*plugin = (struct plugin){ .name = arena_strdup(arena, what->name), .manifest = what->manifest,
	                           .dir = arena_strdup(arena, what->dir),
	                           .from = arena_strdup(arena, what->kept ? what->kept : what->dir) };
	struct state_source *source = &plugin->source;
	source->chunk = arena_printf(arena, "%.50s", what->name);
	source->plugin = plugin->name;
	if (!read_file(arena, plugin, what->dir, "plugin.lua", SOURCE_MAX_BYTES, &source->text, &source->len, &source->path, err)) {
		return false;
	}
	const struct json *uses = json_lookup(what->manifest, "uses");
	for (const struct json *v = uses ? uses->first : NULL; v; v = v->next) {
		if (v->type == JSON_STRING) {
			*ARENA_PUSH(arena, plugin->uses, plugin->use_count, plugin->use_cap) = arena_strdup(arena, v->str);
		}
	}
	const struct json *data = json_lookup(what->manifest, "data");
	for (const struct json *v = data && data->type == JSON_OBJECT ? data->first : NULL; v; v = v->next) {
		const struct data_set set = {
			.query = arena_strdup(arena, json_str(json_lookup(what->manifest, "queries"), v->key, NULL)),
			.shape = json_lookup(json_lookup(what->manifest, "declared"), v->key),
		};
		if (!add_data(arena, plugin, v, &set, err)) {
			return false;
		}
	}
	for (size_t i = 0; extent == PLUGIN_WHOLE && i < plugin->data_count; i++) {
		if (!plugin_data_value(arena, plugin, &plugin->data[i], err)) {
			return false;
		}
	}
	if (!file_list(plugin->from, arena, &names, &n, err)) {
		return blame(plugin, what->dir, err);
	}
	for (size_t i = 0; i < n; i++) {
		if (!add_part(arena, plugin, what->dir, names[i], err)) {
			return false;
		}
	}
	if (extent == PLUGIN_WHOLE) {
		if (!add_images(arena, plugin, what->dir, err)) {
			return false;
		}
		for (size_t i = 0; i < n; i++) {
			if (!add_prose(arena, plugin, what->dir, names[i], err) || !add_labels(arena, plugin, what->dir, names[i], err)) {
				return false;
			}
		}
	}
	sort_texts(plugin->prose, plugin->prose_count);
	sort_texts(plugin->labels, plugin->label_count);
	qsort(plugin->files, plugin->file_count, sizeof(*plugin->files), compare_files);
	return true;
}

/* The text of key in the language lang (lang_len bytes); texts are sorted. */
static const struct plugin_text *find_text(const struct plugin_text *texts, size_t n, const char *key, const char *lang,
                                           size_t lang_len) {
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(texts[mid].key, key);
		order = order ? order : strncmp(texts[mid].lang, lang, lang_len);
		order = order ? order : texts[mid].lang[lang_len] != '\0';
		if (order == 0) {
			return &texts[mid];
		}
		if (order < 0) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return NULL;
}

const struct plugin_text *plugin_text(const struct plugin_text *texts, size_t n, const char *key, const char *lang,
                                      bool *fell_back) {
	const struct plugin_text *text = find_text(texts, n, key, lang, strlen(lang));
	size_t base = strcspn(lang, "-");
	*fell_back = false;
	if (!text && lang[base]) {
		text = find_text(texts, n, key, lang, base);
	}
	if (!text) {
		text = find_text(texts, n, key, "en", 2);
		*fell_back = text && !(base == 2 && memcmp(lang, "en", 2) == 0);
	}
	return text;
}

static bool is_in(const struct plugin_text *texts, size_t n, const char *lang, size_t lang_len) {
	for (size_t i = 0; i < n; i++) {
		if (strncmp(texts[i].lang, lang, lang_len) == 0 && texts[i].lang[lang_len] == '\0') {
			return true;
		}
	}
	return false;
}

bool plugin_speaks(const struct plugin *plugin, const char *lang) {
	const size_t lens[] = { strlen(lang), strcspn(lang, "-") };

	for (size_t i = 0; i < 2; i++) {
		if (is_in(plugin->prose, plugin->prose_count, lang, lens[i]) || is_in(plugin->labels, plugin->label_count, lang, lens[i])) {
			return true;
		}
	}
	return plugin->prose_count + plugin->label_count == 0;
}

static bool quote_from(const char *path, const char *text, size_t len, struct err *err) {
	bool is_it = str_eq(err->at.file, path);
	if (is_it) {
		err_quote(err, text, len, NULL);
	}
	return is_it;
}

void plugin_quote(const struct plugin *plugin, struct err *err) {
	bool found = quote_from(plugin->source.path, plugin->source.text, plugin->source.len, err);
	for (size_t i = 0; i < plugin->parts.n && !found; i++) {
		found = quote_from(plugin->parts.v[i].path, plugin->parts.v[i].text, plugin->parts.v[i].len, err);
	}
	for (size_t i = 0; i < plugin->prose_count && !found; i++) {
		found = quote_from(plugin->prose[i].path, plugin->prose[i].text, strlen(plugin->prose[i].text), err);
	}
}
