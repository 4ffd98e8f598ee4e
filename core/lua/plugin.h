/* plugin: the files of one plugin, read into memory: source, prose, labels and data. No Lua runs here. */
#ifndef LUA_PLUGIN_H
#define LUA_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "lua/data.h"
#include "lua/host.h"
#include "lua/parts.h"
#include "lua/state.h"

struct arena;
struct err;
struct image;
struct json;

/* A prose file or a label: a message (message.h) in one language. */
struct plugin_text {
	const char *key, *lang;
	const char *text;
	const char *path;            /* of its file, for messages */
	const char *file;            /* of a label: the text of its file (len bytes), in which it stands at offset; NULL: it is the file */
	size_t len, offset;
};

/* A file in images/, as it is; what it holds is looked at when a section uses it. */
struct plugin_image {
	const char *name;            /* "bridge.jpg" */
	const void *p;
	size_t len;
	struct image *image;         /* filled by the job that uses it first; its name is NULL until then */
};

struct plugin_data {
	struct data_set set;
	const char *name;
	const char *file;            /* below the plugin's folder */
	const struct json *value;    /* NULL: not read yet */
	const char *path, *text;     /* of its file */
	size_t len;
};

struct plugin {
	const char *name;
	const struct json *manifest;
	struct state_source source;
	struct parts parts;          /* the Lua files beside it */
	struct plugin_text *prose, *labels;      /* sorted by key and language */
	size_t prose_count, prose_cap, label_count, label_cap;
	const char *dir;             /* its folder, for messages */
	const char *from;            /* the folder its files are read in */
	struct plugin_image *images;             /* sorted by name */
	size_t image_count, image_cap;
	struct plugin_data *data;
	size_t data_count, data_cap;
	const char **uses;
	size_t use_count, use_cap;
	struct host_file *files;
	size_t file_count, file_cap;
};

/*
 * Read the files of what into *plugin; all of it lives in the arena. PLUGIN_WHOLE: all files; PLUGIN_CODE: the Lua ones,
 * and of the data sets only where they lie: plugin_data reads one.
 */
enum plugin_extent { PLUGIN_WHOLE, PLUGIN_CODE };
bool plugin_read(struct arena *arena, const struct host_plugin *what, enum plugin_extent extent, struct plugin *plugin,
                 struct err *err);

/* Have the data set read, if it is not yet: its value, or NULL with *err in its file. */
const struct json *plugin_data_value(struct arena *arena, struct plugin *plugin, struct plugin_data *data, struct err *err);

/*
 * The text of key in lang, else in its base language ("fr" for "fr-BE"), else in English; NULL where there is none. *fell_back: it is in another
 * language than the one asked for.
 */
const struct plugin_text *plugin_text(const struct plugin_text *texts, size_t n, const char *key, const char *lang,
                                      bool *fell_back);

/* Has it texts in lang, or in its base language, or none in any? */
bool plugin_speaks(const struct plugin *plugin, const char *lang);

/* Add the source line to a mistake in one of the plugin's texts (base/quote.h); what is in another file stays as it is. */
void plugin_quote(const struct plugin *plugin, struct err *err);

#endif
